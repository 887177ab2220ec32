/*
 * Python and PyTorch as people's fingers type them: what has the same meaning here is
 * taken as that. What has none, lang/habits.c tells of.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/console.h"
#include "cli/tokens.h"

static bool is_defined(const struct session *s, const char *name)
{
	const struct program *program = console_program(s->console);
	return program_find_node(program, name) >= 0 || program_find_param(program, name) >= 0;
}

static bool is_own(const void *context, const char *name)
{
	return is_defined(context, name);
}

static char *without_modules(const struct session *s, const char *text)
{
	return tokens_without_modules(text, is_own, s);
}

/* ---- print(x), help(x), x?, exit() ---- */

/* What stands in the brackets of WORD(...), when that is all there is; heap, or NULL. */
static char *inside_call(const char *text, const char *word)
{
	struct arena arena;
	struct err ignored;
	char *inside = NULL;
	arena_init(&arena, 0);
	const struct token *token = lex(&arena, text, 0, &ignored);
	if (token && token_is(token, word) && token_is(token + 1, "(")) {
		const struct token *end = token_behind(token + 1);
		if (end && token_ends(end)) {
			size_t begin = token[1].span.end;
			inside = mem_copy_n(text + begin, end[-1].span.begin - begin);
		}
	}
	arena_done(&arena);
	return inside;
}

static bool has_comma(const char *text)
{
	struct arena arena;
	struct err ignored;
	arena_init(&arena, 0);
	const struct token *first = lex(&arena, text, 0, &ignored);
	bool found = first && token_is(token_find(first, ","), ",");
	arena_done(&arena);
	return found;
}

static char *printed(const char *text)
{
	char *inside = inside_call(text, "print");
	struct str out = STR_INIT;
	if (!inside || !*inside)
		return inside;
	str_addf(&out, has_comma(inside) ? "(%s)" : "%s", inside);
	free(inside);
	return str_take(&out);
}

static char *asked(const char *text)
{
	struct str out = STR_INIT;
	size_t len = strlen(text);
	char *inside = inside_call(text, "help");
	bool before = text[0] == '?', behind = len > 1 && text[len - 1] == '?';
	if (inside)
		str_addf(&out, "help %s", inside);
	else if (before || behind)
		str_addf(&out, "help %.*s", (int)(len - 1), text + before);
	free(inside);
	return out.len ? str_take(&out) : NULL;
}

/* ---- def f(x): return x + 1, f = lambda x: x + 1 ---- */

static char *function(const char *text)
{
	struct arena arena;
	struct err ignored;
	struct str out = STR_INIT;
	arena_init(&arena, 0);
	const struct token *t = lex(&arena, text, 0, &ignored);
	bool lambda = t && t->kind == TOKEN_NAME && token_is(t + 1, "=") && token_is(t + 2, "lambda");
	const struct token *colon = lambda ? token_find(t + 3, ":") : t && token_is(t, "def") ? token_find(t, ":") : NULL;
	const struct token *body = colon && token_is(colon, ":") ? colon + 1 : NULL;
	while (body && body->kind == TOKEN_NEWLINE)
		body++;
	if (lambda && body)
		str_addf(&out, "def %s(%.*s) = %s", t->text, (int)(colon->span.begin - t[2].span.end - 1),
		         text + t[2].span.end + 1, text + body->span.begin);
	else if (body && token_is(body, "return"))
		str_addf(&out, "%.*s = %s", (int)colon->span.begin, text, text + body[1].span.begin);
	arena_done(&arena);
	return out.len ? str_take(&out) : NULL;
}

char *console_habit(const struct session *s, const char *text)
{
	static const char *const leave[] = { "exit", "exit()", "quit()" };
	char *other;
	for (size_t i = 0; i < sizeof leave / sizeof *leave; i++)
		if (strcmp(text, leave[i]) == 0 && !is_defined(s, "exit"))
			return mem_copy("quit");
	if ((other = printed(text)) || (other = asked(text)) || (other = function(text))) {
		char *clean = without_modules(s, other);
		free(other);
		return clean;
	}
	return without_modules(s, text);
}

/* ---- What has no meaning here ---- */

/* x = x + 1, where there is an x. */
static bool check_self(const struct session *s, const struct token *first, struct err *err)
{
	if (!token_is(first + 1, "=") || program_find_node(console_program(s->console), first->text) < 0)
		return true;
	for (const struct token *t = first + 2; !token_ends(t); t++)
		if (t->kind == TOKEN_NAME && strcmp(t->text, first->text) == 0 && !token_is(t - 1, ".") &&
		    !token_is(t + 1, "=") && !(token_is(t - 1, "(") && token_is(t - 2, "prev")))
			return err_set(err, ERR_NAME, t->span, _("%s cannot be made of itself: a definition is no assignment. Give "
			               "the new one a name of its own: %s2 = ..."), first->text, first->text);
	return true;
}

bool console_habit_check(const struct session *s, const char *text, struct err *err)
{
	struct arena arena;
	struct err ignored;
	arena_init(&arena, 0);
	const struct token *first = lex(&arena, text, 0, &ignored);
	bool fine = !first || first->kind != TOKEN_NAME || check_self(s, first, err);
	arena_done(&arena);
	return fine;
}

bool console_habit_import(const char *text)
{
	return str_starts(text, "import ") || (str_starts(text, "from ") && strstr(text, " import "));
}
