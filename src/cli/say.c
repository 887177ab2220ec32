#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "text/utf8.h"

int say_error(const struct err *err)
{
	struct str text = STR_INIT;
	text_clean(err->text, strlen(err->text), true, &text);
	fflush(stdout);
	fprintf(stderr, "attnquiz: %s\n", text.data);
	str_done(&text);
	return EXIT_USAGE;
}

void say_where(const struct err *err, const char *where, const char *source)
{
	struct str text = STR_INIT, clean = STR_INIT;
	err_format(err, where, source, &text);
	text_clean(text.data, text.len, true, &clean);
	fflush(stdout);
	fprintf(stderr, "%s\n", clean.data);
	str_done(&clean);
	str_done(&text);
}

void say_text(const char *text)
{
	struct str clean = STR_INIT;
	text_clean(text, strlen(text), true, &clean);
	fputs(clean.data, stdout);
	str_done(&clean);
}

/* ---- JSON ---- */

static void add_character(struct str *out, uint32_t c)
{
	char bytes[4];
	if (c == '"' || c == '\\')
		str_addf(out, "\\%c", (int)c);
	else if (c < 0x20)
		str_addf(out, "\\u%04x", (unsigned)c);
	else
		str_add_n(out, bytes, utf8_encode(c, bytes));
}

void json_add_text(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (size_t len = strlen(text); len > 0;) {
		uint32_t c;
		size_t used = utf8_decode(text, len, &c);
		add_character(out, c);
		text += used;
		len -= used;
	}
	str_add_char(out, '"');
}
