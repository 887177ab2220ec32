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

/* A name or an operator that is written so. */
bool token_is(const struct token *token, const char *text);
bool token_is_one_of(const struct token *token, const char *const *words);   /* NULL ends them */
bool token_ends(const struct token *token);                                  /* the statement */

/* Behind the bracket that closes the one here; NULL if none does. */
const struct token *token_behind(const struct token *token);

/* The first such token outside brackets, or the end of the statement. */
const struct token *token_find(const struct token *token, const char *text);

#endif
