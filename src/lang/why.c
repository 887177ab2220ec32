#include "lang/why.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "lang/graph_inside.h"
#include "lang/names.h"
#include "lang/ops_list.h"
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
		s[i] = why_source(e, x->item[i], -1, v, calls);
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
	if (!why_is_plain(&a) || !why_is_plain(&b))
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

static bool explain_code(const struct expr *x, struct why *why)
{
	struct str code = STR_INIT;
	expr_code(x, &code);
	why_begin(why);
	str_add(&why->text, code.data);
	if (x->kind > EXPR_STR)   /* 0.5 = 0.5 says it twice */
		why_end(why);
	str_done(&code);
	return true;
}

static bool explain_operator(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	struct source s[2];
	bool fine;
	if (x->n_items > 2 || why->item >= 0)   /* a < b < c of numbers; a sum of tuples */
		return explain_code(x, why);
	if (!operands(e, x, s, err))
		return false;
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

/* sort(x).values, x.max(dim=0)[1]: the call itself is explained, for the tensor that was picked. */
static bool explain_picked(struct source *source, struct why *why, struct err *err)
{
	struct eval *e = source->eval;
	const struct tensor *result = why->result;
	const int64_t *index = why->index;
	int64_t inside[TENSOR_MAX_DIMS];
	int item = why->item;
	uint32_t calls = e->random_calls;
	why_place(source, index, &why->item, inside);
	why->index = inside;
	why->result = value_item(source->from, why->item).as.tensor;
	e->random_calls = source->random_calls;
	bool fine = why_expr(e, source->root, why, err);
	why->index = index;
	why->result = result;
	why->item = item;
	e->random_calls = calls;
	return fine;
}

static bool explain_other(const struct expr *x, struct source *source, struct why *why,
                          struct err *err)
{
	struct why_input in;
	bool call = source->root->kind == EXPR_CALL || source->root->kind == EXPR_METHOD;
	if (source->places && call && source->from.kind != VALUE_TENSOR)
		return explain_picked(source, why, err);
	if (!source->places && x->kind != EXPR_NAME && x->kind != EXPR_PREV)
		return explain_code(x, why);
	if (!why_cell(why, source, why->index, &in, err))
		return false;
	bool moved = x->kind == EXPR_METHOD || x->kind == EXPR_CALL || x->kind == EXPR_ATTRIBUTE;
	why_begin(why);
	str_add(&why->text, in.label);
	if (moved)
		str_addf(&why->text, _(", moved by %s"), x->text);
	str_add(&why->text, x->kind == EXPR_PREV ? _(", one tick earlier") : "");
	why_end(why);
	return true;
}

/* x, x[1:], prev(x), x.mT: a cell of something else. */
static bool explain_cell(struct eval *e, const struct expr *x, uint32_t random_calls,
                         struct why *why, struct err *err)
{
	static const int64_t origin[TENSOR_MAX_DIMS];
	struct value result = value_tensor((struct tensor *)why->result);
	if (why->number)
		result = value_float(tensor_at(why->result, origin));
	struct source source = why_source(e, x, why->item, result, random_calls);
	bool fine = explain_other(x, &source, why, err);
	why_source_done(&source);
	return fine;
}

bool why_moved(struct call *c, struct why *why, struct err *err)
{
	return explain_cell(c->eval, c->expr, c->arg[0].random_calls, why, err);
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

/* a or b is one of them. */
static bool explain_logic(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	struct value first;
	bool truth;
	uint32_t calls = e->random_calls;
	if (!eval(e, x->item[0], &first, err))
		return false;
	bool fine = eval_truth(first, &truth, err);
	value_drop(e->run, first);
	bool second = truth != (x->text[0] == 'o');
	if (!second)
		e->random_calls = calls;
	return fine && why_expr(e, x->item[second], why, err);
}

/* One of (a, b, c). */
static bool explain_item(struct eval *e, const struct expr *x, struct why *why, struct err *err)
{
	int item = why->item;
	if (item < 0 || item >= x->n_items)
		return explain_code(x, why);
	for (int i = 0; i < item; i++) {   /* they may draw random numbers first */
		struct value v;
		if (!eval(e, x->item[i], &v, err))
			return false;
		value_drop(e->run, v);
	}
	why->item = -1;
	bool fine = why_expr(e, x->item[item], why, err);
	why->item = item;
	return fine;
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
	case EXPR_LOGIC:
		return explain_logic(e, x, why, err);
	case EXPR_TUPLE: case EXPR_LIST:
		return explain_item(e, x, why, err);
	case EXPR_CALL:
		if (def >= 0)
			return eval_inside_def(e, &e->program->defs[def], x, explain_body, why, err);
		return explain_op(e, ops_find_function(x->text), x, why, err);
	case EXPR_METHOD:
		return explain_op(e, ops_find_method(x->text), x, why, err);
	case EXPR_ATTRIBUTE:
		return explain_op(e, ops_find_attribute(x->text), x, why, err);
	case EXPR_NAME: case EXPR_INDEX: case EXPR_PREV:
		return explain_cell(e, x, e->random_calls, why, err);
	default:
		return explain_code(x, why);
	}
}

/* ---- A cell of a value ---- */

static bool explain_given(const struct program_node *source, struct why *why)
{
	why_begin(why);
	str_addf(&why->text, _("a cell of what came by %s"), source->code);
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

/* What has no cells: text, a tuple as a whole. */
static bool explain_whole(const struct expr *x, struct value v, struct why *out)
{
	str_addf(&out->text, "%s%s = ", out->name, out->when);
	expr_code(x, &out->text);
	str_add(&out->text, " = ");
	value_print_short(v, &out->text);
	return true;
}

/* A tensor that stands for a number; NULL for what is none. */
static bool tensor_of(struct run *run, struct value v, struct tensor **out, struct err *err)
{
	*out = NULL;
	if (v.kind == VALUE_TENSOR)
		*out = tensor_ref(v.as.tensor);
	else if (v.kind == VALUE_FLOAT)
		return (*out = create_scalar(run, DT_FLOAT64, v.as.number, err)) != NULL;
	else if (value_is_number(v))
		return (*out = create_scalar_int(run, v.kind == VALUE_BOOL ? DT_BOOL : DT_INT64,
		                                 value_whole(v), err)) != NULL;
	return true;
}

/* source: of a node, or NULL for a part. */
static bool explain_value(struct eval *e, const struct expr *x, const struct program_node *source,
                          struct value v, struct why *out, struct err *err)
{
	struct tensor *t;
	struct value one = v;
	if (out->item >= 0)
		one = out->item < value_count(v) ? value_item(v, out->item) : VALUE_NOTHING;
	if (!tensor_of(e->run, one, &t, err))
		return false;
	if (!t)
		return explain_whole(x, one, out);
	out->number = one.kind != VALUE_TENSOR;
	out->result = t;
	bool fine = check_index(t, out->index, err)
		&& (source && source->given ? explain_given(source, out) : why_expr(e, x, out, err));
	out->result = NULL;
	tensor_drop(e->run, t);
	return fine;
}

/* large: what is too large is read in parts; NULL: all is there. */
static bool explain_node(struct eval *e, struct graph *graph, struct graph_part *large, int node,
                         struct why *out, struct err *err)
{
	const struct program_node *source = graph_source(graph, node);
	struct value v;
	if (large) {
		if (!graph_part_value(large, node, &v, err))
			return false;
	} else if (graph_error(graph, node)) {
		*err = *graph_error(graph, node);
		return false;
	} else {
		v = value_ref(graph_value(graph, node));
	}
	out->name = source->name;
	bool fine = explain_value(e, source->expr, source, v, out, err);
	value_drop(e->run, v);
	return fine;
}

/* ---- A part of an expression, in the functions that it stands in ---- */

struct inside {
	const struct why_input *input;
	int entered;                 /* of its calls */
	struct why *why;
};

static bool explain_part(struct eval *e, const struct expr *body, void *context, struct err *err);

/* Into a function of the lab, or into what an operation means. */
static bool enter(struct eval *e, const struct expr *x, struct inside *in, struct err *err)
{
	int def = x->kind == EXPR_CALL ? program_find_def(e->program, x->text) : -1;
	if (def >= 0)
		return eval_inside_def(e, &e->program->defs[def], x, explain_part, in, err);
	const struct op *op = x->kind == EXPR_CALL ? ops_find_function(x->text) : ops_find_method(x->text);
	struct call call;
	bool fine = call_bind(e, op, x, &call, err) && means_inside(&call, explain_part, in, err);
	call_done(&call);
	return fine;
}

struct search {
	struct span at;
	const struct expr *found;
};

static bool is_there(void *context, const struct expr *x)
{
	struct search *s = context;
	if (x->span.begin == s->at.begin && x->span.end == s->at.end)
		s->found = x;
	return !s->found;
}

/* What stands there in the body, unless it is known. */
static const struct expr *find_part(const struct expr *body, struct span at, const struct expr *known)
{
	struct search search = { at, known };
	if (!known)
		expr_walk(body, is_there, &search);
	return search.found;
}

static bool explain_part(struct eval *e, const struct expr *body, void *context, struct err *err)
{
	struct inside *in = context;
	const struct why_input *input = in->input;
	struct str name = STR_INIT;
	struct value v;
	if (in->entered < input->n_calls) {
		const struct why_call *call = &input->call[in->entered++];
		e->random_calls = call->random_calls;
		return enter(e, find_part(body, call->at, call->expr), in, err);
	}
	const struct expr *part = find_part(body, input->at, input->at.line ? NULL : input->part);
	e->random_calls = input->random_calls;
	if (!eval(e, part, &v, err))
		return false;
	e->random_calls = input->random_calls;
	why_name(part, &name);
	in->why->name = name.data;
	bool fine = explain_value(e, part, NULL, v, in->why, err);
	in->why->name = NULL;
	value_drop(e->run, v);
	str_done(&name);
	return fine;
}

static bool explain_input(struct graph *graph, struct graph_part *large, int node,
                          const struct why_input *input, struct run *run, struct why *out, struct err *err)
{
	int of = input->node >= 0 ? input->node : node;
	struct env env;
	struct eval e = large ? graph_part_inside(large, of) : graph_eval_inside(graph, of, run, &env);
	struct inside inside = { .input = input, .why = out };
	if (input->node >= 0)
		return explain_node(&e, graph, large, input->node, out, err);
	if (!input->part)
		return err_say(err, ERR_VALUE, "%s has no parts to show", input->label);
	return explain_part(&e, NULL, &inside, err);
}

static bool has_large(const struct graph *graph)
{
	for (int i = 0; i < graph->program->n_nodes; i++)
		if (graph_error(graph, i) && graph_error(graph, i)->code == ERR_LIMIT)
			return true;
	return false;
}

/* Where something was too large: of it only the cells that are spoken of. */
static bool explain_large(struct graph *graph, int node, const struct why_input *input, struct run *run,
                          struct why *out, struct err *err)
{
	struct graph_part *large = graph_part_watch(graph, input->node >= 0 ? input->node : node, run);
	bool fine = explain_input(graph, large, node, input, run, out, err) && graph_part_was_read(large, err);
	graph_part_close(large);
	return fine;
}

/* A number's own expression stands on both sides: "sqrt(d) = sqrt(d) = sqrt(4)", "(H + 1) = H + 1 = 8 + 1". */
static void say_once(struct str *text)
{
	char *start = text->data, *end = strstr(start, " = ");
	if (!end)
		return;
	bool bracketed = start[0] == '(' && end[-1] == ')';
	size_t len = (size_t)(end - start) - 2 * bracketed;
	const char *again = end + 3;
	if (strncmp(start + bracketed, again, len) != 0 || strncmp(again + len, " = ", 3) != 0)
		return;
	text->len -= (size_t)(again - start);
	memmove(start, again, text->len + 1);
}

bool graph_why_input(struct graph *graph, int node, const struct why_input *input, struct run *run,
                     struct why *out, struct err *err)
{
	struct graph *past = NULL;
	*out = (struct why){ .text = STR_INIT, .cell = input, .index = input->index,
	                     .item = input->item };
	if (input->back && !(past = graph_past(graph, input->back, out->when, run, err)))
		return false;
	struct graph *then = past ? past : graph;
	bool fine = has_large(then) ? explain_large(then, node, input, run, out, err)
		: explain_input(then, NULL, node, input, run, out, err);
	graph_free(past);
	if (fine)
		say_once(&out->text);
	out->name = NULL;
	out->cell = NULL;
	out->index = NULL;
	return fine;
}

bool graph_why(struct graph *graph, int node, const int64_t *index, struct run *run,
               struct why *out, struct err *err)
{
	struct value v = graph_value(graph, node);
	struct why_input input = { .node = node, .item = -1 };
	input.ndim = v.kind == VALUE_TENSOR ? v.as.tensor->shape.ndim : 0;
	memcpy(input.index, index, (size_t)input.ndim * sizeof *index);
	return graph_why_input(graph, node, &input, run, out, err);
}
