/* Quiz and lab files as text: regular files only (a FIFO would wait for ever), of bounded size. */
#ifndef QUIZ_SOURCE_H
#define QUIZ_SOURCE_H

#include <stddef.h>

#include "base/err.h"

/* Heap, NUL-terminated; NULL with *err. */
char *source_read(const char *path, size_t max_bytes, size_t *len, struct err *err);

/*
 * What a quiz is called after when it does not say: the file's name without
 * its ending, or for a quiz.json its folder's name. Heap.
 */
char *source_name(const char *path);

/* "03-cross-attention" → "Cross attention": a name as a title. Heap. */
char *source_title(const char *name);

#endif
