/* The part of the linter that knows what a question's "set" and "vary" do to the knobs of its lab. */
#ifndef QUIZ_CHECK_KNOBS_H
#define QUIZ_CHECK_KNOBS_H

#include "quiz/quiz.h"

/* Whether each knob can be set so, and each value of one that varies beside the first of the others. */
bool check_knobs(struct findings *findings, const char *path, const struct lab *lab,
                 struct quiz_question *question);

/* Whether those that vary stand as they are rolled: one may make another impossible, which would move. */
bool check_knobs_stand(struct findings *findings, const char *path, const struct lab *lab,
                       const struct quiz_question *question);

/* "with T = 6, d = 64: " before what was found from here on. */
void check_knobs_say(struct findings *findings, int from, const struct lab_knob_setting *knobs, int n);

#endif
