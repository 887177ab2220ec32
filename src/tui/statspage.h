/*
 * The page of statistics: gains, calibration, topics, calendar, as sheets. The screen
 * scrolls it, the command prints it. Where it is wide the sections stand in two columns.
 */
#ifndef TUI_STATSPAGE_H
#define TUI_STATSPAGE_H

#include "draw/draw.h"
#include "learn/catalog.h"
#include "tui/sheet.h"

struct statspage {
	struct sheet head, part[2];
	int x[2], top;                   /* where the parts begin, below the head */
	int width, rows;
};

/* A width that shows all there is. */
enum { STATSPAGE_ENOUGH = 180 };

/* In the present language; statspage_done before it is laid out anew. */
void statspage_lay(struct statspage *page, const struct stats *stats, const struct catalog *catalog,
                   const struct look *look, int width);
void statspage_done(struct statspage *page);

void statspage_paint(const struct statspage *page, int first, struct canvas *canvas);

#endif
