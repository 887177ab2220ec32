/* How an answer is typed in the plain mode: one row for each kind of question. */
#ifndef CLI_PLAIN_ANSWER_H
#define CLI_PLAIN_ANSWER_H

#include "cli/plain.h"
#include "quiz/asking.h"

/* A question while it is on the page. */
struct asked {
	struct plain *plain;
	const struct quiz_question *question;
	struct asking *asking;
	struct lab_setting setting;
	struct lab *lab;               /* NULL: it has none */
	struct lab_state *state;       /* NULL: it could not be run */
	char *trouble;                 /* why there is no lab or no state; heap */
	int hints;                     /* shown so far */
};

struct plain_answer {
	const char *kind;              /* the name of the question's kind */
	bool tells;                    /* to take the answer is to show the key */

	/* May be NULL: what stands below the question. */
	void (*print)(struct asked *asked);

	/* What the prompt says: the form in which an answer is typed. */
	void (*prompt)(const struct asked *asked, struct str *out);

	/* The typed line as an answer's text, appended; false with *err: what to type instead. */
	bool (*take)(struct asked *asked, struct str *out, struct err *err);

	/* May be NULL: the answer in the numbers that the page shows, before its words. */
	void (*say)(struct asked *asked, const char *answer, struct str *out);
};

const struct plain_answer *plain_answer_of(const struct quiz_question *question);

const struct session_item *asked_item(const struct asked *asked);

/* " 1 again (1 min), 2 hard (6 min)": `names` from 1 on, and where it comes back when; appended. */
void plain_ratings(const struct asked *a, const char *const *names, struct str *out);

#endif
