/* How a lab's pane looks, and what lies where. */
#ifndef TUI_LABPAINT_H
#define TUI_LABPAINT_H

#include "tui/labpane.h"

void labpaint_paint(const struct labpane *pane, struct canvas *canvas);

/* To be painted at this size: in a program that is opened one stands no further than its last page. */
void labpaint_settle(struct labpane *pane, int width, int height);

/* The row of the rule below the knobs. */
int labpaint_rule(const struct labpane *pane, int width);

/* Rows it would like at this width. */
int labpaint_height(const struct labpane *pane, int width);

/* And without which its first figure would be less high than it likes, or than a page. */
int labpaint_least(const struct labpane *pane, int width, int page);

/* Where the figures begin, of a pane painted at this size. */
int labpaint_figures(const struct labpane *pane, int width, int height);

/* What lies at x, y of a pane painted at this size. */
struct labpaint_hit {
	int knob;                        /* or -1 */
	int direction;                   /* -1: its left half, +1: its right half */
	bool program;
	int figure;                      /* or -1 */
	bool cell;                       /* of the figure: this one */
	int64_t row, col;
};
struct labpaint_hit labpaint_hit(const struct labpane *pane, int width, int height, int x, int y);

#endif
