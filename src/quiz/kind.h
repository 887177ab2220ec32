/*
 * A kind of question: one row in kinds.c, which says how it is read and checked,
 * and how an answer to it is judged.
 *
 * An answer is a text, the same on the screens, in the plain mode and in the log;
 * the right answer, the key, has the same form. Options and steps count from 0, as
 * the file has them.
 *
 *	choice    "2"             the chosen option
 *	multiple  "0,2"           the chosen options, the smallest first
 */
#ifndef QUIZ_KIND_H
#define QUIZ_KIND_H

#include "quiz/asking.h"
#include "quiz/read.h"

struct question_kind {
	const char *name;                /* "choice" */
	const char *const *keys;         /* what it adds to the keys of every question; NULL ends */
	bool one_right;                  /* one option is right: a strategy of picking can be measured */

	bool (*read)(struct reader *r, const struct json *json, struct quiz_question *question);
	void (*check)(const struct quiz *quiz, const struct quiz_question *question,
	              struct findings *findings);

	/* Whether a text, of an older log perhaps, can be an answer to the question. */
	bool (*fits)(const struct quiz_question *question, const char *answer);

	/* The key, appended. */
	bool (*key)(struct asking *asking, struct str *out, struct err *err);

	/* *err: the answer cannot be read, and what to type instead. */
	bool (*judge)(struct asking *asking, const char *answer, enum language language,
	              struct judgement *out, struct err *err);

	/* An answer in words for people, Markdown, appended. */
	void (*say)(struct asking *asking, const char *answer, enum language language,
	            struct str *out);
};

extern const struct question_kind kind_choice;

/* All kinds; NULL ends. */
extern const struct question_kind *const question_kinds[];

/* ---- Options: options.c ---- */

bool options_read(struct reader *r, const struct json *json, struct quiz_question *question);
void options_check(const struct quiz *quiz, const struct quiz_question *question,
                   struct findings *findings);

/* "0,2" as a set of bits; false when it is no list of different options of the question. */
bool options_of_answer(const struct quiz_question *question, const char *answer, uint32_t *set);
void options_to_answer(uint32_t set, struct str *out);
void options_say(struct asking *asking, const char *answer, enum language language,
                 struct str *out);

#endif
