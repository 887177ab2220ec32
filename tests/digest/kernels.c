/* Kernels on random inputs: what is computed follows from the number of the case alone. */
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/philox.h"
#include "digest.h"
#include "engine/attention.h"
#include "engine/create.h"
#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "engine/position.h"
#include "engine/reduce.h"
#include "engine/softmax.h"
#include "engine/view.h"

/* A case under way: its own random numbers, and the digest so far. */
struct work {
	struct run run;
	struct err err;
	uint64_t random, digest;
	uint32_t calls;
};

static int64_t below(struct work *w, int64_t n)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return (int64_t)((w->random >> 11) % (uint64_t)n);
}

/* Sizes: mostly small, sometimes around a multiple of the tiles and blocks. */
static int64_t size(struct work *w)
{
	static const int64_t edges[] = { 16, 31, 32, 33, 64, 95, 96, 97, 127, 128, 129, 130, 257 };
	return below(w, 3) ? 1 + below(w, 40) : edges[below(w, sizeof edges / sizeof *edges)];
}

static enum dtype some_float(struct work *w)
{
	static const enum dtype types[] = { DT_FLOAT32, DT_FLOAT32, DT_FLOAT32, DT_FLOAT64, DT_FLOAT16,
	                                    DT_BFLOAT16 };
	return types[below(w, 6)];
}

/* Takes over the tensor; NULL counts as the error. */
static void count(struct work *w, struct tensor *t)
{
	w->digest = digest_tensor(w->digest, t, &w->err);
	tensor_unref(t);
}

/* Normal numbers; one time in four some are special. */
static struct tensor *numbers(struct work *w, enum dtype dtype, int ndim, const int64_t *sizes)
{
	static const double special[] = { 0, -0.0, 1, -1, INFINITY, -INFINITY, NAN, 3e38, 1e-40, 1e-300,
	                                  0.5, -2, 88.7, -104, 710, 1e22, 65519, 65520, 16777217 };
	struct philox_stream stream = philox_stream(w->digest, "digest", w->calls++);
	struct shape shape = shape_of(ndim, sizes);
	struct tensor *t = create_normal(&w->run, dtype, &shape, &stream, 0, 1, &w->err);
	if (!t || below(w, 4))
		return t;
	int64_t n = tensor_count(t);
	double *values = malloc((size_t)(n + 1) * sizeof *values);
	for (int64_t i = 0; i < n; i++)
		values[i] = below(w, 8) ? (double)below(w, 2000) / 100 - 10
		                        : special[below(w, sizeof special / sizeof *special)];
	tensor_unref(t);
	t = create_from_doubles(&w->run, dtype, &shape, values, &w->err);
	free(values);
	return t;
}

/* Of these sizes, half the time as the transpose of what lies in memory. */
static struct tensor *matrices(struct work *w, enum dtype dtype, int64_t batch, int64_t rows,
                               int64_t columns)
{
	if (below(w, 2))
		return numbers(w, dtype, 3, (int64_t[]){ batch, rows, columns });
	struct tensor *t = numbers(w, dtype, 3, (int64_t[]){ batch, columns, rows });
	struct tensor *turned = view_mT(t, &w->err);
	tensor_unref(t);
	return turned;
}

static void do_matmul(struct work *w)
{
	int64_t batch = 1 + below(w, 3), m = size(w), k = below(w, 20) ? size(w) : 700, n = size(w);
	enum dtype dtype = below(w, 6) ? some_float(w) : DT_INT64;
	int64_t batch_b = below(w, 2) ? batch : 1;
	struct tensor *a, *b;
	if (dtype == DT_INT64) {
		struct philox_stream stream = philox_stream(w->digest, "digest", w->calls++);
		struct shape sa = shape_of(2, (int64_t[]){ m, k }), sb = shape_of(2, (int64_t[]){ k, n });
		a = create_integers(&w->run, &sa, &stream, INT64_MIN / 2, INT64_MAX / 2, &w->err);
		b = create_integers(&w->run, &sb, &stream, -1000, 1000, &w->err);
	} else {
		a = matrices(w, dtype, batch, m, k);
		b = matrices(w, dtype, batch_b, k, n);
	}
	count(w, matmul(&w->run, a, b, &w->err));
	tensor_unref(a);
	tensor_unref(b);
}

/* q, k and v; the mask is bool, float or none, some of it a window. */
struct attending {
	struct tensor *q, *k, *v, *mask;
	struct attention how;
};

static struct tensor *some_mask(struct work *w, int64_t queries, int64_t keys)
{
	int64_t window = 1 + below(w, keys), kind = below(w, 3);
	struct shape shape = shape_of(2, (int64_t[]){ queries, keys });
	double *values = malloc((size_t)(queries * keys) * sizeof *values);
	for (int64_t i = 0; i < queries * keys; i++) {
		int64_t q = i / keys + keys - queries, k = i % keys;
		bool seen = kind == 0 ? below(w, 3) > 0 : k <= q && k > q - window;
		values[i] = kind < 2 ? seen : seen ? (double)below(w, 100) / 16 : -INFINITY;
	}
	struct tensor *mask = create_from_doubles(&w->run, kind < 2 ? DT_BOOL : DT_FLOAT32, &shape,
	                                          values, &w->err);
	free(values);
	return mask;
}

static struct tensor *last_of(const struct tensor *t, int64_t dim)
{
	struct err err;
	int64_t rows = t->shape.size[dim];
	return view_slice(t, dim, &(struct slice){ .has_start = true, .start = rows - 1 }, &err);
}

/* The last query alone, as when decoding with a cache, must be the last row of all. */
static void count_decoded(struct work *w, const struct attending *x, const struct tensor *all)
{
	struct attention how = x->how;
	struct err err;
	struct tensor *q = last_of(x->q, 2), *last = last_of(all, 2);
	struct tensor *mask = x->mask ? last_of(x->mask, 0) : NULL;
	how.mask = mask;
	how.is_causal = false;
	struct tensor *alone = attention(&w->run, q, x->k, x->v, &how, &err);
	if (digest_tensor(HASH_START, alone, &err) != digest_tensor(HASH_START, last, &err))
		w->digest = hash_bytes(w->digest, "decoded otherwise", 17);
	tensor_unref(q);
	tensor_unref(last);
	tensor_unref(mask);
	tensor_unref(alone);
}

static void do_attention(struct work *w)
{
	int64_t groups = 1 + below(w, 3), shared = 1 + below(w, 3), keys = size(w), d = size(w);
	int64_t d_v = size(w);
	int64_t queries = below(w, 2) ? keys : 1 + below(w, keys);
	enum dtype dtype = some_float(w);
	struct attending x = { .how = { .scale = NAN, .enable_gqa = shared > 1 } };
	x.q = numbers(w, dtype, 4, (int64_t[]){ 1, groups * shared, queries, d });
	x.k = numbers(w, dtype, 4, (int64_t[]){ 1, groups, keys, d });
	x.v = numbers(w, dtype, 4, (int64_t[]){ 1, groups, keys, d_v });
	if (below(w, 3) == 0)
		x.how.is_causal = true;
	else if (below(w, 2))
		x.mask = some_mask(w, queries, keys);
	if (x.mask && x.mask->dtype != DT_BOOL && dtype != DT_FLOAT32) {
		struct tensor *mask = elementwise_cast(&w->run, x.mask, dtype, &w->err);
		tensor_unref(x.mask);
		x.mask = mask;
	}
	x.how.mask = x.mask;
	struct tensor *all = attention(&w->run, x.q, x.k, x.v, &x.how, &w->err);
	if (all && (!x.how.is_causal || queries == keys))
		count_decoded(w, &x, all);
	count(w, all);
	tensor_unref(x.q);
	tensor_unref(x.k);
	tensor_unref(x.v);
	tensor_unref(x.mask);
}

static void do_unary(struct work *w)
{
	enum dtype dtype = some_float(w);
	int64_t rows = size(w), columns = 1 + below(w, 60);
	struct tensor *t = numbers(w, dtype, 2, (int64_t[]){ rows, columns });
	count(w, elementwise_unary(&w->run, (enum unary_op)below(w, UNARY_COUNT), t, &w->err));
	count(w, elementwise_cast(&w->run, t, (enum dtype)below(w, DT_COUNT), &w->err));
	tensor_unref(t);
}

static void do_binary(struct work *w)
{
	enum dtype dtype = some_float(w);
	int64_t rows = size(w), columns = 1 + below(w, 60), rows_b = below(w, 2) ? rows : 1;
	enum dtype dtype_b = below(w, 3) ? dtype : DT_FLOAT32;
	struct tensor *a = numbers(w, dtype, 2, (int64_t[]){ rows, columns });
	struct tensor *b = numbers(w, dtype_b, 2, (int64_t[]){ rows_b, columns });
	count(w, elementwise_binary(&w->run, (enum binary_op)below(w, BINARY_COUNT), operand_of(a),
	                            operand_of(b), &w->err));
	tensor_unref(a);
	tensor_unref(b);
}

static void do_rows(struct work *w)
{
	enum dtype dtype = some_float(w);
	int64_t sizes[3], dim = below(w, 3), which = below(w, 8), power = below(w, 4);
	struct axes axes = { .n = (int)below(w, 2), .dim = { dim } };
	axes.keepdim = below(w, 2);
	for (int d = 0; d < 3; d++)
		sizes[d] = d ? size(w) : 1 + below(w, 5);
	struct tensor *t = numbers(w, dtype, 3, sizes);
	switch (which) {
	case 0: count(w, softmax(&w->run, t, dim, &w->err)); break;
	case 1: count(w, log_softmax(&w->run, t, dim, &w->err)); break;
	case 2: count(w, layer_norm(&w->run, t, NULL, NULL, 1e-5, &w->err)); break;
	case 3: count(w, rms_norm(&w->run, t, NULL, 1e-6, &w->err)); break;
	case 4: count(w, reduce_cumsum(&w->run, t, dim, &w->err)); break;
	case 5: count(w, reduce_std(&w->run, t, &axes, 1, &w->err)); break;
	case 6: count(w, reduce_norm(&w->run, t, &axes, (double)power, &w->err)); break;
	default:
		count(w, reduce_apply(&w->run, (enum reduce_op)below(w, REDUCE_COUNT), t, &axes, &w->err));
	}
	tensor_unref(t);
}

static void do_positions(struct work *w)
{
	int64_t rows = size(w), d = 2 * (1 + below(w, 20));
	enum dtype dtype = some_float(w);
	struct size n = { .n = rows }, width = { .n = d }, heads = { .n = 1 + below(w, 12) };
	struct arange range = { .first = below(w, 100000), .stride = 1 };
	range.last = range.first + rows;
	struct tensor *x = numbers(w, dtype, 2, (int64_t[]){ rows, d });
	struct tensor *at = create_arange_ints(&w->run, &range, &w->err);
	count(w, position_rope(&w->run, x, at, 10000, &w->err));
	count(w, position_sinusoidal(&w->run, &n, &width, &w->err));
	count(w, position_alibi(&w->run, &heads, &n, &w->err));
	tensor_unref(x);
	tensor_unref(at);
}

uint64_t digest_kernels(uint64_t digest, int cases, const struct budget *budget)
{
	static void (*const kinds[])(struct work *w) = {
		do_matmul, do_matmul, do_attention, do_attention, do_unary, do_unary, do_binary, do_rows,
		do_rows, do_positions,
	};
	for (int i = 0; i < cases; i++) {
		struct work w = { .random = UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(i + 1), .digest = digest };
		run_init(&w.run, *budget, NULL);
		kinds[i % (int)(sizeof kinds / sizeof *kinds)](&w);
		digest = w.digest;
	}
	return digest;
}
