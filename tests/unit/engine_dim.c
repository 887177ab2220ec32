/* The algebra of symbolic sizes. */
#include "engine_help.h"

static void assert_prints(struct dim d, const char *expected)
{
	char text[64];
	dim_format(&d, 42, text, sizeof text);
	assert_string_equal(text, expected);
}

static void quotients_and_products_cancel(void **state)
{
	(void)state;
	struct dim hidden = dim_symbol("hidden"), heads = dim_symbol("H");
	struct dim d = dim_div(&hidden, &heads), back = dim_mul(&heads, &d), one = dim_div(&d, &d);
	assert_prints(d, "hidden/H");
	assert_true(dim_equal(&back, &hidden));
	assert_prints(one, "42");
	assert_false(dim_has_names(&one));
}

static void sums_have_one_order(void **state)
{
	(void)state;
	struct dim t = dim_symbol("Nt"), v = dim_symbol("Nv"), two = dim_number(2);
	struct dim twice = dim_mul(&two, &v);
	struct dim a = dim_add(&t, &twice), b = dim_add(&twice, &t), rest = dim_sub(&a, &t);
	assert_true(dim_equal(&a, &b));
	assert_prints(a, "Nt + 2*Nv");
	assert_true(dim_equal(&rest, &twice));
	struct dim one = dim_number(1), next = dim_sub(&t, &one), square = dim_mul(&t, &t);
	assert_prints(next, "Nt - 1");
	assert_prints(square, "Nt*Nt");
}

static void a_name_is_replaced(void **state)
{
	(void)state;
	struct dim t = dim_symbol("t"), d = dim_symbol("d"), one = dim_number(1), none = DIM_ANONYMOUS;
	struct dim then = dim_sub(&t, &one), product = dim_mul(&t, &d), sum = dim_add(&t, &d);
	struct dim square = dim_mul(&t, &t);
	struct dim back = dim_replace(&t, "t", &then);
	assert_prints(back, "t - 1");
	struct dim again = dim_add(&back, &one);
	assert_prints(again, "t");
	assert_prints(dim_replace(&product, "t", &then), "d*t - d");
	assert_prints(dim_replace(&sum, "t", &then), "d + t - 1");
	assert_prints(dim_replace(&d, "t", &then), "d");
	assert_prints(dim_replace(&square, "t", &then), "42");
	assert_prints(dim_replace(&t, "t", &none), "42");
}

static void names_are_compared_as_text(void **state)
{
	(void)state;
	char other[] = "H";
	struct dim a = dim_symbol("H"), b = dim_symbol(other), none = DIM_ANONYMOUS;
	assert_true(dim_equal(&a, &b));
	assert_false(dim_equal(&a, &none));
}

static void what_is_too_large_or_not_exact_is_anonymous(void **state)
{
	(void)state;
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct dim sum = dim_symbol("a"), product = sum, two = dim_number(2), big = dim_number(1 << 30);
	for (int i = 1; i < 5; i++) {
		struct dim next = dim_symbol(names[i]);
		sum = dim_add(&sum, &next);
		product = dim_mul(&product, &next);
	}
	assert_int_equal(sum.terms, 0);
	assert_int_equal(product.terms, 0);
	struct dim a = dim_symbol("a"), half = dim_div(&a, &two), huge = dim_mul(&big, &big);
	struct dim lost = dim_add(&a, &half);
	assert_int_equal(half.terms, 0);
	assert_int_equal(huge.terms, 0);
	assert_int_equal(lost.terms, 0);
}

static void a_short_buffer_is_not_overrun(void **state)
{
	(void)state;
	struct dim a = dim_symbol("a_very_long_name"), b = dim_symbol("another"), sum = dim_add(&a, &b);
	char text[8] = "xxxxxxx";
	dim_format(&sum, 1, text, 5);
	assert_string_equal(text, "a_ve");
	assert_int_equal(text[5], 'x');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotients_and_products_cancel),
		cmocka_unit_test(sums_have_one_order),
		cmocka_unit_test(a_name_is_replaced),
		cmocka_unit_test(names_are_compared_as_text),
		cmocka_unit_test(what_is_too_large_or_not_exact_is_anonymous),
		cmocka_unit_test(a_short_buffer_is_not_overrun),
	};
	return cmocka_run_group_tests_name("dim", tests, NULL, NULL);
}
