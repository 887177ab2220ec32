#include "draw/draw.h"

#include <math.h>
#include <string.h>

#include "draw/view.h"
#include "text/i18n.h"
#include "text/utf8.h"
#include "text/wrap.h"

static const struct view *const views[] = {
	[FIGURE_HEATMAP] = &view_heatmap,
	[FIGURE_MASK] = &view_mask,
	[FIGURE_TABLE] = &view_table,
	[FIGURE_BARS] = &view_bars,
	[FIGURE_SHAPES] = &view_shapes,
	[FIGURE_CACHE] = &view_cache,
	[FIGURE_COMPARE] = &view_compare,
};

static bool is_open(const struct figure *figure)
{
	return !figure->covered && figure->error.code == ERR_NONE;
}

static const char *caption_of(const struct figure *figure, enum language language)
{
	const char *caption = words_in(&figure->caption, language);
	return caption ? caption : "";
}

/* ░░░ answer first ░░░, as large as the figure would be. */
static void paint_cover(struct canvas *canvas)
{
	const char *words = _("answer first");
	int width = utf8_width(words), x = (canvas->width - width) / 2, y = canvas->height / 2;
	canvas_fill(canvas, 0, 0, canvas->width, canvas->height, ROLE_COVERED, 0x2591);
	if (width + 2 > canvas->width) {
		canvas_text_cut(canvas, 0, y, canvas->width, ROLE_COVERED, words);
		return;
	}
	canvas_fill(canvas, x - 1, y, width + 2, 1, ROLE_COVERED, ' ');
	canvas_text(canvas, x, y, ROLE_COVERED, words);
}

static void paint_error(const struct figure *figure, struct canvas *canvas)
{
	canvas_char(canvas, 0, 0, ROLE_WARN, '!');
	wrap_text(canvas, canvas->width > 4 ? 2 : 0, 0, canvas->height, ROLE_WARN,
	          figure->error.text);
}

/* The caption, in two lines if there is plenty of room; returns the lines used. */
static int paint_caption(const struct figure *figure, enum language language, struct canvas *canvas)
{
	int lines = canvas->height >= 10 ? 2 : canvas->height >= 2;
	return wrap_text(canvas, 0, 0, lines, ROLE_TITLE, caption_of(figure, language));
}

static void paint_body(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	if (canvas->width < 1 || canvas->height < 1)
		return;
	if (f->error.code != ERR_NONE)
		paint_error(f, canvas);
	else if (f->covered)
		paint_cover(canvas);
	else
		views[f->kind]->paint(scene, canvas);
}

void draw_figure(const struct figure *figure, const struct look *look, struct canvas *canvas)
{
	struct scene scene = { .figure = figure, .look = look };
	int used = paint_caption(figure, look->language, canvas);
	struct canvas body = canvas_part(canvas, 0, used, canvas->width, canvas->height - used);
	paint_body(&scene, &body);
}

int draw_height(const struct figure *figure, int width)
{
	enum { COVER = 5 };
	const char *caption = caption_of(figure, LANGUAGE_EN);
	int head = *caption ? wrap_count(caption, width) > 1 ? 2 : 1 : 0, body;
	if (figure->error.code != ERR_NONE)
		body = wrap_count(*figure->error.text ? figure->error.text : " ",
		                  width > 4 ? width - 2 : width);
	else if (figure->covered)
		body = COVER;
	else
		body = views[figure->kind]->height(figure, width);
	return head + body < 2 ? 2 : head + body;
}

void draw_extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	*rows = *cols = 0;
	if (is_open(figure))
		views[figure->kind]->extent(figure, rows, cols);
	if (*rows == 0 || *cols == 0)
		*rows = *cols = 0;
}

void draw_cell(const struct figure *figure, const struct look *look, struct str *out)
{
	int64_t rows, cols, row, col;
	draw_extent(figure, &rows, &cols);
	look_clamp(look, rows, cols, &row, &col);
	if (rows > 0)
		views[figure->kind]->cell(figure, row, col, out);
}

void draw_sentence(const struct figure *figure, enum language language, struct str *out)
{
	(void)language;   /* the words come from the catalogue that is set */
	if (figure->error.code != ERR_NONE)
		text_clean(figure->error.text, strlen(figure->error.text), false, out);
	else if (figure->covered)
		str_add(out, _("Hidden until you have answered."));
	else
		views[figure->kind]->sentence(figure, out);
}

void draw_text(const struct figure *figure, enum language language, int width, struct str *out)
{
	struct look look = { .language = language, .mono = true };
	struct canvas canvas = canvas_new(width > 1 ? width : 1, draw_height(figure, width));
	struct str sentence = STR_INIT;
	draw_figure(figure, &look, &canvas);
	canvas_to_text(&canvas, out);
	canvas_free(&canvas);
	draw_sentence(figure, language, &sentence);
	if (sentence.len > 0)
		str_addf(out, "%s\n", sentence.data);
	str_done(&sentence);
}

/* ---- Two figures ---- */

/* Two rooms for pictures, `lines` of the canvas in all. */
struct pair {
	struct canvas left, right;
	int lines;
};

static int wish_of(const struct figure *a, const struct figure *b, int width)
{
	int wish = 1;
	if (is_open(a))
		wish = views[a->kind]->height(a, width);
	if (is_open(b) && views[b->kind]->height(b, width) > wish)
		wish = views[b->kind]->height(b, width);
	return wish + 2;   /* the name, and what the marks mean */
}

static struct pair split(const struct figure *a, const struct figure *b, struct canvas *canvas)
{
	enum { SIDE_LEAST = 28 };
	int width = canvas->width, half = (width - 3) / 2;
	int below = canvas->height >= 8 ? 2 : canvas->height >= 3;
	bool beside = half >= SIDE_LEAST;
	int wish = wish_of(a, b, beside ? half : width), room = canvas->height - below;
	struct pair p = { .lines = beside ? wish : 2 * wish };
	if (p.lines > room)
		p.lines = room;
	if (beside) {
		canvas_vline(canvas, half + 1, 0, p.lines);
		p.left = canvas_part(canvas, 0, 0, half, p.lines);
		p.right = canvas_part(canvas, half + 3, 0, half, p.lines);
	} else {
		int upper = (p.lines + 1) / 2;
		p.left = canvas_part(canvas, 0, 0, width, upper);
		p.right = canvas_part(canvas, 0, upper, width, p.lines - upper);
	}
	return p;
}

static void paint_named(const struct scene *scene, const char *name, struct canvas *canvas)
{
	int named = canvas->height >= 2;
	struct canvas body = canvas_part(canvas, 0, 0, canvas->width, canvas->height - named);
	paint_body(scene, &body);
	if (named)
		canvas_text_cut(canvas, 0, canvas->height - 1, canvas->width, ROLE_STRONG, name);
}

/* One scale for both, unless the author has given one. */
static void share_scale(struct figure *a, struct figure *b)
{
	struct matrix m = figure_matrix(a), n = figure_matrix(b);
	struct survey s = matrix_survey(&m, PICTURE_BUDGET), t = matrix_survey(&n, PICTURE_BUDGET);
	double low = fmin(s.low, t.low), high = fmax(s.high, t.high);
	double from = isfinite(a->low) ? a->low : fmin(low, 0);
	double to = isfinite(a->high) ? a->high : high;
	a->low = b->low = from;
	a->high = b->high = to;
}

static void say_difference(const struct figure *a, const struct figure *b, struct str *out)
{
	struct matrix m = figure_matrix(a), n = figure_matrix(b);
	if (m.tensor && n.tensor)
		difference_sentence(&m, &n, out);
}

int compare_paint(const struct figure *base, const char *base_name, const struct figure *variant,
                  const char *variant_name, const struct look *look, struct canvas *canvas)
{
	struct figure a = *base, b = *variant;
	bool both = is_open(base) && is_open(variant) && a.kind == b.kind;
	bool by_cells = both && views[a.kind]->by_cells;
	struct pair p = split(base, variant, canvas);
	struct str sentence = STR_INIT;
	if (by_cells)
		share_scale(&a, &b);
	struct scene left = { .figure = &a, .look = look, .paired = true };
	struct scene right = { .figure = &b, .look = look, .paired = true };
	right.against = both ? &a : NULL;
	paint_named(&left, base_name, &p.left);
	paint_named(&right, variant_name, &p.right);
	if (by_cells)
		say_difference(&a, &b, &sentence);
	p.lines += wrap_text(canvas, 0, p.lines, canvas->height - p.lines, ROLE_WARN,
	                     sentence.data);
	str_done(&sentence);
	return p.lines;
}

void draw_compare(const struct figure *base, const char *base_name, const struct figure *variant,
                  const char *variant_name, const struct look *look, struct canvas *canvas)
{
	int top = paint_caption(base, look->language, canvas);
	struct canvas body = canvas_part(canvas, 0, top, canvas->width, canvas->height - top);
	compare_paint(base, base_name, variant, variant_name, look, &body);
}
