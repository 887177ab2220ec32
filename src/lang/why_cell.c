#include "lang/why_cell.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/view.h"
#include "lang/names.h"

void why_align(const struct tensor *t, const int64_t *index, int ndim, int64_t *out)
{
	for (int d = 0; d < t->shape.ndim; d++) {
		int from = ndim - t->shape.ndim + d;
		out[d] = t->shape.size[d] == 1 || from < 0 ? 0 : index[from];
	}
}

/* ---- Text ---- */

enum { LONGEST_NAME = 60 };

static double shown(double x)
{
	return x == 0 ? 0 : x;   /* no -0 */
}

static void add_number(struct str *out, double x)
{
	if (isnan(x))
		str_add(out, "nan");
	else if (isinf(x))
		str_add(out, x < 0 ? "-inf" : "inf");
	else
		str_addf(out, x == rint(x) && fabs(x) < 1e6 ? "%.0f" : "%.4g", shown(x));
}

void why_number(struct why *why, double x)
{
	add_number(&why->text, x);
}

static void add_index(struct str *out, const int64_t *index, int ndim)
{
	for (int d = 0; d < ndim; d++)
		str_addf(out, "%s%" PRId64, d ? "," : "[", index[d]);
	if (ndim)
		str_add_char(out, ']');
}

double why_result(const struct why *why)
{
	return tensor_at(why->result, why->index);
}

void why_begin(struct why *why)
{
	str_add(&why->text, why->name);
	add_index(&why->text, why->index, why->result->shape.ndim);
	str_add(&why->text, " = ");
}

void why_end(struct why *why)
{
	str_add(&why->text, " = ");
	if (why->result->dtype == DT_BOOL)
		str_add(&why->text, why_result(why) != 0 ? "True" : "False");
	else
		why_number(why, why_result(why));
}

/* ---- Looking through what only moves numbers ---- */

static const struct op *op_of(const struct eval *e, const struct expr *x)
{
	switch (x->kind) {
	case EXPR_CALL:
		return program_find_def(e->program, x->text) >= 0 ? NULL : ops_find_function(x->text);
	case EXPR_METHOD:    return ops_find_method(x->text);
	case EXPR_ATTRIBUTE: return ops_find_attribute(x->text);
	default:             return NULL;
	}
}

/* What the expression moves the numbers of; NULL if it does more than that. */
static const struct expr *moved_from(const struct eval *e, const struct expr *x)
{
	const struct op *op = op_of(e, x);
	if (x->kind == EXPR_INDEX)
		return x->item[0];
	if (!op || op->why != why_moved)
		return NULL;
	if (x->kind != EXPR_CALL)
		return x->item[0];
	return x->n_args && !x->args[0].keyword ? x->args[0].value : NULL;
}

/* The int64 tensor whose elements are their own places: 0, 1, 2, ... in this shape. */
static struct tensor *number_places(struct run *run, const struct tensor *t, struct err *err)
{
	struct arange range = { .last = tensor_count(t), .stride = 1 };
	struct tensor *flat = create_arange_ints(run, &range, err);
	struct tensor *shaped = flat ? view_reshape(run, flat, &t->shape, err) : NULL;
	tensor_drop(run, flat);
	return shaped;
}

/* Do to the places what the expression does to the numbers. */
static bool move_places(struct source *s, const struct expr *root, struct tensor *places,
                        struct err *err)
{
	struct eval *e = s->eval;
	struct value moved;
	e->known = root;
	e->known_value = value_tensor(places);
	bool fine = eval(e, s->expr, &moved, err);
	e->known = NULL;
	if (!fine)
		return false;
	if (moved.kind == VALUE_TENSOR && shape_count(&moved.as.tensor->shape)
	    == tensor_count(s->value.as.tensor))
		s->places = moved.as.tensor;
	else
		value_drop(e->run, moved);
	return s->places != NULL;
}

static bool trace(struct source *s, const struct expr *root, struct err *err)
{
	struct eval *e = s->eval;
	struct value from;
	uint32_t calls = e->random_calls;
	e->random_calls = s->random_calls;
	bool fine = eval(e, root, &from, err);
	if (fine) {
		fine = from.kind == VALUE_TENSOR;
		struct tensor *places = fine ? number_places(e->run, from.as.tensor, err) : NULL;
		fine = places && move_places(s, root, places, err);
		tensor_drop(e->run, places);
		if (fine)
			s->shape = from.as.tensor->shape;
		value_drop(e->run, from);
	}
	e->random_calls = calls;
	return fine;
}

struct source why_source(struct eval *eval, const struct expr *expr, struct value value,
                         uint32_t random_calls)
{
	struct source s = { .eval = eval, .expr = expr, .root = expr, .value = value,
	                    .random_calls = random_calls };
	const struct expr *root = expr, *inner;
	struct err ignored;
	if (!expr || value.kind != VALUE_TENSOR)
		return s;
	s.shape = value.as.tensor->shape;
	while ((inner = moved_from(eval, root)))
		root = inner;
	if (root != expr && trace(&s, root, &ignored))
		s.root = root;
	return s;
}

struct source why_arg(const struct call *call, int i)
{
	const struct bound *b = &call->arg[i];
	return why_source(call->eval, b->expr, b->value, b->random_calls);
}

void why_source_done(struct source *source)
{
	tensor_drop(source->eval->run, source->places);
}

static void unflatten(const struct shape *shape, int64_t place, int64_t *index)
{
	for (int d = shape->ndim - 1; d >= 0; d--) {
		index[d] = place % shape->size[d];
		place /= shape->size[d];
	}
}

/* ---- Cells ---- */

/* An argument of a def is what the def was called with. */
static const struct expr *caller_expr(const struct eval *e, const struct expr *x, bool *outside)
{
	const struct frame *frame = e->frame;
	while (frame && x->kind == EXPR_NAME) {
		int i = 0;
		while (i < frame->def->n_args && strcmp(frame->def->args[i], x->text) != 0)
			i++;
		if (i == frame->def->n_args)
			break;
		x = frame->exprs[i];
		frame = frame->outer;
	}
	*outside = frame == NULL;
	return x;
}

void why_name(const struct expr *x, struct str *out)
{
	bool simple = x->kind <= EXPR_NAME || x->kind == EXPR_CALL || x->kind == EXPR_METHOD
		|| x->kind == EXPR_ATTRIBUTE || x->kind == EXPR_PREV;
	struct str code = STR_INIT;
	expr_code(x, &code);
	if (code.len > LONGEST_NAME)
		str_add(out, "(...)");
	else
		str_addf(out, simple ? "%s" : "(%s)", code.data);
	str_done(&code);
}

static void add_label(struct eval *e, const struct expr *root, struct why_input *in, struct str *label)
{
	bool outside;
	const struct expr *x = caller_expr(e, root, &outside);
	bool part = x->kind != EXPR_NAME && x->kind != EXPR_PREV;
	if (x->kind == EXPR_NAME)
		in->node = program_find_node(e->program, x->text);
	in->part = part && outside && x == root ? x : NULL;
	why_name(x, label);
}

static bool number_cell(const struct source *s, struct why_input *out, struct err *err)
{
	struct str label = STR_INIT;
	*out = (struct why_input){ .node = -1 };
	if (!value_is_number(s->value))
		return err_say(err, ERR_TYPE, "a %s has no cells", value_kind_name(s->value.kind));
	out->value = value_number(s->value);
	bool bare = s->expr && s->expr->kind == EXPR_UNARY && s->expr->item[0]->kind <= EXPR_NAME;
	if (bare)   /* -inf: no index will follow */
		expr_code(s->expr, &label);
	else if (s->expr)
		why_name(s->expr, &label);
	else
		add_number(&label, out->value);
	snprintf(out->label, sizeof out->label, "%s", label.data);
	str_done(&label);
	return true;
}

static bool same_input(const struct why_input *a, const struct why_input *b)
{
	return strcmp(a->label, b->label) == 0;
}

static void keep(struct why *why, const struct why_input *in)
{
	for (int i = 0; i < why->n_inputs; i++)
		if (same_input(&why->input[i], in))
			return;
	if (why->n_inputs < WHY_MAX_INPUTS)
		why->input[why->n_inputs++] = *in;
}

bool why_cell(struct why *why, const struct source *s, const int64_t *index,
              struct why_input *out, struct err *err)
{
	if (s->value.kind != VALUE_TENSOR)
		return number_cell(s, out, err);
	const struct tensor *t = s->value.as.tensor;
	struct str label = STR_INIT;
	*out = (struct why_input){ .node = -1, .random_calls = s->random_calls, .ndim = s->shape.ndim };
	memcpy(out->index, index, (size_t)t->shape.ndim * sizeof *index);
	out->value = tensor_at(t, index);
	if (s->places)
		unflatten(&s->shape, tensor_int_at(s->places, index), out->index);
	add_label(s->eval, s->root, out, &label);
	add_index(&label, out->index, out->ndim);
	snprintf(out->label, sizeof out->label, "%s", label.data);
	str_done(&label);
	keep(why, out);
	return true;
}
