/*
 * A new graph takes over what an older one has computed. A node is the same when its
 * code is, and the params it reads have the same values, and the functions it calls the
 * same code, and the nodes it reads are the same. Nodes of the clock have a history
 * that is not kept, so they are taken over all together or not at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/graph_inside.h"
#include "lang/names.h"

struct take {
	struct graph *to;
	const struct graph *from;
	int *old;                /* [nodes]: which node of `from` it is, or -1 */
};

/* ---- What is the same ---- */

static bool same_params(const struct take *t, uint64_t params)
{
	for (int i = 0; i < t->to->params->count; i++) {
		if (!(params >> i & 1))
			continue;
		int old = program_find_param(t->from->program, t->to->program->params[i].name);
		if (old < 0 || !value_same(t->to->params->value[i], t->from->params->value[old]))
			return false;
	}
	return true;
}

static bool same_defs(const struct take *t, const uint64_t *defs)
{
	for (int i = 0; i < t->to->program->n_defs; i++) {
		const struct program_def *def = &t->to->program->defs[i];
		if (!(defs[i / 64] >> (i % 64) & 1))
			continue;
		int old = program_find_def(t->from->program, def->name);
		if (old < 0 || strcmp(t->from->program->defs[old].code, def->code) != 0)
			return false;
	}
	return true;
}

static bool same_inputs(const struct take *t, int node)
{
	const struct deps *deps = t->to->deps;
	for (int i = 0; i < deps->n_nodes; i++)
		if (i != node && deps_in(deps->reads, deps->words, node, i) && t->old[i] < 0)
			return false;
	return true;
}

static int find_same(const struct take *t, int node)
{
	const struct program_node *source = t->to->deps->node[node];
	int old = program_find_node(t->from->program, source->name);
	if (old < 0 || t->from->node[old].marked || t->from->node[old].value.kind == VALUE_NONE)
		return -1;
	const struct program_node *before = t->from->deps->node[old];
	bool same = strcmp(source->code, before->code) == 0 && source->given == before->given
		&& same_params(t, t->to->deps->params[node])
		&& same_defs(t, t->to->deps->defs + node * DEPS_DEF_WORDS) && same_inputs(t, node);
	return same ? old : -1;
}

/* The old clock came by the same ticks to where the new one stands. */
static bool same_ticks(const struct take *t)
{
	struct params *to = t->to->params, *from = t->from->params;
	int clock = t->to->clock, old = t->from->clock;
	int64_t ticks = params_tick(to, clock);
	bool same = params_tick(from, old) == ticks && same_params(t, UINT64_C(1) << clock);
	for (int64_t tick = 0; tick < ticks && same; tick++) {
		struct value a = params_at_tick(to, clock, tick), b = params_at_tick(from, old, tick);
		same = value_same(a, b);
		value_unref(a);
		value_unref(b);
	}
	return same;
}

static bool same_clock(const struct take *t)
{
	for (int i = 0; i < t->to->program->n_nodes; i++)
		if (t->to->node[i].clocked && (t->old[i] < 0 || !t->from->node[t->old[i]].clocked))
			return false;
	return t->to->clock >= 0 && t->from->clock >= 0 && same_ticks(t);
}

/* ---- Names of sizes belong to the program, so they become the new one's ---- */

static void rename_dim(const struct take *t, struct dim *dim)
{
	for (int i = 0; i < dim->terms; i++)
		for (int k = 0; k < dim->term[i].factors; k++) {
			const char **name = &dim->term[i].factor[k].name;
			int param = program_find_param(t->to->program, *name);
			if (param < 0) {
				*dim = DIM_ANONYMOUS;
				return;
			}
			*name = t->to->program->params[param].name;
		}
}

static struct value renamed(const struct take *t, struct value v);

static struct value renamed_tensor(const struct take *t, const struct tensor *tensor)
{
	struct shape shape = tensor->shape;
	for (int d = 0; d < shape.ndim; d++)
		rename_dim(t, &shape.name[d]);
	return value_tensor(tensor_view(tensor, &shape, tensor->stride, tensor->offset));
}

static struct value renamed_list(const struct take *t, struct value v)
{
	int count = value_count(v);
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	for (int i = 0; i < count; i++)
		items[i] = renamed(t, value_item(v, i));
	struct value list = value_list(v.kind, items, count);
	free(items);
	return list;
}

/* A new reference. */
static struct value renamed(const struct take *t, struct value v)
{
	if (v.kind == VALUE_TENSOR)
		return renamed_tensor(t, v.as.tensor);
	if (v.kind == VALUE_LIST || v.kind == VALUE_TUPLE)
		return renamed_list(t, v);
	if (v.kind != VALUE_INT)
		return value_ref(v);
	struct dim dim = value_dim(v);
	rename_dim(t, &dim);
	return value_named_int(v.as.integer.n, dim);
}

/* ---- Taking ---- */

static void take_node(const struct take *t, int node)
{
	struct node *to = &t->to->node[node];
	const struct node *from = &t->from->node[t->old[node]];
	to->value = renamed(t, from->value);
	to->before = renamed(t, from->before);
	to->marked = false;
	to->tick = from->tick;
	to->evals = from->evals;
	to->flops = from->flops;
}

void graph_take(struct graph *graph, const struct graph *from)
{
	int n = graph->program->n_nodes;
	struct take t = { graph, from, mem_new((size_t)n + 1, sizeof *t.old) };
	bool possible = graph->program->seed == from->program->seed;
	for (int k = 0; k < n; k++)
		t.old[graph->deps->order[k]] = -1;
	for (int k = 0; k < n && possible; k++)
		t.old[graph->deps->order[k]] = find_same(&t, graph->deps->order[k]);
	bool clocked = same_clock(&t);
	for (int i = 0; i < n; i++)
		if (t.old[i] >= 0 && (clocked || !graph->node[i].clocked))
			take_node(&t, i);
	graph->restart = false;   /* there was nothing to begin again */
	free(t.old);
}

/* ---- The past ---- */

static bool set_back(struct graph *past, const struct graph *g, int back, struct err *err)
{
	for (int i = 0; i < g->program->n_params; i++)
		if (!graph_set(past, i, g->params->value[i], err))
			return false;
	int64_t tick = params_tick(g->params, g->clock) - back;
	if (tick < 0)
		return err_say(err, ERR_INDEX, "the clock had not begun yet");
	struct value then = params_at_tick(g->params, g->clock, tick);
	bool fine = graph_set(past, g->clock, then, err);
	value_unref(then);
	return fine;
}

static bool compute(struct graph *past, struct run *run, struct err *err)
{
	struct run own;
	run_init(&own, run->budget, run->cancel);
	own.ops = run->ops;
	own.bytes = run->bytes;
	bool fine = graph_update(past, &own, err);
	run->ops = own.ops;
	return fine;
}

struct graph *graph_past(const struct graph *g, int back, char when[static 40], struct run *run,
                         struct err *err)
{
	struct graph *past = graph_new(g->program, g->variant);
	struct str text = STR_INIT;
	if (g->clock < 0 || !set_back(past, g, back, err)) {
		graph_free(past);
		return NULL;
	}
	graph_take(past, g);
	if (!compute(past, run, err)) {
		graph_free(past);
		return NULL;
	}
	value_print_short(past->params->value[g->clock], &text);
	snprintf(when, 40, " (%.16s=%.16s)", g->program->params[g->clock].name, text.data);
	str_done(&text);
	return past;
}
