/*
 * The same work on OpenBLAS, turn by turn in one process: matmul, and attention made of two
 * products, whole and in tiles. The library is looked for when it runs; without it there is
 * nothing to compare. It and the engine use as many threads.
 */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bench.h"
#include "engine/tensor.h"

enum { ROW_MAJOR = 101, PLAIN = 111, TURNED = 112, TILE_QUERIES = 128 };

typedef void sgemm(int order, int turn_a, int turn_b, int m, int n, int k, float alpha,
                   const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);

struct blas {
	sgemm *multiply;
	const char *core;      /* what it takes the processor for */
};

/* Its threads would go on spinning for seconds, on the processors whose turn is ours: they sleep at once. */
static bool open_blas(struct blas *blas, int64_t threads, struct err *err)
{
	static const char *const names[] = { "libopenblas.so.0", "libopenblas.so", "libopenblas.dylib" };
	void *library = NULL;
	setenv("OPENBLAS_THREAD_TIMEOUT", "4", 0);
	for (int i = 0; i < 3 && !library; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return err_say(err, ERR_IO, "compare needs OpenBLAS; install libopenblas0");
	void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
	char *(*core)(void) = (char *(*)(void))dlsym(library, "openblas_get_corename");
	blas->multiply = (sgemm *)dlsym(library, "cblas_sgemm");
	blas->core = core ? core() : "?";
	if (!blas->multiply)
		return err_say(err, ERR_IO, "this OpenBLAS has no cblas_sgemm");
	if (set_threads)
		set_threads((int)threads);
	return true;
}

/* One of the ways to do a job with OpenBLAS. */
struct rival {
	const struct blas *blas;
	const struct job *job;
	float *out, *scores;
	int64_t tile;          /* attention: queries at a time */
};

static const float *data_of(const struct tensor *t)
{
	return tensor_floats(t) + t->offset;
}

static void multiply_rival(struct rival *r)
{
	const struct options *o = r->job->options;
	r->blas->multiply(ROW_MAJOR, PLAIN, PLAIN, (int)o->m, (int)o->n, (int)o->k, 1,
	                  data_of(r->job->in[0]), (int)o->k, data_of(r->job->in[1]), (int)o->n, 0,
	                  r->out, (int)o->n);
}

static void softmax_rival(float *row, int64_t seen, int64_t keys)
{
	float top = -INFINITY, sum = 0;
	for (int64_t j = 0; j < seen; j++)
		top = fmaxf(top, row[j]);
	for (int64_t j = 0; j < seen; j++)
		sum += row[j] = expf(row[j] - top);
	for (int64_t j = 0; j < keys; j++)
		row[j] = j < seen ? row[j] / sum : 0;
}

/* Rows of scores for some queries of a head, their softmax, and the weighted values. */
static void attend_rival(struct rival *r)
{
	const struct options *o = r->job->options;
	int64_t d = o->dim, keys = o->tk;
	for (int64_t h = 0; h < o->heads; h++)
		for (int64_t i = 0; i < o->tq; i += r->tile) {
			int64_t rows = o->tq - i < r->tile ? o->tq - i : r->tile;
			int64_t limit = o->causal && i + rows < keys ? i + rows : keys;
			int64_t group = h * o->kv_heads / o->heads * keys * d;
			r->blas->multiply(ROW_MAJOR, PLAIN, TURNED, (int)rows, (int)limit, (int)d,
			                  1 / sqrtf((float)d), data_of(r->job->in[0]) + (h * o->tq + i) * d,
			                  (int)d, data_of(r->job->in[1]) + group, (int)d, 0, r->scores, (int)limit);
			for (int64_t q = 0; q < rows; q++)
				softmax_rival(r->scores + q * limit,
				              o->causal && i + q + 1 < limit ? i + q + 1 : limit, limit);
			r->blas->multiply(ROW_MAJOR, PLAIN, PLAIN, (int)rows, (int)d, (int)limit, 1, r->scores,
			                  (int)limit, data_of(r->job->in[2]) + group, (int)d, 0,
			                  r->out + (h * o->tq + i) * d, (int)d);
		}
}

/* The largest difference of the two results, relative to the largest number. */
static double difference(const struct tensor *ours, const float *theirs)
{
	double most = 0, size = 0;
	for (int64_t i = 0; i < tensor_count(ours); i++) {
		most = fmax(most, fabs((double)data_of(ours)[i] - (double)theirs[i]));
		size = fmax(size, fabs((double)theirs[i]));
	}
	return size > 0 ? most / size : most;
}

/* Ours, theirs, ours, theirs ...: what else the machine does meets both. */
static bool take_turns(const char *name, struct rival *r, void (*rival)(struct rival *r),
                       const struct work *work, struct err *err)
{
	const struct options *o = r->job->options;
	int64_t reps = o->reps ? o->reps : 15;
	double *ours = mem_new((size_t)reps, sizeof *ours), *theirs = mem_new((size_t)reps, sizeof *theirs);
	double apart = 0;
	bool ok = true;
	for (int64_t i = -1; ok && i < reps; i++) {     /* the first warms up */
		double start = seconds_now();
		ok = work->run(work->context, err);
		double middle = seconds_now();
		rival(r);
		double end = seconds_now();
		if (ok && i < 0)
			apart = difference(r->job->out, r->out);
		else if (ok) {
			ours[i] = (middle - start) * 1e3;
			theirs[i] = (end - middle) * 1e3;
		}
		work->clear(work->context);
	}
	double a = ok ? median(ours, reps) : NAN, b = ok ? median(theirs, reps) : NAN;
	if (ok && o->json)
		printf("{\"bench\": \"compare\", \"what\": \"%s\", \"core\": \"%s\", \"ms\": %.6g, "
		       "\"openblas_ms\": %.6g, \"ratio\": %.4g, \"difference\": %.2g, \"threads\": %lld}\n",
		       name, r->blas->core, a, b, b / a, apart, (long long)o->threads);
	else if (ok)
		printf("compare    %-36s %9.3f ms, OpenBLAS (%s) %9.3f ms: %.2f times as fast\n", name, a,
		       r->blas->core, b, b / a);
	free(ours);
	free(theirs);
	return ok;
}

static bool compare_kernel(const char *kernel, const struct options *options,
                           const struct blas *blas, struct err *err)
{
	char what[128], name[192];
	struct job job;
	struct work work;
	struct rival r = { .blas = blas, .job = &job, .tile = options->tq };
	bool is_matmul = strcmp(kernel, "matmul") == 0;
	int64_t count = is_matmul ? options->m * options->n : options->heads * options->tq * options->dim;
	bool ok = kernel_open(&job, kernel_find(kernel), options, &work, err);
	job.kernel->say(options, what, sizeof what);
	r.out = mem_new((size_t)count, sizeof *r.out);
	r.scores = is_matmul ? NULL : mem_new((size_t)(options->tq * options->tk), sizeof *r.scores);
	if (ok && is_matmul) {
		ok = take_turns(what, &r, multiply_rival, &work, err);
	} else if (ok) {
		snprintf(name, sizeof name, "%s, whole", what);
		ok = take_turns(name, &r, attend_rival, &work, err);
		r.tile = TILE_QUERIES;
		snprintf(name, sizeof name, "%s, in tiles", what);
		ok = ok && take_turns(name, &r, attend_rival, &work, err);
	}
	free(r.out);
	free(r.scores);
	kernel_close(&job);
	return ok;
}

bool compare(const struct options *options, struct err *err)
{
	struct blas blas;
	struct options o = *options;
	if (!o.kv_heads)
		o.kv_heads = o.heads;
	return open_blas(&blas, o.threads, err) && compare_kernel("matmul", &o, &blas, err)
	       && compare_kernel("attention", &o, &blas, err);
}
