#include "text/math_box.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

struct box box_new(void)
{
	struct box box = { .rows = mem_new(1, sizeof *box.rows), .n = 1 };
	box.rows[0].s = (struct str)STR_INIT;
	return box;
}

void box_done(struct box *box)
{
	for (int i = 0; i < box->n; i++)
		str_done(&box->rows[i].s);
	free(box->rows);
	*box = (struct box){0};
}

struct str *box_line(const struct box *box)
{
	return &box->rows[box->base].s;
}

int box_above(const struct box *box)
{
	return box->base;
}

int box_below(const struct box *box)
{
	return box->n - 1 - box->base;
}

/* ---- Putting side by side ---- */

static void pad(struct box_row *row, int columns)
{
	for (; row->columns < columns; row->columns++)
		str_add_char(&row->s, ' ');
}

static void add_to_row(struct box *box, int y, const char *text, size_t len, int columns)
{
	struct box_row *row = &box->rows[y];
	str_add_n(&row->s, text, len);
	row->columns += columns;
	if (row->columns > box->width)
		box->width = row->columns;
}

static int columns_of(const char *text, size_t len)
{
	int columns = 0;
	uint32_t c;
	for (size_t i = 0; i < len;) {
		i += utf8_decode(text + i, len - i, &c);
		columns += utf8_char_width(c);
	}
	return columns;
}

/* Zero columns attach to what stands last on the baseline. */
void box_text(struct box *box, const char *text, size_t len)
{
	int columns = columns_of(text, len);
	if (columns > 0)
		pad(&box->rows[box->base], box->width);
	add_to_row(box, box->base, text, len, columns);
}

void box_blanks(struct box *box, int columns)
{
	pad(&box->rows[box->base], box->width + columns);
	box->width += columns;
}

/* Room for rows from `above` over the baseline to `below` under it. */
static void grow(struct box *box, int above, int below)
{
	int top = above > box->base ? above - box->base : 0;
	int bottom = below > box_below(box) ? below - box_below(box) : 0;
	if (top + bottom == 0)
		return;
	box->rows = mem_grow(box->rows, (size_t)(box->n + top + bottom), sizeof *box->rows);
	memmove(box->rows + top, box->rows, (size_t)box->n * sizeof *box->rows);
	for (int i = 0; i < top; i++)
		box->rows[i] = (struct box_row){ .s = STR_INIT };
	for (int i = 0; i < bottom; i++)
		box->rows[top + box->n + i] = (struct box_row){ .s = STR_INIT };
	box->n += top + bottom;
	box->base += top;
}

void box_put(struct box *box, const struct box *other, int x, int down)
{
	grow(box, box_above(other) - down, box_below(other) + down);
	for (int i = 0; i < other->n; i++) {
		const struct box_row *row = &other->rows[i];
		int y = box->base + down + i - other->base;
		if (row->s.len == 0)
			continue;
		pad(&box->rows[y], x);
		add_to_row(box, y, row->s.data, row->s.len, row->columns);
	}
	if (x + other->width > box->width)
		box->width = x + other->width;
	box->tall |= other->tall;
}

void box_add(struct box *box, const struct box *other)
{
	box_put(box, other, box->width, 0);
}

/* ---- Putting above each other ---- */

static void move_rows(struct box *to, const struct box *from, int y, int x)
{
	for (int i = 0; i < from->n; i++) {
		const struct box_row *row = &from->rows[i];
		if (row->s.len == 0)
			continue;
		pad(&to->rows[y + i], x);
		add_to_row(to, y + i, row->s.data, row->s.len, row->columns);
	}
}

struct box box_stack(const struct box *const *boxes, int n, int base)
{
	struct box box = box_new();
	int width = 0, rows = 0, y = 0, baseline = 0;
	for (int i = 0; i < n; i++) {
		baseline = i == base ? rows + boxes[i]->base : baseline;
		width = boxes[i]->width > width ? boxes[i]->width : width;
		rows += boxes[i]->n;
	}
	grow(&box, 0, rows - 1);
	for (int i = 0; i < n; y += boxes[i++]->n)
		move_rows(&box, boxes[i], y, (width - boxes[i]->width) / 2);
	box.base = baseline;
	box.width = width;
	box.tall = true;
	return box;
}

struct box box_repeat(const char *piece, int n)
{
	struct box box = box_new();
	for (int i = 0; i < n; i++)
		box_text(&box, piece, strlen(piece));
	return box;
}

struct box box_of_text(const char *text)
{
	struct box box = box_new();
	box_text(&box, text, strlen(text));
	return box;
}

/* ---- Brackets ---- */

/* Of a bracket: its first row, its last, the others, and the one in the middle; two rows together. */
struct bracket {
	const char *bracket, *top, *bottom, *other, *middle, *two[2];
};

static const struct bracket *bracket_find(const char *bracket)
{
	static const struct bracket brackets[] = {
		{ "(", "⎛", "⎝", "⎜", "⎜", { "⎛", "⎝" } }, { ")", "⎞", "⎠", "⎟", "⎟", { "⎞", "⎠" } },
		{ "[", "⎡", "⎣", "⎢", "⎢", { "⎡", "⎣" } }, { "]", "⎤", "⎦", "⎥", "⎥", { "⎤", "⎦" } },
		{ "{", "⎧", "⎩", "⎪", "⎨", { "⎰", "⎱" } }, { "}", "⎫", "⎭", "⎪", "⎬", { "⎱", "⎰" } },
		{ "⌊", "⎢", "⎣", "⎢", "⎢", { "⎢", "⎣" } }, { "⌋", "⎥", "⎦", "⎥", "⎥", { "⎥", "⎦" } },
		{ "⌈", "⎡", "⎢", "⎢", "⎢", { "⎡", "⎢" } }, { "⌉", "⎤", "⎥", "⎥", "⎥", { "⎤", "⎥" } },
		{ "|", "│", "│", "│", "│", { "│", "│" } }, { "‖", "║", "║", "║", "║", { "║", "║" } },
	};
	for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
		if (strcmp(brackets[i].bracket, bracket) == 0)
			return &brackets[i];
	return NULL;
}

static const char *bracket_piece(const struct bracket *b, int y, int n)
{
	if (n == 2)
		return b->two[y];
	return y == 0 ? b->top : y == n - 1 ? b->bottom : y == n / 2 ? b->middle : b->other;
}

struct box box_bracket(const char *bracket, const struct box *beside)
{
	const struct bracket *b = bracket_find(bracket);
	if (!b || !beside->tall)
		return box_of_text(bracket);
	struct box box = box_new();
	grow(&box, box_above(beside), box_below(beside));
	for (int y = 0; y < box.n; y++) {
		const char *piece = bracket_piece(b, y, box.n);
		add_to_row(&box, y, piece, strlen(piece), 1);
	}
	return box;
}

/* ---- Cutting ---- */

static void cut_row(const struct box_row *row, int from, int to, struct box *out, int y)
{
	int column = 0;
	uint32_t c;
	for (size_t i = 0, n; i < row->s.len; i += n) {
		n = utf8_decode(row->s.data + i, row->s.len - i, &c);
		int width = utf8_char_width(c);
		int at = width ? column : column - 1;    /* a combining one goes with what it is on */
		if (at >= from && at < to)
			add_to_row(out, y, row->s.data + i, n, width);
		column += width;
	}
}

static bool is_blank(const struct box_row *row)
{
	return row->s.data[strspn(row->s.data, " ")] == '\0';
}

static void drop_row(struct box *box, int y)
{
	str_done(&box->rows[y].s);
	box->n--;
	memmove(box->rows + y, box->rows + y + 1, (size_t)(box->n - y) * sizeof *box->rows);
	box->base -= y < box->base;
}

struct box box_cut(const struct box *box, int from, int to)
{
	struct box out = box_new();
	grow(&out, box_above(box), box_below(box));
	for (int y = 0; y < box->n; y++)
		cut_row(&box->rows[y], from, to, &out, y);
	while (box_above(&out) > 0 && is_blank(&out.rows[0]))
		drop_row(&out, 0);
	while (box_below(&out) > 0 && is_blank(&out.rows[out.n - 1]))
		drop_row(&out, out.n - 1);
	return out;
}
