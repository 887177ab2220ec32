/*
 * Reading a quiz: from JSON to struct quiz, with a finding for whatever is wrong.
 *
 *	read_quiz.c      the root, ids, titles
 *	read_question.c  what questions of every kind have
 *	read_lab.c       "lab" and "claims"
 *	read_vary.c      "vary"
 *	kind_*.c         what one kind of question adds (quiz/kind.h)
 */
#ifndef QUIZ_READ_H
#define QUIZ_READ_H

#include "base/str.h"
#include "quiz/json.h"
#include "quiz/names.h"
#include "quiz/quiz.h"

struct reader_text {             /* a text given in several languages */
	const struct json *at;
	unsigned languages;          /* bit 1 << language */
};

struct reader {
	struct quiz *quiz;
	struct findings *findings;
	struct names ids;            /* id → index of its question; given ones first */
	struct reader_text *texts;
	int n_texts;
	bool staged;                 /* a question of the file has a stage: others miss it */
};

void reader_say(struct reader *r, enum finding_level level, const struct json *at, const char *rule,
                const char *fmt, ...) PRINTF_LIKE(5, 6);

/* An error finding; always false, so that `return reader_fail(...)` reads well. */
bool reader_fail(struct reader *r, const struct json *at, const char *rule, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* A finding's place where it is the member's key that it speaks of. */
struct json read_key(const struct json *member);

/* A text: "…" or {"en": "…", "zh": "…"}. False, with a finding, when it is none or says nothing. */
bool read_words(struct reader *r, const struct json *value, const char *what, struct words *out);

/* "…" or a list of them, copied; false with a finding, and then none. */
bool read_strings(struct reader *r, const struct json *value, const char *what, const char ***list,
                  int *count);

/* Where each of these stands; NULL for none. */
struct quiz_place *read_places(struct reader *r, const struct json *value);

/* Notes on keys of the object that are not in the NULL-ended list; on one, with what was meant or NULL. */
void read_unknown_keys(struct reader *r, const struct json *object, const char *const *known);
void read_unknown_key(struct reader *r, const struct json *object, const struct json *member,
                      const char *meant);
bool read_is_among(const char *name, const char *const *list);

/* The name in the NULL-ended list that was probably meant, or NULL. */
const char *nearest_name(const char *name, const char *const *known);

bool read_question(struct reader *r, const struct json *json, struct quiz_question *question);
bool read_lab(struct reader *r, const struct json *value, struct quiz_question *question);
/* A knob's value as the lab takes it, copied; NULL, with a finding, when it is none. */
const char *read_knob(struct reader *r, const struct json *value, const char *rule);
/* Behind read_lab: the knobs join those that it sets. */
bool read_vary(struct reader *r, const struct json *value, struct quiz_question *question);
bool read_claims(struct reader *r, const struct json *value, struct quiz_question *question);

/* Whether the document can be meant as a quiz at all; a text that is no JSON may have been. */
bool read_is_quiz(const struct json *root);
bool read_was_quiz(const char *text);

/*
 * A quiz from its document; all its questions may be left out. NULL, with an error among the
 * findings, when it has none.
 */
struct quiz *read_quiz(const char *path, const struct json *root, struct findings *findings);

/* The first member that repeats a key, in any object from here down, or NULL. */
const struct json *read_repeated(const struct json *value);

#endif
