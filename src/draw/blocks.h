/*
 * The characters that pictures are made of, as geometry: block elements, lines
 * of boxes, Braille dots. A font draws them with gaps; rectangles meet.
 */
#ifndef DRAW_BLOCKS_H
#define DRAW_BLOCKS_H

#include <stdint.h>

enum { BLOCK_UNITS = 24, BLOCK_MAX = 8 };   /* a cell is 24 × 24 units, whatever its pixels */

struct block_part {
	uint8_t left, top, right, bottom;   /* units; right and bottom are outside */
};

struct blocks {
	struct block_part part[BLOCK_MAX];
	int count;
	int shade;                          /* of the ink: 4 = all of it, 1 to 3 quarters */
};

/* Of U+2500 ... U+259F (but for diagonals) and U+2800 ... U+28FF; count 0 for the others. */
struct blocks blocks_of(uint32_t c);

#endif
