/* A lab's claims: what must hold, checked at these knobs, and with the variant. */
#ifndef TUI_LABCLAIMS_H
#define TUI_LABCLAIMS_H

#include "tui/labpane.h"

int labclaims_count(const struct labpane *pane);                /* none while answers are covered */
bool labclaims_stands(const struct labpane *pane, int i);       /* it holds, and with the variant, too */

/* One of them; returns its rows. Whole: nothing of it is cut, else it is one. With canvas NULL only counted. */
struct labclaims_place {
	int y, width;
	bool whole;
};
int labclaims_rows(const struct labpane *pane, int i, const struct labclaims_place *place,
                   struct canvas *canvas);

#endif
