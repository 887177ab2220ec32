/* What a console shows: values, figures, claims, variants, explanations. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "lab/console_inside.h"
#include "lab/state.h"
#include "lang/ast.h"

/* ---- Values ---- */

bool console_eval(struct console *c, const char *code, struct value *out, struct err *err)
{
	struct program scratch;
	struct run run;
	run_init(&run, c->budget, c->cancel);
	const struct expr *expr = setup_parse(c->setup->program, &scratch, code, err);
	bool fine = expr && graph_eval(c->setup->graph, expr, &run, out, err);
	arena_done(&scratch.arena);
	return fine;
}

struct value console_value(const struct console *c, const char *name)
{
	int node = program_find_node(c->setup->program, name);
	int param = program_find_param(c->setup->program, name);
	if (node >= 0)
		return graph_value(c->setup->graph, node);
	return param >= 0 ? graph_param(c->setup->graph, param) : VALUE_NOTHING;
}

/* ---- Figures, claims, lines ---- */

/* The values that are there, seen through a lab's last looks. */
static struct lab_state *look(struct console *c, const struct lab *lab, int skip_shows,
                              int skip_claims, struct err *err)
{
	struct program program = *c->setup->program;
	const struct program *seen = lab_program(lab);
	program.shows = seen->shows + skip_shows;
	program.n_shows = seen->n_shows - skip_shows;
	program.claims = seen->claims + skip_claims;
	program.n_claims = seen->n_claims - skip_claims;
	struct setup setup = *c->setup;
	setup.lab = lab;
	setup.program = &program;
	setup.sweeps = NULL;   /* they would outlive what they were made of */
	return state_compute(&setup, &c->budget, c->cancel, err);
}

/* The script with a typed look behind it. */
static struct lab *parse_with(struct console *c, const struct script *typed, struct err *err)
{
	struct script script = script_copy(&c->script);
	script_put(&script, &typed->pieces[0]);
	struct lab *lab = console_parse(c, &script, err);
	script_done(&script);
	return lab;
}

static bool split_look(const char *text, const char *word, struct script *typed, struct err *err)
{
	if (!script_split(text, typed, err))
		return false;
	bool one = typed->count == 1 && typed->pieces[0].kind == PIECE_LOOK &&
	           (!word || strcmp(typed->pieces[0].name, word) == 0);
	if (!one) {
		err_say(err, ERR_SYNTAX, "this is one statement too many, or none: %s", text);
		script_done(typed);
	}
	return one;
}

/* Errors of figures and claims have places in the program; the look is its last statement. */
static void place_errors(const struct console *c, const struct script *typed,
                         struct lab_state *state)
{
	struct script script = script_copy(&c->script);
	script_put(&script, &typed->pieces[0]);
	for (int i = 0; i < state->n_figures; i++)
		if (state->figures[i].error.code != ERR_NONE)
			script_place(&script, &state->figures[i].error);
	for (int i = 0; i < state->n_claims; i++)
		if (state->claims[i].error.code != ERR_NONE)
			script_place(&script, &state->claims[i].error);
	script_done(&script);
}

struct lab_state *console_look(struct console *c, const char *text, struct err *err)
{
	const struct program *own = console_program(c);
	struct script typed;
	if (strcmp(text, "show") == 0)
		return look(c, c->lab, 0, own->n_claims, err);
	if (strcmp(text, "claim") == 0)
		return look(c, c->lab, own->n_shows, 0, err);
	if (!split_look(text, NULL, &typed, err))
		return NULL;
	struct lab *lab = parse_with(c, &typed, err);
	struct lab_state *state = lab ? look(c, lab, own->n_shows, own->n_claims, err) : NULL;
	if (state)
		place_errors(c, &typed, state);
	lab_unref(lab);
	script_done(&typed);
	return state;
}

struct lab_state *console_state(struct console *c, struct err *err)
{
	const struct program *own = console_program(c);
	return look(c, c->lab, own->n_shows, own->n_claims, err);
}

static struct lab_state *run_variant(struct console *c, const struct lab *lab, int variant,
                                     struct err *err)
{
	struct lab_setting setting = console_setting(c, variant);
	return lab_run(lab, &setting, &c->budget, c->cancel, err);
}

struct lab_state *console_variant_at(struct console *c, int variant, struct err *err)
{
	return run_variant(c, c->lab, variant, err);
}

struct lab_state *console_variant(struct console *c, const char *text, struct err *err)
{
	struct script typed;
	if (!split_look(text, "variant", &typed, err))
		return NULL;
	struct lab *lab = parse_with(c, &typed, err);
	struct lab_state *state = NULL;
	int before = console_program(c)->n_variants;
	if (lab && lab_program(lab)->n_variants > before)
		state = run_variant(c, lab, before, err);
	else if (lab)
		err_say(err, ERR_NAME, "there is a variant of that name already; choose another");
	lab_unref(lab);
	script_done(&typed);
	return state;
}

/* ---- Why ---- */

static bool read_index(struct console *c, const struct expr *expr, const struct shape *shape,
                       struct run *run, int64_t *index, struct err *err)
{
	for (int d = 1; d < expr->n_items; d++) {
		struct value v;
		if (!graph_eval(c->setup->graph, expr->item[d], run, &v, err))
			return false;
		bool whole = v.kind == VALUE_INT;
		int64_t n = whole ? value_whole(v) : 0;
		value_drop(run, v);
		if (!whole)
			return err_set(err, ERR_TYPE, expr->item[d]->span,
			               "a cell has one int for each dimension, as in A[0, 3, 7]");
		if (d <= shape->ndim)
			index[d - 1] = n < 0 ? n + shape->size[d - 1] : n;
	}
	int given = expr->n_items - 1;
	if (given == shape->ndim)
		return true;
	char text[256];
	shape_format(shape, text, sizeof text);
	return err_set(err, ERR_INDEX, expr->span,
	               i18n_count("the shape is %s, so a cell has %d number, and here it has %d",
	                          "the shape is %s, so a cell has %d numbers, and here it has %d",
	                          (unsigned)shape->ndim), text, shape->ndim, given);
}

/* The tensor whose cell is asked for; a new reference, or NONE for a number. */
static bool read_container(struct console *c, const struct expr *of, struct run *run,
                           struct value *out, struct err *err)
{
	if (of->kind == EXPR_NAME && program_find_param(c->setup->program, of->text) >= 0)
		return err_set(err, ERR_VALUE, of->span, "%s is a param: its value was chosen", of->text);
	return graph_eval(c->setup->graph, of, run, out, err);
}

static bool go_on(struct console *c, const struct why_input *input, struct run *run,
                  struct why *out, struct err *err)
{
	if (input->node >= 0)
		c->why_node = input->node;
	return graph_why_input(c->setup->graph, c->why_node, input, run, out, err);
}

/* p[1][0,2] is no step of its own: it is a cell of p. */
static bool skip_step(struct console *c, struct run *run, struct why *out, struct err *err)
{
	struct why_input input = out->input[0];
	if (out->n_inputs != 1 || input.node < 0)
		return true;
	why_done(out);
	return go_on(c, &input, run, out, err);
}

/* Of what is too large its outline: the explanation reads what it needs. */
static bool read_outlined(struct console *c, const struct expr *of, struct run *run, struct value *out,
                          struct err *err)
{
	struct err ignored;
	if (read_container(c, of, run, out, err))
		return true;
	struct graph_part *part = err->code == ERR_LIMIT
		? graph_part_open(c->setup->graph, of, run, &ignored) : NULL;
	if (!part)
		return false;
	const struct tensor *t = graph_part_outline(part);
	*out = value_tensor(tensor_outline(t->dtype, &t->shape));
	graph_part_close(part);
	return true;
}

/* What a cell is asked of: x in x[0, 1] where x is a tensor. In s[1] of a tuple all of it is one number. */
static bool read_asked(struct console *c, const struct expr *expr, struct run *run,
                       const struct expr **of, struct value *out, struct err *err)
{
	*of = expr->kind == EXPR_INDEX ? expr->item[0] : expr;
	if (!read_outlined(c, *of, run, out, err))
		return false;
	if (*of == expr || out->kind == VALUE_TENSOR)
		return true;
	value_drop(run, *out);
	*of = expr;
	return read_outlined(c, expr, run, out, err);
}

static bool explain(struct console *c, const struct expr *expr, struct run *run, struct why *out,
                    struct err *err)
{
	static const struct shape none;
	const struct expr *of;
	struct value v;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (!read_asked(c, expr, run, &of, &v, err))
		return false;
	const struct shape *shape = v.kind == VALUE_TENSOR ? &v.as.tensor->shape : &none;
	struct expr bare = { .span = expr->span, .n_items = 1 };
	bool fine = read_index(c, of == expr ? &bare : expr, shape, run, index, err);
	int node = of->kind == EXPR_NAME ? program_find_node(c->setup->program, of->text) : -1;
	struct why_input cell = { .node = node, .item = -1, .ndim = shape->ndim, .part = of };
	memcpy(cell.index, index, sizeof index);
	c->why_node = node;
	fine = fine && graph_why_input(c->setup->graph, -1, &cell, run, out, err);
	value_drop(run, v);
	return fine && (of->kind != EXPR_INDEX || skip_step(c, run, out, err));
}

static bool input_number(const struct console *c, const char *text, long *number, struct err *err)
{
	char *end;
	*number = strtol(text, &end, 10);
	if (!*text || *end)
		return false;
	if (*number >= 1 && *number <= c->why.n_inputs)
		return true;
	*number = 0;
	err_say(err, ERR_INDEX, c->why.n_inputs ? N_("the inputs of the last explanation are 1 to %d") :
	        N_("there is no explanation with inputs to go on to"), c->why.n_inputs);
	return true;
}

const struct why *console_why(struct console *c, const char *text, struct err *err)
{
	struct why why = { .text = STR_INIT };
	struct run run;
	long number;
	bool fine = false;
	run_init(&run, c->budget, c->cancel);
	if (input_number(c, text, &number, err)) {
		struct why_input input = number ? c->why.input[number - 1] : (struct why_input){0};
		fine = number && go_on(c, &input, &run, &why, err);
	} else {
		struct program code;
		const struct expr *expr = setup_parse(c->setup->program, &code, text, err);
		fine = expr && explain(c, expr, &run, &why, err);
		arena_done(fine ? &c->why_code.arena : &code.arena);
		if (fine)
			c->why_code = code;
	}
	if (!fine) {
		why_done(&why);
		return NULL;
	}
	why_done(&c->why);
	c->why = why;
	return &c->why;
}
