#include "draw/dots.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { PATTERN_BITS = 12 };

struct dots dots_new(int width, int height)
{
	struct dots d = { .width = width > 0 ? width : 0, .height = height > 0 ? height : 0 };
	size_t cells = (size_t)d.width * (size_t)d.height;
	d.bits = mem_new(cells + 1, sizeof *d.bits);
	d.pen = mem_new(cells + 1, sizeof *d.pen);
	for (size_t i = 0; i < cells; i++)
		d.pen[i] = -1;
	return d;
}

void dots_free(struct dots *dots)
{
	free(dots->bits);
	free(dots->pen);
}

void dots_set(struct dots *dots, int x, int y, int pen)
{
	static const uint8_t bit[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 },
	                                   { 0x40, 0x80 } };
	if (x < 0 || y < 0 || x / 2 >= dots->width || y / 4 >= dots->height)
		return;
	int cell = y / 4 * dots->width + x / 2;
	dots->bits[cell] |= bit[y % 4][x % 2];
	dots->pen[cell] = (int8_t)pen;
}

void dots_draw(struct dots *dots, const struct dots_line *line)
{
	int dx = abs(line->x1 - line->x0), dy = abs(line->y1 - line->y0);
	int steps = dx > dy ? dx : dy;
	for (int i = 0; i <= steps; i++) {
		double t = steps > 0 ? (double)i / steps : 0;
		int x = line->x0 + (int)lround(t * (line->x1 - line->x0));
		int y = line->y0 + (int)lround(t * (line->y1 - line->y0));
		if (line->pattern >> (*line->phase % PATTERN_BITS) & 1)
			dots_set(dots, x, y, line->pen);
		*line->phase += i < steps;
	}
}

uint32_t dots_char(const struct dots *dots, int x, int y)
{
	uint8_t bits = dots->bits[y * dots->width + x];
	return bits ? 0x2800u + bits : ' ';
}

int dots_pen(const struct dots *dots, int x, int y)
{
	return dots->pen[y * dots->width + x];
}
