/* Philox4x32-10 against the known-answer vectors published with Random123 (kat_vectors). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "base/philox.h"

static void known_answers(void **state)
{
	(void)state;
	static const struct {
		uint32_t counter[4], key[2], out[4];
	} row[] = {
		{ { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, { 0xffffffff, 0xffffffff },
		  { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, { 0xa4093822, 0x299f31d0 },
		  { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		uint32_t out[4];
		philox4x32_10(row[i].counter, row[i].key, out);
		assert_memory_equal(out, row[i].out, sizeof out);
	}
}

static void normals_have_mean_0_and_variance_1(void **state)
{
	(void)state;
	struct philox_stream s = philox_stream(1, "x", 0);
	enum { N = 100000 };
	double sum = 0, squares = 0;
	for (uint64_t i = 0; i < N; i++) {
		double x = philox_normal(&s, i);
		sum += x;
		squares += x * x;
	}
	assert_true(fabs(sum / N) < 0.01);
	assert_true(fabs(squares / N - 1) < 0.02);
}

static void streams_differ_by_seed_name_and_call(void **state)
{
	(void)state;
	struct philox_stream a = philox_stream(1, "x", 0), b = philox_stream(2, "x", 0);
	struct philox_stream c = philox_stream(1, "y", 0), d = philox_stream(1, "x", 1);
	double x = philox_uniform(&a, 7);
	assert_true(x == philox_uniform(&a, 7));
	assert_true(x != philox_uniform(&b, 7));
	assert_true(x != philox_uniform(&c, 7));
	assert_true(x != philox_uniform(&d, 7));
}

static void below_stays_below(void **state)
{
	(void)state;
	struct philox_stream s = philox_stream(3, "ids", 0);
	int seen[5] = {0};
	for (uint64_t i = 0; i < 1000; i++)
		seen[philox_below(&s, i, 5)]++;
	for (int i = 0; i < 5; i++)
		assert_true(seen[i] > 150 && seen[i] < 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(normals_have_mean_0_and_variance_1),
		cmocka_unit_test(streams_differ_by_seed_name_and_call),
		cmocka_unit_test(below_stays_below),
	};
	return cmocka_run_group_tests_name("philox", tests, NULL, NULL);
}
