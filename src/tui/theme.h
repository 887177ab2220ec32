/* Roles → colours and attributes, one table a theme. No colour carries a meaning that words do not. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "text/canvas.h"
#include "tui/tui.h"

enum { STYLE_BOLD = 1, STYLE_DIM = 2, STYLE_ITALIC = 4, STYLE_UNDERLINE = 8, STYLE_REVERSE = 16 };

enum { STYLE_DEFAULT = -1 };             /* the terminal's own colour */

struct style {
	int32_t fg, bg;                  /* 0xRRGGBB, or STYLE_DEFAULT */
	int8_t fg8;                      /* 0..7, or STYLE_DEFAULT: where there are only 8 or 16 colours */
	int attributes;                  /* STYLE_ bits, with colour */
	int mono;                        /* without */
};

/* AUTO is by COLORFGBG ("15;0"), else dark: until the terminal has said what it has. */
enum tui_theme theme_resolve(enum tui_theme wanted);

/* The theme for a background as xterm names it, "rgb:1e1e/1e1e/2e2e"; false for anything else. */
bool theme_of_background(const char *color, enum tui_theme *out);

const struct style *theme_style(enum tui_theme theme, enum role role);

/* The nearest of the 256 colours (16..255), of the 16, and of the 8. A few microseconds. */
int theme_256(uint32_t rgb);
int theme_16(uint32_t rgb);
int theme_8(uint32_t rgb);

#endif
