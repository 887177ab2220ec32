#include "engine/softmax.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/real.h"
#include "engine/kernel.h"
#include "engine/simd.h"
#include "engine/softmax_row.h"

static double row_max(const double *x, int64_t n)
{
	double max = -INFINITY;
	for (int64_t i = 0; i < n; i++)
		max = x[i] > max ? x[i] : max;   /* a NaN comes through in the sum */
	return max;
}

void softmax_row(double *x, int64_t n)
{
	static softmax_row_kernel *const level[] = SIMD_TABLE(softmax_row);
	level[simd_best()](x, n);
}

static void log_softmax_row(double *x, int64_t n)
{
	double max = row_max(x, n), sum = 0;
	for (int64_t i = 0; i < n; i++)
		sum += real_exp(x[i] - max);
	double log_sum = real_log(sum);
	for (int64_t i = 0; i < n; i++)
		x[i] = x[i] - max - log_sum;
}

enum { ROW_OPS = 6 };   /* for each element */

/* A row's arithmetic and what it costs for each element. */
struct row_kernel {
	const char *name;
	void (*row)(double *x, int64_t n, const void *context);
	const void *context;
	int flops;
};

static void store_row(struct tensor *out, int64_t at, int64_t step, int64_t n, const double *x)
{
	for (int64_t i = 0; i < n; i += WALK_RUN) {
		int count = n - i < WALK_RUN ? (int)(n - i) : WALK_RUN;
		store_doubles(out, at + i * step, step, count, x + i);
	}
}

/* The rows of a tensor along one dimension, and the tasks they are cut into. */
struct rows {
	struct run *run;
	const struct row_kernel *kernel;
	const struct tensor *t;
	struct tensor *out;
	struct tensor from, to;   /* the first element of each row */
	int dim;
	int64_t n, count;         /* of a row, of rows */
	int tasks;
};

/* Long rows are paid for in advance, so that the budget stops them before they begin. */
static bool do_row(const struct rows *rows, int64_t from, int64_t to, double *x, struct err *err)
{
	const struct tensor *t = rows->t, *out = rows->out;
	if (!run_spend(rows->run, rows->n * ROW_OPS, err))
		return false;
	load_doubles(t, from, t->stride[rows->dim], rows->n, x);
	rows->kernel->row(x, rows->n, rows->kernel->context);
	store_row(rows->out, to, out->stride[rows->dim], rows->n, x);
	return true;
}

static bool rows_task(void *context, int index, struct err *err)
{
	const struct rows *rows = context;
	int64_t first = rows->count * index / rows->tasks;
	int64_t left = rows->count * (index + 1) / rows->tasks - first;
	double *x = scratch_raw(rows->run, rows->n, sizeof *x, err);
	bool ok = x;
	struct walk w;
	walk_init(&w, &rows->from.shape);
	walk_add(&w, &rows->from);
	walk_add(&w, &rows->to);
	walk_from(&w, first);
	for (int n; ok && left && (n = walk_next(&w)) > 0; )
		for (int r = 0; ok && left && r < n; r++, left--)
			ok = do_row(rows, w.at[0] + r * w.step[0], w.at[1] + r * w.step[1], x, err);
	free(x);
	return ok;
}

static bool each_row(struct run *run, const struct row_kernel *kernel, const struct tensor *t,
                     struct tensor *out, int dim, struct err *err)
{
	struct rows rows = { .run = run, .kernel = kernel, .t = t, .out = out, .from = *t, .to = *out,
	                     .dim = dim, .n = t->shape.ndim ? t->shape.size[dim] : 1 };
	if (t->shape.ndim)
		rows.from.shape.size[dim] = rows.to.shape.size[dim] = 1;
	rows.count = shape_count(&rows.from.shape);
	rows.tasks = run_parts(run, rows.count * rows.n * ROW_OPS, rows.count);
	return rows.count == 0 || rows.n == 0 || run_tasks(run, rows.tasks, rows_task, &rows, err);
}

static struct tensor *apply(struct run *run, const struct row_kernel *kernel,
                            const struct tensor *t, int64_t dim, struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	if (d < 0)
		return NULL;
	if (!dtype_is_float(t->dtype)) {
		err_say(err, ERR_TYPE, "%s needs floats, not %s: convert with .float()", kernel->name,
		        dtype_name(t->dtype));
		return NULL;
	}
	if (!run_expect(run, tensor_count(t), ROW_OPS, err))
		return NULL;
	struct tensor *out = tensor_raw(run, t->dtype, &t->shape, err);
	if (out && !each_row(run, kernel, t, out, d, err))
		return kernel_fail(run, out);
	if (out)
		run_count(run, kernel->flops * tensor_count(t),
		          2 * tensor_count(t) * dtype_bytes(t->dtype));
	return out;
}

static void softmax_kernel(double *x, int64_t n, const void *context)
{
	(void)context;
	softmax_row(x, n);
}

static void log_softmax_kernel(double *x, int64_t n, const void *context)
{
	(void)context;
	log_softmax_row(x, n);
}

struct tensor *softmax(struct run *run, const struct tensor *t, int64_t dim, struct err *err)
{
	const struct row_kernel kernel = { "softmax", softmax_kernel, NULL, 5 };
	return apply(run, &kernel, t, dim, err);
}

struct tensor *log_softmax(struct run *run, const struct tensor *t, int64_t dim, struct err *err)
{
	const struct row_kernel kernel = { "log_softmax", log_softmax_kernel, NULL, 5 };
	return apply(run, &kernel, t, dim, err);
}

struct norm {
	double eps;
	double *weight, *bias;   /* d of them, or NULL */
};

static void scale_and_shift(double *x, int64_t n, const struct norm *norm)
{
	for (int64_t i = 0; norm->weight && i < n; i++)
		x[i] *= norm->weight[i];
	for (int64_t i = 0; norm->bias && i < n; i++)
		x[i] += norm->bias[i];
}

static void layer_norm_kernel(double *x, int64_t n, const void *context)
{
	const struct norm *norm = context;
	double sum = 0, squares = 0;
	for (int64_t i = 0; i < n; i++)
		sum += x[i];
	double mean = sum / (double)n;
	for (int64_t i = 0; i < n; i++)
		squares += (x[i] - mean) * (x[i] - mean);
	double scale = 1 / sqrt(squares / (double)n + norm->eps);
	for (int64_t i = 0; i < n; i++)
		x[i] = (x[i] - mean) * scale;
	scale_and_shift(x, n, norm);
}

static void rms_norm_kernel(double *x, int64_t n, const void *context)
{
	const struct norm *norm = context;
	double squares = 0;
	for (int64_t i = 0; i < n; i++)
		squares += x[i] * x[i];
	double scale = 1 / sqrt(squares / (double)n + norm->eps);
	for (int64_t i = 0; i < n; i++)
		x[i] *= scale;
	scale_and_shift(x, n, norm);
}

/* A weight as doubles; *out stays NULL when there is none. */
static bool read_weight(struct run *run, const struct tensor *weight, const struct tensor *t,
                        double **out, struct err *err)
{
	int64_t d = t->shape.size[t->shape.ndim - 1];
	if (!weight)
		return true;
	if (weight->dtype != t->dtype)
		return err_say(err, ERR_TYPE, "the weight and bias of a norm have its input's type, %s, not %s",
		               dtype_name(t->dtype), dtype_name(weight->dtype));
	if (weight->shape.ndim != 1 || weight->shape.size[0] != d) {
		char text[SHAPE_TEXT];
		shape_format_sizes(&weight->shape, text, sizeof text);
		return err_say(err, ERR_SHAPE, "the weight of a norm over the last %" PRId64 " elements has "
		               "shape (%" PRId64 ",), not %s", d, d, text);
	}
	*out = scratch_new(run, d, sizeof **out, err);
	if (*out)
		load_doubles(weight, weight->offset, weight->stride[0], d, *out);
	return *out != NULL;
}

static struct tensor *apply_norm(struct run *run, struct row_kernel *kernel,
                                 const struct tensor *t, const struct tensor *weight,
                                 const struct tensor *bias, double eps, struct err *err)
{
	struct norm norm = { .eps = eps };
	struct tensor *out = NULL;
	if (t->shape.ndim == 0) {
		err_say(err, ERR_SHAPE, "%s needs at least one dimension", kernel->name);
		return NULL;
	}
	kernel->context = &norm;
	if (read_weight(run, weight, t, &norm.weight, err) && read_weight(run, bias, t, &norm.bias, err))
		out = apply(run, kernel, t, -1, err);
	free(norm.weight);
	free(norm.bias);
	return out;
}

struct tensor *layer_norm(struct run *run, const struct tensor *t, const struct tensor *weight,
                          const struct tensor *bias, double eps, struct err *err)
{
	struct row_kernel kernel = { "layer_norm", layer_norm_kernel, NULL, 7 };
	return apply_norm(run, &kernel, t, weight, bias, eps, err);
}

struct tensor *rms_norm(struct run *run, const struct tensor *t, const struct tensor *weight,
                        double eps, struct err *err)
{
	struct row_kernel kernel = { "rms_norm", rms_norm_kernel, NULL, 4 };
	return apply_norm(run, &kernel, t, weight, NULL, eps, err);
}
