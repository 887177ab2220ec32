#include "engine/attention.h"

#include <inttypes.h>
#include <math.h>

#include "engine/attention_parts.h"
#include "engine/dtype.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"
#include "engine/view.h"

static int64_t size_from_end(const struct tensor *t, int i)
{
	return t->shape.size[t->shape.ndim - i];
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

/* The mask for each query and key, with a last dimension of stride 1. */
static struct tensor *spread_mask(struct run *run, const struct tensor *mask,
                                  const struct shape *scores, struct err *err)
{
	struct shape rows = mask->shape;
	int n = rows.ndim ? rows.ndim : 1;
	rows.ndim = n;
	rows.size[n - 1] = scores->size[scores->ndim - 1];
	struct tensor *wide = view_expand(mask, &rows, err), *packed = NULL, *all = NULL;
	if (wide)
		packed = wide->stride[n - 1] == 1 ? tensor_ref(wide) : view_contiguous(run, wide, err);
	if (packed)
		all = view_expand(packed, scores, err);
	tensor_unref(wide);
	tensor_unref(packed);
	return all;
}

static bool open_job(struct run *run, struct attention_job *job, const struct tensor *q,
                     const struct tensor *k, const struct tensor *v, const struct tensor *mask,
                     struct err *err)
{
	struct shape batch;
	if (!attention_batch(q, k, v, &batch, err))
		return false;
	struct shape out = with_matrix(&batch, q, v, 1), scores = with_matrix(&batch, q, k, 2);
	bool tiles = q->dtype == DT_FLOAT32;   /* which begin with zeros where they write */
	return (!mask || (job->mask = spread_mask(run, mask, &scores, err)))
	       && (job->q = matmul_prepare(run, q, &batch, err))
	       && (job->k = matmul_prepare(run, k, &batch, err))
	       && (job->v = matmul_prepare(run, v, &batch, err))
	       && (job->out = (tiles ? tensor_raw : tensor_new)(run, q->dtype, &out, err));
}

static void close_job(struct run *run, struct attention_job *job)
{
	tensor_drop(run, job->q);
	tensor_drop(run, job->k);
	tensor_drop(run, job->v);
	tensor_drop(run, job->mask);
}

/* The pairs of a query and a key that is_causal leaves. */
static int64_t count_pairs(const struct attention_job *job)
{
	struct shape batch = matmul_batch(&job->out->shape);
	int64_t queries = size_from_end(job->q, 2), keys = size_from_end(job->k, 2);
	int64_t side = queries < keys ? queries : keys;
	int64_t pairs = job->is_causal ? side * (side + 1) / 2 + (queries - side) * keys : queries * keys;
	return shape_count(&batch) * pairs;
}

static void count_cost(struct run *run, const struct attention_job *job)
{
	int64_t d = size_from_end(job->q, 1), d_v = size_from_end(job->v, 1);
	int64_t bias = job->mask && job->mask->dtype != DT_BOOL;
	int64_t read = job->q->storage->count + job->k->storage->count + job->v->storage->count;
	run_count(run, count_pairs(job) * (2 * d + 1 + bias + 5 + 2 * d_v),
	          (read + tensor_count(job->out)) * dtype_bytes(job->out->dtype));
}

/* Each head of q has its own head of k and v. */
static struct tensor *attend_equal(struct run *run, const struct tensor *q, const struct tensor *k,
                                   const struct tensor *v, const struct attention *options,
                                   struct err *err)
{
	double scale = isnan(options->scale) ? 1 / sqrt((double)size_from_end(q, 1)) : options->scale;
	struct attention_job job = { .scale = dtype_round(q->dtype, scale),
	                             .is_causal = options->is_causal };
	bool ok = open_job(run, &job, q, k, v, options->mask, err)
	          && (!tensor_count(job.out) || (q->dtype == DT_FLOAT32 ? attention_tiles : attention_rows)(run, &job, err));
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
