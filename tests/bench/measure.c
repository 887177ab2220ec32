/* A work, repeated: the median and the best of its times, and the digest of its result. */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "bench.h"

enum { REPS_MIN = 3, REPS_MAX = 1000 };

double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double median(double *all, int64_t n)
{
	qsort(all, (size_t)n, sizeof *all, by_size);
	return (all[n / 2] + all[(n - 1) / 2]) / 2;
}

/* Seconds of one run; what the digest says is taken from the first. */
static bool run_once(const struct work *work, double *seconds, uint64_t *digest, struct err *err)
{
	double start = seconds_now();
	bool ok = work->run(work->context, err);
	*seconds = seconds_now() - start;
	if (ok && digest)
		*digest = work->digest(work->context);
	work->clear(work->context);
	return ok;
}

/* As many as take about a second. */
static int64_t choose_reps(double seconds)
{
	double reps = 1 / fmax(seconds, 1e-6);
	return reps < REPS_MIN ? REPS_MIN : reps > REPS_MAX ? REPS_MAX : (int64_t)reps;
}

bool work_measure(const struct work *work, int64_t reps, struct timing *timing, struct err *err)
{
	double seconds;
	*timing = (struct timing){ 0 };
	if (!run_once(work, &seconds, &timing->digest, err))
		return false;
	timing->reps = reps ? reps : choose_reps(seconds);
	double *all = mem_new((size_t)timing->reps, sizeof *all);
	bool ok = true;
	for (int64_t i = 0; ok && i < timing->reps; i++)
		ok = run_once(work, &all[i], NULL, err);
	timing->ms = median(all, timing->reps) * 1e3;
	timing->best_ms = all[0] * 1e3;
	free(all);
	return ok;
}
