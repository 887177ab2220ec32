/*
 * A tensor seen as a matrix: 1-D data is one row, leading dimensions fold into
 * the rows, a scalar is 1 × 1, no tensor is 0 × 0. Nothing is copied.
 */
#ifndef DRAW_MATRIX_H
#define DRAW_MATRIX_H

#include <math.h>

#include "draw/number.h"
#include "engine/tensor.h"
#include "lab/extremes.h"

struct matrix {
	const struct tensor *tensor;   /* borrowed */
	int64_t rows, cols;
};

struct matrix matrix_of(const struct tensor *tensor);
bool matrix_same_size(const struct matrix *a, const struct matrix *b);   /* and the cells of both */

double matrix_at(const struct matrix *m, int64_t row, int64_t col);

/* n values of a row, every step-th from col on. */
void matrix_read(const struct matrix *m, int64_t row, int64_t col, int64_t step, int n,
                 double *out);

/* The cell as text: True, -3, 0.0214; ints are exact. */
void matrix_text(const struct matrix *m, int64_t row, int64_t col, int digits,
                 char out[NUMBER_TEXT]);

/* A rectangle of cells, of which every row_step-th row and col_step-th column is read. */
struct block {
	int64_t row, col, rows, cols;
	int64_t row_step, col_step;
};

/* Steps such that at most about `budget` cells of the block are read; both 1 if it is small. */
void block_sample(struct block *block, int64_t budget);

/*
 * One number that stands for them: NaN if there is one, else the largest
 * (by_size: the one farthest from 0). -inf only if there is nothing else.
 */
double extremes_peak(const struct extremes *e, bool by_size);
double extremes_mean(const struct extremes *e);   /* of the finite ones; marks as the peak */

/* What there is in a matrix. Places are meaningful when `finite` > 0. */
struct survey {
	double low, high;              /* of the finite values; NaN when there are none */
	int64_t low_row, low_col, high_row, high_col;
	int64_t finite, nans, neg_infs, pos_infs;
	bool sampled;                  /* not every cell was read */
};
struct survey matrix_survey(const struct matrix *m, int64_t budget);

struct extremes survey_extremes(struct survey s);

/* Cells read for one picture: a few milliseconds' worth; and for one sentence. */
enum { PICTURE_BUDGET = 1 << 20, SENTENCE_BUDGET = 1 << 22 };

#endif
