/* Compiled once for each instruction-set level, with SIMD = base, v3 or v4. */
#include <math.h>
#include <string.h>

#include "engine/matmul_block.h"
#include "engine/vec.h"

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)

/* As many rows as the registers hold: 32 of them, 16, or 16 with much to keep beside. */
#if defined(__AVX512F__) || defined(__aarch64__)
#define TILE_ROWS 12
#elif defined(__AVX2__)
#define TILE_ROWS 6
#else
#define TILE_ROWS 4
#endif

/* Rows of a that are copied together, and how far apart: no power of two. */
enum { CACHED_ROWS = 72, COPIED_DEPTH = BLOCK_DEPTH + 16 };

/* ---- float ---- */

VEC_INLINE vec settle_float(vec x)
{
	return vec_select(x == x, x, vec_set(NAN));
}

/* LANES columns of b, each contiguous, as rows: four steps of the depth at a time. */
static void float_turn(float *restrict to, const float *restrict b, const struct block *s)
{
	int64_t column = s->b_column, p = 0;
	for (; p + 4 <= s->depth; p += 4) {
		vec x0 = vec_load_quads(b + p, 4 * column), x1 = vec_load_quads(b + p + column, 4 * column);
		vec x2 = vec_load_quads(b + p + 2 * column, 4 * column);
		vec x3 = vec_load_quads(b + p + 3 * column, 4 * column);
		vec_turn(&x0, &x1, &x2, &x3);
		vec_store(to + p * 2 * LANES, x0);
		vec_store(to + (p + 1) * 2 * LANES, x1);
		vec_store(to + (p + 2) * 2 * LANES, x2);
		vec_store(to + (p + 3) * 2 * LANES, x3);
	}
	for (; p < s->depth; p++)
		for (int64_t j = 0; j < LANES; j++)
			to[p * 2 * LANES + j] = b[p + j * column];
}

#define NAME(word) float_##word
#define REAL float
#define VEC vec
#define WIDTH LANES
#define LOAD(p) vec_load(p)
#define STORE(p, x) vec_store(p, x)
#define SET(x) vec_set(x)
#define FMA(a, b, c) vec_fma(a, b, c)
#define SETTLE(x) settle_float(x)
#include "engine/matmul_tile.inc"

/* ---- double and int64: half as many in a vector ---- */

enum { LANES_8 = LANES / 2 };

typedef double vec_double __attribute__((vector_size(8 * LANES_8)));
typedef int64_t vec_long __attribute__((vector_size(8 * LANES_8)));
typedef uint64_t vec_word __attribute__((vector_size(8 * LANES_8)));
typedef double vec_any_double __attribute__((vector_size(8 * LANES_8), aligned(8), may_alias));
typedef uint64_t vec_any_word __attribute__((vector_size(8 * LANES_8), aligned(8), may_alias));

VEC_INLINE vec_double fma_double(vec_double a, vec_double b, vec_double c)
{
#if defined(__AVX512F__)
	return (vec_double)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__AVX2__)
	return (vec_double)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__aarch64__)
	return (vec_double)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#else
	return (vec_double){ fma(a[0], b[0], c[0]), fma(a[1], b[1], c[1]) };
#endif
}

VEC_INLINE vec_double settle_double(vec_double x)
{
	vec_long good = x == x;
	return (vec_double)((good & (vec_long)x) | (~good & (vec_long)((vec_double){0} + (double)NAN)));
}

#define DEFINE_TURN(NAME, REAL) \
	static void NAME(REAL *restrict to, const REAL *restrict b, const struct block *s) \
	{ \
		for (int64_t p = 0; p < s->depth; p++) \
			for (int64_t j = 0; j < LANES_8; j++) \
				to[p * 2 * LANES_8 + j] = b[p + j * s->b_column]; \
	}

DEFINE_TURN(double_turn, double)
DEFINE_TURN(word_turn, uint64_t)

#define NAME(word) double_##word
#define REAL double
#define VEC vec_double
#define WIDTH LANES_8
#define LOAD(p) ((vec_double)*(const vec_any_double *)(p))
#define STORE(p, x) (*(vec_any_double *)(p) = (x))
#define SET(x) ((x) - (vec_double){0})   /* every number stays as it is, -0.0 too */
#define FMA(a, b, c) fma_double(a, b, c)
#define SETTLE(x) settle_double(x)
#include "engine/matmul_tile.inc"

#define NAME(word) word_##word
#define REAL uint64_t
#define VEC vec_word
#define WIDTH LANES_8
#define LOAD(p) ((vec_word)*(const vec_any_word *)(p))
#define STORE(p, x) (*(vec_any_word *)(p) = (x))
#define SET(x) ((vec_word){0} + (x))
#define FMA(a, b, c) ((a) * (b) + (c))
#define SETTLE(x) (x)
#include "engine/matmul_tile.inc"

const struct matmul_blocks PASTE(matmul_blocks_, SIMD) = {
	.few = 2 * TILE_ROWS,
	.floats = float_block, .doubles = double_block, .ints = word_block,
};
