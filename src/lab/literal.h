/*
 * A tensor as the expression it could have been written as:
 *
 *	tensor([0.5, 1.0, ...], dtype=float32).reshape((2, 3))
 *
 * So a program can hold numbers that come from a file, and all that works on
 * programs (the graph, variants, why) works on them too.
 */
#ifndef LAB_LITERAL_H
#define LAB_LITERAL_H

#include "engine/tensor.h"

struct expr;
struct literal;   /* counted references */

/* `code`: what stands for it where code is shown. ERR_LIMIT when the budget has no room for it. */
struct literal *literal_new(const struct tensor *t, const char *code, const struct budget *budget,
                            struct err *err);
struct literal *literal_ref(struct literal *literal);
void literal_unref(struct literal *literal);   /* NULL is fine */

const struct expr *literal_expr(const struct literal *literal);
const char *literal_code(const struct literal *literal);

#endif
