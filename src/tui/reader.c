#include "tui/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/labkeys.h"
#include "tui/labmove.h"
#include "tui/labpaint.h"
#include "tui/scroll.h"

enum {
	DOWN = 1, UP, PAGE_DOWN, PAGE_UP, HALF_DOWN, HALF_UP, FIRST, LAST, CONTENTS,
	ASK, END, TAB, TAB_BACK, TO_TEXT, BACK, CLICK, WHEEL, LEAVE,
};

static const struct reader *state(const struct screen *screen)
{
	return (const struct reader *)screen;
}

static struct session *session_of(const struct reader *r)
{
	return r->step.play->session;
}

static const struct screen_class class;

struct screen *reader_new(struct app *app, struct play *play)
{
	struct reader *r = mem_new(1, sizeof *r);
	r->step = (struct step){ .screen = { &class, app }, .play = play_ref(play) };
	r->focus = -1;
	r->search.words = (struct str)STR_INIT;
	return &r->step.screen;
}

static void close_reader(struct screen *screen)
{
	struct reader *r = (struct reader *)screen;
	reader_close_labs(r);
	if (r->text)
		markdown_free(r->text);
	free(r->source);
	free(r->rows);
	str_done(&r->search.words);
	finds_done(&r->search.finds);
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
	return !focused(state(screen)) && !state(screen)->search.typing;
}

static bool not_typing(const struct screen *screen)
{
	return !state(screen)->search.typing;
}

static bool has_found(const struct screen *screen)
{
	return in_text(screen) && state(screen)->search.words.len > 0;
}

static bool in_lab(const struct screen *screen)
{
	return focused(state(screen)) != NULL;
}

/* The row of the check question that comes next, if it is on the screen. */
static int check_row(const struct reader *r)
{
	for (int i = r->scroll; i < r->scroll + reader_height(r) && i < r->n_rows; i++)
		if (r->rows[i].kind == ROW_CHECK && r->rows[i].index == reader_checks_done(r))
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
	return in_text(screen) && check_row(r) < 0 && r->scroll + reader_height(r) >= r->n_rows;
}

static bool sees_lab(const struct screen *screen)
{
	const struct reader *r = state(screen);
	for (int i = 0; i < r->n_labs; i++)
		if (r->labs[i].pane && reader_sees(r, &r->labs[i]))
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
	  .help = N_("answer the check question on the screen"), .when = can_ask, .aim = AIM_ANSWER },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = END, .label = N_("go on"),
	  .help = N_("on to the questions"), .when = at_end },
	{ .keys = "Enter", .on = { INPUT_ENTER, INPUT_ESCAPE }, .action = TO_TEXT,
	  .label = N_("text"), .help = N_("back to the text"), .when = in_lab, .with_lab = true },
	{ .keys = "n N", .on = { 'n' }, .action = SEARCH_NEXT, .label = N_("next match"),
	  .help = N_("the next match, the one before"), .when = has_found, .aim = AIM_FIND },
	{ .keys = "Esc", .on = { INPUT_ESCAPE }, .action = SEARCH_END,
	  .help = N_("stop marking the words found"), .when = has_found, .aim = AIM_FIND },
	{ .keys = "Space", .on = { INPUT_SPACE, INPUT_PAGE_DOWN, 'f' }, .action = PAGE_DOWN,
	  .label = N_("page"), .help = N_("a page down (also PgDn)"), .when = in_text },
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j' }, .action = DOWN,
	  .label = N_("scroll"), .help = N_("a line down or up"), .when = in_text },
	{ .keys = "↑", .on = { INPUT_UP, 'k' }, .action = UP, .when = in_text },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("lab"),
	  .help = N_("to the lab on the screen: its knobs, its figure, and back"),
	  .when = beside_lab },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("figure"),
	  .when = before_figure, .with_lab = true },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .when = in_lab },
	{ .keys = "Shift-Tab", .on = { INPUT_BACK_TAB }, .action = TAB_BACK, .when = sees_lab },
	{ .keys = "t", .on = { 't' }, .action = CONTENTS, .label = N_("contents"),
	  .help = N_("the headings: Enter goes to one"), .when = in_text },
	{ .keys = "/", .on = { '/' }, .action = SEARCH_BEGIN, .label = N_("find"),
	  .help = N_("find words in the text"), .when = in_text, .aim = AIM_FIND },
	{ .keys = "n", .on = { 'n' }, .action = SEARCH_NEXT, .when = in_text },
	{ .keys = "N", .on = { 'N' }, .action = SEARCH_BEFORE, .when = in_text },
	{ .keys = "b", .on = { 'b', INPUT_PAGE_UP, 'p' }, .action = PAGE_UP,
	  .help = N_("a page up (also PgUp)"), .when = in_text },
	{ .keys = "d", .on = { 'd' }, .action = HALF_DOWN, .help = N_("half a page down"),
	  .when = in_text },
	{ .keys = "u", .on = { 'u' }, .action = HALF_UP, .help = N_("half a page up"),
	  .when = in_text },
	{ .keys = "g", .on = { INPUT_HOME, 'g' }, .action = FIRST, .help = N_("the beginning (also Home)"),
	  .when = in_text },
	{ .keys = "G", .on = { INPUT_END, 'G' }, .action = LAST, .help = N_("the end (also End)"),
	  .when = in_text },
	{ .keys = "<", .on = { '<' }, .action = BACK,
	  .help = N_("look at the earlier questions"), .when = has_earlier },
	{ .keys = ">", .on = { '>' }, .action = END, .label = N_("questions"),
	  .help = N_("leave the text: on to the questions"), .when = in_text },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("turn a knob, point at a cell, answer the check question") },
	{ .keys = "wheel", .on = { INPUT_WHEEL_UP, INPUT_WHEEL_DOWN }, .action = WHEEL,
	  .help = N_("scroll the text, or the lab that has the focus"), .when = not_typing },
	{ .keys = "q", .on = { 'q' }, .action = LEAVE, .label = N_("leave"),
	  .help = N_("leave; the place is kept"), .when = not_typing, .with_lab = true, .aim = AIM_LEAVE },
	{0},
};

/* Of a lab that is higher than a page, the part that has the focus. */
static void show_focused(struct reader *r)
{
	const struct inline_lab *l = &r->labs[r->focus];
	bool figures = l->rows > reader_height(r) && focused(r)->focus == LABPANE_FIGURE;
	r->scroll = scroll_to(r->scroll, reader_height(r), r->n_rows,
	                      l->top + (figures ? l->figures : 0), l->top + l->rows);
	reader_stay(r);
}

static void focus_on(struct reader *r, int lab, int direction)
{
	if (focused(r))
		focused(r)->focus = LABPANE_ASIDE;
	r->focus = lab;
	if (lab < 0)
		return;
	labmove_tab(r->labs[lab].pane, direction);
	show_focused(r);
}

/* Through the stops of the focused lab, then to the next lab on the screen, then back to the text. */
static enum reaction tab(struct reader *r, int direction)
{
	if (focused(r) && labmove_tab(focused(r), direction)) {
		show_focused(r);
		return REACT_PAINT;
	}
	int from = r->focus < 0 ? (direction > 0 ? -1 : r->n_labs) : r->focus;
	for (int i = from + direction; i >= 0 && i < r->n_labs; i += direction)
		if (r->labs[i].pane && reader_sees(r, &r->labs[i])) {
			focus_on(r, i, direction);
			return REACT_PAINT;
		}
	focus_on(r, -1, direction);
	return REACT_PAINT;
}

static enum reaction move(struct reader *r, bool (*how)(struct session *, struct err *))
{
	struct err err = {0};
	return how(session_of(r), &err) ? REACT_STEP : app_fail(r->step.screen.app, &err);
}

/* The text's row at the mouse, or NULL. */
static const struct row *row_at(const struct reader *r, int y)
{
	int row = r->scroll + y - 2;
	bool there = y >= 2 && y - 2 < reader_height(r) && row < r->n_rows;
	return there && !labmove_is_zoomed(focused(r)) ? &r->rows[row] : NULL;
}

static enum reaction zoomed_mouse(struct reader *r, const struct input *input)
{
	const struct input at = { input->key, input->x, input->y - 2 };
	labkeys_mouse(focused(r), r->step.screen.app->width, reader_height(r), &at);
	return REACT_PAINT;
}

static enum reaction lab_mouse(struct reader *r, const struct row *row, const struct input *input)
{
	const struct inline_lab *lab = &r->labs[row->index];
	const struct input at = { input->key, input->x - r->lab_x - 2, row->within };
	labkeys_mouse(lab->pane, r->lab_width - 2, lab->height, &at);
	return REACT_PAINT;
}

static enum reaction click(struct reader *r, const struct input *input)
{
	if (labmove_is_zoomed(focused(r)))
		return zoomed_mouse(r, input);
	const struct row *at = row_at(r, input->y);
	if (!at)
		return REACT_NONE;
	if (at->kind == ROW_CHECK && at->index == reader_checks_done(r))
		return move(r, session_ask_check);
	if (at->kind == ROW_END)
		return move(r, session_end_lesson);
	if (at->kind == ROW_BEFORE)
		return move(r, session_back);
	if (at->kind != ROW_LAB || !r->labs[at->index].pane)
		return REACT_NONE;
	if (r->focus != at->index)
		focus_on(r, at->index, 1);
	return lab_mouse(r, at, input);
}

static enum reaction scroll_by(struct reader *r, int rows)
{
	r->scroll += rows;
	reader_limit_scroll(r);
	reader_stay(r);
	return REACT_PAINT;
}

/* It is the end that stays, however much the labs above it grow. */
static enum reaction go_to_end(struct reader *r)
{
	scroll_by(r, r->n_rows);
	r->line = r->rows[r->n_rows - 1].line;
	r->within = r->rows[r->n_rows - 1].within;
	r->below = 0;
	return REACT_PAINT;
}

/* A text that is scrolled does not get stuck in the labs that come along. */
static enum reaction wheel(struct reader *r, const struct input *input)
{
	if (labmove_is_zoomed(focused(r)))
		return zoomed_mouse(r, input);
	const struct row *at = row_at(r, input->y);
	if (at && at->kind == ROW_LAB && focused(r) && at->index == r->focus)
		return lab_mouse(r, at, input);
	return scroll_by(r, input->key == INPUT_WHEEL_UP ? -3 : 3);
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct reader *r = (struct reader *)screen;
	int page = reader_height(r) - 2;
	if (action == ACTION_TYPE || action >= SEARCH_BEGIN) {
		reader_search(r, action == ACTION_TYPE ? SEARCH_TYPE : action, input);
		return REACT_PAINT;
	}
	switch (action) {
	case ASK: return move(r, session_ask_check);
	case END: return move(r, session_end_lesson);
	case BACK: return move(r, session_back);
	case DOWN: return scroll_by(r, 1);
	case UP: return scroll_by(r, -1);
	case PAGE_DOWN: return scroll_by(r, reader_next_page(r) - r->scroll);
	case PAGE_UP: return scroll_by(r, -page);
	case HALF_DOWN: return scroll_by(r, page / 2);
	case HALF_UP: return scroll_by(r, -page / 2);
	case CONTENTS: app_push(screen->app, contents_new(r)); return REACT_NONE;
	case FIRST: return scroll_by(r, -r->n_rows);
	case LAST: return go_to_end(r);
	case TAB: return tab(r, 1);
	case TAB_BACK: return tab(r, -1);
	case TO_TEXT: focus_on(r, -1, 1); break;
	case CLICK: return click(r, input);
	case WHEEL: return wheel(r, input);
	case LEAVE: return REACT_LEAVE;
	}
	return REACT_PAINT;
}

static bool types(const struct screen *screen, const struct input *input)
{
	return reader_search_types(state(screen), input);
}

static const struct binding *more(const struct screen *screen)
{
	(void)screen;
	return reader_search_bindings;
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
		int t = r->labs[i].pane ? labpane_timeout(r->labs[i].pane, screen->app->now_ms)
		                        : -1;
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

/* One place is where Enter leads; the others say so without it: "· ". */
static void paint_way(const struct reader *r, int y, const char *text, bool here, struct canvas *canvas)
{
	int x = r->x + canvas_text(canvas, r->x, y, here ? ROLE_CURSOR : ROLE_DIM, here ? " ▸ " : "· ");
	x += canvas_text(canvas, x, y, here ? ROLE_CURSOR : ROLE_DIM, text);
	if (here)
		canvas_text(canvas, x, y, ROLE_CURSOR, "   Enter ");
}

static void paint_check(const struct reader *r, int i, int y, struct canvas *canvas)
{
	char text[160];
	int done = reader_checks_done(r);
	snprintf(text, sizeof text, _("check question %d of %d"), i + 1, reader_asks(r, QUIZ_CHECK));
	paint_way(r, y, text, i == done, canvas);
	if (i < done)
		canvas_text(canvas, r->x, y, ROLE_GOOD, "✓");
}

/* Nothing was told in the questions before the lesson: here it is. */
static void paint_before(const struct reader *r, int y, struct canvas *canvas)
{
	int x = r->x + canvas_text(canvas, r->x, y, ROLE_KEY, "<") + 1;
	canvas_text(canvas, x, y, ROLE_DIM, _("what was right in the questions before"));
}

static void paint_end(const struct reader *r, int y, struct canvas *canvas)
{
	int left = session_checks_left(session_of(r)), last = reader_asks(r, QUIZ_POST);
	char text[200];
	snprintf(text, sizeof text, "%s", last ? _("on to the last questions") : _("on to the summary"));
	if (left > 0 && last == 0)
		snprintf(text, sizeof text,
		         i18n_count("on to %d more check question", "on to %d more check questions",
		                    (unsigned long)left), left);
	else if (left > 0)
		snprintf(text, sizeof text,
		         i18n_count("on to %d more check question, then the last questions",
		                    "on to %d more check questions, then the last questions",
		                    (unsigned long)left), left);
	paint_way(r, y, text, check_row(r) < 0, canvas);
}

/* The lab is painted whole, then the rows that are seen are copied. */
static void paint_lab(const struct reader *r, int i, struct canvas *canvas)
{
	const struct inline_lab *lab = &r->labs[i];
	bool focus = i == r->focus;
	struct canvas whole = canvas_new(r->lab_width, lab->height);
	struct canvas inner = canvas_part(&whole, 2, 0, whole.width - 2, whole.height);
	if (lab->pane)
		labpaint_paint(lab->pane, &inner);
	else
		reader_failure(lab, inner.width, &inner);
	for (int row = 0; row < lab->rows; row++)
		canvas_char(&whole, 0, row, focus ? ROLE_KEY : ROLE_BORDER,
		            focus ? 0x2503 : 0x2502);
	struct canvas used = canvas_part(&whole, 0, 0, whole.width, lab->rows);
	canvas_copy(canvas, r->lab_x, lab->top - r->scroll, &used);
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
		else if (row->kind == ROW_BEFORE)
			paint_before(r, y, body);
		else if (row->kind == ROW_LAB && (row->within == 0 || y == 0))
			paint_lab(r, row->index, body);
	}
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct reader *r = state(screen);
	int range = r->n_rows - reader_height(r);
	const struct search *search = &r->search;
	char place[96];
	int n = snprintf(place, sizeof place, _("lesson %d %%"), range > 0 ? r->scroll * 100 / range : 100);
	if (search->finds.matches > 0 && !search->typing)
		snprintf(place + n, sizeof place - (size_t)n, _(" · match %d/%d"), search->current + 1,
		         search->finds.matches);
	struct canvas body = play_frame(screen, r->step.play, canvas, place, -1);
	if (labmove_is_zoomed(focused(r))) {
		labpaint_paint(focused(r), &body);
		return;
	}
	paint_rows(r, &body);
	reader_search_paint(r, &body);
	scroll_marks(&body, r->scroll, r->n_rows);
}

static const struct screen_class class = {
	.title = N_("Lesson"),
	.bindings = bindings,
	.more = more,
	.types = types,
	.key = key,
	.arrange = reader_arrange,
	.poll = poll_reader,
	.fds = fds,
	.timeout = timeout,
	.settle = settle,
	.lab = lab,
	.paint = paint,
	.close = close_reader,
};
