/*
 * The arithmetic of elementwise.h, for engine/ alone: one row an operation.
 * A function works on n elements in place: the first argument is also the result.
 */
#ifndef ENGINE_ELEMENTWISE_OPS_H
#define ENGINE_ELEMENTWISE_OPS_H

#include "engine/elementwise.h"

/* How the result type follows from the (promoted) operands'. */
enum result_rule {
	RESULT_SAME,          /* the operands' */
	RESULT_SAME_NO_BOOL,  /* the same, bools are an error */
	RESULT_FLOAT,         /* ints and bools are computed as float32 */
	RESULT_FLOAT_ONLY,    /* others are an error */
	RESULT_BOOL,          /* computed in the operands' type */
	RESULT_INT_ONLY,      /* bools and ints; floats are an error */
	RESULT_INT_OF_BOOL,   /* the same, bools become int64 */
};

struct elementwise_op {
	const char *name;
	enum result_rule rule;
	int price, int_price; /* of a float, of an int, in operations: what it takes beyond its loads */
	void (*floats)(double *restrict x, const double *restrict y, const double *restrict z, int n);
	void (*ints)(int64_t *restrict x, const int64_t *restrict y, const int64_t *restrict z, int n);
	int64_t (*more)(const double *x, const double *y, int n);   /* what these cost beyond it; or NULL */
};

extern const struct elementwise_op unary_ops[UNARY_COUNT];
extern const struct elementwise_op binary_ops[BINARY_COUNT];

extern const struct elementwise_op op_copy;          /* x */
extern const struct elementwise_op op_where;         /* x ? y : z */
extern const struct elementwise_op op_clamp_low;     /* max(x, y), a NaN bound too */
extern const struct elementwise_op op_clamp_high;

#endif
