/* A lab's claims: what must hold, checked at these knobs, and with the variant. */
#ifndef TUI_LABCLAIMS_H
#define TUI_LABCLAIMS_H

#include "tui/labpane.h"

int labclaims_height(const struct labpane *pane);    /* a row for each; none while answers are covered */
int labclaims_held(const struct lab_state *state);   /* how many of them hold */

/* Each in its row or, with fewer rows than that, all of them in one. */
void labclaims_paint(const struct labpane *pane, int y, int rows, struct canvas *canvas);

#endif
