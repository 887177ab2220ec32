/* Which query may attend to which key: ● and ·, half blocks when there are many. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "draw/grid.h"
#include "draw/pattern.h"
#include "text/utf8.h"

static void sentence(const struct figure *figure, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	char seen[NUMBER_TEXT], all[NUMBER_TEXT];
	if (m.rows == 0 || m.cols == 0 || m.rows > SENTENCE_BUDGET / m.cols) {
		matrix_sentence(figure, out);
		return;
	}
	struct pattern p = pattern_of(&m, mask_shows);
	number_count(p.cells, seen);
	number_count(m.rows * m.cols, all);
	str_addf(out, _("%s of %s pairs are visible; "), seen, all);
	pattern_say(&m, &p, out);
}

static bool column_shows(const struct matrix *m, int64_t col)
{
	int64_t row = 0;
	while (row < m->rows && !mask_shows(m, matrix_at(m, row, col)))
		row++;
	return row < m->rows;
}

/* "hidden; this query sees only image 1", "... sees 0 to 3", "... sees 5 of 7 keys" */
static void add_seen(const struct figure *f, const struct matrix *m, struct row_run run, struct str *out)
{
	char first[LABEL_TEXT], last[LABEL_TEXT];
	label_format(f->col_labels, run.first, first);
	label_format(f->col_labels, run.last, last);
	if (run.count < run.last - run.first + 1)
		str_addf(out, _("hidden; this query sees %lld of %lld keys"), (long long)run.count, (long long)m->cols);
	else if (strcmp(first, last) == 0)
		str_addf(out, _("hidden; this query sees only %s"), first);
	else
		str_addf(out, _("hidden; this query sees %s to %s"), first, last);
}

/* Why a hidden cell is hidden: what its row shows, its column, and the mask as a whole if it is soon read. */
static void add_reason(const struct figure *f, const struct matrix *m, int64_t row, int64_t col,
                       struct str *out)
{
	enum { SOON = 1 << 18 };
	struct pattern p = { .cells = 0 };
	struct row_run run = row_run_of(m, row, mask_shows);
	int64_t own = row + (m->cols > m->rows ? m->cols - m->rows : 0);
	if (m->rows <= SOON / m->cols)
		p = pattern_of(m, mask_shows);
	bool ordered = p.causal || p.window || p.prefix || (p.back && m->rows == m->cols);
	if (run.count == 0)
		str_add(out, _("this query sees nothing: its softmax is nan"));
	else if (ordered && col > own)
		str_add(out, p.prefix && !p.causal ? _("the key comes after the query, and after the prefix")
		                                   : _("the key comes after the query"));
	else if (!column_shows(m, col))
		str_add(out, _("no query sees this key"));
	else if (p.window && col < run.first)
		str_addf(out, _("the key lies before the %lld that this query sees"),
		         (long long)run.count);
	else
		add_seen(f, m, run, out);
}

static void add_verdict(const struct figure *f, const struct matrix *m, int64_t row, int64_t col,
                        struct str *out)
{
	if (mask_shows(m, matrix_at(m, row, col)))
		str_add(out, _("visible"));
	else
		add_reason(f, m, row, col, out);
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	cell_format(figure, row, col, out);
	str_add(out, _(": "));
	add_verdict(figure, &m, row, col, out);
}

/* ---- The picture ---- */

struct paper {
	struct grid grid, other;            /* the other one: to mark what differs from it */
	struct extremes *read, *other_read; /* the latter NULL when there is nothing to compare */
};

static uint32_t glyph(bool on, bool ascii)
{
	static const uint32_t glyphs[2][2] = { { 0xB7, '.' }, { 0x25CF, '#' } };   /* · ● */
	return glyphs[on][ascii];
}

/* Newly visible ◆, newly hidden ◇. */
static uint32_t changed_glyph(bool on, bool ascii)
{
	return on ? (ascii ? '+' : 0x25C6) : (ascii ? '-' : 0x25C7);
}

static bool pixel_visible(const struct grid *g, const struct extremes *read, int px, int py)
{
	return py < g->y.pixels &&
	       mask_shows(&g->m, extremes_peak(grid_at(g, read, px, py), false));
}

/* What a character shows: one pixel, or one above another. */
struct spot {
	bool on[2];
	bool more, less;            /* than the other mask has there */
};

static struct spot spot_at(const struct paper *p, int px, int line)
{
	const struct grid *g = &p->grid;
	struct spot spot = { .more = false };
	for (int i = 0; i < g->per_line; i++) {
		int py = line * g->per_line + i;
		bool on = pixel_visible(g, p->read, px, py);
		bool was = p->other_read ? pixel_visible(&p->other, p->other_read, px, py) : on;
		spot.on[i] = on;
		spot.more |= on && !was;
		spot.less |= was && !on;
	}
	return spot;
}

static uint32_t halves_glyph(const struct spot *spot)
{
	/* · ▄ ▀ █ */
	static const uint32_t glyphs[2][2] = { { 0xB7, 0x2584 }, { 0x2580, 0x2588 } };
	return glyphs[spot->on[0]][spot->on[1]];
}

static void paint_spot(const struct paper *p, struct canvas *canvas, int px, int line)
{
	const struct grid *g = &p->grid;
	struct spot spot = spot_at(p, px, line);
	bool ascii = g->look->ascii, any = spot.on[0] || spot.on[1];
	int x = g->left + px, y = g->top + line;
	if (spot.more || spot.less)
		canvas_char(canvas, x, y, ROLE_WARN, changed_glyph(spot.more, ascii));
	else if (any || px % g->x.span == 0)
		canvas_char(canvas, x, y, any ? ROLE_NUMBER : ROLE_DIM,
		            g->per_line == 2 ? halves_glyph(&spot) : glyph(any, ascii));
}

static void paint_cells(const struct paper *p, struct canvas *canvas)
{
	const struct axis *x = &p->grid.x;
	int down = p->grid.y.span, across = p->grid.per_line == 2 ? 1 : x->span;   /* halves touch */
	for (int line = 0; x->pixels > 0 && line < grid_lines(&p->grid); line += down)
		for (int px = 0; px < x->pixels; px += across)
			paint_spot(p, canvas, px, line);
}

/* [●] where the cells have space between them. */
static void paint_cursor(const struct paper *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	int px = axis_pixel(&g->x, g->cursor_col), py = axis_pixel(&g->y, g->cursor_row);
	int x = g->left + px, y = g->top + py / g->per_line;
	if (!g->look->cursor || px < 0 || py < 0)
		return;
	bool touch = g->per_line == 2 || g->x.span == 1;
	canvas_role(canvas, x, y, touch ? g->x.span : 1, 1, ROLE_CURSOR);
	if (touch)
		return;
	canvas_char(canvas, x - 1, y, ROLE_CURSOR, '[');
	canvas_char(canvas, x + 1, y, ROLE_CURSOR, ']');
}

/*
 * Whole cells where all have room. Else pixels of half a line: they touch, and a
 * triangle looks like one; two columns wide where each is a value and has the room.
 */
static void fit_grid(struct grid *grid, const struct scene *scene, const struct canvas *body)
{
	const struct figure *f = scene->figure;
	int label = grid_label_width(f->col_labels, figure_matrix(f).cols) + 1;
	int wide = !f->col_labels || label < 2 ? 2 : label > 4 ? 4 : label;
	struct grid_wish wish = { .cell_width = wide, .cell_lines = 1, .flush = true };
	grid_fit(grid, scene, &wish, body);
	if (grid->x.block == 1 && grid->y.block == 1)
		return;
	wish = (struct grid_wish){
		.cell_width = 2, .cell_lines = 1, .half = !scene->look->ascii, .flush = true, .square = true,
	};
	grid_fit(grid, scene, &wish, body);
}

static void fit(struct paper *p, const struct scene *scene, const struct canvas *body)
{
	fit_grid(&p->grid, scene, body);
	p->other = p->grid;
	p->other.m = scene->against ? figure_matrix(scene->against) : matrix_of(NULL);
}

static void read_masks(struct paper *p)
{
	p->read = grid_read(&p->grid);
	if (matrix_same_size(&p->grid.m, &p->other.m))
		p->other_read = grid_read(&p->other);
}

static void add_legend(const struct paper *p, struct str *out)
{
	static const struct spot both = { .on = { true, true } };
	bool ascii = p->grid.look->ascii;
	char on[5] = "", off[5] = "";
	utf8_encode(p->grid.per_line == 2 ? halves_glyph(&both) : glyph(true, ascii), on);
	utf8_encode(glyph(false, ascii), off);
	str_addf(out, _("%s may attend  %s may not"), on, off);
}

/* Below: of several pictures once, or where the heading would lose its words to it. */
static bool legend_below(const struct paper *p, const struct scene *scene, const struct canvas *canvas)
{
	struct str legend = STR_INIT;
	add_legend(p, &legend);
	int width = utf8_width(legend.data);
	str_done(&legend);
	return scene->foot || heading_needs(scene->figure, scene->look, width, canvas->width);
}

static void paint_head(const struct paper *p, const struct scene *scene, struct canvas *canvas)
{
	struct str legend = STR_INIT;
	if (scene->panel) {
		canvas_text_cut(canvas, 0, 0, canvas->width, ROLE_CODE, figure_code(scene->figure));
		return;
	}
	if (!legend_below(p, scene, canvas))
		add_legend(p, &legend);
	heading_pair(scene, legend.data, canvas);
	str_done(&legend);
}

static void format_foot(const struct paper *p, const struct scene *scene, const struct canvas *canvas,
                        struct foot *foot)
{
	const struct grid *g = &p->grid;
	if (g->m.rows == 0 || g->m.cols == 0)
		return;
	if (scene->look->cursor) {
		cell_place(scene, &foot->left);
		str_add(&foot->left, _(": "));
		add_verdict(scene->figure, &g->m, g->cursor_row, g->cursor_col, &foot->left);
	}
	if (legend_below(p, scene, canvas))
		add_legend(p, &foot->right);
	struct str blocks = STR_INIT;
	grid_note_blocks(g, _("any"), &blocks);
	foot_say_pixels(foot, scene, blocks.data);
	str_done(&blocks);
	grid_note_page(g, &foot->right);
	if (scene->against)
		str_addf(&foot->right, "%s%s", foot->right.len ? _(", ") : "",
		         g->look->ascii ? _("+ more, - less") : _("◆ more  ◇ less"));
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct paper p = { .read = NULL };
	struct foot foot = FOOT_INIT;
	struct canvas body = body_room(canvas, !scene->foot);
	fit(&p, scene, &body);
	format_foot(&p, scene, canvas, &foot);
	if (!scene->foot && (scene->paired || !foot_fits(&foot, canvas))) {
		body = body_room(canvas, 2);
		fit(&p, scene, &body);
		foot_clear(&foot);
		format_foot(&p, scene, canvas, &foot);
	}
	read_masks(&p);
	paint_cells(&p, &body);
	grid_mark(&p.grid, scene, &body);
	grid_paint_labels(&p.grid, &body);
	paint_cursor(&p, &body);
	if (body.top > canvas->top)
		paint_head(&p, scene, canvas);
	foot_hand(&foot, scene, canvas, body.top - canvas->top + p.grid.top + grid_lines(&p.grid));
	free(p.read);
	free(p.other_read);
}

static int exact(const struct figure *figure, const struct look *look, int width, int room)
{
	enum { AROUND = 3 };   /* heading, ruler, foot */
	const struct grid_wish wish = { .half = !look->ascii };
	(void)width;
	return room <= AROUND ? room
	                      : AROUND + grid_lines_used(figure_matrix(figure).rows, &wish, room - AROUND);
}

static int height(const struct figure *figure, int width)
{
	enum { ALL = 24 };
	int64_t rows = figure_matrix(figure).rows, halves = (rows + 1) / 2;
	(void)width;
	return 3 + (int)(rows <= ALL ? rows : halves < ALL ? halves : ALL);
}

const struct view view_mask = {
	.paint = paint,
	.height = height,
	.exact = exact,
	.extent = matrix_extent,
	.cell = cell,
	.sentence = sentence,
	.zooms = true,
	.by_cells = true,
	.hands_foot = true,
};
