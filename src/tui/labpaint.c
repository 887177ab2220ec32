/* How a lab looks: title, knobs, program with shapes, figures, the cell under the cursor. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"
#include "text/utf8.h"
#include "tui/labpane.h"
#include "tui/labprogram.h"

enum { KNOB_GAP = 3, FIGURE_MIN = 7, FIGURE_GOOD = 18, MAX_KNOBS = 64, MAX_FIGURES = 64,
       SENTENCE_ROWS = 4,
       CLAIMS_MIN = 2, CLAIMS_FROM = 27 };

static enum language language_of(const struct labpane *pane)
{
	return pane->look.language;
}

/* ---- Knobs ---- */

struct knob_box {
	int x, y, width;       /* all of it */
	int value;             /* where "◂ 10 ▸" begins */
};

static void knob_value(const struct labpane *pane, int i, char *out, size_t size)
{
	const struct lab_knob *knob = &labpane_knobs(pane)->knobs[i];
	if (i == labpane_knobs(pane)->clock)
		snprintf(out, size, "%s/%s", knob->text, knob->last);
	else
		snprintf(out, size, "%s", knob->text);
}

/* "▸▸ " before a clock that plays, "‖ " before one that stands. */
static const char *clock_sign(const struct labpane *pane, int i)
{
	if (i != labpane_knobs(pane)->clock)
		return "";
	return pane->playing ? "▸▸ " : "‖ ";
}

/* Returns the rows they take. */
static int place_knobs(const struct labpane *pane, int width, struct knob_box *boxes)
{
	int n = pane->state ? labpane_knobs(pane)->n_knobs : 0, x = 1, y = 0;
	for (int i = 0; i < n && i < MAX_KNOBS; i++) {
		char value[64];
		knob_value(pane, i, value, sizeof value);
		int before = utf8_width(clock_sign(pane, i)) +
		             utf8_width(labpane_knobs(pane)->knobs[i].name) + 1;
		int w = before + utf8_width(value) + 4;
		if (x > 1 && x + w > width) {
			x = 1;
			y++;
		}
		boxes[i] = (struct knob_box){ .x = x, .y = y, .width = w, .value = x + before };
		x += w + KNOB_GAP;
	}
	return n > 0 ? y + 1 : 0;
}

static void paint_knob(const struct labpane *pane, int i, const struct knob_box *box,
                       struct canvas *canvas)
{
	const struct lab_knob *knob = &labpane_knobs(pane)->knobs[i];
	bool focused = pane->focus == LABPANE_KNOBS && pane->knob == i;
	char value[64];
	knob_value(pane, i, value, sizeof value);
	int x = box->x + canvas_text(canvas, box->x, box->y, ROLE_KEY, clock_sign(pane, i));
	canvas_text(canvas, x, box->y, ROLE_TEXT, knob->name);
	bool first = strcmp(knob->text, knob->down) == 0, last = strcmp(knob->text, knob->up) == 0;
	canvas_text(canvas, box->value, box->y, ROLE_KEY, first ? " " : "◂");
	int w = canvas_text(canvas, box->value + 2, box->y, ROLE_NUMBER, value);
	canvas_text(canvas, box->value + 3 + w, box->y, ROLE_KEY, last ? " " : "▸");
	if (focused)
		canvas_role(canvas, box->value, box->y, w + 4, 1, ROLE_CURSOR);
}

static void hit_knob(const struct labpane *pane, int width, int x, int y, struct labpane_hit *hit)
{
	struct knob_box boxes[MAX_KNOBS];
	place_knobs(pane, width, boxes);
	for (int i = 0; i < labpane_knobs(pane)->n_knobs && i < MAX_KNOBS; i++) {
		const struct knob_box *box = &boxes[i];
		if (y == box->y + 1 && x >= box->x && x < box->x + box->width) {
			hit->knob = i;
			hit->direction = x < box->value + 2 ? -1 : 1;
		}
	}
}

/* ---- The top: title, knobs, rule ---- */

static void paint_title(const struct labpane *pane, struct canvas *canvas)
{
	const char *title = words_in(&lab_program(pane->lab)->title, language_of(pane));
	int x = 1 + canvas_text(canvas, 1, 0, ROLE_DIM, _("lab")) + 2;
	canvas_text_cut(canvas, x, 0, canvas->width - x - 3, ROLE_TITLE,
	                title ? title : lab_name(pane->lab));
	if (pane->live && live_busy(pane->live))
		canvas_text(canvas, canvas->width - 2, 0, ROLE_DIM, "…");
}

/* What the selected knob means, in the rule below the knobs. */
static void paint_rule(const struct labpane *pane, int y, struct canvas *canvas)
{
	canvas_hline(canvas, 0, y, canvas->width);
	if (pane->focus != LABPANE_KNOBS || !pane->state || pane->knob >= labpane_knobs(pane)->n_knobs)
		return;
	const struct lab_knob *knob = &labpane_knobs(pane)->knobs[pane->knob];
	const char *caption = words_in(&knob->caption, language_of(pane));
	struct str text = STR_INIT;
	str_addf(&text, " %s", knob->name);
	if (caption)
		str_addf(&text, ": %s", caption);
	str_addf(&text, "  %s … %s ", knob->first, knob->last);
	canvas_text_cut(canvas, 2, y, canvas->width - 4, ROLE_DIM, text.data);
	str_done(&text);
}

/* ---- Figures ---- */

bool labpane_hides(const struct labpane *pane, const struct figure *figure)
{
	for (int i = 0; figure->kind != FIGURE_SHAPES && i < figure->n_items; i++)
		if (figure->items[i].code && labpane_covers(pane, figure->items[i].code))
			return true;
	return figure->covered;
}

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

static const struct figure *variant_figure(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	return with && i < with->n_figures ? &with->figures[i] : NULL;
}

static void paint_figure(const struct labpane *pane, int i, struct probe *probe,
                         struct canvas *canvas)
{
	struct figure figure = seen(pane, &pane->state->figures[i]);
	const struct figure *with = variant_figure(pane, i);
	struct labtiles_of base = { pane->tiles, -1 }, other = { pane->tiles, pane->variant };
	const struct figure_tiles tiles = { labtiles_find, &base }, with_tiles = { labtiles_find, &other };
	figure.tiles = &tiles;
	struct look look = pane->look;
	look.ascii = pane->app->glyphs != GLYPHS_ALL;
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
	if (labpane_difference(pane, language_of(pane), &text))
		rows = wrapped_paint(&place, text.data, canvas);
	str_done(&text);
	return rows;
}

static int picture_height(const struct labpane *pane, int i, int width)
{
	const struct figure *with = variant_figure(pane, i), *figure = &pane->state->figures[i];
	return with ? draw_compare_height(figure, with, width) : draw_height(figure, width);
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

static bool is_blank(const struct canvas *canvas, int y)
{
	for (int x = 0; x < canvas->width; x++)
		if (canvas_at(canvas, x, y)->c[0] != ' ')
			return false;
	return true;
}

/* A picture may take less than it would like. */
static int used_rows(const struct canvas *canvas)
{
	int rows = canvas->height;
	while (rows > 0 && is_blank(canvas, rows - 1))
		rows--;
	return rows;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

struct figure_place {
	int figure, y, rows, words;      /* its rows, and the last of them are the variant's words */
};

/*
 * The figures from `first` on, each as high as it likes while there is room; the last
 * one may be cut, but not below FIGURE_MIN. Returns how many there are.
 */
static int place_from(const struct labpane *pane, const struct canvas *room, int first,
                      struct figure_place *places)
{
	int n = 0;
	for (int i = first, y = 0; i < pane->state->n_figures && n < MAX_FIGURES; i++, n++) {
		int wish = figure_height(pane, i, room->width), left = room->height - y;
		if (n > 0 && left < least(wish, FIGURE_MIN))
			break;
		places[n] = (struct figure_place){
			i, y, least(wish, left), words_height(pane, i, room->width),
		};
		y += places[n].rows + 1;
	}
	return n;
}

/* The selected one is always among them. */
static int place_figures(const struct labpane *pane, const struct canvas *room,
                         struct figure_place *places)
{
	int n = place_from(pane, room, pane->top_figure, places);
	if (pane->figure >= pane->top_figure && pane->figure < pane->top_figure + n)
		return n;
	return place_from(pane, room, pane->figure, places);
}

static struct canvas picture_room(const struct figure_place *place, const struct canvas *figures)
{
	return canvas_part(figures, 0, place->y, figures->width, place->rows - place->words);
}

/* Returns how many there are. */
static int paint_figures(const struct labpane *pane, struct canvas *canvas)
{
	struct figure_place places[MAX_FIGURES];
	int n = place_figures(pane, canvas, places);
	if (pane->state->n_figures == 0)
		difference_rows(pane, 0, canvas->width, canvas);
	for (int i = 0; i < n; i++) {
		struct canvas part = picture_room(&places[i], canvas);
		paint_figure(pane, places[i].figure, NULL, &part);
		if (places[i].words)
			difference_rows(pane, places[i].y + used_rows(&part), canvas->width, canvas);
	}
	return n;
}

/* The figure at a place of the canvas, and its cell: what is painted there tells. */
static void hit_figure(const struct labpane *pane, const struct canvas *figures, int x, int y,
                       struct labpane_hit *hit)
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

/* ---- Claims: what must hold, checked at these knobs ---- */

static int claims_height(const struct labpane *pane)
{
	return pane->covering ? 0 : pane->state->n_claims;
}

static int claims_held(const struct lab_state *state)
{
	int held = 0;
	for (int i = 0; i < state->n_claims; i++)
		held += state->claims[i].holds;
	return held;
}

/* What the variant makes of a claim that holds without it; NULL: it holds with it, too. */
static const struct lab_claim *broken_claim(const struct labpane *pane, int i)
{
	const struct lab_state *with = pane->state->with;
	bool breaks = with && i < with->n_claims && !with->claims[i].holds;
	return breaks && pane->state->claims[i].holds ? &with->claims[i] : NULL;
}

static void say_claims(const struct lab_state *state, struct str *out)
{
	int n = state->n_claims, failed = n - claims_held(state);
	if (failed == 0)
		str_addf(out, i18n_count("%d claim holds", "%d claims hold", (unsigned long)n), n);
	else
		str_addf(out, _("%d of %d claims do not hold"), failed, n);
}

/* "the image asks: out.shape == (Nt, hidden) fails", and how many more. */
static void say_broken(const struct labpane *pane, struct str *out)
{
	const struct lab_claim *first = NULL;
	int more = -1;
	for (int i = 0; i < pane->state->n_claims; i++) {
		const struct lab_claim *claim = broken_claim(pane, i);
		more += claim != NULL;
		first = first ? first : claim;
	}
	str_addf(out, "%s: ", labpane_variant_name(pane, language_of(pane)));
	if (first)
		str_addf(out, _("%s fails"), first->code);
	else
		say_claims(pane->state->with, out);
	if (more > 0)
		str_addf(out, _(" (and %d more)"), more);
}

/* Where there is no room for each of them: "as it is: 3 claims hold · the image asks: S fails" */
static void paint_claims_together(const struct labpane *pane, int y, struct canvas *canvas)
{
	bool failed = claims_held(pane->state) < pane->state->n_claims, with = pane->state->with;
	struct str text = STR_INIT;
	if (with)
		str_addf(&text, "%s: ", _("as it is"));
	say_claims(pane->state, &text);
	canvas_text(canvas, 1, y, failed ? ROLE_WARN : ROLE_GOOD, failed ? "✗" : "✓");
	int x = 3 + canvas_text_cut(canvas, 3, y, canvas->width - 4, failed ? ROLE_WARN : ROLE_DIM,
	                            text.data);
	str_clear(&text);
	if (with) {
		str_add(&text, "  ≠ ");
		say_broken(pane, &text);
		canvas_text_cut(canvas, x, y, canvas->width - x - 1, ROLE_WARN, text.data);
	}
	str_done(&text);
}

/* Where the sentences begin: behind the longest code that leaves room for them. */
static int sentence_column(const struct labpane *pane, int width)
{
	int column = 0;
	for (int i = 0; i < pane->state->n_claims; i++) {
		int w = 3 + utf8_width(pane->state->claims[i].code) + 3;
		column = w > column && w <= width / 2 ? w : column;
	}
	return column;
}

static const char *why_not(const struct lab_claim *claim)
{
	return claim->error.code != ERR_NONE ? claim->error.text : claim->values;
}

/* Behind a claim: what it says or, of one that does not hold, what was found. */
static void add_sentence(const struct labpane *pane, int i, struct str *out)
{
	const struct lab_claim *claim = &pane->state->claims[i], *broken = broken_claim(pane, i);
	const char *sentence = claim->holds ? words_in(&claim->sentence, language_of(pane))
	                                    : why_not(claim);
	if (broken) {
		str_addf(out, "≠ %s: ", labpane_variant_name(pane, language_of(pane)));
		str_add(out, why_not(broken) ? why_not(broken) : _("does not hold"));
	} else if (sentence) {
		str_add(out, sentence);
	}
}

static void paint_claim(const struct labpane *pane, int i, int column, int y, struct canvas *canvas)
{
	const struct lab_claim *claim = &pane->state->claims[i];
	bool fine = claim->holds && !broken_claim(pane, i);
	struct str sentence = STR_INIT;
	add_sentence(pane, i, &sentence);
	canvas_text(canvas, 1, y, claim->holds ? ROLE_GOOD : ROLE_WARN, claim->holds ? "✓" : "✗");
	int x = 3 + canvas_text_cut(canvas, 3, y, canvas->width - 4, ROLE_CODE, claim->code) + 3;
	x = x < column ? column : x;
	if (x < canvas->width - 8)
		canvas_text_cut(canvas, x, y, canvas->width - x - 1, fine ? ROLE_DIM : ROLE_WARN,
		                sentence.data);
	str_done(&sentence);
}

static void paint_claims(const struct labpane *pane, int y, int rows, struct canvas *canvas)
{
	if (rows < pane->state->n_claims) {
		paint_claims_together(pane, y, canvas);
		return;
	}
	int column = sentence_column(pane, canvas->width);
	for (int i = 0; i < pane->state->n_claims; i++)
		paint_claim(pane, i, column, y + i, canvas);
}

/* ---- All of it ---- */

struct rows {              /* how the height is shared out */
	int knobs, program, claims, figures, figure_top;
};

static int figures_wanted(const struct labpane *pane, int width)
{
	int wanted = 0, words = difference_rows(pane, 0, width, NULL);
	if (pane->state->n_figures == 0)
		return words ? words + 1 : 0;
	for (int i = pane->top_figure; i < pane->state->n_figures; i++)
		wanted += figure_height(pane, i, width) + 1;
	return wanted;
}

/* What stays for them however long the program is; little room is the figures', unless one fails. */
static int claims_wanted(const struct labpane *pane, int room)
{
	bool fails = claims_held(pane->state) < claims_height(pane);
	return claims_height(pane) > 0 && (fails || room >= CLAIMS_FROM) ? CLAIMS_MIN : 0;
}

/* The rows for claims, with the blank one before them: each has its own, or one is for all. */
static int share_claims(const struct labpane *pane, int left, int figures, bool reserved)
{
	int all = claims_height(pane);
	if (all == 0)
		return 0;
	if (left - all - 1 >= least(figures, FIGURE_GOOD))
		return all + 1;
	return reserved || left - CLAIMS_MIN >= least(figures, FIGURE_GOOD) ? CLAIMS_MIN : 0;
}

/* The first figure is what one came for: up to a good half of the room, and a least height. */
static int figure_share(const struct labpane *pane, int width, int room)
{
	int wanted = figures_wanted(pane, width), most = room * 5 / 9;
	if (pane->state->n_figures > 0)
		wanted = figure_height(pane, pane->top_figure, width) + 1;
	return least(wanted, most > FIGURE_MIN + 1 ? most : FIGURE_MIN + 1);
}

/*
 * The figures have their share and the claims mostly a row, the program comes next;
 * each claim has a row only where there is room left.
 */
static struct rows share(const struct labpane *pane, int width, int height)
{
	struct knob_box boxes[MAX_KNOBS];
	struct rows rows = { .knobs = place_knobs(pane, width, boxes) };
	int top = 2 + rows.knobs, left = height - top;
	if (pane->whole && pane->zoomed && pane->state->n_figures > 0) {
		rows.figure_top = top;
		rows.figures = left;
		return rows;
	}
	int program = labprogram_height(pane, width), wanted = figures_wanted(pane, width - 2);
	int claims = claims_wanted(pane, left);
	left -= claims;
	rows.program = least(program, left - figure_share(pane, width - 2, left));
	if (rows.program < 3)
		rows.program = least(left, 3);
	left -= rows.program;
	left += claims;
	rows.claims = share_claims(pane, left, wanted, claims > 0);
	left -= rows.claims;
	rows.figure_top = top + rows.program + rows.claims + 1;
	rows.figures = left - 1;
	return rows;
}

static struct canvas figures_room(const struct rows *rows, const struct canvas *canvas)
{
	return canvas_part(canvas, 1, rows->figure_top, canvas->width - 2, rows->figures);
}

static void paint_state(const struct labpane *pane, struct canvas *canvas)
{
	struct rows rows = share(pane, canvas->width, canvas->height);
	struct knob_box boxes[MAX_KNOBS];
	struct canvas knobs = canvas_part(canvas, 0, 1, canvas->width, rows.knobs);
	place_knobs(pane, canvas->width, boxes);
	for (int i = 0; i < labpane_knobs(pane)->n_knobs && i < MAX_KNOBS; i++)
		paint_knob(pane, i, &boxes[i], &knobs);
	paint_rule(pane, 1 + rows.knobs, canvas);
	struct canvas program = canvas_part(canvas, 0, 2 + rows.knobs, canvas->width, rows.program);
	labprogram_paint(pane, &program);
	if (rows.claims)
		paint_claims(pane, 3 + rows.knobs + rows.program, rows.claims - 1, canvas);
	if (rows.figures > 0) {
		struct canvas figures = figures_room(&rows, canvas);
		paint_figure_place(pane, paint_figures(pane, &figures), rows.figure_top - 1, canvas);
	}
}

struct labpane_hit labpane_hit(const struct labpane *pane, int width, int height, int x, int y)
{
	struct labpane_hit hit = { .knob = -1, .figure = -1 };
	if (!pane->state || x < 0 || y < 0 || x >= width || y >= height)
		return hit;
	struct rows rows = share(pane, width, height);
	int program = 2 + rows.knobs;
	hit_knob(pane, width, x, y, &hit);
	hit.program = y >= program && y < program + rows.program;
	if (rows.figures > 0 && y >= rows.figure_top) {
		struct canvas canvas = canvas_new(width, height), figures = figures_room(&rows, &canvas);
		hit_figure(pane, &figures, x - figures.left, y - figures.top, &hit);
		canvas_free(&canvas);
	}
	return hit;
}

int labpane_rule(const struct labpane *pane, int width)
{
	struct knob_box boxes[MAX_KNOBS];
	return 1 + place_knobs(pane, width, boxes);
}

void labpane_paint(const struct labpane *pane, struct canvas *canvas)
{
	paint_title(pane, canvas);
	if (pane->state) {
		paint_state(pane, canvas);
		return;
	}
	canvas_hline(canvas, 0, 1, canvas->width);
	canvas_text(canvas, 1, 2, ROLE_DIM, _("computing …"));
}

int labpane_height(const struct labpane *pane, int width)
{
	if (!pane->state)
		return 3;
	struct knob_box boxes[MAX_KNOBS];
	int rows = 2 + place_knobs(pane, width, boxes) + labprogram_height(pane, width);
	if (claims_height(pane) > 0)
		rows += 1 + claims_height(pane);
	return rows + figures_wanted(pane, width - 2);
}
