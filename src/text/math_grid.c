/* Matrices, cases and aligned rows: cells in columns. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/math_lay.h"

/* Of a matrix or of cases, without the comma it may end with: one comes anyway. */
static void lay_cell_in_line(const struct math_list *cell, struct piece *piece)
{
	struct piece own = piece_new(false, piece->script);
	math_lay_range(cell->first, NULL, &own);
	const char *text = piece_text(&own);
	size_t len = strlen(text);
	piece_add_n(piece, MATH_ORD, text, len > 1 && text[len - 1] == ',' ? len - 1 : len);
	piece_done(&own);
}

static void lay_grid_in_line(const struct math_node *node, struct piece *piece)
{
	bool cells = node->grid != GRID_ALIGNED;
	if (*node->text)
		piece_add(piece, MATH_OPEN, node->grid == GRID_LEFT ? "{ " : node->text);
	for (const struct math_list *cell = node->inner; cell; cell = cell->next) {
		if (cells)
			lay_cell_in_line(cell, piece);
		else
			math_lay_range(cell->first, NULL, piece);
		piece->blanks = cell->blanks;
		if (!cell->next)
			break;
		if (!cell->ends_row && cells)
			piece_add(piece, MATH_PUNCT, ",");
		else if (cell->ends_row && cells)
			piece_add(piece, MATH_PUNCT, ";");
		else if (cell->ends_row)
			piece_end_row(piece);
	}
	if (*node->close)
		piece_add(piece, MATH_CLOSE, node->close);
}

struct grid {
	const struct math_node *node;
	struct piece *cells;
	int *width, *x;             /* of each column */
	int columns, count;
};

static void lay_cells(struct grid *grid, bool script)
{
	int column = 0, i = 0;
	for (const struct math_list *cell = grid->node->inner; cell; cell = cell->next)
		grid->count++;
	grid->cells = mem_new((size_t)grid->count, sizeof *grid->cells);
	grid->width = mem_new((size_t)grid->count, sizeof *grid->width);
	grid->x = mem_new((size_t)grid->count + 1, sizeof *grid->x);
	for (const struct math_list *cell = grid->node->inner; cell; cell = cell->next, i++) {
		struct piece *piece = &grid->cells[i];
		*piece = piece_new(true, script);
		if (grid->node->grid == GRID_ALIGNED && column % 2)
			piece->last = MATH_ORD;      /* its = and + have something to their left */
		math_lay_range(cell->first, NULL, piece);
		if (piece->box.width > grid->width[column])
			grid->width[column] = piece->box.width;
		column++;
		grid->columns = column > grid->columns ? column : grid->columns;
		column = cell->ends_row ? 0 : column;
	}
}

static void place_columns(struct grid *grid)
{
	bool aligned = grid->node->grid == GRID_ALIGNED;
	for (int c = 0; c < grid->columns; c++) {
		int gap = aligned ? (c % 2 ? 3 : 1) : 2;         /* behind the column */
		grid->x[c + 1] = grid->x[c] + grid->width[c] + gap;
	}
}

/* Left of its place, in the middle, or right. */
static int offset_in(const struct grid *grid, int column, int width)
{
	int rest = grid->width[column] - width;
	if (grid->node->grid == GRID_CENTRED)
		return rest / 2;
	return grid->node->grid == GRID_ALIGNED && column % 2 == 0 && grid->columns > 1 ? rest : 0;
}

/* Rows below each other, with a blank one where there are tall ones. */
static struct box place_rows(const struct grid *grid)
{
	struct box box = box_new(), row = box_new();
	const struct math_list *cell = grid->node->inner;
	bool tall = false;
	int top = 0, rows = 0, base = 0;
	for (int i = 0; i < grid->count; i++)
		tall |= grid->cells[i].box.tall;
	for (int i = 0, column = 0; cell; cell = cell->next, i++, column++) {
		const struct box *inner = &grid->cells[i].box;
		box_put(&row, inner, grid->x[column] + offset_in(grid, column, inner->width), 0);
		if (!cell->ends_row)
			continue;
		box_put(&box, &row, 0, top + box_above(&row) - box.base);
		base = rows++ ? base : box_above(&row);
		top += row.n + tall;
		box_done(&row);
		row = box_new();
		column = -1;
	}
	box_done(&row);
	box.base = rows > 1 ? box.n / 2 : base;
	box.tall |= rows > 1;
	return box;
}

void math_lay_grid(const struct math_node *node, struct piece *piece)
{
	if (!piece->display) {
		lay_grid_in_line(node, piece);
		return;
	}
	struct grid grid = { .node = node };
	lay_cells(&grid, piece->script);
	place_columns(&grid);
	struct box box = place_rows(&grid);
	math_add_bracketed(piece, node->text, &box, node->close);
	for (int i = 0; i < grid.count; i++)
		piece_done(&grid.cells[i]);
	free(grid.cells);
	free(grid.width);
	free(grid.x);
	box_done(&box);
}
