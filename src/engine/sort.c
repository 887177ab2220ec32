#include <math.h>
#include <stdlib.h>

#include "engine/arrange.h"
#include "engine/kernel.h"

struct item {
	double x;
	int64_t n, at;    /* n: the exact value of an int */
};

static int compare(const struct item *a, const struct item *b)
{
	if (isnan(a->x) || isnan(b->x))
		return (isnan(a->x) != 0) - (isnan(b->x) != 0);
	if (a->x != b->x)
		return a->x < b->x ? -1 : 1;
	return (a->n > b->n) - (a->n < b->n);
}

static int by_place(const struct item *a, const struct item *b)
{
	return (a->at > b->at) - (a->at < b->at);
}

static int ascending(const void *a, const void *b)
{
	int order = compare(a, b);
	return order ? order : by_place(a, b);
}

static int descending_order(const void *a, const void *b)
{
	int order = compare(b, a);
	return order ? order : by_place(a, b);
}

/* Of sorting so many, in operations: a comparison takes about 10 of them. */
static int64_t cost(int64_t count)
{
	int levels = 1;
	while (count >> levels > 0)
		levels++;
	return count * 10 * levels + 100;
}

static void sort_row(const struct tensor *t, int64_t at, int64_t step, struct item *items,
                     int64_t count, bool descending)
{
	for (int64_t i = 0; i < count; i++) {
		items[i] = (struct item){ .at = i };
		load_doubles(t, at + i * step, 1, 1, &items[i].x);
		if (t->dtype == DT_INT64)
			load_ints(t, at + i * step, 1, 1, &items[i].n);
	}
	qsort(items, (size_t)count, sizeof *items, descending ? descending_order : ascending);
}

struct tensor *arrange_argsort(struct run *run, const struct tensor *t, int64_t dim,
                               bool descending, struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	struct tensor *out = d < 0 ? NULL : tensor_new(run, DT_INT64, &t->shape, err);
	if (!out || t->shape.ndim == 0 || tensor_count(t) == 0)
		return out;
	struct shape rows = t->shape;   /* the first element of each row: dimension dim has size 1 */
	int64_t count = rows.size[d];
	rows.size[d] = 1;
	struct item *items = scratch_new(run, count, sizeof *items, err);
	if (!items)
		return kernel_fail(run, out);
	struct tensor heads = *t, places = *out;
	heads.shape = places.shape = rows;
	struct walk w;
	walk_init(&w, &rows);
	walk_add(&w, &heads);
	walk_add(&w, &places);
	for (int n; (n = walk_next(&w)) > 0; )
		for (int r = 0; r < n; r++) {
			if (!run_spend(run, cost(count), err)) {
				free(items);
				return kernel_fail(run, out);
			}
			sort_row(t, w.at[0] + r * w.step[0], t->stride[d], items, count, descending);
			for (int64_t i = 0; i < count; i++)
				store_ints(out, w.at[1] + r * w.step[1] + i * out->stride[d], 1, 1, &items[i].at);
		}
	free(items);
	return out;
}
