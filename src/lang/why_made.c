/* Explanations of numbers that an operation makes itself: filled, counted, written, drawn, sorted. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

#include "lang/why_along.h"

bool why_made(struct call *c, struct why *why, struct err *err)
{
	struct str code = STR_INIT;
	(void)err;
	why_begin(why);
	expr_code(c->expr, &code);
	str_addf(&why->text, why->number ? "%s" : _("a cell of %s"), code.data);
	str_done(&code);
	why_end(why);
	return true;
}

void why_say_random(const struct call *c, int64_t place, struct why *why)
{
	why_begin(why);
	str_addf(&why->text, _("random number %" PRId64 " of %s(), a function of the seed %" PRIu64
	                       ", the name %s and its place"), place, c->op->name, c->eval->program->seed,
	         c->eval->node ? c->eval->node : _("of the node"));
	why_end(why);
}

bool why_random(struct call *c, struct why *why, struct err *err)
{
	int64_t place = 0;
	(void)err;
	for (int d = 0; d < why->result->shape.ndim; d++)
		place = place * why->result->shape.size[d] + why->index[d];
	why_say_random(c, place, why);
	return true;
}

bool why_full(struct call *c, struct why *why, struct err *err)
{
	struct why_input in;
	if (!why_arg_cell(c, 1, NULL, why, &in, err))
		return false;
	why_begin(why);
	str_addf(&why->text, _("%s, as every cell of %s"), in.label, c->op->name);
	why_end(why);
	return true;
}

bool why_eye(struct call *c, struct why *why, struct err *err)
{
	bool on = why->index[0] == why->index[1];
	(void)c;
	(void)err;
	why_begin(why);
	str_addf(&why->text, on ? _("1, because row %" PRId64 " and column %" PRId64 " are the same")
	                        : _("0, because row %" PRId64 " and column %" PRId64 " are not the same"),
	         why->index[0], why->index[1]);
	why_end(why);
	return true;
}

static void add_steps(struct why *why, double start, double step)
{
	why_begin(why);
	str_add(&why->text, _("start + place * step = "));
	why_number(why, start);
	str_addf(&why->text, " + %" PRId64 " * ", why->index[0]);
	why_number(why, step);
	why_end(why);
}

bool why_arange(struct call *c, struct why *why, struct err *err)
{
	bool two = arg_given(c, 1);
	(void)err;
	add_steps(why, two ? value_number(c->arg[0].value) : 0, value_number(c->arg[2].value));
	return true;
}

bool why_linspace(struct call *c, struct why *why, struct err *err)
{
	double start = arg_float(c, 0), steps = (double)arg_int(c, 2);
	(void)err;
	add_steps(why, start, steps > 1 ? (arg_float(c, 1) - start) / (steps - 1) : 0);
	return true;
}

bool why_one_hot(struct call *c, struct why *why, struct err *err)
{
	struct why_input in;
	int64_t column = why->index[why->result->shape.ndim - 1];
	if (!why_arg_cell(c, 0, why->index, why, &in, err))
		return false;
	why_begin(why);
	str_addf(&why->text, _("%d, because %s is %.0f and this is column %" PRId64), in.value == (double)column,
	         in.label, in.value, column);
	why_end(why);
	return true;
}

/* The expression of a cell in the lists of tensor([[1, x.sum()], ...]); NULL if they are made otherwise. */
static const struct expr *written(const struct expr *x, const int64_t *index, int ndim)
{
	for (int d = 0; d < ndim; d++) {
		if ((x->kind != EXPR_LIST && x->kind != EXPR_TUPLE) || index[d] >= x->n_items)
			return NULL;
		x = x->item[index[d]];
	}
	return x;
}

/* Random numbers drawn in a list by the expressions before x are drawn first. */
static bool draw_until(struct eval *e, const struct expr *list, const struct expr *x, bool *found,
                       struct err *err)
{
	for (int i = 0; i < list->n_items && !*found; i++) {
		const struct expr *item = list->item[i];
		struct value v;
		*found = item == x;
		if (*found)
			break;
		if (item->kind == EXPR_LIST || item->kind == EXPR_TUPLE) {
			if (!draw_until(e, item, x, found, err))
				return false;
		} else if (item->kind > EXPR_STR) {
			if (!eval(e, item, &v, err))
				return false;
			value_drop(e->run, v);
		}
	}
	return true;
}

/* A cell that was computed, and not written as a number. */
static bool explain_element(struct call *c, const struct expr *x, struct why *why, struct err *err)
{
	static const int64_t origin[TENSOR_MAX_DIMS];
	struct eval *e = c->eval;
	struct value v;
	struct why_input in;
	bool found = false;
	uint32_t calls = e->random_calls;
	e->random_calls = c->arg[0].random_calls;
	bool fine = draw_until(e, c->arg[0].expr, x, &found, err);
	uint32_t before = e->random_calls;
	fine = fine && eval(e, x, &v, err);
	e->random_calls = calls;
	if (!fine)
		return false;
	struct source source = why_source(e, x, -1, v, before);
	fine = why_cell(why, &source, origin, &in, err);
	why_source_done(&source);
	value_drop(e->run, v);
	if (!fine)
		return false;
	why_begin(why);
	str_add(&why->text, in.label);
	why_end(why);
	return true;
}

bool why_tensor(struct call *c, struct why *why, struct err *err)
{
	const struct expr *list = c->arg[0].expr;
	struct why_input in;
	if (arg_is_tensor(c, 0)) {
		if (!why_arg_cell(c, 0, why->index, why, &in, err))
			return false;
		why_begin(why);
		str_addf(&why->text, _("%s, copied"), in.label);
		why_end(why);
		return true;
	}
	const struct expr *x = written(list, why->index, why->result->shape.ndim);
	bool number = !x || x->kind < EXPR_NAME || (x->kind == EXPR_UNARY && x->item[0]->kind < EXPR_NAME);
	return number ? why_made(c, why, err) : explain_element(c, x, why, err);
}

/* ---- A tuple of tensors: why->item says which ---- */

bool why_meshgrid(struct call *c, struct why *why, struct err *err)
{
	bool swapped = strcmp(value_text(c->arg[1].value), "xy") == 0 && value_count(c->arg[0].value) > 1;
	int item = why->item, along = swapped && item < 2 ? 1 - item : item;
	if (item < 0)
		return why_made(c, why, err);
	struct source source = why_operand(c, 0, item);
	struct why_input in;
	bool fine = why_cell(why, &source, &why->index[along], &in, err);
	why_source_done(&source);
	if (!fine)
		return false;
	why_begin(why);
	str_addf(&why->text, _("%s, the same all along the other dimensions"), in.label);
	why_end(why);
	return true;
}

/* Position of the dim in the signature. */
static int dim_place(const struct call *c)
{
	return strcmp(c->op->name, "topk") == 0 ? 2 : 1;
}

/* sort and topk give (values, indices), argsort the indices alone. */
bool why_order(struct call *c, struct why *why, struct err *err)
{
	bool single = strcmp(c->op->name, "argsort") == 0;
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	int dim = shape_dim(shape, arg_int(c, dim_place(c)), err);
	int64_t index[TENSOR_MAX_DIMS] = {0};
	struct value both;
	struct why_input in;
	if (dim < 0 || (!single && why->item < 0))
		return dim >= 0 && why_made(c, why, err);
	if (!c->op->eval(c, &both, err))
		return false;
	const struct tensor *order = single ? both.as.tensor : value_item(both, 1).as.tensor;
	int64_t place = tensor_int_at(order, why->index);
	memcpy(index, why->index, (size_t)shape->ndim * sizeof *index);
	if (shape->ndim)
		index[dim] = place;
	value_drop(c->eval->run, both);
	if (!why_arg_cell(c, 0, index, why, &in, err))
		return false;
	why_begin(why);
	if (single || why->item == 1)
		str_addf(&why->text, _("%" PRId64 ", where %s stands, number %" PRId64 " in order"), place, in.label,
		         shape->ndim ? why->index[dim] : 0);
	else
		str_addf(&why->text, _("%s, number %" PRId64 " in order"), in.label, shape->ndim ? why->index[dim] : 0);
	why_end(why);
	return true;
}
