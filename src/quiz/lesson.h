/*
 * A lesson, NAME.LANG.md: Markdown in which ```lab blocks are live, and <!-- check --> marks
 * a place for a check question.
 */
#ifndef QUIZ_LESSON_H
#define QUIZ_LESSON_H

#include "lab/library.h"
#include "text/markdown.h"

enum { LESSON_MAX_BYTES = 4 << 20 };

/* The file's name ends as a lesson's does, in a language that is shown. */
bool lesson_is_path(const char *path);

bool lesson_is_lab(const struct markdown_fence *fence);
bool lesson_is_check(const struct markdown_fence *fence);

/* ```lab NAME: what it is called, or NULL where the block has its own lines alone. */
const char *lesson_lab_name(const struct markdown_fence *fence);

/*
 * "lab NAME" is one beside the lesson's file `path`, or one that ships; with lines of its own it
 * starts from that. A reference; NULL with *err.
 */
struct lab *lesson_lab(const char *path, const struct markdown_fence *fence, struct lab_library *library,
                       struct err *err);

#endif
