/*
 * The catalog of a course and of what ships to practise with: where the names in the
 * answer log lead to. Quizzes by their ids, questions by quiz and id. Files that cannot be
 * played are left out.
 */
#ifndef LEARN_CATALOG_H
#define LEARN_CATALOG_H

#include "learn/stats.h"
#include "quiz/course.h"

struct catalog;

/* Borrows the course. data_dir holds practice/. */
struct catalog *catalog_new(const struct course *course, const char *data_dir);
void catalog_free(struct catalog *catalog);

/* Borrowed; NULL where there is none. *name: what the command line calls it; may be NULL. */
const struct quiz *catalog_quiz(const struct catalog *catalog, const char *id, const char **name);
const struct quiz_question *catalog_question(const struct catalog *catalog, const char *quiz,
                                             const char *id);

/* The entry of the course whose quiz has this id; NULL where there is none: what ships to practise with is no lesson. */
const struct course_entry *catalog_lesson(const struct catalog *catalog, const char *id);

bool catalog_drills(const struct catalog *catalog, const char *topic);   /* there is an exercise about it */

/* A stats_find whose context is a catalog. */
bool catalog_find(void *context, const char *quiz, const char *question, struct stats_question *out);

#endif
