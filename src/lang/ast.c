#include "lang/ast.h"

#include <string.h>

static size_t skip_string(const char *s, size_t left)
{
	size_t n = 1;
	while (n < left && s[n] != s[0])
		n += s[n] == '\\' ? 2 : 1;
	return n < left ? n + 1 : left;
}

/* A line break, with the comment before it and the indentation behind it, becomes one space. */
static size_t skip_break(const char *s, size_t left)
{
	size_t n = 0;
	while (n < left && strchr(" \t\r\n#", s[n])) {
		if (s[n] == '#')
			while (n < left && s[n] != '\n')
				n++;
		else
			n++;
	}
	return n;
}

void code_add(const char *source, size_t len, struct str *out)
{
	for (size_t i = 0, n; i < len; i += n) {
		if (source[i] == '"' || source[i] == '\'') {
			n = skip_string(source + i, len - i);
			str_add_n(out, source + i, n);
			continue;
		}
		size_t blank = skip_break(source + i, len - i);
		bool breaks = blank && memchr(source + i, '\n', blank);
		n = blank ? blank : 1;
		bool inside = breaks && out->len && !strchr("([{", out->data[out->len - 1])
			&& i + n < len && !strchr(")]}", source[i + n]);
		if (!breaks)
			str_add_n(out, source + i, n);
		else if (inside)
			str_add_char(out, ' ');
	}
}

void expr_code(const struct expr *expr, struct str *out)
{
	code_add(expr->code, expr->span.end - expr->span.begin, out);
}

bool expr_walk(const struct expr *expr, bool (*visit)(void *context, const struct expr *expr),
               void *context)
{
	if (!expr)
		return true;
	if (!visit(context, expr))
		return false;
	for (int i = 0; i < expr->n_items; i++)
		if (!expr_walk(expr->item[i], visit, context))
			return false;
	for (int i = 0; i < expr->n_args; i++)
		if (!expr_walk(expr->args[i].value, visit, context))
			return false;
	return true;
}
