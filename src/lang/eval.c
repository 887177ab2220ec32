#include "lang/eval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine/create.h"
#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "lang/names.h"
#include "lang/ops.h"
#include "lang/parts.h"
#include "lang/prices.h"

/* ---- Constants ---- */

bool eval_constant(const char *name, struct value *out)
{
	static const struct { const char *name; double number; } numbers[] = {
		{ "inf", INFINITY }, { "nan", NAN }, { "pi", 3.14159265358979323846 },
	};
	static const struct { const char *name; enum dtype dtype; } dtypes[] = {
		{ "float16", DT_FLOAT16 }, { "half", DT_FLOAT16 }, { "bfloat16", DT_BFLOAT16 },
		{ "float32", DT_FLOAT32 }, { "float64", DT_FLOAT64 }, { "double", DT_FLOAT64 },
		{ "float", DT_FLOAT64 }, { "int64", DT_INT64 }, { "long", DT_INT64 }, { "int", DT_INT64 },
		{ "bool", DT_BOOL },
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(name, numbers[i].name) == 0)
			return *out = value_float(numbers[i].number), true;
	for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++)
		if (strcmp(name, dtypes[i].name) == 0)
			return *out = value_dtype(dtypes[i].dtype), true;
	return false;
}

bool names_is_constant(const char *name)
{
	struct value ignored;
	return eval_constant(name, &ignored);
}

/* ---- Lists ---- */

bool eval_list(struct eval *e, enum value_kind kind, struct value *items, int count,
               struct value *out, struct err *err)
{
	int64_t weight = 1;
	int depth = 0;
	for (int i = 0; i < count; i++) {
		weight += value_weight(items[i]);
		depth = value_depth(items[i]) > depth ? value_depth(items[i]) : depth;
	}
	bool paid = run_spend(e->run, (int64_t)count * VALUE_STEP_OPS, err);
	if (paid && weight <= LIST_MAX_WEIGHT && depth < LIST_MAX_DEPTH) {
		*out = value_list(kind, items, count);
		return true;
	}
	for (int i = 0; i < count; i++)
		value_drop(e->run, items[i]);
	return paid && err_say(err, ERR_LIMIT, "a %s holds at most %d values, %d deep", value_kind_name(kind),
	               LIST_MAX_WEIGHT, LIST_MAX_DEPTH);
}

static bool eval_items(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	struct value *items = mem_new((size_t)x->n_items + 1, sizeof *items);
	int count = 0;
	bool fine = true;
	while (count < x->n_items && (fine = eval(e, x->item[count], &items[count], err)))
		count++;
	for (int i = 0; i < count && fine; i++)
		if (parts_in(items[i]))
			fine = parts_say_whole("a list", err);
	if (fine)
		fine = eval_list(e, x->kind == EXPR_TUPLE ? VALUE_TUPLE : VALUE_LIST, items, count, out, err);
	else
		for (int i = 0; i < count; i++)
			value_drop(e->run, items[i]);
	free(items);
	return fine;
}

/* ---- Operators ---- */

bool operand_from(struct eval *e, struct value v, struct operand *out, struct err *err)
{
	struct tensor *t = NULL;
	if (v.kind == VALUE_TENSOR) {
		*out = operand_of(tensor_ref(v.as.tensor));
		return true;
	}
	if (v.kind == VALUE_FLOAT)
		t = create_scalar(e->run, DT_FLOAT64, v.as.number, err);
	else if (v.kind == VALUE_INT || v.kind == VALUE_BOOL)
		t = create_scalar_int(e->run, v.kind == VALUE_INT ? DT_INT64 : DT_BOOL, value_whole(v), err);
	else
		return err_say(err, ERR_TYPE, "a Tensor is combined with Tensors and numbers, not with a %s",
		               value_kind_name(v.kind));
	*out = operand_weak(t);
	return t != NULL;
}

void operand_done(struct eval *e, struct operand operand)
{
	if (operand.tensor)
		tensor_drop(e->run, (struct tensor *)operand.tensor);
}

bool eval_tensors(struct eval *e, int op, struct value a, struct value b, struct value *out,
                  struct err *err)
{
	struct operand x = {0}, y = {0};
	struct tensor *t = NULL;
	if (operand_from(e, a, &x, err) && operand_from(e, b, &y, err))
		t = elementwise_binary(e->run, (enum binary_op)op, x, y, err);
	operand_done(e, x);
	operand_done(e, y);
	return give_tensor(out, t);
}

static int tensor_operator(const char *op)
{
	static const struct { const char *text; enum binary_op op; } row[] = {
		{ "+", BINARY_ADD }, { "-", BINARY_SUB }, { "*", BINARY_MUL }, { "/", BINARY_DIV },
		{ "//", BINARY_FLOORDIV }, { "%", BINARY_MOD }, { "**", BINARY_POW }, { "&", BINARY_AND },
		{ "|", BINARY_OR }, { "^", BINARY_XOR }, { "==", BINARY_EQ }, { "!=", BINARY_NE },
		{ "<", BINARY_LT }, { "<=", BINARY_LE }, { ">", BINARY_GT }, { ">=", BINARY_GE },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (strcmp(row[i].text, op) == 0)
			return (int)row[i].op;
	return -1;
}

static bool eval_matmul(struct eval *e, struct value a, struct value b, struct value *out,
                        struct err *err)
{
	if (a.kind != VALUE_TENSOR || b.kind != VALUE_TENSOR)
		return err_say(err, ERR_TYPE, "@ multiplies two Tensors, not %s and %s",
		               value_kind_name(a.kind), value_kind_name(b.kind));
	return prices_matmul(e->run, a.as.tensor, b.as.tensor, err)
		&& give_tensor(out, matmul(e->run, a.as.tensor, b.as.tensor, err));
}

bool eval_pay(struct eval *e, struct value v, struct err *err)
{
	int64_t weight = value_weight(v) - 1;
	return weight == 0 || run_spend(e->run, weight * VALUE_STEP_OPS, err);
}

bool eval_binary(struct eval *e, const char *op, struct value a, struct value b, struct value *out,
                 struct err *err)
{
	bool done;
	if (!eval_pay(e, a, err) || !eval_pay(e, b, err))
		return false;
	if (e->parts && parts_operator(e, op, a, b, out, &done, err))
		return done;
	if (strcmp(op, "@") == 0)
		return eval_matmul(e, a, b, out, err);
	if (a.kind == VALUE_TENSOR || b.kind == VALUE_TENSOR)
		return eval_tensors(e, tensor_operator(op), a, b, out, err);
	return value_binary(e, op, a, b, out, err);
}

bool eval_compare(struct eval *e, const char *op, struct value a, struct value b, struct value *out,
                  struct err *err)
{
	bool done;
	if (!eval_pay(e, a, err) || !eval_pay(e, b, err))
		return false;
	if (e->parts && parts_operator(e, op, a, b, out, &done, err))
		return done;
	if (a.kind == VALUE_TENSOR || b.kind == VALUE_TENSOR)
		return eval_tensors(e, tensor_operator(op), a, b, out, err);
	return value_compare(op, a, b, out, err);
}

bool eval_truth(struct value v, bool *out, struct err *err)
{
	int64_t first[TENSOR_MAX_DIMS] = {0};
	switch (v.kind) {
	case VALUE_NONE:  *out = false; return true;
	case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT:
		*out = value_number(v) != 0;
		return true;
	case VALUE_STR:   *out = value_text_len(v) > 0; return true;
	case VALUE_TUPLE: case VALUE_LIST:
		*out = value_count(v) > 0;
		return true;
	case VALUE_DTYPE: *out = true; return true;
	case VALUE_TENSOR:
		break;
	}
	if (tensor_count(v.as.tensor) != 1)
		return err_say(err, ERR_TYPE, "a Tensor of %lld elements is neither true nor false; write "
		               ".all(), .any(), or & and | for masks", (long long)tensor_count(v.as.tensor));
	*out = tensor_at(v.as.tensor, first) != 0;
	return true;
}

bool eval_negation(struct eval *e, const char *op, struct value a, struct value *out,
                   struct err *err)
{
	bool done;
	if (a.kind != VALUE_TENSOR)
		return scalar_unary(op, a, out, err);
	if (op[0] == '+') {
		*out = value_ref(a);
		return true;
	}
	if (e->parts && parts_unary(e, op, a, out, &done, err))
		return done;
	enum unary_op code = op[0] == '~' ? UNARY_BITWISE_NOT : UNARY_NEG;
	return give_tensor(out, elementwise_unary(e->run, code, a.as.tensor, err));
}

static bool eval_unary(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	struct value a;
	bool truth, fine;
	if (!eval(e, x->item[0], &a, err))
		return false;
	if (strcmp(x->text, "not") == 0) {
		fine = eval_truth(a, &truth, err);
		if (fine)
			*out = value_bool(!truth);
	} else {
		fine = eval_negation(e, x->text, a, out, err);
	}
	value_drop(e->run, a);
	return fine;
}

/* "did you mean K.mT?" when the other way round it would fit: only here K has its name. */
static void hint_matmul(const struct expr *x, struct value a, struct value b, struct err *err)
{
	if (strcmp(x->text, "@") != 0 || err->code != ERR_SHAPE
	    || a.kind != VALUE_TENSOR || b.kind != VALUE_TENSOR)
		return;
	const struct shape *s = &a.as.tensor->shape, *t = &b.as.tensor->shape;
	if (s->ndim < 1 || t->ndim < 2 || s->size[s->ndim - 1] != t->size[t->ndim - 1])
		return;
	bool simple = x->item[1]->kind != EXPR_BINARY && x->item[1]->kind != EXPR_UNARY;
	struct str right = STR_INIT;
	str_add(&right, simple ? "" : "(");
	expr_code(x->item[1], &right);
	str_addf(&right, simple ? "%s" : ")%s", ".mT");
	err_hint(err, "did you mean %s?", right.data);
	str_done(&right);
}

static bool eval_binary_expr(struct eval *e, const struct expr *x, struct value *out,
                             struct err *err)
{
	struct value a, b;
	if (!eval(e, x->item[0], &a, err))
		return false;
	bool fine = eval(e, x->item[1], &b, err);
	if (fine) {
		fine = eval_binary(e, x->text, a, b, out, err);
		if (!fine)
			hint_matmul(x, a, b, err);
		value_drop(e->run, b);
	}
	value_drop(e->run, a);
	return fine;
}

/* `and` and `or` give one of their operands, as in Python. */
static bool eval_logic(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	bool truth;
	if (!eval(e, x->item[0], out, err))
		return false;
	if (!eval_truth(*out, &truth, err)) {
		value_drop(e->run, *out);
		if (!err->at.line)
			err->at = x->item[0]->span;
		return false;
	}
	if (truth == (x->text[0] == 'o'))
		return true;
	value_drop(e->run, *out);
	return eval(e, x->item[1], out, err);
}

static bool eval_condition(struct eval *e, const struct expr *x, bool *out, struct err *err)
{
	struct value v;
	if (!eval(e, x, &v, err))
		return false;
	bool fine = eval_truth(v, out, err);
	value_drop(e->run, v);
	if (!fine && !err->at.line)
		err->at = x->span;
	return fine;
}

static bool eval_if(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	bool truth;
	return eval_condition(e, x->item[1], &truth, err)
		&& eval(e, x->item[truth ? 0 : 2], out, err);
}

/* a < b < c is a < b and b < c; only a single comparison may be a tensor. */
static bool eval_chain(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	struct value left, right;
	bool truth = true, fine = true;
	if (!eval(e, x->item[0], &left, err))
		return false;
	for (int i = 1; i < x->n_items && truth && fine; i++) {
		if (i > 1)
			value_drop(e->run, *out);
		fine = eval(e, x->item[i], &right, err);
		if (!fine)
			break;
		fine = eval_compare(e, x->ops[i - 1], left, right, out, err);
		value_drop(e->run, left);
		left = right;
		if (fine && i < x->n_items - 1 && !(fine = eval_truth(*out, &truth, err)))
			value_drop(e->run, *out);
	}
	value_drop(e->run, left);
	return fine;
}

/* ---- Names and calls ---- */

static const struct value *find_argument(const struct eval *e, const char *name)
{
	for (int i = 0; e->frame && i < e->frame->def->n_args; i++)
		if (strcmp(e->frame->def->args[i], name) == 0)
			return &e->frame->args[i];
	return NULL;
}

static bool eval_name(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	const struct value *argument = find_argument(e, x->text);
	if (argument) {
		*out = value_ref(*argument);
		return true;
	}
	return eval_constant(x->text, out) || e->env->read(e->env->context, x, out, err);
}

static bool bind_def(struct eval *e, const struct program_def *def, const struct expr *x,
                     struct value *args, const struct expr **exprs, uint32_t *calls, struct err *err)
{
	for (int i = 0; i < x->n_args; i++) {
		const struct expr_arg *arg = &x->args[i];
		int at = arg->keyword ? 0 : i;
		while (arg->keyword && at < def->n_args && strcmp(def->args[at], arg->keyword) != 0)
			at++;
		if (at >= def->n_args && arg->keyword)
			return err_set(err, ERR_TYPE, arg->span, "%s() has no argument %s", def->name, arg->keyword);
		if (at >= def->n_args)
			return err_set(err, ERR_TYPE, arg->span,
			               i18n_count("%s() takes %d argument, and %d are given",
			                          "%s() takes %d arguments, and %d are given", (unsigned)def->n_args),
			               def->name, def->n_args, x->n_args);
		if (exprs[at])
			return err_set(err, ERR_TYPE, arg->span, "%s is given twice", def->args[at]);
		calls[at] = e->random_calls;
		if (!eval(e, arg->value, &args[at], err))
			return false;
		exprs[at] = arg->value;
	}
	for (int i = 0; i < def->n_args; i++)
		if (!exprs[i])
			return err_set(err, ERR_TYPE, x->span, "%s() needs %s", def->name, def->args[i]);
	return true;
}

/*
 * What is wrong inside a def is said at its call: the call may stand in another text than
 * the def (at a prompt, in a quiz), and the caller's sizes are what the learner can change.
 */
void eval_say_inside(struct eval *e, const char *name, const struct expr *x, struct err *err)
{
	if (!e->said_inside && err->code != ERR_CANCEL)
		err_prepend(err, "in %s", name);
	e->said_inside = true;
	err->at = x->span;
}

bool eval_inside_def(struct eval *e, const struct program_def *def, const struct expr *x,
                     bool (*body)(struct eval *e, const struct expr *expr, void *out, struct err *err),
                     void *out, struct err *err)
{
	struct value *args = mem_new((size_t)def->n_args + 1, sizeof *args);
	const struct expr **exprs = mem_new((size_t)def->n_args + 1, sizeof *exprs);
	uint32_t *calls = mem_new((size_t)def->n_args + 1, sizeof *calls), before = e->random_calls;
	bool fine = bind_def(e, def, x, args, exprs, calls, err);
	if (fine) {
		const struct frame frame = { def, args, exprs, calls, x, before, e->frame };
		e->frame = &frame;
		fine = body(e, def->expr, out, err);
		e->frame = frame.outer;
		if (!fine)
			eval_say_inside(e, def->name, x, err);
	}
	for (int i = 0; i < def->n_args; i++)
		if (exprs[i])
			value_drop(e->run, args[i]);
	free(args);
	free(exprs);
	free(calls);
	return fine;
}

static bool eval_body(struct eval *e, const struct expr *x, void *out, struct err *err)
{
	return eval(e, x, out, err);
}

static bool call_op(struct eval *e, const struct op *op, const struct expr *x, struct value *out,
                    struct err *err)
{
	struct call call;
	if (!run_spend(e->run, EVAL_CALL_OPS, err))
		return false;
	bool fine = call_bind(e, op, x, &call, err), done;
	if (fine && e->parts && parts_call(e, &call, out, &done, err))
		fine = done;
	else if (fine)
		fine = op->eval(&call, out, err);
	call_done(&call);
	return fine;
}

static bool eval_call(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	int def = program_find_def(e->program, x->text);
	if (def >= 0)
		return eval_inside_def(e, &e->program->defs[def], x, eval_body, out, err);
	return call_op(e, ops_find_function(x->text), x, out, err);
}

static bool eval_subscript(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	struct value container;
	if (!run_spend(e->run, EVAL_CALL_OPS, err) || !eval(e, x->item[0], &container, err))
		return false;
	bool fine = eval_index(e, x, container, out, err) && parts_settle(e, out, err);
	value_drop(e->run, container);
	return fine;
}

static bool eval_kind(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	switch (x->kind) {
	case EXPR_NONE:      *out = VALUE_NOTHING; return true;
	case EXPR_TRUE:      *out = value_bool(true); return true;
	case EXPR_FALSE:     *out = value_bool(false); return true;
	case EXPR_INT:       *out = value_int(x->n); return true;
	case EXPR_FLOAT:     *out = value_float(x->number); return true;
	case EXPR_STR:       *out = value_str(x->text, x->len); return true;
	case EXPR_NAME:      return eval_name(e, x, out, err);
	case EXPR_UNARY:     return eval_unary(e, x, out, err);
	case EXPR_BINARY:    return eval_binary_expr(e, x, out, err);
	case EXPR_LOGIC:     return eval_logic(e, x, out, err);
	case EXPR_COMPARE:   return eval_chain(e, x, out, err);
	case EXPR_IF:        return eval_if(e, x, out, err);
	case EXPR_CALL:      return eval_call(e, x, out, err);
	case EXPR_PREV:      return e->env->prev(e->env->context, x, out, err);
	case EXPR_METHOD:    return call_op(e, ops_find_method(x->text), x, out, err);
	case EXPR_ATTRIBUTE: return call_op(e, ops_find_attribute(x->text), x, out, err);
	case EXPR_INDEX:     return eval_subscript(e, x, out, err);
	case EXPR_TUPLE: case EXPR_LIST:
		return eval_items(e, x, out, err);
	case EXPR_ELLIPSIS: case EXPR_SLICE:
		break;
	}
	return err_set(err, ERR_TYPE, x->span, "this stands only in an index: x[..., 0]");
}

bool eval(struct eval *e, const struct expr *x, struct value *out, struct err *err)
{
	if (e->depth >= EVAL_MAX_DEPTH)
		return err_set(err, ERR_LIMIT, x->span, "this is nested more than %d deep", EVAL_MAX_DEPTH);
	if (x == e->known) {
		*out = value_ref(e->known_value);
		return true;
	}
	if (!run_spend(e->run, EVAL_STEP_OPS, err))
		return false;
	e->depth++;
	bool fine = eval_kind(e, x, out, err);
	e->depth--;
	if (fine)
		return true;
	*out = VALUE_NOTHING;   /* what a part left there is released */
	if (!err->at.line)
		err->at = x->span;
	return false;
}
