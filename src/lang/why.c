#include "lang/why.h"

#include <stdlib.h>
#include <string.h>

#include "lang/graph_inside.h"
#include "lang/names.h"
#include "lang/why_cell.h"

void why_done(struct why *why)
{
	str_done(&why->text);
}

/* ---- Operators ---- */

static void operands_done(struct source *s, int count)
{
	while (count-- > 0) {
		why_source_done(&s[count]);
		value_drop(s[count].eval->run, s[count].value);
	}
}

static bool operands(struct eval *e, const struct expr *x, struct source *s, struct err *err)
{
	for (int i = 0; i < x->n_items; i++) {
		uint32_t calls = e->random_calls;
		struct value v;
		if (!eval(e, x->item[i], &v, err)) {
			operands_done(s, i);
			return false;
		}
		s[i] = why_source(e, x->item[i], v, calls);
	}
	return true;
}

static bool operand_cell(struct why *why, const struct source *s, struct why_input *out,
                         struct err *err)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (s->value.kind == VALUE_TENSOR)
		why_align(s->value.as.tensor, why->index, why->result->shape.ndim, index);
	return why_cell(why, s, index, out, err);
}

static bool explain_pair(struct why *why, const struct source *s, const char *op, struct err *err)
{
	struct why_input a, b;
	if (!operand_cell(why, &s[0], &a, err) || !operand_cell(why, &s[1], &b, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s %s %s = ", a.label, op, b.label);
	bool bracket = strcmp(op, "**") == 0 && a.value < 0;   /* -2 ** 2 is -(2 ** 2) */
	str_add(&why->text, bracket ? "(" : "");
	why_number(why, a.value);
	str_addf(&why->text, bracket ? ") %s " : " %s ", op);
	why_number(why, b.value);
	why_end(why);
	return true;
}

static bool explain_sign(struct why *why, const struct source *s, const char *op, struct err *err)
{
	struct why_input a;
	if (!operand_cell(why, s, &a, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s%s", op, a.label);
	why_end(why);
	return true;
}

/* Q @ K.mT as the call that it is. */
static bool explain_matmul(struct eval *e, const struct expr *x, const struct source *s,
                           struct why *why, struct err *err)
{
	struct bound args[2] = {
		{ s[0].value, s[0].expr, s[0].random_calls }, { s[1].value, s[1].expr, s[1].random_calls },
	};
	struct call call = { e, ops_find_function("matmul"), x, args, 2 };
	return why_matmul(&call, why, err);
}

static bool explain_operator(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	struct source s[2];
	bool fine;
	if (x->n_items > 2 || !operands(e, x, s, err))
		return x->n_items > 2 && err_set(err, ERR_TYPE, x->span, "a chain of comparisons has no cells");
	if (x->kind == EXPR_UNARY)
		fine = explain_sign(why, s, x->text, err);
	else if (x->kind == EXPR_BINARY && strcmp(x->text, "@") == 0)
		fine = explain_matmul(e, x, s, why, err);
	else
		fine = explain_pair(why, s, x->kind == EXPR_COMPARE ? x->ops[0] : x->text, err);
	operands_done(s, x->n_items);
	return fine;
}

/* ---- Calls ---- */

static bool explain_op(struct eval *e, const struct op *op, const struct expr *x, struct why *why,
                       struct err *err)
{
	struct call call;
	bool fine = call_bind(e, op, x, &call, err)
		&& (op->why ? op->why : why_made)(&call, why, err);
	call_done(&call);
	return fine;
}

/* x, x[1:], prev(x): a cell of something else. */
static bool explain_cell(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	struct value result = value_tensor((struct tensor *)why->result);
	struct source source = why_source(e, x, result, e->random_calls);
	struct why_input in;
	bool fine = why_cell(why, &source, why->index, &in, err);
	why_source_done(&source);
	if (!fine)
		return false;
	why_begin(why);
	str_addf(&why->text, "%s%s", in.label, str_starts(in.label, "prev(") ? ", one tick earlier" : "");
	why_end(why);
	return true;
}

static bool explain_code(const struct expr *x, struct why *why)
{
	struct str code = STR_INIT;
	expr_code(x, &code);
	why_begin(why);
	str_add(&why->text, code.data);
	why_end(why);
	str_done(&code);
	return true;
}

static bool explain_if(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	struct value condition;
	bool truth;
	if (!eval(e, x->item[1], &condition, err))
		return false;
	bool fine = eval_truth(condition, &truth, err);
	value_drop(e->run, condition);
	return fine && why_expr(e, x->item[truth ? 0 : 2], why, err);
}

static bool explain_body(struct eval *e, const struct expr *x, void *why, struct err *err)
{
	return why_expr(e, x, why, err);
}

bool why_expr(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	int def = x->kind == EXPR_CALL ? program_find_def(e->program, x->text) : -1;
	switch (x->kind) {
	case EXPR_UNARY: case EXPR_BINARY: case EXPR_COMPARE:
		return explain_operator(e, x, why, err);
	case EXPR_IF:
		return explain_if(e, x, why, err);
	case EXPR_CALL:
		if (def >= 0)
			return eval_inside_def(e, &e->program->defs[def], x, explain_body, why, err);
		return explain_op(e, ops_find_function(x->text), x, why, err);
	case EXPR_METHOD:
		return explain_op(e, ops_find_method(x->text), x, why, err);
	case EXPR_ATTRIBUTE:
		return explain_op(e, ops_find_attribute(x->text), x, why, err);
	case EXPR_NAME: case EXPR_INDEX: case EXPR_PREV:
		return explain_cell(e, x, why, err);
	default:
		return explain_code(x, why);
	}
}

/* ---- Nodes ---- */

static bool explain_number(const struct program_node *source, struct value v, struct why *out)
{
	str_addf(&out->text, "%s = ", source->name);
	expr_code(source->expr, &out->text);
	str_add(&out->text, " = ");
	value_print_short(v, &out->text);
	return true;
}

static bool explain_given(const struct program_node *source, struct why *why)
{
	why_begin(why);
	str_addf(&why->text, "a cell of what came by %s", source->code);
	why_end(why);
	return true;
}

static bool check_index(const struct tensor *t, const int64_t *index, struct err *err)
{
	char shape[256];
	shape_format(&t->shape, shape, sizeof shape);
	for (int d = 0; d < t->shape.ndim; d++)
		if (index[d] < 0 || index[d] >= t->shape.size[d])
			return err_say(err, ERR_INDEX, "index %lld is outside dimension %d of %s",
			               (long long)index[d], d, shape);
	return true;
}

bool graph_why(struct graph *graph, int node, const int64_t *index, struct run *run,
               struct why *out, struct err *err)
{
	struct env env;
	struct eval e = graph_eval_inside(graph, node, run, &env);
	const struct program_node *source = graph_source(graph, node);
	struct value v = graph_value(graph, node);
	*out = (struct why){ .text = STR_INIT, .name = source->name, .index = index };
	if (graph_error(graph, node)) {
		*err = *graph_error(graph, node);
		return false;
	}
	if (v.kind != VALUE_TENSOR)
		return explain_number(source, v, out);
	out->result = v.as.tensor;
	return check_index(v.as.tensor, index, err)
		&& (source->given ? explain_given(source, out) : why_expr(&e, source->expr, out, err));
}

bool graph_why_part(struct graph *graph, int node, const struct why_input *part, struct run *run,
                    struct why *out, struct err *err)
{
	struct env env;
	struct eval e = graph_eval_inside(graph, node, run, &env);
	struct value v;
	struct str name = STR_INIT;
	*out = (struct why){ .text = STR_INIT, .index = part->index };
	if (!part->part)
		return err_say(err, ERR_VALUE, "%s has no parts to show", part->label);
	e.random_calls = part->random_calls;
	if (!eval(&e, part->part, &v, err))
		return false;
	e.random_calls = part->random_calls;
	why_name(part->part, &name);
	out->name = name.data;
	bool fine = v.kind == VALUE_TENSOR && check_index(v.as.tensor, part->index, err);
	if (fine) {
		out->result = v.as.tensor;
		fine = why_expr(&e, part->part, out, err);
	}
	out->name = NULL;
	out->result = NULL;
	value_drop(run, v);
	str_done(&name);
	return fine;
}
