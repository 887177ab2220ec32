/*
 * Breaking text into lines, one at a time:
 *
 *	for (size_t n, next; *text; text += next) {
 *		n = wrap_line(text, columns, &next);
 *		... text[0..n) is a line ...
 *	}
 *
 * A line may end at blanks, between CJK characters, and after a hyphen inside a
 * word; never before closing punctuation nor after opening punctuation (after
 * the usual line-breaking rules, Unicode UAX #14, much reduced). A word longer
 * than a line is cut. A newline ends a line. Nothing but the blanks and the
 * newline at a line's end is left out.
 */
#ifndef TEXT_WRAP_H
#define TEXT_WRAP_H

#include <stddef.h>

/*
 * Bytes of the first line of a NUL-terminated text that is not empty; *next
 * (at least 1) is where the following one begins. Columns below 1 count as 1;
 * a wide character in one column stands alone.
 */
size_t wrap_line(const char *text, int columns, size_t *next);

/* Lines that the text needs; at least 1. */
int wrap_count(const char *text, int columns);

#endif
