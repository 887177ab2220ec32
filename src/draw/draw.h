/*
 * Figures as cells: the only place where tensors meet the canvas.
 *
 * A view is one file, draw/NAME.c, and one row of the table in draw.c: how to
 * paint it, and one sentence that says what stands out. The picture can be read
 * without colour, and the sentence without the picture.
 */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include "draw/scale.h"
#include "lab/figure.h"
#include "text/canvas.h"

/*
 * A question to a picture: which cell is drawn here? Painting with a look that has
 * a probe answers it, so that what is seen and what is hit cannot disagree.
 */
struct probe {
	int x, y;                    /* in the root canvas */
	bool hit;
	int64_t row, col;            /* as in struct look; where there are several, of the last painted */
};

/* How much of a number a table shows: four digits, as many as tell it from all others, its bits. */
enum digits { DIGITS_FEW, DIGITS_ALL, DIGITS_HEX, DIGITS_COUNT };

/* Where the student looks. Views keep it inside the data; zeros are a fine start. */
struct look {
	int64_t row, col;            /* the cursor's cell */
	bool cursor;                 /* whether to show it */
	int zoom;                    /* of large matrices: how often closer */
	enum digits digits;          /* in tables */
	enum language language;
	bool ascii;                  /* terminals without half blocks and Braille */
	bool mono;                   /* no colour: glyphs alone tell values apart */
	enum palette palette;        /* of unsigned data */
	bool light;                  /* the ground is */
	struct probe *probe;         /* or NULL */
};

/* Paint the figure with its caption into the canvas; scrolls so that the cursor is visible. */
void draw_figure(const struct figure *figure, const struct look *look, struct canvas *canvas);

/* Rows the figure would like at this width (caption and legend included), at least 2. */
int draw_height(const struct figure *figure, int width);

/* Of `room` rows those that show more of it: with more, cells only grow. */
int draw_exact(const struct figure *figure, const struct look *look, int width, int room);

/* Rows and columns that the cursor can visit; 0 × 0 when the view has none. */
void draw_extent(const struct figure *figure, int64_t *rows, int64_t *cols);

/* Where a cursor that comes to the figure begins: on the largest number of a heat map. */
void draw_start(const struct figure *figure, int64_t *row, int64_t *col);

/* Whether look.zoom makes a difference: the most that does; 0 when all cells are seen. */
int draw_zoom_most(const struct figure *figure, int width);

/* Whether look.digits makes a difference. */
bool draw_has_digits(const struct figure *figure);

/* "A[0]  row 3, column 41 = 0.0214": the cell under the cursor, with labels and reason. */
void draw_cell(const struct figure *figure, const struct look *look, struct str *out);

/*
 * The tensor's cell under the cursor: its item and, in the last two dimensions, where.
 * False where there is none: a bin of values, a data flow, what is covered.
 */
struct draw_target {
	int item;
	int64_t row, col;
};
bool draw_find_target(const struct figure *figure, const struct look *look,
                      struct draw_target *out);

/* Whether the picture already says its sentence. */
bool draw_says(const struct figure *figure);

/* One sentence on what stands out: for --plain, screen readers and pictures without colour. */
void draw_sentence(const struct figure *figure, enum language language, struct str *out);

/*
 * Two figures of the same kind beside each other (above each other where that is
 * too narrow), each below its name; differing cells of the variant are marked, and
 * a sentence says how much differs. They share a scale.
 */
void draw_compare(const struct figure *base, const char *base_name, const struct figure *variant,
                  const char *variant_name, const struct look *look, struct canvas *canvas);

/* Rows that draw_compare would like, caption and sentence included. */
int draw_compare_height(const struct figure *base, const struct figure *variant, int width);

int draw_compare_exact(const struct figure *base, const struct figure *variant, const struct look *look,
                       int width, int room);   /* as draw_exact */

/* The figure as text for a pipe: painted at a comfortable size, then the sentence. */
void draw_text(const struct figure *figure, enum language language, int width, struct str *out);

#endif
