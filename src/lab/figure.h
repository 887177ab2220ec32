/*
 * A figure: what a `show` statement asks to look at, as plain data.
 *
 * The lab computes figures; draw/ turns them into cells. A figure is a part of
 * its lab state: tensors and texts live as long as that. 1-D data is one row;
 * its name and labels are those of the columns.
 */
#ifndef LAB_FIGURE_H
#define LAB_FIGURE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/words.h"
#include "engine/tensor.h"
#include "lab/tile.h"

enum figure_kind {
	FIGURE_HEATMAP,   /* 2-D: items, beside each other; signed data gets a diverging scale */
	FIGURE_MASK,      /* 2-D bool: items, beside each other */
	FIGURE_TABLE,     /* 1-D or 2-D: items[0] */
	FIGURE_BARS,      /* 1-D: items[0] */
	FIGURE_SHAPES,    /* the data flow: steps */
	FIGURE_CACHE,     /* KV caches: items, (tokens, size), (heads, …) or (layers, heads, …) */
	FIGURE_PLOT,      /* 1-D or 2-D: items, each row a curve */
	FIGURE_HIST,      /* items: how their values are spread */
	FIGURE_MEMORY,    /* items: where their elements lie */
	FIGURE_IMAGE,     /* a picture: items[0]; with weights of its patches: items[1] */
	FIGURE_COMPARE,   /* items[0] against items[1], same shape */
};

struct figure_item {
	const char *code;            /* the expression as written: "A[0]" */
	const char *name;            /* what its author calls it, names=[...]; or NULL */
	struct tensor *tensor;       /* an outline: a heatmap too large to be computed whole */
	int64_t evals;               /* of the node, since the clock started; -1 if it is not a node */
	int64_t flops;
};

struct figure_step {             /* one box of a data flow */
	const char *name;            /* "S" */
	const char *code;            /* "Q @ K.mT / sqrt(hidden / H)" */
	const char *names;           /* "(H, Nt, Nv)" */
	const char *shape;           /* "(8, 10, 197)" */
	const int *inputs;           /* indices of earlier steps */
	int n_inputs;
	bool covered;                /* its shape is hidden until the answer */
};

enum { FIGURE_CURVES_MAX = 8 };  /* of a plot: more cannot be told apart */
enum { FIGURE_PANELS_MAX = 6 };  /* masks or heatmaps beside each other */

/* Where the tiles of such a heatmap are from. */
struct figure_tiles {
	/* Borrowed; NULL: not computed yet, and noted as wanted. The window's variant is left open. */
	const struct lab_tile *(*find)(void *context, const struct lab_window *window);
	void *context;
};

struct figure {
	enum figure_kind kind;
	struct words caption;
	struct figure_item *items;
	int n_items;
	struct figure_step *steps;
	int n_steps;
	const char *const *row_labels;   /* NULL, or one a row, which may be NULL: rows=[...], cols=[...] */
	const char *const *col_labels;
	const char *row_name, *col_name; /* the dimensions' names: "Nt", "Nv"; "" when anonymous */
	const char *row_words, *col_words;   /* what they are: "text tokens", "keys"; "" or NULL: nobody says */
	double low, high;                /* the scale; NaN = from the data */
	int64_t clock, clock_end;        /* the animate param, for caches; -1 without a clock */
	bool mean;                       /* heatmap: of values that share a pixel; else the largest */
	const char *over;                /* plot: the knob that runs along the x axis, or NULL */
	const double *x;                 /* plot: where the columns lie, ascending; NULL: 0, 1, 2 … */
	int64_t here;                    /* plot: the column of the knob's present value, or -1 */
	bool log_x, log_y;
	int64_t grid[2];                 /* image: rows and columns of patches; 0 without weights */
	int64_t skip;                    /* image: weights before the first patch (a CLS token) */
	const struct figure_tiles *tiles;   /* NULL in a state; lent by who paints the figure */
	bool covered;                    /* hidden until the answer */
	struct err error;                /* code != ERR_NONE: why there is nothing to see */
};

#endif
