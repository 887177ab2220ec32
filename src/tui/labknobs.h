/* The knobs of a lab's pane: names and values in a few rows; of more, those with the selected one. */
#ifndef TUI_LABKNOBS_H
#define TUI_LABKNOBS_H

#include "tui/labpane.h"

int labknobs_height(const struct labpane *pane, int width);

void labknobs_paint(const struct labpane *pane, struct canvas *canvas);

/* What the selected knob means, in the rule below them. Returns where the words end. */
int labknobs_paint_rule(const struct labpane *pane, int y, struct canvas *canvas);

/* The knob at a place of these rows, and on which half of it: -1 down, +1 up. -1 when there is none. */
int labknobs_hit(const struct labpane *pane, int width, int x, int y, int *direction);

#endif
