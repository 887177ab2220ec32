/* .npy and .safetensors: what is written is read again, and hostile files are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "engine/create.h"
#include "engine/npy.h"
#include "engine/safetensors.h"
#include "engine/view.h"

static struct run run;

static FILE *file_of(const void *bytes, size_t len)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	rewind(file);
	return file;
}

/* ---- .npy ---- */

static struct tensor *round_trip(const struct tensor *t)
{
	struct err err = {0};
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_true(npy_write(t, file, &err));
	rewind(file);
	struct tensor *back = npy_read(&run, file, &err);
	if (!back)
		fail_msg("%s", err.text);
	fclose(file);
	return back;
}

static void assert_same(const struct tensor *a, const struct tensor *b)
{
	assert_int_equal(a->dtype, b->dtype);
	assert_int_equal(a->shape.ndim, b->shape.ndim);
	int64_t index[TENSOR_MAX_DIMS] = {0};
	for (int d = 0; d < a->shape.ndim; d++)
		assert_int_equal(a->shape.size[d], b->shape.size[d]);
	for (int64_t i = 0; i < tensor_count(a); i++) {
		int64_t rest = i;
		for (int d = a->shape.ndim - 1; d >= 0; d--) {
			index[d] = rest % a->shape.size[d];
			rest /= a->shape.size[d];
		}
		double x = tensor_at(a, index), y = tensor_at(b, index);
		assert_true(x == y || (isnan(x) && isnan(y)));
		assert_int_equal(signbit(x), signbit(y));
		if (a->dtype == DT_INT64)
			assert_int_equal(tensor_int_at(a, index), tensor_int_at(b, index));
	}
}

static void test_round_trip(void **state)
{
	(void)state;
	static const double reals[] = { 0, -0.0, 0.1, -65504, 6e-8, 1e-7, INFINITY, -INFINITY, NAN, 3, 2, 1 };
	static const int64_t wholes[] = { INT64_MIN, INT64_MAX, 0, -1, 1, 1 << 30 };
	static const enum dtype dtypes[] = { DT_BOOL, DT_FLOAT16, DT_FLOAT32, DT_FLOAT64 };
	struct err err = {0};
	struct shape shape = shape_of(3, (int64_t[]){ 2, 3, 2 });
	for (int i = 0; i < 4; i++) {
		struct tensor *t = create_from_doubles(&run, dtypes[i], &shape, reals, &err);
		struct tensor *turned = view_transpose(t, 0, 2, &err);
		struct tensor *back = round_trip(t), *turned_back = round_trip(turned);
		assert_same(t, back);
		assert_same(turned, turned_back);
		tensor_unref(t), tensor_unref(turned), tensor_unref(back), tensor_unref(turned_back);
	}
	shape = shape_of(1, (int64_t[]){ 6 });
	struct tensor *ints = create_from_ints(&run, DT_INT64, &shape, wholes, &err);
	struct tensor *back = round_trip(ints);
	assert_same(ints, back);
	tensor_unref(ints), tensor_unref(back);
}

static void test_round_trip_odd_shapes(void **state)
{
	(void)state;
	struct err err = {0};
	static const int64_t empty[] = { 2, 0, 3 }, eight[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
	const struct shape shapes[] = { shape_of(0, NULL), shape_of(3, empty), shape_of(8, eight) };
	for (int i = 0; i < 3; i++) {
		struct tensor *t = create_full(&run, DT_FLOAT32, &shapes[i], 0.1, &err);
		struct tensor *back = round_trip(t);
		assert_same(t, back);
		tensor_unref(t), tensor_unref(back);
	}
}

static void test_bfloat16_is_written_as_float32(void **state)
{
	(void)state;
	struct err err = {0};
	struct shape shape = shape_of(1, (int64_t[]){ 2 });
	struct tensor *t = create_full(&run, DT_BFLOAT16, &shape, 0.1, &err);
	struct tensor *back = round_trip(t);
	assert_int_equal(back->dtype, DT_FLOAT32);
	assert_true(tensor_at(back, (int64_t[]){ 1 }) == 0.10009765625);
	tensor_unref(t), tensor_unref(back);
}

/* Every float16 there is, through the reader and the writer. */
static void test_every_half(void **state)
{
	(void)state;
	enum { N = 65536 };
	struct err err = {0};
	struct str bytes = STR_INIT;
	const char dict[] = "{'descr': '<f2', 'fortran_order': False, 'shape': (65536,), }";
	str_add_n(&bytes, "\x93NUMPY\x01\x00", 8);
	str_add_n(&bytes, (const char[]){ (char)strlen(dict), 0 }, 2);
	str_add(&bytes, dict);
	for (int i = 0; i < N; i++)
		str_add_n(&bytes, (const char[]){ (char)i, (char)(i >> 8) }, 2);
	FILE *file = file_of(bytes.data, bytes.len);
	struct tensor *t = npy_read(&run, file, &err);
	assert_non_null(t);
	assert_true(tensor_at(t, (int64_t[]){ 0x3C00 }) == 1);
	assert_true(tensor_at(t, (int64_t[]){ 0x0001 }) == ldexp(1, -24));
	assert_true(tensor_at(t, (int64_t[]){ 0x7BFF }) == 65504);
	assert_true(isinf(tensor_at(t, (int64_t[]){ 0xFC00 })));
	struct tensor *back = round_trip(t);
	assert_same(t, back);
	tensor_unref(t), tensor_unref(back);
	fclose(file);
	str_done(&bytes);
}

static void npy_refused(int major, const char *dict, size_t data, enum err_code code, const char *word)
{
	struct err err = {0};
	struct str bytes = STR_INIT;
	size_t len = strlen(dict);
	str_add_n(&bytes, "\x93NUMPY", 6);
	str_add_n(&bytes, (const char[]){ (char)major, 0, (char)len, (char)(len >> 8), 0, 0 },
	          major == 1 ? 4 : 6);
	str_add(&bytes, dict);
	for (size_t i = 0; i < data; i++)
		str_add_char(&bytes, (char)i);
	FILE *file = file_of(bytes.data, bytes.len);
	struct tensor *t = npy_read(&run, file, &err);
	if (t || err.code != code || !strstr(err.text, word))
		fail_msg("%s: %s %s", dict, t ? "was read" : "said", err.text);
	fclose(file);
	str_done(&bytes);
}

#define DICT(type, order, shape) "{'descr': '" type "', 'fortran_order': " order ", 'shape': " shape "}"

static void test_npy_hostile(void **state)
{
	(void)state;
	npy_refused(1, DICT("<f4", "False", "(2, 3)"), 23, ERR_FORMAT, "too short");
	npy_refused(2, DICT("<f4", "True", "(2, 3)"), 23, ERR_FORMAT, "too short");
	npy_refused(1, DICT("<f8", "False", "(4294967296, 4294967296)"), 8, ERR_FORMAT, "too short");
	npy_refused(1, DICT("<f8", "False", "(2305843009213693952,)"), 8, ERR_FORMAT, "too short");
	npy_refused(1, DICT("<f4", "False", "(99999999999999999999,)"), 8, ERR_FORMAT, "size");
	npy_refused(1, DICT("<u4", "True", "(6089179446179033543, 3, 4, 0)"), 8, ERR_FORMAT, "too short");
	npy_refused(1, DICT("<f4", "False", "(-1,)"), 8, ERR_FORMAT, "size");
	npy_refused(1, DICT("<f4", "False", "(1, 1, 1, 1, 1, 1, 1, 1, 1)"), 8, ERR_LIMIT, "dimensions");
	npy_refused(1, DICT("<f4", "False", "(1 1)"), 8, ERR_FORMAT, "shape");
	npy_refused(1, DICT("<f4", "False", "(1,"), 8, ERR_FORMAT, "size");
	npy_refused(1, DICT("<f4", "Maybe", "(1,)"), 8, ERR_FORMAT, "fortran_order");
	npy_refused(1, DICT("<c8", "False", "(1,)"), 8, ERR_TYPE, "'<c8'");
	npy_refused(1, DICT("<u8", "False", "(1,)"), 8, ERR_TYPE, "'<u8'");
	npy_refused(1, DICT("|O", "False", "(1,)"), 8, ERR_TYPE, "'|O'");
	npy_refused(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 8, ERR_TYPE, "fields");
	npy_refused(1, "{'descr': '<f4', 'fortran_order': False}", 8, ERR_FORMAT, "missing");
	npy_refused(1, "{'descr': '<f4', 'descr': '<f4'}", 8, ERR_FORMAT, "twice");
	npy_refused(1, "{'descr': '<f4', 'evil': 1}", 8, ERR_FORMAT, "other");
	npy_refused(1, "{'descr: <f4}", 8, ERR_FORMAT, "string");
	npy_refused(1, "", 0, ERR_FORMAT, "dict");
	npy_refused(9, "{}", 8, ERR_FORMAT, "version 9");
	struct err err = {0};
	FILE *file = file_of("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12);
	assert_null(npy_read(&run, file, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	fclose(file);
}

static void test_npy_budget(void **state)
{
	(void)state;
	struct run small;
	struct err err = {0};
	const struct shape shape = shape_of(1, (int64_t[]){ 5000 });
	struct tensor *t = create_full(&run, DT_FLOAT64, &shape, 1, &err);
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_true(npy_write(t, file, &err));
	rewind(file);
	run_init(&small, (struct budget){ .bytes = 1000 }, NULL);
	assert_null(npy_read(&small, file, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	fclose(file);
	tensor_unref(t);
}

/* ---- .safetensors ---- */

static FILE *safe_file(const char *json, size_t data)
{
	struct str bytes = STR_INIT;
	uint64_t len = strlen(json);
	for (int i = 0; i < 8; i++)
		str_add_char(&bytes, (char)(len >> (8 * i)));
	str_add(&bytes, json);
	for (size_t i = 0; i < data; i++)
		str_add_char(&bytes, (char)i);
	FILE *file = file_of(bytes.data, bytes.len);
	str_done(&bytes);
	return file;
}

static void test_safetensors(void **state)
{
	(void)state;
	struct err err = {0};
	struct safetensors s;
	const char *json = "{\"__metadata__\": {\"a\": \"b\"},"
		"\"z\\u00e9\": {\"dtype\": \"I16\", \"shape\": [2], \"data_offsets\": [4, 8]},"
		" \"a\": {\"data_offsets\": [0, 4], \"shape\": [2, 2], \"dtype\": \"U8\"},"
		" \"empty\": {\"dtype\": \"F32\", \"shape\": [0], \"data_offsets\": [8, 8]},"
		" \"odd\": {\"dtype\": \"F8_E5M2\", \"shape\": [1], \"data_offsets\": [8, 9]}}  ";
	assert_true(safetensors_begin(safe_file(json, 9), &s, &err));
	assert_int_equal(s.count, 4);
	assert_string_equal(s.entries[0].name, "a");
	assert_string_equal(s.entries[3].name, "z\xc3\xa9");
	struct tensor *t = safetensors_read(&run, &s, safetensors_find(&s, "z\xc3\xa9", &err), &err);
	assert_int_equal(tensor_int_at(t, (int64_t[]){ 1 }), 0x0706);
	tensor_unref(t);
	t = safetensors_read(&run, &s, safetensors_find(&s, "a", &err), &err);
	assert_int_equal(tensor_int_at(t, (int64_t[]){ 1, 0 }), 2);
	tensor_unref(t);
	t = safetensors_read(&run, &s, safetensors_find(&s, "empty", &err), &err);
	assert_int_equal(tensor_count(t), 0);
	tensor_unref(t);
	assert_null(safetensors_read(&run, &s, safetensors_find(&s, "odd", &err), &err));
	assert_non_null(strstr(err.text, "F8_E5M2"));
	assert_null(safetensors_find(&s, "emty", &err));
	assert_non_null(strstr(err.text, "did you mean empty?"));
	safetensors_close(&s);
}

static void safe_refused(const char *json, size_t data, const char *word)
{
	struct err err = {0};
	struct safetensors s;
	if (safetensors_begin(safe_file(json, data), &s, &err) || !strstr(err.text, word))
		fail_msg("%s: said '%s' instead of '%s'", json, err.text, word);
}

#define ENTRY(name, type, shape, offsets) \
	"\"" name "\": {\"dtype\": \"" type "\", \"shape\": " shape ", \"data_offsets\": " offsets "}"

static void test_safetensors_hostile(void **state)
{
	(void)state;
	safe_refused("{" ENTRY("a", "F32", "[2]", "[0, 8]") "}", 7, "outside the file");
	safe_refused("{" ENTRY("a", "F32", "[2]", "[8, 0]") "}", 8, "outside the file");
	safe_refused("{" ENTRY("a", "F32", "[3]", "[0, 8]") "}", 8, "do not fit");
	safe_refused("{" ENTRY("a", "F32", "[4611686018427387904, 4]", "[0, 0]") "}", 8, "do not fit");
	safe_refused("{" ENTRY("a", "F32", "[2]", "[0, 8]") "," ENTRY("b", "F32", "[2]", "[4, 12]") "}", 12,
	             "overlap");
	safe_refused("{" ENTRY("a", "U8", "[2]", "[0, 2]") "," ENTRY("a", "U8", "[2]", "[2, 4]") "}", 4,
	             "one name");
	safe_refused("{" ENTRY("a", "U8", "[-1]", "[0, 2]") "}", 4, "whole number");
	safe_refused("{" ENTRY("a", "U8", "[01]", "[0, 1]") "}", 4, "whole number");
	safe_refused("{" ENTRY("a", "U8", "[1]", "[0, 99999999999999999999]") "}", 4, "too large");
	safe_refused("{" ENTRY("a", "U8", "[1]", "[0]") "}", 4, "outside");
	safe_refused("{" ENTRY("a", "U8", "[1,1,1,1,1,1,1,1,1]", "[0, 1]") "}", 4, "dimensions");
	safe_refused("{\"a\": {\"dtype\": \"U8\", \"shape\": [1]}}", 4, "lacks");
	safe_refused("{\"a\": {\"dtype\": \"U8\", \"dtype\": \"U8\"}}", 4, "twice");
	safe_refused("{\"a\": {\"dtypo\": \"U8\"}}", 4, "other");
	safe_refused("{\"a\": [1]}", 4, "object");
	safe_refused("{\"\\u0000\": 1}", 4, "no name has");
	safe_refused("{\"\\ud800\": 1}", 4, "no name has");
	safe_refused("{\"\\x\": 1}", 4, "escape");
	safe_refused("{\"a", 4, "no end");
	safe_refused("{} {}", 4, "follows");
	safe_refused("[[[[[[[[", 4, "object");
	safe_refused("", 0, "object");
	struct err err = {0};
	struct safetensors s;
	assert_false(safetensors_begin(file_of("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), &s, &err));
	assert_false(safetensors_begin(file_of("\x09\0\0\0\0\0\0\0{}", 10), &s, &err));
	assert_false(safetensors_begin(file_of("abc", 3), &s, &err));
}

static int set_up(void **state)
{
	(void)state;
	run_init(&run, (struct budget){0}, NULL);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_round_trip_odd_shapes),
		cmocka_unit_test(test_bfloat16_is_written_as_float32),
		cmocka_unit_test(test_every_half),
		cmocka_unit_test(test_npy_hostile),
		cmocka_unit_test(test_npy_budget),
		cmocka_unit_test(test_safetensors),
		cmocka_unit_test(test_safetensors_hostile),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
