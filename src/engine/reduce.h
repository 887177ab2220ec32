/*
 * Reductions over some or all dimensions, scans, and comparisons of whole tensors.
 *
 * Sums of floats add in index order into one double and are rounded once to the
 * result's type; int and bool sums and products are int64, as in PyTorch.
 *
 * Cost: one floating-point operation an input element; var, std, norm and
 * logsumexp two (a pass for the mean or maximum, a pass for the rest).
 */
#ifndef ENGINE_REDUCE_H
#define ENGINE_REDUCE_H

#include "engine/tensor.h"

/* Which dimensions: n = 0 means all. Negative ones count from the end. */
struct axes {
	int n;
	int64_t dim[TENSOR_MAX_DIMS];
	bool keepdim;
};

enum reduce_op {
	REDUCE_SUM, REDUCE_PROD, REDUCE_MEAN,   /* mean: floats only */
	REDUCE_MAX, REDUCE_MIN,                 /* NaN wins; empty is ERR_VALUE */
	REDUCE_ANY, REDUCE_ALL,                 /* bool */
	REDUCE_ARGMAX, REDUCE_ARGMIN,           /* int64, the first of equals; one axis, or all (flat) */
	REDUCE_LOGSUMEXP,                       /* of ints: float32 */
	REDUCE_COUNT
};

struct tensor *reduce_apply(struct run *run, enum reduce_op op, const struct tensor *t,
                            const struct axes *axes, struct err *err);

/* Divided by N - correction (1: Bessel's), or by 0 when that is negative, as PyTorch. */
struct tensor *reduce_var(struct run *run, const struct tensor *t, const struct axes *axes,
                          double correction, struct err *err);
struct tensor *reduce_std(struct run *run, const struct tensor *t, const struct axes *axes,
                          double correction, struct err *err);

/* (sum |x|^p)^(1/p); p may be 0, infinity, -infinity. */
struct tensor *reduce_norm(struct run *run, const struct tensor *t, const struct axes *axes,
                           double p, struct err *err);

struct tensor *reduce_cumsum(struct run *run, const struct tensor *t, int64_t dim,
                             struct err *err);

/* |a - b| <= atol + rtol * |b| everywhere, broadcasting. False with *err set on error. */
struct tolerance {
	double rtol, atol;    /* PyTorch: 1e-5, 1e-8 */
	bool equal_nan;
};
bool reduce_allclose(struct run *run, const struct tensor *a, const struct tensor *b,
                     const struct tolerance *tolerance, bool *out, struct err *err);

/* torch.equal: the same sizes and elements (NaN differs from NaN). */
bool reduce_equal(struct run *run, const struct tensor *a, const struct tensor *b, bool *out,
                  struct err *err);

#endif
