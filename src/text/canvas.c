#include "text/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

static const struct cell blank_cell = {
	.c = { ' ' }, .role = ROLE_TEXT, .fg = CANVAS_NO_COLOR, .bg = CANVAS_NO_COLOR,
};

struct canvas canvas_new(int width, int height)
{
	struct canvas canvas = { .width = width > 0 ? width : 0, .height = height > 0 ? height : 0 };
	canvas.stride = canvas.width;
	size_t n = (size_t)canvas.width * (size_t)canvas.height;
	canvas.cells = mem_grow(NULL, n, sizeof *canvas.cells);
	for (size_t i = 0; i < n; i++)
		canvas.cells[i] = blank_cell;
	return canvas;
}

void canvas_free(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){0};
}

void canvas_clear(struct canvas *canvas)
{
	canvas_fill(canvas, 0, 0, canvas->width, canvas->height, ROLE_TEXT, ' ');
}

/* Cut [*at, *at + *size) to [0, limit). */
static void cut(int *at, int *size, int limit)
{
	long begin = *at, end = begin + (*size > 0 ? *size : 0);
	begin = begin < 0 ? 0 : begin > limit ? limit : begin;
	end = end < begin ? begin : end > limit ? limit : end;
	*at = (int)begin;
	*size = (int)(end - begin);
}

struct canvas canvas_part(const struct canvas *canvas, int x, int y, int width, int height)
{
	cut(&x, &width, canvas->width);
	cut(&y, &height, canvas->height);
	struct canvas part = *canvas;
	part.width = width;
	part.height = height;
	part.left += x;
	part.top += y;
	return part;
}

/* A cell by its place in the part, also beyond the part's sides: the root's row limits it. */
static struct cell *reach(const struct canvas *canvas, int x, int y)
{
	int column = canvas->left + x;
	if (y < 0 || y >= canvas->height || column < 0 || column >= canvas->stride)
		return NULL;
	return canvas->cells + (size_t)(canvas->top + y) * (size_t)canvas->stride + column;
}

struct cell *canvas_at(const struct canvas *canvas, int x, int y)
{
	return x >= 0 && x < canvas->width ? reach(canvas, x, y) : NULL;
}

static void put(struct cell *cell, enum role role, uint32_t c)
{
	*cell = blank_cell;
	cell->role = (uint8_t)role;
	cell->c[0] = c;
}

/* Of a wide character that is about to lose one half, the other becomes a blank. */
static void part_halves(const struct canvas *canvas, int x, int y, int width)
{
	struct cell *first = reach(canvas, x, y), *after = reach(canvas, x + width, y);
	if (first && first->c[0] == 0 && canvas->left + x > 0)
		put(first - 1, first[-1].role, ' ');
	if (after && after->c[0] == 0)
		put(after, after->role, ' ');
}

/* One visible character of a known width at a place that may be anywhere. */
static void put_char(struct canvas *canvas, int x, int y, enum role role, uint32_t c, int width)
{
	struct cell *left = canvas_at(canvas, x, y);
	struct cell *right = width == 2 ? canvas_at(canvas, x + 1, y) : NULL;
	if (!left && !right)
		return;
	if (width == 2 && (!left || !right)) {   /* half of it is cut off: a blank */
		put_char(canvas, left ? x : x + 1, y, role, ' ', 1);
		return;
	}
	part_halves(canvas, x, y, width);
	put(left, role, c);
	if (right)
		put(right, role, 0);
}

/* A combining character joins the one before; where there is no room it is left out. */
static void combine(struct canvas *canvas, int x, int y, uint32_t c)
{
	struct cell *cell = canvas_at(canvas, x - 1, y);
	if (cell && cell->c[0] == 0)
		cell = canvas_at(canvas, x - 2, y);
	if (!cell)
		return;
	for (int i = 1; i < CELL_MAX_CHARS; i++) {
		if (cell->c[i] == 0) {
			cell->c[i] = c;
			return;
		}
	}
}

/* Paint a character (made safe first) and return its columns. */
static int paint(struct canvas *canvas, int x, int y, enum role role, uint32_t c)
{
	c = utf8_safe(c);
	if (!c || utf8_invisible(c))
		return 0;
	int width = utf8_char_width(c);
	if (width)
		put_char(canvas, x, y, role, c, width);
	else
		combine(canvas, x, y, c);
	return width;
}

static int paint_text(struct canvas *canvas, int x, int y, enum role role, const char *text,
                      size_t len)
{
	int start = x;
	uint32_t c;
	for (size_t i = 0; i < len;) {
		i += utf8_decode(text + i, len - i, &c);
		x += paint(canvas, x, y, role, c);
	}
	return x - start;
}

int canvas_text(struct canvas *canvas, int x, int y, enum role role, const char *text)
{
	return paint_text(canvas, x, y, role, text, strlen(text));
}

int canvas_textf(struct canvas *canvas, int x, int y, enum role role, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;
	va_start(args, fmt);
	str_addv(&text, fmt, args);
	va_end(args);
	int columns = canvas_text(canvas, x, y, role, text.data);
	str_done(&text);
	return columns;
}

int canvas_text_cut(struct canvas *canvas, int x, int y, int columns, enum role role,
                    const char *text)
{
	if (columns <= 0)
		return 0;
	size_t fits = utf8_fit(text, columns);
	if (!text[fits])
		return paint_text(canvas, x, y, role, text, fits);
	int used = paint_text(canvas, x, y, role, text, utf8_fit(text, columns - 1));
	return used + paint(canvas, x + used, y, role, 0x2026);
}

void canvas_char(struct canvas *canvas, int x, int y, enum role role, uint32_t c)
{
	paint(canvas, x, y, role, c);
}

void canvas_pixel(struct canvas *canvas, int x, int y, uint32_t c, uint32_t fg, uint32_t bg)
{
	struct cell *cell = canvas_at(canvas, x, y);
	if (!cell)
		return;
	paint(canvas, x, y, ROLE_TEXT, c);
	cell->fg = fg;
	cell->bg = bg;
}

/* Of wide characters so many as fit, and a blank for what is left. */
static void fill_row(struct canvas *canvas, int x, int y, int width, enum role role, uint32_t c)
{
	struct cell *row = reach(canvas, x, y);
	bool wide = utf8_char_width(c) == 2;
	part_halves(canvas, x, y, width);
	for (int i = 0; i < width; i++)
		put(&row[i], role, !wide ? c : i % 2 ? 0 : i + 1 < width ? c : ' ');
}

/* A half of a wide character whose other half is cut off becomes a blank. */
static void copy_cell(struct canvas *canvas, int x, int y, const struct cell *from)
{
	struct cell *cell = canvas_at(canvas, x, y);
	int other = from->c[0] == 0 ? x - 1 : utf8_char_width(from->c[0]) == 2 ? x + 1 : x;
	if (cell && canvas_at(canvas, other, y))
		*cell = *from;
	else if (cell)
		put(cell, from->role, ' ');
}

void canvas_copy(struct canvas *canvas, int x, int y, const struct canvas *picture)
{
	int left = x, width = picture->width;
	cut(&left, &width, canvas->width);
	for (int row = 0; row < picture->height; row++) {
		part_halves(canvas, left, y + row, width);
		for (int i = 0; i < picture->width; i++)
			copy_cell(canvas, x + i, y + row, canvas_at(picture, i, row));
	}
}

void canvas_fill(struct canvas *canvas, int x, int y, int width, int height, enum role role,
                 uint32_t c)
{
	cut(&x, &width, canvas->width);
	cut(&y, &height, canvas->height);
	for (int j = y; width > 0 && j < y + height; j++)
		fill_row(canvas, x, j, width, role, utf8_safe(c));
}

void canvas_role(struct canvas *canvas, int x, int y, int width, int height, enum role role)
{
	cut(&x, &width, canvas->width);
	cut(&y, &height, canvas->height);
	for (int j = y; j < y + height; j++)
		for (int i = x; i < x + width; i++)
			canvas_at(canvas, i, j)->role = (uint8_t)role;
}

/* Lines: each character is a set of arms, and lines that meet unite theirs. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

static const uint32_t line_of_arms[16] = {
	' ',    0x2502, 0x2502, 0x2502,   /* none, ↑, ↓, ↑↓ */
	0x2500, 0x2518, 0x2510, 0x2524,   /* ← with the same: ─ ┘ ┐ ┤ */
	0x2500, 0x2514, 0x250C, 0x251C,   /* → with the same: ─ └ ┌ ├ */
	0x2500, 0x2534, 0x252C, 0x253C,   /* ← → with the same: ─ ┴ ┬ ┼ */
};

static int arms_of(const struct cell *cell)
{
	if (!cell || cell->c[0] == ' ')
		return 0;
	for (int arms = 15; arms > 0; arms--)   /* from the full sets down: ─ is ← → */
		if (line_of_arms[arms] == cell->c[0])
			return arms;
	return 0;
}

/* The arms of a line already there, without those that lead nowhere. */
static int joined_arms(const struct canvas *canvas, int x, int y)
{
	int arms = arms_of(canvas_at(canvas, x, y));
	if ((arms & UP) && !(arms_of(reach(canvas, x, y - 1)) & DOWN))
		arms &= ~UP;
	if ((arms & DOWN) && !(arms_of(reach(canvas, x, y + 1)) & UP))
		arms &= ~DOWN;
	if ((arms & LEFT) && !(arms_of(reach(canvas, x - 1, y)) & RIGHT))
		arms &= ~LEFT;
	if ((arms & RIGHT) && !(arms_of(reach(canvas, x + 1, y)) & LEFT))
		arms &= ~RIGHT;
	return arms;
}

static void put_line(struct canvas *canvas, int x, int y, int arms)
{
	paint(canvas, x, y, ROLE_BORDER, line_of_arms[arms | joined_arms(canvas, x, y)]);
}

void canvas_hline(struct canvas *canvas, int x, int y, int width)
{
	cut(&x, &width, canvas->width);
	for (int i = 0; i < width; i++) {
		int arms = (i > 0 ? LEFT : 0) | (i < width - 1 ? RIGHT : 0);
		put_line(canvas, x + i, y, arms ? arms : LEFT | RIGHT);
	}
}

void canvas_vline(struct canvas *canvas, int x, int y, int height)
{
	cut(&y, &height, canvas->height);
	for (int i = 0; i < height; i++) {
		int arms = (i > 0 ? UP : 0) | (i < height - 1 ? DOWN : 0);
		put_line(canvas, x, y + i, arms ? arms : UP | DOWN);
	}
}

static bool is_blank_row(const struct canvas *canvas, int y)
{
	for (int x = 0; x < canvas->width; x++)
		if (canvas_at(canvas, x, y)->c[0] != ' ')
			return false;
	return true;
}

int canvas_rows_used(const struct canvas *canvas)
{
	int rows = canvas->height;
	while (rows > 0 && is_blank_row(canvas, rows - 1))
		rows--;
	return rows;
}

static void add_char(struct str *out, uint32_t c)
{
	char bytes[4];
	str_add_n(out, bytes, utf8_encode(c, bytes));
}

/* A part may begin or end inside a wide character: a blank stands for its half. */
static void add_cell(const struct cell *cell, bool first, bool last, struct str *out)
{
	if ((first && cell->c[0] == 0) || (last && utf8_char_width(cell->c[0]) == 2)) {
		add_char(out, ' ');
		return;
	}
	for (int i = 0; i < CELL_MAX_CHARS && cell->c[i]; i++)
		add_char(out, cell->c[i]);
}

void canvas_to_text(const struct canvas *canvas, struct str *out)
{
	for (int y = 0; y < canvas->height; y++) {
		size_t start = out->len, kept = out->len;
		for (int x = 0; x < canvas->width; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			add_cell(cell, x == 0, x == canvas->width - 1, out);
			if (out->len > start && out->data[out->len - 1] != ' ')
				kept = out->len;
		}
		out->len = kept;
		str_add_char(out, '\n');
	}
}
