#include <stdint.h>

#include "base/real.h"
#include "base/real_inside.h"

static const struct pair half_pi = { 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54 };

/* ---- Reduction (Payne and Hanek 1983) ---- */

/* The first 1408 bits of 2/pi. */
static const uint32_t two_over_pi[] = {
	0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB, 0xDEBBC561,
	0xB7246E3A, 0x424DD2E0, 0x06492EEA, 0x09D1921C, 0xFE1DEB1C, 0xB129A73E, 0xE88235F5, 0x2EBB4484,
	0xE99C7026, 0xB45F7E41, 0x3991D639, 0x835339F4, 0x9C845F8B, 0xBDF9283B, 0x1FF897FF, 0xDE05980F,
	0xEF2F118B, 0x5A0A6D1F, 0x6D367ECF, 0x27CB09B7, 0x4F463F66, 0x9E5FEA2D, 0x7527BAC7, 0xEBE5F17B,
	0x3D0739F7, 0x8A5292EA, 0x6BFB5FB1, 0x1F8D5D08, 0x56033046, 0xFC7B6BAB, 0xF0CFBC20, 0x9AF4361D,
	0xA9E39161, 0x5EE61B08, 0x6599855F, 0x14A06840,
};

enum { WINDOW = 7, LIMBS = WINDOW + 2 };   /* words of 2/pi that matter; of the product */

/* 64 bits of the product from bit `at` on; those outside are 0. */
static uint64_t bits_at(const uint32_t *limb, int at)
{
	uint64_t bits = 0;
	for (int i = 0; i < 64; i += 32) {
		int word = (at + i) / 32, shift = (at + i) % 32;
		uint64_t low = word < LIMBS ? limb[word] : 0, high = word + 1 < LIMBS ? limb[word + 1] : 0;
		bits |= (((high << 32 | low) >> shift) & 0xFFFFFFFF) << i;
	}
	return bits;
}

/* m times the words of 2/pi from `first` on, lowest limb first. */
static void multiply(uint64_t m, int first, uint32_t *limb)
{
	uint64_t part[2] = { m & 0xFFFFFFFF, m >> 32 };
	for (int i = 0; i < LIMBS; i++)
		limb[i] = 0;
	for (int p = 0; p < 2; p++) {
		uint64_t carry = 0;
		for (int i = 0; i < WINDOW; i++) {
			carry += part[p] * two_over_pi[first + WINDOW - 1 - i] + limb[i + p];
			limb[i + p] = (uint32_t)carry;
			carry >>= 32;
		}
		limb[WINDOW + p] = (uint32_t)carry;
	}
}

/*
 * The same for most arguments: pi/2 in three parts, the first two of which are exact times an
 * integer below 2^20 (Cody and Waite 1980, chapter 8). False when x is near a multiple of
 * pi/2 or large.
 */
static int reduce_quickly(double x, int *quadrant, struct pair *y)
{
	if (!(fabs(x) < 1e5))
		return 0;
	double n = (x * 0.63661977236758134308 + 0x1.8p52) - 0x1.8p52;
	*y = pair_sum(x - n * 0x1.921fb54400000p+0, -(n * 0x1.0b4611a600000p-34));
	*y = pair_fast_sum(y->hi, y->lo - n * 0x1.3198a2e037073p-69);
	*quadrant = (int)((int64_t)n & 3);
	return fabs(y->hi) > 0x1p-20;
}

/*
 * x = (4 n + *quadrant) pi/2 + the result, at most pi/4 in size, to 2^-66 of itself: with the
 * integer m and x = m 2^e, m 2^e 2/pi modulo 4 needs of 2/pi only a window of bits. No
 * double is nearer to a multiple of pi/2 than 2^-61.
 */
static struct pair reduce(double x, int *quadrant)
{
	uint32_t limb[LIMBS];
	int e;
	*quadrant = 0;
	if (fabs(x) <= 0.78539816339744830962)
		return (struct pair){ x, 0 };
	struct pair near;
	if (reduce_quickly(x, quadrant, &near))
		return near;
	uint64_t m = (uint64_t)ldexp(frexp(fabs(x), &e), 53);
	e -= 53;
	int first = e > 2 ? (e - 2) / 32 : 0, point = 32 * (first + WINDOW) - e;
	multiply(m, first, limb);
	uint64_t whole = bits_at(limb, point), high = bits_at(limb, point - 64);
	uint64_t low = bits_at(limb, point - 128);
	int negative = high >> 63;
	if (negative) {       /* the nearest quarter turn lies above */
		whole++;
		low = ~low + 1;
		high = ~high + (low == 0);
	}
	struct pair turn = pair_sum((double)(high >> 11) * 0x1p-53,
	                            (double)((high & 0x7FF) << 42 | low >> 22) * 0x1p-106);
	turn = pair_add(turn, (struct pair){ (double)(low & 0x3FFFFF) * 0x1p-128, 0 });
	struct pair y = pair_multiply(half_pi, turn);
	*quadrant = (int)((x < 0 ? 0 - whole : whole) & 3);
	return negative != (x < 0) ? (struct pair){ -y.hi, -y.lo } : y;
}

/* ---- On [-pi/4, pi/4]: Taylor's series ---- */

static double sin_near_0(struct pair y)
{
	static const double series[] = {
		-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800,
		-1.0 / 1307674368000, 1.0 / 355687428096000, -1.0 / 121645100408832000,
	};
	double z = y.hi * y.hi;
	return y.hi + (y.lo * (1 - z / 2) + y.hi * z * real_polynomial(series, 9, z));
}

static double cos_near_0(struct pair y)
{
	static const double series[] = {
		1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200,
		1.0 / 20922789888000, -1.0 / 6402373705728000,
	};
	double z = y.hi * y.hi, half = z / 2, w = 1 - half;
	return w + (((1 - w) - half) + (z * z * real_polynomial(series, 8, z) - y.hi * y.lo));
}

/* sin(x + quarters * pi/2) */
static double sin_turned(double x, int quarters)
{
	int quadrant;
	if (!isfinite(x))
		return (double)NAN;
	if (fabs(x) < 0x1p-27 && quarters == 0)
		return x;
	struct pair y = reduce(x, &quadrant);
	quadrant += quarters;
	double value = quadrant & 1 ? cos_near_0(y) : sin_near_0(y);
	return quadrant & 2 ? -value : value;
}

double real_sin(double x)
{
	return sin_turned(x, 0);
}

double real_cos(double x)
{
	return sin_turned(x, 1);
}

double real_tan(double x)
{
	int quadrant;
	if (!isfinite(x))
		return (double)NAN;
	if (fabs(x) < 0x1p-27)
		return x;
	struct pair y = reduce(x, &quadrant);
	double s = sin_near_0(y), c = cos_near_0(y);
	return quadrant & 1 ? -c / s : s / c;
}

/* ---- Arcs ---- */

/* atan(y / x) for 0 <= y <= x, x > 0: near the multiple of 1/8 that is nearest to y / x. */
static struct pair atan_octant(double y, double x)
{
	static const struct pair at_eighths[] = {
		{ 0, 0 },
		{ 0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59 },
		{ 0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57 },
		{ 0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56 },
		{ 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56 },
		{ 0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58 },
		{ 0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56 },
		{ 0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56 },
		{ 0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55 },
	};
	static const double series[] = {
		-1.0 / 3, 1.0 / 5, -1.0 / 7, 1.0 / 9, -1.0 / 11, 1.0 / 13, -1.0 / 15,
	};
	int eighths = (int)(8 * (y / x) + 0.5);
	double c = eighths / 8.0, t = eighths ? fma(-c, x, y) / fma(c, y, x) : y / x, z = t * t;
	struct pair sum = pair_sum(at_eighths[eighths].hi, t);
	return pair_fast_sum(sum.hi, sum.lo + (at_eighths[eighths].lo
	                                       + t * z * real_polynomial(series, 7, z)));
}

static struct pair minus(struct pair a, struct pair b)
{
	return pair_add(a, (struct pair){ -b.hi, -b.lo });
}

/* C99 F.9.1.4; sizes are brought near 1, so that nothing overflows on the way. */
double real_atan2(double y, double x)
{
	static const struct pair pi = { 0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53 };
	double up = fabs(y), right = fabs(x);
	int swap = up > right, exponent;
	struct pair angle = { 0, 0 };
	if (isnan(x) || isnan(y))
		return (double)NAN;
	if (isinf(right) && isinf(up))
		up = right = 1;
	double large = swap ? up : right, small = swap ? right : up;
	if (isinf(large))
		large = 1, small = 0;
	if (large > 0) {
		frexp(large, &exponent);
		double down = ldexp(small, -exponent);
		if (!swap && !signbit(x) && down < 0x1p-900)
			return copysign(small / large, y);   /* so small that it is its own arc */
		angle = atan_octant(down, ldexp(large, -exponent));
	}
	if (swap)
		angle = minus(half_pi, angle);
	if (signbit(x))
		angle = minus(pi, angle);
	return copysign(angle.hi + angle.lo, y);
}

double real_atan(double x)
{
	return fabs(x) < 0x1p-27 ? x : real_atan2(x, 1);
}
