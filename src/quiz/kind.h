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
 *	number    "4*197*64*2"    as it was typed
 *	shape     "(Nt, hidden)"  as it was typed
 *	order     "2,0,1"         the steps, in the order they were put
 *	open      "3 0,2\n..."    the rating 1-4, the points that were said ("-": none), the text
 *	mask      "100/110/111"   rows of cells, 1 = visible
 */
#ifndef QUIZ_KIND_H
#define QUIZ_KIND_H

#include "quiz/asking.h"
#include "quiz/read.h"

struct question_kind {
	const char *name;                /* "choice" */
	const char *const *keys;         /* what it adds to the keys of every question; NULL ends */
	bool one_right;                  /* one option is right: a strategy of picking can be measured */
	bool in_order;                   /* the options are steps: as the file has them, they are right */
	bool explains;                   /* its own texts say why, so an explanation is not missed */

	bool (*read)(struct reader *r, const struct json *json, struct quiz_question *question);
	void (*check)(const struct quiz *quiz, const struct quiz_question *question,
	              struct findings *findings);

	/* May be NULL: what there is to say about a key that was computed. */
	void (*check_key)(const struct quiz *quiz, const struct quiz_question *question,
	                  const char *key, struct findings *findings);

	/* Whether a text, of an older log perhaps, can be an answer to the question. */
	bool (*fits)(const struct quiz_question *question, const char *answer);

	/* The key, appended. */
	bool (*key)(struct asking *asking, struct str *out, struct err *err);

	/* May be NULL: asking_preview. */
	void (*preview)(struct asking *asking, const char *typed, struct str *out);

	/* *err: the answer cannot be read, and what to type instead. */
	bool (*judge)(struct asking *asking, const char *answer, enum language language,
	              struct judgement *out, struct err *err);

	/* An answer in words for people, Markdown, appended. */
	void (*say)(struct asking *asking, const char *answer, enum language language,
	            struct str *out);
};

extern const struct question_kind kind_choice, kind_multiple, kind_number, kind_shape, kind_order,
	kind_open, kind_mask;

/* The keys that questions of every kind have; NULL ends. */
extern const char *const question_keys[];

/* All kinds; NULL ends. */
extern const struct question_kind *const question_kinds[];

/* ---- Computing: asking.c. Values are to be unref'ed. ---- */

/* The question's `answer`, in its lab with its own setting. */
bool asking_compute(struct asking *asking, struct value *out, struct err *err);

/* What a student typed: it may name the lab's knobs, and the numbers that are not covered. */
bool asking_typed(struct asking *asking, const char *code, struct value *out, struct err *err);

/* "answer": the expression that is the key. */
bool read_answer(struct reader *r, const struct json *json, const char *form,
                 struct quiz_question *question);

/* ---- What is typed: typed.c ---- */

/* Signs that people type (×, ÷, −, ^, full-width forms) as the lab language writes them; appended. */
void typed_clean(const char *typed, struct str *out);

/* " (within 2 % is right)", where the number has a tolerance; appended. */
void number_say_tolerance(const struct quiz_question *question, struct str *out);

/* ---- Options: options.c ---- */

/* The list under the key, each an option; at least `least` of them. When false, n_options is their number, or 0. */
bool options_read_list(struct reader *r, const struct json *json, const char *key, int least,
                       struct quiz_question *question);

/* The list "options"; they keep their order where one speaks of the others. */
bool options_read(struct reader *r, const struct json *json, struct quiz_question *question);
void options_check(const struct quiz *quiz, const struct quiz_question *question,
                   struct findings *findings);

/* The same of options with {{ }}, as this asking computes them. */
void options_check_filled(const struct quiz *quiz, struct asking *asking, struct findings *findings);

/* "0,2" as a set of bits; false when it is no list of different options of the question. */
bool options_of_answer(const struct quiz_question *question, const char *answer, uint32_t *set);
void options_to_answer(uint32_t set, struct str *out);
void options_say(struct asking *asking, const char *answer, enum language language,
                 struct str *out);

/* ---- Answers to open questions: kind_open.c ---- */

enum { OPEN_RATINGS = 4 };           /* 1 not known, 2 with gaps, 3 good, 4 very good */

struct open_answer {
	int rating;
	uint32_t points;                 /* bit i: it was said */
	const char *text;                /* "": only thought */
};

extern const char *const open_part_names[CARD_PARTS];            /* N_(): "In short" */
extern const char *const open_rating_names[OPEN_RATINGS + 1];    /* N_(), from 1 */

bool open_parse(const struct quiz_question *question, const char *answer, struct open_answer *out);
void open_print(const struct open_answer *answer, struct str *out);

/* ---- Masks: kind_mask.c ---- */

enum { MASK_MAX_ROWS = 16, MASK_MAX_COLUMNS = 32 };

/* Of "100/110"; false when the text is no such grid. */
bool mask_size(const char *cells, int *rows, int *columns);

#endif
