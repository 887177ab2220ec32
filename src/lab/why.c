#include "lab/why.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/state.h"
#include "lang/ast.h"

void lab_why_free(struct lab_why *why)
{
	if (!why)
		return;
	free(why->text);
	free(why->inputs);
	free(why);
}

bool lab_why_input(const struct lab_why *why, int i, struct lab_cell *out)
{
	const struct why_input *input = &why->inputs[i];
	*out = (struct lab_cell){ .node = why->node, .input = *input };
	return input->node >= 0 || input->part;
}

/* How many dimensions it has, also when it is too large to be computed. */
static bool count_dims(struct setup *setup, const struct expr *expr, struct run *run, int *ndim,
                       struct err *err)
{
	struct value value;
	if (graph_eval(setup->graph, expr, run, &value, err)) {
		*ndim = value.kind == VALUE_TENSOR ? value.as.tensor->shape.ndim : 0;
		value_drop(run, value);
		return true;
	}
	struct err ignored;
	struct graph_part *part = err->code != ERR_LIMIT ? NULL
		: graph_part_open(setup->graph, expr, run, &ignored);
	if (part)
		*ndim = graph_part_outline(part)->shape.ndim;
	graph_part_close(part);
	return part != NULL;
}

/* A figure of a vector is one row. */
static bool place(struct setup *setup, const struct expr *expr, const struct lab_cell *cell,
                  struct run *run, struct why_input *out, struct err *err)
{
	*out = (struct why_input){ .node = -1, .item = -1, .part = expr };
	if (!count_dims(setup, expr, run, &out->ndim, err))
		return false;
	if (out->ndim > 0)
		out->index[out->ndim - 1] = cell->col;
	if (out->ndim > 1)
		out->index[out->ndim - 2] = cell->row;
	return true;
}

static void clear(struct why *found)
{
	why_done(found);
	*found = (struct why){ .text = STR_INIT };
}

/* Both: *out is to be released with why_done, also after false. */
static bool explain_input(struct setup *setup, int node, const struct why_input *input,
                          struct run *run, struct why *out, struct err *err)
{
	return graph_why_input(setup->graph, node, input, run, out, err);
}

/* A[0] is no step of its own: its cell is a cell of A. */
static bool explain_shown(struct setup *setup, const struct lab_cell *cell, struct run *run,
                          int *node, struct why *out, struct err *err)
{
	const struct expr *expr = show_find(setup->program, cell->code);
	struct why_input part;
	if (!expr)
		return err_say(err, ERR_NAME, "the lab does not show %s", cell->code);
	if (!place(setup, expr, cell, run, &part, err) ||
	    !explain_input(setup, -1, &part, run, out, err))
		return false;
	bool step = expr->kind != EXPR_NAME && expr->kind != EXPR_INDEX && expr->kind != EXPR_ATTRIBUTE;
	if (step || out->n_inputs != 1 || out->input[0].node < 0)
		return true;
	struct why_input input = out->input[0];
	clear(out);
	*node = input.node;
	return explain_input(setup, -1, &input, run, out, err);
}

static bool explain(struct setup *setup, const struct lab_cell *cell, struct run *run, int *node,
                    struct why *out, struct err *err)
{
	*node = -1;
	if (cell->code)
		return explain_shown(setup, cell, run, node, out, err);
	*node = cell->input.node >= 0 ? cell->input.node : cell->node;
	return explain_input(setup, cell->node, &cell->input, run, out, err);
}

struct lab_why *lab_why_find(struct setup *setup, const struct lab_cell *cell, struct run *run)
{
	struct lab_why *why = mem_new(1, sizeof *why);
	struct why *found = mem_new(1, sizeof *found);
	found->text = (struct str)STR_INIT;
	if (explain(setup, cell, run, &why->node, found, &why->error)) {
		why->text = str_take(&found->text);
		why->n_inputs = found->n_inputs;
		why->pairs = found->pairs && found->n_inputs % 2 == 0;
		why->inputs = mem_new((size_t)found->n_inputs + 1, sizeof *why->inputs);
		memcpy(why->inputs, found->input, (size_t)found->n_inputs * sizeof *why->inputs);
	}
	why_done(found);
	free(found);
	if (why->error.code != ERR_CANCEL)
		return why;
	lab_why_free(why);
	return NULL;
}
