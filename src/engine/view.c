#include "engine/view.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "engine/kernel.h"

/* A view being made: a copy of t's geometry, to be changed. */
struct geometry {
	struct shape shape;
	int64_t stride[TENSOR_MAX_DIMS];
	int64_t offset;
};

static struct geometry geometry_of(const struct tensor *t)
{
	struct geometry g = { .shape = t->shape, .offset = t->offset };
	memcpy(g.stride, t->stride, sizeof g.stride);
	return g;
}

static struct tensor *finish(const struct tensor *t, const struct geometry *g)
{
	return tensor_view(t, &g->shape, g->stride, g->offset);
}

static void copy_dim(struct geometry *to, int i, const struct tensor *from, int j)
{
	to->shape.size[i] = from->shape.size[j];
	to->shape.name[i] = from->shape.name[j];
	to->stride[i] = from->stride[j];
}

static void move_dim(struct geometry *g, int to, int from)
{
	g->shape.size[to] = g->shape.size[from];
	g->shape.name[to] = g->shape.name[from];
	g->stride[to] = g->stride[from];
}

static void remove_dim(struct geometry *g, int dim)
{
	for (int d = dim; d + 1 < g->shape.ndim; d++)
		move_dim(g, d, d + 1);
	g->shape.ndim--;
}

/* A new dimension of size 1; false when there are too many. */
static bool insert_dim(struct geometry *g, int dim, struct err *err)
{
	if (g->shape.ndim == TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a tensor may have at most %d dimensions",
		               TENSOR_MAX_DIMS);
	for (int d = g->shape.ndim; d > dim; d--)
		move_dim(g, d, d - 1);
	int next = dim < g->shape.ndim;
	g->stride[dim] = next ? g->shape.size[dim + 1] * g->stride[dim + 1] : 1;
	g->shape.size[dim] = 1;
	g->shape.name[dim] = DIM_ANONYMOUS;
	g->shape.ndim++;
	return true;
}

struct tensor *view_transpose(const struct tensor *t, int64_t a, int64_t b, struct err *err)
{
	int i = shape_dim(&t->shape, a, err);
	int j = i < 0 ? -1 : shape_dim(&t->shape, b, err);
	if (j < 0)
		return NULL;
	struct geometry g = geometry_of(t);
	if (t->shape.ndim > 0) {
		copy_dim(&g, i, t, j);
		copy_dim(&g, j, t, i);
	}
	return finish(t, &g);
}

struct tensor *view_permute(const struct tensor *t, const int64_t *dims, int n, struct err *err)
{
	bool seen[TENSOR_MAX_DIMS] = {0};
	struct geometry g = geometry_of(t);
	if (n != t->shape.ndim) {
		err_say(err, ERR_SHAPE, "permute names each dimension once: this tensor has %d, not %d",
		        t->shape.ndim, n);
		return NULL;
	}
	for (int d = 0; d < n; d++) {
		int from = shape_dim(&t->shape, dims[d], err);
		if (from < 0)
			return NULL;
		if (seen[from]) {
			err_say(err, ERR_VALUE, "permute names dimension %d twice", from);
			return NULL;
		}
		seen[from] = true;
		copy_dim(&g, d, t, from);
	}
	return finish(t, &g);
}

struct tensor *view_T(const struct tensor *t, struct err *err)
{
	if (t->shape.ndim > 2) {
		err_say(err, ERR_SHAPE, ".T is for matrices; this tensor has %d dimensions: write .mT to "
		        "swap the last two", t->shape.ndim);
		return NULL;
	}
	return t->shape.ndim < 2 ? tensor_ref(t) : view_transpose(t, 0, 1, err);
}

struct tensor *view_mT(const struct tensor *t, struct err *err)
{
	if (t->shape.ndim < 2) {
		err_say(err, ERR_SHAPE, ".mT swaps the last two dimensions; this tensor has %d",
		        t->shape.ndim);
		return NULL;
	}
	return view_transpose(t, -1, -2, err);
}

static bool check_not_scalar(const struct tensor *t, const char *missing, struct err *err)
{
	return t->shape.ndim > 0 || err_say(err, ERR_INDEX, "%s", _(missing));
}

struct tensor *view_select(const struct tensor *t, int64_t dim, int64_t index, struct err *err)
{
	int d = check_not_scalar(t, N_("a 0-dim tensor has nothing to index"), err) ? shape_dim(&t->shape, dim, err) : -1;
	if (d < 0)
		return NULL;
	int64_t size = t->shape.size[d];
	if (index < -size || index >= size) {
		err_say(err, ERR_INDEX, "index %" PRId64 " is outside dimension %d of size %" PRId64,
		        index, d, size);
		return NULL;
	}
	struct geometry g = geometry_of(t);
	g.offset += (index < 0 ? index + size : index) * t->stride[d];
	remove_dim(&g, d);
	return finish(t, &g);
}

/* Python's rule for one end of a slice. */
static int64_t clip(int64_t i, int64_t size)
{
	if (i < 0)
		i = i < -size ? 0 : i + size;
	return i > size ? size : i;
}

struct tensor *view_slice(const struct tensor *t, int64_t dim, const struct slice *slice,
                          struct err *err)
{
	int d = check_not_scalar(t, N_("a 0-dim tensor has nothing to slice"), err) ? shape_dim(&t->shape, dim, err) : -1;
	if (d < 0)
		return NULL;
	int64_t size = t->shape.size[d], step = slice->step ? slice->step : 1;
	if (step < 0) {
		err_say(err, ERR_VALUE, "a slice of a tensor cannot step backwards: write flip(x, dim)");
		return NULL;
	}
	int64_t start = slice->has_start ? clip(slice->start, size) : 0;
	int64_t stop = slice->has_stop ? clip(slice->stop, size) : size;
	int64_t count = stop > start ? (stop - start - 1) / step + 1 : 0;
	struct geometry g = geometry_of(t);
	g.offset += start * t->stride[d];
	g.shape.size[d] = count;
	if (__builtin_mul_overflow(t->stride[d], step, &g.stride[d]))
		g.stride[d] = t->stride[d];   /* at most one element: any stride will do */
	if (count != size || dim_has_names(&slice->name))
		g.shape.name[d] = slice->name;
	return finish(t, &g);
}

struct tensor *view_unsqueeze(const struct tensor *t, int64_t dim, struct err *err)
{
	struct shape longer = { .ndim = t->shape.ndim + 1 };
	int d = shape_dim(&longer, dim, err);
	struct geometry g = geometry_of(t);
	if (d < 0 || !insert_dim(&g, d, err))
		return NULL;
	return finish(t, &g);
}

struct tensor *view_squeeze(const struct tensor *t, int64_t dim, struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	if (d < 0)
		return NULL;
	struct geometry g = geometry_of(t);
	if (t->shape.ndim > 0 && t->shape.size[d] == 1)
		remove_dim(&g, d);
	return finish(t, &g);
}

struct tensor *view_squeeze_all(const struct tensor *t)
{
	struct geometry g = geometry_of(t);
	for (int d = g.shape.ndim - 1; d >= 0; d--)
		if (g.shape.size[d] == 1)
			remove_dim(&g, d);
	return finish(t, &g);
}

static void *say_no_expand(const struct tensor *t, const struct shape *shape, struct err *err)
{
	char from[SHAPE_TEXT], to[SHAPE_TEXT];
	shape_format_sizes(&t->shape, from, sizeof from);
	shape_format_sizes(shape, to, sizeof to);
	err_say(err, ERR_SHAPE, "%s does not expand to %s: only sizes of 1 stretch, and new dimensions "
	        "go in front", from, to);
	return NULL;
}

struct tensor *view_expand(const struct tensor *t, const struct shape *shape, struct err *err)
{
	int added = shape->ndim - t->shape.ndim;
	struct geometry g = { .shape = *shape, .offset = t->offset };
	if (added < 0 || shape->ndim > TENSOR_MAX_DIMS)
		return say_no_expand(t, shape, err);
	for (int d = shape->ndim - 1; d >= 0; d--) {
		int from = d - added;
		int64_t old = from < 0 ? 1 : t->shape.size[from];
		bool keep = from >= 0 && (shape->size[d] == -1 || shape->size[d] == old);
		if (!keep && (old != 1 || shape->size[d] < 0))
			return say_no_expand(t, shape, err);
		if (from < 0 && shape->size[d] == 1 && t->shape.ndim > 0)   /* the stride that PyTorch gives it */
			g.stride[d] = d + 1 < shape->ndim ? g.shape.size[d + 1] * g.stride[d + 1] : 1;
		if (!keep)
			continue;
		struct dim name = shape->name[d];
		copy_dim(&g, d, t, from);
		if (dim_has_names(&name))
			g.shape.name[d] = name;
	}
	if (shape_count(&g.shape) == INT64_MAX) {
		err_say(err, ERR_LIMIT, "the expanded shape has more elements than can be counted");
		return NULL;
	}
	return finish(t, &g);
}

/*
 * The strides under which t's memory has another shape, or false. Dimensions that
 * lie evenly in memory form blocks; each block is cut anew, from the last on.
 */
static bool fit_strides(const struct tensor *t, const struct shape *shape, int64_t *stride)
{
	int v = shape->ndim - 1;
	int64_t old = 1, new = 1;
	if (tensor_count(t) == 0 && shape_same_sizes(shape, &t->shape)) {
		memcpy(stride, t->stride, (size_t)shape->ndim * sizeof *stride);
		return true;
	}
	if (tensor_count(t) == 0 || t->shape.ndim == 0) {
		shape_strides(shape, stride);
		return true;
	}
	int64_t base = t->stride[t->shape.ndim - 1];
	for (int d = t->shape.ndim - 1; d >= 0; d--) {
		old *= t->shape.size[d];
		if (d > 0 && (t->shape.size[d - 1] == 1 || t->stride[d - 1] == old * base))
			continue;
		for (; v >= 0 && (new < old || shape->size[v] == 1); v--) {
			stride[v] = new * base;
			new *= shape->size[v];
		}
		if (new != old)
			return false;
		if (d > 0)
			base = t->stride[d - 1];
		old = new = 1;
	}
	return v == -1;
}

static bool say_no_reshape(const struct tensor *t, const struct shape *shape, struct err *err)
{
	char from[SHAPE_TEXT], to[SHAPE_TEXT];
	shape_format_sizes(&t->shape, from, sizeof from);
	shape_format_sizes(shape, to, sizeof to);
	return err_say(err, ERR_SHAPE, "%s has %" PRId64 " elements and cannot become %s", from,
	               tensor_count(t), to);
}

/* The product of a shape's names, without dimension `skip`. */
static struct dim name_product(const struct shape *shape, int skip)
{
	struct dim product = dim_number(1);
	for (int d = 0; d < shape->ndim; d++) {
		struct dim number = dim_number(shape->size[d]);
		const struct dim *name = shape->name[d].terms ? &shape->name[d] : &number;
		if (d != skip)
			product = dim_mul(&product, name);
	}
	return product;
}

/* The size for a -1: what is left of t's elements. */
static bool infer_size(const struct tensor *t, struct shape *shape, int inferred, struct err *err)
{
	struct shape others = *shape;
	others.size[inferred] = 1;
	int64_t known = shape_count(&others);
	if (known == 0 || tensor_count(t) % known != 0)
		return say_no_reshape(t, shape, err);
	shape->size[inferred] = tensor_count(t) / known;
	struct dim all = name_product(&t->shape, -1), rest = name_product(shape, inferred);
	shape->name[inferred] = dim_div(&all, &rest);
	return true;
}

/* The requested shape with its -1 filled in, and names for sizes that stay in their place. */
static bool complete(const struct tensor *t, const struct shape *wanted, struct shape *out,
                     struct err *err)
{
	int inferred = -1;
	if (wanted->ndim > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a tensor may have at most %d dimensions", TENSOR_MAX_DIMS);
	*out = *wanted;
	for (int d = 0; d < out->ndim; d++) {
		if (out->size[d] == -1 && inferred >= 0)
			return err_say(err, ERR_VALUE, "only one size can be -1");
		if (out->size[d] == -1)
			inferred = d;
		else if (out->size[d] < 0)
			return err_say(err, ERR_VALUE, "a size cannot be negative: %" PRId64, out->size[d]);
	}
	for (int d = 0; d < out->ndim && d < t->shape.ndim; d++) {
		if (out->size[d] != t->shape.size[d])
			break;
		if (!dim_has_names(&out->name[d]))
			out->name[d] = t->shape.name[d];
	}
	if (inferred >= 0)
		return infer_size(t, out, inferred, err);
	return shape_count(out) == tensor_count(t) || say_no_reshape(t, out, err);
}

struct tensor *view_view(const struct tensor *t, const struct shape *shape, struct err *err)
{
	struct geometry g = { .offset = t->offset };
	if (!complete(t, shape, &g.shape, err))
		return NULL;
	if (!fit_strides(t, &g.shape, g.stride)) {
		char from[SHAPE_TEXT], to[SHAPE_TEXT];
		shape_format_sizes(&t->shape, from, sizeof from);
		shape_format_sizes(&g.shape, to, sizeof to);
		err_say(err, ERR_SHAPE, "view cannot turn %s into %s: its strides do not allow it (the "
		        "tensor is not contiguous); write .reshape(...), which copies, or "
		        ".contiguous().view(...)", from, to);
		return NULL;
	}
	return finish(t, &g);
}

static struct tensor *copy_as(struct run *run, const struct tensor *t, const struct shape *shape,
                              struct err *err)
{
	struct tensor *out = tensor_new(run, t->dtype, shape, err);
	if (out && !copy_elements(run, t, out, 0, err))
		return kernel_fail(run, out);
	return out;
}

struct tensor *view_reshape(struct run *run, const struct tensor *t, const struct shape *shape,
                            struct err *err)
{
	struct geometry g = { .offset = t->offset };
	if (!complete(t, shape, &g.shape, err))
		return NULL;
	return fit_strides(t, &g.shape, g.stride) ? finish(t, &g) : copy_as(run, t, &g.shape, err);
}

struct tensor *view_flatten(struct run *run, const struct tensor *t, int64_t first, int64_t last,
                            struct err *err)
{
	int a = shape_dim(&t->shape, first, err);
	int b = a < 0 ? -1 : shape_dim(&t->shape, last, err);
	if (b < 0)
		return NULL;
	if (a > b) {
		err_say(err, ERR_VALUE, "flatten needs start_dim before end_dim");
		return NULL;
	}
	if (a == b && t->shape.ndim > 0)
		return tensor_ref(t);
	struct shape shape = t->shape, part = { .ndim = b - a + 1 };
	for (int d = a; d <= b && t->shape.ndim > 0; d++) {
		part.size[d - a] = t->shape.size[d];
		part.name[d - a] = t->shape.name[d];
	}
	if (t->shape.ndim == 0)
		part = shape = (struct shape){ .ndim = 1, .size = { 1 } };
	for (int d = b + 1; d < t->shape.ndim; d++) {
		shape.size[d - (b - a)] = t->shape.size[d];
		shape.name[d - (b - a)] = t->shape.name[d];
	}
	shape.ndim -= b - a;
	shape.size[a] = shape_count(&part);
	shape.name[a] = t->shape.ndim ? name_product(&part, -1) : DIM_ANONYMOUS;
	return view_reshape(run, t, &shape, err);
}

struct tensor *view_contiguous(struct run *run, const struct tensor *t, struct err *err)
{
	return tensor_is_contiguous(t) ? tensor_ref(t) : copy_as(run, t, &t->shape, err);
}

struct tensor *view_diagonal(const struct tensor *t, int64_t offset, int64_t a, int64_t b,
                             struct err *err)
{
	int i = shape_dim(&t->shape, a, err);
	int j = i < 0 ? -1 : shape_dim(&t->shape, b, err);
	if (j < 0)
		return NULL;
	if (i == j) {
		err_say(err, ERR_VALUE, "diagonal needs two different dimensions");
		return NULL;
	}
	int64_t rows = t->shape.size[i], columns = t->shape.size[j];
	if (offset < -rows)
		offset = -rows;
	if (offset > columns)
		offset = columns;
	int64_t down = offset < 0 ? -offset : 0, right = offset > 0 ? offset : 0;
	rows -= down;
	columns -= right;
	struct geometry g = geometry_of(t);
	int64_t length = rows < columns ? rows : columns;
	if (length > 0)
		g.offset += down * t->stride[i] + right * t->stride[j];
	remove_dim(&g, i > j ? i : j);
	remove_dim(&g, i > j ? j : i);
	int last = g.shape.ndim++;
	g.shape.size[last] = length;
	g.shape.name[last] = length == t->shape.size[i] ? t->shape.name[i] : DIM_ANONYMOUS;
	g.stride[last] = t->stride[i] + t->stride[j];
	return finish(t, &g);
}

struct tensor *view_split_heads(const struct tensor *t, const struct size *heads, struct err *err)
{
	char text[SHAPE_TEXT];
	int last = t->shape.ndim - 1;
	shape_format_sizes(&t->shape, text, sizeof text);
	if (last < 1) {
		err_say(err, ERR_SHAPE, "split_heads needs (..., T, heads*d), not %s", text);
		return NULL;
	}
	int64_t width = t->shape.size[last];
	if (heads->n < 1 || width % heads->n != 0) {
		err_say(err, ERR_SHAPE, "%s does not split into %" PRId64 " heads: the last size, %" PRId64
		        ", is not a multiple of %" PRId64, text, heads->n, width, heads->n);
		return NULL;
	}
	struct geometry g = geometry_of(t);
	if (!insert_dim(&g, last - 1, err))
		return NULL;
	int64_t d = width / heads->n;
	g.shape.size[last - 1] = heads->n;
	g.shape.name[last - 1] = heads->name;
	g.stride[last - 1] = d * t->stride[last];
	g.shape.size[last + 1] = d;
	g.shape.name[last + 1] = dim_div(&t->shape.name[last], &heads->name);
	return finish(t, &g);
}

struct tensor *view_merge_heads(struct run *run, const struct tensor *t, struct err *err)
{
	int n = t->shape.ndim;
	if (n < 3) {
		char text[SHAPE_TEXT];
		shape_format_sizes(&t->shape, text, sizeof text);
		err_say(err, ERR_SHAPE, "merge_heads needs (..., heads, T, d), not %s", text);
		return NULL;
	}
	struct tensor *rows = view_transpose(t, -3, -2, err);
	if (!rows)
		return NULL;
	struct tensor *out = view_flatten(run, rows, -2, -1, err);
	tensor_drop(run, rows);
	return out;
}
