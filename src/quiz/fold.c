#include "quiz/fold.h"

#include <string.h>

#include "text/utf8.h"

struct range {
	uint32_t first, last;
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* Punctuation and spaces beyond ASCII; mathematical operators are words. */
static bool separates(uint32_t c)
{
	static const struct range ranges[] = {
		{ 0x0080, 0x00A9 }, { 0x00AB, 0x00B4 }, { 0x00B6, 0x00B9 }, { 0x00BB, 0x00BF },
		{ 0x2000, 0x206F }, { 0x2E00, 0x2E7F }, { 0x3000, 0x303F }, { 0xFE10, 0xFE1F },
		{ 0xFE30, 0xFE6F }, { 0xFF5F, 0xFF65 }, { 0xFFFD, 0xFFFD },
	};
	return in_ranges(c, ranges, sizeof ranges / sizeof *ranges);
}

static uint32_t fold_char(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)   /* full-width forms of ASCII */
		c -= 0xFEE0;
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
		return c + 32;
	if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))   /* Greek, Cyrillic */
		return c + 32;
	if (c == 0x401 || c == 0x451)   /* ё is often written е */
		return 0x435;
	return c >= 0x400 && c <= 0x40F ? c + 80 : c;
}

static bool is_word(uint32_t c, const char *keep)
{
	if (c >= 0x80)
		return !separates(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr(keep, (int)c));
}

void fold_words(const char *text, const char *keep, struct str *out)
{
	size_t len = strlen(text), begin = out->len;
	bool gap = false;
	for (size_t at = 0; at < len;) {
		uint32_t c;
		at += utf8_decode(text + at, len - at, &c);
		c = fold_char(c);
		if (!is_word(c, keep)) {
			gap = true;
			continue;
		}
		if (gap && out->len > begin)
			str_add_char(out, ' ');
		gap = false;
		char bytes[4];
		str_add_n(out, bytes, utf8_encode(c, bytes));
	}
}
