#include "tui/talk.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "lab/console.h"
#include "lang/ops.h"
#include "lang/program.h"
#include "text/utf8.h"
#include "tui/labpaint.h"

enum { PICTURE_MIN = 100, PICTURE_LEAST = 4, MAX_PIECES = 200, MAX_ROWS = 400 };

const char *const talk_words[] = { "help", "why", NULL };

struct talk {
	struct labpane *pane;            /* borrowed: its covers */
	struct program_loader loader;
	struct lab_shelf shelf;
	char *path;                      /* as if it were a file beside the lab's own; or NULL */
	struct console *console;
	struct canvas *pieces;           /* what was said, as it was painted */
	int count, rows;
	int width, height;               /* for what is said now */
	int begun;                       /* the row of the line that it answers */
};

/* ---- Rows ---- */

static void keep(struct talk *talk, struct canvas piece)
{
	if (talk->count == MAX_PIECES) {
		talk->rows -= talk->pieces[0].height;
		canvas_free(&talk->pieces[0]);
		memmove(talk->pieces, talk->pieces + 1, (MAX_PIECES - 1) * sizeof *talk->pieces);
		talk->count--;
	}
	talk->pieces[talk->count++] = piece;
	talk->rows += piece.height;
}

/* A line of the text a row or more, `indent` columns in. */
static void say(struct talk *talk, enum role role, int indent, const char *text)
{
	struct wrapped place = { .x = indent, .width = talk->width - indent, .role = role };
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = mem_copy_n(text, len);
		place.rows = MAX_ROWS;
		int rows = wrapped_paint(&place, line, NULL);
		struct canvas piece = canvas_new(talk->width, rows ? rows : 1);
		wrapped_paint(&place, line, &piece);
		keep(talk, piece);
		free(line);
		text += len + (text[len] == '\n');
	}
}

static void say_error(struct talk *talk, const struct err *err, const char *typed)
{
	struct str text = STR_INIT;
	if (err->at.line)
		err_format(err, NULL, typed, &text);
	else
		str_addf(&text, "%s", err->text);
	say(talk, ROLE_WARN, 2, text.data);
	str_done(&text);
}

static void say_figure(struct talk *talk, const struct figure *figure)
{
	struct look look = labpane_look(talk->pane);
	look.row = look.col = 0;
	look.cursor = false;
	int height = draw_height(figure, talk->width - 2);
	int room = talk->height - (talk->rows - talk->begun);     /* the line stays in sight */
	if (height > room)
		height = room > PICTURE_LEAST ? room : PICTURE_LEAST;
	struct canvas piece = canvas_new(talk->width, height + 1);
	struct canvas inside = canvas_part(&piece, 2, 0, talk->width - 2, height);
	draw_figure(figure, &look, &inside);
	keep(talk, piece);
}

/* ---- What is hidden ---- */

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

static bool names(const char *text, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = text; (at = strstr(at, name)); at += len)
		if ((at == text || !is_name_char(at[-1])) && !is_name_char(at[len]))
			return true;
	return false;
}

/* A name of the lab that the text speaks of and that is not to be seen yet, or NULL. */
static const char *hidden_in(const struct talk *talk, const char *text)
{
	const struct labpane *pane = talk->pane;
	const struct program *program = lab_program(pane->lab);
	for (int i = 0; pane->covering && i < program->n_nodes; i++)
		if (pane->covered[i] && names(text, program->nodes[i].name))
			return program->nodes[i].name;
	return NULL;
}

static bool hides_something(const struct talk *talk)
{
	const struct labpane *pane = talk->pane;
	for (int i = 0; pane->covering && i < lab_program(pane->lab)->n_nodes; i++)
		if (pane->covered[i])
			return true;
	return false;
}

static void say_hidden(struct talk *talk, const char *name)
{
	struct str text = STR_INIT;
	str_addf(&text, _("%s is hidden: answer first"), name);
	say(talk, ROLE_WARN, 2, text.data);
	str_done(&text);
}

/* ---- Values ---- */

static void add_shape(const struct tensor *t, struct str *out)
{
	char sizes[256], symbols[256];
	shape_format(&t->shape, sizes, sizeof sizes);
	shape_format_names(&t->shape, symbols, sizeof symbols);
	str_addf(out, "%s", sizes);
	if (strcmp(symbols, sizes) != 0)
		str_addf(out, " = %s", symbols);
	str_addf(out, "  %s", dtype_name(t->dtype));
}

static char *dim_text(const struct shape *shape, int d)
{
	char name[128] = "";
	if (dim_has_names(&shape->name[d]))
		dim_format(&shape->name[d], shape->size[d], name, sizeof name);
	return mem_copy(name);
}

/* Of two dimensions, and all cells alike but for rounding. */
static bool is_constant(const struct tensor *t)
{
	const double first = tensor_at(t, (int64_t[TENSOR_MAX_DIMS]){0});
	for (int64_t i = 0; i < t->shape.size[0]; i++)
		for (int64_t j = 0; j < t->shape.size[1]; j++)
			if (!(fabs(tensor_at(t, (int64_t[]){ i, j }) - first) <= 1e-6 * fabs(first)))
				return false;
	return true;
}

/* Of a few numbers, or of one that fills all cells, the numbers say more than a picture. */
static bool is_picture(const struct tensor *t)
{
	const struct shape *shape = &t->shape;
	return shape->ndim == 2 && shape->size[0] > 1 && shape->size[1] > 1 &&
	       tensor_count(t) >= PICTURE_MIN && !is_constant(t);
}

static void say_picture(struct talk *talk, const char *code, struct tensor *t)
{
	char *rows = dim_text(&t->shape, 0), *cols = dim_text(&t->shape, 1);
	struct figure_item item = { .code = code, .tensor = t, .evals = -1 };
	struct figure figure = {
		.kind = t->dtype == DT_BOOL ? FIGURE_MASK : FIGURE_HEATMAP, .items = &item, .n_items = 1,
		.row_name = rows, .col_name = cols, .low = NAN, .high = NAN,
		.clock = -1, .clock_end = -1,
	};
	say_figure(talk, &figure);
	free(rows);
	free(cols);
}

/* The same is not shown twice: a picture or the numbers. */
static void say_value(struct talk *talk, const char *code, struct value value)
{
	struct str text = STR_INIT;
	bool tensor = value.kind == VALUE_TENSOR, picture = tensor && is_picture(value.as.tensor);
	if (!picture) {
		value_print(value, &text);
		say(talk, ROLE_NUMBER, 2, text.data);
		str_clear(&text);
	}
	if (tensor) {
		add_shape(value.as.tensor, &text);
		say(talk, ROLE_DIM, 2, text.data);
	}
	if (picture)
		say_picture(talk, code, value.as.tensor);
	str_done(&text);
}

static void evaluate(struct talk *talk, const char *code)
{
	struct err err;
	struct value value;
	if (!console_eval(talk->console, code, &value, &err)) {
		say_error(talk, &err, code);
		return;
	}
	say_value(talk, code, value);
	value_unref(value);
}

/* ---- Definitions ---- */

static void say_defined(struct talk *talk, const char *name)
{
	struct str text = STR_INIT;
	struct value value = console_value(talk->console, name);
	str_add(&text, name);
	if (value.kind == VALUE_TENSOR) {
		str_add(&text, ": ");
		add_shape(value.as.tensor, &text);
	} else if (value.kind != VALUE_NONE) {
		str_add(&text, " = ");
		value_print(value, &text);
	} else {
		str_clear(&text);
	}
	say(talk, ROLE_NUMBER, 2, text.data);
	str_done(&text);
}

/* What has no value now; of what is hidden nothing is told. */
static void say_errors(struct talk *talk)
{
	struct str errors = STR_INIT;
	char *rest = NULL;
	console_errors(talk->console, &errors);
	for (char *line = strtok_r(errors.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!hidden_in(talk, line))
			say(talk, ROLE_WARN, 2, line);
	str_done(&errors);
}

static void define(struct talk *talk, const char *text)
{
	struct err err;
	const char *name;
	if (!console_define(talk->console, text, &name, &err)) {
		say_error(talk, &err, text);
		return;
	}
	if (name)
		say_defined(talk, name);
	say_errors(talk);
}

/* ---- Looks ---- */

static void say_claim(struct talk *talk, const struct lab_claim *claim)
{
	struct str text = STR_INIT;
	str_addf(&text, "%s %s", claim->holds ? "✓" : "✗", claim->code);
	if (!claim->holds && (claim->error.code != ERR_NONE || claim->values))
		str_addf(&text, "   %s", claim->error.code != ERR_NONE ? claim->error.text : claim->values);
	say(talk, claim->holds ? ROLE_GOOD : ROLE_WARN, 2, text.data);
	str_done(&text);
}

/* A lone `show` or `variant` speaks of what the lab holds, hidden or not. */
static void look(struct talk *talk, const char *text)
{
	struct err err;
	bool all = !text[strcspn(text, " \t")] || strncmp(text, "variant", 7) == 0;
	if (all && hides_something(talk)) {
		say(talk, ROLE_WARN, 2, _("some of this is hidden: answer first"));
		return;
	}
	bool variant = strncmp(text, "variant", 7) == 0;
	struct lab_state *state = variant ? console_variant(talk->console, text, &err)
	                                  : console_look(talk->console, text, &err);
	if (!state) {
		say_error(talk, &err, text);
		return;
	}
	const struct lab_state *seen = variant && state->with ? state->with : state;
	for (int i = 0; i < seen->n_figures; i++)
		say_figure(talk, &seen->figures[i]);
	for (int i = 0; i < seen->n_claims; i++)
		say_claim(talk, &seen->claims[i]);
	lab_state_unref(state);
}

/* ---- Words beside the language ---- */

static const char *hidden_in_why(const struct talk *talk, const struct why *why)
{
	const char *name = hidden_in(talk, why->text.data);
	for (int i = 0; !name && i < why->n_inputs; i++)
		name = hidden_in(talk, why->input[i].label);
	return name;
}

static void explain(struct talk *talk, const char *rest)
{
	struct err err;
	const struct why *why = console_why(talk->console, *rest ? rest : "?", &err);
	if (!why) {
		say_error(talk, &err, rest);
		return;
	}
	const char *hidden = hidden_in_why(talk, why);
	if (hidden) {
		say_hidden(talk, hidden);
		return;
	}
	say(talk, ROLE_NUMBER, 2, why->text.data);
	for (int i = 0; i < why->n_inputs; i++) {
		struct str text = STR_INIT;
		str_addf(&text, "%2d  %s = %.6g", i + 1, why->input[i].label, why->input[i].value);
		say(talk, ROLE_TEXT, 4, text.data);
		str_done(&text);
	}
	if (why->n_inputs)
		say(talk, ROLE_DIM, 4, _("why NUMBER goes on to one of them."));
}

static void say_operation(struct talk *talk, const struct op *op)
{
	struct str text = STR_INIT;
	str_addf(&text, "%s(%s)", op->name, op->signature);
	say(talk, ROLE_CODE, 2, text.data);
	say(talk, ROLE_TEXT, 2, _(op->doc));
	if (op->example)
		say(talk, ROLE_CODE, 4, op->example);
	str_done(&text);
}

static void help(struct talk *talk, const char *rest)
{
	const struct op *op = *rest ? ops_find_function(rest) : NULL;
	op = op || !*rest ? op : ops_find_method(rest);
	if (op) {
		say_operation(talk, op);
		return;
	}
	say(talk, ROLE_TEXT, 2,
	    _("NAME = EXPR          define or replace a node; its shape is printed\n"
	      "EXPR                 a value, its shape and a picture\n"
	      "show heatmap EXPR    a picture; also mask, table, bars; claim EXPR\n"
	      "why A[0, 3, 7]       the arithmetic behind a cell; why 2: behind its second input\n"
	      "help softmax         what an operation does; Tab completes names"));
}

/* ---- One line ---- */

/* The word, alone or before a blank, and no name that is defined; returns what follows it, or NULL. */
static const char *after_word(const struct talk *talk, const char *line, const char *word)
{
	size_t len = strlen(word);
	if (strncmp(line, word, len) != 0 || (line[len] && !isspace((unsigned char)line[len])) ||
	    script_find(console_script(talk->console), word) >= 0)
		return NULL;
	return line + len + strspn(line + len, " \t");
}

static void obey_statement(struct talk *talk, const char *line)
{
	struct script typed;
	struct err err;
	if (!script_split(line, &typed, &err))
		say_error(talk, &err, line);
	else if (typed.count && typed.pieces[0].kind == PIECE_EXPRESSION)
		evaluate(talk, line);
	else if (typed.count && typed.pieces[0].kind == PIECE_LOOK)
		look(talk, typed.pieces[0].text);
	else if (typed.count)
		define(talk, line);
	script_done(&typed);
}

static void obey(struct talk *talk, const char *line)
{
	const char *rest;
	if ((rest = after_word(talk, line, "help"))) {
		help(talk, rest);
		return;
	}
	const char *hidden = hidden_in(talk, line);
	if (hidden)
		say_hidden(talk, hidden);
	else if ((rest = after_word(talk, line, "why")))
		explain(talk, rest);
	else
		obey_statement(talk, line);
}

void talk_obey(struct talk *talk, const char *line, int width, int height)
{
	struct str said = STR_INIT, clean = STR_INIT;
	text_clean(line + strspn(line, " \t"), strlen(line + strspn(line, " \t")), false, &clean);
	while (clean.len && clean.data[clean.len - 1] == ' ')
		clean.data[--clean.len] = '\0';
	talk->width = width;
	talk->height = height;
	talk->begun = talk->rows;
	str_addf(&said, "> %s", clean.data);
	if (*clean.data) {
		say(talk, ROLE_CODE, 0, said.data);
		obey(talk, clean.data);
	}
	str_done(&said);
	str_done(&clean);
}

/* ---- The whole ---- */

/* A knob that was turned in the lab is turned here. */
static bool turn_knobs(struct talk *talk, struct err *err)
{
	const struct labpane *pane = talk->pane;
	for (int i = 0; i < pane->n_set; i++)
		if (!console_set(talk->console, pane->set[i].name, pane->set[i].text, err))
			return false;
	return true;
}

struct talk *talk_new(struct labpane *pane, struct err *err)
{
	struct talk *talk = mem_new(1, sizeof *talk);
	struct budget budget = budget_lab;
	budget.pool = pane->app->options.pool;
	talk->pane = pane;
	talk->pieces = mem_new(MAX_PIECES, sizeof *talk->pieces);
	const char *folder = lab_program(pane->lab)->folder;
	talk->path = folder ? file_join(folder, "console") : NULL;
	talk->shelf = (struct lab_shelf){ .path = talk->path, .library = pane->app->library };
	talk->loader = lab_shelf_loader(&talk->shelf);
	talk->console = console_new(&talk->loader);
	console_limit(talk->console, &budget, NULL);
	if (console_open(talk->console, lab_source(pane->lab), err) && turn_knobs(talk, err))
		return talk;
	talk_free(talk);
	return NULL;
}

void talk_free(struct talk *talk)
{
	for (int i = 0; i < talk->count; i++)
		canvas_free(&talk->pieces[i]);
	free(talk->pieces);
	console_free(talk->console);
	free(talk->path);
	free(talk);
}

const struct program *talk_program(const struct talk *talk)
{
	return console_program(talk->console);
}

int talk_rows(const struct talk *talk)
{
	return talk->rows;
}

void talk_paint(const struct talk *talk, int first, struct canvas *canvas)
{
	int y = -first;
	for (int i = 0; i < talk->count; y += talk->pieces[i++].height)
		canvas_copy(canvas, 0, y, &talk->pieces[i]);
}
