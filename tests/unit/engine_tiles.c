/* float32 attention: near a reference in double, and the same bits however it is computed. */
#include "engine_help.h"

#include <stdlib.h>

#include "base/pool.h"
#include "engine/arrange.h"
#include "engine/attention.h"
#include "engine/attention_tile.h"
#include "engine/exp_vec.h"
#include "engine/masks.h"
#include "engine/simd.h"

enum mask_kind { OPEN, CAUSAL, WINDOW, RANDOM, ADDED, MASK_KINDS };

struct sizes {
	int64_t heads, groups, queries, keys, d, d_v;
	enum mask_kind mask;
};

#define DROP(...) \
	do { \
		const struct tensor *all_[] = { __VA_ARGS__ }; \
		for (size_t i_ = 0; i_ < sizeof all_ / sizeof *all_; i_++) \
			tensor_drop(&run, (struct tensor *)(uintptr_t)all_[i_]); \
	} while (0)

static uint32_t dice_state;

static int64_t dice(int64_t low, int64_t high)
{
	dice_state = dice_state * 1664525 + 1013904223;
	return low + (int64_t)(dice_state >> 8) % (high - low + 1);
}

static bool sees(const struct sizes *n, int64_t i, int64_t j)
{
	return n->mask == CAUSAL   ? j <= i
	       : n->mask == WINDOW ? j <= i + 20 && j > i - 9
	       : n->mask == RANDOM ? (i * 7 + j * j * 5 + i * j) % 3 == 0
	                           : true;
}

static double bias_at(const struct sizes *n, int64_t i, int64_t j)
{
	return n->mask != ADDED ? 0 : (i + j) % 5 == 0 ? -INFINITY : 0.1 * (double)((i * 3 + j) % 11);
}

/* The mask of the sizes as a tensor; NULL when is_causal or nothing says it. */
static struct tensor *mask_of(const struct sizes *n, bool as_bool)
{
	struct shape shape = shape_of(2, (int64_t[]){ n->queries, n->keys });
	int64_t count = n->queries * n->keys, *ints = calloc((size_t)count, sizeof *ints);
	double *doubles = calloc((size_t)count, sizeof *doubles);
	for (int64_t c = 0; c < count; c++) {
		ints[c] = sees(n, c / n->keys, c % n->keys);
		doubles[c] = bias_at(n, c / n->keys, c % n->keys);
	}
	struct tensor *mask = NULL;
	if (n->mask == ADDED)
		mask = create_from_doubles(&run, DT_FLOAT32, &shape, doubles, &err);
	else if (as_bool)
		mask = create_from_ints(&run, DT_BOOL, &shape, ints, &err);
	free(ints);
	free(doubles);
	return mask;
}

/* Row i of head h, in double. */
static void reference(const struct sizes *n, const struct tensor *const *in, int64_t h, int64_t i,
                      double *out)
{
	const float *q = tensor_floats(in[0]) + (h * n->queries + i) * n->d;
	const float *k = tensor_floats(in[1]) + h / (n->heads / n->groups) * n->keys * n->d;
	const float *v = tensor_floats(in[2]) + h / (n->heads / n->groups) * n->keys * n->d_v;
	static double weights[8192];
	double sum = 0, top = -INFINITY;
	for (int64_t j = 0; j < n->keys; j++) {
		double s = 0;
		for (int64_t p = 0; p < n->d; p++)
			s += (double)q[p] * k[j * n->d + p];
		weights[j] = sees(n, i, j) ? s / sqrt((double)n->d) + bias_at(n, i, j) : -INFINITY;
		top = fmax(top, weights[j]);
	}
	for (int64_t j = 0; j < n->keys; j++)
		sum += weights[j] = exp(weights[j] - top);
	for (int64_t c = 0; c < n->d_v; c++) {
		out[c] = 0;
		for (int64_t j = 0; j < n->keys; j++)
			out[c] += weights[j] * v[j * n->d_v + c];
		out[c] /= sum;
	}
}

static void attends_as_the_reference(const struct sizes *n, uint32_t call)
{
	struct tensor *mask = mask_of(n, n->mask == WINDOW || n->mask == RANDOM);
	struct attention how = { .scale = NAN, .enable_gqa = true, .mask = mask,
	                         .is_causal = n->mask == CAUSAL };
	struct tensor *in[] = { noise(call, SIZES(n->heads, n->queries, n->d)),
	                        noise(call + 1, SIZES(n->groups, n->keys, n->d)),
	                        noise(call + 2, SIZES(n->groups, n->keys, n->d_v)) };
	struct tensor *out = attention(&run, in[0], in[1], in[2], &how, &err);
	assert_non_null(out);
	for (int64_t row = 0; row < n->heads * n->queries; row++) {
		double want[130];
		reference(n, (const struct tensor *const *)in, row / n->queries, row % n->queries, want);
		for (int64_t c = 0; c < n->d_v; c++) {
			double got = tensor_floats(out)[row * n->d_v + c];
			if (!(isnan(got) && isnan(want[c])) && !(fabs(got - want[c]) <= 2e-6))
				fail_msg("(%d/%d, %d x %d, d %d, %d) mask %d, row %d column %d: %.9g is not %.9g",
				         (int)n->heads, (int)n->groups, (int)n->queries, (int)n->keys, (int)n->d,
				         (int)n->d_v, n->mask, (int)row, (int)c, got, want[c]);
		}
	}
	DROP(mask, in[0], in[1], in[2], out);
}

static void many_shapes_against_double(void **state)
{
	(void)state;
	dice_state = 1;
	for (int i = 0; i < 1500; i++) {
		int64_t most = i % 8 ? 40 : 130, groups = dice(1, 3);
		struct sizes n = { .groups = groups, .heads = groups * dice(1, 3), .queries = dice(1, most),
		                   .keys = dice(1, i % 2 ? 130 : most), .d = dice(1, most),
		                   .d_v = dice(1, most), .mask = (enum mask_kind)dice(0, MASK_KINDS - 1) };
		attends_as_the_reference(&n, (uint32_t)i * 3);
	}
	assert_int_equal(run.bytes, 0);
}

/* Thirty-two blocks; queries of one head and of six, packed and not. */
static void long_rows_against_double(void **state)
{
	(void)state;
	attends_as_the_reference(&(struct sizes){ 1, 1, 2, 8192, 64, 64, OPEN }, 1);
	attends_as_the_reference(&(struct sizes){ 6, 1, 2, 8192, 64, 64, OPEN }, 4);
	attends_as_the_reference(&(struct sizes){ 1, 1, 2, 8192, 128, 128, RANDOM }, 7);
	assert_int_equal(run.bytes, 0);
}

/* Rows first ... last of attention alone, with the keys that they can see at all. */
static struct tensor *step(const struct tensor *const *in, int64_t first, int64_t last)
{
	struct slice rows = { .has_start = true, .start = first, .has_stop = true, .stop = last };
	struct slice seen = { .has_stop = true, .stop = first + 1 };
	struct attention how = { .scale = NAN };
	struct tensor *q = view_slice(in[0], 1, &rows, &err), *k = view_slice(in[1], 1, &seen, &err);
	struct tensor *v = view_slice(in[2], 1, &seen, &err);
	struct tensor *out = attention(&run, q, k, v, &how, &err);
	tensor_unref(q);
	tensor_unref(k);
	tensor_unref(v);
	return out;
}

/* 600 keys are three blocks; one row reads keys as they lie, many read them packed. */
static void a_decoded_step_has_the_bits_of_its_prefill_row(void **state)
{
	(void)state;
	enum { T = 600, D = 35 };
	const struct tensor *in[] = { noise(0, SIZES(2, T, D)), noise(1, SIZES(2, T, D)),
	                              noise(2, SIZES(2, T, D)) };
	struct attention how = { .scale = NAN, .is_causal = true };
	struct tensor *all = attention(&run, in[0], in[1], in[2], &how, &err);
	for (int64_t t = 0; t < T; t += t < 20 || (t > 250 && t < 260) || t > 500 ? 1 : 19) {
		struct tensor *one = step(in, t, t + 1);
		for (int64_t h = 0; h < 2; h++)
			assert_memory_equal(tensor_floats(one) + h * D, tensor_floats(all) + (h * T + t) * D,
			                    D * sizeof(float));
		tensor_drop(&run, one);
	}
	struct sizes n = { 2, 2, T, T, D, D, CAUSAL };
	how = (struct attention){ .scale = NAN, .mask = mask_of(&n, true) };
	struct tensor *masked = attention(&run, in[0], in[1], in[2], &how, &err);
	assert_same_bits(all, masked);
	DROP(in[0], in[1], in[2], all, how.mask, masked);
}

/* Groups of heads, in tiles of several heads, against each head on its own. */
static void shared_keys_have_the_bits_of_repeated_ones(void **state)
{
	(void)state;
	for (int64_t queries = 1; queries < 60; queries += 7) {
		struct tensor *q = noise(0, SIZES(6, queries, 64)), *k = noise(1, SIZES(2, 200, 64));
		struct size three = { .n = 3 };
		struct tensor *wide = arrange_repeat_interleave(&run, k, &three, 0, &err);
		struct attention how = { .scale = NAN, .enable_gqa = true };
		struct tensor *a = attention(&run, q, k, k, &how, &err);
		struct tensor *b = attention(&run, q, wide, wide, &how, &err);
		assert_same_bits(a, b);
		DROP(q, k, wide, a, b);
	}
}

/* A tile by the kernels of one level; packed or not. */
static void run_level(const struct tile_kernels *kernels, const struct tensor *const *in, int rows,
                      bool packed, float *out)
{
	int64_t keys = in[1]->shape.size[0], d = in[1]->shape.size[1], d_v = in[2]->shape.size[1];
	static struct tile tile;
	float *panels = calloc((size_t)((keys + 64) * d), sizeof *panels);
	if (packed)
		kernels->pack(panels, tensor_floats(in[1]), d, d, keys);
	tile = (struct tile){ .k = tensor_floats(in[1]), .panels = packed ? panels : NULL,
	                      .v = tensor_floats(in[2]), .k_row = d, .v_row = d_v, .d = d, .d_v = d_v,
	                      .keys = keys, .unit = 0.25f, .low = -127 / 0.25f, .rows = rows };
	memset(out, 0, (size_t)(rows * d_v) * sizeof *out);
	for (int r = 0; r < TILE_ROWS; r++) {
		tile.top[r] = -INFINITY;
		tile.row[r] = (struct tile_row){ .q = tensor_floats(in[0]) + r % rows * d,
		                                 .out = out + r % rows * d_v, .keys = keys - r % 50 };
	}
	for (int64_t first = 0; first < keys; first += STRIP_KEYS)
		kernels->keys(&tile, first, first + STRIP_KEYS);
	assert_true(kernels->finish(&tile));
	free(panels);
}

/* Against many rows of the slowest level; 64 and 128 have loops of their own. */
static void levels_agree(int64_t d, int64_t d_v)
{
	static const struct tile_kernels *const level[] = SIMD_TABLE(&tile_kernels);
	static float first[TILE_ROWS * 256], out[TILE_ROWS * 256];
	const struct tensor *in[] = { noise(0, SIZES(TILE_ROWS, d)), noise(1, SIZES(290, d)),
	                              noise(2, SIZES(290, d_v)) };
	run_level(level[SIMD_BASE], in, TILE_ROWS, true, first);
	for (int l = SIMD_BASE; l <= (int)simd_best(); l++)
		for (int rows = 1; rows <= TILE_ROWS; rows += rows < 14 ? 1 : 41)
			for (int packed = d > TILE_PACKED && rows > FEW_ROWS; packed < 2; packed++) {
				run_level(level[l], in, rows, packed, out);
				assert_memory_equal(out, first, (size_t)(rows * d_v) * sizeof *out);
			}
	DROP(in[0], in[1], in[2]);
}

static void every_instruction_set_has_the_same_bits(void **state)
{
	(void)state;
	static const int64_t sizes[][2] = { { 37, 83 }, { 64, 64 }, { 128, 128 }, { 256, 256 }, { 32, 96 }, { 3, 1 } };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		levels_agree(sizes[i][0], sizes[i][1]);
}

static struct tensor *with(const struct tensor *t, int64_t at, double x)
{
	int64_t count = tensor_count(t);
	double *all = calloc((size_t)count, sizeof *all);
	for (int64_t i = 0; i < count; i++)
		all[i] = i == at ? x : nth(t, i);
	struct tensor *out = create_from_doubles(&run, DT_FLOAT32, &t->shape, all, &err);
	free(all);
	return out;
}

/* What is hidden may be anything; what has a weight that is not 0 comes through. */
static void hidden_infinities_take_no_part(void **state)
{
	(void)state;
	enum { T = 150, D = 20, AT = 140 };
	static const double strange[] = { INFINITY, -INFINITY, NAN, 1e-42, -0.0 };
	struct tensor *q = noise(0, SIZES(T, D)), *k = noise(1, SIZES(T, D)), *v = noise(2, SIZES(T, D));
	struct attention how = { .scale = NAN, .is_causal = true };
	struct tensor *plain = attention(&run, q, k, v, &how, &err);
	for (int i = 0; i < 5; i++) {
		struct tensor *odd_k = with(k, AT * D + 3, strange[i]), *odd_v = with(v, AT * D + 3, strange[i]);
		struct tensor *out = attention(&run, q, odd_k, odd_v, &how, &err);
		assert_memory_equal(tensor_floats(out), tensor_floats(plain), AT * D * sizeof(float));
		struct tensor *some = attention(&run, q, k, odd_v, &how, &err);
		double seen = nth(some, (T - 1) * D + 3);
		assert_true(i < 2 ? seen == strange[i] : i == 2 ? isnan(seen) : isfinite(seen));
		assert_true(isfinite(nth(some, (T - 1) * D + 4)));
		DROP(odd_k, odd_v, out, some);
	}
	DROP(q, k, v, plain);
}

/* Heads few and keys many: blocks are shared out among the threads. */
static void threads_change_no_bit(void **state)
{
	(void)state;
	static const struct sizes all[] = {
		{ 1, 1, 1, 9000, 64, 64, OPEN },     { 8, 2, 1, 3001, 128, 128, OPEN },
		{ 1, 1, 10, 4000, 40, 33, RANDOM },  { 1, 1, 10, 4000, 40, 33, ADDED },
		{ 2, 1, 3, 5000, 64, 32, WINDOW },   { 1, 1, 1500, 1500, 32, 32, CAUSAL },
		{ 3, 3, 200, 200, 24, 24, CAUSAL },  { 2, 2, 100, 2600, 16, 70, OPEN },
		{ 1, 1, 0, 300, 16, 16, OPEN },      { 0, 0, 4, 30, 16, 16, CAUSAL },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const struct sizes *n = &all[i];
		struct attention how = { .scale = NAN, .enable_gqa = n->heads > 0,
		                         .mask = mask_of(n, n->mask > CAUSAL),
		                         .is_causal = n->mask == CAUSAL };
		struct tensor *q = noise(0, SIZES(n->heads, n->queries, n->d));
		struct tensor *k = noise(1, SIZES(n->groups, n->keys, n->d));
		struct tensor *plain = noise(2, SIZES(n->groups, n->keys, n->d_v));
		struct tensor *odd = with(plain, (n->keys / 2) * n->d_v + 1, INFINITY);
		for (int is_odd = 0; is_odd < 2; is_odd++) {
			struct tensor *v = is_odd ? odd : plain;
			struct tensor *one = attention(&run, q, k, v, &how, &err);
			for (int threads = 2; threads <= 7; threads += 5) {
				run.budget.pool = pool_new(threads);
				struct tensor *many = attention(&run, q, k, v, &how, &err);
				assert_same_bits(many, one);
				tensor_drop(&run, many);
				pool_free(run.budget.pool);
				run.budget.pool = NULL;
			}
			tensor_drop(&run, one);
		}
		DROP(how.mask, q, k, plain, odd);
	}
}

static void the_scale_may_be_anything(void **state)
{
	(void)state;
	static const double scales[] = { 0, -0.7, 1e-30, 30 };
	struct tensor *q = noise(0, SIZES(9, 5)), *k = noise(1, SIZES(140, 5)), *v = noise(2, SIZES(140, 3));
	for (int s = 0; s < 4; s++) {
		struct attention how = { .scale = scales[s] };
		struct tensor *out = attention(&run, q, k, v, &how, &err);
		for (int64_t i = 0; i < 9; i++) {
			double sum = 0, total = 0, score[140], top = -INFINITY;
			for (int64_t j = 0; j < 140; j++) {
				score[j] = 0;
				for (int64_t p = 0; p < 5; p++)
					score[j] += scales[s] * nth(q, i * 5 + p) * nth(k, j * 5 + p);
				top = fmax(top, score[j]);
			}
			for (int64_t j = 0; j < 140; j++) {
				sum += exp(score[j] - top);
				total += exp(score[j] - top) * nth(v, j * 3 + 1);
			}
			assert_true(fabs(nth(out, i * 3 + 1) - total / sum) <= (s == 3 ? 4e-5 : 2e-6));
		}
		tensor_drop(&run, out);
	}
	DROP(q, k, v);
}

/* Every 97th float from -126 to 0, in this file's own width. */
static void exponentials_are_within_one_ulp(void **state)
{
	(void)state;
	vec unit = vec_set(1), low = vec_set(-127);
	double worst = 0;
	for (uint32_t bits = 0x80000000; bits < 0xc2fc0000; bits += 97) {
		float x;
		memcpy(&x, &bits, sizeof x);
		vec y = vec_set(x);
		vec_exp2(&y, 1, unit, low);
		double want = exp2(x);
		int exponent;
		frexp(want, &exponent);
		worst = fmax(worst, fabs(y[0] - want) / ldexp(1, exponent - 24));
	}
	if (!(worst < 1))
		fail_msg("%.3f ulp", worst);
	const float exact[][2] = { { 0, 1 }, { -0.0f, 1 }, { -1, 0.5f }, { -126, 0x1p-126f }, { -127, 0 },
	                           { -1e30f, 0 }, { -INFINITY, 0 } };
	for (int i = 0; i < 7; i++) {
		vec y = vec_set(exact[i][0]);
		vec_exp2(&y, 1, unit, low);
		assert_true(y[0] == exact[i][1]);
	}
	vec y = vec_set(NAN);
	vec_exp2(&y, 1, unit, low);
	assert_true(isnan(y[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(many_shapes_against_double, fresh_run),
		cmocka_unit_test_setup(long_rows_against_double, fresh_run),
		cmocka_unit_test_setup(a_decoded_step_has_the_bits_of_its_prefill_row, fresh_run),
		cmocka_unit_test_setup(shared_keys_have_the_bits_of_repeated_ones, fresh_run),
		cmocka_unit_test_setup(every_instruction_set_has_the_same_bits, fresh_run),
		cmocka_unit_test_setup(hidden_infinities_take_no_part, fresh_run),
		cmocka_unit_test_setup(threads_change_no_bit, fresh_run),
		cmocka_unit_test_setup(the_scale_may_be_anything, fresh_run),
		cmocka_unit_test_setup(exponentials_are_within_one_ulp, fresh_run),
	};
	return cmocka_run_group_tests_name("engine_tiles", tests, NULL, NULL);
}
