/* The sums that headers promise, as plain loops: what the engine's kernels are compared with. */
#ifndef ENGINE_ORACLE_H
#define ENGINE_ORACLE_H

#include <math.h>
#include <stdint.h>

/* matmul.h: element (i, j) of a @ b, where a row of a and a column of b are `depth` long. */
static inline float oracle_dot(const float *a, int64_t a_step, const float *b, int64_t b_step,
                               int64_t depth)
{
	float sum = 0;
	for (int64_t p = 0; p < depth; p++)
		sum = fmaf(a[p * a_step], b[p * b_step], sum);
	return sum;
}

static inline double oracle_dot_double(const double *a, int64_t a_step, const double *b,
                                       int64_t b_step, int64_t depth)
{
	double sum = 0;
	for (int64_t p = 0; p < depth; p++)
		sum = fma(a[p * a_step], b[p * b_step], sum);
	return sum;
}

#endif
