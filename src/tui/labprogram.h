/* The program of a lab as lines: code, symbolic shape, shape; errors and variants below their line. */
#ifndef TUI_LABPROGRAM_H
#define TUI_LABPROGRAM_H

#include "tui/labpane.h"

/* Rows that all of it takes. */
int labprogram_height(const struct labpane *pane, int width);

/* From pane->first_line on, as many as fit. */
void labprogram_paint(const struct labpane *pane, struct canvas *canvas);

#endif
