/*
 * Vectors of floats, for files named *_simd.c alone: as wide as the level they are
 * compiled for. Each operation is done lane by lane and rounded once, so
 * the width does not show in a result. A machine without fused multiply-add calls libm.
 */
#ifndef ENGINE_VEC_H
#define ENGINE_VEC_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
enum { LANES = 16 };
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
enum { LANES = 8 };
#else
#ifdef __aarch64__
#include <arm_neon.h>
#endif
enum { LANES = 4 };
#endif

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t vec_int __attribute__((vector_size(4 * LANES)));
typedef float vec_quad __attribute__((vector_size(16)));
typedef float vec_any __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float vec_any_quad __attribute__((vector_size(16), aligned(4), may_alias));

#define VEC_INLINE static inline __attribute__((always_inline))

VEC_INLINE vec vec_load(const float *p)
{
	return *(const vec_any *)p;
}

VEC_INLINE void vec_store(float *p, vec x)
{
	*(vec_any *)p = x;
}

#if defined(__AVX512F__) && defined(__AVX512DQ__)

VEC_INLINE vec vec_set(float x)
{
	return (vec)_mm512_set1_ps(x);
}

VEC_INLINE vec vec_fma(vec a, vec b, vec c)
{
	return (vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}

/* a > b ? a : b, so b when one of them is NaN. */
VEC_INLINE vec vec_max(vec a, vec b)
{
	return (vec)_mm512_max_ps((__m512)a, (__m512)b);
}

/* The first n < LANES floats, and zeros. */
VEC_INLINE vec vec_load_part(const float *p, int n)
{
	return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

VEC_INLINE void vec_store_part(float *p, vec x, int n)
{
	_mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)x);
}

#else

VEC_INLINE vec vec_load_part(const float *p, int n)
{
	float all[LANES] = {0};
	for (int i = 0; i < n; i++)
		all[i] = p[i];
	return vec_load(all);
}

VEC_INLINE void vec_store_part(float *p, vec x, int n)
{
	float all[LANES];
	vec_store(all, x);
	for (int i = 0; i < n; i++)
		p[i] = all[i];
}

#if defined(__AVX2__) && defined(__FMA__)

VEC_INLINE vec vec_set(float x)
{
	return (vec)_mm256_set1_ps(x);
}

VEC_INLINE vec vec_fma(vec a, vec b, vec c)
{
	return (vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}

VEC_INLINE vec vec_max(vec a, vec b)
{
	return (vec)_mm256_max_ps((__m256)a, (__m256)b);
}

#else

VEC_INLINE vec vec_set(float x)
{
	return (vec){ x, x, x, x };
}

VEC_INLINE vec vec_max(vec a, vec b)
{
	vec_int first = a > b;
	return (vec)((first & (vec_int)a) | (~first & (vec_int)b));
}

#ifdef __aarch64__
VEC_INLINE vec vec_fma(vec a, vec b, vec c)
{
	return (vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
#else
static __attribute__((noinline)) vec vec_fma(vec a, vec b, vec c)
{
	return (vec){ fmaf(a[0], b[0], c[0]), fmaf(a[1], b[1], c[1]), fmaf(a[2], b[2], c[2]),
	              fmaf(a[3], b[3], c[3]) };
}
#endif
#endif
#endif

/* ---- Of the operations above ---- */

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define VEC_EACH(a, b, c, d) \
	a, b, c, d, a + 4, b + 4, c + 4, d + 4, a + 8, b + 8, c + 8, d + 8, a + 12, b + 12, c + 12, d + 12
#elif defined(__AVX2__) && defined(__FMA__)
#define VEC_EACH(a, b, c, d) a, b, c, d, a + 4, b + 4, c + 4, d + 4
#else
#define VEC_EACH(a, b, c, d) a, b, c, d
#endif

/* Four floats of each LANES / 4 rows, `step` floats apart. */
VEC_INLINE vec vec_load_quads(const float *p, int64_t step)
{
	vec_quad a = *(const vec_any_quad *)p;
#if defined(__AVX2__) && defined(__FMA__)
	typedef float oct __attribute__((vector_size(32)));
	vec_quad b = *(const vec_any_quad *)(p + step);
	oct ab = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
#if defined(__AVX512F__) && defined(__AVX512DQ__)
	vec_quad c = *(const vec_any_quad *)(p + 2 * step), d = *(const vec_any_quad *)(p + 3 * step);
	oct cd = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7);
	return __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
	return ab;
#endif
#else
	(void)step;
	return a;
#endif
}

/* In each four lanes: a = a0 b0 c0 d0, b = a1 b1 c1 d1, ... */
VEC_INLINE void vec_turn(vec *a, vec *b, vec *c, vec *d)
{
	enum { B = LANES };
	vec ab_low = __builtin_shufflevector(*a, *b, VEC_EACH(0, B, 1, B + 1));
	vec ab_high = __builtin_shufflevector(*a, *b, VEC_EACH(2, B + 2, 3, B + 3));
	vec cd_low = __builtin_shufflevector(*c, *d, VEC_EACH(0, B, 1, B + 1));
	vec cd_high = __builtin_shufflevector(*c, *d, VEC_EACH(2, B + 2, 3, B + 3));
	*a = __builtin_shufflevector(ab_low, cd_low, VEC_EACH(0, 1, B, B + 1));
	*b = __builtin_shufflevector(ab_low, cd_low, VEC_EACH(2, 3, B + 2, B + 3));
	*c = __builtin_shufflevector(ab_high, cd_high, VEC_EACH(0, 1, B, B + 1));
	*d = __builtin_shufflevector(ab_high, cd_high, VEC_EACH(2, 3, B + 2, B + 3));
}

/*
 * Sixteen sums, sum[i] those of the positions i mod 16, in a fixed tree:
 * y_i = (l_i + l_(i+8)) + (l_(i+4) + l_(i+12)) for i < 4, then (y_0 + y_2) + (y_1 + y_3).
 */
enum { VEC_SUMS = 16 / LANES };

VEC_INLINE float vec_tree(const vec *sums)
{
	float l[16];
	for (int i = 0; i < VEC_SUMS; i++)
		vec_store(l + i * LANES, sums[i]);
	vec_quad a = *(vec_any_quad *)l, b = *(vec_any_quad *)(l + 4);
	vec_quad c = *(vec_any_quad *)(l + 8), d = *(vec_any_quad *)(l + 12);
	vec_quad y = (a + c) + (b + d);
	return (y[0] + y[2]) + (y[1] + y[3]);
}

VEC_INLINE float vec_top(vec x)
{
	float l[LANES], top;
	vec_store(l, x);
	top = l[0];
	for (int i = 1; i < LANES; i++)
		top = l[i] > top ? l[i] : top;
	return top;
}

#endif
