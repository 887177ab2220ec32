/*
 * Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1), with the
 * meaning and the errors of torch.nn.functional.scaled_dot_product_attention.
 *
 *	softmax(q @ k.mT * scale + mask) @ v
 *
 * Never the (T_q, T_k) matrix: some rows of queries go from block to block of keys with a
 * running maximum and sum (Milakov and Gimelshein 2018; Dao et al. 2022).
 *
 * float32, the same bits everywhere: a row of the result is this sequence of float32
 * operations, whatever else is computed with it, at any vector width, on any number of threads. So
 * a decoded step equals its row of the prefill, and shared heads of keys equal repeated ones.
 *
 *	s_j = fma(q_p, k_jp, s_j)         p = 0 ... d-1, from 0
 *	c   = scale * log2(e), rounded once; but with a float mask, or scale <= 2^-64,
 *	      s_j = s_j * scale + mask_j, rounded twice, and c = log2(e)
 *	      blocks of KEY_BLOCK = 256 keys, at multiples of it; in each, over the keys that the row sees:
 *	m   = max s_j
 *	w_j = 2^(c (s_j - m))             vec_exp2 in exp_vec.h; 0 below 2^-126.5
 *	l   = sum w_j                     16 sums by j mod 16 in order of j, then the tree of vec.h
 *	o   = fma(w_j, v_j, o)            in order of j, from 0
 *	      blocks are merged in order: M' = max(M, m), a = 2^(c (M - M')), b = 2^(c (m - M')),
 *	      L' = fma(l, b, L a), O' = fma(o, b, O a)
 *	out = O / L                       a zero has no sign, a NaN is the one NaN
 *
 * A hidden key takes no part, nor does one whose weight is 0: the product 0 * inf with
 * an infinite value is not formed. A row that sees nothing is NaN, as in PyTorch.
 *
 * Blocks, and in them groups of rows, that a bool mask or is_causal rules out are not read.
 *
 * float64, float16 and bfloat16: scores by the sums of matmul.h, softmax in double, values by
 * the sums of matmul.h.
 *
 * Cost: for each (query, key) pair that is_causal leaves, 2*d for the score, 1 for
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
