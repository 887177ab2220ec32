/*
 * The exponential function of *_simd.c: a fixed sequence of float32 operations, so the
 * same bits at every width. 2^n * p(r), n the nearest integer and |r| <= 1/2:
 * p(r) = 1 + r (c1 + r (c2 + ... + r c6)) is the polynomial of least relative error
 * (3e-9) for 2^r, in Horner's order with fused multiply-adds.
 */
#ifndef ENGINE_EXP_VEC_H
#define ENGINE_EXP_VEC_H

#include "engine/vec.h"

/* 1.5 * 2^23 + 127: added to x, it leaves n + 127, n = x rounded, in the lowest bits. */
#define EXP_ROUND 12583039.0f

/* The lowest eight bits of a shifted number become an exponent: 2^n, and 0 for n = -127. */
VEC_INLINE vec vec_power(vec_int shifted)
{
	return (vec)(shifted << 23);
}

/* p(r) of `n` vectors, step by step: one alone would wait for itself at each. */
VEC_INLINE void vec_horner(vec *p, const vec *r, const int n, const float *c)
{
	for (int i = 0; i < n; i++)
		p[i] = vec_set(c[6]);
	for (int step = 5; step >= 0; step--)
		for (int i = 0; i < n; i++)
			p[i] = vec_fma(p[i], r[i], vec_set(c[step]));
}

/*
 * x[i] becomes 2^(x[i] * scale), for n <= 4 vectors of numbers <= 0 and scale >= 2^-64; the product
 * is not rounded. Within 1 ulp, 1 at 0, 0 below 2^-126.5, NaN for NaN. low = -127 / scale.
 */
VEC_INLINE void vec_exp2(vec *x, const int n, vec scale, vec low)
{
	static const float c[] = { 1, 0x1.62e430p-1f, 0x1.ebfbdcp-3f, 0x1.c6af7cp-5f, 0x1.3b2de0p-7f,
	                           0x1.5f082ep-10f, 0x1.416b52p-13f };
	vec shifted[4], p[4], round = vec_set(EXP_ROUND);
	for (int i = 0; i < n; i++)
		x[i] = vec_max(low, x[i]);
	for (int i = 0; i < n; i++)
		shifted[i] = vec_fma(x[i], scale, round);
	for (int i = 0; i < n; i++)
		x[i] = vec_fma(x[i], scale, round - shifted[i]);
	vec_horner(p, x, n, c);
	for (int i = 0; i < n; i++)
		x[i] = p[i] * vec_power((vec_int)shifted[i]);
}

#endif
