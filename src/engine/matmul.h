/*
 * torch.matmul: 1-D and 2-D operands, and batches of matrices with broadcasting.
 *
 * Each element of a float32 result is
 *	c = 0;  for k = 0, 1, ..., K-1:  c = fma(a[i,k], b[k,j], c)
 * in float32, in this order, on every machine. float64 is the same in double;
 * float16 and bfloat16 accumulate in float32 and round once; int64 wraps.
 *
 * Cost: 2*M*N*K operations for each matrix of the batch.
 */
#ifndef ENGINE_MATMUL_H
#define ENGINE_MATMUL_H

#include "engine/tensor.h"

/* a (..., M, K) @ b (..., K, N) → (..., M, N); a (K) or b (K) as in PyTorch. */
struct tensor *matmul(struct run *run, const struct tensor *a, const struct tensor *b,
                      struct err *err);

#endif
