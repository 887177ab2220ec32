/*
 * The program of a lab as lines: code, symbolic shape, shape; errors and variants below their line.
 * Where there is no room for all of them those are seen that matter (labfold.h), until it is opened.
 */
#ifndef TUI_LABPROGRAM_H
#define TUI_LABPROGRAM_H

#include "tui/labpane.h"

/* Rows that all of it takes, and those without which what is shown could not be followed. */
int labprogram_height(const struct labpane *pane, int width);
int labprogram_least(const struct labpane *pane, int width);

/* Lines that are folded in a canvas of this size. */
int labprogram_folded(const struct labpane *pane, int width, int height);

void labprogram_paint(const struct labpane *pane, struct canvas *canvas);

#endif
