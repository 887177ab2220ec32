/* Operations that make tensors out of numbers. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/dtype.h"
#include "engine/elementwise.h"
#include "lang/ops_list.h"

bool arg_shape(const struct call *c, int i, struct shape *out, struct err *err)
{
	struct value v = c->arg[i].value;
	*out = (struct shape){ .ndim = value_count(v) };
	if (out->ndim > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
	for (int d = 0; d < out->ndim; d++) {
		struct size size = size_from(value_item(v, d));
		out->size[d] = size.n;
		out->name[d] = size.name;
	}
	return true;
}

/* Sizes of something new: none may be negative. */
bool new_shape(const struct call *c, int i, struct shape *out, struct err *err)
{
	if (!arg_shape(c, i, out, err))
		return false;
	for (int d = 0; d < out->ndim; d++)
		if (out->size[d] < 0)
			return err_say(err, ERR_VALUE, "a size cannot be negative: %" PRId64, out->size[d]);
	return true;
}

struct philox_stream next_stream(struct call *c)
{
	struct eval *e = c->eval;
	return philox_stream(e->program->seed, e->node ? e->node : "", e->random_calls++);
}

bool ops_fill(struct call *c, struct value *out, struct err *err)
{
	struct shape shape;
	return new_shape(c, 0, &shape, err)
		&& give_tensor(out, create_full(c->eval->run, arg_dtype(c, 1, DT_FLOAT32), &shape,
		                                c->op->code, err));
}

/* A number that the type cannot hold; bools hold any. */
bool fill_fits(double x, enum dtype dtype, struct err *err)
{
	static const double largest[] = { [DT_FLOAT16] = 65504, [DT_BFLOAT16] = 0x1.FEp127,
		[DT_FLOAT32] = 0x1.FFFFFEp127, [DT_FLOAT64] = 0x1.FFFFFFFFFFFFFp1023, [DT_INT64] = 0x1p63 };
	bool fits = dtype == DT_BOOL || (dtype_is_float(dtype) ? !isfinite(x) : false)
		|| fabs(x) <= largest[dtype];
	return fits || err_say(err, ERR_VALUE, "%g does not fit into %s", x, dtype_name(dtype));
}

bool arg_fill(const struct call *c, int i, struct value *out, struct err *err)
{
	static const int64_t origin[TENSOR_MAX_DIMS];
	*out = c->arg[i].value;
	if (!arg_is_tensor(c, i))
		return true;
	if (arg_tensor(c, i)->shape.ndim)
		return err_say(err, ERR_TYPE, "%s() fills with a number, not with a Tensor", c->op->name);
	*out = tensor_element(arg_tensor(c, i), origin);
	return true;
}

bool ops_full(struct call *c, struct value *out, struct err *err)
{
	struct value v;
	struct shape shape;
	if (!new_shape(c, 0, &shape, err) || !arg_fill(c, 1, &v, err))
		return false;
	enum dtype own = v.kind == VALUE_FLOAT ? DT_FLOAT32 : v.kind == VALUE_INT ? DT_INT64 : DT_BOOL;
	enum dtype dtype = arg_dtype(c, 2, own);
	if (v.kind == VALUE_INT && dtype == DT_INT64)
		return give_tensor(out, create_full_int(c->eval->run, dtype, &shape, v.as.integer.n, err));
	return fill_fits(value_number(v), dtype, err)
		&& give_tensor(out, create_full(c->eval->run, dtype, &shape, value_number(v), err));
}

bool ops_eye(struct call *c, struct value *out, struct err *err)
{
	struct size rows = arg_size(c, 0), columns = arg_given(c, 1) ? arg_size(c, 1) : rows;
	struct shape shape = { 2, { rows.n, columns.n }, { rows.name, columns.name } };
	if (rows.n < 0 || columns.n < 0)
		return err_say(err, ERR_VALUE, "a size cannot be negative");
	return give_tensor(out, create_eye(c->eval->run, arg_dtype(c, 2, DT_FLOAT32), &shape, err));
}

static bool cut_to_int(struct value *v, struct err *err)
{
	double x = v->as.number;
	if (!(fabs(x) < 0x1p63))
		return err_say(err, ERR_VALUE, "%g does not fit into int64", x);
	*v = value_named_int((int64_t)x, DIM_ANONYMOUS);
	return true;
}

/* arange(n) is as long as n, and is named so. */
static bool arange_ints(struct call *c, bool two, struct value *out, struct err *err)
{
	struct size from = two ? arg_size(c, 0) : (struct size){ 0, dim_number(0) };
	struct size to = arg_size(c, two ? 1 : 0);
	struct arange range = { .first = from.n, .last = to.n, .stride = value_whole(c->arg[2].value) };
	if (range.stride == 0)
		return err_say(err, ERR_VALUE, "the step of arange() is not 0");
	if (range.stride == 1)
		range.name = from.n == 0 && from.name.terms == 0 ? to.name : dim_sub(&to.name, &from.name);
	return give_tensor(out, create_arange_ints(c->eval->run, &range, err));
}

bool ops_arange(struct call *c, struct value *out, struct err *err)
{
	bool two = arg_given(c, 1), ints = true;
	for (int i = 0; i < 3; i++) {
		struct value v = c->arg[i].value;
		if (v.kind != VALUE_NONE && !value_is_number(v))
			return err_say(err, ERR_TYPE, "arange() takes numbers, not a %s", value_kind_name(v.kind));
		if (v.kind == VALUE_BOOL)
			c->arg[i].value = value_int(v.as.flag);
		ints = ints && v.kind != VALUE_FLOAT;
	}
	enum dtype dtype = arg_dtype(c, 3, ints ? DT_INT64 : DT_FLOAT32);
	if (ints && dtype == DT_INT64)
		return arange_ints(c, two, out, err);
	if (dtype == DT_INT64) {   /* PyTorch cuts the numbers first */
		for (int i = 0; i < 3; i++)
			if (c->arg[i].value.kind == VALUE_FLOAT && !cut_to_int(&c->arg[i].value, err))
				return false;
		return arange_ints(c, two, out, err);
	}
	struct arange range = { .start = two ? value_number(c->arg[0].value) : 0,
		.stop = value_number(c->arg[two ? 1 : 0].value), .step = value_number(c->arg[2].value) };
	if (range.step == 0)
		return err_say(err, ERR_VALUE, "the step of arange() is not 0");
	if (ints && !two && range.step == 1)
		range.name = arg_size(c, 0).name;
	return give_tensor(out, create_arange_floats(c->eval->run, dtype, &range, err));
}

bool ops_linspace(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 2);
	enum dtype dtype = arg_dtype(c, 3, DT_FLOAT32);
	return fill_fits(arg_float(c, 0), dtype, err) && fill_fits(arg_float(c, 1), dtype, err)
		&& give_tensor(out, create_linspace(c->eval->run, dtype, arg_float(c, 0), arg_float(c, 1), &n, err));
}

/* code: 0 rand, 1 randn. */
bool ops_random(struct call *c, struct value *out, struct err *err)
{
	struct philox_stream stream = next_stream(c);
	struct run *run = c->eval->run;
	enum dtype dtype = arg_dtype(c, 1, DT_FLOAT32);
	struct shape shape;
	if (!new_shape(c, 0, &shape, err))
		return false;
	return give_tensor(out, c->op->code ? create_normal(run, dtype, &shape, &stream, 0, 1, err)
	                   : create_uniform(run, dtype, &shape, &stream, 0, 1, err));
}

/* randint(high, size) or randint(low, high, size) */
bool ops_randint(struct call *c, struct value *out, struct err *err)
{
	struct philox_stream stream = next_stream(c);
	bool low = arg_given(c, 2);
	int64_t from = low ? arg_int(c, 0) : 0;
	struct value high = low ? c->arg[1].value : c->arg[0].value;
	struct value size = low ? c->arg[2].value : c->arg[1].value;
	struct call shaped = { .arg = &(struct bound){ .value = size }, .n_args = 1 };
	struct shape shape;
	if (high.kind != VALUE_INT || size.kind != VALUE_TUPLE)
		return err_say(err, ERR_TYPE, "randint() is written randint(low, high, (sizes...))");
	for (int i = 0; i < value_count(size); i++)
		if (value_item(size, i).kind != VALUE_INT)
			return err_say(err, ERR_TYPE, "the sizes of randint() are ints");
	if (high.as.integer.n <= from)
		return err_say(err, ERR_VALUE, "randint() needs low < high, and got %" PRId64 " and %" PRId64,
		               from, high.as.integer.n);
	return new_shape(&shaped, 0, &shape, err)
		&& give_tensor(out, create_integers(c->eval->run, &shape, &stream, from, high.as.integer.n, err));
}

bool ops_one_hot(struct call *c, struct value *out, struct err *err)
{
	struct size classes = arg_size(c, 1);
	return give_tensor(out, create_one_hot(c->eval->run, arg_tensor(c, 0), &classes, err));
}

/* code: 0 tril, 1 triu. */
bool ops_triangle(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, (c->op->code ? create_triu : create_tril)(c->eval->run, arg_tensor(c, 0),
	                                                                 arg_int(c, 1), err));
}

/* ---- tensor([[1, 2], [3, 4]]) ---- */

struct literal {
	struct shape shape;
	enum dtype dtype;
	double *doubles;
	int64_t *ints;
	int64_t count;
};

/* Of a number, or of a tensor without dimensions in the list. */
static enum dtype literal_dtype(struct value v)
{
	if (v.kind == VALUE_TENSOR)
		return v.as.tensor->dtype;
	return v.kind == VALUE_BOOL ? DT_BOOL : v.kind == VALUE_INT ? DT_INT64 : DT_FLOAT32;
}

static bool is_sequence(struct value v)
{
	return v.kind == VALUE_LIST || v.kind == VALUE_TUPLE;
}

static bool literal_shape(struct value v, struct literal *out, struct err *err)
{
	for (; is_sequence(v); v = value_item(v, 0)) {
		if (out->shape.ndim == TENSOR_MAX_DIMS)
			return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
		out->shape.size[out->shape.ndim++] = value_count(v);
		if (value_count(v) == 0)
			break;
	}
	return true;
}

static bool literal_fill(struct value v, int dim, struct literal *out, struct err *err)
{
	bool deep = dim < out->shape.ndim;
	if (deep != is_sequence(v) || (deep && value_count(v) != out->shape.size[dim]))
		return err_say(err, ERR_VALUE, "the rows of tensor() are not equally long in dimension %d", dim);
	for (int i = 0; deep && i < value_count(v); i++)
		if (!literal_fill(value_item(v, i), dim + 1, out, err))
			return false;
	if (deep)
		return true;
	static const int64_t first[TENSOR_MAX_DIMS];
	bool tensor = v.kind == VALUE_TENSOR;
	if (tensor && tensor_count(v.as.tensor) != 1)
		return err_say(err, ERR_TYPE, "a list of numbers makes a tensor(); to put Tensors together, write "
		               "stack([...]) or cat([...])");
	if (!tensor && !value_is_number(v))
		return err_say(err, ERR_TYPE, "tensor() is made of numbers, not of a %s",
		               value_kind_name(v.kind));
	enum dtype dtype = literal_dtype(v);
	bool whole = !dtype_is_float(dtype);
	out->dtype = out->count ? dtype_promote(out->dtype, dtype) : dtype;
	out->doubles[out->count] = tensor ? tensor_at(v.as.tensor, first) : value_number(v);
	out->ints[out->count++] = !whole ? 0 : tensor ? tensor_int_at(v.as.tensor, first) : value_whole(v);
	return true;
}

bool ops_tensor(struct call *c, struct value *out, struct err *err)
{
	struct value v = c->arg[0].value;
	struct run *run = c->eval->run;
	struct literal l = { .dtype = DT_BOOL };
	if (v.kind == VALUE_TENSOR)
		return give_tensor(out, elementwise_cast(run, v.as.tensor, arg_dtype(c, 1, v.as.tensor->dtype),
		                                         err));
	if (!literal_shape(v, &l, err))
		return false;
	l.doubles = mem_new((size_t)value_weight(v) + 1, sizeof *l.doubles);
	l.ints = mem_new((size_t)value_weight(v) + 1, sizeof *l.ints);
	bool fine = literal_fill(v, 0, &l, err);
	enum dtype dtype = arg_dtype(c, 1, l.count ? l.dtype : DT_FLOAT32);
	for (int i = 0; fine && dtype == DT_INT64 && i < l.count; i++)
		fine = fill_fits(l.doubles[i], dtype, err);
	if (fine && !dtype_is_float(l.dtype) && dtype == DT_INT64)
		fine = give_tensor(out, create_from_ints(run, dtype, &l.shape, l.ints, err));
	else if (fine)
		fine = give_tensor(out, create_from_doubles(run, dtype, &l.shape, l.doubles, err));
	free(l.doubles);
	free(l.ints);
	return fine;
}
