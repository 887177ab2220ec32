/*
 * One play of a quiz: what is asked next, and what has been said.
 *
 *	pre (no feedback, it measures) → lesson, with its check questions where it
 *	asks for them → post → summary
 *
 * A round (review, interview, drill: learn/round.h) has only check questions, of
 * many quizzes, and is never resumed: what is due is found anew.
 *
 * What was asked comes again when it is due (learn/cards.h). How well it was known
 * follows from the answer; in a round the student can say otherwise.
 *
 * The screens and the plain mode drive the same session. Every answer is in the
 * log before session_answer returns. A session opened again stands exactly
 * where it was left, with the same shuffling.
 */
#ifndef LEARN_SESSION_H
#define LEARN_SESSION_H

#include "learn/fsrs.h"
#include "learn/store.h"
#include "quiz/quiz.h"

enum session_kind { SESSION_OF_LESSON, SESSION_OF_REVIEW, SESSION_OF_INTERVIEW, SESSION_OF_DRILL };

enum session_step { SESSION_QUESTION, SESSION_LESSON, SESSION_SUMMARY };

/* Void: the question turned out to be one that no answer can be given to, by a mistake of its author. */
enum answer_state { ANSWER_OPEN, ANSWER_SKIPPED, ANSWER_GIVEN, ANSWER_VOID };

struct session_item {              /* one question in this play */
	int question;                  /* index into quiz->questions */
	int order[QUIZ_MAX_OPTIONS];   /* order[i] = the option shown at place i */
	int n_options;
	enum answer_state state;
	char *answer;                  /* its text (quiz/kind.h), or NULL; also what was taken back */
	bool correct;
	enum confidence confidence;
	bool flagged;
	int nth;                       /* of the answers given in this opening, from 1; 0 = of none */
	int rating;                    /* enum fsrs_rating: how well it was known; 0 = it does not come again */
	int64_t rated_ms;
	struct fsrs_card before;       /* what was remembered before it */
};

struct session;

struct session_options {
	enum session_kind kind;
	bool has_lesson;               /* there is a lesson to read between pre and post */
	uint64_t seed;                 /* of a new play */
};

/* quiz, store and clock are borrowed; what varies in the quiz is rolled by the play's seed. */
struct session *session_open(struct quiz *quiz, const struct session_options *options,
                             struct store *store, const struct clock *clock, struct err *err);
void session_close(struct session *session);

enum session_kind session_kind(const struct session *session);
const char *session_kind_name(enum session_kind kind);        /* of a round, as the command and the log call it: "review" */
const char *session_stage_name(enum quiz_stage stage);        /* translated: "pre" */
bool session_resumed(const struct session *session);
int64_t session_shown_ms(const struct session *session);      /* since when the present question is there */
enum session_step session_step(const struct session *session);
enum quiz_stage session_stage(const struct session *session);     /* of the present question */
const struct session_item *session_item(const struct session *session);   /* the present one; NULL if none */
int session_place(const struct session *session, int *of);        /* 1-based place within its stage */
const struct session_item *session_items(const struct session *session, int *count);   /* all, in order */

/* pre measures: nothing is told about right and wrong before it has ended. */
bool session_gives_feedback(const struct session *session);

/* In pre a lab's code would tell ideas that are asked for: there it is seen only where it computes the key. */
bool session_shows_lab(const struct session *session);

bool session_confidence(struct session *session, enum confidence confidence);
/* An answer's text, and how it was judged (quiz/asking.h). */
bool session_answer(struct session *session, const char *answer, bool correct, struct err *err);
bool session_skip(struct session *session, struct err *err);   /* moves on; comes again once at the stage's end */
bool session_next(struct session *session, struct err *err);   /* after an answer, or after session_back */
/*
 * To look at earlier questions, one at a time, from anywhere; session_next leads
 * forward again. A given answer stays given; a skipped question can still be
 * answered while its stage lasts.
 */
bool session_back(struct session *session, struct err *err);

/* The present question has no key: it counts nowhere, and session_next leads on. A given answer stays given. */
void session_void(struct session *session);
bool session_answerable(const struct session_item *item);      /* not answered yet, nor void */

bool session_flag(struct session *session, struct err *err);   /* toggles "this question is wrong" */

/* ---- When it comes again ---- */

/*
 * In how many ms the present question comes again with this rating; -1 where that is not
 * for the student to say: in lessons and drills.
 */
int64_t session_interval(const struct session *session, enum fsrs_rating rating);

/* Another rating than the one that followed from the answer. */
bool session_rate(struct session *session, enum fsrs_rating rating, struct err *err);

/*
 * In a round: the last answer and its rating are taken back, and its question is asked again. The item
 * keeps the answer and how sure it was, so that a screen begins where it was given.
 */
bool session_can_undo(const struct session *session);
bool session_undo(struct session *session, struct err *err);

/* ---- The lesson ---- */

/* From the lesson: a check question now (in file order), or on to post when they are done. */
int session_checks_left(const struct session *session);
bool session_ask_check(struct session *session, struct err *err);  /* SESSION_LESSON → SESSION_QUESTION */
bool session_end_lesson(struct session *session, struct err *err); /* remaining checks, then post */

/*
 * Where the reader stood in the lesson: 0 = nowhere yet, else 1 + line * SCALE / lines,
 * which holds for any width.
 */
enum { SESSION_MARK_SCALE = 10000 };
void session_set_mark(struct session *session, int mark);
int session_mark(const struct session *session);

struct session_score {
	int asked[QUIZ_STAGES], right[QUIZ_STAGES];
	double gain;                   /* post share - pre share; NaN without both */
	int64_t took_ms;
};
struct session_score session_score(const struct session *session);

/* Not answered, or not right; what was missed before the lesson has come again in post, if there is one. */
bool session_missed(const struct session *session, const struct session_item *item,
                    const struct session_score *score);

/* Play again from the start, as a new session. */
bool session_restart(struct session *session, uint64_t seed, struct err *err);

#endif
