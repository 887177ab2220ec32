#include "learn/agenda.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/philox.h"
#include "quiz/kind.h"
#include "quiz/vary.h"

static const int stage_of[] = {
	[PHASE_PRE] = QUIZ_PRE, [PHASE_LESSON] = AGENDA_NO_STAGE, [PHASE_CHECK] = QUIZ_CHECK,
	[PHASE_POST] = QUIZ_POST, [PHASE_SUMMARY] = AGENDA_NO_STAGE,
};

static const enum phase phase_of[QUIZ_STAGES] = {
	[QUIZ_PRE] = PHASE_PRE, [QUIZ_CHECK] = PHASE_CHECK, [QUIZ_POST] = PHASE_POST,
};

int agenda_stage(enum phase phase)
{
	return stage_of[phase];
}

enum phase agenda_phase(enum quiz_stage stage)
{
	return phase_of[stage];
}

/* ---- Items ---- */

const struct quiz_question *agenda_question(const struct agenda *agenda, int item)
{
	return &agenda->quiz->questions[agenda->items[item].question];
}

static bool in_order(const struct session_item *item)
{
	int i = 0;
	while (i < item->n_options && item->order[i] == i)
		i++;
	return i == item->n_options;
}

static void rotate(struct session_item *item)
{
	int first = item->order[0];
	memmove(item->order, item->order + 1, (size_t)(item->n_options - 1) * sizeof *item->order);
	item->order[item->n_options - 1] = first;
}

/* Steps that are to be put in order never begin in it. */
static void shuffle(struct session_item *item, const struct quiz_question *question, uint64_t seed)
{
	item->n_options = question->n_options;
	for (int i = 0; i < item->n_options; i++)
		item->order[i] = i;
	if (question->fixed_order)
		return;
	struct philox_stream random = philox_stream(seed, question->id, 0);
	for (int i = item->n_options - 1; i > 0; i--) {
		int j = (int)philox_below(&random, (uint64_t)i, (uint64_t)i + 1);
		int moved = item->order[i];
		item->order[i] = item->order[j];
		item->order[j] = moved;
	}
	if (question->kind->in_order && in_order(item))
		rotate(item);
}

void agenda_done(struct agenda *agenda)
{
	for (int i = 0; i < agenda->n_items; i++)
		free(agenda->items[i].answer);
	free(agenda->items);
}

static void make_items(struct agenda *agenda, uint64_t seed)
{
	agenda_done(agenda);
	agenda->items = mem_new((size_t)agenda->quiz->n_questions, sizeof *agenda->items);
	agenda->n_items = 0;
	for (int stage = 0; stage < QUIZ_STAGES; stage++) {
		for (int q = 0; q < agenda->quiz->n_questions; q++) {
			if ((int)agenda->quiz->questions[q].stage != stage)
				continue;
			struct session_item *item = &agenda->items[agenda->n_items++];
			item->question = q;
			shuffle(item, &agenda->quiz->questions[q], seed);
		}
	}
}

int agenda_find_id(const struct agenda *agenda, const char *id, int from)
{
	for (int n = 0; n < agenda->n_items; n++) {
		int i = (from + n) % agenda->n_items;
		if (strcmp(agenda_question(agenda, i)->id, id) == 0)
			return i;
	}
	return AGENDA_NONE;
}

/* ---- What comes next ---- */

int agenda_find(const struct agenda *agenda, int stage, enum answer_state state, int after)
{
	for (int i = after + 1; i < agenda->n_items; i++)
		if ((int)agenda_question(agenda, i)->stage == stage && agenda->items[i].state == state)
			return i;
	return AGENDA_NONE;
}

/* What a stage asks next: all that is open, then each skipped question once more. */
static int next_of_stage(struct agenda *agenda, int stage)
{
	if (stage == AGENDA_NO_STAGE)
		return AGENDA_NONE;
	int open = agenda_find(agenda, stage, ANSWER_OPEN, AGENDA_NONE);
	if (open != AGENDA_NONE)
		return open;
	int after = agenda->again ? agenda->front : AGENDA_NONE;
	agenda->again = true;
	return agenda_find(agenda, stage, ANSWER_SKIPPED, after);
}

void agenda_enter(struct agenda *agenda, enum phase phase)
{
	agenda->phase = phase;
	agenda->front = AGENDA_NONE;
	agenda->again = false;
}

void agenda_advance(struct agenda *agenda)
{
	for (;;) {
		agenda->front = next_of_stage(agenda, agenda_stage(agenda->phase));
		if (agenda->front != AGENDA_NONE || agenda->phase == PHASE_SUMMARY)
			return;
		agenda_enter(agenda, agenda->phase + 1);
		if (agenda->phase == PHASE_LESSON && agenda->has_lesson)
			return;
	}
}

int agenda_horizon(const struct agenda *agenda)
{
	if (agenda->front != AGENDA_NONE)
		return agenda->front;
	if (agenda->phase == PHASE_SUMMARY)
		return agenda->n_items;
	int i = 0;
	while (i < agenda->n_items && agenda_question(agenda, i)->stage != QUIZ_POST &&
	       !(agenda_question(agenda, i)->stage == QUIZ_CHECK && agenda->items[i].state == ANSWER_OPEN))
		i++;
	return i;
}

void agenda_start(struct agenda *agenda, uint64_t seed)
{
	quiz_roll(agenda->quiz, seed);
	make_items(agenda, seed);
	agenda_enter(agenda, PHASE_PRE);
	agenda_advance(agenda);
}
