/*
 * How an answer is given on the question screen: one row for each kind of question.
 *
 * The question's frame (text, confidence, hints, explanation, lab) is the same for
 * all kinds; a widget writes its rows onto the question's sheet, has its own keys,
 * and turns what was done into the answer's text (quiz/kind.h). Its state is the
 * question's `answer`.
 */
#ifndef TUI_ANSWER_H
#define TUI_ANSWER_H

#include "tui/question.h"

struct answer_class {
	const char *kind;                    /* the name of the question's kind */
	const struct binding *bindings;      /* its keys; actions from ANSWER_KEYS on */

	/* The state as it begins, or with the answer that was given, also where it was taken back. */
	void *(*open)(struct question *q, const char *given);
	void (*close)(void *answer);

	/* Its blocks; `gap` blank rows between long ones. */
	void (*write)(struct question *q, int gap);

	enum reaction (*key)(struct question *q, int action, const struct input *input);

	/* May be NULL: whether the key is text for a field; then `key` gets it as ACTION_TYPE. */
	bool (*types)(const struct question *q, const struct input *input);

	/* May be NULL: the keys that say how sure one is while it takes all letters: "↑↓". */
	const char *confidence_key;

	/* May be NULL: a click on its block with this tag, at column x of the text, row y of the block. */
	enum reaction (*click)(struct question *q, int tag, int x, int y);

	/* May be NULL: what is right, by its numbers on the screen: "2", "1, 3". */
	void (*right)(const struct question *q, struct str *out);

	/* The answer's text, appended; false with *err while there is none: what to do first. */
	bool (*take)(struct question *q, struct str *out, struct err *err);
};

enum { ANSWER_KEYS = 100 };

const struct answer_class *answer_class_of(const struct quiz_question *question);

/*
 * One of its blocks has the cursor and should be seen, with its TAG_FOOT, if it has one, below it; the
 * same with as much of what follows it as fits.
 */
enum reaction answer_show(struct question *q, int tag);
enum reaction answer_show_rest(struct question *q, int tag);

/* Take the answer, judge and log it: what Enter does. */
enum reaction answer_give(struct question *q);

/* For key tables: it can still be answered, and the keys do not go to the lab. */
bool answer_is_open(const struct screen *screen);
bool question_is_open(const struct screen *screen);    /* the same, wherever the keys go */

extern const struct answer_class answer_choice, answer_multiple, answer_number, answer_shape,
	answer_order, answer_open, answer_mask;

#endif
