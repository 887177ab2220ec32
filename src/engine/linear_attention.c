#include "engine/linear_attention.h"

#include <stdlib.h>
#include <string.h>

#include "engine/attention_parts.h"
#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"

/* The running sums, and room for a row of each operand. */
struct state {
	double *s, *z;             /* (d, d_v) and (d) */
	double *q, *k, *v, *out;
	int64_t d, d_v;
};

static void load_row(const struct tensor *t, int64_t row, double *out)
{
	load_doubles(t, t->offset + row * t->stride[0], t->stride[1], t->shape.size[1], out);
}

static void add_key(struct state *a, const struct tensor *k, const struct tensor *v, int64_t row)
{
	load_row(k, row, a->k);
	load_row(v, row, a->v);
	for (int64_t i = 0; i < a->d; i++) {
		for (int64_t j = 0; j < a->d_v; j++)
			a->s[i * a->d_v + j] += a->k[i] * a->v[j];
		a->z[i] += a->k[i];
	}
}

static void answer(struct state *a, const struct tensor *q, struct tensor *out, int64_t row)
{
	double weight = 0;
	load_row(q, row, a->q);
	memset(a->out, 0, (size_t)a->d_v * sizeof *a->out);
	for (int64_t i = 0; i < a->d; i++) {
		for (int64_t j = 0; j < a->d_v; j++)
			a->out[j] += a->q[i] * a->s[i * a->d_v + j];
		weight += a->q[i] * a->z[i];
	}
	for (int64_t j = 0; j < a->d_v; j++) {
		double x = a->out[j] / weight;
		store_doubles(out, out->offset + row * out->stride[0] + j, 1, 1, &x);
	}
}

/* One element of the batch. Without is_causal all keys are there before the first query. */
static bool attend(struct run *run, struct state *a, const struct tensor *q, const struct tensor *k,
                   const struct tensor *v, struct tensor *out, bool is_causal, struct err *err)
{
	enum { HEAD = 300, ROW = 10 };   /* what they cost, however small */
	int64_t queries = q->shape.size[0], keys = k->shape.size[0], seen = 0;
	int64_t row = ROW + a->d * (a->d_v + 1);
	if (!run_spend(run, HEAD, err))
		return false;
	memset(a->s, 0, (size_t)(a->d * a->d_v) * sizeof *a->s);
	memset(a->z, 0, (size_t)a->d * sizeof *a->z);
	for (int64_t i = 0; i < queries; i++) {
		for (; seen < keys && (!is_causal || seen <= i); seen++) {
			if (!run_spend(run, row, err))
				return false;
			add_key(a, k, v, seen);
		}
		if (!run_spend(run, row, err))
			return false;
		answer(a, q, out, i);
	}
	run_count(run, seen * (2 * a->d * a->d_v + a->d)
	          + queries * (2 * a->d * (a->d_v + 1) + a->d_v), 0);
	return true;
}

static bool state_init(struct run *run, struct state *a, int64_t d, int64_t d_v, struct err *err)
{
	double *x = scratch_new(run, d * d_v + 3 * d + 2 * d_v + 1, sizeof *x, err);
	*a = (struct state){ .d = d, .d_v = d_v, .s = x };
	if (!x)
		return false;
	a->z = a->s + d * d_v;
	a->q = a->z + d;
	a->k = a->q + d;
	a->v = a->k + d;
	a->out = a->v + d_v;
	return true;
}

static struct shape result_shape(const struct shape *batch, const struct tensor *q,
                                 const struct tensor *v)
{
	struct shape shape = *batch;
	int rows = q->shape.ndim - 2, columns = v->shape.ndim - 1;
	shape.size[shape.ndim] = q->shape.size[rows];
	shape.name[shape.ndim++] = q->shape.name[rows];
	shape.size[shape.ndim] = v->shape.size[columns];
	shape.name[shape.ndim++] = v->shape.name[columns];
	return shape;
}

struct tensor *linear_attention(struct run *run, const struct tensor *q, const struct tensor *k,
                                const struct tensor *v, bool is_causal, struct err *err)
{
	struct shape batch;
	struct state a;
	if (!attention_check("linear_attention", q, k, v, err) || !attention_batch(q, k, v, &batch, err))
		return NULL;
	struct shape shape = result_shape(&batch, q, v);
	struct tensor *out = tensor_new(run, q->dtype, &shape, err);
	if (!out || !state_init(run, &a, q->shape.size[q->shape.ndim - 1], shape.size[shape.ndim - 1], err))
		return out ? kernel_fail(run, out) : NULL;
	struct tensor *qs = matmul_prepare(run, q, &batch, err), *ks = NULL, *vs = NULL;
	bool fine = qs && (ks = matmul_prepare(run, k, &batch, err))
		&& (vs = matmul_prepare(run, v, &batch, err));
	for (int64_t i = 0; fine && tensor_count(out) && i < shape_count(&batch); i++) {
		struct tensor qm = matmul_matrix_at(qs, i), km = matmul_matrix_at(ks, i);
		struct tensor vm = matmul_matrix_at(vs, i), om = matmul_matrix_at(out, i);
		fine = attend(run, &a, &qm, &km, &vm, &om, is_causal, err);
	}
	tensor_drop(run, qs);
	tensor_drop(run, ks);
	tensor_drop(run, vs);
	free(a.s);
	return fine ? out : kernel_fail(run, out);
}
