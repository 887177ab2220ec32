#include "text/math.h"

#include <string.h>

#include "text/math_lay.h"
#include "text/utf8.h"
#include "text/wrap.h"

enum { MAX_DISPLAY = 2048, HANG = 4 };   /* bytes of TeX; columns before a line that goes on */

/* ---- One line ---- */

static void add_line(const struct math_list *list, struct str *out)
{
	struct piece piece = piece_new(false, false);
	math_lay(list, &piece);
	str_add_n(out, box_line(&piece.box)->data, box_line(&piece.box)->len);
	piece_done(&piece);
}

void math_line(const char *tex, size_t len, struct str *out)
{
	struct arena arena;
	arena_init(&arena, 0);
	add_line(math_parse(tex, len, &arena, NULL), out);
	arena_done(&arena);
}

bool math_unknown(const char *tex, size_t len, struct str *out)
{
	const char *unknown;
	struct arena arena;
	arena_init(&arena, 0);
	math_parse(tex, len, &arena, &unknown);
	if (unknown)
		str_add(out, unknown);
	arena_done(&arena);
	return unknown != NULL;
}

/* ---- Several lines ---- */

static void add_rows(const struct box *box, int indent, struct str *out)
{
	for (int y = 0; y < box->n; y++) {
		if (out->len)
			str_add(out, "\n");
		size_t begin = out->len;
		str_addf(out, "%*s%s", indent, "", box->rows[y].s.data);
		while (out->len > begin && out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
	}
}

/*
 * Where the line that begins at column `from` ends: at the last place that fits, or
 * the last strong one if that fills half of the line. NULL when the rest fits;
 * `none` when there is no such place.
 */
static const struct piece_break none;

static const struct piece_break *line_end(const struct piece *piece, int from, int room)
{
	const struct piece_break *best = &none;
	if (piece->box.width - from <= room)
		return NULL;
	for (int i = 0; i < piece->n_breaks; i++) {
		const struct piece_break *b = &piece->breaks[i];
		bool better = b->strong || !best->strong || 2 * (best->end - from) < room;
		if (b->end > from && b->end - from <= room && better)
			best = b;
	}
	return best;
}

/* The rows in lines of at most `width` columns; false when some part has no place to break. */
static bool add_broken(const struct piece *piece, int width, struct str *out)
{
	struct str lines = STR_INIT;
	bool fits = true;
	for (int from = 0, indent = 0; fits && from < piece->box.width; indent = HANG) {
		const struct piece_break *b = line_end(piece, from, width - indent);
		struct box line = box_cut(&piece->box, from, b ? b->end : piece->box.width);
		if (from > 0 && piece->box.n > 1)
			str_add(&lines, "\n");
		add_rows(&line, indent, &lines);
		box_done(&line);
		fits = b != &none;
		from = b ? b->next : piece->box.width;
	}
	if (fits)
		str_addf(out, "%s%s", out->len ? "\n" : "", lines.data);
	str_done(&lines);
	return fits;
}

static void add_wrapped(const struct math_list *list, int width, struct str *out)
{
	struct str line = STR_INIT;
	add_line(list, &line);
	for (size_t at = 0, next; line.data[at]; at += next) {
		size_t n = wrap_line(line.data + at, width, &next);
		if (out->len)
			str_add(out, "\n");
		str_add_n(out, line.data + at, n);
	}
	str_done(&line);
}

static void add_formula(const struct math_list *list, int width, struct str *out)
{
	struct piece piece = piece_new(true, false);
	math_lay(list, &piece);
	if (!add_broken(&piece, width, out))
		add_wrapped(list, width, out);
	piece_done(&piece);
}

/* The rows of an aligned grid that is too wide, each as a formula of its own. */
static void add_each_row(const struct math_node *grid, int width, struct str *out)
{
	struct math_list row = {0};
	for (struct math_list *cell = grid->inner; cell; cell = cell->next) {
		if (cell->first && row.last)
			row.last->next = cell->first;
		row.first = row.first ? row.first : cell->first;
		row.last = cell->last ? cell->last : row.last;
		if (!cell->ends_row)
			continue;
		if (row.first)
			add_formula(&row, width, out);
		row = (struct math_list){0};
	}
}

static bool is_rows(const struct math_list *list)
{
	const struct math_node *node = list->first;
	return node && node == list->last && node->shape == MATH_GRID &&
	       node->grid == GRID_ALIGNED && !node->sub && !node->sup;
}

static void add_display(const struct math_list *list, int width, struct str *out)
{
	struct piece piece = piece_new(true, false);
	math_lay(list, &piece);
	bool fits = piece.box.width <= width;
	if (fits && piece.box.width)
		add_rows(&piece.box, 0, out);
	piece_done(&piece);
	if (!fits && is_rows(list))
		add_each_row(list->first, width, out);
	else if (!fits)
		add_formula(list, width, out);
}

void math_display(const char *tex, size_t len, int width, struct str *out)
{
	struct arena arena;
	struct str lines = STR_INIT;
	arena_init(&arena, 0);
	struct math_list *list = math_parse(tex, len, &arena, NULL);
	if (len <= MAX_DISPLAY)
		add_display(list, width, &lines);
	else
		add_wrapped(list, width, &lines);
	str_add_n(out, lines.data, lines.len);
	str_done(&lines);
	arena_done(&arena);
}
