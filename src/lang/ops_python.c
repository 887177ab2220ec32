/* Python's own functions, and the cost counters. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "engine/elementwise.h"
#include "base/real.h"
#include "lang/ops_list.h"

bool ops_len(struct call *c, struct value *out, struct err *err)
{
	struct value v = c->arg[0].value;
	if (v.kind == VALUE_TENSOR && v.as.tensor->shape.ndim > 0) {
		const struct shape *shape = &v.as.tensor->shape;
		*out = value_named_int(shape->size[0], shape->name[0]);
		return true;
	}
	if (v.kind != VALUE_TUPLE && v.kind != VALUE_LIST && v.kind != VALUE_STR)
		return err_say(err, ERR_TYPE, "len() counts the items of a list, tuple or string, or the "
		               "rows of a Tensor; this is a %s", v.kind == VALUE_TENSOR ? _("Tensor without dimensions")
		               : value_kind_name(v.kind));
	*out = value_int(v.kind == VALUE_STR ? (int64_t)value_text_len(v) : value_count(v));
	return true;
}

/* A number out of a number or a tensor of one element. */
static bool one_number(const struct call *c, struct value *out, struct err *err)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	struct value v = c->arg[0].value;
	if (value_is_number(v)) {
		*out = value_ref(v);
		return true;
	}
	if (v.kind != VALUE_TENSOR || tensor_count(v.as.tensor) != 1)
		return err_say(err, ERR_TYPE, "%s() takes a number or a Tensor of one element", c->op->name);
	const struct tensor *t = v.as.tensor;
	*out = dtype_is_float(t->dtype) ? value_float(tensor_at(t, first))
		: value_named_int(tensor_int_at(t, first), DIM_ANONYMOUS);
	return true;
}

bool ops_to_int(struct call *c, struct value *out, struct err *err)
{
	if (!one_number(c, out, err))
		return false;
	if (out->kind == VALUE_BOOL)
		*out = value_int(out->as.flag);
	if (out->kind == VALUE_INT)
		return true;
	double x = out->as.number;
	if (!(fabs(x) < 9.2233720368547758e18))
		return err_say(err, ERR_VALUE, "int() of %g is no int of 64 bits", x);
	*out = value_named_int((int64_t)x, DIM_ANONYMOUS);
	return true;
}

static bool parse_float(const char *text, struct value *out, struct err *err)
{
	char *end;
	double x = strtod(text, &end);
	if (end == text || *end || strpbrk(text, "xXpP("))
		return err_say(err, ERR_VALUE, "float() does not understand '%s'", text);
	*out = value_float(x);
	return true;
}

bool ops_to_float(struct call *c, struct value *out, struct err *err)
{
	if (c->arg[0].value.kind == VALUE_STR)
		return parse_float(value_text(c->arg[0].value), out, err);
	if (!one_number(c, out, err))
		return false;
	double x = value_number(*out);
	value_unref(*out);
	*out = value_float(x);
	return true;
}

bool ops_to_bool(struct call *c, struct value *out, struct err *err)
{
	bool truth;
	if (!eval_truth(c->arg[0].value, &truth, err))
		return false;
	*out = value_bool(truth);
	return true;
}

/* A number has up to 24 bytes; of a tensor at most a thousand are shown, or its corners. */
static int64_t price_of_print(struct value v)
{
	enum { NUMBER = 1200, TENSOR = 20000, SHOWN = 1000 };
	int64_t price = NUMBER, count = v.kind == VALUE_TENSOR ? tensor_count(v.as.tensor) : 0;
	if (v.kind == VALUE_TENSOR)
		return TENSOR + NUMBER * (count < SHOWN ? count : SHOWN);
	if (v.kind == VALUE_STR)
		return NUMBER * value_weight(v);
	for (int i = 0; i < value_count(v); i++)
		price += price_of_print(value_item(v, i));
	return price;
}

/* Quotes inside a string get a backslash each time that it is printed: it may not grow for ever. */
bool ops_to_str(struct call *c, struct value *out, struct err *err)
{
	struct str text = STR_INIT;
	struct value v = c->arg[0].value;
	if (v.kind == VALUE_STR) {
		*out = value_ref(v);
		return true;
	}
	if (!run_spend(c->eval->run, price_of_print(v), err))
		return false;
	value_print(v, &text);
	bool fits = text.len <= LIST_MAX_WEIGHT;
	if (fits)
		*out = value_str(text.data, text.len);
	else
		err_say(err, ERR_LIMIT, "a string holds at most %d bytes", LIST_MAX_WEIGHT);
	str_done(&text);
	return fits;
}

/* Python's round: to even, exactly; with digits a float stays one. */
static bool round_number(struct call *c, struct value *out, struct err *err)
{
	struct value v = c->arg[0].value;
	char text[400];
	if (v.kind != VALUE_FLOAT) {
		if (arg_given(c, 1) && arg_int(c, 1) < 0)
			return err_say(err, ERR_VALUE, "round() of an int takes no negative digits here");
		*out = v.kind == VALUE_BOOL ? value_int(v.as.flag) : value_ref(v);
		return true;
	}
	double x = v.as.number;
	if (arg_given(c, 1)) {
		int64_t digits = arg_int(c, 1);
		if (digits < 0 || digits > 20)
			return err_say(err, ERR_VALUE, "round() takes 0 to 20 digits");
		snprintf(text, sizeof text, "%.*f", (int)digits, x);
		*out = value_float(isfinite(x) ? strtod(text, NULL) : x);
		return true;
	}
	if (!(fabs(x) < 9.2e18))
		return err_say(err, ERR_VALUE, "round() of %g is no int of 64 bits", x);
	*out = value_named_int((int64_t)nearbyint(x), DIM_ANONYMOUS);
	return true;
}

static struct tensor *round_digits(struct call *c, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *power = create_scalar(run, DT_FLOAT64, real_pow(10, value_number(c->arg[1].value)), err);
	struct tensor *scaled = NULL, *rounded = NULL, *result = NULL;
	if (power && (scaled = elementwise_binary(run, BINARY_MUL, operand_of(arg_tensor(c, 0)),
	                                          operand_weak(power), err))
	    && (rounded = elementwise_unary(run, UNARY_ROUND, scaled, err)))
		result = elementwise_binary(run, BINARY_DIV, operand_of(rounded), operand_weak(power), err);
	tensor_drop(run, power);
	tensor_drop(run, scaled);
	tensor_drop(run, rounded);
	return result;
}

bool ops_round(struct call *c, struct value *out, struct err *err)
{
	if (!arg_is_tensor(c, 0))
		return round_number(c, out, err);
	if (!arg_given(c, 1))
		return give_tensor(out, elementwise_unary(c->eval->run, UNARY_ROUND, arg_tensor(c, 0), err));
	return give_tensor(out, round_digits(c, err));
}

/* flops(x), bytes(x), evals(x); code: enum counter */
bool ops_count(struct call *c, struct value *out, struct err *err)
{
	const struct env *env = c->eval->env;
	const struct expr *x = c->arg[0].expr;
	int64_t n;
	if (x->kind != EXPR_NAME)
		return err_set(err, ERR_TYPE, x->span, "%s() takes the name of a node", c->op->name);
	if (!env->count(env->context, x, (enum counter)c->op->code, &n, err))
		return false;
	*out = value_int(n);
	return true;
}
