#include "lab/setup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/sweep.h"

struct setup *setup_new(const struct lab *lab, int variant, struct err *err)
{
	int n_variants = lab_program(lab)->n_variants;
	if (variant < -1 || variant >= n_variants) {
		err_say(err, ERR_INDEX, "there is no variant %d; this lab has %d", variant, n_variants);
		return NULL;
	}
	struct setup *setup = mem_new(1, sizeof *setup);
	setup->lab = lab;
	setup->program = lab_program(lab);
	setup->variant = variant;
	setup->language = i18n_language();
	setup->graph = graph_new(setup->program, variant);
	setup->sweeps = sweeps_new();
	int n = setup->program->n_params;
	setup->defaults = mem_new((size_t)n, sizeof *setup->defaults);
	for (int i = 0; i < n; i++)
		setup->defaults[i] = value_ref(graph_param(setup->graph, i));
	return setup;
}

void setup_free(struct setup *setup)
{
	if (!setup)
		return;
	for (int i = 0; i < setup->program->n_params; i++)
		value_unref(setup->defaults[i]);
	free(setup->defaults);
	sweeps_free(setup->sweeps);
	graph_free(setup->graph);
	free(setup);
}

const struct expr *setup_parse(const struct program *program, struct program *scratch,
                               const char *code, struct err *err)
{
	*scratch = *program;
	arena_init(&scratch->arena, 0);
	return program_parse_expr(scratch, code, err);
}

/* A knob's text is a Python literal; a word for a knob of words may come without quotes. */
static bool read_knob(struct setup *setup, int param, const char *text, struct value *out,
                      struct err *err)
{
	if (setup->defaults[param].kind == VALUE_STR && text[0] != '\'' && text[0] != '"') {
		*out = value_str(text, strlen(text));
		return true;
	}
	struct program scratch;
	struct run run;
	run_init(&run, budget_lab, NULL);
	const struct expr *expr = setup_parse(setup->program, &scratch, text, err);
	bool ok = expr && graph_eval(setup->graph, expr, &run, out, err);
	arena_done(&scratch.arena);
	return ok;
}

static const char *text_of(const struct lab_setting *setting, const char *name)
{
	for (int i = setting ? setting->n_knobs - 1 : -1; i >= 0; i--)   /* the last one counts */
		if (strcmp(setting->knobs[i].name, name) == 0)
			return setting->knobs[i].text;
	return NULL;
}

/* ---- Values that another knob makes impossible ---- */

struct others {
	const struct setup *setup;
	bool moved;              /* one of the params that were seen is not at its default */
};

static void see_param(void *context, const char *name)
{
	struct others *others = context;
	int i = program_find_param(others->setup->program, name);
	if (i >= 0)
		others->moved |= !value_same(graph_param(others->setup->graph, i), others->setup->defaults[i]);
}

static bool others_moved(const struct setup *setup, int param)
{
	struct others others = { .setup = setup };
	const struct program_param *p = &setup->program->params[param];
	const struct expr *parts[] = { p->low, p->high, p->step, p->divisors_of };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			expr_each_name(parts[i], see_param, &others);
	return others.moved;
}

/* The possible value nearest to a number; ranges and divisors ascend, so halving finds it. */
static struct value nearest(const struct setup *setup, int param, double wanted)
{
	int low = -LAB_TO_THE_END, high = LAB_TO_THE_END;   /* steps from where the knob stands */
	while (low < high) {
		int middle = low + (high - low) / 2;
		if (value_number(graph_param_step(setup->graph, param, middle)) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	struct value above = graph_param_step(setup->graph, param, low);
	double to_above = fabs(value_number(above) - wanted);
	struct value below = graph_param_step(setup->graph, param, low - 1);
	if (fabs(value_number(below) - wanted) <= to_above)
		return below;
	return graph_param_step(setup->graph, param, low);
}

static bool set(struct setup *setup, int param, struct value value, struct err *err)
{
	struct err outside;
	bool counts = setup->defaults[param].kind == VALUE_INT &&
	              setup->program->params[param].domain != PARAM_SET;
	if (counts && value.kind == VALUE_FLOAT)
		return err_say(err, ERR_VALUE, "%g is no whole number", value_number(value));
	if (graph_set(setup->graph, param, value, &outside))
		return true;
	bool moves = outside.code == ERR_VALUE && value_is_number(value) && others_moved(setup, param);
	if (moves) {
		struct value near = value_ref(nearest(setup, param, value_number(value)));
		moves = graph_set(setup->graph, param, near, &outside);
		value_unref(near);
	}
	if (!moves)
		*err = outside;
	return moves;
}

static bool turn(struct setup *setup, int param, const char *text, struct err *err)
{
	struct value value;
	if (!text)
		value = value_ref(setup->defaults[param]);
	else if (!read_knob(setup, param, text, &value, err))
		return false;
	bool ok = set(setup, param, value, err);
	value_unref(value);
	return ok;
}

static bool unknown(const struct program *program, const char *name, struct err *err)
{
	struct str names = STR_INIT;
	for (int i = 0; i < program->n_params; i++)
		str_addf(&names, "%s%s", i ? ", " : "", program->params[i].name);
	if (program->n_params)
		err_say(err, ERR_NAME, "there is no knob '%s'; this lab has %s", name, names.data);
	else
		err_say(err, ERR_NAME, "there is no knob '%s'; this lab has none", name);
	str_done(&names);
	return false;
}

bool setup_turn(struct setup *setup, const struct lab_setting *setting, struct err *err)
{
	for (int i = 0; setting && i < setting->n_knobs; i++)
		if (program_find_param(setup->program, setting->knobs[i].name) < 0)
			return unknown(setup->program, setting->knobs[i].name, err);
	for (int i = 0; i < setup->program->n_params; i++) {
		const char *name = setup->program->params[i].name;
		if (!turn(setup, i, text_of(setting, name), err)) {
			err_prepend(err, "knob %s", name);
			return false;
		}
	}
	return true;
}

/* The same knobs, nothing computed. */
static void start_again(struct setup *setup)
{
	struct err ignored;
	struct graph *fresh = graph_new(setup->program, setup->variant);
	for (int i = 0; i < setup->program->n_params; i++)
		graph_set(fresh, i, graph_param(setup->graph, i), &ignored);
	graph_free(setup->graph);
	setup->graph = fresh;
}

bool setup_update(struct setup *setup, struct run *run, struct err *err)
{
	struct budget budget = run->budget;
	struct err limit;
	bool used = setup->used;
	setup->used = true;
	if (graph_update(setup->graph, run, &limit))
		return true;
	if (used && limit.code == ERR_LIMIT) {
		start_again(setup);
		run_init(run, budget, run->cancel);
		if (graph_update(setup->graph, run, &limit))
			return true;
	}
	*err = limit;
	return false;
}

const struct program_node *setup_node(const struct setup *setup, int node, bool *replaced)
{
	const struct program_node *base = &setup->program->nodes[node];
	*replaced = false;
	if (setup->variant < 0)
		return base;
	const struct program_variant *variant = &setup->program->variants[setup->variant];
	for (int i = 0; i < variant->n_nodes; i++)
		if (strcmp(variant->nodes[i].name, base->name) == 0) {
			*replaced = true;
			return &variant->nodes[i];
		}
	return base;
}
