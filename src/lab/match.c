#include "lab/match.h"

#include <ctype.h>
#include <string.h>

/* A Russian letter: two bytes, 0xD0 or 0xD1 the first. No other character has such bytes after its first. */
static bool is_russian(const char *p)
{
	return ((unsigned char)p[0] & 0xFE) == 0xD0 && ((unsigned char)p[1] & 0xC0) == 0x80;
}

static bool is_wide(const char *p)
{
	return (unsigned char)*p >= 0x80 && !is_russian(p);
}

static bool is_word(char c)
{
	return (unsigned char)c < 0x80 && isalnum((unsigned char)c);
}

static bool is_gap(char c)
{
	return c == '-' || c == '_' || (c && strchr(" \t\r\n", c));
}

/* ---- Russian ---- */

enum { RUSSIAN = 2, STEM = 3 * RUSSIAN };   /* bytes of a letter, and of the shortest stem */

/* А to Я in small letters; Ё is е. */
static void add_russian(const char *p, struct str *out)
{
	unsigned letter = ((unsigned)p[0] & 0x1F) << 6 | ((unsigned)p[1] & 0x3F);
	letter = letter == 0x401 || letter == 0x451 ? 0x435 : letter;
	letter += letter >= 0x410 && letter < 0x430 ? 0x20 : 0;
	str_add_char(out, (char)(0xC0 | letter >> 6));
	str_add_char(out, (char)(0x80 | (letter & 0x3F)));
}

static bool cut(struct str *out, size_t word, const char *ending)
{
	size_t len = strlen(ending);
	if (out->len - word < STEM + len || strcmp(out->data + out->len - len, ending) != 0)
		return false;
	out->len -= len;
	out->data[out->len] = '\0';
	return true;
}

/* Cases and numbers differ in their ends: "маска", "масками" → "маск". */
static void cut_ending(struct str *out, size_t word)
{
	static const char *const endings[] = { "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "ов", "ев",
	                                       "ом", "ем", "ам", "ям", "ах", "ях", "ых", "их", "ым", "им" };
	static const char *const letters[] = { "а", "е", "и", "о", "у", "ы", "ю", "я", "й", "ь" };
	enum { ENDINGS = sizeof endings / sizeof *endings, LETTERS = sizeof letters / sizeof *letters };
	for (int i = 0; i < ENDINGS && !cut(out, word, endings[i]);)
		i++;
	for (int i = 0; i < LETTERS;)
		i = cut(out, word, letters[i]) ? 0 : i + 1;
}

/* The whole word at p; returns the bytes of it. */
static size_t fold_russian(const char *p, struct str *out)
{
	size_t word = out->len, n = 0;
	for (; is_russian(p + n); n += RUSSIAN)
		add_russian(p + n, out);
	cut_ending(out, word);
	return n;
}

/* ---- All ---- */

/* The text stands at a gap: is it one between two words? */
static bool parts_words(const struct str *out, size_t start, const char *next)
{
	bool inside = out->len > start && *next;
	const char *before = out->data + out->len;
	bool russian = inside && out->len - start >= RUSSIAN && is_russian(before - RUSSIAN);
	return inside && !is_wide(next) && (russian || !is_wide(before - 1));
}

void match_fold(const char *text, struct str *out)
{
	size_t start = out->len;
	for (const char *p = text; *p; p++) {
		if (is_russian(p)) {
			p += fold_russian(p, out) - 1;
			continue;
		}
		if (!is_gap(*p)) {
			str_add_char(out, is_wide(p) ? *p : (char)tolower((unsigned char)*p));
			continue;
		}
		while (is_gap(p[1]))
			p++;
		if (parts_words(out, start, p + 1))
			str_add_char(out, ' ');
	}
}

static bool ends_whole(const char *end)
{
	return !is_word(end[0]) || (end[0] == 's' && !is_word(end[1]));
}

/* A word does not begin, or end, inside another. */
static bool is_whole(const char *text, const char *p, size_t n)
{
	const char *end = p + n;
	bool russian = is_russian(p) && p - text >= RUSSIAN && is_russian(p - RUSSIAN);
	bool begins = !is_word(*p) || p == text || !is_word(p[-1]);
	if (russian || !begins)
		return false;
	if (n >= RUSSIAN && is_russian(end - RUSSIAN))
		return !is_russian(end);
	return !is_word(end[-1]) || ends_whole(end);
}

bool match_speaks_of(const char *folded_text, const char *folded_topic)
{
	size_t n = strlen(folded_topic);
	if (n == 0)
		return false;
	for (const char *p = folded_text; (p = strstr(p, folded_topic)); p++)
		if (is_whole(folded_text, p, n))
			return true;
	return false;
}

int match_weight(const char *topic)
{
	enum { CAPITAL = 4, WIDE = 3, WORD_MAX = 8 };
	int weight = 0, small = 0;
	for (const char *p = topic; *p; p++) {
		bool continues = ((unsigned char)*p & 0xC0) == 0x80, russian = is_russian(p);
		if (!is_word(*p) && !russian && !continues)
			small = 0;
		if (is_wide(p))
			weight += continues ? 0 : WIDE;
		else if (isupper((unsigned char)*p))
			weight += CAPITAL;
		else if ((is_word(*p) || russian) && small++ < WORD_MAX)
			weight++;
	}
	return weight;
}
