/*
 * Why this number: the arithmetic of one cell, and the cells it was made of, to
 * go into: from a probability down to a random number. The pane below explains
 * in the background and outlives this screen.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "draw/number.h"
#include "lang/program.h"
#include "text/utf8.h"
#include "text/wrap.h"
#include "tui/labpane.h"
#include "tui/scroll.h"
#include "tui/sheet.h"

enum { ENTER = 1, OUT, DOWN, UP, FIRST, LAST, CLICK, CLOSE };

enum { MAX_DEPTH = 64, SHEET_MAX = 100, INDENT = 3, LABEL_MAX = 40, DIGITS = 6 };

struct level {
	struct lab_cell cell;
	struct lab_why *why;             /* NULL while it is being found */
	enum language language;          /* that it was asked in */
	bool asked;
	int cursor;
};

struct why_screen {
	struct screen screen;
	struct labpane *pane;            /* borrowed from the screen below */
	struct level levels[MAX_DEPTH];
	int depth;
	struct sheet sheet;
	int scroll;
};

static const struct why_screen *state(const struct screen *screen)
{
	return (const struct why_screen *)screen;
}

static struct level *top(const struct why_screen *w)
{
	return (struct level *)&w->levels[w->depth - 1];
}

static int count_inputs(const struct why_screen *w)
{
	return top(w)->why ? top(w)->why->n_inputs : 0;
}

/* An explanation in another language is kept, for its cell's name, until the new one comes. */
static void ask(struct why_screen *w)
{
	struct level *level = top(w);
	enum language language = w->screen.app->language;
	if (level->asked && level->language == language)
		return;
	level->asked = true;
	level->language = language;
	live_ask_why(w->pane->live, &level->cell);
}

static void go_into(struct why_screen *w, const struct lab_cell *cell)
{
	if (w->depth == MAX_DEPTH)
		return;
	w->levels[w->depth++] = (struct level){ .cell = *cell };
	w->scroll = 0;
	ask(w);
}

static const struct screen_class class;

struct screen *why_new(struct app *app, struct labpane *pane, const struct lab_cell *cell)
{
	struct why_screen *w = mem_new(1, sizeof *w);
	w->screen = (struct screen){ &class, app };
	w->pane = pane;
	go_into(w, cell);
	return &w->screen;
}

static void close_why(struct screen *screen)
{
	struct why_screen *w = (struct why_screen *)screen;
	for (int i = 0; i < w->depth; i++)
		lab_why_free(w->levels[i].why);
	sheet_done(&w->sheet);
	free(w);
}

/* ---- What it says ---- */

/* "A[0,3,7]": an explanation begins with its cell. */
static void add_cell(const struct level *level, struct str *out)
{
	const char *text = level->why ? level->why->text : NULL;
	const char *end = text ? strstr(text, " = ") : NULL;
	if (end)
		str_add_n(out, text, (size_t)(end - text));
	else
		str_add(out, level->cell.code ? level->cell.code : level->cell.input.label);
}

/* The way down to here; where it is too long its beginning is left out. */
static void write_path(struct why_screen *w)
{
	enum { SIGN = 3 };
	int first = w->depth - 1, width = 0;
	struct str cells[MAX_DEPTH];
	for (int i = 0; i < w->depth; i++) {
		cells[i] = (struct str)STR_INIT;
		add_cell(&w->levels[i], &cells[i]);
	}
	width = utf8_width(cells[first].data);
	while (first > 0 && w->depth - first < SHEET_MAX_RUNS / 2 - 1 &&
	       width + SIGN + utf8_width(cells[first - 1].data) + SIGN + 1 < w->sheet.width)
		width += SIGN + utf8_width(cells[--first].data);
	sheet_add_line(&w->sheet, 0, 1);
	if (first > 0)
		sheet_run(&w->sheet, ROLE_DIM, "… › ");
	for (int i = first; i < w->depth; i++) {
		bool last = i == w->depth - 1;
		sheet_run(&w->sheet, last ? ROLE_STRONG : ROLE_DIM, cells[i].data);
		if (!last)
			sheet_run(&w->sheet, ROLE_DIM, " › ");
	}
	for (int i = 0; i < w->depth; i++)
		str_done(&cells[i]);
}

static void write_blank(struct why_screen *w)
{
	sheet_add_line(&w->sheet, 0, 0);
}

static void write_wrapped(struct why_screen *w, int indent, enum role role, const char *text)
{
	for (size_t n, next; *text; text += next) {
		n = wrap_line(text, w->sheet.width - indent, &next);
		struct str line = STR_INIT;
		str_add_n(&line, text, n);
		sheet_add_line(&w->sheet, 0, indent);
		sheet_run(&w->sheet, role, line.data);
		str_done(&line);
	}
}

/* One line for each "= ...": in letters, in numbers, what comes out. */
static void write_arithmetic(struct why_screen *w, const char *text)
{
	const char *begin = strstr(text, " = ");
	write_blank(w);
	while (begin) {
		const char *end = strstr(begin + 3, " = ");
		struct str step = STR_INIT;
		str_add_n(&step, begin + 1, end ? (size_t)(end - begin - 1) : strlen(begin + 1));
		write_wrapped(w, INDENT, end ? ROLE_CODE : ROLE_NUMBER, step.data);
		str_done(&step);
		begin = end;
	}
}

static const struct program_node *node_of(const struct why_screen *w, int node)
{
	return node < 0 ? NULL : &lab_program(w->pane->lab)->nodes[node];
}

/* The line of the program that says so. */
static void write_line(struct why_screen *w, int node)
{
	const struct program_node *n = node_of(w, node);
	if (!n)
		return;
	write_blank(w);
	write_wrapped(w, 1, ROLE_DIM, n->code);
}

static bool is_covered(const struct why_screen *w, const struct why_input *input)
{
	const struct program_node *node = node_of(w, input->node);
	return node && labpane_covers(w->pane, node->name);
}

/* Where the columns of the inputs stand; the numbers' points below each other. */
struct widths {
	int label, role, whole, rest;
};

static int before_point(const char *number)
{
	size_t n = strcspn(number, ".e");
	return (int)(strpbrk(number, "0123456789") ? n : strlen(number));
}

static int at_least(int x, int least)
{
	return x > least ? x : least;
}

static struct widths measure(const struct lab_why *why)
{
	struct widths w = {0};
	for (int i = 0; i < why->n_inputs; i++) {
		char number[NUMBER_TEXT];
		number_format(why->inputs[i].value, DIGITS, number);
		int whole = before_point(number);
		w.label = at_least(utf8_width(why->inputs[i].label), w.label);
		w.role = at_least(utf8_width(why->inputs[i].role), w.role);
		w.whole = at_least(whole, w.whole);
		w.rest = at_least((int)strlen(number) - whole, w.rest);
	}
	w.label = w.label < LABEL_MAX ? w.label : LABEL_MAX;
	return w;
}

static void write_number(struct why_screen *w, const struct why_input *input, const struct widths *at)
{
	char number[NUMBER_TEXT];
	number_format(input->value, DIGITS, number);
	if (is_covered(w, input))
		strcpy(number, "███");
	int before = at->whole - before_point(number), n = utf8_width(number);
	before = is_covered(w, input) ? at->whole + at->rest - n : before;
	before = before > 0 ? before : 0;
	int after = at->whole + at->rest - before - n;
	sheet_runf(&w->sheet, ROLE_NUMBER, "%*s%s%*s", before, "", number, after > 0 ? after : 0, "");
}

/* A line of the program is shown with the first of its cells. */
static bool is_first_of_node(const struct lab_why *why, int i)
{
	return i == 0 || why->inputs[i].node != why->inputs[i - 1].node;
}

static void write_input(struct why_screen *w, int i, const struct widths *at)
{
	const struct level *level = top(w);
	const struct why_input *input = &level->why->inputs[i];
	struct lab_cell cell;
	bool deeper = lab_why_input(level->why, i, &cell), here = i == level->cursor;
	struct sheet_block *block = sheet_add_line(&w->sheet, 0, INDENT);
	block->tag = i;
	if (here) {
		strcpy(block->sign, " ▸");
		block->sign_role = ROLE_KEY;
		block->tint = ROLE_CURSOR;
		block->bar = true;
	}
	sheet_run(&w->sheet, deeper ? ROLE_CODE : ROLE_DIM, input->label);
	int gap = at->label - utf8_width(input->label);
	sheet_runf(&w->sheet, ROLE_TEXT, "%*s  ", gap > 0 ? gap : 0, "");
	write_number(w, input, at);
	if (at->role)
		sheet_runf(&w->sheet, ROLE_TEXT, "   %s%*s", input->role,
		           at->role - utf8_width(input->role), "");
	const struct program_node *node = input->step.kind ? NULL : node_of(w, input->node);
	if (node && is_first_of_node(level->why, i))
		sheet_runf(&w->sheet, ROLE_DIM, "   %s", node->code);
}

/* One factor: it can be chosen and gone into by itself. */
static void write_factor(struct why_screen *w, int i, const struct widths *at)
{
	const struct why_input *input = &top(w)->why->inputs[i];
	struct lab_cell cell;
	bool here = i == top(w)->cursor, deeper = lab_why_input(top(w)->why, i, &cell);
	int gap = at->label - utf8_width(input->label);
	sheet_run(&w->sheet, here ? ROLE_KEY : ROLE_TEXT, here ? "▸ " : "  ");
	sheet_run(&w->sheet, here ? ROLE_CURSOR : deeper ? ROLE_CODE : ROLE_DIM, input->label);
	sheet_runf(&w->sheet, ROLE_TEXT, "%*s  ", gap > 0 ? gap : 0, "");
	write_number(w, input, at);
}

/* "q[0]  0.3  ×  k[0]  2  =  0.6" */
static void write_product(struct why_screen *w, int i, const struct widths *at)
{
	const struct why_input *a = &top(w)->why->inputs[i], *b = a + 1;
	char product[NUMBER_TEXT];
	number_format(a->value * b->value, DIGITS, product);
	sheet_add_line(&w->sheet, 0, INDENT)->tag = i;
	write_factor(w, i, at);
	sheet_run(&w->sheet, ROLE_DIM, " × ");
	write_factor(w, i + 1, at);
	sheet_runf(&w->sheet, ROLE_NUMBER, " =%s%s", *product == '-' ? " " : "  ",
	           is_covered(w, a) || is_covered(w, b) ? "███" : product);
}

/* Whether each product has one row: where that fits. */
static bool in_products(const struct why_screen *w, const struct widths *at)
{
	enum { SIGNS = 4 };
	int factor = 2 + at->label + 2 + at->whole + at->rest;
	return top(w)->why->pairs && INDENT + 2 * (factor + SIGNS) + NUMBER_TEXT / 2 <= w->sheet.width;
}

/* The row that has the input. */
static int row_of(const struct why_screen *w, int input)
{
	return sheet_tagged(&w->sheet, input) ? input : input - 1;
}

static void write_inputs(struct why_screen *w)
{
	const struct lab_why *why = top(w)->why;
	if (why->n_inputs == 0) {
		sheet_add_line(&w->sheet, 1, 1);
		sheet_run(&w->sheet, ROLE_DIM, _("It is made of no other cells: here the way ends."));
		return;
	}
	sheet_add_line(&w->sheet, 1, 1);
	sheet_run(&w->sheet, ROLE_TITLE, _("made of"));
	struct widths widths = measure(why);
	bool products = in_products(w, &widths);
	for (int i = 0; i < why->n_inputs; i += products ? 2 : 1)
		if (products)
			write_product(w, i, &widths);
		else
			write_input(w, i, &widths);
	if (why->n_inputs == WHY_MAX_INPUTS) {
		sheet_add_line(&w->sheet, 0, INDENT);
		sheet_runf(&w->sheet, ROLE_DIM, _("… these are the first %d"), WHY_MAX_INPUTS);
	}
}

static void arrange(struct screen *screen)
{
	struct why_screen *w = (struct why_screen *)screen;
	labpane_speak(w->pane, screen->app->language);
	ask(w);
	const struct lab_why *why = top(w)->why;
	int last = count_inputs(w) - 1;
	if (why && top(w)->cursor > last)        /* the lab has moved on, and it is made of fewer cells */
		top(w)->cursor = last < 0 ? 0 : last;
	int width = screen->app->width - 2;
	sheet_done(&w->sheet);
	sheet_init(&w->sheet, width < SHEET_MAX ? width : SHEET_MAX);
	write_path(w);
	if (!why) {
		sheet_add_line(&w->sheet, 1, 1);
		sheet_run(&w->sheet, ROLE_DIM, _("computing …"));
	} else if (why->error.code != ERR_NONE) {
		write_blank(w);
		write_wrapped(w, 1, ROLE_WARN, why->error.text);
	} else {
		write_line(w, why->node);
		write_arithmetic(w, why->text);
		write_inputs(w);
	}
	const struct sheet_block *block = sheet_tagged(&w->sheet, row_of(w, top(w)->cursor));
	int rows = frame_height(screen->app) - 1;
	int begin = !block || top(w)->cursor == 0 ? 0 : block->top;
	int end = !block ? 0 : top(w)->cursor == last ? w->sheet.rows : block->top + 1;
	w->scroll = scroll_to(w->scroll, rows, w->sheet.rows, begin, end);
}

/* ---- Keys ---- */

static bool has_inputs(const struct screen *screen)
{
	return count_inputs(state(screen)) > 0;
}

static bool can_enter(const struct screen *screen)
{
	struct lab_cell cell;
	return has_inputs(screen) && state(screen)->depth < MAX_DEPTH &&
	       lab_why_input(top(state(screen))->why, top(state(screen))->cursor, &cell);
}

static bool is_deep(const struct screen *screen)
{
	return state(screen)->depth > 1;
}

static const struct binding bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j', INPUT_WHEEL_DOWN }, .action = DOWN,
	  .label = N_("choose"), .help = N_("choose one of the cells it is made of"),
	  .when = has_inputs },
	{ .keys = "↑", .on = { INPUT_UP, 'k', INPUT_WHEEL_UP }, .action = UP, .when = has_inputs },
	{ .keys = "Enter", .on = { INPUT_ENTER, INPUT_RIGHT, 'e' }, .action = ENTER,
	  .label = N_("go into it"), .help = N_("why is that number what it is?"),
	  .when = can_enter },
	{ .keys = "Backspace", .on = { INPUT_BACKSPACE, INPUT_LEFT }, .action = OUT,
	  .label = N_("back out"), .help = N_("back to the number it is a part of"),
	  .when = is_deep },
	{ .keys = "Home", .on = { INPUT_HOME, INPUT_PAGE_UP }, .action = FIRST,
	  .help = N_("the first cell"), .when = has_inputs },
	{ .keys = "End", .on = { INPUT_END, INPUT_PAGE_DOWN }, .action = LAST,
	  .help = N_("the last cell"), .when = has_inputs },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("choose a cell; again to go into it"), .when = has_inputs },
	{ .keys = "q", .on = { 'q', INPUT_ESCAPE }, .action = CLOSE, .label = N_("close"),
	  .help = N_("back to the lab"), .aim = AIM_LEAVE },
	{0},
};

static enum reaction enter(struct why_screen *w)
{
	struct lab_cell cell;
	const struct level *level = top(w);
	if (is_covered(w, &level->why->inputs[level->cursor]))
		app_say(w->screen.app, _("Answer the question first."));
	else if (lab_why_input(level->why, level->cursor, &cell))
		go_into(w, &cell);
	return REACT_PAINT;
}

static enum reaction out(struct why_screen *w)
{
	lab_why_free(top(w)->why);
	w->depth--;
	top(w)->asked &= top(w)->why != NULL;   /* a newer question has taken its place */
	ask(w);
	return REACT_PAINT;
}

static enum reaction choose(struct why_screen *w, int i)
{
	int last = count_inputs(w) - 1;
	top(w)->cursor = i < 0 ? 0 : i > last ? last : i;
	return REACT_PAINT;
}

static enum reaction click(struct why_screen *w, int y)
{
	const struct sheet_block *block = sheet_at(&w->sheet, y - 3 + w->scroll);
	if (!block || block->tag < 0)
		return REACT_NONE;
	if (block->tag == row_of(w, top(w)->cursor) && can_enter(&w->screen))
		return enter(w);
	return choose(w, block->tag);
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct why_screen *w = (struct why_screen *)screen;
	switch (action) {
	case ENTER: return enter(w);
	case OUT: return out(w);
	case DOWN: return choose(w, top(w)->cursor + 1);
	case UP: return choose(w, top(w)->cursor - 1);
	case FIRST: return choose(w, 0);
	case LAST: return choose(w, count_inputs(w) - 1);
	case CLICK: return click(w, input->y);
	}
	return REACT_LEAVE;
}

/* ---- Time ---- */

/* A run that was under way when it was asked ends here too. */
static bool poll_why(struct screen *screen)
{
	struct why_screen *w = (struct why_screen *)screen;
	bool changed = labpane_poll(w->pane, screen->app->now_ms);
	struct lab_why *why = live_take_why(w->pane->live);
	if (!why)
		return changed;
	lab_why_free(top(w)->why);
	top(w)->why = why;
	return true;
}

static int fds(const struct screen *screen, int *out_fds, int max)
{
	if (max < 1)
		return 0;
	out_fds[0] = live_fd(state(screen)->pane->live);
	return 1;
}

static void settle(struct screen *screen)
{
	live_wait(state(screen)->pane->live);
}

/* ---- Paint ---- */

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct why_screen *w = state(screen);
	const char *title = words_in(&lab_program(w->pane->lab)->title, screen->app->language);
	struct str left = STR_INIT;
	str_addf(&left, _("Why this number? · %s"), title ? title : lab_name(w->pane->lab));
	const struct frame_words words = { .left = left.data };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	struct canvas part = canvas_part(&body, (body.width - w->sheet.width) / 2, 1,
	                                 w->sheet.width, body.height - 1);
	sheet_paint(&w->sheet, w->scroll, &part);
	scroll_marks(&body, w->scroll, w->sheet.rows + 1);
	str_done(&left);
}

static const struct screen_class class = {
	.title = N_("Why this number?"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.poll = poll_why,
	.fds = fds,
	.settle = settle,
	.paint = paint,
	.close = close_why,
};
