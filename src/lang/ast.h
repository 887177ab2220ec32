/*
 * Expressions as trees. They live in the program's arena and never change.
 *
 * Depth is limited (AST_MAX_DEPTH) when a node is made, so everything that
 * walks a tree may recurse.
 */
#ifndef LANG_AST_H
#define LANG_AST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { AST_MAX_DEPTH = 200 };

enum expr_kind {
	EXPR_NONE, EXPR_TRUE, EXPR_FALSE, EXPR_ELLIPSIS,
	EXPR_INT,        /* n */
	EXPR_FLOAT,      /* number */
	EXPR_STR,        /* text, len */
	EXPR_NAME,       /* text */
	EXPR_UNARY,      /* text = "-", "+", "~", "not"; item[0] */
	EXPR_BINARY,     /* text = "+", "@", ...; item[0], item[1] */
	EXPR_LOGIC,      /* text = "and", "or"; item[0], item[1] */
	EXPR_COMPARE,    /* item[0] ops[0] item[1] ops[1] item[2] ... */
	EXPR_IF,         /* item[0] if item[1] else item[2] */
	EXPR_CALL,       /* text(args) */
	EXPR_PREV,       /* prev(text) */
	EXPR_METHOD,     /* item[0].text(args) */
	EXPR_ATTRIBUTE,  /* item[0].text */
	EXPR_INDEX,      /* item[0][item[1], ...] */
	EXPR_SLICE,      /* item[0]:item[1]:item[2], each may be NULL */
	EXPR_TUPLE, EXPR_LIST,
};

struct expr_arg {
	const char *keyword;   /* NULL = by position */
	const struct expr *value;
	struct span span;      /* keyword and value */
};

struct expr {
	enum expr_kind kind;
	int depth;                        /* 1 for a leaf */
	struct span span;
	struct span name_span;            /* of the function, method or attribute name */
	const char *code;                 /* begins here in the source; span says how long */
	const char *text;
	size_t len;
	int64_t n;
	double number;
	const struct expr *const *item;
	int n_items;
	const struct expr_arg *args;
	int n_args;
	const char *const *ops;
};

/* The expression as it was written, on one line and without comments. */
void expr_code(const struct expr *expr, struct str *out);

/* The same for any stretch of source. */
void code_add(const char *source, size_t len, struct str *out);

/* Visits the expression and all below it, top down; stops when a visit says false. */
bool expr_walk(const struct expr *expr, bool (*visit)(void *context, const struct expr *expr),
               void *context);

#endif
