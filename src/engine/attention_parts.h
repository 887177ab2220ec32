/* What every form of attention asks of its inputs, for engine/ alone. */
#ifndef ENGINE_ATTENTION_PARTS_H
#define ENGINE_ATTENTION_PARTS_H

#include "engine/tensor.h"

/* q (..., T_q, d), k (..., T_k, d), v (..., T_k, d_v), floats of one dtype. `name` is for the message. */
bool attention_check(const char *name, const struct tensor *q, const struct tensor *k,
                     const struct tensor *v, struct err *err);

/* The batch of q, k and v together. */
bool attention_batch(const struct tensor *q, const struct tensor *k, const struct tensor *v,
                     struct shape *batch, struct err *err);

#endif
