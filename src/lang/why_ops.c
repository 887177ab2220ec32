/* Explanations of what works cell by cell: elementwise, made, moved, joined. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/names.h"
#include "lang/why_cell.h"

/* The argument's cell under the result's cell. */
static bool arg_cell(struct call *c, int i, struct why *why, struct why_input *out, struct err *err)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	struct source source = why_arg(c, i);
	if (source.value.kind == VALUE_TENSOR)
		why_align(source.value.as.tensor, why->index, why->result->shape.ndim, index);
	bool fine = why_cell(why, &source, index, out, err);
	why_source_done(&source);
	return fine;
}

/* ---- Elementwise ---- */

/* What else was given: elu(-2, alpha=0.5). */
static void add_options(const struct call *c, struct why *why)
{
	struct str code = STR_INIT;
	for (int i = 1; i < c->n_args; i++) {
		const struct expr *x = c->arg[i].expr;
		if (!x)
			continue;
		str_clear(&code);
		expr_code(x, &code);
		str_addf(&why->text, ", %s", code.data);
	}
	str_done(&code);
}

bool why_unary(struct call *c, struct why *why, struct err *err)
{
	struct why_input in;
	if (!arg_cell(c, 0, why, &in, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s(%s) = %s(", c->op->name, in.label, c->op->name);
	why_number(why, in.value);
	add_options(c, why);
	str_add_char(&why->text, ')');
	why_end(why);
	return true;
}

bool why_same(struct call *c, struct why *why, struct err *err)
{
	return arg_is_tensor(c, 0) && arg_tensor(c, 0)->shape.ndim == why->result->shape.ndim
		&& shape_count(&arg_tensor(c, 0)->shape) == shape_count(&why->result->shape)
		? why_unary(c, why, err) : why_moved(c, why, err);
}

bool why_binary(struct call *c, struct why *why, struct err *err)
{
	struct why_input a, b;
	if (!arg_cell(c, 0, why, &a, err) || !arg_cell(c, 1, why, &b, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s(%s, %s) = %s(", c->op->name, a.label, b.label, c->op->name);
	why_number(why, a.value);
	str_add(&why->text, ", ");
	why_number(why, b.value);
	str_add_char(&why->text, ')');
	why_end(why);
	return true;
}

bool why_outer(struct call *c, struct why *why, struct err *err)
{
	struct why_input cell[2];
	for (int i = 0; i < 2; i++) {
		struct source source = why_arg(c, i);
		bool fine = why_cell(why, &source, &why->index[i], &cell[i], err);
		why_source_done(&source);
		if (!fine)
			return false;
	}
	why_begin(why);
	str_addf(&why->text, "%s * %s = ", cell[0].label, cell[1].label);
	why_number(why, cell[0].value);
	str_add(&why->text, " * ");
	why_number(why, cell[1].value);
	why_end(why);
	return true;
}

/* min(max(x, low), high), with the bounds that there are. */
bool why_clamp(struct call *c, struct why *why, struct err *err)
{
	struct why_input in, bound;
	if (!arg_cell(c, 0, why, &in, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s%s", arg_given(c, 2) ? "min(" : "", arg_given(c, 1) ? "max(" : "");
	why_number(why, in.value);
	for (int i = 1; i <= 2; i++) {
		if (!arg_given(c, i))
			continue;
		if (!arg_cell(c, i, why, &bound, err))
			return false;
		str_add(&why->text, ", ");
		why_number(why, bound.value);
		str_add_char(&why->text, ')');
	}
	why_end(why);
	return true;
}

bool why_cast(struct call *c, struct why *why, struct err *err)
{
	struct why_input in;
	if (!arg_cell(c, 0, why, &in, err))
		return false;
	why_begin(why);
	if (c->n_args > 1)   /* x.to(float64) */
		str_addf(&why->text, "%s.%s(%s)", in.label, c->op->name, dtype_name(why->result->dtype));
	else
		str_addf(&why->text, "%s.%s()", in.label, c->op->name);
	why_end(why);
	return true;
}

bool why_triangle(struct call *c, struct why *why, struct err *err)
{
	struct why_input in;
	int n = why->result->shape.ndim;
	int64_t row = why->index[n - 2], column = why->index[n - 1], diagonal = arg_int(c, 1);
	bool upper = c->op->code, kept = upper ? column - row >= diagonal : column - row <= diagonal;
	if (kept && !arg_cell(c, 0, why, &in, err))
		return false;
	why_begin(why);
	if (kept)
		str_addf(&why->text, "%s, on this side of the diagonal", in.label);
	else
		str_addf(&why->text, "0, because column %" PRId64 " of row %" PRId64 " lies %s the diagonal", column,
		         row, upper ? "below" : "above");
	why_end(why);
	return true;
}

bool why_diag(struct call *c, struct why *why, struct err *err)
{
	int64_t down = why->index[0], offset = arg_int(c, 1);
	struct why_input in;
	if (arg_tensor(c, 0)->shape.ndim == 2)
		return why_made(c, why, err);
	if (why->index[1] - down != offset) {
		why_begin(why);
		str_add(&why->text, "0, beside the diagonal");
		why_end(why);
		return true;
	}
	int64_t at = offset < 0 ? down + offset : down;
	struct source source = why_arg(c, 0);
	bool fine = why_cell(why, &source, &at, &in, err);
	why_source_done(&source);
	if (!fine)
		return false;
	why_begin(why);
	str_addf(&why->text, "%s, on the diagonal", in.label);
	why_end(why);
	return true;
}

/* The call behind .values or .indices, and the dimension that it sorted or searched. */
static bool why_picked(struct call *inner, struct value both, bool values, struct why *why,
                       struct err *err)
{
	const struct tensor *at = value_item(both, 1).as.tensor;
	const struct shape *shape = &arg_tensor(inner, 0)->shape;
	bool topk = strcmp(inner->op->name, "topk") == 0, order = topk || strcmp(inner->op->name, "sort") == 0;
	int dim = shape_dim(shape, arg_int(inner, topk ? 2 : 1), err);
	int64_t index[TENSOR_MAX_DIMS] = {0}, place = tensor_int_at(at, why->index);
	bool kept = why->result->shape.ndim == shape->ndim;
	struct why_input in;
	for (int d = 0, from = 0; d < shape->ndim; d++) {
		index[d] = d == dim ? place : why->index[kept ? d : from];
		from += d != dim;
	}
	struct source source = why_arg(inner, 0);
	bool fine = dim >= 0 && why_cell(why, &source, index, &in, err);
	why_source_done(&source);
	if (!fine)
		return false;
	why_begin(why);
	if (values)
		str_add(&why->text, in.label);
	else
		str_addf(&why->text, "%" PRId64 ", where %s stands", place, in.label);
	if (order && kept && shape->ndim)
		str_addf(&why->text, ", number %" PRId64 " in order", why->index[dim]);
	why_end(why);
	return true;
}

bool why_values(struct call *c, struct why *why, struct err *err)
{
	const struct expr *x = c->expr->item[0];
	bool method = x->kind == EXPR_METHOD, plain = x->kind == EXPR_CALL
		&& program_find_def(c->eval->program, x->text) < 0;
	const struct op *op = method ? ops_find_method(x->text) : plain ? ops_find_function(x->text) : NULL;
	struct call inner;
	if (!op)
		return why_made(c, why, err);
	bool fine = call_bind(c->eval, op, x, &inner, err)
		&& why_picked(&inner, c->arg[0].value, c->op->code == 0, why, err);
	call_done(&inner);
	return fine;
}

static bool chosen(struct call *c, struct why *why, int mask, int source, struct err *err)
{
	struct why_input condition, value;
	if (!arg_cell(c, mask, why, &condition, err) || !arg_cell(c, source, why, &value, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s, because %s is %s", value.label, condition.label,
	         condition.value != 0 ? "True" : "False");
	why_end(why);
	return true;
}

bool why_where(struct call *c, struct why *why, struct err *err)
{
	int64_t index[TENSOR_MAX_DIMS];
	why_align(arg_tensor(c, 0), why->index, why->result->shape.ndim, index);
	return chosen(c, why, 0, tensor_at(arg_tensor(c, 0), index) != 0 ? 1 : 2, err);
}

bool why_masked_fill(struct call *c, struct why *why, struct err *err)
{
	int64_t index[TENSOR_MAX_DIMS];
	why_align(arg_tensor(c, 1), why->index, why->result->shape.ndim, index);
	return chosen(c, why, 1, tensor_at(arg_tensor(c, 1), index) != 0 ? 2 : 0, err);
}

/* ---- Numbers that are made, or only moved ---- */

bool why_made(struct call *c, struct why *why, struct err *err)
{
	struct str code = STR_INIT;
	(void)err;
	why_begin(why);
	expr_code(c->expr, &code);
	str_addf(&why->text, "a cell of %s", code.data);
	str_done(&code);
	why_end(why);
	return true;
}

bool why_random(struct call *c, struct why *why, struct err *err)
{
	int64_t place = 0;
	(void)err;
	for (int d = 0; d < why->result->shape.ndim; d++)
		place = place * why->result->shape.size[d] + why->index[d];
	why_begin(why);
	str_addf(&why->text, "random number %" PRId64 " of %s(), a function of the seed %" PRIu64
	         ", the name %s and its place", place, c->op->name, c->eval->program->seed,
	         c->eval->node ? c->eval->node : "of the node");
	why_end(why);
	return true;
}

bool why_moved(struct call *c, struct why *why, struct err *err)
{
	struct value result = value_tensor((struct tensor *)why->result);
	struct source source = why_source(c->eval, c->expr, result, c->arg[0].random_calls);
	struct why_input in;
	bool traced = source.places, fine = traced && why_cell(why, &source, why->index, &in, err);
	why_source_done(&source);
	if (!traced)
		return why_made(c, why, err);
	why_begin(why);
	str_addf(&why->text, "%s, moved by %s", in.label, c->op->name);
	why_end(why);
	return fine;
}

bool why_join(struct call *c, struct why *why, struct err *err)
{
	struct value list = c->arg[0].value;
	const struct expr *x = c->arg[0].expr;
	bool stack = c->op->code != 0;
	int dim = shape_dim(&why->result->shape, arg_int(c, 1), err);
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (dim < 0)
		return false;
	memcpy(index, why->index, (size_t)why->result->shape.ndim * sizeof *index);
	for (int i = 0; i < value_count(list); i++) {
		const struct tensor *t = value_item(list, i).as.tensor;
		bool skipped = !stack && t->shape.ndim == 1 && t->shape.size[0] == 0;
		int64_t size = skipped ? 0 : stack ? 1 : t->shape.size[dim];
		if (index[dim] >= size) {
			index[dim] -= size;
			continue;
		}
		if (stack)
			memmove(index + dim, index + dim + 1, sizeof *index * (size_t)(TENSOR_MAX_DIMS - dim - 1));
		bool listed = x->kind == EXPR_LIST || x->kind == EXPR_TUPLE;
		struct source source = why_source(c->eval, listed ? x->item[i] : x, value_item(list, i),
		                                  c->arg[0].random_calls);
		struct why_input in;
		bool fine = why_cell(why, &source, index, &in, err);
		why_source_done(&source);
		if (!fine)
			return false;
		why_begin(why);
		str_addf(&why->text, "%s, part %d of %s%s", in.label, i + 1, c->op->name,
		         str_starts(in.label, "prev(") ? ": one tick earlier" : "");
		why_end(why);
		return true;
	}
	return why_made(c, why, err);
}
