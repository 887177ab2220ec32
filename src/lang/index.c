/*
 * x[...]: ints, slices, None, `...`, a bool mask or a tensor of positions, as
 * in PyTorch; ints and slices of tuples and lists, as in Python.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine/arrange.h"
#include "engine/create.h"
#include "engine/view.h"
#include "lang/eval.h"
#include "lang/parts.h"

/* ---- Reading a slice ---- */

static bool bound_size(struct eval *e, const struct expr *x, struct size *out, struct err *err)
{
	int64_t first[TENSOR_MAX_DIMS] = {0};
	struct value v;
	if (!eval(e, x, &v, err))
		return false;
	bool tensor = v.kind == VALUE_TENSOR && tensor_count(v.as.tensor) == 1
		&& !dtype_is_float(v.as.tensor->dtype);
	bool whole = tensor || v.kind == VALUE_INT || v.kind == VALUE_BOOL;
	if (tensor)
		*out = (struct size){ tensor_int_at(v.as.tensor, first), DIM_ANONYMOUS };
	else if (whole)
		*out = (struct size){ value_whole(v), value_dim(v) };
	value_drop(e->run, v);
	return whole || err_set(err, ERR_TYPE, x->span, "the ends of a slice are ints, and this is a %s",
	                        value_kind_name(v.kind));
}

/* What the slice of a dimension of this size is called: (stop - start), if nothing was cut off. */
static struct dim slice_name(const struct slice *s, const struct dim *start, const struct dim *stop,
                             int64_t size, const struct dim *whole)
{
	struct dim to = *whole;
	int64_t first = 0, last = size;
	if (s->has_start)
		first = s->start < 0 ? size + s->start : s->start;
	if (s->has_stop) {
		last = s->stop < 0 ? size + s->stop : s->stop;
		to = s->stop < 0 ? dim_add(whole, stop) : *stop;
	}
	if (first < 0 || last > size || first > last || s->step > 1)
		return DIM_ANONYMOUS;
	if (first == 0)
		return to;
	struct dim from = s->start < 0 ? dim_add(whole, start) : *start;
	return dim_sub(&to, &from);
}

static bool read_slice(struct eval *e, const struct expr *x, int64_t size, const struct dim *whole,
                       struct slice *out, struct err *err)
{
	struct size start = { 0, DIM_ANONYMOUS }, stop = start, step = { 1, DIM_ANONYMOUS };
	*out = (struct slice){ .has_start = x->item[0], .has_stop = x->item[1] };
	if ((x->item[0] && !bound_size(e, x->item[0], &start, err))
	    || (x->item[1] && !bound_size(e, x->item[1], &stop, err))
	    || (x->item[2] && !bound_size(e, x->item[2], &step, err)))
		return false;
	if (step.n < 1)
		return err_set(err, ERR_VALUE, x->item[2]->span, "the step of a slice is at least 1; flip(x, "
		               "dims) turns a dimension round");
	out->start = start.n;
	out->stop = stop.n;
	out->step = step.n;
	out->name = slice_name(out, &start.name, &stop.name, size, whole);
	return true;
}

/* ---- Tuples and lists ---- */

static int64_t clamp(int64_t i, int64_t size)
{
	i = i < 0 ? i + size : i;
	return i < 0 ? 0 : i > size ? size : i;
}

static bool slice_sequence(struct eval *e, struct value v, const struct slice *s, struct value *out,
                           struct err *err)
{
	int64_t size = value_count(v);
	int64_t from = s->has_start ? clamp(s->start, size) : 0;
	int64_t to = s->has_stop ? clamp(s->stop, size) : size;
	struct value *items = mem_new((size_t)size + 1, sizeof *items);
	int count = 0;
	for (int64_t i = from; i < to; i += s->step < size ? s->step : size)
		items[count++] = value_ref(value_item(v, (int)i));
	bool fine = eval_list(e, v.kind, items, count, out, err);
	free(items);
	return fine;
}

static bool index_sequence(struct eval *e, const struct expr *x, struct value v, struct value *out,
                           struct err *err)
{
	const struct expr *at = x->item[1];
	struct dim anonymous = DIM_ANONYMOUS;
	struct slice slice;
	struct size i;
	int64_t size = value_count(v);
	if (x->n_items != 2)
		return err_set(err, ERR_TYPE, x->span, "a %s has one dimension", value_kind_name(v.kind));
	if (at->kind == EXPR_SLICE)
		return read_slice(e, at, size, &anonymous, &slice, err) && slice_sequence(e, v, &slice, out, err);
	if (!bound_size(e, at, &i, err))
		return false;
	int64_t n = i.n < 0 ? i.n + size : i.n;
	if (n < 0 || n >= size)
		return err_set(err, ERR_INDEX, at->span, "index %lld is outside this %s of %lld",
		               (long long)i.n, value_kind_name(v.kind), (long long)size);
	*out = value_ref(value_item(v, (int)n));
	return true;
}

/* ---- Tensors ---- */

struct cursor {
	struct eval *e;
	struct tensor *t;     /* the result so far */
	int64_t dim;          /* where the next subscript applies */
	struct tensor *index[TENSOR_MAX_DIMS];   /* the positions picked from a dimension of t, at the end */
};

static bool move_to(struct cursor *c, struct tensor *next)
{
	if (!next)
		return false;
	tensor_drop(c->e->run, c->t);
	c->t = next;
	return true;
}

/* How many dimensions a subscript uses up. */
static int used_dims(const struct expr *x, struct value v)
{
	if (x->kind == EXPR_NONE || x->kind == EXPR_ELLIPSIS || v.kind == VALUE_BOOL)
		return 0;
	return v.kind == VALUE_TENSOR && v.as.tensor->dtype == DT_BOOL ? v.as.tensor->shape.ndim : 1;
}

static bool apply_slice(struct cursor *c, const struct expr *x, struct err *err)
{
	struct slice slice;
	const struct shape *shape = &c->t->shape;
	if (!read_slice(c->e, x, shape->size[c->dim], &shape->name[c->dim], &slice, err))
		return false;
	return move_to(c, view_slice(c->t, c->dim++, &slice, err));
}

/* The next dimension is indexed with these positions. */
static bool note_positions(struct cursor *c, struct tensor *owned)
{
	if (owned)
		c->index[c->dim++] = owned;
	return owned != NULL;
}

/* A mask is the places of what is true in it, one column for each of its dimensions. */
static bool apply_mask(struct cursor *c, const struct tensor *mask, struct err *err)
{
	char left[256], right[256];
	for (int d = 0; d < mask->shape.ndim; d++)
		if (mask->shape.size[d] != c->t->shape.size[c->dim + d]) {
			shape_format_sizes(&mask->shape, left, sizeof left);
			shape_format_sizes(&c->t->shape, right, sizeof right);
			return err_say(err, ERR_INDEX, "a bool mask of shape %s does not fit a tensor of shape %s: "
			               "it needs the sizes of the dimensions it stands for", left, right);
		}
	struct tensor *places = arrange_nonzero(c->e->run, mask, err);
	bool fine = places != NULL;
	for (int d = 0; d < mask->shape.ndim && fine; d++)
		fine = note_positions(c, view_select(places, 1, d, err));
	tensor_drop(c->e->run, places);
	return fine;
}

/* x[True] is x[None], x[False] none of it. */
static bool apply_truth(struct cursor *c, bool truth, struct err *err)
{
	int64_t zero = 0, count = truth;
	struct shape shape = shape_of(1, &count);
	return move_to(c, view_unsqueeze(c->t, c->dim, err))
		&& note_positions(c, create_from_ints(c->e->run, DT_INT64, &shape, &zero, err));
}

static bool apply_tensor(struct cursor *c, struct tensor *t, struct err *err)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	bool one = t->shape.ndim == 0;
	if (t->dtype == DT_BOOL)
		return one ? apply_truth(c, tensor_int_at(t, first), err) : apply_mask(c, t, err);
	if (t->dtype != DT_INT64)
		return err_say(err, ERR_TYPE, "a Tensor that is an index holds ints or bools, not %s: write "
		               ".long()", dtype_name(t->dtype));
	if (one)
		return move_to(c, view_select(c->t, c->dim, tensor_int_at(t, first), err));
	return note_positions(c, tensor_ref(t));
}

static bool apply_value(struct cursor *c, struct value v, struct err *err)
{
	switch (v.kind) {
	case VALUE_INT:
		return move_to(c, view_select(c->t, c->dim, v.as.integer.n, err));
	case VALUE_BOOL:
		return apply_truth(c, v.as.flag, err);
	case VALUE_TENSOR:
		return apply_tensor(c, v.as.tensor, err);
	default:
		return err_say(err, ERR_TYPE, "a Tensor is indexed with ints, slices, None, ... or a Tensor, "
		               "not with a %s", value_kind_name(v.kind));
	}
}

/* A list of ints is a tensor of positions, one of bools a mask. */
static bool list_to_tensor(struct eval *e, const struct expr *x, struct value *v, struct err *err)
{
	int count = value_count(*v);
	int64_t *n = mem_new((size_t)count + 1, sizeof *n), size = count;
	enum value_kind kind = count ? value_item(*v, 0).kind : VALUE_INT;
	bool fine = kind == VALUE_INT || kind == VALUE_BOOL;
	for (int i = 0; i < count && fine; i++) {
		fine = value_item(*v, i).kind == kind;
		n[i] = fine ? value_whole(value_item(*v, i)) : 0;
	}
	struct shape shape = shape_of(1, &size);
	struct tensor *t = NULL;
	if (fine)
		t = create_from_ints(e->run, kind == VALUE_BOOL ? DT_BOOL : DT_INT64, &shape, n, err);
	else
		err_set(err, ERR_TYPE, x->span, "a list that is an index holds ints, or bools; write deeper "
		        "ones as tensor([[...]])");
	free(n);
	if (!t)
		return false;
	value_drop(e->run, *v);
	*v = value_tensor(t);
	return true;
}

enum { MAX_SUBSCRIPTS = 2 * TENSOR_MAX_DIMS };

struct subscripts {
	const struct expr *expr[MAX_SUBSCRIPTS];
	struct value value[MAX_SUBSCRIPTS];   /* NONE for slices, None and ... */
	int count, used;
	int ellipsis;                         /* where, or -1 */
};

static bool read_subscript(struct eval *e, const struct expr *x, struct subscripts *s,
                           struct err *err)
{
	struct value *v = &s->value[s->count];
	if (s->count == MAX_SUBSCRIPTS)
		return err_set(err, ERR_INDEX, x->span, "an index has at most %d parts", MAX_SUBSCRIPTS);
	if (x->kind == EXPR_ELLIPSIS && s->ellipsis >= 0)
		return err_set(err, ERR_INDEX, x->span, "an index has at most one ...");
	*v = VALUE_NOTHING;
	if (x->kind == EXPR_ELLIPSIS)
		s->ellipsis = s->count;
	else if (x->kind != EXPR_SLICE && x->kind != EXPR_NONE && !eval(e, x, v, err))
		return false;
	s->expr[s->count++] = x;
	if (parts_in(*v))
		return parts_say_whole("an index", err);
	if (v->kind == VALUE_LIST && !list_to_tensor(e, x, v, err))
		return false;
	s->used += used_dims(x, *v);
	return true;
}

static bool read_subscripts(struct eval *e, const struct expr *x, struct subscripts *s,
                            struct err *err)
{
	bool tuple = x->n_items == 2 && x->item[1]->kind == EXPR_TUPLE;
	const struct expr *const *item = tuple ? x->item[1]->item : x->item + 1;
	int count = tuple ? x->item[1]->n_items : x->n_items - 1;
	s->ellipsis = -1;
	for (int i = 0; i < count; i++)
		if (!read_subscript(e, item[i], s, err))
			return false;
	return true;
}

/* One index keeps the names around it; several are broadcast. */
static bool pick_positions(struct cursor *c, struct err *err)
{
	struct run *run = c->e->run;
	int count = 0, last = 0;
	for (int d = 0; d < c->t->shape.ndim; d++)
		if (c->index[d]) {
			count++;
			last = d;
		}
	if (count == 0)
		return true;
	if (tensor_is_outline(c->t))
		return parts_say_whole("an index that picks positions", err);
	if (count == 1)
		return move_to(c, arrange_index(run, c->t, last, c->index[last], err));
	return move_to(c, arrange_index_many(run, c->t, (const struct tensor *const *)c->index, err));
}

static bool apply_subscript(struct cursor *c, const struct subscripts *s, int i, int ndim,
                            struct err *err)
{
	const struct expr *x = s->expr[i];
	bool fine = true;
	if (x->kind == EXPR_ELLIPSIS)
		c->dim += ndim - s->used;
	else if (x->kind == EXPR_NONE)
		fine = move_to(c, view_unsqueeze(c->t, c->dim++, err));
	else if (x->kind == EXPR_SLICE)
		fine = apply_slice(c, x, err);
	else
		fine = apply_value(c, s->value[i], err);
	if (!fine && !err->at.line)
		err->at = x->span;
	return fine;
}

static bool apply_all(struct cursor *c, const struct expr *x, const struct subscripts *s,
                      struct err *err)
{
	char shape[256];
	int ndim = c->t->shape.ndim;
	shape_format_sizes(&c->t->shape, shape, sizeof shape);
	if (s->used > ndim)
		return err_set(err, ERR_INDEX, x->span,
		               i18n_count("this index has %d parts, and the Tensor %d dimension: %s",
		                          "this index has %d parts, and the Tensor %d dimensions: %s",
		                          (unsigned)ndim), s->used, ndim, shape);
	for (int i = 0; i < s->count; i++)
		if (!apply_subscript(c, s, i, ndim, err))
			return false;
	return pick_positions(c, err);
}

static bool index_tensor(struct eval *e, const struct expr *x, struct tensor *t, struct value *out,
                         struct err *err)
{
	struct subscripts *s = mem_new(1, sizeof *s);
	struct cursor c = { .e = e, .t = tensor_ref(t) };
	bool fine = read_subscripts(e, x, s, err) && apply_all(&c, x, s, err);
	for (int i = 0; i < s->count; i++)
		value_drop(e->run, s->value[i]);
	for (int d = 0; d < TENSOR_MAX_DIMS; d++)
		tensor_drop(e->run, c.index[d]);
	free(s);
	if (fine)
		*out = value_tensor(c.t);
	else
		tensor_drop(e->run, c.t);
	return fine;
}

bool eval_index(struct eval *e, const struct expr *expr, struct value container, struct value *out,
                struct err *err)
{
	switch (container.kind) {
	case VALUE_TENSOR:
		return index_tensor(e, expr, container.as.tensor, out, err);
	case VALUE_TUPLE: case VALUE_LIST:
		return index_sequence(e, expr, container, out, err);
	default:
		return err_set(err, ERR_TYPE, expr->span, "a %s is not indexed",
		               value_kind_name(container.kind));
	}
}
