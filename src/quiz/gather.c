#include "quiz/gather.h"

#include <string.h>

#include "base/mem.h"

enum { FIRST_ROOM = 16 };

struct quiz *gather_new(const char *id)
{
	struct quiz *quiz = mem_new(1, sizeof *quiz);
	arena_init(&quiz->arena, 0);
	quiz->path = "";
	quiz->id = arena_copy(&quiz->arena, id);
	return quiz;
}

void gather_keep(struct quiz *gathered, struct quiz *from)
{
	gathered->from = mem_grow(gathered->from, (size_t)gathered->n_from + 1, sizeof *gathered->from);
	gathered->from[gathered->n_from++] = from;
}

/* Room doubles: what is left behind in the arena is no more than what is used. */
static void make_room(struct quiz *gathered)
{
	int n = gathered->n_questions;
	if (n && (n < FIRST_ROOM || (n & (n - 1)) != 0))
		return;
	struct quiz_question *roomy =
		arena_new(&gathered->arena, n ? 2 * (size_t)n : FIRST_ROOM, sizeof *roomy);
	if (n)
		memcpy(roomy, gathered->questions, (size_t)n * sizeof *roomy);
	gathered->questions = roomy;
}

void gather_add(struct quiz *gathered, const struct quiz_question *question)
{
	make_room(gathered);
	struct quiz_question *added = &gathered->questions[gathered->n_questions++];
	*added = *question;
	added->stage = QUIZ_CHECK;
}

struct quiz *gather_file(struct quiz *gathered, const char *path, struct err *err)
{
	for (int i = 0; i < gathered->n_from; i++)
		if (strcmp(gathered->from[i]->path, path) == 0)
			return gathered->from[i];
	struct quiz *quiz = quiz_load(path, NULL, err);
	if (quiz)
		gather_keep(gathered, quiz);
	return quiz;
}
