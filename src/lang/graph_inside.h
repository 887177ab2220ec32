/* A graph from the inside, for graph*.c and why.c. Internal to lang/. */
#ifndef LANG_GRAPH_INSIDE_H
#define LANG_GRAPH_INSIDE_H

#include "lang/deps.h"
#include "lang/eval.h"
#include "lang/graph.h"
#include "lang/params.h"

struct node {
	struct value value;       /* NONE when it failed or was never computed */
	struct value before;      /* one tick earlier, for nodes that ask for it; else NONE */
	struct err *error;
	bool marked;              /* must be computed */
	bool clocked;             /* once a tick */
	bool uses_prev;
	bool idle;                /* nobody reads it: never computed */
	int64_t tick;             /* the last tick it was computed for; -1 before the first */
	int64_t evals, flops;
};

struct graph {
	const struct program *program;
	int variant;
	struct deps *deps;
	struct params *params;
	struct node *node;
	int clock;                /* a param, or -1 */
	bool restart;             /* the clock's nodes begin again at the first tick */
	struct value now;         /* the clock's value at the tick being computed */
};

/* Ready to evaluate parts of a node's expression, or (-1) of any; *env lives as long as the eval. */
struct eval graph_eval_inside(struct graph *graph, int node, struct run *run, struct env *env);

/*
 * The graph as it was so many ticks ago, computed again; when: " (t=3)". NULL on errors:
 * there was no such tick, or a limit.
 */
struct graph *graph_past(const struct graph *graph, int back, char when[static 40], struct run *run,
                         struct err *err);

/*
 * After ERR_LIMIT: what is small, though made of what is too large, is computed of the parts it
 * needs. False with the error as it was, or ERR_CANCEL.
 */
bool graph_eval_small(struct graph *graph, const struct expr *expr, int node, struct run *run,
                      struct value *out, struct err *err);

/*
 * Explanations of what is too large: an evaluation in which failed nodes are outlines whose cells can
 * be read, and a node's value in it (a new reference). After use: false when a cell could not be read.
 */
struct graph_part *graph_part_watch(struct graph *graph, int node, struct run *run);
struct eval graph_part_inside(struct graph_part *part, int node);
bool graph_part_value(struct graph_part *part, int node, struct value *out, struct err *err);
bool graph_part_was_read(const struct graph_part *part, struct err *err);

/* The node as this graph computes it: a variant may have replaced it. */
const struct program_node *graph_source(const struct graph *graph, int node);

#endif
