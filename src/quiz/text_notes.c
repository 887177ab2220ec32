#include "quiz/text_notes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/lift.h"
#include "text/math.h"

struct notes {
	text_note *say;
	void *context;
};

static void note(const struct notes *notes, const char *at, const char *rule, const char *said)
{
	notes->say(notes->context, at, rule, said);
}

/* ---- Mathematics ---- */

/* The brace that is not matched, or NULL; \{ is a sign. */
static const char *odd_brace(const char *tex, size_t len)
{
	const char *opened[16];
	size_t depth = 0;
	for (size_t i = 0; i < len; i++) {
		if (tex[i] == '\\')
			i++;
		else if (tex[i] == '{' && ++depth <= sizeof opened / sizeof *opened)
			opened[depth - 1] = tex + i;
		else if (tex[i] == '}' && depth-- == 0)
			return tex + i;
	}
	return depth && depth <= sizeof opened / sizeof *opened ? opened[depth - 1] : NULL;
}

static void note_formula(const struct notes *notes, const struct lifted_span *span)
{
	struct str name = STR_INIT, said = STR_INIT;
	const char *brace = odd_brace(span->tex, span->len);
	if (math_unknown(span->tex, span->len, &name)) {
		str_addf(&said, _("\\%.40s is no command of mathematics that is known here; it is shown as the word: for a "
		                  "name write \\operatorname{%.40s}"), name.data, name.data);
		note(notes, span->tex, "mathematics", said.data);
	}
	if (brace)
		note(notes, brace, "mathematics", *brace == '{' ? _("a { of this formula is never closed")
		                                                : _("a } of this formula was never opened"));
	str_done(&said);
	str_done(&name);
}

static void note_mathematics(const struct notes *notes, const char *text)
{
	struct lifted math;
	lift_math(text, &math);
	for (size_t i = 0; i < math.n; i++)
		note_formula(notes, &math.spans[i]);
	if (math.dollars > 1)
		note(notes, text, "dollars",
		     _("these dollars are read as money: in mathematics no blank follows the first or precedes the last, "
		       "and no digit follows; for a dollar write \\$"));
	lift_done(&math);
}

/* ---- Emphasis ---- */

/* A copy of the same length, with blanks for code and mathematics. Heap. */
static char *plain_text(const char *text)
{
	struct lifted math;
	char *plain = mem_copy(text);
	lift_math(text, &math);
	for (size_t i = 0; i < math.n; i++)
		memset(plain + (math.spans[i].whole - text), ' ', math.spans[i].whole_len);
	lift_done(&math);
	for (char *at = plain; (at = strchr(at, '`')) != NULL; ) {
		size_t ticks = strspn(at, "`");
		char *end = at + ticks;
		while ((end = strchr(end, '`')) && strspn(end, "`") != ticks)
			end += strspn(end, "`");
		size_t len = end ? (size_t)(end - at) + ticks : ticks;
		memset(at, ' ', len);
		at += len;
	}
	return plain;
}

/* The sign of the list that the text begins with, or ends with before `at`. */
static const char *sign_at(const char *begin, const char *at, const char *const *signs, bool before)
{
	for (; *signs; signs++) {
		size_t n = strlen(*signs);
		if (before ? (size_t)(at - begin) >= n && memcmp(at - n, *signs, n) == 0 : strncmp(at, *signs, n) == 0)
			return *signs;
	}
	return NULL;
}

static bool is_letter(const char *begin, const char *at, const char *const *opening, const char *const *closing)
{
	unsigned char c = (unsigned char)*at;
	return isalnum(c) || (c >= 0x80 && !sign_at(begin, at, opening, false) && !sign_at(begin, at, closing, false));
}

/*
 * **重点。**后面: Markdown ends no emphasis between a sign and a letter, and begins none
 * between a letter and a sign; languages without blanks have both.
 */
static void note_strong(const struct notes *notes, const char *text, const char *plain)
{
	static const char *const opening[] = { "“", "‘", "「", "『", "（", "《", "【", "«", NULL };
	static const char *const closing[] = {
		"。", "，", "！", "？", "：", "；", "、", "…", "”", "’", "」", "』", "）", "》", "】", "»", NULL
	};
	bool open = false;
	for (const char *at = plain; (at = strstr(at, "**")) != NULL; at += 2, open = !open) {
		const char *letter = at;   /* the character before */
		while (letter > plain && ((unsigned char)*--letter & 0xC0) == 0x80) {
		}
		const char *sign = open ? sign_at(plain, at, closing, true) : sign_at(plain, at + 2, opening, false);
		bool beside = open ? is_letter(plain, at + 2, opening, closing)
		                   : at > plain && is_letter(plain, letter, opening, closing);
		if (!sign || !beside)
			continue;
		struct str said = STR_INIT;
		str_addf(&said, _("** between a sign (%s) and a letter is no emphasis and shown as it is written: leave the sign "
		                  "outside of it"), sign);
		note(notes, text + (at - plain), "emphasis", said.data);
		str_done(&said);
		return;
	}
}

/* 10*197*64 */
static void note_products(const struct notes *notes, const char *text, const char *plain)
{
	int products = 0;
	for (const char *at = plain; (at = strchr(at, '*')) != NULL; at++)
		if (at > plain && isdigit((unsigned char)at[-1]) && isdigit((unsigned char)at[1]) && ++products == 2) {
			note(notes, text + (at - plain), "emphasis",
			     _("between two * a number is emphasised, and they vanish: write ×, or `10 * 64`"));
			return;
		}
}

static void note_emphasis(const struct notes *notes, const char *text)
{
	char *plain = plain_text(text);
	note_strong(notes, text, plain);
	note_products(notes, text, plain);
	free(plain);
}

/* ---- HTML ---- */

static bool is_tag(const char *name, size_t len)
{
	static const char *const tags[] = {   /* <s> and </s> are tokens */
		"b", "strong", "i", "em", "u", "code", "pre", "p", "div", "span", "ul", "ol", "li", "sub", "sup",
		"a", "h1", "h2", "h3", "h4", "table", "tr", "td", "font", "center",
	};
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (strlen(tags[i]) == len && strncasecmp(tags[i], name, len) == 0)
			return true;
	return false;
}

/* The first tag that is closed, outside code. */
static void note_html(const struct notes *notes, const char *text)
{
	bool code = false;
	for (const char *at = text; *at; at++) {
		size_t n = at[0] == '<' && at[1] == '/' ? strcspn(at + 2, "> ") : 0;
		code ^= *at == '`';
		if (code || !is_tag(at + 2, n))
			continue;
		struct str said = STR_INIT;
		str_addf(&said, _("<%.*s> is HTML and shown as it is written: Markdown has **bold**, *italics*, `code`, and "
		                  "lists whose lines begin with -"), (int)n, at + 2);
		note(notes, at, "html", said.data);
		str_done(&said);
		return;
	}
}

void text_notes(const char *text, text_note *say, void *context)
{
	const struct notes notes = { say, context };
	if (strchr(text, '$'))
		note_mathematics(&notes, text);
	if (strstr(text, "</"))
		note_html(&notes, text);
	if (strchr(text, '*'))
		note_emphasis(&notes, text);
}
