#include "draw/poster.h"

#include "base/i18n.h"
#include "draw/draw.h"
#include "draw/picture.h"
#include "text/utf8.h"

enum { WIDTH = 100, MARGIN = 2, FIGURE_MAX = 60, GAP = 3, SHAPE_MAX = 30 };

static int figure_rows(const struct poster *p, int width)
{
	int rows = p->against ? draw_compare_height(p->figure, p->against, width)
	                      : draw_height(p->figure, width);
	return rows < FIGURE_MAX ? rows : FIGURE_MAX;
}

static void paint_figure(const struct poster *p, struct canvas *canvas)
{
	const struct look look = { .language = p->language, .palette = p->palette, .light = true };
	if (p->against)
		draw_compare(p->figure, _("as it is"), p->against, p->variant, &look, canvas);
	else
		draw_figure(p->figure, &look, canvas);
}

/* "Nt = 10   Nv = 197" */
static void paint_knobs(const struct poster *p, int y, struct canvas *canvas)
{
	int x = 0;
	for (int i = 0; i < p->n_knobs; i++) {
		x += canvas_textf(canvas, x, y, ROLE_DIM, "%s = ", p->knobs[i].name);
		x += canvas_text(canvas, x, y, ROLE_NUMBER, p->knobs[i].text) + GAP;
	}
}

static int widest_code(const struct poster *p)
{
	int widest = 0;
	for (int i = 0; i < p->n_lines; i++) {
		int width = utf8_width(p->lines[i].name);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void paint_program(const struct poster *p, int y, struct canvas *canvas)
{
	int code = widest_code(p), room = canvas->width - SHAPE_MAX - GAP;
	code = code < room ? code : room;
	for (int i = 0; i < p->n_lines; i++) {
		canvas_text_cut(canvas, 0, y + i, code, ROLE_CODE, p->lines[i].name);
		if (p->lines[i].text)
			canvas_text_cut(canvas, code + GAP, y + i, SHAPE_MAX, ROLE_NUMBER, p->lines[i].text);
	}
}

/* A figure may take less than it would like. */
static int rows_used(const struct canvas *canvas)
{
	for (int y = canvas->height - 1; y >= 0; y--)
		for (int x = 0; x < canvas->width; x++)
			if (canvas_at(canvas, x, y)->c[0] != ' ')
				return y + 1;
	return 0;
}

struct canvas poster_canvas(const struct poster *p)
{
	int inner = WIDTH - 2 * MARGIN, rows = figure_rows(p, inner), knobs = p->n_knobs > 0 ? 2 : 0;
	struct canvas canvas = canvas_new(WIDTH, rows + knobs + p->n_lines + 5);
	struct canvas page = canvas_part(&canvas, MARGIN, 1, inner, canvas.height - 2);
	canvas_text_cut(&page, 0, 0, inner, ROLE_TITLE, p->title);
	struct canvas figure = canvas_part(&page, 0, 2, inner, rows);
	paint_figure(p, &figure);
	rows = rows_used(&figure);
	paint_knobs(p, rows + 3, &page);
	paint_program(p, rows + 3 + knobs, &page);
	canvas.height = rows + knobs + p->n_lines + 5;
	return canvas;
}

struct press {                   /* what both kinds of file are made from */
	struct canvas canvas;
	struct str sentence;
	struct picture picture;
};

static void press_init(struct press *press, const struct poster *p)
{
	*press = (struct press){ .canvas = poster_canvas(p), .sentence = STR_INIT };
	draw_sentence(p->figure, p->language, &press->sentence);
	press->picture = (struct picture){ &press->canvas, p->title, press->sentence.data };
}

static void press_done(struct press *press)
{
	canvas_free(&press->canvas);
	str_done(&press->sentence);
}

bool poster_save_png(const struct poster *poster, const char *fonts, const char *path,
                     struct err *err)
{
	struct press press;
	press_init(&press, poster);
	bool ok = picture_save_png(&press.picture, fonts, path, err);
	press_done(&press);
	return ok;
}

bool poster_save_svg(const struct poster *poster, const char *path, struct err *err)
{
	struct press press;
	press_init(&press, poster);
	bool ok = picture_save_svg(&press.picture, path, err);
	press_done(&press);
	return ok;
}
