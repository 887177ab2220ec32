#include "draw/patches.h"

#include <math.h>
#include <string.h>

double patches_weight(const struct patches *w, int64_t patch)
{
	int64_t i = patch + w->skip;
	return matrix_at(&w->m, i / w->m.cols, i % w->m.cols);
}

static void add_top(struct patches *w, int64_t patch)
{
	double weight = patches_weight(w, patch);
	int at = w->n_top;
	while (at > 0 && patches_weight(w, w->top[at - 1]) < weight)
		at--;
	if (at == PATCHES_TOP)
		return;
	int moved = (w->n_top < PATCHES_TOP ? w->n_top : PATCHES_TOP - 1) - at;
	memmove(&w->top[at + 1], &w->top[at], (size_t)moved * sizeof *w->top);
	w->top[at] = patch;
	w->n_top += w->n_top < PATCHES_TOP;
}

bool patches_of(const struct figure *f, struct patches *w)
{
	const struct tensor *t = f->n_items > 1 ? f->items[1].tensor : NULL;
	*w = (struct patches){ .m = matrix_of(t), .rows = f->grid[0], .cols = f->grid[1],
	                       .skip = f->skip };
	int64_t count = w->m.rows * w->m.cols;
	if (!t || w->rows < 1 || w->cols < 1 || w->rows * w->cols + w->skip != count)
		return false;
	for (int64_t i = 0; i < w->rows * w->cols; i++) {
		double x = patches_weight(w, i);
		if (!isfinite(x))
			continue;
		w->sum += x;
		w->most = fmax(w->most, x);
		add_top(w, i);
	}
	return true;
}
