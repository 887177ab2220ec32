/*
 * Compiled once for each instruction-set level, with SIMD = base, v3 or v4.
 *
 * Four rows by four steps of the sum: each loaded c[j] takes four products in
 * order before it is stored, and each loaded b[j] serves four rows.
 */
#include <math.h>

#include "engine/matmul_block.h"

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define INT_FMA(a, b, c) ((a) * (b) + (c))

#define FOUR(FMA, c, a0, a1, a2, a3) FMA(a3, y3, FMA(a2, y2, FMA(a1, y1, FMA(a0, y0, c))))

#define DEFINE_BLOCK(NAME, REAL, FMA) \
	static void NAME##_4x4(REAL *restrict c, const REAL *a, const REAL *restrict b, \
	                       const struct block *s) \
	{ \
		REAL *restrict c0 = c, *restrict c1 = c + s->c_row; \
		REAL *restrict c2 = c + 2 * s->c_row, *restrict c3 = c + 3 * s->c_row; \
		const REAL *a0 = a, *a1 = a + s->a_row, *a2 = a + 2 * s->a_row, *a3 = a + 3 * s->a_row; \
		REAL a00 = a0[0], a01 = a0[1], a02 = a0[2], a03 = a0[3]; \
		REAL a10 = a1[0], a11 = a1[1], a12 = a1[2], a13 = a1[3]; \
		REAL a20 = a2[0], a21 = a2[1], a22 = a2[2], a23 = a2[3]; \
		REAL a30 = a3[0], a31 = a3[1], a32 = a3[2], a33 = a3[3]; \
		const REAL *b1 = b + s->b_row, *b2 = b1 + s->b_row, *b3 = b2 + s->b_row; \
		for (int64_t j = 0; j < s->columns; j++) { \
			REAL y0 = b[j], y1 = b1[j], y2 = b2[j], y3 = b3[j]; \
			c0[j] = FOUR(FMA, c0[j], a00, a01, a02, a03); \
			c1[j] = FOUR(FMA, c1[j], a10, a11, a12, a13); \
			c2[j] = FOUR(FMA, c2[j], a20, a21, a22, a23); \
			c3[j] = FOUR(FMA, c3[j], a30, a31, a32, a33); \
		} \
	} \
	static void NAME##_1x4(REAL *restrict c, const REAL *a, const REAL *restrict b, \
	                       const struct block *s) \
	{ \
		REAL a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3]; \
		const REAL *b1 = b + s->b_row, *b2 = b1 + s->b_row, *b3 = b2 + s->b_row; \
		for (int64_t j = 0; j < s->columns; j++) { \
			REAL y0 = b[j], y1 = b1[j], y2 = b2[j], y3 = b3[j]; \
			c[j] = FOUR(FMA, c[j], a0, a1, a2, a3); \
		} \
	} \
	static void NAME##_1x1(REAL *restrict c, REAL a, const REAL *restrict b, int64_t columns) \
	{ \
		for (int64_t j = 0; j < columns; j++) \
			c[j] = FMA(a, b[j], c[j]); \
	} \
	static void NAME(REAL *c, const REAL *a, const REAL *b, const struct block *s) \
	{ \
		int64_t i = 0, p; \
		for (; i + 4 <= s->rows; i += 4) { \
			for (p = 0; p + 4 <= s->depth; p += 4) \
				NAME##_4x4(c + i * s->c_row, a + i * s->a_row + p, b + p * s->b_row, s); \
			for (int64_t r = i; r < i + 4; r++) \
				for (int64_t q = p; q < s->depth; q++) \
					NAME##_1x1(c + r * s->c_row, a[r * s->a_row + q], b + q * s->b_row, \
					           s->columns); \
		} \
		for (; i < s->rows; i++) { \
			for (p = 0; p + 4 <= s->depth; p += 4) \
				NAME##_1x4(c + i * s->c_row, a + i * s->a_row + p, b + p * s->b_row, s); \
			for (; p < s->depth; p++) \
				NAME##_1x1(c + i * s->c_row, a[i * s->a_row + p], b + p * s->b_row, s->columns); \
		} \
	}

DEFINE_BLOCK(block_float, float, fmaf)
DEFINE_BLOCK(block_double, double, fma)
DEFINE_BLOCK(block_int, uint64_t, INT_FMA)

const struct matmul_blocks PASTE(matmul_blocks_, SIMD) = {
	.floats = block_float, .doubles = block_double, .ints = block_int,
};
