/*
 * The terminal: the only part of the program that knows curses.
 *
 * Whatever ends the program - a signal, a crash - puts the terminal back first.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "text/canvas.h"
#include "tui/glyph.h"
#include "tui/ink.h"
#include "tui/input.h"
#include "tui/termfacts.h"

struct terminal {
	int width, height;
	enum tui_theme theme;            /* mono where there are no colours */
	enum ink_depth depth;
	enum glyphs glyphs;              /* may become more or fewer when the terminal has answered */
};

struct term_options {
	enum tui_theme theme;
	enum tui_color color;
	bool no_mouse;
};

/* One at a time. Fails where there is no terminal. */
bool term_open(struct terminal *term, const struct term_options *options, struct err *err);
void term_close(struct terminal *term);

/* What terminfo and the environment say, without taking the terminal. */
struct term_facts term_facts(enum tui_color color);

/*
 * Wait for the keyboard, one of the descriptors, or `timeout_ms` (-1 = for
 * ever). True with an input; with INPUT_RESIZE the size or the glyphs may be others.
 * False when something else came first.
 */
bool term_wait(struct terminal *term, const int *fds, int n_fds, int timeout_ms, struct input *input);

/* Fit the canvas to the terminal's glyphs, and send what differs from what was sent last. */
void term_show(struct terminal *term, struct canvas *canvas);

#endif
