/* Help: the key tables of the screen it was called on, as they are in force. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/utf8.h"
#include "tui/labkeys.h"
#include "tui/scroll.h"

enum { CLOSE = 1 };

enum { MAX_LINES = 128, KEY_COLUMN = 14, COLUMN_MOST = 80, TWO_FROM = 100, GAP = 2, TEXT_ROWS = 6 };

struct help_line {
	char keys[32];
	const char *text;                /* a message id; of a heading the heading */
	bool heading;
};

struct help {
	struct screen screen;
	const char *title;
	struct help_line lines[MAX_LINES];
	int count;
	struct scroll scroll;
};

static const struct binding bindings[] = {
	{ .keys = "q", .on = { 'q', '?', INPUT_ESCAPE, INPUT_ENTER, INPUT_F1 }, .action = CLOSE,
	  .label = N_("close") },
	{0},
};

/* ---- What it says ---- */

static struct help_line *add_line(struct help *help, const char *keys, const char *text)
{
	struct help_line *line = &help->lines[help->count < MAX_LINES ? help->count++ : MAX_LINES - 1];
	*line = (struct help_line){ .text = text };
	snprintf(line->keys, sizeof line->keys, "%s", keys);
	return line;
}

static bool is_in_force(const struct binding *binding, const struct screen *of)
{
	return !binding->when || binding->when(of);
}

/* Of bindings that do the same with the same key one is told: that in force, or the first. */
static bool is_told(const struct binding *table, const struct binding *binding, const struct screen *of)
{
	const struct binding *told = NULL;
	for (const struct binding *b = table; b->keys; b++) {
		bool same = b->action == binding->action && strcmp(b->keys, binding->keys) == 0 &&
		            (b->help || b->label);
		if (same && (!told || (is_in_force(b, of) && !is_in_force(told, of))))
			told = b;
	}
	return told == binding;
}

/* What two bindings say of the same key is said once. */
static void add_binding(struct help *help, int first, const struct binding *binding, const struct screen *of)
{
	const char *text = binding->help ? binding->help : binding->label;
	char keys[sizeof help->lines->keys];
	binding_keys(binding, of, keys, sizeof keys);
	for (int i = first; i < help->count; i++)
		if (strcmp(help->lines[i].keys, keys) == 0 && strcmp(help->lines[i].text, text) == 0)
			return;
	add_line(help, keys, text);
}

enum { MOST_TABLES = 5 };

/* All tables of keys that may come into force on the screen; ends with NULL. */
static void find_tables(const struct screen *of, const struct binding *tables[MOST_TABLES + 1])
{
	int n = 0;
	if (of->class->more)
		tables[n++] = of->class->more(of);
	tables[n++] = of->class->bindings;
	if (of->class->scroll)
		tables[n++] = scroll_bindings;
	if (screen_lab(of))
		tables[n++] = labkeys_bindings;
	tables[n++] = app_bindings();
	tables[n] = NULL;
}

static const char *const headings[AIM_COUNT] = {
	[AIM_ANSWER] = N_("Answer"),
	[AIM_WRITE] = N_("Write a line"),
	[AIM_LAB] = N_("Change the lab (Tab: its knobs)"),
	[AIM_FIGURE] = N_("Look at a figure (Tab: the figure)"),
	[AIM_MOVE] = N_("Move about"),
	[AIM_FIND] = N_("Find words"),
	[AIM_LEAVE] = N_("Leave"),
	[AIM_ANYWHERE] = N_("Everywhere"),
};

/* What serves an aim, under its heading; nothing where no key does. */
static void add_aim(struct help *help, enum aim aim, const struct screen *of)
{
	const struct binding *tables[MOST_TABLES + 1];
	int first = help->count;
	find_tables(of, tables);
	add_line(help, "", headings[aim])->heading = true;
	for (int t = 0; tables[t]; t++)
		for (const struct binding *b = tables[t]; b->keys; b++)
			if (b->aim == aim && (!b->ever || b->ever(of)) && is_told(tables[t], b, of))
				add_binding(help, first + 1, b, of);
	if (help->count == first + 1)
		help->count = first;
}

/* Of all screens: one learns them once. */
static const struct { const char *sign, *meaning; } signs[] = {
	{ "███", N_("covered until you have answered") },
	{ "…", N_("more of the program is folded here: PgDn shows it") },
	{ "✓ ✗", N_("right, wrong; the engine checked the claim: it holds or not") },
	{ "≠", N_("what the variant (v) changes; the claim fails with it") },
	{ "▸", N_("chosen: an option, a figure") },
	{ "pixel = max", N_("more cells than pixels: each shows the largest of a block") },
	{ "● ○ ◉", N_("a question answered, one to come, this one") },
	{ "● ·", N_("in a mask: this row sees that column, does not see it") },
	{ "◆ ◇", N_("in a comparison: sees more, sees less") },
	{ "◂ ▸", N_("a knob that can be turned to this side") },
	{ "▾ ▴", N_("there is more below, above") },
	{ "(H, Nt)", N_("what the dimensions are called") },
	{ "(8, 10)", N_("how large they are now") },
};

static void add_signs(struct help *help)
{
	add_line(help, "", N_("How to read the screen"))->heading = true;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		add_line(help, signs[i].sign, signs[i].meaning);
}

static const struct screen_class class;

struct screen *help_new(struct app *app, const struct screen *of)
{
	static const enum aim order[] = {
		AIM_ANSWER, AIM_WRITE, AIM_LAB, AIM_FIGURE, AIM_MOVE, AIM_FIND, AIM_LEAVE, AIM_ANYWHERE,
	};
	struct help *help = mem_new(1, sizeof *help);
	help->screen = (struct screen){ &class, app };
	help->title = of->class->title;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		add_aim(help, order[i], of);
	add_signs(help);
	return &help->screen;
}

static void close_help(struct screen *screen)
{
	free(screen);
}

/* ---- Where it stands ---- */

struct column {
	int first, end;                  /* of the lines */
	int x, width;
};

/* One line, before a heading that is not the first a blank one; with canvas NULL only counted. Returns the rows. */
static int line_rows(const struct help *help, const struct column *column, int i, int y, struct canvas *canvas)
{
	const struct help_line *line = &help->lines[i];
	int gap = line->heading && i > column->first, left = line->heading ? 0 : KEY_COLUMN;
	const struct wrapped place = {
		.x = column->x + left, .y = y + gap, .width = column->width - left, .rows = TEXT_ROWS,
		.role = line->heading ? ROLE_TITLE : ROLE_TEXT,
	};
	if (canvas)
		canvas_text(canvas, place.x - 2 - utf8_width(line->keys), place.y, ROLE_KEY, line->keys);
	return gap + wrapped_paint(&place, _(line->text), canvas);
}

static int column_rows(const struct help *help, const struct column *column, int y, struct canvas *canvas)
{
	int rows = 0;
	for (int i = column->first; i < column->end; i++)
		rows += line_rows(help, column, i, y + rows, canvas);
	return rows;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

/* Two columns are cut between two headings, there where the longer one is shortest. */
static void split(const struct help *help, struct column columns[2])
{
	int least = -1;
	struct column left = columns[0], right = columns[1];
	for (int i = 1; i < help->count; i++) {
		if (!help->lines[i].heading)
			continue;
		left.end = right.first = i;
		int rows = most(column_rows(help, &left, 0, NULL), column_rows(help, &right, 0, NULL));
		if (least >= 0 && rows >= least)
			continue;
		least = rows;
		columns[0] = left;
		columns[1] = right;
	}
}

/* One where all of it fits into one or the screen is narrow, else two. Returns how many. */
static int place_columns(const struct help *help, struct column columns[2])
{
	const struct app *app = help->screen.app;
	int room = app->width - 2, width = room < COLUMN_MOST ? room : COLUMN_MOST;
	columns[0] = (struct column){ 0, help->count, (app->width - width) / 2, width };
	if (app->width < TWO_FROM || column_rows(help, &columns[0], 0, NULL) <= frame_height(app) - 1)
		return 1;
	width = (room - GAP) / 2 < COLUMN_MOST ? (room - GAP) / 2 : COLUMN_MOST;
	int x = (app->width - 2 * width - GAP) / 2;
	columns[0] = (struct column){ 0, help->count, x, width };
	columns[1] = (struct column){ 0, help->count, x + width + GAP, width };
	split(help, columns);
	return 2;
}

static int rows_needed(const struct help *help)
{
	struct column columns[2];
	int n = place_columns(help, columns), rows = 0;
	for (int i = 0; i < n; i++)
		rows = most(rows, column_rows(help, &columns[i], 0, NULL));
	return rows;
}

static void arrange(struct screen *screen)
{
	struct help *help = (struct help *)screen;
	scroll_fit(&help->scroll, frame_height(screen->app) - 1, rows_needed(help));
}

static struct scroll *scroll(const struct screen *screen)
{
	return &((struct help *)screen)->scroll;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	(void)screen, (void)action, (void)input;
	return REACT_LEAVE;
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct help *help = (const struct help *)screen;
	const struct frame_words words = { .left = _("attnquiz · keys"), .right = _(help->title) };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	struct canvas page = canvas_part(&body, 0, 1, body.width, body.height - 1);
	struct column columns[2];
	int n = place_columns(help, columns);
	for (int i = 0; i < n; i++)
		column_rows(help, &columns[i], -help->scroll.first, &page);
	scroll_marks(&page, help->scroll.first, help->scroll.total);
}

static const struct screen_class class = {
	.title = N_("Help"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.scroll = scroll,
	.paint = paint,
	.close = close_help,
};
