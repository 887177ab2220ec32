/* How the height is shared out, and the figures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"
#include "text/utf8.h"
#include "text/wrap.h"
#include "tui/labcolumns.h"
#include "tui/labfold.h"
#include "tui/labknobs.h"
#include "tui/labpaint.h"
#include "tui/labprogram.h"
#include "tui/labtiles.h"

enum { FIGURE_MIN = 7, FIGURE_LEAST = 4, MAX_FIGURES = 64, SENTENCE_ROWS = 4,
       SAID_ROWS = 4, SAID_LEAST = 2, COVERED_ROWS = 6 };

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

static enum language language_of(const struct labpane *pane)
{
	return pane->look.language;
}

/* Of a lesson: it is as high as it likes, and the page scrolls. */
static bool in_text(const struct labpane *pane)
{
	return !pane->whole && !pane->question;
}

/* ---- The title ---- */

static void paint_title(const struct labpane *pane, struct canvas *canvas)
{
	const char *title = words_in(&lab_program(pane->lab)->title, language_of(pane));
	int x = 1 + canvas_text(canvas, 1, 0, ROLE_DIM, _("lab")) + 2;
	canvas_text_cut(canvas, x, 0, canvas->width - x - 3, ROLE_TITLE,
	                title ? title : lab_name(pane->lab));
	if (pane->live && live_busy(pane->live))
		canvas_text(canvas, canvas->width - 2, 0, ROLE_DIM, "…");
}

/* ---- Figures ---- */

/* The figure as it may be seen now. Its steps are a heap copy, or NULL. */
static struct figure seen(const struct labpane *pane, const struct figure *figure)
{
	struct figure copy = *figure;
	copy.covered = labpane_hides(pane, figure);
	copy.steps = NULL;
	if (figure->n_steps == 0)
		return copy;
	copy.steps = mem_new((size_t)figure->n_steps, sizeof *copy.steps);
	memcpy(copy.steps, figure->steps, (size_t)figure->n_steps * sizeof *copy.steps);
	for (int i = 0; i < copy.n_steps; i++)
		copy.steps[i].covered |= labpane_covers(pane, copy.steps[i].name);
	return copy;
}

/* The same figure of the variant's run; NULL: there is none, or nothing that the variant replaces reaches it. */
static const struct figure *variant_figure(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	return with && i < with->n_figures && pane->reached[i] ? &with->figures[i] : NULL;
}

static void paint_figure(const struct labpane *pane, int i, struct probe *probe,
                         struct canvas *canvas)
{
	struct figure figure = seen(pane, &pane->state->figures[i]);
	const struct figure *with = variant_figure(pane, i);
	struct labtiles_of base = { pane->tiles, -1 }, other = { pane->tiles, pane->variant };
	const struct figure_tiles tiles = { labtiles_find, &base }, with_tiles = { labtiles_find, &other };
	figure.tiles = &tiles;
	struct look look = labpane_look(pane);
	look.cursor = pane->focus == LABPANE_FIGURE && i == pane->figure;
	if (i != pane->figure)
		look.row = look.col = look.zoom = 0;
	look.probe = probe;
	struct figure what_if = with ? *with : figure;
	what_if.tiles = &with_tiles;
	if (with)
		draw_compare(&figure, _("as it is"), &what_if,
		             labpane_variant_name(pane, look.language), &look, canvas);
	else
		draw_figure(&figure, &look, canvas);
	free(figure.steps);
}

/* What the variant does, in words; with canvas NULL only counted. Returns the rows. */
static int difference_rows(const struct labpane *pane, int y, int width, struct canvas *canvas)
{
	struct str text = STR_INIT;
	const struct wrapped place = {
		.y = y, .width = width, .rows = SENTENCE_ROWS, .role = ROLE_WARN,
	};
	int rows = 0;
	if (pane->state->with && pane->state->n_figures > 0 && !variant_figure(pane, pane->top_figure))
		str_addf(&text, "%s ", _("This figure stays as it is."));
	if (labpane_difference(pane, language_of(pane), &text))
		rows = wrapped_paint(&place, text.data, canvas);
	str_done(&text);
	return rows;
}

static int picture_height(const struct labpane *pane, int i, int width)
{
	const struct figure *with = variant_figure(pane, i), *figure = &pane->state->figures[i];
	if (labpane_hides(pane, figure))
		return COVERED_ROWS;
	return with ? draw_compare_height(figure, with, width) : draw_height(figure, width);
}

/* Of `room` rows those in which it shows more, without a cursor or also when one comes. */
static int picture_exact(const struct labpane *pane, int i, bool cursor, int width, int room)
{
	const struct figure *with = variant_figure(pane, i), *figure = &pane->state->figures[i];
	struct look look = labpane_look(pane);
	look.cursor = cursor;
	if (labpane_hides(pane, figure))
		return least(COVERED_ROWS, room);
	return with ? draw_compare_exact(figure, with, &look, width, room)
	            : draw_exact(figure, &look, width, room);
}

/* Below the first picture stands what the variant does. */
static int words_height(const struct labpane *pane, int i, int width)
{
	return i == pane->top_figure ? difference_rows(pane, 0, width, NULL) : 0;
}

static int figure_height(const struct labpane *pane, int i, int width)
{
	return picture_height(pane, i, width) + words_height(pane, i, width);
}

/* The rows in which the figure shows all it has, words included; more only make its cells larger. */
static int figure_exact(const struct labpane *pane, int i, const struct canvas *room)
{
	int words = words_height(pane, i, room->width);
	return words + picture_exact(pane, i, true, room->width, most(room->height - words, 1));
}

struct rows {              /* how the height is shared out */
	int knobs, program, figures, figure_top;
};

struct figure_place {
	int figure, y, rows;             /* its rows; the last of them are words: */
	int words, said;                 /* what the variant does, what stands out */
};

/* Its sentence is found again for each picture: that must not be felt. */
static bool soon_said(const struct figure *figure)
{
	enum { SOON = 1 << 18 };
	int64_t count = 0;
	for (int i = 0; i < figure->n_items; i++)
		count += figure->items[i].tensor ? tensor_count(figure->items[i].tensor) : 0;
	return figure->error.code == ERR_NONE && count <= SOON;
}

/*
 * What stands out in a figure, in `room` rows from y on, if that is enough to say something; with canvas
 * NULL only counted. Nothing before the answer, which it might tell.
 */
static int said_rows(const struct labpane *pane, int i, int y, int room, struct canvas *canvas, int width)
{
	if (in_text(pane) || pane->covering || variant_figure(pane, i))
		return 0;
	struct wrapped place = { .y = y, .width = width, .rows = SAID_ROWS, .role = ROLE_DIM };
	const struct figure *figure = &pane->state->figures[i];
	struct str text = STR_INIT;
	if (soon_said(figure) && !draw_says(figure))
		draw_sentence(figure, language_of(pane), &text);
	int rows = least(wrapped_paint(&place, text.data, NULL), room);
	place.rows = rows;
	if (rows < SAID_LEAST && wrap_count(text.data, width) > rows)
		rows = 0;
	else if (canvas)
		wrapped_paint(&place, text.data, canvas);
	str_done(&text);
	return rows;
}

/* Rows that no figure wants are for words. */
static void place_words(const struct labpane *pane, const struct canvas *room,
                        struct figure_place *places, int n)
{
	int shift = 0, left = room->height - places[n - 1].y - places[n - 1].rows;
	for (int i = 0; i < n; i++) {
		int rows = said_rows(pane, places[i].figure, 0, left, NULL, room->width);
		bool whole = places[i].rows >= figure_exact(pane, places[i].figure, room);
		places[i].y += shift;
		if (!whole)
			continue;
		places[i].said = rows;
		places[i].rows += rows;
		shift += rows;
		left -= rows;
	}
}

/* Rows of the last place that another figure may have, if with them it is seen whole. */
static int spare_rows(const struct labpane *pane, const struct canvas *room, const struct figure_place *last)
{
	int next = last->figure + 1, spare = last->rows - figure_exact(pane, last->figure, room);
	int left = room->height - last->y - last->rows - 1;
	return !in_text(pane) && spare > 0 && figure_exact(pane, next, room) <= left + spare ? spare : 0;
}

/*
 * The figures from `first` on, each as high as it likes while there is room; the last one may be cut, but
 * not below FIGURE_MIN, or has what the one before it can do without. Returns how many there are.
 */
static int place_from(const struct labpane *pane, const struct canvas *room, int first,
                      struct figure_place *places)
{
	int n = 0;
	for (int i = first, y = 0; i < pane->state->n_figures && n < MAX_FIGURES; i++, n++) {
		int wish = figure_height(pane, i, room->width), left = room->height - y;
		if (n > 0 && left < (in_text(pane) ? wish : least(wish, FIGURE_MIN))) {
			int spare = spare_rows(pane, room, &places[n - 1]);
			if (spare == 0)
				break;
			places[n - 1].rows -= spare;
			y -= spare;
			left += spare;
		}
		places[n] = (struct figure_place){
			i, y, least(wish, left), words_height(pane, i, room->width), 0,
		};
		y += places[n].rows + 1;
	}
	if (n > 0)
		place_words(pane, room, places, n);
	/* Alone it has all the room: many views grow with it, but a cover need not. */
	if (n == 1 && !labpane_hides(pane, &pane->state->figures[first]))
		places[0].rows = room->height;
	return n;
}

/* As high as it likes, or where there is no room for that, as it needs to be. */
static int fitted_height(const struct labpane *pane, int i, const struct canvas *room)
{
	int wish = figure_height(pane, i, room->width);
	return wish > room->height ? figure_exact(pane, i, room) : wish;
}

/* The first one of a full page: where all from `first` on leave room, those before it are seen, too. */
static int page_top(const struct labpane *pane, const struct canvas *room, int first)
{
	int rows = -1, i = pane->state->n_figures;
	while (i > 0 && first > 0 && (rows += fitted_height(pane, i - 1, room) + 1) <= room->height)
		i--;
	return least(first, i);
}

/* The selected one is always among them. */
static int place_figures(const struct labpane *pane, const struct canvas *room,
                         struct figure_place *places)
{
	int top = page_top(pane, room, pane->top_figure), n = place_from(pane, room, top, places);
	if (pane->figure >= top && pane->figure < top + n)
		return n;
	return place_from(pane, room, pane->figure, places);
}

static struct canvas picture_room(const struct figure_place *place, const struct canvas *figures)
{
	return canvas_part(figures, 0, place->y, figures->width,
	                   place->rows - place->words - place->said);
}

static struct canvas figures_room(const struct rows *rows, const struct canvas *canvas)
{
	return canvas_part(canvas, 1, rows->figure_top, canvas->width - 2, rows->figures);
}

/* Returns how many there are. Before the selected one of several, in the margin, stands a sign. */
static int paint_figures(const struct labpane *pane, const struct rows *rows, struct canvas *canvas)
{
	struct figure_place places[MAX_FIGURES];
	struct canvas room = figures_room(rows, canvas);
	int n = place_figures(pane, &room, places);
	if (pane->state->n_figures == 0)
		difference_rows(pane, 0, room.width, &room);
	for (int i = 0; i < n; i++) {
		struct canvas part = picture_room(&places[i], &room);
		if (n > 1 && pane->focus != LABPANE_ASIDE && places[i].figure == pane->figure)
			canvas_text(canvas, 0, rows->figure_top + places[i].y, ROLE_KEY, "▸");
		paint_figure(pane, places[i].figure, NULL, &part);
		int below = places[i].y + canvas_rows_used(&part);
		if (places[i].words)
			below += difference_rows(pane, below, room.width, &room);
		int left = places[i].y + places[i].rows - below;   /* a picture may leave more blank */
		said_rows(pane, places[i].figure, below, left, &room, room.width);
	}
	return n;
}

/* The figure at a place of the canvas, and its cell: what is painted there tells. */
static void hit_figure(const struct labpane *pane, const struct canvas *figures, int x, int y,
                       struct labpaint_hit *hit)
{
	struct figure_place places[MAX_FIGURES];
	struct probe probe = { .x = figures->left + x, .y = figures->top + y };
	int n = place_figures(pane, figures, places);
	for (int i = 0; i < n; i++) {
		if (y < places[i].y || y >= places[i].y + places[i].rows)
			continue;
		struct canvas part = picture_room(&places[i], figures);
		hit->figure = places[i].figure;
		paint_figure(pane, places[i].figure, &probe, &part);
	}
	hit->cell = probe.hit;
	hit->row = probe.row;
	hit->col = probe.col;
}

/* "figure 2/3", when not all of them are seen. */
static void paint_figure_place(const struct labpane *pane, int shown, int y, struct canvas *canvas)
{
	int n = pane->state->n_figures;
	if (shown >= n)
		return;
	char text[64];
	snprintf(text, sizeof text, _("figure %d/%d"), pane->figure + 1, n);
	int x = canvas->width - 1 - utf8_width(text) - 4;
	canvas_text(canvas, x, y, ROLE_DIM, text);
	canvas_text(canvas, canvas->width - 4, y, ROLE_KEY, "[ ]");
}

/* ---- All of it ---- */

static int figures_wanted(const struct labpane *pane, int width)
{
	int wanted = 0, words = difference_rows(pane, 0, width, NULL);
	if (pane->state->n_figures == 0)
		return words ? words + 1 : 0;
	for (int i = pane->top_figure; i < pane->state->n_figures; i++)
		wanted += figure_height(pane, i, width) + 1;
	return wanted;
}

/*
 * The first figure is what one came for: it has the rows without which it would be reduced, if what one
 * must see of the program has the others, and a good half of the room if it makes use of that.
 */
static int figure_share(const struct labpane *pane, int width, int room)
{
	int i = pane->top_figure, words, program = least(labprogram_least(pane, width + 2), room / 3);
	if (pane->state->n_figures == 0)
		return least(figures_wanted(pane, width), most(room * 5 / 9, FIGURE_MIN));
	words = words_height(pane, i, width);
	int exact = picture_exact(pane, i, false, width, most(room - program - words, 1)) + words;
	int wish = figure_height(pane, i, width), half = room * 5 / 9;
	if (wish > half)
		wish = picture_exact(pane, i, false, width, most(half - words, 1)) + words;
	return most(exact, wish);
}

/* The figures have their share, the program with its claims has what is left, folded if need be. */
static struct rows share(const struct labpane *pane, int width, int height)
{
	struct rows rows = { .knobs = labknobs_height(pane, width) };
	int top = 2 + rows.knobs, left = height - top, program, room;
	if (pane->whole && pane->zoomed && pane->state->n_figures > 0) {
		rows.figure_top = top;
		rows.figures = left;
		return rows;
	}
	program = labprogram_height(pane, width);
	bool between = figures_wanted(pane, width - 2) > 0 || program > left;   /* what is folded is said there */
	room = most(left - between, 0);
	if (!labfold_opened(pane))
		program = least(program, room - figure_share(pane, width - 2, room));
	rows.program = least(room, most(program, 3));
	left -= rows.program;
	rows.figure_top = top + rows.program + 1;
	rows.figures = left <= FIGURE_LEAST ? 0 : left - 1;   /* none rather than its caption alone */
	return rows;
}

/* "… 5 lines, 2 claims more" */
static void say_rest(const struct labprogram_rest *rest, struct str *out)
{
	struct str lines = STR_INIT, claims = STR_INIT;
	str_addf(&lines, i18n_count("%d line", "%d lines", (unsigned long)rest->lines), rest->lines);
	str_addf(&claims, i18n_count("%d claim", "%d claims", (unsigned long)rest->claims), rest->claims);
	if (rest->lines && rest->claims)
		str_addf(out, _("… %s, %s more"), lines.data, claims.data);
	else if (rest->lines || rest->claims)
		str_addf(out, _("… %s more"), rest->lines ? lines.data : claims.data);
	else if (rest->cut)
		str_add(out, _("… more notes"));
	str_done(&lines);
	str_done(&claims);
}

/* What is folded, in the row below the program; the key opens it, or folds it again, where keys are the lab's. */
static void paint_folded(const struct labpane *pane, const struct rows *rows, struct canvas *canvas)
{
	const struct labprogram_rest rest = labprogram_rest(pane, canvas->width, rows->program);
	int y = 2 + rows->knobs + rows->program;
	bool opened = labfold_opened(pane);
	struct str text = STR_INIT;
	if (rows->program == 0 || y >= canvas->height)
		return;
	say_rest(&rest, &text);
	int x = canvas_text(canvas, 0, y, ROLE_DIM, text.data) + 2;
	if (pane->focus != LABPANE_ASIDE && (text.len || opened))
		x += canvas_text(canvas, x, y, ROLE_KEY, opened ? "PgUp" : "PgDn") + 1;
	if (pane->focus != LABPANE_ASIDE && opened)
		canvas_text(canvas, x, y, ROLE_DIM, _("fold"));
	str_done(&text);
}

/* Above the columns of work, what they count. */
static void paint_work_head(const struct labpane *pane, int from, int y, struct canvas *canvas)
{
	bool clock = pane->state->clock >= 0;
	const char *head = clock ? _(" runs since the clock started, floating-point operations ")
	                         : _(" runs, floating-point operations ");
	int x = canvas->width - 1 - utf8_width(head);
	if (labcolumns_place(pane, canvas->width).work && x > from + 2)
		canvas_text(canvas, x, y, ROLE_DIM, head);
}

static void paint_state(const struct labpane *pane, struct canvas *canvas)
{
	struct rows rows = share(pane, canvas->width, canvas->height);
	struct canvas knobs = canvas_part(canvas, 0, 1, canvas->width, rows.knobs);
	labknobs_paint(pane, &knobs);
	int said = labknobs_paint_rule(pane, 1 + rows.knobs, canvas);
	if (rows.program > 0)
		paint_work_head(pane, said, 1 + rows.knobs, canvas);
	struct canvas program = canvas_part(canvas, 0, 2 + rows.knobs, canvas->width, rows.program);
	labprogram_paint(pane, &program);
	paint_folded(pane, &rows, canvas);
	if (rows.figures > 0)
		paint_figure_place(pane, paint_figures(pane, &rows, canvas), rows.figure_top - 1, canvas);
}

struct labpaint_hit labpaint_hit(const struct labpane *pane, int width, int height, int x, int y)
{
	struct labpaint_hit hit = { .knob = -1, .figure = -1 };
	if (!pane->state || x < 0 || y < 0 || x >= width || y >= height)
		return hit;
	struct rows rows = share(pane, width, height);
	int program = 2 + rows.knobs;
	hit.knob = labknobs_hit(pane, width, x, y - 1, &hit.direction);
	hit.program = y >= program && y < program + rows.program;
	if (rows.figures > 0 && y >= rows.figure_top) {
		struct canvas canvas = canvas_new(width, height), figures = figures_room(&rows, &canvas);
		hit_figure(pane, &figures, x - figures.left, y - figures.top, &hit);
		canvas_free(&canvas);
	}
	return hit;
}

void labpaint_settle(struct labpane *pane, int width, int height)
{
	if (pane->state && labfold_opened(pane))
		pane->first_line = least(pane->first_line,
		                         labprogram_last_page(pane, width, share(pane, width, height).program));
}

int labpaint_rule(const struct labpane *pane, int width)
{
	return 1 + labknobs_height(pane, width);
}

void labpaint_paint(const struct labpane *pane, struct canvas *canvas)
{
	paint_title(pane, canvas);
	if (pane->state) {
		paint_state(pane, canvas);
		return;
	}
	canvas_hline(canvas, 0, 1, canvas->width);
	canvas_text(canvas, 1, 2, ROLE_DIM, _("computing …"));
}

/* All but the figures. */
static int head_height(const struct labpane *pane, int width)
{
	return 2 + labknobs_height(pane, width) + labprogram_height(pane, width);
}

int labpaint_height(const struct labpane *pane, int width)
{
	return pane->state ? head_height(pane, width) + figures_wanted(pane, width - 2) : 3;
}

int labpaint_least(const struct labpane *pane, int width, int page)
{
	if (!pane->state || pane->state->n_figures == 0)
		return 3;
	int figure = 1 + least(page, figure_height(pane, pane->top_figure, width - 2));
	return least(2 * page, head_height(pane, width)) + figure;
}

int labpaint_figures(const struct labpane *pane, int width, int height)
{
	return pane->state ? share(pane, width, height).figure_top : 0;
}
