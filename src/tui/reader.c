/*
 * The lesson reader. The document is a list of rows: lines of Markdown, the
 * rows of live labs between them, and marks where check questions are asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/i18n.h"
#include "text/markdown.h"
#include "tui/labpane.h"
#include "tui/play.h"

enum {
	DOWN = 1, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST, ASK, END, TAB, TAB_BACK, TO_TEXT, BACK, CLICK, LEAVE,
};

enum { TEXT_MAX = 80, LAB_MAX = 112, LAB_ROWS_MAX = 34, MARK_SCALE = 10000 };

enum row_kind { ROW_LINE, ROW_LAB, ROW_CHECK, ROW_END, ROW_BLANK };

struct row {
	enum row_kind kind;
	int index;                       /* the Markdown line, the lab, the check mark */
	int within;                      /* the row within the lab */
};

struct inline_lab {
	int fence;
	struct labpane *pane;            /* NULL: it does not parse */
	char *failure;
	int top, rows;
};

struct reader {
	struct step step;
	char *source;                    /* the lesson in `language` */
	enum language language;
	struct markdown *text;
	int width;                       /* the text's; lab_width for labs */
	int x, lab_x, lab_width;
	struct inline_lab *labs;
	int n_labs;
	struct row *rows;
	int n_rows;
	int scroll;
	int focus;                       /* the lab with the focus, or -1 */
};

static const struct reader *state(const struct screen *screen)
{
	return (const struct reader *)screen;
}

static struct session *session_of(const struct reader *r)
{
	return r->step.play->session;
}

static int height(const struct reader *r)
{
	return frame_height(r->step.screen.app);
}

/* ---- Labs ---- */

static bool is_lab(const struct markdown_fence *fence)
{
	return str_starts(fence->info, "lab");
}

static bool is_check(const struct markdown_fence *fence)
{
	return strcmp(fence->info, "check") == 0;
}

/* "lab NAME" is a shipped one; with lines of its own it starts from that. */
static struct lab *lab_of(struct app *app, const struct markdown_fence *fence, struct err *err)
{
	const char *name = fence->info + 3, *code = fence->text;
	name += strspn(name, " ");
	if (code[strspn(code, " \n")] == '\0') {
		const struct lab *lab = lab_library_find(app->library, name, err);
		return lab ? lab_ref(lab) : NULL;
	}
	struct program_loader loader = lab_library_loader(app->library);
	struct str source = STR_INIT;
	if (*name)
		str_addf(&source, "use \"%s\"\n", name);
	str_add(&source, code);
	struct lab *lab = lab_parse(*name ? name : "lesson", source.data, &loader, err);
	str_done(&source);
	return lab;
}

static void close_labs(struct reader *r)
{
	for (int i = 0; i < r->n_labs; i++) {
		labpane_free(r->labs[i].pane);
		free(r->labs[i].failure);
	}
	free(r->labs);
	r->labs = NULL;
	r->n_labs = 0;
	r->focus = -1;
}

static void open_labs(struct reader *r)
{
	close_labs(r);
	r->labs = mem_new((size_t)r->text->n_fences + 1, sizeof *r->labs);
	for (int f = 0; f < r->text->n_fences; f++) {
		if (!is_lab(&r->text->fences[f]))
			continue;
		struct err err = {0};
		struct inline_lab *lab = &r->labs[r->n_labs++];
		lab->fence = f;
		struct lab *found = lab_of(r->step.screen.app, &r->text->fences[f], &err);
		if (found)
			lab->pane = labpane_new(r->step.screen.app, found, NULL);
		else
			lab->failure = mem_copy(err.text);
		if (!lab->pane)
			continue;
		lab->pane->look.language = r->language;
		lab->pane->tells = true;
	}
}

static bool is_seen(const struct reader *r, const struct inline_lab *lab)
{
	return lab->top < r->scroll + height(r) && lab->top + lab->rows > r->scroll;
}

/* ---- Rows ---- */

static void add_row(struct reader *r, enum row_kind kind, int index, int within)
{
	if (r->n_rows % 256 == 0)
		r->rows = mem_grow(r->rows, (size_t)r->n_rows + 256, sizeof *r->rows);
	r->rows[r->n_rows++] = (struct row){ kind, index, within };
}

static bool is_blank(const struct canvas *canvas, int y)
{
	for (int x = 0; x < canvas->width; x++)
		if (canvas_at(canvas, x, y)->c[0] != ' ')
			return false;
	return true;
}

/* Figures may take fewer rows than they asked for: the blank ones at the end go. */
static int rows_used(const struct labpane *pane, int width, int rows)
{
	struct canvas canvas = canvas_new(width, rows);
	labpane_paint(pane, &canvas);
	int used = rows;
	while (used > 1 && is_blank(&canvas, used - 1))
		used--;
	canvas_free(&canvas);
	return used;
}

static void add_lab(struct reader *r, int i)
{
	struct inline_lab *lab = &r->labs[i];
	int most = height(r) < LAB_ROWS_MAX ? height(r) : LAB_ROWS_MAX;
	int rows = lab->pane ? labpane_height(lab->pane, r->lab_width - 2) : 1;
	lab->rows = rows < most ? rows : most;
	if (lab->pane)
		lab->rows = rows_used(lab->pane, r->lab_width - 2, lab->rows);
	lab->top = r->n_rows;
	for (int row = 0; row < lab->rows; row++)
		add_row(r, ROW_LAB, i, row);
}

static int checks(const struct reader *r)
{
	const struct quiz *quiz = r->step.play->quiz;
	int n = 0;
	for (int i = 0; i < quiz->n_questions; i++)
		n += quiz->questions[i].stage == QUIZ_CHECK;
	return n;
}

static int checks_done(const struct reader *r)
{
	return checks(r) - session_checks_left(session_of(r));
}

static void make_rows(struct reader *r)
{
	int lab = 0, check = 0;
	r->n_rows = 0;
	add_row(r, ROW_BLANK, 0, 0);
	for (int i = 0; i < r->text->n_lines; i++) {
		int f = r->text->lines[i].fence;
		if (f < 0)
			add_row(r, ROW_LINE, i, 0);
		else if (lab < r->n_labs && r->labs[lab].fence == f)
			add_lab(r, lab++);
		else if (is_check(&r->text->fences[f]) && check < checks(r))
			add_row(r, ROW_CHECK, check++, 0);
	}
	add_row(r, ROW_BLANK, 0, 0);
	add_row(r, ROW_END, 0, 0);
	add_row(r, ROW_BLANK, 0, 0);
}

/* ---- Arranging ---- */

static void lay_out(struct reader *r)
{
	int width = r->step.screen.app->width;
	int text = width - 6 < TEXT_MAX ? width - 6 : TEXT_MAX;
	r->lab_width = width - 4 < LAB_MAX ? width - 4 : LAB_MAX;
	r->lab_x = (width - r->lab_width) / 2;
	r->x = (width - text) / 2;
	if (r->text && text == r->width)
		return;
	if (r->text)
		markdown_free(r->text);
	r->width = text;
	r->text = markdown_layout(r->source, text);
}

/* Another language is another text, with labs of its own. */
static void read_text(struct reader *r)
{
	struct app *app = r->step.screen.app;
	struct err err = {0};
	if (r->source && r->language == app->language)
		return;
	free(r->source);
	r->language = app->language;
	r->source = play_lesson(r->step.play, r->language, &err);
	if (!r->source)
		r->source = mem_copy(err.text);
	r->width = 0;
}

/* The place as a share of the lines: it holds for any width and language. */
static int mark_of(const struct reader *r)
{
	for (int i = r->scroll; i < r->n_rows; i++)
		if (r->rows[i].kind == ROW_LINE)
			return (int)((int64_t)r->rows[i].index * MARK_SCALE / r->text->n_lines) + 1;
	return r->n_rows > 0 ? MARK_SCALE : 0;
}

static void scroll_to_mark(struct reader *r, int mark)
{
	int line = (int)(((int64_t)mark * r->text->n_lines - 1) / MARK_SCALE);
	r->scroll = 0;
	for (int i = 0; mark > 1 && i < r->n_rows; i++)
		if (r->rows[i].kind == ROW_LINE && r->rows[i].index <= line)
			r->scroll = i;
}

static void limit_scroll(struct reader *r)
{
	r->scroll = scroll_to(r->scroll, height(r), r->n_rows, r->scroll, 0);
}

/* Labs begin to run when they come into view. */
static void start_labs(struct reader *r)
{
	for (int i = 0; i < r->n_labs; i++)
		if (r->labs[i].pane && is_seen(r, &r->labs[i]))
			labpane_start(r->labs[i].pane);
}

static void arrange(struct screen *screen)
{
	struct reader *r = (struct reader *)screen;
	bool fresh = !r->text;
	int mark = fresh ? session_mark(session_of(r)) : mark_of(r);
	enum language before = r->language;
	read_text(r);
	int width = r->width;
	lay_out(r);
	if (fresh || before != r->language)
		open_labs(r);
	make_rows(r);
	if (width != r->width)
		scroll_to_mark(r, mark);
	limit_scroll(r);
	start_labs(r);
	session_set_mark(session_of(r), mark_of(r));
}

static const struct screen_class class;

struct screen *reader_new(struct app *app, struct play *play)
{
	struct reader *r = mem_new(1, sizeof *r);
	r->step = (struct step){ .screen = { &class, app }, .play = play_ref(play) };
	r->focus = -1;
	return &r->step.screen;
}

static void close_reader(struct screen *screen)
{
	struct reader *r = (struct reader *)screen;
	close_labs(r);
	if (r->text)
		markdown_free(r->text);
	free(r->source);
	free(r->rows);
	play_unref(r->step.play);
	free(r);
}

/* ---- Keys ---- */

static struct labpane *focused(const struct reader *r)
{
	return r->focus < 0 ? NULL : r->labs[r->focus].pane;
}

static bool in_text(const struct screen *screen)
{
	return !focused(state(screen));
}

static bool in_lab(const struct screen *screen)
{
	return focused(state(screen)) != NULL;
}

/* The row of the check question that comes next, if it is on the screen. */
static int check_row(const struct reader *r)
{
	for (int i = r->scroll; i < r->scroll + height(r) && i < r->n_rows; i++)
		if (r->rows[i].kind == ROW_CHECK && r->rows[i].index == checks_done(r))
			return i;
	return -1;
}

static bool can_ask(const struct screen *screen)
{
	return in_text(screen) && check_row(state(screen)) >= 0;
}

static bool at_end(const struct screen *screen)
{
	const struct reader *r = state(screen);
	return in_text(screen) && check_row(r) < 0 && r->scroll + height(r) >= r->n_rows;
}

static bool sees_lab(const struct screen *screen)
{
	const struct reader *r = state(screen);
	for (int i = 0; i < r->n_labs; i++)
		if (r->labs[i].pane && is_seen(r, &r->labs[i]))
			return true;
	return false;
}

static bool beside_lab(const struct screen *screen)
{
	return in_text(screen) && sees_lab(screen);
}

static bool before_figure(const struct screen *screen)
{
	const struct labpane *pane = focused(state(screen));
	return pane && pane->focus == LABPANE_KNOBS && pane->state && pane->state->n_figures > 0;
}

static bool has_earlier(const struct screen *screen)
{
	int count;
	const struct session_item *items = session_items(session_of(state(screen)), &count);
	return in_text(screen) && count > 0 && items[0].state != ANSWER_OPEN;
}

static const struct binding bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = ASK, .label = N_("check question"),
	  .help = N_("answer the check question on the screen"), .when = can_ask },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = END, .label = N_("go on"),
	  .help = N_("on to the questions"), .when = at_end },
	{ .keys = "Enter", .on = { INPUT_ENTER, INPUT_ESCAPE }, .action = TO_TEXT,
	  .label = N_("text"), .help = N_("back to the text"), .when = in_lab, .with_lab = true },
	{ .keys = "Space", .on = { INPUT_SPACE, INPUT_PAGE_DOWN }, .action = PAGE_DOWN,
	  .label = N_("page"), .help = N_("a page down (also PgDn)"), .when = in_text },
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j', INPUT_WHEEL_DOWN }, .action = DOWN,
	  .label = N_("scroll"), .help = N_("a line down or up"), .when = in_text },
	{ .keys = "↑", .on = { INPUT_UP, 'k', INPUT_WHEEL_UP }, .action = UP, .when = in_text },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("lab"),
	  .help = N_("to the lab on the screen: its knobs, its figure, and back"),
	  .when = beside_lab },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("figure"),
	  .when = before_figure, .with_lab = true },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .when = in_lab },
	{ .keys = "Shift-Tab", .on = { INPUT_BACK_TAB }, .action = TAB_BACK, .when = sees_lab },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP, 'p' }, .action = PAGE_UP,
	  .help = N_("a page up"), .when = in_text },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = FIRST, .help = N_("the beginning"),
	  .when = in_text },
	{ .keys = "End", .on = { INPUT_END }, .action = LAST, .help = N_("the end"),
	  .when = in_text },
	{ .keys = "b", .on = { 'b' }, .action = BACK,
	  .help = N_("look at the earlier questions"), .when = has_earlier },
	{ .keys = "n", .on = { 'n' }, .action = END, .label = N_("questions"),
	  .help = N_("leave the text: on to the questions"), .when = in_text },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("turn a knob, answer the check question") },
	{ .keys = "q", .on = { 'q' }, .action = LEAVE, .label = N_("leave"),
	  .help = N_("leave; the place is kept"), .with_lab = true },
	{0},
};

static void focus_on(struct reader *r, int lab, int direction)
{
	if (focused(r))
		focused(r)->focus = LABPANE_ASIDE;
	r->focus = lab;
	if (lab < 0)
		return;
	labpane_tab(r->labs[lab].pane, direction);
	const struct inline_lab *l = &r->labs[lab];
	r->scroll = scroll_to(r->scroll, height(r), r->n_rows, l->top, l->top + l->rows);
}

/* Through the stops of the focused lab, then to the next lab on the screen, then back to the text. */
static enum reaction tab(struct reader *r, int direction)
{
	if (focused(r) && labpane_tab(focused(r), direction))
		return REACT_PAINT;
	int from = r->focus < 0 ? (direction > 0 ? -1 : r->n_labs) : r->focus;
	for (int i = from + direction; i >= 0 && i < r->n_labs; i += direction)
		if (r->labs[i].pane && is_seen(r, &r->labs[i])) {
			focus_on(r, i, direction);
			return REACT_PAINT;
		}
	focus_on(r, -1, direction);
	return REACT_PAINT;
}

static enum reaction move(struct reader *r, bool (*how)(struct session *, struct err *))
{
	struct err err = {0};
	session_set_mark(session_of(r), mark_of(r));
	return how(session_of(r), &err) ? REACT_STEP : app_fail(r->step.screen.app, &err);
}

static enum reaction click(struct reader *r, int x, int y)
{
	int row = r->scroll + y - 2;
	if (y < 2 || y - 2 >= height(r) || row >= r->n_rows)
		return REACT_NONE;
	const struct row *at = &r->rows[row];
	if (at->kind == ROW_CHECK && at->index == checks_done(r))
		return move(r, session_ask_check);
	if (at->kind == ROW_END)
		return move(r, session_end_lesson);
	if (at->kind != ROW_LAB || !r->labs[at->index].pane)
		return REACT_NONE;
	struct inline_lab *lab = &r->labs[at->index];
	if (r->focus != at->index)
		focus_on(r, at->index, 1);
	labpane_click(lab->pane, r->lab_width - 2, lab->rows, x - r->lab_x - 2, at->within);
	return REACT_PAINT;
}

static enum reaction scroll_by(struct reader *r, int rows)
{
	r->scroll += rows;
	limit_scroll(r);
	return REACT_PAINT;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct reader *r = (struct reader *)screen;
	int page = height(r) - 2;
	switch (action) {
	case ASK: return move(r, session_ask_check);
	case END: return move(r, session_end_lesson);
	case BACK: return move(r, session_back);
	case DOWN: return scroll_by(r, input->key == INPUT_WHEEL_DOWN ? 3 : 1);
	case UP: return scroll_by(r, input->key == INPUT_WHEEL_UP ? -3 : -1);
	case PAGE_DOWN: return scroll_by(r, page);
	case PAGE_UP: return scroll_by(r, -page);
	case FIRST: return scroll_by(r, -r->n_rows);
	case LAST: return scroll_by(r, r->n_rows);
	case TAB: return tab(r, 1);
	case TAB_BACK: return tab(r, -1);
	case TO_TEXT: focus_on(r, -1, 1); break;
	case CLICK: return click(r, input->x, input->y);
	case LEAVE: return REACT_LEAVE;
	}
	return REACT_PAINT;
}

/* ---- Time ---- */

static bool poll_reader(struct screen *screen)
{
	struct reader *r = (struct reader *)screen;
	int64_t now = screen->app->now_ms;
	bool changed = play_ticked(r->step.play, now, &r->step.shown);
	for (int i = 0; i < r->n_labs; i++)
		if (r->labs[i].pane)
			changed |= labpane_poll(r->labs[i].pane, now);
	return changed;
}

static int fds(const struct screen *screen, int *out, int max)
{
	const struct reader *r = state(screen);
	int n = 0;
	for (int i = 0; i < r->n_labs && n < max; i++)
		if (r->labs[i].pane && r->labs[i].pane->live)
			out[n++] = live_fd(r->labs[i].pane->live);
	return n;
}

static int timeout(const struct screen *screen)
{
	const struct reader *r = state(screen);
	int least = play_timeout(r->step.play, screen->app->now_ms);
	for (int i = 0; i < r->n_labs; i++) {
		int t = r->labs[i].pane ? labpane_timeout(r->labs[i].pane, screen->app->now_ms) : -1;
		if (t >= 0 && t < least)
			least = t;
	}
	return least;
}

static void settle(struct screen *screen)
{
	const struct reader *r = state(screen);
	for (int i = 0; i < r->n_labs; i++)
		if (r->labs[i].pane && r->labs[i].pane->live)
			live_wait(r->labs[i].pane->live);
}

static struct labpane *lab(const struct screen *screen)
{
	return focused(state(screen));
}

/* ---- Paint ---- */

static void paint_check(const struct reader *r, int i, int y, struct canvas *canvas)
{
	char text[160];
	int done = checks_done(r);
	snprintf(text, sizeof text, _("check question %d of %d"), i + 1, checks(r));
	if (i != done) {
		int x = r->x + canvas_text(canvas, r->x, y, i < done ? ROLE_GOOD : ROLE_DIM, i < done ? "✓ " : "· ");
		canvas_text(canvas, x, y, ROLE_DIM, text);
		return;
	}
	int x = r->x + canvas_text(canvas, r->x, y, ROLE_CURSOR, " ▸ ");
	x += canvas_text(canvas, x, y, ROLE_CURSOR, text);
	x += canvas_text(canvas, x, y, ROLE_CURSOR, "   Enter ");
}

static void paint_end(const struct reader *r, int y, struct canvas *canvas)
{
	int left = session_checks_left(session_of(r)), x = r->x;
	x += canvas_text(canvas, x, y, ROLE_CURSOR, " ▸ ");
	if (left > 0)
		x += canvas_textf(canvas, x, y, ROLE_CURSOR,
		                  ngettext("on to %d more check question, then the last questions",
		                           "on to %d more check questions, then the last questions",
		                           (unsigned long)left), left);
	else
		x += canvas_text(canvas, x, y, ROLE_CURSOR, _("on to the last questions"));
	canvas_text(canvas, x, y, ROLE_CURSOR, "   Enter ");
}

static void copy_row(const struct canvas *from, int row, struct canvas *to, int x, int y)
{
	for (int i = 0; i < from->width; i++) {
		struct cell *cell = canvas_at(to, x + i, y);
		if (cell)
			*cell = *canvas_at(from, i, row);
	}
}

/* The lab is painted whole, then the rows that are seen are copied. */
static void paint_lab(const struct reader *r, int i, struct canvas *canvas)
{
	const struct inline_lab *lab = &r->labs[i];
	bool focus = i == r->focus;
	struct canvas whole = canvas_new(r->lab_width, lab->rows);
	struct canvas inner = canvas_part(&whole, 2, 0, whole.width - 2, whole.height);
	if (lab->pane)
		labpane_paint(lab->pane, &inner);
	else
		canvas_text_cut(&inner, 0, 0, inner.width, ROLE_WARN, lab->failure);
	for (int row = 0; row < lab->rows; row++) {
		canvas_char(&whole, 0, row, focus ? ROLE_KEY : ROLE_BORDER, focus ? 0x2503 : 0x2502);
		copy_row(&whole, row, canvas, r->lab_x, lab->top - r->scroll + row);
	}
	canvas_free(&whole);
}

static void paint_line(const struct reader *r, int line, int y, struct canvas *body)
{
	struct canvas part = canvas_part(body, r->x, y, r->width, 1);
	markdown_paint(r->text, line, &part);
}

static void paint_rows(const struct reader *r, struct canvas *body)
{
	for (int y = 0; y < body->height && r->scroll + y < r->n_rows; y++) {
		const struct row *row = &r->rows[r->scroll + y];
		if (row->kind == ROW_LINE)
			paint_line(r, row->index, y, body);
		else if (row->kind == ROW_CHECK)
			paint_check(r, row->index, y, body);
		else if (row->kind == ROW_END)
			paint_end(r, y, body);
		else if (row->kind == ROW_LAB && (row->within == 0 || y == 0))
			paint_lab(r, row->index, body);
	}
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct reader *r = state(screen);
	int range = r->n_rows - height(r);
	char place[64];
	snprintf(place, sizeof place, _("lesson %d %%"), range > 0 ? r->scroll * 100 / range : 100);
	struct canvas body = play_frame(screen, r->step.play, canvas, place, -1);
	paint_rows(r, &body);
	scroll_marks(&body, r->scroll, r->n_rows);
}

static const struct screen_class class = {
	.title = N_("Lesson"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.poll = poll_reader,
	.fds = fds,
	.timeout = timeout,
	.settle = settle,
	.lab = lab,
	.paint = paint,
	.close = close_reader,
};
