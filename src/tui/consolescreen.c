/* The console over a lab: what was said above, the line being typed below it. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lab/complete.h"
#include "text/utf8.h"
#include "tui/invite.h"
#include "tui/lineedit.h"
#include "tui/scroll.h"
#include "tui/talk.h"

enum { UP = 1, DOWN, CLOSE, RUN, COMPLETE, EARLIER };

enum { MATCH_ROWS = 3, TO_THE_END = 1 << 28 };

struct console_screen {
	struct screen screen;
	struct labpane *pane;            /* borrowed from the screen below */
	struct talk *talk;
	struct lineedit edit;
	char *history;
	int scroll;
};

static struct console_screen *state(const struct screen *screen)
{
	return (struct console_screen *)screen;
}

/* ---- The line ---- */

static char **complete_line(void *context, const char *line, size_t cursor)
{
	const struct console_screen *c = context;
	struct completion words;
	complete(talk_program(c->talk), line, cursor, talk_words, &words);
	words.words = mem_grow(words.words, (size_t)words.count + 1, sizeof *words.words);
	words.words[words.count] = NULL;
	return words.words;
}

/* The key as terminals send it; "" for those that mean nothing in a line. */
static void bytes_of(uint32_t key, char out[8])
{
	static const struct {
		uint32_t key;
		const char *bytes;
	} named[] = {
		{ INPUT_UP, "\033[A" }, { INPUT_DOWN, "\033[B" }, { INPUT_RIGHT, "\033[C" },
		{ INPUT_LEFT, "\033[D" }, { INPUT_HOME, "\001" }, { INPUT_END, "\005" },
		{ INPUT_BACKSPACE, "\177" }, { INPUT_ENTER, "\r" },
	};
	out[0] = '\0';
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (named[i].key == key) {
			strcpy(out, named[i].bytes);
			return;
		}
	if (key == INPUT_DELETE && *lineedit_view().line)
		strcpy(out, "\004");         /* in an empty line it would leave */
	else if (key > 0 && key < 0x110000 && key != INPUT_ESCAPE)
		out[utf8_encode(key, out)] = '\0';
}

static bool types(const struct screen *screen, const struct input *input)
{
	char bytes[8];
	(void)screen;
	bytes_of(input->key, bytes);
	return *bytes && input->key != INPUT_ENTER && input->key != INPUT_TAB &&
	       input->key != INPUT_UP && input->key != INPUT_DOWN;   /* they have bindings */
}

/* ---- Where things are ---- */

/* How many rows the matches of a completion take. */
static int match_rows(const struct screen *screen)
{
	struct lineedit_view view = lineedit_view();
	int width = 2, rows = view.n_matches > 0;
	for (int i = 1; i <= view.n_matches; i++) {
		int w = utf8_width(view.matches[i]) + 2;
		if (width + w > screen->app->width && rows < MATCH_ROWS) {
			rows++;
			width = 2;
		}
		width += w;
	}
	return rows;
}

static int talk_height(const struct screen *screen)
{
	return frame_height(screen->app) - 3 - match_rows(screen);
}

static void arrange(struct screen *screen)
{
	struct console_screen *c = state(screen);
	c->scroll = scroll_to(c->scroll, talk_height(screen), talk_rows(c->talk), c->scroll, 0);
}

/* ---- Keys ---- */

static const struct binding bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = RUN, .label = N_("run"),
	  .help = N_("run the line: a definition, an expression, show …, why …, help …"),
	  .aim = AIM_WRITE },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = COMPLETE, .label = N_("complete"),
	  .help = N_("complete a name; again lists them"), .aim = AIM_WRITE },
	{ .keys = "↑↓", .on = { INPUT_UP, INPUT_DOWN }, .action = EARLIER, .label = N_("earlier lines"),
	  .help = N_("earlier lines; Ctrl-R searches them; other keys are readline's"), .aim = AIM_WRITE },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP, INPUT_WHEEL_UP }, .action = UP, .label = N_("back"),
	  .help = N_("what was said before") },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN, INPUT_WHEEL_DOWN }, .action = DOWN },
	{ .keys = "Esc", .on = { INPUT_ESCAPE }, .action = CLOSE, .label = N_("close"),
	  .help = N_("back to the lab, which is as it was"), .aim = AIM_LEAVE },
	{0},
};

static enum reaction type(struct screen *screen, uint32_t key)
{
	struct console_screen *c = state(screen);
	char bytes[8], *line;
	bytes_of(key, bytes);
	switch (lineedit_type(bytes, &line)) {
	case LINEEDIT_LINE:
		lineedit_remember(line);
		talk_obey(c->talk, line, screen->app->width - 3, talk_height(screen) - 2);
		free(line);
		c->scroll = TO_THE_END;
		return REACT_PAINT;
	case LINEEDIT_EOF:
		return REACT_LEAVE;
	default:
		return REACT_PAINT;
	}
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	int page = talk_height(screen) / 2;
	switch (action) {
	case RUN: case COMPLETE: case EARLIER: case ACTION_TYPE: return type(screen, input->key);
	case UP: state(screen)->scroll -= page; break;
	case DOWN: state(screen)->scroll += page; break;
	case CLOSE: return REACT_LEAVE;
	}
	return REACT_PAINT;
}

/* ---- Paint ---- */

/* The line from the column on that keeps the cursor in sight. */
static void paint_line(int y, struct canvas *canvas)
{
	struct lineedit_view view = lineedit_view();
	int x = canvas_text(canvas, 1, y, ROLE_KEY, *view.prompt ? view.prompt : ">") + 2;
	char *before = mem_copy_n(view.line, view.cursor);
	int room = canvas->width - x - 2, cursor = utf8_width(before);
	struct canvas line = canvas_part(canvas, x, y, room + 1, 1);
	int shift = cursor > room ? room - cursor : 0;
	canvas_text(&line, shift, 0, ROLE_TEXT, view.line);
	canvas_role(&line, cursor + shift, 0, 1, 1, ROLE_CURSOR);
	free(before);
}

static void paint_matches(int y, int rows, struct canvas *canvas)
{
	struct lineedit_view view = lineedit_view();
	int x = 2, last = y + rows - 1;
	for (int i = 1; i <= view.n_matches; i++) {
		int w = utf8_width(view.matches[i]);
		if (x + w + 2 > canvas->width && x > 2) {
			if (y == last) {
				canvas_text(canvas, canvas->width - 2, y, ROLE_DIM, "…");
				return;
			}
			y++;
			x = 2;
		}
		canvas_text(canvas, x, y, ROLE_CODE, view.matches[i]);
		x += w + 2;
	}
}

/* "A (8, 10, 197)   Q (8, 10, 32)", as many in a row as there is room for. Returns the row below them. */
static int paint_names(const struct labpane *pane, const struct invite *invite, int y, struct canvas *canvas)
{
	enum { LEFT = 3, GAP = 3 };
	int x = LEFT;
	for (int i = 0; i < invite->n_names; i++) {
		const struct lab_line *line = &pane->state->lines[invite->name[i]];
		int width = utf8_width(line->name) + 1 + utf8_width(line->shape);
		if (x > LEFT && x + width >= canvas->width) {
			x = LEFT;
			y++;
		}
		x += canvas_text(canvas, x, y, ROLE_STRONG, line->name) + 1;
		x += canvas_text(canvas, x, y, ROLE_NUMBER, line->shape) + GAP;
	}
	return y + 1;
}

/* What could be typed, and behind it what it does. */
static void paint_examples(const struct invite *invite, int y, struct canvas *canvas)
{
	enum { LEFT = 3, GAP = 3 };
	int column = 0;
	for (int i = 0; i < invite->n_lines; i++) {
		int end = LEFT + utf8_width(invite->line[i].data) + GAP;
		column = end > column ? end : column;
	}
	for (int i = 0; i < invite->n_lines; i++) {
		canvas_text(canvas, LEFT, y + i, ROLE_CODE, invite->line[i].data);
		canvas_text_cut(canvas, column, y + i, canvas->width - column - 1, ROLE_DIM, invite->does[i]);
	}
}

static void paint_welcome(const struct labpane *pane, struct canvas *canvas)
{
	const struct wrapped place = { .width = canvas->width - 1, .rows = 4, .role = ROLE_DIM };
	int y = 1 + wrapped_paint(&place,
	              _("The lab's program, to play with: what is defined here is gone when the console "
	                "closes, and the lab stays as it is. help says what can be typed."),
	              canvas);
	if (!pane->state)
		return;
	struct invite invite = invite_new(pane);
	if (invite.n_names > 0) {
		canvas_text(canvas, 0, y, ROLE_TEXT, _("Some of what is there:"));
		y = paint_names(pane, &invite, y + 1, canvas) + 1;
	}
	canvas_text(canvas, 0, y, ROLE_TEXT, _("For example:"));
	paint_examples(&invite, y + 1, canvas);
	invite_done(&invite);
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct console_screen *c = state(screen);
	const struct frame_words words = { .left = _("console"), .right = lab_name(c->pane->lab) };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	int rows = talk_height(screen), matches = match_rows(screen);
	struct canvas said = canvas_part(&body, 1, 0, body.width - 1, rows);
	if (talk_rows(c->talk) == 0)
		paint_welcome(c->pane, &said);
	talk_paint(c->talk, c->scroll, &said);
	scroll_marks(&said, c->scroll, talk_rows(c->talk));
	canvas_hline(&body, 0, rows, body.width);
	paint_matches(rows + 1, matches, &body);
	paint_line(rows + 1 + matches, &body);
}

/* ---- The whole ---- */

static void close_console(struct screen *screen)
{
	struct console_screen *c = state(screen);
	lineedit_end();
	talk_free(c->talk);
	free(c->history);
	free(c);
}

static const struct screen_class class = {
	.title = N_("Console"),
	.bindings = bindings,
	.types = types,
	.key = key,
	.arrange = arrange,
	.paint = paint,
	.close = close_console,
};

struct screen *console_screen_new(struct app *app, struct labpane *pane, struct err *err)
{
	struct talk *talk = talk_new(pane, err);
	if (!talk)
		return NULL;
	struct console_screen *c = mem_new(1, sizeof *c);
	c->screen = (struct screen){ &class, app };
	c->pane = pane;
	c->talk = talk;
	c->history = lineedit_history_file();
	c->edit = (struct lineedit){ .history = c->history, .complete = complete_line, .context = c };
	lineedit_begin(&c->edit);
	return &c->screen;
}
