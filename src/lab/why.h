/*
 * Why a cell of a lab is what it is, one step deep, as plain data (lang/why.h
 * explains; lab/live.h does so in the background).
 *
 * One begins with a cell of a figure and goes on to inputs of explanations.
 */
#ifndef LAB_WHY_H
#define LAB_WHY_H

#include "lang/why.h"

struct lab_cell {
	const char *code;            /* of a figure's item, as the lab's program has it; or NULL: */
	int64_t row, col;            /* in that figure */
	int node;                    /* the explanation's node */
	struct why_input input;      /* and the input of it that is asked for */
};

struct lab_why {
	int node;                    /* whose cell, or part, it is; -1: the figure's expression */
	char *text;                  /* "A[0,3,7] = exp(S[0,3,7] - max) / sum = ...", or NULL */
	struct why_input *inputs;
	int n_inputs;
	bool pairs;                  /* two and two are the factors of a product (lang/why.h) */
	struct err error;            /* code != ERR_NONE: why there is no explanation */
};

void lab_why_free(struct lab_why *why);

/* The cell of the explanation's i-th input; false at a dead end: a number that was given. */
bool lab_why_input(const struct lab_why *why, int i, struct lab_cell *out);

/* Internal to lab/: over values that have been computed. NULL when cancelled. */
struct setup;
struct lab_why *lab_why_find(struct setup *setup, const struct lab_cell *cell, struct run *run);

#endif
