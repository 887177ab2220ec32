#include "draw/poster.h"

#include "base/i18n.h"
#include "draw/draw.h"
#include "draw/picture.h"
#include "text/utf8.h"
#include "text/wrap.h"

enum { WIDTH = 100, MARGIN = 2, INNER = WIDTH - 2 * MARGIN, FIGURE_MAX = 60, GAP = 3, SHAPE_MAX = 30, INDENT = 6 };

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

/* "Nt = 10   Nv = 197"; with canvas NULL only counted. Returns the rows. */
static int knob_rows(const struct poster *p, int y, struct canvas *canvas)
{
	int x = 0, row = 0;
	for (int i = 0; i < p->n_knobs; i++) {
		const char *name = p->knobs[i].name, *text = p->knobs[i].text;
		int width = utf8_width(name) + 3 + utf8_width(text);
		if (x > 0 && x + width > INNER) {
			x = 0;
			row++;
		}
		if (canvas) {
			int at = x + canvas_textf(canvas, x, y + row, ROLE_DIM, "%s = ", name);
			canvas_text_cut(canvas, at, y + row, INNER - at, ROLE_NUMBER, text);
		}
		x += width + GAP;
	}
	return p->n_knobs > 0 ? row + 1 : 0;
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

/* All of it: what has no room beside the shape stands below, indented. */
static int code_rows(const char *code, int columns, int y, struct canvas *canvas)
{
	int rows = 0;
	for (size_t n, next; *code; code += next, rows++) {
		int x = rows ? INDENT : 0;
		struct str row = STR_INIT;
		n = wrap_line(code, rows ? INNER - INDENT : columns, &next);
		str_add_n(&row, code, n);
		if (canvas)
			canvas_text(canvas, x, y + rows, ROLE_CODE, row.data);
		str_done(&row);
	}
	return rows;
}

static int program_rows(const struct poster *p, int y, struct canvas *canvas)
{
	int code = widest_code(p), room = INNER - SHAPE_MAX - GAP, rows = 0;
	code = code < room ? code : room;
	for (int i = 0; i < p->n_lines; i++) {
		if (canvas && p->lines[i].text)
			canvas_text_cut(canvas, code + GAP, y + rows, SHAPE_MAX, ROLE_NUMBER, p->lines[i].text);
		rows += code_rows(p->lines[i].name, code, y + rows, canvas);
	}
	return rows;
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
	int rows = figure_rows(p, INNER), knobs = knob_rows(p, 0, NULL), code = program_rows(p, 0, NULL);
	knobs += knobs > 0;              /* and a blank one */
	struct canvas canvas = canvas_new(WIDTH, rows + knobs + code + 5);
	struct canvas page = canvas_part(&canvas, MARGIN, 1, INNER, canvas.height - 2);
	canvas_text_cut(&page, 0, 0, INNER, ROLE_TITLE, p->title);
	struct canvas figure = canvas_part(&page, 0, 2, INNER, rows);
	paint_figure(p, &figure);
	rows = rows_used(&figure);
	knob_rows(p, rows + 3, &page);
	program_rows(p, rows + 3 + knobs, &page);
	canvas.height = rows + knobs + code + 5;
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
