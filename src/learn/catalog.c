#include "learn/catalog.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/lookup.h"
#include "quiz/kind.h"

struct place {
	int quiz, question;
};

struct catalog {
	const struct course *course;
	struct course practice;
	struct quiz **quizzes;           /* of both, in this order; NULL: cannot be played */
	int count;
	struct place *questions;         /* of all of them */
	struct lookup by_quiz, by_question;
};

static uint64_t hash_pair(const char *quiz, const char *question)
{
	return hash_bytes(hash_text(quiz), question, strlen(question));
}

static void add_questions(struct catalog *c, int quiz, int *n)
{
	const struct quiz *q = c->quizzes[quiz];
	c->questions = mem_grow(c->questions, (size_t)*n + (size_t)q->n_questions, sizeof *c->questions);
	for (int i = 0; i < q->n_questions; i++) {
		c->questions[*n] = (struct place){ quiz, i };
		lookup_add(&c->by_question, hash_pair(q->id, q->questions[i].id), (*n)++);
	}
}

static const struct course_entry *entry_at(const struct catalog *c, int i)
{
	return i < c->course->count ? &c->course->entries[i] : &c->practice.entries[i - c->course->count];
}

static void open_practice(struct catalog *c, const char *data_dir)
{
	struct err ignored;
	char *folder = file_join(data_dir, "practice");
	if (!course_open(data_dir, folder, &c->practice, &ignored))
		c->practice = (struct course){0};
	free(folder);
}

struct catalog *catalog_new(const struct course *course, const char *data_dir)
{
	struct catalog *c = mem_new(1, sizeof *c);
	int n = 0;
	c->course = course;
	open_practice(c, data_dir);
	c->count = course->count + c->practice.count;
	c->quizzes = mem_new((size_t)c->count + 1, sizeof *c->quizzes);
	for (int i = 0; i < c->count; i++) {
		struct err ignored;
		c->quizzes[i] = quiz_load(entry_at(c, i)->quiz_path, NULL, &ignored);
		if (!c->quizzes[i])
			continue;
		lookup_add(&c->by_quiz, hash_text(c->quizzes[i]->id), i);
		add_questions(c, i, &n);
	}
	return c;
}

void catalog_free(struct catalog *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->count; i++)
		if (c->quizzes[i])
			quiz_free(c->quizzes[i]);
	course_done(&c->practice);
	free(c->quizzes);
	free(c->questions);
	lookup_done(&c->by_quiz);
	lookup_done(&c->by_question);
	free(c);
}

/* -1: there is none. */
static int find_quiz(const struct catalog *c, const char *id)
{
	uint32_t at = 0;
	int i;
	while ((i = lookup_next(&c->by_quiz, hash_text(id), &at)) >= 0 && strcmp(c->quizzes[i]->id, id) != 0)
		;
	return i;
}

const struct quiz *catalog_quiz(const struct catalog *c, const char *id, const char **name)
{
	int i = find_quiz(c, id);
	if (i >= 0 && name)
		*name = entry_at(c, i)->name;
	return i >= 0 ? c->quizzes[i] : NULL;
}

const struct course_entry *catalog_lesson(const struct catalog *c, const char *id)
{
	int i = find_quiz(c, id);
	return i >= 0 && i < c->course->count ? entry_at(c, i) : NULL;
}

static bool has_tag(const struct quiz_question *question, const char *tag)
{
	for (int i = 0; i < question->n_tags; i++)
		if (strcasecmp(question->tags[i], tag) == 0)
			return true;
	return false;
}

bool catalog_drills(const struct catalog *c, const char *topic)
{
	for (int i = 0; i < c->count; i++)
		for (int k = 0; c->quizzes[i] && k < c->quizzes[i]->n_questions; k++)
			if (c->quizzes[i]->questions[k].n_vary > 0 && has_tag(&c->quizzes[i]->questions[k], topic))
				return true;
	return false;
}

const struct quiz_question *catalog_question(const struct catalog *c, const char *quiz, const char *id)
{
	uint64_t hash = hash_pair(quiz, id);
	uint32_t at = 0;
	for (int i; (i = lookup_next(&c->by_question, hash, &at)) >= 0;) {
		const struct quiz *q = c->quizzes[c->questions[i].quiz];
		const struct quiz_question *question = &q->questions[c->questions[i].question];
		if (strcmp(q->id, quiz) == 0 && strcmp(question->id, id) == 0)
			return question;
	}
	return NULL;
}

bool catalog_find(void *context, const char *quiz, const char *question, struct stats_question *out)
{
	const struct quiz_question *q = catalog_question(context, quiz, question);
	if (!q)
		return false;
	*out = (struct stats_question){
		.tags = q->tags, .n_tags = q->n_tags,
		.chance = q->kind->one_right && q->n_options ? 1.0 / q->n_options : NAN,
	};
	return true;
}
