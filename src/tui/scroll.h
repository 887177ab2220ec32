/*
 * Text that may be longer than its window: where it stands, and the keys that scroll it.
 *
 * A screen that is such a text names its struct scroll in its class (tui/screen.h); the keys,
 * their places in footer and help and what they do come with that. Its arrange calls scroll_fit.
 */
#ifndef TUI_SCROLL_H
#define TUI_SCROLL_H

#include "tui/screen.h"

struct scroll {
	int first;                       /* the row that is seen first */
	int rows, total;                 /* so many are seen, and so many there are */
};

extern const struct binding scroll_bindings[];
enum { SCROLL_DOWN = 1, SCROLL_UP, SCROLL_WHEEL_DOWN, SCROLL_WHEEL_UP, SCROLL_PAGE_DOWN, SCROLL_PAGE_UP,
       SCROLL_BEGIN, SCROLL_END };
void scroll_key(struct scroll *scroll, int action);

/* The window and the text are of this size now; the window does not leave the text. */
void scroll_fit(struct scroll *scroll, int rows, int total);

/* Keep first so that a window of `rows` shows [top, bottom) of `total` rows, the top if both do not fit. */
int scroll_to(int first, int rows, int total, int top, int bottom);

/* "▾" or "▴" in the right margin where there is more below or above. */
void scroll_marks(struct canvas *canvas, int first, int total);

#endif
