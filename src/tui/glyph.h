/*
 * What a terminal can draw, and what stands for the rest.
 *
 * Screens and views paint what they like; before a picture is sent, glyph_fit puts
 * something of the same width in the place of each character that the terminal has not.
 */
#ifndef TUI_GLYPH_H
#define TUI_GLYPH_H

#include "base/words.h"
#include "text/canvas.h"

enum glyphs {
	GLYPHS_ALL,
	GLYPHS_NARROW,     /* those of ambiguous width (√ ▀ α) come out two columns wide: none of them */
	GLYPHS_CONSOLE,    /* a font of 256 or 512 characters: letters, lines, shades */
	GLYPHS_ASCII,
};

/* The character itself, or one of ASCII in its place. */
uint32_t glyph_for(enum glyphs glyphs, uint32_t c);

void glyph_fit(enum glyphs glyphs, struct canvas *canvas);

/* Whether texts of the language can be read. */
bool glyph_speaks(enum glyphs glyphs, enum language language);

#endif
