/*
 * The strict reading of a JSON text, before cJSON sees it: cJSON takes invalid
 * UTF-8, raw control characters, 012 and trailing garbage, cuts a string at
 * \u0000, and cannot tell where a value stood.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/json.h"
#include "text/utf8.h"

struct scan {
	const char *text;
	size_t len, at;
	uint32_t line, column;   /* of text[at] */
	int depth;
	struct json_places *places;
	struct err *err;
};

static bool value(struct scan *s);

static unsigned char peek(const struct scan *s)
{
	return (unsigned char)s->text[s->at];   /* the NUL at the end stops every loop */
}

static void advance(struct scan *s, size_t bytes)
{
	for (; bytes; bytes--, s->at++) {
		unsigned char c = peek(s);
		if (c == '\n') {
			s->line++;
			s->column = 1;
		} else if ((c & 0xC0) != 0x80) {
			s->column++;
		}
	}
}

static struct span here(const struct scan *s)
{
	return (struct span){ .begin = (uint32_t)s->at, .end = (uint32_t)s->at + 1,
	                      .line = s->line, .column = s->column };
}

static bool at_word(const struct scan *s, const char *word)
{
	return strncmp(s->text + s->at, word, strlen(word)) == 0;
}

static bool say(struct scan *s, const char *text)
{
	return err_set(s->err, ERR_SYNTAX, here(s), "%s", _(text));
}

static void skip_space(struct scan *s)
{
	size_t n = strspn(s->text + s->at, " \t\r\n");
	advance(s, n);
}

/* What word processors, Chinese keyboards and Python write for JSON's signs and words. */
static const char *written_for(const struct scan *s, const char **written)
{
	static const struct {
		const char *json, *others[8];
	} signs[] = {
		{ "\"", { "\u201C", "\u201D", "\u201E", "\u00AB", "\u00BB", "\u300C", "\uFF02" } },
		{ ",", { "\uFF0C", "\u3001", "\uFF1B", ";" } }, { ":", { "\uFF1A" } },
		{ "[", { "\uFF3B", "\u3010" } }, { "]", { "\uFF3D", "\u3011" } },
		{ "{", { "\uFF5B" } }, { "}", { "\uFF5D" } },
		{ "true", { "True" } }, { "false", { "False" } }, { "null", { "None" } },
	};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		for (const char *const *other = signs[i].others; *other; other++)
			if (at_word(s, *other)) {
				*written = *other;
				return signs[i].json;
			}
	return NULL;
}

/* What stands here instead of a value or a comma, in words that help. */
static bool unexpected(struct scan *s, const char *expected)
{
	static const struct {
		const char *text, *help;
	} known[] = {
		{ "//", N_("JSON has no comments: take it out") },
		{ "/*", N_("JSON has no comments: take it out") },
		{ "#", N_("JSON has no comments: take it out") },
		{ "'", N_("write \"…\" instead of '…'") },
		{ ",", N_("a comma too many: take it out") },
		{ "NaN", N_("NaN is no JSON number: leave it out") },
		{ "Infinity", N_("Infinity is no JSON number: leave it out") },
		{ "-Infinity", N_("Infinity is no JSON number: leave it out") },
		{ "+", N_("a number has no + before it: take it out") },
		{ ".", N_("write a 0 before the point") },
	};
	const char *written, *json = written_for(s, &written);
	if (s->at == s->len)
		return err_set(s->err, ERR_SYNTAX, here(s), "the file ends where %s should come", _(expected));
	if (json)
		return err_set(s->err, ERR_SYNTAX, here(s), "write %s instead of %s", json, written);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (at_word(s, known[i].text))
			return say(s, known[i].help);
	return err_set(s->err, ERR_SYNTAX, here(s), "%s should come here", _(expected));
}

static struct json_place *add_place(struct scan *s)
{
	struct json_places *p = s->places;
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 256;
		p->list = mem_grow(p->list, p->room, sizeof *p->list);
	}
	p->list[p->count] = (struct json_place){ .line = s->line, .column = s->column };
	return &p->list[p->count++];
}

/* Four hex digits, or -1. */
static int32_t hex4(const char *text)
{
	int32_t code = 0;
	for (int i = 0; i < 4; i++) {
		char c = text[i];
		int digit = c >= '0' && c <= '9' ? c - '0'
		          : c >= 'a' && c <= 'f' ? c - 'a' + 10
		          : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

static bool unicode_escape(struct scan *s)
{
	const char *text = s->text + s->at;
	int32_t code = hex4(text + 2);
	if (code < 0)
		return say(s, "\\u takes four hexadecimal digits: for a backslash write \\\\");
	if (code == 0)
		return say(s, "\\u0000 cannot stand in a text: take it out");
	bool first = code >= 0xD800 && code <= 0xDBFF, second = code >= 0xDC00 && code <= 0xDFFF;
	if (second)
		return say(s, "this is the second half of a character: write the character itself");
	if (!first) {
		advance(s, 6);
		return true;
	}
	int32_t low = text[6] == '\\' && text[7] == 'u' ? hex4(text + 8) : -1;
	if (low < 0xDC00 || low > 0xDFFF)
		return say(s, "this is half a character: write the character itself");
	advance(s, 12);
	return true;
}

static bool escape(struct scan *s)
{
	char c = s->text[s->at + 1];
	if (c == 'u')
		return unicode_escape(s);
	if (!c || !strchr("\"\\/bfnrt", c))
		return say(s, "for a backslash write \\\\ (a single one begins \\n, \\\" and the like)");
	advance(s, 2);
	return true;
}

static bool raw_control(struct scan *s)
{
	if (s->at == s->len)
		return say(s, "the file ends inside a text: its closing \" is missing");
	if (peek(s) == '\n' || peek(s) == '\r')
		return say(s, "the line ends inside a text: close it with \", or write \\n for it");
	if (peek(s) == '\t')
		return say(s, "write \\t for a tab inside a text");
	return say(s, "a control character stands in a text: take it out");
}

/* Bytes of a text up to what is special in one, at most so many. */
static size_t plain_bytes(const struct scan *s, size_t most)
{
	const char *text = s->text + s->at;
	size_t n = 0;
	while (n < most && (unsigned char)text[n] >= 0x20 && text[n] != '"' && text[n] != '\\')
		n++;
	return n;
}

static bool string(struct scan *s)
{
	size_t begin = s->at;
	advance(s, 1);
	while (peek(s) != '"') {
		if (s->at - begin > JSON_MAX_STRING)
			return err_set(s->err, ERR_LIMIT, here(s), "a text longer than %d KiB is not read",
			               JSON_MAX_STRING >> 10);
		size_t n = plain_bytes(s, JSON_MAX_STRING + 1 - (s->at - begin));
		advance(s, n);
		if (n == 0 && peek(s) < 0x20)
			return raw_control(s);
		if (n == 0 && !escape(s))
			return false;
	}
	advance(s, 1);
	return true;
}

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

static bool number(struct scan *s, struct json_place *place)
{
	const char *begin = s->text + s->at, *p = begin + (*begin == '-');
	size_t whole = digits(p);
	if (whole == 0)
		return unexpected(s, "a digit");
	if (whole > 1 && *p == '0')
		return say(s, "a number does not begin with 0: take the 0 out");
	p += whole;
	place->integer = true;
	if (*p == '.') {
		place->integer = false;
		size_t n = digits(++p);
		if (n == 0)
			return say(s, "digits should come after the point of this number");
		p += n;
	}
	if (*p == 'e' || *p == 'E') {
		place->integer = false;
		p++;
		p += *p == '+' || *p == '-';
		size_t n = digits(p);
		if (n == 0)
			return say(s, "digits should come after the e of this number");
		p += n;
	}
	if (p - begin > JSON_MAX_NUMBER)
		return err_set(s->err, ERR_LIMIT, here(s),
		               "a number of more than %d characters is not read", JSON_MAX_NUMBER);
	advance(s, (size_t)(p - begin));
	return true;
}

/* After a member: *more says whether a comma stands here; neither , nor the end is an error. */
static bool separator(struct scan *s, char end, bool *more)
{
	skip_space(s);
	*more = peek(s) == ',';
	if (*more) {
		struct scan comma = *s;
		advance(s, 1);
		skip_space(s);
		if (peek(s) == (unsigned char)end)
			return say(&comma, end == ']' ? N_("a comma stands before ]: take it out")
			                              : N_("a comma stands before }: take it out"));
		return true;
	}
	if (peek(s) == (unsigned char)end)
		return true;
	if (peek(s) == '"')
		return say(s, "a comma is missing before this text");
	if (s->text[s->at - 1] == '"')
		return unexpected(s, "a comma (or, for a quotation mark inside a text, \\\" before it)");
	return unexpected(s, end == ']' ? N_("a comma or ]") : N_("a comma or }"));
}

static bool array(struct scan *s)
{
	advance(s, 1);
	skip_space(s);
	bool more = peek(s) != ']';
	while (more)
		if (!value(s) || !separator(s, ']', &more))
			return false;
	advance(s, 1);
	return true;
}

static bool member(struct scan *s)
{
	struct scan key = *s;
	if (peek(s) != '"')
		return unexpected(s, "a key in \"…\"");
	if (!string(s))
		return false;
	skip_space(s);
	if (peek(s) != ':')
		return unexpected(s, "a : after the key");
	advance(s, 1);
	skip_space(s);
	size_t index = s->places->count;
	if (!value(s))
		return false;
	s->places->list[index].key_line = key.line;
	s->places->list[index].key_column = key.column;
	return true;
}

static bool object(struct scan *s)
{
	advance(s, 1);
	skip_space(s);
	bool more = peek(s) != '}';
	while (more)
		if (!member(s) || !separator(s, '}', &more))
			return false;
	advance(s, 1);
	return true;
}

static bool word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };
	for (int i = 0; i < 3; i++) {
		size_t n = strlen(words[i]);
		if (at_word(s, words[i])) {
			advance(s, n);
			return true;
		}
	}
	return unexpected(s, "a value");
}

static bool nested(struct scan *s, bool (*inside)(struct scan *))
{
	if (s->depth == JSON_MAX_DEPTH)
		return err_set(s->err, ERR_LIMIT, here(s),
		               "lists and objects nest deeper than %d levels here", JSON_MAX_DEPTH);
	s->depth++;
	bool ok = inside(s);
	s->depth--;
	return ok;
}

static bool value(struct scan *s)
{
	skip_space(s);
	if (s->places->count == JSON_MAX_VALUES)
		return err_set(s->err, ERR_LIMIT, here(s), "more than %d values in a file are not read",
		               JSON_MAX_VALUES);
	struct json_place *place = add_place(s);
	unsigned char c = peek(s);
	if (c == '{')
		return nested(s, object);
	if (c == '[')
		return nested(s, array);
	if (c == '"')
		return string(s);
	if ((c >= '0' && c <= '9') || (c == '-' && !at_word(s, "-Infinity")))
		return number(s, place);
	return word(s);
}

static bool not_utf8(struct scan *s, size_t bad_at)
{
	advance(s, bad_at - s->at);
	return say(s, "this byte is not UTF-8: save the file with the encoding UTF-8");
}

bool json_scan(const char *text, size_t len, struct json_places *places, struct err *err)
{
	struct scan s = {
		.text = text, .len = len, .line = 1, .column = 1, .places = places, .err = err
	};
	if (len > JSON_MAX_BYTES)
		return err_say(err, ERR_LIMIT, "the file is larger than the %d MiB that are read here",
		               JSON_MAX_BYTES >> 20);
	if (at_word(&s, "\xEF\xBB\xBF"))
		s.at = 3;
	size_t bad_at;
	if (!utf8_valid(text, len, &bad_at))
		return not_utf8(&s, bad_at);
	skip_space(&s);
	if (s.at == len)
		return say(&s, "the file is empty: a quiz is { \"questions\": [ … ] }");
	if (!value(&s))
		return false;
	skip_space(&s);
	if (s.at == len)
		return true;
	return say(&s, "the document has ended before this: take out what follows");
}
