#include "engine/create.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "engine/dtype.h"
#include "engine/kernel.h"

/* Element i of a tensor being made. */
typedef double fill_double(const void *context, int64_t i);
typedef int64_t fill_int(const void *context, int64_t i);

enum { PRICE = 3 };   /* of an element, in operations */

static struct tensor *fill(struct run *run, enum dtype dtype, const struct shape *shape,
                           fill_double *element, const void *context, struct err *err)
{
	double x[WALK_RUN];
	struct tensor *out = tensor_new(run, dtype, shape, err);
	int64_t count = out ? tensor_count(out) : 0;
	for (int64_t at = 0; at < count; at += WALK_RUN) {
		int n = count - at < WALK_RUN ? (int)(count - at) : WALK_RUN;
		if (!run_spend(run, n * PRICE, err))
			return kernel_fail(run, out);
		for (int i = 0; i < n; i++)
			x[i] = element(context, at + i);
		store_doubles(out, at, 1, n, x);
	}
	run_count(run, 0, count * dtype_bytes(dtype));
	return out;
}

static struct tensor *fill_ints(struct run *run, enum dtype dtype, const struct shape *shape,
                                fill_int *element, const void *context, struct err *err)
{
	int64_t x[WALK_RUN];
	struct tensor *out = tensor_new(run, dtype, shape, err);
	int64_t count = out ? tensor_count(out) : 0;
	for (int64_t at = 0; at < count; at += WALK_RUN) {
		int n = count - at < WALK_RUN ? (int)(count - at) : WALK_RUN;
		if (!run_spend(run, n * PRICE, err))
			return kernel_fail(run, out);
		for (int i = 0; i < n; i++)
			x[i] = element(context, at + i);
		store_ints(out, at, 1, n, x);
	}
	run_count(run, 0, count * dtype_bytes(dtype));
	return out;
}

static double constant(const void *context, int64_t i)
{
	(void)i;
	return *(const double *)context;
}

static int64_t constant_int(const void *context, int64_t i)
{
	(void)i;
	return *(const int64_t *)context;
}

static double given(const void *context, int64_t i)
{
	return ((const double *)context)[i];
}

static int64_t given_int(const void *context, int64_t i)
{
	return ((const int64_t *)context)[i];
}

struct tensor *create_scalar(struct run *run, enum dtype dtype, double value, struct err *err)
{
	return fill(run, dtype, &(struct shape){0}, constant, &value, err);
}

struct tensor *create_scalar_int(struct run *run, enum dtype dtype, int64_t value, struct err *err)
{
	return fill_ints(run, dtype, &(struct shape){0}, constant_int, &value, err);
}

struct tensor *create_from_doubles(struct run *run, enum dtype dtype, const struct shape *shape,
                                   const double *values, struct err *err)
{
	return fill(run, dtype, shape, given, values, err);
}

struct tensor *create_from_ints(struct run *run, enum dtype dtype, const struct shape *shape,
                                const int64_t *values, struct err *err)
{
	return fill_ints(run, dtype, shape, given_int, values, err);
}

struct tensor *create_full(struct run *run, enum dtype dtype, const struct shape *shape,
                           double value, struct err *err)
{
	return fill(run, dtype, shape, constant, &value, err);
}

struct tensor *create_full_int(struct run *run, enum dtype dtype, const struct shape *shape,
                               int64_t value, struct err *err)
{
	return fill_ints(run, dtype, shape, constant_int, &value, err);
}

static double eye_element(const void *context, int64_t i)
{
	int64_t columns = *(const int64_t *)context;
	return i / columns == i % columns;
}

struct tensor *create_eye(struct run *run, enum dtype dtype, const struct shape *shape,
                          struct err *err)
{
	if (shape->ndim != 2) {
		err_say(err, ERR_SHAPE, "eye makes a matrix, not %d dimensions", shape->ndim);
		return NULL;
	}
	return fill(run, dtype, shape, eye_element, &shape->size[1], err);
}

static bool check_step(double distance, double step, struct err *err)
{
	if (step == 0 || isnan(step) || !isfinite(distance))
		return err_say(err, ERR_VALUE, "arange needs finite ends and a step that is not 0");
	if (distance / step < 0)
		return err_say(err, ERR_VALUE, "arange: the step leads away from the end");
	return true;
}

static int64_t range_int(const void *context, int64_t i)
{
	const struct arange *range = context;
	return (int64_t)((uint64_t)range->first + (uint64_t)i * (uint64_t)range->stride);
}

struct tensor *create_arange_ints(struct run *run, const struct arange *range, struct err *err)
{
	int64_t distance;
	if (__builtin_sub_overflow(range->last, range->first, &distance)) {
		err_say(err, ERR_VALUE, "arange: the ends are too far apart");
		return NULL;
	}
	if (!check_step((double)distance, (double)range->stride, err))
		return NULL;
	bool exact = range->stride == -1 || distance % range->stride == 0;
	int64_t steps = range->stride == -1 ? (int64_t)(0 - (uint64_t)distance)
	                                    : distance / range->stride;
	struct shape shape = { .ndim = 1, .size = { steps + !exact }, .name = { range->name } };
	return fill_ints(run, DT_INT64, &shape, range_int, range, err);
}

static double range_double(const void *context, int64_t i)
{
	const struct arange *range = context;
	return range->start + (double)i * range->step;
}

struct tensor *create_arange_floats(struct run *run, enum dtype dtype, const struct arange *range,
                                    struct err *err)
{
	if (!check_step(range->stop - range->start, range->step, err))
		return NULL;
	double count = ceil((range->stop - range->start) / range->step);
	struct shape shape = { .ndim = 1, .name = { range->name } };
	shape.size[0] = count < 0x1p62 ? (int64_t)count : INT64_MAX;
	return fill(run, dtype, &shape, range_double, range, err);
}

struct line {
	double start, stop;
	int64_t n;
	bool single;
};

/* From the nearer end, so that the values are symmetric; steps are float32, as PyTorch's are. */
static double line_element(const void *context, int64_t i)
{
	const struct line *line = context;
	bool second = i >= line->n / 2;
	double steps = (double)(second ? line->n - 1 - i : i), way;
	if (line->n == 1)
		return line->start;
	if (line->single)
		way = ((float)line->stop - (float)line->start) / (float)(line->n - 1) * (float)steps;
	else
		way = (line->stop - line->start) / (double)(line->n - 1) * steps;
	return second ? line->stop - way : line->start + way;
}

struct tensor *create_linspace(struct run *run, enum dtype dtype, double start, double stop,
                               const struct size *n, struct err *err)
{
	struct line line = { start, stop, n->n, dtype != DT_FLOAT64 };
	struct shape shape = { .ndim = 1, .size = { n->n }, .name = { n->name } };
	return fill(run, dtype, &shape, line_element, &line, err);
}

/* The largest class, and whether all are allowed. */
static bool check_classes(struct run *run, const struct tensor *index, int64_t classes,
                          int64_t *largest, struct err *err)
{
	struct walk w;
	int64_t x[WALK_RUN];
	*largest = -1;
	walk_init(&w, &index->shape);
	walk_add(&w, index);
	for (int n; (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, n, err))
			return false;
		walk_ints(&w, 0, n, x);
		for (int i = 0; i < n; i++) {
			if (x[i] < 0)
				return err_say(err, ERR_VALUE, "one_hot: a class is at least 0, not %" PRId64, x[i]);
			if (classes >= 0 && x[i] >= classes)
				return err_say(err, ERR_VALUE, "one_hot: class %" PRId64 " is not in 0..%" PRId64,
				               x[i], classes - 1);
			if (x[i] > *largest)
				*largest = x[i];
		}
	}
	return true;
}

struct tensor *create_one_hot(struct run *run, const struct tensor *index,
                              const struct size *classes, struct err *err)
{
	int64_t largest, x[WALK_RUN], one = 1;
	struct walk w;
	struct shape shape = index->shape;
	if (index->dtype != DT_INT64 || shape.ndim == TENSOR_MAX_DIMS) {
		err_say(err, ERR_TYPE, "one_hot needs int64 classes, not %s", dtype_name(index->dtype));
		return NULL;
	}
	if (!check_classes(run, index, classes->n, &largest, err))
		return NULL;
	int64_t n_classes = classes->n < 0 ? largest + 1 : classes->n;
	if (n_classes <= 0) {
		err_say(err, ERR_VALUE, "one_hot of nothing needs the number of classes");
		return NULL;
	}
	shape.size[shape.ndim] = n_classes;
	shape.name[shape.ndim++] = classes->name;
	struct tensor *out = tensor_new(run, DT_INT64, &shape, err);
	walk_init(&w, &index->shape);
	walk_add(&w, index);
	int64_t at = 0;
	for (int n; out && (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, n * 4, err))
			return kernel_fail(run, out);
		walk_ints(&w, 0, n, x);
		for (int i = 0; i < n; i++, at += n_classes)
			store_ints(out, at + x[i], 1, 1, &one);
	}
	return out;
}

static int64_t sum(int64_t a, int64_t b)
{
	int64_t c;
	return !__builtin_add_overflow(a, b, &c) ? c : b > 0 ? INT64_MAX : INT64_MIN;
}

static int64_t within(int64_t i, int64_t size)
{
	return i < 0 ? 0 : i < size ? i : size;
}

/* Zeros of any type are bytes of 0. */
static void clear(struct tensor *t, int64_t at, int64_t count)
{
	size_t size = (size_t)(t->storage->held / (t->storage->count ? t->storage->count : 1));
	memset((char *)t->storage->data + (size_t)at * size, 0, (size_t)count * size);
}

/* t with zeros where column - row is outside [low, high]. */
static struct tensor *band(struct run *run, const struct tensor *t, int64_t low, int64_t high,
                           struct err *err)
{
	int n = t->shape.ndim;
	if (n < 2) {
		err_say(err, ERR_SHAPE, i18n_count("tril and triu need a matrix, not %d dimension",
		                                   "tril and triu need a matrix, not %d dimensions",
		                                   (unsigned)n), n);
		return NULL;
	}
	struct tensor *out = tensor_new(run, t->dtype, &t->shape, err);
	if (!out || !copy_elements(run, t, out, 0, err))
		return out ? kernel_fail(run, out) : NULL;
	int64_t rows = t->shape.size[n - 2], columns = t->shape.size[n - 1];
	int64_t all_rows = columns ? tensor_count(t) / columns : 0;
	for (int64_t r = 0; r < all_rows; r++) {
		int64_t row = r % rows, from = within(sum(row, low), columns);
		int64_t to = within(sum(sum(row, high), 1), columns);
		if (!run_spend(run, 5 + columns / 4, err))
			return kernel_fail(run, out);
		clear(out, r * columns, from);
		clear(out, r * columns + to, columns - to);
	}
	return out;
}

struct tensor *create_tril(struct run *run, const struct tensor *t, int64_t diagonal,
                           struct err *err)
{
	return band(run, t, INT64_MIN, diagonal, err);
}

struct tensor *create_triu(struct run *run, const struct tensor *t, int64_t diagonal,
                           struct err *err)
{
	return band(run, t, diagonal, INT64_MAX, err);
}

struct tensor *create_diagonal(struct run *run, const struct tensor *t, int64_t diagonal,
                               struct err *err)
{
	int64_t n = t->shape.size[0], away, side;
	if (diagonal == INT64_MIN || __builtin_add_overflow(n, away = llabs(diagonal), &side)) {
		err_say(err, ERR_LIMIT, "no matrix has a diagonal that far away");
		return NULL;
	}
	struct shape shape = { .ndim = 2, .size = { side, side } };
	if (away == 0)
		shape.name[0] = shape.name[1] = t->shape.name[0];
	struct tensor *out = tensor_new(run, t->dtype, &shape, err);
	int64_t first = diagonal > 0 ? diagonal : away * side;
	if (out && !run_spend(run, n * 10, err))
		return kernel_fail(run, out);
	for (int64_t i = 0; out && i < n; i++) {
		int64_t from = t->offset + i * t->stride[0], to = first + i * (side + 1), whole;
		double x;
		if (dtype_is_float(t->dtype)) {
			load_doubles(t, from, 1, 1, &x);
			store_doubles(out, to, 1, 1, &x);
		} else {
			load_ints(t, from, 1, 1, &whole);
			store_ints(out, to, 1, 1, &whole);
		}
	}
	return out;
}
