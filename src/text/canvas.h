/*
 * A canvas: a grid of cells that every screen and view is painted on.
 *
 * All drawing goes to a canvas in memory; one file copies it to the terminal,
 * another prints it as text, tests compare it. A style is a role, not a
 * colour: the theme turns roles into colours where there are any, so that
 * nothing is told by colour alone. Heatmap pixels carry their own colour.
 *
 * Painting outside the canvas, or outside the clip of a sub-canvas, is cut.
 */
#ifndef TEXT_CANVAS_H
#define TEXT_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* What a cell means. Themes map roles to colours and attributes. */
enum role {
	ROLE_TEXT,         /* plain words */
	ROLE_DIM,          /* asides: notes, units, what is not in focus */
	ROLE_TITLE,        /* headings */
	ROLE_STRONG,       /* **bold**, the option under the cursor */
	ROLE_EM,           /* *emphasis* */
	ROLE_CODE,         /* code and mathematics */
	ROLE_KEYWORD,      /* statement words and operators in code */
	ROLE_NUMBER,       /* computed values and shapes: what the engine said */
	ROLE_KEY,          /* a key to press */
	ROLE_BAR,          /* the bars at the top and the bottom */
	ROLE_BORDER,       /* lines between panes */
	ROLE_CURSOR,       /* the selected thing (reverse where there is no colour) */
	ROLE_MATCH,        /* words that were sought (underlined where there is no colour) */
	ROLE_GOOD,         /* right; always with a sign and a word */
	ROLE_BAD,          /* wrong; always with a sign and a word */
	ROLE_WARN,         /* look here: a difference, an error in a lab */
	ROLE_COVERED,      /* hidden until the answer */
	ROLE_COUNT,
};

/* 0xRRGGBB of a heatmap pixel, or CANVAS_NO_COLOR for the role's own. */
#define CANVAS_NO_COLOR UINT32_C(0xFFFFFFFF)

enum { CELL_MAX_CHARS = 4 };

struct cell {
	uint32_t c[CELL_MAX_CHARS];   /* a base character and combining ones; c[0] == 0: right half of a wide one */
	uint8_t role;                 /* enum role */
	uint32_t fg, bg;              /* CANVAS_NO_COLOR, or a pixel's colours */
};

struct canvas {
	int width, height;      /* the size one may paint on */
	int left, top;          /* where it lies in the root canvas */
	struct cell *cells;     /* of the root canvas, row by row */
	int stride;             /* cells in a row of the root */
};

struct canvas canvas_new(int width, int height);   /* blanks; canvas_free the root only */
void canvas_free(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);

/* A rectangle of the canvas, cut to it; valid while the parent is. */
struct canvas canvas_part(const struct canvas *canvas, int x, int y, int width, int height);

struct cell *canvas_at(const struct canvas *canvas, int x, int y);   /* NULL outside */

/*
 * One line of UTF-8 (cleaned on the way: no text can break the grid).
 * Returns the columns used, those cut off included. A wide character that does not fit is a blank.
 * Invisible characters (joiners, variation selectors) are left out: see utf8.h.
 */
int canvas_text(struct canvas *canvas, int x, int y, enum role role, const char *text);
int canvas_textf(struct canvas *canvas, int x, int y, enum role role, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* The same, cut to `columns` with … where it was longer. */
int canvas_text_cut(struct canvas *canvas, int x, int y, int columns, enum role role, const char *text);

void canvas_char(struct canvas *canvas, int x, int y, enum role role, uint32_t c);
void canvas_pixel(struct canvas *canvas, int x, int y, uint32_t c, uint32_t fg, uint32_t bg);
void canvas_fill(struct canvas *canvas, int x, int y, int width, int height, enum role role, uint32_t c);
void canvas_role(struct canvas *canvas, int x, int y, int width, int height, enum role role);  /* keeps characters */
void canvas_hline(struct canvas *canvas, int x, int y, int width);   /* ─ in ROLE_BORDER, joining │ */
void canvas_vline(struct canvas *canvas, int x, int y, int height);  /* │ */

/* A picture with its upper left corner at (x, y). */
void canvas_copy(struct canvas *canvas, int x, int y, const struct canvas *picture);

/* Rows up to the last one with something on it. */
int canvas_rows_used(const struct canvas *canvas);

/* The canvas as text lines, trailing blanks cut: --plain, tests, the clipboard. */
void canvas_to_text(const struct canvas *canvas, struct str *out);

#endif
