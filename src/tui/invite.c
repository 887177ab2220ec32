#include "tui/invite.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/ops.h"
#include "lang/program.h"
#include "tui/labmove.h"

/* ---- Names ---- */

/* A tensor that may be seen, and has cells to ask for. */
static bool is_usable(const struct labpane *pane, int i)
{
	const struct lab_line *line = &pane->state->lines[i];
	return line->error.code == ERR_NONE && line->value.kind == VALUE_TENSOR &&
	       line->value.as.tensor->shape.ndim > 0 && tensor_count(line->value.as.tensor) > 0 &&
	       !labpane_covers(pane, line->name);
}

/* Which lines the figure names. */
static bool *named_lines(const struct labpane *pane)
{
	const struct figure *figure = labmove_shown(pane);
	bool *named = mem_new((size_t)lab_program(pane->lab)->n_nodes + 1, sizeof *named);
	for (int i = 0; figure && i < figure->n_items; i++)
		if (figure->items[i].code)
			lab_reads(pane->lab, figure->items[i].code, named);
	return named;
}

static void choose_names(const struct labpane *pane, struct invite *invite)
{
	bool *named = named_lines(pane);
	for (int turn = 0; turn < 2; turn++)
		for (int i = 0; i < pane->state->n_lines && invite->n_names < INVITE_NAMES; i++)
			if (named[i] == (turn == 0) && is_usable(pane, i))
				invite->name[invite->n_names++] = i;
	free(named);
}

/* ---- Lines ---- */

static struct str *add_line(struct invite *invite, const char *does)
{
	invite->does[invite->n_lines] = does;
	return &invite->line[invite->n_lines++];
}

/* "why A[4, 5, 98]": a cell in the middle. */
static void add_why(struct invite *invite, const struct lab_line *line)
{
	const struct shape *shape = &line->value.as.tensor->shape;
	struct str *out = add_line(invite, _("the arithmetic behind one number"));
	str_addf(out, "why %s[", line->name);
	for (int d = 0; d < shape->ndim; d++)
		str_addf(out, "%s%lld", d ? ", " : "", (long long)shape->size[d] / 2);
	str_add(out, "]");
}

/* The first operation that the code calls, as a function or a method; heap, or NULL. */
static char *called_in(const char *code)
{
	while (*code) {
		size_t n = 0;
		while (isalnum((unsigned char)code[n]) || code[n] == '_')
			n++;
		char *word = mem_copy_n(code, n);
		if (n > 0 && code[n] == '(' && (ops_find_function(word) || ops_find_method(word)))
			return word;
		free(word);
		code += n + (code[n] != '\0');
	}
	return NULL;
}

/* One that a line with such a name calls. */
static void add_help(struct invite *invite, const struct labpane *pane)
{
	char *operation = NULL;
	for (int i = 0; i < invite->n_names && !operation; i++)
		operation = called_in(pane->state->lines[invite->name[i]].code);
	str_addf(add_line(invite, _("what an operation does")), "help %s", operation ? operation : "softmax");
	free(operation);
}

struct invite invite_new(const struct labpane *pane)
{
	struct invite invite = { .line = { STR_INIT, STR_INIT, STR_INIT } };
	choose_names(pane, &invite);
	if (invite.n_names > 0) {
		const struct lab_line *line = &pane->state->lines[invite.name[0]];
		str_addf(add_line(&invite, _("what its last dimension adds up to")), "%s.sum(dim=-1)", line->name);
		add_why(&invite, line);
	}
	add_help(&invite, pane);
	return invite;
}

void invite_done(struct invite *invite)
{
	for (int i = 0; i < INVITE_LINES; i++)
		str_done(&invite->line[i]);
}
