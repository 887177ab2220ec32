/* B, T, C = x.shape: several definitions in one line, as Python has them. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/console.h"
#include "lang/lexer.h"

enum { MAX_NAMES = 16 };

struct unpacking {
	const char *text;
	const struct token *names[MAX_NAMES];
	int n_names;
	const struct token *value, *end;   /* what stands behind the = */
};

/* NAME, NAME = …; false when it is something else, or reads what it defines. */
static bool find(const struct token *token, struct unpacking *out)
{
	while (token->kind == TOKEN_NAME && out->n_names < MAX_NAMES) {
		out->names[out->n_names++] = token++;
		if (!token_is(token, ","))
			break;
		token++;
	}
	if (out->n_names < 2 || !token_is(token, "="))
		return false;
	out->value = token + 1;
	out->end = token_find(token + 1, "=");
	if (!token_ends(out->end) || token_ends(out->value))
		return false;
	for (const struct token *t = out->value; !token_ends(t); t++)
		for (int i = 0; i < out->n_names; i++)
			if (t->kind == TOKEN_NAME && !token_is(t - 1, ".") && strcmp(t->text, out->names[i]->text) == 0)
				return false;
	return true;
}

static char *copy(const struct unpacking *u, const struct token *from, const struct token *to)
{
	size_t begin = from->span.begin, end = to[-1].span.end;
	return mem_copy_n(u->text + begin, end - begin);
}

/* How many values an expression has; -1, with what is wrong said. */
static int count(struct session *s, const char *code)
{
	struct err err;
	struct value value;
	int n = 1;
	if (!console_eval(s->console, code, &value, &err)) {
		console_fail(s, &err, code);
		return -1;
	}
	if (value.kind == VALUE_TUPLE || value.kind == VALUE_LIST)
		n = value_count(value);
	else if (value.kind == VALUE_TENSOR && value.as.tensor->shape.ndim > 0)
		n = (int)value.as.tensor->shape.size[0];
	value_unref(value);
	return n;
}

/* A chain of names, dots and brackets takes an index as it is. */
static bool is_chain(const struct token *token, const struct token *end)
{
	while (token < end) {
		bool bracket = token_is(token, "(") || token_is(token, "[");
		if (!bracket && token->kind != TOKEN_NAME && !token_is(token, "."))
			return false;
		token = bracket ? token_behind(token) : token + 1;
	}
	return true;
}

static void define(struct session *s, const struct token *name, const char *value)
{
	struct str line = STR_INIT;
	str_addf(&line, "%s = %s", name->text, value);
	if (strcmp(name->text, "_") != 0)
		console_obey(s, line.data);
	str_done(&line);
}

static void say_counts(struct session *s, int values, int names)
{
	struct err err;
	err_say(&err, ERR_VALUE, _("names: %d, values: %d; each name takes one"), names, values);
	console_fail(s, &err, NULL);
}

/* a, b = 1, 2 */
static void define_each(struct session *s, const struct unpacking *u, int values)
{
	const struct token *from = u->value;
	if (values != u->n_names) {
		say_counts(s, values, u->n_names);
		return;
	}
	for (int i = 0; i < values; i++) {
		const struct token *to = token_find(from, ",");
		char *value = copy(u, from, to);
		define(s, u->names[i], value);
		free(value);
		from = to + 1;
	}
}

/* a, b = f(x) */
static void define_parts(struct session *s, const struct unpacking *u)
{
	char *code = copy(u, u->value, u->end);
	int n = count(s, code);
	if (n >= 0 && n != u->n_names)
		say_counts(s, n, u->n_names);
	for (int i = 0; n == u->n_names && i < n; i++) {
		struct str part = STR_INIT;
		str_addf(&part, is_chain(u->value, u->end) ? "%s[%d]" : "(%s)[%d]", code, i);
		define(s, u->names[i], part.data);
		str_done(&part);
	}
	free(code);
}

bool console_unpack(struct session *s, const char *text)
{
	struct arena arena;
	struct err ignored;
	struct unpacking u = { .text = text };
	arena_init(&arena, 0);
	const struct token *first = lex(&arena, text, 0, &ignored);
	bool found = first && find(first, &u);
	if (found) {
		int values = 1;
		for (const struct token *t = token_find(u.value, ","); !token_ends(t); t = token_find(t + 1, ","))
			values++;
		if (values > 1)
			define_each(s, &u, values);
		else
			define_parts(s, &u);
	}
	arena_done(&arena);
	return found;
}
