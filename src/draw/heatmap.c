/* A matrix as colours: half-block pixels, or glyphs where there is no colour. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/grid.h"
#include "draw/scale.h"
#include "text/i18n.h"
#include "text/utf8.h"

enum { RAMP_CELLS = 8 };

struct picture {
	struct grid grid;
	struct scale scale;
	struct survey survey;
	bool glyphs;                    /* no colour: the ramp tells the values */
	const struct matrix *against;   /* or NULL */
	double marked;                  /* differences from here on get a mark */
};

static uint32_t color_of(const struct picture *p, double x)
{
	return scale_color(&p->scale, scale_level(&p->scale, x));
}

static double pixel_value(const struct picture *p, int px, int py)
{
	struct block block = grid_block(&p->grid, px, py);
	return matrix_peak(&p->grid.m, &block, p->scale.diverging);
}

/* Once a value, in the middle of its cell. */
static void paint_mark(const struct picture *p, struct canvas *canvas, int x, int y, enum mark mark)
{
	const struct grid *g = &p->grid;
	int px = x - g->left, py = (y - g->top) * g->per_line;
	if (px % g->x.span == (g->x.span - 1) / 2 && py % g->y.span == 0)
		canvas_char(canvas, x, y, mark == MARK_NEG_INF ? ROLE_DIM : ROLE_WARN,
		            mark_glyph(mark, g->look->ascii));
}

static void paint_glyph(const struct picture *p, struct canvas *canvas, int x, int y, double value)
{
	bool ascii = p->grid.look->ascii;
	if (mark_of(value))
		paint_mark(p, canvas, x, y, mark_of(value));
	else
		canvas_char(canvas, x, y, ROLE_NUMBER,
		            scale_glyph(&p->scale, scale_level(&p->scale, value), ascii));
}

/* Two values above each other. One without a colour leaves its half to the background. */
static void paint_halves(const struct picture *p, struct canvas *canvas, int x, int y,
                         const double *value)
{
	enum mark mark[2] = { mark_of(value[0]), mark_of(value[1]) };
	enum mark worst = mark[0] > mark[1] ? mark[0] : mark[1];
	if ((mark[0] && mark[1]) || worst > MARK_NEG_INF)
		paint_mark(p, canvas, x, y, worst);
	else if (worst)
		canvas_pixel(canvas, x, y, mark[0] ? 0x2584 : 0x2580, color_of(p, value[!!mark[0]]),
		             CANVAS_NO_COLOR);
	else
		canvas_pixel(canvas, x, y, 0x2580, color_of(p, value[0]), color_of(p, value[1]));
}

/* One line of the picture: `value` holds the pixels of its upper and of its lower half. */
static void paint_line(const struct picture *p, struct canvas *canvas, int line,
                       double *const value[2])
{
	const struct grid *g = &p->grid;
	for (int px = 0; px < g->x.pixels; px++) {
		double two[2] = { value[0][px], value[1][px] };
		if (p->glyphs)
			paint_glyph(p, canvas, g->left + px, g->top + line, two[0]);
		else
			paint_halves(p, canvas, g->left + px, g->top + line, two);
	}
}

static void paint_pixels(const struct picture *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	bool two = g->per_line == 2 && g->y.span == 1, by_size = p->scale.diverging;
	double *upper = mem_new((size_t)g->x.pixels + 1, sizeof *upper);
	double *lower = mem_new((size_t)g->x.pixels + 1, sizeof *lower);
	double *value[2] = { upper, two ? lower : upper };
	for (int line = 0; g->x.pixels > 0 && line < grid_lines(g); line++) {
		int py = line * g->per_line;
		grid_peaks(g, py, by_size, upper);
		if (two && py + 1 < g->y.pixels)
			grid_peaks(g, py + 1, by_size, lower);
		else if (two)   /* below the last row: nothing */
			for (int px = 0; px < g->x.pixels; px++)
				lower[px] = -INFINITY;
		paint_line(p, canvas, line, value);
	}
	free(upper);
	free(lower);
}

/* A character on top of a value: its colour stays behind it. */
static void paint_over(const struct picture *p, struct canvas *canvas, int x, int y, enum role role,
                       double value, uint32_t c)
{
	if (p->glyphs || mark_of(value)) {
		canvas_char(canvas, x, y, role, c);
		return;
	}
	uint32_t color = color_of(p, value);
	canvas_pixel(canvas, x, y, c, scale_contrast(color), color);
}

/* [  ] around one line, a box around more. */
static uint32_t frame_char(bool flat, int i, int j, int w, int h)
{
	static const uint32_t box[3][3] = {
		{ 0x250C, 0x2500, 0x2510 },   /* ┌─┐ */
		{ 0x2502, 0, 0x2502 },        /* │ │ */
		{ 0x2514, 0x2500, 0x2518 },   /* └─┘ */
	};
	int across = i == 0 ? 0 : i == w - 1 ? 2 : 1, down = j == 0 ? 0 : j == h - 1 ? 2 : 1;
	if (flat)
		return across == 0 ? '[' : across == 2 ? ']' : 0;
	return box[down][across];
}

static void paint_cursor(const struct picture *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	int px = axis_pixel(&g->x, g->cursor_col), py = axis_pixel(&g->y, g->cursor_row);
	int x = g->left + px, y = g->top + py / g->per_line;
	int w = g->x.span, h = g->y.span > g->per_line ? g->y.span / g->per_line : 1;
	if (!g->look->cursor || px < 0 || py < 0)
		return;
	double value = pixel_value(p, px, py);
	uint32_t diamond = g->look->ascii ? 'X' : 0x25C6;   /* ◆ */
	if (w == 1)
		paint_over(p, canvas, x, y, ROLE_CURSOR, value, diamond);
	for (int j = 0; w > 1 && j < h; j++)
		for (int i = 0; i < w; i++) {
			uint32_t c = frame_char(h == 1 || g->look->ascii, i, j, w, h);
			if (c)
				paint_over(p, canvas, x + i, y + j, ROLE_CURSOR, value, c);
		}
}

/* The scale, low to high: colours, or the ramp. */
static int paint_ramp(const struct picture *p, struct canvas *canvas, int x, int y)
{
	int last = scale_levels(&p->scale) - 1;
	for (int i = 0; i < RAMP_CELLS; i++) {
		int a = 2 * i * last / (2 * RAMP_CELLS - 1);
		int b = (2 * i + 1) * last / (2 * RAMP_CELLS - 1);
		if (p->glyphs)
			canvas_char(canvas, x + i, y, ROLE_NUMBER,
			            scale_glyph(&p->scale, (a + b) / 2, p->grid.look->ascii));
		else
			canvas_pixel(canvas, x + i, y, 0x258C, scale_color(&p->scale, a),
			             scale_color(&p->scale, b));
	}
	return RAMP_CELLS;
}

/* The heading, shortened to the code if the legend would not fit beside it. */
static void paint_head(const struct picture *p, struct canvas *canvas)
{
	char low[NUMBER_TEXT], high[NUMBER_TEXT];
	const struct figure *f = p->grid.figure;
	struct str heading = STR_INIT;
	number_format(p->scale.low, 3, low);
	number_format(p->scale.high, 3, high);
	figure_heading(f, p->grid.look, &heading);
	int legend = utf8_width(low) + utf8_width(high) + RAMP_CELLS + 2;
	int room = canvas->width - legend - 2;
	bool all = utf8_width(heading.data) <= room;
	int used = canvas_text_cut(canvas, 0, 0, canvas->width, ROLE_CODE,
	                           all || room < 1 ? heading.data : figure_code(f));
	str_done(&heading);
	if (used > room || p->survey.finite == 0)
		return;
	int x = canvas->width - legend;
	x += canvas_text(canvas, x, 0, ROLE_DIM, low) + 1;
	x += paint_ramp(p, canvas, x, 0) + 1;
	canvas_text(canvas, x, 0, ROLE_DIM, high);
}

static void add_mark(struct str *note, enum mark mark, int64_t count, bool ascii, const char *word)
{
	char glyph[5] = "";
	if (count == 0)
		return;
	utf8_encode(mark_glyph(mark, ascii), glyph);
	str_addf(note, "%s%s %s", note->len ? ", " : "", glyph, word);
}

static void add_difference(const struct picture *p, struct str *note)
{
	char glyph[5] = "", number[NUMBER_TEXT];
	utf8_encode(difference_glyph(p->grid.look->ascii), glyph);
	number_format(p->marked, 2, number);
	str_addf(note, "%s%s ", note->len ? ", " : "", glyph);
	if (p->marked > 0)
		str_addf(note, _("differs by %s or more"), number);
	else
		str_add(note, _("differs"));
}

/* Names the marks of what is not on the scale. */
static void format_note(const struct picture *p, struct str *note)
{
	const struct survey *s = &p->survey;
	bool ascii = p->grid.look->ascii;
	grid_note(&p->grid, p->scale.diverging ? _("largest |x|") : _("max"), note);
	add_mark(note, MARK_NEG_INF, s->neg_infs, ascii, "-inf");
	add_mark(note, MARK_POS_INF, s->pos_infs, ascii, "inf");
	add_mark(note, MARK_NAN, s->nans, ascii, "nan");
	if (p->against)
		add_difference(p, note);
}

/* Cells that differ: all of them when they are few, else those that differ most. */
static void choose_marks(struct picture *p, const struct matrix *other)
{
	struct difference most;
	int64_t cells;
	if (!other->tensor || other->rows != p->grid.m.rows || other->cols != p->grid.m.cols)
		return;
	if (matrix_differences(&p->grid.m, other, &most, 1, &cells) == 0)
		return;
	p->against = other;
	p->marked = cells * 4 > other->rows * other->cols ? most.largest / 2 : 0;
}

static bool block_differs(const struct picture *p, int px, int py)
{
	double x[AXIS_BLOCK_MAX], y[AXIS_BLOCK_MAX];
	struct block b = grid_block(&p->grid, px, py);
	int n = (int)((b.cols + b.col_step - 1) / b.col_step);
	for (int64_t row = b.row; row < b.row + b.rows; row += b.row_step) {
		matrix_read(&p->grid.m, row, b.col, b.col_step, n, x);
		matrix_read(p->against, row, b.col, b.col_step, n, y);
		for (int i = 0; i < n; i++)
			if (!same_number(x[i], y[i]) && !(fabs(x[i] - y[i]) < p->marked))
				return true;
	}
	return false;
}

static void paint_difference(const struct picture *p, struct canvas *canvas, int px, int py)
{
	const struct grid *g = &p->grid;
	int x = g->left + px + (g->x.span - 1) / 2, y = g->top + py / g->per_line;
	paint_over(p, canvas, x, y, ROLE_WARN, pixel_value(p, px, py),
	           difference_glyph(g->look->ascii));
}

static void paint_marks(const struct picture *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	for (int py = 0; py < g->y.pixels; py += g->y.span)
		for (int px = 0; px < g->x.pixels; px += g->x.span)
			if (block_differs(p, px, py))
				paint_difference(p, canvas, px, py);
}

static struct grid_wish wish_of(const struct scene *scene, bool glyphs)
{
	int label = grid_label_width(scene->figure->col_labels,
	                             figure_matrix(scene->figure).cols) + 1;
	return (struct grid_wish){
		.cell_width = label < 4 ? 4 : label > 8 ? 8 : label,
		.cell_lines = 2,
		.half = !glyphs && !scene->paired,   /* a mark needs a character of its own */
	};
}

static void format_foot(const struct picture *p, const struct scene *scene, struct foot *foot)
{
	if (p->grid.m.rows == 0 || p->grid.m.cols == 0)
		return;
	if (scene->look->cursor)
		cell_short(scene, &foot->left);
	format_note(p, &foot->right);
}

static void fit(struct picture *p, const struct scene *scene, struct canvas *canvas)
{
	struct grid_wish wish = wish_of(scene, p->glyphs);
	grid_fit(&p->grid, scene, &wish, canvas);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	struct matrix m = figure_matrix(f), other = matrix_of(NULL);
	struct picture p = {
		.survey = matrix_survey(&m, PICTURE_BUDGET),
		.glyphs = scene->look->mono || scene->look->ascii,
	};
	struct foot foot = FOOT_INIT;
	struct canvas body = body_room(canvas, 1);
	p.scale = scale_new(f->low, f->high, p.survey.low, p.survey.high);
	fit(&p, scene, &body);
	if (scene->against) {
		other = figure_matrix(scene->against);
		choose_marks(&p, &other);
	}
	format_foot(&p, scene, &foot);
	if (scene->paired || !foot_fits(&foot, canvas)) {
		body = body_room(canvas, 2);
		fit(&p, scene, &body);
	}
	paint_pixels(&p, &body);
	grid_paint_labels(&p.grid, &body);
	if (p.against)
		paint_marks(&p, &body);
	paint_cursor(&p, &body);
	if (body.top > canvas->top)
		paint_head(&p, canvas);
	foot_paint(&foot, canvas, body.top - canvas->top + p.grid.top + grid_lines(&p.grid));
}

static int height(const struct figure *figure, int width)
{
	enum { FEW = 16, TALL = 24 };
	struct matrix m = figure_matrix(figure);
	int64_t block = width > 8 ? m.cols / (width - 8) + 1 : 1;
	int64_t lines = m.rows <= FEW ? m.rows : (m.rows + 2 * block - 1) / (2 * block);
	int64_t big = m.rows <= FEW / 2 && m.cols * 4 + 8 <= width ? 2 : 1;
	bool reduced = block > 1 || m.rows > FEW;
	lines = lines * big < FEW / 2 && reduced && m.rows > FEW ? FEW / 2 : lines * big;
	return 3 + reduced + (int)(lines < TALL ? lines : TALL);
}

const struct view view_heatmap = {
	.paint = paint,
	.height = height,
	.extent = matrix_extent,
	.cell = cell_format,
	.sentence = matrix_sentence,
	.by_cells = true,
};
