/* Posters as PNG and SVG: what is on the canvas is in the file, and failures are said. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/blocks.h"
#include "draw/picture.h"
#include "draw/poster.h"
#include "engine/create.h"

/* ---- Geometry ---- */

static double area(const struct blocks *b)
{
	double sum = 0;
	for (int i = 0; i < b->count; i++)
		sum += (b->part[i].right - b->part[i].left) * (b->part[i].bottom - b->part[i].top);
	return sum * b->shade / 4 / (BLOCK_UNITS * BLOCK_UNITS);
}

static void blocks_cover_what_their_names_say(void **state)
{
	(void)state;
	static const struct { uint32_t c; double area; } cases[] = {
		{ 0x2580, 0.5 }, { 0x2584, 0.5 }, { 0x2588, 1 }, { 0x2581, 0.125 }, { 0x258F, 0.125 },
		{ 0x2589, 0.875 }, { 0x2590, 0.5 }, { 0x2591, 0.25 }, { 0x2593, 0.75 }, { 0x2594, 0.125 },
		{ 0x2596, 0.25 }, { 0x259A, 0.5 }, { 0x2599, 0.75 }, { 0x259F, 0.75 }, { 'a', 0 }, { 0x2573, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct blocks b = blocks_of(cases[i].c);
		assert_true(area(&b) == cases[i].area);
	}
}

static void halves_and_quarters_lie_where_they_should(void **state)
{
	(void)state;
	assert_int_equal(blocks_of(0x2580).part[0].top, 0);
	assert_int_equal(blocks_of(0x2584).part[0].bottom, BLOCK_UNITS);
	assert_int_equal(blocks_of(0x2590).part[0].left, BLOCK_UNITS / 2);
	struct blocks lower_left = blocks_of(0x2596), upper_right = blocks_of(0x259D);
	assert_true(lower_left.part[0].left == 0 && lower_left.part[0].top > 0);
	assert_true(upper_right.part[0].left > 0 && upper_right.part[0].top == 0);
}

static void each_dot_of_braille_is_one_part(void **state)
{
	(void)state;
	for (uint32_t dots = 0; dots < 256; dots++)
		assert_int_equal(blocks_of(0x2800 + dots).count, __builtin_popcount(dots));
}

static bool touches(const struct blocks *b, int x, int y)
{
	for (int i = 0; i < b->count; i++)
		if (b->part[i].left <= x && x <= b->part[i].right && b->part[i].top <= y
		    && y <= b->part[i].bottom)
			return true;
	return false;
}

/* ─ │ ┌ ┼ ┤ reach the edges that their names say, and no others. */
static void lines_meet_at_the_edges(void **state)
{
	(void)state;
	enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8, END = BLOCK_UNITS, MID = BLOCK_UNITS / 2 };
	static const struct { uint32_t c; int edges; } cases[] = {
		{ 0x2500, LEFT | RIGHT }, { 0x2502, UP | DOWN }, { 0x250C, RIGHT | DOWN },
		{ 0x2510, LEFT | DOWN }, { 0x2514, RIGHT | UP }, { 0x2518, LEFT | UP },
		{ 0x2524, LEFT | UP | DOWN }, { 0x253C, 15 }, { 0x256D, RIGHT | DOWN }, { 0x2570, RIGHT | UP },
		{ 0x2551, UP | DOWN }, { 0x256A, 15 }, { 0x2574, LEFT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct blocks b = blocks_of(cases[i].c);
		int edges = touches(&b, 0, MID) * LEFT + touches(&b, END, MID) * RIGHT
		            + touches(&b, MID, 0) * UP + touches(&b, MID, END) * DOWN;
		assert_int_equal(edges, cases[i].edges);
	}
}

/* ---- Files ---- */

static struct run run;
static char folder[] = "/tmp/attnquiz-pictures-XXXXXX", png_path[64], svg_path[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(png_path, sizeof png_path, "%s/a.png", folder);
	snprintf(svg_path, sizeof svg_path, "%s/a.svg", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(png_path);
	unlink(svg_path);
	return rmdir(folder);
}

/* A 2 × 2 heatmap with the ends of the scale in it. */
static bool save(const char *fonts, const char *png, const char *svg, struct err *err)
{
	struct shape shape = shape_of(2, (int64_t[]){ 2, 2 });
	struct tensor *t = create_from_doubles(&run, DT_FLOAT32, &shape, (double[]){ 0, 1, 1, 0 }, err);
	struct figure_item item = { .code = "A<1>", .tensor = t };
	struct figure figure = {
		.kind = FIGURE_HEATMAP, .items = &item, .n_items = 1, .row_name = "Nt", .col_name = "Nv",
		.low = NAN, .high = NAN, .clock = -1, .clock_end = -1,
	};
	const struct poster_line knobs[] = { { "Nt", "2" } }, lines[] = { { "A = eye(2) & \"b\"", "(2, 2)" } };
	const struct poster poster = {
		.title = "注意力 & <attention>", .figure = &figure, .knobs = knobs, .n_knobs = 1,
		.lines = lines, .n_lines = 1,
	};
	bool ok = (!png || poster_save_png(&poster, fonts, png, err))
	          && (!svg || poster_save_svg(&poster, svg, err));
	tensor_unref(t);
	return ok;
}

static long count_pixels(const uint8_t *rgb, size_t pixels, uint32_t color)
{
	long n = 0;
	for (size_t i = 0; i < pixels; i++)
		n += (uint32_t)(rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 | rgb[3 * i + 2]) == color;
	return n;
}

static void a_png_has_the_colours_of_the_scale(void **state)
{
	(void)state;
	struct err err = { .code = ERR_NONE };
	assert_true(save("fonts", png_path, NULL, &err));
	png_image image = { .version = PNG_IMAGE_VERSION };
	assert_true(png_image_begin_read_from_file(&image, png_path));
	image.format = PNG_FORMAT_RGB;
	uint8_t *rgb = malloc(PNG_IMAGE_SIZE(image));
	assert_true(png_image_finish_read(&image, NULL, rgb, 0, NULL));
	assert_int_equal(image.width, 100 * PICTURE_CELL_WIDTH);
	assert_int_equal(image.height % PICTURE_CELL_HEIGHT, 0);
	size_t pixels = (size_t)image.width * image.height;
	assert_true(count_pixels(rgb, pixels, 0xEAECE2) > 100);    /* in the legend: a zero has none */
	assert_true(count_pixels(rgb, pixels, 0x440154) > PICTURE_CELL_WIDTH * PICTURE_CELL_HEIGHT / 2);
	assert_true(count_pixels(rgb, pixels, PICTURE_PAPER) > (long)pixels / 2);
	assert_true(count_pixels(rgb, pixels, 0x005FAF) > 100);    /* the title has letters */
	free(rgb);
}

static void an_svg_is_escaped_and_closed(void **state)
{
	(void)state;
	struct err err = { .code = ERR_NONE };
	assert_true(save(NULL, NULL, svg_path, &err));
	size_t len;
	char *text = file_read(svg_path, 1 << 20, &len, &err);
	assert_non_null(text);
	assert_non_null(strstr(text, "<title>注意力 &amp; &lt;attention&gt;</title>"));
	assert_non_null(strstr(text, "fill=\"#440154\""));
	assert_non_null(strstr(text, "&amp;</text>"));
	assert_non_null(strstr(text, "&quot;b&quot;"));
	assert_null(strstr(text, "A<1>"));
	assert_string_equal(text + len - strlen("</svg>\n"), "</svg>\n");
	free(text);
}

static void all_code_and_all_knobs_are_there(void **state)
{
	(void)state;
	struct figure figure = { .kind = FIGURE_SHAPES, .low = NAN, .high = NAN, .clock = -1 };
	struct poster_line knobs[20], lines[] = {
		{ "A = stack([some, rather, long, code, that, takes, more, than, one, line, as_it_is, last])", "(2,)" },
		{ "B = A", "(2,)" },
	};
	for (int i = 0; i < 20; i++)
		knobs[i] = (struct poster_line){ i < 19 ? "knob" : "last_knob", "1000" };
	const struct poster poster = {
		.title = "t", .figure = &figure, .knobs = knobs, .n_knobs = 20, .lines = lines, .n_lines = 2,
	};
	struct canvas canvas = poster_canvas(&poster);
	struct str text = STR_INIT;
	canvas_to_text(&canvas, &text);
	assert_non_null(strstr(text.data, "last_knob = 1000"));
	assert_non_null(strstr(text.data, " last])\n  B = A "));
	str_done(&text);
	canvas_free(&canvas);
}

static void what_cannot_be_saved_is_said(void **state)
{
	(void)state;
	struct err err = { .code = ERR_NONE };
	assert_false(save("fonts", "/nowhere/a.png", NULL, &err));
	assert_string_equal(err.text, "cannot write /nowhere/a.png: No such file or directory");
	assert_false(save(NULL, NULL, "/nowhere/a.svg", &err));
	assert_string_equal(err.text, "cannot write /nowhere/a.svg: No such file or directory");
	assert_false(save("tests", png_path, NULL, &err));
	assert_non_null(strstr(err.text, "cannot read the letters tests/mono.png"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_cover_what_their_names_say),
		cmocka_unit_test(halves_and_quarters_lie_where_they_should),
		cmocka_unit_test(each_dot_of_braille_is_one_part),
		cmocka_unit_test(lines_meet_at_the_edges),
		cmocka_unit_test(a_png_has_the_colours_of_the_scale),
		cmocka_unit_test(an_svg_is_escaped_and_closed),
		cmocka_unit_test(all_code_and_all_knobs_are_there),
		cmocka_unit_test(what_cannot_be_saved_is_said),
	};
	run_init(&run, budget_console, NULL);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
