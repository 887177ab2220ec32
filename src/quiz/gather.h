/*
 * A quiz made of questions of other quizzes, which it then owns: what a review, an
 * interview or a drill asks. All are check questions there; each still knows the
 * quiz it comes from (quiz_question.of).
 */
#ifndef QUIZ_GATHER_H
#define QUIZ_GATHER_H

#include "quiz/quiz.h"

/* Without questions yet; quiz_free frees it. */
struct quiz *gather_new(const char *id);

/* Keep a quiz for it, whether or not questions are taken from it. */
void gather_keep(struct quiz *gathered, struct quiz *from);

/* At its end. Earlier questions may move. */
void gather_add(struct quiz *gathered, const struct quiz_question *question);

/* One of those it keeps, read from this file; else it is read and kept. NULL with *err. */
struct quiz *gather_file(struct quiz *gathered, const char *path, struct err *err);

#endif
