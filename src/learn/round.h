/*
 * What a round asks, as a quiz of its own (quiz/gather.h):
 *
 *	review      what is due, of any quiz that was played (or those of a course), what waits longest first
 *	interview   open cards: those due, then those never seen, then the others
 *	drill       exercises, shuffled; their knobs are rolled anew
 *
 * A round is short; when it has ended, another one can be gathered.
 */
#ifndef LEARN_ROUND_H
#define LEARN_ROUND_H

#include "learn/session.h"

enum { ROUND_REVIEW_MAX = 30, ROUND_MAX = 10 };

struct round_wish {
	enum session_kind kind;        /* no lesson */
	const char *path;              /* of a course, as in quiz/course.h; NULL = what ships */
	const char *topic;             /* a tag; NULL = any */
	const char *data_dir;          /* holds practice/ and quizzes/ */
	uint64_t seed;
	int64_t now_ms;
};

/*
 * Without questions when nothing is due; free with quiz_free. NULL with *err for a topic
 * that no question has, which says what topics there are, and for a course that asks none such.
 */
struct quiz *round_gather(const struct round_wish *wish, struct store *store, struct err *err);

/* What the share of a round counts, translated: "right"; interviews are rated: "good or better". */
const char *round_share_name(enum session_kind kind);

/* What of the wish's course, or of any quiz, is due, and when something will be. */
struct card_count;
void round_count(const struct round_wish *wish, struct store *store, struct card_count *out);

/*
 * Of a review that has nothing to ask: that it has not, in a line; when it will have, and what
 * to do until then, as Markdown. Appended; topic NULL = any.
 */
void round_say_nothing_due(const char *topic, struct str *out);
void round_say_later(struct store *store, const struct round_wish *wish, struct str *out);

#endif
