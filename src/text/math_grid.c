/* Matrices, cases and aligned rows: cells in columns. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/math_lay.h"

/* ---- How an array says its columns are set: "l|c@{}r|" ---- */

/* Behind the braces that begin here, or at their end. */
static const char *skip_braces(const char *p)
{
	int depth = 0;
	do
		depth += (*p == '{') - (*p == '}');
	while (*p && p++ && depth > 0);
	return p;
}

struct columns {
	char *align;                /* of each: l, c or r; 0 where nothing is said */
	bool *rule;                 /* a line stands before each, and behind the last */
};

static struct columns columns_new(const struct math_node *node, int count)
{
	struct columns columns = {
		.align = mem_new((size_t)count + 1, sizeof *columns.align),
		.rule = mem_new((size_t)count + 1, sizeof *columns.rule),
	};
	int column = 0;
	for (const char *p = node->columns ? node->columns : ""; *p && column <= count;) {
		if (*p == '{') {
			p = skip_braces(p);
			continue;
		}
		if (*p == '|')
			columns.rule[column] = true;
		else if (strchr("lcrpmbX", *p))
			columns.align[column++] = *p == 'c' || *p == 'r' ? *p : 'l';
		p++;
	}
	return columns;
}

static void columns_done(struct columns *columns)
{
	free(columns->align);
	free(columns->rule);
}

static int count_cells(const struct math_node *node)
{
	int count = 0;
	for (const struct math_list *cell = node->inner; cell; cell = cell->next)
		count++;
	return count;
}

/* ---- In a line ---- */

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
	struct columns columns = columns_new(node, count_cells(node));
	int column = 0;
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
		column = cell->ends_row ? 0 : column + 1;
		if (!cell->ends_row && cells && columns.rule[column])
			piece_add(piece, MATH_REL, "|");
		else if (!cell->ends_row && cells)
			piece_add(piece, MATH_PUNCT, ",");
		else if (cell->ends_row && cells)
			piece_add(piece, MATH_PUNCT, ";");
		else if (cell->ends_row)
			piece_end_row(piece);
	}
	if (*node->close)
		piece_add(piece, MATH_CLOSE, node->close);
	columns_done(&columns);
}

/* ---- Over several rows ---- */

struct grid {
	const struct math_node *node;
	struct piece *cells;
	int *width, *x;             /* of each column */
	struct columns set;         /* how they are */
	int columns, count;
};

static void lay_cells(struct grid *grid, bool script)
{
	int column = 0, i = 0;
	grid->count = count_cells(grid->node);
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

static char usual_align(const struct grid *grid, int column)
{
	bool right = grid->node->grid == GRID_ALIGNED && column % 2 == 0 && grid->columns > 1;
	return grid->node->grid == GRID_CENTRED ? 'c' : right ? 'r' : 'l';
}

/* Blanks and lines between the columns: "1  2 │ 3". */
static void place_columns(struct grid *grid)
{
	bool aligned = grid->node->grid == GRID_ALIGNED;
	grid->set = columns_new(grid->node, grid->count);
	grid->x[0] = grid->set.rule[0] ? 2 : 0;
	for (int c = 0; c < grid->columns; c++) {
		int gap = aligned ? (c % 2 ? 3 : 1) : 2;         /* behind the column */
		grid->x[c + 1] = grid->x[c] + grid->width[c] + (grid->set.rule[c + 1] ? 3 : gap);
	}
}

/* Left of its place, in the middle, or right. */
static int offset_in(const struct grid *grid, int column, int width)
{
	int rest = grid->width[column] - width;
	char said = grid->set.align[column], align = said ? said : usual_align(grid, column);
	return align == 'c' ? rest / 2 : align == 'r' ? rest : 0;
}

/* Where the line before the column stands. */
static int rule_x(const struct grid *grid, int column)
{
	return grid->x[column] - 2;
}

/* A piece of the line before the column, beside a row of that height. */
static void put_rule(const struct grid *grid, struct box *row, int column, int above, int height)
{
	struct box stroke = box_of_text("│");
	for (int i = 0; grid->set.rule[column] && i < height; i++)
		box_put(row, &stroke, rule_x(grid, column), i - above);
	box_done(&stroke);
}

/* A row of its own, of blanks or of ─, with the lines between the columns. */
static struct box make_line(const struct grid *grid, const char *fill, const char *const cross[3])
{
	int last = grid->columns, end = grid->set.rule[last] ? rule_x(grid, last) + 1
	                                                 : grid->x[last - 1] + grid->width[last - 1];
	struct box line = box_new();
	for (int x = 0, c = 0; x < end; x++) {
		while (c < last && (!grid->set.rule[c] || rule_x(grid, c) < x))
			c++;
		bool here = grid->set.rule[c] && rule_x(grid, c) == x;
		const char *text = !here ? fill : c == 0 ? cross[0] : c == last ? cross[2] : cross[1];
		box_text(&line, text, strlen(text));
	}
	return line;
}

enum place { FIRST, BETWEEN, LAST };

static void put_line(const struct grid *grid, struct box *box, enum place place, int *top)
{
	static const char *const cross[][3] = {
		[FIRST] = { "┌", "┬", "┐" }, [BETWEEN] = { "├", "┼", "┤" }, [LAST] = { "└", "┴", "┘" },
	};
	struct box line = make_line(grid, "─", cross[place]);
	box_put(box, &line, 0, *top - box->base);
	box_done(&line);
	++*top;
}

static void put_gap(const struct grid *grid, struct box *box, int *top)
{
	static const char *const through[3] = { "│", "│", "│" };
	struct box line = make_line(grid, " ", through);
	box_put(box, &line, 0, *top - box->base);
	box_done(&line);
	++*top;
}

/* The row that begins with this cell; *first goes on to the next. */
static struct box make_row(const struct grid *grid, const struct math_list **cell, int *i)
{
	struct box row = box_new();
	int above = 0, below = 0, column = 0;
	const struct math_list *last = *cell;
	for (int k = *i; last; last = last->next, k++) {
		const struct box *inner = &grid->cells[k].box;
		above = box_above(inner) > above ? box_above(inner) : above;
		below = box_below(inner) > below ? box_below(inner) : below;
		if (last->ends_row)
			break;
	}
	for (bool more = true; more && *cell; *cell = (*cell)->next, ++*i, column++) {
		const struct box *inner = &grid->cells[*i].box;
		put_rule(grid, &row, column, above, above + 1 + below);
		box_put(&row, inner, grid->x[column] + offset_in(grid, column, inner->width), 0);
		more = !(*cell)->ends_row;
	}
	for (; column <= grid->columns; column++)
		put_rule(grid, &row, column, above, above + 1 + below);
	return row;
}

/* Rows below each other, with a blank one where there are tall ones. */
static struct box place_rows(const struct grid *grid)
{
	struct box box = box_new();
	const struct math_list *cell = grid->node->inner, *last = cell;
	bool tall = false;
	int top = 0, rows = 0, base = 0;
	for (int i = 0; i < grid->count; i++)
		tall |= grid->cells[i].box.tall;
	for (int i = 0; cell; rows++) {
		if (cell->rule)
			put_line(grid, &box, rows ? BETWEEN : FIRST, &top);
		else if (rows && tall)
			put_gap(grid, &box, &top);
		struct box row = make_row(grid, &cell, &i);
		box_put(&box, &row, 0, top + box_above(&row) - box.base);
		base = rows ? base : top + box_above(&row);
		top += row.n;
		box_done(&row);
	}
	for (; last->next; last = last->next)
		;
	if (last->rule_below)
		put_line(grid, &box, LAST, &top);
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
	columns_done(&grid.set);
	box_done(&box);
}
