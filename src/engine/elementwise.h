/*
 * Element by element, with broadcasting and PyTorch's result types.
 *
 * float32 results are computed in double and rounded once: for + - * / and sqrt
 * that is float32 arithmetic exactly, for exp, tanh, ... it is within 1 ulp.
 * float16 and bfloat16 round to float32, then to the type. int64 wraps around.
 *
 * Cost: one floating-point operation an element of the result (for float dtypes),
 * whatever the function.
 */
#ifndef ENGINE_ELEMENTWISE_H
#define ENGINE_ELEMENTWISE_H

#include "engine/dtype.h"
#include "engine/tensor.h"

enum unary_op {
	/* keep the dtype; bools are errors for neg */
	UNARY_NEG, UNARY_ABS, UNARY_SIGN, UNARY_SQUARE, UNARY_RELU,
	UNARY_FLOOR, UNARY_CEIL, UNARY_ROUND, UNARY_TRUNC,
	/* ints and bools become float32 */
	UNARY_EXP, UNARY_EXP2, UNARY_EXPM1, UNARY_LOG, UNARY_LOG1P, UNARY_LOG2, UNARY_LOG10,
	UNARY_SQRT, UNARY_RSQRT, UNARY_RECIPROCAL,
	UNARY_TANH, UNARY_SIGMOID, UNARY_SIN, UNARY_COS, UNARY_TAN, UNARY_ATAN, UNARY_ERF,
	/* floats only */
	UNARY_GELU, UNARY_GELU_TANH, UNARY_SILU, UNARY_ELU, UNARY_SOFTPLUS,
	/* bool */
	UNARY_ISNAN, UNARY_ISINF, UNARY_ISFINITE, UNARY_LOGICAL_NOT,
	/* bools and ints: ~ */
	UNARY_BITWISE_NOT,
	UNARY_COUNT
};

enum binary_op {
	BINARY_ADD, BINARY_SUB, BINARY_MUL,
	BINARY_DIV,                          /* ints give float32 */
	BINARY_FLOORDIV, BINARY_MOD,         /* Python's // and %: the divisor's sign */
	BINARY_POW, BINARY_MAXIMUM, BINARY_MINIMUM, BINARY_ATAN2,
	BINARY_EQ, BINARY_NE, BINARY_LT, BINARY_LE, BINARY_GT, BINARY_GE,   /* bool */
	BINARY_LOGICAL_AND, BINARY_LOGICAL_OR, BINARY_LOGICAL_XOR,          /* bool */
	BINARY_AND, BINARY_OR, BINARY_XOR,   /* bitwise, on bools and ints */
	BINARY_COUNT
};

struct tensor *elementwise_unary(struct run *run, enum unary_op op, const struct tensor *t,
                                 struct err *err);
struct tensor *elementwise_binary(struct run *run, enum binary_op op, struct operand a,
                                  struct operand b, struct err *err);

/* The result type alone; false with ERR_TYPE when the operation has none. */
bool elementwise_unary_dtype(enum unary_op op, enum dtype in, enum dtype *out, struct err *err);

/* condition ? a : b; the condition is bool. */
struct tensor *elementwise_where(struct run *run, const struct tensor *condition, struct operand a,
                                 struct operand b, struct err *err);

/* Either bound may have a NULL tensor; bounds broadcast. */
struct tensor *elementwise_clamp(struct run *run, const struct tensor *t, struct operand low,
                                 struct operand high, struct err *err);

/* t where the bool mask is false, the 0-dim value where it is true; t's dtype and names. */
struct tensor *elementwise_masked_fill(struct run *run, const struct tensor *t,
                                       const struct tensor *mask, struct operand value,
                                       struct err *err);

/* Another dtype; the same tensor (a new reference) when it already has it. */
struct tensor *elementwise_cast(struct run *run, const struct tensor *t, enum dtype dtype,
                                struct err *err);

/*
 * The shape two shapes broadcast to (PyTorch's rule: right-aligned, 1 stretches).
 * Names: a named size beats an unnamed one; two names of equal size: a's.
 */
bool shape_broadcast(const struct shape *a, const struct shape *b, struct shape *out,
                     struct err *err);

#endif
