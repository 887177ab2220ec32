/*
 * The kernels that are measured, their inputs, and what a run counts as.
 *
 * Operations: a fused multiply-add is 2. Attention counts the two products alone, 4 d for
 * each (query, key) pair that the mask leaves, and not its softmax. Softmax counts 5 an element.
 * Bytes: each input once and the result once; K and V once for all queries and all
 * heads that share them.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "bench.h"
#include "engine/attention.h"
#include "engine/create.h"
#include "engine/matmul.h"
#include "engine/softmax.h"
#include "engine/view.h"

/* Without limits, on the threads that were asked for. */
static struct run start(const struct job *job)
{
	struct run run;
	run_init(&run, (struct budget){ .pool = job->options->pool }, NULL);
	return run;
}

/* Unit variance, from the engine's own stream: the same bits everywhere. */
static bool fill(struct job *job, int i, const char *name, int ndim, const int64_t *sizes,
                 struct err *err)
{
	struct shape shape = shape_of(ndim, sizes);
	struct philox_stream stream = philox_stream(1, name, 0);
	struct run run = start(job);
	job->in[i] = create_uniform(&run, DT_FLOAT32, &shape, &stream, -sqrt(3), sqrt(3), err);
	return job->in[i] != NULL;
}

/* ---- matmul ---- */

static bool matmul_fill(struct job *job, struct err *err)
{
	const struct options *o = job->options;
	return fill(job, 0, "a", 2, (int64_t[]){ o->m, o->k }, err)
	       && fill(job, 1, "b", 2, (int64_t[]){ o->k, o->n }, err);
}

static struct tensor *matmul_run(const struct job *job, struct err *err)
{
	struct run run = start(job);
	return matmul(&run, job->in[0], job->in[1], err);
}

static double matmul_flops(const struct options *o)
{
	return 2.0 * (double)o->m * (double)o->n * (double)o->k;
}

static double matmul_bytes(const struct options *o)
{
	double m = (double)o->m, n = (double)o->n, k = (double)o->k;
	return 4 * (m * k + k * n + m * n);
}

static void matmul_say(const struct options *o, char *out, size_t size)
{
	snprintf(out, size, "(%lld, %lld) @ (%lld, %lld)", (long long)o->m, (long long)o->k,
	         (long long)o->k, (long long)o->n);
}

/* ---- attention; decode is attention of one query ---- */

static bool attention_fill(struct job *job, struct err *err)
{
	const struct options *o = job->options;
	int64_t keys[] = { o->kv_heads, o->tk, o->dim };
	return fill(job, 0, "q", 3, (int64_t[]){ o->heads, o->tq, o->dim }, err)
	       && fill(job, 1, "k", 3, keys, err) && fill(job, 2, "v", 3, keys, err);
}

static struct tensor *attend(const struct options *o, struct run *run, const struct tensor *q,
                             const struct tensor *k, const struct tensor *v, struct err *err)
{
	struct attention how = { .is_causal = o->causal, .scale = NAN,
	                         .enable_gqa = o->heads != o->kv_heads };
	return attention(run, q, k, v, &how, err);
}

static struct tensor *attention_run(const struct job *job, struct err *err)
{
	struct run run = start(job);
	return attend(job->options, &run, job->in[0], job->in[1], job->in[2], err);
}

/* Query i sees keys 0..i of is_causal: a triangle, and rows of all keys beneath it. */
static double pairs_of(const struct options *o)
{
	double tq = (double)o->tq, tk = (double)o->tk, side = fmin(tq, tk);
	return o->causal ? side * (side + 1) / 2 + (tq - side) * tk : tq * tk;
}

static double attention_flops(const struct options *o)
{
	return 4 * (double)o->dim * (double)o->heads * pairs_of(o);
}

static double attention_bytes(const struct options *o)
{
	double queries = (double)o->heads * (double)o->tq, keys = (double)o->kv_heads * (double)o->tk;
	return 4 * (double)o->dim * 2 * (queries + keys);
}

static void attention_say(const struct options *o, char *out, size_t size)
{
	snprintf(out, size, "H %lld/%lld, T %lld x %lld, d %lld%s", (long long)o->heads,
	         (long long)o->kv_heads, (long long)o->tq, (long long)o->tk, (long long)o->dim,
	         o->causal ? ", causal" : "");
}

/* ---- softmax ---- */

static bool softmax_fill(struct job *job, struct err *err)
{
	return fill(job, 0, "x", 2, (int64_t[]){ job->options->rows, job->options->columns }, err);
}

static struct tensor *softmax_run(const struct job *job, struct err *err)
{
	struct run run = start(job);
	return softmax(&run, job->in[0], -1, err);
}

static double softmax_flops(const struct options *o)
{
	return 5 * (double)o->rows * (double)o->columns;
}

static double softmax_bytes(const struct options *o)
{
	return 8 * (double)o->rows * (double)o->columns;
}

static void softmax_say(const struct options *o, char *out, size_t size)
{
	snprintf(out, size, "(%lld, %lld)", (long long)o->rows, (long long)o->columns);
}

/* ---- A whole cross-attention layer: Q, K, V and O projections around the heads ---- */

enum { TEXT, IMAGE, WEIGHT_Q, WEIGHT_K, WEIGHT_V, WEIGHT_O };

static bool layer_fill(struct job *job, struct err *err)
{
	static const char *const names[] = { "wq", "wk", "wv", "wo" };
	const struct options *o = job->options;
	bool ok = fill(job, TEXT, "text", 2, (int64_t[]){ o->tq, o->hidden }, err)
	          && fill(job, IMAGE, "image", 2, (int64_t[]){ o->tk, o->hidden }, err);
	for (int i = 0; ok && i < 4; i++)
		ok = fill(job, WEIGHT_Q + i, names[i], 2, (int64_t[]){ o->hidden, o->hidden }, err);
	return ok;
}

/* x @ w, in heads; with w NULL x is what was cached. */
static struct tensor *project(const struct job *job, struct run *run, const struct tensor *x,
                              const struct tensor *w, struct err *err)
{
	struct size heads = { .n = job->options->heads };
	struct tensor *flat = w ? matmul(run, x, w, err) : tensor_ref(x);
	struct tensor *split = flat ? view_split_heads(flat, &heads, err) : NULL;
	tensor_unref(flat);
	return split;
}

static struct tensor *layer_run(const struct job *job, struct err *err)
{
	bool cached = job->options->cached;
	struct tensor *const *in = job->in, *heads = NULL, *merged = NULL, *out = NULL;
	struct run run = start(job);
	struct tensor *q = project(job, &run, in[TEXT], in[WEIGHT_Q], err);
	struct tensor *k = project(job, &run, in[IMAGE], cached ? NULL : in[WEIGHT_K], err);
	struct tensor *v = project(job, &run, in[IMAGE], cached ? NULL : in[WEIGHT_V], err);
	if (q && k && v)
		heads = attend(job->options, &run, q, k, v, err);
	if (heads)
		merged = view_merge_heads(&run, heads, err);
	if (merged)
		out = matmul(&run, merged, in[WEIGHT_O], err);
	tensor_unref(q);
	tensor_unref(k);
	tensor_unref(v);
	tensor_unref(heads);
	tensor_unref(merged);
	return out;
}

static double layer_flops(const struct options *o)
{
	double projected = 2 * (double)o->tq + (o->cached ? 0 : 2 * (double)o->tk);
	double hidden = (double)o->hidden;
	return 2 * projected * hidden * hidden + 4 * hidden * pairs_of(o);
}

static double layer_bytes(const struct options *o)
{
	double hidden = (double)o->hidden, rows = 2 * (double)o->tq + (double)o->tk;
	return 4 * hidden * (o->cached ? 2 * hidden + rows + (double)o->tk : 4 * hidden + rows);
}

static void layer_say(const struct options *o, char *out, size_t size)
{
	snprintf(out, size, "H %lld, T %lld x %lld, hidden %lld%s", (long long)o->heads,
	         (long long)o->tq, (long long)o->tk, (long long)o->hidden,
	         o->cached ? ", K and V cached" : "");
}

/* ---- What they have in common ---- */

static const struct kernel kernels[] = {
	{ "matmul", matmul_fill, matmul_run, matmul_flops, matmul_bytes, matmul_say },
	{ "attention", attention_fill, attention_run, attention_flops, attention_bytes, attention_say },
	{ "decode", attention_fill, attention_run, attention_flops, attention_bytes, attention_say },
	{ "softmax", softmax_fill, softmax_run, softmax_flops, softmax_bytes, softmax_say },
	{ "layer", layer_fill, layer_run, layer_flops, layer_bytes, layer_say },
};

const struct kernel *kernel_find(const char *name)
{
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
		if (strcmp(kernels[i].name, name) == 0)
			return &kernels[i];
	return NULL;
}

static bool run_job(void *context, struct err *err)
{
	struct job *job = context;
	job->out = job->kernel->run(job, err);
	return job->out != NULL;
}

static void clear_job(void *context)
{
	struct job *job = context;
	tensor_unref(job->out);
	job->out = NULL;
}

/* All results are float32; those that are views hold their elements in order all the same. */
static uint64_t digest_job(const void *context)
{
	const struct tensor *out = ((const struct job *)context)->out;
	return hash_bytes(HASH_START, tensor_floats(out) + out->offset,
	                  (size_t)tensor_count(out) * sizeof(float));
}

bool kernel_open(struct job *job, const struct kernel *kernel, const struct options *options,
                 struct work *work, struct err *err)
{
	*job = (struct job){ .kernel = kernel, .options = options };
	*work = (struct work){ .context = job, .run = run_job, .digest = digest_job,
	                       .clear = clear_job, .flops = kernel->flops(options),
	                       .bytes = kernel->bytes(options) };
	return kernel->fill(job, err);
}

void kernel_close(struct job *job)
{
	for (int i = 0; i < KERNEL_INPUTS; i++)
		tensor_unref(job->in[i]);
}
