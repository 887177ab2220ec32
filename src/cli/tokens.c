#include "cli/tokens.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"

/* How many tokens of module names stand here: torch . nn . functional . */
static int module_tokens(const struct token *token)
{
	static const char *const first[] = { "torch", "F", "nn", "np", "numpy", "math", NULL };
	static const char *const inner[] = { "nn", "functional", "linalg", "special", "random", NULL };
	int n = 2;
	if (!token_is_one_of(token, first) || !token_is(token + 1, "."))
		return 0;
	while (token_is_one_of(token + n, inner) && token_is(token + n + 1, "."))
		n += 2;
	return n;
}

char *tokens_without_modules(const char *text, bool (*defined)(const void *context, const char *name),
                             const void *context)
{
	struct arena arena;
	struct err ignored;
	struct str out = STR_INIT;
	size_t done = 0;
	arena_init(&arena, 0);
	const struct token *token = lex(&arena, text, 0, &ignored), *before = NULL;
	for (; token && token->kind != TOKEN_END; before = token++) {
		int n = before && token_is(before, ".") ? 0 : module_tokens(token);
		if (!n || defined(context, token->text))
			continue;
		str_add_n(&out, text + done, token->span.begin - done);
		bool axis = token_is(token + n, "newaxis");
		str_add(&out, axis ? "None" : "");
		done = axis ? token[n].span.end : token[n].span.begin;
		token += n - 1;
	}
	str_add(&out, text + done);
	arena_done(&arena);
	return str_take(&out);
}
