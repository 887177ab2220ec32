/* The question screen's state, shared by its two files: what it does, and what it says. */
#ifndef TUI_QUESTION_H
#define TUI_QUESTION_H

#include "quiz/asking.h"
#include "tui/labpane.h"
#include "tui/play.h"
#include "tui/sheet.h"

struct answer_class;

struct question {
	struct step step;
	const struct quiz_question *quiz;
	struct asking *asking;
	const struct answer_class *class;
	void *answer;                    /* the class's own */
	struct labpane *pane;            /* NULL: no lab */
	bool lab_later;                  /* there is one, and it is not shown yet */
	char *lab_failure;               /* why there is none, or NULL */
	char *no_key;                    /* why no answer to it is right or wrong, or NULL */
	char *complaint;                 /* why the answer cannot be taken yet, or NULL */
	enum language language;          /* of the failure and the complaint */
	int hints;                       /* shown so far */

	struct sheet sheet;              /* everything below: made by arrange */
	int scroll;
	int text_x, text_width;          /* 0 wide: not seen */
	int lab_x, lab_width;
};

/* Blocks of the sheet; those of the answer have smaller tags. */
enum { TAG_VERDICT = 1000, TAG_FOOT, TAG_EXPLANATION, TAG_HINT, TAG_COMPLAINT, TAG_RATING };

const struct session_item *question_item(const struct question *q);
bool question_open(const struct question *q);        /* it can still be answered */
bool question_revealed(const struct question *q);    /* answered, and feedback is given */
bool question_rated(const struct question *q);       /* and the student may say how well it was known */

enum reaction question_be(struct question *q, enum confidence confidence);   /* again: takes it back */

bool question_aside(const struct question *q);       /* the keys go to the lab */

const char *question_say(struct question *q, const struct words *words);   /* {{ }} computed */

/*
 * "  ▸3 good 10 min" onto the sheet's line, for each rating; `names` from 1 on, `chosen` 0: none.
 * When it comes again is told where that is for the student to say.
 */
void question_write_ratings(struct question *q, const char *const *names, int chosen);

/* A key that cannot be computed is its author's mistake: then the question is told of, and not asked. */
void question_find_void(struct question *q);
void question_fail_again(struct question *q);        /* the failures there are, in the language of now */

/* Build the sheet for q->text_width; `gap` blank rows between options. */
void question_write(struct question *q, int gap);

#endif
