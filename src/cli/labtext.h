/*
 * A lab as lines of text, for pipes and screen readers.
 *
 * `covered` says by node what must not be seen before the answer (quiz_cover);
 * NULL shows everything. All append to out.
 */
#ifndef CLI_LABTEXT_H
#define CLI_LABTEXT_H

#include "quiz/quiz.h"

enum { LABTEXT_WIDTH = 80 };

/* Its title; the name of one that has none. Borrowed. */
const char *labtext_title(const struct lab *lab, enum language language);

void labtext_knobs(const struct lab_state *state, enum language language, struct str *out);

/* A line a statement: the code, its symbolic shape, its shape. */
void labtext_program(const struct lab_state *state, const bool *covered, struct str *out);

/* As Python and PyTorch print it; below a tensor its shape. */
void labtext_value(struct value value, struct str *out);

/* "shape (8, 10, 197) = (H, Nt, Nv)  float32", a line */
void labtext_shape(const struct tensor *t, struct str *out);

void labtext_figures(const struct lab_state *state, enum language language, struct str *out);

void labtext_claims(const struct lab_state *state, enum language language, struct str *out);

/* What a variant is, and where its values differ from the base; the state was run with it. */
void labtext_variant(const struct lab_state *state, enum language language, struct str *out);

#endif
