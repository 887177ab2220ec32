/*
 * Curves in Braille dots with axes. Several are told apart by their dots (whole,
 * dashed, dotted …), by markers where points are few, and by a name at their end.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/curves.h"
#include "draw/dots.h"
#include "draw/scale.h"
#include "text/utf8.h"

enum {
	CURVES = FIGURE_CURVES_MAX,
	POINTS_READ = 4096,          /* of a longer curve every k-th point is drawn */
	SAMPLE = 3,                  /* columns of a line before its name */
	X_TICK = 7,                  /* columns from one tick to the next, or more */
};

struct plot {
	const struct scene *scene;
	const struct figure *f;
	struct curves curves;
	int64_t step;                /* every step-th point is drawn */
	struct span_of_axis x, y;
	struct raster across, up;    /* where they lie on the field */
	struct ticks x_ticks, y_ticks;
	int left, top, width, height;   /* of the field, in cells */
	int names;                   /* columns to the right of it */
	bool axes;
	int64_t row, col;            /* the cursor's curve and point */
	bool odd[MARK_NAN + 1];      /* marks that are on the picture */
};

/* ---- How a curve looks ---- */

/* Twelve dots: whole, dashed, dotted, dash-dot … */
static const unsigned patterns[CURVES] = {
	0xFFF, 0x3CF, 0x249, 0x27F, 0x0FF, 0x555, 0x2DF, 0x041,
};
/* ○ □ △ ◇ ▽ + ▷ *; none of them is the mark of what is no number. */
static const uint32_t markers[CURVES] = {
	0x25CB, 0x25A1, 0x25B3, 0x25C7, 0x25BD, '+', 0x25B7, '*',
};
static const char letters[CURVES + 1] = "o#A+vx%*";

static void put(const struct plot *p, struct canvas *canvas, int x, int y, int curve, uint32_t c)
{
	if (p->scene->look->mono || p->curves.n == 1)
		canvas_char(canvas, x, y, p->scene->look->mono ? ROLE_NUMBER : ROLE_CODE, c);
	else
		canvas_pixel(canvas, x, y, c, series_color(curve), CANVAS_NO_COLOR);
}

static bool sparse(const struct plot *p)
{
	return p->curves.points * 4 <= p->width + 3;
}

static uint32_t marker_of(const struct plot *p, int curve)
{
	return p->scene->look->ascii ? (uint32_t)letters[curve] : markers[curve];
}

/* ---- Where things lie ---- */

/* In dots from the top. */
static double dot_above(const struct plot *p, double value)
{
	return 4 * p->height - 1 - raster_dot(&p->up, value);
}

/* In dots from the field's upper left; false when it is not on the axes. */
static bool find_dot(const struct plot *p, int curve, int64_t col, int *x, int *y)
{
	double value = curves_value(&p->curves, curve, col);
	double across = raster_dot(&p->across, curves_x(p->f, col)), up = axis_place(&p->y, value);
	if (!isfinite(across) || !isfinite(value) || !isfinite(up) || up < -0.001 || up > 1.001)
		return false;
	*x = (int)lround(across);
	*y = (int)lround(dot_above(p, value));
	return true;
}

static int column_at(const struct plot *p, double x)
{
	double across = raster_dot(&p->across, x);
	return isfinite(across) && across > -0.5 ? (int)lround(across) / 2 : -1;
}

static int column_of(const struct plot *p, int64_t col)
{
	return column_at(p, curves_x(p->f, col));
}

/* ---- Axes ---- */

/* The data's reach, and 0 where it is near. */
static void fit_y(struct plot *p)
{
	struct extremes e = curves_range(&p->curves, p->f->log_y);
	struct extremes other = p->scene->against ? curves_range_of(p->scene->against) :
	                        (struct extremes)EXTREMES_NONE;
	extremes_join(&e, &other);
	p->y = (struct span_of_axis){ e.low, e.high, p->f->log_y };
	if (e.low > e.high)
		p->y = (struct span_of_axis){ 0, 1, false };
	if (isfinite(p->f->low) && (!p->y.log || p->f->low > 0))
		p->y.low = p->f->low;
	else if (!p->y.log && p->y.low > 0 && p->y.low < 0.4 * p->y.high)
		p->y.low = 0;
	if (isfinite(p->f->high) && (!p->y.log || p->f->high > 0))
		p->y.high = p->f->high;
	if (!(p->y.high > p->y.low)) {
		double size = fabs(p->y.low) > 0 ? fabs(p->y.low) / 2 : 1;
		p->y.high = p->y.low + size;
		p->y.low -= p->y.log ? size / 2 : size;
	}
}

static void fit_x(struct plot *p)
{
	int64_t last = p->curves.points - 1, first = 0;
	p->x = (struct span_of_axis){ .low = 0, .high = 1, .log = p->f->log_x };
	while (p->x.log && first < last && !(curves_x(p->f, first) > 0))
		first++;
	if (p->curves.points == 0)
		return;
	p->x.low = curves_x(p->f, first);
	p->x.high = curves_x(p->f, last);
	p->x.log = p->x.log && p->x.low > 0;
	if (!(p->x.high > p->x.low)) {
		p->x.low -= p->x.log ? p->x.low / 2 : 1;
		p->x.high += 1;
	}
}

static int tick_width(const struct ticks *t)
{
	int widest = 0;
	for (int i = 0; i < t->count; i++) {
		int width = utf8_width(t->text[i]);
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* Names of the curves, if there are several and room for them. */
static int name_width(const struct plot *p, int width)
{
	char text[LABEL_TEXT];
	int widest = 0;
	for (int i = 0; i < p->curves.n; i++) {
		curves_name(&p->curves, i, text);
		int w = utf8_width(text);
		widest = w > widest ? w : widest;
	}
	int most = width / 3 - SAMPLE - 2;
	widest = widest < most ? widest : most;
	return p->curves.n > 1 && widest >= 1 ? widest + SAMPLE + 2 : 0;
}

/* The field between the axes, in the canvas below the heading and above the foot. */
static void fit(struct plot *p, const struct canvas *body)
{
	fit_y(p);
	fit_x(p);
	p->step = p->curves.points / POINTS_READ + 1;
	p->axes = body->height >= 5 && body->width >= 16;
	p->height = body->height - (p->axes ? 2 : 0);
	p->names = name_width(p, body->width);
	int y_most = p->height / 2 < 8 ? p->height / 2 : 8;
	if (p->axes) {
		axis_round(&p->y, y_most < 2 ? 2 : y_most);
	}
	p->up = raster_fit(&p->y, 4, p->height, 2);
	p->height = p->up.cells;
	if (p->axes) {
		p->y_ticks = raster_ticks(&p->up, y_most < 2 ? 2 : y_most + 1);
		p->left = tick_width(&p->y_ticks) + 2;
	}
	p->width = body->width - p->left - p->names;
	if (p->width < 1)
		p->width = 1;
	p->across = raster_fit(&p->x, 2, p->width, X_TICK);
	p->width = p->across.cells;
	if (p->axes)
		p->x_ticks = raster_ticks(&p->across, p->width / X_TICK < 3 ? 3 : p->width / X_TICK);
}

static int tick_line(const struct plot *p, double value)
{
	double above = dot_above(p, value);
	return isfinite(above) && above > -0.5 ? (int)lround(above) / 4 : -1;
}

static void paint_y_axis(const struct plot *p, struct canvas *canvas)
{
	bool ascii = p->scene->look->ascii;
	for (int y = 0; y < p->height; y++)
		canvas_char(canvas, p->left - 1, y, ROLE_BORDER, ascii ? '|' : 0x2502);
	for (int i = 0; i < p->y_ticks.count; i++) {
		const char *text = p->y_ticks.text[i];
		int y = tick_line(p, p->y_ticks.at[i]);
		if (y < 0 || y >= p->height)
			continue;
		canvas_text(canvas, p->left - 2 - utf8_width(text), y, ROLE_DIM, text);
		canvas_char(canvas, p->left - 1, y, ROLE_BORDER, ascii ? '+' : 0x2524);
	}
}

/* A label below the axis, centred on a column, if the line is free there. */
static bool paint_x_label(const struct plot *p, struct canvas *canvas, int column, enum role role,
                          const char *text)
{
	int width = utf8_width(text), y = p->height + 1, x = p->left + column - width / 2;
	if (x + width > canvas->width)
		x = canvas->width - width;
	if (x < 0)
		x = 0;
	for (int i = x - 1; i <= x + width; i++) {
		const struct cell *cell = canvas_at(canvas, i, y);
		if (cell && cell->c[0] != ' ')
			return false;
	}
	canvas_text(canvas, x, y, role, text);
	return true;
}

static void paint_x_tick(const struct plot *p, struct canvas *canvas, int column, const char *text)
{
	bool ascii = p->scene->look->ascii;
	if (column >= 0 && column < p->width && paint_x_label(p, canvas, column, ROLE_DIM, text))
		canvas_char(canvas, p->left + column, p->height, ROLE_BORDER, ascii ? '+' : 0x252C);
}

static void paint_x_axis(const struct plot *p, struct canvas *canvas)
{
	bool ascii = p->scene->look->ascii;
	char text[LABEL_TEXT];
	canvas_char(canvas, p->left - 1, p->height, ROLE_BORDER, ascii ? '+' : 0x2514);
	for (int x = 0; x < p->width; x++)
		canvas_char(canvas, p->left + x, p->height, ROLE_BORDER, ascii ? '-' : 0x2500);
	if (p->f->here >= 0 && p->f->here < p->curves.points) {
		curves_x_text(p->f, p->f->here, text);
		paint_x_label(p, canvas, column_of(p, p->f->here), ROLE_STRONG, text);
		canvas_char(canvas, p->left + column_of(p, p->f->here), p->height, ROLE_STRONG,
		            ascii ? '^' : 0x25B2);
	}
	for (int64_t i = 0; p->f->col_labels && i < p->curves.points && i < TICKS_MAX; i++) {
		label_format(p->f->col_labels, i, text);
		paint_x_tick(p, canvas, column_of(p, i), text);
	}
	for (int i = 0; !p->f->col_labels && i < p->x_ticks.count; i++)
		paint_x_tick(p, canvas, column_at(p, p->x_ticks.at[i]), p->x_ticks.text[i]);
}

static bool empty(const struct canvas *field, int x, int y)
{
	const struct cell *cell = canvas_at(field, x, y);
	return cell && cell->c[0] == ' ';
}

/* Where the values are 0, if that is in the middle; and where the knob stands. */
static void paint_guides(const struct plot *p, struct canvas *field)
{
	bool ascii = p->scene->look->ascii;
	int zero = p->y.low < 0 && p->y.high > 0 ? tick_line(p, 0) : -1;
	for (int x = 0; zero >= 0 && x < p->width; x++)
		if (empty(field, x, zero))
			canvas_char(field, x, zero, ROLE_BORDER, ascii ? '-' : 0x2504);
	int here = p->f->here >= 0 && p->f->here < p->curves.points ? column_of(p, p->f->here) : -1;
	for (int y = 0; here >= 0 && y < p->height; y++)
		if (empty(field, here, y))
			canvas_char(field, here, y, ROLE_DIM, ascii ? ':' : 0x250A);
}

/* ---- Curves ---- */

static void draw_curve(const struct plot *p, int curve, unsigned pattern, struct dots *dots)
{
	struct dots_line line = { .pen = curve, .pattern = pattern };
	int phase = 0, x, y;
	bool joined = false;
	line.phase = &phase;
	for (int64_t col = 0; col < p->curves.points; col += p->step) {
		bool here = find_dot(p, curve, col, &x, &y);
		line.x1 = x;
		line.y1 = y;
		if (here && joined)
			dots_draw(dots, &line);
		else if (here)   /* a point alone is seen, too */
			dots_set(dots, x, y, curve);
		line.x0 = x;
		line.y0 = y;
		joined = here;
	}
}

static void paint_dots(const struct plot *p, const struct dots *dots, struct canvas *field)
{
	for (int y = 0; y < p->height; y++)
		for (int x = 0; x < p->width; x++)
			if (dots_pen(dots, x, y) >= 0)
				put(p, field, x, y, dots_pen(dots, x, y), dots_char(dots, x, y));
}

/* What has no place on the axis: above, below, or no number at all. */
static void paint_odd(struct plot *p, int curve, int64_t col, struct canvas *field)
{
	double value = curves_value(&p->curves, curve, col);
	enum mark mark = mark_of(value);
	bool beyond = col >= p->curves.width[curve];
	if (mark == MARK_NONE || beyond)
		return;
	p->odd[mark] = true;
	int x = column_of(p, col), y = mark == MARK_POS_INF ? 0 : p->height - 1;
	canvas_char(field, x, y, mark == MARK_NEG_INF ? ROLE_DIM : ROLE_WARN,
	            mark_glyph(mark, p->scene->look->ascii));
}

/* On all of the points, or on those in the middle of a cell, where a sign is on the curve. */
static int mark_points(const struct plot *p, int curve, bool all, struct canvas *field)
{
	int x, y, count = 0;
	for (int64_t col = 0; col < p->curves.points; col += p->step)
		if (find_dot(p, curve, col, &x, &y) && (all || y % 4 == 1 || y % 4 == 2)) {
			put(p, field, x / 2, y / 4, curve, marker_of(p, curve));
			count++;
		}
	return count;
}

static void paint_markers(const struct plot *p, int curve, struct canvas *field)
{
	bool all = p->scene->look->ascii;
	if (mark_points(p, curve, all, field) == 0)
		mark_points(p, curve, true, field);
}

static void paint_point(const struct plot *p, int curve, int64_t col, enum role role, uint32_t c,
                        struct canvas *field)
{
	int x, y;
	if (col >= 0 && find_dot(p, curve, col, &x, &y))
		canvas_char(field, x / 2, y / 4, role, c);
}

/* The other side's curves, where two labs are compared: a dotted shadow. */
static void paint_shadow(const struct plot *p, struct canvas *field)
{
	const struct figure *other = p->scene->against;
	if (!other || p->scene->look->ascii)
		return;
	struct plot q = *p;
	struct dots dots = dots_new(p->width, p->height);
	q.f = other;
	q.curves = curves_of(other);
	for (int i = 0; i < q.curves.n; i++)
		draw_curve(&q, i, patterns[2], &dots);
	for (int y = 0; y < p->height; y++)
		for (int x = 0; x < p->width; x++)
			if (dots_pen(&dots, x, y) >= 0)
				canvas_char(field, x, y, ROLE_DIM, dots_char(&dots, x, y));
	dots_free(&dots);
}

/* Points are not areas: the nearest one is hit. */
static void mark_nearest(const struct plot *p, const struct canvas *field)
{
	const struct probe *probe = p->scene->look->probe;
	struct hit hit = { 0, 0, p->width, p->height, 0, 0 };
	int64_t least = INT64_MAX;
	if (!hit_asked(p->scene, field))
		return;
	for (int curve = 0; curve < p->curves.n; curve++)
		for (int64_t col = 0; col < p->curves.points; col += p->step) {
			int x, y;
			if (!find_dot(p, curve, col, &x, &y))
				continue;
			int64_t dx = x - 2 * (probe->x - field->left), dy = y - 4 * (probe->y - field->top);
			if (dx * dx + dy * dy >= least)
				continue;
			least = dx * dx + dy * dy;
			hit.row = curve;
			hit.col = col;
		}
	if (least < INT64_MAX)
		hit_mark(p->scene, field, hit);
}

static void paint_curves(struct plot *p, struct canvas *field)
{
	bool ascii = p->scene->look->ascii;
	struct dots dots = dots_new(p->width, p->height);
	for (int i = 0; i < p->curves.n && !ascii; i++)   /* dashes on top of what is whole */
		draw_curve(p, i, patterns[i], &dots);
	paint_shadow(p, field);
	paint_dots(p, &dots, field);
	dots_free(&dots);
	paint_guides(p, field);
	for (int i = p->curves.n - 1; i >= 0; i--) {
		if (ascii || sparse(p))
			paint_markers(p, i, field);
		for (int64_t col = 0; col < p->curves.points; col += p->step)
			paint_odd(p, i, col, field);
		paint_point(p, i, p->f->here, ROLE_STRONG, ascii ? '@' : 0x25CF, field);
	}
	if (p->scene->look->cursor)
		paint_point(p, (int)p->row, p->col, ROLE_CURSOR, ascii ? 'X' : 0x25C6, field);
}

/* ---- Names at the ends of the curves ---- */

/* In dots from the top. */
static int end_of(const struct plot *p, int curve)
{
	int x, y = 0;
	for (int64_t col = p->curves.points - 1; col >= 0; col -= p->step)
		if (find_dot(p, curve, col, &x, &y))
			return y;
	return 4 * p->height - 1;
}

/* The curves from the one that ends highest. */
static void sort_ends(const struct plot *p, int order[CURVES])
{
	for (int i = 0; i < p->curves.n; i++) {
		int at = i;
		for (; at > 0 && end_of(p, order[at - 1]) > end_of(p, i); at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* Beside its end, or as near as the others leave room. */
static int free_line(const struct plot *p, const bool *taken, int wanted)
{
	for (int away = 0; away < p->height; away++) {
		if (wanted + away < p->height && !taken[wanted + away])
			return wanted + away;
		if (wanted - away >= 0 && !taken[wanted - away])
			return wanted - away;
	}
	return -1;
}

static void paint_name(const struct plot *p, int curve, int y, struct canvas *canvas)
{
	char text[LABEL_TEXT];
	int x = p->left + p->width + 1, phase = 0;
	struct dots line = dots_new(SAMPLE, 1);
	struct dots_line whole = { 0, 2, 2 * SAMPLE - 1, 2, curve, patterns[curve], &phase };
	bool here = p->scene->look->cursor && curve == p->row;
	if (p->scene->look->ascii || sparse(p))
		put(p, canvas, x + 1, y, curve, marker_of(p, curve));
	else
		dots_draw(&line, &whole);
	for (int i = 0; i < SAMPLE; i++)
		if (dots_pen(&line, i, 0) >= 0)
			put(p, canvas, x + i, y, curve, dots_char(&line, i, 0));
	dots_free(&line);
	curves_name(&p->curves, curve, text);
	canvas_text_cut(canvas, x + SAMPLE + 1, y, p->names - SAMPLE - 2,
	                here ? ROLE_CURSOR : ROLE_TEXT, text);
}

static void paint_names(const struct plot *p, struct canvas *canvas)
{
	bool taken[256] = { false };
	int order[CURVES];
	if (p->names == 0 || p->height > 256)
		return;
	sort_ends(p, order);
	for (int i = 0; i < p->curves.n; i++) {
		int y = free_line(p, taken, end_of(p, order[i]) / 4);
		if (y < 0)
			return;
		taken[y] = true;
		paint_name(p, order[i], y, canvas);
	}
}

/* ---- The whole ---- */

static void paint_heading(const struct plot *p, struct canvas *canvas)
{
	struct str left = STR_INIT, right = STR_INIT;
	curves_heading(p->f, p->scene->look->ascii, &left);
	if (p->step > 1)
		str_addf(&right, _("every %lldth point"), (long long)p->step);
	if (p->y.log || p->x.log)
		str_addf(&right, "%s%s", right.len ? _(", ") : "",
		         p->y.log && p->x.log ? _("both axes logarithmic") : p->y.log ?
		         _("y logarithmic") : _("x logarithmic"));
	int used = canvas_text_cut(canvas, 0, 0, canvas->width, ROLE_CODE, left.data);
	int width = utf8_width(right.data);
	if (used + 2 + width <= canvas->width)
		canvas_text(canvas, canvas->width - width, 0, ROLE_DIM, right.data);
	str_done(&left);
	str_done(&right);
}

static void add_mark(const struct plot *p, struct str *note, enum mark mark, const char *word)
{
	char glyph[5] = "";
	if (!p->odd[mark])
		return;
	utf8_encode(mark_glyph(mark, p->scene->look->ascii), glyph);
	str_addf(note, "%s%s %s", note->len ? _(", ") : "", glyph, word);
}

static void format_foot(const struct plot *p, struct foot *foot)
{
	bool ascii = p->scene->look->ascii;
	if (p->scene->look->cursor && p->curves.points > 0) {
		str_addf(&foot->left, "%s ", ascii ? "<" : "◀");
		curves_say_point(&p->curves, (int)p->row, p->col, FOOT_DIGITS, &foot->left);
	}
	if (p->f->here >= 0 && !(p->scene->look->cursor && p->col == p->f->here)) {
		str_addf(&foot->right, "%s ", ascii ? "@" : "●");
		curves_say_here(&p->curves, &foot->right);
	}
	add_mark(p, &foot->right, MARK_NEG_INF, "-inf");
	add_mark(p, &foot->right, MARK_POS_INF, "inf");
	add_mark(p, &foot->right, MARK_NAN, "nan");
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct plot p = { .scene = scene, .f = scene->figure, .curves = curves_of(scene->figure) };
	struct foot foot = FOOT_INIT;
	struct canvas body = body_room(canvas, 1);
	if (p.curves.n == 0)
		return;
	look_clamp(scene->look, p.curves.n, p.curves.points, &p.row, &p.col);
	for (int64_t col = 0; col < p.curves.points; col += p.curves.points / POINTS_READ + 1)
		for (int i = 0; i < p.curves.n; i++)
			p.odd[mark_of(curves_value(&p.curves, i, col))] |= col < p.curves.width[i];
	format_foot(&p, &foot);
	if (!foot_fits(&foot, canvas))
		body = body_room(canvas, 2);
	fit(&p, &body);
	struct canvas field = canvas_part(&body, p.left, 0, p.width, p.height);
	paint_curves(&p, &field);
	mark_nearest(&p, &field);
	if (p.axes) {
		paint_y_axis(&p, &body);
		paint_x_axis(&p, &body);
	}
	paint_names(&p, &body);
	if (body.top > canvas->top)
		paint_heading(&p, canvas);
	foot_paint(&foot, canvas, body.top - canvas->top + p.height + (p.axes ? 2 : 0));
}

static int height(const struct figure *figure, int width)
{
	int field = width / 6;
	(void)figure;
	return (field < 8 ? 8 : field > 18 ? 18 : field) + 4;
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	struct curves c = curves_of(figure);
	*rows = c.n;
	*cols = c.points;
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct curves c = curves_of(figure);
	curves_say_point(&c, (int)row, col, 6, out);
}

/* A knob's curve is the lab's own only where the knob stands. */
static bool target(const struct figure *figure, int64_t row, int64_t col, struct draw_target *out)
{
	struct curves c = curves_of(figure);
	out->item = c.item[row];
	out->row = figure->over ? 0 : c.row[row];
	out->col = figure->over ? c.row[row] : col;
	return !figure->over || col == figure->here;
}

const struct view view_plot = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.target = target,
	.sentence = curves_sentence,
	.scaled = true,
};
