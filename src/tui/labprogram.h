/*
 * The program of a lab as lines: code, symbolic shape, shape; errors and variants below their line; then
 * what it claims. Where there is no room for all that, what matters is seen (labfold.h), until it is opened.
 */
#ifndef TUI_LABPROGRAM_H
#define TUI_LABPROGRAM_H

#include "tui/labpane.h"

/* Rows that all of it takes, and those without which what is shown could not be followed. */
int labprogram_height(const struct labpane *pane, int width);
int labprogram_least(const struct labpane *pane, int width);

/* What one does not see in a canvas of this size until it is opened. */
struct labprogram_rest {
	int lines, claims;
	bool cut;                        /* the end of a note, or of what a claim says */
};
struct labprogram_rest labprogram_rest(const struct labpane *pane, int width, int height);

/* Of one that is opened: the item (labfold.h) that its last page begins with. */
int labprogram_last_page(const struct labpane *pane, int width, int height);

void labprogram_paint(const struct labpane *pane, struct canvas *canvas);

#endif
