/*
 * The steps of matmul.h, for engine/ alone. attention.c is made of the same ones,
 * so its digits are those of a matmul.
 */
#ifndef ENGINE_MATMUL_PARTS_H
#define ENGINE_MATMUL_PARTS_H

#include "engine/tensor.h"

/* The batch dimensions of a shape: all but the last two. */
struct shape matmul_batch(const struct shape *shape);

/* t expanded to the batch, and with a last dimension of stride 1: packed if it is not. */
struct tensor *matmul_prepare(struct run *run, const struct tensor *t, const struct shape *batch,
                              struct err *err);

/* Where the matrix number `i` (row-major) of a batch begins in its storage, in elements. */
int64_t matmul_offset_at(const struct tensor *t, int64_t i);

/* The same as a borrowed 2-D tensor: nothing is allocated, but it is 2 kB. */
struct tensor matmul_matrix_at(const struct tensor *t, int64_t i);

/* c += a @ b, matrices of any strides, on this thread. */
bool matmul_add(struct run *run, struct tensor *c, const struct tensor *a, const struct tensor *b,
                struct err *err);

/* Of n elements from `at` on: one NaN for every machine, and half types rounded, once. */
void matmul_settle(struct tensor *c, int64_t at, int64_t n);

#endif
