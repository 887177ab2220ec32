/* Help: the key tables of the screen it was called on, as they are in force. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/utf8.h"
#include "tui/labkeys.h"

enum { CLOSE = 1, DOWN, UP };

enum { MAX_LINES = 96, KEY_COLUMN = 14, COLUMN_WIDTH = 66 };

struct help_line {
	char keys[32];
	const char *text;                /* a message id; NULL = a heading in keys' place, or blank */
	const char *heading;
};

struct help {
	struct screen screen;
	const char *title;
	struct help_line lines[MAX_LINES];
	int count, scroll;
};

static bool is_long(const struct screen *screen);

static const struct binding bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, INPUT_PAGE_DOWN, INPUT_WHEEL_DOWN }, .action = DOWN,
	  .label = N_("scroll"), .when = is_long },
	{ .keys = "↑", .on = { INPUT_UP, INPUT_PAGE_UP, INPUT_WHEEL_UP }, .action = UP },
	{ .keys = "q", .on = { 'q', '?', INPUT_ESCAPE, INPUT_ENTER, INPUT_F1 }, .action = CLOSE,
	  .label = N_("close") },
	{0},
};

static void add_heading(struct help *help, const char *heading)
{
	if (help->count > 0 && help->count < MAX_LINES)
		help->count++;
	if (help->count < MAX_LINES)
		help->lines[help->count++].heading = heading;
}

/* What two bindings say of the same key is said once. */
static void add_line(struct help *help, int first, const char *keys, const char *text)
{
	for (int i = first; i < help->count; i++)
		if (strcmp(help->lines[i].keys, keys) == 0 && strcmp(help->lines[i].text, text) == 0)
			return;
	struct help_line *line = &help->lines[help->count++];
	*line = (struct help_line){ .text = text };
	snprintf(line->keys, sizeof line->keys, "%s", keys);
}

static bool is_in_force(const struct binding *binding, const struct screen *of)
{
	return !binding->when || binding->when(of);
}

static bool is_at(const struct binding *binding, const char *place)
{
	return !place ? !binding->place : binding->place && strcmp(binding->place, place) == 0;
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

/* Those of its bindings that hold at a place; NULL: anywhere. */
static void add_place(struct help *help, const struct binding *table, const char *place,
                      const struct screen *of)
{
	int first = help->count;
	for (const struct binding *b = table; b->keys && help->count < MAX_LINES; b++) {
		char keys[sizeof help->lines->keys];
		binding_keys(b, of, keys, sizeof keys);
		if (is_at(b, place) && is_told(table, b, of))
			add_line(help, first, keys, b->help ? b->help : b->label);
	}
}

/* Those that hold anywhere, then the others under a heading for each place. */
static void add_table(struct help *help, const struct binding *table, const struct screen *of)
{
	const char *last = NULL;
	add_place(help, table, NULL, of);
	for (const struct binding *b = table; b->keys; b++) {
		if (!b->place || (last && is_at(b, last)))
			continue;
		last = b->place;
		add_heading(help, last);
		add_place(help, table, last, of);
	}
}

/* Of all screens: one learns them once. */
static const struct { const char *sign, *meaning; } signs[] = {
	{ "███", N_("covered until you have answered") },
	{ "…", N_("lines of the program are folded here: PgDn shows them") },
	{ "✓ ✗", N_("right, wrong; the engine checked the claim: it holds or not") },
	{ "≠", N_("this line is what the variant (v) changes") },
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
	add_heading(help, N_("How to read the screen"));
	for (size_t i = 0; i < sizeof signs / sizeof *signs && help->count < MAX_LINES; i++)
		add_line(help, help->count, signs[i].sign, signs[i].meaning);
}

static const struct screen_class class;

struct screen *help_new(struct app *app, const struct screen *of)
{
	struct help *help = mem_new(1, sizeof *help);
	help->screen = (struct screen){ &class, app };
	help->title = of->class->title;
	add_heading(help, of->class->title);
	if (of->class->more)
		add_table(help, of->class->more(of), of);
	add_table(help, of->class->bindings, of);
	if (screen_lab(of)) {
		if (strcmp(of->class->title, "Lab") != 0)
			add_heading(help, N_("Lab"));
		add_table(help, labkeys_bindings, of);
	}
	add_heading(help, N_("Everywhere"));
	add_table(help, app_bindings(), of);
	add_signs(help);
	return &help->screen;
}

static void close_help(struct screen *screen)
{
	free(screen);
}

/* Two columns where one would not fit and there is the width. */
static int columns(const struct help *help)
{
	bool fits = help->count <= frame_height(help->screen.app) - 1;
	return !fits && help->screen.app->width >= 2 * COLUMN_WIDTH ? 2 : 1;
}

static int rows_needed(const struct help *help)
{
	int n = columns(help);
	return (help->count + n - 1) / n;
}

static bool is_long(const struct screen *screen)
{
	return rows_needed((const struct help *)screen) > frame_height(screen->app) - 1;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	(void)input;
	struct help *help = (struct help *)screen;
	if (action == CLOSE)
		return REACT_LEAVE;
	int step = action == DOWN ? 3 : -3;
	help->scroll = scroll_to(help->scroll + step, frame_height(screen->app) - 1,
	                         rows_needed(help), help->scroll + step, 0);
	return REACT_PAINT;
}

static void paint_line(const struct help_line *line, int x, int y, struct canvas *canvas)
{
	if (line->heading) {
		canvas_text(canvas, x, y, ROLE_TITLE, _(line->heading));
	} else if (line->text) {
		canvas_text(canvas, x + KEY_COLUMN - 2 - utf8_width(line->keys), y, ROLE_KEY, line->keys);
		canvas_text_cut(canvas, x + KEY_COLUMN, y, canvas->width - x - KEY_COLUMN, ROLE_TEXT, _(line->text));
	}
}

/* In the middle, or as far left as the longest line needs. */
static int left_of(const struct help *help, int width)
{
	int n = columns(help), left = (width - n * COLUMN_WIDTH) / 2;
	for (int i = 0; i < help->count && n == 1; i++) {
		int room = width - KEY_COLUMN - (help->lines[i].text ? utf8_width(_(help->lines[i].text)) : 0);
		left = room < left ? room : left;
	}
	return left < 1 ? 1 : left;
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct help *help = (const struct help *)screen;
	const struct frame_words words = { .left = _("attnquiz · keys") };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	int rows = rows_needed(help), left = left_of(help, body.width);
	struct canvas list = canvas_part(&body, left, 1, body.width - left, body.height - 1);
	for (int i = 0; i < help->count; i++)
		paint_line(&help->lines[i], i / rows * COLUMN_WIDTH, i % rows - help->scroll,
		           &list);
	scroll_marks(&body, help->scroll, rows + 1);
}

static const struct screen_class class = {
	.title = N_("Help"),
	.bindings = bindings,
	.key = key,
	.paint = paint,
	.close = close_help,
};
