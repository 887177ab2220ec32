/*
 * The inner loops of matmul.h, for engine/ alone.
 *
 *	c[i,j] = fma(a[i,p], b[p,j], c[i,j])     p = 0, 1, ..., depth-1 in order
 *
 * for i < rows, j < columns. The loops run over the columns, which are independent
 * sums, and hold a tile of them in registers from the first p to the last: the
 * vector width does not change the order of any of them.
 *
 * matmul_simd.c is compiled once for each instruction-set level.
 */
#ifndef ENGINE_MATMUL_BLOCK_H
#define ENGINE_MATMUL_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Any strides, in elements; fastest are a c_column of 1 and a b_column or b_depth of 1. */
struct block {
	int64_t rows, columns, depth;    /* depth at most BLOCK_DEPTH */
	int64_t c_row, c_column, a_row, a_depth, b_depth, b_column;
	bool add;                        /* to what c holds; else to 0 */
	bool settle;                     /* it is the last: a NaN becomes the one NaN */
	int64_t soon_step, soon_tile;    /* filled in there: from one place that is asked for to the next */
	void *panels;                    /* room for whole tiles of b; with few rows NULL */
	bool packed;                     /* they hold b already */
};

struct matmul_blocks {
	int few;                         /* rows that need no panels */
	void (*floats)(float *c, const float *a, const float *b, const struct block *block);
	void (*doubles)(double *c, const double *a, const double *b, const struct block *block);
	void (*ints)(uint64_t *c, const uint64_t *a, const uint64_t *b,
	             const struct block *block);   /* wrap around */
};

extern const struct matmul_blocks matmul_blocks_base;
#ifdef __x86_64__
extern const struct matmul_blocks matmul_blocks_v3, matmul_blocks_v4;
#endif

/*
 * What the caller cuts a product into: BLOCK_DEPTH rows of a tile of b fit into the first cache, and a block
 * is done in some milliseconds. Whole tiles of every level make up BLOCK_COLUMNS.
 */
enum { BLOCK_COLUMNS = 1024, BLOCK_DEPTH = 1024, BLOCK_ROWS = 480 };

#endif
