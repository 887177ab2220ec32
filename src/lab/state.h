/*
 * From a graph to a state: everything the screens show, read once. Internal to lab/.
 *
 * All texts and lists of a state live in its arena; tensors and values are
 * referenced and released with it.
 */
#ifndef LAB_STATE_H
#define LAB_STATE_H

#include "lab/setup.h"

/* While a state is being filled. */
struct reading {
	struct setup *setup;
	struct run *run;
	struct arena *arena;
	struct lab_state *state;
};

/*
 * Compute what the setup's knobs have marked, and read it. A limit ends in the
 * state's error. NULL with ERR_CANCEL alone.
 */
struct lab_state *state_compute(struct setup *setup, const struct budget *budget,
                                const atomic_bool *cancel, struct err *err);

/* The base's state with the variant's beside it, and how they differ. variant may be NULL. */
struct lab_state *state_compute_both(struct setup *base, struct setup *variant,
                                     const struct budget *budget, const atomic_bool *cancel,
                                     struct err *err);

/* What a state's tiles are computed with, the base's and the variant's: taken over. variant may be NULL. */
void state_keep(struct lab_state *state, struct setup *base, struct setup *variant);
bool state_has_outlines(const struct lab_state *state);

/* A state of the knobs alone. */
struct lab_state *state_of_knobs(struct setup *setup);

/* A state that only says why there is nothing to see. */
struct lab_state *state_failed(const struct lab *lab, const struct err *why);

/* The parts; false only with ERR_CANCEL (ERR_LIMIT stays with the figure, the claim). */
bool state_read_figures(struct reading *r, struct err *err);   /* figures.c */
bool state_read_claims(struct reading *r, struct err *err);    /* claims.c */

/* The outline of what has failed for its size, a new reference; NULL when it cannot be computed in parts. */
struct tensor *state_outline(const struct reading *r, const struct expr *expr);

/* The expression of a figure, by its code: the program's own text, the same pointer. Or NULL. */
const struct expr *show_find(const struct program *program, const char *code);   /* figures.c */

/* state->differences against state->with. False with ERR_CANCEL or ERR_LIMIT. */
bool state_find_differences(struct lab_state *state, struct arena *arena, struct run *run,
                            struct err *err);                  /* differences.c */

/* The options of a show, over what its figure has; and what they say of a picture's patches. */
bool figure_read_options(struct reading *r, const struct program_show *show, struct figure *f,
                         struct err *err);                     /* options.c */
int64_t figure_curves(const struct figure *f);                 /* rows of all items */

/* What its rows and columns are; expr is that of its first tensor. */
void figure_name_axes(const struct reading *r, const struct expr *expr, struct figure *f);   /* axes.c */

void figure_release(struct figure *figure);
/* The steps of a data flow; false with the figure's error. */
bool figure_read_flow(struct reading *r, const struct program_show *show, struct figure *f,
                      struct err *err);                        /* flow.c */

/*
 * Why an expression is False: both sides of a comparison, the distance of an
 * allclose. Appended to out; nothing for other expressions.
 */
void claim_sides(struct setup *setup, const struct expr *expr, struct run *run, struct str *out);

/* The truth of a claim's value: a bool, or one bool in a tensor. False with ERR_TYPE otherwise. */
bool claim_truth(struct value value, bool *holds, struct err *err);

#endif
