/*
 * A formula while it is written: decides the blanks between its parts, and
 * remembers what a fraction or a root must know to set parentheses.
 */
#ifndef TEXT_MATH_PIECE_H
#define TEXT_MATH_PIECE_H

#include "base/str.h"
#include "text/math_table.h"

struct piece {
	struct str s;
	enum math_class last;   /* of what was written last: decides the blanks */
	bool script;            /* raised or lowered: no blanks around operators */
	bool rows;              /* \\ begins a new line */
	bool row_ends;          /* a \\ waits for what follows */
	bool number;            /* ends in a digit */
	bool tail;              /* ends in something that a letter may not touch: d_model, a/b, √x */
	int blanks;             /* that the source asks for before what follows */
	int open;               /* brackets */
	int atoms;              /* factors outside brackets */
	bool loose;             /* blanks, sums or relations outside brackets */
};

void piece_add(struct piece *piece, enum math_class class, const char *text);
void piece_add_n(struct piece *piece, enum math_class class, const char *text, size_t len);
void piece_add_char(struct piece *piece, enum math_class class, uint32_t c);

/* Another piece as one thing; wrapped: in parentheses, unless it has its own. */
void piece_add_group(struct piece *piece, enum math_class class, const struct piece *inner,
                     bool wrapped);

/* To what was written last: accents and primes; mark is ^ or _. */
void piece_attach(struct piece *piece, uint32_t c);
void piece_add_script(struct piece *piece, char mark, const struct piece *inner);

bool math_is_word(const char *text);            /* several letters */
int math_count(const char *text);               /* characters, combining ones apart */

/* Append the text with each character mapped; false when one has no image. */
bool math_map_all(const char *text, uint32_t (*map)(uint32_t), struct str *out);

#endif
