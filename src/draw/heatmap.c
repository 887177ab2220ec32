/* A matrix as colours: half-block pixels, or glyphs where there is no colour. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "draw/grid.h"
#include "draw/ramp.h"
#include "text/utf8.h"

enum { GREY = 0x808080 };

struct picture {
	struct grid grid;
	struct extremes *read;          /* of the grid's blocks */
	struct extremes range;          /* of the whole */
	struct ramp ramp;               /* the scale, and the bar that explains it */
	bool ramp_below;                /* the bar stands in the foot, not in the heading */
	bool zeros;                     /* 0 has a mark: what a mask hid is no small weight */
	int decimals, number;           /* of the numbers in the cells; their width, 0 = none */
	const struct matrix *against;   /* or NULL */
	double marked;                  /* differences from here on get a mark */
};

static uint32_t color_of(const struct picture *p, double x)
{
	return ramp_color(&p->ramp, x);
}

static double pixel_value(const struct picture *p, int px, int py)
{
	const struct extremes *e = grid_at(&p->grid, p->read, px, py);
	return p->grid.figure->mean ? extremes_mean(e) : extremes_peak(e, p->ramp.scale.diverging);
}

/* The same as it is painted: what has no colour is -inf. */
static double painted_value(const struct picture *p, int px, int py)
{
	double x = pixel_value(p, px, py);
	return p->zeros && x == 0 ? -INFINITY : x;
}

/* Once a value, in the middle of its cell. */
static void paint_mark(const struct picture *p, struct canvas *canvas, int x, int y, enum mark mark)
{
	const struct grid *g = &p->grid;
	int px = x - g->left, py = (y - g->top) * g->per_line;
	if (px % g->x.span == g->middle && py % g->y.span == 0)
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
		            scale_glyph(&p->ramp.scale, scale_level(&p->ramp.scale, value), ascii));
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

static void paint_pixel(const struct picture *p, struct canvas *canvas, int px, int line)
{
	const struct grid *g = &p->grid;
	int py = line * g->per_line, x = g->left + px, y = g->top + line;
	double two[2] = { painted_value(p, px, py), -INFINITY };   /* below the last row: nothing */
	if (g->per_line == 1)
		two[1] = two[0];
	else if (py + 1 < g->y.pixels)
		two[1] = painted_value(p, px, py + 1);
	if (p->ramp.glyphs)
		paint_glyph(p, canvas, x, y, two[0]);
	else
		paint_halves(p, canvas, x, y, two);
}

static void paint_pixels(const struct picture *p, struct canvas *canvas)
{
	for (int line = 0; p->grid.x.pixels > 0 && line < grid_lines(&p->grid); line++)
		for (int px = 0; px < p->grid.x.pixels; px++)
			paint_pixel(p, canvas, px, line);
}

/* A character on top of a value: its colour stays behind it. */
static void paint_over(const struct picture *p, struct canvas *canvas, int x, int y, enum role role,
                       double value, uint32_t c)
{
	if (p->ramp.glyphs || mark_of(value)) {
		canvas_char(canvas, x, y, role, c);
		return;
	}
	uint32_t color = color_of(p, value);
	canvas_pixel(canvas, x, y, c, scale_contrast(color), color);
}

/* ---- Numbers in cells that are wide enough ---- */

/* "0.00" says little: it is written in a grey that leaves the others the word. */
static bool says_zero(const char *number)
{
	return number[strspn(number, "-0.")] == '\0';
}

static void format_number(const struct picture *p, double x, char out[NUMBER_TEXT])
{
	snprintf(out, NUMBER_TEXT, "%.*f", x == 0 ? 0 : p->decimals, x);
	if (says_zero(out))   /* without a sign */
		snprintf(out, NUMBER_TEXT, "%.*f", x == 0 ? 0 : p->decimals, 0.0);
}

/* Decimals for about three significant digits of the largest value. */
static int decimals_of(const struct matrix *m, double largest)
{
	int order = largest > 0 ? (int)floor(log10(largest)) : 0;
	if (!dtype_is_float(m->tensor->dtype) || order >= 2)
		return 0;
	return order == 1 ? 1 : order >= -1 ? 2 : 1 - order;
}

/* No numbers where they would be long. */
static void measure_numbers(struct picture *p)
{
	enum { DECIMALS_MOST = 4 };
	char low[NUMBER_TEXT], high[NUMBER_TEXT];
	double largest = fmax(fabs(p->range.low), fabs(p->range.high));
	if (p->range.low > p->range.high || largest >= 1e5)
		return;
	p->decimals = decimals_of(&p->grid.m, largest);
	if (p->decimals > DECIMALS_MOST)
		return;
	format_number(p, p->range.low, low);
	format_number(p, p->range.high, high);
	p->number = (int)(strlen(low) > strlen(high) ? strlen(low) : strlen(high));
}

/* Where the number stands in its cell; to its left there is room for a bracket. */
static int number_left(const struct picture *p)
{
	return (p->grid.x.span - p->number + 1) / 2;
}

static void paint_number(const struct picture *p, struct canvas *canvas, int px, int py)
{
	char text[NUMBER_TEXT];
	double value = painted_value(p, px, py);
	if (mark_of(value))
		return;
	format_number(p, value, text);
	int len = (int)strlen(text), x = p->grid.left + px + number_left(p) + p->number - len;
	int y = p->grid.top + py;
	if (p->ramp.glyphs)   /* digits among the ramp's signs could not be read */
		canvas_fill(canvas, p->grid.left + px, y, p->grid.x.span, 1, ROLE_NUMBER, ' ');
	for (int i = 0; i < len; i++) {
		uint32_t c = (unsigned char)text[i];
		paint_over(p, canvas, x + i, y, ROLE_NUMBER, value, c);
		if (!p->ramp.glyphs && says_zero(text))
			canvas_pixel(canvas, x + i, y, c, GREY, color_of(p, value));
	}
}

static void paint_numbers(const struct picture *p, struct canvas *canvas)
{
	for (int py = 0; py < p->grid.y.pixels; py += p->grid.y.span)
		for (int px = 0; px < p->grid.x.pixels; px += p->grid.x.span)
			paint_number(p, canvas, px, py);
}

/* ---- The cursor ---- */

/* [ ] around one line, a box around more. */
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
	int w = g->x.span, h = p->number ? 1 : g->y.span;
	if (!g->look->cursor || px < 0 || py < 0)
		return;
	double value = painted_value(p, px, py);
	uint32_t diamond = g->look->ascii ? 'X' : 0x25C6;   /* ◆ */
	if (p->number) {   /* around the number, not the cell */
		x += number_left(p) - 1;
		w = p->number + 2;
	}
	if (w == 1)
		paint_over(p, canvas, x, y, ROLE_CURSOR, value, diamond);
	for (int j = 0; w > 1 && j < h; j++)
		for (int i = 0; i < w; i++) {
			uint32_t c = frame_char(h == 1 || g->look->ascii, i, j, w, h);
			if (c)
				paint_over(p, canvas, x + i, y + j, ROLE_CURSOR, value, c);
		}
}

/* ---- Above and below the picture ---- */

/* Nothing has a colour: there is nothing to explain. */
static bool has_legend(const struct picture *p)
{
	return p->range.low <= p->range.high;
}

/*
 * "A[0]  Nt=10 ↓ × Nv=197 →   each pixel = max of 1×4   0 ▌▌▌▌ 0.077", the legend no further away than
 * the picture is wide. Of several panels the name is enough.
 */
static void paint_head(const struct picture *p, const struct scene *scene, const char *note,
                       struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	int legend = ramp_width(&p->ramp), room = canvas->width - (p->ramp_below ? 0 : legend + 2);
	if (scene->panel) {
		canvas_text_cut(canvas, 0, 0, canvas->width, ROLE_CODE, figure_code(g->figure));
		return;
	}
	int used = figure_heading(g->figure, g->look, room, canvas);
	if (used > room || p->ramp_below || !has_legend(p))
		return;
	int near = used + 3 + (*note ? utf8_width(note) + 2 : 0), x = g->left + g->x.pixels - legend;
	x = x < near ? near : x;
	x = x + legend > canvas->width ? canvas->width - legend : x;
	canvas_text(canvas, x - 2 - utf8_width(note), 0, ROLE_DIM, note);
	ramp_paint(&p->ramp, canvas, x, 0);
}

/* Short where the heading would lose something to it, and below where that were its words; signs are few. */
static void fit_ramp(struct picture *p, const struct scene *scene, const struct canvas *canvas)
{
	p->ramp.columns = RAMP_CELLS;
	int used = heading_width(p->grid.figure, p->grid.look) + 2 + ramp_width(&p->ramp);
	if (p->ramp.glyphs || used > canvas->width)
		p->ramp.columns = RAMP_SHORT;
	p->ramp_below = scene->panel || scene->shared ||
	                heading_needs(p->grid.figure, p->grid.look, ramp_width(&p->ramp), canvas->width);
}

static void format_blocks(const struct picture *p, struct str *note)
{
	grid_note_blocks(&p->grid, p->grid.figure->mean ? _("mean") :
	                 p->ramp.scale.diverging ? _("largest |x|") : _("max"), note);
}

/* Is there room for it between the heading and the legend? */
static bool note_in_head(const struct picture *p, const char *blocks, const struct canvas *canvas)
{
	struct str note = STR_INIT;
	str_addf(&note, _("each pixel = %s"), blocks);
	int heading = heading_width(p->grid.figure, p->grid.look);
	int used = heading + 2 + utf8_width(note.data) + 2 + ramp_width(&p->ramp);
	str_done(&note);
	return !p->ramp_below && used <= canvas->width && canvas->height >= 3;
}

static void add_mark(struct str *note, enum mark mark, bool any, bool ascii, const char *word)
{
	char glyph[5] = "";
	if (!any)
		return;
	utf8_encode(mark_glyph(mark, ascii), glyph);
	str_addf(note, "%s%s %s", note->len ? _(", ") : "", glyph, word);
}

static void add_difference(const struct picture *p, struct str *note)
{
	char glyph[5] = "";
	utf8_encode(difference_glyph(p->grid.look->ascii), glyph);
	str_addf(note, "%s%s ", note->len ? _(", ") : "", glyph);
	str_add(note, p->marked > 0 && isfinite(p->marked) ? _("differs most") : _("differs"));
}

/* Names the marks of what is not on the scale. */
static void format_marks(const struct picture *p, struct str *note)
{
	bool ascii = p->grid.look->ascii;
	add_mark(note, MARK_NEG_INF, p->range.neg_inf, ascii, "-inf");
	add_mark(note, MARK_NEG_INF, p->zeros, ascii, _("exactly 0"));
	add_mark(note, MARK_POS_INF, p->range.pos_inf, ascii, "inf");
	add_mark(note, MARK_NAN, p->range.nan, ascii, "nan");
	if (p->against)
		add_difference(p, note);
}

/* Cells that differ: all of them when they are few, else those that differ most. */
static void choose_marks(struct picture *p, const struct matrix *other)
{
	struct difference most;
	int64_t cells;
	if (!matrix_same_size(&p->grid.m, other))
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

/* In the middle of the cell, or before its number; a NaN's own mark says more. */
static void paint_difference(const struct picture *p, struct canvas *canvas, int px, int py)
{
	const struct grid *g = &p->grid;
	int inside = p->number ? number_left(p) - 1 : (g->x.span - 1) / 2;
	int x = g->left + px + inside, y = g->top + py / g->per_line;
	double value = painted_value(p, px, py);
	if (mark_of(value) != MARK_NAN)
		paint_over(p, canvas, x, y, ROLE_WARN, value, difference_glyph(g->look->ascii));
}

static void paint_marks(const struct picture *p, struct canvas *canvas)
{
	const struct grid *g = &p->grid;
	for (int py = 0; py < g->y.pixels; py += g->y.span)
		for (int px = 0; px < g->x.pixels; px += g->x.span)
			if (block_differs(p, px, py))
				paint_difference(p, canvas, px, py);
}

/* ---- All of it ---- */

/* They have the room. */
static bool shows_numbers(const struct picture *p)
{
	const struct grid *g = &p->grid;
	return p->number > 0 && g->x.span > p->number && g->y.block == 1 && g->per_line == 1;
}

/* Cells as wide as their numbers, or else as their labels. */
static struct grid_wish wish_of(const struct picture *p, const struct scene *scene)
{
	int label = grid_label_width(scene->figure->col_labels, figure_matrix(scene->figure).cols) + 1;
	int wide = label < 4 ? 4 : label > 8 ? 8 : label;
	return (struct grid_wish){
		.cell_width = p->number + 2 > wide ? p->number + 2 : wide,
		.cell_lines = 2,
		.half = !p->ramp.glyphs,
	};
}

static bool same_blocks(const struct axis *a, const struct axis *b)
{
	return a->block == b->block && a->first == b->first && a->size == b->size &&
	       a->pixels / a->span == b->pixels / b->span;
}

/* Lay the cells out in the body, and read the blocks if they are new. */
static void fit(struct picture *p, const struct scene *scene, const struct canvas *body)
{
	struct grid old = p->grid;
	struct grid_wish wish = wish_of(p, scene);
	grid_fit(&p->grid, scene, &wish, body);
	int square = 2 * p->grid.y.span;     /* a character is about twice as high as wide */
	if (!scene->figure->col_labels && !shows_numbers(p) && p->grid.x.span > square) {
		wish.cell_width = square;
		grid_fit(&p->grid, scene, &wish, body);
	}
	if (p->read && same_blocks(&old.x, &p->grid.x) && same_blocks(&old.y, &p->grid.y))
		return;
	free(p->read);
	p->read = grid_read(&p->grid);
}

static bool shows_zero(const struct picture *p)
{
	int width = p->grid.x.pixels, i = width * p->grid.y.pixels - 1;
	while (i >= 0 && pixel_value(p, i % width, i / width) != 0)
		i--;
	return i >= 0;
}

static void fit_scale(struct picture *p, const struct figure *f)
{
	p->range = grid_range(&p->grid, p->read);
	bool any = p->range.low <= p->range.high;
	p->ramp.scale = scale_new(f->low, f->high, any ? p->range.low : NAN, any ? p->range.high : NAN);
	p->ramp.scale.palette = p->grid.look->palette;
	p->ramp.scale.light = p->grid.look->light;
	p->ramp.below = p->range.low < p->ramp.scale.low;
	p->ramp.above = p->range.high > p->ramp.scale.high;
	p->zeros = any && dtype_is_float(p->grid.m.tensor->dtype) && !p->range.neg_inf && p->range.low == 0
	           && p->range.high > 0 && p->ramp.scale.low == 0 && shows_zero(p);
}

/* Of what is computed in tiles: the value of a pixel that is one cell, else what stands for its block. */
static void say_outlined(const struct picture *p, const struct scene *scene, struct str *out)
{
	const struct grid *g = &p->grid;
	char number[NUMBER_TEXT];
	int px = axis_pixel(&g->x, g->cursor_col), py = axis_pixel(&g->y, g->cursor_row);
	cell_place(scene, out);
	if (px < 0 || py < 0 || !grid_tile(g))
		return;
	number_format(pixel_value(p, px, py), 6, number);
	if (g->x.block == 1 && g->y.block == 1)
		str_addf(out, " = %s", number);
	else
		str_addf(out, _(" in a block of %s"), number);
}

/* Why nothing is seen. */
static void paint_waiting(const struct picture *p, struct canvas *body)
{
	const struct lab_tile *tile = grid_tile(&p->grid);
	struct str text = STR_INIT;
	if (tile && tile->error.code == ERR_NONE)
		return;
	if (tile) {
		str_addf(&text, "%s\n", tile->error.text);
		str_add(&text, _("Closer (+) there is less to compute; so there is with smaller sizes."));
	} else {
		str_add(&text, p->grid.figure->tiles ? _("computing what is seen here …")
		        : _("too large to be computed whole: look at it in its lab"));
	}
	canvas_fill(body, 0, 0, body->width, body->height, ROLE_TEXT, ' ');
	wrap_text(body, 2, body->height > 2, body->height, tile ? ROLE_WARN : ROLE_DIM, text.data);
	str_done(&text);
}

static void format_foot(const struct picture *p, const struct scene *scene,
                        const struct canvas *canvas, struct foot *foot)
{
	if (p->grid.m.rows == 0 || p->grid.m.cols == 0)
		return;
	if (scene->look->cursor && figure_outlined(scene->figure))
		say_outlined(p, scene, &foot->left);
	else if (scene->look->cursor)
		cell_short(scene, &foot->left);
	struct str blocks = STR_INIT;
	format_marks(p, &foot->right);
	format_blocks(p, &blocks);
	if (!note_in_head(p, blocks.data, canvas))
		foot_say_pixels(foot, scene, blocks.data);
	str_done(&blocks);
	if (p->ramp_below && has_legend(p))
		foot->ramp = p->ramp;
	grid_note_page(&p->grid, &foot->right);   /* last: the labels say so too */
}

static void paint_picture(struct picture *p, struct canvas *body)
{
	const struct grid *g = &p->grid;
	if (!shows_numbers(p))
		p->number = 0;
	if (p->number)
		p->grid.middle = number_left(p) + (p->number - 1) / 2;
	paint_pixels(p, body);
	if (p->number)
		paint_numbers(p, body);
	grid_paint_labels(g, body);
	if (p->against)
		paint_marks(p, body);
	paint_cursor(p, body);
	if (figure_outlined(g->figure))
		paint_waiting(p, body);
}

static void paint_around(const struct picture *p, const struct scene *scene, struct foot *foot,
                         struct canvas *canvas, const struct canvas *body)
{
	struct str blocks = STR_INIT, note = STR_INIT;
	format_blocks(p, &blocks);
	if (blocks.len > 0 && note_in_head(p, blocks.data, canvas))
		str_addf(&note, _("each pixel = %s"), blocks.data);
	if (body->top > canvas->top)
		paint_head(p, scene, note.data, canvas);
	foot_hand(foot, scene, canvas, body->top - canvas->top + p->grid.top + grid_lines(&p->grid));
	str_done(&blocks);
	str_done(&note);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct picture p = {
		.ramp = { .glyphs = scene->look->mono || scene->look->ascii, .ascii = scene->look->ascii },
	};
	/* One window alone is asked for: the foot has room for two lines from the first. */
	bool outlined = figure_outlined(scene->figure);
	struct canvas body = body_room(canvas, scene->foot ? 0 : outlined ? 2 : 1);
	struct matrix other = scene->against ? figure_matrix(scene->against) : matrix_of(NULL);
	struct foot foot = FOOT_INIT;
	fit(&p, scene, &body);
	fit_scale(&p, scene->figure);
	if (p.grid.x.block == 1 && !outlined)
		measure_numbers(&p);
	choose_marks(&p, &other);
	fit_ramp(&p, scene, canvas);
	fit(&p, scene, &body);
	format_foot(&p, scene, canvas, &foot);
	if (!scene->foot && (scene->paired || !foot_fits(&foot, canvas))) {
		body = body_room(canvas, 2);
		fit(&p, scene, &body);
		foot_clear(&foot);
		format_foot(&p, scene, canvas, &foot);
	}
	paint_picture(&p, &body);
	grid_mark(&p.grid, scene, &body);
	paint_around(&p, scene, &foot, canvas, &body);
	free(p.read);
}

static int exact(const struct figure *figure, const struct look *look, int width, int room)
{
	enum { AROUND = 3 };   /* heading, ruler, foot */
	const struct grid_wish wish = { .half = !look->mono && !look->ascii };
	(void)width;
	return room <= AROUND ? room
	                      : AROUND + grid_lines_used(figure_matrix(figure).rows, &wish, room - AROUND);
}

static int height(const struct figure *figure, int width)
{
	enum { TALL = 24 };
	int64_t rows = figure_matrix(figure).rows, halves = (rows + 1) / 2;
	(void)width;
	return 3 + (int)(rows <= TALL / 2 ? 2 * rows : rows <= TALL ? rows
	                 : halves < TALL ? halves : TALL);
}

/* At the largest number. */
static void start(const struct figure *figure, int64_t *row, int64_t *col)
{
	if (figure_outlined(figure))
		return;
	struct matrix m = figure_matrix(figure);
	struct survey all = matrix_survey(&m, PICTURE_BUDGET);
	if (all.finite == 0)
		return;
	*row = all.high_row;
	*col = all.high_col;
}

static void sentence(const struct figure *figure, struct str *out)
{
	char cells[NUMBER_TEXT];
	struct matrix m = figure_matrix(figure);
	if (!figure_outlined(figure)) {
		matrix_sentence(figure, out);
		return;
	}
	number_count(m.rows * m.cols, cells);
	str_addf(out, _("Its %s cells are too many to be kept: what is seen is computed anew, exactly."),
	         cells);
}

const struct view view_heatmap = {
	.paint = paint,
	.height = height,
	.exact = exact,
	.extent = matrix_extent,
	.cell = cell_format,
	.sentence = sentence,
	.start = start,
	.zooms = true, .by_cells = true, .hands_foot = true, .scaled = true,
};
