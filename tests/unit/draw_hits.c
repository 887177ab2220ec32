/* What a probe finds on a picture: the cell whose cursor is drawn there, in every view. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "draw/draw.h"
#include "engine/create.h"

enum { WIDTH = 90, HEIGHT = 44, ROWS = 5, COLS = 7 };

static struct run run;

static struct tensor *make(int seed)
{
	double values[ROWS * COLS];
	int64_t sizes[] = { ROWS, COLS };
	struct shape shape = shape_of(2, sizes);
	struct err err = { .code = ERR_NONE };
	for (int i = 0; i < ROWS * COLS; i++)
		values[i] = (double)((i * 7919 + seed) % 101) / 101;
	struct tensor *t = create_from_doubles(&run, DT_FLOAT32, &shape, values, &err);
	assert_int_equal(err.code, ERR_NONE);
	return t;
}

static struct figure figure_of(enum figure_kind kind, struct figure_item *items)
{
	static struct figure_step steps[3] = { { .name = "a" }, { .name = "b" }, { .name = "c" } };
	return (struct figure){
		.kind = kind, .items = items, .n_items = 2, .steps = steps, .n_steps = 3,
		.low = NAN, .high = NAN, .clock = -1, .clock_end = -1, .here = -1,
	};
}

static void paint(const struct figure *f, const struct figure *with, const struct look *look,
                  struct canvas *canvas)
{
	struct canvas part = canvas_part(canvas, 3, 2, canvas->width - 5, canvas->height - 4);
	canvas_clear(canvas);
	if (with)
		draw_compare(f, "base", with, "variant", look, &part);
	else
		draw_figure(f, look, &part);
}

/* What is hit at x, y while the cursor is on a cell. */
static struct probe ask(const struct figure *f, const struct figure *with, const struct look *look,
                        int x, int y)
{
	struct canvas canvas = canvas_new(WIDTH, HEIGHT);
	struct probe probe = { .x = x, .y = y };
	struct look asking = *look;
	asking.probe = &probe;
	paint(f, with, &asking, &canvas);
	canvas_free(&canvas);
	return probe;
}

/* A column of a histogram is marked by its colour. */
static bool has_cursor(const struct figure *f, const struct cell *cell)
{
	return cell->role == (f->kind == FIGURE_HIST ? ROLE_WARN : ROLE_CURSOR);
}

/* Is the cursor drawn on a place of its own cell? */
static bool cursor_is_hit(const struct figure *f, const struct figure *with, const struct look *look)
{
	struct canvas canvas = canvas_new(WIDTH, HEIGHT);
	bool found = false;
	paint(f, with, look, &canvas);
	for (int y = 0; y < HEIGHT && !found; y++)
		for (int x = 0; x < WIDTH && !found; x++) {
			if (!has_cursor(f, canvas_at(&canvas, x, y)))
				continue;
			struct probe probe = ask(f, with, look, x, y);
			found = probe.hit && probe.row == look->row && probe.col == look->col;
		}
	canvas_free(&canvas);
	return found;
}

static void check(const struct figure *f, const struct figure *with)
{
	struct look look = { .cursor = true, .mono = true };
	int64_t rows, cols, hits = 0;
	draw_extent(f, &rows, &cols);
	assert_true(rows > 1);
	for (look.row = 0; look.row < rows; look.row++)
		for (look.col = 0; look.col < cols; look.col++) {
			bool hit = cursor_is_hit(f, with, &look);
			hits += hit;
			bool may_fail = f->kind == FIGURE_HIST || f->kind == FIGURE_PLOT;
			if (!hit && !may_fail)   /* empty bins; points on top of each other */
				fail_msg("kind %d, cell (%d, %d)", f->kind, (int)look.row, (int)look.col);
		}
	assert_true(3 * hits > rows * cols);
}

static void the_cursor_stands_where_its_cell_is_hit(void **state)
{
	(void)state;
	struct figure_item items[2] = { { .code = "A", .tensor = make(0), .evals = 1 },
	                                { .code = "B", .tensor = make(50), .evals = 2 } };
	for (int kind = FIGURE_HEATMAP; kind <= FIGURE_COMPARE; kind++) {
		struct figure f = figure_of((enum figure_kind)kind, items), with = f;
		check(&f, NULL);
		with.items = items + 1;
		with.n_items = 1;
		f.n_items = 1 + (kind == FIGURE_COMPARE || kind == FIGURE_CACHE || kind == FIGURE_MEMORY ||
		                 kind == FIGURE_PLOT || kind == FIGURE_HIST);
		check(&f, &with);
		if (kind == FIGURE_HEATMAP || kind == FIGURE_MASK) {   /* panels, against their like */
			f.n_items = with.n_items = 2;
			with.items = items;
			check(&f, &with);
		}
	}
	tensor_unref(items[0].tensor);
	tensor_unref(items[1].tensor);
}

/* Above, below and beside the cells there is nothing to hit; nor below a cover. */
static void nothing_is_hit_beside_the_cells(void **state)
{
	(void)state;
	struct figure_item items[2] = { { .code = "A", .tensor = make(0) }, { .code = "B" } };
	struct figure f = figure_of(FIGURE_MASK, items);
	struct look look = { .mono = true };
	f.n_items = 1;
	assert_false(ask(&f, NULL, &look, 0, 0).hit);
	assert_false(ask(&f, NULL, &look, 3, 4).hit);                /* the row's label */
	assert_true(ask(&f, NULL, &look, 5, 4).hit);
	assert_false(ask(&f, NULL, &look, 5 + 2 * COLS, 4).hit);
	assert_false(ask(&f, NULL, &look, 5, 4 + ROWS).hit);
	assert_false(ask(&f, NULL, &look, -1, -1).hit);
	assert_false(ask(&f, NULL, &look, 10000, 4).hit);
	f.covered = true;
	assert_false(ask(&f, NULL, &look, 5, 4).hit);
	tensor_unref(items[0].tensor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_stands_where_its_cell_is_hit),
		cmocka_unit_test(nothing_is_hit_beside_the_cells),
	};
	return cmocka_run_group_tests_name("hits", tests, NULL, NULL);
}
