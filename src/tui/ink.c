#include "tui/ink.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

enum { DEFAULT = -1 };                   /* the terminal's own colour */

/* How a cell looks, in the terminal's terms. */
struct look_of {
	int attributes;                  /* STYLE_ bits */
	int32_t fg, bg;                  /* 0xRRGGBB at INK_RGB, else of the palette, or DEFAULT */
};

static const struct look_of plain_look = { 0, DEFAULT, DEFAULT };

void ink_init(struct ink *ink, enum ink_depth depth, enum tui_theme theme,
              const struct ink_spelling *spell)
{
	*ink = (struct ink){ .depth = depth, .theme = theme, .spell = *spell };
}

void ink_done(struct ink *ink)
{
	for (int i = 0; i < 512; i++)
		free(ink->colors[i / 256][i % 256]);
	canvas_free(&ink->sent);
}

void ink_cleared(struct ink *ink)
{
	canvas_free(&ink->sent);
}

/* ---- Looks ---- */

int ink_nearest(enum ink_depth depth, uint32_t rgb)
{
	switch (depth) {
	case INK_RGB: return (int)rgb;
	case INK_256: return theme_256(rgb);
	case INK_16: return theme_16(rgb);
	default: return theme_8(rgb);
	}
}

static int32_t color(struct ink *ink, int64_t rgb)
{
	if (rgb < 0 || ink->depth == INK_RGB)
		return (int32_t)rgb;
	size_t i = (size_t)(rgb ^ rgb >> 8 ^ rgb >> 16) * 31 % 256;
	if (ink->near[i].n == 0 || ink->near[i].rgb != rgb) {
		ink->near[i].rgb = (uint32_t)rgb;
		ink->near[i].n = ink_nearest(ink->depth, (uint32_t)rgb) + 1;
	}
	return ink->near[i].n - 1;
}

/* Where there are few colours a role has one of the first eight, and a background is reverse. */
static struct look_of role_look(struct ink *ink, enum role role)
{
	const struct style *style = theme_style(ink->theme, role);
	if (ink->depth == INK_NONE)
		return (struct look_of){ style->mono, DEFAULT, DEFAULT };
	if (ink->depth >= INK_256)
		return (struct look_of){ style->attributes, color(ink, style->fg), color(ink, style->bg) };
	int reverse = style->bg != STYLE_DEFAULT ? STYLE_REVERSE : 0;
	return (struct look_of){ style->attributes | reverse, style->fg8, DEFAULT };
}

static struct look_of look_of(struct ink *ink, const struct cell *cell)
{
	struct look_of look = role_look(ink, (enum role)cell->role);
	if (ink->depth == INK_NONE)
		return look;
	if (cell->fg != CANVAS_NO_COLOR)
		look.fg = color(ink, cell->fg);
	if (cell->bg != CANVAS_NO_COLOR)
		look.bg = color(ink, cell->bg);
	return look;
}

static bool same_look(const struct look_of *a, const struct look_of *b)
{
	return a->attributes == b->attributes && a->fg == b->fg && a->bg == b->bg;
}

/* ---- Bytes ---- */

static void add_number(struct str *out, unsigned n)
{
	char digits[10];
	int at = sizeof digits;
	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	str_add_n(out, digits + at, sizeof digits - (size_t)at);
}

static void add_rgb(struct str *out, uint32_t rgb, bool background)
{
	str_add_n(out, background ? "\033[48;2;" : "\033[38;2;", 7);
	add_number(out, rgb >> 16 & 255);
	str_add_char(out, ';');
	add_number(out, rgb >> 8 & 255);
	str_add_char(out, ';');
	add_number(out, rgb & 255);
	str_add_char(out, 'm');
}

static void add_color(struct ink *ink, int32_t color, bool background, struct str *out)
{
	if (color == DEFAULT)
		return;
	if (ink->depth == INK_RGB) {
		add_rgb(out, (uint32_t)color, background);
		return;
	}
	char **text = &ink->colors[background][color & 255];
	if (!*text)
		*text = mem_copy(ink->spell.palette(color & 255, background));
	str_add(out, *text);
}

static void add_attributes(const struct ink_spelling *spell, int bits, struct str *out)
{
	str_add(out, bits & STYLE_BOLD ? spell->bold : "");
	str_add(out, bits & STYLE_DIM ? spell->dim : "");
	str_add(out, bits & STYLE_ITALIC ? spell->italic : "");
	str_add(out, bits & STYLE_UNDERLINE ? spell->underline : "");
	str_add(out, bits & STYLE_REVERSE ? spell->reverse : "");
}

/* Attributes and colours are only taken away all at once. */
static void change_look(struct ink *ink, const struct look_of *from, const struct look_of *to,
                        struct str *out)
{
	struct look_of now = *from;
	if (from->attributes != to->attributes || (to->fg == DEFAULT && from->fg != DEFAULT) ||
	    (to->bg == DEFAULT && from->bg != DEFAULT)) {
		if (!same_look(from, &plain_look))
			str_add(out, ink->spell.plain);
		now = plain_look;
		add_attributes(&ink->spell, to->attributes, out);
	}
	if (now.fg != to->fg)
		add_color(ink, to->fg, false, out);
	if (now.bg != to->bg)
		add_color(ink, to->bg, true, out);
}

static void add_cell(const struct cell *cell, struct str *out)
{
	for (int i = 0; i < CELL_MAX_CHARS && cell->c[i]; i++) {
		char bytes[4];
		str_add_n(out, bytes, utf8_encode(cell->c[i], bytes));
	}
}

/* ---- Rows ---- */

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static bool is_blank(struct ink *ink, const struct cell *cell)
{
	if (cell->c[0] != ' ' || cell->c[1])
		return false;
	struct look_of look = look_of(ink, cell);
	return look.bg == DEFAULT && !(look.attributes & (STYLE_REVERSE | STYLE_UNDERLINE));
}

/* From here on the row is blank. */
static int blank_from(struct ink *ink, const struct canvas *canvas, int y)
{
	int x = canvas->width;
	const struct cell *row = canvas_at(canvas, 0, y);
	while (x > 0 && ((x < canvas->width && same_cell(&row[x - 1], &row[x])) || is_blank(ink, &row[x - 1])))
		x--;
	return x;
}

struct pen {
	struct look_of look;
	int x, y;                        /* where the terminal's cursor is known to be, or -1 */
};

static void go(struct ink *ink, struct pen *pen, int x, int y, struct str *out)
{
	if (pen->x != x || pen->y != y)
		str_add(out, ink->spell.move(x, y));
	pen->x = x;
	pen->y = y;
}

/* Terminals disagree about how far emoji and combining marks move the cursor. */
static bool is_certain(const struct cell *cell)
{
	return !cell->c[1] && cell->c[0] < 0x1F000;
}

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

static int changes(const struct look_of *from, int32_t fg, int32_t bg)
{
	return (from->fg != fg) + (from->bg != bg);
}

/*
 * Two pixels can be had in two ways, of one colour also as a blank: the one that sends
 * least. No row ends in blanks, which a terminal may leave out when it is copied.
 */
static uint32_t choose_half(uint32_t c, struct look_of *look, const struct look_of *pen, bool last)
{
	if ((c != UPPER_HALF && c != LOWER_HALF) || look->fg == DEFAULT || look->bg == DEFAULT)
		return c;
	if (look->fg == look->bg && !last) {
		look->fg = pen->fg;
		return ' ';
	}
	if (changes(pen, look->bg, look->fg) >= changes(pen, look->fg, look->bg))
		return c;
	int32_t fg = look->fg;
	look->fg = look->bg;
	look->bg = fg;
	return c == UPPER_HALF ? LOWER_HALF : UPPER_HALF;
}

static void draw_cell(struct ink *ink, struct pen *pen, const struct cell *painted, bool last,
                      struct str *out)
{
	struct cell chosen = *painted, *cell = &chosen;
	struct look_of look = look_of(ink, cell);
	cell->c[0] = choose_half(cell->c[0], &look, &pen->look, last);
	if (!same_look(&look, &pen->look))
		change_look(ink, &pen->look, &look, out);
	pen->look = look;
	add_cell(cell, out);
	pen->x = is_certain(cell) ? pen->x + utf8_char_width(cell->c[0]) : -1;
}

/* A row's blank end is not spelled out: it is blank already, or it is cleared at once. */
static void draw_row(struct ink *ink, struct pen *pen, const struct canvas *canvas, int y,
                     struct str *out)
{
	const struct cell *new = canvas_at(canvas, 0, y), *old = canvas_at(&ink->sent, 0, y);
	int width = canvas->width, end = *ink->spell.clear_right ? blank_from(ink, canvas, y) : width;
	bool corner = ink->spell.corner_scrolls && y == canvas->height - 1;
	for (int x = 0; x < end - (corner && end == width); x++) {
		bool half = x + 1 < width && new[x + 1].c[0] == 0 && !same_cell(&new[x + 1], &old[x + 1]);
		if (!new[x].c[0] || (same_cell(&new[x], &old[x]) && !half))
			continue;
		go(ink, pen, x, y, out);
		draw_cell(ink, pen, &new[x], x == end - 1, out);
	}
	if (end == width || blank_from(ink, &ink->sent, y) <= end)
		return;
	go(ink, pen, end, y, out);
	if (!same_look(&pen->look, &plain_look))
		str_add(out, ink->spell.plain);
	pen->look = plain_look;
	str_add(out, ink->spell.clear_right);
}

static void keep(struct ink *ink, const struct canvas *canvas, int y)
{
	memcpy(canvas_at(&ink->sent, 0, y), canvas_at(canvas, 0, y),
	       (size_t)canvas->width * sizeof(struct cell));
}

void ink_draw(struct ink *ink, const struct canvas *canvas, struct str *out)
{
	if (ink->sent.width != canvas->width || ink->sent.height != canvas->height) {
		canvas_free(&ink->sent);
		ink->sent = canvas_new(canvas->width, canvas->height);
	}
	struct pen pen = { .look = plain_look, .x = -1, .y = -1 };
	for (int y = 0; y < canvas->height; y++)
		if (memcmp(canvas_at(&ink->sent, 0, y), canvas_at(canvas, 0, y),
		           (size_t)canvas->width * sizeof(struct cell)) != 0) {
			draw_row(ink, &pen, canvas, y, out);
			keep(ink, canvas, y);
		}
	if (!same_look(&pen.look, &plain_look))
		str_add(out, ink->spell.plain);
}
