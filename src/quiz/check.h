/* The linter: everything that can be known about a quiz without playing it. */
#ifndef QUIZ_CHECK_H
#define QUIZ_CHECK_H

#include "quiz/quiz.h"

/*
 * Check a file or a folder of quizzes, lab files (*.lab) and lessons (*.LANG.md): JSON and schema,
 * keys, ids, options, labs that do not run, claims that fail, with their values. A
 * lab file also runs with each knob at both its ends.
 * Adds to findings; false when `path` itself cannot be read. `files` and
 * `questions` count what was seen (either may be NULL).
 */
bool check_path(const char *path, struct lab_library *library, struct findings *findings,
                int *files, int *questions, struct err *err);

#endif
