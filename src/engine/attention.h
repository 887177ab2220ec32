/*
 * Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1), with the
 * meaning and the errors of torch.nn.functional.scaled_dot_product_attention.
 *
 *	softmax(q @ k.mT * scale + mask) @ v
 *
 * Some rows of queries at a time: a few rows of T_k scores are all that exists, never
 * the (T_q, T_k) matrix. Every sum runs in the order of matmul.h and softmax.h,
 * so the digits are those of the same formula written out: scores = fma chain
 * over d, times scale, plus mask, softmax, fma chain over the keys.
 * With is_causal the keys after the row's own position are not even read.
 *
 * Cost: for each (query, key) pair that is not skipped, 2*d for the score, 1 for
 * the scale, 1 for an additive mask, 5 for the softmax, 2*d_v for the values.
 */
#ifndef ENGINE_ATTENTION_H
#define ENGINE_ATTENTION_H

#include "engine/tensor.h"

struct attention {
	const struct tensor *mask;   /* broadcasts to (..., T_q, T_k): bool, True = may attend;
	                                float, added to the scores; or NULL */
	bool is_causal;              /* query i sees keys j <= i; not together with a mask */
	double scale;                /* NaN = 1/sqrt(d) */
	bool enable_gqa;             /* q has a multiple of k's and v's heads (dimension -3) */
};

/* q (..., T_q, d), k (..., T_k, d), v (..., T_k, d_v) → (..., T_q, d_v), floats of one dtype. */
struct tensor *attention(struct run *run, const struct tensor *q, const struct tensor *k,
                         const struct tensor *v, const struct attention *options,
                         struct err *err);

#endif
