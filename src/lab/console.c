#include "lab/console.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/console_inside.h"

struct console *console_new(const struct program_loader *loader)
{
	struct console *c = mem_new(1, sizeof *c);
	struct err err = {0};
	if (loader)
		c->loader = *loader;
	c->has_loader = loader != NULL;
	c->budget = budget_console;
	c->why.text = (struct str)STR_INIT;
	console_open(c, "", &err);   /* an empty program has no errors */
	c->n_before = 0;             /* and nothing was before it */
	return c;
}

static void forget_why(struct console *c)
{
	why_done(&c->why);
	c->why.n_inputs = 0;
	arena_done(&c->why_code.arena);
	arena_init(&c->why_code.arena, 0);
}

static void forget_knobs(struct console *c)
{
	for (int i = 0; i < c->n_knobs; i++) {
		free((char *)c->knobs[i].name);
		free((char *)c->knobs[i].text);
	}
	c->n_knobs = 0;
}

void console_free(struct console *c)
{
	if (!c)
		return;
	forget_why(c);
	arena_done(&c->why_code.arena);
	setup_free(c->setup);
	lab_unref(c->lab);
	script_done(&c->script);
	while (c->n_before > 0)
		script_done(&c->before[--c->n_before]);
	forget_knobs(c);
	free(c->knobs);
	free(c);
}

void console_limit(struct console *c, const struct budget *budget, const atomic_bool *cancel)
{
	c->budget = *budget;
	c->cancel = cancel;
}

const struct budget *console_budget(const struct console *c)
{
	return &c->budget;
}

const atomic_bool *console_cancel(const struct console *c)
{
	return c->cancel;
}

const struct script *console_script(const struct console *c)
{
	return &c->script;
}

const struct program *console_program(const struct console *c)
{
	return lab_program(c->lab);
}

/* ---- A script becomes a program ---- */

/* Nodes whose value was given get it instead of the text that stands for them. */
static void give(const struct lab *lab, const struct script *script)
{
	const struct program *program = lab_program(lab);
	for (int i = 0; i < script->count; i++) {
		const struct piece *piece = &script->pieces[i];
		int node = piece->given ? program_find_node(program, piece->name) : -1;
		if (node < 0)
			continue;
		program->nodes[node].given = piece->given;
		program->nodes[node].code = piece->from;
	}
}

struct lab *console_parse(const struct console *c, const struct script *script, struct err *err)
{
	struct str source = STR_INIT;
	script_source(script, &source);
	struct lab *lab = lab_parse("console", source.data, c->has_loader ? &c->loader : NULL, err);
	str_done(&source);
	if (lab)
		lab_stands_at(lab, NULL);
	if (lab)
		give(lab, script);
	else
		script_place(script, err);
	return lab;
}

struct lab_setting console_setting(const struct console *c, int variant)
{
	return (struct lab_setting){ .knobs = c->knobs, .n_knobs = c->n_knobs, .variant = variant };
}

/* Whether a knob is still what it was when it was set: a new param begins at its default. */
static bool keeps(const struct script *script, const struct lab *lab, const char *knob)
{
	int at = script_find(script, knob);
	bool is_new = at >= 0 && script->pieces[at].is_new;
	return !is_new && program_find_param(lab_program(lab), knob) >= 0;
}

/* The program with the knobs as they are set. */
static struct setup *set_up(const struct console *c, const struct script *script,
                            const struct lab *lab, struct err *err)
{
	struct lab_setting setting = console_setting(c, -1);
	struct lab_knob_setting *kept = mem_new((size_t)c->n_knobs, sizeof *kept);
	setting.knobs = kept;
	setting.n_knobs = 0;
	for (int i = 0; i < c->n_knobs; i++)
		if (keeps(script, lab, c->knobs[i].name))
			kept[setting.n_knobs++] = c->knobs[i];
	struct setup *setup = setup_new(lab, -1, err);
	if (setup && !setup_turn(setup, &setting, err)) {
		setup_free(setup);
		setup = NULL;
	}
	free(kept);
	if (setup && c->setup)
		graph_take(setup->graph, c->setup->graph);
	return setup;
}

/* Memory is counted whole, with what is there already; time, for what is asked now. */
static bool update(const struct console *c, struct setup *setup, struct err *err)
{
	struct run run;
	run_init(&run, c->budget, c->cancel);
	for (int i = 0; i < setup->program->n_nodes; i++)
		run.bytes += graph_bytes(setup->graph, i);
	return setup_update(setup, &run, err);
}

/* The first of the new nodes that has no value. */
static bool check_new(const struct script *script, const struct setup *setup, struct err *err)
{
	for (int i = 0; i < script->count; i++) {
		const struct piece *piece = &script->pieces[i];
		int node = piece->is_new && piece->kind == PIECE_NODE ?
		           program_find_node(setup->program, piece->name) : -1;
		if (node < 0 || !graph_error(setup->graph, node))
			continue;
		*err = *graph_error(setup->graph, node);
		script_place(script, err);
		return false;
	}
	return true;
}

static void drop_knobs(struct console *c, const struct script *script, const struct lab *lab)
{
	int kept = 0;
	for (int i = 0; i < c->n_knobs; i++) {
		if (keeps(script, lab, c->knobs[i].name)) {
			c->knobs[kept++] = c->knobs[i];
		} else {
			free((char *)c->knobs[i].name);
			free((char *)c->knobs[i].text);
		}
	}
	c->n_knobs = kept;
}

static void remember(struct console *c)
{
	if (c->n_before == CONSOLE_UNDO_MAX) {
		script_done(&c->before[0]);
		memmove(c->before, c->before + 1, (CONSOLE_UNDO_MAX - 1) * sizeof *c->before);
		c->n_before--;
	}
	c->before[c->n_before++] = c->script;
}

/* Take the script over, if all is well with it; what was there is remembered. Else it is the caller's. */
static bool adopt(struct console *c, struct script *script, bool strict, struct err *err)
{
	struct lab *lab = console_parse(c, script, err);
	struct setup *setup = lab ? set_up(c, script, lab, err) : NULL;
	if (!setup || !update(c, setup, err) || (strict && !check_new(script, setup, err))) {
		setup_free(setup);
		lab_unref(lab);
		return false;
	}
	forget_why(c);
	drop_knobs(c, script, lab);
	setup_free(c->setup);
	lab_unref(c->lab);
	remember(c);
	script_settle(script);
	c->lab = lab;
	c->setup = setup;
	c->script = *script;
	*script = (struct script){0};
	return true;
}

/* ---- Definitions ---- */

static bool is_definition(const struct piece *piece, struct err *err)
{
	if (piece->kind != PIECE_EXPRESSION && piece->kind != PIECE_LOOK)
		return true;
	return err_set(err, ERR_SYNTAX, piece->at,
	               "this defines nothing; a definition is NAME = expression");
}

/* In its place, or else behind what it reads. */
static bool put_all(struct console *c, const struct script *typed, struct err *err)
{
	struct script script = script_copy(&c->script);
	const char *name = NULL;
	for (int i = 0; i < typed->count; i++) {
		script_put(&script, &typed->pieces[i]);
		name = typed->pieces[i].name;
	}
	bool done = adopt(c, &script, true, err);
	bool may_move = !done && err->code == ERR_NAME && name && script_find(&c->script, name) >= 0;
	if (may_move && script_move_down(&script, name)) {
		struct err other;
		done = adopt(c, &script, true, &other);
		if (!done && other.at.line)
			*err = other;
	}
	script_done(&script);
	return done;
}

/* NAME = value for a param turns it. */
static bool is_knob(const struct console *c, const struct script *typed)
{
	return typed->count == 1 && typed->pieces[0].kind == PIECE_NODE &&
	       program_find_param(console_program(c), typed->pieces[0].name) >= 0;
}

static bool turn(struct console *c, const struct piece *piece, struct err *err)
{
	return console_set(c, piece->name, strchr(piece->text, '=') + 1, err);
}

/* The program's own copy of a name that it defines, in a used lab or in the script; or NULL. */
static const char *name_of(const struct console *c, const char *name)
{
	const struct program *program = console_program(c);
	int piece = script_find(&c->script, name), param = program_find_param(program, name);
	if (piece >= 0)
		return c->script.pieces[piece].name;
	return param >= 0 ? program->params[param].name : NULL;
}

bool console_define(struct console *c, const char *text, const char **defined, struct err *err)
{
	struct script typed;
	bool fine = script_split(text, &typed, err);
	*defined = NULL;
	for (int i = 0; fine && i < typed.count; i++)
		fine = is_definition(&typed.pieces[i], err);
	if (fine && typed.count)
		fine = is_knob(c, &typed) ? turn(c, &typed.pieces[0], err) : put_all(c, &typed, err);
	if (fine && typed.count)
		*defined = name_of(c, typed.pieces[typed.count - 1].name);
	script_done(&typed);
	return fine;
}

bool console_open(struct console *c, const char *text, struct err *err)
{
	struct script script;
	if (!script_split(text, &script, err)) {
		script_done(&script);
		return false;
	}
	bool fine = adopt(c, &script, false, err);   /* all params are new, and at their defaults */
	if (fine)
		forget_knobs(c);                     /* those of a used lab too */
	script_done(&script);
	return fine;
}

void console_reset(struct console *c)
{
	struct err err;
	console_open(c, "", &err);
}

bool console_undo(struct console *c, struct err *err)
{
	if (c->n_before == 0)
		return err_say(err, ERR_VALUE, "there is nothing to undo");
	struct script script = c->before[--c->n_before];
	if (!adopt(c, &script, false, err)) {
		c->before[c->n_before++] = script;
		return false;
	}
	script_done(&c->before[--c->n_before]);   /* what was undone */
	return true;
}

bool console_give(struct console *c, const char *name, struct tensor *t, const char *code,
                  struct err *err)
{
	struct script script;
	struct str text = STR_INIT;
	str_addf(&text, "%s = 0", name);
	bool one = script_split(text.data, &script, err) && script.count == 1 &&
	           script.pieces[0].kind == PIECE_NODE && strcmp(script.pieces[0].name, name) == 0;
	bool fine = one || err_say(err, ERR_NAME,
	                           "%s cannot be a name; write letters, digits and _", name);
	if (fine) {
		script.pieces[0].given = tensor_ref(t);
		script.pieces[0].from = mem_copy(code);
	}
	fine = fine && put_all(c, &script, err);
	if (!fine)
		err->at = (struct span){0};   /* the text was not typed */
	script_done(&script);
	str_done(&text);
	return fine;
}

/* ---- Knobs ---- */

static void keep_knob(struct console *c, const char *name, const char *text)
{
	int i = 0;
	while (i < c->n_knobs && strcmp(c->knobs[i].name, name) != 0)
		i++;
	if (i == c->n_knobs) {
		c->knobs = mem_grow(c->knobs, (size_t)c->n_knobs + 1, sizeof *c->knobs);
		c->knobs[c->n_knobs++] = (struct lab_knob_setting){ .name = mem_copy(name) };
	}
	free((char *)c->knobs[i].text);
	c->knobs[i].text = mem_copy(text);
}

/* Back to the knobs as they were; what was possible then is possible again. */
static void restore(struct console *c)
{
	struct lab_setting before = console_setting(c, -1);
	struct err ignored;
	struct run run;
	run_init(&run, (struct budget){0}, NULL);
	if (setup_turn(c->setup, &before, &ignored))
		setup_update(c->setup, &run, &ignored);
}

bool console_set(struct console *c, const char *name, const char *text, struct err *err)
{
	struct console tried = { .knobs = mem_new((size_t)c->n_knobs + 1, sizeof *tried.knobs) };
	for (int i = 0; i < c->n_knobs; i++)
		keep_knob(&tried, c->knobs[i].name, c->knobs[i].text);
	keep_knob(&tried, name, text);
	struct lab_setting wanted = console_setting(&tried, -1);
	bool fine = setup_turn(c->setup, &wanted, err) && update(c, c->setup, err);
	if (fine) {
		keep_knob(c, name, text);
		forget_why(c);
	} else {
		restore(c);
		err->at = (struct span){0};   /* a place in the param's statement tells nothing here */
	}
	forget_knobs(&tried);
	free(tried.knobs);
	return fine;
}

void console_errors(const struct console *c, struct str *out)
{
	const struct program *program = console_program(c);
	for (int i = 0; i < program->n_nodes; i++)
		if (graph_error(c->setup->graph, i))
			str_addf(out, "%s: %s\n", program->nodes[i].name,
			         graph_error(c->setup->graph, i)->text);
}
