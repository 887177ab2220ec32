/* The curves of a plot as numbers and words: its tensors' rows, and what they do. */
#ifndef DRAW_CURVES_H
#define DRAW_CURVES_H

#include "draw/ticks.h"
#include "draw/view.h"

struct curves {
	const struct figure *f;
	int n;
	int64_t points;                          /* of the longest */
	struct matrix m[FIGURE_CURVES_MAX];      /* by curve: its item, */
	int item[FIGURE_CURVES_MAX];
	int64_t row[FIGURE_CURVES_MAX];          /* its row in that, */
	int64_t width[FIGURE_CURVES_MAX];        /* and how many points it has */
};

struct curves curves_of(const struct figure *figure);
double curves_value(const struct curves *c, int curve, int64_t col);   /* NaN behind its end */
double curves_x(const struct figure *figure, int64_t col);

/* "raw": its label, its code, or its row's. */
void curves_name(const struct curves *c, int curve, char out[LABEL_TEXT]);

/* "0.3": a place on the x axis as it is written there. */
void curves_x_text(const struct figure *figure, int64_t col, char out[LABEL_TEXT]);

/* "entropy(A)  over scale", "decay[0]  T →" */
void curves_heading(const struct figure *figure, bool ascii, struct str *out);

/* Of all that is finite (and, for a log axis, above 0); long curves are sampled. */
struct extremes curves_range(const struct curves *c, bool positive);
struct extremes curves_range_of(const struct figure *figure);

/* "raw  at scale = 0.3: 1.24" */
void curves_say_point(const struct curves *c, int curve, int64_t col, int digits, struct str *out);

/* "now scale = 0.3: 1.24", or "now scale = 0.3: raw 1.24, scaled 2.3" */
void curves_say_here(const struct curves *c, struct str *out);

void curves_sentence(const struct figure *figure, struct str *out);

#endif
