#include "draw/blocks.h"

enum { U = BLOCK_UNITS, MIDDLE = U / 2 };

static void add(struct blocks *b, int left, int top, int right, int bottom)
{
	b->part[b->count++] = (struct block_part){
		(uint8_t)left, (uint8_t)top, (uint8_t)right, (uint8_t)bottom,
	};
}

/* U+2500 on: the weights to the left, right, top and bottom, two bits each: 1 light, 2 heavy. */
static const uint8_t lines[128] = {
	0x05, 0x0A, 0x50, 0xA0, 0x05, 0x0A, 0x50, 0xA0, 0x05, 0x0A, 0x50, 0xA0, 0x44, 0x48, 0x84, 0x88,
	0x41, 0x42, 0x81, 0x82, 0x14, 0x18, 0x24, 0x28, 0x11, 0x12, 0x21, 0x22, 0x54, 0x58, 0x64, 0x94,
	0xA4, 0x68, 0x98, 0xA8, 0x51, 0x52, 0x61, 0x91, 0xA1, 0x62, 0x92, 0xA2, 0x45, 0x46, 0x49, 0x4A,
	0x85, 0x86, 0x89, 0x8A, 0x15, 0x16, 0x19, 0x1A, 0x25, 0x26, 0x29, 0x2A, 0x55, 0x56, 0x59, 0x5A,
	0x65, 0x95, 0xA5, 0x66, 0x69, 0x96, 0x99, 0x6A, 0x9A, 0xA6, 0xA9, 0xAA, 0x0A, 0x0A, 0xA0, 0xA0,
	0x0A, 0xA0, 0x48, 0x84, 0x88, 0x42, 0x81, 0x82, 0x18, 0x24, 0x28, 0x12, 0x21, 0x22, 0x58, 0xA4,
	0xA8, 0x52, 0xA1, 0xA2, 0x4A, 0x85, 0x8A, 0x1A, 0x25, 0x2A, 0x5A, 0xA5, 0xAA, 0x44, 0x41, 0x11,
	0x14, 0x00, 0x00, 0x00, 0x01, 0x10, 0x04, 0x40, 0x02, 0x20, 0x08, 0x80, 0x09, 0x90, 0x06, 0x60,
};

/*
 * Half the thickness, in units of the width and of the height: a cell is twice as
 * high as wide, so that both are one pixel of 12 × 24 on either side.
 */
static int across(int weight)
{
	return weight == 2 ? 3 : 2;
}

static int along(int weight)
{
	return weight == 2 ? 2 : 1;
}

static void add_lines(struct blocks *b, uint8_t weights)
{
	int left = weights & 3, right = weights >> 2 & 3, up = weights >> 4 & 3, down = weights >> 6;
	int row = up > down ? up : down, column = left > right ? left : right;
	int x = row ? across(row) : 0, y = column ? along(column) : 0;
	if (left)
		add(b, 0, MIDDLE - along(left), MIDDLE + x, MIDDLE + along(left));
	if (right)
		add(b, MIDDLE - x, MIDDLE - along(right), U, MIDDLE + along(right));
	if (up)
		add(b, MIDDLE - across(up), 0, MIDDLE + across(up), MIDDLE + y);
	if (down)
		add(b, MIDDLE - across(down), MIDDLE - y, MIDDLE + across(down), U);
}

/* The four quarters: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
static void add_quarters(struct blocks *b, int which)
{
	for (int i = 0; i < 4; i++)
		if (which >> i & 1)
			add(b, i % 2 * MIDDLE, i / 2 * MIDDLE, (i % 2 + 1) * MIDDLE, (i / 2 + 1) * MIDDLE);
}

static void add_block(struct blocks *b, int n)   /* of U+2580 + n */
{
	static const uint8_t quarters[] = { 4, 8, 1, 13, 9, 7, 11, 2, 6, 14 };   /* U+2596 on */
	if (n == 0)
		add(b, 0, 0, U, MIDDLE);
	else if (n <= 8)
		add(b, 0, U - 3 * n, U, U);
	else if (n <= 0x0F)
		add(b, 0, 0, 3 * (0x10 - n), U);
	else if (n == 0x10)
		add(b, MIDDLE, 0, U, U);
	else if (n <= 0x13)
		add(b, 0, 0, U, U);
	else if (n == 0x14)
		add(b, 0, 0, U, 3);
	else if (n == 0x15)
		add(b, U - 3, 0, U, U);
	else
		add_quarters(b, quarters[n - 0x16]);
	if (n >= 0x11 && n <= 0x13)
		b->shade = n - 0x10;
}

/* Dots 1 2 3 7 are the left column, 4 5 6 8 the right one (Unicode, chapter 21.1). */
static void add_dots(struct blocks *b, int dots)
{
	static const uint8_t column[] = { 0, 0, 0, 1, 1, 1, 0, 1 }, row[] = { 0, 1, 2, 0, 1, 2, 3, 3 };
	for (int i = 0; i < 8; i++)
		if (dots >> i & 1) {
			int x = 6 + 12 * column[i], y = 3 + 6 * row[i];
			add(b, x - 4, y - 2, x + 4, y + 2);
		}
}

struct blocks blocks_of(uint32_t c)
{
	struct blocks b = { .shade = 4 };
	if (c >= 0x2500 && c < 0x2580)
		add_lines(&b, lines[c - 0x2500]);
	else if (c >= 0x2580 && c < 0x25A0)
		add_block(&b, (int)(c - 0x2580));
	else if (c >= 0x2800 && c < 0x2900)
		add_dots(&b, (int)(c - 0x2800));
	return b;
}
