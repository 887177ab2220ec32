/*
 * Tokens → expressions → statements. Internal to lang/.
 *
 * A parser walks the tokens of one source text. Functions that return an
 * expression return NULL on error, with *err set.
 */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include "lang/ast.h"
#include "lang/lexer.h"

struct parser {
	struct arena *arena;
	const char *source;           /* lives in the arena */
	uint32_t shift;               /* what spans are moved on by */
	const struct token *token;    /* the one to read next */
	int depth;
	struct err *err;
};

bool parser_init(struct parser *p, struct arena *arena, const char *source, uint32_t shift,
                 struct err *err);

const struct expr *parse_expr(struct parser *p);

/* Whether the next token is this operator or word; parser_take also steps over it. */
bool parser_at(const struct parser *p, const char *text);
bool parser_take(struct parser *p, const char *text);
bool parser_need(struct parser *p, const char *text, const char *hint);

/* A syntax error at the next token: "expected a name, but found ')'". */
bool parser_expected(struct parser *p, const char *what);

#endif
