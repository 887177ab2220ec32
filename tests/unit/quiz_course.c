/* What PATH names: files, folders, shipped lessons, and what is none of these. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "quiz/course.h"

static const char quiz_text[] = "[{\"stage\":\"pre\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0}]";

static void write_file(const char *dir, const char *name, const char *text)
{
	struct err err = {0};
	char *path = file_join(dir, name), *slash = strrchr(path, '/');
	*slash = '\0';
	assert_true(file_make_dirs(path, &err));
	*slash = '/';
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	free(path);
}

static int make_dir(void **state)
{
	char *dir = strdup("/tmp/attnquiz-course-XXXXXX");
	*state = dir;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
	int status = system(command);
	free(*state);
	return status;
}

static void a_tree_of_quizzes_is_a_course(void **state)
{
	(void)state;
	struct course course;
	struct err err = {0};
	assert_true(course_open(NULL, "tests/data/course", &course, &err));
	static const char *const names[] = { "01-scores", "02-masks", "10-caches", "extra" };
	static const char *const titles[] = { "打分与归一化", "Masks", "Caches", "Extra" };
	static const int questions[] = { 3, 2, 1, 1 };
	assert_int_equal(course.count, 4);
	for (int i = 0; i < 4; i++) {
		struct course_summary summary;
		assert_string_equal(course.entries[i].name, names[i]);
		assert_true(course_summarise(&course.entries[i], LANGUAGE_EN, &summary, &err));
		assert_string_equal(summary.title, titles[i]);
		assert_int_equal(summary.questions, questions[i]);
		free(summary.title);
	}
	course_done(&course);
}

static void numbers_in_names_count(void **state)
{
	const char *dir = *state;
	struct course course;
	struct err err = {0};
	write_file(dir, "10-b/quiz.json", quiz_text);
	write_file(dir, "9-a/quiz.json", quiz_text);
	write_file(dir, "part/2-x/quiz.json", quiz_text);
	write_file(dir, "part/11-y.json", quiz_text);
	assert_true(course_open(NULL, dir, &course, &err));
	static const char *const names[] = { "9-a", "10-b", "part/2-x", "part/11-y" };
	assert_int_equal(course.count, 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(course.entries[i].name, names[i]);
	course_done(&course);
}

static void a_broken_quiz_is_listed_and_says_why(void **state)
{
	const char *dir = *state;
	struct course course;
	struct course_summary summary;
	struct err err = {0};
	write_file(dir, "a.json", "{\"questions\": [}");
	write_file(dir, "tsconfig.json", "{ // a comment\n}");
	write_file(dir, "empty.json", "");
	assert_true(course_open(NULL, dir, &course, &err));
	assert_int_equal(course.count, 1);
	assert_false(course_summarise(&course.entries[0], LANGUAGE_EN, &summary, &err));
	assert_int_equal(err.at.line, 1);
	assert_int_equal(err.at.column, 16);
	course_done(&course);
}

static void lessons_are_found(void **state)
{
	const char *dir = *state;
	struct course course;
	struct err err = {0};
	write_file(dir, "quizzes/one.json", quiz_text);
	write_file(dir, "lessons/one.en.md", "# One\n");
	write_file(dir, "lessons/one.zh.md", "# 一\n");
	write_file(dir, "own/two.json", quiz_text);
	write_file(dir, "own/two.ru.md", "# Два\n");
	assert_true(course_open(dir, "one", &course, &err));
	assert_int_equal(course.count, 1);
	assert_string_equal(course.entries[0].name, "one");
	assert_true(file_exists(course.entries[0].lesson_path[LANGUAGE_EN]));
	assert_non_null(course.entries[0].lesson_path[LANGUAGE_ZH]);
	assert_null(course.entries[0].lesson_path[LANGUAGE_RU]);
	course_done(&course);

	char *path = file_join(dir, "own/two.json");
	assert_true(course_open(dir, path, &course, &err));
	assert_null(course.entries[0].lesson_path[LANGUAGE_EN]);
	assert_true(str_ends(course.entries[0].lesson_path[LANGUAGE_RU], "two.ru.md"));
	course_done(&course);
	free(path);

	assert_true(course_open(dir, NULL, &course, &err));
	assert_int_equal(course.count, 1);
	course_done(&course);
}

static void unknown_names_are_answered(void **state)
{
	const char *dir = *state;
	struct course course;
	struct err err = {0};
	write_file(dir, "quizzes/lesson61.json", quiz_text);
	write_file(dir, "quizzes/kv-cache.json", quiz_text);
	assert_false(course_open(dir, "leson61", &course, &err));
	assert_non_null(strstr(err.text, "did you mean \"lesson61\"?"));
	assert_false(course_open(dir, "zzz", &course, &err));
	assert_null(strstr(err.text, "did you mean"));
	assert_non_null(strstr(err.text, "kv-cache, lesson61"));
	assert_false(course_open(dir, "../quizzes/lesson61", &course, &err));
	assert_false(course_open(dir, "", &course, &err));
	assert_false(course_open(NULL, "zzz", &course, &err));
	assert_int_equal(course.count, 0);
}

static void a_folder_without_quizzes_is_an_error(void **state)
{
	const char *dir = *state;
	struct course course;
	struct err err = {0};
	write_file(dir, "readme.txt", "x");
	write_file(dir, ".hidden/quiz.json", quiz_text);
	assert_false(course_open(NULL, dir, &course, &err));
	assert_non_null(strstr(err.text, "quiz.json"));
}

/* Neither a FIFO, which would wait for ever, nor a link that leads round in a circle. */
static void odd_files_do_not_stop_it(void **state)
{
	const char *dir = *state;
	struct course course;
	struct err err = {0};
	write_file(dir, "a.json", quiz_text);
	char *fifo = file_join(dir, "b.json"), *loop = file_join(dir, "loop"), *round = file_join(dir, "round");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(symlink(".", loop), 0);
	assert_int_equal(symlink("..", round), 0);
	assert_true(course_open(NULL, dir, &course, &err));
	assert_int_equal(course.count, 1);
	course_done(&course);
	assert_null(quiz_load(fifo, NULL, &err));
	assert_non_null(strstr(err.text, "regular file"));
	assert_null(quiz_load(dir, NULL, &err));
	assert_non_null(strstr(err.text, "folder"));
	free(round);
	free(loop);
	free(fifo);
}

/* A file of 100 MB is refused by its size; this one has no blocks at all. */
static void a_huge_file_is_not_read(void **state)
{
	const char *dir = *state;
	struct err err = {0};
	write_file(dir, "big.json", "[\"");
	char *path = file_join(dir, "big.json");
	assert_int_equal(truncate(path, 100 << 20), 0);
	assert_null(quiz_load(path, NULL, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	free(path);
}

#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_of_quizzes_is_a_course),
		IN_DIR(numbers_in_names_count),
		IN_DIR(a_broken_quiz_is_listed_and_says_why),
		IN_DIR(lessons_are_found),
		IN_DIR(unknown_names_are_answered),
		IN_DIR(a_folder_without_quizzes_is_an_error),
		IN_DIR(odd_files_do_not_stop_it),
		IN_DIR(a_huge_file_is_not_read),
	};
	return cmocka_run_group_tests_name("course", tests, NULL, NULL);
}
