#include "engine/dtype.h"

#include <math.h>
#include <string.h>

static const struct {
	const char *name;
	int bytes;
	bool is_float;
} types[DT_COUNT] = {
	[DT_BOOL]     = { "bool",     1, false },
	[DT_INT64]    = { "int64",    8, false },
	[DT_FLOAT16]  = { "float16",  2, true },
	[DT_BFLOAT16] = { "bfloat16", 2, true },
	[DT_FLOAT32]  = { "float32",  4, true },
	[DT_FLOAT64]  = { "float64",  8, true },
};

const char *dtype_name(enum dtype dtype)
{
	return types[dtype].name;
}

int64_t dtype_bytes(enum dtype dtype)
{
	return types[dtype].bytes;
}

bool dtype_is_float(enum dtype dtype)
{
	return types[dtype].is_float;
}

enum dtype dtype_promote(enum dtype a, enum dtype b)
{
	enum dtype low = a < b ? a : b, high = a < b ? b : a;
	return low == DT_FLOAT16 && high == DT_BFLOAT16 ? DT_FLOAT32 : high;
}

/* DT_COUNT stands for "no operand of this rank". */
static enum dtype promote_or(enum dtype a, enum dtype b)
{
	return a == DT_COUNT ? b : b == DT_COUNT ? a : dtype_promote(a, b);
}

/* The higher rank decides unless the lower rank's category is higher. */
static enum dtype combine(enum dtype higher, enum dtype lower)
{
	if (higher == DT_COUNT || lower == DT_COUNT)
		return higher == DT_COUNT ? lower : higher;
	if (dtype_is_float(higher))
		return higher;
	if (higher == DT_BOOL || dtype_is_float(lower))
		return dtype_promote(higher, lower);
	return higher;
}

enum dtype dtype_result(const struct operand *operands, int n)
{
	enum dtype dims = DT_COUNT, zero = DT_COUNT, weak = DT_COUNT;
	for (int i = 0; i < n; i++) {
		enum dtype dtype = operands[i].tensor->dtype;
		if (operands[i].weak)
			weak = promote_or(weak, dtype_is_float(dtype) ? DT_FLOAT32 : dtype);
		else if (operands[i].tensor->shape.ndim == 0)
			zero = promote_or(zero, dtype);
		else
			dims = promote_or(dims, dtype);
	}
	return combine(dims, combine(zero, weak));
}

/*
 * To 11 significant bits, in steps of at least 2^-24; from 65520 on it is infinity. Added to a power of
 * two that is 2^13 times as large, a float32 keeps just these bits, to nearest, ties to even.
 */
static double round_half(float x)
{
	uint32_t bits, size, power;
	float large;
	memcpy(&bits, &x, sizeof bits);
	size = bits & 0x7FFFFFFF;
	if (size >= 0x47800000)   /* 65536 */
		return isfinite(x) ? copysign(INFINITY, x) : x;
	power = size & 0x7F800000;
	power = (power < 0x38800000 ? 0x38800000 : power) + (13 << 23);   /* 2^-14 at least */
	memcpy(&large, &power, sizeof large);
	float rounded = (fabsf(x) + large) - large;
	return copysign(rounded > 65504 ? INFINITY : rounded, x);
}

/* To the upper 16 bits of a float32, to nearest, ties to even. */
static double round_bfloat(float x)
{
	uint32_t bits;
	if (isnan(x))
		return NAN;
	memcpy(&bits, &x, sizeof bits);
	bits += 0x7FFF + (bits >> 16 & 1);
	bits &= 0xFFFF0000;
	memcpy(&x, &bits, sizeof bits);
	return x;
}

/* C leaves it open what 1e30 becomes as an integer; here as on x86-64, the smallest. */
static double to_int(double x)
{
	return x >= -0x1p63 && x < 0x1p63 ? trunc(x) : -0x1p63;
}

double dtype_round(enum dtype dtype, double value)
{
	switch (dtype) {
	case DT_BOOL:     return value != 0;
	case DT_INT64:    return to_int(value);
	case DT_FLOAT16:  return round_half((float)value);
	case DT_BFLOAT16: return round_bfloat((float)value);
	case DT_FLOAT32:  return (float)value;
	default:          return value;
	}
}

void dtype_round_all(enum dtype dtype, double *x, int64_t n)
{
	if (dtype == DT_FLOAT64)
		return;
	for (int64_t i = 0; i < n; i++)
		x[i] = dtype == DT_FLOAT32 ? (float)x[i] : dtype_round(dtype, x[i]);
}
