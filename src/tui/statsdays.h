/* The calendar of the statistics: a column a week, a row a weekday, a glyph for how much. */
#ifndef TUI_STATSDAYS_H
#define TUI_STATSDAYS_H

#include "learn/stats.h"
#include "tui/sheet.h"

/* As many weeks as the width holds, up to a year; the present one is the last. */
struct canvas statsdays_picture(const struct stats *stats, int width);

/* A line: "answers a day  · 0  ░ 1–9  ▒ 10–29  █ 30+" */
void statsdays_legend(struct sheet *sheet);

#endif
