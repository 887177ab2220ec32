/*
 * A box: a rectangle of text around a baseline, the unit in which formulas are
 * set (The TeXbook, chapters 11 and 12, with cells for points). A line of
 * mathematics is a box of one row.
 *
 * Rows are UTF-8; those above and below the baseline are as long as what has
 * been put there, and grow when something is put further right.
 */
#ifndef TEXT_MATH_BOX_H
#define TEXT_MATH_BOX_H

#include "base/str.h"

struct box_row {
	struct str s;
	int columns;
};

struct box {
	struct box_row *rows;
	int n, base;            /* rows[base] is the baseline */
	int width;
	bool tall;              /* brackets around it grow; scripts alone do not make it so */
};

struct box box_new(void);                        /* one empty row */
void box_done(struct box *box);

struct str *box_line(const struct box *box);     /* the baseline's text */
int box_above(const struct box *box);            /* rows over the baseline, */
int box_below(const struct box *box);            /* and under it */

/* At the end of the box, on the baseline. */
void box_text(struct box *box, const char *text, size_t len);
void box_blanks(struct box *box, int columns);
void box_add(struct box *box, const struct box *other);

/* From column x on, with the other's baseline `down` rows below this one's. Nothing may stand there. */
void box_put(struct box *box, const struct box *other, int x, int down);

/* Boxes from top to bottom, each in the middle of the widest; `base` says which has the baseline. */
struct box box_stack(const struct box *const *boxes, int n, int base);

struct box box_repeat(const char *piece, int n);          /* a line of n pieces of one column */
struct box box_of_text(const char *text);

/* "(" … "‖" as a bracket beside a box, of its height if that is tall. */
struct box box_bracket(const char *bracket, const struct box *beside);

/* The columns [from, to) of each row; rows that are blank at the top and the bottom go. */
struct box box_cut(const struct box *box, int from, int to);

#endif
