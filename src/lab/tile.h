/*
 * A part of a figure that is too large to be computed whole: what is looked at, and no more.
 *
 * Such a figure's tensor is an outline (engine/tensor.h). A window names the pixels that are
 * seen, each a block of cells; its tile holds the extremes of each block, exact: of a block of
 * one cell they are its value.
 */
#ifndef LAB_TILE_H
#define LAB_TILE_H

#include "base/err.h"
#include "lab/extremes.h"

struct lab_window {
	const char *code;              /* of the figure's item: the lab's own text, as in lab/why.h */
	int variant;                   /* whose figure it is: -1 the base's */
	int64_t row, col;              /* the first cell */
	int64_t rows, cols;            /* pixels */
	int64_t row_block, col_block;  /* cells a pixel; the last ones may have fewer */
};

struct lab_tile {
	struct lab_window window;
	struct extremes *read;         /* rows × cols, row-major */
	struct err error;              /* code != ERR_NONE: why it could not be computed */
};

bool lab_window_same(const struct lab_window *a, const struct lab_window *b);
void lab_tile_free(struct lab_tile *tile);   /* NULL is fine */

/* Internal to lab/: over nodes that have been computed. NULL when cancelled. */
struct setup;
struct run;
struct lab_tile *lab_tile_read(struct setup *setup, const struct lab_window *window, struct run *run);

#endif
