/*
 * The reactive graph: a program being evaluated.
 *
 * Each node holds its last value. Setting a param marks what depends on it;
 * graph_update computes just the marked nodes, in order. What does not depend
 * on the clock is evaluated once while the clock runs: graph_evals shows it.
 *
 * The clock: nodes that depend on the animate param are evaluated once for each
 * tick from the clock's first value to the present one, so values, counters and
 * bits are the same whether one stepped, jumped or rewound. prev(NAME) is NAME
 * one tick earlier; before the first tick it is an empty tensor that cat ignores.
 *
 * A graph belongs to one thread at a time. Errors stay with their node: the
 * others are still computed, dependents say which input failed.
 */
#ifndef LANG_GRAPH_H
#define LANG_GRAPH_H

#include "lang/program.h"
#include "lang/value.h"

struct graph;

/* `program` is borrowed and outlives the graph. variant: an index, or -1 for the base. */
struct graph *graph_new(const struct program *program, int variant);
void graph_free(struct graph *graph);

/*
 * A program was changed and made into a new graph: values of the old one that are made
 * of the same code, params and functions are taken over, with their counters, and need not
 * be computed again. After the params are set, before the first update. `from` stays whole.
 */
void graph_take(struct graph *graph, const struct graph *from);

/* Set a param; ERR_VALUE outside its domain (the text names the domain). */
bool graph_set(struct graph *graph, int param, struct value value, struct err *err);
struct value graph_param(const struct graph *graph, int param);   /* borrowed */

/* The allowed value `steps` further on in the param's domain; stops at its ends. */
struct value graph_param_step(const struct graph *graph, int param, int steps);   /* borrowed until the next */

/*
 * From now on compute only what these expressions read: for a graph that is made
 * to evaluate them alone.
 */
void graph_only(struct graph *graph, const struct expr *const *exprs, int n_exprs);

/*
 * Compute what is marked. False only for ERR_CANCEL and ERR_LIMIT of the whole
 * run; an error in one node is that node's (graph_error). A cancelled update can
 * be taken up again.
 */
bool graph_update(struct graph *graph, struct run *run, struct err *err);

struct value graph_value(const struct graph *graph, int node);          /* borrowed; NONE if failed */
const struct err *graph_error(const struct graph *graph, int node);     /* NULL if it has a value */
bool graph_is_view(const struct graph *graph, int node);

/* Since the clock started (or since the last change, without a clock). */
int64_t graph_evals(const struct graph *graph, int node);
int64_t graph_flops(const struct graph *graph, int node);
int64_t graph_bytes(const struct graph *graph, int node);   /* kept in memory; 0 for a view */

/* Evaluate any expression over the graph's present values (claims, shows, {{...}}). */
bool graph_eval(struct graph *graph, const struct expr *expr, struct run *run,
                struct value *out, struct err *err);

/*
 * An expression that is, or reads, what has failed with ERR_LIMIT, to be computed in parts. Its
 * outline (engine/tensor.h) says shape and type. The graph must not change meanwhile. NULL with *err
 * when some operation in it needs all of an input that is too large.
 */
struct graph_part;
struct graph_part *graph_part_open(struct graph *graph, const struct expr *expr, struct run *run,
                                   struct err *err);
const struct tensor *graph_part_outline(const struct graph_part *part);
/* The box [from, from + size), in each dimension: the same bits that the whole would have. */
struct tensor *graph_part_read(struct graph_part *part, const int64_t *from, const int64_t *size,
                               struct err *err);
void graph_part_close(struct graph_part *part);

/* Whether the node's value depends, through any path, on the param. */
bool graph_depends(const struct graph *graph, int node, int param);

#endif
