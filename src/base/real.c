#include "base/real.h"

#include "base/real_inside.h"

static const struct pair ln2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };
static const struct pair one_over_ln2 = { 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56 };
static const struct pair one_over_ln10 = { 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57 };
static const struct pair third = { 0x1.5555555555555p-2, 0x1.5555555555555p-56 };

/* ln 2 in two parts: the first times an integer below 2^21 is exact (Cody and Waite 1980). */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33

/* The nearest integer, |x| < 2^51. */
static double nearest(double x)
{
	return (x + 0x1.8p52) - 0x1.8p52;
}

/* ---- Exponentials ---- */

/* 1/2!, 1/3!, ... 1/15!: (e^r - 1 - r) / r^2 for |r| <= ln(2)/2, to 2^-64. */
static const double exp_series[] = {
	1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
	1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200,
	1.0 / 1307674368000,
};
enum { EXP_TERMS = sizeof exp_series / sizeof *exp_series };

struct pair real_exp_parts(struct pair x, int *k)
{
	double n = nearest(x.hi * one_over_ln2.hi);
	struct pair r = pair_sum(x.hi - n * LN2_HIGH, x.lo - n * LN2_LOW);
	double tail = r.hi * r.hi * real_polynomial(exp_series, EXP_TERMS, r.hi);
	struct pair sum = pair_fast_sum(1, r.hi);
	*k = (int)n;
	return pair_fast_sum(sum.hi, sum.lo + (tail + (r.lo + r.lo * r.hi)));
}

/* e^x, 0 or infinity beyond the doubles. */
static double exp_of(struct pair x)
{
	int k;
	if (x.hi > 710)
		return INFINITY;
	if (x.hi < -746)
		return 0;
	struct pair e = real_exp_parts(x, &k);
	return ldexp(e.hi + e.lo, k);
}

double real_exp(double x)
{
	return isnan(x) ? (double)NAN : exp_of((struct pair){ x, 0 });
}

double real_exp2(double x)
{
	int k;
	if (isnan(x))
		return (double)NAN;
	if (x > 1025 || x < -1080)
		return x > 0 ? (double)INFINITY : 0;
	double n = nearest(x);
	struct pair e = real_exp_parts(pair_multiply(ln2, (struct pair){ x - n, 0 }), &k);
	return ldexp(e.hi + e.lo, k + (int)n);
}

double real_expm1(double x)
{
	int k;
	if (isnan(x))
		return (double)NAN;
	if (fabs(x) < 0x1p-54 || x > 709)
		return x > 709 ? real_exp(x) : x;
	if (x < -50)
		return -1;
	if (fabs(x) < 0.35)
		return x + x * x * real_polynomial(exp_series, EXP_TERMS, x);
	struct pair e = real_exp_parts((struct pair){ x, 0 }, &k);
	struct pair less = pair_sum(ldexp(e.hi, k), -1);
	return less.hi + (less.lo + ldexp(e.lo, k));
}

double real_tanh(double x)
{
	if (isnan(x))
		return (double)NAN;
	if (fabs(x) > 22)
		return copysign(1, x);
	double t = real_expm1(2 * fabs(x));
	return copysign(fabs(x) < 1 ? t / (t + 2) : 1 - 2 / (t + 2), x);
}

double real_sigmoid(double x)
{
	double e = real_exp(x < 0 ? x : -x);
	return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

/* ---- Logarithms ---- */

/* 1/5, 1/7, ... 1/27: (atanh(s)/s - 1 - s^2/3) / s^4 as a series in s^2 <= 0.0295. */
static const double atanh_series[] = {
	1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21,
	1.0 / 23, 1.0 / 25, 1.0 / 27,
};

/* ln(1 + f) = 2 atanh(f / (2 + f)) for 1 + f between sqrt(1/2) and sqrt(2), to about 2^-64. */
static struct pair log_near_1(double f)
{
	struct pair d = pair_fast_sum(2, f), s = { f / d.hi, 0 };
	s.lo = (fma(-s.hi, d.hi, f) - s.hi * d.lo) / d.hi;
	struct pair z = pair_multiply(s, s), w = pair_multiply(z, third), twice = { 2 * s.hi, 2 * s.lo };
	w = pair_add(w, (struct pair){ z.hi * z.hi * real_polynomial(atanh_series, 12, z.hi), 0 });
	return pair_add(twice, pair_multiply(twice, w));
}

/* x = 2^k (1 + the result), between sqrt(1/2) - 1 and sqrt(2) - 1, for a finite x > 0. */
static double split(double x, double *k)
{
	int exponent;
	double m = frexp(x, &exponent);
	if (m < 0.70710678118654752440) {
		m *= 2;
		exponent--;
	}
	*k = exponent;
	return m - 1;
}

static struct pair log_pair(double x)
{
	double k;
	struct pair l = log_near_1(split(x, &k));
	struct pair whole = pair_fast_sum(k * LN2_HIGH, k * LN2_LOW);
	return pair_add(whole, l);
}

/* For a logarithm of what is not above 0 or not finite. */
static double log_special(double x)
{
	return x == 0 ? -(double)INFINITY : x > 0 ? x : (double)NAN;
}

static double value_of(struct pair x)
{
	return x.hi + x.lo;
}

/* ln(1 + f) = f - f^2/2 + s (f^2/2 + 2/3 s^2 + 2/5 s^4 + ...), s = f / (2 + f), as in fdlibm. */
double real_log(double x)
{
	static const double series[] = {
		2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19,
		2.0 / 21, 2.0 / 23,
	};
	double k;
	if (!(x > 0 && x < INFINITY))
		return log_special(x);
	double f = split(x, &k), s = f / (2 + f), z = s * s, half = 0.5 * f * f;
	double tail = s * (half + z * real_polynomial(series, 11, z)) + k * LN2_LOW;
	return k * LN2_HIGH - ((half - tail) - f);
}

double real_log1p(double x)
{
	if (fabs(x) < 0x1p-54)
		return x;
	if (fabs(x) < 0.25)
		return value_of(log_near_1(x));
	if (!(x > -1 && x < INFINITY))
		return log_special(x == -1 ? 0 : x);
	struct pair u = pair_sum(1, x);
	return value_of(pair_add(log_pair(u.hi), (struct pair){ u.lo / u.hi, 0 }));
}

double real_log2(double x)
{
	double k;
	if (!(x > 0 && x < INFINITY))
		return log_special(x);
	struct pair l = pair_multiply(log_near_1(split(x, &k)), one_over_ln2);
	return value_of(pair_add((struct pair){ k, 0 }, l));
}

double real_log10(double x)
{
	return x > 0 && x < INFINITY ? value_of(pair_multiply(log_pair(x), one_over_ln10))
	                             : log_special(x);
}

/* ---- Powers ---- */

static int is_whole(double y)
{
	return floor(y) == y;
}

static int is_odd(double y)
{
	return is_whole(y) && fabs(y) < 0x1p53 && fmod(y, 2) != 0;
}

/* C99 F.9.4.4, where x or y is 0, infinite or NaN. */
static double pow_special(double x, double y)
{
	double size = fabs(x);
	if (isnan(x) || isnan(y))
		return (double)NAN;
	if (isinf(y))
		return size == 1 ? 1 : (size > 1) == (y > 0) ? (double)INFINITY : 0;
	double result = (size == 0) == (y < 0) ? (double)INFINITY : 0;
	return signbit(x) && is_odd(y) ? -result : result;
}

double real_pow(double x, double y)
{
	double size = fabs(x);
	if (y == 0 || x == 1)
		return 1;
	if (isnan(x) || isnan(y) || isinf(y) || size == 0 || isinf(x))
		return pow_special(x, y);
	if (x < 0 && !is_whole(y))
		return (double)NAN;
	struct pair l = log_pair(size);
	double rough = y * l.hi;
	double result = rough > 800 ? (double)INFINITY : rough < -800 ? 0
	                : exp_of(pair_multiply(l, (struct pair){ y, 0 }));
	return x < 0 && is_odd(y) ? -result : result;
}
