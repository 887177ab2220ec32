/*
 * What one has learned: numbers from the answer log, as plain data.
 *
 * Of the answers of one session to one question the last counts. A question that was
 * skipped has no answer; in the shares of pre and post it counts as not known, as in the
 * summary of a play. Days are those of the local time zone.
 */
#ifndef LEARN_STATS_H
#define LEARN_STATS_H

#include "base/arena.h"
#include "learn/store.h"

enum { STATS_TOPIC_LEAST = 3 };      /* so many answers before a topic is judged */

struct stats_share {
	int answers, right;
};

struct stats_play {                  /* a finished one; rounds of review, interview, drill are none */
	int64_t finished_ms;
	double pre, post;                /* shares right, 0..1; -1 = no such questions */
};

struct stats_quiz {
	const char *id;
	struct stats_play *plays;        /* oldest first; at least one */
	int n_plays;
};

struct stats_topic {
	const char *tag;
	struct stats_share share;
	const char *quiz;                /* the id of the one where most of it was missed */
};

struct stats_day {
	int day;                         /* learn/day.h */
	struct stats_share share;
};

struct stats {
	struct stats_share all;
	int64_t spent_ms;                /* on all questions, skipped ones too */
	struct stats_share by_confidence[CONFIDENCE_GUESS + 1];
	struct stats_share guesses;      /* those with a known chance to be right ... */
	double guessed_by_chance;        /* ... so many of them would be */
	struct stats_quiz *quizzes;      /* with a finished play; the one played last comes first */
	int n_quizzes;
	struct stats_topic *topics;      /* weakest first */
	int n_topics;
	struct stats_day *days;          /* with answers; oldest first */
	int n_days;
	int today;
	int streak;                      /* days with answers up to today, or yesterday if none is from today */
	int longest_streak;
	struct arena arena;              /* of all of it */
};

/* What the quiz files know of a question. */
struct stats_question {
	const char *const *tags;         /* as long as the stats */
	int n_tags;
	double chance;                   /* of guessing it; NaN where nobody can say */
};

/* Called once for each question of the log that has answers; false: no file has it. */
typedef bool stats_find(void *context, const char *quiz, const char *question,
                        struct stats_question *out);

/* The caller frees them. find may be NULL: no topics, no chance. */
struct stats *stats_read(struct store *store, int64_t now_ms, stats_find *find, void *context,
                         struct err *err);
void stats_free(struct stats *stats);

void stats_join(struct stats_share *into, struct stats_share share);
double stats_share(struct stats_share share);          /* 0..1; -1 without answers */
bool stats_has_gain(const struct stats_play *play);    /* both pre and post */
double stats_gain(const struct stats_play *play);

#endif
