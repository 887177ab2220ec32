#include "draw/matrix.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STRIP = 256 };   /* values read at a time */

struct matrix matrix_of(const struct tensor *tensor)
{
	struct matrix m = { .tensor = tensor, .rows = tensor != NULL, .cols = tensor != NULL };
	int ndim = tensor ? tensor->shape.ndim : 0;
	for (int d = 0; d < ndim; d++)
		*(d == ndim - 1 ? &m.cols : &m.rows) *= tensor->shape.size[d];
	return m;
}

bool matrix_same_size(const struct matrix *a, const struct matrix *b)
{
	return a->tensor && b->tensor && !tensor_is_outline(a->tensor) && !tensor_is_outline(b->tensor) &&
	       a->rows == b->rows && a->cols == b->cols;
}

static int64_t place(const struct matrix *m, int64_t row, int64_t col)
{
	const struct tensor *t = m->tensor;
	int last = t->shape.ndim - 1;
	int64_t at = t->offset + (last >= 0 ? col * t->stride[last] : 0);
	for (int d = last - 1; d > 0; d--) {
		at += row % t->shape.size[d] * t->stride[d];
		row /= t->shape.size[d];
	}
	return at + (last > 0 ? row * t->stride[0] : 0);
}

#define READ(values) do { \
		for (int i = 0; i < n; i++) \
			out[i] = (double)(values)[at + i * step]; \
	} while (0)

void matrix_read(const struct matrix *m, int64_t row, int64_t col, int64_t step, int n, double *out)
{
	const struct tensor *t = m->tensor;
	if (tensor_is_outline(t)) {   /* nobody knows */
		for (int i = 0; i < n; i++)
			out[i] = NAN;
		return;
	}
	int64_t at = place(m, row, col);
	step *= t->shape.ndim ? t->stride[t->shape.ndim - 1] : 0;
	switch (t->dtype) {
	case DT_BOOL: {
		const uint8_t *bools = tensor_bools(t);
		for (int i = 0; i < n; i++)
			out[i] = bools[at + i * step] != 0;
		break;
	}
	case DT_INT64: READ(tensor_ints(t)); break;
	case DT_FLOAT64: READ(tensor_doubles(t)); break;
	default: READ(tensor_floats(t)); break;
	}
}

double matrix_at(const struct matrix *m, int64_t row, int64_t col)
{
	double x;
	matrix_read(m, row, col, 1, 1, &x);
	return x;
}

void matrix_text(const struct matrix *m, int64_t row, int64_t col, int digits,
                 char out[NUMBER_TEXT])
{
	const struct tensor *t = m->tensor;
	if (tensor_is_outline(t))
		strcpy(out, "?");
	else if (t->dtype == DT_INT64)
		snprintf(out, NUMBER_TEXT, "%" PRId64, tensor_ints(t)[place(m, row, col)]);
	else if (t->dtype == DT_BOOL)
		strcpy(out, matrix_at(m, row, col) != 0 ? "True" : "False");
	else
		number_format(matrix_at(m, row, col), digits, out);
}

static int64_t divide_up(int64_t a, int64_t b)
{
	return (a + b - 1) / b;
}

void block_sample(struct block *block, int64_t budget)
{
	block->row_step = block->col_step = 1;
	if (block->cols == 0 || block->rows <= budget / block->cols)
		return;
	int64_t rows = budget / block->cols > 1 ? budget / block->cols : 1;
	block->row_step = divide_up(block->rows, rows);
	int64_t cols = budget / divide_up(block->rows, block->row_step);
	block->col_step = divide_up(block->cols, cols > 1 ? cols : 1);
}

double extremes_peak(const struct extremes *e, bool by_size)
{
	if (e->nan)
		return NAN;
	if (e->pos_inf)
		return INFINITY;
	if (e->low > e->high)
		return -INFINITY;
	return by_size && -e->low > e->high ? e->low : e->high;
}

double extremes_mean(const struct extremes *e)
{
	return e->nan || e->pos_inf || e->count == 0 ? extremes_peak(e, false) :
	       e->sum / (double)e->count;
}

static void survey_odd(struct survey *s, double x)
{
	if (isnan(x))
		s->nans++;
	else
		*(x > 0 ? &s->pos_infs : &s->neg_infs) += 1;
}

static void survey_strip(struct survey *s, const double *x, int n, int64_t row, int64_t col,
                         int64_t step)
{
	double low, high, sum;
	if (extremes_range(x, n, &low, &high, &sum) && low >= s->low && high <= s->high) {
		s->finite += n;   /* nothing new */
		return;
	}
	for (int i = 0; i < n; i++) {
		if (!isfinite(x[i])) {
			survey_odd(s, x[i]);
			continue;
		}
		if (!(x[i] >= s->low)) {
			s->low = x[i];
			s->low_row = row, s->low_col = col + i * step;
		}
		if (!(x[i] <= s->high)) {
			s->high = x[i];
			s->high_row = row, s->high_col = col + i * step;
		}
		s->finite++;
	}
}

struct survey matrix_survey(const struct matrix *m, int64_t budget)
{
	struct survey s = { .low = NAN, .high = NAN };
	struct block all = { .rows = m->rows, .cols = m->cols };
	double strip[STRIP];
	block_sample(&all, budget);
	s.sampled = all.row_step > 1 || all.col_step > 1;
	int64_t count = divide_up(all.cols, all.col_step);
	for (int64_t row = 0; row < all.rows; row += all.row_step)
		for (int64_t at = 0; at < count; at += STRIP) {
			int n = count - at < STRIP ? (int)(count - at) : STRIP;
			matrix_read(m, row, at * all.col_step, all.col_step, n, strip);
			survey_strip(&s, strip, n, row, at * all.col_step, all.col_step);
		}
	return s;
}

struct extremes survey_extremes(struct survey s)
{
	return (struct extremes){
		.low = s.finite ? s.low : INFINITY, .high = s.finite ? s.high : -INFINITY,
		.nan = s.nans > 0, .pos_inf = s.pos_infs > 0, .neg_inf = s.neg_infs > 0,
	};
}
