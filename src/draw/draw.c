#include "draw/draw.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/view.h"
#include "text/utf8.h"
#include "text/wrap.h"

static const struct view *const views[] = {
	[FIGURE_HEATMAP] = &view_heatmap,
	[FIGURE_MASK] = &view_mask,
	[FIGURE_TABLE] = &view_table,
	[FIGURE_BARS] = &view_bars,
	[FIGURE_SHAPES] = &view_shapes,
	[FIGURE_CACHE] = &view_cache,
	[FIGURE_PLOT] = &view_plot,
	[FIGURE_HIST] = &view_hist,
	[FIGURE_MEMORY] = &view_memory,
	[FIGURE_IMAGE] = &view_image,
	[FIGURE_COMPARE] = &view_compare,
};

const struct view *view_of(const struct figure *figure)
{
	return figure_empty(figure) ? &view_empty
	       : figure_has_panels(figure) ? &view_panels : views[figure->kind];
}

bool figure_open(const struct figure *figure)
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

int caption_paint(const struct figure *figure, enum language language, struct canvas *canvas)
{
	int lines = canvas->height >= 10 ? 2 : canvas->height >= 2;
	return wrap_text(canvas, 0, 0, lines, ROLE_TITLE, caption_of(figure, language));
}

void scene_paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	if (canvas->width < 1 || canvas->height < 1)
		return;
	if (f->error.code != ERR_NONE)
		paint_error(f, canvas);
	else if (f->covered)
		paint_cover(canvas);
	else
		view_of(f)->paint(scene, canvas);
}

void draw_figure(const struct figure *figure, const struct look *look, struct canvas *canvas)
{
	struct scene scene = { .figure = figure, .look = look };
	int used = caption_paint(figure, look->language, canvas);
	struct canvas body = canvas_part(canvas, 0, used, canvas->width, canvas->height - used);
	scene_paint(&scene, &body);
}

int caption_height(const struct figure *figure, int width)
{
	const char *caption = caption_of(figure, LANGUAGE_EN);
	return *caption ? wrap_count(caption, width) > 1 ? 2 : 1 : 0;
}

int draw_height(const struct figure *figure, int width)
{
	enum { COVER = 5 };
	int head = caption_height(figure, width), body;
	if (figure->error.code != ERR_NONE)
		body = wrap_count(*figure->error.text ? figure->error.text : " ",
		                  width > 4 ? width - 2 : width);
	else if (figure->covered)
		body = COVER;
	else
		body = view_of(figure)->height(figure, width);
	return head + body < 2 ? 2 : head + body;
}

int view_exact(const struct figure *figure, const struct look *look, int width, int room)
{
	const struct view *view = view_of(figure);
	int wish = draw_height(figure, width) - caption_height(figure, width);
	int exact = view->exact && figure_open(figure) ? view->exact(figure, look, width, room) : room;
	return wish < exact ? wish : exact;
}

int draw_exact(const struct figure *figure, const struct look *look, int width, int room)
{
	int head = caption_height(figure, width);
	return room > head ? head + view_exact(figure, look, width, room - head) : room;
}

void draw_extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	*rows = *cols = 0;
	if (figure_open(figure))
		view_of(figure)->extent(figure, rows, cols);
	if (*rows == 0 || *cols == 0)
		*rows = *cols = 0;
}

void draw_start(const struct figure *figure, int64_t *row, int64_t *col)
{
	*row = *col = 0;
	if (figure_open(figure) && view_of(figure)->start)
		view_of(figure)->start(figure, row, col);
}

int draw_zoom_most(const struct figure *figure, int width)
{
	int64_t rows, cols;
	int most = 0;
	draw_extent(figure, &rows, &cols);
	if (!view_of(figure)->zooms)
		return 0;
	for (int64_t size = rows > cols ? rows : cols; size > width / 2; size /= 2)
		most++;
	return most;
}

bool draw_has_digits(const struct figure *figure)
{
	return figure_open(figure) && view_of(figure)->digits && figure->n_items > 0 &&
	       dtype_is_float(figure->items[0].tensor->dtype);
}

void draw_cell(const struct figure *figure, const struct look *look, struct str *out)
{
	int64_t rows, cols, row, col;
	draw_extent(figure, &rows, &cols);
	look_clamp(look, rows, cols, &row, &col);
	if (rows > 0)
		view_of(figure)->cell(figure, row, col, out);
}

bool draw_find_target(const struct figure *figure, const struct look *look,
                      struct draw_target *out)
{
	int64_t rows, cols;
	draw_extent(figure, &rows, &cols);
	*out = (struct draw_target){ .item = 0 };
	look_clamp(look, rows, cols, &out->row, &out->col);
	if (rows == 0)
		return false;
	const struct view *view = view_of(figure);
	return view->target ? view->target(figure, out->row, out->col, out) : view->by_cells;
}

void draw_sentence(const struct figure *figure, enum language language, struct str *out)
{
	(void)language;   /* the words come from the catalogue that is set */
	if (figure->error.code != ERR_NONE)
		text_clean(figure->error.text, strlen(figure->error.text), false, out);
	else if (figure->covered)
		str_add(out, _("Hidden until you have answered."));
	else
		view_of(figure)->sentence(figure, out);
}

bool draw_says(const struct figure *figure)
{
	return figure_open(figure) && view_of(figure)->says;
}

void draw_text(const struct figure *figure, enum language language, int width, struct str *out)
{
	struct look look = { .language = language, .mono = true };
	struct canvas canvas = canvas_new(width > 1 ? width : 1, draw_height(figure, width));
	struct str sentence = STR_INIT;
	draw_figure(figure, &look, &canvas);
	canvas_to_text(&canvas, out);
	canvas_free(&canvas);
	if (!draw_says(figure))
		draw_sentence(figure, language, &sentence);
	if (sentence.len > 0)
		str_addf(out, "%s\n", sentence.data);
	str_done(&sentence);
}
