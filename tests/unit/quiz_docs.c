/*
 * docs/quiz-format.md and quizzes/schema.json are true: every example in the first
 * checks clean, and the second has the keys and kinds of the code. And the keys of
 * the shipped quizzes are right answers. Run from the
 * root of the tree.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "quiz/check.h"
#include "quiz/kind.h"

static char *read_text(const char *path)
{
	struct err err = {0};
	size_t len;
	char *text = file_read(path, 1 << 20, &len, &err);
	if (!text)
		fail_msg("%s", err.text);
	return text;
}

/* ---- The examples ---- */

static void check_file(const char *path, const char *text, struct lab_library *library)
{
	struct findings findings = {0};
	struct err err = {0};
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_true(check_path(path, library, &findings, NULL, NULL, &err));
	remove(path);
	if (findings.count)
		fail_msg("%.60s…: %s", text, findings.list[0].text);
}

static void check_example(const char *text, size_t len, struct lab_library *library)
{
	struct str json = STR_INIT;
	bool whole = strstr(text, "\"questions\"") && strstr(text, "\"questions\"") < text + len;
	str_addf(&json, whole ? "%.*s" : "[%.*s]", (int)len, text);
	check_file("/tmp/attnquiz-example.json", json.data, library);
	str_done(&json);
}

/* The lesson, beside a quiz that it belongs to. */
static void check_lesson(const char *doc, struct lab_library *library)
{
	const char *begin = strstr(doc, "~~~markdown\n") + strlen("~~~markdown\n");
	struct str text = STR_INIT;
	FILE *quiz = fopen("/tmp/attnquiz-lesson.json", "w");
	assert_non_null(quiz);
	fclose(quiz);
	str_add_n(&text, begin, (size_t)(strstr(begin, "~~~") - begin));
	check_file("/tmp/attnquiz-lesson.en.md", text.data, library);
	remove("/tmp/attnquiz-lesson.json");
	str_done(&text);
}

static void the_examples_check_clean(void **state)
{
	(void)state;
	static const char fence[] = "```json\n";
	struct err err = {0};
	struct lab_library *library = lab_library_open("lessons/labs", &err);
	char *doc = read_text("docs/quiz-format.md");
	int count = 0;
	assert_non_null(library);
	for (const char *at = doc; (at = strstr(at, fence)); count++) {
		at += strlen(fence);
		check_example(at, (size_t)(strstr(at, "```") - at), library);
	}
	check_lesson(doc, library);
	for (int i = 0; question_kinds[i]; i++) {   /* one an example */
		char key[40];
		snprintf(key, sizeof key, "\"kind\": \"%s\"", question_kinds[i]->name);
		assert_true(i == 0 || strstr(doc, key));
	}
	assert_true(count >= 7);
	free(doc);
	lab_library_free(library);
}

/* ---- The shipped quizzes ---- */

/* Whoever gives the key is right; open questions are rated by who answers. */
static void the_shipped_keys_are_right(void **state)
{
	(void)state;
	struct err err = {0};
	struct lab_library *library = lab_library_open("lessons/labs", &err);
	struct quiz *quiz = quiz_load("quizzes/lesson61.json", NULL, &err);
	if (!library || !quiz)
		fail_msg("%s", err.text);
	for (int i = 0; i < quiz->n_questions; i++) {
		struct lab *lab = quiz_lab(&quiz->questions[i], library, &err);
		struct asking *asking = asking_new(&quiz->questions[i], lab);
		struct judgement judgement;
		const char *key = asking_key(asking, &err);
		if (!key)
			fail_msg("%s: %s", quiz->questions[i].id, err.text);
		if (!quiz->questions[i].card) {
			assert_true(asking_judge(asking, key, LANGUAGE_ZH, &judgement, &err));
			assert_int_equal(judgement.verdict, VERDICT_RIGHT);
			judgement_done(&judgement);
		}
		asking_free(asking);
		lab_unref(lab);
	}
	quiz_free(quiz);
	lab_library_free(library);
}

/* ---- The schema ---- */

static bool has(const char *const *keys, const char *key)
{
	while (*keys && strcmp(*keys, key) != 0)
		keys++;
	return *keys != NULL;
}

static void same_keys(const char *what, const struct json *properties, const char *const *keys)
{
	int n = 0;
	while (keys[n])
		n++;
	assert_non_null(properties);
	for (const struct json *m = properties->first; m; m = m->next)
		if (!has(keys, m->key))
			fail_msg("the schema's %s has \"%s\", which is not read", what, m->key);
	for (int i = 0; i < n; i++)
		if (!json_get(properties, keys[i]))
			fail_msg("the schema's %s lacks \"%s\"", what, keys[i]);
}

static void the_schema_has_the_keys_of_the_code(void **state)
{
	(void)state;
	struct arena arena;
	struct err err = {0};
	char *text = read_text("quizzes/schema.json");
	arena_init(&arena, 0);
	const struct json *root = json_parse(text, strlen(text), &arena, &err);
	if (!root)
		fail_msg("%s", err.text);
	const struct json *defs = json_get(root, "$defs"), *question = json_get(defs, "question");
	const struct json *properties = json_get(question, "properties");
	const struct json *name = json_get(json_get(properties, "kind"), "enum")->first;
	same_keys("question", properties, question_keys);
	for (int i = 0; question_kinds[i]; i++, name = name->next) {
		assert_non_null(name);
		assert_string_equal(name->text, question_kinds[i]->name);
		same_keys(name->text, json_get(json_get(defs, name->text), "properties"),
		          question_kinds[i]->keys);
	}
	assert_null(name);
	assert_int_equal(json_get(question, "allOf")->count,   /* and one for no kind */
	                 json_get(json_get(properties, "kind"), "enum")->count + 1);
	arena_done(&arena);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_check_clean),
		cmocka_unit_test(the_shipped_keys_are_right),
		cmocka_unit_test(the_schema_has_the_keys_of_the_code),
	};
	return cmocka_run_group_tests_name("docs", tests, NULL, NULL);
}
