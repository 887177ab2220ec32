/*
 * The terminal: the only part of the program that knows curses.
 *
 * Whatever ends the program - a signal, a crash - puts the terminal back first.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "text/canvas.h"
#include "tui/input.h"
#include "tui/theme.h"

struct terminal {
	int width, height;
	enum tui_theme theme;            /* mono where there are no colours */
	bool ascii;                      /* no UTF-8 */
};

/* One at a time. Fails where there is no terminal. */
bool term_open(struct terminal *term, enum tui_theme theme, struct err *err);
void term_close(struct terminal *term);

/*
 * Wait for the keyboard, one of the descriptors, or `timeout_ms` (-1 = for
 * ever). True with an input; INPUT_RESIZE has set the new size. False when
 * something else came first.
 */
bool term_wait(struct terminal *term, const int *fds, int n_fds, int timeout_ms, struct input *input);

/* Send what differs from what was sent last. */
void term_show(struct terminal *term, const struct canvas *canvas);

#endif
