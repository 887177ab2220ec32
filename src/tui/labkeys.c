#include "tui/labkeys.h"

#include "base/i18n.h"
#include "draw/draw.h"
#include "lang/program.h"
#include "tui/labmove.h"
#include "tui/labpaint.h"

enum { WHEEL_ROWS = 3, PAGE_ROWS = 4 };

enum {
	KNOB_DOWN = 1, KNOB_UP, KNOB_PREVIOUS, KNOB_NEXT, KNOB_FIRST, KNOB_LAST,
	CELL_UP, CELL_DOWN, CELL_LEFT, CELL_RIGHT, CELL_FIRST, CELL_LAST,
	CLOSER, FURTHER, PLAY, STEP, STEP_BACK, FIGURE_NEXT, FIGURE_PREVIOUS, VARIANT, RESET, WHY, ZOOM,
	SAVE, LINES_UP, LINES_DOWN, CONSOLE, DIGITS,
};

static const struct labpane *pane_of(const struct screen *screen)
{
	return screen->class->lab(screen);
}

static bool on_knobs(const struct screen *screen)
{
	const struct labpane *pane = pane_of(screen);
	return pane->focus == LABPANE_KNOBS && labpane_knob_at(pane, pane->knob);
}

static bool on_figure(const struct screen *screen)
{
	return pane_of(screen)->focus == LABPANE_FIGURE;
}

static bool on_lab(const struct screen *screen)
{
	return pane_of(screen)->focus != LABPANE_ASIDE;
}

static bool beside_text(const struct screen *screen)
{
	return on_lab(screen) && !pane_of(screen)->whole;
}

static bool on_whole(const struct screen *screen)
{
	return pane_of(screen)->whole && pane_of(screen)->state && pane_of(screen)->state->n_figures > 0;
}

static bool was_turned(const struct screen *screen)
{
	return on_lab(screen) && pane_of(screen)->turned;
}

static bool has_clock(const struct screen *screen)
{
	const struct labpane *pane = pane_of(screen);
	return pane->state && pane->state->clock >= 0;
}

static bool has_figures(const struct screen *screen)
{
	const struct labpane *pane = pane_of(screen);
	return pane->state && pane->state->n_figures > 1;
}

static bool has_variants(const struct screen *screen)
{
	const struct labpane *pane = pane_of(screen);
	return !pane->covering && lab_program(pane->lab)->n_variants > 0;
}

static bool has_why(const struct screen *screen)
{
	struct lab_cell cell;
	return labmove_find_cell(pane_of(screen), &cell);
}

static bool has_why_here(const struct screen *screen)
{
	return on_figure(screen) && has_why(screen);
}

static bool has_figure(const struct screen *screen)
{
	return labmove_shown(pane_of(screen)) != NULL;
}

static bool can_save(const struct screen *screen)
{
	return labpane_can_save(pane_of(screen));
}

static bool has_zoom(const struct screen *screen)
{
	return on_figure(screen) && labmove_zoom_most(pane_of(screen)) > 0;
}

static bool has_digits(const struct screen *screen)
{
	const struct labpane *pane = pane_of(screen);
	const struct figure *figure = labmove_shown(pane);
	return on_figure(screen) && figure && !labpane_hides(pane, figure) && draw_has_digits(figure);
}

const struct binding labkeys_bindings[] = {
	{ .keys = "←→", .on = { INPUT_LEFT, '-' }, .action = KNOB_DOWN, .label = N_("turn"),
	  .help = N_("turn the knob (also - and +)"), .when = on_knobs, .aim = AIM_LAB },
	{ .keys = "→", .on = { INPUT_RIGHT, '+', '=' }, .action = KNOB_UP, .when = on_knobs },
	{ .keys = "↑↓", .on = { INPUT_DOWN }, .action = KNOB_NEXT, .label = N_("knob"),
	  .help = N_("another knob"), .when = on_knobs, .aim = AIM_LAB },
	{ .keys = "↑", .on = { INPUT_UP }, .action = KNOB_PREVIOUS, .when = on_knobs },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = KNOB_FIRST,
	  .help = N_("the knob's smallest value"), .when = on_knobs, .aim = AIM_LAB },
	{ .keys = "End", .on = { INPUT_END }, .action = KNOB_LAST,
	  .help = N_("the knob's largest value"), .when = on_knobs, .aim = AIM_LAB },
	{ .keys = "←↑↓→", .on = { INPUT_UP }, .action = CELL_UP, .label = N_("cell"),
	  .help = N_("point at a cell"), .when = on_figure, .aim = AIM_FIGURE },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = CELL_DOWN, .when = on_figure },
	{ .keys = "←", .on = { INPUT_LEFT }, .action = CELL_LEFT, .when = on_figure },
	{ .keys = "→", .on = { INPUT_RIGHT }, .action = CELL_RIGHT, .when = on_figure },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = CELL_FIRST,
	  .help = N_("the row's first cell"), .when = on_figure, .aim = AIM_FIGURE },
	{ .keys = "End", .on = { INPUT_END }, .action = CELL_LAST,
	  .help = N_("the row's last cell"), .when = on_figure, .aim = AIM_FIGURE },
	{ .keys = "+ -", .on = { '+', '=' }, .action = CLOSER, .label = N_("closer"),
	  .help = N_("closer to the cells of a large matrix"),
	  .when = has_zoom, .aim = AIM_FIGURE },
	{ .keys = "-", .on = { '-' }, .action = FURTHER, .when = has_zoom },
	{ .keys = "p", .on = { 'p' }, .action = DIGITS, .label = N_("precision"),
	  .help = N_("of a table: all digits, hexadecimal, few again"),
	  .when = has_digits, .aim = AIM_FIGURE },
	{ .keys = "e", .on = { 'e' }, .action = WHY, .label = N_("why"),
	  .help = N_("why this number? the arithmetic behind it"),
	  .when = has_why_here, .aim = AIM_FIGURE },
	{ .keys = "e", .on = { 'e' }, .action = WHY, .label = N_("why"),
	  .help = N_("why this number? the arithmetic behind it"),
	  .when = has_why, .spare = true, .aim = AIM_FIGURE },
	{ .keys = "e", .on = { 'e' }, .action = WHY, .when = has_figure },
	{ .keys = "Space", .on = { INPUT_SPACE }, .action = PLAY, .label = N_("play"),
	  .help = N_("play or stop the clock"), .when = has_clock, .aim = AIM_LAB },
	{ .keys = ", .", .on = { '.' }, .action = STEP, .label = N_("step"),
	  .help = N_("one step back, one step on"), .when = has_clock, .aim = AIM_LAB },
	{ .keys = ",", .on = { ',' }, .action = STEP_BACK, .when = has_clock },
	{ .keys = "[ ]", .on = { ']' }, .action = FIGURE_NEXT, .label = N_("figure"),
	  .help = N_("the figure before this one, the next one"), .when = has_figures, .aim = AIM_FIGURE },
	{ .keys = "[", .on = { '[' }, .action = FIGURE_PREVIOUS, .when = has_figures },
	{ .keys = "v", .on = { 'v' }, .action = VARIANT, .label = N_("variant"),
	  .help = N_("a what-if beside the lab; again: the next"),
	  .when = has_variants, .aim = AIM_LAB },
	{ .keys = "z", .on = { 'z' }, .action = ZOOM, .label = N_("zoom"),
	  .help = N_("the lab alone, or beside the text again"),
	  .when = beside_text, .aim = AIM_FIGURE },
	{ .keys = "z", .on = { 'z' }, .action = ZOOM, .label = N_("zoom"),
	  .help = N_("the figures alone; again: the program, too"),
	  .when = on_whole, .aim = AIM_FIGURE },
	{ .keys = ":", .on = { ':' }, .action = CONSOLE, .label = N_("console"),
	  .help = N_("a prompt: look at tensors, try other code"),
	  .when = on_lab, .spare = true, .aim = AIM_LAB },
	{ .keys = ":", .on = { ':' }, .action = CONSOLE },
	{ .keys = "S", .on = { 'S' }, .action = SAVE, .label = N_("save picture"),
	  .help = N_("save the figure as PNG and SVG in the current folder"), .when = can_save,
	  .spare = true, .aim = AIM_FIGURE },
	{ .keys = "Backspace", .on = { INPUT_BACKSPACE }, .action = RESET,
	  .help = N_("all knobs back to their first values"), .when = was_turned, .aim = AIM_LAB },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN }, .action = LINES_DOWN,
	  .help = N_("all of the program, its notes and claims"), .when = on_lab },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP }, .action = LINES_UP,
	  .help = N_("back up in it; at the top it folds again"), .when = on_lab },
	{0},
};

/* What has no cells to explain says so, and where others are. */
static void say_no_why(struct labpane *pane)
{
	if (labpane_hides(pane, labmove_shown(pane)))
		app_say(pane->app, _("Hidden until you have answered."));
	else if (pane->state->n_figures > 1)
		app_say(pane->app, _("This figure has no numbers to explain one by one; [ ] goes to another."));
	else
		app_say(pane->app, _("This figure has no numbers to explain one by one."));
}

/* Where the keys go to the knobs or the text, the figure gets them first. What is explained stands still. */
static void ask_why(struct labpane *pane)
{
	struct lab_cell cell;
	pane->playing = false;
	if (!labmove_find_cell(pane, &cell)) {
		say_no_why(pane);
		return;
	}
	pane->focus = LABPANE_FIGURE;
	labmove_point(pane);
	if (labmove_find_cell(pane, &cell))
		app_push(pane->app, why_new(pane->app, pane, &cell));
}

static enum reaction open_console(struct labpane *pane)
{
	struct err err;
	struct screen *console = console_screen_new(pane->app, pane, &err);
	pane->playing = false;
	if (!console)
		return app_fail(pane->app, &err);
	app_push(pane->app, console);
	return REACT_NONE;
}

enum reaction labkeys_key(struct labpane *pane, int action, int64_t now_ms)
{
	const struct lab_knob *knob = labpane_knob_at(pane, pane->knob);
	switch (action) {
	case KNOB_DOWN: labpane_turn(pane, pane->knob, -1); break;
	case KNOB_UP: labpane_turn(pane, pane->knob, 1); break;
	case KNOB_PREVIOUS: labmove_knob(pane, -1); break;
	case KNOB_NEXT: labmove_knob(pane, 1); break;
	case KNOB_FIRST: if (knob) labpane_turn_to(pane, pane->knob, knob->first); break;
	case KNOB_LAST: if (knob) labpane_turn_to(pane, pane->knob, knob->last); break;
	case CELL_UP: labmove_cell(pane, -1, 0); break;
	case CELL_DOWN: labmove_cell(pane, 1, 0); break;
	case CELL_LEFT: labmove_cell(pane, 0, -1); break;
	case CELL_RIGHT: labmove_cell(pane, 0, 1); break;
	case CLOSER: labmove_closer(pane, 1); break;
	case FURTHER: labmove_closer(pane, -1); break;
	case DIGITS: pane->look.digits = (pane->look.digits + 1) % DIGITS_COUNT; break;
	case CELL_FIRST: pane->look.col = 0; break;
	case CELL_LAST: labmove_cell(pane, 0, INT32_MAX); break;
	case PLAY: labpane_play(pane, now_ms); break;
	case STEP: labpane_step(pane, 1); break;
	case STEP_BACK: labpane_step(pane, -1); break;
	case FIGURE_NEXT: labmove_figure(pane, 1); break;
	case FIGURE_PREVIOUS: labmove_figure(pane, -1); break;
	case VARIANT: labpane_next_variant(pane); break;
	case RESET: labpane_reset(pane); break;
	case WHY: ask_why(pane); break;
	case SAVE: labpane_save(pane); break;
	case ZOOM: pane->zoomed = !pane->zoomed; break;
	case CONSOLE: return open_console(pane);
	case LINES_UP: labmove_lines(pane, -PAGE_ROWS); break;
	case LINES_DOWN: labmove_lines(pane, PAGE_ROWS); break;
	}
	return REACT_PAINT;
}

static void click(struct labpane *pane, const struct labpaint_hit *hit)
{
	if (hit->knob >= 0) {
		pane->focus = LABPANE_KNOBS;
		pane->knob = hit->knob;
		labpane_turn(pane, hit->knob, hit->direction);
	} else if (hit->figure >= 0) {
		pane->focus = LABPANE_FIGURE;
		labmove_select(pane, hit->figure);
		pane->pointed |= hit->cell;
		labmove_point(pane);
		pane->look.row = hit->cell ? hit->row : pane->look.row;
		pane->look.col = hit->cell ? hit->col : pane->look.col;
		labmove_cell(pane, 0, 0);
	}
}

static void wheel(struct labpane *pane, const struct labpaint_hit *hit, int rows)
{
	if (hit->figure >= 0) {
		labmove_select(pane, hit->figure);
		labmove_cell(pane, rows, 0);
	} else if (hit->program) {
		labmove_lines(pane, rows);
	}
}

void labkeys_mouse(struct labpane *pane, int width, int height, const struct input *input)
{
	struct labpaint_hit hit = labpaint_hit(pane, width, height, input->x, input->y);
	if (input->key == INPUT_CLICK)
		click(pane, &hit);
	else
		wheel(pane, &hit, input->key == INPUT_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
}
