/* Views, arrangements, and what a tensor says about itself. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/arrange.h"
#include "engine/elementwise.h"
#include "engine/view.h"
#include "lang/ops_list.h"

bool ops_reshape(struct call *c, struct value *out, struct err *err)
{
	struct shape shape;
	return arg_shape(c, 1, &shape, err)
		&& give_tensor(out, view_reshape(c->eval->run, arg_tensor(c, 0), &shape, err));
}

bool ops_view(struct call *c, struct value *out, struct err *err)
{
	struct shape shape;
	return arg_shape(c, 1, &shape, err)
		&& give_tensor(out, view_view(arg_tensor(c, 0), &shape, err));
}

bool ops_expand(struct call *c, struct value *out, struct err *err)
{
	struct shape shape;
	return arg_shape(c, 1, &shape, err)
		&& give_tensor(out, view_expand(arg_tensor(c, 0), &shape, err));
}

static bool read_dims(const struct call *c, int i, int64_t *dims, int *count, struct err *err)
{
	*count = value_count(c->arg[i].value);
	if (*count > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
	for (int d = 0; d < *count; d++)
		dims[d] = value_item(c->arg[i].value, d).as.integer.n;
	return true;
}

bool ops_permute(struct call *c, struct value *out, struct err *err)
{
	int64_t dims[TENSOR_MAX_DIMS];
	int n;
	return read_dims(c, 1, dims, &n, err)
		&& give_tensor(out, view_permute(arg_tensor(c, 0), dims, n, err));
}

bool ops_flip(struct call *c, struct value *out, struct err *err)
{
	int64_t dims[TENSOR_MAX_DIMS];
	int n;
	return read_dims(c, 1, dims, &n, err)
		&& give_tensor(out, arrange_flip(c->eval->run, arg_tensor(c, 0), dims, n, err));
}

bool ops_transpose(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_transpose(arg_tensor(c, 0), arg_int(c, 1), arg_int(c, 2), err));
}

bool ops_contiguous(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_contiguous(c->eval->run, arg_tensor(c, 0), err));
}

/* cat and stack; code: 1 stack */
bool ops_join(struct call *c, struct value *out, struct err *err)
{
	struct value list = c->arg[0].value;
	int n = value_count(list);
	const struct tensor **parts = mem_new((size_t)n + 1, sizeof *parts);
	for (int i = 0; i < n; i++)
		parts[i] = value_item(list, i).as.tensor;
	struct tensor *t = (c->op->code ? arrange_stack : arrange_cat)(c->eval->run, parts, n,
	                                                              arg_int(c, 1), err);
	free(parts);
	return give_tensor(out, t);
}

/* Without a dim PyTorch flattens first. */
bool ops_repeat_interleave(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct size n = arg_size(c, 1);
	if (arg_given(c, 2))
		return give_tensor(out, arrange_repeat_interleave(run, arg_tensor(c, 0), &n, arg_int(c, 2), err));
	struct tensor *flat = view_flatten(run, arg_tensor(c, 0), 0, -1, err);
	if (!flat)
		return false;
	bool fine = give_tensor(out, arrange_repeat_interleave(run, flat, &n, 0, err));
	tensor_drop(run, flat);
	return fine;
}

bool ops_repeat(struct call *c, struct value *out, struct err *err)
{
	struct size times[TENSOR_MAX_DIMS];
	int n = value_count(c->arg[1].value);
	if (n > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
	for (int d = 0; d < n; d++)
		times[d] = size_from(value_item(c->arg[1].value, d));
	return give_tensor(out, arrange_repeat(c->eval->run, arg_tensor(c, 0), times, n, err));
}

bool ops_split_heads(struct call *c, struct value *out, struct err *err)
{
	struct size heads = arg_size(c, 1);
	return give_tensor(out, view_split_heads(arg_tensor(c, 0), &heads, err));
}

bool ops_merge_heads(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_merge_heads(c->eval->run, arg_tensor(c, 0), err));
}

bool ops_unsqueeze(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_unsqueeze(arg_tensor(c, 0), arg_int(c, 1), err));
}

bool ops_squeeze(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, arg_given(c, 1) ? view_squeeze(arg_tensor(c, 0), arg_int(c, 1), err)
	                   : view_squeeze_all(arg_tensor(c, 0)));
}

bool ops_flatten(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_flatten(c->eval->run, arg_tensor(c, 0), arg_int(c, 1), arg_int(c, 2),
	                                     err));
}

bool ops_gather(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, arrange_gather(c->eval->run, arg_tensor(c, 0), arg_int(c, 1),
	                                       arg_tensor(c, 2), err));
}

static struct tensor *roll_flat(struct call *c, int64_t shift, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *t = arg_tensor(c, 0), *flat = view_flatten(run, t, 0, -1, err);
	struct tensor *rolled = flat ? arrange_roll(run, flat, shift, 0, err) : NULL;
	struct tensor *out = rolled ? view_view(rolled, &t->shape, err) : NULL;
	tensor_drop(run, flat);
	tensor_drop(run, rolled);
	return out;
}

/* One shift for each of dims; without dims the tensor is one long row. */
bool ops_roll(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct value shifts = c->arg[1].value, dims = c->arg[2].value;
	int n = value_count(shifts);
	if (value_count(dims) == 0 && n == 1)
		return give_tensor(out, roll_flat(c, value_item(shifts, 0).as.integer.n, err));
	if (n != value_count(dims))
		return err_say(err, ERR_VALUE, "roll() needs as many shifts as dims, not %d and %d", n,
		               value_count(dims));
	struct tensor *t = tensor_ref(arg_tensor(c, 0));
	for (int i = 0; i < n && t; i++) {
		struct tensor *next = arrange_roll(run, t, value_item(shifts, i).as.integer.n,
		                                   value_item(dims, i).as.integer.n, err);
		tensor_drop(run, t);
		t = next;
	}
	return give_tensor(out, t);
}

bool ops_argsort(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, arrange_argsort(c->eval->run, arg_tensor(c, 0), arg_int(c, 1),
	                                        arg_bool(c, 2), err));
}

/* (values, indices) */
bool ops_sort(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *t = arg_tensor(c, 0);
	struct tensor *at = arrange_argsort(run, t, arg_int(c, 1), arg_bool(c, 2), err);
	struct tensor *values = at ? arrange_gather(run, t, arg_int(c, 1), at, err) : NULL;
	if (!values) {
		tensor_drop(run, at);
		return false;
	}
	struct value items[] = { value_tensor(values), value_tensor(at) };
	return eval_list(c->eval, VALUE_TUPLE, items, 2, out, err);
}

bool ops_diagonal(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_diagonal(arg_tensor(c, 0), arg_int(c, 1), arg_int(c, 2), arg_int(c, 3),
	                                      err));
}

/* ---- What a tensor says about itself ---- */

static bool give_ints(struct call *c, const int64_t *n, const struct dim *names, int count,
                      struct value *out, struct err *err)
{
	struct value items[TENSOR_MAX_DIMS];
	for (int i = 0; i < count; i++)
		items[i] = names && names[i].terms ? value_named_int(n[i], names[i]) : value_int(n[i]);
	return eval_list(c->eval, VALUE_TUPLE, items, count, out, err);
}

bool ops_shape(struct call *c, struct value *out, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	return give_ints(c, shape->size, shape->name, shape->ndim, out, err);
}

static bool pick_dim(struct call *c, int i, struct value *out, struct err *err)
{
	struct value all = *out;
	bool any = value_count(all) > 0;
	int dim = any ? shape_dim(&arg_tensor(c, 0)->shape, arg_int(c, i), err) : -1;
	if (!any)
		err_say(err, ERR_INDEX, "a Tensor without dimensions has no sizes to pick from");
	if (dim >= 0)
		*out = value_ref(value_item(all, dim));
	value_drop(c->eval->run, all);
	return dim >= 0;
}

bool ops_size(struct call *c, struct value *out, struct err *err)
{
	return ops_shape(c, out, err) && (!arg_given(c, 1) || pick_dim(c, 1, out, err));
}

bool ops_stride(struct call *c, struct value *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	return give_ints(c, t->stride, NULL, t->shape.ndim, out, err)
		&& (!arg_given(c, 1) || pick_dim(c, 1, out, err));
}

bool ops_ndim(struct call *c, struct value *out, struct err *err)
{
	(void)err;
	*out = value_int(arg_tensor(c, 0)->shape.ndim);
	return true;
}

bool ops_numel(struct call *c, struct value *out, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	struct dim name = dim_number(1);
	(void)err;
	for (int i = 0; i < shape->ndim; i++) {
		struct dim size = shape->name[i].terms ? shape->name[i] : dim_number(shape->size[i]);
		name = dim_mul(&name, &size);
	}
	*out = value_named_int(shape_count(shape), name);
	return true;
}

bool ops_is_contiguous(struct call *c, struct value *out, struct err *err)
{
	(void)err;
	*out = value_bool(tensor_is_contiguous(arg_tensor(c, 0)));
	return true;
}

bool ops_T(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_T(arg_tensor(c, 0), err));
}

bool ops_mT(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, view_mT(arg_tensor(c, 0), err));
}

bool ops_same(struct call *c, struct value *out, struct err *err)
{
	(void)err;
	*out = value_ref(c->arg[0].value);
	return true;
}

bool ops_is_floating_point(struct call *c, struct value *out, struct err *err)
{
	(void)err;
	*out = value_bool(dtype_is_float(arg_tensor(c, 0)->dtype));
	return true;
}

bool ops_dtype(struct call *c, struct value *out, struct err *err)
{
	(void)err;
	*out = value_dtype(arg_tensor(c, 0)->dtype);
	return true;
}

/* code: the dtype */
bool ops_cast(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, elementwise_cast(c->eval->run, arg_tensor(c, 0), (enum dtype)c->op->code,
	                                         err));
}

bool ops_to(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = arg_tensor(c, 0);
	return give_tensor(out, elementwise_cast(c->eval->run, t, arg_dtype(c, 1, t->dtype), err));
}

/* .values and .indices of what max(dim) and sort give; code: which of the two. */
bool ops_values(struct call *c, struct value *out, struct err *err)
{
	struct value v = c->arg[0].value;
	if (v.kind != VALUE_TUPLE || value_count(v) != 2)
		return err_say(err, ERR_TYPE, "only what max(dim=...), min(dim=...) and sort() give has .%s",
		               c->op->name);
	*out = value_ref(value_item(v, c->op->code));
	return true;
}

/* ---- Out of tensors ---- */

struct value tensor_element(const struct tensor *t, const int64_t *index)
{
	if (t->dtype == DT_BOOL)
		return value_bool(tensor_int_at(t, index));
	if (t->dtype == DT_INT64)
		return value_named_int(tensor_int_at(t, index), DIM_ANONYMOUS);
	return value_float(tensor_at(t, index));
}

bool ops_item(struct call *c, struct value *out, struct err *err)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	const struct tensor *t = arg_tensor(c, 0);
	if (tensor_count(t) != 1)
		return err_say(err, ERR_VALUE, "item() takes a Tensor of one element, and this has %lld",
		               (long long)tensor_count(t));
	*out = tensor_element(t, first);
	return true;
}

static bool list_from(struct call *c, int dim, int64_t *index, struct value *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	if (dim == t->shape.ndim) {
		*out = tensor_element(t, index);
		return true;
	}
	struct value *items = mem_new((size_t)t->shape.size[dim] + 1, sizeof *items);
	int count = 0;
	bool fine = true;
	for (index[dim] = 0; index[dim] < t->shape.size[dim] && fine; index[dim]++)
		if ((fine = list_from(c, dim + 1, index, &items[count], err)))
			count++;
	if (fine)
		fine = eval_list(c->eval, VALUE_LIST, items, count, out, err);
	else
		for (int i = 0; i < count; i++)
			value_drop(c->eval->run, items[i]);
	free(items);
	return fine;
}

/* The lists and numbers of all levels are too many: empty lists count, too. */
static bool list_too_long(const struct shape *shape)
{
	int64_t count = 1, total = 0;
	for (int d = 0; d < shape->ndim; d++)
		if (__builtin_mul_overflow(count, shape->size[d], &count)
		    || __builtin_add_overflow(total, count, &total) || total > LIST_MAX_WEIGHT)
			return true;
	return false;
}

bool ops_tolist(struct call *c, struct value *out, struct err *err)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (list_too_long(&arg_tensor(c, 0)->shape))
		return err_say(err, ERR_LIMIT, "a list holds at most %d values", LIST_MAX_WEIGHT);
	return list_from(c, 0, index, out, err);
}
