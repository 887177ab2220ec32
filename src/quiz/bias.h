/*
 * Give-aways: how well a guesser scores who always picks the longest option, or
 * always the same position, against chance.
 */
#ifndef QUIZ_BIAS_H
#define QUIZ_BIAS_H

#include "quiz/quiz.h"

struct bias_score {
	double hits, chance, variance;   /* sums over the questions that the strategy can play */
	int questions;
};

struct bias {   /* all zero = nothing seen */
	struct bias_score longest, position[QUIZ_MAX_OPTIONS];
};

void bias_add(struct bias *bias, const struct quiz_question *question);
void bias_merge(struct bias *into, const struct bias *bias);

/* Warnings where a strategy beats chance clearly. `line` 0 = a folder as a whole. */
void bias_report(const struct bias *bias, const char *path, uint32_t line,
                 struct findings *findings);

#endif
