/* Figures on a canvas: small ones as text, large and odd ones by their properties. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/draw.h"
#include "draw/grid.h"
#include "draw/matrix.h"
#include "draw/scale.h"
#include "engine/create.h"

static struct run run;

static struct tensor *make(enum dtype dtype, int64_t rows, int64_t cols,
                           double (*f)(int64_t, int64_t))
{
	int64_t sizes[] = { rows, cols };
	struct shape shape = shape_of(2, sizes);
	double *values = mem_new((size_t)(rows * cols) + 1, sizeof *values);
	struct err err = { .code = ERR_NONE };
	for (int64_t i = 0; i < rows * cols; i++)
		values[i] = f(i / cols, i % cols);
	struct tensor *t = create_from_doubles(&run, dtype, &shape, values, &err);
	assert_int_equal(err.code, ERR_NONE);
	free(values);
	return t;
}

static struct tensor *make_vector(int64_t count, double (*f)(int64_t, int64_t))
{
	struct tensor *t = make(DT_FLOAT32, 1, count, f);
	struct shape shape = shape_of(1, &count);
	struct tensor *v = tensor_view(t, &shape, (int64_t[]){ 1 }, 0);
	tensor_unref(t);
	return v;
}

static double causal(int64_t i, int64_t j) { return j <= i; }
static double window(int64_t i, int64_t j) { return j <= i && i - j < 3; }
static double prefix(int64_t i, int64_t j) { return j <= i || j < 4; }
static double padded(int64_t i, int64_t j) { (void)i; return j < 3; }
static double diagonal(int64_t i, int64_t j) { return j == 2 - i; }
static double uniform(int64_t i, int64_t j) { return j <= i ? 1.0 / (double)(i + 1) : 0; }
static double masked(int64_t i, int64_t j) { return j <= i ? (double)(i - 2 * j) : -INFINITY; }
static double nothing(int64_t i, int64_t j) { (void)i, (void)j; return NAN; }
static double same(int64_t i, int64_t j) { (void)i, (void)j; return 0.25; }
static double huge(int64_t i, int64_t j) { return (i + j) % 2 ? 1.7e308 : -1.7e308; }
static double mixed(int64_t i, int64_t j)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY, 1, -2 };
	return odd[(i * 3 + j) % 5];
}
static double noise(int64_t i,
                    int64_t j) { return (double)((i * 7919 + j * 104729) % 1009) / 1009; }

/* A zero has a mark, and no colour. */
static double no_zero(int64_t i, int64_t j)
{
	return noise(i, j) + 0.001;
}

/* Of the distance alone: as float32 has it, under a mask, but for one cell; a large -1e9 around others. */
static double distance(int64_t i, int64_t j) { return cos(0.1 * (double)(i - j) + 1e-6 * (double)i); }
static double distance_masked(int64_t i, int64_t j) { return j <= i ? distance(i, j) : -INFINITY; }
static double distance_odd(int64_t i, int64_t j) { return distance(i, j) + (i == 4 && j == 2 ? 0.01 : 0); }
static double last_row(int64_t i, int64_t j) { return i == 4 ? (double)(j * j) : -INFINITY; }
static double far_below(int64_t i, int64_t j) { return j <= i ? (double)(j * j) : -1e9; }

static struct figure figure_of(enum figure_kind kind, struct figure_item *items, int n)
{
	return (struct figure){
		.kind = kind, .items = items, .n_items = n, .row_name = "Nt", .col_name = "Nv",
		.low = NAN, .high = NAN, .clock = -1, .clock_end = -1,
	};
}

static void check_text(const struct figure *figure, const struct look *look, int width, int height,
                       const char *expected)
{
	struct canvas canvas = canvas_new(width, height);
	struct str text = STR_INIT;
	draw_figure(figure, look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_string_equal(text.data, expected);
	str_done(&text);
	canvas_free(&canvas);
}

static void check_sentence(const struct figure *figure, const char *expected)
{
	struct str text = STR_INIT;
	draw_sentence(figure, LANGUAGE_EN, &text);
	assert_string_equal(text.data, expected);
	str_done(&text);
}

static void check_cell(const struct figure *figure, int64_t row, int64_t col, const char *expected)
{
	struct look look = { .row = row, .col = col };
	struct str text = STR_INIT;
	draw_cell(figure, &look, &text);
	assert_string_equal(text.data, expected);
	str_done(&text);
}

static void a_small_mask(void **state)
{
	(void)state;
	struct figure_item item = { .code = "M", .tensor = make(DT_BOOL, 4, 4, causal) };
	struct figure f = figure_of(FIGURE_MASK, &item, 1);
	struct look look = { .cursor = true, .row = 1, .col = 3 };
	f.caption.in[LANGUAGE_EN] = "who sees whom";
	check_text(&f, &look, 44, 8,
	           "who sees whom\n"
	           "M  Nt=4 ↓ × Nv=4 →   ● may attend  · may not\n"
	           "  0 1 2 3\n"
	           "0 ● · · ·\n"
	           "1 ● ● ·[·]\n"
	           "2 ● ● ● ·\n"
	           "3 ● ● ● ●\n"
	           "◀ M (1, 3): the key comes after the query\n");
	check_sentence(&f, "10 of 16 pairs are visible; row i sees columns 0 to i.");
	check_cell(&f, 1, 3, "M  row 1, column 3 = False: the key comes after the query");
	check_cell(&f, 99, 0, "M  row 3, column 0 = True: visible");
	tensor_unref(item.tensor);
}

/* The cursor walks on into the next one; where the width asks for it they lie in two lines. */
static void several_masks_are_panels(void **state)
{
	(void)state;
	struct figure_item items[] = { { .code = "M", .tensor = make(DT_BOOL, 4, 4, causal) },
	                               { .code = "W", .tensor = make(DT_BOOL, 4, 4, padded) } };
	struct figure f = figure_of(FIGURE_MASK, items, 2);
	struct look look = { .cursor = true, .row = 1, .col = 7 };
	struct draw_target target;
	f.row_words = "queries";
	f.col_words = "keys";
	check_text(&f, &look, 60, 8,
	           "M              W\n"
	           "  0 1 2 3        0 1 2 3\n"
	           "0 ● · · ·      0 ● ● ● ·\n"
	           "1 ● ● · ·      1 ● ● ●[·]\n"
	           "2 ● ● ● ·      2 ● ● ● ·\n"
	           "3 ● ● ● ●      3 ● ● ● ·\n"
	           "◀ W (1, 3): no query sees this key\n"
	           "queries ↓ × keys →   ● may attend  · may not\n");
	check_sentence(&f, "M: 10 of 16 pairs are visible; row i sees columns 0 to i. "
	                   "W: 12 of 16 pairs are visible; every row sees the same 3 columns.");
	check_cell(&f, 1, 7, "W  row 1, column 3 = False: no query sees this key");
	assert_true(draw_find_target(&f, &look, &target));
	assert_int_equal(target.item, 1);
	assert_int_equal(target.row, 1);
	assert_int_equal(target.col, 3);
	look.cursor = false;
	f.row_words = f.col_words = NULL;
	check_text(&f, &look, 24, 13,
	           "M\n"
	           "  0 1 2 3\n"
	           "0 ● · · ·\n"
	           "1 ● ● · ·\n"
	           "2 ● ● ● ·\n"
	           "3 ● ● ● ●\n"
	           "W\n"
	           "  0 1 2 3\n"
	           "0 ● ● ● ·\n"
	           "1 ● ● ● ·\n"
	           "2 ● ● ● ·\n"
	           "3 ● ● ● ·\n"
	           "● may attend  · may not\n");
	tensor_unref(items[0].tensor);
	tensor_unref(items[1].tensor);
}

/* One scale, one legend: it stands below them, where it is nobody's. */
static void several_heatmaps_share_a_scale(void **state)
{
	(void)state;
	struct figure_item items[] = { { .code = "A[0]", .name = "first", .tensor = make(DT_FLOAT32, 3, 3, same) },
	                               { .code = "B", .tensor = make(DT_FLOAT32, 3, 3, uniform) } };
	struct figure f = figure_of(FIGURE_HEATMAP, items, 2);
	struct look look = { .mono = true };
	struct canvas canvas = canvas_new(100, 10);
	struct str text = STR_INIT;
	draw_figure(&f, &look, &canvas);
	canvas_to_text(&canvas, &text);
	char *legend = strstr(text.data, "█ 1");
	assert_true(strncmp(text.data, "first ", strlen("first ")) == 0);
	assert_non_null(legend);
	assert_null(strstr(legend + 1, "█ 1"));
	assert_true(legend > strstr(text.data, "\n2 "));
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(items[0].tensor);
	tensor_unref(items[1].tensor);
}

/*
 * A triangle of `size` on each of these canvases: a row of pixels is one longer than the
 * row above, or all of a block's rows, whatever the cells are.
 */
static void check_triangle(int size, int width, int height)
{
	struct figure_item item = { .code = "M", .tensor = make(DT_BOOL, size, size, causal) };
	struct figure f = figure_of(FIGURE_MASK, &item, 1);
	struct look look = { .row = 0 };
	struct canvas canvas = canvas_new(width, height);
	int left = size > 100 ? 4 : size > 10 ? 3 : 2, before = 0, cell = 0;
	draw_figure(&f, &look, &canvas);
	for (int y = 2; y < height - 1; y++)
		for (int half = 0; half < 2; half++) {
			int on = 0;
			for (int x = left; x < width; x++) {
				uint32_t c = canvas_at(&canvas, x, y)->c[0];
				bool both = c == 0x2588 || c == 0x25CF;
				on += both || c == (half ? 0x2584 : 0x2580);
				assert_true(!both || x - left < 2 * on);   /* no gap before it */
			}
			cell = cell ? cell : on;
			assert_true(on == 0 || on == before || on == before + cell);
			before = on ? on : before;
		}
	assert_true(before > 0 && before * 2 >= (size < height ? size : height));
	canvas_free(&canvas);
	tensor_unref(item.tensor);
}

static void a_causal_mask_is_a_triangle(void **state)
{
	(void)state;
	static const int sizes[] = { 8, 24, 48, 97, 264 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int height = 9; height < 60; height += 5) {
			check_triangle(sizes[i], 66, height);
			check_triangle(sizes[i], 118, height);
		}
	struct figure_item item = { .code = "M", .tensor = make(DT_BOOL, 6, 6, causal) };
	struct figure f = figure_of(FIGURE_MASK, &item, 1);
	check_text(&f, &(struct look){ .row = 0 }, 40, 6,
	           "M  6 ↓ × 6 →   █ may attend  · may not\n"
	           "  0 1 2 3 4 5\n"
	           "0 ██▄▄· · · ·\n"
	           "2 ██████▄▄· ·\n"
	           "4 ██████████▄▄\n"
	           "\n");
	tensor_unref(item.tensor);
}

static void masks_are_recognised(void **state)
{
	(void)state;
	static const struct {
		double (*f)(int64_t, int64_t);
		int64_t rows, cols;
		const char *sentence;
	} row[] = {
		{ window, 6, 6,
		  "15 of 36 pairs are visible; row i sees a window: the last 3 columns up to its own." },
		{ prefix, 6, 6, "27 of 36 pairs are visible; every row sees the first 4 columns, "
		                "and row i also those up to i." },
		{ padded, 4, 5, "12 of 20 pairs are visible; every row sees the same 3 columns." },
		{ diagonal, 3, 3, "3 of 9 pairs are visible; each row sees a single column." },
		{ same, 2, 3, "6 of 6 pairs are visible; every row sees every column." },
		{ causal, 1, 1, "1 of 1 pairs are visible; every row sees every column." },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct figure_item item = { .tensor = make(DT_BOOL, row[i].rows, row[i].cols,
		                                           row[i].f) };
		struct figure f = figure_of(FIGURE_MASK, &item, 1);
		check_sentence(&f, row[i].sentence);
		tensor_unref(item.tensor);
	}
	struct figure_item item = { .tensor = make(DT_FLOAT32, 3, 3, masked) };
	struct figure f = figure_of(FIGURE_MASK, &item, 1);
	check_sentence(&f, "6 of 9 pairs are visible; row i sees columns 0 to i.");
	tensor_unref(item.tensor);
}

static double leaning(int64_t r, int64_t c)
{
	return r == 0 ? c == 0 : c == 0 ? 0.9 : 0.1;
}

/* Even spread: over what a row sees, 1 and 1/2 here. */
static void weights_under_a_mask(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 2, 2, leaning) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	check_sentence(&f, "Each row shares out 1; the largest weight is 1, of row 0 on column 0. On average a row's "
	                   "largest weight is 0.95; an even spread would give 0.75. "
	                   "Weight lies only here: row i sees columns 0 to i.");
	tensor_unref(item.tensor);
}

static void a_heatmap_without_colour(void **state)
{
	(void)state;
	static const char *const words[] = { "the", "猫", "sat" };
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 3, 3, uniform) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .mono = true };
	f.row_labels = f.col_labels = words;
	check_text(&f, &look, 40, 6,
	           "A  Nt=3 ↓ × Nv=3 →   0   ░▒▒▓▓█ 1\n"
	           "     the    猫   sat\n"
	           "the  1.00   ·     ·\n"
	           " 猫  0.50  0.50   ·\n"
	           "sat  0.33  0.33  0.33\n"
	           "· exactly 0\n");
	check_text(&f, &look, 40, 9,
	           "A  Nt=3 ↓ × Nv=3 →   0   ░▒▒▓▓█ 1\n"
	           "     the    猫   sat\n"
	           "the  1.00   ·     ·\n"
	           "    ██████\n"
	           " 猫  0.50  0.50   ·\n"
	           "    ▒▒▒▒▒▒▒▒▒▒▒▒\n"
	           "sat  0.33  0.33  0.33\n"
	           "    ░░░░░░░░░░░░░░░░░░\n"
	           "· exactly 0\n");
	check_sentence(&f, "Every row spreads its 1 evenly over the columns that it sees. "
	                   "Weight lies only here: row i sees columns 0 to i.");
	check_cell(&f, 1, 0, "A  row 1 (猫), column 0 (the) = 0.5");
	tensor_unref(item.tensor);
}

static void a_signed_heatmap_tells_the_sign(void **state)
{
	(void)state;
	struct figure_item item = { .code = "S", .tensor = make(DT_FLOAT32, 3, 3, masked) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .mono = true, .ascii = true };
	check_text(&f, &look, 48, 6,
	           "S  Nt=3 x Nv=3   -2 ==-  +## 2\n"
	           "     0      1      2\n"
	           "0      0    _      _\n"
	           "1   1.00  -1.00    _\n"
	           "2   2.00      0  -2.00\n"
	           "_ -inf\n");
	check_text(&f, &look, 20, 6,
	           "S      -2 ==-  +## 2\n"
	           "     0     1     2\n"
	           "0      0   _     _\n"
	           "1   1.00 -1.00   _\n"
	           "2   2.00     0 -2.00\n"
	           "_ -inf\n");
	check_sentence(&f, "The largest value is 2 at (2, 0), the smallest -2 at (2, 2). "
	                   "3 values are -inf (masked).");
	tensor_unref(item.tensor);
}

static void diagonals_of_one_value_are_said(void **state)
{
	static const struct {
		int64_t rows, cols;
		double (*f)(int64_t, int64_t);
		bool said;
	} row[] = {
		{ 5, 6, distance, true },
		{ 4, 300, distance, true },
		{ 5, 5, distance_masked, true },
		{ 5, 5, distance_odd, false },
		{ 3, 6, distance, false },
		{ 5, 5, last_row, false },
		{ 5, 5, far_below, false },
		{ 5, 5, same, false },
		{ 5, 5, mixed, false },
	};
	static const char begins[] =
		"Each diagonal holds one value: it depends only on row minus column. The largest value is ";
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct figure_item item = {
			.code = "S", .tensor = make(DT_FLOAT32, row[i].rows, row[i].cols, row[i].f),
		};
		struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
		struct str text = STR_INIT;
		draw_sentence(&f, LANGUAGE_EN, &text);
		assert_int_equal(strncmp(text.data, begins, strlen(begins)) == 0, row[i].said);
		str_done(&text);
		tensor_unref(item.tensor);
	}
}

/* The column after the labels of a tall picture: its lines with a label. */
static void labels_down_the_side_stand_evenly(void **state)
{
	(void)state;
	for (int64_t rows = 20; rows < 900; rows += 7) {
		struct figure_item item = { .code = "S", .tensor = make(DT_FLOAT32, rows, 8, noise) };
		struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
		struct look look = {0};
		struct canvas canvas = canvas_new(60, 34);
		int before = -1, distance = 0, labels = 0;
		draw_figure(&f, &look, &canvas);
		for (int y = 2; y < canvas.height - 1; y++) {
			bool label = false;
			for (int x = 0; x < 3; x++) {
				uint32_t c = canvas_at(&canvas, x, y)->c[0];
				label = label || (c >= '0' && c <= '9');
			}
			if (!label)
				continue;
			if (before >= 0 && distance)
				assert_int_equal(y - before, distance);
			distance = before >= 0 ? y - before : 0;
			before = y;
			labels++;
		}
		assert_true(labels > 2);
		canvas_free(&canvas);
		tensor_unref(item.tensor);
	}
}

/* Numbers above the columns begin in line, or (where each column has one) end in line. */
static void labels_across_stand_evenly(void **state)
{
	(void)state;
	for (int64_t cols = 8; cols < 900; cols += 7)
		for (int width = 60; width < 130; width += 9) {
			struct figure_item item = { .code = "S", .tensor = make(DT_FLOAT32, 6, cols, noise) };
			struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
			struct look look = {0};
			struct canvas canvas = canvas_new(width, 12);
			int before[2] = { -1, -1 }, distance[2] = { 0, 0 }, labels = 0;
			bool begins = true, ends = true;
			draw_figure(&f, &look, &canvas);
			for (int x = 0; x < width; x++) {
				bool digit = canvas_at(&canvas, x, 1)->c[0] != ' ';
				bool first = digit && canvas_at(&canvas, x - 1, 1)->c[0] == ' ';
				bool last = digit && (x + 1 == width || canvas_at(&canvas, x + 1, 1)->c[0] == ' ');
				for (int end = 0; end <= 1; end++) {
					if (end ? !last : !first)
						continue;
					bool even = !distance[end] || x - before[end] == distance[end];
					*(end ? &ends : &begins) &= even;
					distance[end] = before[end] >= 0 ? x - before[end] : 0;
					before[end] = x;
				}
				labels += first;
			}
			assert_true(labels > 2 && (begins || ends));
			canvas_free(&canvas);
			tensor_unref(item.tensor);
		}
}

/* In words and in full where there is room, else in words alone. */
static void axes_say_what_they_are(void **state)
{
	(void)state;
	static const struct {
		int width;
		const char *heading;
	} row[] = {
		{ 60, "A[0]  words Nt=3 ↓ × patches Nv=3 →   0   ░▒▒▓▓█ 1" },
		{ 50, "A[0]  words Nt=3 ↓ × patches Nv=3 →   0   ░▒▒▓▓█ 1" },
		{ 44, "A[0]  words ↓ × patches →   0   ░▒▒▓▓█ 1" },
		{ 38, "A[0]  words Nt=3 ↓ × patches Nv=3 →" },   /* the scale stands below */
		{ 30, "A[0]  words ↓ × patches →" },
		{ 24, "A[0]    0   ░▒▒▓▓█ 1" },
	};
	struct figure_item item = { .code = "A[0]", .tensor = make(DT_FLOAT32, 3, 3, uniform) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .mono = true };
	f.row_words = "words";
	f.col_words = "patches";
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct canvas canvas = canvas_new(row[i].width, 8);
		struct str text = STR_INIT;
		draw_figure(&f, &look, &canvas);
		canvas_to_text(&canvas, &text);
		*strchr(text.data, '\n') = '\0';
		assert_string_equal(text.data, row[i].heading);
		str_done(&text);
		canvas_free(&canvas);
	}
	tensor_unref(item.tensor);
}

/* Every pixel of a picture without reduction has the colour of its value. */
static void pixels_have_the_colour_of_their_value(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 40, 50, no_zero) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .row = 0 };
	struct canvas canvas = canvas_new(60, 23);
	struct matrix m = matrix_of(item.tensor);
	struct survey s = matrix_survey(&m, PICTURE_BUDGET);
	struct scale scale = scale_new(NAN, NAN, s.low, s.high);
	draw_figure(&f, &look, &canvas);
	for (int64_t i = 0; i < m.rows; i++)
		for (int64_t j = 0; j < m.cols; j++) {
			const struct cell *c = canvas_at(&canvas, 3 + (int)j, 2 + (int)i / 2);
			uint32_t color = scale_color(&scale,
			                             scale_level(&scale, matrix_at(&m, i, j)));
			assert_int_equal(c->c[0], 0x2580);
			assert_int_equal(i % 2 ? c->bg : c->fg, color);
		}
	canvas_free(&canvas);
	tensor_unref(item.tensor);
}

static void a_reduced_pixel_is_the_maximum_of_its_block(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 10, 197, noise) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .row = 0 };
	struct canvas canvas = canvas_new(66, 20);
	struct matrix m = matrix_of(item.tensor);
	struct survey s = matrix_survey(&m, PICTURE_BUDGET);
	struct scale scale = scale_new(NAN, NAN, s.low, s.high);
	struct str text = STR_INIT;
	draw_figure(&f, &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_non_null(strstr(text.data, "each pixel = max of 1×4"));
	for (int row = 0; row < 10; row++)
		for (int px = 0; px < 50; px++) {
			double most = 0;
			for (int64_t j = 4 * px; j < 4 * px + 4 && j < 197; j++)
				most = fmax(most, matrix_at(&m, row, j));
			const struct cell *c = canvas_at(&canvas, 2 + px, 2 + row);
			assert_int_equal(c->fg, scale_color(&scale, scale_level(&scale, most)));
		}
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(item.tensor);
}

static void the_peak_of_a_block(void **state)
{
	(void)state;
	struct tensor *t = make(DT_FLOAT64, 8, 8, mixed);
	struct matrix m = matrix_of(t);
	for (int64_t i = 0; i < 64; i++)
		for (int64_t n = 1; n + i % 8 <= 8; n++) {
			struct extremes e = EXTREMES_NONE;
			double peak = -INFINITY, x[8];
			for (int64_t k = 0; k < n && !isnan(peak); k++) {
				double v = matrix_at(&m, i / 8, i % 8 + k);
				bool more = isfinite(v) && isfinite(peak) ? fabs(v) > fabs(peak)
				                                          : v > peak;
				peak = isnan(v) || more ? v : peak;
			}
			matrix_read(&m, i / 8, i % 8, 1, (int)n, x);
			extremes_add(&e, x, n);
			double got = extremes_peak(&e, true);
			assert_true(got == peak || (isnan(got) && isnan(peak)));
		}
	tensor_unref(t);
}

static void a_table(void **state)
{
	(void)state;
	struct figure_item item = { .code = "X", .tensor = make(DT_FLOAT32, 3, 9, masked) };
	struct figure f = figure_of(FIGURE_TABLE, &item, 1);
	struct look look = { .cursor = true, .row = 2, .col = 5 };
	check_text(&f, &look, 28, 7,
	           "X  Nt=3 ↓ × Nv=9 →   float32\n"
	           "        3       4       5\n"
	           "0    -inf    -inf    -inf\n"
	           "1    -inf    -inf    -inf\n"
	           "2    -inf    -inf    -inf\n"
	           "◀ X (2, 5) = -inf\n"
	           "columns 3–5 of 9\n");
	look.col = 0;
	struct canvas canvas = canvas_new(28, 7);
	struct str text = STR_INIT;
	draw_figure(&f, &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_non_null(strstr(text.data, "2   2.000   0.000  -2.000"));
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(item.tensor);
}

static double quarters(int64_t i, int64_t j) { (void)i; return (double)j / 4; }
static double around_zero(int64_t i, int64_t j) { (void)i; return (double)j - 1; }

static void bars(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A[0, 3]", .tensor = make_vector(4, quarters) };
	struct figure f = figure_of(FIGURE_BARS, &item, 1);
	struct look look = { .row = 0 };
	check_text(&f, &look, 25, 5,
	           "A[0, 3]  Nv=4 →\n"
	           "0                       0\n"
	           "1 ██████             0.25\n"
	           "2 ████████████        0.5\n"
	           "3 ██████████████████ 0.75\n");
	check_sentence(&f, "It rises from 0 at 0 to 0.75 at 3.");
	f.col_labels = (const char *const[]){ "MHA", "GQA", "MQA", "none" };
	check_sentence(&f, "The largest value is 0.75 at none, the smallest 0 at MHA.");
	f.col_labels = NULL;
	tensor_unref(item.tensor);
	item.tensor = make_vector(3, around_zero);
	check_text(&f, &look, 14, 4,
	           "A[0, 3]  3 →\n"
	           "0  ████     -1\n"
	           "1      │     0\n"
	           "2      ████  1\n");
	tensor_unref(item.tensor);
}

static void shapes(void **state)
{
	(void)state;
	static const int q[] = { 0 }, s[] = { 2, 3 }, kv[] = { 1 }, out[] = { 5, 4 };
	struct figure_step steps[] = {
		{ .name = "x", .code = "randn(T, d)", .names = "(T, d)", .shape = "(5, 8)" },
		{ .name = "y", .code = "randn(S, d)", .names = "(S, d)", .shape = "(7, 8)" },
		{ .name = "Q", .code = "x @ Wq", .names = "(T, d)", .shape = "(5, 8)", .inputs = q,
		  .n_inputs = 1 },
		{ .name = "K", .code = "y @ Wk", .names = "(S, d)", .shape = "(7, 8)", .inputs = kv,
		  .n_inputs = 1 },
		{ .name = "V", .code = "y @ Wv", .names = "(S, d)", .shape = "(7, 8)", .inputs = kv,
		  .n_inputs = 1 },
		{ .name = "A", .code = "softmax(Q @ K.T)", .names = "(T, S)", .shape = "(5, 7)",
		  .inputs = s, .n_inputs = 2 },
		{ .name = "out", .code = "A @ V", .names = "(T, d)", .shape = "(5, 8)",
		  .inputs = out, .n_inputs = 2,
		  .covered = true },
	};
	struct figure f = figure_of(FIGURE_SHAPES, NULL, 0);
	struct look look = { .row = 0 };
	f.steps = steps;
	f.n_steps = 7;
	check_text(&f, &look, 60, 7,
	           "○      x    randn(T, d)       (T, d)  (5, 8)\n"
	           "│ ○    y    randn(S, d)       (S, d)  (7, 8)\n"
	           "● │    Q    x @ Wq            (T, d)  (5, 8)\n"
	           "│ ├─●  K    y @ Wk            (S, d)  (7, 8)\n"
	           "│ ● │  V    y @ Wv            (S, d)  (7, 8)\n"
	           "●─│─╯  A    softmax(Q @ K.T)  (T, S)  (5, 7)\n"
	           "●─╯    out  A @ V             ██████████████\n");
	check_sentence(&f, "In: x (5, 8), y (7, 8). Out: out.");
	check_cell(&f, 6, 0, "out = A @ V  answer first");
}

static void caches(void **state)
{
	(void)state;
	struct figure_item items[] = {
		{ .code = "K_img", .tensor = make(DT_FLOAT32, 20, 16, noise), .evals = 1 },
		{ .code = "K_text", .tensor = make(DT_FLOAT32, 4, 16, noise), .evals = 4 },
	};
	struct figure f = figure_of(FIGURE_CACHE, items, 2);
	struct look look = { .row = 0 };
	f.clock = 4;
	f.clock_end = 10;
	check_text(&f, &look, 80, 3,
	           "step 4 of 10\n"
	           "K_img   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓     20 tokens  1.2 KiB  computed 1×  stands still\n"
	           "K_text  ▓▓▓█░░░░░░             4/10 tokens    256 B  computed 4×\n");
	check_sentence(&f,
	               "K_img holds 20 tokens, computed once, 1.2 KiB; K_text holds 4 tokens, "
	               "computed 4 times, 256 B.");
	check_cell(&f, 1, 0, "K_text holds 4 tokens, computed 4 times: 256 B");
	tensor_unref(items[0].tensor);
	tensor_unref(items[1].tensor);
}

/* A bar's length says how many tokens it is, beside all the others; a small one is seen all the same. */
static void caches_share_a_scale(void **state)
{
	(void)state;
	struct figure_item items[] = {
		{ .code = "K_img", .tensor = make(DT_FLOAT32, 200, 16, noise), .evals = 1 },
		{ .code = "K_text", .tensor = make(DT_FLOAT32, 4, 16, noise), .evals = 4 },
	};
	struct figure f = figure_of(FIGURE_CACHE, items, 2);
	struct look look = { .row = 0 };
	f.clock = 4;
	f.clock_end = 8;
	check_text(&f, &look, 80, 3,
	           "step 4 of 8                                                one cell is 10 tokens\n"
	           "K_img   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓    200 tokens   12 KiB  computed 1×  stands still\n"
	           "K_text  ▍                       4/8 tokens    256 B  computed 4×\n");
	tensor_unref(items[0].tensor);
	tensor_unref(items[1].tensor);
}

/* Where the lines of heads have no room, the bars count the tokens of all heads. */
static void caches_of_fewer_heads_are_smaller(void **state)
{
	(void)state;
	struct figure_item items[3];
	for (int i = 0; i < 3; i++) {
		static const int64_t heads[] = { 8, 2, 1 };
		static const char *const names[] = { "MHA", "GQA", "MQA" };
		struct tensor *all = make(DT_FLOAT32, heads[i] * 3, 16, noise);
		struct shape shape = shape_of(3, (int64_t[]){ heads[i], 3, 16 });
		items[i] = (struct figure_item){
			.code = names[i], .tensor = tensor_view(all, &shape, (int64_t[]){ 48, 16, 1 }, 0), .evals = 1,
		};
		tensor_unref(all);
	}
	struct figure f = figure_of(FIGURE_CACHE, items, 3);
	struct look look = { .row = 0 };
	f.clock = -1;
	check_text(&f, &look, 60, 4,
	           "                             one cell is 1 token of one head\n"
	           "MHA  ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓   1.5 KiB  8 heads\n"
	           "GQA  ▓▓▓▓▓▓                       384 B  2 heads\n"
	           "MQA  ▓▓▓                          192 B  1 head\n");
	for (int i = 0; i < 3; i++)
		tensor_unref(items[i].tensor);
}

/* (layers, 2, 3, 16), after three steps of five. */
static struct figure cache_of(struct figure_item *item, int64_t layers, const char *name)
{
	struct tensor *all = make(DT_FLOAT32, (int)layers * 2 * 3, 16, noise);
	struct shape shape = shape_of(4, (int64_t[]){ layers, 2, 3, 16 });
	if (name)
		shape.name[0] = dim_symbol(name);
	*item = (struct figure_item){
		.code = "K", .tensor = tensor_view(all, &shape, (int64_t[]){ 96, 48, 16, 1 }, 0), .evals = 3,
	};
	tensor_unref(all);
	struct figure f = figure_of(FIGURE_CACHE, item, 1);
	f.clock = 3;
	f.clock_end = 5;
	return f;
}

/* Of several layers each has a line; of more than have room the last line says how many. */
static void layers_have_lines(void **state)
{
	(void)state;
	struct figure_item item;
	struct figure f = cache_of(&item, 32, NULL);
	struct look look = { .row = 0 };
	check_text(&f, &look, 80, 5,
	           "step 3 of 5\n"
	           "K    3/5 tokens   12 KiB  32 layers of 2 heads, 384 B a layer  computed 3×\n"
	           "layer 0  ▆▆▆ ▆▆▆ ███ ░░░ ░░░  ▆▆▆ ▆▆▆ ███ ░░░ ░░░\n"
	           "layer 1  ▆▆▆ ▆▆▆ ███ ░░░ ░░░  ▆▆▆ ▆▆▆ ███ ░░░ ░░░\n"
	           "… 30 more\n");
	check_text(&f, &look, 40, 3,        /* no line for any layer */
	           "step 3 of 5\n"
	           "K  computed 3×\n"
	           "▓▓▓ ▓▓▓ ███ ░░░ ░░░\n");
	check_sentence(&f, "K holds 3 tokens in each of 2 heads in each of 32 layers, computed 3 times, "
	                   "12 KiB, 384 B a layer.");
	check_cell(&f, 0, 0, "K holds 3 tokens in each of 2 heads in each of 32 layers, computed 3 times: "
	                     "12 KiB, 384 B a layer");
	tensor_unref(item.tensor);
}

/* What the lab calls the dimension stands in the place of layers. */
static void layers_may_have_a_name(void **state)
{
	(void)state;
	struct figure_item item;
	struct figure f = cache_of(&item, 2, "batch");
	struct look look = { .row = 0 };
	check_text(&f, &look, 80, 4,
	           "step 3 of 5\n"
	           "K    3/5 tokens    768 B  batch = 2, 384 B each  2 heads  computed 3×\n"
	           "batch 0  ▆▆▆ ▆▆▆ ███ ░░░ ░░░  ▆▆▆ ▆▆▆ ███ ░░░ ░░░\n"
	           "batch 1  ▆▆▆ ▆▆▆ ███ ░░░ ░░░  ▆▆▆ ▆▆▆ ███ ░░░ ░░░\n");
	check_sentence(&f, "K holds 3 tokens in each of 2 heads (batch = 2), computed 3 times, 768 B, 384 B each.");
	tensor_unref(item.tensor);
}

/* Where there is no column for each head of a layer, its line counts the tokens of all of them. */
static void many_heads_share_a_layers_line(void **state)
{
	(void)state;
	struct tensor *one = make(DT_FLOAT32, 1, 1, noise);
	struct shape shape = shape_of(4, (int64_t[]){ 2, 64, 4, 8 });
	struct figure_item items[] = {
		{ .code = "K", .tensor = tensor_view(one, &shape, (int64_t[]){ 0, 0, 0, 0 }, 0), .evals = -1 },
	};
	struct figure f = figure_of(FIGURE_CACHE, items, 1);
	struct look look = { .row = 0 };
	f.clock = -1;
	check_text(&f, &look, 40, 4,
	           "        one cell is 9 tokens of one head\n"
	           "K      4 tokens      4 B  2 layers of 6…\n"
	           "layer 0  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▍\n"
	           "layer 1  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▍\n");
	tensor_unref(items[0].tensor);
	tensor_unref(one);
}

/* Labels that repeat name a group, once, where it begins. */
static void groups_are_named(void **state)
{
	(void)state;
	const char *const names[] = { "img", "img", "img", "txt", "txt" };
	struct figure_item items[] = { { .code = "M", .tensor = make(DT_BOOL, 5, 5, causal) } };
	struct figure f = figure_of(FIGURE_MASK, items, 1);
	struct look look = { .row = 0 };
	f.row_labels = f.col_labels = names;
	check_text(&f, &look, 40, 8,
	           "M  5 ↓ × 5 →   ● may attend  · may not\n"
	           "    img         txt\n"
	           "img ●   ·   ·   ·   ·\n"
	           "    ●   ●   ·   ·   ·\n"
	           "    ●   ●   ●   ·   ·\n"
	           "txt ●   ●   ●   ●   ·\n"
	           "    ●   ●   ●   ●   ●\n"
	           "\n");
	look = (struct look){ .row = 1, .col = 2, .cursor = true };   /* which of the group */
	check_text(&f, &look, 40, 8,
	           "M  5 ↓ × 5 →   ● may attend  · may not\n"
	           "    img         txt\n"
	           "img ●   ·   ·   ·   ·\n"
	           "  1 ●   ●  [·]  ·   ·\n"
	           "    ●   ●   ●   ·   ·\n"
	           "txt ●   ●   ●   ●   ·\n"
	           "    ●   ●   ●   ●   ●\n"
	           "◀ M (img #1, img #2): the key comes aft…\n");
	tensor_unref(items[0].tensor);
}

/* A colour that many values share says so. */
static void a_scale_that_ends_early_is_marked(void **state)
{
	(void)state;
	struct figure_item items[] = { { .code = "A", .tensor = make(DT_FLOAT32, 3, 3, noise) } };
	struct figure f = figure_of(FIGURE_HEATMAP, items, 1);
	struct str free = STR_INIT, cut = STR_INIT;
	draw_text(&f, LANGUAGE_EN, 60, &free);
	f.low = 0;
	f.high = 0.001;
	draw_text(&f, LANGUAGE_EN, 60, &cut);
	assert_null(strstr(free.data, "≥"));
	assert_non_null(strstr(cut.data, "≥ 0.001"));
	str_done(&free);
	str_done(&cut);
	tensor_unref(items[0].tensor);
}

static void covers_and_errors(void **state)
{
	(void)state;
	struct figure f = figure_of(FIGURE_HEATMAP, NULL, 0);
	struct look look = { .cursor = true };
	int64_t rows, cols;
	f.covered = true;
	check_text(&f, &look, 20, 3,
	           "░░░░░░░░░░░░░░░░░░░░\n░░░ answer first ░░░\n░░░░░░░░░░░░░░░░░░░░\n");
	draw_extent(&f, &rows, &cols);
	assert_int_equal(rows + cols, 0);
	check_cell(&f, 0, 0, "");
	err_say(&f.error, ERR_SHAPE, "The shapes (2, 3) and (4, 5) do not fit.");
	check_text(&f, &look, 20, 3, "! The shapes (2, 3)\n  and (4, 5) do not\n  fit.\n");
	check_sentence(&f, "The shapes (2, 3) and (4, 5) do not fit.");
}

static void two_masks_side_by_side(void **state)
{
	(void)state;
	struct figure_item a = { .code = "M", .tensor = make(DT_BOOL, 4, 4, causal) };
	struct figure_item b = { .code = "M", .tensor = make(DT_BOOL, 4, 4, padded) };
	struct figure base = figure_of(FIGURE_MASK, &a, 1), variant = figure_of(FIGURE_MASK, &b, 1);
	struct look look = { .row = 0 };
	struct canvas canvas = canvas_new(61, 12);
	struct str text = STR_INIT;
	draw_compare(&base, "causal", &variant, "padded", &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_string_equal(text.data,
	                    "causal                        │ padded\n"
	                    "M  Nt=4 ↓ × Nv=4 →            │ M  Nt=4 ↓ × Nv=4 →\n"
	                    "  0 1 2 3                     │   0 1 2 3\n"
	                    "0 ● · · ·                     │ 0 ● ◆ ◆ ·\n"
	                    "1 ● ● · ·                     │ 1 ● ● ◆ ·\n"
	                    "2 ● ● ● ·                     │ 2 ● ● ● ·\n"
	                    "3 ● ● ● ●                     │ 3 ● ● ● ◇\n"
	                    "● may attend  · may not, ◆ more  ◇ less\n"
	                    "4 of 16 cells differ: the second shows 3 pairs that the first\n"
	                    "hides, and hides 1 that it shows.\n"
	                    "\n\n");
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(a.tensor);
	tensor_unref(b.tensor);
}

static void compared_heatmaps_share_their_scale(void **state)
{
	(void)state;
	struct figure_item a = { .code = "A", .tensor = make(DT_FLOAT32, 3, 3, same) };
	struct figure_item b = { .code = "A", .tensor = make(DT_FLOAT32, 3, 3, uniform) };
	struct figure base = figure_of(FIGURE_HEATMAP, &a, 1),
		variant = figure_of(FIGURE_HEATMAP, &b, 1);
	struct look look = { .row = 0 };
	struct scale scale = scale_new(NAN, NAN, 0, 1);
	struct canvas canvas = canvas_new(80, 14);
	draw_compare(&base, "base", &variant, "variant", &look, &canvas);
	assert_int_equal(canvas_at(&canvas, 2, 3)->fg,
	                 scale_color(&scale, scale_level(&scale, 0.25)));
	assert_int_equal(canvas_at(&canvas, 43, 3)->bg,   /* behind the mark of a difference */
	                 scale_color(&scale, scale_level(&scale, 1)));
	canvas_free(&canvas);
	tensor_unref(a.tensor);
	tensor_unref(b.tensor);
}

/* Of different shapes, too: a value has one colour in both. */
static void pictures_of_two_shapes_share_a_scale(void **state)
{
	(void)state;
	struct figure_item a = { .code = "A", .tensor = make(DT_FLOAT32, 1, 9, same) };
	struct figure_item b = { .code = "A", .tensor = make(DT_FLOAT32, 9, 1, uniform) };
	struct figure base = figure_of(FIGURE_HEATMAP, &a, 1),
		variant = figure_of(FIGURE_HEATMAP, &b, 1);
	struct look look = { .row = 0 };
	struct scale scale = scale_new(NAN, NAN, 0, 1);
	struct canvas canvas = canvas_new(80, draw_compare_height(&base, &variant, 80));
	struct str text = STR_INIT;
	draw_compare(&base, "base", &variant, "a long name", &look, &canvas);
	assert_int_equal(canvas_at(&canvas, 2, 3)->fg, scale_color(&scale, scale_level(&scale, same(0, 0))));
	assert_int_equal(canvas_at(&canvas, 43, 3)->fg, scale_color(&scale, 31));
	canvas_to_text(&canvas, &text);
	assert_int_equal(strncmp(text.data, "base ", 5), 0);
	assert_non_null(strstr(text.data, "│ a long name\n"));
	assert_non_null(strstr(text.data, "\nThe shapes differ: (1, 9) against (9, 1). "
	                                  "Both share one scale.\n"));
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(a.tensor);
	tensor_unref(b.tensor);
}

/* What is said below two pictures is there as a whole, however narrow they are. */
/* What became NaN is shown as that: its mark is not covered by the mark of a difference. */
static void nan_keeps_its_mark_in_a_comparison(void **state)
{
	(void)state;
	struct figure_item a = { .code = "A", .tensor = make(DT_FLOAT32, 2, 2, same) };
	struct figure_item b = { .code = "A", .tensor = make(DT_FLOAT32, 2, 2, nothing) };
	struct figure base = figure_of(FIGURE_HEATMAP, &a, 1),
		variant = figure_of(FIGURE_HEATMAP, &b, 1);
	struct look look = { .row = 0 };
	struct canvas canvas = canvas_new(80, draw_compare_height(&base, &variant, 80));
	struct str text = STR_INIT;
	draw_compare(&base, "base", &variant, "variant", &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_non_null(strstr(text.data, "× nan, ≠ differs\n"));
	assert_null(strstr(strstr(text.data, "≠") + strlen("≠"), "≠"));
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(a.tensor);
	tensor_unref(b.tensor);
}

static void the_sentence_below_two_pictures_wraps(void **state)
{
	(void)state;
	struct figure_item a = { .code = "A", .tensor = make(DT_FLOAT32, 5, 7, same) };
	struct figure_item b = { .code = "A", .tensor = make(DT_FLOAT32, 5, 7, noise) };
	struct figure base = figure_of(FIGURE_HEATMAP, &a, 1),
		variant = figure_of(FIGURE_HEATMAP, &b, 1);
	struct look look = { .row = 0 };
	for (int width = 20; width < 140; width += 7) {
		int height = draw_compare_height(&base, &variant, width);
		struct canvas canvas = canvas_new(width, height);
		struct str text = STR_INIT;
		draw_compare(&base, "base", &variant, "variant", &look, &canvas);
		canvas_to_text(&canvas, &text);
		for (char *c = text.data; *c; c++)
			*c = *c == '\n' ? ' ' : *c;
		assert_non_null(strstr(text.data, "Both share one scale."));
		str_done(&text);
		canvas_free(&canvas);
	}
	tensor_unref(a.tensor);
	tensor_unref(b.tensor);
}

static void what_is_the_same_does_not_differ(void **state)
{
	(void)state;
	struct tensor *t = make(DT_FLOAT32, 5, 7, mixed), *u = make(DT_FLOAT32, 5, 7, noise);
	struct tensor *v = make(DT_FLOAT32, 7, 5, noise);
	struct figure_item items[] = { { .code = "A", .tensor = t }, { .code = "B", .tensor = t } };
	struct figure f = figure_of(FIGURE_COMPARE, items, 2);
	check_sentence(&f, "No cell differs.");
	items[0].tensor = u;
	check_sentence(&f, "35 of 35 cells differ: most at (0, 0): 0 against nan.");
	items[1].tensor = v;
	check_sentence(&f, "The shapes differ: (5, 7) against (7, 5).");
	tensor_unref(t);
	tensor_unref(u);
	tensor_unref(v);
}

/* Paint into the middle of a canvas full of marks and see that none was touched. */
static void check_clip(const struct figure *f, const struct figure *other, const struct look *look,
                       int width, int height)
{
	struct canvas root = canvas_new(width + 4, height + 4);
	canvas_fill(&root, 0, 0, root.width, root.height, ROLE_TEXT, '#');
	canvas_fill(&root, 2, 2, width, height, ROLE_TEXT, ' ');
	struct canvas part = canvas_part(&root, 2, 2, width, height);
	if (other)
		draw_compare(f, "base", other, "变体", look, &part);
	else
		draw_figure(f, look, &part);
	for (int y = 0; y < root.height; y++)
		for (int x = 0; x < root.width; x++)
			if (x < 2 || y < 2 || x >= width + 2 || y >= height + 2) {
				assert_int_equal(canvas_at(&root, x, y)->c[0], '#');
				assert_int_equal(canvas_at(&root, x, y)->bg, CANVAS_NO_COLOR);
			}
	canvas_free(&root);
}

static void check_everywhere(const struct figure *f, const struct figure *other)
{
	static const int sizes[][2] = {
		{ 1, 1 }, { 2, 1 }, { 1, 9 }, { 5, 2 }, { 9, 3 }, { 13, 5 }, { 28, 8 }, { 66, 20 },
	};
	struct str text = STR_INIT;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int bits = 0; bits < 8; bits += 3) {
			struct look look = {
				.cursor = bits & 1, .mono = bits & 2, .ascii = bits & 4,
				.row = bits * 1000 - 1, .col = 5000 - bits * 700,
					.language = LANGUAGE_ZH,
			};
			check_clip(f, other, &look, sizes[i][0], sizes[i][1]);
		}
	assert_true(draw_height(f, 66) >= 2 && draw_height(f, 1) >= 2);
	draw_sentence(f, LANGUAGE_EN, &text);
	draw_cell(f, &(struct look){ .row = 7 }, &text);
	draw_text(f, LANGUAGE_EN, 60, &text);
	str_done(&text);
}

static void any_data_on_any_canvas(void **state)
{
	(void)state;
	static double (*const fill[])(int64_t, int64_t) = { noise, masked, nothing, same, huge,
		mixed, causal };
	static const int64_t sizes[][2] = {
		{ 0, 0 }, { 0, 5 }, { 5, 0 }, { 1, 1 }, { 1, 300 }, { 300, 1 }, { 5, 5 },
			{ 10, 197 }, { 197, 197 },
	};
	static const enum dtype dtypes[] = { DT_FLOAT32, DT_BOOL, DT_INT64, DT_FLOAT64 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof fill / sizeof *fill; k++) {
			enum dtype dtype = fill[k] == noise || fill[k] == causal ? dtypes[i % 4]
			                   : fill[k] == huge ? DT_FLOAT64 : DT_FLOAT32;
			struct figure_item items[2] = {
				{ .code = "A[0]",
				  .tensor = make(dtype, sizes[i][0], sizes[i][1], fill[k]),
					.evals = 2 },
				{ .code = "B",
				  .tensor = make(DT_FLOAT32, sizes[i][0], sizes[i][1], noise),
					.evals = 1 },
			};
			for (int kind = FIGURE_HEATMAP; kind <= FIGURE_COMPARE; kind++) {
				struct figure f = figure_of((enum figure_kind)kind, items, 2),
					g = f;
				f.caption.in[LANGUAGE_EN] =
					"一个很长的标题 with a long caption that wraps somewhere";
				f.clock = (int)i - 1;
				f.clock_end = 12;
				g.items = items + 1;
				g.n_items = 1;
				check_everywhere(&f, NULL);
				check_everywhere(&f, &g);
			}
			tensor_unref(items[0].tensor);
			tensor_unref(items[1].tensor);
		}
}

static void tensors_of_other_ranks(void **state)
{
	(void)state;
	struct err err = { .code = ERR_NONE };
	int64_t cube[] = { 2, 3, 4 };
	struct shape shape = shape_of(3, cube);
	double values[24];
	for (int i = 0; i < 24; i++)
		values[i] = i;
	struct tensor *tensors[] = {
		NULL, create_scalar(&run, DT_FLOAT32, 3.5, &err), make_vector(5, quarters),
		create_from_doubles(&run, DT_FLOAT32, &shape, values, &err),
	};
	struct matrix m = matrix_of(tensors[3]);
	assert_int_equal(m.rows, 6);
	for (int i = 0; i < 24; i++)
		assert_true(matrix_at(&m, i / 4, i % 4) == i);
	for (int i = 0; i < 4; i++)
		for (int kind = FIGURE_HEATMAP; kind <= FIGURE_COMPARE; kind++) {
			struct figure_item item = { .code = "t", .tensor = tensors[i],
				.evals = -1 };
			struct figure f = figure_of((enum figure_kind)kind, &item, 1);
			check_everywhere(&f, NULL);
		}
	for (int i = 0; i < 4; i++)
		tensor_unref(tensors[i]);
}

/* What is said of the pixels is what is drawn: together they are all values, and none is nearly empty. */
static void pixels_cover_their_values(void **state)
{
	(void)state;
	for (int64_t size = 1; size <= 400; size++)
		for (int room = 1; room <= 90; room++) {
			struct axis a = axis_fit(size, room, 4, 0, 0);
			int64_t last = axis_count(&a, a.pixels - 1);
			assert_true(a.pixels <= room);
			assert_true(last >= 1 && (4 * last >= a.block || axis_paged(&a)));
			if (!axis_paged(&a))
				assert_int_equal(axis_value(&a, a.pixels - 1) + last, size);
		}
}

/* The bar above a heat map has every colour of the map, be there much room or little. */
static void the_bar_has_the_colours_of_the_map(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 30, 30, noise) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .row = 0 };
	for (int width = 40; width <= 70; width += 10) {
		struct canvas canvas = canvas_new(width, 20);
		draw_figure(&f, &look, &canvas);
		for (int y = 2; y < 17; y++)
			for (int x = 3; x < 33; x++) {
				bool found = false;
				uint32_t color = canvas_at(&canvas, x, y)->fg;
				for (int i = 0; i < width; i++)
					found |= canvas_at(&canvas, i, 0)->fg == color ||
					         canvas_at(&canvas, i, 0)->bg == color;
				assert_true(found);
			}
		canvas_free(&canvas);
	}
	tensor_unref(item.tensor);
}

static void a_cursor_begins_on_the_largest(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 3, 4, masked) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	int64_t row = 9, col = 9;
	draw_start(&f, &row, &col);
	assert_int_equal(row, 2);
	assert_int_equal(col, 0);
	struct figure_item two[] = { { .code = "B", .tensor = make(DT_FLOAT32, 3, 5, same) }, item };
	struct figure panels = figure_of(FIGURE_HEATMAP, two, 2);
	draw_start(&panels, &row, &col);
	assert_int_equal(row, 2);
	assert_int_equal(col, 5);   /* B's columns, then the first of A's */
	tensor_unref(two[0].tensor);
	f.covered = true;
	draw_start(&f, &row, &col);
	assert_int_equal(row, 0);
	tensor_unref(item.tensor);
}

/* An expanded view of 4096 × 4096 cells takes no memory: a page is shown, and a sample of it. */
static void a_huge_one_is_a_page(void **state)
{
	(void)state;
	struct tensor *row = make(DT_FLOAT32, 1, 4096, noise);
	int64_t sizes[] = { 4096, 4096 };
	struct shape shape = shape_of(2, sizes);
	struct figure_item item = { .code = "A",
		.tensor = tensor_view(row, &shape, (int64_t[]){ 0, 1 }, 0) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct look look = { .cursor = true, .row = 4000, .col = 4095 };
	struct canvas canvas = canvas_new(66, 20);
	struct str text = STR_INIT;
	draw_figure(&f, &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_non_null(strstr(text.data, "◀ A (4000, 4095) = "));
	assert_non_null(strstr(text.data, "each pixel = max of 64×64 (sampled), rows 2048–4095"));
	str_done(&text);
	canvas_free(&canvas);
	tensor_unref(item.tensor);
	tensor_unref(row);
}

static void text_for_pipes(void **state)
{
	(void)state;
	struct figure_item item = { .code = "A", .tensor = make(DT_FLOAT32, 2, 2, uniform) };
	struct figure f = figure_of(FIGURE_HEATMAP, &item, 1);
	struct str text = STR_INIT;
	draw_text(&f, LANGUAGE_EN, 40, &text);
	assert_non_null(strstr(text.data, "████"));
	assert_null(strstr(text.data, "▀"));
	assert_non_null(strstr(text.data, "Every row spreads its 1 evenly over the columns that it sees."));
	str_done(&text);
	tensor_unref(item.tensor);
}

int main(void)
{
	run_init(&run, (struct budget){ 0 }, NULL);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_mask),
		cmocka_unit_test(several_masks_are_panels),
		cmocka_unit_test(several_heatmaps_share_a_scale),
		cmocka_unit_test(a_causal_mask_is_a_triangle),
		cmocka_unit_test(masks_are_recognised),
		cmocka_unit_test(weights_under_a_mask),
		cmocka_unit_test(a_heatmap_without_colour),
		cmocka_unit_test(a_signed_heatmap_tells_the_sign),
		cmocka_unit_test(pixels_have_the_colour_of_their_value),
		cmocka_unit_test(a_reduced_pixel_is_the_maximum_of_its_block),
		cmocka_unit_test(the_peak_of_a_block),
		cmocka_unit_test(a_table),
		cmocka_unit_test(bars),
		cmocka_unit_test(shapes),
		cmocka_unit_test(caches),
		cmocka_unit_test(caches_share_a_scale),
		cmocka_unit_test(caches_of_fewer_heads_are_smaller),
		cmocka_unit_test(layers_have_lines),
		cmocka_unit_test(layers_may_have_a_name),
		cmocka_unit_test(many_heads_share_a_layers_line),
		cmocka_unit_test(groups_are_named),
		cmocka_unit_test(a_scale_that_ends_early_is_marked),
		cmocka_unit_test(covers_and_errors),
		cmocka_unit_test(two_masks_side_by_side),
		cmocka_unit_test(compared_heatmaps_share_their_scale),
		cmocka_unit_test(pictures_of_two_shapes_share_a_scale),
		cmocka_unit_test(nan_keeps_its_mark_in_a_comparison),
		cmocka_unit_test(the_sentence_below_two_pictures_wraps),
		cmocka_unit_test(diagonals_of_one_value_are_said),
		cmocka_unit_test(labels_down_the_side_stand_evenly),
		cmocka_unit_test(labels_across_stand_evenly),
		cmocka_unit_test(axes_say_what_they_are),
		cmocka_unit_test(what_is_the_same_does_not_differ),
		cmocka_unit_test(any_data_on_any_canvas),
		cmocka_unit_test(tensors_of_other_ranks),
		cmocka_unit_test(a_huge_one_is_a_page),
		cmocka_unit_test(pixels_cover_their_values),
		cmocka_unit_test(the_bar_has_the_colours_of_the_map),
		cmocka_unit_test(a_cursor_begins_on_the_largest),
		cmocka_unit_test(text_for_pipes),
	};
	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
