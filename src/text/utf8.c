#include "text/utf8.h"

#include <string.h>

#include "text/width_table.h"

enum { REPLACEMENT = 0xFFFD, ESC = 0x1B };

static bool continues(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* Overlong forms, surrogates and what lies above U+10FFFF are invalid. */
static bool well_formed(uint32_t c, size_t bytes)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	return c >= least[bytes] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

size_t utf8_decode(const char *text, size_t len, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *)text;
	if (len == 0) {
		*c = 0;
		return 0;
	}
	if (s[0] < 0x80) {
		*c = s[0];
		return 1;
	}
	size_t bytes = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	uint32_t value = s[0] & (0x7Fu >> bytes);
	*c = REPLACEMENT;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 1;
	for (size_t i = 1; i < bytes; i++) {   /* a NUL ends the text before len does */
		if (i >= len || !continues(s[i]))
			return 1;
		value = value << 6 | (s[i] & 0x3Fu);
	}
	if (!well_formed(value, bytes))
		return 1;
	*c = value;
	return bytes;
}

size_t utf8_encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t bytes = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	if (!well_formed(c, bytes))
		return utf8_encode(REPLACEMENT, out);
	for (size_t i = bytes - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)((0xF00 >> bytes & 0xFF) | c);
	return bytes;
}

bool utf8_valid(const char *text, size_t len, size_t *bad_at)
{
	uint32_t c;
	for (size_t i = 0, n; i < len; i += n) {
		if ((unsigned char)text[i] < 0x80) {
			n = 1;
			continue;
		}
		n = utf8_decode(text + i, len - i, &c);
		if (n == 1 && c == REPLACEMENT) {
			if (bad_at)
				*bad_at = i;
			return false;
		}
	}
	return true;
}

static bool within(uint32_t c, const struct width_range *ranges, size_t n)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && c >= ranges[low].first;
}

bool utf8_invisible(uint32_t c)
{
	return c >= 0xAD && within(c, width_invisible, width_n_invisible);
}

int utf8_char_width(uint32_t c)
{
	if (c < 0xAD)
		return 1;
	if (utf8_invisible(c) || within(c, width_combining, width_n_combining))
		return 0;
	return within(c, width_wide, width_n_wide) ? 2 : 1;
}

bool utf8_ambiguous(uint32_t c)
{
	return c >= 0xA1 && within(c, width_ambiguous, width_n_ambiguous);
}

static bool turns_direction(uint32_t c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

uint32_t utf8_safe(uint32_t c)
{
	if (c >= 0x20 && c < 0x7F)
		return c;
	if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
		return ' ';
	if (turns_direction(c) || c == 0xFEFF)
		return 0;
	if (c < 0xA0 || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
		return REPLACEMENT;
	return c;
}

int utf8_width(const char *text)
{
	int columns = 0;
	uint32_t c;
	for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
		n = utf8_decode(text, left, &c);
		columns += utf8_char_width(c);
	}
	return columns;
}

int utf8_lines_width(const char *lines)
{
	int longest = 0, columns = 0;
	uint32_t c;
	for (size_t left = strlen(lines), n; left > 0; lines += n, left -= n) {
		n = utf8_decode(lines, left, &c);
		columns = c == '\n' ? 0 : columns + utf8_char_width(c);
		longest = columns > longest ? columns : longest;
	}
	return longest;
}

size_t utf8_fit(const char *text, int columns)
{
	size_t fits = 0;
	uint32_t c;
	for (size_t n; text[fits]; fits += n) {
		n = utf8_decode(text + fits, 4, &c);
		columns -= utf8_char_width(c);
		if (columns < 0)
			break;
	}
	return fits;
}

/*
 * Bytes of the terminal sequence that begins with the ESC at text[0], or 1 for a
 * lone ESC. CSI (ESC [ … final byte) and the strings (ESC ] P X ^ _ … BEL or
 * ESC \) vanish whole, but only when they end on their own line: a broken one
 * must not swallow the words after it.
 */
static size_t escape_length(const char *text, size_t len)
{
	if (len < 2)
		return 1;
	size_t i = 2;
	if (text[1] == '[') {
		while (i < len && text[i] >= 0x20 && text[i] <= 0x3F)
			i++;
		return i < len && text[i] >= 0x40 && text[i] <= 0x7E ? i + 1 : 1;
	}
	if (!text[1] || !strchr("]PX^_", text[1]))
		return 1;
	for (; i < len && text[i] != '\n'; i++) {
		if (text[i] == '\a')
			return i + 1;
		if (text[i] == ESC)
			return i + 1 < len && text[i + 1] == '\\' ? i + 2 : 1;
	}
	return 1;
}

static bool ends_line(uint32_t c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/* Bytes from here on that stay as they are: printable ASCII. */
static size_t plain_length(const char *text, size_t len)
{
	size_t n = 0;
	while (n < len && text[n] >= 0x20 && text[n] < 0x7F)
		n++;
	return n;
}

void text_clean(const char *text, size_t len, bool keep_lines, struct str *out)
{
	uint32_t c;
	char bytes[4];
	for (size_t i = 0, n; i < len; i += n) {
		n = plain_length(text + i, len - i);
		if (n > 0) {
			str_add_n(out, text + i, n);
			continue;
		}
		n = utf8_decode(text + i, len - i, &c);
		size_t escape = c == ESC ? escape_length(text + i, len - i) : 1;
		if (escape > 1) {
			n = escape;
			continue;
		}
		if (c == '\r' && i + 1 < len && text[i + 1] == '\n')
			n = 2;
		if (keep_lines && ends_line(c))
			c = '\n';
		else if (!keep_lines || c != '\t')
			c = utf8_safe(c);
		if (c)
			str_add_n(out, bytes, utf8_encode(c, bytes));
	}
}
