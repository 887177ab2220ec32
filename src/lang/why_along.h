/*
 * Explaining what is made of many cells: the cells along some dimensions, and a
 * list of terms of which the first few are written. Internal to the why_*.c files.
 */
#ifndef LANG_WHY_ALONG_H
#define LANG_WHY_ALONG_H

#include "lang/why_cell.h"

enum { SHOWN_TERMS = 3 };

struct terms {
	struct why *why;
	int64_t count;
	const char *between;   /* NULL: " + " */
};

void why_term_begin(struct terms *terms, int64_t i);   /* before term i, if it is shown */
void why_terms_end(struct terms *terms);

/* The reduced dimensions of the input: argument `at` is the dim, an int, ints, or None for all. */
bool why_reduced(struct call *c, int at, bool *along, struct err *err);

/* The cell's role is its place along the one dimension that is reduced: "H 0". */
struct why_place {
	const struct shape *in;
	const bool *along;
	const int64_t *index;
};
void why_role_along(struct why *why, const struct why_input *cell, const struct why_place *place);

/* The first input cell that the result's cell is made of; the next; how many there are. */
void why_start(const struct shape *in, const bool *along, const struct why *why, int64_t *index);
bool why_next(const struct shape *in, const bool *along, int64_t *index);
int64_t why_count(const struct shape *in, const bool *along);

#endif
