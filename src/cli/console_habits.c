/*
 * Python and PyTorch as people's fingers type them: what has the same meaning here is
 * taken as that, and what has none gets one line that says what to write instead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/console.h"
#include "lang/lexer.h"

static bool is(const struct token *token, const char *text)
{
	return (token->kind == TOKEN_OP || token->kind == TOKEN_NAME) && strcmp(token->text, text) == 0;
}

static bool is_one_of(const struct token *token, const char *const *words)
{
	for (; *words; words++)
		if (is(token, *words))
			return true;
	return false;
}

static bool at_end(const struct token *token)
{
	return token->kind == TOKEN_NEWLINE || token->kind == TOKEN_END;
}

/* Behind the bracket that closes the one here; NULL if none does. */
static const struct token *behind_brackets(const struct token *token)
{
	static const char *const open[] = { "(", "[", "{", NULL }, *const close[] = { ")", "]", "}", NULL };
	int depth = 0;
	for (; token->kind != TOKEN_END; token++) {
		depth += is_one_of(token, open) - is_one_of(token, close);
		if (depth == 0)
			return token + 1;
	}
	return NULL;
}

/* ---- torch.softmax(x) is softmax(x) ---- */

static bool is_defined(const struct session *s, const char *name)
{
	const struct program *program = console_program(s->console);
	return program_find_node(program, name) >= 0 || program_find_param(program, name) >= 0;
}

/* How many tokens of module names stand here: torch . nn . functional . */
static int module_tokens(const struct session *s, const struct token *token)
{
	static const char *const first[] = { "torch", "F", "nn", "np", "numpy", "math", NULL };
	static const char *const inner[] = { "nn", "functional", "linalg", "special", NULL };
	int n = 0;
	if (!is_one_of(token, first) || !is(token + 1, ".") || is_defined(s, token->text))
		return 0;
	for (n = 2; is_one_of(token + n, inner) && is(token + n + 1, "."); )
		n += 2;
	return n;
}

static char *without_modules(const struct session *s, const char *text)
{
	struct arena arena;
	struct err ignored;
	struct str out = STR_INIT;
	size_t done = 0;
	arena_init(&arena, 0);
	const struct token *token = lex(&arena, text, 0, &ignored), *before = NULL;
	for (; token && token->kind != TOKEN_END; before = token++) {
		int n = before && is(before, ".") ? 0 : module_tokens(s, token);
		if (!n)
			continue;
		str_add_n(&out, text + done, token->span.begin - done);
		done = token[n].span.begin;
		token += n - 1;
	}
	str_add(&out, text + done);
	arena_done(&arena);
	return str_take(&out);
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
	if (token && is(token, word) && is(token + 1, "(")) {
		const struct token *end = behind_brackets(token + 1);
		if (end && at_end(end)) {
			size_t begin = token[1].span.end;
			inside = mem_copy_n(text + begin, end[-1].span.begin - begin);
		}
	}
	arena_done(&arena);
	return inside;
}

static bool has_comma(const char *text)
{
	static const char *const open[] = { "(", "[", "{", NULL };
	struct arena arena;
	struct err ignored;
	bool found = false;
	arena_init(&arena, 0);
	const struct token *token = lex(&arena, text, 0, &ignored);
	while (token && token->kind != TOKEN_END && !found) {
		found = is(token, ",");
		const struct token *behind = is_one_of(token, open) ? behind_brackets(token) : NULL;
		token = behind ? behind : token + 1;
	}
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

char *console_habit(const struct session *s, const char *text)
{
	static const char *const leave[] = { "exit", "exit()", "quit()" };
	char *other;
	for (size_t i = 0; i < sizeof leave / sizeof *leave; i++)
		if (strcmp(text, leave[i]) == 0 && !is_defined(s, "exit"))
			return mem_copy("quit");
	if ((other = printed(text)) || (other = asked(text))) {
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
	const struct token *second = first + 1, *behind = is(second, "[") ? behind_brackets(second) : NULL;
	if (behind && is(behind, "="))
		return say(first, _("cells are not changed one by one; define a new node: "
		                    "y = where(mask, 1, x), or cat([x[:1], new, x[2:]])"), err);
	if (is_one_of(second, ops) && is(second + 1, "="))
		return say(second, _("a node is not changed; define a new one: y = x + 1"), err);
	if (is(second, ".") && is(second + 3, "=") && first[2].kind == TOKEN_NAME)
		return say(first, _("an attribute is not changed; define a new node"), err);
	if (is(second, ":"))
		return say(second, _("a name has no type here: x = ones(2)"), err);
	if (is(second, "=") && second[1].kind == TOKEN_NAME && is(second + 2, "="))
		return say(second + 2, _("one definition has one name: b = ... and then a = b in a line of its own"), err);
	for (const struct token *t = first; is(t + 1, ",") && t[2].kind == TOKEN_NAME; t += 2)
		if (is(t + 3, "="))
			return say(t + 1, _("one definition has one name: p = ... and then a = p[0], b = p[1] "
			                    "in lines of their own"), err);
	return true;
}

static bool check_words(const struct token *first, struct err *err)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is(first, words[i].word))
			return say(first, _(words[i].hint), err);
	if (is(first + 1, "=") && is(first + 2, "lambda"))
		return say(first + 2, _("a function is written def f(x) = x + 1"), err);
	for (const struct token *t = first; t->kind != TOKEN_END; t++)
		if (is(t, "f") && t[1].kind == TOKEN_STR && t->span.end == t[1].span.begin)
			return say(t, _("there are no f-strings: type the expression itself to see its value"), err);
	return true;
}

bool console_habit_check(const char *text, struct err *err)
{
	struct arena arena;
	struct err ignored;
	arena_init(&arena, 0);
	const struct token *first = lex(&arena, text, 0, &ignored);
	bool fine = !first || first->kind != TOKEN_NAME
		|| (check_words(first, err) && check_assignment(first, err));
	arena_done(&arena);
	return fine;
}

bool console_habit_import(const char *text)
{
	return str_starts(text, "import ") || (str_starts(text, "from ") && strstr(text, " import "));
}
