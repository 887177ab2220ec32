/* Explanations of what works cell by cell: elementwise, made, moved, joined. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/names.h"
#include "lang/why_cell.h"

/* The argument's cell under the result's cell. */
static bool arg_cell(struct call *c, int i, struct why *why, struct why_input *out, struct err *err)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (arg_is_tensor(c, i))
		why_align(arg_tensor(c, i), why->index, why->result->shape.ndim, index);
	return why_arg_cell(c, i, index, why, out, err);
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
	if (!arg_is_tensor(c, 0) && !value_is_number(c->arg[0].value))   /* float('inf') */
		return why_made(c, why, err);
	if (!arg_cell(c, 0, why, &in, err))
		return false;
	why_begin(why);
	if (!why_is_plain(&in))
		str_addf(&why->text, "%s(%s) = ", c->op->name, in.label);
	str_addf(&why->text, "%s(", c->op->name);
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
	if (!why_is_plain(&a) || !why_is_plain(&b))
		str_addf(&why->text, "%s(%s, %s) = ", c->op->name, a.label, b.label);
	str_addf(&why->text, "%s(", c->op->name);
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
		bool fine = why_arg_cell(c, i, &why->index[i], why, &cell[i], err);
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
		str_addf(&why->text, _("%s, on this side of the diagonal"), in.label);
	else
		str_addf(&why->text,
		         upper ? _("0, because column %" PRId64 " of row %" PRId64 " lies below the diagonal")
		               : _("0, because column %" PRId64 " of row %" PRId64 " lies above the diagonal"),
		         column, row);
	why_end(why);
	return true;
}

/* A vector's element on the diagonal of a matrix, or a matrix's diagonal as a vector. */
bool why_diag(struct call *c, struct why *why, struct err *err)
{
	int64_t down = why->index[0], offset = arg_int(c, 1);
	bool matrix = arg_tensor(c, 0)->shape.ndim == 2;
	int64_t at[] = { down + (offset < 0 ? -offset : 0), down + (offset > 0 ? offset : 0) };
	int64_t place = offset < 0 ? down + offset : down;
	struct why_input in;
	if (!matrix && why->index[1] - down != offset) {
		why_begin(why);
		str_add(&why->text, _("0, beside the diagonal"));
		why_end(why);
		return true;
	}
	bool fine = why_arg_cell(c, 0, matrix ? at : &place, why, &in, err);
	if (!fine)
		return false;
	why_begin(why);
	str_addf(&why->text, _("%s, on the diagonal"), in.label);
	why_end(why);
	return true;
}

static bool chosen(struct call *c, struct why *why, int mask, int source, struct err *err)
{
	struct why_input condition, value;
	if (!arg_cell(c, mask, why, &condition, err) || !arg_cell(c, source, why, &value, err))
		return false;
	why_begin(why);
	str_addf(&why->text, _("%s, because %s is %s"), value.label, condition.label,
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

/* ---- Joined ---- */

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
		struct source source = why_source(c->eval, listed ? x->item[i] : x, listed ? -1 : i,
		                                  value_item(list, i), c->arg[0].random_calls);
		struct why_input in;
		bool fine = why_cell(why, &source, index, &in, err);
		why_source_done(&source);
		if (!fine)
			return false;
		why_begin(why);
		str_addf(&why->text, _("%s, part %d of %s"), in.label, i + 1, c->op->name);
		str_add(&why->text, str_starts(in.label, "prev(") ? _(": one tick earlier") : "");
		why_end(why);
		return true;
	}
	return why_made(c, why, err);
}
