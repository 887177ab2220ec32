/* Random tensors: element by element what the stream says, at every instruction-set level and on threads. */
#include "engine_help.h"

#include "base/pool.h"

enum { MANY = 70000 };   /* several tasks, and a last run that is not full */

static const struct philox_stream stream_of = { { 7, 9 }, { 0xfffffff0, 3 } };

/* Within 1 ulp of float32 of Box and Muller's formula in double. */
static void normals_follow_the_formula(void **state)
{
	(void)state;
	struct philox_stream s = stream_of;
	for (uint64_t i = 0; i < MANY; i++) {
		uint32_t r[4], counter[4] = { (uint32_t)i, (uint32_t)(i >> 32), s.high[0], s.high[1] };
		philox4x32_10(counter, s.key, r);
		double u = ((double)r[0] + 1) * 0x1p-32, angle = 6.283185307179586 * ((double)r[1] * 0x1p-32);
		double formula = sqrt(-2 * log(u)) * cos(angle), x = philox_normal(&s, i);
		assert_true(fabs(x - formula) <= 4e-15);
		assert_true((float)x == (float)formula || nextafterf((float)x, (float)formula) == (float)formula);
	}
}

static void assert_elements(const struct tensor *normal, const struct tensor *uniform, const struct tensor *whole)
{
	for (int64_t i = 0; i < MANY; i++) {
		assert_true(tensor_doubles(normal)[i] == 3 + 2 * philox_normal(&stream_of, (uint64_t)i));
		assert_true(tensor_doubles(uniform)[i] == -1 + 3 * philox_uniform(&stream_of, (uint64_t)i));
		assert_true(tensor_ints(whole)[i] == -5 + (int64_t)philox_below(&stream_of, (uint64_t)i, 1000000007));
	}
}

static void tensors_hold_the_stream(void **state)
{
	(void)state;
	struct shape shape = shape_of(1, (int64_t[]){ MANY });
	struct pool *pool = pool_new(3);
	for (int level = 0; level <= (int)simd_best(); level++) {
		run.budget = (struct budget){ .simd = (enum simd)level, .pool = level % 2 ? pool : NULL };
		struct tensor *normal = create_normal(&run, DT_FLOAT64, &shape, &stream_of, 3, 2, &err);
		struct tensor *uniform = create_uniform(&run, DT_FLOAT64, &shape, &stream_of, -1, 2, &err);
		struct tensor *whole = create_integers(&run, &shape, &stream_of, -5, 1000000002, &err);
		assert_true(normal && uniform && whole);
		assert_elements(normal, uniform, whole);
		tensor_drop(&run, normal);
		tensor_drop(&run, uniform);
		tensor_drop(&run, whole);
	}
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(normals_follow_the_formula, fresh_run),
		cmocka_unit_test_setup(tensors_hold_the_stream, fresh_run),
	};
	return cmocka_run_group_tests_name("engine_random", tests, NULL, NULL);
}
