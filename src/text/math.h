/*
 * TeX mathematics as Unicode text in one line: `\frac{QK^\top}{\sqrt{d_k}}`
 * becomes QKᵀ/√(d_k) with real sub- and superscripts where Unicode has them.
 * What it does not know it shows as it was written, never drops.
 */
#ifndef TEXT_MATH_H
#define TEXT_MATH_H

#include "base/str.h"

void math_line(const char *tex, size_t len, struct str *out);

#endif
