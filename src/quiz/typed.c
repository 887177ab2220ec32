#include <string.h>

#include "quiz/kind.h"
#include "text/utf8.h"

static const struct {
	uint32_t sign;
	const char *code;
} signs[] = {
	{ 0x00D7, "*" }, { 0x22C5, "*" }, { 0x00B7, "*" }, { 0x00F7, "/" }, { 0x2212, "-" },
	{ 0x2013, "-" }, { '^', "**" }, { 0x3001, "," }, { 0x3000, " " }, { 0x00A0, " " },
	{ 0x3010, "[" }, { 0x3011, "]" },
};

static void add(uint32_t c, struct str *out)
{
	char bytes[4];
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].sign == c) {
			str_add(out, signs[i].code);
			return;
		}
	if (c >= 0xFF01 && c <= 0xFF5E)   /* full-width forms of ASCII */
		c -= 0xFEE0;
	str_add_n(out, bytes, utf8_encode(c, bytes));
}

void typed_clean(const char *typed, struct str *out)
{
	size_t len = strlen(typed), begin = out->len;
	for (size_t at = 0; at < len;) {
		uint32_t c;
		at += utf8_decode(typed + at, len - at, &c);
		add(c, out);
		bool leads = out->len == begin + 1 && strchr(" =", out->data[begin]);
		if (leads)
			out->data[out->len = begin] = '\0';
	}
	while (out->len > begin && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
}
