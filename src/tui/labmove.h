/*
 * Where one stands in a lab's pane: at which stop, knob, figure and cell, and how far down the program.
 * Nothing is computed anew here.
 */
#ifndef TUI_LABMOVE_H
#define TUI_LABMOVE_H

#include "tui/labpane.h"

/* The next or previous one, round and round. */
void labmove_knob(struct labpane *pane, int direction);
void labmove_figure(struct labpane *pane, int direction);   /* it is shown first */

void labmove_lines(struct labpane *pane, int rows);          /* of the program: the first step opens it */

/* The figure the keys speak of, or NULL while there is none; select: by its number. */
const struct figure *labmove_shown(const struct labpane *pane);
void labmove_select(struct labpane *pane, int figure);

/* The cursor, kept within the figure. It begins where there is most to see. */
void labmove_cell(struct labpane *pane, int64_t rows, int64_t cols);
void labmove_point(struct labpane *pane);
bool labmove_find_cell(const struct labpane *pane, struct lab_cell *out);

/* How many steps closer one can come, which the pane's width does not tell; and one step. */
int labmove_zoom_most(const struct labpane *pane);
void labmove_closer(struct labpane *pane, int direction);

/* Tab: the next stop; false when it leaves the pane. */
bool labmove_tab(struct labpane *pane, int direction);
bool labmove_is_zoomed(const struct labpane *pane);   /* and has the focus; pane may be NULL */

/* Stay within what a new state has. */
void labmove_settle(struct labpane *pane);

#endif
