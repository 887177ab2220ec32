/*
 * What small shapes cost, in operations of the budget, beyond what the kernels say: those charge for
 * the numbers in a full block, and a row of two or a product of two vectors does not fill one.
 * Called before the kernel; false with ERR_LIMIT or ERR_CANCEL, as run_spend.
 */
#ifndef LANG_PRICES_H
#define LANG_PRICES_H

#include "engine/tensor.h"

/* a @ b; shapes that do not fit are left to the kernel. */
bool prices_matmul(struct run *run, const struct tensor *a, const struct tensor *b, struct err *err);

/* Rows along dim; each number of them costs `each` more. */
bool prices_rows(struct run *run, const struct tensor *t, int64_t dim, int64_t each, struct err *err);

bool prices_attention(struct run *run, const struct tensor *q, struct err *err);

#endif
