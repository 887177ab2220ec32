/* A canvas as SVG 1.1. */
#include <string.h>

#include "base/file.h"
#include "draw/blocks.h"
#include "draw/picture.h"
#include "text/utf8.h"

enum { W = PICTURE_CELL_WIDTH, H = PICTURE_CELL_HEIGHT };

static void add_escaped(struct str *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		switch (text[i]) {
		case '&': str_add(out, "&amp;"); break;
		case '<': str_add(out, "&lt;"); break;
		case '>': str_add(out, "&gt;"); break;
		case '"': str_add(out, "&quot;"); break;
		default: str_add_char(out, text[i]);
		}
}

static void add_cell_text(struct str *out, const struct cell *cell)
{
	for (int i = 0; i < CELL_MAX_CHARS && cell->c[i]; i++) {
		char bytes[4];
		add_escaped(out, bytes, utf8_encode(cell->c[i], bytes));
	}
}

/* ---- Rectangles: those of one colour that touch along a row are one ---- */

struct rect {
	double x, y, width, height;      /* pixels; width 0: none */
	uint32_t color;
	double opacity;
};

static void flush(struct str *out, struct rect *last)
{
	if (last->width <= 0)
		return;
	str_addf(out, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"#%06X\"", last->x,
	         last->y, last->width, last->height, last->color);
	if (last->opacity < 1)
		str_addf(out, " fill-opacity=\"%g\"", last->opacity);
	str_add(out, "/>\n");
	last->width = 0;
}

static void add_rect(struct str *out, struct rect *last, struct rect next)
{
	bool joins = last->width > 0 && last->x + last->width == next.x && last->y == next.y
	             && last->height == next.height && last->color == next.color
	             && last->opacity == next.opacity;
	if (joins) {
		last->width += next.width;
		return;
	}
	flush(out, last);
	*last = next;
}

static void add_paper(struct str *out, const struct canvas *canvas, int y)
{
	struct rect last = {0};
	for (int x = 0; x < canvas->width; x++) {
		uint32_t bg = picture_ink(canvas_at(canvas, x, y)).bg;
		if (bg != PICTURE_PAPER)
			add_rect(out, &last, (struct rect){ x * W, y * H, W, H, bg, 1 });
	}
	flush(out, &last);
}

static struct rect rect_of(const struct block_part *part, int x, int y)
{
	return (struct rect){
		.x = x * W + part->left * (double)W / BLOCK_UNITS,
		.y = y * H + part->top * (double)H / BLOCK_UNITS,
		.width = (part->right - part->left) * (double)W / BLOCK_UNITS,
		.height = (part->bottom - part->top) * (double)H / BLOCK_UNITS,
	};
}

static void add_blocks(struct str *out, const struct canvas *canvas, int y)
{
	struct rect last = {0};
	for (int x = 0; x < canvas->width; x++) {
		const struct cell *cell = canvas_at(canvas, x, y);
		struct blocks b = blocks_of(cell->c[0]);
		for (int i = 0; i < b.count; i++) {
			struct rect rect = rect_of(&b.part[i], x, y);
			rect.color = picture_ink(cell).fg;
			rect.opacity = b.shade / 4.0;
			add_rect(out, &last, rect);
		}
	}
	flush(out, &last);
}

/* ---- Words ---- */

static bool is_letter(const struct cell *cell)
{
	return cell->c[0] == 0 || (cell->c[0] != ' ' && blocks_of(cell->c[0]).count == 0);
}

static bool goes_on(const struct cell *a, const struct cell *b)
{
	struct ink x = picture_ink(a), y = picture_ink(b);
	return is_letter(b) && (b->c[0] == 0 || (x.fg == y.fg && x.bold == y.bold));
}

/* The word that begins at x; returns where the next may begin. */
static int add_word(struct str *out, const struct canvas *canvas, int x, int y)
{
	const struct cell *first = canvas_at(canvas, x, y);
	struct ink ink = picture_ink(first);
	int end = x + 1;
	while (end < canvas->width && goes_on(first, canvas_at(canvas, end, y)))
		end++;
	str_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06X\"%s>", x * W,
	         y * H + PICTURE_BASELINE, (end - x) * W, ink.fg,
	         ink.bold ? " font-weight=\"bold\"" : "");
	for (; x < end; x++)
		add_cell_text(out, canvas_at(canvas, x, y));
	str_add(out, "</text>\n");
	return end;
}

static void add_words(struct str *out, const struct canvas *canvas, int y)
{
	for (int x = 0; x < canvas->width; )
		x = is_letter(canvas_at(canvas, x, y)) ? add_word(out, canvas, x, y) : x + 1;
}

/* ---- The file ---- */

static void add_head(struct str *out, const struct picture *picture)
{
	int width = picture->canvas->width * W, height = picture->canvas->height * H;
	str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" "
	         "viewBox=\"0 0 %d %d\">\n<title>", width, height, width, height);
	add_escaped(out, picture->title, strlen(picture->title));
	str_add(out, "</title>\n<desc>");
	add_escaped(out, picture->sentence, strlen(picture->sentence));
	str_addf(out, "</desc>\n<rect width=\"%d\" height=\"%d\" fill=\"#%06X\"/>\n", width, height,
	         PICTURE_PAPER);
}

static void svg_of(const struct picture *picture, struct str *out)
{
	add_head(out, picture);
	str_add(out, "<g shape-rendering=\"crispEdges\">\n");
	for (int y = 0; y < picture->canvas->height; y++) {
		add_paper(out, picture->canvas, y);
		add_blocks(out, picture->canvas, y);
	}
	str_add(out, "</g>\n<g font-size=\"20\" font-family=\"'DejaVu Sans Mono', Menlo, Consolas, "
	        "'Noto Sans Mono CJK SC', monospace\">\n");
	for (int y = 0; y < picture->canvas->height; y++)
		add_words(out, picture->canvas, y);
	str_add(out, "</g>\n</svg>\n");
}

bool picture_save_svg(const struct picture *picture, const char *path, struct err *err)
{
	struct str text = STR_INIT;
	svg_of(picture, &text);
	bool ok = file_write(path, text.data, text.len, err);
	str_done(&text);
	return ok;
}
