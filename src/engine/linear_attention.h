/*
 * Attention without softmax (Katharopoulos et al. 2020, "Transformers are RNNs",
 * section 3.2): with features q and k that are not negative,
 *
 *	out_i = (q_i @ S_i) / (q_i . z_i),   S_i = sum k_j v_j^T,   z_i = sum k_j
 *
 * over all keys j, or with is_causal over j <= i. The sums are a state of
 * d * (d_v + 1) numbers, held in double, that each key is added to once: the cost
 * grows with T, not with T squared. No feature in common with any key: NaN.
 *
 * Cost: 2 * d * d_v + d operations a key, 2 * d * (d_v + 1) + d_v a query.
 */
#ifndef ENGINE_LINEAR_ATTENTION_H
#define ENGINE_LINEAR_ATTENTION_H

#include "engine/tensor.h"

/* q (..., T_q, d), k (..., T_k, d), v (..., T_k, d_v) → (..., T_q, d_v), floats of one dtype. */
struct tensor *linear_attention(struct run *run, const struct tensor *q, const struct tensor *k,
                                const struct tensor *v, bool is_causal, struct err *err);

#endif
