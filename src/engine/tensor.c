#include "engine/tensor.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine/kernel.h"

int64_t shape_count(const struct shape *shape)
{
	int64_t n = 1;
	for (int d = 0; d < shape->ndim; d++)
		if (shape->size[d] == 0)
			return 0;
	for (int d = 0; d < shape->ndim; d++)
		if (__builtin_mul_overflow(n, shape->size[d], &n))
			return INT64_MAX;
	return n;
}

bool shape_same_sizes(const struct shape *a, const struct shape *b)
{
	return a->ndim == b->ndim
	       && memcmp(a->size, b->size, (size_t)a->ndim * sizeof a->size[0]) == 0;
}

void shape_strides(const struct shape *shape, int64_t *stride)
{
	int64_t n = 1;
	for (int d = shape->ndim - 1; d >= 0; d--) {
		stride[d] = n;
		if (shape->size[d] > 1)
			(void)__builtin_mul_overflow(n, shape->size[d], &n);   /* of an empty one only, and never used */
	}
}

static int64_t held_bytes(enum dtype dtype)
{
	return dtype == DT_FLOAT16 || dtype == DT_BFLOAT16 ? 4 : dtype_bytes(dtype);
}

/* "3.6 TiB" */
static void format_bytes(double bytes, char *out, size_t size)
{
	static const char *const unit[] = { N_("bytes"), "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	int u = 0;
	for (; bytes >= 1024 && u < 6; u++)
		bytes /= 1024;
	snprintf(out, size, bytes < 10 && u > 0 ? "%.1f %s" : "%.0f %s", bytes, u ? unit[u] : _(unit[u]));
}

static bool say_too_large(const struct run *run, const char *what, double bytes, struct err *err)
{
	char needs[32], may[32], alive[32];
	format_bytes(bytes, needs, sizeof needs);
	format_bytes((double)run->budget.bytes, may, sizeof may);
	format_bytes((double)run->bytes, alive, sizeof alive);
	if (!run->budget.bytes)
		return err_say(err, ERR_LIMIT, "%s needs %s; there is not so much memory", what, needs);
	if (run->bytes > 1 << 20)
		return err_say(err, ERR_LIMIT, "%s needs %s and %s are in use; this lab may use %s", what, needs,
		               alive, may);
	return err_say(err, ERR_LIMIT, "%s needs %s; this lab may use %s", what, needs, may);
}

/* Whether the budget has room; *bytes is what is needed. */
static bool fits(const struct run *run, int64_t count, int64_t size, int64_t *bytes)
{
	return !__builtin_mul_overflow(count, size, bytes) && *bytes <= INT64_MAX / 2
	       && (!run->budget.bytes || *bytes <= run->budget.bytes - run->bytes);
}

/* The system hands out pages at two bytes a nanosecond, large blocks much slower; *fresh: so many bytes. */
static bool pay(struct run *run, int64_t bytes, int64_t *fresh, struct err *err)
{
	enum { EACH = 50, LARGE = 1 << 20 };
	int64_t again = bytes < run->kept ? bytes : run->kept;
	int64_t ops = EACH + (bytes < LARGE ? bytes / 2 : bytes / 2 * 3);
	*fresh = bytes - again;
	if (!run_expect(run, ops, 1, err) || !run_spend(run, ops, err))
		return false;
	run->kept -= again;
	return true;
}

static void *block(int64_t bytes, int64_t fresh, bool zeros)
{
	enum { MANY = 1 << 16 };
	void *data = mem_block((size_t)bytes, zeros);
	if (!zeros && fresh >= MANY)
		mem_settle(data, (size_t)bytes);
	return data;
}

static void keep(struct run *run, int64_t bytes)
{
	run->kept = run->kept + bytes < MEM_KEPT ? run->kept + bytes : MEM_KEPT;
}

static double count_as_double(const struct shape *shape)
{
	double n = 1;
	for (int d = 0; d < shape->ndim; d++)
		n *= (double)shape->size[d];
	return n;
}

static bool check_shape(const struct shape *shape, struct err *err)
{
	if (shape->ndim > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a tensor may have at most %d dimensions, not %d",
		               TENSOR_MAX_DIMS, shape->ndim);
	for (int d = 0; d < shape->ndim; d++)
		if (shape->size[d] < 0)
			return err_say(err, ERR_VALUE, "a size cannot be negative: %lld",
			               (long long)shape->size[d]);
	return true;
}

static void say_tensor_too_large(const struct run *run, enum dtype dtype,
                                 const struct shape *shape, struct err *err)
{
	char text[SHAPE_TEXT], what[SHAPE_TEXT + 64];
	shape_format(shape, text, sizeof text);
	snprintf(what, sizeof what, _("a %s %s tensor"), text, dtype_name(dtype));
	say_too_large(run, what, count_as_double(shape) * (double)held_bytes(dtype), err);
}

static struct tensor *make(struct run *run, enum dtype dtype, const struct shape *shape, bool zeros,
                           struct err *err)
{
	if (!check_shape(shape, err))
		return NULL;
	int64_t count = shape_count(shape), bytes, fresh;
	bool possible = count != INT64_MAX && fits(run, count, held_bytes(dtype), &bytes);
	if (possible && !pay(run, bytes, &fresh, err))
		return NULL;
	void *data = possible ? block(bytes, fresh, zeros) : NULL;
	if (!data) {
		say_tensor_too_large(run, dtype, shape, err);
		return NULL;
	}
	struct storage *storage = mem_new(1, sizeof *storage);
	*storage = (struct storage){ .data = data, .count = count, .refs = 1,
	                             .held = bytes };
	struct tensor *t = mem_new(1, sizeof *t);
	t->dtype = dtype;
	t->shape = *shape;
	t->storage = storage;
	t->refs = 1;
	shape_strides(shape, t->stride);
	run->bytes += storage->held;
	return t;
}

struct tensor *tensor_new(struct run *run, enum dtype dtype, const struct shape *shape,
                          struct err *err)
{
	return make(run, dtype, shape, true, err);
}

struct tensor *tensor_raw(struct run *run, enum dtype dtype, const struct shape *shape,
                          struct err *err)
{
	return make(run, dtype, shape, false, err);
}

struct tensor *tensor_outline(enum dtype dtype, const struct shape *shape)
{
	struct tensor *t = mem_new(1, sizeof *t);
	t->dtype = dtype;
	t->shape = *shape;
	t->storage = mem_new(1, sizeof *t->storage);
	t->storage->refs = 1;
	t->refs = 1;
	shape_strides(shape, t->stride);
	return t;
}

void tensor_outline_reads(struct tensor *outline, const struct tensor_cells *cells, void *context)
{
	outline->storage->cells = cells;
	outline->storage->context = context;
}

bool tensor_is_outline(const struct tensor *t)
{
	return !t->storage->data;
}

static void *scratch(struct run *run, int64_t count, int64_t size, bool zeros, struct err *err)
{
	int64_t bytes, fresh;
	bool possible = fits(run, count, size, &bytes);
	if (possible && !pay(run, bytes, &fresh, err))
		return NULL;
	void *data = possible ? block(bytes, fresh, zeros) : NULL;
	if (!data)
		say_too_large(run, _("the scratch memory of one row"), (double)count * (double)size, err);
	else
		keep(run, bytes);        /* it is free again when the kernel is through */
	return data;
}

void *scratch_new(struct run *run, int64_t count, int64_t size, struct err *err)
{
	return scratch(run, count, size, true, err);
}

void *scratch_raw(struct run *run, int64_t count, int64_t size, struct err *err)
{
	return scratch(run, count, size, false, err);
}

struct tensor *tensor_view(const struct tensor *t, const struct shape *shape, const int64_t *stride,
                           int64_t offset)
{
	struct tensor *view = mem_new(1, sizeof *view);
	view->dtype = t->dtype;
	view->shape = *shape;
	memcpy(view->stride, stride, (size_t)shape->ndim * sizeof *stride);
	view->offset = offset;
	view->storage = t->storage;
	view->is_view = true;
	view->refs = 1;
	t->storage->refs++;
	return view;
}

struct tensor *tensor_ref(const struct tensor *t)
{
	struct tensor *shared = (struct tensor *)(uintptr_t)t;   /* only the count changes */
	shared->refs++;
	return shared;
}

/* The bytes that died with it. */
static int64_t release(struct tensor *t)
{
	int64_t bytes = 0;
	if (!t || --t->refs > 0)
		return 0;
	if (--t->storage->refs == 0) {
		bytes = t->storage->held;
		free(t->storage->data);
		free(t->storage);
	}
	free(t);
	return bytes;
}

void tensor_unref(struct tensor *t)
{
	release(t);
}

void tensor_drop(struct run *run, struct tensor *t)
{
	int64_t freed = release(t);
	run->bytes -= freed;
	keep(run, freed);
}

struct tensor *kernel_fail(struct run *run, struct tensor *t)
{
	tensor_drop(run, t);
	return NULL;
}

int64_t tensor_count(const struct tensor *t)
{
	return shape_count(&t->shape);
}

bool tensor_is_view(const struct tensor *t)
{
	return t->is_view && t->storage->refs > 1;
}

int64_t tensor_bytes(const struct tensor *t)
{
	return tensor_is_view(t) ? 0 : t->storage->count * dtype_bytes(t->dtype);
}

bool tensor_is_contiguous(const struct tensor *t)
{
	int64_t expected = 1;
	if (tensor_count(t) == 0)
		return true;
	for (int d = t->shape.ndim - 1; d >= 0; d--) {
		if (t->shape.size[d] != 1 && t->stride[d] != expected)
			return false;
		expected *= t->shape.size[d];
	}
	return true;
}

const uint8_t *tensor_bools(const struct tensor *t)
{
	assert(t->dtype == DT_BOOL);
	return t->storage->data;
}

const int64_t *tensor_ints(const struct tensor *t)
{
	assert(t->dtype == DT_INT64);
	return t->storage->data;
}

const float *tensor_floats(const struct tensor *t)
{
	assert(t->dtype == DT_FLOAT16 || t->dtype == DT_BFLOAT16 || t->dtype == DT_FLOAT32);
	return t->storage->data;
}

const double *tensor_doubles(const struct tensor *t)
{
	assert(t->dtype == DT_FLOAT64);
	return t->storage->data;
}

static int64_t position(const struct tensor *t, const int64_t *index)
{
	int64_t at = t->offset;
	for (int d = 0; d < t->shape.ndim; d++) {
		assert(index[d] >= 0 && index[d] < t->shape.size[d]);
		at += index[d] * t->stride[d];
	}
	return at;
}

double tensor_at(const struct tensor *t, const int64_t *index)
{
	double x;
	const struct storage *storage = t->storage;
	if (storage->cells)
		return storage->cells->number(storage->context, position(t, index));
	load_doubles(t, position(t, index), 1, 1, &x);
	return x;
}

int64_t tensor_int_at(const struct tensor *t, const int64_t *index)
{
	int64_t x;
	const struct storage *storage = t->storage;
	if (storage->cells)
		return storage->cells->whole(storage->context, position(t, index));
	load_ints(t, position(t, index), 1, 1, &x);
	return x;
}
