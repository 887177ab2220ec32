/*
 * Source text → tokens with spans.
 *
 * As in Python a statement ends with its line, except inside brackets, and `#`
 * starts a comment. The source must be UTF-8 without control characters;
 * beyond ASCII only strings and comments may use it.
 */
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include "base/arena.h"
#include "base/err.h"

enum { SOURCE_MAX_BYTES = 256 * 1024, BRACKETS_MAX = 100 };

enum token_kind {
	TOKEN_END, TOKEN_NEWLINE,    /* text: the comment before it, or NULL */
	TOKEN_NAME, TOKEN_OP, TOKEN_STR,   /* text */
	TOKEN_INT, TOKEN_FLOAT,
};

struct token {
	enum token_kind kind;
	struct span span;
	const char *text;
	size_t len;
	int64_t n;
	double number;
};

/*
 * The tokens of `source`, in the arena, the last a NEWLINE and an END. Spans
 * are moved on by `shift` bytes. NULL on error.
 */
struct token *lex(struct arena *arena, const char *source, uint32_t shift, struct err *err);

#endif
