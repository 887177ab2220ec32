/*
 * TeX mathematics in the characters of a terminal.
 *
 * math_line: one line. `\frac{QK^\top}{\sqrt{d_k}}` becomes QKᵀ/√dₖ, with real
 * sub- and superscripts where Unicode has them all and ^(…) and _(…) where it
 * has not, parentheses where leaving out a fraction's line needs them, and
 * blanks around operators as TeX sets them.
 *
 * math_display: several lines, none wider than `width`: fractions with their
 * line, limits above and below, matrices, brackets that grow. What is too wide
 * goes on in the next line at a relation or an operator; what has no such place
 * is written as math_line does, and wrapped.
 *
 * What they do not know they show as it was written, and drop nothing: an unknown
 * \command becomes the word `command`. Nesting is limited; deeper levels are
 * shown as they were written. Any bytes are safe.
 */
#ifndef TEXT_MATH_H
#define TEXT_MATH_H

#include <stdbool.h>

#include "base/str.h"

void math_line(const char *tex, size_t len, struct str *out);
void math_display(const char *tex, size_t len, int width, struct str *out);

/* Append the name of the first command that is not known; false if all are. */
bool math_unknown(const char *tex, size_t len, struct str *out);

#endif
