/*
 * e^x = 2^k * e^r with k = round(x / ln 2), |r| <= ln 2 / 2: ln 2 in two parts
 * (Cody and Waite 1980, chapter 6), then the Taylor series to r^12. Without a
 * branch, so that a loop over it becomes vector instructions.
 */
#include <math.h>
#include <string.h>

#include "engine/softmax_row.h"

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)

static inline double exp_of(double x)
{
	const double round = 0x1.8p52;   /* adding it leaves k in the lowest bits */
	double c = x < -708 ? -708 : x;
	double shifted = c * 1.4426950408889634 + round;
	double k = shifted - round;
	double r = c - k * 6.93147180369123816490e-01 - k * 1.90821492927058770002e-10;
	double sum = 1.0 / 479001600;
	sum = sum * r + 1.0 / 39916800;
	sum = sum * r + 1.0 / 3628800;
	sum = sum * r + 1.0 / 362880;
	sum = sum * r + 1.0 / 40320;
	sum = sum * r + 1.0 / 5040;
	sum = sum * r + 1.0 / 720;
	sum = sum * r + 1.0 / 120;
	sum = sum * r + 1.0 / 24;
	sum = sum * r + 1.0 / 6;
	sum = sum * r + 0.5;
	sum = sum * r + 1;
	sum = sum * r + 1;
	uint64_t bits;
	memcpy(&bits, &shifted, sizeof bits);
	bits = (bits + 1023) << 52;   /* the double 2^k */
	double power;
	memcpy(&power, &bits, sizeof power);
	return x < -708 ? 0 : sum * power;
}

enum { SUMS = 16 };

/* A NaN comes through in the sum. */
static double row_max(const double *x, int64_t n)
{
	double m[SUMS];
	int64_t i = 0;
	for (int l = 0; l < SUMS; l++)
		m[l] = -INFINITY;
	for (; i + SUMS <= n; i += SUMS)
		for (int l = 0; l < SUMS; l++)
			m[l] = x[i + l] > m[l] ? x[i + l] : m[l];
	for (; i < n; i++)
		m[0] = x[i] > m[0] ? x[i] : m[0];
	for (int l = 1; l < SUMS; l++)
		m[0] = m[l] > m[0] ? m[l] : m[0];
	return m[0];
}

static double row_sum(const double *x, int64_t n)
{
	double s[SUMS] = {0};
	int64_t i = 0;
	for (; i + SUMS <= n; i += SUMS)
		for (int l = 0; l < SUMS; l++)
			s[l] += x[i + l];
	for (int l = 0; i + l < n; l++)
		s[l] += x[i + l];
	for (int half = SUMS / 2; half; half /= 2)
		for (int l = 0; l < half; l++)
			s[l] += s[l + half];
	return s[0];
}

void PASTE(softmax_row_, SIMD)(double *x, int64_t n)
{
	double max = row_max(x, n);
	for (int64_t i = 0; i < n; i++)
		x[i] = exp_of(x[i] - max);
	double sum = row_sum(x, n);
	for (int64_t i = 0; i < n; i++)
		x[i] /= sum;
}
