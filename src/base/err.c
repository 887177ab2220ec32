#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

/* Cut a full buffer at a character, never inside one. */
static void cut_at_character(char *text, size_t size, int wanted)
{
	if (wanted < (int)size)
		return;
	size_t end = size - 1;
	while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80)
		end--;
	if (end > 0 && (unsigned char)text[end - 1] >= 0xC0)
		end--;
	text[end] = '\0';
}

static void set(struct err *err, enum err_code code, struct span at, const char *fmt, va_list args)
{
	err->code = code;
	err->at = at;
	err->hint = 0;
	cut_at_character(err->text, sizeof err->text, vsnprintf(err->text, sizeof err->text, _(fmt), args));
}

bool err_set(struct err *err, enum err_code code, struct span at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	set(err, code, at, fmt, args);
	va_end(args);
	return false;
}

bool err_say(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	set(err, code, (struct span){0}, fmt, args);
	va_end(args);
	return false;
}

bool err_hint(struct err *err, const char *fmt, ...)
{
	char hint[ERR_TEXT_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(hint, sizeof hint, _(fmt), args);
	va_end(args);
	size_t at = err->hint ? err->hint : strlen(err->text);
	int wanted = snprintf(err->text + at, sizeof err->text - at, "%s%s", _("; "), hint);
	cut_at_character(err->text + at, sizeof err->text - at, wanted);
	err->hint = (uint16_t)at;
	return false;
}

void err_prepend(struct err *err, const char *fmt, ...)
{
	char place[ERR_TEXT_MAX], old[ERR_TEXT_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(place, sizeof place, _(fmt), args);
	va_end(args);
	memcpy(old, err->text, sizeof old);
	int wanted = snprintf(err->text, sizeof err->text, _("%s: %s"), place, old);
	cut_at_character(err->text, sizeof err->text, wanted);
	size_t before = strlen(err->text) > strlen(old) ? strlen(err->text) - strlen(old) : 0;
	err->hint = err->hint && before + err->hint < sizeof err->text ? (uint16_t)(before + err->hint) : 0;
}

const char *err_name(enum err_code code)
{
	static const char *const name[] = {
		[ERR_NONE] = N_("no error"),        [ERR_SYNTAX] = N_("syntax error"),
		[ERR_NAME] = N_("name error"),      [ERR_TYPE] = N_("type error"),
		[ERR_VALUE] = N_("value error"),    [ERR_SHAPE] = N_("shape error"),
		[ERR_INDEX] = N_("index error"),    [ERR_LIMIT] = N_("limit"),
		[ERR_CANCEL] = N_("cancelled"),     [ERR_IO] = N_("input/output error"),
		[ERR_FORMAT] = N_("format error"),  [ERR_CLAIM] = N_("claim fails"),
	};
	return _(name[code]);
}

static size_t count_characters(const char *text, size_t bytes)
{
	size_t n = 0;
	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

/* The source line that holds the span, and carets under the span's part of it. */
static void add_carets(const struct err *err, const char *source, struct str *out)
{
	size_t begin = err->at.begin;
	while (begin > 0 && source[begin - 1] != '\n')
		begin--;
	size_t len = strcspn(source + begin, "\n");
	size_t first = err->at.begin - begin;
	size_t last = err->at.end > begin + len ? len : err->at.end - begin;
	size_t carets = last > first ? count_characters(source + begin + first, last - first) : 1;

	str_add(out, "\n  ");
	str_add_n(out, source + begin, len);
	str_add(out, "\n  ");
	for (size_t i = 0; i < first; i++)   /* a tab stays a tab, so that the carets line up */
		if (((unsigned char)source[begin + i] & 0xC0) != 0x80)
			str_add_char(out, source[begin + i] == '\t' ? '\t' : ' ');
	for (size_t i = 0; i < carets; i++)
		str_add_char(out, '^');
}

void err_format(const struct err *err, const char *where, const char *source, struct str *out)
{
	if (where)
		str_addf(out, "%s:", where);
	if (err->at.line)
		str_addf(out, "%u:%u:", (unsigned)err->at.line, (unsigned)err->at.column);
	if (where || err->at.line)
		str_add_char(out, ' ');
	str_addf(out, _("%s: %s"), err_name(err->code), err->text);
	if (source && err->at.line && err->at.begin <= strlen(source))
		add_carets(err, source, out);
}
