#include "draw/draw.h"

#include <math.h>

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
	wrap_text(canvas, canvas->width > 4 ? 2 : 0, 0, canvas->height, ROLE_WARN, figure->error.text);
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
		body = wrap_count(*figure->error.text ? figure->error.text : " ", width > 4 ? width - 2 : width);
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
		text_clean(figure->error.text, sizeof figure->error.text, false, out);
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

/* Two rooms for pictures and one for the sentence below them. */
struct pair {
	struct canvas left, right, below;
};

static struct pair split(struct canvas *canvas, int top)
{
	enum { SIDE_LEAST = 28 };
	int width = canvas->width, height = canvas->height - top, below = height >= 8 ? 2 : height >= 3;
	int half = (width - 3) / 2;
	struct pair p;
	height -= below;
	p.below = canvas_part(canvas, 0, top + height, width, below);
	if (half >= SIDE_LEAST) {
		canvas_vline(canvas, half + 1, top, height);
		p.left = canvas_part(canvas, 0, top, half, height);
		p.right = canvas_part(canvas, half + 3, top, half, height);
	} else {
		p.left = canvas_part(canvas, 0, top, width, (height + 1) / 2);
		p.right = canvas_part(canvas, 0, top + (height + 1) / 2, width, height / 2);
	}
	return p;
}

static void paint_named(const struct scene *scene, const char *name, struct canvas *canvas)
{
	bool named = canvas->height >= 2;
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
	double from = isfinite(a->low) ? a->low : fmin(low, 0), to = isfinite(a->high) ? a->high : high;
	a->low = b->low = from;
	a->high = b->high = to;
}

static void say_difference(const struct figure *a, const struct figure *b, struct str *out)
{
	struct matrix m = figure_matrix(a), n = figure_matrix(b);
	if (m.tensor && n.tensor)
		difference_sentence(&m, &n, out);
}

void draw_compare(const struct figure *base, const char *base_name, const struct figure *variant,
                  const char *variant_name, const struct look *look, struct canvas *canvas)
{
	struct figure a = *base, b = *variant;
	bool both = is_open(base) && is_open(variant) && a.kind == b.kind;
	int top = paint_caption(base, look->language, canvas);
	struct pair p = split(canvas, top);
	struct str sentence = STR_INIT;
	if (both && views[a.kind]->scaled)
		share_scale(&a, &b);
	paint_named(&(struct scene){ .figure = &a, .look = look }, base_name, &p.left);
	paint_named(&(struct scene){ .figure = &b, .look = look, .against = both ? &a : NULL },
	            variant_name, &p.right);
	if (both)
		say_difference(&a, &b, &sentence);
	wrap_text(&p.below, 0, 0, p.below.height, ROLE_WARN, sentence.data);
	str_done(&sentence);
}
