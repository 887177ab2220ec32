/*
 * A formula while it is set: decides the blanks between its parts, and
 * remembers what a fraction or a root must know to set parentheses, what
 * scripts must know to stand in the corners, and where a line may end.
 */
#ifndef TEXT_MATH_PIECE_H
#define TEXT_MATH_PIECE_H

#include "text/math_box.h"
#include "text/math_table.h"

struct piece_break {        /* a line may end here, outside brackets */
	int end, next;          /* columns: where the line ends, where the next one begins */
	bool strong;            /* a relation or a comma, not only + */
};

/* How it ends: d_model may not touch a letter; a/b and √x neither a letter nor a bracket. */
enum piece_tail { TAIL_NONE, TAIL_SCRIPT, TAIL_FACTOR };

struct piece {
	struct box box;
	bool display;           /* over several rows; else one line of text */
	bool script;            /* raised or lowered: no blanks around operators */
	enum math_class last;   /* of what was added last: decides the blanks */
	int above, below;       /* its rows around the baseline: where its scripts go */
	bool number;            /* ends in a digit */
	enum piece_tail tail;
	int blanks;             /* that the source asks for before what follows */
	int open;               /* brackets */
	int atoms;              /* factors outside brackets */
	bool loose;             /* blanks, sums or relations outside brackets */
	struct piece_break *breaks;
	int n_breaks;
};

struct piece piece_new(bool display, bool script);
void piece_done(struct piece *piece);

const char *piece_text(const struct piece *piece);      /* of its line */

void piece_add(struct piece *piece, enum math_class class, const char *text);
void piece_add_n(struct piece *piece, enum math_class class, const char *text, size_t len);
void piece_add_box(struct piece *piece, enum math_class class, const struct box *box);
void piece_end_row(struct piece *piece);                /* of several written in one line */

/* Another piece as one thing; wrapped: in parentheses, unless it has its own. */
void piece_add_group(struct piece *piece, enum math_class class, const struct piece *inner,
                     bool wrapped);

/* Scripts of what was added last; NULL if there is none. */
struct script {
	const struct piece *line;       /* as one line; NULL in a display where that will not do */
	const struct piece *display;    /* over several rows; NULL in a line */
};
void piece_add_scripts(struct piece *piece, const struct script *sub, const struct script *sup);

int math_count(const char *text);               /* characters, combining ones apart */

/* Append the text with each character mapped; false when one has no image. */
bool math_map_all(const char *text, uint32_t (*map)(uint32_t), struct str *out);

#endif
