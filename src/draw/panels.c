/*
 * Masks or heatmaps of one figure beside each other, in as many lines as the width asks for.
 * Their columns count on from one to the next, so that a cursor walks through all of them;
 * they share the scale and what stands below.
 */
#include <math.h>

#include "base/i18n.h"
#include "draw/grid.h"
#include "text/utf8.h"

enum { GUTTER = 3, SIDE_LEAST = 26, LABELLED = 12, WIDEST = 1000, FOOT = 2 };

struct figure figure_part(const struct figure *figure, int i)
{
	struct figure part = *figure;
	struct matrix first = figure_matrix(figure), own = matrix_of(figure->items[i].tensor);
	part.items = &figure->items[i];
	part.n_items = 1;
	if (own.rows != first.rows) {
		part.row_labels = NULL;
		part.row_name = part.row_words = "";
	}
	if (own.cols != first.cols) {
		part.col_labels = NULL;
		part.col_name = part.col_words = "";
	}
	return part;
}

bool figure_has_panels(const struct figure *figure)
{
	return figure->n_items > 1 && (figure->kind == FIGURE_MASK || figure->kind == FIGURE_HEATMAP);
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	*rows = *cols = 0;
	for (int i = 0; i < figure->n_items; i++) {
		struct matrix m = matrix_of(figure->items[i].tensor);
		*rows = m.rows > *rows ? m.rows : *rows;
		*cols += m.cols;
	}
}

/* The panel that a column is in; *col becomes one of its own. */
static int panel_at(const struct figure *figure, int64_t *col)
{
	int i = 0;
	for (; i < figure->n_items - 1; i++) {
		int64_t cols = matrix_of(figure->items[i].tensor).cols;
		if (*col < cols)
			break;
		*col -= cols;
	}
	return i;
}

/* ---- How they lie ---- */

struct flow {
	int across, lines;          /* panels in a line, and lines of them */
	int width;                  /* of each */
};

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Columns without which a panel's cells touch, and those with which it is as large as it likes. */
static void widths(const struct figure *figure, int *least, int *most)
{
	bool mask = figure->kind == FIGURE_MASK;
	*least = *most = LABELLED;   /* narrower ones go without labels */
	for (int i = 0; i < figure->n_items; i++) {
		struct figure part = figure_part(figure, i);
		struct matrix m = figure_matrix(&part);
		int label = grid_label_width(part.row_labels, m.rows) + 1;
		int head = utf8_width(figure_code(&part));
		int64_t close = label + (mask ? 2 : 1) * m.cols;
		int64_t wide = label + (mask && !part.col_labels ? 2 : mask ? 4 : 8) * m.cols;
		*least = (int)larger(*least, smaller(larger(close, head), SIDE_LEAST));
		*most = (int)larger(*most, smaller(larger(wide, head), WIDEST));
	}
}

static struct flow flow_of(const struct figure *figure, int width)
{
	int n = figure->n_items, least, most;
	struct flow flow = { .across = n };
	widths(figure, &least, &most);
	while (flow.across > 1 && (width + GUTTER) / flow.across - GUTTER < least)
		flow.across--;
	flow.lines = (n + flow.across - 1) / flow.across;
	flow.across = (n + flow.lines - 1) / flow.lines;   /* as many in each line */
	flow.width = (width + GUTTER) / flow.across - GUTTER;
	flow.width = flow.width < most ? flow.width : most;
	return flow;
}

static bool fits(const struct figure *figure, int width)
{
	return flow_of(figure, width).lines == 1;
}

static int part_height(const struct figure *figure, int i, int width)
{
	struct figure part = figure_part(figure, i);
	return view_of(&part)->height(&part, width) - 1;   /* what stands below is shared */
}

static int line_height(const struct figure *figure, const struct flow *flow, int line)
{
	int rows = 0;
	for (int i = line * flow->across; i < (line + 1) * flow->across && i < figure->n_items; i++) {
		int own = part_height(figure, i, flow->width);
		rows = own > rows ? own : rows;
	}
	return rows;
}

static int height(const struct figure *figure, int width)
{
	struct flow flow = flow_of(figure, width);
	int rows = FOOT;
	for (int line = 0; line < flow.lines; line++)
		rows += line_height(figure, &flow, line) + (line > 0);
	return rows;
}

static int exact(const struct figure *figure, const struct look *look, int width, int room)
{
	struct flow flow = flow_of(figure, width);
	int foot = 1 + look->cursor, most = 0, gaps = flow.lines - 1, own = (room - foot - gaps) / flow.lines;
	for (int i = 0; own > 0 && i < figure->n_items; i++) {
		struct figure part = figure_part(figure, i);
		int rows = view_exact(&part, look, flow.width, own + 1) - 1;   /* what stands below is shared */
		most = rows > most ? rows : most;
	}
	return own > 0 ? foot + gaps + flow.lines * most : room;
}

/* ---- Painting ---- */

static void share_scale(struct figure *figure)
{
	struct extremes all = EXTREMES_NONE;
	for (int i = 0; i < figure->n_items; i++)
		items_join(&figure->items[i], &all);
	if (all.low > all.high)
		return;
	figure->low = isfinite(figure->low) ? figure->low : fmin(all.low, 0);
	figure->high = isfinite(figure->high) ? figure->high : all.high;
}

struct sheet {
	const struct scene *scene;
	struct figure figure;       /* with the scale that all share */
	struct foot foot;
	int cursor;                 /* the panel it is in */
	int64_t col;                /* and the column there */
	int64_t passed;             /* columns of the panels before */
};

static void paint_panel(struct sheet *sheet, int i, struct canvas *canvas)
{
	const struct scene *all = sheet->scene;
	struct figure part = figure_part(&sheet->figure, i), other;
	struct look look = *all->look;
	struct probe probe = { .x = -1 };
	look.col = sheet->col;
	look.cursor = all->look->cursor && i == sheet->cursor;
	if (look.probe) {
		probe = *look.probe;
		look.probe = &probe;
		probe.hit = false;
	}
	struct scene scene = { .figure = &part, .look = &look, .paired = true, .foot = &sheet->foot,
	                       .panel = true };
	if (all->against && i < all->against->n_items) {
		other = figure_part(all->against, i);
		scene.against = &other;
	}
	scene_paint(&scene, canvas);
	if (probe.hit)
		*all->look->probe = (struct probe){ probe.x, probe.y, true, probe.row, probe.col + sheet->passed };
	sheet->passed += figure_matrix(&part).cols;
}

static int paint_line(struct sheet *sheet, const struct flow *flow, int line, struct canvas *canvas)
{
	for (int k = 0; k < flow->across; k++) {
		int i = line * flow->across + k;
		struct canvas panel = canvas_part(canvas, k * (flow->width + GUTTER), 0, flow->width,
		                                  canvas->height);
		if (i < sheet->figure.n_items)
			paint_panel(sheet, i, &panel);
	}
	return canvas_rows_used(canvas);
}

/* What all of them have in common. */
static void say_axes(const struct scene *scene, struct str *out)
{
	struct figure common = *scene->figure;
	for (int i = 0; i < scene->figure->n_items; i++) {
		struct figure part = figure_part(scene->figure, i);
		if (!part.row_words || !*part.row_words)
			common.row_words = NULL;
		if (!part.col_words || !*part.col_words)
			common.col_words = NULL;
	}
	figure_say_axes(&common, scene->look, out);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct flow flow = flow_of(scene->figure, canvas->width);
	struct sheet sheet = { .scene = scene, .figure = *scene->figure, .foot = FOOT_INIT };
	int foot = scene->foot ? 0 : canvas->height >= 8 && scene->look->cursor ? FOOT : canvas->height >= 4;
	int y = 0;
	int64_t rows, cols, row;
	extent(scene->figure, &rows, &cols);
	look_clamp(scene->look, rows, cols, &row, &sheet.col);
	sheet.cursor = panel_at(scene->figure, &sheet.col);
	if (scene->figure->kind == FIGURE_HEATMAP && !scene->paired)
		share_scale(&sheet.figure);
	say_axes(scene, &sheet.foot.axes);
	for (int line = 0; line < flow.lines; line++) {
		int more = flow.lines - line - 1, left = (canvas->height - foot - y + more) / (more + 1);
		int wish = line_height(scene->figure, &flow, line) + 1;
		struct canvas part = canvas_part(canvas, 0, y, canvas->width, wish < left ? wish : left);
		int used = paint_line(&sheet, &flow, line, &part);
		y += used < part.height && line + 1 < flow.lines ? used + 1 : used;
	}
	foot_hand(&sheet.foot, scene, canvas, y);
}

/* ---- Words ---- */

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	int i = panel_at(figure, &col);
	struct figure part = figure_part(figure, i);
	int64_t rows = figure_matrix(&part).rows;
	if (rows > 0)
		view_of(&part)->cell(&part, row < rows ? row : rows - 1, col, out);
}

static bool target(const struct figure *figure, int64_t row, int64_t col, struct draw_target *out)
{
	int item = panel_at(figure, &col);
	int64_t rows = matrix_of(figure->items[item].tensor).rows;
	*out = (struct draw_target){ .item = item, .row = row < rows ? row : rows - 1, .col = col };
	return rows > 0;
}

static void say_each(const struct figure *figure, struct str *out)
{
	for (int i = 0; i < figure->n_items; i++) {
		struct figure part = figure_part(figure, i);
		str_addf(out, "%s%s%s", i ? " " : "", figure_code(&part), _(": "));
		view_of(&part)->sentence(&part, out);
	}
}

/* "causal 1 at (0, 0)" */
static void say_largest(const struct figure *part, const struct survey *s, struct str *out)
{
	char number[NUMBER_TEXT];
	struct str place = STR_INIT;
	number_format(s->high, 3, number);
	place_format(part, s->high_row, s->high_col, &place);
	str_addf(out, _("%s %s at %s"), figure_code(part), number, place.data);
	str_done(&place);
}

/* Of numbers what can be compared. */
static void say_numbers(const struct figure *figure, struct str *out)
{
	struct str list = STR_INIT;
	bool one = true;
	for (int i = 0; i < figure->n_items; i++) {
		struct figure part = figure_part(figure, i);
		struct matrix m = figure_matrix(&part);
		struct survey s = matrix_survey(&m, SENTENCE_BUDGET);
		one = one && matrix_shares_one(&m);
		if (s.finite == 0)
			continue;
		str_add(&list, list.len ? ", " : "");
		say_largest(&part, &s, &list);
	}
	str_add(out, one ? _("Each row shares out 1. ") : "");
	if (list.len > 0)
		str_addf(out, _("The largest of each: %s."), list.data);
	else
		say_each(figure, out);
	str_done(&list);
}

static void sentence(const struct figure *figure, struct str *out)
{
	bool numbers = figure->kind == FIGURE_HEATMAP;
	for (int i = 0; i < figure->n_items; i++) {
		struct figure part = figure_part(figure, i);
		numbers = numbers && !figure_outlined(&part);
	}
	if (numbers)
		say_numbers(figure, out);
	else
		say_each(figure, out);
}

/* On the largest number of all of them. */
static void start(const struct figure *figure, int64_t *row, int64_t *col)
{
	double most = -INFINITY;
	int64_t passed = 0;
	for (int i = 0; i < figure->n_items && figure->kind == FIGURE_HEATMAP && !figure_outlined(figure); i++) {
		struct matrix m = matrix_of(figure->items[i].tensor);
		struct survey all = matrix_survey(&m, PICTURE_BUDGET / figure->n_items);
		if (all.finite > 0 && all.high > most) {
			most = all.high;
			*row = all.high_row;
			*col = passed + all.high_col;
		}
		passed += m.cols;
	}
}

const struct view view_panels = {
	.paint = paint,
	.height = height,
	.exact = exact,
	.extent = extent,
	.start = start,
	.cell = cell,
	.target = target,
	.sentence = sentence,
	.zooms = true,
	.by_cells = true,
	.scaled = true,
	.wide = true,
	.fits = fits,
	.hands_foot = true,
};
