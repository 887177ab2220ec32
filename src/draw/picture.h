/*
 * A canvas as a picture file, dark on white, of 12 × 24 pixels a cell.
 *
 * What is made of blocks, lines and Braille dots (blocks.h) is drawn as geometry,
 * the rest as letters: in a PNG from fonts/mono.* and fonts/han.*, in an SVG by
 * the fonts of whoever looks at it, each word as wide as its cells.
 */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include "text/canvas.h"

enum { PICTURE_CELL_WIDTH = 12, PICTURE_CELL_HEIGHT = 24, PICTURE_BASELINE = 18 };

struct picture {
	const struct canvas *canvas;
	const char *title, *sentence;    /* for those who cannot see it */
};

/* How a cell is inked: 0xRRGGBB. */
struct ink {
	uint32_t fg, bg;
	bool bold;
};

enum { PICTURE_PAPER = 0xFFFFFF };

struct ink picture_ink(const struct cell *cell);

/* Replaces the file. ERR_IO; a PNG also ERR_FORMAT when the letters in `fonts` cannot be read. */
bool picture_save_png(const struct picture *picture, const char *fonts, const char *path,
                      struct err *err);
bool picture_save_svg(const struct picture *picture, const char *path, struct err *err);

#endif
