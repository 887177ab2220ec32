/* Round numbers along an axis: steps of 1, 2 or 5 times a power of ten, or the powers themselves. */
#ifndef DRAW_TICKS_H
#define DRAW_TICKS_H

#include <stdbool.h>

#include "draw/number.h"

enum { TICKS_MAX = 24 };

/* What an axis counts in: with `log`, low and high are above 0. */
struct span_of_axis {
	double low, high;
	bool log;
};

/* The place on the axis: 0 at its beginning, 1 at its end; NaN for what a log axis does not have. */
double axis_place(const struct span_of_axis *axis, double x);

/* The round step next to x > 0: at least as large, or at most. */
double round_step(double x, bool up);

struct ticks {
	double at[TICKS_MAX];
	char text[TICKS_MAX][NUMBER_TEXT];
	int count;
	double step;                 /* of a linear axis */
};

/* At most `most` ticks inside the axis, written with as many decimals as tell them apart. */
struct ticks ticks_of(const struct span_of_axis *axis, int most);

/*
 * An axis on cells of several dots: ticks are whole cells apart and each lies in the middle of
 * its cell, so that a curve, its ticks and the signs on it are at one height.
 */
struct raster {
	struct span_of_axis span;
	int dots;                    /* of a cell */
	int cells;                   /* from the first that it needs to the last */
	double step;                 /* between ticks, in decades on a log axis; 0: there is no such place */
	double first;                /* a tick, */
	double cell;                 /* its cell, */
	double step_cells;           /* and how many cells further the next one is */
};

/* At most `cells`; a step takes `least` of them or more, if that can be had. */
struct raster raster_fit(const struct span_of_axis *axis, int dots, int cells, int least);
double raster_dot(const struct raster *r, double x);    /* from the beginning, 0 the first one's middle */
struct ticks raster_ticks(const struct raster *r, int most);   /* those in the middle of a cell */

/* The axis drawn out to ticks at both its ends, if it is linear and they are near. */
void axis_round(struct span_of_axis *axis, int most);

#endif
