#include "lab/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/print.h"

struct held_state {
	struct lab_state state;   /* first: the public part is the whole to the outside */
	struct arena arena;
	struct setup *setup[2];   /* base and variant, where a figure is computed in tiles; or NULL */
	_Atomic int refs;
};

static struct held_state *held(const struct lab_state *state)
{
	return (struct held_state *)state;
}

static struct lab_state *state_new(const struct lab *lab, int variant)
{
	struct held_state *h = mem_new(1, sizeof *h);
	arena_init(&h->arena, 0);
	h->refs = 1;
	h->state.lab = lab_ref(lab);
	h->state.variant = variant;
	h->state.clock = -1;
	return &h->state;
}

struct lab_state *lab_state_ref(const struct lab_state *state)
{
	atomic_fetch_add(&held(state)->refs, 1);
	return &held(state)->state;
}

void lab_state_unref(struct lab_state *state)
{
	if (!state || atomic_fetch_sub(&held(state)->refs, 1) > 1)
		return;
	for (int i = 0; i < state->n_lines; i++)
		value_unref(state->lines[i].value);
	for (int i = 0; i < state->n_figures; i++)
		figure_release(&state->figures[i]);
	lab_state_unref(state->with);
	setup_free(held(state)->setup[0]);
	setup_free(held(state)->setup[1]);
	lab_unref((struct lab *)state->lab);
	arena_done(&held(state)->arena);
	free(held(state));
}

void state_keep(struct lab_state *state, struct setup *base, struct setup *variant)
{
	held(state)->setup[0] = base;
	held(state)->setup[1] = variant;
}

bool state_has_outlines(const struct lab_state *state)
{
	for (int i = 0; i < state->n_figures; i++)
		for (int j = 0; j < state->figures[i].n_items; j++)
			if (state->figures[i].items[j].tensor && tensor_is_outline(state->figures[i].items[j].tensor))
				return true;
	return state->with && state_has_outlines(state->with);
}

struct lab_tile *lab_state_tile(const struct lab_state *state, const struct lab_window *window,
                                const struct budget *budget)
{
	struct setup *setup = held(state)->setup[window->variant >= 0];
	struct run run;
	run_init(&run, *budget, NULL);
	return setup ? lab_tile_read(setup, window, &run) : NULL;
}

struct lab_state *state_failed(const struct lab *lab, const struct err *why)
{
	struct lab_state *state = state_new(lab, -1);
	state->error = *why;
	return state;
}

/* ---- Knobs ---- */

static char *stepped(const struct reading *r, int param, int steps)
{
	return print_knob(r->arena, graph_param_step(r->setup->graph, param, steps));
}

enum { CHOICES_MAX = 40 };

/* All values of a set; from far beyond its first one, steps stay there. */
static char *print_choices(const struct reading *r, int param)
{
	struct str all = STR_INIT;
	int n = 0, from = 0;
	while (from > -CHOICES_MAX && strcmp(stepped(r, param, from), stepped(r, param, -LAB_TO_THE_END)) != 0)
		from--;
	for (const char *last = ""; n < CHOICES_MAX; n++) {
		const char *next = stepped(r, param, from + n);
		if (strcmp(next, last) == 0)
			break;
		str_addf(&all, "%s%s", n ? ", " : "", next);
		last = next;
	}
	if (n == CHOICES_MAX)
		str_add(&all, ", …");
	char *copy = arena_copy(r->arena, all.data);
	str_done(&all);
	return copy;
}

static void read_knobs(struct reading *r)
{
	const struct program *program = r->setup->program;
	struct lab_state *state = r->state;
	state->knobs = arena_new(r->arena, (size_t)program->n_params, sizeof *state->knobs);
	state->n_knobs = program->n_params;
	for (int i = 0; i < program->n_params; i++) {
		const struct program_param *param = &program->params[i];
		state->knobs[i] = (struct lab_knob){
			.name = param->name,
			.caption = param->caption,
			.text = print_knob(r->arena, graph_param(r->setup->graph, i)),
			.down = stepped(r, i, -1),
			.up = stepped(r, i, 1),
			.first = stepped(r, i, -LAB_TO_THE_END),
			.last = stepped(r, i, LAB_TO_THE_END),
			.choices = param->domain == PARAM_RANGE ? NULL : print_choices(r, i),
			.is_clock = param->animate,
		};
		if (param->animate)
			state->clock = i;
	}
}

struct lab_state *state_of_knobs(struct setup *setup)
{
	struct lab_state *state = state_new(setup->lab, setup->variant);
	struct reading r = { .setup = setup, .arena = &held(state)->arena, .state = state };
	read_knobs(&r);
	return state;
}

/* ---- Lines ---- */

/*
 * When a limit has stopped the run, nodes are without a value, and those of the
 * clock may stand at an earlier tick.
 */
static const struct err *why_no_value(const struct reading *r, int node)
{
	struct graph *graph = r->setup->graph;
	const struct err *stopped = &r->state->error;
	if (stopped->code != ERR_NONE &&
	    (graph_evals(graph, node) != 1 ||
	     (r->state->clock >= 0 && graph_depends(graph, node, r->state->clock))))
		return stopped;
	return graph_error(graph, node);
}

struct tensor *state_outline(const struct reading *r, const struct expr *expr)
{
	enum { OPS = 2 * 1000 * 1000 };   /* to find out its shape takes little */
	struct budget budget = { .ops = OPS, .bytes = r->run->budget.bytes };
	struct err ignored;
	struct run run;
	struct tensor *outline = NULL;
	run_init(&run, budget, r->run->cancel);
	run.bytes = r->run->bytes;
	struct graph_part *part = graph_part_open(r->setup->graph, expr, &run, &ignored);
	if (part && tensor_is_outline(graph_part_outline(part)))
		outline = tensor_outline(graph_part_outline(part)->dtype, &graph_part_outline(part)->shape);
	graph_part_close(part);
	return outline;
}

/* Its shape is known, though it was not computed. */
static void read_in_parts(const struct reading *r, const struct program_node *statement,
                          struct lab_line *line)
{
	struct tensor *outline = state_outline(r, statement->expr);
	if (!outline)
		return;
	struct value value = value_tensor(outline);
	line->names = print_names(r->arena, value);
	line->shape = print_value(r->arena, value);
	line->in_parts = true;
	line->error.code = ERR_NONE;
	value_unref(value);
}

static void read_line(const struct reading *r, int node, struct lab_line *line)
{
	struct graph *graph = r->setup->graph;
	bool replaced;
	const struct program_node *statement = setup_node(r->setup, node, &replaced);
	const struct err *failed = why_no_value(r, node);
	struct value value = failed ? VALUE_NOTHING : graph_value(graph, node);
	*line = (struct lab_line){
		.name = statement->name,
		.code = statement->code,
		.note = words_in(&statement->note, r->setup->language),
		.names = print_names(r->arena, value),
		.shape = failed ? arena_copy(r->arena, "") : print_value(r->arena, value),
		.evals = graph_evals(graph, node),
		.flops = graph_flops(graph, node),
		.bytes = graph_bytes(graph, node),
		.replaced = replaced,
		.value = value_ref(value),
	};
	if (failed)
		line->error = *failed;
	if (failed && failed == graph_error(graph, node) && failed->code == ERR_LIMIT)
		read_in_parts(r, statement, line);
}

static void read_lines(struct reading *r)
{
	int n = r->setup->program->n_nodes;
	r->state->lines = arena_new(r->arena, (size_t)n, sizeof *r->state->lines);
	r->state->n_lines = n;
	for (int i = 0; i < n; i++)
		read_line(r, i, &r->state->lines[i]);
}

/* ---- The whole ---- */

static bool compute(struct reading *r, struct err *err)
{
	struct err limit = {0};
	bool done = setup_update(r->setup, r->run, &limit);
	if (!done && limit.code == ERR_CANCEL) {
		*err = limit;
		return false;
	}
	r->state->error = limit;
	read_knobs(r);
	read_lines(r);
	return !done || (state_read_figures(r, err) && state_read_claims(r, err));
}

static struct lab_state *compute_in(struct setup *setup, struct run *run, struct err *err)
{
	struct lab_state *state = state_new(setup->lab, setup->variant);
	struct reading reading = {
		.setup = setup, .run = run, .arena = &held(state)->arena, .state = state,
	};
	if (compute(&reading, err))
		return state;
	lab_state_unref(state);
	return NULL;
}

struct lab_state *state_compute(struct setup *setup, const struct budget *budget,
                                const atomic_bool *cancel, struct err *err)
{
	struct run run;
	run_init(&run, *budget, cancel);
	return compute_in(setup, &run, err);
}

static bool add_differences(struct lab_state *state, struct run *run, struct err *err)
{
	struct err limit;
	if (state_find_differences(state, &held(state)->arena, run, &limit))
		return true;
	if (limit.code == ERR_LIMIT) {
		state->error = limit;
		return true;
	}
	*err = limit;
	return false;
}

struct lab_state *state_compute_both(struct setup *base, struct setup *variant,
                                     const struct budget *budget, const atomic_bool *cancel,
                                     struct err *err)
{
	struct run run;
	run_init(&run, *budget, cancel);
	struct lab_state *state = compute_in(base, &run, err);
	if (!state || !variant)
		return state;
	state->with = compute_in(variant, &run, err);
	if (state->with && add_differences(state, &run, err))
		return state;
	lab_state_unref(state);
	return NULL;
}
