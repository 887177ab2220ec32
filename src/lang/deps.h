/*
 * Who reads whom: for each node the nodes and params that its value is made
 * of, also through the defs it calls, and an order in which all can be
 * computed. Internal to lang/.
 */
#ifndef LANG_DEPS_H
#define LANG_DEPS_H

#include "lang/program.h"

enum { DEPS_DEF_WORDS = 4 };   /* a program has at most 200 functions */

struct deps {
	int n_nodes;
	int words;                    /* of a set of nodes */
	const struct program_node **node;   /* with the variant's replacements */
	uint64_t *reads;              /* [n_nodes][words]: nodes read directly */
	uint64_t *reads_all;          /* [n_nodes][words]: nodes read directly or through others */
	uint64_t *params;             /* [n_nodes]: params read directly or through others */
	uint64_t *defs;               /* [n_nodes][DEPS_DEF_WORDS]: functions called, through others too */
	bool *uses_prev;              /* itself, or a node that it reads */
	int *order;                   /* inputs first */
};

/* ERR_NAME when a node goes round in a circle. variant: an index, or -1. */
struct deps *deps_new(const struct program *program, int variant, struct err *err);
void deps_free(struct deps *deps);

static inline bool deps_in(const uint64_t *sets, int words, int row, int node)
{
	return sets[row * words + node / 64] >> (node % 64) & 1;
}

#endif
