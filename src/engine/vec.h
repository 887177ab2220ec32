/*
 * Vectors of floats, for files named *_simd.c alone: as wide as the level they are
 * compiled for. Each operation is done lane by lane and rounded once, so
 * the width does not show in a result. A machine without fused multiply-add computes it in double.
 */
#ifndef ENGINE_VEC_H
#define ENGINE_VEC_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__) && defined(__AVX512DQ__)
enum { LANES = 16 };
#elif defined(__AVX2__) && defined(__FMA__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t vec_int __attribute__((vector_size(4 * LANES)));
typedef float vec_quad __attribute__((vector_size(16)));
typedef float vec_any __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float vec_any_quad __attribute__((vector_size(16), aligned(4), may_alias));

#define VEC_INLINE static inline __attribute__((always_inline))

/* Lane by lane: a where the mask is -1, b where it is 0. */
VEC_INLINE vec vec_select(vec_int mask, vec a, vec b)
{
	return (vec)((mask & (vec_int)a) | (~mask & (vec_int)b));
}

/* x stays in its register: compilers read what came from memory anew for each use. */
#if defined(__x86_64__)
#define VEC_HOLD(x) __asm__("" : "+v"(x))
#elif defined(__aarch64__)
#define VEC_HOLD(x) __asm__("" : "+w"(x))
#else
#define VEC_HOLD(x)
#endif

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
	return vec_select(a > b, a, b);
}

#ifdef __aarch64__
VEC_INLINE vec vec_fma(vec a, vec b, vec c)
{
	return (vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
#else
/*
 * Two products of floats are exact as doubles; the sum is rounded to odd there, so that
 * rounding it to float rounds the exact one (Boldo and Melquiond 2008). The error of a
 * sum of doubles: Knuth's TwoSum.
 */
typedef double vec_pair __attribute__((vector_size(16)));
typedef int64_t vec_pair_int __attribute__((vector_size(16)));

VEC_INLINE vec_pair vec_fma_pair(vec_pair a, vec_pair b, vec_pair c)
{
	vec_pair p = a * b, s = p + c, t = s - p;
	vec_pair error = (p - (s - t)) + (c - t);
	vec_pair_int bits = (vec_pair_int)s, odd = bits & 1, negative = s < 0;
	vec_pair_int more = error > 0, less = error < 0;
	vec_pair_int outwards = (more & ~negative) | (less & negative);
	vec_pair_int inwards = (more & negative) | (less & ~negative);
	return (vec_pair)(bits + ((odd - 1) & (inwards - outwards)));
}

/* Whole vectors throughout: built lane by lane, gcc 12 -O2 (tree-slp-vectorize) returned other bits. */
VEC_INLINE vec vec_fma(vec a, vec b, vec c)
{
#define LOW(x) __builtin_convertvector(__builtin_shufflevector(x, x, 0, 1), vec_pair)
#define HIGH(x) __builtin_convertvector(__builtin_shufflevector(x, x, 2, 3), vec_pair)
	typedef float vec_two __attribute__((vector_size(8)));
	vec_pair low = vec_fma_pair(LOW(a), LOW(b), LOW(c));
	vec_pair high = vec_fma_pair(HIGH(a), HIGH(b), HIGH(c));
	return __builtin_shufflevector(__builtin_convertvector(low, vec_two),
	                               __builtin_convertvector(high, vec_two), 0, 1, 2, 3);
#undef LOW
#undef HIGH
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
#if defined(__AVX512F__) && defined(__AVX512DQ__)
	__m512 x = _mm512_castps128_ps512(_mm_loadu_ps(p));
	x = _mm512_insertf32x4(x, _mm_loadu_ps(p + step), 1);
	x = _mm512_insertf32x4(x, _mm_loadu_ps(p + 2 * step), 2);
	return (vec)_mm512_insertf32x4(x, _mm_loadu_ps(p + 3 * step), 3);
#elif defined(__AVX2__) && defined(__FMA__)
	__m256 x = _mm256_castps128_ps256(_mm_loadu_ps(p));
	return (vec)_mm256_insertf128_ps(x, _mm_loadu_ps(p + step), 1);
#else
	(void)step;
	return *(const vec_any_quad *)p;
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

/* a + b of the halves, a + b of the quarters: lanes i, i + 4, ... to a quad. */
VEC_INLINE vec_quad vec_fold_sum(const vec *x)
{
#if defined(__AVX512F__) && defined(__AVX512DQ__)
	typedef float oct __attribute__((vector_size(32)));
	oct a = __builtin_shufflevector(x[0], x[0], 0, 1, 2, 3, 4, 5, 6, 7);
	oct b = __builtin_shufflevector(x[0], x[0], 8, 9, 10, 11, 12, 13, 14, 15);
	oct y = a + b;
#elif defined(__AVX2__) && defined(__FMA__)
	vec y = x[0] + x[1];
#else
	return (x[0] + x[2]) + (x[1] + x[3]);
#endif
#if defined(__AVX2__) && defined(__FMA__)
	return __builtin_shufflevector(y, y, 0, 1, 2, 3) + __builtin_shufflevector(y, y, 4, 5, 6, 7);
#endif
}

VEC_INLINE vec_quad vec_larger(vec_quad a, vec_quad b)
{
#ifdef __x86_64__
	return (vec_quad)_mm_max_ps((__m128)a, (__m128)b);
#else
	return vec_max(a, b);
#endif
}

/* The same with the larger of each; no lane is NaN. */
VEC_INLINE vec_quad vec_fold_max(vec x)
{
#if defined(__AVX2__) && defined(__FMA__)
	vec_quad a = __builtin_shufflevector(x, x, 0, 1, 2, 3);
	vec_quad b = __builtin_shufflevector(x, x, 4, 5, 6, 7);
#if defined(__AVX512F__) && defined(__AVX512DQ__)
	vec_quad c = __builtin_shufflevector(x, x, 8, 9, 10, 11);
	vec_quad d = __builtin_shufflevector(x, x, 12, 13, 14, 15);
	return vec_larger(vec_larger(a, b), vec_larger(c, d));
#else
	return vec_larger(a, b);
#endif
#else
	return x;
#endif
}

/* Four quads: a becomes the first numbers of all, b the second, ... */
VEC_INLINE void vec_turn_quads(vec_quad *a, vec_quad *b, vec_quad *c, vec_quad *d)
{
	vec_quad ab_low = __builtin_shufflevector(*a, *b, 0, 4, 1, 5);
	vec_quad ab_high = __builtin_shufflevector(*a, *b, 2, 6, 3, 7);
	vec_quad cd_low = __builtin_shufflevector(*c, *d, 0, 4, 1, 5);
	vec_quad cd_high = __builtin_shufflevector(*c, *d, 2, 6, 3, 7);
	*a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
	*b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
	*c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
	*d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/*
 * Sixteen sums, l[i] those of the positions i mod 16, in VEC_SUMS vectors, in a fixed tree:
 * y_i = (l_i + l_(i+8)) + (l_(i+4) + l_(i+12)) for i < 4, then (y_0 + y_2) + (y_1 + y_3).
 * Four of them at a time.
 */
enum { VEC_SUMS = 16 / LANES };

VEC_INLINE vec_quad vec_trees(const vec *a, const vec *b, const vec *c, const vec *d)
{
	vec_quad w = vec_fold_sum(a), x = vec_fold_sum(b), y = vec_fold_sum(c), z = vec_fold_sum(d);
	vec_turn_quads(&w, &x, &y, &z);
	return (w + y) + (x + z);
}

/* The largest lane of each of four; no lane is NaN. */
VEC_INLINE vec_quad vec_tops(vec a, vec b, vec c, vec d)
{
	vec_quad w = vec_fold_max(a), x = vec_fold_max(b), y = vec_fold_max(c), z = vec_fold_max(d);
	vec_turn_quads(&w, &x, &y, &z);
	return vec_larger(vec_larger(w, y), vec_larger(x, z));
}

#endif
