/*
 * Tensors that are too large to compute whole. Internal to lang/.
 *
 * An evaluation with `parts` gives, instead of a large tensor, its outline (engine/tensor.h)
 * and notes the step that makes it. Views of an outline are outlines; what is narrowed down to
 * PARTS_SMALL elements is computed at once, so outlines are always larger. A part is read by
 * reading the parts of the inputs that it is made of and doing the very same operation on them:
 * kernels compute each cell alone, so its bits are those that the whole would have.
 *
 * Which part of which input is what the op table's column `part` says.
 */
#ifndef LANG_PARTS_H
#define LANG_PARTS_H

#include "lang/ops.h"

enum { PARTS_SMALL = 1 << 16, PARTS_LARGE = 1 << 18 };   /* elements */

struct parts;

struct parts *parts_new(void);
void parts_free(struct run *run, struct parts *parts);

/* Of a value's tensors, has one no elements of its own? */
bool parts_in(struct value v);

/*
 * Instead of doing an operation: true when it has been made a step, or has failed (*done says
 * which); false when it is to be done as usual.
 */
bool parts_operator(struct eval *e, const char *op, struct value a, struct value b,
                    struct value *out, bool *done, struct err *err);
bool parts_unary(struct eval *e, const char *op, struct value a, struct value *out, bool *done,
                 struct err *err);
bool parts_call(struct eval *e, struct call *call, struct value *out, bool *done, struct err *err);

/* What has become small is computed; out is replaced. */
bool parts_settle(struct eval *e, struct value *out, struct err *err);

/* The box [from, from + size) of a tensor or an outline, each of t's dimensions; a new reference. */
struct tensor *parts_read(struct eval *e, const struct tensor *t, const int64_t *from,
                          const int64_t *size, struct err *err);

/* All of it, some rows at a time. */
struct tensor *parts_read_all(struct eval *e, const struct tensor *t, struct err *err);

bool parts_say_whole(const char *what, struct err *err);   /* ERR_LIMIT */

/* Is it the outline, or a view of it, that some step here makes? */
bool parts_know(const struct parts *parts, const struct tensor *t);

/*
 * From now on tensor_at reads cells of the outlines that are made, a row at a time, as parts of
 * this evaluation (a copy); afterwards parts_were_read says whether all could be.
 */
void parts_watch(struct parts *parts, const struct eval *e);
bool parts_were_read(const struct parts *parts, struct err *err);

#endif
