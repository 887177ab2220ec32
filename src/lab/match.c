#include "lab/match.h"

#include <ctype.h>
#include <string.h>

static bool is_wide(char c)
{
	return (unsigned char)c >= 0x80;
}

static bool is_word(char c)
{
	return !is_wide(c) && isalnum((unsigned char)c);
}

static bool is_gap(char c)
{
	return c == '-' || c == '_' || (c && strchr(" \t\r\n", c));
}

void match_fold(const char *text, struct str *out)
{
	size_t start = out->len;
	for (const char *p = text; *p; p++) {
		if (!is_gap(*p)) {
			str_add_char(out, is_wide(*p) ? *p : (char)tolower((unsigned char)*p));
			continue;
		}
		while (is_gap(p[1]))
			p++;
		bool inside = out->len > start && p[1];
		if (inside && !is_wide(p[1]) && !is_wide(out->data[out->len - 1]))
			str_add_char(out, ' ');
	}
}

static bool ends_whole(const char *end)
{
	return !is_word(end[0]) || (end[0] == 's' && !is_word(end[1]));
}

bool match_speaks_of(const char *folded_text, const char *folded_topic)
{
	size_t n = strlen(folded_topic);
	if (n == 0)
		return false;
	for (const char *p = folded_text; (p = strstr(p, folded_topic)); p++) {
		bool begins = !is_word(*p) || p == folded_text || !is_word(p[-1]);
		if (begins && (!is_word(p[n - 1]) || ends_whole(p + n)))
			return true;
	}
	return false;
}

int match_weight(const char *topic)
{
	enum { CAPITAL = 4, WIDE = 3, WORD_MAX = 8 };
	int weight = 0, small = 0;
	for (const char *p = topic; *p; p++) {
		bool continues = ((unsigned char)*p & 0xC0) == 0x80;
		if (!is_word(*p))
			small = 0;
		if (is_wide(*p))
			weight += continues ? 0 : WIDE;
		else if (isupper((unsigned char)*p))
			weight += CAPITAL;
		else if (is_word(*p) && small++ < WORD_MAX)
			weight++;
	}
	return weight;
}
