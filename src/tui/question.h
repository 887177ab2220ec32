/* The question screen's state, shared by its two files: what it does, and what it says. */
#ifndef TUI_QUESTION_H
#define TUI_QUESTION_H

#include "tui/labpane.h"
#include "tui/play.h"
#include "tui/sheet.h"

struct filled {                      /* a text and what its {{ }} came to */
	const char *source;
	char *text;
};

struct question {
	struct step step;
	const struct quiz_question *quiz;
	struct labpane *pane;            /* NULL: no lab */
	char *lab_failure;               /* why there is none, or NULL */
	int cursor;                      /* place among the options, or -1 */
	int hints;                       /* shown so far */
	struct filled *filled;
	int n_filled;

	struct sheet sheet;              /* everything below: made by arrange */
	int scroll;
	int text_x, text_width;          /* 0 wide: not seen */
	int lab_x, lab_width;
};

/* Blocks of the sheet that are not options (those have their place as tag). */
enum { TAG_VERDICT = 1000, TAG_EXPLANATION, TAG_HINT };

const struct session_item *question_item(const struct question *q);
bool question_open(const struct question *q);        /* it can still be answered */
bool question_revealed(const struct question *q);    /* answered, and feedback is given */

/* Build the sheet for q->text_width; `gap` blank rows between options. */
void question_write(struct question *q, int gap);

#endif
