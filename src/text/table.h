/* The tables of a document: borders, aligned columns, cells that wrap when the page is narrow. */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include "text/page.h"

enum table_align { TABLE_LEFT, TABLE_CENTRE, TABLE_RIGHT };

struct table {
	int columns;
	enum table_align *align;        /* [columns] */
	struct flow *cells;             /* row by row; the first row is the header */
	size_t n, cap;
};

void table_init(struct table *table, int columns);
void table_done(struct table *table);
struct flow *table_add_cell(struct table *table, enum table_align align);  /* until the next one */

/* Where even narrow columns do not fit, each row is a list of "header: cell". */
void table_lay(const struct table *table, struct page *page);

#endif
