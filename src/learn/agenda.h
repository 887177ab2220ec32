/*
 * The order of a play: which question comes next. Knows neither log nor clock.
 *
 * Phases follow each other; within one all that is open is asked, then each skipped
 * question once more. An item is a question in this play, known by its index.
 */
#ifndef LEARN_AGENDA_H
#define LEARN_AGENDA_H

#include "learn/session.h"

enum phase { PHASE_PRE, PHASE_LESSON, PHASE_CHECK, PHASE_POST, PHASE_SUMMARY };

enum { AGENDA_NO_STAGE = -1, AGENDA_NONE = -1 };

struct agenda {
	struct quiz *quiz;             /* borrowed */
	bool has_lesson;
	struct session_item *items;    /* by stage, in file order within one */
	int n_items;
	enum phase phase;
	int front;                     /* the item that is being asked, or AGENDA_NONE: lesson, summary */
	bool again;                    /* the stage's skipped questions come a second time */
};

/* Everything open, rolled and shuffled by the seed, at the first thing there is. */
void agenda_start(struct agenda *agenda, uint64_t seed);
void agenda_done(struct agenda *agenda);

int agenda_stage(enum phase phase);                /* the quiz_stage it asks, or AGENDA_NO_STAGE */
enum phase agenda_phase(enum quiz_stage stage);

const struct quiz_question *agenda_question(const struct agenda *agenda, int item);

/* The item of a question id. The search goes round from `from`: the log has much the same order. */
int agenda_find_id(const struct agenda *agenda, const char *id, int from);

/* The first item of a stage in a state, after the item `after`. */
int agenda_find(const struct agenda *agenda, int stage, enum answer_state state, int after);

void agenda_enter(struct agenda *agenda, enum phase phase);

/* On to the next thing there is: phases that have nothing to ask are passed over. */
void agenda_advance(struct agenda *agenda);

/* One past the last item that can be looked at: what is not asked yet stays unseen. */
int agenda_horizon(const struct agenda *agenda);

#endif
