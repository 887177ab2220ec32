/*
 * Where the cells of a matrix lie on a canvas: labels to the left, a line of
 * column labels above, the picture.
 *
 * Each axis either gives a value several pixels, or a pixel a block of values,
 * or (when blocks would be larger than anyone can read) shows the page of the
 * matrix on which the cursor is.
 */
#ifndef DRAW_GRID_H
#define DRAW_GRID_H

#include "draw/view.h"

/* A pixel for more values than this a side tells nothing: a page is shown instead. */
enum { AXIS_BLOCK_MAX = 64 };

struct axis {
	int64_t size;       /* values */
	int64_t block;      /* values a pixel; 1 when each has its own */
	int span;           /* pixels a value; 1 when values share a pixel */
	int64_t first;      /* the first value shown */
	int pixels;         /* shown */
};

/*
 * Fit `size` values into `room` pixels, a value at most `widest`; each zoom halves the
 * values that share a pixel, and shows the page with the cursor.
 */
struct axis axis_fit(int64_t size, int room, int widest, int64_t cursor, int zoom);
int64_t axis_value(const struct axis *axis, int pixel);     /* the first one of the pixel */
int64_t axis_count(const struct axis *axis, int pixel);     /* values in the pixel */
int axis_pixel(const struct axis *axis, int64_t value);     /* its first pixel, -1 if not shown */
bool axis_paged(const struct axis *axis);                   /* only a part is shown */

struct grid {
	const struct figure *figure;
	const struct look *look;
	struct matrix m;
	struct axis x, y;
	int64_t cursor_row, cursor_col;
	/* of the picture; top - 1 is the line of column labels if `ruler` */
	int left, top;
	int per_line;               /* y pixels a line: 2 with half blocks, else 1 */
	bool ruler;
	int middle;                 /* of a value's pixels: there stands what a cell shows, and its label */
};

/* How a view wants its cells. */
struct grid_wish {
	int cell_width;             /* columns a value when there is room */
	int cell_lines;
	bool half;                  /* two pixels a line when there are more rows than lines */
	bool flush;                 /* what a cell shows stands at its left */
	bool square;                /* as many rows as columns: as many of each to a pixel */
};

/* `canvas` is the room for labels and picture together. */
void grid_fit(struct grid *grid, const struct scene *scene, const struct grid_wish *wish,
              const struct canvas *canvas);
void grid_mark(const struct grid *grid, const struct scene *scene, const struct canvas *canvas);
void grid_paint_labels(const struct grid *grid, struct canvas *canvas);
int grid_lines(const struct grid *grid);                    /* of the picture */
int grid_lines_used(int64_t rows, const struct grid_wish *wish, int room);   /* of `room`, with cells of a line */
int grid_label_width(const char *const *labels, int64_t count);

/* The block of values under a pixel. */
struct block grid_block(const struct grid *grid, int px, int py);

/*
 * The extremes of every block shown, read once, row by row; the caller frees them.
 * grid_at finds those of a pixel.
 */
struct extremes *grid_read(const struct grid *grid);

/* What is seen of an outlined figure; NULL: it is not computed yet, or nobody computes it here. */
const struct lab_tile *grid_tile(const struct grid *grid);
const struct extremes *grid_at(const struct grid *grid, const struct extremes *read, int px,
                               int py);

/* What of the whole matrix the scale must reach: from the blocks, or, if they are a page, anew. */
struct extremes grid_range(const struct grid *grid, const struct extremes *read);

/* "each pixel = max of 2×3"; nothing when each is a value. */
void grid_note_blocks(const struct grid *grid, const char *summary, struct str *out);

/* "rows 64–127"; nothing when all are shown. */
void grid_note_page(const struct grid *grid, struct str *out);

#endif
