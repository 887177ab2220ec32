/*
 * Python and PyTorch as people's fingers type them: what has the same meaning here is
 * taken as that, and what has none gets one line that says what to write instead.
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

static const struct {
	const char *word, *hint;
} words[] = {
	{ "for", N_("there are no loops: functions work on whole tensors, and arange(n) counts") },
	{ "while", N_("there are no loops: functions work on whole tensors, and arange(n) counts") },
	{ "if", N_("a choice is an expression: a if c else b, or where(mask, a, b) cell by cell") },
	{ "with", N_("there is nothing to open and close: write the expressions alone") },
	{ "class", N_("there are no classes: a module is a few nodes and functions, def f(x) = ...") },
	{ "del", N_("nothing is deleted; NAME = ... gives a name another value, reset forgets all") },
	{ "assert", N_("write claim expression") },
	{ "try", N_("there is nothing to catch: an error changes nothing") },
	{ "lambda", N_("a function has a name: def f(x) = x + 1") },
};

static bool say(const struct token *token, const char *text, struct err *err)
{
	return err_set(err, ERR_SYNTAX, token->span, "%s", text);
}

/* x[0] = 1, x.y = 1, x += 1, x: T = 1, a = b = 1, a, b = 1, 2. */
static bool check_assignment(const struct token *first, struct err *err)
{
	static const char *const ops[] = { "+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", NULL };
	const struct token *second = first + 1, *behind = token_is(second, "[") ? token_behind(second) : NULL;
	if (behind && token_is(behind, "="))
		return say(first, _("cells are not changed one by one; define a new node: "
		                    "y = where(mask, 1, x), or cat([x[:1], new, x[2:]])"), err);
	if (token_is_one_of(second, ops) && token_is(second + 1, "="))
		return say(second, _("a node is not changed; define a new one: y = x + 1"), err);
	if (token_is(second, ".") && token_is(second + 3, "=") && first[2].kind == TOKEN_NAME)
		return say(first, _("an attribute is not changed; define a new node"), err);
	if (token_is(second, ":"))
		return say(second, _("a name has no type here: x = ones(2)"), err);
	if (token_is(second, "=") && second[1].kind == TOKEN_NAME && token_is(second + 2, "="))
		return say(second + 2, _("one definition has one name: b = ... and then a = b in a line of its own"), err);
	for (const struct token *t = first; token_is(t + 1, ",") && t[2].kind == TOKEN_NAME; t += 2)
		if (token_is(t + 3, "="))
			return say(t + 1, _("one definition has one name: p = ... and then a = p[0], b = p[1] "
			                    "in lines of their own"), err);
	return true;
}

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

/* nn.Softmax(dim=-1)(x) */
static bool check_modules(const struct token *first, struct err *err)
{
	for (const struct token *t = first; t->kind != TOKEN_END; t++) {
		const struct token *behind = token_is(t + 1, "(") ? token_behind(t + 1) : NULL;
		if (t->kind == TOKEN_NAME && *t->text >= 'A' && *t->text <= 'Z' && behind && token_is(behind, "("))
			return say(t, _("modules are functions here: linear(x, n), layer_norm(x), softmax(x, dim=-1)"), err);
	}
	return true;
}

static bool check_words(const struct token *first, struct err *err)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (token_is(first, words[i].word))
			return say(first, _(words[i].hint), err);
	if (token_is(first, "def") && token_is(token_find(first, ":"), ":"))
		return say(token_find(first, ":"), _("a function is one expression: def f(x) = x + 1"), err);
	for (const struct token *t = first; t->kind != TOKEN_END; t++)
		if (token_is(t, "f") && t[1].kind == TOKEN_STR && t->span.end == t[1].span.begin)
			return say(t, _("there are no f-strings: type the expression itself to see its value"), err);
	return true;
}

bool console_habit_check(const struct session *s, const char *text, struct err *err)
{
	struct arena arena;
	struct err ignored;
	arena_init(&arena, 0);
	const struct token *first = lex(&arena, text, 0, &ignored);
	bool fine = !first || first->kind != TOKEN_NAME
		|| (check_words(first, err) && check_assignment(first, err) && check_self(s, first, err)
		    && check_modules(first, err));
	arena_done(&arena);
	return fine;
}

bool console_habit_import(const char *text)
{
	return str_starts(text, "import ") || (str_starts(text, "from ") && strstr(text, " import "));
}
