/* Explanations of what works cell by cell: elementwise, made, moved, joined. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

bool why_unary(struct call *c, struct why *why, struct err *err)
{
	struct why_input in;
	if (!arg_cell(c, 0, why, &in, err))
		return false;
	why_begin(why);
	str_addf(&why->text, "%s(%s) = %s(", c->op->name, in.label, c->op->name);
	why_number(why, in.value);
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
		str_addf(&why->text, "%s, part %d of %s", in.label, i + 1, c->op->name);
		why_end(why);
		return true;
	}
	return why_made(c, why, err);
}
