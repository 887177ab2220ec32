/*
 * Softmax and normalisation of the rows along one dimension.
 *
 * softmax: m = max of the row; e_j = exp(x_j - m) and their sum in double, in
 * the order of softmax_row.h; result e_j / sum, rounded once. A row of nothing but -inf is NaN,
 * as in PyTorch: -inf - -inf is NaN.
 *
 * Cost, for a row of n: softmax and log_softmax 5n (compare, subtract, exp, add,
 * divide); layer_norm 7n (mean n; variance 3n; subtract, scale and shift 3n);
 * rms_norm 4n.
 */
#ifndef ENGINE_SOFTMAX_H
#define ENGINE_SOFTMAX_H

#include "engine/tensor.h"

struct tensor *softmax(struct run *run, const struct tensor *t, int64_t dim, struct err *err);
struct tensor *log_softmax(struct run *run, const struct tensor *t, int64_t dim, struct err *err);

/*
 * Over the last dimension; weight and bias (d) may be NULL.
 * layer_norm: (x - mean) / sqrt(var + eps) * weight + bias, var divided by d (Ba et al. 2016).
 * rms_norm: x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019).
 */
struct tensor *layer_norm(struct run *run, const struct tensor *t, const struct tensor *weight,
                          const struct tensor *bias, double eps, struct err *err);
struct tensor *rms_norm(struct run *run, const struct tensor *t, const struct tensor *weight,
                        double eps, struct err *err);

#endif
