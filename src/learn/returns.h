/* When the questions that a session asked come back. */
#ifndef LEARN_RETURNS_H
#define LEARN_RETURNS_H

#include "learn/session.h"

struct returns {
	struct return_group {
		char *when;            /* "in 10 minutes" */
		int count;             /* of questions */
	} *list;                       /* the soonest first */
	int count;
};

/* Those that were answered and come again; free with returns_done. */
struct returns session_returns(const struct session *session);
void returns_done(struct returns *returns);

#endif
