#include "engine/elementwise_ops.h"

#include <math.h>
#include <string.h>

#include "base/real.h"

/* A function over n elements: `expr` gives the result from a, b, c. */
#define FLOATS(fn, expr) \
	static void fn(double *restrict x, const double *restrict y, const double *restrict z, int n) \
	{ \
		(void)y, (void)z; \
		for (int i = 0; i < n; i++) { \
			double a = x[i]; \
			x[i] = (expr); \
		} \
	}
#define FLOATS2(fn, expr) \
	static void fn(double *restrict x, const double *restrict y, const double *restrict z, int n) \
	{ \
		(void)z; \
		for (int i = 0; i < n; i++) { \
			double a = x[i], b = y[i]; \
			x[i] = (expr); \
		} \
	}
#define INTS(fn, expr) \
	static void fn(int64_t *restrict x, const int64_t *restrict y, const int64_t *restrict z, int n) \
	{ \
		(void)y, (void)z; \
		for (int i = 0; i < n; i++) { \
			int64_t a = x[i]; \
			x[i] = (expr); \
		} \
	}
#define INTS2(fn, expr) \
	static void fn(int64_t *restrict x, const int64_t *restrict y, const int64_t *restrict z, int n) \
	{ \
		(void)z; \
		for (int i = 0; i < n; i++) { \
			int64_t a = x[i], b = y[i]; \
			x[i] = (expr); \
		} \
	}
/* Signed integers that wrap around. */
#define WRAP(a, op, b) ((int64_t)((uint64_t)(a) op (uint64_t)(b)))

static double sigmoid_of(double x)
{
	return real_sigmoid(x);
}

/* x * Phi(x) (Hendrycks and Gimpel 2016). */
static double gelu_of(double x)
{
	return isinf(x) ? (x > 0 ? x : NAN) : 0.5 * x * real_erfc(-x * 0.70710678118654752440);
}

/* The tanh approximation of the same paper. */
static double gelu_tanh_of(double x)
{
	return 0.5 * x * (1 + real_tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x)));
}

/* ln(1 + e^x), and x itself above 20, as PyTorch. */
static double softplus_of(double x)
{
	return x > 20 ? x : real_log1p(real_exp(x));
}

FLOATS(neg_f, -a)                    INTS(neg_i, WRAP(0, -, a))
FLOATS(abs_f, fabs(a))               INTS(abs_i, a < 0 ? WRAP(0, -, a) : a)
FLOATS(sign_f, (a > 0) - (a < 0))    /* 0 for NaN, as PyTorch */
INTS(sign_i, (a > 0) - (a < 0))
FLOATS(square_f, a * a)              INTS(square_i, WRAP(a, *, a))
FLOATS(relu_f, a < 0 ? 0 : a)        INTS(relu_i, a < 0 ? 0 : a)
FLOATS(floor_f, floor(a))            INTS(same_i, a)
FLOATS(ceil_f, ceil(a))
FLOATS(round_f, rint(a))             /* halves to even */
FLOATS(trunc_f, trunc(a))
FLOATS(exp_f, real_exp(a))
FLOATS(exp2_f, real_exp2(a))
FLOATS(expm1_f, real_expm1(a))
FLOATS(log_f, real_log(a))
FLOATS(log1p_f, real_log1p(a))
FLOATS(log2_f, real_log2(a))
FLOATS(log10_f, real_log10(a))
FLOATS(sqrt_f, sqrt(a))
FLOATS(rsqrt_f, 1 / sqrt(a))
FLOATS(reciprocal_f, 1 / a)
FLOATS(tanh_f, real_tanh(a))
FLOATS(sigmoid_f, sigmoid_of(a))
FLOATS(sin_f, real_sin(a))
FLOATS(cos_f, real_cos(a))
FLOATS(tan_f, real_tan(a))
FLOATS(atan_f, real_atan(a))
FLOATS(erf_f, real_erf(a))
FLOATS(gelu_f, gelu_of(a))
FLOATS(gelu_tanh_f, gelu_tanh_of(a))
FLOATS(silu_f, a * real_sigmoid(a))
FLOATS(elu_f, a > 0 ? a : real_expm1(a))
FLOATS(softplus_f, softplus_of(a))
FLOATS(isnan_f, isnan(a))            INTS(no_i, a != a)
FLOATS(isinf_f, isinf(a) != 0)
FLOATS(isfinite_f, isfinite(a))      INTS(yes_i, a == a)
FLOATS(not_f, a == 0)                INTS(not_i, a == 0)
INTS(bitwise_not_i, ~a)
FLOATS(same_f, a)

const struct elementwise_op op_copy = { "copy",        RESULT_SAME,  1,  1, same_f,       same_i, NULL };

/* Beyond 100,000 an angle is reduced with a few hundred bits of pi. */
static int64_t far_angles(const double *x, const double *y, int n)
{
	enum { FAR = 40 };
	int64_t count = 0;
	(void)y;
	for (int i = 0; i < n; i++)
		count += fabs(x[i]) >= 1e5;
	return count * FAR;
}

const struct elementwise_op unary_ops[UNARY_COUNT] = {
	[UNARY_NEG]         = { "neg",         RESULT_SAME_NO_BOOL,  1,  1, neg_f,        neg_i, NULL },
	[UNARY_ABS]         = { "abs",         RESULT_SAME_NO_BOOL,  1,  1, abs_f,        abs_i, NULL },
	[UNARY_SIGN]        = { "sign",        RESULT_SAME,  1,  1, sign_f,       sign_i, NULL },
	[UNARY_SQUARE]      = { "square",      RESULT_INT_OF_BOOL,  1,  1, square_f,     square_i, NULL },
	[UNARY_RELU]        = { "relu",        RESULT_SAME_NO_BOOL,  1,  1, relu_f,       relu_i, NULL },
	[UNARY_FLOOR]       = { "floor",       RESULT_SAME_NO_BOOL,  1,  1, floor_f,      same_i, NULL },
	[UNARY_CEIL]        = { "ceil",        RESULT_SAME_NO_BOOL,  1,  1, ceil_f,       same_i, NULL },
	[UNARY_ROUND]       = { "round",       RESULT_SAME_NO_BOOL,  1,  1, round_f,      same_i, NULL },
	[UNARY_TRUNC]       = { "trunc",       RESULT_SAME_NO_BOOL,  1,  1, trunc_f,      same_i, NULL },
	[UNARY_EXP]         = { "exp",         RESULT_FLOAT, 12,  1, exp_f,        NULL, NULL },
	[UNARY_EXP2]        = { "exp2",        RESULT_FLOAT, 17,  1, exp2_f,       NULL, NULL },
	[UNARY_EXPM1]       = { "expm1",       RESULT_FLOAT, 24,  1, expm1_f,      NULL, NULL },
	[UNARY_LOG]         = { "log",         RESULT_FLOAT, 12,  1, log_f,        NULL, NULL },
	[UNARY_LOG1P]       = { "log1p",       RESULT_FLOAT, 42,  1, log1p_f,      NULL, NULL },
	[UNARY_LOG2]        = { "log2",        RESULT_FLOAT, 46,  1, log2_f,       NULL, NULL },
	[UNARY_LOG10]       = { "log10",       RESULT_FLOAT, 46,  1, log10_f,      NULL, NULL },
	[UNARY_SQRT]        = { "sqrt",        RESULT_FLOAT,  4,  1, sqrt_f,       NULL, NULL },
	[UNARY_RSQRT]       = { "rsqrt",       RESULT_FLOAT,  6,  1, rsqrt_f,      NULL, NULL },
	[UNARY_RECIPROCAL]  = { "reciprocal",  RESULT_FLOAT,  3,  1, reciprocal_f, NULL, NULL },
	[UNARY_TANH]        = { "tanh",        RESULT_FLOAT, 23,  1, tanh_f,       NULL, NULL },
	[UNARY_SIGMOID]     = { "sigmoid",     RESULT_FLOAT, 17,  1, sigmoid_f,    NULL, NULL },
	[UNARY_SIN]         = { "sin",         RESULT_FLOAT, 16,  1, sin_f,        NULL, far_angles },
	[UNARY_COS]         = { "cos",         RESULT_FLOAT, 16,  1, cos_f,        NULL, far_angles },
	[UNARY_TAN]         = { "tan",         RESULT_FLOAT, 20,  1, tan_f,        NULL, far_angles },
	[UNARY_ATAN]        = { "atan",        RESULT_FLOAT, 28,  1, atan_f,       NULL, far_angles },
	[UNARY_ERF]         = { "erf",         RESULT_FLOAT, 60,  1, erf_f,        NULL, NULL },
	[UNARY_GELU]        = { "gelu",        RESULT_FLOAT_ONLY, 60,  1, gelu_f,       NULL, NULL },
	[UNARY_GELU_TANH]   = { "gelu",        RESULT_FLOAT_ONLY, 30,  1, gelu_tanh_f,  NULL, NULL },
	[UNARY_SILU]        = { "silu",        RESULT_FLOAT_ONLY, 17,  1, silu_f,       NULL, NULL },
	[UNARY_ELU]         = { "elu",         RESULT_FLOAT_ONLY, 13,  1, elu_f,        NULL, NULL },
	[UNARY_SOFTPLUS]    = { "softplus",    RESULT_FLOAT_ONLY, 76,  1, softplus_f,   NULL, NULL },
	[UNARY_ISNAN]       = { "isnan",       RESULT_BOOL,  1,  1, isnan_f,      no_i, NULL },
	[UNARY_ISINF]       = { "isinf",       RESULT_BOOL,  1,  1, isinf_f,      no_i, NULL },
	[UNARY_ISFINITE]    = { "isfinite",    RESULT_BOOL,  1,  1, isfinite_f,   yes_i, NULL },
	[UNARY_LOGICAL_NOT] = { "logical_not", RESULT_BOOL,  1,  1, not_f,        not_i, NULL },
	[UNARY_BITWISE_NOT] = { "bitwise_not", RESULT_INT_ONLY,  1,  1, NULL,         bitwise_not_i, NULL },
};

/* Python's //, with the corrections of CPython's float_floor_div; x / 0 as division says. */
static double floor_divide(double a, double b)
{
	if (b == 0)
		return a / b;
	double rest = fmod(a, b);
	double quotient = (a - rest) / b;
	if (rest != 0 && (b < 0) != (rest < 0))
		quotient -= 1;
	if (quotient == 0)
		return copysign(0, a / b);
	double whole = floor(quotient);
	return quotient - whole > 0.5 ? whole + 1 : whole;
}

static double modulo(double a, double b)
{
	double rest = fmod(a, b);
	return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
}

/* The divisor is not 0: elementwise.c has looked. */
static int64_t floor_divide_int(int64_t a, int64_t b)
{
	if (b == -1)
		return WRAP(0, -, a);   /* the smallest int wraps around */
	return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

static int64_t modulo_int(int64_t a, int64_t b)
{
	int64_t rest = b == -1 ? 0 : a % b;
	return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static int64_t power_int(int64_t a, int64_t b)
{
	int64_t result = 1;
	if (b < 0)
		return a == 1 ? 1 : a == -1 ? (b & 1 ? -1 : 1) : 0;
	for (; b > 0; b >>= 1, a = WRAP(a, *, a))
		if (b & 1)
			result = WRAP(result, *, a);
	return result;
}

/* fmod takes a step for each bit by which the exponents differ. */
static int64_t steps_of_rest(const double *x, const double *y, int n)
{
	int64_t steps = 0;
	for (int i = 0; i < n; i++) {
		uint64_t a, b;
		memcpy(&a, &x[i], sizeof a);
		memcpy(&b, &y[i], sizeof b);
		int64_t gap = (int64_t)(a >> 52 & 0x7FF) - (int64_t)(b >> 52 & 0x7FF);
		steps += gap > 0 ? gap : 0;
	}
	return steps;
}

/* A square is a multiplication, any other power takes its logarithm. */
static int64_t powers(const double *x, const double *y, int n)
{
	enum { POWER = 90 };
	int64_t others = 0;
	(void)x;
	for (int i = 0; i < n; i++)
		others += y[i] != 2;
	return others * POWER;
}

FLOATS2(add_f, a + b)                INTS2(add_i, WRAP(a, +, b))
FLOATS2(sub_f, a - b)                INTS2(sub_i, WRAP(a, -, b))
FLOATS2(mul_f, a * b)                INTS2(mul_i, WRAP(a, *, b))
FLOATS2(div_f, a / b)
FLOATS2(floordiv_f, floor_divide(a, b)) INTS2(floordiv_i, floor_divide_int(a, b))
FLOATS2(mod_f, modulo(a, b))         INTS2(mod_i, modulo_int(a, b))
FLOATS2(pow_f, b == 2 ? a * a : real_pow(a, b)) INTS2(pow_i, power_int(a, b))
FLOATS2(maximum_f, isnan(a) || a > b ? a : b) INTS2(maximum_i, a > b ? a : b)
FLOATS2(minimum_f, isnan(a) || a < b ? a : b) INTS2(minimum_i, a < b ? a : b)
FLOATS2(atan2_f, real_atan2(a, b))
FLOATS2(eq_f, a == b)                INTS2(eq_i, a == b)
FLOATS2(ne_f, a != b)                INTS2(ne_i, a != b)
FLOATS2(lt_f, a < b)                 INTS2(lt_i, a < b)
FLOATS2(le_f, a <= b)                INTS2(le_i, a <= b)
FLOATS2(gt_f, a > b)                 INTS2(gt_i, a > b)
FLOATS2(ge_f, a >= b)                INTS2(ge_i, a >= b)
FLOATS2(and_f, a != 0 && b != 0)     INTS2(and_i, a && b)
FLOATS2(or_f, a != 0 || b != 0)      INTS2(or_i, a || b)
FLOATS2(xor_f, (a != 0) != (b != 0)) INTS2(xor_i, !a != !b)
INTS2(bit_and_i, a & b)
INTS2(bit_or_i, a | b)
INTS2(bit_xor_i, a ^ b)

const struct elementwise_op op_clamp_low = { "clamp",       RESULT_SAME,  1,  1, maximum_f,    maximum_i, NULL };
const struct elementwise_op op_clamp_high = { "clamp",       RESULT_SAME,  1,  1, minimum_f,    minimum_i, NULL };

const struct elementwise_op binary_ops[BINARY_COUNT] = {
	[BINARY_ADD]      = { "add",         RESULT_SAME,  1,  1, add_f,        add_i, NULL },
	[BINARY_SUB]      = { "sub",         RESULT_SAME_NO_BOOL,  1,  1, sub_f,        sub_i, NULL },
	[BINARY_MUL]      = { "mul",         RESULT_SAME,  1,  1, mul_f,        mul_i, NULL },
	[BINARY_DIV]      = { "div",         RESULT_FLOAT,  1,  1, div_f,        NULL, NULL },
	[BINARY_FLOORDIV] = { "floor_divide", RESULT_SAME_NO_BOOL,  9,  8, floordiv_f,   floordiv_i, steps_of_rest },
	[BINARY_MOD]      = { "remainder",   RESULT_SAME_NO_BOOL,  7,  8, mod_f,        mod_i,      steps_of_rest },
	[BINARY_POW]      = { "pow",         RESULT_SAME_NO_BOOL,  3, 60, pow_f,        pow_i, powers },
	[BINARY_MAXIMUM]  = { "maximum",     RESULT_SAME,  1,  1, maximum_f,    maximum_i, NULL },
	[BINARY_MINIMUM]  = { "minimum",     RESULT_SAME,  1,  1, minimum_f,    minimum_i, NULL },
	[BINARY_ATAN2]    = { "atan2",       RESULT_FLOAT, 32,  1, atan2_f,      NULL, NULL },
	[BINARY_EQ]       = { "eq",          RESULT_BOOL,  1,  1, eq_f,         eq_i, NULL },
	[BINARY_NE]       = { "ne",          RESULT_BOOL,  1,  1, ne_f,         ne_i, NULL },
	[BINARY_LT]       = { "lt",          RESULT_BOOL,  1,  1, lt_f,         lt_i, NULL },
	[BINARY_LE]       = { "le",          RESULT_BOOL,  1,  1, le_f,         le_i, NULL },
	[BINARY_GT]       = { "gt",          RESULT_BOOL,  1,  1, gt_f,         gt_i, NULL },
	[BINARY_GE]       = { "ge",          RESULT_BOOL,  1,  1, ge_f,         ge_i, NULL },
	[BINARY_LOGICAL_AND] = { "logical_and", RESULT_BOOL,  1,  1, and_f,        and_i, NULL },
	[BINARY_LOGICAL_OR]  = { "logical_or",  RESULT_BOOL,  1,  1, or_f,         or_i, NULL },
	[BINARY_LOGICAL_XOR] = { "logical_xor", RESULT_BOOL,  1,  1, xor_f,        xor_i, NULL },
	[BINARY_AND]      = { "bitwise_and", RESULT_INT_ONLY,  1,  1, NULL,         bit_and_i, NULL },
	[BINARY_OR]       = { "bitwise_or",  RESULT_INT_ONLY,  1,  1, NULL,         bit_or_i, NULL },
	[BINARY_XOR]      = { "bitwise_xor", RESULT_INT_ONLY,  1,  1, NULL,         bit_xor_i, NULL },
};

/* Without a branch, which a random mask would mislead every other time. */
static void where_f(double *restrict x, const double *restrict y, const double *restrict z, int n)
{
	for (int i = 0; i < n; i++) {
		uint64_t then, other, mask = 0 - (uint64_t)(x[i] != 0);
		memcpy(&then, &y[i], sizeof then);
		memcpy(&other, &z[i], sizeof other);
		then = (then & mask) | (other & ~mask);
		memcpy(&x[i], &then, sizeof then);
	}
}

static void where_i(int64_t *restrict x, const int64_t *restrict y, const int64_t *restrict z,
                    int n)
{
	for (int i = 0; i < n; i++)
		x[i] = x[i] ? y[i] : z[i];
}

const struct elementwise_op op_where = { "where",       RESULT_SAME,  1,  1, where_f,      where_i, NULL };
