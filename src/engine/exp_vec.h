/*
 * The exponential functions of *_simd.c: fixed sequences of float32 operations, so
 * the same bits at every width. Both are 2^n * p(r), |r| at most half of the step:
 * p(r) = 1 + r (c1 + r (c2 + ... + r c6)) is the polynomial of least relative error
 * (3e-9) for 2^r or e^r, in Horner's order with fused multiply-adds.
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

/*
 * e^x for x <= 0, with n = round(x / ln 2), r = x - n ln 2 in two parts (Cody and Waite 1980,
 * chapter 6): under 1 ulp; 1 at 0, 0 below e^-104, NaN for NaN. 2^n is multiplied in two
 * steps, the second of which alone rounds, so that results below 2^-126 are right too.
 */
VEC_INLINE vec vec_exp(vec x)
{
	static const float c[] = { 1, 1, 0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558aap-5f,
	                           0x1.12396ep-7f, 0x1.6a524ep-10f };
	vec_int bias = { 0 };
	bias += 127;
	x = vec_max(vec_set(-104), x);
	vec shifted = vec_fma(x, vec_set(0x1.715476p+0f), vec_set(EXP_ROUND));
	vec n = shifted - vec_set(EXP_ROUND);
	vec r = vec_fma(n, vec_set(-0x1.62e400p-1f), x);
	r = vec_fma(n, vec_set(-0x1.7f7d1cp-20f), r);
	vec_int low = (vec_int)shifted - (vec_int)vec_set(EXP_ROUND);   /* n: the same binade */
	vec_int half = low >> 1;
	vec p;
	vec_horner(&p, &r, 1, c);
	return p * vec_power(half + bias) * vec_power(low - half + bias);
}

#endif
