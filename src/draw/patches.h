/* Weights over the patches of a picture, as a row of attention has them. */
#ifndef DRAW_PATCHES_H
#define DRAW_PATCHES_H

#include "draw/matrix.h"
#include "lab/figure.h"

enum { PATCHES_TOP = 5 };

struct patches {
	struct matrix m;
	int64_t rows, cols, skip;    /* the grid of patches; what stands before it */
	double most, sum;            /* of the patches */
	int n_top;
	int64_t top[PATCHES_TOP];    /* patches, the largest weight first */
};

/* False when the figure's second item has no weight for each patch of its grid. */
bool patches_of(const struct figure *f, struct patches *w);

/* By patch, row after row. */
double patches_weight(const struct patches *w, int64_t patch);

#endif
