/*
 * Which cells of each row count, and the shape they make: a triangle, a window,
 * a prefix, blocks. Of a mask those that may attend, of attention weights those
 * above 0.
 */
#ifndef DRAW_PATTERN_H
#define DRAW_PATTERN_H

#include "base/str.h"
#include "draw/matrix.h"

typedef bool cell_test(const struct matrix *m, double x);

/* A mask of bools or ints: not 0 may attend. An additive mask of floats: -inf may not. */
cell_test mask_shows;
cell_test weight_counts;       /* above 0 */

struct row_run {               /* the cells of a row that count */
	int64_t first, last, count;
};
struct row_run row_run_of(const struct matrix *m, int64_t row, cell_test *counts);

struct pattern {
	int64_t cells, fewest, most;   /* that count: in all, in a row */
	bool runs;                 /* every row is one stretch of columns (or none) */
	bool causal;               /* row i has 0 to i + late */
	bool window;               /* row i has the last `width` of those */
	bool prefix;               /* row i has the first `width`, and up to i */
	bool back;                 /* no row has one behind i + late */
	bool alike;                /* all rows have as many, from the same column on */
	int64_t late, width;
};

/* Reads every cell: for a matrix of at least one, and not more than SENTENCE_BUDGET. */
struct pattern pattern_of(const struct matrix *m, cell_test *counts);

/* "row i sees columns 0 to i." */
void pattern_say(const struct matrix *m, const struct pattern *p, struct str *out);

/*
 * Each diagonal holds one value: it depends on row minus column alone, as far as
 * float32 tells (s: what there is in m). At least 4 x 4, not all alike, no NaN, no
 * +inf; -inf is left out. Reads up to every cell: not more than SENTENCE_BUDGET.
 */
bool pattern_diagonal(const struct matrix *m, const struct survey *s);

#endif
