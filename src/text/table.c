#include "text/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/wrap.h"

enum { LEAST_COLUMNS = 3, FRAME_COLUMNS = 3 };   /* of a cell; of a column's bar and blanks */

void table_init(struct table *table, int columns)
{
	*table = (struct table){ .columns = columns };
	table->align = mem_new((size_t)columns, sizeof *table->align);
}

void table_done(struct table *table)
{
	for (size_t i = 0; i < table->n; i++)
		flow_done(&table->cells[i]);
	free(table->cells);
	free(table->align);
	*table = (struct table){0};
}

struct flow *table_add_cell(struct table *table, enum table_align align)
{
	if (table->n == table->cap) {
		table->cap = table->cap ? 2 * table->cap : 16;
		table->cells = mem_grow(table->cells, table->cap, sizeof *table->cells);
	}
	table->align[table->n % (size_t)table->columns] = align;
	struct flow *cell = &table->cells[table->n++];
	*cell = (struct flow)FLOW_INIT;
	return cell;
}

/* A table that is being laid: the widths of its columns, and how far each cell of a row is. */
struct layout {
	const struct table *table;
	struct page *page;
	int *width;
	size_t *at;
};

static const struct flow *cell_at(const struct table *table, size_t row, int column)
{
	return &table->cells[row * (size_t)table->columns + (size_t)column];
}

static size_t rows_of(const struct table *table)
{
	return table->n / (size_t)table->columns;
}

static void natural_widths(struct layout *layout, int most)
{
	const struct table *table = layout->table;
	for (size_t i = 0; i < table->n; i++) {
		int *width = &layout->width[i % (size_t)table->columns];
		int columns = flow_width(&table->cells[i]);
		columns = columns > most ? most : columns;
		*width = columns > *width ? columns : *width;
	}
}

/* The widest columns give way until all fit. */
static bool fit_widths(struct layout *layout)
{
	int columns = layout->table->columns, sum = 0;
	int room = page_columns(layout->page) - FRAME_COLUMNS * columns - 1;
	natural_widths(layout, room > LEAST_COLUMNS ? room : LEAST_COLUMNS);
	for (int c = 0; c < columns; c++)
		sum += layout->width[c];
	if (sum > room && room < LEAST_COLUMNS * columns)
		return false;
	for (; sum > room; sum--) {
		int widest = 0;
		for (int c = 1; c < columns; c++)
			if (layout->width[c] > layout->width[widest])
				widest = c;
		layout->width[widest]--;
	}
	return true;
}

static void border(struct layout *layout, const char *left, const char *cross, const char *right)
{
	struct str line = STR_INIT;
	for (int c = 0; c < layout->table->columns; c++) {
		str_add(&line, c ? cross : left);
		for (int i = 0; i < layout->width[c] + 2; i++)
			str_add(&line, "─");
	}
	str_add(&line, right);
	page_begin(layout->page);
	page_run(layout->page, ROLE_BORDER, line.data, line.len);
	page_end(layout->page);
	str_done(&line);
}

static void bar(struct page *page, const char *text)
{
	page_run(page, ROLE_BORDER, text, strlen(text));
}

/* The next line of a cell between its blanks. */
static void cell_line(struct layout *layout, const struct flow *cell, int column)
{
	static const int share[] = { [TABLE_LEFT] = 0, [TABLE_CENTRE] = 1, [TABLE_RIGHT] = 2 };
	size_t at = layout->at[column], n = 0, next = 0;
	if (cell->text.data[at])
		n = wrap_line(cell->text.data + at, layout->width[column], &next);
	struct flow line = FLOW_INIT;
	flow_add(&line, ROLE_TEXT, cell->text.data + at, n);
	int rest = layout->width[column] - flow_width(&line);
	int before = rest > 0 ? rest * share[layout->table->align[column]] / 2 : 0;
	page_blanks(layout->page, before);
	page_part(layout->page, cell, at, at + n);
	page_blanks(layout->page, rest - before);
	flow_done(&line);
	layout->at[column] += next;
}

static bool unfinished(const struct layout *layout, size_t row)
{
	for (int c = 0; c < layout->table->columns; c++)
		if (cell_at(layout->table, row, c)->text.data[layout->at[c]])
			return true;
	return false;
}

static void lay_row(struct layout *layout, size_t row)
{
	int columns = layout->table->columns;
	memset(layout->at, 0, (size_t)columns * sizeof *layout->at);
	do {
		page_begin(layout->page);
		for (int c = 0; c < columns; c++) {
			bar(layout->page, c ? " │ " : "│ ");
			cell_line(layout, cell_at(layout->table, row, c), c);
		}
		bar(layout->page, " │");
		page_end(layout->page);
	} while (unfinished(layout, row));
}

/* Rows of several lines need a line between them. */
static bool has_tall_rows(const struct layout *layout)
{
	const struct table *table = layout->table;
	for (size_t i = (size_t)table->columns; i < table->n; i++)
		if (wrap_count(table->cells[i].text.data, layout->width[i % (size_t)table->columns]) > 1)
			return true;
	return false;
}

static void lay_grid(struct layout *layout)
{
	bool tall = has_tall_rows(layout);
	border(layout, "┌", "┬", "┐");
	for (size_t row = 0; row < rows_of(layout->table); row++) {
		if (row == 1 || (row > 1 && tall))
			border(layout, "├", "┼", "┤");
		lay_row(layout, row);
	}
	border(layout, "└", "┴", "┘");
}

static void lay_list(struct layout *layout)
{
	const struct table *table = layout->table;
	struct flow line = FLOW_INIT;
	for (size_t row = rows_of(table) > 1; row < rows_of(table); row++) {
		page_separate(layout->page);
		for (int c = 0; c < table->columns; c++) {
			const struct flow *header = cell_at(table, 0, c);
			flow_clear(&line);
			flow_join(&line, header);
			if (row > 0) {
				if (!flow_is_blank(header))
					flow_add(&line, ROLE_DIM, ": ", 2);
				flow_join(&line, cell_at(table, row, c));
			}
			page_flow(layout->page, &line, 0);
		}
	}
	flow_done(&line);
}

void table_lay(const struct table *table, struct page *page)
{
	struct layout layout = { .table = table, .page = page };
	layout.width = mem_new((size_t)table->columns, sizeof *layout.width);
	layout.at = mem_new((size_t)table->columns, sizeof *layout.at);
	if (fit_widths(&layout))
		lay_grid(&layout);
	else
		lay_list(&layout);
	page->gap = true;
	free(layout.width);
	free(layout.at);
}
