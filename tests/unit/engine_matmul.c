/* Matrix products against the chain of fused multiply-adds that matmul.h promises. */
#include "engine_help.h"
#include "engine_oracle.h"

#include "base/pool.h"
#include "engine/elementwise.h"
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
	static softmax_row_kernel *const softmaxes[] = SIMD_TABLE(softmax_row);
	enum { M = 7, N = 45, K = 11 };
	const struct block block = { .rows = M, .columns = N, .depth = K, .c_row = N, .c_column = 1,
	                             .a_row = K, .a_depth = 1, .b_depth = N, .b_column = 1 };
	struct tensor *a = noise(0, SIZES(M, K)), *b = noise(1, SIZES(K, N));
	float first[M * N] = {0}, c[M * N];
	double first_e[N], e[N], sum = 0;
	for (int i = 0; i < N; i++)
		sum += i == 3 ? 0 : exp(-0.37 * i * i);
	for (int level = SIMD_BASE; level <= (int)simd_best(); level++) {
		memset(c, 0, sizeof c);
		for (int i = 0; i < N; i++)
			e[i] = i == 3 ? -INFINITY : -0.37 * i * i;
		blocks[level]->floats(c, tensor_floats(a), tensor_floats(b), &block);
		softmaxes[level](e, N);
		for (int i = 0; i < N; i++) {
			double x = i == 3 ? 0 : exp(-0.37 * i * i) / sum;
			assert_true(fabs(e[i] - x) <= 1e-15 * x || x < 1e-307);
		}
		if (level == SIMD_BASE) {
			memcpy(first, c, sizeof c);
			memcpy(first_e, e, sizeof e);
		}
		assert_memory_equal(c, first, sizeof c);
		assert_memory_equal(e, first_e, sizeof e);
	}
	tensor_unref(a);
	tensor_unref(b);
}

/* A matrix with strides of its own: plain, transposed, or every second row and column. */
static struct tensor *matrix(uint32_t call, enum dtype dtype, int64_t rows, int64_t columns, int layout)
{
	struct tensor *plain = layout == 0   ? noise(call, SIZES(rows, columns))
	                       : layout == 1 ? noise(call, SIZES(columns, rows))
	                                     : noise(call, SIZES(2 * rows, 3 * columns));
	struct tensor *typed = elementwise_cast(&run, plain, dtype, &err);
	struct shape shape = shape_of(2, (int64_t[]){ rows, columns });
	int64_t strides[][2] = { { columns, 1 }, { 1, rows }, { 6 * columns, 3 } };
	struct tensor *view = tensor_view(typed, &shape, strides[layout], 0);
	tensor_unref(plain);
	tensor_unref(typed);
	return view;
}

static void assert_is_the_oracle(const struct tensor *a, const struct tensor *b,
                                 const struct tensor *c)
{
	int64_t m = a->shape.size[0], k = a->shape.size[1], n = b->shape.size[1];
	for (int64_t i = 0; i < m; i++)
		for (int64_t j = 0; j < n; j++) {
			int64_t from_a = a->offset + i * a->stride[0], from_b = b->offset + j * b->stride[1];
			if (c->dtype == DT_FLOAT64) {
				double sum = oracle_dot_double(tensor_doubles(a) + from_a, a->stride[1],
				                               tensor_doubles(b) + from_b, b->stride[0], k);
				assert_memory_equal(&sum, tensor_doubles(c) + i * n + j, sizeof sum);
			} else {
				float sum = oracle_dot(tensor_floats(a) + from_a, a->stride[1],
				                       tensor_floats(b) + from_b, b->stride[0], k);
				assert_memory_equal(&sum, tensor_floats(c) + i * n + j, sizeof sum);
			}
		}
}

static void assert_product(enum dtype dtype, const int64_t size[3], int layouts)
{
	struct tensor *a = matrix(1, dtype, size[0], size[1], layouts % 3);
	struct tensor *b = matrix(2, dtype, size[1], size[2], layouts / 3 % 3);
	for (enum simd level = SIMD_BASE; level <= simd_best(); level++) {
		run.budget.simd = level;
		struct tensor *c = matmul(&run, a, b, &err);
		assert_is_the_oracle(a, b, c);
		tensor_unref(c);
	}
	tensor_unref(a);
	tensor_unref(b);
}

/* Every number of rows and columns that a tile may have left over, in every layout; some larger. */
static void sizes_of_all_kinds_at_every_level(void **state)
{
	(void)state;
	struct pool *pool = pool_new(3);
	run.budget.pool = pool;
	for (int64_t n = 1; n <= 130; n++)
		for (int turn = 0; turn < 3; turn++) {
			int64_t other = n * 37 % 130 + 1, third = n * 53 % 67 + 1;
			int64_t sizes[][3] = { { n, third, other }, { third, n, other }, { other, third, n } };
			assert_product(DT_FLOAT32, sizes[turn], (int)(n + turn) % 9);
			if (n % 5 == 0)
				assert_product(DT_FLOAT64, sizes[turn], (int)(n / 5 + turn) % 9);
		}
	assert_product(DT_FLOAT32, (int64_t[]){ 61, 801, 301 }, 0);   /* several blocks each way */
	assert_product(DT_FLOAT32, (int64_t[]){ 997, 3, 5 }, 1);
	pool_free(pool);
}

/* Numbers of all sizes, exact ties, cancellation, subnormals: a product and a sum, rounded once. */
static void fused_multiply_add_is_exact_at_every_level(void **state)
{
	(void)state;
	enum { N = 20000 };
	struct philox_stream stream = philox_stream(11, "fma", 0);
	struct shape shape = shape_of(1, (int64_t[]){ 4 * N });
	struct tensor *bits = create_uniform(&run, DT_FLOAT64, &shape, &stream, 0, 0x1p32, &err);
	const double *r = tensor_doubles(bits);
	static const uint32_t masks[] = { 0xFFFFFFFF, 0xBFFFFFFF, 0xFFFF0000, 0xC7F00000, 0x807FFFFF };
	for (int i = 0; i < N; i++) {
		float x[3];
		for (int j = 0; j < 3; j++) {
			uint32_t word = (uint32_t)r[4 * i + j] & masks[(uint32_t)r[4 * i + 3] / (1 + j * 7) % 5];
			memcpy(&x[j], &word, sizeof word);
		}
		if (i % 3 == 0)
			x[2] = -(x[0] * x[1]);   /* what is left is the rounding error */
		float expected = fmaf(x[0], x[1], x[2]);
		static const struct matmul_blocks *const blocks[] = SIMD_TABLE(&matmul_blocks);
		const struct block block = { .rows = 1, .columns = 1, .depth = 1, .c_row = 1, .c_column = 1,
		                             .a_row = 1, .a_depth = 1, .b_depth = 1, .b_column = 1,
		                             .add = true };
		for (int level = SIMD_BASE; level <= (int)simd_best(); level++) {
			float got = x[2];
			blocks[level]->floats(&got, &x[0], &x[1], &block);
			assert_true(memcmp(&got, &expected, sizeof got) == 0 || (isnan(got) && isnan(expected)));
		}
	}
	tensor_unref(bits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(odd_sizes_and_transposed_operands, fresh_run),
		cmocka_unit_test_setup(sizes_of_all_kinds_at_every_level, fresh_run),
		cmocka_unit_test_setup(fused_multiply_add_is_exact_at_every_level, fresh_run),
		cmocka_unit_test_setup(infinities_and_nan_come_through, fresh_run),
		cmocka_unit_test_setup(ranks_and_names_follow, fresh_run),
		cmocka_unit_test_setup(errors_name_the_sizes, fresh_run),
		cmocka_unit_test_setup(every_instruction_set_gives_the_same_bits, fresh_run),
	};
	return cmocka_run_group_tests_name("matmul", tests, NULL, NULL);
}
