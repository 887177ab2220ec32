/*
 * What a terminal can do, as far as that is known before it is asked: from its
 * entry in terminfo and from the environment. Knows neither curses nor the terminal.
 */
#ifndef TUI_TERMFACTS_H
#define TUI_TERMFACTS_H

#include "tui/glyph.h"
#include "tui/ink.h"

struct term_entry {                      /* of terminfo */
	const char *name;
	bool known, places_cursor, rgb, mouse;
	int colors;                      /* 0 = none */
};

struct term_facts {
	struct term_entry entry;         /* the one that is used */
	const char *wanted;              /* $TERM, "" without; borrowed from the environment */
	enum ink_depth depth;
	const char *depth_why;           /* "COLORTERM=truecolor" */
	bool utf8;                       /* the locale says so */
	enum glyphs glyphs;              /* until the terminal has said how wide it draws them */
	bool asked;                      /* it will be */
	bool tells_background;           /* or passes over the question in silence */
};

/* $TERM, where it is empty or not known to terminfo to be taken for an xterm. */
extern const char term_like_most[];

struct term_facts term_facts_of(const struct term_entry *entry, enum tui_color color);

/* Whether LC_ALL, LC_CTYPE, LANG, the first that is set, names UTF-8. */
bool term_locale_is_utf8(void);

#endif
