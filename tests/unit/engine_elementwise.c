/* Promotion, broadcasting, the corners of arithmetic; reductions; positions. */
#include "engine_help.h"

#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "engine/position.h"
#include "engine/reduce.h"

/* torch.result_type: i = a tensor with dimensions, 0 = a 0-dim tensor, w = a Python number. */
static void promotion_is_pytorchs(void **state)
{
	(void)state;
	static const struct {
		enum dtype a;
		char a_kind;
		enum dtype b;
		char b_kind;
		enum dtype result;
	} row[] = {
		{ DT_FLOAT32, 'i', DT_INT64, 'w', DT_FLOAT32 },
		{ DT_INT64, 'i', DT_FLOAT64, 'w', DT_FLOAT32 },
		{ DT_FLOAT16, 'i', DT_FLOAT64, 'w', DT_FLOAT16 },
		{ DT_FLOAT16, 'i', DT_BFLOAT16, 'i', DT_FLOAT32 },
		{ DT_FLOAT32, 'i', DT_FLOAT64, '0', DT_FLOAT32 },
		{ DT_FLOAT32, '0', DT_FLOAT64, 'i', DT_FLOAT64 },
		{ DT_INT64, 'i', DT_FLOAT64, '0', DT_FLOAT64 },
		{ DT_BOOL, 'i', DT_INT64, 'w', DT_INT64 },
		{ DT_BOOL, 'i', DT_FLOAT64, 'w', DT_FLOAT32 },
		{ DT_INT64, '0', DT_FLOAT64, 'w', DT_FLOAT32 },
		{ DT_FLOAT16, '0', DT_FLOAT64, 'w', DT_FLOAT16 },
		{ DT_BOOL, 'i', DT_BOOL, 'i', DT_BOOL },
	};
	struct shape one = shape_of(1, (int64_t[]){ 1 });
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct shape zero = {0};
		struct tensor *a = tensor_new(&run, row[i].a, row[i].a_kind == 'i' ? &one : &zero, &err);
		struct tensor *b = tensor_new(&run, row[i].b, row[i].b_kind == 'i' ? &one : &zero, &err);
		struct operand both[] = { { a, row[i].a_kind == 'w' }, { b, row[i].b_kind == 'w' } };
		assert_int_equal(dtype_result(both, 2), row[i].result);
		struct tensor *sum = elementwise_binary(&run, BINARY_ADD, both[0], both[1], &err);
		assert_int_equal(sum->dtype, row[i].result);
		tensor_unref(a);
		tensor_unref(b);
		tensor_unref(sum);
	}
}

static void broadcasting_keeps_names(void **state)
{
	(void)state;
	static const char *const a_names[] = { "Nt", NULL }, *const b_names[] = { NULL, "d" };
	struct tensor *a = named(noise(0, SIZES(3, 4)), a_names);
	struct tensor *b = named(noise(1, SIZES(3, 4)), b_names);
	struct tensor *row = noise(2, SIZES(1, 4)), *bad = noise(3, SIZES(3, 5));
	struct tensor *c = elementwise_binary(&run, BINARY_ADD, operand_of(a), operand_of(b), &err);
	struct tensor *d = elementwise_binary(&run, BINARY_SUB, operand_of(row), operand_of(c), &err);
	assert_shape(c, "(Nt=3, d=4)");
	assert_shape(d, "(Nt=3, d=4)");
	for (int64_t i = 0; i < 12; i++)
		assert_true(nth(d, i) == (float)(nth(row, i % 4) - (float)(nth(a, i) + nth(b, i))));
	assert_error(elementwise_binary(&run, BINARY_ADD, operand_of(a), operand_of(bad), &err), ERR_SHAPE,
	             "shapes (Nt=3, 4) and (3, 5) do not broadcast: in dimension -1 the sizes 4 and 5");
	struct tensor *all[] = { a, b, row, bad, c, d };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

static double of_numbers(enum binary_op op, enum dtype dtype, double x, double y)
{
	struct tensor *a = create_scalar(&run, dtype, x, &err), *b = create_scalar(&run, dtype, y, &err);
	struct tensor *c = elementwise_binary(&run, op, operand_of(a), operand_of(b), &err);
	double result = c ? tensor_at(c, NULL) : -99;
	tensor_unref(a);
	tensor_unref(b);
	tensor_unref(c);
	return result;
}

static void division_is_pythons(void **state)
{
	(void)state;
	assert_true(of_numbers(BINARY_FLOORDIV, DT_INT64, -7, 2) == -4);
	assert_true(of_numbers(BINARY_MOD, DT_INT64, -7, 2) == 1);
	assert_true(of_numbers(BINARY_MOD, DT_INT64, 7, -2) == -1);
	assert_true(of_numbers(BINARY_FLOORDIV, DT_INT64, -0x1p63, -1) == -0x1p63);
	assert_true(of_numbers(BINARY_MOD, DT_INT64, -0x1p63, -1) == 0);
	assert_true(of_numbers(BINARY_DIV, DT_INT64, 1, 3) == 1.0f / 3);
	assert_true(of_numbers(BINARY_FLOORDIV, DT_FLOAT32, -7.5, 2) == -4);
	assert_true(of_numbers(BINARY_MOD, DT_FLOAT32, -7.5, 2) == 0.5);
	assert_true(isinf(of_numbers(BINARY_DIV, DT_FLOAT32, 1, 0)));
	assert_true(isnan(of_numbers(BINARY_MAXIMUM, DT_FLOAT32, 1, NAN)));
	assert_true(of_numbers(BINARY_FLOORDIV, DT_INT64, 1, 0) == -99);
	assert_int_equal(err.code, ERR_VALUE);
	assert_true(of_numbers(BINARY_SUB, DT_BOOL, 1, 0) == -99);
	assert_int_equal(err.code, ERR_TYPE);
}

static void half_types_round_to_nearest_even(void **state)
{
	(void)state;
	static const double row[][3] = {   /* value, float16, bfloat16 */
		{ 0.1, 0.0999755859375, 0.10009765625 }, { 2049, 2048, 2048 }, { 2051, 2052, 2048 },
		{ 65519, 65504, 65536 }, { 65520, INFINITY, 65536 }, { 0x1p-24, 0x1p-24, 0x1p-24 },
		{ 0x1p-25, 0, 0x1p-25 }, { 3.4e38, INFINITY, INFINITY }, { -0.0, -0.0, -0.0 },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_true(dtype_round(DT_FLOAT16, row[i][0]) == row[i][1]);
		assert_true(dtype_round(DT_BFLOAT16, row[i][0]) == row[i][2]);
	}
	assert_true(isnan(dtype_round(DT_BFLOAT16, NAN)));
}

static void bitwise_not_of_a_mask_is_its_opposite(void **state)
{
	(void)state;
	struct shape two = shape_of(1, (int64_t[]){ 2 });
	struct tensor *m = create_from_ints(&run, DT_BOOL, &two, (int64_t[]){ 1, 0 }, &err);
	struct tensor *not = elementwise_unary(&run, UNARY_BITWISE_NOT, m, &err);
	assert_true(nth(not, 0) == 0 && nth(not, 1) == 1);
	assert_error(elementwise_unary(&run, UNARY_GELU, m, &err), ERR_TYPE, "gelu needs floats");
	tensor_unref(m);
	tensor_unref(not);
}

static void reductions_over_several_axes(void **state)
{
	(void)state;
	static const char *const names[] = { "B", "T", "d" };
	struct tensor *x = named(noise(0, SIZES(3, 5, 7)), names);
	struct tensor *turned = view_transpose(x, 0, 2, &err);
	struct axes outer = { .n = 2, .dim = { 0, -1 } };
	struct axes same = { .n = 2, .dim = { 2, 0 }, .keepdim = true };
	struct tensor *a = reduce_apply(&run, REDUCE_SUM, x, &outer, &err);
	struct tensor *b = reduce_apply(&run, REDUCE_SUM, turned, &same, &err);
	assert_shape(a, "(T=5,)");
	assert_shape(b, "(1, T=5, 1)");
	for (int64_t t = 0; t < 5; t++) {
		double sum = 0;
		for (int64_t i = 0; i < 3; i++)
			for (int64_t j = 0; j < 7; j++)
				sum += tensor_at(x, (int64_t[]){ i, t, j });
		assert_true(nth(a, t) == (float)sum);
		assert_true(fabs(nth(b, t) - sum) < 1e-6);
	}
	struct axes twice = { .n = 2, .dim = { 0, -3 } };
	assert_error(reduce_apply(&run, REDUCE_SUM, x, &twice, &err), ERR_VALUE, "named twice");
	tensor_unref(x);
	tensor_unref(turned);
	tensor_unref(a);
	tensor_unref(b);
}

static void extremes_are_the_first_and_nan_wins(void **state)
{
	(void)state;
	struct shape four = shape_of(1, (int64_t[]){ 4 }), none = shape_of(1, (int64_t[]){ 0 });
	static const double ties[] = { 1, 3, 3, 0 }, nans[] = { 1, NAN, 9, NAN };
	struct tensor *x = create_from_doubles(&run, DT_FLOAT32, &four, ties, &err);
	struct tensor *y = create_from_doubles(&run, DT_FLOAT32, &four, nans, &err);
	struct tensor *empty = tensor_new(&run, DT_FLOAT32, &none, &err);
	struct axes all = {0};
	struct tensor *first = reduce_apply(&run, REDUCE_ARGMAX, x, &all, &err);
	struct tensor *nan_at = reduce_apply(&run, REDUCE_ARGMAX, y, &all, &err);
	struct tensor *nan_max = reduce_apply(&run, REDUCE_MAX, y, &all, &err);
	struct tensor *mean = reduce_apply(&run, REDUCE_MEAN, empty, &all, &err);
	assert_int_equal(tensor_int_at(first, NULL), 1);
	assert_int_equal(tensor_int_at(nan_at, NULL), 1);
	assert_true(isnan(tensor_at(nan_max, NULL)));
	assert_true(isnan(tensor_at(mean, NULL)));
	assert_error(reduce_apply(&run, REDUCE_MAX, empty, &all, &err), ERR_VALUE, "no elements");
	struct tensor *list[] = { x, y, empty, first, nan_at, nan_max, mean };
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		tensor_unref(list[i]);
}

/* What makes rope rope: the product of two rows depends on their distance alone. */
static void rotations_are_relative(void **state)
{
	(void)state;
	struct shape two = shape_of(1, (int64_t[]){ 2 }), axes = shape_of(2, (int64_t[]){ 2, 3 });
	struct tensor *x = noise(0, SIZES(2, 12)), *dots[3];
	struct tensor *pos[] = {
		create_from_ints(&run, DT_INT64, &two, (int64_t[]){ 3, 8 }, &err),
		create_from_ints(&run, DT_INT64, &two, (int64_t[]){ 103, 108 }, &err),
		create_from_ints(&run, DT_INT64, &axes, (int64_t[]){ 5, 5, 5, 5, 5, 5 }, &err),
	};
	for (int i = 0; i < 3; i++) {
		struct tensor *turned = position_rope(&run, x, pos[i], 10000, &err);
		struct tensor *back = view_mT(turned, &err);
		dots[i] = matmul(&run, turned, back, &err);
		tensor_unref(turned);
		tensor_unref(back);
	}
	struct tensor *xt = view_mT(x, &err), *plain = matmul(&run, x, xt, &err);
	assert_true(fabs(nth(dots[0], 1) - nth(dots[1], 1)) < 1e-5);
	assert_true(fabs(nth(dots[0], 1) - nth(plain, 1)) > 1e-2);
	assert_true(fabs(nth(dots[2], 1) - nth(plain, 1)) < 1e-5);   /* the same place: no turn between */
	for (int i = 0; i < 3; i++) {
		tensor_unref(dots[i]);
		tensor_unref(pos[i]);
	}
	tensor_unref(x);
	tensor_unref(xt);
	tensor_unref(plain);
}

static void longer_random_tensors_begin_the_same(void **state)
{
	(void)state;
	struct tensor *a = noise(0, SIZES(5, 8)), *b = noise(0, SIZES(9, 8));
	struct tensor *head = view_slice(b, 0, &(struct slice){ .has_stop = true, .stop = 5 }, &err);
	assert_same_bits(a, head);
	tensor_unref(a);
	tensor_unref(b);
	tensor_unref(head);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(promotion_is_pytorchs, fresh_run),
		cmocka_unit_test_setup(broadcasting_keeps_names, fresh_run),
		cmocka_unit_test_setup(division_is_pythons, fresh_run),
		cmocka_unit_test_setup(half_types_round_to_nearest_even, fresh_run),
		cmocka_unit_test_setup(bitwise_not_of_a_mask_is_its_opposite, fresh_run),
		cmocka_unit_test_setup(reductions_over_several_axes, fresh_run),
		cmocka_unit_test_setup(extremes_are_the_first_and_nan_wins, fresh_run),
		cmocka_unit_test_setup(rotations_are_relative, fresh_run),
		cmocka_unit_test_setup(longer_random_tensors_begin_the_same, fresh_run),
	};
	return cmocka_run_group_tests_name("elementwise", tests, NULL, NULL);
}
