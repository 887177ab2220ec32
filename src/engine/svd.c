#include "engine/svd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/real.h"
#include "engine/kernel.h"

enum { MAX_SWEEPS = 60 };

/* Columns one after the other: the matrix, or its transpose, so that there are fewer columns. */
struct columns {
	double *x;
	int64_t rows, count;
};

static double *column(const struct columns *a, int64_t i)
{
	return a->x + i * a->rows;
}

static double length(const double *x, int64_t n)
{
	double sum = 0;
	for (int64_t i = 0; i < n; i++)
		sum += x[i] * x[i];
	return sqrt(sum);
}

/*
 * Turns two columns so that they are orthogonal; false if they were so already. A column
 * shorter than `noise` is what rounding left of 0, and has no direction.
 */
static bool turn(double *x, double *y, int64_t n, double noise)
{
	double xx = 0, yy = 0, xy = 0;
	for (int64_t i = 0; i < n; i++) {
		xx += x[i] * x[i];
		yy += y[i] * y[i];
		xy += x[i] * y[i];
	}
	if (fabs(xy) <= 1e-15 * sqrt(xx) * sqrt(yy) || sqrt(xx) < noise || sqrt(yy) < noise)
		return false;
	double zeta = (yy - xx) / (2 * xy);
	double t = copysign(1, zeta) / (fabs(zeta) + sqrt(1 + zeta * zeta));
	double c = 1 / sqrt(1 + t * t), s = c * t;
	for (int64_t i = 0; i < n; i++) {
		double a = x[i], b = y[i];
		x[i] = c * a - s * b;
		y[i] = s * a + c * b;
	}
	return true;
}

/* In operations, for the budget. */
static int64_t pair_cost(const struct columns *a)
{
	return a->rows * 2 + 30;
}

static bool sweep(struct run *run, struct columns *a, double noise, bool *turned, struct err *err)
{
	*turned = false;
	for (int64_t i = 0; i < a->count; i++)
		for (int64_t j = i + 1; j < a->count; j++) {
			if (!run_spend(run, pair_cost(a), err))
				return false;
			*turned |= turn(column(a, i), column(a, j), a->rows, noise);
		}
	run_count(run, a->count * (a->count - 1) / 2 * a->rows * 10, 0);
	return true;
}

static int descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x < y) - (x > y);
}

/* Divided by the largest element, so that no square overflows. */
static bool scale_columns(struct columns *a, double *scale, struct err *err)
{
	*scale = 0;
	for (int64_t i = 0; i < a->rows * a->count; i++) {
		if (!isfinite(a->x[i]))
			return err_say(err, ERR_VALUE, "a matrix with nan or inf in it has no singular values");
		*scale = fmax(*scale, fabs(a->x[i]));
	}
	for (int64_t i = 0; *scale > 0 && i < a->rows * a->count; i++)
		a->x[i] /= *scale;
	return true;
}

static bool singular_values(struct run *run, struct columns *a, double *sigma, struct err *err)
{
	double scale;
	bool turned = true;
	/* It takes at least three sweeps, and a few more. */
	if (!run_expect(run, a->count * (a->count - 1) / 2 * 3, pair_cost(a), err)
	    || !scale_columns(a, &scale, err))
		return false;
	double noise = length(a->x, a->rows * a->count) * 0x1p-52;
	for (int i = 0; i < MAX_SWEEPS && turned; i++)
		if (!sweep(run, a, noise, &turned, err))
			return false;
	for (int64_t i = 0; i < a->count; i++)
		sigma[i] = scale * length(column(a, i), a->rows);
	qsort(sigma, (size_t)a->count, sizeof *sigma, descending);
	return true;
}

/* What is made of the singular values of one matrix. */
struct result {
	void (*make)(const struct result *r, const double *sigma, int64_t n, struct tensor *out,
	             int64_t at);
	enum dtype dtype;
	bool is_vector;
	double atol, rtol;
};

/* The matrix whose first element is at `at`. */
static void load_columns(const struct tensor *t, int64_t at, struct columns *a)
{
	int n = t->shape.ndim;
	bool wide = t->shape.size[n - 1] > t->shape.size[n - 2];
	int64_t down = t->stride[wide ? n - 1 : n - 2], right = t->stride[wide ? n - 2 : n - 1];
	for (int64_t i = 0; i < a->count; i++)
		load_doubles(t, at + i * right, down, a->rows, column(a, i));
}

static bool each_matrix(struct run *run, const struct result *r, const struct tensor *t,
                        struct columns *a, double *sigma, struct tensor *out, struct err *err)
{
	struct tensor first = *t;   /* the first element of each matrix */
	struct walk w;
	int64_t at = 0;
	first.shape.ndim -= 2;
	walk_init(&w, &first.shape);
	walk_add(&w, &first);
	for (int n; (n = walk_next(&w)) > 0; )
		for (int i = 0; i < n; i++, at += r->is_vector ? a->count : 1) {
			if (!run_spend(run, a->rows * a->count * 10, err))
				return false;
			load_columns(t, w.at[0] + i * w.step[0], a);
			if (!singular_values(run, a, sigma, err))
				return false;
			r->make(r, sigma, a->count, out, at);
		}
	return true;
}

static bool check_matrix(const struct tensor *t, struct err *err)
{
	char text[SHAPE_TEXT];
	shape_format_sizes(&t->shape, text, sizeof text);
	if (t->shape.ndim < 2)
		return err_say(err, ERR_SHAPE, "singular values are those of a matrix (..., m, n), and this "
		               "has shape %s", text);
	return dtype_is_float(t->dtype)
		|| err_say(err, ERR_TYPE, "singular values need floats, not %s: convert with .float()",
		           dtype_name(t->dtype));
}

static struct tensor *decompose(struct run *run, const struct result *r, const struct tensor *t,
                                struct err *err)
{
	if (!check_matrix(t, err))
		return NULL;
	struct shape shape = t->shape;
	int64_t m = shape.size[shape.ndim - 2], n = shape.size[shape.ndim - 1];
	struct columns a = { .rows = m > n ? m : n, .count = m > n ? n : m };
	shape.ndim -= 2;
	if (r->is_vector) {
		shape.name[shape.ndim] = t->shape.name[m > n ? shape.ndim + 1 : shape.ndim];
		shape.size[shape.ndim++] = a.count;
	}
	struct tensor *out = tensor_new(run, r->dtype, &shape, err);
	if (!out)
		return NULL;
	a.x = scratch_new(run, a.rows * a.count + 1, sizeof *a.x, err);
	double *sigma = a.x ? scratch_new(run, a.count + 1, sizeof *sigma, err) : NULL;
	bool fine = sigma && (!tensor_count(out) || each_matrix(run, r, t, &a, sigma, out, err));
	free(a.x);
	free(sigma);
	return fine ? out : kernel_fail(run, out);
}

static void store_values(const struct result *r, const double *sigma, int64_t n,
                         struct tensor *out, int64_t at)
{
	(void)r;
	for (int64_t i = 0; i < n; i++)
		store_doubles(out, at + i, 1, 1, &sigma[i]);
}

struct tensor *svd_values(struct run *run, const struct tensor *t, struct err *err)
{
	const struct result r = { .make = store_values, .dtype = t->dtype, .is_vector = true };
	return decompose(run, &r, t, err);
}

static void store_rank(const struct result *r, const double *sigma, int64_t n, struct tensor *out,
                       int64_t at)
{
	double least = n ? fmax(r->atol, r->rtol * sigma[0]) : 0;
	int64_t rank = 0;
	while (rank < n && sigma[rank] > least)
		rank++;
	store_ints(out, at, 1, 1, &rank);
}

static double epsilon(enum dtype dtype)
{
	return dtype == DT_FLOAT64 ? 0x1p-52 : dtype == DT_FLOAT16 ? 0x1p-10
		: dtype == DT_BFLOAT16 ? 0x1p-7 : 0x1p-23;
}

struct tensor *svd_rank(struct run *run, const struct tensor *t, double atol, double rtol,
                        struct err *err)
{
	struct result r = { .make = store_rank, .dtype = DT_INT64, .atol = isnan(atol) ? 0 : atol };
	int n = t->shape.ndim;
	if (!check_matrix(t, err))
		return NULL;
	double size = (double)(t->shape.size[n - 1] > t->shape.size[n - 2] ? t->shape.size[n - 1]
	                       : t->shape.size[n - 2]);
	r.rtol = !isnan(rtol) ? rtol : r.atol > 0 ? 0 : size * epsilon(t->dtype);
	return decompose(run, &r, t, err);
}

static void store_effective_rank(const struct result *r, const double *sigma, int64_t n,
                                 struct tensor *out, int64_t at)
{
	double sum = 0, entropy = 0;
	(void)r;
	for (int64_t i = 0; i < n; i++)
		sum += sigma[i];
	for (int64_t i = 0; i < n && sigma[i] > 0; i++)
		entropy -= sigma[i] / sum * real_log(sigma[i] / sum);
	double rank = sum > 0 ? real_exp(entropy) : 0;
	store_doubles(out, at, 1, 1, &rank);
}

struct tensor *svd_effective_rank(struct run *run, const struct tensor *t, struct err *err)
{
	const struct result r = { .make = store_effective_rank, .dtype = t->dtype };
	return decompose(run, &r, t, err);
}
