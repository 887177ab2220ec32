#include "lang/reader.h"

#include <string.h>

#include "base/i18n.h"

struct program *reader_program(struct reader *r)
{
	return r->b->program;
}

/* One more zeroed item; the array moves when its count reaches a power of two. */
void *reader_push(struct arena *arena, void *items, int count, size_t size)
{
	size_t n = (size_t)count;
	if (count && (count & (count - 1)))
		return memset((char *)items + n * size, 0, size), items;
	void *more = arena_new(arena, count ? 2 * n : 1, size);
	if (count)
		memcpy(more, items, n * size);
	return more;
}

bool reader_count(struct reader *r, int count, int max, const char *what)
{
	return count < max || err_set(r->p.err, ERR_LIMIT, r->statement->span,
	                              "a lab holds at most %d %s", max, _(what));
}

/* ---- Pieces of statements ---- */

struct span reader_span(const struct reader *r, const struct token *first)
{
	struct span span = first->span;
	span.end = r->p.token[-1].span.end;
	return span;
}

const char *reader_code(const struct reader *r, const struct token *first)
{
	struct str code = STR_INIT;
	struct span span = reader_span(r, first);
	code_add(r->p.source + (span.begin - r->p.shift), span.end - span.begin, &code);
	const char *kept = arena_copy_n(r->p.arena, code.data, code.len);
	str_done(&code);
	return kept;
}

bool reader_at_string(const struct reader *r)
{
	return r->p.token->kind == TOKEN_STR;
}

bool reader_string(struct reader *r, const char **out, const char *what)
{
	if (!reader_at_string(r))
		return parser_expected(&r->p, what);
	*out = r->p.token++->text;
	return true;
}

bool reader_name(struct reader *r, const char **out, const char *what)
{
	static const char *const reserved = " and or not if else in is for lambda None True False def "
		"while return yield import class await ";
	const struct token *token = r->p.token;
	if (token->kind != TOKEN_NAME)
		return parser_expected(&r->p, what);
	const char *found = strstr(reserved, token->text);
	if (found && found[-1] == ' ' && found[token->span.end - token->span.begin] == ' ')
		return err_set(r->p.err, ERR_SYNTAX, token->span, "%s is a word of the language, not a name",
		               token->text);
	*out = token->text;
	r->p.token++;
	return true;
}

/* "…" [zh "…"] [ru "…"]; `words` stays empty when there is no string. */
bool reader_words(struct reader *r, struct words *words)
{
	if (!reader_at_string(r))
		return true;
	reader_string(r, &words->in[LANGUAGE_EN], "a text");
	while (r->p.token->kind == TOKEN_NAME && r->p.token[1].kind == TOKEN_STR) {
		enum language language;
		if (!language_parse(r->p.token->text, &language))
			return err_set(r->p.err, ERR_SYNTAX, r->p.token->span,
			               "%s is not a language; a translation is marked en, zh or ru",
			               r->p.token->text);
		r->p.token++;
		reader_string(r, &words->in[language], "a text");
	}
	return true;
}

/* Say where a missing name is defined, if that is further down. */
static bool hint_later(struct reader *r)
{
	struct err *err = r->p.err;
	uint32_t begin = err->at.begin - r->p.shift, len = err->at.end - err->at.begin;
	if (err->code != ERR_NAME)
		return false;
	for (const struct token *t = r->p.token; t->kind != TOKEN_END; t++) {
		const struct token *name = t + (t[0].kind == TOKEN_NAME && t[1].kind == TOKEN_NAME);
		bool starts = t > r->statement && t[-1].kind == TOKEN_NEWLINE && t->kind == TOKEN_NAME;
		if (!starts || name->kind != TOKEN_NAME || strlen(name->text) != len
		    || memcmp(name->text, r->p.source + begin, len) != 0)
			continue;
		return err_set(err, ERR_NAME, err->at, "%s is defined further down, in line %u; "
		               "a name is defined before it is used", name->text, (unsigned)t->span.line);
	}
	return false;
}

/* An expression whose names exist by now. */
const struct expr *reader_expr(struct reader *r, const struct scope *scope)
{
	const struct expr *expr = parse_expr(&r->p);
	if (!expr)
		return NULL;
	if (names_check(reader_program(r), scope, expr, r->p.err))
		return expr;
	hint_later(r);
	return NULL;
}

bool reader_at_option(const struct reader *r)
{
	const struct token *t = r->p.token;
	return t->kind == TOKEN_NAME && t[1].kind == TOKEN_OP && strcmp(t[1].text, "=") == 0;
}
