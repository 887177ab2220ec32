/* Softmax, attention, rotary positions against plain loops in double, for odd sizes. */
#include "engine_help.h"

#include "engine/attention.h"
#include "engine/linear_attention.h"
#include "engine/position.h"
#include "engine/softmax.h"

static const int64_t odd_sizes[] = { 1, 2, 3, 5, 7, 8, 9, 15, 17, 31, 33, 65, 127 };

enum { SIZES_COUNT = sizeof odd_sizes / sizeof *odd_sizes };

/* float32 results are computed in double or added up in float32 (products): a few ulps. */
static void near(double got, double want, double scale)
{
	if (!(fabs(got - want) <= 4e-6 * scale))
		fail_msg("%.9g is not %.9g", got, want);
}

static void softmax_of_odd_rows(void **state)
{
	(void)state;
	for (int s = 0; s < SIZES_COUNT; s++) {
		int64_t n = odd_sizes[s];
		struct tensor *t = noise((uint32_t)n, SIZES(3, n));
		struct tensor *a = softmax(&run, t, -1, &err), *b = log_softmax(&run, t, -1, &err);
		for (int64_t row = 0; row < 3; row++) {
			double sum = 0;
			for (int64_t i = 0; i < n; i++)
				sum += exp(nth(t, row * n + i));
			for (int64_t i = 0; i < n; i++) {
				near(nth(a, row * n + i), exp(nth(t, row * n + i)) / sum, 1);
				near(nth(b, row * n + i), nth(t, row * n + i) - log(sum), 10);
			}
		}
		tensor_unref(t);
		tensor_unref(a);
		tensor_unref(b);
	}
}

/* One output cell of attention over `keys` keys, in double. */
static double attend(const struct tensor *q, const struct tensor *k, const struct tensor *v,
                     int64_t row, int64_t column, int64_t keys)
{
	int64_t d = q->shape.size[1];
	double sum = 0, total = 0;
	for (int64_t j = 0; j < keys; j++) {
		double score = 0;
		for (int64_t i = 0; i < d; i++)
			score += nth(q, row * d + i) * nth(k, j * d + i);
		double weight = exp(score / sqrt((double)d));
		sum += weight;
		total += weight * nth(v, j * v->shape.size[1] + column);
	}
	return total / sum;
}

static void attention_of_odd_sizes(void **state)
{
	(void)state;
	for (int s = 0; s + 2 < SIZES_COUNT; s++) {
		int64_t n = odd_sizes[s], m = odd_sizes[s + 2], d = odd_sizes[(s * 5) % 9];
		for (int causal = 0; causal < 2; causal++) {
			struct attention options = { .scale = NAN, .is_causal = causal };
			struct tensor *q = noise(1, SIZES(n, d)), *k = noise(2, SIZES(m, d));
			struct tensor *v = noise(3, SIZES(m, 3));
			struct tensor *out = attention(&run, q, k, v, &options, &err);
			for (int64_t i = 0; i < n; i++)
				for (int64_t c = 0; c < 3; c++)
					near(nth(out, i * 3 + c), attend(q, k, v, i, c, causal && i + 1 < m ? i + 1 : m), 4);
			tensor_unref(q);
			tensor_unref(k);
			tensor_unref(v);
			tensor_unref(out);
		}
	}
}

static struct tensor *positive(uint32_t call, int64_t n, int64_t d)
{
	struct philox_stream stream = philox_stream(7, "test", call);
	struct shape shape = shape_of(2, (int64_t[]){ n, d });
	return create_uniform(&run, DT_FLOAT32, &shape, &stream, 0.1, 1, &err);
}

static void linear_attention_of_odd_sizes(void **state)
{
	(void)state;
	for (int s = 0; s + 2 < SIZES_COUNT; s++) {
		int64_t n = odd_sizes[s], d = odd_sizes[(s * 5) % 9];
		for (int causal = 0; causal < 2; causal++) {
			struct tensor *q = positive(1, n, d), *k = positive(2, n, d), *v = noise(3, SIZES(n, 3));
			struct tensor *out = linear_attention(&run, q, k, v, causal, &err);
			for (int64_t i = 0; i < n; i++) {
				double sum = 0, total = 0;
				for (int64_t j = 0; j < (causal ? i + 1 : n); j++) {
					double weight = 0;
					for (int64_t x = 0; x < d; x++)
						weight += nth(q, i * d + x) * nth(k, j * d + x);
					sum += weight;
					total += weight * nth(v, j * 3 + 1);
				}
				near(nth(out, i * 3 + 1), total / sum, 1);
			}
			tensor_unref(q);
			tensor_unref(k);
			tensor_unref(v);
			tensor_unref(out);
		}
	}
}

/* One, two and three axes: the pair p of axis a turns by pos[t, a] * base^(-2p / part). */
static void rope_of_one_two_three_axes(void **state)
{
	(void)state;
	for (int64_t axes = 1; axes <= 3; axes++) {
		int64_t part = 10, d = part * axes, rows = 7;
		struct tensor *x = noise(1, SIZES(rows, d)), *pos = noise(2, SIZES(rows, axes));
		struct tensor *out = position_rope(&run, x, pos, 100, &err);
		for (int64_t t = 0; t < rows; t++)
			for (int64_t i = 0; i < d; i += 2) {
				double angle = nth(pos, t * axes + i / part) * pow(100, -(double)(i % part) / (double)part);
				double a = nth(x, t * d + i), b = nth(x, t * d + i + 1);
				near(nth(out, t * d + i), a * cos(angle) - b * sin(angle), 1);
				near(nth(out, t * d + i + 1), a * sin(angle) + b * cos(angle), 1);
			}
		tensor_unref(x);
		tensor_unref(pos);
		tensor_unref(out);
	}
}

/* q at position m and k at n: their product depends on m - n alone. */
static void rope_is_relative(void **state)
{
	(void)state;
	double first = 0;
	for (int64_t shift = 0; shift < 50; shift += 7) {
		struct tensor *x = noise(5, SIZES(2, 16));
		struct shape shape = shape_of(1, (int64_t[]){ 2 });
		struct tensor *pos = create_from_ints(&run, DT_INT64, &shape, (int64_t[]){ shift, shift + 3 }, &err);
		struct tensor *y = position_rope(&run, x, pos, 10000, &err);
		double product = 0;
		for (int64_t i = 0; i < 16; i++)
			product += nth(y, i) * nth(y, 16 + i);
		if (shift == 0)
			first = product;
		near(product, first, 10);
		tensor_unref(x);
		tensor_unref(pos);
		tensor_unref(y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(softmax_of_odd_rows, fresh_run),
		cmocka_unit_test_setup(attention_of_odd_sizes, fresh_run),
		cmocka_unit_test_setup(linear_attention_of_odd_sizes, fresh_run),
		cmocka_unit_test_setup(rope_of_one_two_three_axes, fresh_run),
		cmocka_unit_test_setup(rope_is_relative, fresh_run),
	};
	return cmocka_run_group_tests_name("engine_reference", tests, NULL, NULL);
}
