#include "text/entity.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

void entity_add(const char *text, size_t len, struct str *out)
{
	static const struct {
		const char *name, *text;
	} known[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" },
		{ "&nbsp;", "\u00A0" }, { "&times;", "×" }, { "&middot;", "·" }, { "&minus;", "−" },
		{ "&hellip;", "…" }, { "&mdash;", "—" }, { "&ndash;", "–" }, { "&le;", "≤" },
		{ "&ge;", "≥" }, { "&ne;", "≠" }, { "&rarr;", "→" }, { "&larr;", "←" },
		{ "&copy;", "©" }, { "&deg;", "°" }, { "&radic;", "√" }, { "&infin;", "∞" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strlen(known[i].name) == len && memcmp(known[i].name, text, len) == 0) {
			str_add(out, known[i].text);
			return;
		}
	}
	if (text[1] != '#') {
		str_add_n(out, text, len);
		return;
	}
	bool hex = text[2] == 'x' || text[2] == 'X';
	char bytes[4];
	unsigned long c = strtoul(text + (hex ? 3 : 2), NULL, hex ? 16 : 10);
	size_t n = utf8_encode(c && c <= 0x10FFFF ? (uint32_t)c : 0xFFFD, bytes);
	text_clean(bytes, n, false, out);       /* it may name a control */
}
