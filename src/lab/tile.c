#include "lab/tile.h"

#include <stdlib.h>

#include "base/mem.h"
#include "lab/setup.h"
#include "lab/state.h"

enum { BAND = 64 };   /* rows computed at a time */

bool lab_window_same(const struct lab_window *a, const struct lab_window *b)
{
	return a->code == b->code && a->variant == b->variant && a->row == b->row && a->col == b->col
		&& a->rows == b->rows && a->cols == b->cols && a->row_block == b->row_block
		&& a->col_block == b->col_block;
}

void lab_tile_free(struct lab_tile *tile)
{
	if (!tile)
		return;
	free(tile->read);
	free(tile);
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* One row of the matrix into the blocks of its pixels. */
static void add_row(const struct lab_window *w, const struct tensor *part, int64_t row,
                    struct extremes *out)
{
	int64_t width = part->shape.size[1];
	double x[BAND];
	for (int64_t col = 0; col < width; ) {
		int64_t pixel = col / w->col_block, end = smaller((pixel + 1) * w->col_block, width);
		int64_t n = smaller(end - col, BAND);
		for (int64_t i = 0; i < n; i++)
			x[i] = tensor_at(part, (int64_t[]){ row, col + i });
		extremes_add(&out[pixel], x, n);
		col += n;
	}
}

static bool read_bands(struct graph_part *part, struct lab_tile *tile, struct run *run,
                       struct err *err)
{
	const struct lab_window *w = &tile->window;
	const struct shape *shape = &graph_part_outline(part)->shape;
	int64_t end = smaller(w->row + w->rows * w->row_block, shape->size[0]);
	int64_t width = smaller(w->cols * w->col_block, shape->size[1] - w->col);
	for (int64_t row = w->row, n; row < end; row += n) {
		n = smaller(BAND, end - row);
		struct tensor *t = graph_part_read(part, (int64_t[]){ row, w->col },
		                                   (int64_t[]){ n, width }, err);
		if (!t)
			return false;
		bool fine = true;
		for (int64_t i = 0; i < n && fine; i++) {
			add_row(w, t, i, tile->read + (row + i - w->row) / w->row_block * w->cols);
			fine = run_spend(run, 4 * width, err);
		}
		tensor_drop(run, t);
		if (!fine)
			return false;
	}
	return true;
}

static bool fits(const struct lab_window *w, const struct tensor *t)
{
	return t->shape.ndim == 2 && w->row >= 0 && w->col >= 0 && w->row < t->shape.size[0]
		&& w->col < t->shape.size[1];
}

static bool read(struct setup *setup, struct lab_tile *tile, struct run *run, struct err *err)
{
	const struct expr *expr = show_find(setup->program, tile->window.code);
	if (!expr)
		return err_say(err, ERR_NAME, "the lab does not show %s", tile->window.code);
	struct graph_part *part = graph_part_open(setup->graph, expr, run, err);
	if (!part)
		return false;
	bool fine = fits(&tile->window, graph_part_outline(part))
		? read_bands(part, tile, run, err)
		: err_say(err, ERR_INDEX, "%s has another shape now", tile->window.code);
	graph_part_close(part);
	return fine;
}

struct lab_tile *lab_tile_read(struct setup *setup, const struct lab_window *window, struct run *run)
{
	struct lab_tile *tile = mem_new(1, sizeof *tile);
	size_t count = (size_t)(window->rows * window->cols);
	tile->window = *window;
	tile->read = mem_new(count + 1, sizeof *tile->read);
	for (size_t i = 0; i < count; i++)
		tile->read[i] = (struct extremes)EXTREMES_NONE;
	struct err err = {0};
	if (read(setup, tile, run, &err))
		return tile;
	tile->error = err;
	if (err.code != ERR_CANCEL)
		return tile;
	lab_tile_free(tile);
	return NULL;
}
