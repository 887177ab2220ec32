/* Expressions over nodes that are too large: evaluated once more, with outlines in their places. */
#include <stdlib.h>

#include "base/mem.h"
#include "lang/graph_inside.h"
#include "lang/names.h"
#include "lang/parts.h"

struct graph_part {
	struct graph *graph;
	struct run *run;
	struct parts *parts;
	struct env base, env;      /* the graph's own, and the one that knows outlines */
	struct value *outline;     /* [nodes]: what each failed node is, once it was asked for; or NONE */
	struct value value;
};

static struct eval start_eval(struct graph_part *p, int node)
{
	struct env unused;
	struct eval e = graph_eval_inside(p->graph, node, p->run, &unused);
	e.env = &p->env;
	e.parts = p->parts;
	return e;
}

static bool read_failed(struct graph_part *p, int node, struct value *out, struct err *err)
{
	if (p->outline[node].kind == VALUE_NONE) {
		struct eval e = start_eval(p, node);
		if (!eval(&e, graph_source(p->graph, node)->expr, &p->outline[node], err))
			return false;
	}
	*out = value_ref(p->outline[node]);
	return true;
}

static bool read_name(void *context, const struct expr *name, struct value *out, struct err *err)
{
	struct graph_part *p = context;
	int node = program_find_node(p->graph->program, name->text);
	const struct err *failed = node < 0 ? NULL : p->graph->node[node].error;
	if (failed && failed->code == ERR_LIMIT)
		return read_failed(p, node, out, err);
	return p->base.read(p->base.context, name, out, err);
}

static bool read_prev(void *context, const struct expr *name, struct value *out, struct err *err)
{
	struct graph_part *p = context;
	return p->base.prev(p->base.context, name, out, err);
}

static bool count_node(void *context, const struct expr *name, enum counter counter, int64_t *out,
                       struct err *err)
{
	struct graph_part *p = context;
	return p->base.count(p->base.context, name, counter, out, err);
}

static struct graph_part *start(struct graph *graph, int node, struct run *run)
{
	struct graph_part *p = mem_new(1, sizeof *p);
	p->graph = graph;
	p->run = run;
	p->parts = parts_new();
	p->outline = mem_new((size_t)graph->program->n_nodes + 1, sizeof *p->outline);
	graph_eval_inside(graph, node, run, &p->base);
	p->env = (struct env){ read_name, read_prev, count_node, p };
	return p;
}

static struct graph_part *open_part(struct graph *graph, const struct expr *expr, int node,
                                    struct run *run, struct err *err)
{
	struct graph_part *p = start(graph, node, run);
	struct eval e = start_eval(p, node);
	if (eval(&e, expr, &p->value, err))
		return p;
	graph_part_close(p);
	return NULL;
}

struct graph_part *graph_part_open(struct graph *graph, const struct expr *expr, struct run *run,
                                   struct err *err)
{
	struct graph_part *p = open_part(graph, expr, -1, run, err);
	if (!p || p->value.kind == VALUE_TENSOR)
		return p;
	err_say(err, ERR_TYPE, "only Tensors have parts");
	graph_part_close(p);
	return NULL;
}

void graph_part_close(struct graph_part *p)
{
	if (!p)
		return;
	for (int i = 0; i < p->graph->program->n_nodes; i++)
		value_drop(p->run, p->outline[i]);
	value_drop(p->run, p->value);
	parts_free(p->run, p->parts);
	free(p->outline);
	free(p);
}

const struct tensor *graph_part_outline(const struct graph_part *p)
{
	return p->value.as.tensor;
}

struct tensor *graph_part_read(struct graph_part *p, const int64_t *from, const int64_t *size,
                               struct err *err)
{
	struct eval e = start_eval(p, -1);
	return parts_read(&e, p->value.as.tensor, from, size, err);
}

/* ---- Cells to be explained ---- */

struct graph_part *graph_part_watch(struct graph *graph, int node, struct run *run)
{
	struct graph_part *p = start(graph, node, run);
	struct eval reader = start_eval(p, node);
	parts_watch(p->parts, &reader);
	return p;
}

struct eval graph_part_inside(struct graph_part *part, int node)
{
	return start_eval(part, node);
}

bool graph_part_value(struct graph_part *p, int node, struct value *out, struct err *err)
{
	const struct err *failed = p->graph->node[node].error;
	if (failed && failed->code == ERR_LIMIT)
		return read_failed(p, node, out, err);
	if (failed)
		*err = *failed;
	else
		*out = value_ref(p->graph->node[node].value);
	return !failed;
}

bool graph_part_was_read(const struct graph_part *p, struct err *err)
{
	return parts_were_read(p->parts, err);
}

/* ---- What is small ---- */

static bool take(struct graph_part *p, struct value *out, struct err *err)
{
	enum { MOST = 1 << 20 };
	if (!parts_in(p->value)) {
		*out = value_ref(p->value);
		return true;
	}
	if (tensor_count(p->value.as.tensor) > MOST)
		return parts_say_whole("this", err);
	struct eval e = start_eval(p, -1);
	return give_tensor(out, parts_read_all(&e, p->value.as.tensor, err));
}

/* It may cost a quarter of what is left, so that a refusal leaves the others something. */
static void start_run(struct run *own, const struct run *run)
{
	struct budget budget = run->budget;
	if (budget.ops)
		budget.ops = (budget.ops - run->ops) / 4 + 1;
	run_init(own, budget, run->cancel);
	own->bytes = run->bytes;
}

bool graph_eval_small(struct graph *graph, const struct expr *expr, int node, struct run *run,
                      struct value *out, struct err *err)
{
	struct run own;
	struct err why = {0};
	start_run(&own, run);
	struct graph_part *p = open_part(graph, expr, node, &own, &why);
	bool fine = p && take(p, out, &why);
	graph_part_close(p);
	run->ops += own.ops;
	run->bytes = own.bytes;
	run_count(run, own.flops, own.moved);
	if (!fine && why.code == ERR_CANCEL)
		*err = why;
	return fine;
}
