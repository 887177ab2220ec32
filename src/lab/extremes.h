/*
 * How far some values reach: of a block of cells that share a pixel, of a whole picture.
 */
#ifndef LAB_EXTREMES_H
#define LAB_EXTREMES_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* The finite ones reach from low to high (low > high: there are none). */
struct extremes {
	double low, high;
	double sum;
	int64_t count;                 /* of the finite ones */
	bool nan, pos_inf, neg_inf;
};
#define EXTREMES_NONE { .low = INFINITY, .high = -INFINITY }
void extremes_add(struct extremes *e, const double *x, int64_t n);
void extremes_join(struct extremes *e, const struct extremes *other);

/* The range of finite values, at least one, and their sum; false as soon as one is not. */
bool extremes_range(const double *x, int64_t n, double *low, double *high, double *sum);

#endif
