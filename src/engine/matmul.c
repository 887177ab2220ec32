#include "engine/matmul.h"

#include <inttypes.h>

#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/matmul_block.h"
#include "engine/matmul_parts.h"
#include "engine/simd.h"
#include "engine/view.h"

/* One block, at element offsets of the three tensors. */
static void multiply_block(struct tensor *c, int64_t c_at, const struct tensor *a, int64_t a_at,
                           const struct tensor *b, int64_t b_at, const struct block *block)
{
	static const struct matmul_blocks *const level[] = SIMD_TABLE(&matmul_blocks);
	const struct matmul_blocks *best = level[simd_best()];
	if (c->dtype == DT_INT64)
		best->ints((uint64_t *)c->storage->data + c_at, (const uint64_t *)a->storage->data + a_at,
		           (const uint64_t *)b->storage->data + b_at, block);
	else if (c->dtype == DT_FLOAT64)
		best->doubles((double *)c->storage->data + c_at, (const double *)a->storage->data + a_at,
		              (const double *)b->storage->data + b_at, block);
	else
		best->floats((float *)c->storage->data + c_at, (const float *)a->storage->data + a_at,
		             (const float *)b->storage->data + b_at, block);
}

static int64_t at_most(int64_t n, int64_t most)
{
	return n < most ? n : most;
}

bool matmul_add(struct run *run, struct tensor *c, const struct tensor *a, const struct tensor *b,
                struct err *err)
{
	int64_t rows = c->shape.size[0], columns = c->shape.size[1], depth = a->shape.size[1];
	struct block block = { .c_row = c->stride[0], .a_row = a->stride[0], .b_row = b->stride[0] };
	for (int64_t j = 0; j < columns; j += BLOCK_COLUMNS)
		for (int64_t i = 0; i < rows; i += BLOCK_ROWS)
			for (int64_t p = 0; p < depth; p += BLOCK_DEPTH) {
				block.rows = at_most(rows - i, BLOCK_ROWS);
				block.columns = at_most(columns - j, BLOCK_COLUMNS);
				block.depth = at_most(depth - p, BLOCK_DEPTH);
				if (!run_spend(run, 1 + block.rows * block.columns * block.depth / 8, err))
					return false;
				multiply_block(c, c->offset + i * block.c_row + j,
				               a, a->offset + i * block.a_row + p,
				               b, b->offset + p * block.b_row + j, &block);
			}
	return true;
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

static bool say_no_multiply(const struct tensor *a, const struct tensor *b, struct err *err)
{
	char left[SHAPE_TEXT], right[SHAPE_TEXT];
	int n = b->shape.ndim;
	int64_t inner = a->shape.size[a->shape.ndim - 1];
	int64_t other = b->shape.size[n > 1 ? n - 2 : 0];
	const char *hint = n > 1 && b->shape.size[n - 1] == inner ? "; did you mean .mT on the right?" : "";
	shape_format_sizes(&a->shape, left, sizeof left);
	shape_format_sizes(&b->shape, right, sizeof right);
	return err_say(err, ERR_SHAPE, "cannot multiply %s by %s: inner sizes %" PRId64 " and %" PRId64
	               " differ%s", left, right, inner, other, hint);
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

struct tensor *matmul_prepare(struct run *run, const struct tensor *t, const struct shape *batch,
                              struct err *err)
{
	struct shape shape = *batch;
	int last = t->shape.ndim - 1;
	struct tensor *packed = t->stride[last] == 1 ? tensor_ref(t) : view_contiguous(run, t, err);
	if (!packed)
		return NULL;
	for (int d = last - 1; d <= last; d++) {
		shape.size[shape.ndim] = t->shape.size[d];
		shape.name[shape.ndim++] = t->shape.name[d];
	}
	struct tensor *wide = view_expand(packed, &shape, err);
	tensor_unref(packed);
	return wide;
}

struct tensor matmul_matrix_at(const struct tensor *t, int64_t i)
{
	int n = t->shape.ndim;
	struct tensor matrix = { .dtype = t->dtype, .storage = t->storage, .offset = t->offset };
	for (int d = n - 3; d >= 0; i /= t->shape.size[d], d--)
		matrix.offset += i % t->shape.size[d] * t->stride[d];
	matrix.shape.ndim = 2;
	for (int d = 0; d < 2; d++) {
		matrix.shape.size[d] = t->shape.size[n - 2 + d];
		matrix.stride[d] = t->stride[n - 2 + d];
	}
	return matrix;
}

static bool multiply_batch(struct run *run, struct tensor *c, const struct tensor *a,
                           const struct tensor *b, struct err *err)
{
	struct shape batch = matmul_batch(&c->shape);
	int64_t count = shape_count(&batch);
	int64_t size = c->shape.size[c->shape.ndim - 2] * c->shape.size[c->shape.ndim - 1];
	for (int64_t i = 0; i < count; i++) {
		struct tensor left = matmul_matrix_at(a, i), right = matmul_matrix_at(b, i);
		struct tensor out = matmul_matrix_at(c, i);
		if (!run_spend(run, 100, err) || !matmul_add(run, &out, &left, &right, err))
			return false;
		matmul_settle(c, out.offset, size);
	}
	return true;
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
	struct tensor *out = tensor_new(run, a->dtype, &shape, err);
	int64_t depth = a->shape.size[a->shape.ndim - 1];
	bool possible = out && run_expect(run, tensor_count(out), depth / 8, err);
	struct tensor *x = possible ? matmul_prepare(run, a, &batch, err) : NULL;
	struct tensor *y = x ? matmul_prepare(run, b, &batch, err) : NULL;
	bool ok = y && multiply_batch(run, out, x, y, err);
	tensor_drop(run, x);
	tensor_drop(run, y);
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
