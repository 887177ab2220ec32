/*
 * TeX mathematics as Unicode text in one line: `\frac{QK^\top}{\sqrt{d_k}}`
 * becomes QKᵀ/√dₖ, with real sub- and superscripts where Unicode has them all
 * and ^(…) and _(…) where it has not, parentheses where leaving out a fraction's
 * line needs them, and blanks around operators as TeX sets them.
 * What it does not know it shows as it was written, never drops: an unknown
 * \command becomes the word `command`. Nesting is limited; deeper levels are
 * shown as they were written. Any bytes are safe.
 */
#ifndef TEXT_MATH_H
#define TEXT_MATH_H

#include "base/str.h"

void math_line(const char *tex, size_t len, struct str *out);

/* Display mathematics: the same, but each row that \\ ends is a line of its own. */
void math_block(const char *tex, size_t len, struct str *out);

#endif
