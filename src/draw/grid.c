#include "draw/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/utf8.h"

enum { LABEL_WIDEST = 10 };

/* The values a pixel: as few as fit; but the last pixel has a quarter of what the others have. */
static int64_t choose_block(int64_t size, int room)
{
	int64_t least = size / room + (size % room != 0);
	for (int64_t block = least; block <= AXIS_BLOCK_MAX; block++)
		if (4 * ((size - 1) % block + 1) >= block)
			return block;
	return AXIS_BLOCK_MAX;
}

struct axis axis_fit(int64_t size, int room, int widest, int64_t cursor, int zoom)
{
	struct axis a = { .size = size, .block = 1, .span = 1 };
	if (room < 1 || size < 1)
		return a;
	if (size <= room) {
		a.span = room / size < widest ? (int)(room / size) : widest;
		a.pixels = (int)size * a.span;
		return a;
	}
	a.block = choose_block(size, room);
	for (; zoom > 0 && a.block > 1; zoom--)
		a.block /= 2;
	int64_t page = room * a.block;
	if (page >= size) {
		a.pixels = (int)((size + a.block - 1) / a.block);
		return a;
	}
	a.first = cursor / page * page < size - page ? cursor / page * page : size - page;
	a.pixels = room;
	return a;
}

int64_t axis_value(const struct axis *axis, int pixel)
{
	return axis->first + pixel / axis->span * axis->block;
}

int64_t axis_count(const struct axis *axis, int pixel)
{
	int64_t left = axis->size - axis_value(axis, pixel);
	return left < axis->block ? left : axis->block;
}

int axis_pixel(const struct axis *axis, int64_t value)
{
	if (value < axis->first)
		return -1;
	int64_t pixel = (value - axis->first) / axis->block * axis->span;
	return pixel < axis->pixels ? (int)pixel : -1;
}

bool axis_paged(const struct axis *axis)
{
	return axis->pixels / axis->span * axis->block < axis->size;
}

int grid_label_width(const char *const *labels, int64_t count)
{
	char text[LABEL_TEXT];
	int widest = 0;
	for (int64_t i = labels ? 0 : count - 1; i >= 0 && i < count; i++) {
		label_format(labels, i, text);
		int width = utf8_width(text);
		widest = width > widest ? width : widest;
	}
	return widest < LABEL_WIDEST ? widest : LABEL_WIDEST;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static void fit_rows(struct grid *grid, const struct grid_wish *wish, int room)
{
	int64_t rows = grid->m.rows, cursor = grid->cursor_row;
	grid->per_line = wish->half && rows > room ? 2 : 1;
	grid->y = axis_fit(rows, room * grid->per_line, wish->cell_lines, cursor,
	                   grid->look->zoom);
}

/* The axis with the smaller blocks gets those of the other. */
static void make_square(struct grid *grid)
{
	struct axis *x = &grid->x, *y = &grid->y;
	bool wide = x->block < y->block;
	struct axis *fine = wide ? x : y;
	int64_t block = wide ? y->block : x->block, pixels = (fine->size + block - 1) / block;
	bool whole = !axis_paged(x) && !axis_paged(y);
	if (grid->m.rows == grid->m.cols && whole && x->block != y->block && block < AXIS_BLOCK_MAX)
		*fine = (struct axis){
			.size = fine->size, .block = block, .span = 1, .pixels = (int)pixels,
		};
}

void grid_fit(struct grid *grid, const struct scene *scene, const struct grid_wish *wish,
              const struct canvas *canvas)
{
	*grid = (struct grid){
		.figure = scene->figure, .look = scene->look, .m = figure_matrix(scene->figure),
	};
	struct matrix *m = &grid->m;
	bool vector = m->tensor && m->tensor->shape.ndim < 2;
	look_clamp(scene->look, m->rows, m->cols, &grid->cursor_row, &grid->cursor_col);
	if (!vector && canvas->width >= 12)
		grid->left = smaller(grid_label_width(scene->figure->row_labels, m->rows),
		                     canvas->width / 4) + 1;
	grid->ruler = canvas->height >= 3;
	grid->top = grid->ruler;
	grid->x = axis_fit(m->cols, canvas->width - grid->left, wish->cell_width, grid->cursor_col,
	                   scene->look->zoom);
	fit_rows(grid, wish, canvas->height - grid->top);
	if (wish->square)
		make_square(grid);
	grid->middle = wish->flush ? 0 : (grid->x.span - 1) / 2;
}

int grid_lines(const struct grid *grid)
{
	return (grid->y.pixels + grid->per_line - 1) / grid->per_line;
}

int grid_lines_used(int64_t rows, const struct grid_wish *wish, int room)
{
	int per_line = wish->half && rows > room ? 2 : 1;
	struct axis y = axis_fit(rows, room * per_line, 1, 0, 0);
	return (y.pixels + per_line - 1) / per_line;
}

/* Of several values in a cell of the canvas the first one is hit. */
void grid_mark(const struct grid *grid, const struct scene *scene, const struct canvas *canvas)
{
	if (!hit_asked(scene, canvas))
		return;
	for (int line = 0; line < grid_lines(grid); line++)
		for (int px = 0; px < grid->x.pixels; px++)
			hit_mark(scene, canvas, (struct hit){
				grid->left + px, grid->top + line, 1, 1,
				axis_value(&grid->y, line * grid->per_line), axis_value(&grid->x, px),
			});
}

/* 1, 2, 5, 10, 20, 50 …: the first that is at least n. */
static int64_t round_step(int64_t n)
{
	static const int factor[] = { 1, 2, 5 };
	for (int64_t power = 1;; power *= 10)
		for (int i = 0; i < 3; i++)
			if (power * factor[i] >= n)
				return power * factor[i];
}

/* The cursor inside a group is told from it by its number: the group's name stands at its first row. */
static void paint_row_label(const struct grid *grid, struct canvas *canvas, int line, int64_t row)
{
	char text[LABEL_TEXT];
	const char *const *labels = grid->figure->row_labels;
	bool here = grid->look->cursor && row == grid->cursor_row;
	label_format(here && label_goes_on(labels, row) ? NULL : labels, row, text);
	int width = smaller(utf8_width(text), grid->left - 1);
	canvas_text_cut(canvas, grid->left - 1 - width, grid->top + line, width,
	                here ? ROLE_CURSOR : ROLE_DIM, text);
}

/* Rows of values that begin on a line: [*from, *to). */
static void line_rows(const struct grid *grid, int line, int64_t *from, int64_t *to)
{
	const struct axis *y = &grid->y;
	int pixel = line * grid->per_line, end = smaller(pixel + grid->per_line, y->pixels);
	*from = axis_value(y, pixel);
	*to = pixel % y->span ? *from : axis_value(y, end - 1) + y->block;   /* a value goes on */
	if (*to > y->size)
		*to = y->size;
}

/* The row to be labelled among these: where a group begins, none where one goes on. */
static int64_t group_row(const struct grid *grid, int64_t row, int64_t from, int64_t to)
{
	const char *const *labels = grid->figure->row_labels;
	for (int64_t i = from; i < to; i++)
		if (!label_goes_on(labels, i) && i + 1 < grid->y.size && label_goes_on(labels, i + 1))
			return i;
	return row < to && row > grid->y.first && label_goes_on(labels, row) ? to : row;
}

/*
 * Rows from one label to the next: so many whole lines that labels stand evenly, and are
 * round numbers where that takes few lines.
 */
static int64_t row_step(const struct grid *grid)
{
	enum { LEAST = 2, MOST = 5 };   /* lines */
	int64_t a_line = grid->y.block * grid->per_line / grid->y.span;
	int most = smaller(MOST, grid_lines(grid) / 3);
	if (a_line <= 2)
		return a_line > 1 ? a_line : 1;
	for (int lines = LEAST; lines <= most; lines++)
		if (lines * a_line % 10 == 0)
			return lines * a_line;
	return LEAST * a_line;
}

static void paint_row_labels(const struct grid *grid, struct canvas *canvas)
{
	int64_t step = row_step(grid);
	for (int line = 0; line < grid_lines(grid); line++) {
		int64_t from, to;
		line_rows(grid, line, &from, &to);
		int64_t row = (from + step - 1) / step * step;
		if (grid->look->cursor && grid->cursor_row >= from && grid->cursor_row < to)
			row = grid->cursor_row;
		else if (grid->figure->row_labels)
			row = group_row(grid, row, from, to);
		if (row < to)
			paint_row_label(grid, canvas, line, row);
	}
}

/* ---- Column labels ---- */

struct ruler {
	const struct grid *grid;
	const char *const *labels;
	int edge;                /* where it ends */
	int widest;              /* of its labels */
	int64_t step;            /* columns from one label to the next */
	int64_t own;             /* the column with the cursor's label, the first one seen of a group; or -1 */
};

struct col_label {
	char text[LABEL_TEXT];
	int x, width;
};

/* So many whole pixels, more than a label takes, that labels stand evenly; of these a round number. */
static int64_t col_step(const struct axis *x, int label)
{
	if (x->block == 1)
		return round_step(label / x->span + 1);
	for (int pixels = label + 1; pixels <= 2 * label; pixels++)
		if (round_step(pixels * x->block) == pixels * x->block)
			return pixels * x->block;
	int pixels = label + 1;
	while (pixels * x->block % 10)
		pixels++;
	return pixels * x->block;
}

static struct ruler ruler_of(const struct grid *grid, int edge)
{
	enum { GAP = 2 };
	const char *const *labels = grid->figure->col_labels;
	int widest = grid_label_width(labels, grid->m.cols);
	bool each = labels || widest < grid->x.span;
	int64_t own = grid->look->cursor ? grid->cursor_col : -1;
	while (own > grid->x.first && label_goes_on(labels, own))
		own--;
	return (struct ruler){ grid, labels, edge, widest, each ? 1 : col_step(&grid->x, widest + GAP), own };
}

/* Columns of the canvas that a label may take: its own, or all of the group that it names. */
static int label_room(const struct ruler *r, int64_t col, bool *group)
{
	const struct grid *grid = r->grid;
	int64_t next = col + 1;
	while (next < grid->x.size && label_goes_on(r->labels, next))
		next++;
	int last = axis_pixel(&grid->x, next - 1), end = last < 0 ? grid->x.pixels : last + grid->x.span;
	*group = next > col + 1;
	return *group ? end - axis_pixel(&grid->x, col) : grid->x.span;
}

/*
 * How far from the left of its room a label stands: in the middle, where what a cell shows is.
 * Numbers end in line, those of a step begin in line, and a group's name where the group does.
 */
static int label_indent(const struct ruler *r, int room, bool group, int width)
{
	if (group || r->step > 1 || room <= width)
		return 0;
	int field = r->labels ? width : r->widest, indent = r->grid->middle - (field - 1) / 2;
	return indent > 0 ? indent + field - width : 0;
}

/* False when it is not to be seen. */
static bool find_col_label(const struct ruler *r, int64_t col, struct col_label *label)
{
	const struct grid *grid = r->grid;
	bool group;
	int px = axis_pixel(&grid->x, col);
	if (px < 0)
		return false;
	label_format(r->labels, col, label->text);
	int room = label_room(r, col, &group);
	label->width = utf8_width(label->text);
	if (r->step == 1 && label->width >= room && room >= 3)
		label->width = room - 1;
	label->x = grid->left + px + label_indent(r, room, group, label->width);
	if (label->x + label->width <= r->edge)
		return true;
	label->x = r->edge - label->width;
	return (r->labels || col == r->own) && label->x >= grid->left;   /* of the others one less is no loss */
}

static void paint_col_label(const struct ruler *r, int64_t col, const struct col_label *label,
                            struct canvas *canvas)
{
	canvas_text_cut(canvas, label->x, r->grid->top - 1, label->width,
	                col == r->own ? ROLE_CURSOR : ROLE_DIM, label->text);
}

/* The cursor's label first; the others where they leave it alone. */
static void paint_col_labels(const struct grid *grid, struct canvas *canvas)
{
	struct ruler r = ruler_of(grid, canvas->width);
	struct col_label here, label;
	int free = 0;
	bool cursor = r.own >= 0 && find_col_label(&r, r.own, &here);
	int64_t from = (grid->x.first + r.step - 1) / r.step * r.step;
	int64_t end = axis_value(&grid->x, grid->x.pixels - 1) + grid->x.block;
	if (cursor)
		paint_col_label(&r, r.own, &here, canvas);
	for (int64_t col = from; col < end && col < grid->x.size; col += r.step) {
		if ((cursor && col == r.own) || (col > from && label_goes_on(r.labels, col)) ||
		    !find_col_label(&r, col, &label) || label.x < free)
			continue;
		if (cursor && label.x <= here.x + here.width && here.x <= label.x + label.width)
			continue;
		paint_col_label(&r, col, &label, canvas);
		free = label.x + label.width + 1;
	}
}

void grid_paint_labels(const struct grid *grid, struct canvas *canvas)
{
	if (grid->x.pixels == 0 || grid->y.pixels == 0)
		return;
	if (grid->left > 0)
		paint_row_labels(grid, canvas);
	if (grid->ruler)
		paint_col_labels(grid, canvas);
}

struct block grid_block(const struct grid *grid, int px, int py)
{
	const struct axis *x = &grid->x, *y = &grid->y;
	struct block block = {
		.row = axis_value(y, py), .rows = axis_count(y, py),
		.col = axis_value(x, px), .cols = axis_count(x, px),
	};
	int64_t pixels = (int64_t)(x->pixels / x->span) * (y->pixels / y->span);
	int64_t cells = pixels * x->block * y->block;
	/* Up to a budget's worth of cells (and the rest of the last blocks) all are read. */
	if (figure_outlined(grid->figure))   /* all are read, elsewhere */
		block.row_step = block.col_step = 1;
	int64_t budget = cells <= PICTURE_BUDGET + PICTURE_BUDGET / 8 ? cells : PICTURE_BUDGET / 2;
	budget /= pixels > 0 ? pixels : 1;
	if (budget < AXIS_BLOCK_MAX)   /* a block's rows are read whole */
		budget = AXIS_BLOCK_MAX;
	if (!figure_outlined(grid->figure))
		block_sample(&block, budget);
	return block;
}

static int values_of(const struct axis *axis)
{
	return axis->pixels / axis->span;
}

/* One row of blocks: each row of the matrix is read as a whole. */
static void read_blocks(const struct grid *grid, int py, double *row, struct extremes *out)
{
	const struct axis *x = &grid->x;
	struct block all = grid_block(grid, 0, py);
	int64_t end = axis_value(x, x->pixels - 1) + axis_count(x, x->pixels - 1);
	for (int64_t r = 0; r < all.rows; r += all.row_step) {
		matrix_read(&grid->m, all.row + r, x->first, 1, (int)(end - x->first), row);
		for (int i = 0; i < values_of(x); i++)
			extremes_add(&out[i], row + i * x->block, axis_count(x, i * x->span));
	}
}

const struct lab_tile *grid_tile(const struct grid *grid)
{
	const struct axis *x = &grid->x, *y = &grid->y;
	const struct figure *f = grid->figure;
	const struct lab_window window = {
		.code = f->items[0].code, .variant = -1, .row = y->first, .col = x->first,
		.rows = values_of(y), .cols = values_of(x), .row_block = y->block, .col_block = x->block,
	};
	return f->tiles && x->pixels > 0 && y->pixels > 0 ? f->tiles->find(f->tiles->context, &window)
	                                                  : NULL;
}

struct extremes *grid_read(const struct grid *grid)
{
	const struct axis *x = &grid->x, *y = &grid->y;
	size_t count = (size_t)values_of(x) * (size_t)values_of(y);
	struct extremes *read = mem_new(count + 1, sizeof *read);
	double *row = mem_new((size_t)values_of(x) * (size_t)x->block + 1, sizeof *row);
	for (size_t i = 0; i < count; i++)
		read[i] = (struct extremes)EXTREMES_NONE;
	if (figure_outlined(grid->figure)) {
		const struct lab_tile *tile = grid_tile(grid);
		if (tile && tile->error.code == ERR_NONE)
			memcpy(read, tile->read, count * sizeof *read);
		count = 0;
	}
	for (int i = 0; count > 0 && i < values_of(y); i++)
		read_blocks(grid, i * y->span, row, read + i * values_of(x));
	free(row);
	return read;
}

const struct extremes *grid_at(const struct grid *grid, const struct extremes *read, int px,
                               int py)
{
	return &read[py / grid->y.span * values_of(&grid->x) + px / grid->x.span];
}

struct extremes grid_range(const struct grid *grid, const struct extremes *read)
{
	struct extremes range = EXTREMES_NONE;
	if (!figure_outlined(grid->figure) && (axis_paged(&grid->x) || axis_paged(&grid->y)))
		return survey_extremes(matrix_survey(&grid->m, PICTURE_BUDGET / 4));
	for (int i = 0; i < values_of(&grid->x) * values_of(&grid->y); i++)
		extremes_join(&range, &read[i]);
	return range;
}

static void note_page(const struct axis *axis, const char *format, struct str *out)
{
	if (!axis_paged(axis))
		return;
	int64_t last = axis_value(axis, axis->pixels - 1) + axis_count(axis, axis->pixels - 1) - 1;
	str_add(out, out->len ? _(", ") : "");
	str_addf(out, format, (long long)axis->first, (long long)last);
}

void grid_note_blocks(const struct grid *grid, const char *summary, struct str *out)
{
	struct block block = { .rows = grid->y.block, .cols = grid->x.block };
	if (grid->x.pixels == 0 || grid->y.pixels == 0 || (block.rows == 1 && block.cols == 1))
		return;
	struct block read = grid_block(grid, 0, 0);
	str_addf(out, _("%s of %lld×%lld"), summary, (long long)block.rows,
	         (long long)block.cols);
	str_add(out, read.row_step > 1 || read.col_step > 1 ? _(" (sampled)") : "");
}

void grid_note_page(const struct grid *grid, struct str *out)
{
	if (grid->x.pixels == 0 || grid->y.pixels == 0)
		return;
	note_page(&grid->y, _("rows %lld–%lld"), out);
	note_page(&grid->x, _("columns %lld–%lld"), out);
}
