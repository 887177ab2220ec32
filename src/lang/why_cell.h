/*
 * A cell of an operand, with a name for people. Internal to the why_*.c files.
 *
 * An operand that only moves numbers is looked through: K.mT[0,2,7] is K[0,7,2].
 */
#ifndef LANG_WHY_CELL_H
#define LANG_WHY_CELL_H

#include "lang/ops_list.h"
#include "lang/why.h"

/*
 * An operand: its value and the expression it came from. `root` is what is left of
 * the expression when all that only moves numbers is taken off; `places` says
 * for each cell of the value which cell of the root it is (NULL: the same).
 */
struct source {
	struct eval *eval;
	const struct expr *expr, *root;
	int item;                    /* which of the expression's tensors it is, or -1 */
	struct value value;          /* borrowed: a tensor or a number */
	struct tensor *places;       /* int64, in the value's shape: a number if that is one */
	struct value from;           /* with places: the root's value, a tensor or a tuple of them */
	uint32_t random_calls;       /* made before the expression */
};

/* Free with why_source_done. */
struct source why_source(struct eval *eval, const struct expr *expr, int item, struct value value,
                         uint32_t random_calls);
struct source why_arg(const struct call *call, int i);
/* Tensor i of an argument that is a list of them, or the rest of the positions. */
struct source why_operand(struct call *call, int arg, int i);
void why_source_done(struct source *source);

/* The operand's index under the result's, with broadcasting. */
void why_align(const struct tensor *t, const int64_t *index, int ndim, int64_t *out);

/*
 * The cell of the operand at `index`: adds it to why's inputs (as long as there is
 * room) and gives its label and value. A number is its own cell.
 */
bool why_cell(struct why *why, const struct source *source, const int64_t *index,
              struct why_input *out, struct err *err);

/* The cell of an argument, by its index there. */
bool why_arg_cell(const struct call *call, int i, const int64_t *index, struct why *why,
                  struct why_input *out, struct err *err);

/*
 * A number on the way to the cell that is explained, as an input of it; its label and value are in
 * *out. Who goes on to it comes to the same operation again, with the step in why->cell.
 */
void why_add_step(struct why *why, struct why_step step, double value, struct why_input *out);

/* What an input that was added is in the formula; a cell that is two things is both. */
void why_role(struct why *why, const struct why_input *in, const char *role);

/* Whether the label is the number itself: 16 is not called 16 = 16. */
bool why_is_plain(const struct why_input *in);

/* The root's cell at `index` of the value; *item of a tuple's tensors, or -1. */
void why_place(const struct source *source, const int64_t *index, int *item, int64_t *out);

/* The code of an operand, in brackets where an index would bind to its last part. */
void why_name(const struct expr *x, struct str *out);

/* Number `place` of those that the call draws. */
void why_say_random(const struct call *call, int64_t place, struct why *why);

/* "A[0,3,7] = " */
void why_begin(struct why *why);
/* " = 0.5" or " = nan" */
void why_end(struct why *why);
void why_number(struct why *why, double x);
double why_result(const struct why *why);

/* The expression that makes why->result: a number's own, or of a tuple item why->item. */
bool why_expr(struct eval *eval, const struct expr *expr, struct why *why, struct err *err);

#endif
