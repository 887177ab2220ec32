#include "cli/labtext.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "draw/draw.h"
#include "text/utf8.h"

enum { CODE_MAX = 46, NAMES_MAX = 26 };   /* columns; behind longer code a line of its own */

static void pad(struct str *out, const char *text, int columns)
{
	str_add(out, text);
	for (int n = utf8_width(text); n < columns; n++)
		str_add_char(out, ' ');
}

static bool is_covered(const struct lab_state *state, const bool *covered, const char *node)
{
	int i = covered ? program_find_node(lab_program(state->lab), node) : -1;
	return i >= 0 && covered[i];
}

static void add_domain(const struct lab_knob *knob, struct str *out)
{
	if (knob->choices)
		str_addf(out, _("  (one of %s)"), knob->choices);
	else
		str_addf(out, _("  (%s to %s)"), knob->first, knob->last);
}

const char *labtext_title(const struct lab *lab, enum language language)
{
	const char *title = words_in(&lab_program(lab)->title, language);
	return title ? title : lab_name(lab);
}

void labtext_knobs(const struct lab_state *state, enum language language, struct str *out)
{
	for (int i = 0; i < state->n_knobs; i++) {
		const struct lab_knob *knob = &state->knobs[i];
		const char *caption = words_in(&knob->caption, language);
		str_addf(out, "  %s = %s", knob->name, knob->text);
		add_domain(knob, out);
		str_addf(out, "%s%s\n", caption ? "  " : "", caption ? caption : "");
	}
}

/* ---- The program ---- */

/* Its names are not the sizes themselves. */
static bool says_more(const struct lab_line *line)
{
	return line->names && strcmp(line->names, line->shape ? line->shape : "") != 0;
}

static int widest(const struct lab_state *state, size_t field, int limit)
{
	int columns = 0;
	for (int i = 0; i < state->n_lines; i++) {
		const char *text = *(const char *const *)((const char *)&state->lines[i] + field);
		int n = text ? utf8_width(text) : 0;
		if (n > columns && n <= limit)
			columns = n;
	}
	return columns;
}

struct columns {
	int code, names, shape;
};

static void add_line(const struct lab_line *line, bool hidden, struct columns columns,
                     struct str *out)
{
	str_add(out, "  ");
	pad(out, line->code, columns.code + 3);
	if (utf8_width(line->code) > columns.code)
		str_addf(out, "\n%*s", columns.code + 5, "");
	if (hidden) {
		str_addf(out, "███ %s ███", _("answer first"));
	} else if (line->error.code != ERR_NONE) {
		str_addf(out, "✗ %s", line->error.text);
	} else {
		if (columns.names)
			pad(out, says_more(line) ? line->names : "", columns.names + 2);
		pad(out, line->shape ? line->shape : "", line->note ? columns.shape : 0);
		if (line->in_parts)
			str_addf(out, "  %s", _("in parts"));
	}
	if (line->note && !hidden)
		str_addf(out, "   # %s", line->note);
	str_add_char(out, '\n');
}

static bool has_names(const struct lab_state *state)
{
	for (int i = 0; i < state->n_lines; i++)
		if (says_more(&state->lines[i]))
			return true;
	return false;
}

void labtext_program(const struct lab_state *state, const bool *covered, struct str *out)
{
	struct columns columns = {
		.code = widest(state, offsetof(struct lab_line, code), CODE_MAX),
		.names = has_names(state) ? widest(state, offsetof(struct lab_line, names), NAMES_MAX) : 0,
		.shape = widest(state, offsetof(struct lab_line, shape), NAMES_MAX),
	};
	const struct program *program = lab_program(state->lab);
	for (int i = 0; i < program->n_defs; i++)
		str_addf(out, "  %s\n", program->defs[i].code);
	for (int i = 0; i < state->n_lines; i++) {
		const struct lab_line *line = &state->lines[i];
		add_line(line, is_covered(state, covered, line->name), columns, out);
	}
	if (state->error.code != ERR_NONE)
		str_addf(out, "  ✗ %s\n", state->error.text);
}

/* ---- Values ---- */

void labtext_shape(const struct tensor *t, struct str *out)
{
	char sizes[256], names[256];
	shape_format(&t->shape, sizes, sizeof sizes);
	shape_format_names(&t->shape, names, sizeof names);
	str_addf(out, _("shape %s"), sizes);
	if (strcmp(names, sizes) != 0)
		str_addf(out, " = %s", names);
	str_addf(out, "  %s\n", dtype_name(t->dtype));
}

void labtext_value(struct value value, struct str *out)
{
	value_print(value, out);
	str_add_char(out, '\n');
	if (value.kind == VALUE_TENSOR)
		labtext_shape(value.as.tensor, out);
}

/* ---- Figures ---- */

struct tiles {
	const struct lab_state *state;
	struct lab_tile *tile[8];      /* computed last */
	int next;
};

static const struct lab_tile *find_tile(void *context, const struct lab_window *window)
{
	enum { KEPT = sizeof ((struct tiles *)0)->tile / sizeof (struct lab_tile *) };
	struct tiles *tiles = context;
	for (int i = 0; i < KEPT; i++)
		if (tiles->tile[i] && lab_window_same(&tiles->tile[i]->window, window))
			return tiles->tile[i];
	struct lab_tile **place = &tiles->tile[tiles->next++ % KEPT];
	lab_tile_free(*place);
	return *place = lab_state_tile(tiles->state, window, &budget_console);
}

/* What is too large to be computed whole is computed as it is drawn. */
static void add_figure(const struct lab_state *state, const struct figure *figure,
                       enum language language, struct str *out)
{
	struct tiles tiles = { .state = state };
	const struct figure_tiles source = { find_tile, &tiles };
	struct figure drawn = *figure;
	drawn.tiles = &source;
	draw_text(&drawn, language, LABTEXT_WIDTH, out);
	for (size_t i = 0; i < sizeof tiles.tile / sizeof *tiles.tile; i++)
		lab_tile_free(tiles.tile[i]);
}

void labtext_figures(const struct lab_state *state, enum language language, struct str *out)
{
	for (int i = 0; i < state->n_figures; i++) {
		str_add_char(out, '\n');
		add_figure(state, &state->figures[i], language, out);
		if (out->data[out->len - 1] != '\n')
			str_add_char(out, '\n');
	}
}

/* ---- Claims and variants ---- */

void labtext_claims(const struct lab_state *state, enum language language, struct str *out)
{
	for (int i = 0; i < state->n_claims; i++) {
		const struct lab_claim *claim = &state->claims[i];
		const char *sentence = words_in(&claim->sentence, language);
		str_addf(out, "  %s %s", claim->holds ? "✓" : "✗", claim->code);
		if (sentence)
			str_addf(out, "   %s", sentence);
		if (!claim->holds && claim->error.code != ERR_NONE)
			str_addf(out, "\n      %s", claim->error.text);
		else if (!claim->holds)
			str_addf(out, "\n      %s %s", _("it is not so:"),
			         claim->values ? claim->values : "False");
		str_add_char(out, '\n');
	}
}

static const char *shape_in(const struct lab_state *state, const char *name)
{
	for (int i = 0; i < state->n_lines; i++)
		if (strcmp(state->lines[i].name, name) == 0)
			return state->lines[i].error.code == ERR_NONE ? state->lines[i].shape : _("an error");
	return "";
}

static void add_difference(const struct lab_state *state, const struct lab_difference *d,
                           struct str *out)
{
	str_addf(out, "    %s%s", d->name, _(": "));
	if (!d->same_shape)
		str_addf(out, _("%s instead of %s"), shape_in(state->with, d->name),
		         shape_in(state, d->name));
	else
		str_addf(out, _("%lld of %lld cells differ"), (long long)d->differing, (long long)d->cells);
	if (d->same_shape && !isnan(d->largest))
		str_addf(out, _(", by up to %.4g"), d->largest);
	str_add_char(out, '\n');
}

/* The first line of the variant that failed, or why the whole run stopped; NULL if all is well. */
static const struct err *first_error(const struct lab_state *state)
{
	for (int i = 0; i < state->n_lines; i++)
		if (state->lines[i].error.code != ERR_NONE)
			return &state->lines[i].error;
	return state->error.code != ERR_NONE ? &state->error : NULL;
}

void labtext_variant(const struct lab_state *state, enum language language, struct str *out)
{
	if (!state->with)
		return;
	const struct program_variant *variant = &lab_program(state->lab)->variants[state->with->variant];
	const char *name = words_in(&variant->name, language);
	const char *sentence = words_in(&variant->sentence, language);
	str_addf(out, "  %s%s%s\n", name ? name : "", sentence ? _(": ") : "", sentence ? sentence : "");
	for (int i = 0; i < variant->n_nodes; i++)
		str_addf(out, "    %s\n", variant->nodes[i].code);
	for (int i = 0; i < state->n_differences; i++)
		add_difference(state, &state->differences[i], out);
	const struct err *error = first_error(state->with);
	if (error)
		str_addf(out, "    ✗ %s\n", error->text);
	else if (state->n_differences == 0)
		str_addf(out, "    %s\n", _("no value differs"));
}
