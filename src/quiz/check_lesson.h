/* The part of the linter that reads lessons. */
#ifndef QUIZ_CHECK_LESSON_H
#define QUIZ_CHECK_LESSON_H

#include "quiz/check_lab.h"
#include "quiz/lesson.h"

/* A NAME.LANG.md file: its labs run, its mathematics is known, and a quiz belongs to it. */
void check_lesson(struct lab_checker *checker, const char *path);

#endif
