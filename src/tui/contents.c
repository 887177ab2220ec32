/* The headings of a lesson, with the one that is being read; Enter goes there. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/utf8.h"
#include "tui/reader.h"
#include "tui/scroll.h"

enum { CLOSE = 1, DOWN, UP, FIRST, LAST, GO, CLICK };
enum { WIDTH = 76 };

struct contents {
	struct screen screen;
	struct reader *reader;
	int *lines;                      /* of the headings in the reader's text */
	int count, cursor, scroll;
};

static const struct binding bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER, INPUT_SPACE }, .action = GO, .label = N_("go there"),
	  .help = N_("read from this heading on") },
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j', INPUT_WHEEL_DOWN }, .action = DOWN,
	  .label = N_("choose"), .help = N_("to another heading") },
	{ .keys = "↑", .on = { INPUT_UP, 'k', INPUT_WHEEL_UP }, .action = UP },
	{ .keys = "g", .on = { 'g', INPUT_HOME }, .action = FIRST, .help = N_("the first heading") },
	{ .keys = "G", .on = { 'G', INPUT_END }, .action = LAST, .help = N_("the last heading") },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK, .help = N_("go to a heading") },
	{ .keys = "t", .on = { 't', 'q', INPUT_ESCAPE }, .action = CLOSE, .label = N_("back to the text"),
	  .aim = AIM_LEAVE },
	{0},
};

static const struct contents *state(const struct screen *screen)
{
	return (const struct contents *)screen;
}

/* The last heading at or above the top of the reader's screen. */
static int being_read(const struct contents *c)
{
	int found = 0;
	for (int i = 0; i < c->count; i++)
		if (reader_row_of_line(c->reader, c->lines[i]) <= c->reader->scroll + 1)
			found = i;
	return found;
}

static void collect(struct contents *c)
{
	const struct markdown *text = c->reader->text;
	c->count = 0;
	c->lines = mem_grow(c->lines, (size_t)text->n_lines + 1, sizeof *c->lines);
	for (int i = 0; i < text->n_lines; i++)
		if (text->lines[i].heading)
			c->lines[c->count++] = i;
}

/* Another size or language lays the text out anew, with its headings elsewhere. */
static void arrange(struct screen *screen)
{
	struct contents *c = (struct contents *)screen;
	reader_arrange(&c->reader->step.screen);
	collect(c);
	c->cursor = c->cursor < c->count ? c->cursor : c->count ? c->count - 1 : 0;
	c->scroll = scroll_to(c->scroll, frame_height(screen->app) - 1, c->count, c->cursor, c->cursor + 1);
}

static const struct screen_class class;

struct screen *contents_new(struct reader *r)
{
	struct contents *c = mem_new(1, sizeof *c);
	c->screen = (struct screen){ &class, r->step.screen.app };
	c->reader = r;
	collect(c);
	c->cursor = being_read(c);
	return &c->screen;
}

static void close_contents(struct screen *screen)
{
	free(((struct contents *)screen)->lines);
	free(screen);
}

static enum reaction go(struct contents *c, int heading)
{
	if (heading < 0 || heading >= c->count)
		return REACT_NONE;
	reader_go_to_line(c->reader, c->lines[heading]);
	return REACT_LEAVE;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct contents *c = (struct contents *)screen;
	switch (action) {
	case CLOSE: return REACT_LEAVE;
	case GO:    return go(c, c->cursor);
	case CLICK: return go(c, input->y - 3 + c->scroll);
	case DOWN:  c->cursor += c->cursor + 1 < c->count; break;
	case UP:    c->cursor -= c->cursor > 0; break;
	case FIRST: c->cursor = 0; break;
	case LAST:  c->cursor = c->count ? c->count - 1 : 0; break;
	}
	return REACT_PAINT;
}

/* ---- Paint ---- */

/* A heading may take several lines. */
static void add_heading(const struct markdown *text, int line, struct str *out)
{
	do {
		const struct markdown_line *at = &text->lines[line];
		for (int k = 0; k < at->n_runs; k++)
			str_addf(out, "%s%s", k == 0 && out->len ? " " : "", at->runs[k].text);
		line++;
	} while (line < text->n_lines && text->lines[line].n_runs && !text->lines[line].heading &&
	         text->lines[line].runs[0].role == ROLE_TITLE);
}

static void paint_heading(const struct contents *c, int i, int y, struct canvas *list)
{
	const struct reader *r = c->reader;
	struct str words = STR_INIT;
	int line = c->lines[i], level = r->text->lines[line].heading;
	int percent = r->text->n_lines > 1 ? line * 100 / (r->text->n_lines - 1) : 0;
	int indent = 2 + 2 * (level - 1);
	add_heading(r->text, line, &words);
	if (i == being_read(c))
		canvas_text(list, 0, y, ROLE_KEY, "●");
	enum role role = level == 1 ? ROLE_TITLE : ROLE_TEXT;
	canvas_text_cut(list, indent, y, list->width - indent - 7, role, words.data);
	canvas_textf(list, list->width - 5, y, ROLE_DIM, "%3d %%", percent);
	if (i == c->cursor)
		canvas_role(list, indent, y, list->width - indent, 1, ROLE_CURSOR);
	str_done(&words);
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct contents *c = state(screen);
	struct canvas body = play_frame(screen, c->reader->step.play, canvas, _("contents"), -1);
	int width = body.width - 4 < WIDTH ? body.width - 4 : WIDTH;
	struct canvas list = canvas_part(&body, (body.width - width) / 2, 1, width, body.height - 1);
	if (c->count == 0)
		canvas_text(&list, 2, 0, ROLE_DIM, _("this text has no headings"));
	for (int i = c->scroll; i < c->count; i++)
		paint_heading(c, i, i - c->scroll, &list);
	scroll_marks(&body, c->scroll, c->count + 1);
}

static const struct screen_class class = {
	.title = N_("Contents"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.paint = paint,
	.close = close_contents,
};
