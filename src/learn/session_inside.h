/* A session for the two files that make it: session.c, and session_again.c for what comes again. */
#ifndef LEARN_SESSION_INSIDE_H
#define LEARN_SESSION_INSIDE_H

#include "learn/agenda.h"
#include "learn/cards.h"

struct session {
	enum session_kind kind;
	struct agenda agenda;
	struct store *store;
	struct clock clock;
	bool resumed;
	int64_t id;                    /* in the log; 0 until there is something to be kept */
	int64_t begun_ms;
	uint64_t seed;

	int look;                      /* an earlier item that is looked at, or AGENDA_NONE */
	int mark;
	int64_t spent_ms, since_ms;    /* time spent before this opening, and when it began */
	int64_t shown_ms;              /* since when the question is on the screen */
	int answers;                   /* given since it was opened */
};

int64_t session_now(const struct session *s);
const struct quiz_question *session_question(const struct session *s, const struct session_item *item);

/* A row of the log; text NULL: skipped. review: what comes of it for the question's card, or NULL. */
bool session_log(struct session *s, const struct session_item *item, const char *text, bool correct,
                 const struct card_review *review, struct err *err);

/* An answer and, where its question comes again, when. */
bool session_log_rated(struct session *s, struct session_item *item, const char *answer, bool correct,
                       struct err *err);

#endif
