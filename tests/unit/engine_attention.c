/* Fused attention has the digits of the formula written out; softmax and masks. */
#include "engine_help.h"

#include "engine/attention.h"
#include "engine/arrange.h"
#include "engine/elementwise.h"
#include "engine/masks.h"
#include "engine/matmul.h"
#include "engine/softmax.h"

/* softmax(q @ k.mT * scale, masked) @ v; the mask is bool or NULL. */
static struct tensor *written_out(const struct tensor *q, const struct tensor *k,
                                  const struct tensor *v, const struct tensor *mask)
{
	double scale = 1 / sqrt((double)q->shape.size[q->shape.ndim - 1]);
	struct tensor *factor = create_scalar(&run, DT_FLOAT64, scale, &err);
	struct tensor *low = create_scalar(&run, DT_FLOAT64, -INFINITY, &err);
	struct tensor *kt = view_mT(k, &err), *raw = matmul(&run, q, kt, &err);
	struct tensor *s = elementwise_binary(&run, BINARY_MUL, operand_of(raw), operand_weak(factor),
	                                      &err);
	struct tensor *hide = mask ? elementwise_unary(&run, UNARY_LOGICAL_NOT, mask, &err) : NULL;
	struct tensor *masked = mask ? elementwise_masked_fill(&run, s, hide, operand_weak(low), &err)
	                             : tensor_ref(s);
	struct tensor *a = softmax(&run, masked, -1, &err), *out = matmul(&run, a, v, &err);
	struct tensor *all[] = { factor, low, kt, raw, s, hide, masked, a };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_drop(&run, all[i]);
	return out;
}

static void assert_near(const struct tensor *a, const struct tensor *b)
{
	assert_int_equal(tensor_count(a), tensor_count(b));
	for (int64_t i = 0; i < tensor_count(a); i++)
		assert_true(fabs(nth(a, i) - nth(b, i)) <= 1e-6);
}

static void fused_equals_written_out(void **state)
{
	(void)state;
	struct tensor *q = noise(0, SIZES(2, 37, 24)), *k = noise(1, SIZES(2, 53, 24));
	struct tensor *v = noise(2, SIZES(2, 53, 9)), *dice = noise(3, SIZES(37, 53));
	struct tensor *zero = create_scalar(&run, DT_FLOAT32, 0, &err);
	struct tensor *mask = elementwise_binary(&run, BINARY_GT, operand_of(dice), operand_of(zero),
	                                         &err);
	struct attention plain = { .scale = NAN }, masked = { .scale = NAN, .mask = mask };
	struct tensor *a = attention(&run, q, k, v, &plain, &err), *b = written_out(q, k, v, NULL);
	struct tensor *c = attention(&run, q, k, v, &masked, &err), *d = written_out(q, k, v, mask);
	assert_near(a, b);
	assert_near(c, d);
	struct tensor *all[] = { q, k, v, dice, zero, mask, a, b, c, d };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_drop(&run, all[i]);
	assert_int_equal(run.bytes, 0);
}

static void causal_equals_its_mask_and_a_decode_step_equals_its_row(void **state)
{
	(void)state;
	struct size n = { .n = 41 };
	struct tensor *x = noise(0, SIZES(3, 41, 16)), *mask = mask_causal(&run, &n, &n, &err);
	struct attention causal = { .scale = NAN, .is_causal = true }, plain = { .scale = NAN };
	struct tensor *a = attention(&run, x, x, x, &causal, &err), *b = written_out(x, x, x, mask);
	assert_near(a, b);
	struct slice last = { .has_start = true, .start = 29, .has_stop = true, .stop = 30 };
	struct slice seen = { .has_stop = true, .stop = 30 };
	struct tensor *q = view_slice(x, 1, &last, &err), *k = view_slice(x, 1, &seen, &err);
	struct tensor *step = attention(&run, q, k, k, &plain, &err);
	struct tensor *row = view_slice(a, 1, &last, &err);
	assert_same_bits(step, row);
	struct tensor *all[] = { x, mask, a, b, q, k, step, row };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

static void grouped_heads_equal_repeated_ones(void **state)
{
	(void)state;
	struct tensor *q = noise(0, SIZES(2, 6, 11, 8)), *k = noise(1, SIZES(2, 2, 13, 8));
	struct size three = { .n = 3 };
	struct tensor *wide = arrange_repeat_interleave(&run, k, &three, 1, &err);
	struct attention grouped = { .scale = NAN, .enable_gqa = true }, plain = { .scale = NAN };
	struct tensor *a = attention(&run, q, k, k, &grouped, &err);
	struct tensor *b = attention(&run, q, wide, wide, &plain, &err);
	assert_shape(a, "(2, 6, 11, 8)");
	assert_same_bits(a, b);
	assert_error(attention(&run, q, k, k, &plain, &err), ERR_SHAPE, "broadcast");
	struct tensor *all[] = { q, k, wide, a, b };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

static void a_row_that_sees_nothing_is_nan(void **state)
{
	(void)state;
	struct shape two = shape_of(2, (int64_t[]){ 2, 3 });
	struct tensor *x = noise(0, SIZES(2, 4)), *k = noise(1, SIZES(3, 4));
	struct tensor *mask = create_from_ints(&run, DT_BOOL, &two, (int64_t[]){ 0, 0, 0, 1, 0, 1 },
	                                       &err);
	struct attention options = { .scale = NAN, .mask = mask };
	struct tensor *out = attention(&run, x, k, k, &options, &err);
	for (int64_t i = 0; i < 8; i++)
		assert_int_equal(isnan(nth(out, i)) != 0, i < 4);
	options.is_causal = true;
	assert_error(attention(&run, x, k, k, &options, &err), ERR_VALUE, "not both");
	tensor_unref(x);
	tensor_unref(k);
	tensor_unref(mask);
	tensor_unref(out);
}

static void softmax_rows_along_any_dimension(void **state)
{
	(void)state;
	struct tensor *x = noise(0, SIZES(5, 6, 7));
	for (int64_t dim = 0; dim < 3; dim++) {
		struct tensor *p = softmax(&run, x, dim, &err);
		struct tensor *x_rows = view_transpose(x, dim, -1, &err);
		struct tensor *p_rows = view_transpose(p, dim, -1, &err);
		int64_t n = x_rows->shape.size[2], rows = tensor_count(x) / n;
		for (int64_t r = 0; r < rows; r++) {
			double sum = 0;
			for (int64_t i = 0; i < n; i++)
				sum += exp(nth(x_rows, r * n + i));
			for (int64_t i = 0; i < n; i++)
				assert_true(fabs(nth(p_rows, r * n + i) - exp(nth(x_rows, r * n + i)) / sum) < 1e-7);
		}
		tensor_unref(p);
		tensor_unref(x_rows);
		tensor_unref(p_rows);
	}
	tensor_unref(x);
}

static void extreme_softmax_rows(void **state)
{
	(void)state;
	static const double in[][3] = {
		{ -INFINITY, -INFINITY, -INFINITY }, { 1e38, 0, -1e38 }, { -INFINITY, 5, 5 },
		{ NAN, 0, 1 }, { INFINITY, 0, 0 },
	};
	static const double expected[][3] = {
		{ NAN, NAN, NAN }, { 1, 0, 0 }, { 0, 0.5, 0.5 }, { NAN, NAN, NAN }, { NAN, NAN, NAN },
	};
	struct shape shape = shape_of(2, (int64_t[]){ 5, 3 });
	struct tensor *x = create_from_doubles(&run, DT_FLOAT32, &shape, in[0], &err);
	struct tensor *want = create_from_doubles(&run, DT_FLOAT32, &shape, expected[0], &err);
	struct tensor *p = softmax(&run, x, -1, &err);
	/* +inf: its own weight is NaN, and so is the sum */
	assert_same_bits(p, want);
	tensor_unref(x);
	tensor_unref(want);
	tensor_unref(p);
}

static void assert_mask(struct tensor *mask, const char *rows)
{
	assert_non_null(mask);
	assert_int_equal(tensor_count(mask), strlen(rows));
	for (size_t i = 0; rows[i]; i++)
		assert_int_equal(nth(mask, (int64_t)i), rows[i] == '1');
	tensor_unref(mask);
}

static void masks_show_what_they_say(void **state)
{
	(void)state;
	struct size two = { .n = 2 }, four = { .n = 4 };
	struct shape three = shape_of(1, (int64_t[]){ 3 });
	struct tensor *segments = create_from_ints(&run, DT_INT64, &three, (int64_t[]){ 0, 1, 1 }, &err);
	assert_mask(mask_causal(&run, &four, &four, &err), "1000" "1100" "1110" "1111");
	assert_mask(mask_causal(&run, &two, &four, &err), "1110" "1111");
	assert_mask(mask_prefix(&run, &four, 2, &err), "1100" "1100" "1110" "1111");
	assert_mask(mask_sliding_window(&run, &four, 2, &err), "1000" "1100" "0110" "0011");
	assert_mask(mask_block(&run, segments, segments, NULL, &err), "100" "011" "011");
	assert_mask(mask_padding(&run, segments, &two, &err), "00" "10" "10");
	assert_error(mask_causal(&run, &four, &two, &err), ERR_VALUE, "m=2 must be at least n=4");
	assert_error(mask_sliding_window(&run, &four, 0, &err), ERR_VALUE, "window");
	tensor_unref(segments);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(fused_equals_written_out, fresh_run),
		cmocka_unit_test_setup(causal_equals_its_mask_and_a_decode_step_equals_its_row, fresh_run),
		cmocka_unit_test_setup(grouped_heads_equal_repeated_ones, fresh_run),
		cmocka_unit_test_setup(a_row_that_sees_nothing_is_nan, fresh_run),
		cmocka_unit_test_setup(softmax_rows_along_any_dimension, fresh_run),
		cmocka_unit_test_setup(extreme_softmax_rows, fresh_run),
		cmocka_unit_test_setup(masks_show_what_they_say, fresh_run),
	};
	return cmocka_run_group_tests_name("attention", tests, NULL, NULL);
}
