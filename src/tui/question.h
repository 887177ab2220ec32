/* The question screen's state, shared by its three files: where it lies, what its keys do, what it says. */
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

struct session *question_session(const struct question *q);
const struct session_item *question_item(const struct question *q);
bool question_open(const struct question *q);        /* it can still be answered */
bool question_revealed(const struct question *q);    /* answered, and feedback is given */
bool question_rated(const struct question *q);       /* and the student may say how well it was known */

enum reaction question_be(struct question *q, enum confidence confidence);   /* again: takes it back */

/* The lab shows everything, and beside it the wrong idea that was chosen. */
void question_reveal(struct question *q);

/* Laid out anew, with the block, its TAG_FOOT, if there is one, and, to_end, all that follows it in sight, as far as they fit. */
void question_show(struct question *q, int tag, bool to_end);

bool question_aside(const struct question *q);       /* the keys go to the lab */

/* Its keys. The complaint of an answer that cannot be taken yet can be made anew, in the present language. */
extern const struct binding question_bindings[];
enum reaction question_key(struct screen *screen, int action, const struct input *input);
void question_complain_again(struct question *q);

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
