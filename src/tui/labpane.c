#include "tui/labpane.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"

enum { TICK_MS = 600, ZOOM_FROM = 120, WHEEL_ROWS = 3 };

/* ---- Settings ---- */

static void set_knob(struct labpane *pane, const char *name, const char *text)
{
	int i = 0;
	while (i < pane->n_set && strcmp(pane->set[i].name, name) != 0)
		i++;
	if (i == pane->n_set) {
		pane->set = mem_grow(pane->set, (size_t)++pane->n_set, sizeof *pane->set);
		pane->set[i].name = mem_copy(name);
	} else {
		free((char *)pane->set[i].text);
	}
	pane->set[i].text = mem_copy(text);
}

static void forget_settings(struct labpane *pane)
{
	for (int i = 0; i < pane->n_set; i++) {
		free((char *)pane->set[i].name);
		free((char *)pane->set[i].text);
	}
	pane->n_set = 0;
}

static void request(struct labpane *pane)
{
	const struct lab_setting setting = {
		.knobs = pane->set, .n_knobs = pane->n_set, .variant = pane->variant,
	};
	struct err ignored;
	struct lab_state *knobs = lab_read_knobs(pane->lab, &setting, &ignored);
	lab_state_unref(pane->knobs);
	pane->knobs = knobs;
	if (pane->live)
		live_request(pane->live, &setting);
}

const struct lab_state *labpane_knobs(const struct labpane *pane)
{
	return pane->knobs ? pane->knobs : pane->state;
}

/* ---- Tiles ---- */

static bool has_tile(const struct labtiles *tiles, const struct lab_window *window, int *out)
{
	for (*out = 0; *out < 4; ++*out)
		if (tiles->have[*out] && lab_window_same(&tiles->have[*out]->window, window))
			return true;
	return false;
}

const struct lab_tile *labtiles_find(void *context, const struct lab_window *window)
{
	const struct labtiles_of *of = context;
	struct lab_window own = *window;
	int at;
	own.variant = of->variant;
	if (has_tile(of->tiles, &own, &at))
		return of->tiles->have[at];
	of->tiles->wanted = own;
	of->tiles->wants = true;
	return NULL;
}

static void forget_tiles(struct labtiles *tiles)
{
	for (int i = 0; i < 4; i++)
		lab_tile_free(tiles->have[i]);
	*tiles = (struct labtiles){0};
}

static bool take_tile(struct labpane *pane)
{
	struct lab_tile *tile = live_take_tile(pane->live);
	if (!tile)
		return false;
	struct lab_tile **place = &pane->tiles->have[pane->tiles->next++ % 4];
	lab_tile_free(*place);
	*place = tile;
	return true;
}

/* One at a time: the next painting asks for the next. */
static void ask_tile(struct labpane *pane)
{
	int at;
	if (pane->tiles->wants && !has_tile(pane->tiles, &pane->tiles->wanted, &at))
		live_ask_tile(pane->live, &pane->tiles->wanted);
	pane->tiles->wants = false;
}

/* ---- New and free ---- */

/* The knobs as the question wants them. */
static void set_as_asked(struct labpane *pane)
{
	if (!pane->question)
		return;
	struct lab_setting setting = quiz_setting(pane->question);
	for (int i = 0; i < setting.n_knobs; i++)
		set_knob(pane, setting.knobs[i].name, setting.knobs[i].text);
}

static void cover(struct labpane *pane)
{
	pane->covering = true;
	pane->covered = quiz_cover(pane->question, pane->lab);
}

struct labpane *labpane_new(struct app *app, struct lab *lab, const struct quiz_question *question)
{
	struct labpane *pane = mem_new(1, sizeof *pane);
	pane->app = app;
	pane->lab = lab;
	pane->variant = -1;
	pane->look = (struct look){ .mono = app->options.mono, .palette = app->options.palette };
	pane->tiles = mem_new(1, sizeof *pane->tiles);
	if (!question)
		return pane;
	pane->question = question;
	set_as_asked(pane);
	cover(pane);
	return pane;
}

void labpane_free(struct labpane *pane)
{
	if (!pane)
		return;
	if (pane->live)
		live_free(pane->live);
	if (pane->state)
		lab_state_unref(pane->state);
	lab_state_unref(pane->knobs);
	forget_tiles(pane->tiles);
	free(pane->tiles);
	forget_settings(pane);
	free(pane->set);
	free(pane->covered);
	free(pane->failure);
	lab_unref(pane->lab);
	free(pane);
}

void labpane_set(struct labpane *pane, const struct lab_knob_setting *set, int n_set)
{
	for (int i = 0; i < n_set; i++)
		set_knob(pane, set[i].name, set[i].text);
	pane->turned |= n_set > 0;
}

void labpane_start(struct labpane *pane)
{
	if (pane->live)
		return;
	struct budget budget = *lab_budget(pane->lab);
	budget.pool = pane->app->options.pool;
	pane->live = live_new(pane->lab, &budget);
	request(pane);
}

void labpane_speak(struct labpane *pane, enum language language)
{
	bool anew = pane->live && pane->look.language != language;
	pane->look.language = language;
	if (anew)
		request(pane);
}

/* ---- Covers and variants ---- */

bool labpane_covers(const struct labpane *pane, const char *code)
{
	if (!pane->covering)
		return false;
	const struct program *program = lab_program(pane->lab);
	for (int i = 0; i < program->n_nodes; i++)
		if (pane->covered[i] && (strcmp(program->nodes[i].name, code) == 0 ||
		                         lab_reads(pane->lab, code, program->nodes[i].name)))
			return true;
	return false;
}

/* Authors name a variant in any of its languages. */
static bool is_named(const struct program_variant *variant, const char *name)
{
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		if (variant->name.in[l] && strcmp(variant->name.in[l], name) == 0)
			return true;
	return false;
}

void labpane_uncover(struct labpane *pane, const char *variant)
{
	const struct program *program = lab_program(pane->lab);
	pane->covering = false;
	for (int i = 0; variant && i < program->n_variants; i++)
		if (is_named(&program->variants[i], variant))
			pane->variant = i;
	if (pane->variant >= 0)
		request(pane);
}

static const struct program_variant *variant_of(const struct labpane *pane)
{
	return pane->variant < 0 ? NULL : &lab_program(pane->lab)->variants[pane->variant];
}

const char *labpane_variant_name(const struct labpane *pane, enum language language)
{
	const struct program_variant *variant = variant_of(pane);
	return variant ? words_in(&variant->name, language) : NULL;
}

const struct lab_line *labpane_first_error(const struct lab_state *state)
{
	for (int i = 0; i < state->n_lines; i++)
		if (state->lines[i].error.code != ERR_NONE)
			return &state->lines[i];
	return NULL;
}

static void say_difference(const struct lab_difference *d, struct str *out)
{
	if (!d->same_shape)
		str_addf(out, _("%s has another shape."), d->name);
	else
		str_addf(out, _("%s differs in %lld of %lld cells, at most by %.3g."), d->name,
		         (long long)d->differing, (long long)d->cells, d->largest);
}

bool labpane_difference(const struct labpane *pane, enum language language, struct str *out)
{
	const struct program_variant *variant = variant_of(pane);
	if (!variant || !pane->state || !pane->state->with)
		return false;
	const char *sentence = words_in(&variant->sentence, language);
	if (sentence)
		str_add(out, sentence);
	else if (labpane_first_error(pane->state->with))
		str_addf(out, _("With this the program stops at %s."),
		         labpane_first_error(pane->state->with)->name);
	else if (pane->state->n_differences > 0)
		say_difference(&pane->state->differences[0], out);
	else
		str_add(out, _("Nothing differs at these knobs."));
	return true;
}

static void select_figure(struct labpane *pane, int figure)
{
	if (figure != pane->figure) {
		pane->look.row = pane->look.col = pane->look.zoom = 0;
		pane->pointed = false;
	}
	pane->figure = figure;
}

/* Compared, the figure to see is one that differs. */
static void show_difference(struct labpane *pane)
{
	const struct lab_state *state = pane->state;
	for (int i = 0; i < state->n_figures; i++)
		for (int j = 0; j < state->figures[i].n_items; j++)
			for (int d = 0; d < state->n_differences; d++) {
				const char *code = state->figures[i].items[j].code;
				const char *name = state->differences[d].name;
				if (strcmp(code, name) == 0 || lab_reads(pane->lab, code, name)) {
					select_figure(pane, i);
					pane->top_figure = i;
					return;
				}
			}
}

/* ---- Knobs ---- */

static const struct lab_knob *knob_at(const struct labpane *pane, int i)
{
	const struct lab_state *knobs = labpane_knobs(pane);
	return pane->state && i >= 0 && i < knobs->n_knobs ? &knobs->knobs[i] : NULL;
}

static void turn_to(struct labpane *pane, int i, const char *text)
{
	const struct lab_knob *knob = knob_at(pane, i);
	if (!knob || strcmp(text, knob->text) == 0)
		return;
	set_knob(pane, knob->name, text);
	pane->turned = true;
	request(pane);
}

static void turn(struct labpane *pane, int i, int direction)
{
	const struct lab_knob *knob = knob_at(pane, i);
	if (knob)
		turn_to(pane, i, direction < 0 ? knob->down : knob->up);
}

static int wrapped(int i, int n)
{
	return n > 0 ? (i + n) % n : 0;
}

/* ---- Keys ---- */

enum {
	KNOB_DOWN = 1, KNOB_UP, KNOB_PREVIOUS, KNOB_NEXT, KNOB_FIRST, KNOB_LAST,
	CELL_UP, CELL_DOWN, CELL_LEFT, CELL_RIGHT, CELL_FIRST, CELL_LAST,
	CLOSER, FURTHER, PLAY, STEP, STEP_BACK, FIGURE_NEXT, FIGURE_PREVIOUS, VARIANT, RESET, WHY, ZOOM,
	SAVE, LINES_UP, LINES_DOWN, CONSOLE,
};

static const struct labpane *pane_of(const struct screen *screen)
{
	return screen->class->lab(screen);
}

static bool on_knobs(const struct screen *screen)
{
	return pane_of(screen)->focus == LABPANE_KNOBS;
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

static const struct figure *first_figure(const struct labpane *pane)
{
	const struct lab_state *state = pane->state;
	return state && pane->figure < state->n_figures ? &state->figures[pane->figure] : NULL;
}

/* The cell under the cursor, of what shows a tensor cell by cell and is not covered. */
static bool find_cell(const struct labpane *pane, struct lab_cell *out)
{
	const struct figure *figure = first_figure(pane);
	struct draw_target target;
	if (!figure || !draw_find_target(figure, &pane->look, &target))
		return false;
	*out = (struct lab_cell){
		.code = figure->items[target.item].code, .row = target.row, .col = target.col,
	};
	return !labpane_covers(pane, out->code);
}

static bool has_why(const struct screen *screen)
{
	struct lab_cell cell;
	return on_figure(screen) && find_cell(pane_of(screen), &cell);
}

static bool can_save(const struct screen *screen)
{
	return labpane_can_save(pane_of(screen));
}

/* The pane is not as wide as the screen, but what it cannot show at once is large. */
static int zoom_most(const struct labpane *pane)
{
	const struct figure *figure = first_figure(pane);
	return figure ? draw_zoom_most(figure, ZOOM_FROM) : 0;
}

static bool has_zoom(const struct screen *screen)
{
	return on_figure(screen) && zoom_most(pane_of(screen)) > 0;
}

const struct binding labpane_bindings[] = {
	{ .keys = "←→", .on = { INPUT_LEFT, '-' }, .action = KNOB_DOWN, .label = N_("turn"),
	  .help = N_("turn the knob (also - and +)"), .when = on_knobs },
	{ .keys = "→", .on = { INPUT_RIGHT, '+', '=' }, .action = KNOB_UP, .when = on_knobs },
	{ .keys = "↑↓", .on = { INPUT_DOWN }, .action = KNOB_NEXT, .label = N_("knob"),
	  .help = N_("another knob"), .when = on_knobs },
	{ .keys = "↑", .on = { INPUT_UP }, .action = KNOB_PREVIOUS, .when = on_knobs },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = KNOB_FIRST,
	  .help = N_("the knob's smallest value"), .when = on_knobs },
	{ .keys = "End", .on = { INPUT_END }, .action = KNOB_LAST,
	  .help = N_("the knob's largest value"), .when = on_knobs },
	{ .keys = "←↑↓→", .on = { INPUT_UP }, .action = CELL_UP, .label = N_("cell"),
	  .help = N_("point at a cell"), .when = on_figure },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = CELL_DOWN, .when = on_figure },
	{ .keys = "←", .on = { INPUT_LEFT }, .action = CELL_LEFT, .when = on_figure },
	{ .keys = "→", .on = { INPUT_RIGHT }, .action = CELL_RIGHT, .when = on_figure },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = CELL_FIRST,
	  .help = N_("the row's first cell"), .when = on_figure },
	{ .keys = "End", .on = { INPUT_END }, .action = CELL_LAST,
	  .help = N_("the row's last cell"), .when = on_figure },
	{ .keys = "+ -", .on = { '+', '=' }, .action = CLOSER, .label = N_("closer"),
	  .help = N_("closer to the cells of a large matrix, or further off"), .when = has_zoom },
	{ .keys = "-", .on = { '-' }, .action = FURTHER, .when = has_zoom },
	{ .keys = "e", .on = { 'e' }, .action = WHY, .label = N_("why"),
	  .help = N_("why this number? the arithmetic behind the cell"), .when = has_why },
	{ .keys = "Space", .on = { INPUT_SPACE }, .action = PLAY, .label = N_("play"),
	  .help = N_("play or stop the clock"), .when = has_clock },
	{ .keys = ", .", .on = { '.' }, .action = STEP, .label = N_("step"),
	  .help = N_("the clock one step back or on"), .when = has_clock },
	{ .keys = ",", .on = { ',' }, .action = STEP_BACK, .when = has_clock },
	{ .keys = "[", .on = { '[' }, .action = FIGURE_PREVIOUS, .label = N_("previous"),
	  .help = N_("the figure before this one"), .when = has_figures },
	{ .keys = "]", .on = { ']' }, .action = FIGURE_NEXT, .label = N_("next figure"),
	  .help = N_("the next figure"), .when = has_figures },
	{ .keys = "v", .on = { 'v' }, .action = VARIANT, .label = N_("variant"),
	  .help = N_("run a what-if beside the lab; again for the next"), .when = has_variants },
	{ .keys = "z", .on = { 'z' }, .action = ZOOM, .label = N_("zoom"),
	  .help = N_("the lab alone on the screen, or beside the text again"), .when = beside_text },
	{ .keys = "z", .on = { 'z' }, .action = ZOOM, .label = N_("zoom"),
	  .help = N_("the figures alone on the screen, or below the program again"),
	  .when = on_whole },
	{ .keys = ":", .on = { ':' }, .action = CONSOLE, .label = N_("console"),
	  .help = N_("a prompt over the lab: look at any of its tensors, try other code"),
	  .when = on_lab, .spare = true },
	{ .keys = ":", .on = { ':' }, .action = CONSOLE },
	{ .keys = "S", .on = { 'S' }, .action = SAVE, .label = N_("save picture"),
	  .help = N_("save the figure as PNG and SVG in the present folder"), .when = can_save,
	  .spare = true },
	{ .keys = "Backspace", .on = { INPUT_BACKSPACE }, .action = RESET,
	  .help = N_("all knobs back to their first values"), .when = was_turned },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN }, .action = LINES_DOWN,
	  .help = N_("further down in the program"), .when = on_lab },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP }, .action = LINES_UP,
	  .help = N_("further up in the program"), .when = on_lab },
	{0},
};

static int64_t clamp(int64_t x, int64_t n)
{
	return x >= n ? (n > 0 ? n - 1 : 0) : x < 0 ? 0 : x;
}

static void move_cell(struct labpane *pane, int64_t rows, int64_t cols)
{
	const struct figure *figure = first_figure(pane);
	int64_t n_rows = 0, n_cols = 0;
	if (figure)
		draw_extent(figure, &n_rows, &n_cols);
	pane->look.row = clamp(pane->look.row + rows, n_rows);
	pane->look.col = clamp(pane->look.col + cols, n_cols);
}

/* A cursor that comes to a figure begins where there is most to see. */
static void point(struct labpane *pane)
{
	const struct figure *figure = first_figure(pane);
	if (!figure || pane->pointed || pane->focus != LABPANE_FIGURE)
		return;
	draw_start(figure, &pane->look.row, &pane->look.col);
	pane->pointed = true;
}

static void choose_figure(struct labpane *pane, int direction)
{
	select_figure(pane, wrapped(pane->figure + direction, pane->state->n_figures));
	pane->top_figure = pane->figure;
	point(pane);
}

/* At the end of the time it plays from the start again. */
static void play(struct labpane *pane, int64_t now_ms)
{
	const struct lab_knob *knob = knob_at(pane, pane->state->clock);
	pane->playing = !pane->playing;
	pane->next_ms = now_ms + TICK_MS;
	if (pane->playing && strcmp(knob->text, knob->last) == 0)
		turn_to(pane, pane->state->clock, knob->first);
}

static void next_variant(struct labpane *pane)
{
	pane->variant++;
	if (pane->variant == lab_program(pane->lab)->n_variants)
		pane->variant = -1;
	request(pane);
}

static void reset(struct labpane *pane)
{
	forget_settings(pane);
	set_as_asked(pane);
	pane->turned = false;
	pane->playing = false;
	request(pane);
}

static void scroll_lines(struct labpane *pane, int rows)
{
	int n = pane->state ? lab_program(pane->lab)->n_defs + pane->state->n_lines : 0;
	pane->first_line = (int)clamp(pane->first_line + rows, n);
}

static void step_clock(struct labpane *pane, int direction)
{
	pane->playing = false;
	turn(pane, pane->state->clock, direction);
}

/* What is explained stands still. */
static void ask_why(struct labpane *pane)
{
	struct lab_cell cell;
	pane->playing = false;
	if (find_cell(pane, &cell))
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

enum reaction labpane_key(struct labpane *pane, int action, const struct input *input,
                          int64_t now_ms)
{
	(void)input;
	const struct lab_knob *knob = knob_at(pane, pane->knob);
	int n_knobs = pane->state ? labpane_knobs(pane)->n_knobs : 0;
	switch (action) {
	case KNOB_DOWN: turn(pane, pane->knob, -1); break;
	case KNOB_UP: turn(pane, pane->knob, 1); break;
	case KNOB_PREVIOUS: pane->knob = wrapped(pane->knob - 1, n_knobs); break;
	case KNOB_NEXT: pane->knob = wrapped(pane->knob + 1, n_knobs); break;
	case KNOB_FIRST: if (knob) turn_to(pane, pane->knob, knob->first); break;
	case KNOB_LAST: if (knob) turn_to(pane, pane->knob, knob->last); break;
	case CELL_UP: move_cell(pane, -1, 0); break;
	case CELL_DOWN: move_cell(pane, 1, 0); break;
	case CELL_LEFT: move_cell(pane, 0, -1); break;
	case CELL_RIGHT: move_cell(pane, 0, 1); break;
	case CLOSER: pane->look.zoom += pane->look.zoom < zoom_most(pane); break;
	case FURTHER: pane->look.zoom -= pane->look.zoom > 0; break;
	case CELL_FIRST: pane->look.col = 0; break;
	case CELL_LAST: move_cell(pane, 0, INT32_MAX); break;
	case PLAY: play(pane, now_ms); break;
	case STEP: step_clock(pane, 1); break;
	case STEP_BACK: step_clock(pane, -1); break;
	case FIGURE_NEXT: choose_figure(pane, 1); break;
	case FIGURE_PREVIOUS: choose_figure(pane, -1); break;
	case VARIANT: next_variant(pane); break;
	case RESET: reset(pane); break;
	case WHY: ask_why(pane); break;
	case SAVE: labpane_save(pane); break;
	case ZOOM: pane->zoomed = !pane->zoomed; break;
	case CONSOLE: return open_console(pane);
	case LINES_UP: scroll_lines(pane, -4); break;
	case LINES_DOWN: scroll_lines(pane, 4); break;
	}
	return REACT_PAINT;
}

bool labpane_is_zoomed(const struct labpane *pane)
{
	return pane && pane->zoomed && pane->focus != LABPANE_ASIDE;
}

static bool has_stop(const struct labpane *pane, enum labpane_focus focus)
{
	return focus == LABPANE_KNOBS || (pane->state && pane->state->n_figures > 0);
}

bool labpane_tab(struct labpane *pane, int direction)
{
	int stop = pane->focus == LABPANE_ASIDE && direction < 0 ? LABPANE_FIGURE + 1
	                                                         : (int)pane->focus;
	for (stop += direction; stop > LABPANE_ASIDE && stop <= LABPANE_FIGURE; stop += direction)
		if (has_stop(pane, (enum labpane_focus)stop)) {
			pane->focus = (enum labpane_focus)stop;
			point(pane);
			return true;
		}
	pane->focus = LABPANE_ASIDE;
	return false;
}

static void click(struct labpane *pane, const struct labpane_hit *hit)
{
	if (hit->knob >= 0) {
		pane->focus = LABPANE_KNOBS;
		pane->knob = hit->knob;
		turn(pane, hit->knob, hit->direction);
	} else if (hit->figure >= 0) {
		pane->focus = LABPANE_FIGURE;
		select_figure(pane, hit->figure);
		pane->pointed |= hit->cell;
		point(pane);
		pane->look.row = hit->cell ? hit->row : pane->look.row;
		pane->look.col = hit->cell ? hit->col : pane->look.col;
		move_cell(pane, 0, 0);
	}
}

static void wheel(struct labpane *pane, const struct labpane_hit *hit, int rows)
{
	if (hit->figure >= 0) {
		select_figure(pane, hit->figure);
		move_cell(pane, rows, 0);
	} else if (hit->program) {
		scroll_lines(pane, rows);
	}
}

void labpane_mouse(struct labpane *pane, int width, int height, const struct input *input)
{
	struct labpane_hit hit = labpane_hit(pane, width, height, input->x, input->y);
	if (input->key == INPUT_CLICK)
		click(pane, &hit);
	else
		wheel(pane, &hit, input->key == INPUT_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
}

/* ---- Time ---- */

/* The lines above what a question asks about that are seen with it. */
enum { ABOVE_ASKED = 2 };

/* A question's lab begins where it asks: at the first line it covers, else at the last. */
static void show_asked(struct labpane *pane)
{
	int n = pane->state->n_lines, i = 0;
	while (i < n - 1 && !(pane->covered && pane->covered[i]))
		i++;
	pane->first_line = 0;
	scroll_lines(pane, lab_program(pane->lab)->n_defs + i - ABOVE_ASKED);
}

static bool take(struct labpane *pane)
{
	struct lab_state *state = live_take(pane->live);
	if (!state)
		return false;
	bool first = !pane->state;
	bool compared = pane->state && pane->state->with && state->with &&
	                pane->state->with->variant == state->with->variant;
	if (pane->state)
		lab_state_unref(pane->state);
	pane->state = state;
	forget_tiles(pane->tiles);
	pane->knob = (int)clamp(pane->knob, labpane_knobs(pane)->n_knobs);
	pane->figure = (int)clamp(pane->figure, state->n_figures);
	pane->top_figure = (int)clamp(pane->top_figure, state->n_figures);
	if (first && pane->question)
		show_asked(pane);
	if (state->with && !compared)
		show_difference(pane);
	point(pane);
	move_cell(pane, 0, 0);
	return true;
}

static bool tick(struct labpane *pane, int64_t now_ms)
{
	if (!pane->playing || now_ms < pane->next_ms || live_busy(pane->live))
		return false;
	const struct lab_knob *knob = knob_at(pane, pane->state->clock);
	pane->next_ms = now_ms + TICK_MS;
	if (!knob || strcmp(knob->text, knob->up) == 0)
		pane->playing = false;
	else
		turn_to(pane, pane->state->clock, knob->up);
	return true;
}

bool labpane_poll(struct labpane *pane, int64_t now_ms)
{
	if (!pane->live)
		return false;
	bool changed = take(pane);
	changed |= take_tile(pane);
	ask_tile(pane);
	return tick(pane, now_ms) || changed;
}

int labpane_timeout(const struct labpane *pane, int64_t now_ms)
{
	if (pane->live && pane->tiles->wants)
		return 0;
	if (!pane->playing || live_busy(pane->live))
		return -1;
	return pane->next_ms > now_ms ? (int)(pane->next_ms - now_ms) : 0;
}
