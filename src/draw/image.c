/*
 * A picture in half-block pixels and, beside it, the same picture lit by the
 * weights of its patches: what is attended to shines. The patches with the largest
 * weights are numbered. Without colour both are ramps of signs.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/i18n.h"
#include "draw/patches.h"
#include "draw/photo.h"
#include "draw/scale.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { GUTTER = 3, SIDE_LEAST = 12 };

struct image {
	const struct scene *scene;
	struct photo source;
	struct patches weights;
	bool lit;                    /* there are weights */
	bool color;
	int width, height;           /* of the picture on the canvas, in pixels */
	int64_t row, col;            /* the cursor's patch, or pixel */
};

/* ---- Pixels ---- */

static int64_t patch_at(const struct image *p, int px, int py)
{
	const struct patches *w = &p->weights;
	return (int64_t)py * w->rows / p->height * w->cols + (int64_t)px * w->cols / p->width;
}

/* How much of the light a patch has: 1 for the largest weight. */
static double light_of(const struct image *p, int px, int py)
{
	const struct patches *w = &p->weights;
	double x = patches_weight(w, patch_at(p, px, py));
	return w->most > 0 && isfinite(x) ? fmax(x, 0) / w->most : 0;
}

/* In the dark a picture is grey and dim, but it can be made out. */
static uint32_t pixel_color(const struct image *p, int px, int py, bool lit)
{
	enum { STEP = 4 };           /* fewer colours: a terminal has only so many pairs */
	const double dim = 0.3;
	struct tone tone = photo_tone(&p->source, p->width, p->height, px, py);
	double light = lit ? light_of(p, px, py) : 1, grey = dim * tone_brightness(&tone);
	uint32_t rgb = 0;
	for (int c = 0; c < 3; c++) {
		double level = tone.level[c];
		level = isnan(level) ? 0.5 : light * level + (1 - light) * grey;
		rgb = rgb << 8 | (uint32_t)((int)lround(level * 255) / STEP * STEP);
	}
	return rgb;
}

static uint32_t ramp(double level)
{
	static const char signs[] = " .:-=+*#%@";
	int n = sizeof signs - 1, i = isnan(level) ? 0 : (int)(level * n);
	return (uint32_t)signs[i < n ? i : n - 1];
}

static bool is_nan(const struct image *p, int x, int y)
{
	if (!p->source.nans)
		return false;
	struct tone tone = photo_tone(&p->source, p->width, p->height, x, y < p->height ? y : p->height - 1);
	return isnan(tone_brightness(&tone));
}

/* One cell without colour: of the picture how bright, of the lit one how much weight. */
static uint32_t sign_at(const struct image *p, int x, int line, bool lit)
{
	int y = 2 * line, below = y + 1 < p->height ? y + 1 : y;
	if (!lit) {
		struct tone upper = photo_tone(&p->source, p->width, p->height, x, y);
		struct tone lower = photo_tone(&p->source, p->width, p->height, x, below);
		return ramp((tone_brightness(&upper) + tone_brightness(&lower)) / 2);
	}
	struct scale scale = scale_new(0, p->weights.most, 0, p->weights.most);
	double weight = patches_weight(&p->weights, patch_at(p, x, y));
	if (mark_of(weight))
		return mark_glyph(mark_of(weight), p->scene->look->ascii);
	return scale_glyph(&scale, scale_level(&scale, fmax(weight, 0)), p->scene->look->ascii);
}

static void paint_pixels(const struct image *p, bool lit, struct canvas *canvas)
{
	for (int line = 0; 2 * line < p->height; line++)
		for (int x = 0; x < p->width; x++) {
			bool two = 2 * line + 1 < p->height;
			if (is_nan(p, x, 2 * line) || is_nan(p, x, 2 * line + 1))
				canvas_char(canvas, x, line, ROLE_WARN,
				            mark_glyph(MARK_NAN, p->scene->look->ascii));
			else if (p->color)
				canvas_pixel(canvas, x, line, 0x2580, pixel_color(p, x, 2 * line, lit),
				             two ? pixel_color(p, x, 2 * line + 1, lit) : CANVAS_NO_COLOR);
			else
				canvas_char(canvas, x, line, ROLE_NUMBER, sign_at(p, x, line, lit));
		}
}

static void mark_pixels(const struct image *p, const struct canvas *canvas)
{
	for (int line = 0; 2 * line < p->height && hit_asked(p->scene, canvas); line++)
		for (int x = 0; x < p->width; x++) {
			int64_t cols = p->lit ? p->weights.cols : p->source.width;
			int64_t at = p->lit ? patch_at(p, x, 2 * line) :
			             2 * line * p->source.height / p->height * cols +
			             x * cols / p->width;
			hit_mark(p->scene, canvas, (struct hit){ x, line, 1, 1, at / cols, at % cols });
		}
}

/* ---- Signs on the picture ---- */

/* The cells [x0, x1) × [y0, y1) of a patch. */
struct area {
	int x0, y0, x1, y1;
};

static struct area area_of(const struct image *p, int64_t row, int64_t col, int64_t rows,
                           int64_t cols)
{
	struct area a = {
		(int)((col * p->width + cols - 1) / cols), (int)((row * p->height + rows - 1) / rows / 2),
		(int)(((col + 1) * p->width + cols - 1) / cols),
		(int)((((row + 1) * p->height + rows - 1) / rows + 1) / 2),
	};
	a.x1 = a.x1 > a.x0 ? a.x1 : a.x0 + 1;
	a.y1 = a.y1 > a.y0 ? a.y1 : a.y0 + 1;
	return a;
}

/* A sign in black or white, on the colour that is there. */
static void paint_sign(const struct image *p, struct canvas *canvas, int x, int y, enum role role,
                       uint32_t c)
{
	struct cell *cell = canvas_at(canvas, x, y);
	if (!cell)
		return;
	uint32_t back = cell->bg == CANVAS_NO_COLOR ? cell->fg : cell->bg;
	if (p->color && role != ROLE_CURSOR && back != CANVAS_NO_COLOR)
		canvas_pixel(canvas, x, y, c, scale_contrast(back), back);
	else
		canvas_char(canvas, x, y, role, c);
}

static void paint_top(const struct image *p, struct canvas *canvas)
{
	const struct patches *w = &p->weights;
	for (int i = w->n_top - 1; i >= 0; i--) {
		struct area a = area_of(p, w->top[i] / w->cols, w->top[i] % w->cols, w->rows, w->cols);
		int x = (a.x0 + a.x1 - 1) / 2, y = (a.y0 + a.y1 - 1) / 2;
		if (!p->color && a.x1 - a.x0 >= 3) {   /* a digit among signs needs room */
			canvas_char(canvas, x - 1, y, ROLE_STRONG, ' ');
			canvas_char(canvas, x + 1, y, ROLE_STRONG, ' ');
		}
		paint_sign(p, canvas, x, y, ROLE_STRONG, '1' + (uint32_t)i);
	}
}

static void paint_cursor(const struct image *p, struct canvas *canvas)
{
	int64_t rows = p->lit ? p->weights.rows : p->source.height;
	int64_t cols = p->lit ? p->weights.cols : p->source.width;
	struct area a = area_of(p, p->row, p->col, rows, cols);
	if (a.x1 - a.x0 < 2) {
		paint_sign(p, canvas, a.x0, a.y0, ROLE_CURSOR, p->scene->look->ascii ? 'X' : 0x25C6);
		return;
	}
	for (int y = a.y0; y < a.y1; y++) {
		paint_sign(p, canvas, a.x0, y, ROLE_CURSOR, '[');
		paint_sign(p, canvas, a.x1 - 1, y, ROLE_CURSOR, ']');
	}
}

/* ---- The whole ---- */

/* The largest size that gives each patch as many pixels as any other, as high and wide as it is. */
static bool fit_patches(struct image *p, int width, int height)
{
	const struct patches *w = &p->weights;
	if (!p->lit || p->source.width % w->cols || p->source.height % w->rows)
		return false;
	int64_t wide = p->source.width / w->cols, high = p->source.height / w->rows, unit = wide;
	for (int64_t rest = high; rest > 0;) {   /* Euclid */
		int64_t next = unit % rest;
		unit = rest;
		rest = next;
	}
	int64_t across = w->cols * (wide / unit), down = w->rows * (high / unit);
	int64_t n = width / across < height / down ? width / across : height / down;
	if (n > unit)
		n -= n % unit;
	p->width = (int)(across * n);
	p->height = (int)(down * n);
	return n > 0;
}

/* As large as fits, whole multiples of its pixels if there is room for them. */
static void fit(struct image *p, int width, int lines)
{
	if (fit_patches(p, width, 2 * lines))
		return;
	double w = (double)p->source.width, h = (double)p->source.height;
	double size = fmin(width / w, 2 * lines / h);
	if (size >= 1)
		size = floor(size);
	p->width = (int)fmax(1, floor(w * size + 1e-9));
	p->height = (int)fmax(1, floor(h * size + 1e-9));
}

static bool image_of(const struct scene *scene, struct image *p)
{
	*p = (struct image){ .scene = scene };
	p->color = !scene->look->mono && !scene->look->ascii;
	if (!photo_of(scene->figure, &p->source))
		return false;
	p->lit = patches_of(scene->figure, &p->weights);
	look_clamp(scene->look, p->lit ? p->weights.rows : p->source.height,
	           p->lit ? p->weights.cols : p->source.width, &p->row, &p->col);
	return true;
}

static bool beside(const struct image *p, int width)
{
	return p->lit && (width - GUTTER) / 2 >= SIDE_LEAST;
}

/* "1 (0, 5) 0.21" */
static void say_rank(const struct patches *w, int i, struct str *out)
{
	char number[NUMBER_TEXT];
	number_format(patches_weight(w, w->top[i]), 2, number);
	str_addf(out, "%d (%" PRId64 ", %" PRId64 ") %s", i + 1, w->top[i] / w->cols,
	         w->top[i] % w->cols, number);
}

/* "1 (0, 5) 0.21  2 (1, 5) 0.17 …" */
static void say_top(const struct patches *w, struct str *out)
{
	for (int i = 0; i < w->n_top; i++) {
		str_add(out, i ? "  " : "");
		say_rank(w, i, out);
	}
}

/* "A[0, t]  patch (3, 4) = 0.0214", "picture  pixel (3, 4) = 0.2, 0.5, 0.1" */
static void say_cell(const struct image *p, int64_t row, int64_t col, int digits, struct str *out)
{
	const struct figure *f = p->scene->figure;
	char number[NUMBER_TEXT];
	str_addf(out, "%s  ", item_name(&f->items[p->lit]));
	str_addf(out, p->lit ? _("patch (%lld, %lld)") : _("pixel (%lld, %lld)"), (long long)row,
	         (long long)col);
	for (int c = 0; c < (p->lit ? 1 : p->source.channels); c++) {
		double x = p->lit ? patches_weight(&p->weights, row * p->weights.cols + col) :
		           photo_at(&p->source, row, col, c);
		number_format(x, p->lit ? digits : 3, number);
		str_addf(out, "%s%s", c ? ", " : " = ", number);
	}
}

static void name_picture(const struct image *p, struct str *name)
{
	const struct figure *f = p->scene->figure;
	char shape[128];
	shape_format(&p->source.t->shape, shape, sizeof shape);
	str_addf(name, "%s  %s", item_name(&f->items[0]), shape);
}

/* Where the lit picture begins: behind the other one and its name. */
static int second_left(const struct image *p, int half)
{
	struct str name = STR_INIT;
	name_picture(p, &name);
	int width = utf8_width(name.data);
	str_done(&name);
	width = width < half ? width : half;
	return (p->width > width ? p->width : width) + GUTTER;
}

static void paint_names(const struct image *p, int second, struct canvas *canvas)
{
	const struct figure *f = p->scene->figure;
	struct str name = STR_INIT;
	name_picture(p, &name);
	if (!p->lit || second > 0)
		canvas_text_cut(canvas, 0, 0, second > 0 ? second - GUTTER : canvas->width, ROLE_CODE,
		                name.data);
	str_clear(&name);
	if (p->lit) {
		str_addf(&name, "%s  ", item_name(&f->items[1]));
		str_addf(&name, _("%lld × %lld patches"), (long long)p->weights.rows,
		         (long long)p->weights.cols);
		canvas_text_cut(canvas, second, 0, canvas->width - second, ROLE_CODE, name.data);
	}
	str_done(&name);
}

/* The numbered patches to the right of the pictures, a line each, if there is room; else in the foot. */
static bool has_ranks(const struct image *p, int second, const struct canvas *canvas)
{
	int x = second + p->width + GUTTER;
	return second > 0 && (p->height + 1) / 2 > p->weights.n_top &&
	       x + utf8_width(_("rank (row, column) weight")) <= canvas->width;
}

static void paint_ranks(const struct image *p, int x, struct canvas *canvas)
{
	const struct patches *w = &p->weights;
	canvas_text(canvas, x, 0, ROLE_DIM, _("rank (row, column) weight"));
	for (int i = 0; i < w->n_top; i++) {
		struct str text = STR_INIT;
		say_rank(w, i, &text);
		canvas_text_cut(canvas, x, 1 + i, canvas->width - x, ROLE_NUMBER, text.data);
		str_done(&text);
	}
}

static void paint_foot(const struct image *p, bool ranks, struct canvas *canvas, int y)
{
	struct foot foot = FOOT_INIT;
	if (p->scene->look->cursor) {
		str_addf(&foot.left, "%s ", p->scene->look->ascii ? "<" : "◀");
		say_cell(p, p->row, p->col, FOOT_DIGITS, &foot.left);
	}
	if (p->lit && !ranks)
		say_top(&p->weights, &foot.right);
	if (foot.left.len == 0 && utf8_width(foot.right.data) <= canvas->width) {   /* near the picture */
		str_add(&foot.left, foot.right.data);
		str_clear(&foot.right);
	}
	foot_paint(&foot, canvas, y);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct image p;
	if (!image_of(scene, &p))
		return;
	bool two = beside(&p, canvas->width);
	int half = (canvas->width - GUTTER) / 2, head = canvas->height >= 3;
	int below = canvas->height >= 6 ? scene->look->cursor + p.lit : 0;
	fit(&p, two ? half : canvas->width, canvas->height - head - below);
	int lines = (p.height + 1) / 2, second = two ? second_left(&p, half) : 0;
	bool ranks = has_ranks(&p, second, canvas);
	struct canvas left = canvas_part(canvas, 0, head, p.width, lines);
	struct canvas right = canvas_part(canvas, second, head, p.width, lines);
	if (two) {
		paint_pixels(&p, false, &left);
		mark_pixels(&p, &left);
	}
	mark_pixels(&p, &right);
	paint_pixels(&p, p.lit && (two || p.color), &right);
	if (p.lit)
		paint_top(&p, &right);
	if (scene->look->cursor)
		paint_cursor(&p, &right);
	if (head)
		paint_names(&p, second, canvas);
	struct canvas rest = canvas_part(canvas, 0, head, canvas->width, lines);
	if (ranks)
		paint_ranks(&p, second + p.width + GUTTER, &rest);
	if (below)
		paint_foot(&p, ranks, canvas, head + lines);
}

static int height(const struct figure *figure, int width)
{
	enum { TALL = 22 };
	struct look look = { .row = 0 };
	struct scene scene = { .figure = figure, .look = &look };
	struct image p;
	if (!image_of(&scene, &p))
		return 1;
	fit(&p, beside(&p, width) ? (width - GUTTER) / 2 : width, TALL);
	return 1 + (p.height + 1) / 2 + 1 + p.lit;
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	struct photo source;
	struct patches weights;
	*rows = *cols = 0;
	if (!photo_of(figure, &source))
		return;
	bool lit = patches_of(figure, &weights);
	*rows = lit ? weights.rows : source.height;
	*cols = lit ? weights.cols : source.width;
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct look look = { .row = row, .col = col };
	struct scene scene = { .figure = figure, .look = &look };
	struct image p;
	if (image_of(&scene, &p))
		say_cell(&p, row, col, 6, out);
}

static bool target(const struct figure *figure, int64_t row, int64_t col, struct draw_target *out)
{
	struct patches w;
	if (!patches_of(figure, &w))
		return figure->items[0].tensor->shape.ndim == 2;
	int64_t i = row * w.cols + col + w.skip;
	*out = (struct draw_target){ .item = 1, .row = i / w.m.cols, .col = i % w.m.cols };
	return true;
}

static void say_weights(const struct figure *f, const struct patches *w, struct str *out)
{
	char most[NUMBER_TEXT], times[NUMBER_TEXT], together[NUMBER_TEXT], sum[NUMBER_TEXT];
	double top = 0;
	int64_t count = w->rows * w->cols;
	const char *code = item_name(&f->items[1]);
	for (int i = 0; i < w->n_top; i++)
		top += patches_weight(w, w->top[i]);
	if (w->n_top == 0 || !(w->sum > 0)) {
		str_addf(out, _("%s puts no weight on any patch."), code);
		return;
	}
	number_format(w->most, 3, most);
	number_format(w->most * (double)count / w->sum, 2, times);
	number_format(top, 2, together);
	number_format(w->sum, 2, sum);
	str_addf(out, _("%s lights patch (%lld, %lld) most: %s, %s times an even share; "), code,
	         (long long)(w->top[0] / w->cols), (long long)(w->top[0] % w->cols), most, times);
	str_addf(out, _("the numbered %d of %lld patches hold %s of %s."), w->n_top, (long long)count,
	         together, sum);
}

static void sentence(const struct figure *figure, struct str *out)
{
	struct photo source;
	struct patches weights;
	if (!photo_of(figure, &source))
		return;
	str_addf(out, source.channels == 3 ? _("%s: a picture of %lld × %lld pixels, in colour.") :
	         _("%s: a picture of %lld × %lld pixels."), figure_code(figure),
	         (long long)source.height, (long long)source.width);
	struct matrix m = figure_matrix(figure);
	struct survey s = matrix_survey(&m, SENTENCE_BUDGET);
	say_odd(&s, out);
	if (!patches_of(figure, &weights))
		return;
	str_add_char(out, ' ');
	say_weights(figure, &weights, out);
}

const struct view view_image = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.target = target,
	.sentence = sentence,
	.wide = true,
};
