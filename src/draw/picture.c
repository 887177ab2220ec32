#include "draw/picture.h"

/* Dark on white: pictures go into slides and papers. */
static const struct ink inks[ROLE_COUNT] = {
	[ROLE_TEXT] = { 0x1C1C1C, PICTURE_PAPER, false },
	[ROLE_DIM] = { 0x626262, PICTURE_PAPER, false },
	[ROLE_TITLE] = { 0x005FAF, PICTURE_PAPER, true },
	[ROLE_STRONG] = { 0x1C1C1C, PICTURE_PAPER, true },
	[ROLE_EM] = { 0x1C1C1C, PICTURE_PAPER, false },
	[ROLE_CODE] = { 0x005F5F, PICTURE_PAPER, false },
	[ROLE_KEYWORD] = { 0x8700AF, PICTURE_PAPER, false },
	[ROLE_NUMBER] = { 0x875F00, PICTURE_PAPER, false },
	[ROLE_KEY] = { 0x875F00, PICTURE_PAPER, true },
	[ROLE_BAR] = { 0x4E4E4E, PICTURE_PAPER, false },
	[ROLE_BORDER] = { 0x9E9E9E, PICTURE_PAPER, false },
	[ROLE_CURSOR] = { 0x000000, 0xAFD7FF, true },
	[ROLE_GOOD] = { 0x005F00, PICTURE_PAPER, true },
	[ROLE_BAD] = { 0xAF0000, PICTURE_PAPER, true },
	[ROLE_WARN] = { 0x875F00, PICTURE_PAPER, true },
	[ROLE_COVERED] = { 0x9E9E9E, PICTURE_PAPER, false },
};

struct ink picture_ink(const struct cell *cell)
{
	struct ink ink = inks[cell->role];
	if (cell->fg != CANVAS_NO_COLOR)
		ink.fg = cell->fg;
	if (cell->bg != CANVAS_NO_COLOR)
		ink.bg = cell->bg;
	return ink;
}
