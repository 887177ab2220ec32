/*
 * Type promotion, as in PyTorch (torch.result_type): bool < int64 < floats.
 * Within a category a tensor with dimensions beats a 0-dim tensor, which beats
 * a Python number: int64 tensor * 2.0 is float32, float16 tensor * 2.0 stays
 * float16, float32 tensor * 0-dim float64 tensor stays float32.
 */
#ifndef ENGINE_DTYPE_H
#define ENGINE_DTYPE_H

#include "engine/tensor.h"

/* An operand: a tensor, or a Python number held in a 0-dim tensor ("weak"). */
struct operand {
	const struct tensor *tensor;
	bool weak;       /* a number: bool, int64 or float64 (counts as float32 where it decides) */
};

static inline struct operand operand_of(const struct tensor *tensor)
{
	return (struct operand){ .tensor = tensor };
}

static inline struct operand operand_weak(const struct tensor *number)
{
	return (struct operand){ .tensor = number, .weak = true };
}

/* torch.promote_types: float16 with bfloat16 is float32. */
enum dtype dtype_promote(enum dtype a, enum dtype b);

/* torch.result_type of n operands. */
enum dtype dtype_result(const struct operand *operands, int n);

/* `value` as an element of `dtype` holds it: 0.1 as float16 is 0.0999755859375. */
double dtype_round(enum dtype dtype, double value);
void dtype_round_all(enum dtype dtype, double *x, int64_t n);

#endif
