/*
 * A normal number from two random words (Box and Muller 1958), without a branch and without a
 * fused operation: the same bits one at a time (philox.c) or in vectors (engine/random_simd.c).
 *
 *	sqrt(-2 ln((r0 + 1) 2^-32)) cos(2 pi r1 2^-32)
 *
 * The polynomials are fdlibm's (Sun Microsystems 1993, e_log.c, k_sin.c, k_cos.c); both factors
 * are within two units in the last place of a double.
 */
#ifndef BASE_PHILOX_INSIDE_H
#define BASE_PHILOX_INSIDE_H

#include <stdint.h>
#include <string.h>

static inline double philox_double(uint64_t bits)
{
	double x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static inline uint64_t philox_bits(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* n < 2^52 */
static inline double philox_whole(uint64_t n)
{
	return philox_double(UINT64_C(0x4330000000000000) | n) - 0x1p52;
}

/* -2 ln((r + 1) 2^-32), r < 2^32: with r + 1 = 2^k (1 + f) and s = f / (2 + f), a series in s^2. */
static inline double philox_radius_squared(uint64_t r)
{
	const uint64_t half_root = UINT64_C(0x3fe6a09e667f3bcd), one = UINT64_C(0x3ff0000000000000);
	uint64_t bits = philox_bits(philox_whole(r) + 1) + (one - half_root);
	double k = philox_whole(bits >> 52) - (1023 + 32);
	double f = philox_double((bits & UINT64_C(0xfffffffffffff)) + half_root) - 1;
	double s = f / (2 + f), z = s * s, w = z * z, half = 0.5 * f * f;
	double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
	double odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01
	                  + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
	double tail = s * (half + (even + odd)) + k * 1.90821492927058770002e-10;
	return -2 * (k * 6.93147180369123816490e-01 - ((half - tail) - f));
}

/* cos(2 pi r 2^-32), r < 2^32: from the nearest quarter turn on, which is exact, a sine or a cosine. */
static inline double philox_cosine(uint64_t r)
{
	uint64_t quarter = (r + (UINT64_C(1) << 29)) >> 30;
	double y = (philox_whole(r) - philox_whole(quarter) * 0x1p30) * 0x1.921fb54442d18p-30;
	double z = y * y, w = z * z;
	double sine = y + y * z * ((-1.66666666666666324348e-01 + z * 8.33333333332248946124e-03)
	              + w * ((-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
	                     + w * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
	double cosine = (1 - 0.5 * z) + w * ((4.16666666666666019037e-02 + z * -1.38888888888741095749e-03)
	                + w * ((2.48015872894767294178e-05 + z * -2.75573143513906633035e-07)
	                       + w * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)));
	uint64_t odd = 0 - (quarter & 1), sign = ((quarter + 1) & 2) << 62;
	return philox_double(((philox_bits(sine) & odd) | (philox_bits(cosine) & ~odd)) ^ sign);
}

#endif
