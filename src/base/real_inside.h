/*
 * What real*.c share: numbers as unevaluated sums of two doubles (Dekker 1971), of
 * which the second is at most half an ulp of the first.
 */
#ifndef BASE_REAL_INSIDE_H
#define BASE_REAL_INSIDE_H

#include <math.h>

struct pair {
	double hi, lo;
};

/* a + b; |a| >= |b| or a = 0. */
static inline struct pair pair_fast_sum(double a, double b)
{
	double s = a + b;
	return (struct pair){ s, b - (s - a) };
}

/* a + b (Knuth's TwoSum). */
static inline struct pair pair_sum(double a, double b)
{
	double s = a + b, t = s - a;
	return (struct pair){ s, (a - (s - t)) + (b - t) };
}

static inline struct pair pair_product(double a, double b)
{
	double p = a * b;
	return (struct pair){ p, fma(a, b, -p) };
}

/* x * y to about 2^-104. */
static inline struct pair pair_multiply(struct pair x, struct pair y)
{
	struct pair p = pair_product(x.hi, y.hi);
	return pair_fast_sum(p.hi, p.lo + (x.hi * y.lo + x.lo * y.hi));
}

static inline struct pair pair_add(struct pair x, struct pair y)
{
	struct pair s = pair_sum(x.hi, y.hi);
	return pair_fast_sum(s.hi, s.lo + (x.lo + y.lo));
}

/* c[0] + c[1] x + ... c[n-1] x^(n-1); even and odd powers apart: neither waits for the other. */
static inline double real_polynomial(const double *c, int n, double x)
{
	double z = x * x, even = 0, odd = 0;
	for (int i = (n - 1) / 2 * 2; i >= 0; i -= 2)
		even = even * z + c[i];
	for (int i = n / 2 * 2 - 1; i >= 0; i -= 2)
		odd = odd * z + c[i];
	return even + x * odd;
}

/* e^x as 2^k times a number between 0.7 and 1.42, to about 2^-61; |x| < 2000. */
struct pair real_exp_parts(struct pair x, int *k);

#endif
