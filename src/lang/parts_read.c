/* Parts of outlines: which parts of the inputs they are made of, and the steps done on those. */
#include <math.h>
#include <string.h>

#include "engine/arrange.h"
#include "lang/parts_inside.h"

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
	struct tensor *t = fine ? parts_do_step(e, s, in, err) : NULL;
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

/* ---- Cell by cell ---- */

/* The row that the cell is in, read or at hand; NULL after an error. */
static const struct tensor *row_of(struct step *s, int64_t at)
{
	const struct shape *shape = &s->outline->shape;
	int64_t from[TENSOR_MAX_DIMS] = {0}, size[TENSOR_MAX_DIMS], row = at / shape->size[shape->ndim - 1];
	struct parts *parts = s->parts;
	if (s->row && s->row_at == row)
		return s->row;
	for (int d = shape->ndim - 1, first = 1; d >= 0; d--, first = 0) {
		size[d] = first ? shape->size[d] : 1;
		from[d] = first ? 0 : at % shape->size[d];
		at /= shape->size[d];
	}
	tensor_drop(parts->reader.run, s->row);
	s->row = parts->failed.code == ERR_NONE
		? parts_read(&parts->reader, s->outline, from, size, &parts->failed) : NULL;
	s->row_at = row;
	return s->row;
}

static const struct tensor *find_cell(struct step *s, int64_t at, int64_t *index)
{
	const struct tensor *row = row_of(s, at);
	for (int d = 0; d < TENSOR_MAX_DIMS; d++)
		index[d] = 0;
	index[s->outline->shape.ndim - 1] = at % s->outline->shape.size[s->outline->shape.ndim - 1];
	return row;
}

double parts_cell(void *step, int64_t at)
{
	int64_t index[TENSOR_MAX_DIMS];
	const struct tensor *row = find_cell(step, at, index);
	return row ? tensor_at(row, index) : (double)NAN;
}

int64_t parts_int_cell(void *step, int64_t at)
{
	int64_t index[TENSOR_MAX_DIMS];
	const struct tensor *row = find_cell(step, at, index);
	return row ? tensor_int_at(row, index) : 0;
}
