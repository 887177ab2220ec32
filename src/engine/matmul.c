#include "engine/matmul.h"

#include <inttypes.h>
#include <stdlib.h>

#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/matmul_block.h"
#include "engine/matmul_parts.h"
#include "engine/simd.h"
#include "engine/view.h"

static const struct matmul_blocks *blocks_of(const struct run *run)
{
	static const struct matmul_blocks *const level[] = SIMD_TABLE(&matmul_blocks);
	return level[simd_of(run)];
}

/* One block, at element offsets of the three tensors. */
static void multiply_block(const struct matmul_blocks *blocks, struct tensor *c, int64_t c_at,
                           const struct tensor *a, int64_t a_at, const struct tensor *b,
                           int64_t b_at, const struct block *block)
{
	if (c->dtype == DT_INT64)
		blocks->ints((uint64_t *)c->storage->data + c_at,
		             (const uint64_t *)a->storage->data + a_at,
		             (const uint64_t *)b->storage->data + b_at, block);
	else if (c->dtype == DT_FLOAT64)
		blocks->doubles((double *)c->storage->data + c_at,
		                (const double *)a->storage->data + a_at,
		                (const double *)b->storage->data + b_at, block);
	else
		blocks->floats((float *)c->storage->data + c_at, (const float *)a->storage->data + a_at,
		               (const float *)b->storage->data + b_at, block);
}

static int64_t at_most(int64_t n, int64_t most)
{
	return n < most ? n : most;
}

/* So many multiplications are charged as one operation. */
static int64_t products_per_op(enum dtype dtype)
{
	return dtype == DT_INT64 ? 6 : dtype == DT_FLOAT64 ? 12 : 24;
}

/* c = a @ b or c += a @ b, matrices, block by block. */
struct product {
	struct run *run;
	struct tensor *c;
	const struct tensor *a, *b;
	bool add;
};

/* Rows of c, some at a time, from the columns j ... of b that the block has. */
static bool multiply_rows(const struct product *x, struct block *block, int64_t j, int64_t p,
                          struct err *err)
{
	const struct tensor *a = x->a, *b = x->b;
	struct tensor *c = x->c;
	int64_t rows = c->shape.size[0];
	for (int64_t i = 0; i < rows; i += BLOCK_ROWS) {
		block->rows = at_most(rows - i, BLOCK_ROWS);
		block->packed = i > 0;
		int64_t products = block->rows * block->columns * block->depth;
		if (!run_spend(x->run, 1 + products / products_per_op(c->dtype), err))
			return false;
		multiply_block(blocks_of(x->run), c, c->offset + i * block->c_row + j * block->c_column,
		               a, a->offset + i * block->a_row + p * block->a_depth,
		               b, b->offset + p * block->b_depth + j * block->b_column, block);
	}
	return true;
}

static bool multiply_blocks(const struct product *x, struct block *block, struct err *err)
{
	int64_t columns = x->c->shape.size[1], depth = x->a->shape.size[1];
	for (int64_t j = 0; j < columns; j += BLOCK_COLUMNS)
		for (int64_t p = 0; p < depth; p += BLOCK_DEPTH) {
			block->columns = at_most(columns - j, BLOCK_COLUMNS);
			block->depth = at_most(depth - p, BLOCK_DEPTH);
			block->add = x->add || p > 0;
			block->settle = p + block->depth == depth;
			if (!multiply_rows(x, block, j, p, err))
				return false;
		}
	return true;
}

/* Room for a block of b in whole tiles, the widest of them 64 numbers. */
static bool open_panels(const struct product *x, struct block *block, struct err *err)
{
	enum { WIDEST = 64 };
	enum dtype dtype = x->c->dtype;
	int64_t bytes = dtype == DT_INT64 || dtype == DT_FLOAT64 ? 8 : 4;
	int64_t rows = x->c->shape.size[0], depth = at_most(x->a->shape.size[1], BLOCK_DEPTH);
	int64_t columns = (at_most(x->c->shape.size[1], BLOCK_COLUMNS) + WIDEST - 1) / WIDEST * WIDEST;
	if (rows > blocks_of(x->run)->few)
		block->panels = scratch_raw(x->run, columns * depth, bytes, err);
	return rows <= blocks_of(x->run)->few || block->panels;
}

static bool multiply_matrix(const struct product *x, struct err *err)
{
	struct block block = {
		.c_row = x->c->stride[0], .c_column = x->c->stride[1],
		.a_row = x->a->stride[0], .a_depth = x->a->stride[1],
		.b_depth = x->b->stride[0], .b_column = x->b->stride[1],
	};
	bool ok = open_panels(x, &block, err) && multiply_blocks(x, &block, err);
	free(block.panels);
	return ok;
}

/* The transposed product has the same sums: fma(a, b, c) is fma(b, a, c). */
static struct tensor transposed(const struct tensor *t)
{
	struct tensor turned = { .dtype = t->dtype, .storage = t->storage, .offset = t->offset };
	turned.shape.ndim = 2;
	for (int d = 0; d < 2; d++) {
		turned.shape.size[d] = t->shape.size[1 - d];
		turned.stride[d] = t->stride[1 - d];
	}
	return turned;
}

/* Vectors run along the columns: few columns and more rows change places. */
static bool multiply_either_way(const struct product *x, struct err *err)
{
	enum { FEW_COLUMNS = 16 };
	int64_t rows = x->c->shape.size[0], columns = x->c->shape.size[1];
	if (columns >= FEW_COLUMNS || rows <= columns)
		return multiply_matrix(x, err);
	struct tensor c = transposed(x->c), a = transposed(x->a), b = transposed(x->b);
	return multiply_matrix(&(struct product){ x->run, &c, &b, &a, x->add }, err);
}

bool matmul_add(struct run *run, struct tensor *c, const struct tensor *a, const struct tensor *b,
                struct err *err)
{
	return multiply_either_way(&(struct product){ run, c, a, b, true }, err);
}

void matmul_settle(struct tensor *c, int64_t at, int64_t n)
{
	double x[WALK_RUN];
	for (int64_t end = at + n; c->dtype != DT_INT64 && at < end; at += WALK_RUN) {
		int count = (int)at_most(end - at, WALK_RUN);
		load_doubles(c, at, 1, count, x);
		store_doubles(c, at, 1, count, x);
	}
}

/* float16 and bfloat16 have been summed in float32. */
static bool settle_half(struct run *run, struct tensor *c, struct err *err)
{
	enum { SLICE = 8 * WALK_RUN };
	int64_t count = tensor_count(c);
	if (c->dtype != DT_FLOAT16 && c->dtype != DT_BFLOAT16)
		return true;
	for (int64_t at = 0; at < count; at += SLICE) {
		if (!run_spend(run, SLICE, err))
			return false;
		matmul_settle(c, at, at_most(count - at, SLICE));
	}
	return true;
}

static bool say_no_multiply(const struct tensor *a, const struct tensor *b, struct err *err)
{
	char left[SHAPE_TEXT], right[SHAPE_TEXT];
	int n = b->shape.ndim;
	int64_t inner = a->shape.size[a->shape.ndim - 1];
	int64_t other = b->shape.size[n > 1 ? n - 2 : 0];
	shape_format_sizes(&a->shape, left, sizeof left);
	shape_format_sizes(&b->shape, right, sizeof right);
	err_say(err, ERR_SHAPE, "cannot multiply %s by %s: inner sizes %" PRId64 " and %" PRId64
	        " differ", left, right, inner, other);
	return n > 1 && b->shape.size[n - 1] == inner && err_hint(err, "did you mean .mT on the right?");
}

static bool check(const struct tensor *a, const struct tensor *b, struct err *err)
{
	int n = b->shape.ndim;
	if (a->shape.ndim == 0 || n == 0)
		return err_say(err, ERR_SHAPE, "@ multiplies vectors and matrices; for a number write *");
	if (a->dtype != b->dtype)
		return err_say(err, ERR_TYPE, "@ needs two tensors of one type, not %s and %s: convert one "
		               "with .float()", dtype_name(a->dtype), dtype_name(b->dtype));
	if (a->dtype == DT_BOOL)
		return err_say(err, ERR_TYPE, "@ is not defined for bools: convert with .float()");
	if (a->shape.size[a->shape.ndim - 1] != b->shape.size[n > 1 ? n - 2 : 0])
		return say_no_multiply(a, b, err);
	return true;
}

struct shape matmul_batch(const struct shape *shape)
{
	struct shape batch = *shape;
	batch.ndim = shape->ndim - 2;
	return batch;
}

/* t expanded to the batch. */
static struct tensor *spread(const struct tensor *t, const struct shape *batch, struct err *err)
{
	struct shape shape = *batch;
	for (int d = t->shape.ndim - 2; d < t->shape.ndim; d++) {
		shape.size[shape.ndim] = t->shape.size[d];
		shape.name[shape.ndim++] = t->shape.name[d];
	}
	return view_expand(t, &shape, err);
}

struct tensor *matmul_prepare(struct run *run, const struct tensor *t, const struct shape *batch,
                              struct err *err)
{
	bool is_packed = t->stride[t->shape.ndim - 1] == 1;
	struct tensor *packed = is_packed ? tensor_ref(t) : view_contiguous(run, t, err);
	struct tensor *wide = packed ? spread(packed, batch, err) : NULL;
	tensor_unref(packed);
	return wide;
}

int64_t matmul_offset_at(const struct tensor *t, int64_t i)
{
	int64_t offset = t->offset;
	for (int d = t->shape.ndim - 3; d >= 0; i /= t->shape.size[d], d--)
		offset += i % t->shape.size[d] * t->stride[d];
	return offset;
}

struct tensor matmul_matrix_at(const struct tensor *t, int64_t i)
{
	int n = t->shape.ndim;
	struct tensor matrix = { .dtype = t->dtype, .storage = t->storage,
	                         .offset = matmul_offset_at(t, i) };
	matrix.shape.ndim = 2;
	for (int d = 0; d < 2; d++) {
		matrix.shape.size[d] = t->shape.size[n - 2 + d];
		matrix.stride[d] = t->stride[n - 2 + d];
	}
	return matrix;
}

/* A batch of products, and how it is cut into tasks. */
struct batch {
	struct run *run;
	struct tensor *c;
	const struct tensor *a, *b;
	int64_t count;           /* of matrices */
	int64_t chunk;           /* so many follow each other in a task, when `bands` is 1 */
	int64_t bands, width;    /* of columns or rows that a matrix is cut into, and how many in each */
	bool by_rows;
};

/* Rows or columns of a matrix from `first` on, `width` or what is left. */
static struct tensor band_of(const struct tensor *t, int dim, int64_t first, int64_t width)
{
	struct tensor band = *t;
	band.offset += first * t->stride[dim];
	band.shape.size[dim] = at_most(t->shape.size[dim] - first, width);
	return band;
}

static bool multiply_band(const struct batch *batch, int64_t matrix, int64_t band, struct err *err)
{
	struct tensor c = matmul_matrix_at(batch->c, matrix), a = matmul_matrix_at(batch->a, matrix);
	struct tensor b = matmul_matrix_at(batch->b, matrix);
	int64_t first = band * batch->width;
	if (batch->bands > 1) {
		c = band_of(&c, batch->by_rows ? 0 : 1, first, batch->width);
		if (batch->by_rows)
			a = band_of(&a, 0, first, batch->width);
		else
			b = band_of(&b, 1, first, batch->width);
	}
	return run_spend(batch->run, 100, err)
	       && multiply_either_way(&(struct product){ batch->run, &c, &a, &b, false }, err);
}

static bool multiply_task(void *context, int index, struct err *err)
{
	const struct batch *batch = context;
	if (batch->bands > 1)
		return multiply_band(batch, index / batch->bands, index % batch->bands, err);
	int64_t end = at_most((index + 1) * batch->chunk, batch->count);
	for (int64_t i = index * batch->chunk; i < end; i++)
		if (!multiply_band(batch, i, 0, err))
			return false;
	return true;
}

/* So many multiplications are about one of run_parts' operations, on a machine with FMA. */
enum { PRODUCTS_PER_OP = 40 };

/* The number of tasks: whole matrices, or bands when there are too few of them. */
static int cut_batch(struct batch *batch)
{
	enum { BAND = 32, WIDE_BAND = 512 };   /* of whole tiles; wide enough to copy the rest for it */
	int64_t rows = batch->c->shape.size[batch->c->shape.ndim - 2];
	int64_t columns = batch->c->shape.size[batch->c->shape.ndim - 1];
	int64_t depth = batch->a->shape.size[batch->a->shape.ndim - 1];
	int64_t products = batch->count * rows * columns * depth;   /* run_expect has seen it: no overflow */
	int64_t parts = run_parts(batch->run, products / PRODUCTS_PER_OP, INT32_MAX);
	batch->bands = 1;
	batch->chunk = (batch->count + parts - 1) / parts;
	if (batch->count >= parts)
		return (int)((batch->count + batch->chunk - 1) / batch->chunk);
	batch->by_rows = rows > columns;
	int64_t size = batch->by_rows ? rows : columns, bands = parts / batch->count;
	int64_t few = (parts / 4 + batch->count - 1) / batch->count;   /* as many as threads */
	int64_t wide = size / WIDE_BAND / few * few;
	bands = wide >= bands ? bands : wide ? wide : few;
	batch->width = ((size + bands - 1) / bands + BAND - 1) / BAND * BAND;
	batch->bands = (size + batch->width - 1) / batch->width;
	return (int)(batch->count * batch->bands);
}

static bool multiply_batch(struct run *run, struct tensor *c, const struct tensor *a,
                           const struct tensor *b, struct err *err)
{
	struct shape shape = matmul_batch(&c->shape);
	struct batch batch = { .run = run, .c = c, .a = a, .b = b, .count = shape_count(&shape) };
	if (tensor_count(c) == 0)
		return true;
	return run_tasks(run, cut_batch(&batch), multiply_task, &batch, err)
	       && settle_half(run, c, err);
}

static void count_cost(struct run *run, const struct tensor *c, const struct tensor *a,
                       const struct tensor *b)
{
	int64_t depth = a->shape.size[a->shape.ndim - 1];
	run_count(run, 2 * tensor_count(c) * depth,
	          tensor_count(a) * dtype_bytes(a->dtype) + tensor_count(b) * dtype_bytes(b->dtype)
	          + tensor_count(c) * dtype_bytes(c->dtype));
}

/* Both operands have two dimensions or more. */
static struct tensor *multiply(struct run *run, const struct tensor *a, const struct tensor *b,
                               struct err *err)
{
	struct shape left = matmul_batch(&a->shape), right = matmul_batch(&b->shape), batch;
	if (!shape_broadcast(&left, &right, &batch, err))
		return NULL;
	struct shape shape = batch;
	shape.size[shape.ndim] = a->shape.size[a->shape.ndim - 2];
	shape.name[shape.ndim++] = a->shape.name[a->shape.ndim - 2];
	shape.size[shape.ndim] = b->shape.size[b->shape.ndim - 1];
	shape.name[shape.ndim++] = b->shape.name[b->shape.ndim - 1];
	int64_t depth = a->shape.size[a->shape.ndim - 1];
	struct tensor *out = (depth ? tensor_raw : tensor_new)(run, a->dtype, &shape, err);
	bool possible = out && run_expect(run, tensor_count(out), depth / products_per_op(out->dtype), err);
	struct tensor *x = possible ? spread(a, &batch, err) : NULL;
	struct tensor *y = x ? spread(b, &batch, err) : NULL;
	bool ok = y && multiply_batch(run, out, x, y, err);
	tensor_unref(x);
	tensor_unref(y);
	if (!ok)
		return out ? kernel_fail(run, out) : NULL;
	count_cost(run, out, a, b);
	return out;
}

/* Vectors become matrices of one row or column, which the result loses again. */
struct tensor *matmul(struct run *run, const struct tensor *a, const struct tensor *b,
                      struct err *err)
{
	if (!check(a, b, err))
		return NULL;
	bool row = a->shape.ndim == 1, column = b->shape.ndim == 1;
	struct tensor *x = row ? view_unsqueeze(a, 0, err) : tensor_ref(a);
	struct tensor *y = column ? view_unsqueeze(b, 1, err) : tensor_ref(b);
	struct tensor *out = multiply(run, x, y, err);
	tensor_unref(x);
	tensor_unref(y);
	for (int i = 0; out && i < row + column; i++) {
		struct tensor *full = out;
		out = view_squeeze(full, i == 0 && column ? -1 : full->shape.ndim == 1 ? -1 : -2, err);
		tensor_unref(full);
	}
	return out;
}
