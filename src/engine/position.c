#include "engine/position.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/real.h"
#include "engine/kernel.h"

struct tensor *position_sinusoidal(struct run *run, const struct size *n, const struct size *d,
                                   struct err *err)
{
	struct shape shape = { .ndim = 2, .size = { n->n, d->n }, .name = { n->name, d->name } };
	struct tensor *out = tensor_new(run, DT_FLOAT32, &shape, err);
	for (int64_t t = 0; out && tensor_count(out) && t < n->n; t++) {
		if (!run_spend(run, d->n * 115, err))
			return kernel_fail(run, out);
		for (int64_t c = 0; c < d->n; c++) {
			double angle = (double)t / real_pow(10000, (double)(c - c % 2) / (double)d->n);
			double x = c % 2 ? real_cos(angle) : real_sin(angle);
			store_doubles(out, t * d->n + c, 1, 1, &x);
		}
	}
	return out;
}

/* How x's columns are cut: `axes` parts of `part` columns each. */
struct rotation {
	int64_t axes, part;
	double base;
};

static bool check_rope(const struct tensor *x, const struct tensor *pos, double base,
                       struct rotation *out, struct err *err)
{
	int n = x->shape.ndim;
	char left[SHAPE_TEXT], right[SHAPE_TEXT];
	shape_format_sizes(&x->shape, left, sizeof left);
	shape_format_sizes(&pos->shape, right, sizeof right);
	if (n < 2 || !dtype_is_float(x->dtype))
		return err_say(err, ERR_SHAPE, "rope turns float rows (..., T, d), not %s %s",
		               dtype_name(x->dtype), left);
	if (pos->shape.ndim < 1 || pos->shape.ndim > 2 || pos->dtype == DT_BOOL
	    || pos->shape.size[0] != x->shape.size[n - 2])
		return err_say(err, ERR_SHAPE, "rope of %s needs positions of shape (%" PRId64 ",) or (%"
		               PRId64 ", axes), not %s", left, x->shape.size[n - 2],
		               x->shape.size[n - 2], right);
	int64_t d = x->shape.size[n - 1];
	*out = (struct rotation){ .axes = pos->shape.ndim == 2 ? pos->shape.size[1] : 1, .base = base };
	if (out->axes < 1 || d % (2 * out->axes) != 0)
		return err_say(err, ERR_SHAPE, "rope turns pairs: the last size %" PRId64 " must be a multiple "
		               "of %" PRId64 " (2 for each axis)", d, 2 * out->axes);
	if (!(base > 0))
		return err_say(err, ERR_VALUE, "rope needs a base above 0");
	out->part = d / out->axes;
	return true;
}

/* cos and sin of row t: one pair after the other, d doubles. */
static void fill_angles(const struct rotation *r, const struct tensor *pos, int64_t t,
                        double *angles)
{
	for (int64_t axis = 0; axis < r->axes; axis++) {
		double at = tensor_at(pos, (int64_t[]){ t, axis });
		for (int64_t i = 0; i < r->part; i += 2) {
			double angle = at * real_pow(r->base, -(double)i / (double)r->part);
			*angles++ = real_cos(angle);
			*angles++ = real_sin(angle);
		}
	}
}

static void turn(double *x, const double *angles, int64_t d)
{
	for (int64_t i = 0; i < d; i += 2) {
		double a = x[i], b = x[i + 1], c = angles[i], s = angles[i + 1];
		x[i] = a * c - b * s;
		x[i + 1] = a * s + b * c;
	}
}

/* Row t of every matrix in the batch. */
static bool turn_rows(struct run *run, const struct tensor *x, struct tensor *out, int64_t t,
                      const double *angles, double *row, struct err *err)
{
	int n = x->shape.ndim;
	int64_t d = x->shape.size[n - 1];
	struct tensor from = *x, to = *out;
	struct walk w;
	from.offset += t * x->stride[n - 2];
	to.offset += t * out->stride[n - 2];
	from.shape.ndim = to.shape.ndim = n - 2;
	walk_init(&w, &from.shape);
	walk_add(&w, &from);
	walk_add(&w, &to);
	for (int count; (count = walk_next(&w)) > 0; )
		for (int i = 0; i < count; i++) {
			if (!run_spend(run, d * 4, err))
				return false;
			load_doubles(x, w.at[0] + i * w.step[0], x->stride[n - 1], d, row);
			turn(row, angles, d);
			store_doubles(out, w.at[1] + i * w.step[1], 1, (int)d, row);
		}
	return true;
}

struct tensor *position_rope(struct run *run, const struct tensor *x, const struct tensor *pos,
                             double base, struct err *err)
{
	struct rotation r;
	if (!check_rope(x, pos, base, &r, err))
		return NULL;
	int64_t d = x->shape.size[x->shape.ndim - 1], rows = x->shape.size[x->shape.ndim - 2];
	struct tensor *out = tensor_new(run, x->dtype, &x->shape, err);
	double *scratch = out ? scratch_new(run, 2 * d, sizeof *scratch, err) : NULL;
	bool ok = scratch != NULL;
	for (int64_t t = 0; ok && tensor_count(out) && t < rows; t++) {
		ok = run_spend(run, d * 65, err);
		if (ok)
			fill_angles(&r, pos, t, scratch);
		ok = ok && turn_rows(run, x, out, t, scratch, scratch + d, err);
	}
	free(scratch);
	if (!ok)
		return out ? kernel_fail(run, out) : NULL;
	run_count(run, 3 * tensor_count(x), 2 * tensor_count(x) * dtype_bytes(x->dtype));
	return out;
}

/* 2^(-8h/n) for h = 1..n when n is a power of two. */
static double slope(int64_t head, int64_t heads)
{
	int64_t power = 1;
	while (power * 2 <= heads)
		power *= 2;
	if (head < power)
		return real_exp2(-8.0 * (double)(head + 1) / (double)power);
	return real_exp2(-8.0 * (double)(2 * (head - power) + 1) / (double)(2 * power));
}

struct tensor *position_alibi(struct run *run, const struct size *heads, const struct size *n,
                              struct err *err)
{
	struct shape shape = { .ndim = 3, .size = { heads->n, n->n, n->n },
	                       .name = { heads->name, n->name, n->name } };
	struct tensor *out = tensor_new(run, DT_FLOAT32, &shape, err);
	int64_t at = 0;
	for (int64_t h = 0; out && tensor_count(out) && h < heads->n; h++) {
		double down = slope(h, heads->n);
		for (int64_t i = 0; i < n->n; i++) {
			if (!run_spend(run, n->n * 4, err))
				return kernel_fail(run, out);
			for (int64_t j = 0; j < n->n; j++, at++) {
				double x = i == j ? 0 : -down * (double)(i > j ? i - j : j - i);
				store_doubles(out, at, 1, 1, &x);
			}
		}
	}
	return out;
}
