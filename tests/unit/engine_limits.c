/* Budgets, cancelling, and the memory that a run has to answer for. */
#include "engine_help.h"

#include "base/pool.h"
#include "engine/attention.h"
#include "engine/elementwise.h"
#include "engine/matmul.h"
#include "engine/reduce.h"
#include "engine/softmax.h"

static void a_terabyte_is_refused_in_words(void **state)
{
	(void)state;
	struct shape large = shape_of(2, (int64_t[]){ 1000000, 1000000 });
	run_init(&run, budget_lab, NULL);
	assert_error(tensor_new(&run, DT_FLOAT32, &large, &err), ERR_LIMIT,
	             "a (1000000, 1000000) float32 tensor needs 3.6 TiB; this lab may use 256 MiB");
	assert_int_equal(run.bytes, 0);
}

static void sizes_that_overflow_are_refused(void **state)
{
	(void)state;
	struct shape huge = shape_of(3, (int64_t[]){ INT64_MAX, INT64_MAX, 4 });
	struct shape wraps = shape_of(2, (int64_t[]){ INT64_C(1) << 62, 4 });
	struct shape negative = shape_of(1, (int64_t[]){ -1 });
	assert_error(tensor_new(&run, DT_FLOAT32, &huge, &err), ERR_LIMIT, "needs");
	assert_error(tensor_new(&run, DT_BOOL, &wraps, &err), ERR_LIMIT, "needs");
	assert_error(tensor_new(&run, DT_BOOL, &negative, &err), ERR_VALUE, "negative");
	struct tensor *one = create_scalar(&run, DT_FLOAT32, 1, &err);
	assert_error(view_expand(one, &wraps, &err), ERR_LIMIT, "more elements");
	tensor_unref(one);
}

static void bytes_go_down_when_tensors_are_dropped(void **state)
{
	(void)state;
	struct tensor *a = noise(0, SIZES(10, 10)), *view = view_mT(a, &err);
	assert_int_equal(run.bytes, 400);
	tensor_drop(&run, a);
	assert_int_equal(run.bytes, 400);   /* the view keeps the memory */
	tensor_drop(&run, view);
	assert_int_equal(run.bytes, 0);
}

/* A kernel that must stop, given two tensors. */
typedef struct tensor *kernel(const struct tensor *a, const struct tensor *b);

static struct tensor *do_matmul(const struct tensor *a, const struct tensor *b)
{
	return matmul(&run, a, b, &err);
}

static struct tensor *do_add(const struct tensor *a, const struct tensor *b)
{
	return elementwise_binary(&run, BINARY_ADD, operand_of(a), operand_of(b), &err);
}

static struct tensor *do_softmax(const struct tensor *a, const struct tensor *b)
{
	(void)b;
	return softmax(&run, a, -1, &err);
}

static struct tensor *do_sum(const struct tensor *a, const struct tensor *b)
{
	(void)b;
	return reduce_apply(&run, REDUCE_SUM, a, &(struct axes){0}, &err);
}

static struct tensor *do_attention(const struct tensor *a, const struct tensor *b)
{
	return attention(&run, a, b, b, &(struct attention){ .scale = NAN }, &err);
}

static struct tensor *do_copy(const struct tensor *a, const struct tensor *b)
{
	(void)b;
	struct tensor *turned = view_mT(a, &err), *out = view_contiguous(&run, turned, &err);
	tensor_drop(&run, turned);
	return out;
}

static kernel *const kernels[] = { do_matmul, do_add, do_softmax, do_sum, do_attention, do_copy };

static void every_kernel_stops_at_the_budget_and_frees(void **state)
{
	(void)state;
	struct tensor *a = noise(0, SIZES(64, 64)), *b = noise(1, SIZES(64, 64));
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		int64_t before = run.bytes;
		run.ops = 0;
		run.budget.ops = 1000;
		assert_error(kernels[i](a, b), ERR_LIMIT, "operations");
		assert_int_equal(run.bytes, before);
	}
	tensor_unref(a);
	tensor_unref(b);
}

static void every_kernel_stops_when_cancelled(void **state)
{
	(void)state;
	atomic_bool cancel = false;
	struct tensor *a = noise(0, SIZES(64, 64)), *b = noise(1, SIZES(64, 64));
	run.cancel = &cancel;
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		cancel = false;
		struct tensor *out = kernels[i](a, b);
		assert_non_null(out);
		tensor_unref(out);
		cancel = true;
		assert_error(kernels[i](a, b), ERR_CANCEL, "no longer wanted");
	}
	tensor_unref(a);
	tensor_unref(b);
}

/* Views are free: what costs too much to read is refused before the first element. */
static void work_that_cannot_be_finished_is_not_begun(void **state)
{
	(void)state;
	run.budget = budget_console;
	struct shape long_row = shape_of(2, (int64_t[]){ 1, INT64_C(1) << 60 });
	struct shape long_column = shape_of(2, (int64_t[]){ INT64_C(1) << 60, 1 });
	struct tensor *one = create_scalar(&run, DT_FLOAT32, 1, &err);
	struct tensor *row = view_expand(one, &long_row, &err);
	struct tensor *column = view_expand(one, &long_column, &err);
	int64_t before = run.bytes, ops = run.ops;
	assert_error(do_sum(row, row), ERR_LIMIT, "operations");
	assert_error(do_matmul(row, column), ERR_LIMIT, "operations");
	assert_int_equal(run.bytes, before);
	assert_true(run.ops < ops + 100);   /* the result's memory */
	run.budget.ops = 0;
	assert_true(run_expect(&run, INT64_MAX, INT64_MAX, &err));
	tensor_drop(&run, row);
	tensor_drop(&run, column);
	tensor_drop(&run, one);
}

/* A million normals take some 6 ms, a million zeros 1 ms. */
static void random_numbers_cost_more_than_zeros(void **state)
{
	(void)state;
	struct shape shape = shape_of(1, (int64_t[]){ 1000000 });
	run.budget.ops = 10000000;
	struct tensor *zeros = create_full(&run, DT_FLOAT32, &shape, 0, &err);
	assert_non_null(zeros);
	tensor_drop(&run, zeros);
	assert_error(noise(0, SIZES(1000000)), ERR_LIMIT, "operations");
	assert_int_equal(run.bytes, 0);
}

static void costs_can_be_checked_by_hand(void **state)
{
	(void)state;
	struct tensor *a = noise(0, SIZES(3, 5)), *b = noise(1, SIZES(5, 7));
	run.flops = run.moved = 0;
	struct tensor *c = matmul(&run, a, b, &err);
	assert_int_equal(run.flops, 2 * 3 * 5 * 7);
	assert_int_equal(run.moved, 4 * (3 * 5 + 5 * 7 + 3 * 7));
	run.flops = run.moved = 0;
	struct tensor *p = softmax(&run, c, -1, &err);
	assert_int_equal(run.flops, 5 * 3 * 7);
	run.flops = run.moved = 0;
	struct shape flat = shape_of(1, (int64_t[]){ 21 });
	struct tensor *view = view_reshape(&run, c, &flat, &err), *turned = view_mT(c, &err);
	assert_int_equal(run.moved, 0);
	struct tensor *copy = view_reshape(&run, turned, &flat, &err);
	assert_int_equal(run.moved, 2 * 4 * 21);
	assert_int_equal(tensor_bytes(view), 0);
	assert_int_equal(tensor_bytes(copy), 84);
	struct tensor *all[] = { a, b, c, p, view, turned, copy };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_drop(&run, all[i]);
	assert_int_equal(run.bytes, 0);
}

static bool spend_hundred(void *context, int index, struct err *why)
{
	((int *)context)[index]++;
	return run_spend(&run, 100, why);
}

/* Whatever the number of threads: all that is spent counts, and nothing more begins after an error. */
static void tasks_share_the_budget(void **state)
{
	(void)state;
	for (int threads = 1; threads <= 5; threads += 2) {
		int begun[1000] = {0}, sum = 0;
		struct pool *pool = pool_new(threads);
		run_init(&run, (struct budget){ .ops = 150000, .pool = pool }, NULL);
		assert_true(run_tasks(&run, 1000, spend_hundred, begun, &err));
		assert_int_equal(run.ops, 100000);
		assert_false(run_tasks(&run, 1000, spend_hundred, begun, &err));
		assert_int_equal(err.code, ERR_LIMIT);
		for (int i = 0; i < 1000; i++)
			sum += begun[i];
		assert_in_range(sum, 1501, 1500 + threads);
		atomic_bool cancel = true;
		run_init(&run, (struct budget){ .pool = pool }, &cancel);
		assert_false(run_tasks(&run, 1000, spend_hundred, begun, &err));
		assert_int_equal(err.code, ERR_CANCEL);
		pool_free(pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_terabyte_is_refused_in_words, fresh_run),
		cmocka_unit_test_setup(sizes_that_overflow_are_refused, fresh_run),
		cmocka_unit_test_setup(bytes_go_down_when_tensors_are_dropped, fresh_run),
		cmocka_unit_test_setup(every_kernel_stops_at_the_budget_and_frees, fresh_run),
		cmocka_unit_test_setup(every_kernel_stops_when_cancelled, fresh_run),
		cmocka_unit_test_setup(work_that_cannot_be_finished_is_not_begun, fresh_run),
		cmocka_unit_test_setup(tasks_share_the_budget, fresh_run),
		cmocka_unit_test_setup(random_numbers_cost_more_than_zeros, fresh_run),
		cmocka_unit_test_setup(costs_can_be_checked_by_hand, fresh_run),
	};
	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
