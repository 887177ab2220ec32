/* What why.c needs of a graph. Internal to lang/. */
#ifndef LANG_GRAPH_INSIDE_H
#define LANG_GRAPH_INSIDE_H

#include "lang/eval.h"
#include "lang/graph.h"

/* Ready to evaluate parts of a node's expression, or (-1) of any; *env lives as long as the eval. */
struct eval graph_eval_inside(struct graph *graph, int node, struct run *run, struct env *env);

/* The node as this graph computes it: a variant may have replaced it. */
const struct program_node *graph_source(const struct graph *graph, int node);

#endif
