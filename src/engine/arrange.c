#include "engine/arrange.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/arrange_parts.h"
#include "engine/dtype.h"
#include "engine/kernel.h"
#include "engine/view.h"

/* The part of a contiguous tensor that is [start, start + count) along dim, to be written. */
static struct tensor *part_of(struct tensor *t, int dim, int64_t start, int64_t count)
{
	struct shape shape = t->shape;
	shape.size[dim] = count;
	return tensor_view(t, &shape, t->stride, t->offset + start * t->stride[dim]);
}

bool arrange_copy(struct run *run, const struct tensor *from, struct tensor *to, struct err *err)
{
	union { double f[WALK_RUN]; int64_t i[WALK_RUN]; } x;
	struct walk w;
	walk_init(&w, &to->shape);
	walk_add(&w, from);
	walk_add(&w, to);
	for (int n; (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, 10 + n * copy_price(w.step[0]), err))
			return false;
		if (dtype_is_float(to->dtype)) {
			walk_doubles(&w, 0, n, x.f);
			store_doubles(to, w.at[1], w.step[1], n, x.f);
		} else {
			walk_ints(&w, 0, n, x.i);
			store_ints(to, w.at[1], w.step[1], n, x.i);
		}
	}
	run_count(run, 0, tensor_count(to) * (dtype_bytes(from->dtype) + dtype_bytes(to->dtype)));
	return true;
}

static bool copy_part(struct run *run, const struct tensor *from, struct tensor *to, int dim,
                      int64_t start, struct err *err)
{
	struct tensor *part = part_of(to, dim, start, from->shape.size[dim]);
	bool ok = run_spend(run, 100, err) && arrange_copy(run, from, part, err);
	tensor_unref(part);
	return ok;
}

/* PyTorch's exception: an empty list of numbers joins with anything. */
static bool is_skipped(const struct tensor *t)
{
	return t->shape.ndim == 1 && t->shape.size[0] == 0;
}

static bool say_no_cat(const struct tensor *a, const struct tensor *b, int dim, struct err *err)
{
	char left[SHAPE_TEXT], right[SHAPE_TEXT];
	shape_format_sizes(&a->shape, left, sizeof left);
	shape_format_sizes(&b->shape, right, sizeof right);
	return err_say(err, ERR_SHAPE, "cat cannot join %s and %s: all sizes but that of dimension %d "
	               "must be equal", left, right, dim);
}

/* Adds a part's size and name to the shape of the whole. */
static bool add_part(const struct tensor *first, const struct tensor *part, int dim,
                     struct shape *whole, struct err *err)
{
	if (part->shape.ndim != whole->ndim)
		return say_no_cat(first, part, dim, err);
	for (int d = 0; d < whole->ndim; d++) {
		if (d == dim)
			continue;
		if (part->shape.size[d] != whole->size[d])
			return say_no_cat(first, part, dim, err);
		if (!dim_has_names(&whole->name[d]))
			whole->name[d] = part->shape.name[d];
	}
	struct dim number = dim_number(part->shape.size[dim]);
	bool named = dim_has_names(&part->shape.name[dim]);
	whole->name[dim] = whole->size[dim] == 0 ? part->shape.name[dim]
	                   : part->shape.size[dim] == 0 ? whole->name[dim]
	                   : dim_add(&whole->name[dim], named ? &part->shape.name[dim] : &number);
	whole->size[dim] += part->shape.size[dim];
	return true;
}

static bool cat_shape(const struct tensor *const *parts, int n, int64_t dim, struct shape *whole,
                      int *axis, struct err *err)
{
	const struct tensor *first = parts[0];
	for (int i = 0; i < n; i++) {
		if (parts[i]->shape.ndim == 0)
			return err_say(err, ERR_SHAPE, "cat cannot join 0-dim tensors: write stack");
		if (is_skipped(first))
			first = parts[i];
	}
	*axis = is_skipped(first) ? 0 : shape_dim(&first->shape, dim, err);
	if (*axis < 0)
		return false;
	*whole = first->shape;
	whole->size[*axis] = 0;
	whole->name[*axis] = DIM_ANONYMOUS;
	for (int i = 0; i < n; i++)
		if (!is_skipped(parts[i]) && !add_part(first, parts[i], *axis, whole, err))
			return false;
	return true;
}

struct tensor *arrange_cat(struct run *run, const struct tensor *const *parts, int n, int64_t dim,
                           struct err *err)
{
	struct shape shape;
	int axis = 0;
	if (n == 0) {
		err_say(err, ERR_VALUE, "cat needs at least one tensor");
		return NULL;
	}
	if (!cat_shape(parts, n, dim, &shape, &axis, err))
		return NULL;
	enum dtype dtype = parts[0]->dtype;
	for (int i = 1; i < n; i++)
		dtype = dtype_promote(dtype, parts[i]->dtype);
	struct tensor *out = tensor_new(run, dtype, &shape, err);
	int64_t start = 0;
	for (int i = 0; out && i < n; i++) {
		if (is_skipped(parts[i]))
			continue;
		if (!copy_part(run, parts[i], out, axis, start, err))
			return kernel_fail(run, out);
		start += parts[i]->shape.size[axis];
	}
	return out;
}

struct tensor *arrange_stack(struct run *run, const struct tensor *const *parts, int n,
                             int64_t dim, struct err *err)
{
	if (n == 0) {
		err_say(err, ERR_VALUE, "stack needs at least one tensor");
		return NULL;
	}
	struct tensor *first = view_unsqueeze(parts[0], dim, err);
	if (!first)
		return NULL;
	struct shape shape = first->shape, longer = { .ndim = first->shape.ndim };
	tensor_unref(first);
	int axis = shape_dim(&longer, dim, err);
	enum dtype dtype = parts[0]->dtype;
	for (int i = 1; i < n; i++) {
		dtype = dtype_promote(dtype, parts[i]->dtype);
		if (!shape_same_sizes(&parts[i]->shape, &parts[0]->shape)) {
			char left[SHAPE_TEXT], right[SHAPE_TEXT];
			shape_format_sizes(&parts[0]->shape, left, sizeof left);
			shape_format_sizes(&parts[i]->shape, right, sizeof right);
			err_say(err, ERR_SHAPE, "stack needs equal shapes, not %s and %s", left, right);
			return NULL;
		}
	}
	shape.size[axis] = n;
	struct tensor *out = tensor_new(run, dtype, &shape, err);
	for (int i = 0; out && i < n; i++) {
		struct tensor *slot = view_select(out, axis, i, err);
		bool ok = slot && arrange_copy(run, parts[i], slot, err);
		tensor_unref(slot);
		if (!ok)
			return kernel_fail(run, out);
	}
	return out;
}

struct tensor *arrange_repeat_interleave(struct run *run, const struct tensor *t,
                                         const struct size *n, int64_t dim, struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	if (d < 0)
		return NULL;
	if (n->n < 0 || t->shape.ndim == 0) {
		err_say(err, ERR_VALUE, "repeat_interleave repeats along a dimension, 0 times or more");
		return NULL;
	}
	/* A view with a stretched dimension after dim; its copy is the answer. */
	struct tensor *gap = view_unsqueeze(t, d + 1, err);
	if (!gap)
		return NULL;
	struct shape wide = gap->shape;
	wide.size[d + 1] = n->n;
	wide.name[d + 1] = n->name;
	struct tensor *stretched = view_expand(gap, &wide, err);
	tensor_unref(gap);
	struct tensor *flat = stretched ? view_flatten(run, stretched, d, d + 1, err) : NULL;
	struct tensor *out = flat ? view_contiguous(run, flat, err) : NULL;
	tensor_drop(run, flat);
	tensor_drop(run, stretched);
	return out;
}

static bool copy_tiles(struct run *run, const struct tensor *t, struct tensor *out, int dim,
                       int64_t at, struct err *err);

/* Every place along `dim` where a copy of t begins, and in the dimensions after it. */
static bool copy_tiles_along(struct run *run, const struct tensor *t, struct tensor *out, int dim,
                             int64_t at, struct err *err)
{
	int64_t size = t->shape.size[dim];
	for (int64_t i = 0; size > 0 && i < out->shape.size[dim] / size; i++)
		if (!copy_tiles(run, t, out, dim + 1, at + i * size * out->stride[dim], err))
			return false;
	return true;
}

static bool copy_tiles(struct run *run, const struct tensor *t, struct tensor *out, int dim,
                       int64_t at, struct err *err)
{
	if (dim < t->shape.ndim)
		return copy_tiles_along(run, t, out, dim, at, err);
	struct tensor *tile = tensor_view(out, &t->shape, out->stride, at);
	bool ok = run_spend(run, 150, err) && arrange_copy(run, t, tile, err);
	tensor_unref(tile);
	return ok;
}

struct tensor *arrange_repeat(struct run *run, const struct tensor *t, const struct size *times,
                              int n, struct err *err)
{
	struct shape longer = { .ndim = n };
	if (n < t->shape.ndim || n > TENSOR_MAX_DIMS) {
		err_say(err, ERR_SHAPE, "repeat needs a count for each of the %d dimensions (and at most "
		        "%d), not %d counts", t->shape.ndim, TENSOR_MAX_DIMS, n);
		return NULL;
	}
	for (int d = 0; d < n; d++) {
		int from = d - (n - t->shape.ndim);
		longer.size[d] = from < 0 ? 1 : t->shape.size[from];
		if (from >= 0)
			longer.name[d] = t->shape.name[from];
	}
	struct tensor *padded = view_reshape(run, t, &longer, err);
	struct shape shape = longer;
	for (int d = 0; d < n; d++) {
		if (__builtin_mul_overflow(longer.size[d], times[d].n, &shape.size[d]))
			shape.size[d] = INT64_MAX;
		struct dim number = dim_number(times[d].n);
		const struct dim *factor = times[d].name.terms ? &times[d].name : &number;
		shape.name[d] = longer.size[d] == 1 ? times[d].name : dim_mul(&longer.name[d], factor);
	}
	struct tensor *out = padded ? tensor_new(run, t->dtype, &shape, err) : NULL;
	if (out && tensor_count(out) > 0 && !copy_tiles(run, padded, out, 0, 0, err)) {
		tensor_drop(run, out);
		out = NULL;
	}
	tensor_drop(run, padded);
	return out;
}

struct tensor *arrange_flip(struct run *run, const struct tensor *t, const int64_t *dims, int n,
                            struct err *err)
{
	struct tensor turned = *t;   /* the same memory, walked backwards */
	bool seen[TENSOR_MAX_DIMS] = {0};
	for (int i = 0; i < n; i++) {
		int d = shape_dim(&t->shape, dims[i], err);
		if (d < 0)
			return NULL;
		if (seen[d]) {
			err_say(err, ERR_VALUE, "dimension %d is named twice", d);
			return NULL;
		}
		seen[d] = true;
		if (t->shape.ndim == 0 || t->shape.size[d] == 0)
			continue;
		turned.offset += (t->shape.size[d] - 1) * turned.stride[d];
		turned.stride[d] = -turned.stride[d];
	}
	struct tensor *out = tensor_new(run, t->dtype, &t->shape, err);
	if (out && !arrange_copy(run, &turned, out, err))
		return kernel_fail(run, out);
	return out;
}

struct tensor *arrange_roll(struct run *run, const struct tensor *t, int64_t shift, int64_t dim,
                            struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	if (d < 0)
		return NULL;
	if (t->shape.ndim == 0) {
		err_say(err, ERR_INDEX, "a 0-dim tensor has nothing to roll");
		return NULL;
	}
	int64_t size = t->shape.size[d];
	int64_t by = size ? (shift % size + size) % size : 0;
	struct tensor *out = tensor_new(run, t->dtype, &t->shape, err);
	if (!out || size == 0)
		return out;
	struct slice head = { .has_stop = true, .stop = size - by };
	struct slice tail = { .has_start = true, .start = size - by };
	struct tensor *first = view_slice(t, d, &head, err), *last = view_slice(t, d, &tail, err);
	bool ok = first && last && copy_part(run, last, out, d, 0, err)
	          && copy_part(run, first, out, d, by, err);
	tensor_unref(first);
	tensor_unref(last);
	return ok ? out : kernel_fail(run, out);
}

bool arrange_place(struct run *run, const struct tensor *from, struct tensor *to, int64_t at,
                   struct err *err)
{
	return copy_elements(run, from, to, at, err);
}
