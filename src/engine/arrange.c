#include "engine/arrange.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

/* to[...] = from[...], of one shape; `to` may have any strides. */
static bool copy_into(struct run *run, const struct tensor *from, struct tensor *to,
                      struct err *err)
{
	union { double f[WALK_RUN]; int64_t i[WALK_RUN]; } x;
	struct walk w;
	walk_init(&w, &to->shape);
	walk_add(&w, from);
	walk_add(&w, to);
	for (int n; (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, n, err))
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
	bool ok = copy_into(run, from, part, err);
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

static bool same_sizes(const struct shape *a, const struct shape *b)
{
	return a->ndim == b->ndim
	       && memcmp(a->size, b->size, (size_t)a->ndim * sizeof a->size[0]) == 0;
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
		if (!same_sizes(&parts[i]->shape, &parts[0]->shape)) {
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
		bool ok = slot && copy_into(run, parts[i], slot, err);
		tensor_unref(slot);
		if (!ok)
			return kernel_fail(run, out);
	}
	return out;
}

/*
 * out = t with the positions along dim picked by `pick`: out[..., i, ...] =
 * t[..., pick[i], ...]. Every pick is in range. `name` names the new size.
 */
static struct tensor *pick_along(struct run *run, const struct tensor *t, int dim,
                                 const int64_t *pick, const struct size *count, struct err *err)
{
	struct shape shape = t->shape;
	shape.size[dim] = count->n;
	shape.name[dim] = count->name;
	struct tensor *out = tensor_new(run, t->dtype, &shape, err);
	for (int64_t i = 0; out && i < count->n; i++) {
		struct tensor *from = view_select(t, dim, pick[i], err);
		struct tensor *to = from ? view_select(out, dim, i, err) : NULL;
		bool ok = to && run_spend(run, 200, err) && copy_into(run, from, to, err);
		tensor_unref(from);
		tensor_unref(to);
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
	bool ok = run_spend(run, 100, err) && copy_into(run, t, tile, err);
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

/* The elements of an int64 tensor, in order, each in [0, size); heap memory, or NULL. */
static int64_t *read_index(struct run *run, const struct tensor *index, int64_t size,
                           int64_t least, struct err *err)
{
	struct walk w;
	int64_t at = 0;
	if (index->dtype != DT_INT64) {
		err_say(err, ERR_TYPE, "an index must be int64 (or a bool mask), not %s: write .long()",
		        dtype_name(index->dtype));
		return NULL;
	}
	int64_t *pick = scratch_new(run, tensor_count(index), sizeof *pick, err);
	walk_init(&w, &index->shape);
	walk_add(&w, index);
	for (int n; pick && (n = walk_next(&w)) > 0; at += n) {
		bool ok = run_spend(run, n, err);
		walk_ints(&w, 0, n, pick + at);
		for (int i = 0; ok && i < n; i++) {
			int64_t x = pick[at + i];
			pick[at + i] = x < 0 ? x + size : x;
			if (x < least || x >= size)
				ok = err_say(err, ERR_INDEX, "index %" PRId64 " is outside a dimension of size %"
				             PRId64, x, size);
		}
		if (!ok) {
			free(pick);
			return NULL;
		}
	}
	return pick;
}

/* t with dimension `dim` replaced by the dimensions of `index`: a view of the flat result. */
static struct tensor *unfold_dim(const struct tensor *flat, int dim, const struct shape *index,
                                 struct err *err)
{
	struct shape shape = { .ndim = flat->shape.ndim - 1 + index->ndim };
	if (shape.ndim > TENSOR_MAX_DIMS) {
		err_say(err, ERR_LIMIT, "a tensor may have at most %d dimensions", TENSOR_MAX_DIMS);
		return NULL;
	}
	for (int d = 0; d < shape.ndim; d++) {
		bool inside = d >= dim && d < dim + index->ndim;
		const struct shape *from = inside ? index : &flat->shape;
		int i = inside ? d - dim : d < dim ? d : d - index->ndim + 1;
		shape.size[d] = from->size[i];
		shape.name[d] = from->name[i];
	}
	return view_view(flat, &shape, err);
}

struct tensor *arrange_index(struct run *run, const struct tensor *t, int64_t dim,
                             const struct tensor *index, struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	if (d < 0)
		return NULL;
	if (t->shape.ndim == 0) {
		err_say(err, ERR_INDEX, "a 0-dim tensor has nothing to index");
		return NULL;
	}
	int64_t *pick = read_index(run, index, t->shape.size[d], -t->shape.size[d], err);
	if (!pick)
		return NULL;
	struct size count = { .n = tensor_count(index) };
	struct tensor *flat = pick_along(run, t, d, pick, &count, err);
	free(pick);
	struct tensor *out = flat ? unfold_dim(flat, d, &index->shape, err) : NULL;
	tensor_drop(run, flat);
	return out;
}

static bool check_select_mask(const struct tensor *t, const struct tensor *mask, struct err *err)
{
	char left[SHAPE_TEXT], right[SHAPE_TEXT];
	bool fits = mask->dtype == DT_BOOL && mask->shape.ndim <= t->shape.ndim;
	for (int d = 0; fits && d < mask->shape.ndim; d++)
		fits = mask->shape.size[d] == t->shape.size[d];
	if (fits)
		return true;
	shape_format_sizes(&mask->shape, left, sizeof left);
	shape_format_sizes(&t->shape, right, sizeof right);
	return err_say(err, ERR_INDEX, "a %s mask of shape %s does not fit a tensor of shape %s: it must "
	               "be bool with the same first sizes", dtype_name(mask->dtype), left, right);
}

/* The row-major positions of the true elements; heap memory, or NULL. */
static int64_t *read_mask(struct run *run, const struct tensor *mask, int64_t *count,
                          struct err *err)
{
	struct walk w;
	int64_t at = 0, x[WALK_RUN];
	int64_t *pick = scratch_new(run, tensor_count(mask), sizeof *pick, err);
	*count = 0;
	walk_init(&w, &mask->shape);
	walk_add(&w, mask);
	for (int n; pick && (n = walk_next(&w)) > 0; at += n) {
		if (!run_spend(run, n, err)) {
			free(pick);
			return NULL;
		}
		walk_ints(&w, 0, n, x);
		for (int i = 0; i < n; i++)
			if (x[i])
				pick[(*count)++] = at + i;
	}
	return pick;
}

struct tensor *arrange_masked_select(struct run *run, const struct tensor *t,
                                     const struct tensor *mask, struct err *err)
{
	int64_t count, *pick = NULL;
	struct tensor *flat = NULL, *out = NULL;
	if (!check_select_mask(t, mask, err))
		return NULL;
	if (mask->shape.ndim == 0)
		flat = view_unsqueeze(t, 0, err);
	else
		flat = view_flatten(run, t, 0, mask->shape.ndim - 1, err);
	if (flat)
		pick = read_mask(run, mask, &count, err);
	if (pick)
		out = pick_along(run, flat, 0, pick, &(struct size){ .n = count }, err);
	free(pick);
	tensor_drop(run, flat);
	return out;
}

static void copy_element(const struct tensor *from, int64_t at, struct tensor *to, int64_t where)
{
	double x;
	int64_t n;
	if (from->dtype == DT_INT64) {
		load_ints(from, at, 1, 1, &n);
		store_ints(to, where, 1, 1, &n);
	} else {
		load_doubles(from, at, 1, 1, &x);
		store_doubles(to, where, 1, 1, &x);
	}
}

struct tensor *arrange_gather(struct run *run, const struct tensor *t, int64_t dim,
                              const struct tensor *index, struct err *err)
{
	int axis = shape_dim(&t->shape, dim, err);
	if (axis < 0)
		return NULL;
	bool fits = index->shape.ndim == t->shape.ndim;
	for (int d = 0; fits && d < t->shape.ndim; d++)
		fits = d == axis || index->shape.size[d] <= t->shape.size[d];
	if (!fits) {
		err_say(err, ERR_SHAPE, "gather needs an index with as many dimensions as the tensor, none "
		        "larger but along dim");
		return NULL;
	}
	int64_t *pick = read_index(run, index, t->shape.ndim ? t->shape.size[axis] : 1, 0, err);
	struct tensor *out = pick ? tensor_new(run, t->dtype, &index->shape, err) : NULL;
	for (int64_t i = 0; out && i < tensor_count(out); i++) {
		int64_t from = t->offset, rest = i;
		for (int d = t->shape.ndim - 1; d >= 0; rest /= out->shape.size[d], d--)
			from += (d == axis ? pick[i] : rest % out->shape.size[d]) * t->stride[d];
		if (i % WALK_RUN == 0 && !run_spend(run, 20 * WALK_RUN, err)) {
			free(pick);
			return kernel_fail(run, out);
		}
		copy_element(t, from, out, i);
	}
	free(pick);
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
	if (out && !copy_into(run, &turned, out, err))
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
