/*
 * All mistakes of a lab's text, not only the first.
 *
 * The statement that is wrong is told, and taken out; what then lacks a name that only it defined
 * goes silently, for it may be right.
 */
#ifndef LAB_MISTAKES_H
#define LAB_MISTAKES_H

#include "lab/library.h"

enum { LAB_MISTAKES_MAX = 20 };   /* then there is no end to them */

/*
 * As lab_shelf_open; `found` is called with each mistake, its place in `code` if it has one. What is
 * left runs: a reference, or NULL when nothing is, or too much was wrong.
 */
struct lab *lab_mistakes(struct lab_shelf *shelf, const char *name, const char *code,
                         void (*found)(void *context, const struct err *err), void *context);

#endif
