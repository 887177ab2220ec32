/*
 * TeX mathematics as a tree: what its commands mean, before anything is laid out.
 *
 * A list is a row of nodes. A node has a shape, a class that decides the blanks
 * around it (math_table.h), and scripts. Everything lies in the caller's arena;
 * texts are UTF-8 and clean where the source is.
 *
 * Any bytes are safe. What is not known stays as a word; what is missing is an
 * empty list; nesting deeper than the limit stays as it was written.
 */
#ifndef TEXT_MATH_TREE_H
#define TEXT_MATH_TREE_H

#include <stdbool.h>

#include "base/arena.h"
#include "text/math_table.h"

enum math_shape {
	MATH_ATOM,        /* text */
	MATH_FRACTION,    /* first over second */
	MATH_BINOMIAL,    /* the same without a line, in parentheses */
	MATH_ROOT,        /* of first; second is the index, or NULL */
	MATH_ACCENTED,    /* first, with symbol's combining character */
	MATH_STACKED,     /* second, small, above (or under) first */
	MATH_BRACED,      /* first with a brace above (or under); its label is a script */
	MATH_FENCED,      /* first between text and close */
	MATH_GRID,        /* cells between text and close */
};

enum math_grid { GRID_CENTRED, GRID_LEFT, GRID_ALIGNED };   /* matrix, cases, aligned */

struct math_list {
	struct math_node *first, *last;
	int blanks;                      /* that the source asks for before what follows */
	bool ends_row;                   /* of a grid's cell */
	bool rule, rule_below;           /* a line above its row; below, when its row is the last */
	struct math_list *next;          /* cell */
};

struct math_node {
	enum math_shape shape;
	enum math_class class;
	const char *text, *close;
	const struct math_symbol *symbol;
	struct math_list *inner, *second;        /* as the shape says; a grid's cells */
	struct math_list *sub, *sup;             /* or NULL */
	enum math_grid grid;
	const char *columns;                     /* of an array: "cc|c", how its columns are set; or NULL */
	bool under;
	int blanks;                              /* before it */
	struct math_node *next;
};

/* Building lists: all memory is the arena's. */
struct math_list *math_list_new(struct arena *arena);
struct math_node *math_list_add(struct arena *arena, struct math_list *list, struct math_node node);
struct math_node *math_list_atom(struct arena *arena, struct math_list *list, enum math_class class,
                                 const char *text, size_t len);
/* Another list's nodes go on at the end of this one; letters in a row go on as one word. */
void math_list_splice(struct math_list *list, struct math_list *other);
struct math_node *math_list_word(struct arena *arena, struct math_list *list,
                                 struct math_list *letters);

/*
 * `unknown`, if not NULL, becomes the first command that is not in the table (the name,
 * in the arena), or NULL. A list of several rows is one node, an aligned grid.
 */
struct math_list *math_parse(const char *tex, size_t len, struct arena *arena, const char **unknown);

#endif
