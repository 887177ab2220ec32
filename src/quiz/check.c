#include "quiz/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "quiz/bias.h"
#include "quiz/check_lab.h"
#include "quiz/check_lesson.h"
#include "quiz/kind.h"
#include "quiz/read.h"
#include "quiz/source.h"
#include "quiz/tree.h"

struct checker {
	struct lab_checker labs;
	struct findings *findings;
	struct names ids;       /* of quizzes → index of the file in `paths` */
	struct arena arena;     /* their texts */
	const char **paths;
	int quizzes, questions;
	struct bias bias;       /* over all files */
};

/* Two files with one id would mix their histories. */
static void check_quiz_id(struct checker *c, const struct quiz *quiz)
{
	int first = names_add(&c->ids, arena_copy(&c->arena, quiz->id), c->quizzes);
	if (first >= 0)
		findings_add(c->findings, FINDING_WARNING, quiz->path, 1, 1, "quiz-id",
		             "this quiz is called \"%.60s\", like %s, so their answers mix: write another "
		             "\"lesson\"",
		             quiz->id, c->paths[first]);
	c->paths[c->quizzes] = arena_copy(&c->arena, quiz->path);
}

/* Also of one that is left out: an error in one of its fields hides none in the others. */
static void check_question(struct checker *c, struct quiz *quiz, int question)
{
	const struct quiz_question *q = &quiz->questions[question];
	if (q->kind && q->kind->check)
		q->kind->check(quiz, q, c->findings);
	if (q->lab_fine)
		check_question_lab(&c->labs, quiz, question);
}

static void check_quiz(struct checker *c, struct quiz *quiz)
{
	struct bias bias = {0};
	check_quiz_id(c, quiz);
	for (int i = 0; i < quiz->n_questions + quiz->n_left_out; i++)
		check_question(c, quiz, i);
	for (int i = 0; i < quiz->n_questions; i++)
		if (quiz->questions[i].kind->one_right)
			bias_add(&bias, &quiz->questions[i]);
	bias_report(&bias, quiz->path, 1, c->findings);
	bias_merge(&c->bias, &bias);
}

static void skip(struct checker *c, const char *path)
{
	findings_add(c->findings, FINDING_NOTE, path, 1, 1, "not-a-quiz",
	             "there is no quiz in this file; it is passed over");
}

/* `named`: a person named this very file, so it is meant to be a quiz. */
static void check_text(struct checker *c, const char *path, const char *text, size_t len,
                       bool named)
{
	struct arena arena;
	struct err err = {0};
	struct quiz *quiz = NULL;
	int before = c->findings->count;
	arena_init(&arena, 0);
	const struct json *root = json_parse(text, len, &arena, &err);
	bool meant = named || (root ? read_is_quiz(root) : read_was_quiz(text));
	bool schema = root && json_get(root, "$schema");   /* describes quizzes, is none */
	if (!meant && !schema)
		skip(c, path);
	else if (meant && root)
		quiz = read_quiz(path, root, c->findings);
	else if (meant)
		findings_add(c->findings, FINDING_ERROR, path, err.at.line, err.at.column, "json", "%s",
		             err.text);
	arena_done(&arena);
	if (quiz) {
		check_quiz(c, quiz);
		c->questions += quiz->n_questions;
	}
	c->quizzes += meant;
	findings_sort(c->findings, before);
	quiz_free(quiz);
}

static void check_json(struct checker *c, const char *path, bool named)
{
	struct err err = {0};
	size_t len;
	char *text = source_read(path, JSON_MAX_BYTES, &len, &err);
	if (text)
		check_text(c, path, text, len, named);
	else
		findings_add(c->findings, FINDING_ERROR, path, 0, 0, "file", "%s", err.text);
	free(text);
}

static bool is_checked(const char *path)
{
	return str_ends(path, ".json") || str_ends(path, ".lab") || lesson_is_path(path);
}

/* Whether it was another file than a quiz. */
static bool check_one(struct checker *c, const char *path, bool named)
{
	if (str_ends(path, ".lab"))
		check_lab_file(&c->labs, path);
	else if (str_ends(path, ".md"))
		check_lesson(&c->labs, path);
	else
		check_json(c, path, named);
	return !str_ends(path, ".json");
}

static bool check_folder(struct checker *c, const char *path, int *files, struct err *err)
{
	struct tree tree;
	int others = 0;
	if (!tree_list(path, is_checked, &tree, err))
		return false;
	c->paths = arena_new(&c->arena, (size_t)tree.count + 1, sizeof *c->paths);
	for (int i = 0; i < tree.count; i++)
		others += check_one(c, tree.files[i], false);
	*files = c->quizzes + others;
	if (c->quizzes > 1)
		bias_report(&c->bias, path, 0, c->findings);
	tree_done(&tree);
	return *files || err_say(err, ERR_FORMAT,
	                         "%s holds no quiz: expected NAME.json or NAME/quiz.json files with "
	                         "\"questions\", NAME.lab or NAME.en.md files, in it or below it",
	                         path);
}

static bool check_file(struct checker *c, const char *path, int *files)
{
	*files = 1;
	c->paths = arena_new(&c->arena, 1, sizeof *c->paths);
	check_one(c, path, true);
	return true;
}

bool check_path(const char *path, struct lab_library *library, struct findings *findings,
                int *files, int *questions, struct err *err)
{
	struct checker c = {
		.findings = findings,
		.labs = { .library = library, .findings = findings },
	};
	int n_files = 0;
	bool ok;
	arena_init(&c.arena, 0);
	if (!file_exists(path))
		ok = err_say(err, ERR_IO, "there is no file or folder %s", path);
	else
		ok = file_is_dir(path) ? check_folder(&c, path, &n_files, err) : check_file(&c, path, &n_files);
	if (files)
		*files = n_files;
	if (questions)
		*questions = c.questions;
	names_done(&c.labs.ran);
	names_done(&c.ids);
	arena_done(&c.arena);
	return ok;
}
