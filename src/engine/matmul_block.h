/*
 * The inner loops of matmul.h, for engine/ alone.
 *
 *	c[i*c_row + j] = fma(a[i*a_row + p], b[p*b_row + j], c[...])   p = 0, 1, ..., depth-1 in order
 *
 * for i < rows, j < columns. The loops run over the columns, which are
 * independent sums: the vector width does not change the order of any of them.
 * matmul_simd.c is compiled once for each instruction-set level.
 */
#ifndef ENGINE_MATMUL_BLOCK_H
#define ENGINE_MATMUL_BLOCK_H

#include <stdint.h>

struct block {
	int64_t rows, columns, depth;
	int64_t c_row, a_row, b_row;    /* elements from one row to the next */
};

typedef void matmul_block_float(float *c, const float *a, const float *b,
                                const struct block *block);
typedef void matmul_block_double(double *c, const double *a, const double *b,
                                 const struct block *block);
/* Wraps around. */
typedef void matmul_block_int(uint64_t *c, const uint64_t *a, const uint64_t *b,
                              const struct block *block);

struct matmul_blocks {
	matmul_block_float *floats;
	matmul_block_double *doubles;
	matmul_block_int *ints;
};

extern const struct matmul_blocks matmul_blocks_base;
#ifdef __x86_64__
extern const struct matmul_blocks matmul_blocks_v3, matmul_blocks_v4;
#endif

/* Blocks small enough to stay in the caches and under a millisecond. */
enum { BLOCK_ROWS = 64, BLOCK_COLUMNS = 256, BLOCK_DEPTH = 256 };

#endif
