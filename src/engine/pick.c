/* Elements picked by their positions, or by a mask. */
#include <inttypes.h>
#include <stdlib.h>

#include "engine/arrange.h"
#include "engine/arrange_parts.h"
#include "engine/dtype.h"
#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/view.h"

/* The first place along a dimension, which disappears; the memory is t's. */
static struct tensor without_dim(const struct tensor *t, int dim)
{
	struct tensor part = { .dtype = t->dtype, .storage = t->storage, .offset = t->offset };
	for (int d = 0; d < t->shape.ndim; d++) {
		if (d == dim)
			continue;
		part.shape.size[part.shape.ndim] = t->shape.size[d];
		part.stride[part.shape.ndim++] = t->stride[d];
	}
	return part;
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
	if (!out)
		return NULL;
	struct tensor from = without_dim(t, dim), to = without_dim(out, dim);
	for (int64_t i = 0; i < count->n; i++) {
		from.offset = t->offset + pick[i] * t->stride[dim];
		to.offset = i * out->stride[dim];
		if (!run_spend(run, 80, err) || !arrange_copy(run, &from, &to, err))
			return kernel_fail(run, out);
	}
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

/* ---- True elements ---- */

static int64_t count_true(struct run *run, const struct tensor *t, struct err *err)
{
	struct walk w;
	int64_t x[WALK_RUN], count = 0;
	walk_init(&w, &t->shape);
	walk_add(&w, t);
	for (int n; (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, 2 * n, err))
			return -1;
		walk_ints(&w, 0, n, x);
		for (int i = 0; i < n; i++)
			count += x[i] != 0;
	}
	return count;
}

struct tensor *arrange_nonzero(struct run *run, const struct tensor *mask, struct err *err)
{
	int64_t count = count_true(run, mask, err), x[WALK_RUN], at = 0, row = 0;
	int ndim = mask->shape.ndim;
	struct shape shape = { 2, { count, ndim }, { DIM_ANONYMOUS, DIM_ANONYMOUS } };
	struct tensor *out = count < 0 ? NULL : tensor_new(run, DT_INT64, &shape, err);
	struct walk w;
	walk_init(&w, &mask->shape);
	walk_add(&w, mask);
	for (int n; out && (n = walk_next(&w)) > 0; at += n) {
		if (!run_spend(run, 8 * n, err))
			return kernel_fail(run, out);
		walk_ints(&w, 0, n, x);
		for (int i = 0; i < n; i++) {
			if (!x[i])
				continue;
			int64_t rest = at + i, place[TENSOR_MAX_DIMS];
			for (int d = ndim - 1; d >= 0; rest /= mask->shape.size[d], d--)
				place[d] = rest % mask->shape.size[d];
			store_ints(out, row++ * ndim, 1, ndim, place);
		}
	}
	return out;
}

/* ---- Several dimensions at once ---- */

/* The indices of some dimensions, broadcast together, and where their dimensions go in the result. */
struct many {
	int dim[TENSOR_MAX_DIMS], n;
	int64_t *pick[TENSOR_MAX_DIMS];   /* count of them, within dimension dim[i] */
	struct shape shape;               /* of the indices, broadcast */
	int at;
};

static void many_done(struct many *m)
{
	for (int i = 0; i < m->n; i++)
		free(m->pick[i]);
}

/* PyTorch's rule: neighbours stay in their place, else the new dimensions go in front. */
static int many_place(const struct many *m)
{
	bool neighbours = m->dim[m->n - 1] - m->dim[0] == m->n - 1;
	return neighbours ? m->dim[0] : 0;
}

static bool many_read(struct run *run, const struct tensor *t, const struct tensor *const *index,
                      struct many *m, struct err *err)
{
	for (int d = 0; d < t->shape.ndim; d++) {
		struct shape both = index[d] ? index[d]->shape : m->shape;
		if (index[d] && m->n > 0 && !shape_broadcast(&m->shape, &index[d]->shape, &both, err))
			return false;
		m->shape = both;
		m->n += index[d] != NULL;
	}
	m->n = 0;
	for (int d = 0; d < t->shape.ndim; d++) {
		struct tensor *wide = index[d] ? view_expand(index[d], &m->shape, err) : NULL;
		if (!index[d])
			continue;
		m->dim[m->n] = d;
		m->pick[m->n] = wide ? read_index(run, wide, t->shape.size[d], -t->shape.size[d], err) : NULL;
		tensor_drop(run, wide);
		if (!m->pick[m->n])
			return false;
		m->n++;
	}
	m->at = many_place(m);
	return true;
}

/* t's dimensions without the indexed ones; in `left`, where a result's slot is, too. */
static void many_shapes(const struct tensor *t, const struct many *m, struct tensor *left,
                        struct shape *shape)
{
	int n = 0, k = 0;
	*left = *t;
	for (int d = 0; d < t->shape.ndim; d++) {
		if (k < m->n && m->dim[k] == d) {
			k++;
			continue;
		}
		left->shape.size[n] = t->shape.size[d];
		left->shape.name[n] = t->shape.name[d];
		left->stride[n++] = t->stride[d];
	}
	left->shape.ndim = n;
	shape->ndim = n + m->shape.ndim;
	for (int d = 0; d < shape->ndim && d < TENSOR_MAX_DIMS; d++) {
		bool inside = d >= m->at && d < m->at + m->shape.ndim;
		const struct shape *from = inside ? &m->shape : &left->shape;
		int i = inside ? d - m->at : d < m->at ? d : d - m->shape.ndim;
		shape->size[d] = from->size[i];
		shape->name[d] = from->name[i];
	}
}

static bool many_copy(struct run *run, const struct tensor *t, const struct many *m,
                      struct tensor *left, struct tensor *out, struct err *err)
{
	struct tensor slot = *out;
	int64_t count = shape_count(&m->shape);
	slot.shape = left->shape;
	for (int d = 0; d < left->shape.ndim; d++)
		slot.stride[d] = out->stride[d < m->at ? d : d + m->shape.ndim];
	int64_t step = m->shape.ndim ? out->stride[m->at + m->shape.ndim - 1] : 0;
	for (int64_t i = 0; i < count; i++) {
		left->offset = t->offset;
		for (int k = 0; k < m->n; k++)
			left->offset += m->pick[k][i] * t->stride[m->dim[k]];
		slot.offset = out->offset + i * step;
		if (!run_spend(run, 100, err) || !arrange_copy(run, left, &slot, err))
			return false;
	}
	return true;
}

struct tensor *arrange_index_many(struct run *run, const struct tensor *t,
                                  const struct tensor *const *index, struct err *err)
{
	struct many m = {0};
	struct tensor left, *out = NULL;
	struct shape shape;
	if (many_read(run, t, index, &m, err)) {
		many_shapes(t, &m, &left, &shape);
		if (shape.ndim > TENSOR_MAX_DIMS)
			err_say(err, ERR_LIMIT, "a tensor may have at most %d dimensions", TENSOR_MAX_DIMS);
		else
			out = tensor_new(run, t->dtype, &shape, err);
		if (out && !many_copy(run, t, &m, &left, out, err))
			out = kernel_fail(run, out);
	}
	many_done(&m);
	return out;
}

static struct tensor *select_true(struct run *run, const struct tensor *t, const struct tensor *mask,
                                  struct err *err)
{
	struct tensor *column[TENSOR_MAX_DIMS] = {0}, *places = arrange_nonzero(run, mask, err);
	bool fine = places != NULL;
	for (int d = 0; fine && d < t->shape.ndim; d++)
		fine = (column[d] = view_select(places, 1, d, err)) != NULL;
	struct tensor *out = !fine ? NULL
		: arrange_index_many(run, t, (const struct tensor *const *)column, err);
	for (int d = 0; d < TENSOR_MAX_DIMS; d++)
		tensor_drop(run, column[d]);
	tensor_drop(run, places);
	return out;
}

struct tensor *arrange_masked_select(struct run *run, const struct tensor *t,
                                     const struct tensor *mask, struct err *err)
{
	struct shape shape;
	if (mask->dtype != DT_BOOL) {
		err_say(err, ERR_TYPE, "a mask is a bool Tensor, and this holds %s", dtype_name(mask->dtype));
		return NULL;
	}
	if (!shape_broadcast(&t->shape, &mask->shape, &shape, err))
		return NULL;
	struct tensor *line = t->shape.ndim || mask->shape.ndim ? NULL : view_unsqueeze(t, 0, err);
	if (line)
		shape = line->shape;
	struct tensor *wide = view_expand(line ? line : t, &shape, err);
	struct tensor *all = wide ? view_expand(mask, &shape, err) : NULL;
	struct tensor *out = all ? select_true(run, wide, all, err) : NULL;
	tensor_drop(run, line);
	tensor_drop(run, wide);
	tensor_drop(run, all);
	return out;
}

/* ---- Gather ---- */

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
		if (i % WALK_RUN == 0 && !run_spend(run, 25 * WALK_RUN, err)) {
			free(pick);
			return kernel_fail(run, out);
		}
		copy_element(t, from, out, i);
	}
	free(pick);
	return out;
}

