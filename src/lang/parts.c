#include "lang/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine/arrange.h"
#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "lang/ops_list.h"
#include "lang/parts_inside.h"

struct parts *parts_new(void)
{
	return mem_new(1, sizeof(struct parts));
}

void parts_free(struct run *run, struct parts *parts)
{
	for (struct step *s = parts->steps, *next; s; s = next) {
		next = s->next;
		for (int i = 0; i < s->n_in; i++)
			value_drop(run, s->in[i]);
		tensor_unref(s->outline);
		tensor_drop(run, s->last);
		tensor_drop(run, s->row);
		free(s);
	}
	free(parts);
}

bool parts_in(struct value v)
{
	if (v.kind == VALUE_TENSOR)
		return tensor_is_outline(v.as.tensor);
	for (int i = 0; i < value_count(v); i++)
		if (parts_in(value_item(v, i)))
			return true;
	return false;
}

bool parts_know(const struct parts *parts, const struct tensor *t)
{
	const struct step *s = parts->steps;
	while (s && s->outline->storage != t->storage)
		s = s->next;
	return s != NULL;
}

void parts_watch(struct parts *parts, const struct eval *e)
{
	parts->watched = true;
	parts->reader = *e;
}

bool parts_were_read(const struct parts *parts, struct err *err)
{
	if (parts->failed.code != ERR_NONE)
		*err = parts->failed;
	return parts->failed.code == ERR_NONE;
}

bool parts_say_whole(const char *what, struct err *err)
{
	return err_say(err, ERR_LIMIT, "%s needs the whole of a Tensor that is too large to compute whole; "
	               "make the sizes smaller", _(what));
}

/* ---- Doing a step ---- */

/* Of a call only the values matter here: its text may be gone. */
static bool do_call(struct eval *e, const struct step *s, const struct value *in, struct value *out,
                    struct err *err)
{
	static const struct expr nowhere = { .kind = EXPR_NONE };
	struct bound bound[OP_MAX_ARGS];
	for (int i = 0; i < s->n_in; i++)
		bound[i] = (struct bound){ .value = value_ref(in[i]), .expr = &nowhere };
	struct call call = { .eval = e, .op = s->op, .expr = &nowhere, .arg = bound, .n_args = s->n_in };
	bool fine = s->op->eval(&call, out, err);
	for (int i = 0; i < s->n_in; i++)
		value_drop(e->run, bound[i].value);
	return fine;
}

struct tensor *parts_do_step(struct eval *e, const struct step *s, const struct value *in,
                             struct err *err)
{
	struct eval plain = *e;
	struct value out = VALUE_NOTHING;
	bool fine;
	plain.parts = NULL;
	if (s->kind == STEP_OPERATOR)
		fine = eval_binary(&plain, s->text, in[0], in[1], &out, err);
	else if (s->kind == STEP_UNARY)
		fine = eval_negation(&plain, s->text, in[0], &out, err);
	else
		fine = do_call(&plain, s, in, &out, err);
	return fine && out.kind == VALUE_TENSOR ? out.as.tensor : NULL;
}

/* ---- Small values ---- */

bool parts_settle(struct eval *e, struct value *out, struct err *err)
{
	if (!e->parts || out->kind != VALUE_TENSOR || !tensor_is_outline(out->as.tensor)
	    || tensor_count(out->as.tensor) > PARTS_SMALL || !parts_know(e->parts, out->as.tensor))
		return true;
	struct tensor *outline = out->as.tensor;
	struct tensor *read = parts_read_all(e, outline, err);
	tensor_unref(outline);
	*out = VALUE_NOTHING;
	return give_tensor(out, read);
}

/* ---- Making steps ---- */

/* One element of each: what it has to say of types. */
static bool find_dtype(struct eval *e, const struct step *s, enum dtype *out, struct err *err)
{
	struct value in[OP_MAX_ARGS] = {0};
	bool fine = true;
	int n = 0;
	for (; n < s->n_in && fine; n++) {
		in[n] = value_ref(s->in[n]);
		if (in[n].kind != VALUE_TENSOR)
			continue;
		struct shape dot = { .ndim = in[n].as.tensor->shape.ndim };
		for (int d = 0; d < dot.ndim; d++)
			dot.size[d] = 1;
		enum dtype dtype = in[n].as.tensor->dtype;
		value_unref(in[n]);
		in[n] = VALUE_NOTHING;
		fine = give_tensor(&in[n], tensor_new(e->run, dtype, &dot, err));
	}
	struct tensor *t = fine ? parts_do_step(e, s, in, err) : NULL;
	if (t)
		*out = t->dtype;
	for (int i = 0; i < n; i++)
		value_drop(e->run, in[i]);
	if (t)
		tensor_drop(e->run, t);
	return t != NULL;
}

static bool shape_of_cells(const struct step *s, struct shape *out, struct err *err)
{
	bool any = false;
	for (int i = 0; i < s->n_in; i++) {
		if (s->in[i].kind != VALUE_TENSOR)
			continue;
		struct shape so_far = *out;
		if (any && !shape_broadcast(&so_far, &s->in[i].as.tensor->shape, out, err))
			return false;
		if (!any)
			*out = s->in[i].as.tensor->shape;
		any = true;
	}
	return any;
}

static bool shape_of_matmul(struct eval *e, const struct step *s, struct shape *out, struct err *err)
{
	const struct tensor *a = s->in[0].as.tensor, *b = s->in[1].as.tensor;
	int n = a->shape.ndim, m = b->shape.ndim;
	if (n < 2 || m < 2)
		return parts_say_whole("a product with a vector", err);
	if (a->shape.size[n - 1] != b->shape.size[m - 2] || a->dtype != b->dtype) {
		matmul(e->run, a, b, err);   /* says what is wrong, reads nothing */
		return false;
	}
	struct shape left = a->shape, right = b->shape;
	left.ndim -= 2;
	right.ndim -= 2;
	if (!shape_broadcast(&left, &right, out, err))
		return false;
	out->size[out->ndim] = a->shape.size[n - 2];
	out->name[out->ndim++] = a->shape.name[n - 2];
	out->size[out->ndim] = b->shape.size[m - 1];
	out->name[out->ndim++] = b->shape.name[m - 1];
	return true;
}

/* The dimension that softmax and the reductions work along: the argument `dim`, one int. */
static bool find_rows(struct step *s, struct shape *out, struct err *err)
{
	const struct shape *input = &s->in[0].as.tensor->shape;
	bool last = s->rule == PART_LAST;
	if (last && value_count(s->in[1]) > 1)
		return parts_say_whole(s->op->name, err);
	struct value dim = last ? value_int(-1) : s->in[1];
	if (value_count(dim) == 1)
		dim = value_item(dim, 0);
	if (dim.kind != VALUE_INT)
		return parts_say_whole(s->op->name, err);
	s->dim = shape_dim(input, dim.as.integer.n, err);
	if (s->dim < 0)
		return false;
	*out = *input;
	bool keep = s->n_in > 2 && s->in[2].kind == VALUE_BOOL && s->in[2].as.flag;
	s->gone = s->rule == PART_REDUCE && !keep;
	if (s->rule == PART_REDUCE && keep) {
		out->size[s->dim] = 1;
		out->name[s->dim] = dim_number(1);
	}
	for (int d = s->dim; s->gone && d + 1 < input->ndim; d++) {
		out->size[d] = input->size[d + 1];
		out->name[d] = input->name[d + 1];
	}
	out->ndim -= s->gone;
	return true;
}

static bool shape_of_step(struct eval *e, struct step *s, struct shape *out, struct err *err)
{
	*out = (struct shape){0};
	switch (s->rule) {
	case PART_CELLS:  return shape_of_cells(s, out, err);
	case PART_MATMUL: return shape_of_matmul(e, s, out, err);
	default:          return find_rows(s, out, err);
	}
}

/* Is it worth it? What reads an outline has no choice. */
static bool reads_outline(const struct step *s)
{
	for (int i = 0; i < s->n_in; i++)
		if (parts_in(s->in[i]))
			return true;
	return false;
}

static bool has_tensor(const struct step *s)
{
	bool first = s->n_in > 0 && s->in[0].kind == VALUE_TENSOR;
	if (s->rule == PART_MATMUL)
		return first && s->in[1].kind == VALUE_TENSOR;
	if (s->rule != PART_CELLS)
		return first;
	for (int i = 0; i < s->n_in; i++)
		if (s->in[i].kind == VALUE_TENSOR)
			return true;
	return false;
}

static void forget(struct step *s)
{
	for (int i = 0; i < s->n_in; i++)
		value_unref(s->in[i]);
	free(s);
}

static const struct tensor_cells cells = { parts_cell, parts_int_cell };

/* Takes over the step. */
static bool add_step(struct eval *e, struct step *s, struct value *out, bool *done, struct err *err)
{
	struct shape shape;
	enum dtype dtype = DT_FLOAT32;
	bool must = reads_outline(s);
	*done = false;
	if (!has_tensor(s)) {
		forget(s);
		return must && !parts_say_whole("this", err);
	}
	bool fine = shape_of_step(e, s, &shape, err);
	if (fine && shape_count(&shape) == INT64_MAX)
		fine = parts_say_whole("a result without end", err);
	if (!must && (!fine || shape_count(&shape) <= PARTS_LARGE)) {
		forget(s);
		return false;
	}
	if (s->rule == PART_LAST)
		dtype = s->in[0].as.tensor->dtype;
	else
		fine = fine && find_dtype(e, s, &dtype, err);
	if (!fine) {
		forget(s);
		return true;
	}
	s->outline = tensor_outline(dtype, &shape);
	s->parts = e->parts;
	s->row_at = -1;
	if (e->parts->watched)
		tensor_outline_reads(s->outline, &cells, s);
	s->next = e->parts->steps;
	e->parts->steps = s;
	*out = value_tensor(tensor_ref(s->outline));
	*done = parts_settle(e, out, err);
	return true;
}

bool parts_operator(struct eval *e, const char *op, struct value a, struct value b,
                    struct value *out, bool *done, struct err *err)
{
	struct step *s = mem_new(1, sizeof *s);
	*s = (struct step){ .kind = STEP_OPERATOR, .text = op, .n_in = 2,
	                    .rule = strcmp(op, "@") == 0 ? PART_MATMUL : PART_CELLS,
	                    .in = { value_ref(a), value_ref(b) } };
	return add_step(e, s, out, done, err);
}

bool parts_unary(struct eval *e, const char *op, struct value a, struct value *out, bool *done,
                 struct err *err)
{
	struct step *s = mem_new(1, sizeof *s);
	*s = (struct step){ .kind = STEP_UNARY, .text = op, .n_in = 1, .rule = PART_CELLS,
	                    .in = { value_ref(a) } };
	return add_step(e, s, out, done, err);
}

bool parts_call(struct eval *e, struct call *call, struct value *out, bool *done, struct err *err)
{
	const struct op *op = call->op;
	bool outlined = false;
	for (int i = 0; i < call->n_args; i++)
		outlined = outlined || parts_in(call->arg[i].value);
	*done = false;
	if (op->part == PART_MEANS) {
		*done = ops_means(call, out, err) && parts_settle(e, out, err);
		return true;
	}
	if (op->part == PART_VIEW) {
		*done = op->eval(call, out, err) && parts_settle(e, out, err);
		return true;
	}
	if (op->part == PART_WHOLE) {
		if (outlined)
			parts_say_whole(op->name, err);
		return outlined;
	}
	struct step *s = mem_new(1, sizeof *s);
	*s = (struct step){ .kind = STEP_CALL, .op = op, .rule = op->part, .n_in = call->n_args };
	for (int i = 0; i < call->n_args; i++)
		s->in[i] = value_ref(call->arg[i].value);
	return add_step(e, s, out, done, err);
}
