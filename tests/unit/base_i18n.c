/* Catalogues written here, read through gettext, changed while running. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"

static void put_word(FILE *file, uint32_t word)
{
	fwrite(&word, sizeof word, 1, file);
}

/* A .mo file of two messages, the header and one word (gettext manual, "MO Files"). */
static void write_catalogue(const char *dir, const char *code, const char *id, const char *text)
{
	static const char header[] = "Content-Type: text/plain; charset=UTF-8\n";
	enum { N = 2, IDS = 28, TEXTS = IDS + 8 * N, STRINGS = TEXTS + 8 * N };
	char path[512];
	snprintf(path, sizeof path, "%s/%s", dir, code);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES", dir, code);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/attnquiz.mo", dir, code);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	const char *const strings[] = { "", id, header, text };
	const uint32_t words[] = { 0x950412de, 0, N, IDS, TEXTS, 0, STRINGS };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		put_word(file, words[i]);
	uint32_t at = STRINGS;
	for (size_t i = 0; i < 4; i++) {
		put_word(file, (uint32_t)strlen(strings[i]));
		put_word(file, at);
		at += (uint32_t)strlen(strings[i]) + 1;
	}
	for (size_t i = 0; i < 4; i++)
		fwrite(strings[i], strlen(strings[i]) + 1, 1, file);
	fclose(file);
}

static void clear_environment(void)
{
	static const char *const variable[] = {
		"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "LC_NUMERIC" };
	for (size_t i = 0; i < sizeof variable / sizeof *variable; i++)
		unsetenv(variable[i]);
}

static void remove_catalogue(const char *dir, const char *code)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/attnquiz.mo", dir, code);
	unlink(path);
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES", dir, code);
	rmdir(path);
	snprintf(path, sizeof path, "%s/%s", dir, code);
	rmdir(path);
}

static void the_language_changes_while_running(void **state)
{
	(void)state;
	static const char *const locale[] = { NULL, "C", "POSIX", "C.UTF-8", "xx_YY.UTF-8" };
	char dir[] = "/tmp/attnquiz-i18n-XXXXXX";
	assert_non_null(mkdtemp(dir));
	write_catalogue(dir, "zh", "Answer", "答案");
	write_catalogue(dir, "ru", "Answer", "Ответ");
	for (size_t i = 0; i < sizeof locale / sizeof *locale; i++) {
		clear_environment();
		if (locale[i])
			setenv("LC_ALL", locale[i], 1);
		i18n_open(dir);
		for (int again = 0; again < 2; again++) {
			i18n_set(LANGUAGE_ZH);
			assert_string_equal(_("Answer"), "答案");
			i18n_set(LANGUAGE_RU);
			assert_string_equal(_("Answer"), "Ответ");
			i18n_set(LANGUAGE_EN);
			assert_string_equal(_("Answer"), "Answer");
			assert_string_equal(_("Unknown"), "Unknown");
		}
	}
	remove_catalogue(dir, "zh");
	remove_catalogue(dir, "ru");
	rmdir(dir);
}

static void *look_up(void *wrong)
{
	for (int i = 0; i < 20000; i++) {
		const char *text = _("Answer");
		if (strcmp(text, "答案") != 0 && strcmp(text, "Ответ") != 0 && strcmp(text, "Answer") != 0)
			*(bool *)wrong = true;
	}
	return NULL;
}

/* Labs make their sentences in the background. */
static void the_language_changes_under_a_thread(void **state)
{
	(void)state;
	char dir[] = "/tmp/attnquiz-i18n-XXXXXX";
	bool wrong = false;
	pthread_t thread;
	assert_non_null(mkdtemp(dir));
	write_catalogue(dir, "zh", "Answer", "答案");
	write_catalogue(dir, "ru", "Answer", "Ответ");
	clear_environment();
	i18n_open(dir);
	assert_int_equal(pthread_create(&thread, NULL, look_up, &wrong), 0);
	for (int i = 0; i < 2000; i++)
		i18n_set((enum language)(i % LANGUAGE_COUNT));
	pthread_join(thread, NULL);
	assert_false(wrong);
	remove_catalogue(dir, "zh");
	remove_catalogue(dir, "ru");
	rmdir(dir);
}

static void errors_speak_the_language(void **state)
{
	(void)state;
	char dir[] = "/tmp/attnquiz-i18n-XXXXXX";
	struct err err = {0};
	assert_non_null(mkdtemp(dir));
	write_catalogue(dir, "zh", "no lab %s in %d", "%2$d 里没有实验台 %1$s");
	clear_environment();
	i18n_open(dir);
	i18n_set(LANGUAGE_ZH);
	assert_int_equal(i18n_language(), LANGUAGE_ZH);
	err_say(&err, ERR_NAME, "no lab %s in %d", "gqa", 3);
	assert_string_equal(err.text, "3 里没有实验台 gqa");
	err_set(&err, ERR_NAME, (struct span){0}, "no lab %s in %d", "gqa", 3);
	assert_string_equal(err.text, "3 里没有实验台 gqa");
	assert_string_equal(_(""), "");   /* not the catalogue's header */
	i18n_set(LANGUAGE_EN);
	assert_string_equal(err.text, "3 里没有实验台 gqa");   /* as it was made */
	err_say(&err, ERR_NAME, "no lab %s in %d", "gqa", 3);
	assert_string_equal(err.text, "no lab gqa in 3");
	remove_catalogue(dir, "zh");
	rmdir(dir);
}

static void numbers_keep_their_point(void **state)
{
	(void)state;
	clear_environment();
	setenv("LC_NUMERIC", "de_DE.UTF-8", 1);
	i18n_open("/nonexistent");
	assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
	char text[8];
	snprintf(text, sizeof text, "%.1f", 0.5);
	assert_string_equal(text, "0.5");
}

static void the_environment_names_a_language(void **state)
{
	(void)state;
	static const struct {
		const char *all, *messages, *lang, *language;
		enum language expected;
	} row[] = {
		{ NULL, NULL, NULL, NULL, LANGUAGE_EN },
		{ NULL, NULL, "zh_CN.UTF-8", NULL, LANGUAGE_ZH },
		{ NULL, "ru_RU.UTF-8", "zh_CN.UTF-8", NULL, LANGUAGE_RU },
		{ "zh_TW", "ru_RU.UTF-8", NULL, NULL, LANGUAGE_ZH },
		{ "", "ru", "zh_CN", NULL, LANGUAGE_RU },
		{ "de_DE.UTF-8", NULL, "zh_CN.UTF-8", NULL, LANGUAGE_EN },
		{ NULL, NULL, "en_US.UTF-8", "de:zh_CN:ru", LANGUAGE_ZH },
		{ NULL, NULL, NULL, "ru", LANGUAGE_RU },
		{ NULL, NULL, "ru_RU.UTF-8", "", LANGUAGE_RU },
		{ NULL, NULL, "ru_RU.UTF-8", "::de:", LANGUAGE_RU },
		{ "C", NULL, "zh_CN.UTF-8", "ru", LANGUAGE_EN },
		{ "C.UTF-8", NULL, NULL, "zh", LANGUAGE_ZH },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		clear_environment();
		if (row[i].all)
			setenv("LC_ALL", row[i].all, 1);
		if (row[i].messages)
			setenv("LC_MESSAGES", row[i].messages, 1);
		if (row[i].lang)
			setenv("LANG", row[i].lang, 1);
		if (row[i].language)
			setenv("LANGUAGE", row[i].language, 1);
		assert_int_equal(i18n_from_environment(), row[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_language_changes_while_running),
		cmocka_unit_test(the_language_changes_under_a_thread),
		cmocka_unit_test(errors_speak_the_language),
		cmocka_unit_test(numbers_keep_their_point),
		cmocka_unit_test(the_environment_names_a_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
