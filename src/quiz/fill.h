/*
 * {{ expr:format }} inside a text: where the holes are, and how values are written.
 *
 * A hole ends at the first }} outside brackets and quotes, on its own line; a
 * format follows the last : there. \{{ is no hole. Formats are Python's
 * [+][,][.precision][d f e g %].
 */
#ifndef QUIZ_FILL_H
#define QUIZ_FILL_H

#include "base/arena.h"
#include "base/str.h"
#include "lang/value.h"

struct fill_hole {
	size_t begin, end;     /* of {{…}} in the text */
	const char *code;
	const char *format;    /* NULL without a : */
};

/* The holes of a text, in order; they live in the arena. */
int fill_find(const char *text, struct arena *arena, struct fill_hole **holes);

bool fill_format(struct value value, const char *format, struct str *out, struct err *err);

#endif
