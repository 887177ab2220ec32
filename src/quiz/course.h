/*
 * What PATH names: one quiz file, a folder with quiz files in it or below it,
 * or the name of a shipped lesson. A course is a sorted list of quiz files;
 * nothing is parsed until it is played.
 */
#ifndef QUIZ_COURSE_H
#define QUIZ_COURSE_H

#include "quiz/quiz.h"

struct course_entry {
	char *name;                  /* "lesson61", "03-attention" */
	char *quiz_path;
	char *lesson_path[LANGUAGE_COUNT];   /* NAME.LANG.md, or NULL */
};

struct course {
	struct course_entry *entries;
	int count;
};

/* data_dir holds quizzes/ and lessons/. path NULL = the shipped quizzes. */
bool course_open(const char *data_dir, const char *path, struct course *course, struct err *err);
void course_done(struct course *course);

/* Where what path names lies: an absolute file or folder, heap; NULL where there is none. */
char *course_place(const char *data_dir, const char *path);

/* The text of the lesson in the language, else in English, else in any; NULL when there is none. */
const char *course_lesson(const struct course_entry *entry, enum language language);

/* Title, stages and number of questions without keeping the quiz: for lists. */
struct course_summary {
	char *title;                 /* the caller frees it */
	int questions, by_stage[QUIZ_STAGES];
};
bool course_summarise(const struct course_entry *entry, enum language language,
                      struct course_summary *out, struct err *err);

#endif
