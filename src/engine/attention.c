#include "engine/attention.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/attention_parts.h"
#include "engine/dtype.h"
#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"
#include "engine/softmax_row.h"
#include "engine/view.h"

enum { QUERY_ROWS = 16 };   /* queries whose scores exist at one time */

/* Everything expanded to one batch; all owned. */
struct job {
	struct tensor *q, *k, *v, *mask, *out;
	struct tensor *kt;        /* (d, T_k), packed: the present matrix of k, transposed */
	struct tensor *scores;    /* (QUERY_ROWS, T_k) */
	double *row, *bias;       /* T_k each */
	double scale;
	bool is_causal;
	int64_t pairs;            /* (query, key) pairs looked at so far */
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
static int64_t visible(const struct job *job, int64_t i)
{
	int64_t keys = size_from_end(job->k, 2);
	return job->is_causal ? least(i + 1, keys) : keys;
}

/* A bool mask turns scores into -inf, a float mask is added to them. */
static void apply_mask(const struct job *job, const struct tensor *mask, int64_t query, int64_t n)
{
	enum dtype dtype = job->scores->dtype;
	load_doubles(mask, mask->offset + query * mask->stride[0], mask->stride[1], n, job->bias);
	for (int64_t j = 0; j < n; j++)
		if (mask->dtype == DT_BOOL)
			job->row[j] = job->bias[j] != 0 ? job->row[j] : -INFINITY;
		else
			job->row[j] += job->bias[j];
	dtype_round_all(dtype, job->row, n);
}

/* Row r of the scores, query number `query`, becomes weights; beyond n they are 0. */
static void weigh(const struct job *job, const struct tensor *mask, int64_t r, int64_t query,
                  int64_t n, int64_t limit)
{
	struct tensor *scores = job->scores;
	int64_t at = r * scores->stride[0];
	load_doubles(scores, at, 1, n, job->row);
	if (scores->dtype != DT_FLOAT32)
		dtype_round_all(scores->dtype, job->row, n);
	for (int64_t j = 0; j < n; j++)
		job->row[j] *= job->scale;
	dtype_round_all(scores->dtype, job->row, n);
	if (mask)
		apply_mask(job, mask, query, n);
	softmax_row(job->row, n);
	memset(job->row + n, 0, (size_t)(limit - n) * sizeof *job->row);
	for (int64_t j = 0; j < limit; j += WALK_RUN)
		store_doubles(scores, at + j, 1, (int)least(limit - j, WALK_RUN), job->row + j);
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

static bool attend_rows(struct run *run, struct job *job, const struct matrices *m, int64_t first,
                        int64_t rows, struct err *err)
{
	int64_t d = m->q.shape.size[1], limit = visible(job, first + rows - 1);
	struct tensor q = rows_of(&m->q, first, rows, d), kt = rows_of(job->kt, 0, d, limit);
	struct tensor scores = rows_of(job->scores, 0, rows, limit);
	struct tensor v = rows_of(&m->v, 0, limit, m->v.shape.size[1]);
	struct tensor out = rows_of(&m->out, first, rows, m->v.shape.size[1]);
	memset(scores.storage->data, 0, (size_t)scores.storage->held);
	if (!matmul_add(run, &scores, &q, &kt, err))
		return false;
	for (int64_t r = 0; r < rows; r++) {
		int64_t n = visible(job, first + r);
		if (!run_spend(run, limit * 8, err))
			return false;
		weigh(job, m->has_mask ? &m->mask : NULL, r, first + r, n, limit);
		job->pairs += n;
	}
	return matmul_add(run, &out, &scores, &v, err);
}

static bool pack_keys(struct run *run, struct job *job, const struct tensor *k, struct err *err)
{
	struct tensor turned = *k;
	for (int d = 0; d < 2; d++) {
		turned.shape.size[d] = k->shape.size[1 - d];
		turned.stride[d] = k->stride[1 - d];
	}
	return copy_elements(run, &turned, job->kt, 0, err);
}

static bool attend(struct run *run, struct job *job, struct err *err)
{
	struct shape batch = matmul_batch(&job->out->shape);
	int64_t count = shape_count(&batch), queries = size_from_end(job->out, 2);
	int64_t packed = -1;   /* the offset of the matrix of keys in job->kt */
	for (int64_t i = 0; i < count; i++) {
		struct tensor k = matmul_matrix_at(job->k, i);
		struct matrices m = { .q = matmul_matrix_at(job->q, i), .v = matmul_matrix_at(job->v, i),
		                      .out = matmul_matrix_at(job->out, i), .has_mask = job->mask };
		if (job->mask)
			m.mask = matmul_matrix_at(job->mask, i);
		if (k.offset != packed && !pack_keys(run, job, &k, err))
			return false;
		packed = k.offset;
		for (int64_t first = 0; first < queries; first += QUERY_ROWS)
			if (!attend_rows(run, job, &m, first, least(queries - first, QUERY_ROWS), err))
				return false;
	}
	for (int64_t at = 0; at < tensor_count(job->out); at += WALK_RUN)
		matmul_settle(job->out, at, least(tensor_count(job->out) - at, WALK_RUN));
	return true;
}

static bool check_mask(const struct tensor *q, const struct attention *options, struct err *err)
{
	const struct tensor *mask = options->mask;
	if (mask && options->is_causal)
		return err_say(err, ERR_VALUE, "give attn_mask or is_causal=True, not both");
	if (mask && mask->dtype != DT_BOOL && mask->dtype != q->dtype)
		return err_say(err, ERR_TYPE, "attn_mask must be bool (True = may attend) or %s (added to the "
		               "scores), not %s", dtype_name(q->dtype), dtype_name(mask->dtype));
	return true;
}

static struct shape with_matrix(const struct shape *batch, const struct tensor *rows,
                                const struct tensor *columns, int column)
{
	struct shape shape = *batch;
	int r = rows->shape.ndim - 2, c = columns->shape.ndim - column;
	shape.size[shape.ndim] = rows->shape.size[r];
	shape.name[shape.ndim++] = rows->shape.name[r];
	shape.size[shape.ndim] = columns->shape.size[c];
	shape.name[shape.ndim++] = columns->shape.name[c];
	return shape;
}

static bool open_job(struct run *run, struct job *job, const struct tensor *q,
                     const struct tensor *k, const struct tensor *v, const struct tensor *mask,
                     struct err *err)
{
	struct shape batch;
	if (!attention_batch(q, k, v, &batch, err))
		return false;
	int64_t keys = size_from_end(k, 2);
	struct shape out = with_matrix(&batch, q, v, 1), scores = with_matrix(&batch, q, k, 2);
	struct shape turned = { .ndim = 2, .size = { size_from_end(k, 1), keys } };
	struct shape slab = { .ndim = 2, .size = { QUERY_ROWS, keys } };
	return (!mask || (job->mask = view_expand(mask, &scores, err)))
	       && (job->q = matmul_prepare(run, q, &batch, err))
	       && (job->k = matmul_prepare(run, k, &batch, err))
	       && (job->v = matmul_prepare(run, v, &batch, err))
	       && (job->kt = tensor_new(run, k->dtype, &turned, err))
	       && (job->scores = tensor_new(run, q->dtype, &slab, err))
	       && (job->row = scratch_new(run, keys, sizeof *job->row, err))
	       && (job->bias = scratch_new(run, keys, sizeof *job->bias, err))
	       && (job->out = tensor_new(run, q->dtype, &out, err));
}

static void close_job(struct run *run, struct job *job)
{
	tensor_drop(run, job->q);
	tensor_drop(run, job->k);
	tensor_drop(run, job->v);
	tensor_drop(run, job->mask);
	tensor_drop(run, job->kt);
	tensor_drop(run, job->scores);
	free(job->row);
	free(job->bias);
}

static void count_cost(struct run *run, const struct job *job)
{
	int64_t d = size_from_end(job->q, 1), d_v = size_from_end(job->v, 1);
	int64_t bias = job->mask && job->mask->dtype != DT_BOOL;
	int64_t read = job->q->storage->count + job->k->storage->count + job->v->storage->count;
	run_count(run, job->pairs * (2 * d + 1 + bias + 5 + 2 * d_v),
	          (read + tensor_count(job->out)) * dtype_bytes(job->out->dtype));
}

/* Each head of q has its own head of k and v. */
static struct tensor *attend_equal(struct run *run, const struct tensor *q, const struct tensor *k,
                                   const struct tensor *v, const struct attention *options,
                                   struct err *err)
{
	double scale = isnan(options->scale) ? 1 / sqrt((double)size_from_end(q, 1)) : options->scale;
	struct job job = { .scale = dtype_round(q->dtype, scale), .is_causal = options->is_causal };
	bool ok = open_job(run, &job, q, k, v, options->mask, err) && attend(run, &job, err);
	if (ok)
		count_cost(run, &job);
	close_job(run, &job);
	return ok ? job.out : job.out ? kernel_fail(run, job.out) : NULL;
}

/* (..., H, T, d) → (..., groups, H/groups, T, d), a view; fewer dimensions stay. */
static struct tensor *split_groups(const struct tensor *t, int64_t groups, struct err *err)
{
	int n = t->shape.ndim;
	if (n < 3)
		return tensor_ref(t);
	int64_t heads = t->shape.size[n - 3];
	struct tensor *wide = view_unsqueeze(t, heads == 1 ? n - 3 : n - 2, err);
	if (!wide || heads == 1 || heads == groups)
		return wide;
	wide->shape.size[n - 3] = groups;
	wide->shape.name[n - 3] = DIM_ANONYMOUS;
	wide->stride[n - 3] = t->stride[n - 3] * (heads / groups);
	wide->shape.size[n - 2] = heads / groups;
	wide->stride[n - 2] = t->stride[n - 3];
	return wide;
}

static bool check_groups(const struct tensor *q, const struct tensor *k, const struct tensor *v,
                         const struct tensor *mask, struct err *err)
{
	if (q->shape.ndim < 3 || k->shape.ndim < 3 || v->shape.ndim < 3)
		return err_say(err, ERR_SHAPE, "enable_gqa needs heads: (..., H, T, d)");
	int64_t heads = size_from_end(q, 3), groups = size_from_end(k, 3);
	if (groups != size_from_end(v, 3) || groups == 0 || heads % groups != 0)
		return err_say(err, ERR_SHAPE, "enable_gqa needs as many heads of k as of v, and a multiple of "
		               "them in q: here q has %" PRId64 ", k %" PRId64 ", v %" PRId64, heads, groups,
		               size_from_end(v, 3));
	if (mask && mask->shape.ndim > 2 && size_from_end(mask, 3) != 1 && size_from_end(mask, 3) != heads)
		return err_say(err, ERR_SHAPE, "attn_mask has %" PRId64 " heads and q has %" PRId64,
		               size_from_end(mask, 3), heads);
	return true;
}

/* (..., groups, H/groups, T, d) back to (..., H, T, d), with the name of q's heads. */
static struct tensor *join_groups(const struct tensor *out, const struct tensor *q,
                                  struct err *err)
{
	struct shape shape = out->shape;
	int n = --shape.ndim;
	shape.size[n - 3] = size_from_end(q, 3);
	shape.name[n - 3] = q->shape.name[q->shape.ndim - 3];
	for (int d = n - 2; d < n; d++) {
		shape.size[d] = out->shape.size[d + 1];
		shape.name[d] = out->shape.name[d + 1];
	}
	return view_view(out, &shape, err);
}

static struct tensor *attend_grouped(struct run *run, const struct tensor *q,
                                     const struct tensor *k, const struct tensor *v,
                                     const struct attention *options, struct err *err)
{
	if (!check_groups(q, k, v, options->mask, err))
		return NULL;
	int64_t groups = size_from_end(k, 3);
	bool shared = groups == 1 && size_from_end(q, 3) > 1;   /* one head of keys stretches */
	struct attention split = *options;
	struct tensor *mask = NULL, *out = NULL, *joined = NULL;
	if (shared)
		return attend_equal(run, q, k, v, options, err);
	struct tensor *q5 = split_groups(q, groups, err), *k5 = split_groups(k, groups, err);
	struct tensor *v5 = split_groups(v, groups, err);
	bool ok = q5 && k5 && v5;
	if (ok && options->mask) {
		split.mask = mask = split_groups(options->mask, groups, err);
		ok = mask != NULL;
	}
	if (ok)
		out = attend_equal(run, q5, k5, v5, &split, err);
	if (out)
		joined = join_groups(out, q, err);
	tensor_unref(q5);
	tensor_unref(k5);
	tensor_unref(v5);
	tensor_unref(mask);
	tensor_unref(out);
	return joined;
}

struct tensor *attention(struct run *run, const struct tensor *q, const struct tensor *k,
                         const struct tensor *v, const struct attention *options,
                         struct err *err)
{
	if (!attention_check("attention", q, k, v, err) || !check_mask(q, options, err))
		return NULL;
	return options->enable_gqa ? attend_grouped(run, q, k, v, options, err)
	                           : attend_equal(run, q, k, v, options, err);
}
