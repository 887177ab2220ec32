/*
 * Attention of float64, float16 and bfloat16, as the formula reads: some rows of scores by
 * the steps of matmul.h, in double from the scale to the softmax, then the values.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/attention_parts.h"
#include "engine/dtype.h"
#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"
#include "engine/softmax_row.h"

enum { QUERY_ROWS = 16 };   /* queries whose scores exist at one time */

struct rows {
	const struct attention_job *job;
	struct tensor *kt;        /* (d, T_k), packed: the present matrix of k, transposed */
	struct tensor *scores;    /* (QUERY_ROWS, T_k) */
	double *row, *bias;       /* T_k each */
};

static int64_t size_from_end(const struct tensor *t, int i)
{
	return t->shape.size[t->shape.ndim - i];
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The keys that query i may see under is_causal. */
static int64_t visible(const struct rows *all, int64_t i)
{
	int64_t keys = size_from_end(all->job->k, 2);
	return all->job->is_causal ? least(i + 1, keys) : keys;
}

/* A bool mask turns scores into -inf, a float mask is added to them. */
static void apply_mask(const struct rows *all, const struct tensor *mask, int64_t query, int64_t n)
{
	enum dtype dtype = all->scores->dtype;
	load_doubles(mask, mask->offset + query * mask->stride[0], mask->stride[1], n, all->bias);
	for (int64_t j = 0; j < n; j++)
		if (mask->dtype == DT_BOOL)
			all->row[j] = all->bias[j] != 0 ? all->row[j] : -INFINITY;
		else
			all->row[j] += all->bias[j];
	dtype_round_all(dtype, all->row, n);
}

/* Row r of the scores, query number `query`, becomes weights; beyond n they are 0. */
static void weigh(const struct rows *all, const struct tensor *mask, int64_t r, int64_t query,
                  int64_t n, int64_t limit)
{
	struct tensor *scores = all->scores;
	int64_t at = r * scores->stride[0];
	load_doubles(scores, at, 1, n, all->row);
	if (scores->dtype != DT_FLOAT32)
		dtype_round_all(scores->dtype, all->row, n);
	for (int64_t j = 0; j < n; j++)
		all->row[j] *= all->job->scale;
	dtype_round_all(scores->dtype, all->row, n);
	if (mask)
		apply_mask(all, mask, query, n);
	softmax_row(all->row, n);
	memset(all->row + n, 0, (size_t)(limit - n) * sizeof *all->row);
	for (int64_t j = 0; j < limit; j += WALK_RUN)
		store_doubles(scores, at + j, 1, (int)least(limit - j, WALK_RUN), all->row + j);
}

/* The matrices of one element of the batch. */
struct matrices {
	struct tensor q, v, mask, out;
	bool has_mask;
};

static struct tensor rows_of(const struct tensor *t, int64_t first, int64_t rows, int64_t columns)
{
	struct tensor part = *t;
	part.offset += first * t->stride[0];
	part.shape.size[0] = rows;
	part.shape.size[1] = columns;
	return part;
}

static bool attend_rows(struct run *run, struct rows *all, const struct matrices *m, int64_t first,
                        int64_t rows, struct err *err)
{
	int64_t d = m->q.shape.size[1], limit = visible(all, first + rows - 1);
	struct tensor q = rows_of(&m->q, first, rows, d), kt = rows_of(all->kt, 0, d, limit);
	struct tensor scores = rows_of(all->scores, 0, rows, limit);
	struct tensor v = rows_of(&m->v, 0, limit, m->v.shape.size[1]);
	struct tensor out = rows_of(&m->out, first, rows, m->v.shape.size[1]);
	memset(scores.storage->data, 0, (size_t)scores.storage->held);
	if (!matmul_add(run, &scores, &q, &kt, err))
		return false;
	for (int64_t r = 0; r < rows; r++) {
		int64_t n = visible(all, first + r);
		if (!run_spend(run, limit * 8, err))
			return false;
		weigh(all, m->has_mask ? &m->mask : NULL, r, first + r, n, limit);
	}
	return matmul_add(run, &out, &scores, &v, err);
}

static bool pack_keys(struct run *run, struct rows *all, const struct tensor *k, struct err *err)
{
	struct tensor turned = *k;
	for (int d = 0; d < 2; d++) {
		turned.shape.size[d] = k->shape.size[1 - d];
		turned.stride[d] = k->stride[1 - d];
	}
	return copy_elements(run, &turned, all->kt, 0, err);
}

static bool attend(struct run *run, struct rows *all, struct err *err)
{
	struct shape batch = matmul_batch(&all->job->out->shape);
	int64_t count = shape_count(&batch), queries = size_from_end(all->job->out, 2);
	int64_t packed = -1;   /* the offset of the matrix of keys in all->kt */
	for (int64_t i = 0; i < count; i++) {
		struct tensor k = matmul_matrix_at(all->job->k, i);
		struct matrices m = { .q = matmul_matrix_at(all->job->q, i), .v = matmul_matrix_at(all->job->v, i),
		                      .out = matmul_matrix_at(all->job->out, i), .has_mask = all->job->mask };
		if (all->job->mask)
			m.mask = matmul_matrix_at(all->job->mask, i);
		if (k.offset != packed && !pack_keys(run, all, &k, err))
			return false;
		packed = k.offset;
		for (int64_t first = 0; first < queries; first += QUERY_ROWS)
			if (!attend_rows(run, all, &m, first, least(queries - first, QUERY_ROWS), err))
				return false;
	}
	for (int64_t at = 0; at < tensor_count(all->job->out); at += WALK_RUN)
		matmul_settle(all->job->out, at, least(tensor_count(all->job->out) - at, WALK_RUN));
	return true;
}

static bool open_rows(struct run *run, struct rows *all, struct err *err)
{
	const struct tensor *k = all->job->k;
	int64_t keys = size_from_end(k, 2);
	struct shape turned = { .ndim = 2, .size = { size_from_end(k, 1), keys } };
	struct shape slab = { .ndim = 2, .size = { QUERY_ROWS, keys } };
	return (all->kt = tensor_new(run, k->dtype, &turned, err))
	       && (all->scores = tensor_new(run, k->dtype, &slab, err))
	       && (all->row = scratch_new(run, keys, sizeof *all->row, err))
	       && (all->bias = scratch_new(run, keys, sizeof *all->bias, err));
}

bool attention_rows(struct run *run, const struct attention_job *job, struct err *err)
{
	struct rows all = { .job = job };
	bool ok = open_rows(run, &all, err) && attend(run, &all, err);
	tensor_drop(run, all.kt);
	tensor_drop(run, all.scores);
	free(all.row);
	free(all.bias);
	return ok;
}
