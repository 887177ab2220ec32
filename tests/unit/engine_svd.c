/* Singular values against those NumPy computes, and ranks that are known. */
#include "engine_help.h"

#include "engine/matmul.h"
#include "engine/svd.h"

static void near(const struct tensor *t, const double *expected, int64_t n)
{
	assert_non_null(t);
	assert_int_equal(tensor_count(t), n);
	for (int64_t i = 0; i < n; i++)
		if (!(fabs(nth(t, i) - expected[i]) <= 1e-13 * expected[0]))
			fail_msg("value %d is %.17g, not %.17g", (int)i, nth(t, i), expected[i]);
}

/* x[i] = sin(i + 1), as NumPy's np.sin(np.arange(1, m * n + 1)).reshape(m, n) */
static struct tensor *waves(int64_t m, int64_t n)
{
	double x[200];
	struct shape shape = shape_of(2, (int64_t[]){ m, n });
	for (int64_t i = 0; i < m * n; i++)
		x[i] = sin((double)(i + 1));
	return create_from_doubles(&run, DT_FLOAT64, &shape, x, &err);
}

static void values_are_numpys(void **state)
{
	(void)state;
	static const double s3x3[] = {
		2.156057258135025, 0.23851365586795387, 3.9137674401556724e-17 };
	static const double s5x2[] = {
		1.9687627465823316, 1.0608505460973825 };
	static const double s2x7[] = {
		2.5813836740875615, 0.8852249104950697 };
	static const double s10x9[] = {
		5.372502869005165, 4.082209143062858, 1.2860840739201796e-15, 5.937811263111141e-16,
			3.8205300880272506e-16, 2.8699810855279426e-16, 2.781295785920488e-16,
			2.0093566366146765e-16, 2.9999931194594626e-17 };
	struct tensor *t3x3 = waves(3, 3), *v3x3 = svd_values(&run, t3x3, &err);
	near(v3x3, s3x3, 3);
	tensor_unref(t3x3);
	tensor_unref(v3x3);
	struct tensor *t5x2 = waves(5, 2), *v5x2 = svd_values(&run, t5x2, &err);
	near(v5x2, s5x2, 2);
	tensor_unref(t5x2);
	tensor_unref(v5x2);
	struct tensor *t2x7 = waves(2, 7), *v2x7 = svd_values(&run, t2x7, &err);
	near(v2x7, s2x7, 2);
	tensor_unref(t2x7);
	tensor_unref(v2x7);
	struct tensor *t10x9 = waves(10, 9), *v10x9 = svd_values(&run, t10x9, &err);
	near(v10x9, s10x9, 9);
	tensor_unref(t10x9);
	tensor_unref(v10x9);
}

/* Hilbert's matrix of 8: values over ten orders of magnitude, each to its own precision. */
static void small_values_are_exact(void **state)
{
	static const double expected[] = { 1.6959389969219496, 0.2981252113169307,
		0.026212843578119052, 0.0014676881177418369, 5.436943369749958e-05, 1.294332091870076e-06,
		1.7988737454536887e-08, 1.1115390006764151e-10 };
	double x[64];
	struct shape shape = shape_of(2, (int64_t[]){ 8, 8 });
	(void)state;
	for (int i = 0; i < 64; i++)
		x[i] = 1.0 / (i / 8 + i % 8 + 1);
	struct tensor *t = create_from_doubles(&run, DT_FLOAT64, &shape, x, &err);
	struct tensor *s = svd_values(&run, t, &err);
	for (int i = 0; i < 8; i++)
		assert_true(fabs(nth(s, i) - expected[i]) < 1e-5 * expected[i] + 1e-17);
	tensor_unref(s);
	tensor_unref(t);
}

/* The squares add up to the squares of all elements, for every odd size. */
static void sums_of_squares_stay(void **state)
{
	(void)state;
	for (int64_t m = 1; m <= 9; m++)
		for (int64_t n = 1; n <= 9; n++) {
			struct tensor *t = noise((uint32_t)(m * 10 + n), SIZES(2, m, n));
			struct tensor *s = svd_values(&run, t, &err);
			double squares = 0, sum = 0;
			assert_int_equal(s->shape.size[1], m < n ? m : n);
			for (int64_t i = 0; i < tensor_count(t); i++)
				squares += nth(t, i) * nth(t, i);
			for (int64_t i = 0; i < tensor_count(s); i++) {
				assert_true(i % s->shape.size[1] == 0 || nth(s, i) <= nth(s, i - 1));
				sum += nth(s, i) * nth(s, i);
			}
			assert_true(fabs(sum - squares) < 1e-5 * squares);
			tensor_unref(s);
			tensor_unref(t);
		}
}

static int64_t rank_of(const struct tensor *t, double atol, double rtol)
{
	struct tensor *r = svd_rank(&run, t, atol, rtol, &err);
	assert_non_null(r);
	int64_t rank = tensor_int_at(r, (int64_t[]){ 0 });
	tensor_unref(r);
	return rank;
}

static void ranks_are_known(void **state)
{
	(void)state;
	struct tensor *a = noise(1, SIZES(7, 3)), *b = noise(2, SIZES(3, 9));
	struct tensor *low = matmul(&run, a, b, &err);
	assert_int_equal(rank_of(low, NAN, NAN), 3);
	assert_int_equal(rank_of(low, 1e9, NAN), 0);
	assert_int_equal(rank_of(low, NAN, 1e-30) >= 3, 1);
	tensor_unref(a);
	tensor_unref(b);
	tensor_unref(low);
	struct shape shape = shape_of(2, (int64_t[]){ 4, 5 });
	struct tensor *zeros = tensor_new(&run, DT_FLOAT32, &shape, &err);
	struct tensor *none = svd_effective_rank(&run, zeros, &err);
	assert_int_equal(rank_of(zeros, NAN, NAN), 0);
	assert_true(nth(none, 0) == 0);
	tensor_unref(none);
	tensor_unref(zeros);
	struct tensor *eye = create_eye(&run, DT_FLOAT32, &shape, &err);
	struct tensor *full = svd_effective_rank(&run, eye, &err);
	assert_true(fabs(nth(full, 0) - 4) < 1e-6);
	tensor_unref(full);
	tensor_unref(eye);
}

static void what_is_no_matrix_is_an_error(void **state)
{
	(void)state;
	struct tensor *vector = noise(1, SIZES(3));
	assert_error(svd_values(&run, vector, &err), ERR_SHAPE, "(..., m, n)");
	tensor_unref(vector);
	struct shape shape = shape_of(2, (int64_t[]){ 2, 2 });
	struct tensor *nan = create_full(&run, DT_FLOAT32, &shape, NAN, &err);
	assert_error(svd_values(&run, nan, &err), ERR_VALUE, "nan or inf");
	tensor_unref(nan);
	struct tensor *ints = create_full_int(&run, DT_INT64, &shape, 1, &err);
	assert_error(svd_values(&run, ints, &err), ERR_TYPE, ".float()");
	tensor_unref(ints);
	struct tensor *large = noise(1, SIZES(200, 200));
	run.budget.ops = 100000;
	assert_error(svd_values(&run, large, &err), ERR_LIMIT, "operations");
	tensor_unref(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(values_are_numpys, fresh_run),
		cmocka_unit_test_setup(small_values_are_exact, fresh_run),
		cmocka_unit_test_setup(sums_of_squares_stay, fresh_run),
		cmocka_unit_test_setup(ranks_are_known, fresh_run),
		cmocka_unit_test_setup(what_is_no_matrix_is_an_error, fresh_run),
	};
	return cmocka_run_group_tests_name("engine_svd", tests, NULL, NULL);
}
