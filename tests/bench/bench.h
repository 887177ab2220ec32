/*
 * The benchmark: the engine's kernels as they are, as shares of what this machine can do.
 *
 *	limits_measure → struct limits         the machine's own limits, in the same run
 *	kernel_find → struct kernel            what can be measured
 *	work_measure → struct timing           a work, repeated: median, best, digest
 *	report_*                               a line for people, or a line of JSON
 *
 * Milliseconds are of the wall clock. GFLOP/s are 1e9 operations a second, GB/s
 * 1e9 bytes a second. What a work counts as its operations and bytes stands in kernels.c.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct pool;

struct options {
	int64_t m, n, k;                         /* matmul: (m, k) @ (k, n) */
	int64_t heads, kv_heads, tq, tk, dim;    /* attention, decode; kv_heads 0 = heads */
	int64_t rows, columns;                   /* softmax */
	int64_t hidden;                          /* layer */
	int64_t reps;                            /* 0 = about a second of them */
	int64_t threads;                         /* that work; 0 = all processors */
	int64_t megabytes;                       /* of the array that is streamed; 0 = beyond the cache */
	bool causal, cached, json;
	const char *file;                        /* lab; prices: of one operation */
	struct pool *pool;                       /* the threads that work */
};

/* What one thread, and all `threads` at once, can do. */
struct limits {
	const char *isa;
	int threads;
	double gflops_one, gflops;               /* fused multiply-adds, 2 operations each */
	double gbs_one, gbs;                     /* reading memory in order */
	int64_t bytes;                           /* of the array that was read */
};

bool limits_measure(const struct options *options, struct limits *limits, struct err *err);

/* Something that can be done again and again. */
struct work {
	void *context;
	bool (*run)(void *context, struct err *err);     /* leaves its result in the context */
	uint64_t (*digest)(const void *context);         /* of the result's bits */
	void (*clear)(void *context);                    /* gives the result back */
	double flops, bytes;                             /* of one run; NAN = not known */
};

struct timing {
	double ms, best_ms;      /* the median and the best */
	int64_t reps;
	uint64_t digest;
};

double seconds_now(void);    /* of a clock that only goes forward */
double median(double *all, int64_t n);   /* which is sorted */

/* One run to warm up, then `reps` of them. */
bool work_measure(const struct work *work, int64_t reps, struct timing *timing, struct err *err);

/* The inputs and the result of a kernel. Zero it before kernel_open. */
enum { KERNEL_INPUTS = 6 };

struct tensor;
struct kernel;

struct job {
	const struct kernel *kernel;
	const struct options *options;
	struct tensor *in[KERNEL_INPUTS], *out;
};

struct kernel {
	const char *name;
	bool (*fill)(struct job *job, struct err *err);
	struct tensor *(*run)(const struct job *job, struct err *err);
	double (*flops)(const struct options *options);
	double (*bytes)(const struct options *options);
	void (*say)(const struct options *options, char *out, size_t size);   /* "T 10 x 197, d 32" */
};

const struct kernel *kernel_find(const char *name);   /* NULL when there is none */
bool kernel_open(struct job *job, const struct kernel *kernel, const struct options *options,
                 struct work *work, struct err *err);
void kernel_close(struct job *job);

/* A lab file, parsed once and run as often as is asked for. */
bool lab_measure(const struct options *options, struct work *work, struct timing *timing,
                 struct err *err);

/* matmul and attention against OpenBLAS; ERR_IO where there is none. Prints as it goes. */
bool compare(const struct options *options, struct err *err);

/* A line for each operation of the language and each kind of tensor. Prints as it goes. */
bool prices(const char *only, struct err *err);

void report_limits(const struct limits *limits, bool json);
void report_work(const char *name, const char *what, const struct work *work,
                 const struct timing *timing, const struct limits *limits, bool json);

#endif
