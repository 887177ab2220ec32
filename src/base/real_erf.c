#include "base/real.h"
#include "base/real_inside.h"

/* (-1)^n / (n! (2n + 1)), n = 1 .. 20: Maclaurin's series of erf, for |x| < 1. */
static const double erf_series[] = {
	-1.0 / 3, 1.0 / 10, -1.0 / 42, 1.0 / 216, -1.0 / 1320, 1.0 / 9360, -1.0 / 75600, 1.0 / 685440,
	-1.0 / 6894720, 1.0 / 76204800, -1.0 / 918086400, 1.0 / 11975040000, -1.0 / 168129561600,
	1.0 / 2528170444800, -1.0 / 40537905408000, 1.0 / 690452066304000, -1.0 / 12449059983360000,
	1.0 / 236887827111936000, -1.0 / 4744158915944448000, 1.0 / 99748982335242240000.0,
};

/*
 * (1 + 2x) e^(x^2) erfc(x) for x >= 0 as Chebyshev's series in (x - 3.75) / (x + 3.75)
 * (Shepherd and Laframboise 1981), the first coefficient halved.
 */
static const double erfc_series[] = {
	0x1.2d75d0246cee8p+0, -0x1.2cd0564f8c1b7p-8, -0x1.59159e8868995p-4, 0x1.e50c3e7c7dccep-5,
	-0x1.b4c68f4569326p-6, 0x1.295e991a7d82dp-7, -0x1.3c4c54f8d419dp-9, 0x1.014ed1572209ap-11,
	-0x1.221e6f70130b5p-14, 0x1.15c3f597f0492p-18, 0x1.9f8f03ca86fc1p-21, -0x1.d601c320c8f9cp-23,
	0x1.71e1efca86cf9p-27, 0x1.36bf2885524c9p-28, -0x1.aa4d7b1cdf20ap-31, -0x1.15df59ca6082bp-34,
	0x1.f8af0a9aa6d31p-36, 0x1.b61b723941781p-43, -0x1.0fc16c00b50f2p-40, 0x1.24f6a772cbc36p-45,
	0x1.2d8b49ab5f72bp-45, -0x1.0cb63a80de2c5p-49, -0x1.6884628ace07ap-50, 0x1.561b105822235p-54,
	0x1.d3744857e262bp-55, -0x1.4a219c71bb4d2p-59, -0x1.42cb7ae4cd5a0p-59, 0x1.f99a046464d7dp-66,
	0x1.cbcbce02ac3fap-64, 0x1.f5edb129f787bp-69,
};
enum { ERFC_TERMS = sizeof erfc_series / sizeof *erfc_series };

static double chebyshev(const double *c, int n, double t)
{
	double b1 = 0, b2 = 0;
	for (int i = n - 1; i > 0; i--) {
		double b = 2 * t * b1 - b2 + c[i];
		b2 = b1;
		b1 = b;
	}
	return t * b1 - b2 + c[0];
}

/* x >= 0 */
static double erfc_far(double x)
{
	int k;
	if (x > 28)
		return 0;
	struct pair square = pair_product(x, x);
	struct pair e = real_exp_parts((struct pair){ -square.hi, -square.lo }, &k);
	double scaled = chebyshev(erfc_series, ERFC_TERMS, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
	return ldexp(scaled * e.hi + scaled * e.lo, k);
}

static double erf_near_0(double x)
{
	static const struct pair two_over_root_pi = { 0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56 };
	struct pair line = pair_multiply(two_over_root_pi, (struct pair){ x, 0 });
	double z = x * x;
	return line.hi + (line.lo + line.hi * (z * real_polynomial(erf_series, 20, z)));
}

double real_erf(double x)
{
	if (isnan(x))
		return (double)NAN;
	if (fabs(x) < 0x1p-500)
		return x == 0 ? x : x * 1.1283791670955126;
	return fabs(x) < 1 ? erf_near_0(x) : copysign(1 - erfc_far(fabs(x)), x);
}

double real_erfc(double x)
{
	if (isnan(x))
		return (double)NAN;
	if (fabs(x) < 0.25)
		return 1 - erf_near_0(x);
	return x > 0 ? erfc_far(x) : 2 - erfc_far(-x);
}
