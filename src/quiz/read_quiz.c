/* From a file to a quiz: the root, the questions, the ids. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/fold.h"
#include "quiz/read.h"
#include "quiz/source.h"

bool read_is_quiz(const struct json *root)
{
	if (root->kind == JSON_OBJECT)
		return json_get(root, "questions") != NULL;
	const struct json *first = root->kind == JSON_ARRAY ? root->first : NULL;
	return first && (json_get(first, "question") || json_get(first, "options") ||
	                 json_get(first, "q") || json_get(first, "choices"));
}

bool read_was_quiz(const char *text)
{
	return strstr(text, "\"question") != NULL;
}

/* The list of questions in any of the four shapes, or NULL with a finding. */
static const struct json *find_questions(struct reader *r, const struct json *root)
{
	const struct json *list = root->kind == JSON_ARRAY ? root : json_get(root, "questions");
	const struct json *one = json_get(root, "question");
	struct json key = one ? read_key(one) : *root;
	if (root->repeated)
		reader_fail(r, root->repeated, "key-repeated",
		            "\"%.60s\" is there twice in one object: keep one", root->repeated->key);
	else if (!list && one && one->kind == JSON_ARRAY)
		reader_fail(r, &key, "shape",
		            "write \"questions\" before the list of them");
	else if (!list && one)
		reader_fail(r, root, "shape",
		            "this is a single question: write { \"questions\": [ … ] } around it");
	else if (!list)
		reader_fail(r, root, "shape",
		            "there is no \"questions\" here: a quiz is { \"questions\": [ … ] }, or the "
		            "bare list");
	else if (list->kind != JSON_ARRAY)
		reader_fail(r, list, "shape", "questions should be a list, [ {…}, {…} ], not %s",
		            _(json_kind_name(list)));
	else if (list->count == 0)
		reader_fail(r, list, "shape", "the list of questions is empty: write at least one");
	else
		return list;
	return NULL;
}

/* ---- Names: the quiz, and questions without an id. ---- */

static void read_title(struct reader *r, const struct json *root)
{
	struct quiz *quiz = r->quiz;
	const struct json *lesson = json_get(root, "lesson"), *title = json_get(root, "title");
	char *name = source_name(quiz->path);
	bool named = lesson && lesson->kind == JSON_STRING && *lesson->text;
	if (lesson && !named)
		reader_fail(r, lesson, "lesson", "lesson should be the lesson's name, \"…\", not %s",
		            _(lesson->kind == JSON_STRING ? N_("an empty text") : json_kind_name(lesson)));
	quiz->id = arena_copy(&quiz->arena, named ? lesson->text : name);
	free(name);
	if (title && read_words(r, title, "title", &quiz->title))
		return;
	char *readable = source_title(quiz->id);
	quiz->title.in[LANGUAGE_EN] = arena_copy(&quiz->arena, readable);
	free(readable);
}

/* Beside words, these tell questions apart; punctuation does not. */
static const char signs[] = "+=<>/^%&|@";

static void add_key(const struct words *words, struct str *out)
{
	size_t begin = out->len;
	fold_words(words_in(words, LANGUAGE_EN), signs, out);
	size_t end = begin;
	for (size_t i = begin; i < out->len; i++)   /* spaces are punctuation too */
		if (out->data[i] != ' ')
			out->data[end++] = out->data[i];
	out->len = end;
	str_add_char(out, '\n');
}

static const char *make_id(struct quiz *quiz, const struct quiz_question *q, bool with_options)
{
	struct str key = STR_INIT;
	add_key(&q->text, &key);
	for (int i = 0; with_options && i < q->n_options; i++)
		add_key(&q->options[i].text, &key);
	uint64_t hash = hash_bytes(HASH_START, key.data, key.len);
	str_done(&key);
	return arena_printf(&quiz->arena, "q%016" PRIx64, hash);
}

/* Make the ids distinct: the second "x" becomes "x-2". counts[i]: how many took question i's id. */
static void add_distinct(struct reader *r, int index, int *counts)
{
	struct quiz_question *q = &r->quiz->questions[index];
	const char *wanted = q->id;
	int first = names_add(&r->ids, wanted, index);
	if (first < 0)
		return;
	do
		q->id = arena_printf(&r->quiz->arena, "%s-%d", wanted, ++counts[first] + 1);
	while (names_add(&r->ids, q->id, index) >= 0);
}

/*
 * An id is made of the question's words; where two questions ask the same words, of their options
 * too, so that neither takes over the other's history when the order changes.
 */
static void make_ids(struct reader *r)
{
	struct quiz *quiz = r->quiz;
	size_t n = (size_t)quiz->n_questions;
	struct names stems = {0};
	bool *made = mem_new(n, sizeof *made), *shared = mem_new(n, sizeof *shared);
	int *counts = mem_new(n, sizeof *counts);
	for (int i = 0; i < quiz->n_questions; i++) {
		struct quiz_question *q = &quiz->questions[i];
		made[i] = !q->id;
		if (!made[i])
			continue;
		q->id = make_id(quiz, q, false);
		int first = names_add(&stems, q->id, i);
		shared[i] = first >= 0;
		if (first >= 0)
			shared[first] = true;
	}
	names_done(&stems);
	for (int i = 0; i < quiz->n_questions; i++) {
		if (shared[i])
			quiz->questions[i].id = make_id(quiz, &quiz->questions[i], true);
		if (made[i])
			add_distinct(r, i, counts);
	}
	free(counts);
	free(shared);
	free(made);
}

/* ---- The whole. ---- */

static void check_translations(struct reader *r)
{
	unsigned all = 0;
	for (int i = 0; i < r->n_texts; i++)
		all |= r->texts[i].languages;
	for (int i = 0; i < r->n_texts; i++)
		for (int k = 0; k < LANGUAGE_COUNT; k++)
			if (all & ~r->texts[i].languages & 1u << k)
				reader_say(r, FINDING_WARNING, r->texts[i].at, "translation",
				           "this text has no \"%s\", which other texts of the file have",
				           language_code((enum language)k));
}

/* A bank of questions that knows no stages is told once. */
static void check_stages(struct reader *r, const struct json *list)
{
	for (const struct json *item = list->first; item; item = item->next)
		r->staged |= json_get(item, "stage") != NULL;
	if (!r->staged)
		reader_say(r, FINDING_NOTE, list, "stage-missing",
		           "no question has a stage, so all are asked as \"check\": write \"stage\": \"pre\" or "
		           "\"post\" where one is asked before or after the lesson");
}

static void read_root(struct reader *r, const struct json *root)
{
	static const char *const keys[] = { "lesson", "title", "questions", "$schema", NULL };
	struct quiz *quiz = r->quiz;
	const struct json *list = find_questions(r, root);
	if (!list)
		return;
	if (root->kind == JSON_OBJECT)
		read_unknown_keys(r, root, keys);
	read_title(r, root);
	check_stages(r, list);
	quiz->questions = arena_new(&quiz->arena, (size_t)list->count, sizeof *quiz->questions);
	for (const struct json *item = list->first; item; item = item->next) {
		struct quiz_question question;
		bool fine = read_question(r, item, &question);
		quiz->questions[fine ? quiz->n_questions++ : list->count - ++quiz->n_left_out] = question;
	}
	for (int i = 0; i < list->count; i++) {
		quiz->questions[i].of = quiz;
		quiz->questions[i].number = i + 1;
		if (i >= quiz->n_questions)
			quiz->questions[i].id = "";   /* left out, it takes none, and rolls all the same */
	}
	make_ids(r);
	check_translations(r);
}

struct quiz *read_quiz(const char *path, const struct json *root, struct findings *findings)
{
	struct quiz *quiz = mem_new(1, sizeof *quiz);
	arena_init(&quiz->arena, 0);
	quiz->path = arena_copy(&quiz->arena, path);
	struct reader r = { .quiz = quiz, .findings = findings };
	read_root(&r, root);
	names_done(&r.ids);
	free(r.texts);
	if (quiz->questions)
		return quiz;
	quiz_free(quiz);
	return NULL;
}

static void first_error(const struct findings *findings, int from, struct err *err)
{
	const struct finding *f = &findings->list[from];
	while (f->level != FINDING_ERROR)
		f++;
	struct span at = { .line = f->line, .column = f->column };
	err_set(err, ERR_FORMAT, at, "%s", f->text);
}

struct quiz *quiz_parse(const char *path, const char *json, size_t len, struct findings *findings,
                        struct err *err)
{
	struct findings own = {0}, *into = findings ? findings : &own;
	struct quiz *quiz = NULL;
	struct arena arena;
	struct err bad = {0};
	int from = into->count;
	arena_init(&arena, 0);
	const struct json *root = json_parse(json, len, &arena, &bad);
	if (root)
		quiz = read_quiz(path, root, into);
	else
		findings_add(into, FINDING_ERROR, path, bad.at.line, bad.at.column, "json", "%s", bad.text);
	if (quiz && !quiz->n_questions) {
		quiz_free(quiz);
		quiz = NULL;
	}
	if (!quiz)
		first_error(into, from, err);
	arena_done(&arena);
	findings_free(&own);
	return quiz;
}

struct quiz *quiz_load(const char *path, struct findings *findings, struct err *err)
{
	size_t len;
	struct err failed = {0};
	char *text = source_read(path, JSON_MAX_BYTES, &len, &failed);
	if (!text) {
		if (findings)
			findings_add(findings, FINDING_ERROR, path, 0, 0, "file", "%s", failed.text);
		*err = failed;
		return NULL;
	}
	struct quiz *quiz = quiz_parse(path, text, len, findings, &failed);
	if (!quiz) {
		const char *slash = strrchr(path, '/');
		err_prepend(&failed, "%s:%u:%u", slash ? slash + 1 : path, (unsigned)failed.at.line, (unsigned)failed.at.column);
		*err = failed;
	}
	free(text);
	return quiz;
}

void quiz_say_left_out(const struct quiz *quiz, struct str *out)
{
	if (quiz->n_left_out)
		str_addf(out, i18n_count("%d question has a mistake and is left out: attnquiz check %s",
		                         "%d questions have a mistake and are left out: attnquiz check %s",
		                         (unsigned long)quiz->n_left_out), quiz->n_left_out, quiz->path);
}

void quiz_free(struct quiz *quiz)
{
	if (!quiz)
		return;
	for (int i = 0; i < quiz->n_from; i++)
		quiz_free(quiz->from[i]);
	free(quiz->from);
	arena_done(&quiz->arena);
	free(quiz->fills);
	free(quiz);
}
