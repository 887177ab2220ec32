#include "lab/lab.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "lab/state.h"

struct lab {
	char *name, *source;
	struct program *program;
	bool trusted;
	_Atomic int refs;
};

struct lab *lab_parse(const char *name, const char *source, const struct program_loader *loader,
                      struct err *err)
{
	struct program *program = program_parse(source, loader, err);
	if (!program)
		return NULL;
	struct lab *lab = mem_new(1, sizeof *lab);
	lab->name = mem_copy(name);
	lab->source = mem_copy(source);
	lab->program = program;
	lab->refs = 1;
	return lab;
}

void lab_stands_at(struct lab *lab, const char *path)
{
	char *folder = path ? file_folder(path) : NULL;
	lab->program->reads_anywhere = !path;
	lab->program->folder = folder ? arena_copy(&lab->program->arena, folder) : NULL;
	free(folder);
}

void lab_trust(struct lab *lab)
{
	lab->trusted = true;
}

const struct budget *lab_budget(const struct lab *lab)
{
	return lab->trusted ? &budget_own : &budget_lab;
}

struct lab *lab_ref(const struct lab *lab)
{
	struct lab *shared = (struct lab *)lab;
	atomic_fetch_add(&shared->refs, 1);
	return shared;
}

void lab_unref(struct lab *lab)
{
	if (!lab || atomic_fetch_sub(&lab->refs, 1) > 1)
		return;
	program_free(lab->program);
	free(lab->name);
	free(lab->source);
	free(lab);
}

const char *lab_name(const struct lab *lab)
{
	return lab->name;
}

const char *lab_source(const struct lab *lab)
{
	return lab->source;
}

const struct program *lab_program(const struct lab *lab)
{
	return lab->program;
}

/* The base or the setting's variant; NULL with *err set when the setting does not fit the lab. */
static struct setup *set_up(const struct lab *lab, const struct lab_setting *setting, int variant,
                            struct err *err)
{
	struct setup *setup = setup_new(lab, variant, err);
	if (setup && setup_turn(setup, setting, err))
		return setup;
	setup_free(setup);
	return NULL;
}

struct lab_state *lab_run(const struct lab *lab, const struct lab_setting *setting,
                          const struct budget *budget, const atomic_bool *cancel, struct err *err)
{
	int wanted = setting ? setting->variant : -1;
	struct lab_state *state = NULL;
	struct setup *base = set_up(lab, setting, -1, err);
	struct setup *variant = base && wanted != -1 ? set_up(lab, setting, wanted, err) : NULL;
	if (base && (variant || wanted == -1))
		state = state_compute_both(base, variant, budget, cancel, err);
	if (state && state_has_outlines(state)) {
		state_keep(state, base, variant);
		return state;
	}
	setup_free(variant);
	setup_free(base);
	return state;
}

struct lab_state *lab_read_knobs(const struct lab *lab, const struct lab_setting *setting,
                                 struct err *err)
{
	struct setup *base = set_up(lab, setting, -1, err);
	struct lab_state *state = base ? state_of_knobs(base) : NULL;
	setup_free(base);
	return state;
}

/* ---- Expressions ---- */

static void eval_one(struct setup *setup, struct run *run, struct lab_expr *e)
{
	struct program scratch;
	e->value = VALUE_NOTHING;
	e->error.code = ERR_NONE;
	e->sides = NULL;
	bool holds;
	struct err no_claim;
	const struct expr *expr = setup_parse(setup->program, &scratch, e->code, &e->error);
	if (expr && graph_eval(setup->graph, expr, run, &e->value, &e->error) &&
	    claim_truth(e->value, &holds, &no_claim) && !holds) {
		struct str sides = STR_INIT;
		claim_sides(setup, expr, run, &sides);
		if (sides.len)
			e->sides = str_take(&sides);
		str_done(&sides);
	}
	arena_done(&scratch.arena);
}

bool lab_eval_all(const struct lab *lab, const struct lab_setting *setting,
                  const struct budget *budget, struct lab_expr *exprs, int count, struct err *err)
{
	struct setup *setup = set_up(lab, setting, setting ? setting->variant : -1, err);
	if (!setup)
		return false;
	struct run run;
	run_init(&run, *budget, NULL);
	bool ok = graph_update(setup->graph, &run, err);
	for (int i = 0; ok && i < count; i++)
		eval_one(setup, &run, &exprs[i]);
	setup_free(setup);
	return ok;
}

struct read_nodes {
	const struct program *program;
	bool *nodes;
};

static void note_name(void *context, const char *name)
{
	const struct read_nodes *read = context;
	int node = program_find_node(read->program, name);
	if (node >= 0)
		read->nodes[node] = true;
}

void lab_reads(const struct lab *lab, const char *code, bool *nodes)
{
	struct program scratch;
	struct err ignored;
	struct read_nodes read = { .program = lab->program, .nodes = nodes };
	const struct expr *expr = setup_parse(lab->program, &scratch, code, &ignored);
	if (expr)
		expr_each_name(expr, note_name, &read);
	arena_done(&scratch.arena);
}

/* Nodes stand behind what they read, but for prev(): hence until nothing is new. */
void lab_spread(const struct lab *lab, bool *nodes)
{
	bool new;
	do {
		new = false;
		for (int i = 0; i < lab->program->n_nodes; i++) {
			if (nodes[i] || !program_reads_any(lab->program, lab->program->nodes[i].expr, nodes))
				continue;
			nodes[i] = new = true;
		}
	} while (new);
}

bool lab_reads_any(const struct lab *lab, const char *code, const bool *nodes)
{
	int node = program_find_node(lab->program, code);
	if (node >= 0)
		return nodes[node];
	struct program scratch;
	struct err ignored;
	const struct expr *expr = setup_parse(lab->program, &scratch, code, &ignored);
	bool any = expr && program_reads_any(lab->program, expr, nodes);
	arena_done(&scratch.arena);
	return any;
}
