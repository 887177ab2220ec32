/*
 * Lines of Braille dots: two across and four down to a cell.
 *
 * A cell keeps the pen that touched it last, so that crossing lines stay whole.
 */
#ifndef DRAW_DOTS_H
#define DRAW_DOTS_H

#include <stdbool.h>
#include <stdint.h>

struct dots {
	int width, height;           /* in cells */
	uint8_t *bits;               /* a cell's dots, as in U+2800 + bits */
	int8_t *pen;                 /* who drew them; -1 nobody */
};

struct dots dots_new(int width, int height);
void dots_free(struct dots *dots);

void dots_set(struct dots *dots, int x, int y, int pen);    /* outside: nothing */

/*
 * A line with gaps: the pattern's i-th bit says whether the i-th of its 12 dots is drawn. *phase
 * is where in the pattern the line begins; it goes on from there to the next.
 */
struct dots_line {
	int x0, y0, x1, y1;
	int pen;
	unsigned pattern;
	int *phase;
};
void dots_draw(struct dots *dots, const struct dots_line *line);

uint32_t dots_char(const struct dots *dots, int x, int y);  /* of a cell; a blank without dots */
int dots_pen(const struct dots *dots, int x, int y);

#endif
