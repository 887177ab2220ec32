#include "lang/prices.h"

#include "engine/run.h"

static int64_t size_at(const struct tensor *t, int from_end)
{
	return from_end <= t->shape.ndim ? t->shape.size[t->shape.ndim - from_end] : 1;
}

/* Saturates: what overflows is over every budget. */
static int64_t times(int64_t a, int64_t b)
{
	int64_t product;
	return __builtin_mul_overflow(a, b, &product) ? INT64_MAX / 2 : product;
}

/* Nothing is begun that cannot be paid for. */
static bool pay(struct run *run, int64_t count, int64_t each, struct err *err)
{
	return run_expect(run, count, each, err) && run_spend(run, times(count, each), err);
}

static int64_t batch_of(const struct tensor *t)
{
	int64_t count = tensor_count(t), matrix = times(size_at(t, 1), size_at(t, 2));
	return matrix > 0 ? count / matrix : 0;
}

/*
 * A matrix is set up and its cells are stored; however few its rows and columns, a block
 * takes about six operations for each term of its sums. Of what no cache holds and a vector
 * goes through, it is the reading that takes the time.
 */
bool prices_matmul(struct run *run, const struct tensor *a, const struct tensor *b, struct err *err)
{
	enum { BLOCK = 6, CELLS_PER_OP = 8, MATRIX = 100, READ_PER_OP = 2, PRODUCTS_PER_OP = 16,
	       CACHED = 1 << 19 };
	int64_t rows = a->shape.ndim > 1 ? size_at(a, 2) : 1, columns = b->shape.ndim > 1 ? size_at(b, 1) : 1;
	int64_t batch = batch_of(a) > batch_of(b) ? batch_of(a) : batch_of(b);
	int64_t cells = times(rows, columns), missing = BLOCK - cells / CELLS_PER_OP;
	int64_t read = tensor_count(a) / READ_PER_OP + tensor_count(b) / READ_PER_OP;
	int64_t worked = times(batch, times(cells, size_at(a, 1))) / PRODUCTS_PER_OP;
	return pay(run, batch, MATRIX + cells, err)
	       && (read <= worked || read <= CACHED || pay(run, read - worked, 1, err))
	       && (missing <= 0 || pay(run, times(batch, size_at(a, 1)), missing, err));
}

bool prices_rows(struct run *run, const struct tensor *t, int64_t dim, int64_t each, struct err *err)
{
	enum { ROW = 35 };
	int64_t d = dim < 0 ? dim + t->shape.ndim : dim, count = tensor_count(t);
	int64_t size = d >= 0 && d < t->shape.ndim ? t->shape.size[d] : 1;
	return size == 0 || (pay(run, count / size, ROW, err) && (each == 0 || pay(run, count, each, err)));
}

/* A head of its own, a row of its scores, an exponential of each; in half types row by row. */
bool prices_attention(struct run *run, const struct tensor *q, const struct tensor *k, bool is_causal,
                      struct err *err)
{
	enum { HEAD = 200, HALF_HEAD = 1000, ROW = 30 };
	bool half = q->dtype == DT_FLOAT16 || q->dtype == DT_BFLOAT16;
	int64_t row = ROW + size_at(k, 2) / (is_causal ? 2 : 1);
	return pay(run, batch_of(q), (half ? HALF_HEAD : HEAD) + times(size_at(q, 2), row), err);
}
