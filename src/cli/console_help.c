/* help at the console, made from the tables of commands and operations. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/console.h"
#include "cli/labtext.h"
#include "lang/ops.h"

/* ---- What there is ---- */

static void add_names(struct str *out)
{
	size_t column = 0;
	for (int i = 0; ops_at(i); i++) {
		const char *name = ops_at(i)->name;
		if (!(ops_at(i)->form & OP_FUNCTION))
			continue;
		if (column + strlen(name) + 1 > LABTEXT_WIDTH) {
			str_add_char(out, '\n');
			column = 0;
		}
		str_addf(out, "%s%s", column ? " " : "  ", name);
		column += strlen(name) + (column ? 1 : 2);
	}
	str_add_char(out, '\n');
}

static void help_all(void)
{
	struct str out = STR_INIT;
	str_add(&out, _("  NAME = EXPR          define or replace a node; its shape is printed\n"
	                "  EXPR                 print a value, its shape and a picture\n"
	                "  param, def, use, seed, show, claim, variant: as in a lab\n"
	                "  show, claim, variant alone: those of the lab that was opened\n"));
	for (const struct console_command *c = console_commands; c->name; c++)
		str_addf(&out, "  %-20s %s\n", c->synopsis, _(c->summary));
	str_addf(&out, "\n%s\n", _("help NAME says more about each of these:"));
	add_names(&out);
	say_text(out.data);
	str_done(&out);
}

/* ---- One operation ---- */

/* "input:tensor, dim:int?=None" → "input: tensor, dim: int or None = None" */
static void add_signature(const struct op *op, struct str *out)
{
	for (const char *p = op->signature; *p; p++) {
		if (*p == ':')
			str_add(out, ": ");
		else if (*p == '=')
			str_add(out, " = ");
		else if (*p == '?')
			str_add(out, " or None");
		else
			str_add_char(out, *p);
	}
}

struct needed {
	const struct program *program;
	bool *node;
};

static void need(void *context, const char *name)
{
	const struct needed *needed = context;
	int node = program_find_node(needed->program, name);
	if (node >= 0)
		needed->node[node] = true;
}

/* The lines that the example is made of, directly or not. */
static void add_setting(const struct lab *lab, const char *example, struct str *out)
{
	const struct program *program = lab_program(lab);
	struct needed needed = { program, mem_new((size_t)program->n_nodes, sizeof(bool)) };
	lab_reads(lab, example, needed.node);
	for (int i = program->n_nodes - 1; i >= 0; i--)
		if (needed.node[i])
			expr_each_name(program->nodes[i].expr, need, &needed);
	for (int i = 0; i < program->n_nodes; i++)
		if (needed.node[i])
			str_addf(out, "  >>> %s\n", program->nodes[i].code);
	free(needed.node);
}

static void add_computed(const char *example, struct str *out)
{
	struct lab_expr expr = { .code = example };
	struct err ignored;   /* a test evaluates every example */
	struct lab *lab = lab_parse("example", ops_example_lab, NULL, &ignored);
	if (lab && lab_eval_all(lab, NULL, &budget_lab, &expr, 1, &ignored)) {
		struct str value = STR_INIT;
		char *rest;
		add_setting(lab, example, out);
		str_addf(out, "  >>> %s\n", example);
		value_print(expr.value, &value);
		for (char *line = strtok_r(value.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
			str_addf(out, "  %s\n", line);
		str_done(&value);
	}
	free(expr.sides);
	value_unref(expr.value);
	lab_unref(lab);
}

static void help_op(const struct op *op)
{
	struct str out = STR_INIT;
	if (op->form & OP_FUNCTION) {
		str_addf(&out, "%s(", op->name);
		add_signature(op, &out);
		str_add(&out, ")\n");
	}
	if (op->form & OP_METHOD)
		str_addf(&out, "input.%s(...)%s\n", op->name, op->form & OP_FUNCTION ? "" : ":");
	if ((op->form & OP_METHOD) && !(op->form & OP_FUNCTION)) {
		str_add(&out, "  ");
		add_signature(op, &out);
		str_add_char(&out, '\n');
	}
	if (op->form & OP_ATTRIBUTE)
		str_addf(&out, "input.%s\n", op->name);
	str_addf(&out, "\n  %s\n\n", _(op->doc));
	add_computed(op->example, &out);
	say_text(out.data);
	str_done(&out);
}

/* ---- Anything ---- */

static bool help_command(const char *name)
{
	const struct console_command *command = console_find_command(name, strlen(name));
	if (command)
		printf("%s\n  %s\n", command->synopsis, _(command->summary));
	return command != NULL;
}

static bool help_own(struct session *s, const char *name)
{
	const struct script *script = console_script(s->console);
	int at = script_find(script, name);
	if (at < 0)
		return false;
	struct str out = STR_INIT;
	str_addf(&out, "%s\n", piece_code(&script->pieces[at]));
	say_text(out.data);
	str_done(&out);
	console_print_defined(s, name);
	return true;
}

static const struct op *find_op(const char *name)
{
	const struct op *op = ops_find_function(name);
	if (!op)
		op = ops_find_method(name);
	return op ? op : ops_find_attribute(name);
}

static void no_help(struct session *s, const char *name)
{
	const char *best = NULL;
	int distance = 3;
	struct err err;
	for (int i = 0; ops_at(i); i++) {
		int d = str_distance(ops_at(i)->name, name);
		if (d < distance) {
			distance = d;
			best = ops_at(i)->name;
		}
	}
	if (best)
		err_say(&err, ERR_NAME, _("there is no help on %s; did you mean %s?"), name, best);
	else
		err_say(&err, ERR_NAME, _("there is no help on %s; help alone says what there is"), name);
	console_fail(s, &err, NULL);
}

void console_help(struct session *s, const char *rest)
{
	size_t len = strcspn(rest, "( \t");
	char *name = mem_copy_n(rest + (*rest == '.'), len - (*rest == '.'));
	const struct op *op = find_op(name);
	if (!*name)
		help_all();
	else if (op)
		help_op(op);
	else if (!help_command(name) && !help_own(s, name))
		no_help(s, name);
	free(name);
}
