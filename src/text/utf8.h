/*
 * UTF-8, and how wide characters are on a terminal.
 *
 * Everything that comes from a file or a person passes text_clean before it can
 * reach a screen, a terminal or an export: invalid bytes, control characters,
 * escape sequences and bidirectional overrides become U+FFFD or vanish.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Decode one character of text[0..len); *c is U+FFFD for an invalid byte.
 * Returns the bytes used, at least 1 when len > 0.
 */
size_t utf8_decode(const char *text, size_t len, uint32_t *c);
size_t utf8_encode(uint32_t c, char out[4]);
bool utf8_valid(const char *text, size_t len, size_t *bad_at);   /* bad_at may be NULL */

/* Columns of one character: 0 (combining, or invisible), 1 or 2 (East Asian wide, emoji). */
int utf8_char_width(uint32_t c);

/* One column here, and two in some terminals: √ ▀ α. */
bool utf8_ambiguous(uint32_t c);

/* Joiners, variation selectors, soft hyphens, direction marks: terminals disagree about them. */
bool utf8_invisible(uint32_t c);

/*
 * What may be shown for a character: itself, U+FFFD for a control or a
 * noncharacter, a blank for a line or paragraph separator and for \t \n \r,
 * 0 (nothing) for direction marks and overrides and the byte order mark.
 */
uint32_t utf8_safe(uint32_t c);

/* Columns of a whole text, and of the longest of its lines. */
int utf8_width(const char *text);
int utf8_lines_width(const char *lines);

/* Bytes of the longest beginning of the text that fits into `columns`. */
size_t utf8_fit(const char *text, int columns);

/*
 * Append a cleaned copy: newlines and tabs stay (tabs as one space when !keep_lines, newlines too).
 * CR LF, CR and the Unicode separators are newlines.
 */
void text_clean(const char *text, size_t len, bool keep_lines, struct str *out);

#endif
