/*
 * The page of statistics: gains, calibration, topics, calendar, as sheets. The screen
 * scrolls it and opens what its rows name, the command prints it. Where it is wide the
 * sections stand in two columns.
 */
#ifndef TUI_STATSPAGE_H
#define TUI_STATSPAGE_H

#include "draw/draw.h"
#include "learn/catalog.h"
#include "tui/sheet.h"

enum { STATSPAGE_ROWS = 16 };

struct statspage_row {               /* what can be opened: a lesson, or a topic with the lesson that is advised */
	const struct course_entry *lesson;   /* NULL: the topic has none */
	const char *topic;               /* NULL: a lesson */
	int part, block, y;              /* where it stands, the row of the page last */
};

struct statspage {
	struct sheet head, part[2];
	int x[2], top;                   /* where the parts begin, below the head */
	int width, rows;
	struct statspage_row row[STATSPAGE_ROWS];   /* in the order one reads them; borrow from stats and catalog */
	int n_rows;
};

/* A width that shows all there is. */
enum { STATSPAGE_ENOUGH = 180 };

/* In the present language; statspage_done before it is laid out anew. */
void statspage_lay(struct statspage *page, const struct stats *stats, const struct catalog *catalog,
                   const struct look *look, int width);
void statspage_done(struct statspage *page);

/* The cursor stands on this row; the row at a place of the page, or -1. */
void statspage_point(struct statspage *page, int row);
int statspage_row_at(const struct statspage *page, int x, int y);

void statspage_paint(const struct statspage *page, int first, struct canvas *canvas);

#endif
