/* Help: the key tables of the screen it was called on, as they are in force. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/i18n.h"
#include "text/utf8.h"
#include "tui/labpane.h"

enum { CLOSE = 1, DOWN, UP };

enum { MAX_LINES = 96, KEY_COLUMN = 14, COLUMN_WIDTH = 66 };

struct help_line {
	char keys[32];
	const char *text;                /* a message id; NULL = a heading in keys' place, or blank */
	const char *heading;
	bool goes_on;                    /* of the key above */
};

struct help {
	struct screen screen;
	const char *title;
	struct help_line lines[MAX_LINES];
	int count, scroll;
};

static const struct binding bindings[] = {
	{ .keys = "↓", .on = { INPUT_DOWN, INPUT_PAGE_DOWN, INPUT_WHEEL_DOWN }, .action = DOWN },
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

/* A key that means several things, each in its place, is named once, with all of them below it. */
static void add_line(struct help *help, int first, const char *keys, const char *text)
{
	int at = help->count;
	for (int i = first; i < help->count; i++) {
		if (strcmp(help->lines[i].keys, keys) != 0)
			continue;
		if (strcmp(help->lines[i].text, text) == 0)
			return;
		at = i + 1;
	}
	memmove(&help->lines[at + 1], &help->lines[at],
	        (size_t)(help->count - at) * sizeof *help->lines);
	help->lines[at] = (struct help_line){ .text = text };
	snprintf(help->lines[at].keys, sizeof help->lines[at].keys, "%s", keys);
	help->lines[at].goes_on = at > first && strcmp(help->lines[at - 1].keys, keys) == 0;
	help->count++;
}

static void add_table(struct help *help, const struct binding *table, const struct screen *of)
{
	int first = help->count;
	for (const struct binding *b = table; b->keys && help->count < MAX_LINES; b++) {
		const char *text = b->help ? b->help : b->label;
		char keys[sizeof help->lines->keys];
		binding_keys(b, of, keys, sizeof keys);
		if (text)
			add_line(help, first, keys, text);
	}
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
		add_heading(help, N_("Lab"));
		add_table(help, labpane_bindings, of);
	}
	add_heading(help, N_("Everywhere"));
	add_table(help, app_bindings(), of);
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
		if (!line->goes_on)
			canvas_text(canvas, x + KEY_COLUMN - 2 - utf8_width(line->keys), y, ROLE_KEY,
			            line->keys);
		canvas_text(canvas, x + KEY_COLUMN, y, ROLE_TEXT, _(line->text));
	}
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct help *help = (const struct help *)screen;
	const struct frame_words words = { .left = _("attnquiz · keys") };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	int n = columns(help), rows = rows_needed(help);
	int left = (body.width - n * COLUMN_WIDTH) / 2;
	struct canvas list =
		canvas_part(&body, left < 1 ? 1 : left, 1, body.width - 2, body.height - 1);
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
