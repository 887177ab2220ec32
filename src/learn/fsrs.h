/*
 * When to ask again: FSRS-6, the free spaced repetition scheduler.
 *
 * A memory has a stability (days until it is recalled with a chance of 90 %), a
 * difficulty (1..10), and a retrievability, the chance of recalling it now. A
 * review changes the first two, and the next one falls on the day when the third
 * has come down to 90 %. What is new or was forgotten comes back within minutes.
 *
 * Formulas and weights: the page "The Algorithm" of the fsrs4anki wiki, section
 * FSRS-6. Steps, order of intervals, and the rounding to 8 decimals: ts-fsrs 5.4.2
 * (MIT, Open Spaced Repetition) with its default parameters: 90 %, steps of 1 and
 * 10 minutes, 10 to relearn, at most 36500 days, no fuzz.
 *
 * Times are milliseconds since the Unix epoch, UTC. A review counts the midnights,
 * UTC, since the last one; retrievability counts whole periods of 24 hours.
 *
 * Where the clock was put back, to before last_ms, no time has passed: a review is
 * one on the same day, and sets last_ms and due_ms by the clock as it is now.
 *
 * Pure functions: nothing is mutable or global. A card is all zero or comes from
 * fsrs_review; there are no errors.
 */
#ifndef LEARN_FSRS_H
#define LEARN_FSRS_H

#include <stdint.h>

enum fsrs_rating { FSRS_AGAIN = 1, FSRS_HARD, FSRS_GOOD, FSRS_EASY };
enum fsrs_state { FSRS_NEW, FSRS_LEARNING, FSRS_REVIEW, FSRS_RELEARNING };

struct fsrs_card {                  /* what is remembered of a question; all zero = never seen */
	enum fsrs_state state;
	int step;                   /* of the learning or relearning steps */
	double stability;           /* days */
	double difficulty;          /* 1..10 */
	int reps, lapses;
	int64_t last_ms, due_ms;    /* since the epoch, UTC */
};

struct fsrs_card fsrs_review(const struct fsrs_card *card, enum fsrs_rating rating, int64_t now_ms);
double fsrs_retrievability(const struct fsrs_card *card, int64_t now_ms); /* 0..1; 0: never seen */

#endif
