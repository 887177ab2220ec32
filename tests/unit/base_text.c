/* Errors, strings, arenas, words, files: what every other layer leans on. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/words.h"

static void errors_show_line_and_carets(void **state)
{
	(void)state;
	const char *source = "a = 1\nS = Q @ K\nb = 2\n";
	struct err err = {0};
	struct span at = { .begin = 10, .end = 15, .line = 2, .column = 5 };
	assert_false(err_set(&err, ERR_SHAPE, at, "inner sizes %d and %d differ", 32, 197));
	struct str out = STR_INIT;
	err_format(&err, "x.lab", source, &out);
	assert_string_equal(out.data, "x.lab:2:5: shape error: inner sizes 32 and 197 differ\n"
	                              "  S = Q @ K\n"
	                              "      ^^^^^");
	str_done(&out);
}

static void carets_count_characters_not_bytes(void **state)
{
	(void)state;
	const char *source = "标题 = \"图像\" + 1";
	struct err err = {0};
	struct span at = { .begin = 9, .end = 17, .line = 1, .column = 6 };
	err_set(&err, ERR_TYPE, at, "no");
	struct str out = STR_INIT;
	err_format(&err, NULL, source, &out);
	assert_non_null(strstr(out.data, "\n       ^^^^"));
	assert_null(strstr(out.data, "^^^^^"));
	str_done(&out);
}

static void a_span_outside_the_source_is_harmless(void **state)
{
	(void)state;
	struct err err = {0};
	struct str out = STR_INIT;
	err_set(&err, ERR_NAME, (struct span){ .begin = 3, .end = 900, .line = 1, .column = 4 }, "x");
	err_format(&err, NULL, "abc", &out);
	err_set(&err, ERR_NAME, (struct span){ .begin = 99, .end = 100, .line = 9, .column = 4 }, "x");
	err_format(&err, NULL, "abc", &out);
	str_done(&out);
}

static void long_errors_are_cut_at_a_character(void **state)
{
	(void)state;
	struct err err = {0};
	char text[ERR_TEXT_MAX * 2];
	for (size_t pad = 0; pad < 4; pad++) {
		memset(text, 'x', pad);
		for (size_t i = pad; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "图", 4);
		err_say(&err, ERR_IO, "%s", text);
		size_t len = strlen(err.text);
		assert_true(len < ERR_TEXT_MAX && len > ERR_TEXT_MAX - 5);
		assert_int_equal((len - pad) % 3, 0);
		err_prepend(&err, "place");
		assert_true(str_starts(err.text, "place: "));
	}
}

static void a_better_hint_takes_the_place_of_the_first(void **state)
{
	(void)state;
	struct err err = {0};
	err_say(&err, ERR_SHAPE, "inner sizes differ");
	assert_false(err_hint(&err, "did you mean %s on the right?", ".mT"));
	assert_string_equal(err.text, "inner sizes differ; did you mean .mT on the right?");
	err_prepend(&err, "line %d", 3);
	err_hint(&err, "did you mean %s?", "K.mT");
	assert_string_equal(err.text, "line 3: inner sizes differ; did you mean K.mT?");
	err_say(&err, ERR_SHAPE, "another");
	err_hint(&err, "hint");
	assert_string_equal(err.text, "another; hint");
}

static void a_hint_is_cut_with_its_error(void **state)
{
	(void)state;
	struct err err = {0};
	char text[ERR_TEXT_MAX + 1] = "";
	for (size_t length = ERR_TEXT_MAX - 8; length <= ERR_TEXT_MAX; length++) {
		memset(text, 'x', length);
		text[length] = '\0';
		err_say(&err, ERR_IO, "%s", text);
		err_hint(&err, "did you mean %s?", text);
		err_prepend(&err, "%s", text);
		err_hint(&err, "another");
		assert_int_equal(strnlen(err.text, sizeof err.text), ERR_TEXT_MAX - 1);
	}
}

static void strings_grow(void **state)
{
	(void)state;
	struct str s = STR_INIT;
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i);
	assert_int_equal(s.len, 3890);
	assert_true(str_ends(s.data, "998,999,"));
	char *taken = str_take(&s);
	assert_int_equal(s.len, 0);
	assert_true(str_starts(taken, "0,1,2,"));
	free(taken);
	str_done(&s);
}

static void distance_counts_edits(void **state)
{
	(void)state;
	assert_int_equal(str_distance("softmax", "softmax"), 0);
	assert_int_equal(str_distance("sofmax", "softmax"), 1);
	assert_int_equal(str_distance("sotfmax", "softmax"), 1);
	assert_int_equal(str_distance("relu", "gelu"), 1);
	assert_int_equal(str_distance("", "abc"), 3);
	char longer[200];
	memset(longer, 'a', 199);
	longer[199] = '\0';
	assert_true(str_distance(longer, "a") > 60);
}

static void arenas_refuse_beyond_their_limit(void **state)
{
	(void)state;
	struct arena arena;
	struct err err = {0};
	arena_init(&arena, 1000);
	assert_non_null(arena_try(&arena, 10, 10, &err));
	assert_null(arena_try(&arena, SIZE_MAX / 2, 4, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_null(arena_try(&arena, 1, 2000, &err));
	for (int i = 0; i < 10000; i++) {
		char *text = arena_printf(&arena, "%d", i);
		assert_int_equal((uintptr_t)text % 16, 0);
		assert_int_equal(atoi(text), i);
	}
	assert_null(arena_try(&arena, 1, 1, &err));
	arena_done(&arena);
}

static void words_fall_back(void **state)
{
	(void)state;
	struct words words = { .in = { [LANGUAGE_ZH] = "掩码" } };
	assert_string_equal(words_in(&words, LANGUAGE_RU), "掩码");
	words.in[LANGUAGE_EN] = "mask";
	assert_string_equal(words_in(&words, LANGUAGE_RU), "mask");
	assert_string_equal(words_in(&words, LANGUAGE_ZH), "掩码");
	assert_false(words_any(&(struct words){0}));
	enum language language;
	assert_true(language_parse("zh_CN.UTF-8", &language) && language == LANGUAGE_ZH);
	assert_true(language_parse("ru", &language) && language == LANGUAGE_RU);
	assert_false(language_parse("zhx", &language));
	assert_false(language_parse("C", &language));
}

static void files_say_what_went_wrong(void **state)
{
	(void)state;
	char dir[] = "/tmp/attnquiz-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct err err = {0};
	size_t len;
	assert_null(file_read(dir, 10, &len, &err));
	assert_non_null(strstr(err.text, "is a folder"));
	char *path = file_join(dir, "none.json");
	assert_null(file_read(path, 10, &len, &err));
	assert_non_null(strstr(err.text, "No such file"));
	char *deep = file_join(dir, "a/b/c");
	assert_true(file_make_dirs(deep, &err));
	assert_true(file_is_dir(deep));
	char **names;
	size_t count;
	assert_true(file_list(dir, &names, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(names[0], "a");
	file_list_free(names, count);
	rmdir(deep);
	deep[strlen(deep) - 2] = '\0';
	rmdir(deep);
	deep[strlen(deep) - 2] = '\0';
	rmdir(deep);
	rmdir(dir);
	free(deep);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_show_line_and_carets),
		cmocka_unit_test(carets_count_characters_not_bytes),
		cmocka_unit_test(a_span_outside_the_source_is_harmless),
		cmocka_unit_test(long_errors_are_cut_at_a_character),
		cmocka_unit_test(a_better_hint_takes_the_place_of_the_first),
		cmocka_unit_test(a_hint_is_cut_with_its_error),
		cmocka_unit_test(strings_grow),
		cmocka_unit_test(distance_counts_edits),
		cmocka_unit_test(arenas_refuse_beyond_their_limit),
		cmocka_unit_test(words_fall_back),
		cmocka_unit_test(files_say_what_went_wrong),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
