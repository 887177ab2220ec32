/*
 * The answer log: append-only rows in SQLite under the XDG data folder.
 *
 * store_add returns after the row is durable (WAL, synchronous FULL), so an
 * answer that the screen shows is on disk; all else survives the program's end
 * at any instant, and the machine's when an answer came after it. Two programs
 * may use one log at the same time.
 */
#ifndef LEARN_STORE_H
#define LEARN_STORE_H

#include "base/clock.h"
#include "base/err.h"

struct store;

enum confidence { CONFIDENCE_NONE, CONFIDENCE_SURE, CONFIDENCE_UNSURE, CONFIDENCE_GUESS };

struct store_answer {
	const char *quiz, *question;    /* ids */
	const char *stage;              /* "pre", "check", "post" */
	int64_t session;                /* which play of the quiz */
	const char *answer;             /* its text (quiz/kind.h); NULL = skipped */
	bool correct;
	enum confidence confidence;
	int64_t took_ms;
	int64_t at_ms;                  /* since the Unix epoch, UTC */
};

/* path NULL = $XDG_DATA_HOME/attnquiz/answers.db, else ~/.local/share/...; ":memory:" works. */
char *store_default_path(struct err *err);   /* heap; NULL where there is no home */
struct store *store_open(const char *path, struct err *err);
void store_close(struct store *store);

/* With what the answer says of the question's card (learn/cards.h), or NULL. */
struct card_review;
bool store_add(struct store *store, const struct store_answer *answer, const struct card_review *review,
               struct err *err);

/* A new play of a quiz with its shuffling seed; sets *session. */
bool store_begin(struct store *store, const char *quiz, uint64_t seed, int64_t at_ms, int64_t *session,
                 struct err *err);

/* The unfinished play of this quiz, if any: *found, and where it stood. */
struct store_session {
	int64_t session;
	uint64_t seed;
	int64_t started_ms;
	char place[64];                /* what store_place saved, "" at the start */
};
bool store_resume(struct store *store, const char *quiz, struct store_session *out, bool *found,
                  struct err *err);
bool store_place(struct store *store, int64_t session, const char *place, struct err *err);
bool store_finish(struct store *store, int64_t session, int64_t at_ms, struct err *err);

/* The last answer to each question of a session, in order of answering. */
typedef bool store_row(void *context, const struct store_answer *answer);
bool store_answers(struct store *store, int64_t session, store_row *row, void *context, struct err *err);

/* Every answer there is, oldest first: of those of one session to one question the last counts. */
bool store_each_answer(struct store *store, store_row *row, void *context, struct err *err);

/* Every play that was finished, oldest first. */
struct store_play {
	int64_t session;
	const char *quiz;
	int64_t finished_ms;
};
bool store_each_play(struct store *store, void (*seen)(void *context, const struct store_play *play),
                     void *context, struct err *err);

bool store_flag(struct store *store, const char *quiz, const char *question, const char *note, bool on,
                int64_t at_ms, struct err *err);
bool store_flagged(struct store *store, const char *quiz, const char *question);

/* All flagged questions of a quiz; stops when `seen` says false. */
bool store_flags(struct store *store, const char *quiz, bool (*seen)(void *context, const char *question),
                 void *context, struct err *err);

/* Last finished play of a quiz: shares right in pre and post (0..1, -1 = no such questions). */
struct store_result {
	int plays;
	double pre, post;
	int64_t finished_ms;
	bool unfinished;               /* one can be resumed */
};
bool store_result(struct store *store, const char *quiz, struct store_result *out, struct err *err);

#endif
