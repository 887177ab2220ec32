/* The part of the linter that runs labs. */
#ifndef QUIZ_CHECK_LAB_H
#define QUIZ_CHECK_LAB_H

#include "quiz/names.h"
#include "quiz/quiz.h"

struct lab_checker {
	struct lab_library *library;   /* may be NULL */
	struct findings *findings;
	struct names ran;              /* shipped labs that have run with their defaults */
};

/*
 * A question's lab, claims, {{ }} and variants, over the instances of what varies; runs nothing when
 * none of these is there.
 */
void check_question_lab(struct lab_checker *checker, struct quiz *quiz, int question);

/*
 * A lab that is lines of a file, the first below `above` others, and starts from the named one, if
 * any: it parses, runs, and its claims hold, at both ends of each knob. Of one that is only
 * named: whether it is there.
 */
void check_lab_lines(struct lab_checker *checker, const char *path, uint32_t above, const char *name,
                     const char *code);

/* A *.lab file. */
void check_lab_file(struct lab_checker *checker, const char *path);

#endif
