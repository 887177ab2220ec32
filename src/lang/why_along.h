/*
 * Explaining what is made of many cells: the cells along some dimensions, and a
 * list of terms of which the first few are written. Internal to the why_*.c files.
 */
#ifndef LANG_WHY_ALONG_H
#define LANG_WHY_ALONG_H

#include "lang/why_cell.h"

enum { SHORT_ROW = 5, SHOWN_TERMS = 3 };   /* a short row is written out */

struct terms {
	struct why *why;
	int64_t count;
	const char *between;   /* NULL: " + " */
};

bool why_term_begin(struct terms *terms, int64_t i);   /* before term i: whether it is shown */
void why_terms_end(struct terms *terms);

/* The reduced dimensions of argument 0: argument `at` is the dim, an int, ints, or None for all. */
bool why_reduced(struct call *c, int at, bool *along, struct err *err);

/* Values along some dimensions of argument 0, as doubles: the first `limit`, or all (-1). */
struct why_cells {
	double *x;
	int64_t count;
};
bool why_read(struct call *c, const bool *along, int64_t limit, struct why *why, struct why_cells *out,
              struct err *err);
/* The same, and the first of them are inputs. */
bool why_collect(struct call *c, const bool *along, int64_t limit, struct why *why, struct why_cells *out,
                 struct err *err);
bool why_cells_done(struct why_cells *cells, bool result);   /* also after false; gives the result */
double why_mean_of(const struct why_cells *cells);
double why_spread_of(const struct why_cells *cells, double about);   /* the mean of (x - about)^2 */

/* "before x after" for the first cells: exp(1 - 3) + exp(2 - 3) + ... */
void why_add_each(struct why *why, const struct why_cells *cells, const char *between,
                  const char *before, const char *after);
/* A %s in `shape` becomes the number. */
void why_format(char *out, size_t size, const char *shape, double x);

/* The cell's role is its place along the one dimension that is reduced: "H 0". */
struct why_place {
	const struct shape *in;
	const bool *along;
	const int64_t *index;
};
void why_role_along(struct why *why, const struct why_input *cell, const struct why_place *place);

/* Argument 0's one dimension `dim` (-1: the last). */
bool why_one_dim(struct call *c, int64_t dim, bool *along, int *out, struct err *err);

/* The first input cell that the result's cell is made of; the next; how many there are. */
void why_start(const struct shape *in, const bool *along, const struct why *why, int64_t *index);
bool why_next(const struct shape *in, const bool *along, int64_t *index);
int64_t why_count(const struct shape *in, const bool *along);

#endif
