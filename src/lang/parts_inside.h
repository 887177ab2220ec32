/*
 * What parts.c, which notes steps, and parts_read.c, which does them on parts, share.
 */
#ifndef LANG_PARTS_INSIDE_H
#define LANG_PARTS_INSIDE_H

#include "lang/parts.h"

enum step_kind { STEP_OPERATOR, STEP_UNARY, STEP_CALL };

struct box {
	int64_t from[TENSOR_MAX_DIMS], size[TENSOR_MAX_DIMS];
};

/* How an outline is computed. */
struct step {
	struct tensor *outline;         /* row-major, offset 0 */
	enum step_kind kind;
	const char *text;               /* of an operator */
	const struct op *op;            /* of a call */
	enum op_part rule;
	int dim;                        /* along which rows are whole; of the input */
	bool gone;                      /* and which the result lacks */
	struct value in[OP_MAX_ARGS];
	int n_in;
	struct box last_box;            /* read last, to be read again by another step */
	struct tensor *last;
	struct parts *parts;            /* that it belongs to */
	int64_t row_at;                 /* the row that was read cell by cell, and what was there */
	struct tensor *row;
	struct step *next;
};

struct parts {
	struct step *steps;
	bool watched;                   /* cells of outlines may be read: by this evaluation */
	struct eval reader;
	struct err failed;              /* the first error of such a reading */
};

/* The operation on real values. */
struct tensor *parts_do_step(struct eval *e, const struct step *s, const struct value *in, struct err *err);

/* One cell of a step's outline, row-major: for tensor_at. */
double parts_cell(void *step, int64_t at);
int64_t parts_int_cell(void *step, int64_t at);

#endif
