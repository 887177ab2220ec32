#include "lang/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine/arrange.h"
#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "lang/ops_list.h"

enum step_kind { STEP_OPERATOR, STEP_UNARY, STEP_CALL };

struct box {
	int64_t from[TENSOR_MAX_DIMS], size[TENSOR_MAX_DIMS];
};

/* How an outline is computed. */
struct step {
	struct tensor *outline;         /* row-major, offset 0 */
	enum step_kind kind;
	const char *text;               /* of an operator */
	const struct op *op;            /* of a call */
	enum op_part rule;
	int dim;                        /* along which rows are whole; of the input */
	bool gone;                      /* and which the result lacks */
	struct value in[OP_MAX_ARGS];
	int n_in;
	struct box last_box;            /* read last, to be read again by another step */
	struct tensor *last;
	struct step *next;
};

struct parts {
	struct step *steps;
};

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
		if (s->last)
			tensor_drop(run, s->last);
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

/* The operation on real values. */
static struct tensor *do_step(struct eval *e, const struct step *s, const struct value *in,
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

/* ---- Which part of the inputs ---- */

static void cells_of(const struct shape *result, const struct box *box, const struct shape *input,
                     struct box *out)
{
	int skip = result->ndim - input->ndim;
	for (int d = 0; d < input->ndim; d++) {
		bool one = input->size[d] == 1;
		out->from[d] = one ? 0 : box->from[d + skip];
		out->size[d] = one ? 1 : box->size[d + skip];
	}
}

static void all_along(const struct shape *shape, int d, struct box *box)
{
	box->from[d] = 0;
	box->size[d] = shape->size[d];
}

/* a's rows, b's columns, and of both the batches that are asked for. */
static void factors_of(const struct step *s, const struct box *box, int i,
                       const struct shape *input, struct box *out)
{
	int whole = input->ndim - (i == 0 ? 1 : 2);
	cells_of(&s->outline->shape, box, input, out);
	for (int d = input->ndim - 2; d < input->ndim; d++) {
		int k = s->outline->shape.ndim - (input->ndim - d);
		out->from[d] = box->from[k];
		out->size[d] = box->size[k];
	}
	all_along(input, whole, out);
}

static void rows_of(const struct step *s, const struct box *box, const struct shape *input,
                    struct box *out)
{
	for (int d = 0, k = 0; d < input->ndim; d++) {
		if (s->gone && d == s->dim)
			continue;
		out->from[d] = box->from[k];
		out->size[d] = box->size[k++];
	}
	all_along(input, s->dim, out);
}

static void input_box(const struct step *s, const struct box *box, int i, struct box *out)
{
	const struct shape *input = &s->in[i].as.tensor->shape;
	if (s->rule == PART_CELLS)
		cells_of(&s->outline->shape, box, input, out);
	else if (s->rule == PART_MATMUL)
		factors_of(s, box, i, input, out);
	else if (i == 0)
		rows_of(s, box, input, out);
	else
		for (int d = 0; d < input->ndim; d++)
			all_along(input, d, out);
}

/* ---- Reading ---- */

static struct tensor *cut(const struct tensor *t, const struct box *box)
{
	struct shape shape = t->shape;
	int64_t offset = t->offset;
	for (int d = 0; d < shape.ndim; d++) {
		offset += box->from[d] * t->stride[d];
		if (box->size[d] != shape.size[d])
			shape.name[d] = DIM_ANONYMOUS;
		shape.size[d] = box->size[d];
	}
	return tensor_view(t, &shape, t->stride, offset);
}

static bool same_box(const struct box *a, const struct box *b, int ndim)
{
	size_t bytes = (size_t)ndim * sizeof *a->from;
	return memcmp(a->from, b->from, bytes) == 0 && memcmp(a->size, b->size, bytes) == 0;
}

static struct tensor *do_on_parts(struct eval *e, const struct step *s, const struct box *box,
                                  struct err *err)
{
	struct value in[OP_MAX_ARGS] = {0};
	bool fine = true;
	int n = 0;
	for (; n < s->n_in && fine; n++) {
		struct box part;
		in[n] = VALUE_NOTHING;
		if (s->in[n].kind != VALUE_TENSOR) {
			in[n] = value_ref(s->in[n]);
			continue;
		}
		input_box(s, box, n, &part);
		fine = give_tensor(&in[n], parts_read(e, s->in[n].as.tensor, part.from, part.size, err));
	}
	struct tensor *t = fine ? do_step(e, s, in, err) : NULL;
	for (int i = 0; i < n; i++)
		value_drop(e->run, in[i]);
	return t;
}

/* Where rows are computed whole, the result may be larger than what is asked for. */
static struct tensor *read_step(struct eval *e, struct step *s, const struct box *box,
                                struct err *err)
{
	struct box all = *box;
	if (s->rule == PART_ROWS || s->rule == PART_LAST)
		all_along(&s->outline->shape, s->dim, &all);
	if (!s->last || !same_box(&all, &s->last_box, s->outline->shape.ndim)) {
		if (s->last)
			tensor_drop(e->run, s->last);
		s->last = do_on_parts(e, s, &all, err);
		s->last_box = all;
	}
	if (!s->last)
		return NULL;
	struct box inside = *box;
	for (int d = 0; d < s->outline->shape.ndim; d++)
		inside.from[d] -= all.from[d];
	return cut(s->last, &inside);
}

/* The dimension of the outline along which a view steps, and by how much; false if by none alone. */
static bool find_dim(const struct tensor *outline, int64_t stride, int *dim, int64_t *step)
{
	for (int d = 0; d < outline->shape.ndim; d++)
		if (outline->shape.size[d] > 1 && outline->stride[d] <= stride) {
			*dim = d;
			*step = stride / outline->stride[d];
			return stride % outline->stride[d] == 0;
		}
	return false;
}

/* The box of the outline that a view of it covers. */
static bool covered(const struct tensor *outline, const struct tensor *view, struct box *box)
{
	int64_t at = view->offset;
	for (int d = 0; d < outline->shape.ndim; d++) {
		bool one = outline->shape.size[d] <= 1;
		box->from[d] = one ? 0 : at / outline->stride[d];
		box->size[d] = 1;
		at -= box->from[d] * outline->stride[d];
	}
	for (int d = 0; d < view->shape.ndim; d++) {
		int dim;
		int64_t step;
		if (view->shape.size[d] <= 1 || view->stride[d] == 0)
			continue;
		if (!find_dim(outline, view->stride[d], &dim, &step))
			return false;
		box->size[dim] += (view->shape.size[d] - 1) * step;
	}
	for (int d = 0; d < outline->shape.ndim; d++)
		if (box->from[d] + box->size[d] > outline->shape.size[d])
			return false;
	return true;
}

/* The same view of what was read of the outline. */
static struct tensor *view_again(const struct tensor *outline, const struct tensor *view,
                                 const struct tensor *read)
{
	int64_t stride[TENSOR_MAX_DIMS] = {0};
	for (int d = 0; d < view->shape.ndim; d++) {
		int dim;
		int64_t step;
		if (view->shape.size[d] > 1 && view->stride[d] != 0
		    && find_dim(outline, view->stride[d], &dim, &step))
			stride[d] = step * read->stride[dim];
	}
	return tensor_view(read, &view->shape, stride, read->offset);
}

static struct step *find_step(const struct eval *e, const struct tensor *t)
{
	struct step *s = e->parts->steps;
	while (s->outline->storage != t->storage)
		s = s->next;
	return s;
}

struct tensor *parts_read(struct eval *e, const struct tensor *t, const int64_t *from,
                          const int64_t *size, struct err *err)
{
	struct box box, base;
	memcpy(box.from, from, (size_t)t->shape.ndim * sizeof *from);
	memcpy(box.size, size, (size_t)t->shape.ndim * sizeof *size);
	struct tensor *view = cut(t, &box);
	if (!tensor_is_outline(t))
		return view;
	struct step *s = find_step(e, t);
	struct tensor *read = NULL, *part = NULL;
	if (!covered(s->outline, view, &base))
		parts_say_whole("this view", err);
	else if (run_spend(e->run, EVAL_STEP_OPS, err))
		read = read_step(e, s, &base, err);
	if (read) {
		part = view_again(s->outline, view, read);
		tensor_drop(e->run, read);
	}
	tensor_unref(view);
	return part;
}

/* The next matrix, a number of its rows at a time; false after the last. */
static bool next_band(const struct shape *shape, struct box *box)
{
	int d = shape->ndim - 2;
	for (; d >= 0; d--) {
		box->from[d] += box->size[d];
		if (box->from[d] < shape->size[d])
			break;
		box->from[d] = 0;
	}
	return d >= 0;
}

/* Half of it where memory does not suffice: fewer rows, or of one row fewer columns. */
static bool read_into(struct eval *e, const struct tensor *t, const struct box *box,
                      struct tensor *out, struct err *err)
{
	struct tensor *part = parts_read(e, t, box->from, box->size, err);
	if (part) {
		struct tensor *place = cut(out, box);
		bool fine = arrange_place(e->run, part, out, place->offset, err);
		tensor_unref(place);
		tensor_drop(e->run, part);
		return fine;
	}
	int d = 0;
	while (d < t->shape.ndim - 1 && box->size[d] == 1)
		d++;
	bool spent = e->run->budget.ops && e->run->ops > e->run->budget.ops;
	if (err->code != ERR_LIMIT || spent || box->size[d] < 2)
		return false;
	struct box first = *box, second = *box;
	first.size[d] /= 2;
	second.from[d] += first.size[d];
	second.size[d] -= first.size[d];
	return read_into(e, t, &first, out, err) && read_into(e, t, &second, out, err);
}

struct tensor *parts_read_all(struct eval *e, const struct tensor *t, struct err *err)
{
	enum { ROWS = 64 };
	const struct shape *shape = &t->shape;
	int n = shape->ndim;
	struct box box = {0};
	struct tensor *out = tensor_new(e->run, t->dtype, shape, err);
	for (int d = 0; d < n; d++)
		box.size[d] = d == n - 1 ? shape->size[d] : 1;
	for (bool more = out != NULL; more; more = next_band(shape, &box)) {
		if (n > 1)
			box.size[n - 2] = shape->size[n - 2] - box.from[n - 2] < ROWS
				? shape->size[n - 2] - box.from[n - 2] : ROWS;
		if (read_into(e, t, &box, out, err))
			continue;
		tensor_drop(e->run, out);
		return NULL;
	}
	return out;
}

bool parts_settle(struct eval *e, struct value *out, struct err *err)
{
	if (!e->parts || out->kind != VALUE_TENSOR || !tensor_is_outline(out->as.tensor)
	    || tensor_count(out->as.tensor) > PARTS_SMALL)
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
	struct tensor *t = fine ? do_step(e, s, in, err) : NULL;
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
