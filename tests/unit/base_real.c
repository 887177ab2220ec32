/* Functions of real numbers against the C library's long double, where that is longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/real.h"

struct random {
	uint64_t state;
};

static uint64_t next_bits(struct random *r)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return r->state;
}

static double between(struct random *r, double low, double high)
{
	return low + (high - low) * ((double)(next_bits(r) >> 11) * 0x1p-53);
}

/* Any double: infinities, NaN and subnormals too. */
static double any(struct random *r)
{
	uint64_t bits = next_bits(r);
	double x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

/* In units of the last place of the exact value as a double. */
static double error_of(double got, long double exact)
{
	int exponent;
	double rounded = (double)exact;
	if (isnan(got) || isnan(rounded) || isinf(got) || isinf(rounded))
		return (isnan(got) && isnan(rounded)) || got == rounded ? 0 : 1e9;
	frexp(rounded, &exponent);
	if (rounded == 0 || exponent < -1021)
		exponent = -1021;
	return (double)fabsl(got - exact) / ldexp(1, exponent - 53);
}

static long double sigmoidl(long double x)
{
	return 1 / (1 + expl(-x));
}

static const struct function {
	const char *name;
	double (*real)(double x);
	long double (*exact)(long double x);
	double low, high;      /* where most of the arguments are taken */
	double ulps;
} functions[] = {
	{ "exp", real_exp, expl, -745, 709, 1 },
	{ "exp2", real_exp2, exp2l, -1074, 1024, 1 },
	{ "expm1", real_expm1, expm1l, -2, 2, 1.5 },
	{ "expm1", real_expm1, expm1l, -40, 700, 1.5 },
	{ "log", real_log, logl, 0, 3, 1 },
	{ "log", real_log, logl, 0.9, 1.1, 1 },
	{ "log1p", real_log1p, log1pl, -1, 3, 1 },
	{ "log2", real_log2, log2l, 0, 3, 1 },
	{ "log10", real_log10, log10l, 0, 3, 1 },
	{ "tanh", real_tanh, tanhl, -3, 3, 2.5 },
	{ "sigmoid", real_sigmoid, sigmoidl, -40, 40, 2 },
	{ "sin", real_sin, sinl, -10, 10, 1 },
	{ "sin", real_sin, sinl, -1e6, 1e6, 1 },
	{ "cos", real_cos, cosl, -10, 10, 1 },
	{ "tan", real_tan, tanl, -10, 10, 2.5 },
	{ "atan", real_atan, atanl, -3, 3, 2 },
	{ "erf", real_erf, erfl, -3, 3, 2 },
	{ "erfc", real_erfc, erfcl, -3, 10, 4 },
	{ "erfc", real_erfc, erfcl, 0, 26, 4 },
};

static void check(const struct function *f, double x)
{
	double error = error_of(f->real(x), f->exact(x));
	if (!(error <= f->ulps))
		fail_msg("%s(%a) = %a is %.2f ulp from %La", f->name, x, f->real(x), error, f->exact(x));
}

static const double special[] = {
	0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, -2.5, 22, 1024, -1074, -1075, 709.8, 710, -745.2, 1e300,
	0x1p53, 0x1p53 + 2, 1e308, -1e308, 5e-324, -5e-324, 1e-310, INFINITY, -INFINITY, NAN,
	0x1.921fb54442d18p+0, 0x1.6ac5b262ca1ffp+849,   /* next to multiples of pi/2 */
};
enum { N_SPECIAL = sizeof special / sizeof *special };

static void one_argument(void **state)
{
	struct random r = { UINT64_C(88172645463325252) };
	(void)state;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		const struct function *f = &functions[i];
		for (int n = 0; n < 20000; n++) {
			double x = between(&r, f->low, f->high);
			check(f, n % 6 == 0 ? any(&r) : n % 6 == 1 ? ldexp(x, -(n % 60)) : x);
		}
		for (int n = 0; n < N_SPECIAL; n++)
			check(f, special[n]);
	}
}

static void two_arguments(void **state)
{
	struct random r = { 99 };
	(void)state;
	for (int n = 0; n < 100000; n++) {
		double x = n % 2 ? between(&r, 0, 10) : fabs(any(&r));
		double y = n % 3 ? between(&r, -30, 30) : n % 2 ? any(&r) : floor(between(&r, -9, 9));
		assert_true(error_of(real_pow(x, y), powl(x, y)) <= 1);
		assert_true(error_of(real_atan2(y, x - 5), atan2l(y, x - 5)) <= 2);
	}
}

/* C99, annex F: signs of zeros, infinities, NaN. */
static void special_values(void **state)
{
	(void)state;
	for (int i = 0; i < N_SPECIAL; i++)
		for (int j = 0; j < N_SPECIAL; j++) {
			double x = special[i], y = special[j];
			double got[] = { real_pow(x, y), real_atan2(x, y) }, want[] = { pow(x, y), atan2(x, y) };
			for (int k = 0; k < 2; k++)
				if (error_of(got[k], want[k]) > 2
				    || (!isnan(want[k]) && !signbit(got[k]) != !signbit(want[k])))
					fail_msg("%s(%a, %a) = %a, not %a", k ? "atan2" : "pow", x, y, got[k], want[k]);
		}
	assert_true(signbit(real_sin(-0.0)) && signbit(real_tanh(-0.0)) && signbit(real_expm1(-0.0)));
	assert_true(signbit(real_log1p(-0.0)) && signbit(real_atan(-0.0)) && signbit(real_erf(-0.0)));
}

static void what_is_exact_is_exact(void **state)
{
	(void)state;
	double ten = 1;
	for (int i = 0; i <= 22; i++, ten *= 10) {
		assert_true(real_log10(ten) == i);
		assert_true(real_pow(10, i) == ten);
	}
	for (int i = -1074; i < 1024; i++) {
		assert_true(real_exp2(i) == ldexp(1, i));
		assert_true(real_log2(ldexp(1, i)) == i);
	}
	assert_true(real_exp(0) == 1 && real_pow(81, 0.5) == 9 && real_pow(-2, 3) == -8);
}

int main(void)
{
	const struct CMUnitTest longer[] = {
		cmocka_unit_test(one_argument),
		cmocka_unit_test(two_arguments),
		cmocka_unit_test(special_values),
		cmocka_unit_test(what_is_exact_is_exact),
	};
	if (LDBL_MANT_DIG > DBL_MANT_DIG)
		return cmocka_run_group_tests_name("real", longer, NULL, NULL);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_exact_is_exact),
	};
	return cmocka_run_group_tests_name("real", tests, NULL, NULL);
}
