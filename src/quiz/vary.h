/*
 * "vary": knobs of a question's lab that are rolled anew each time it is asked.
 *
 * What they have come to stands behind the knobs of "set", where it wins: whoever takes
 * quiz_setting follows. In a quiz that was never rolled each has its first value.
 */
#ifndef QUIZ_VARY_H
#define QUIZ_VARY_H

#include "quiz/quiz.h"

enum { VARY_MAX_VALUES = 256 };  /* of one knob */

struct quiz_vary {
	struct lab_knob_setting *knob;   /* in the question's `set` */
	const char **values;             /* as the lab takes them */
	struct quiz_place *at;           /* of each of them in the file */
	int n_values;
};

/*
 * The values of a play: a function of the seed and each question's id. Labs and askings that have
 * been computed know nothing of it; make them anew.
 */
void quiz_roll(struct quiz *quiz, uint64_t seed);

/* For the linter: all instances of the question where they are few, else so many; from 0. */
int vary_instances(const struct quiz_question *question);
void vary_take(struct quiz_question *question, int instance);

#endif
