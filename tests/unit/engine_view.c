/* Views share memory, strides are PyTorch's, names follow. */
#include "engine_help.h"

#include "engine/arrange.h"

static void assert_strides(const struct tensor *t, size_t n, const int64_t *strides)
{
	assert_int_equal(t->shape.ndim, (int)n);
	for (size_t d = 0; d < n; d++)
		assert_int_equal(t->stride[d], strides[d]);
}

static struct tensor *counting(size_t ndim, const int64_t *sizes)
{
	struct shape shape = shape_of((int)ndim, sizes);
	struct arange range = { .last = shape_count(&shape), .stride = 1 };
	struct tensor *row = create_arange_ints(&run, &range, &err);
	struct tensor *t = view_reshape(&run, row, &shape, &err);
	tensor_unref(row);
	return t;
}

static void split_heads_is_a_view_and_merge_heads_undoes_it(void **state)
{
	(void)state;
	static const char *const names[] = { "Nt", "hidden" };
	struct tensor *x = named(noise(0, SIZES(10, 256)), names);
	struct size heads = { .n = 8, .name = dim_symbol("H") };
	struct tensor *q = view_split_heads(x, &heads, &err);
	assert_shape(q, "(H=8, Nt=10, hidden/H=32)");
	assert_strides(q, SIZES(32, 256, 1));
	assert_true(tensor_is_view(q));
	int64_t before = run.moved;
	struct tensor *back = view_merge_heads(&run, q, &err);
	assert_shape(back, "(Nt=10, hidden=256)");
	assert_same_bits(back, x);
	assert_true(tensor_is_view(back));   /* the strides still fit: nothing was copied */
	struct tensor *fresh = view_contiguous(&run, q, &err);
	struct tensor *merged = view_merge_heads(&run, fresh, &err);
	assert_same_bits(merged, x);
	assert_false(tensor_is_view(merged));
	assert_int_equal(run.moved - before, 2 * 2 * 4 * 2560);
	heads.n = 7;
	assert_error(view_split_heads(x, &heads, &err), ERR_SHAPE,
	             "(Nt=10, hidden=256) does not split into 7 heads");
	struct tensor *all[] = { x, q, back, fresh, merged };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

static void view_of_a_transposed_tensor_is_an_error_and_reshape_copies(void **state)
{
	(void)state;
	struct tensor *x = counting(SIZES(2, 3)), *turned = view_T(x, &err);
	struct shape flat = shape_of(1, (int64_t[]){ -1 }), wrong = shape_of(1, (int64_t[]){ 4 });
	assert_strides(turned, SIZES(1, 3));
	assert_false(tensor_is_contiguous(turned));
	assert_error(view_view(turned, &flat, &err), ERR_SHAPE, "not contiguous); write .reshape");
	struct tensor *copy = view_reshape(&run, turned, &flat, &err);
	static const int64_t expected[] = { 0, 3, 1, 4, 2, 5 };
	for (int64_t i = 0; i < 6; i++)
		assert_int_equal(tensor_int_at(copy, &i), expected[i]);
	assert_false(tensor_is_view(copy));
	assert_error(view_reshape(&run, x, &wrong, &err), ERR_SHAPE, "6 elements");
	tensor_unref(x);
	tensor_unref(turned);
	tensor_unref(copy);
}

static void expand_costs_nothing(void **state)
{
	(void)state;
	struct tensor *x = noise(0, SIZES(3, 1));
	struct shape wide = shape_of(3, (int64_t[]){ 2, -1, 1000 });
	int64_t before = run.bytes;
	struct tensor *t = view_expand(x, &wide, &err);
	assert_strides(t, SIZES(0, 1, 0));
	assert_int_equal(run.bytes, before);
	assert_int_equal(tensor_bytes(t), 0);
	assert_true(tensor_at(t, (int64_t[]){ 1, 2, 999 }) == tensor_at(x, (int64_t[]){ 2, 0 }));
	struct shape bad = shape_of(2, (int64_t[]){ 4, 1 });
	assert_error(view_expand(x, &bad, &err), ERR_SHAPE, "does not expand");
	tensor_unref(x);
	tensor_unref(t);
}

static void slices_are_pythons(void **state)
{
	(void)state;
	static const struct {
		struct slice slice;
		int64_t count, first;
	} row[] = {
		{ { .has_start = true, .start = -3 }, 3, 7 },
		{ { .has_stop = true, .stop = -7, .step = 2 }, 2, 0 },
		{ { .has_start = true, .start = 100 }, 0, 0 },
		{ { .has_start = true, .start = -100, .has_stop = true, .stop = 100, .step = 4 }, 3, 0 },
		{ { .has_start = true, .start = 5, .has_stop = true, .stop = 2 }, 0, 0 },
		{ { .step = INT64_MAX }, 1, 0 },
	};
	struct tensor *x = counting(SIZES(10));
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tensor *t = view_slice(x, 0, &row[i].slice, &err);
		assert_int_equal(tensor_count(t), row[i].count);
		if (row[i].count)
			assert_int_equal(tensor_int_at(t, (int64_t[]){ 0 }), row[i].first);
		tensor_unref(t);
	}
	assert_error(view_slice(x, 0, &(struct slice){ .step = -1 }, &err), ERR_VALUE, "flip");
	assert_error(view_select(x, 0, 10, &err), ERR_INDEX, "index 10 is outside");
	assert_error(view_select(x, 1, 0, &err), ERR_INDEX, "dim=1 does not exist");
	tensor_unref(x);
}

static void names_go_through_copies(void **state)
{
	(void)state;
	static const char *const t_names[] = { "Nt", "d" }, *const v_names[] = { "Nv", "d" };
	struct tensor *a = named(noise(0, SIZES(2, 4)), t_names);
	struct tensor *b = named(noise(1, SIZES(3, 4)), v_names);
	struct shape none = shape_of(1, (int64_t[]){ 0 });
	struct tensor *empty = tensor_new(&run, DT_FLOAT32, &none, &err);
	struct tensor *cat = arrange_cat(&run, (const struct tensor *[]){ empty, a, b }, 3, 0, &err);
	assert_shape(cat, "(Nt + Nv=5, d=4)");
	struct size times = { .n = 3, .name = dim_symbol("G") };
	struct tensor *wide = arrange_repeat_interleave(&run, a, &times, 0, &err);
	assert_shape(wide, "(G*Nt=6, d=4)");
	struct tensor *pair = arrange_stack(&run, (const struct tensor *[]){ a, a }, 2, 0, &err);
	assert_shape(pair, "(2, Nt=2, d=4)");
	struct tensor *flat = view_flatten(&run, a, 0, 1, &err);
	assert_shape(flat, "(Nt*d=8,)");
	assert_error(arrange_cat(&run, (const struct tensor *[]){ a, b }, 2, 1, &err), ERR_SHAPE,
	             "cat cannot join (Nt=2, d=4) and (Nv=3, d=4)");
	struct tensor *all[] = { a, b, empty, cat, wide, pair, flat };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

static void picking_by_index_and_mask(void **state)
{
	(void)state;
	struct tensor *x = counting(SIZES(3, 4));
	struct shape two = shape_of(1, (int64_t[]){ 2 }), three = shape_of(1, (int64_t[]){ 3 });
	struct tensor *index = create_from_ints(&run, DT_INT64, &two, (int64_t[]){ -1, 0 }, &err);
	struct tensor *bad = create_from_ints(&run, DT_INT64, &two, (int64_t[]){ 0, 3 }, &err);
	struct tensor *mask = create_from_ints(&run, DT_BOOL, &three, (int64_t[]){ 0, 1, 1 }, &err);
	struct tensor *column = view_unsqueeze(mask, 1, &err), *places = arrange_nonzero(&run, mask, &err);
	struct tensor *rows = arrange_index(&run, x, 0, index, &err);
	struct tensor *some = arrange_masked_select(&run, x, column, &err);
	assert_shape(rows, "(2, 4)");
	assert_int_equal(tensor_int_at(rows, (int64_t[]){ 0, 1 }), 9);
	assert_int_equal(tensor_int_at(rows, (int64_t[]){ 1, 1 }), 1);
	assert_shape(some, "(8,)");
	assert_int_equal(tensor_int_at(some, (int64_t[]){ 0 }), 4);
	assert_shape(places, "(2, 1)");
	assert_int_equal(tensor_int_at(places, (int64_t[]){ 1, 0 }), 2);
	assert_error(arrange_index(&run, x, 0, bad, &err), ERR_INDEX, "index 3 is outside");
	assert_error(arrange_index(&run, x, 0, mask, &err), ERR_TYPE, "int64");
	struct tensor *all[] = { x, index, bad, mask, column, places, rows, some };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(split_heads_is_a_view_and_merge_heads_undoes_it, fresh_run),
		cmocka_unit_test_setup(view_of_a_transposed_tensor_is_an_error_and_reshape_copies, fresh_run),
		cmocka_unit_test_setup(expand_costs_nothing, fresh_run),
		cmocka_unit_test_setup(slices_are_pythons, fresh_run),
		cmocka_unit_test_setup(names_go_through_copies, fresh_run),
		cmocka_unit_test_setup(picking_by_index_and_mask, fresh_run),
	};
	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
