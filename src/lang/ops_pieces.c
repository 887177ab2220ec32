/* Operations put together from others: pieces of tensors, like-shaped ones, small products. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/arrange.h"
#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "engine/view.h"
#include "lang/ops_list.h"
#include "lang/prices.h"

/* ---- Like another tensor ---- */

/* zeros_like, ones_like; code: the number */
bool ops_fill_like(struct call *c, struct value *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	return give_tensor(out, create_full(c->eval->run, arg_dtype(c, 1, t->dtype), &t->shape,
	                                    c->op->code, err));
}

bool ops_full_like(struct call *c, struct value *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	enum dtype dtype = arg_dtype(c, 2, t->dtype);
	struct value v;
	return arg_fill(c, 1, &v, err) && fill_fits(value_number(v), dtype, err)
		&& give_tensor(out, create_full(c->eval->run, dtype, &t->shape, value_number(v), err));
}

/* new_zeros, new_ones; code: the number */
bool ops_new_full(struct call *c, struct value *out, struct err *err)
{
	struct shape shape;
	return new_shape(c, 1, &shape, err)
		&& give_tensor(out, create_full(c->eval->run, arg_dtype(c, 2, arg_tensor(c, 0)->dtype), &shape,
		                                c->op->code, err));
}

/* rand_like, randn_like; code: 1 randn_like */
bool ops_random_like(struct call *c, struct value *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	struct philox_stream stream = next_stream(c);
	enum dtype dtype = arg_dtype(c, 1, t->dtype);
	if (!dtype_is_float(dtype))
		return err_say(err, ERR_TYPE, "%s() makes floats, and this Tensor holds %s: give dtype=float32",
		               c->op->name, dtype_name(dtype));
	return give_tensor(out, (c->op->code ? create_normal : create_uniform)
	                   (c->eval->run, dtype, &t->shape, &stream, 0, 1, err));
}

/* ---- Views ---- */

bool ops_broadcast_to(struct call *c, struct value *out, struct err *err)
{
	struct shape shape;
	return arg_shape(c, 1, &shape, err)
		&& give_tensor(out, view_expand(arg_tensor(c, 0), &shape, err));
}

/* Dimension i of the result is dims[i]: those named go where they are told, the others follow. */
static bool order_dims(const struct call *c, int64_t *dims, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	int count = value_count(c->arg[1].value), next = 0;
	bool moved[TENSOR_MAX_DIMS] = {0};
	for (int d = 0; d < TENSOR_MAX_DIMS; d++)
		dims[d] = -1;
	if (count != value_count(c->arg[2].value) || count > TENSOR_MAX_DIMS)
		return err_say(err, ERR_VALUE, "movedim() needs as many destinations as sources");
	for (int i = 0; i < count; i++) {
		int from = shape_dim(shape, value_item(c->arg[1].value, i).as.integer.n, err);
		int to = from < 0 ? -1 : shape_dim(shape, value_item(c->arg[2].value, i).as.integer.n, err);
		if (to < 0)
			return false;
		if (moved[from] || dims[to] >= 0)
			return err_say(err, ERR_VALUE, "movedim() names a dimension twice");
		moved[from] = true;
		dims[to] = from;
	}
	for (int d = 0; d < shape->ndim; d++) {
		while (moved[next])
			next++;
		if (dims[d] < 0)
			dims[d] = next++;
	}
	return true;
}

bool ops_movedim(struct call *c, struct value *out, struct err *err)
{
	int64_t dims[TENSOR_MAX_DIMS] = {0};
	struct tensor *t = arg_tensor(c, 0);
	return order_dims(c, dims, err)
		&& give_tensor(out, view_permute(t, dims, t->shape.ndim, err));
}

/* A vector as the diagonal of a matrix, or a matrix's diagonal. */
bool ops_diag(struct call *c, struct value *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	if (t->shape.ndim == 2)
		return give_tensor(out, view_diagonal(t, arg_int(c, 1), 0, 1, err));
	if (t->shape.ndim == 1)
		return give_tensor(out, create_diagonal(c->eval->run, t, arg_int(c, 1), err));
	return err_say(err, ERR_SHAPE, "diag() takes a vector or a matrix, and this has %d dimensions",
	               t->shape.ndim);
}

bool ops_tile(struct call *c, struct value *out, struct err *err)
{
	struct size times[TENSOR_MAX_DIMS];
	int n = value_count(c->arg[1].value), ndim = arg_tensor(c, 0)->shape.ndim, missing = ndim - n;
	if (n > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
	missing = missing > 0 ? missing : 0;
	for (int d = 0; d < missing; d++)
		times[d] = (struct size){ 1, dim_number(1) };
	for (int d = 0; d < n; d++)
		times[missing + d] = size_from(value_item(c->arg[1].value, d));
	return give_tensor(out, arrange_repeat(c->eval->run, arg_tensor(c, 0), times, missing + n, err));
}

/* ---- Tuples of tensors ---- */

/* How a dimension is cut into slices. */
struct cut {
	int64_t size, step;          /* of the dimension; of each part */
	int64_t empty;               /* how many parts a dimension of size 0 has */
	struct value sections;       /* or a tuple of sizes */
	bool listed;
};

static int cut_count(const struct cut *cut)
{
	if (cut->listed)
		return value_count(cut->sections);
	if (cut->size == 0)
		return cut->empty > LIST_MAX_WEIGHT ? LIST_MAX_WEIGHT + 1 : (int)cut->empty;
	int64_t n = cut->step ? (cut->size + cut->step - 1) / cut->step : 1;
	return n < 1 ? 1 : n > LIST_MAX_WEIGHT ? LIST_MAX_WEIGHT + 1 : (int)n;
}

static bool cut_along(struct call *c, const struct cut *cut, int dim, struct value *out,
                      struct err *err)
{
	int count = cut_count(cut), done = 0;
	if (count > LIST_MAX_WEIGHT)
		return err_say(err, ERR_LIMIT, "a tuple holds at most %d values", LIST_MAX_WEIGHT);
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	bool fine = true;
	for (int64_t at = 0; done < count && fine; done += fine) {
		struct size size = { cut->step, DIM_ANONYMOUS };
		if (cut->listed)
			size = size_from(value_item(cut->sections, done));
		struct slice part = { .has_start = true, .has_stop = true, .start = at, .stop = at + size.n,
		                      .name = at + size.n <= cut->size ? size.name : DIM_ANONYMOUS };
		fine = run_spend(c->eval->run, VIEW_OPS, err)
			&& give_tensor(&items[done], view_slice(arg_tensor(c, 0), dim, &part, err));
		at += size.n;
	}
	if (fine)
		fine = eval_list(c->eval, VALUE_TUPLE, items, count, out, err);
	else
		while (done-- > 0)
			value_drop(c->eval->run, items[done]);
	free(items);
	return fine;
}

static bool split_dim(struct call *c, int *dim, struct cut *cut, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	*dim = shape_dim(shape, arg_int(c, 2), err);
	if (*dim >= 0 && shape->ndim == 0)
		return err_say(err, ERR_SHAPE, "%s() needs a Tensor with dimensions", c->op->name);
	cut->size = *dim < 0 ? 0 : shape->size[*dim];
	return *dim >= 0;
}

/* At most that many parts, all but the last of one size. */
bool ops_chunk(struct call *c, struct value *out, struct err *err)
{
	struct cut cut = { .empty = arg_int(c, 1) };
	int dim;
	int64_t n = arg_int(c, 1);
	if (!split_dim(c, &dim, &cut, err))
		return false;
	if (n < 1)
		return err_say(err, ERR_VALUE, "chunk() makes at least 1 part, not %" PRId64, n);
	cut.step = n > cut.size ? cut.size > 0 : (cut.size + n - 1) / n;
	return cut_along(c, &cut, dim, out, err);
}

bool ops_split(struct call *c, struct value *out, struct err *err)
{
	struct value sizes = c->arg[1].value;
	struct cut cut = { .sections = sizes, .empty = 1 };
	int64_t sum = 0;
	int dim;
	if (!split_dim(c, &dim, &cut, err))
		return false;
	cut.listed = c->arg[1].expr->kind == EXPR_LIST || c->arg[1].expr->kind == EXPR_TUPLE
		|| value_count(sizes) != 1;
	for (int i = 0; i < value_count(sizes); i++) {
		int64_t size = value_item(sizes, i).as.integer.n;
		if (size < 0 || size > cut.size + 1000000000)
			return err_say(err, ERR_VALUE, "split() cannot make a part of size %" PRId64, size);
		sum += size;
	}
	cut.step = cut.listed ? 0 : sum;
	if (cut.listed && sum != cut.size)
		return err_say(err, ERR_SHAPE, "the parts of split() add up to %" PRId64 ", and dimension %d "
		               "has size %" PRId64, sum, dim, cut.size);
	if (!cut.listed && sum == 0 && cut.size > 0)
		return err_say(err, ERR_VALUE, "split() cannot make parts of size 0");
	return cut_along(c, &cut, dim, out, err);
}

bool ops_unbind(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = arg_tensor(c, 0);
	int dim = shape_dim(&t->shape, arg_int(c, 1), err), done = 0;
	if (dim < 0)
		return false;
	if (t->shape.ndim == 0)
		return err_say(err, ERR_SHAPE, "unbind() needs a Tensor with dimensions");
	int64_t count = t->shape.size[dim];
	if (count > LIST_MAX_WEIGHT)
		return err_say(err, ERR_LIMIT, "a tuple holds at most %d values", LIST_MAX_WEIGHT);
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	bool fine = run_spend(c->eval->run, count * VIEW_OPS, err);
	for (; done < count && fine; done += fine)
		fine = give_tensor(&items[done], view_select(t, dim, done, err));
	if (fine)
		fine = eval_list(c->eval, VALUE_TUPLE, items, (int)count, out, err);
	else
		while (done-- > 0)
			value_drop(c->eval->run, items[done]);
	free(items);
	return fine;
}

/* The k largest (or smallest), in order, and where they stand. */
bool ops_topk(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *t = arg_tensor(c, 0), *values = NULL, *at = NULL;
	int dim = shape_dim(&t->shape, arg_int(c, 2), err);
	struct size k = arg_size(c, 1);
	if (dim < 0)
		return false;
	int64_t size = t->shape.ndim ? t->shape.size[dim] : 1;
	if (k.n < 0 || k.n > size)
		return err_say(err, ERR_VALUE, "topk() cannot pick %" PRId64 " of %" PRId64, k.n, size);
	struct slice first = { .has_stop = true, .stop = k.n, .name = k.name };
	struct tensor *order = arrange_argsort(run, t, dim, arg_bool(c, 3), err);
	struct tensor *part = !order ? NULL : t->shape.ndim ? view_slice(order, dim, &first, err)
		: tensor_ref(order);
	if (part && (at = view_contiguous(run, part, err)))
		values = arrange_gather(run, t, dim, at, err);
	tensor_drop(run, part);
	tensor_drop(run, order);
	if (!values) {
		tensor_drop(run, at);
		return false;
	}
	struct value items[] = { value_tensor(values), value_tensor(at) };
	return eval_list(c->eval, VALUE_TUPLE, items, 2, out, err);
}

/* Part i varies along dimension i alone (ij) or along 1 - i for the first two (xy). */
static struct tensor *spread(const struct tensor *t, int dim, const struct shape *shape,
                             struct err *err)
{
	struct shape alone = { .ndim = shape->ndim };
	for (int d = 0; d < shape->ndim; d++) {
		alone.size[d] = d == dim ? shape->size[d] : 1;
		alone.name[d] = d == dim ? shape->name[d] : DIM_ANONYMOUS;
	}
	struct tensor *line = view_view(t, &alone, err);
	struct tensor *wide = line ? view_expand(line, shape, err) : NULL;
	tensor_unref(line);
	return wide;
}

bool ops_meshgrid(struct call *c, struct value *out, struct err *err)
{
	struct value list = c->arg[0].value, items[TENSOR_MAX_DIMS];
	const char *indexing = value_text(c->arg[1].value);
	bool swapped = strcmp(indexing, "xy") == 0, fine = true;
	int n = value_count(list), done = 0;
	struct shape shape = { .ndim = n };
	if (n < 1 || n > TENSOR_MAX_DIMS || (!swapped && strcmp(indexing, "ij") != 0))
		return err_say(err, ERR_VALUE, "meshgrid() takes 1 to %d Tensors in a list, and indexing='ij' or "
		               "'xy'", TENSOR_MAX_DIMS);
	for (int i = 0; i < n; i++) {
		const struct tensor *t = value_item(list, i).as.tensor;
		int d = swapped && n > 1 && i < 2 ? 1 - i : i;
		if (t->shape.ndim > 1)
			return err_say(err, ERR_SHAPE, "meshgrid() takes vectors, and part %d has %d dimensions", i,
			               t->shape.ndim);
		if (t->dtype != value_item(list, 0).as.tensor->dtype)
			return err_say(err, ERR_TYPE, "meshgrid() takes vectors of one type, not %s and %s",
			               dtype_name(value_item(list, 0).as.tensor->dtype), dtype_name(t->dtype));
		shape.size[d] = t->shape.ndim ? t->shape.size[0] : 1;
		shape.name[d] = t->shape.ndim ? t->shape.name[0] : DIM_ANONYMOUS;
	}
	for (; done < n && fine; done += fine) {
		int d = swapped && n > 1 && done < 2 ? 1 - done : done;
		fine = give_tensor(&items[done], spread(value_item(list, done).as.tensor, d, &shape, err));
	}
	if (fine)
		return eval_list(c->eval, VALUE_TUPLE, items, n, out, err);
	while (done-- > 0)
		value_drop(c->eval->run, items[done]);
	return false;
}

/* ---- Picking and products ---- */

bool ops_masked_select(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, arrange_masked_select(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), err));
}

bool ops_nonzero(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = elementwise_cast(c->eval->run, arg_tensor(c, 0), DT_BOOL, err);
	bool fine = t && give_tensor(out, arrange_nonzero(c->eval->run, t, err));
	tensor_drop(c->eval->run, t);
	return fine;
}

bool ops_select(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = arg_tensor(c, 0);
	int dim = shape_dim(&t->shape, arg_int(c, 1), err);
	if (dim >= 0 && t->shape.ndim == 0)
		return err_say(err, ERR_INDEX, "select() needs a Tensor with dimensions");
	return dim >= 0 && give_tensor(out, view_select(t, dim, arg_int(c, 2), err));
}

bool ops_narrow(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = arg_tensor(c, 0);
	int dim = shape_dim(&t->shape, arg_int(c, 1), err);
	int64_t start = arg_int(c, 2), end;
	struct size length = arg_size(c, 3);
	if (dim < 0)
		return false;
	int64_t size = t->shape.ndim ? t->shape.size[dim] : 0;
	start += start < 0 ? size : 0;
	if (t->shape.ndim == 0 || start < 0 || length.n < 0 || __builtin_add_overflow(start, length.n, &end)
	    || end > size)
		return err_say(err, ERR_INDEX, "narrow() cannot take %" PRId64 " from place %" PRId64 " on: the "
		               "dimension has size %" PRId64, length.n, arg_int(c, 2), size);
	struct slice part = { .has_start = true, .has_stop = true, .start = start, .stop = end,
	                      .name = length.name };
	return give_tensor(out, view_slice(t, dim, &part, err));
}

/* One of the sizes may be -1: what the others leave of `whole`. */
static bool complete_sizes(struct shape *sizes, int64_t whole, struct err *err)
{
	int64_t known = 1, open = -1;
	bool fits = sizes->ndim > 0;
	for (int d = 0; d < sizes->ndim && fits; d++) {
		if (sizes->size[d] == -1 && open < 0)
			open = d;
		else
			fits = sizes->size[d] >= 0 && !__builtin_mul_overflow(known, sizes->size[d], &known);
	}
	if (fits && open >= 0) {
		fits = known > 0 && whole % known == 0;
		sizes->size[open] = fits ? whole / known : 0;
		sizes->name[open] = DIM_ANONYMOUS;
		known = whole;
	}
	return (fits && known == whole)
		|| err_say(err, ERR_SHAPE, "unflatten() needs sizes whose product is the dimension's, %" PRId64,
		           whole);
}

bool ops_unflatten(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = arg_tensor(c, 0);
	int dim = shape_dim(&t->shape, arg_int(c, 1), err);
	struct shape sizes, shape = t->shape;
	if (dim < 0 || !arg_shape(c, 2, &sizes, err))
		return false;
	if (!complete_sizes(&sizes, t->shape.ndim ? t->shape.size[dim] : 1, err))
		return false;
	shape.ndim = t->shape.ndim - 1 + sizes.ndim;
	if (t->shape.ndim == 0 || shape.ndim > TENSOR_MAX_DIMS)
		return err_say(err, ERR_SHAPE, "a tensor may have at most %d dimensions, and unflatten() needs "
		               "one to begin with", TENSOR_MAX_DIMS);
	for (int d = dim; d < shape.ndim; d++) {
		bool inside = d < dim + sizes.ndim;
		const struct shape *from = inside ? &sizes : &t->shape;
		shape.size[d] = from->size[inside ? d - dim : d - sizes.ndim + 1];
		shape.name[d] = from->name[inside ? d - dim : d - sizes.ndim + 1];
	}
	return give_tensor(out, view_view(t, &shape, err));
}

static struct tensor *as_row(const struct tensor *t, int ndim, struct err *err)
{
	struct tensor *wide = tensor_ref((struct tensor *)t);
	while (wide && wide->shape.ndim < ndim) {
		struct tensor *next = view_unsqueeze(wide, 0, err);
		tensor_unref(wide);
		wide = next;
	}
	return wide;
}

/* vstack and hstack; code: 1 hstack */
bool ops_pile(struct call *c, struct value *out, struct err *err)
{
	struct value list = c->arg[0].value;
	int n = value_count(list), done = 0, least = c->op->code ? 1 : 2;
	struct tensor **parts = mem_new((size_t)n + 1, sizeof *parts), *t = NULL;
	while (done < n && (parts[done] = as_row(value_item(list, done).as.tensor, least, err)))
		done++;
	if (done == n) {
		int dim = c->op->code && n && parts[0]->shape.ndim > 1;
		t = arrange_cat(c->eval->run, (const struct tensor *const *)parts, n, dim, err);
	}
	while (done-- > 0)
		tensor_drop(c->eval->run, parts[done]);
	free(parts);
	return give_tensor(out, t);
}

bool ops_index_select(struct call *c, struct value *out, struct err *err)
{
	struct tensor *index = arg_tensor(c, 2);
	if (index->shape.ndim > 1 || index->dtype != DT_INT64)
		return err_say(err, ERR_SHAPE, "index_select() takes a list of ints as its index");
	for (int64_t i = 0, n = tensor_count(index); i < n; i++)
		if (tensor_int_at(index, &i) < 0)
			return err_say(err, ERR_INDEX, "index_select() counts from 0; x[%" PRId64 "] counts from the end",
			               tensor_int_at(index, &i));
	struct tensor *line = index->shape.ndim ? tensor_ref(index) : view_unsqueeze(index, 0, err);
	bool fine = line && give_tensor(out, arrange_index(c->eval->run, arg_tensor(c, 0), arg_int(c, 1),
	                                                   line, err));
	tensor_drop(c->eval->run, line);
	return fine;
}

static bool check_vectors(const struct call *c, struct err *err)
{
	return (arg_tensor(c, 0)->shape.ndim == 1 && arg_tensor(c, 1)->shape.ndim == 1)
		|| err_say(err, ERR_SHAPE, "%s() takes two vectors, and these have %d and %d dimensions",
		           c->op->name, arg_tensor(c, 0)->shape.ndim, arg_tensor(c, 1)->shape.ndim);
}

bool ops_outer(struct call *c, struct value *out, struct err *err)
{
	if (!check_vectors(c, err))
		return false;
	struct tensor *column = view_unsqueeze(arg_tensor(c, 0), 1, err);
	bool fine = column && give_tensor(out, elementwise_binary(c->eval->run, BINARY_MUL,
		operand_of(column), operand_of(arg_tensor(c, 1)), err));
	tensor_drop(c->eval->run, column);
	return fine;
}

bool ops_dot(struct call *c, struct value *out, struct err *err)
{
	return check_vectors(c, err)
		&& prices_matmul(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), err)
		&& give_tensor(out, matmul(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), err));
}
