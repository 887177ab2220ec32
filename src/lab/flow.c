/* `show shapes`: nodes as boxes, and which flows into which. */
#include <string.h>

#include "lab/state.h"
#include "lang/ast.h"

/* Which step shows a node, and the inputs of the step being read. */
struct flow {
	struct reading *r;
	const int *step_of;     /* by node; -1 = not shown */
	bool *seen;             /* by node */
	bool *input;            /* by step */
};

/* Through nodes that are not shown to those that are. */
static void flow_from(void *context, const char *name)
{
	struct flow *flow = context;
	int node = program_find_node(flow->r->setup->program, name);
	if (node < 0 || flow->seen[node])
		return;
	flow->seen[node] = true;
	bool replaced;
	if (flow->step_of[node] >= 0)
		flow->input[flow->step_of[node]] = true;
	else
		expr_each_name(setup_node(flow->r->setup, node, &replaced)->expr, flow_from, flow);
}

static void read_inputs(struct flow *flow, struct figure_step *steps, int k,
                        const struct expr *expr)
{
	const struct program *program = flow->r->setup->program;
	memset(flow->seen, 0, (size_t)program->n_nodes * sizeof *flow->seen);
	memset(flow->input, 0, (size_t)program->n_nodes * sizeof *flow->input);
	expr_each_name(expr, flow_from, flow);
	int *inputs = arena_new(flow->r->arena, (size_t)k, sizeof *inputs);
	for (int i = 0; i < k; i++)
		if (flow->input[i])
			inputs[steps[k].n_inputs++] = i;
	steps[k].inputs = inputs;
}

static const char *after_equals(const char *code)
{
	const char *p = strchr(code, '=');
	return p ? p + 1 + strspn(p + 1, " ") : code;
}

static void read_steps(struct reading *r, struct figure *f, int *step_of)
{
	int n = r->setup->program->n_nodes;
	struct flow flow = {
		.r = r,
		.step_of = step_of,
		.seen = arena_new(r->arena, (size_t)n, sizeof *flow.seen),
		.input = arena_new(r->arena, (size_t)n, sizeof *flow.input),
	};
	f->steps = arena_new(r->arena, (size_t)n, sizeof *f->steps);
	for (int i = 0; i < n; i++) {
		if (step_of[i] < 0)
			continue;
		const struct lab_line *line = &r->state->lines[i];
		bool replaced;
		int k = step_of[i] = f->n_steps++;
		f->steps[k] = (struct figure_step){
			.name = line->name,
			.code = after_equals(line->code),
			.names = line->names,
			.shape = line->shape,
		};
		read_inputs(&flow, f->steps, k, setup_node(r->setup, i, &replaced)->expr);
	}
}

bool figure_read_flow(struct reading *r, const struct program_show *show, struct figure *f,
                      struct err *err)
{
	const struct program *program = r->setup->program;
	int *step_of = arena_new(r->arena, (size_t)program->n_nodes, sizeof *step_of);
	for (int i = 0; i < program->n_nodes; i++)
		step_of[i] = show->n_exprs ? -1 : 0;
	for (int i = 0; i < show->n_exprs; i++) {
		const struct expr *expr = show->exprs[i];
		int node = expr->kind == EXPR_NAME ? program_find_node(program, expr->text) : -1;
		if (node < 0)
			return err_set(err, ERR_TYPE, expr->span,
			               "show shapes takes names of tensors; give %s a name in a line of its own",
			               show->code[i]);
		step_of[node] = 0;
	}
	read_steps(r, f, step_of);
	return true;
}
