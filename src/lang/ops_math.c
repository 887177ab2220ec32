/* Elementwise functions, reductions, comparisons. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/arrange.h"
#include "base/real.h"
#include "engine/elementwise.h"
#include "lang/ops_list.h"

/* A number through a tensor kernel in double: the same digits as everywhere else. */
static bool unary_number(struct call *c, enum unary_op op, struct value *out, struct err *err)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	struct value v = c->arg[0].value;
	double x = value_number(v);
	if (((op == UNARY_SQRT || op == UNARY_RSQRT) && x < 0)
	    || ((op == UNARY_LOG || op == UNARY_LOG2 || op == UNARY_LOG10 || op == UNARY_RSQRT) && x <= 0))
		return err_say(err, ERR_VALUE, "%s() of %g is not a number", c->op->name, x);
	bool whole = op == UNARY_FLOOR || op == UNARY_CEIL || op == UNARY_TRUNC;
	if (v.kind != VALUE_FLOAT && (whole || op == UNARY_RELU)) {
		*out = value_int(op == UNARY_RELU && x < 0 ? 0 : value_whole(v));
		return true;
	}
	if (v.kind == VALUE_BOOL && op == UNARY_ABS)
		v = value_int(v.as.flag);
	if (v.kind != VALUE_FLOAT && op == UNARY_ABS)
		return x < 0 ? scalar_unary("-", v, out, err) : (*out = value_ref(v), true);
	struct tensor *t = create_scalar(c->eval->run, DT_FLOAT64, x, err);
	struct tensor *y = t ? elementwise_unary(c->eval->run, op, t, err) : NULL;
	if (y && y->dtype == DT_BOOL)
		*out = value_bool(tensor_int_at(y, first));
	else if (y && whole && fabs(tensor_at(y, first)) < 9.2e18)
		*out = value_int((int64_t)tensor_at(y, first));
	else if (y)
		*out = value_float(tensor_at(y, first));
	tensor_drop(c->eval->run, t);
	if (y)
		tensor_drop(c->eval->run, y);
	return y != NULL;
}

bool ops_unary(struct call *c, struct value *out, struct err *err)
{
	enum unary_op op = (enum unary_op)c->op->code;
	const char *approximate = op == UNARY_GELU ? value_text(c->arg[1].value) : "none";
	if (strcmp(approximate, "none") != 0 && strcmp(approximate, "tanh") != 0)
		return err_say(err, ERR_VALUE, "gelu() knows approximate='none' and approximate='tanh'");
	if (strcmp(approximate, "tanh") == 0)
		op = UNARY_GELU_TANH;
	if (!arg_is_tensor(c, 0))
		return unary_number(c, op, out, err);
	return give_tensor(out, elementwise_unary(c->eval->run, op, arg_tensor(c, 0), err));
}

/* elu with an alpha: where(x > 0, x, alpha * expm1(x)), rounded once more than alpha = 1. */
static struct tensor *elu_scaled(struct run *run, const struct tensor *x, double alpha,
                                 struct err *err)
{
	struct tensor *zero = create_scalar(run, DT_FLOAT64, 0, err), *result = NULL;
	struct tensor *factor = create_scalar(run, DT_FLOAT64, alpha, err);
	struct tensor *below = NULL, *scaled = NULL, *positive = NULL;
	if (zero && factor && (below = elementwise_unary(run, UNARY_EXPM1, x, err))
	    && (scaled = elementwise_binary(run, BINARY_MUL, operand_of(below), operand_weak(factor), err))
	    && (positive = elementwise_binary(run, BINARY_GT, operand_of(x), operand_weak(zero), err)))
		result = elementwise_where(run, positive, operand_of(x), operand_of(scaled), err);
	struct tensor *temporary[] = { zero, factor, below, scaled, positive };
	for (int i = 0; i < 5; i++)
		tensor_drop(run, temporary[i]);
	return result;
}

bool ops_elu(struct call *c, struct value *out, struct err *err)
{
	double alpha = arg_float(c, 1), x;
	if (alpha == 1)
		return ops_unary(c, out, err);
	if (arg_is_tensor(c, 0))
		return elementwise_unary_dtype(UNARY_ELU, arg_tensor(c, 0)->dtype, &(enum dtype){0}, err)
			&& give_tensor(out, elu_scaled(c->eval->run, arg_tensor(c, 0), alpha, err));
	x = value_number(c->arg[0].value);
	*out = value_float(x > 0 ? x : alpha * real_expm1(x));
	return true;
}

static bool number_binary(struct call *c, struct value *out, struct err *err)
{
	struct value a = c->arg[0].value, b = c->arg[1].value;
	if (c->op->code == BINARY_POW)
		return scalar_binary("**", a, b, out, err);
	return err_say(err, ERR_TYPE, "%s() needs a Tensor", c->op->name);
}

bool ops_binary(struct call *c, struct value *out, struct err *err)
{
	if (!arg_is_tensor(c, 0) && !arg_is_tensor(c, 1))
		return number_binary(c, out, err);
	return eval_tensors(c->eval, c->op->code, c->arg[0].value, c->arg[1].value, out, err);
}

bool ops_where(struct call *c, struct value *out, struct err *err)
{
	struct operand a = {0}, b = {0};
	struct tensor *t = NULL;
	if (operand_from(c->eval, c->arg[1].value, &a, err) && operand_from(c->eval, c->arg[2].value, &b, err))
		t = elementwise_where(c->eval->run, arg_tensor(c, 0), a, b, err);
	operand_done(c->eval, a);
	operand_done(c->eval, b);
	return give_tensor(out, t);
}

bool ops_clamp(struct call *c, struct value *out, struct err *err)
{
	struct operand low = {0}, high = {0};
	struct tensor *t = NULL;
	if (!arg_given(c, 1) && !arg_given(c, 2))
		return err_say(err, ERR_VALUE, "clamp() needs min, max or both");
	if ((!arg_given(c, 1) || operand_from(c->eval, c->arg[1].value, &low, err))
	    && (!arg_given(c, 2) || operand_from(c->eval, c->arg[2].value, &high, err)))
		t = elementwise_clamp(c->eval->run, arg_tensor(c, 0), low, high, err);
	operand_done(c->eval, low);
	operand_done(c->eval, high);
	return give_tensor(out, t);
}

bool ops_masked_fill(struct call *c, struct value *out, struct err *err)
{
	struct operand value = {0};
	struct tensor *t = NULL;
	enum dtype dtype = arg_tensor(c, 0)->dtype;
	if (dtype_is_float(dtype) && !arg_is_tensor(c, 2)
	    && !fill_fits(value_number(c->arg[2].value), dtype, err))
		return false;
	if (operand_from(c->eval, c->arg[2].value, &value, err))
		t = elementwise_masked_fill(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), value, err);
	operand_done(c->eval, value);
	return give_tensor(out, t);
}

/* ---- Reductions ---- */

bool arg_axes(const struct call *c, int i, int keepdim, struct axes *out, struct err *err)
{
	*out = (struct axes){ .keepdim = arg_bool(c, keepdim) };
	if (!arg_given(c, i))
		return true;
	out->n = value_count(c->arg[i].value);
	if (out->n > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
	for (int d = 0; d < out->n; d++)
		out->dim[d] = value_item(c->arg[i].value, d).as.integer.n;
	return true;
}

/* sum([1, 2, 3]) of Python numbers. */
static bool sum_list(struct call *c, struct value *out, struct err *err)
{
	struct value list = c->arg[0].value, next;
	bool fine = true;
	*out = value_int(0);
	for (int i = 0; i < value_count(list) && fine; i++) {
		fine = eval_binary(c->eval, "+", *out, value_item(list, i), &next, err);
		value_drop(c->eval->run, *out);
		*out = next;
	}
	return fine;
}

static bool need_tensor(const struct call *c, struct err *err)
{
	return arg_is_tensor(c, 0)
		|| err_set(err, ERR_TYPE, c->arg[0].expr->span, "%s() needs a Tensor, and this is a %s",
		           c->op->name, value_kind_name(c->arg[0].value.kind));
}

struct tensor *arg_cast(const struct call *c, int i, int dtype, struct err *err)
{
	struct tensor *t = arg_tensor(c, i);
	return elementwise_cast(c->eval->run, t, arg_dtype(c, dtype, t->dtype), err);
}

/* (input, dim, keepdim[, dtype]); code: enum reduce_op */
bool ops_reduce(struct call *c, struct value *out, struct err *err)
{
	struct axes axes;
	enum reduce_op op = (enum reduce_op)c->op->code;
	enum value_kind kind = c->arg[0].value.kind;
	if (op == REDUCE_SUM && (kind == VALUE_LIST || kind == VALUE_TUPLE))
		return sum_list(c, out, err);
	if (!need_tensor(c, err) || !arg_axes(c, 1, 2, &axes, err))
		return false;
	struct run *run = c->eval->run;
	struct tensor *t = c->n_args > 3 ? arg_cast(c, 0, 3, err) : tensor_ref(arg_tensor(c, 0));
	struct tensor *reduced = t ? reduce_apply(run, op, t, &axes, err) : NULL;
	if (reduced && c->n_args > 3 && arg_given(c, 3))   /* bools are summed as ints */
		give_tensor(out, elementwise_cast(run, reduced, arg_dtype(c, 3, DT_BOOL), err));
	else if (reduced)
		*out = value_tensor(tensor_ref(reduced));
	tensor_drop(run, t);
	tensor_drop(run, reduced);
	return reduced && out->kind == VALUE_TENSOR;
}

/* var and std: (input, dim, correction, keepdim, unbiased); code: 1 std */
bool ops_spread(struct call *c, struct value *out, struct err *err)
{
	struct axes axes;
	bool flag = c->arg[1].value.kind == VALUE_BOOL;
	if (flag || arg_given(c, 4))   /* PyTorch 1's ways to say it; var(x, False) */
		c->arg[2].value = value_float(arg_bool(c, flag ? 1 : 4));
	if (flag)
		c->arg[1].value = VALUE_NOTHING;
	return call_axes(c, 1, err) && arg_axes(c, 1, 3, &axes, err)
		&& give_tensor(out, (c->op->code ? reduce_std : reduce_var)(c->eval->run, arg_tensor(c, 0),
		                                                           &axes, arg_float(c, 2), err));
}

bool ops_norm(struct call *c, struct value *out, struct err *err)
{
	struct axes axes;
	return arg_axes(c, 2, 3, &axes, err)
		&& give_tensor(out, reduce_norm(c->eval->run, arg_tensor(c, 0), &axes, arg_float(c, 1), err));
}

bool ops_cumsum(struct call *c, struct value *out, struct err *err)
{
	struct tensor *t = arg_cast(c, 0, 2, err);
	bool fine = t && give_tensor(out, reduce_cumsum(c->eval->run, t, arg_int(c, 1), err));
	tensor_drop(c->eval->run, t);
	return fine;
}

/* Along a dimension max and min give (values, indices), as PyTorch's. */
static bool extreme_along(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct axes axes = { 1, { value_whole(c->arg[1].value) }, c->arg[2].value.as.flag };
	bool max = c->op->code == REDUCE_MAX;
	struct tensor *values = reduce_apply(run, max ? REDUCE_MAX : REDUCE_MIN, arg_tensor(c, 0), &axes, err);
	if (!values)
		return false;
	struct tensor *t = arg_tensor(c, 0), *at = NULL;
	struct tensor *numbers = elementwise_cast(run, t, t->dtype == DT_BOOL ? DT_INT64 : t->dtype, err);
	if (numbers)
		at = reduce_apply(run, max ? REDUCE_ARGMAX : REDUCE_ARGMIN, numbers, &axes, err);
	tensor_drop(run, numbers);
	if (!at) {
		tensor_drop(run, values);
		return false;
	}
	struct value items[] = { value_tensor(values), value_tensor(at) };
	return eval_list(c->eval, VALUE_TUPLE, items, 2, out, err);
}

/* Python's max(1, 2): the first of equals; borrowed. */
static bool extreme_pair(struct call *c, struct value a, struct value b, struct value *out,
                         struct err *err)
{
	struct value wins;
	if (!value_compare(c->op->code == REDUCE_MAX ? ">" : "<", b, a, &wins, err))
		return false;
	*out = wins.as.flag ? b : a;
	return true;
}

static bool extreme_list(struct call *c, struct value list, struct value *out, struct err *err)
{
	if (!value_count(list))
		return err_say(err, ERR_VALUE, "%s() of an empty %s", c->op->name, value_kind_name(list.kind));
	struct value best = value_item(list, 0);
	for (int i = 1; i < value_count(list); i++)
		if (!extreme_pair(c, best, value_item(list, i), &best, err))
			return false;
	*out = value_ref(best);
	return true;
}

/* max and min; code: REDUCE_MAX or REDUCE_MIN */
bool ops_extreme(struct call *c, struct value *out, struct err *err)
{
	struct value a = c->arg[0].value, b = c->arg[1].value;
	bool max = c->op->code == REDUCE_MAX;
	if (b.kind == VALUE_TENSOR)
		return eval_tensors(c->eval, max ? BINARY_MAXIMUM : BINARY_MINIMUM, a, b, out, err);
	if (a.kind == VALUE_TENSOR && b.kind == VALUE_INT)
		return extreme_along(c, out, err);
	if (a.kind == VALUE_TENSOR && b.kind == VALUE_NONE)
		return ops_reduce(c, out, err);
	if (value_is_number(a) && value_is_number(b))
		return extreme_pair(c, a, b, &a, err) && (*out = value_ref(a), true);
	if ((a.kind == VALUE_LIST || a.kind == VALUE_TUPLE) && b.kind == VALUE_NONE)
		return extreme_list(c, a, out, err);
	return err_say(err, ERR_TYPE, "%s() takes a Tensor, a list, or two numbers", c->op->name);
}

/* any and all; also of Python lists */
bool ops_quantify(struct call *c, struct value *out, struct err *err)
{
	struct value v = c->arg[0].value;
	bool all = c->op->code == REDUCE_ALL, result = all;
	if (v.kind != VALUE_LIST && v.kind != VALUE_TUPLE)
		return ops_reduce(c, out, err);
	for (int i = 0; i < value_count(v) && result == all; i++)
		if (!eval_truth(value_item(v, i), &result, err))
			return false;
	*out = value_bool(result);
	return true;
}

/* ---- Whole tensors ---- */

/* `v` as a tensor like `like`. */
static struct tensor *tensor_like(struct call *c, struct value v, struct value like,
                                  struct err *err)
{
	if (v.kind == VALUE_TENSOR)
		return tensor_ref(v.as.tensor);
	enum dtype dtype = like.kind == VALUE_TENSOR ? like.as.tensor->dtype : DT_FLOAT64;
	if (v.kind == VALUE_FLOAT && !dtype_is_float(dtype))
		dtype = DT_FLOAT32;
	return create_scalar(c->eval->run, dtype, value_number(v), err);
}

bool ops_allclose(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct tolerance tolerance = { arg_float(c, 2), arg_float(c, 3), arg_bool(c, 4) };
	if (tolerance.rtol < 0 || tolerance.atol < 0)
		return err_say(err, ERR_VALUE, "rtol and atol are at least 0");
	struct tensor *a = tensor_like(c, c->arg[0].value, c->arg[1].value, err);
	struct tensor *b = a ? tensor_like(c, c->arg[1].value, c->arg[0].value, err) : NULL;
	bool close, fine = b && reduce_allclose(run, a, b, &tolerance, &close, err);
	if (fine)
		*out = value_bool(close);
	if (a)
		tensor_drop(run, a);
	if (b)
		tensor_drop(run, b);
	return fine;
}

bool ops_equal(struct call *c, struct value *out, struct err *err)
{
	bool same;
	if (!reduce_equal(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), &same, err))
		return false;
	*out = value_bool(same);
	return true;
}

/* ---- Entropy: -sum p log p, with 0 log 0 = 0, in nats ---- */

static struct tensor *times_log(struct run *run, const struct tensor *p, struct err *err)
{
	struct tensor *zero = create_scalar(run, DT_FLOAT64, 0, err), *log = NULL, *product = NULL;
	struct tensor *positive = NULL, *result = NULL;
	if (zero && (log = elementwise_unary(run, UNARY_LOG, p, err))
	    && (product = elementwise_binary(run, BINARY_MUL, operand_of(p), operand_of(log), err))
	    && (positive = elementwise_binary(run, BINARY_NE, operand_of(p), operand_weak(zero), err)))
		result = elementwise_where(run, positive, operand_of(product), operand_weak(zero), err);
	struct tensor *temporary[] = { zero, log, product, positive };
	for (int i = 0; i < 4; i++)
		if (temporary[i])
			tensor_drop(run, temporary[i]);
	return result;
}

bool ops_entropy(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct axes axes = { 1, { arg_int(c, 1) }, false };
	struct tensor *terms = times_log(run, arg_tensor(c, 0), err);
	struct tensor *sum = terms ? reduce_apply(run, REDUCE_SUM, terms, &axes, err) : NULL;
	bool fine = sum && give_tensor(out, elementwise_unary(run, UNARY_NEG, sum, err));
	if (terms)
		tensor_drop(run, terms);
	if (sum)
		tensor_drop(run, sum);
	return fine;
}
