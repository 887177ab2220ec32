/* Matrix products against the chain of fused multiply-adds that matmul.h promises. */
#include "engine_help.h"

#include "engine/matmul.h"
#include "engine/matmul_block.h"
#include "engine/simd.h"
#include "engine/softmax_row.h"

static void assert_is_the_chain(const struct tensor *a, const struct tensor *b,
                                const struct tensor *c)
{
	int64_t m = a->shape.size[0], k = a->shape.size[1], n = b->shape.size[1];
	for (int64_t i = 0; i < m; i++)
		for (int64_t j = 0; j < n; j++) {
			float sum = 0;
			double exact = 0, size = 0;
			for (int64_t p = 0; p < k; p++) {
				double x = tensor_at(a, (int64_t[]){ i, p }), y = tensor_at(b, (int64_t[]){ p, j });
				sum = fmaf((float)x, (float)y, sum);
				exact += x * y;
				size += fabs(x * y);
			}
			float got = (float)tensor_at(c, (int64_t[]){ i, j });
			assert_memory_equal(&got, &sum, sizeof sum);
			assert_true(fabs(got - exact) <= 1e-5 * size);
		}
}

static void odd_sizes_and_transposed_operands(void **state)
{
	(void)state;
	static const int64_t sizes[][3] = {
		{ 1, 1, 1 }, { 3, 5, 7 }, { 4, 4, 16 }, { 5, 9, 33 }, { 66, 259, 261 }, { 1, 300, 31 },
		{ 65, 3, 1 },
	};
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		int64_t m = sizes[s][0], k = sizes[s][1], n = sizes[s][2];
		struct tensor *a = noise(0, SIZES(m, k)), *b = noise(1, SIZES(k, n));
		struct tensor *bt = noise(2, SIZES(n, k)), *turned = view_mT(bt, &err);
		struct tensor *c = matmul(&run, a, b, &err), *d = matmul(&run, a, turned, &err);
		assert_is_the_chain(a, b, c);
		assert_is_the_chain(a, turned, d);
		struct tensor *all[] = { a, b, bt, turned, c, d };
		for (size_t i = 0; i < sizeof all / sizeof *all; i++)
			tensor_drop(&run, all[i]);
	}
	assert_int_equal(run.bytes, 0);
}

static void infinities_and_nan_come_through(void **state)
{
	(void)state;
	struct shape row = shape_of(2, (int64_t[]){ 1, 2 }), column = shape_of(2, (int64_t[]){ 2, 3 });
	struct tensor *a = create_from_doubles(&run, DT_FLOAT32, &row, (double[]){ INFINITY, 1 }, &err);
	struct tensor *b = create_from_doubles(&run, DT_FLOAT32, &column,
	                                       (double[]){ 1, 0, 1, 2, 3, -INFINITY }, &err);
	struct tensor *c = matmul(&run, a, b, &err);
	assert_true(isinf(nth(c, 0)));
	assert_true(isnan(nth(c, 1)) && !signbit(nth(c, 1)));
	assert_true(isnan(nth(c, 2)) && !signbit(nth(c, 2)));
	tensor_unref(a);
	tensor_unref(b);
	tensor_unref(c);
}

static void ranks_and_names_follow(void **state)
{
	(void)state;
	static const char *const q_names[] = { "H", "Nt", "d" }, *const k_names[] = { "H", "Nv", "d" };
	struct tensor *q = named(noise(0, SIZES(8, 10, 32)), q_names);
	struct tensor *k = named(noise(1, SIZES(8, 19, 32)), k_names);
	struct tensor *kt = view_mT(k, &err), *s = matmul(&run, q, kt, &err);
	assert_shape(s, "(H=8, Nt=10, Nv=19)");
	struct tensor *v = noise(2, SIZES(32)), *w = noise(3, SIZES(4, 1, 32, 5));
	struct tensor *dot = matmul(&run, v, v, &err), *qv = matmul(&run, q, v, &err);
	struct tensor *qw = matmul(&run, q, w, &err), *vw = matmul(&run, v, w, &err);
	assert_shape(dot, "()");
	assert_shape(qv, "(H=8, Nt=10)");
	assert_shape(qw, "(4, H=8, Nt=10, 5)");
	assert_shape(vw, "(4, 1, 5)");
	struct tensor *all[] = { q, k, kt, s, v, w, dot, qv, qw, vw };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

static void errors_name_the_sizes(void **state)
{
	(void)state;
	static const char *const q_names[] = { "Nt", "d" }, *const k_names[] = { "Nv", "d" };
	struct tensor *q = named(noise(0, SIZES(10, 32)), q_names);
	struct tensor *k = named(noise(1, SIZES(197, 32)), k_names);
	struct tensor *x = noise(2, SIZES(5, 7)), *number = create_scalar(&run, DT_FLOAT32, 1, &err);
	struct tensor *ints = create_full_int(&run, DT_INT64, &k->shape, 1, &err);
	assert_error(matmul(&run, q, k, &err), ERR_SHAPE, "cannot multiply (Nt=10, d=32) by (Nv=197, "
	             "d=32): inner sizes 32 and 197 differ; did you mean .mT on the right?");
	assert_error(matmul(&run, q, x, &err), ERR_SHAPE, "by (5, 7): inner sizes 32 and 5 differ");
	assert_error(matmul(&run, q, number, &err), ERR_SHAPE, "write *");
	assert_error(matmul(&run, q, ints, &err), ERR_TYPE, "float32 and int64");
	struct tensor *all[] = { q, k, x, number, ints };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		tensor_unref(all[i]);
}

/* What is compiled for each instruction set, as far as this machine runs it. */
static void every_instruction_set_gives_the_same_bits(void **state)
{
	(void)state;
	static const struct matmul_blocks *const blocks[] = SIMD_TABLE(&matmul_blocks);
	static softmax_exps *const exps[] = SIMD_TABLE(softmax_exps);
	enum { M = 7, N = 45, K = 11 };
	const struct block block = { M, N, K, N, K, N };
	struct tensor *a = noise(0, SIZES(M, K)), *b = noise(1, SIZES(K, N));
	float first[M * N] = {0}, c[M * N];
	double first_e[N], e[N];
	for (int level = 0; level <= (int)simd_best(); level++) {
		memset(c, 0, sizeof c);
		for (int i = 0; i < N; i++)
			e[i] = i == 3 ? -INFINITY : -0.37 * i * i;
		blocks[level]->floats(c, tensor_floats(a), tensor_floats(b), &block);
		exps[level](e, N, 0);
		for (int i = 0; i < N; i++) {
			double x = i == 3 ? 0 : exp(-0.37 * i * i);
			assert_true(fabs(e[i] - x) <= 4e-16 * x || x < 1e-307);
		}
		if (level == 0) {
			memcpy(first, c, sizeof c);
			memcpy(first_e, e, sizeof e);
		}
		assert_memory_equal(c, first, sizeof c);
		assert_memory_equal(e, first_e, sizeof e);
	}
	tensor_unref(a);
	tensor_unref(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(odd_sizes_and_transposed_operands, fresh_run),
		cmocka_unit_test_setup(infinities_and_nan_come_through, fresh_run),
		cmocka_unit_test_setup(ranks_and_names_follow, fresh_run),
		cmocka_unit_test_setup(errors_name_the_sizes, fresh_run),
		cmocka_unit_test_setup(every_instruction_set_gives_the_same_bits, fresh_run),
	};
	return cmocka_run_group_tests_name("matmul", tests, NULL, NULL);
}
