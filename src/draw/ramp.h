/*
 * The bar that explains a scale: "0 ▌▌▌▌▌▌▌▌ 0.66". What it has no colour for a picture does not
 * show either, so that each colour can be found in it.
 */
#ifndef DRAW_RAMP_H
#define DRAW_RAMP_H

#include "draw/scale.h"
#include "text/canvas.h"

enum { RAMP_CELLS = 16, RAMP_SHORT = 8 };

struct ramp {
	struct scale scale;
	int columns;                /* of the bar; 0 = there is none */
	bool glyphs;                /* no colour: signs tell the values */
	bool ascii;
	bool below, above;          /* there are values beyond an end of the scale */
};

uint32_t ramp_color(const struct ramp *ramp, double x);
int ramp_width(const struct ramp *ramp);            /* with the numbers at its ends */
int ramp_paint(const struct ramp *ramp, struct canvas *canvas, int x, int y);   /* returns the width */

#endif
