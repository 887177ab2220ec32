#include "lang/why_cell.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
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

/* Zeros at the end say that it is rounded: 1.00022 is 1.000, and 1 is 1. */
static void add_rounded(struct str *out, double x)
{
	char few[32];
	snprintf(few, sizeof few, "%.4g", x);
	bool all = strtod(few, NULL) == x || strtof(few, NULL) == (float)x;
	if (!all)
		snprintf(few, sizeof few, "%#.4g", x);
	size_t len = strlen(few);
	str_add_n(out, few, few[len - 1] == '.' ? len - 1 : len);
}

static void add_number(struct str *out, double x)
{
	if (isnan(x))
		str_add(out, "nan");
	else if (isinf(x))
		str_add(out, x < 0 ? "-inf" : "inf");
	else if (x == rint(x) && fabs(x) < 1e6)
		str_addf(out, "%.0f", shown(x));
	else
		add_rounded(out, x);
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

static void add_step(struct str *out, const struct why_step *step)
{
	static const char *const names[] = {
		[WHY_SUM] = N_("sum"), [WHY_MEAN] = N_("mean"), [WHY_VARIANCE] = N_("variance"),
		[WHY_SQUARE] = N_("mean square"), [WHY_WEIGHT] = N_("weight"), [WHY_SCORE] = N_("score"),
		[WHY_ANGLE] = N_("angle"), [WHY_DRAWN] = "W",
	};
	str_add(out, step->kind == WHY_DRAWN ? names[WHY_DRAWN] : _(names[step->kind]));
	add_index(out, step->at, step->ndim);
}

void why_begin(struct why *why)
{
	const struct why_input *cell = why->cell;
	if (cell->step.kind) {
		add_step(&why->text, &cell->step);
	} else {
		str_add(&why->text, why->name);
		if (cell->item >= 0)
			str_addf(&why->text, "[%d]", cell->item);
		add_index(&why->text, cell->index, cell->ndim);
	}
	str_addf(&why->text, "%s = ", why->when);
}

void why_end(struct why *why)
{
	str_add(&why->text, " = ");
	if (why->cell->step.kind)
		why_number(why, why->cell->value);
	else if (why->result->dtype == DT_BOOL)
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
	size_t len = strcspn(op->signature, ":");
	for (int i = 0; i < x->n_args; i++) {
		const char *keyword = x->args[i].keyword;
		if (!keyword || (strlen(keyword) == len && strncmp(keyword, op->signature, len) == 0))
			return x->args[i].value;
	}
	return NULL;
}

static double own_place(void *context, int64_t at)
{
	(void)context;
	return (double)at;
}

static int64_t own_whole_place(void *context, int64_t at)
{
	(void)context;
	return at;
}

static const struct tensor_cells own_places = { own_place, own_whole_place };

/* An int64 tensor of the shape whose elements are their own places: first, first + 1, ... */
static struct tensor *number_places(struct run *run, const struct tensor *t, int64_t first,
                                    struct err *err)
{
	if (tensor_is_outline(t) && first == 0) {
		struct tensor *outline = tensor_outline(DT_INT64, &t->shape);
		tensor_outline_reads(outline, &own_places, NULL);
		return outline;
	}
	struct arange range = { .first = first, .last = first + tensor_count(t), .stride = 1 };
	struct tensor *flat = create_arange_ints(run, &range, err);
	struct tensor *shaped = flat ? view_reshape(run, flat, &t->shape, err) : NULL;
	tensor_drop(run, flat);
	return shaped;
}

/* The same for a tuple's tensors, one after the other. */
static bool number_all(struct eval *e, struct value from, struct value *out, struct err *err)
{
	int count = value_count(from), done = 0;
	int64_t first = 0;
	if (from.kind == VALUE_TENSOR)
		return give_tensor(out, number_places(e->run, from.as.tensor, 0, err));
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	for (; done < count && value_item(from, done).kind == VALUE_TENSOR; done++) {
		const struct tensor *t = value_item(from, done).as.tensor;
		if (!give_tensor(&items[done], number_places(e->run, t, first, err)))
			break;
		first += tensor_count(t);
	}
	bool fine = done == count && count > 0;
	if (fine)
		*out = value_list(VALUE_TUPLE, items, count);
	while (!fine && done-- > 0)
		value_drop(e->run, items[done]);
	free(items);
	return fine;
}

/* The places that a moved value stands for, as a tensor; NULL if it is none. Takes over `moved`. */
static struct tensor *take_places(struct source *s, struct value moved, struct err *err)
{
	struct value one = moved;
	struct tensor *places = NULL;
	if (s->item >= 0)
		one = s->item < value_count(moved) ? value_item(moved, s->item) : VALUE_NOTHING;
	bool tensor = s->value.kind == VALUE_TENSOR;
	if (one.kind == VALUE_TENSOR && tensor
	    && tensor_count(one.as.tensor) == tensor_count(s->value.as.tensor))
		places = tensor_ref(one.as.tensor);
	else if (one.kind == VALUE_INT && !tensor)
		places = create_scalar_int(s->eval->run, DT_INT64, one.as.integer.n, err);
	value_drop(s->eval->run, moved);
	return places;
}

/* Do to the places of the root's cells what the expression does to their numbers. */
static void trace(struct source *s, const struct expr *root)
{
	struct eval *e = s->eval;
	struct value from, places, moved;
	struct err ignored;
	uint32_t calls = e->random_calls;
	e->random_calls = s->random_calls;
	bool known = eval(e, root, &from, &ignored);
	if (known && number_all(e, from, &places, &ignored)) {
		e->known = root;
		e->known_value = places;
		bool fine = eval(e, s->expr, &moved, &ignored);
		e->known = NULL;
		value_drop(e->run, places);
		if (fine)
			s->places = take_places(s, moved, &ignored);
	}
	if (s->places)
		s->from = from;
	else if (known)
		value_drop(e->run, from);
	e->random_calls = calls;
}

struct source why_source(struct eval *eval, const struct expr *expr, int item, struct value value,
                         uint32_t random_calls)
{
	struct source s = { .eval = eval, .expr = expr, .root = expr, .item = item, .value = value,
	                    .random_calls = random_calls };
	const struct expr *root = expr, *inner;
	if (!expr)
		return s;
	while ((inner = moved_from(eval, root)))
		root = inner;
	if (root != expr)
		trace(&s, root);
	if (s.places)
		s.root = root;
	return s;
}

struct source why_arg(const struct call *call, int i)
{
	const struct bound *b = &call->arg[i];
	return why_source(call->eval, b->expr, -1, b->value, b->random_calls);
}

void why_source_done(struct source *source)
{
	tensor_drop(source->eval->run, source->places);
	value_drop(source->eval->run, source->from);
}

static void unflatten(const struct shape *shape, int64_t place, int64_t *index)
{
	for (int d = shape->ndim - 1; d >= 0; d--) {
		index[d] = place % shape->size[d];
		place /= shape->size[d];
	}
}

void why_place(const struct source *s, const int64_t *index, int *item, int64_t *out)
{
	int64_t place = tensor_int_at(s->places, index);
	struct value from = s->from;
	*item = -1;
	for (int i = 0; i < value_count(s->from) && *item < 0; i++) {
		from = value_item(s->from, i);
		if (place < tensor_count(from.as.tensor))
			*item = i;
		else
			place -= tensor_count(from.as.tensor);
	}
	unflatten(&from.as.tensor->shape, place, out);
}

/* ---- Cells ---- */

/* An argument of a def is what the def was called with, outside of it. */
static const struct expr *caller_expr(const struct expr *x, const struct frame **frame,
                                      uint32_t *random_calls)
{
	while (*frame && x->kind == EXPR_NAME) {
		const struct frame *f = *frame;
		int i = 0;
		while (i < f->def->n_args && strcmp(f->def->args[i], x->text) != 0)
			i++;
		if (i == f->def->n_args || !f->exprs[i])   /* a default comes from nowhere */
			break;
		x = f->exprs[i];
		*random_calls = f->random_calls[i];
		*frame = f->outer;
	}
	return x;
}

/* The calls that lead to a place inside functions; false when they are too many to note. */
static bool note_calls(const struct frame *frame, struct why_input *in)
{
	int depth = 0;
	for (const struct frame *f = frame; f; f = f->outer)
		depth++;
	if (depth > WHY_MAX_CALLS)
		return false;
	in->n_calls = depth;
	for (const struct frame *f = frame; f; f = f->outer) {
		bool meant = f->outer && !f->outer->def->expr;
		in->call[--depth] = (struct why_call){ meant ? NULL : f->call, f->call->span, f->calls_before };
	}
	return true;
}

void why_name(const struct expr *x, struct str *out)
{
	bool simple = x->kind <= EXPR_NAME || x->kind == EXPR_CALL || x->kind == EXPR_METHOD
		|| x->kind == EXPR_ATTRIBUTE || x->kind == EXPR_PREV || x->kind == EXPR_INDEX;
	struct str code = STR_INIT;
	expr_code(x, &code);
	if (code.len > LONGEST_NAME)
		str_add(out, "(...)");
	else
		str_addf(out, simple ? "%s" : "(%s)", code.data);
	str_done(&code);
}

/* Where the cell is explained: at its node, or at the part of the expression that it belongs to. */
static const struct expr *set_origin(const struct source *s, struct why_input *in)
{
	const struct frame *frame = s->eval->frame;
	const struct expr *x = caller_expr(s->root, &frame, &in->random_calls);
	const struct program *program = s->eval->program;
	bool meaning = frame && !frame->def->expr;
	bool named = x->kind == EXPR_NAME || x->kind == EXPR_PREV;
	if (named && !meaning)
		in->node = program_find_node(program, x->text);
	in->back += x->kind == EXPR_PREV;
	bool literal = x->kind < EXPR_NAME
		|| (x->kind == EXPR_UNARY && x->item[0]->kind <= EXPR_NAME && s->value.kind != VALUE_TENSOR);
	if (!named && !literal && note_calls(frame, in)) {
		in->part = meaning ? in->call[0].expr : x;
		in->at = meaning ? x->span : (struct span){0};
	}
	return x;
}

/* The label of what has no index to follow: -inf stands without brackets. */
static void name_number(const struct expr *x, struct str *out)
{
	if (x->kind == EXPR_UNARY && x->item[0]->kind <= EXPR_NAME)
		expr_code(x, out);
	else
		why_name(x, out);
}

static bool same_input(const struct why_input *a, const struct why_input *b)
{
	return a->step.kind == b->step.kind && strcmp(a->label, b->label) == 0;
}

void why_role(struct why *why, const struct why_input *in, const char *role)
{
	for (int i = 0; i < why->n_inputs; i++) {
		struct why_input *kept = &why->input[i];
		size_t len = strlen(kept->role);
		if (same_input(kept, in))
			snprintf(kept->role + len, sizeof kept->role - len, "%s%s", len ? ", " : "", role);
	}
}

bool why_is_plain(const struct why_input *in)
{
	struct str text = STR_INIT;
	add_number(&text, in->value);
	bool plain = strcmp(in->label, text.data) == 0;
	str_done(&text);
	return plain;
}

static void keep_input(struct why *why, const struct why_input *in)
{
	for (int i = 0; i < why->n_inputs; i++)
		if (same_input(&why->input[i], in))
			return;
	if (why->n_inputs < WHY_MAX_INPUTS)
		why->input[why->n_inputs++] = *in;
}

/* Numbers that were only written down stand in the text already. */
static void keep(struct why *why, const struct source *s, const struct why_input *in)
{
	if (s->value.kind == VALUE_TENSOR || in->node >= 0 || in->part)
		keep_input(why, in);
}

void why_add_step(struct why *why, struct why_step step, double value, struct why_input *out)
{
	struct str label = STR_INIT;
	add_step(&label, &step);
	*out = *why->cell;
	out->step = step;
	out->value = value;
	out->role[0] = '\0';
	snprintf(out->label, sizeof out->label, "%s", label.data);
	str_done(&label);
	keep_input(why, out);
}

/* [0, n] where a Tensor of ints is wanted: its cells are the list's. */
static bool is_list(const struct expr *x)
{
	return x && (x->kind == EXPR_LIST || x->kind == EXPR_TUPLE);
}

static void place_cell(const struct source *s, const int64_t *index, struct why_input *out)
{
	struct value v = s->value;
	if (s->places) {
		why_place(s, index, &out->item, out->index);
		v = out->item >= 0 ? value_item(s->from, out->item) : s->from;
	} else if (is_list(s->expr) && v.kind == VALUE_TENSOR && v.as.tensor->shape.ndim == 1) {
		out->item = (int)index[0];
		v = VALUE_NOTHING;
	} else {
		if (v.kind == VALUE_TENSOR && index)     /* NULL: the cell of no dimensions */
			memcpy(out->index, index, (size_t)v.as.tensor->shape.ndim * sizeof *index);
		out->item = s->item;
	}
	out->ndim = v.kind == VALUE_TENSOR ? v.as.tensor->shape.ndim : 0;
}

bool why_cell(struct why *why, const struct source *s, const int64_t *index,
              struct why_input *out, struct err *err)
{
	static const int64_t origin[TENSOR_MAX_DIMS];
	bool tensor = s->value.kind == VALUE_TENSOR;
	struct str label = STR_INIT;
	*out = (struct why_input){ .node = -1, .item = -1, .back = why->cell->back,
	                           .random_calls = s->random_calls };
	if (!tensor && !value_is_number(s->value))
		return err_say(err, ERR_TYPE, "a %s has no cells", value_kind_name(s->value.kind));
	out->value = tensor ? tensor_at(s->value.as.tensor, index) : value_number(s->value);
	place_cell(s, tensor ? index : origin, out);
	const struct expr *x = s->expr ? set_origin(s, out) : NULL;
	if (!x)
		add_number(&label, out->value);
	else if (tensor || s->places)
		why_name(x, &label);
	else
		name_number(x, &label);
	if (out->item >= 0)
		str_addf(&label, "[%d]", out->item);
	add_index(&label, out->index, out->ndim);
	snprintf(out->label, sizeof out->label, "%s", label.data);
	str_done(&label);
	keep(why, s, out);
	return true;
}

bool why_arg_cell(const struct call *call, int i, const int64_t *index, struct why *why,
                  struct why_input *out, struct err *err)
{
	struct source source = why_arg(call, i);
	bool fine = why_cell(why, &source, index, out, err);
	why_source_done(&source);
	return fine;
}
