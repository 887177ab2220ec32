#include "lang/graph.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/ast.h"
#include "lang/graph_inside.h"
#include "lang/names.h"

struct graph *graph_new(const struct program *program, int variant)
{
	struct err err;
	struct graph *g = mem_new(1, sizeof *g);
	g->program = program;
	g->variant = variant;
	g->deps = deps_new(program, variant, &err);
	g->params = params_new(program, &err);
	assert(g->deps && g->params);   /* program_parse has tried both */
	g->node = mem_new((size_t)program->n_nodes + 1, sizeof *g->node);
	g->clock = -1;
	for (int i = 0; i < program->n_params; i++)
		if (program->params[i].animate)
			g->clock = i;
	for (int i = 0; i < program->n_nodes; i++) {
		bool reads_clock = g->clock >= 0 && (g->deps->params[i] >> g->clock & 1);
		g->node[i] = (struct node){ .marked = true, .clocked = reads_clock || g->deps->uses_prev[i],
		                            .uses_prev = g->deps->uses_prev[i], .tick = -1 };
	}
	return g;
}

static void forget(struct run *run, struct node *node)
{
	value_drop(run, node->value);
	value_drop(run, node->before);
	free(node->error);
	node->value = node->before = VALUE_NOTHING;
	node->error = NULL;
}

void graph_free(struct graph *g)
{
	if (!g)
		return;
	for (int i = 0; i < g->program->n_nodes; i++)
		forget(NULL, &g->node[i]);
	value_unref(g->now);
	free(g->node);
	deps_free(g->deps);
	params_free(g->params);
	free(g);
}

/* ---- Params ---- */

static void mark(struct graph *g, uint64_t changed)
{
	uint64_t clock = g->clock >= 0 ? UINT64_C(1) << g->clock : 0;
	uint64_t others = changed & ~clock;
	if (clock && (g->params->follows[g->clock] & others))
		g->restart = true;
	for (int i = 0; i < g->program->n_nodes; i++) {
		struct node *node = &g->node[i];
		if (node->clocked && (g->deps->params[i] & others))
			g->restart = true;
		else if (!node->clocked && (g->deps->params[i] & changed))
			node->marked = true;
	}
}

bool graph_set(struct graph *g, int param, struct value value, struct err *err)
{
	uint64_t changed;
	if (!params_set(g->params, param, value, &changed, err))
		return false;
	mark(g, changed);
	return true;
}

struct value graph_param(const struct graph *g, int param)
{
	return g->params->value[param];
}

struct value graph_param_step(const struct graph *g, int param, int steps)
{
	return params_step(g->params, param, steps);
}

/* ---- Where expressions get their values ---- */

static bool read_node(const struct graph *g, int i, const struct expr *name, struct value *out,
                      struct err *err)
{
	const struct node *node = &g->node[i];
	if (node->error)
		return err_set(err, node->error->code, name->span, "needs %s, which has an error", name->text);
	if (node->marked && !node->evals)
		return err_set(err, ERR_VALUE, name->span, "%s is not computed yet", name->text);
	*out = value_ref(node->value);
	return true;
}

static bool read_name(void *context, const struct expr *name, struct value *out, struct err *err)
{
	const struct graph *g = context;
	int node = program_find_node(g->program, name->text);
	if (node >= 0)
		return read_node(g, node, name, out, err);
	int param = program_find_param(g->program, name->text);
	bool ticking = param == g->clock && g->now.kind != VALUE_NONE;
	*out = value_ref(ticking ? g->now : g->params->value[param]);
	return true;
}

/* The first node, in the order they are computed, whose failure `node` suffers from: perhaps itself. */
static int first_failure(const struct graph *g, int node)
{
	const struct deps *deps = g->deps;
	for (int k = 0; k < deps->n_nodes; k++) {
		int i = deps->order[k];
		if (g->node[i].error && deps_in(deps->reads_all, deps->words, node, i))
			return i;
	}
	return node;
}

/* For claims and shows, which stand apart from the lines: the reason is said again. */
static bool read_from_outside(void *context, const struct expr *name, struct value *out,
                              struct err *err)
{
	const struct graph *g = context;
	int node = program_find_node(g->program, name->text);
	if (node < 0 || !g->node[node].error)
		return read_name(context, name, out, err);
	int first = first_failure(g, node);
	const struct err *reason = g->node[first].error;
	if (g->deps->node[first]->from)   /* its text says where */
		return err_set(err, reason->code, name->span, "needs %s; %s", name->text, reason->text);
	return err_set(err, reason->code, name->span, "needs %s; line %u: %s", name->text,
	               (unsigned)g->deps->node[first]->span.line, reason->text);
}

/*
 * One tick ago the clock's name stood for its value of then: what was (t, d) is (t - 1, d)
 * now. Where the clock does not walk in ones, such a size has no name.
 */
static struct value rename_clock(const struct graph *g, struct value v)
{
	if (v.kind != VALUE_TENSOR || g->clock < 0)
		return v;
	const struct program_param *clock = &g->program->params[g->clock];
	bool by_ones = clock->domain == PARAM_RANGE && !clock->step;
	struct dim t = dim_symbol(clock->name), one = dim_number(1), then = dim_sub(&t, &one);
	struct shape shape = v.as.tensor->shape;
	for (int i = 0; i < shape.ndim; i++)
		shape.name[i] = dim_replace(&shape.name[i], clock->name, by_ones ? &then : &DIM_ANONYMOUS);
	struct tensor *renamed = tensor_view(v.as.tensor, &shape, v.as.tensor->stride, v.as.tensor->offset);
	value_unref(v);
	return value_tensor(renamed);
}

static bool read_prev(void *context, const struct expr *name, struct value *out, struct err *err)
{
	const struct graph *g = context;
	const struct node *node = &g->node[program_find_node(g->program, name->text)];
	struct run unlimited;
	const struct shape empty = { .ndim = 1 };
	if (node->error)
		return err_set(err, node->error->code, name->span, "%s had an error one step earlier",
		               name->text);
	bool ticking = g->now.kind != VALUE_NONE;
	if (ticking ? node->tick >= 0 : node->before.kind != VALUE_NONE) {
		*out = rename_clock(g, value_ref(ticking ? node->value : node->before));
		return true;
	}
	run_init(&unlimited, (struct budget){0}, NULL);
	return give_tensor(out, tensor_new(&unlimited, DT_FLOAT32, &empty, err));
}

static bool count_node(void *context, const struct expr *name, enum counter counter, int64_t *out,
                       struct err *err)
{
	struct graph *g = context;
	int i = program_find_node(g->program, name->text);
	if (i < 0)
		return err_set(err, ERR_NAME, name->span, "%s is not a node: only nodes have a cost", name->text);
	if (g->node[i].error)
		return err_set(err, g->node[i].error->code, name->span, "needs %s, which has an error",
		               name->text);
	*out = counter == COUNT_FLOPS ? graph_flops(g, i)
		: counter == COUNT_BYTES ? graph_bytes(g, i) : graph_evals(g, i);
	return true;
}

static struct eval start_eval(struct graph *g, const char *node, struct run *run, struct env *env)
{
	*env = (struct env){ node ? read_name : read_from_outside, read_prev, count_node, g };
	return (struct eval){ .program = g->program, .env = env, .run = run, .node = node };
}

static bool ends_the_run(const struct run *run, const struct err *err)
{
	return err->code == ERR_CANCEL
		|| (err->code == ERR_LIMIT && run->budget.ops && run->ops > run->budget.ops);
}

/* node: whose expression it is, or -1 */
static bool eval_here(struct graph *g, const struct expr *expr, int node, struct run *run,
                      struct value *out, struct err *err)
{
	struct env env;
	struct eval e = graph_eval_inside(g, node, run, &env);
	struct err own = {0};
	if (eval(&e, expr, out, &own))
		return true;
	if (own.code == ERR_LIMIT && !ends_the_run(run, &own)
	    && graph_eval_small(g, expr, node, run, out, &own))
		return true;
	*err = own;
	return false;
}

struct eval graph_eval_inside(struct graph *g, int node, struct run *run, struct env *env)
{
	return start_eval(g, node < 0 ? NULL : g->deps->node[node]->name, run, env);
}

const struct program_node *graph_source(const struct graph *g, int node)
{
	return g->deps->node[node];
}

bool graph_eval(struct graph *g, const struct expr *expr, struct run *run, struct value *out,
                struct err *err)
{
	return eval_here(g, expr, -1, run, out, err);
}

/* ---- What is read ---- */

static void want(void *context, const char *name)
{
	struct graph *g = context;
	int wanted = program_find_node(g->program, name);
	for (int i = 0; wanted >= 0 && i < g->program->n_nodes; i++)
		if (i == wanted || deps_in(g->deps->reads_all, g->deps->words, wanted, i))
			g->node[i].idle = false;
}

/* A function may read any node. */
static bool calls_no_def(void *context, const struct expr *expr)
{
	const struct graph *g = context;
	return expr->kind != EXPR_CALL || program_find_def(g->program, expr->text) < 0;
}

void graph_only(struct graph *g, const struct expr *const *exprs, int n_exprs)
{
	for (int i = 0; i < n_exprs; i++)
		if (!expr_walk(exprs[i], calls_no_def, g))
			return;
	for (int i = 0; i < g->program->n_nodes; i++)
		g->node[i].idle = true;
	for (int i = 0; i < n_exprs; i++)
		expr_each_name(exprs[i], want, g);
}

/* ---- Computing ---- */

/* False only when the whole run ends; then the node is as it was. */
static bool compute(struct graph *g, int i, struct run *run, struct err *err)
{
	struct node *node = &g->node[i];
	const struct program_node *source = g->deps->node[i];
	struct value value = VALUE_NOTHING;
	struct err own = {0};
	int64_t flops = run->flops;
	bool fine = source->given ? give_tensor(&value, tensor_ref(source->given))
		: eval_here(g, source->expr, i, run, &value, &own);
	if (!fine && ends_the_run(run, &own)) {
		*err = own;
		return false;
	}
	struct value before = node->uses_prev && node->tick >= 0 ? value_ref(node->value) : VALUE_NOTHING;
	forget(run, node);
	node->value = value;
	node->before = before;
	if (!fine) {
		if (source->from)
			err_prepend(&own, "lab \"%s\"", source->from);
		node->error = mem_new(1, sizeof *node->error);
		*node->error = own;
	}
	node->evals++;
	node->flops += run->flops - flops;
	return true;
}

static bool compute_marked(struct graph *g, struct run *run, struct err *err)
{
	for (int k = 0; k < g->program->n_nodes; k++) {
		struct node *node = &g->node[g->deps->order[k]];
		if (node->clocked || node->idle || !node->marked)
			continue;
		int64_t evals = node->evals, flops = node->flops;
		node->evals = node->flops = 0;
		if (!compute(g, g->deps->order[k], run, err)) {
			node->evals = evals;
			node->flops = flops;
			return false;
		}
		node->marked = false;
	}
	return true;
}

static void restart_clock(struct graph *g, struct run *run)
{
	for (int i = 0; i < g->program->n_nodes; i++) {
		struct node *node = &g->node[i];
		if (!node->clocked)
			continue;
		forget(run, node);
		node->tick = -1;
		node->evals = node->flops = 0;
		node->marked = true;
	}
	g->restart = false;
}

/* The first tick that some node still lacks; target + 1 if none does. */
static int64_t first_tick(const struct graph *g, int64_t target, bool *too_far)
{
	int64_t first = target + 1;
	for (int i = 0; i < g->program->n_nodes; i++) {
		if (!g->node[i].clocked || g->node[i].idle)
			continue;
		if (g->node[i].tick + 1 < first)
			first = g->node[i].tick + 1;
		*too_far = *too_far || g->node[i].tick > target;
	}
	return first;
}

static bool compute_tick(struct graph *g, int64_t tick, struct run *run, struct err *err)
{
	for (int k = 0; k < g->program->n_nodes; k++) {
		struct node *node = &g->node[g->deps->order[k]];
		if (!node->clocked || node->idle || node->tick >= tick)
			continue;
		if (!run_spend(run, 1, err) || !compute(g, g->deps->order[k], run, err))
			return false;
		node->tick = tick;
		node->marked = false;
	}
	return true;
}

static bool compute_clocked(struct graph *g, struct run *run, struct err *err)
{
	int64_t target = params_tick(g->params, g->clock);
	bool too_far = g->restart, fine = true;
	int64_t tick = first_tick(g, target, &too_far);
	if (too_far) {
		restart_clock(g, run);
		tick = 0;
	}
	for (; tick <= target && fine; tick++) {
		g->now = tick < target ? params_at_tick(g->params, g->clock, tick)
			: value_ref(g->params->value[g->clock]);
		fine = compute_tick(g, tick, run, err);
		value_unref(g->now);
		g->now = VALUE_NOTHING;
	}
	return fine;
}

bool graph_update(struct graph *g, struct run *run, struct err *err)
{
	return compute_marked(g, run, err) && (g->clock < 0 || compute_clocked(g, run, err));
}

/* ---- Looking ---- */

struct value graph_value(const struct graph *g, int node)
{
	return g->node[node].value;
}

const struct err *graph_error(const struct graph *g, int node)
{
	return g->node[node].error;
}

/* Whether any of the tensors in v lies in this memory. */
static bool holds_storage(struct value v, const struct storage *storage)
{
	if (v.kind == VALUE_TENSOR)
		return v.as.tensor->storage == storage;
	for (int i = 0; i < value_count(v); i++)
		if (holds_storage(value_item(v, i), storage))
			return true;
	return false;
}

/* Whether the memory belongs to a node that this one is made of. */
static bool is_borrowed(const struct graph *g, int node, const struct storage *storage)
{
	for (int i = 0; i < g->program->n_nodes; i++)
		if (deps_in(g->deps->reads_all, g->deps->words, node, i)
		    && holds_storage(g->node[i].value, storage))
			return true;
	return false;
}

bool graph_is_view(const struct graph *g, int node)
{
	struct value v = g->node[node].value;
	return v.kind == VALUE_TENSOR && is_borrowed(g, node, v.as.tensor->storage);
}

int64_t graph_evals(const struct graph *g, int node)
{
	return g->node[node].evals;
}

int64_t graph_flops(const struct graph *g, int node)
{
	return g->node[node].flops;
}

/* Elements that are really there: a dimension with stride 0 repeats one. */
static int64_t bytes_of(const struct graph *g, int node, struct value v)
{
	int64_t bytes = 0;
	for (int i = 0; i < value_count(v); i++)
		bytes += bytes_of(g, node, value_item(v, i));
	if (v.kind != VALUE_TENSOR || is_borrowed(g, node, v.as.tensor->storage))
		return bytes;
	const struct tensor *t = v.as.tensor;
	bytes = dtype_bytes(t->dtype);
	for (int d = 0; d < t->shape.ndim; d++)
		bytes *= t->stride[d] ? t->shape.size[d] : t->shape.size[d] != 0;
	return bytes;
}

int64_t graph_bytes(const struct graph *g, int node)
{
	return bytes_of(g, node, g->node[node].value);
}

bool graph_depends(const struct graph *g, int node, int param)
{
	uint64_t params = g->deps->params[node];
	for (int p = 0; p < g->params->count; p++)
		if ((params >> p & 1) && (p == param || (g->params->follows[p] >> param & 1)))
			return true;
	return false;
}
