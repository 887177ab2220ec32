/* The strict JSON reader: what it refuses, where it says so, and the places of values. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/json.h"

static const struct json *parse(struct arena *arena, const char *text, struct err *err)
{
	arena_init(arena, 0);
	return json_parse(text, strlen(text), arena, err);
}

struct refused {
	const char *text;
	uint32_t line, column;
	const char *says;
};

static void assert_refused(const struct refused *row)
{
	struct arena arena;
	struct err err = {0};
	if (parse(&arena, row->text, &err))
		fail_msg("accepted: %s", row->text);
	if (err.at.line != row->line || err.at.column != row->column || !strstr(err.text, row->says))
		fail_msg("%s: %u:%u: %s", row->text, err.at.line, err.at.column, err.text);
	arena_done(&arena);
}

static void refuses_with_the_place_and_the_cure(void **state)
{
	(void)state;
	static const struct refused rows[] = {
		{ "", 1, 1, "empty" },
		{ " \n ", 2, 2, "empty" },
		{ "[1,]", 1, 3, "take it out" },
		{ "{\"a\":1,\n}", 1, 7, "take it out" },
		{ "[1,,2]", 1, 4, "comma too many" },
		{ "[1 2]", 1, 4, "comma" },
		{ "[\"a\" \"b\"]", 1, 6, "comma is missing" },
		{ "[\"他说\"你好\"\"]", 1, 6, "\\\" before it" },
		{ "[012]", 1, 2, "begin with 0" },
		{ "[-012]", 1, 2, "begin with 0" },
		{ "[.5]", 1, 2, "0 before the point" },
		{ "[1.]", 1, 2, "after the point" },
		{ "[1e]", 1, 2, "after the e" },
		{ "[+1]", 1, 2, "no +" },
		{ "[NaN]", 1, 2, "NaN" },
		{ "[-Infinity]", 1, 2, "Infinity" },
		{ "[True]", 1, 2, "write true" },
		{ "['a']", 1, 2, "write \"" },
		{ "[“a”]", 1, 2, "write \" instead of “" },
		{ "[1\uFF0C2]", 1, 3, "write , instead of \uFF0C" },
		{ "{\"a\"\uFF1A1}", 1, 5, "write : instead of \uFF1A" },
		{ "\uFF5B}", 1, 1, "write { instead of \uFF5B" },
		{ "[1;2]", 1, 3, "write , instead of ;" },
		{ "[\"a\"\n// why\n]", 2, 1, "no comments" },
		{ "{\"a\":1} x", 1, 9, "take out what follows" },
		{ "{\"a\" 1}", 1, 6, ": after the key" },
		{ "{a:1}", 1, 2, "key in" },
		{ "[\"a\nb\"]", 1, 4, "\\n for it" },
		{ "[\"a\tb\"]", 1, 4, "\\t" },
		{ "[\"a\x01" "b\"]", 1, 4, "control character" },
		{ "[\"\\(x\\)\"]", 1, 3, "write \\\\" },
		{ "[\"\\u00\"]", 1, 3, "four hexadecimal" },
		{ "[\"\\u0000\"]", 1, 3, "\\u0000" },
		{ "[\"\\ud800\"]", 1, 3, "half a character" },
		{ "[\"\\udc00\"]", 1, 3, "second half" },
		{ "[\"\\ud800\\u0041\"]", 1, 3, "half a character" },
		{ "[\"abc", 1, 6, "closing \"" },
		{ "[1", 1, 3, "file ends" },
		{ "{\"a\":", 1, 6, "file ends" },
		{ "[\"\xff\"]", 1, 3, "UTF-8" },
		{ "[\"é\xc3\"]", 1, 4, "UTF-8" },
		{ "nul", 1, 1, "value" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_refused(&rows[i]);
}

static void a_nul_byte_is_refused(void **state)
{
	(void)state;
	static const char inside[] = "[\"a\0b\"]", outside[] = "[1\0]", after[] = "[1]\0";
	struct arena arena;
	struct err err = {0};
	arena_init(&arena, 0);
	assert_null(json_parse(inside, sizeof inside - 1, &arena, &err));
	assert_null(json_parse(outside, sizeof outside - 1, &arena, &err));
	assert_null(json_parse(after, sizeof after - 1, &arena, &err));
	arena_done(&arena);
}

static void values_know_their_places(void **state)
{
	(void)state;
	struct arena arena;
	struct err err = {0};
	const struct json *root = parse(&arena, "\xEF\xBB\xBF{ \"名\": [\"文字\", 1],\r\n\t\"b\" :\n {\"c\": true}}", &err);
	assert_non_null(root);
	const struct json *list = json_get(root, "名"), *b = json_get(root, "b");
	assert_int_equal(list->line, 1);
	assert_int_equal(list->column, 8);
	assert_int_equal(list->key_column, 3);
	assert_int_equal(list->first->next->column, 15);
	assert_int_equal(b->line, 3);
	assert_int_equal(b->key_line, 2);
	assert_int_equal(b->key_column, 2);
	assert_int_equal(b->first->column, 8);
	assert_null(json_get(root, "B"));   /* keys are exact */
	arena_done(&arena);
}

static void numbers_say_how_they_were_written(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double number;
		bool integer;
	} rows[] = {
		{ "0", 0, true }, { "-0", 0, true }, { "12", 12, true }, { "1.0", 1, false },
		{ "1e2", 100, false }, { "-1.5E-1", -0.15, false }, { "1e999", 1e308 * 10, false },
		{ "123456789012345678901234567890", 123456789012345678901234567890.0, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena;
		struct err err = {0};
		const struct json *value = parse(&arena, rows[i].text, &err);
		assert_non_null(value);
		assert_true(value->number == rows[i].number);
		assert_int_equal(value->integer, rows[i].integer);
		arena_done(&arena);
	}
}

static void texts_are_decoded_and_clean(void **state)
{
	(void)state;
	struct arena arena;
	struct err err = {0};
	const struct json *list = parse(&arena, "[\"a\\n\\u4e2d\\ud83d\\ude00\\\"\", \"x\\u001b[31m\\u202ey\"]",
	                                &err);
	assert_non_null(list);
	assert_string_equal(list->first->text, "a\n中😀\"");
	assert_false(list->first->cleaned);
	const struct json *bad = list->first->next;
	assert_true(bad->cleaned);
	assert_null(strchr(bad->text, 27));
	assert_null(strstr(bad->text, "\u202e"));
	arena_done(&arena);
}

static void repeated_keys_are_found(void **state)
{
	(void)state;
	struct arena arena;
	struct err err = {0};
	const struct json *root = parse(&arena, "{\"a\": {\"x\": 1, \"y\": 2, \"\\u0078\": 3}, \"A\": 1}", &err);
	assert_null(root->repeated);
	assert_int_equal(json_get(root, "a")->repeated->number, 3);
	arena_done(&arena);
}

static char *many(const char *begin, char c, size_t n, const char *end)
{
	char *text = mem_new(strlen(begin) + n + strlen(end) + 1, 1);
	strcpy(text, begin);
	memset(text + strlen(begin), c, n);
	strcat(text, end);
	return text;
}

static void assert_limit(char *owned)
{
	struct arena arena;
	struct err err = {0};
	assert_null(parse(&arena, owned, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	arena_done(&arena);
	free(owned);
}

static void limits_hold(void **state)
{
	(void)state;
	assert_limit(many("", '[', 100000, ""));
	assert_limit(many("[\"", 'a', JSON_MAX_STRING + 1, "\"]"));
	assert_limit(many("[", '9', JSON_MAX_NUMBER + 1, "]"));
	assert_limit(many("[\"", 'a', JSON_MAX_BYTES, "\"]"));
	char *values = many("[0", ',', 2 * (size_t)JSON_MAX_VALUES, "0]");
	for (size_t i = 3; i < 2 * (size_t)JSON_MAX_VALUES; i += 2)
		values[i] = '0';
	assert_limit(values);
}

static void the_deepest_that_is_allowed_is_read(void **state)
{
	(void)state;
	char text[2 * JSON_MAX_DEPTH + 1] = {0};
	memset(text, '[', JSON_MAX_DEPTH);
	memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
	struct arena arena;
	struct err err = {0};
	assert_non_null(parse(&arena, text, &err));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_with_the_place_and_the_cure),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(values_know_their_places),
		cmocka_unit_test(numbers_say_how_they_were_written),
		cmocka_unit_test(texts_are_decoded_and_clean),
		cmocka_unit_test(repeated_keys_are_found),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(the_deepest_that_is_allowed_is_read),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
