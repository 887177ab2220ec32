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
	if (t->dtype == DT_INT64)
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

/* Four chains of comparisons at a time; false when not every value is finite. */
static bool strip_range(const double *x, int n, double *low, double *high)
{
	double least[4], most[4], odd[4] = { 0 };
	for (int k = 0; k < 4; k++)
		least[k] = most[k] = x[0];
	int i = 0;
	for (; i + 4 <= n; i += 4)
		for (int k = 0; k < 4; k++) {
			least[k] = x[i + k] < least[k] ? x[i + k] : least[k];
			most[k] = x[i + k] > most[k] ? x[i + k] : most[k];
			odd[k] += x[i + k] * 0;
		}
	for (; i < n; i++) {
		least[0] = x[i] < least[0] ? x[i] : least[0];
		most[0] = x[i] > most[0] ? x[i] : most[0];
		odd[0] += x[i] * 0;
	}
	for (int k = 1; k < 4; k++) {
		least[0] = least[k] < least[0] ? least[k] : least[0];
		most[0] = most[k] > most[0] ? most[k] : most[0];
	}
	*low = least[0];
	*high = most[0];
	return odd[0] + odd[1] + odd[2] + odd[3] == 0;
}

static double peak_of_strip(const double *x, int n, double peak, bool by_size)
{
	double low, high;
	if (isfinite(peak) && strip_range(x, n, &low, &high)) {
		if (by_size)
			return fmax(-low, high) <= fabs(peak) ? peak : -low > high ? low : high;
		return high > peak ? high : peak;
	}
	for (int i = 0; i < n; i++) {
		if (isnan(x[i]))
			return NAN;
		bool more = by_size && isfinite(x[i]) && isfinite(peak) ? fabs(x[i]) > fabs(peak)
		                                                         : x[i] > peak;
		if (more)
			peak = x[i];
	}
	return peak;
}

double matrix_peak(const struct matrix *m, const struct block *block, bool by_size)
{
	double strip[STRIP], peak = -INFINITY;
	int64_t count = divide_up(block->cols, block->col_step);
	for (int64_t row = 0; row < block->rows; row += block->row_step)
		for (int64_t at = 0; at < count; at += STRIP) {
			int n = count - at < STRIP ? (int)(count - at) : STRIP;
			matrix_read(m, block->row + row, block->col + at * block->col_step,
			            block->col_step, n, strip);
			peak = peak_of_strip(strip, n, peak, by_size);
			if (isnan(peak))
				return peak;
		}
	return peak;
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
	double low, high;
	if (strip_range(x, n, &low, &high) && low >= s->low && high <= s->high) {
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
