/* Plots, histograms, memory and pictures, from the lab's text to cells. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "draw/dots.h"
#include "draw/draw.h"
#include "draw/scale.h"
#include "draw/ticks.h"
#include "lab/lab.h"

static struct lab_state *run(const char *source)
{
	struct err err = {0};
	struct lab *lab = lab_parse("test", source, NULL, &err);
	if (!lab)
		fail_msg("%s", err.text);
	struct lab_setting setting = { .variant = -1 };
	struct lab_state *state = lab_run(lab, &setting, &budget_lab, NULL, &err);
	if (!state)
		fail_msg("%s", err.text);
	lab_unref(lab);
	for (int i = 0; i < state->n_figures; i++)
		if (state->figures[i].error.code != ERR_NONE)
			fail_msg("%s", state->figures[i].error.text);
	return state;
}

struct room { int width, height; };

/* The first figure of a lab, painted without colour. */
static void check(const char *source, struct look look, struct room size, const char *expected)
{
	struct lab_state *state = run(source);
	struct canvas canvas = canvas_new(size.width, size.height);
	struct str text = STR_INIT;
	look.mono = true;
	draw_figure(&state->figures[0], &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_string_equal(text.data, expected);
	str_done(&text);
	canvas_free(&canvas);
	lab_state_unref(state);
}

static void check_words(const char *source, const struct look *look, const char *cell,
                        const char *sentence)
{
	struct lab_state *state = run(source);
	struct str text = STR_INIT;
	draw_cell(&state->figures[0], look, &text);
	assert_string_equal(text.data, cell);
	str_clear(&text);
	draw_sentence(&state->figures[0], LANGUAGE_EN, &text);
	assert_string_equal(text.data, sentence);
	str_done(&text);
	lab_state_unref(state);
}

/* ---- Axes and dots ---- */

static void check_ticks(struct span_of_axis axis, int most, const char *expected)
{
	struct ticks t = ticks_of(&axis, most);
	struct str text = STR_INIT;
	for (int i = 0; i < t.count; i++)
		str_addf(&text, "%s%s", i ? " " : "", t.text[i]);
	assert_string_equal(text.data, expected);
	str_done(&text);
}

static void ticks_are_round_numbers(void **unused)
{
	(void)unused;
	check_ticks((struct span_of_axis){ 0, 1, false }, 6, "0.0 0.2 0.4 0.6 0.8 1.0");
	check_ticks((struct span_of_axis){ 0, 1, false }, 3, "0.0 0.5 1.0");
	check_ticks((struct span_of_axis){ -0.3, 0.2, false }, 6, "-0.3 -0.2 -0.1 0.0 0.1 0.2");
	check_ticks((struct span_of_axis){ 3, 197, false }, 5, "50 100 150");
	check_ticks((struct span_of_axis){ 1e-7, 3e-7, false }, 3, "1e-07 2e-07 3e-07");
	check_ticks((struct span_of_axis){ 1, 1000, true }, 4, "1 10 100 1000");
	check_ticks((struct span_of_axis){ 0.5, 20, true }, 9, "0.5 1 2 5 10 20");
	check_ticks((struct span_of_axis){ -1.7e308, 1.7e308, false }, 5, "-1e+308 0 1e+308");
	check_ticks((struct span_of_axis){ 1, 1, false }, 5, "1");
}

static void a_line_of_dots_reaches_both_its_ends(void **unused)
{
	(void)unused;
	static const int ends[][4] = { { 0, 0, 9, 3 }, { 9, 3, 0, 0 }, { 3, 11, 3, 0 }, { 2, 2, 2, 2 } };
	for (int i = 0; i < 4; i++) {
		struct dots one = dots_new(5, 3), all = dots_new(5, 3);
		int phase = 0;
		struct dots_line line = { ends[i][0], ends[i][1], ends[i][2], ends[i][3], 0, 0xFFF, &phase };
		dots_draw(&all, &line);
		dots_set(&one, ends[i][2], ends[i][3], 1);
		for (int y = 0; y < 3; y++)
			for (int x = 0; x < 5; x++)
				if (dots_pen(&one, x, y) == 1)
					assert_int_equal(dots_char(&one, x, y) & ~dots_char(&all, x, y) & 0xFF, 0);
		dots_free(&one);
		dots_free(&all);
	}
}

/* ---- Plots ---- */

static void two_curves_are_told_apart(void **unused)
{
	(void)unused;
	const char *source = "x = arange(9.0)\nshow plot x, 8 - x rows=[\"up\", \"down\"] \"cross\"\n";
	check(source, (struct look){ .cursor = true, .col = 2 }, (struct room){ 40, 12 },
	      "cross\n"
	      "x, 8 - x\n"
	      "10 ┤\n"
	      "   │⠠⣀                      ⢀⡠⠄ ⠤⠤⠤ up\n"
	      "   │  ⠁⠐⠢⠄⢀⡀           ⣀⡠⠤⠒⠊⠁\n"
	      " 5 ┤       ⠈⠁⠠⠤⡀  ⣀⣀⠤⠒⠉\n"
	      "   │        ⢀⡠⠤⠒⠊⠉⠂⠐⠤⡀\n"
	      "   │   ⣀⡠⠤◆⠊⠁         ⠈⠒⠂⠠⣀⡀\n"
	      " 0 ┤⠠⠒⠉                     ⠐⠢⠄ ⠤⠤  down\n"
	      "   └┬───────────────┬──────────\n"
	      "    0               5\n"
	      "◀ up  at 2: 2\n");
	check(source, (struct look){ .ascii = true }, (struct room){ 40, 12 },
	      "cross\n"
	      "x, 8 - x\n"
	      "10 +\n"
	      "   |#                         o  o  up\n"
	      "   |   #  #            o  o\n"
	      " 5 +          #     o\n"
	      "   |          o  o  #\n"
	      "   |   o  o            #  #\n"
	      " 0 +o                         #  #  down\n"
	      "   ++---------------+----------\n"
	      "    0               5\n"
	      "\n");
	check_words(source, &(struct look){ .row = 1, .col = 2 }, "down  at 2: 6",
	            "up rises from 0 at 0 to 8 at 8. down falls from 8 at 0 to 0 at 8.");
}

static void what_is_no_number_leaves_a_gap(void **unused)
{
	(void)unused;
	const char *source = "x = arange(60) * 0.5\n"
	                     "show plot cat([x[:20], tensor([nan, nan, inf]), x[23:50], tensor([-inf])])\n";
	check(source, (struct look){ .row = 0 }, (struct room){ 40, 10 },
	      "cat([x[:20], tensor([nan, nan, inf]), x…\n"
	      "   │               ∞                ⢀⡠⠤\n"
	      "20 ┤                         ⢀⡠⠤⠤⠒⠉⠉⠁\n"
	      "   │                  ⢀⡠⠤⠤⠒⠉⠉⠁\n"
	      "10 ┤           ⢀⡠⠤  ⠈⠉⠁\n"
	      "   │    ⢀⡠⠤⠤⠒⠉⠉⠁\n"
	      " 0 ┤⠠⠒⠉⠉⠁         ××                   ·\n"
	      "   └┬──────┬──────┬──────┬──────┬──────┬\n"
	      "    0     10     20     30     40     50\n"
	      "· -inf, ∞ inf, × nan\n");
	check_words(source, &(struct look){ .col = 20 },
	            "cat([x[:20], tensor([nan, nan, i  at 20: nan",
	            "cat([x[:20], tensor([nan, nan, i rises from 0 at 0 to 24.5 at 49. "
	            "4 values are inf or nan.");
}

static void a_sweep_marks_where_the_knob_is(void **unused)
{
	(void)unused;
	const char *source = "param s = 1.0 in 0.0..4.0\nshow plot s * s over s\n";
	struct draw_target target;
	check(source, (struct look){ .row = 0 }, (struct room){ 40, 12 },
	      "s * s  over s →\n"
	      "20 ┤        ┊\n"
	      "   │        ┊                      ⣀⠤\n"
	      "   │        ┊                   ⣀⠔⠊\n"
	      "10 ┤        ┊              ⢀⣀⠤⠒⠉\n"
	      "   │        ┊          ⣀⠤⠒⠉⠁\n"
	      "   │        ┊  ⣀⡠⠤⠤⠔⠒⠊⠉\n"
	      " 0 ┤⠠⠔⠒⠒⠒⠒⠒⠊●⠉⠉\n"
	      "   └┬───────▲───────┬───────┬───────┬\n"
	      "    0       1       2       3       4\n"
	      "● now s = 1: 1\n"
	      "\n");
	check_words(source, &(struct look){ .col = 10 }, "s * s  at s = 2: 4",
	            "s * s rises from 0 at s = 0 to 16 at s = 4. (now s = 1: 1)");
	struct lab_state *state = run(source);
	assert_true(draw_find_target(&state->figures[0], &(struct look){ .col = 5 }, &target));
	assert_false(draw_find_target(&state->figures[0], &(struct look){ .col = 6 }, &target));
	lab_state_unref(state);
}

static void a_logarithmic_axis_counts_in_powers(void **unused)
{
	(void)unused;
	check("param n = 1 in {1, 10, 100, 1000}\nshow plot n ** 2 over n log=\"xy\"\n",
	      (struct look){ .row = 0 }, (struct room){ 40, 10 },
	      "n ** 2  over n →   both axes logarithmic\n"
	      "1000000 ┤┊                          ⢀⣀⡠○\n"
	      "        │┊                  ⢀⣀⡠⠤⠔⠒⠊⠉⠁\n"
	      "   1000 ┤┊          ⢀⣀⡠⠤⠔⠒⠊⠉⠁\n"
	      "        │┊    ⣀⡠⠤⠒⠒⠉⠁\n"
	      "      1 ┤●⠔⠒⠉⠉\n"
	      "        └▲─────────┬─────────┬─────────┬\n"
	      "         1        10        100     1000\n"
	      "● now n = 1: 1\n"
	      "\n");
}

static void a_curve_knows_its_tensors_cell(void **unused)
{
	(void)unused;
	struct draw_target target;
	struct lab_state *state = run("x = zeros(5)\ny = zeros(3, 5)\nshow plot x, y\n");
	assert_true(draw_find_target(&state->figures[0], &(struct look){ .row = 2, .col = 4 }, &target));
	assert_int_equal(target.item, 1);
	assert_int_equal(target.row, 1);
	assert_int_equal(target.col, 4);
	lab_state_unref(state);
}

/* ---- Histograms ---- */

static void whole_numbers_have_a_bin_each(void **unused)
{
	(void)unused;
	const char *source = "show hist tensor([1, 1, 2, 2, 2, 2, 3, 5]) \"counts\"\n";
	check(source, (struct look){ .cursor = true, .col = 1 }, (struct room){ 40, 10 },
	      "counts\n"
	      "tensor([1, 1, 2…  8 values, mean 2.25, …\n"
	      "      ▒▒▒▒▒\n"
	      "      ▒▒▒▒▒\n"
	      "▄▄▄▄▄ ▒▒▒▒▒\n"
	      "█████ ▒▒▒▒▒ ▂▂▂▂▂       ▂▂▂▂▂\n"
	      "█████ ▒▒▒▒▒ █████       █████\n"
	      "  ├───────●───────┤\n"
	      "         2           4\n"
	      "◀ tensor([1, 1, 2, 2, 2, 2, 3, 5])  2: …\n");
	check_words(source, &(struct look){ .col = 1 },
	            "tensor([1, 1, 2, 2, 2, 2, 3, 5])  2: 4 values, 50 %",
	            "tensor([1, 1, 2, 2, 2, 2, 3, 5]): 8 values, mean 2.25, std 1.28, from 1 "
	            "to 5; 88 % lie within one std of the mean.");
}

static void what_is_not_finite_is_counted_apart(void **unused)
{
	(void)unused;
	check_words("show hist tensor([1.0, 3.0, -inf, inf, nan, nan])\n", &(struct look){ .col = 0 },
	            "tensor([1.0, 3.0, -inf, inf, nan, nan])  1 to 1.2: 1 value, 50 %",
	            "tensor([1.0, 3.0, -inf, inf, nan, nan]): 6 values, mean 2, std 1.41, 1 × "
	            "-inf, 1 × inf, 2 × nan, from 1 to 3.");
}

/* ---- Memory ---- */

static void a_transpose_reads_the_same_places(void **unused)
{
	(void)unused;
	const char *source = "x = arange(6).reshape(2, 3)\nshow memory x, x.T, x.T.contiguous()\n";
	struct look look = { .cursor = true, .row = 1, .col = 3 };
	check(source, look, (struct room){ 76, 15 },
	      "x                 (2, 3)  strides (3, 1)  contiguous      48 B\n"
	      "x.T               (3, 2)  strides (1, 3)  not contiguous  shares x\n"
	      "x.T.contiguous()  (3, 2)  strides (2, 1)  contiguous      48 B\n"
	      "\n"
	      "place              0  1  2  3  4  5\n"
	      "value              0  1  2  3  4  5\n"
	      "x                 00 01 02 10 11 12\n"
	      "x.T               00 10 20 01[11]21\n"
	      "\n"
	      "place              0  1  2  3  4  5\n"
	      "value              0  3  1  4  2  5\n"
	      "x.T.contiguous()  00 01 10 11 20 21\n"
	      "◀ x.T[1, 1] = 4  at place 4 = 0 + 1×1 + 1×3\n"
	      "\n"
	      "\n");
	check(source, look, (struct room){ 40, 15 },
	      "x             (2, 3)  (3, 1)  48 B\n"
	      "x.T           (3, 2)  (1, 3)  shares x\n"
	      "x.T.contigu…  (3, 2)  (2, 1)  48 B\n"
	      "\n"
	      "place          0  1  2  3  4  5\n"
	      "value          0  1  2  3  4  5\n"
	      "x             00 01 02 10 11 12\n"
	      "x.T           00 10 20 01[11]21\n"
	      "\n"
	      "place          0  1  2  3  4  5\n"
	      "value          0  3  1  4  2  5\n"
	      "x.T.contigu…  00 01 10 11 20 21\n"
	      "◀ x.T[1, 1] = 4  at place 4 = 0 + 1×1 +…\n"
	      "\n"
	      "\n");
	check_words(source, &look, "x.T[1, 1] = 4  at place 4 = 0 + 1×1 + 1×3",
	            "x takes 48 B, strides (3, 1); x.T shares the memory of x, strides (1, "
	            "3), not contiguous; x.T.contiguous() takes 48 B, strides (2, 1).");
}

static void expand_repeats_an_element(void **unused)
{
	(void)unused;
	check("x = arange(4)\nshow memory x[1:], x[1:, None].expand(3, 12)\n", (struct look){ .row = 0 },
	      (struct room){ 60, 9 },
	      "x[1:]                (3,)     (1,)    24 B\n"
	      "x[1:, None].expand…  (3, 12)  (1, 0)  shares x[1:]\n"
	      "\n"
	      "place                  1   2   3\n"
	      "value                  1   2   3\n"
	      "x[1:]                  0   1   2\n"
	      "x[1:, None].expand…  0,* 1,* 2,*\n"
	      "\n"
	      "\n");
}

/* ---- Pictures ---- */

#define PICTURE \
	"y = arange(8)[:, None]\nx = arange(8)[None, :]\n" \
	"sun = ((x > 3) & (y < 4)).float()\n" \
	"picture = stack([sun, sun * 0.5, 1 - sun])\n" \
	"w = tensor([0.1, 0.05, 0.7, 0.05, 0.1])\n"

static void attention_lights_a_picture(void **unused)
{
	(void)unused;
	const char *source = PICTURE "show image picture, w\n";
	check(source, (struct look){ .cursor = true, .col = 1 }, (struct room){ 60, 10 },
	      "picture  (3, 8, 8)   w  2 × 2 patches\n"
	      "....++++              3  [1 ]\n"
	      "....++++                 [██]\n"
	      "........              4   2\n"
	      "........\n"
	      "◀ w  patch (0, 1) = 0.7\n"
	      "1 (0, 1) 0.7  2 (1, 1) 0.1  3 (0, 0) 0.05  4 (1, 0) 0.05\n"
	      "\n"
	      "\n"
	      "\n");
	check(source, (struct look){ .row = 0 }, (struct room){ 20, 8 },
	      "w  2 × 2 patches\n"
	      " 3 . 1 +\n"
	      "....++++\n"
	      " 4 . 2 .\n"
	      "........\n"
	      "1 (0, 1) 0.7  2 (1,\n"
	      "1) 0.1  3 (0, 0) 0.…\n"
	      "\n");
	check_words(source, &(struct look){ .col = 1 }, "w  patch (0, 1) = 0.7",
	            "picture: a picture of 8 × 8 pixels, in colour. w lights patch (0, 1) most: 0.7, "
	            "3.1 times an even share; the numbered 4 of 4 patches hold 0.9 of 0.9.");
}

static void a_lit_patch_keeps_its_colour(void **unused)
{
	(void)unused;
	struct lab_state *state = run(PICTURE "show image picture, w\n");
	struct canvas canvas = canvas_new(20, 8);
	struct look look = { .row = 0 };
	struct draw_target target;
	draw_figure(&state->figures[0], &look, &canvas);
	const struct cell *lit = canvas_at(&canvas, 7, 1), *dark = canvas_at(&canvas, 0, 3);
	assert_int_equal(lit->fg, 0xFC8000);                   /* orange, in steps of 4 */
	uint32_t r = dark->fg >> 16, b = dark->fg & 255;
	assert_true(b < 0x40 && r < b);                        /* blue, nearly out */
	assert_true(draw_find_target(&state->figures[0], &(struct look){ .col = 1 }, &target));
	assert_int_equal(target.item, 1);
	assert_int_equal(target.col, 2);                       /* behind CLS */
	canvas_free(&canvas);
	lab_state_unref(state);
}

/* ---- Caches and large matrices ---- */

static void a_cache_shows_its_heads(void **unused)
{
	(void)unused;
	const char *source = "K = zeros(3, 4, 8)\nV = zeros(1, 4, 8)\nshow cache K, V\n";
	check(source, (struct look){ .row = 0 }, (struct room){ 76, 8 },
	      "\n"
	      "K  ▆▆▆ ▆▆▆ ▆▆▆ ▆▆▆      384 B  3 heads\n"
	      "   ▆▆▆ ▆▆▆ ▆▆▆ ▆▆▆\n"
	      "   ▆▆▆ ▆▆▆ ▆▆▆ ▆▆▆\n"
	      "\n"
	      "V  ▆▆▆ ▆▆▆ ▆▆▆ ▆▆▆      128 B  1 head\n"
	      "\n"
	      "\n");
	check(source, (struct look){ .row = 0 }, (struct room){ 76, 3 },
	      "                                             one cell is 1 token of one head\n"
	      "K  ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓      384 B  3 heads\n"
	      "V  ▓▓▓ ▓▓▓ ▓▓▓ ▓▓▓                                      128 B  1 head\n");
}

static void a_pixel_is_the_mean_on_demand(void **unused)
{
	(void)unused;
	const char *of = "x = (arange(64)[:, None] + arange(128)[None, :]) % 2 * 1.0\nshow heatmap x";
	struct str source = STR_INIT;
	str_addf(&source, "%s\n", of);
	check(source.data, (struct look){ .row = 0 }, (struct room){ 40, 5 },
	      "x  64 ↓ × 128 →        0   ░▒▒▓▓█ 1\n"
	      "   0         40        80        120\n"
	      " 0 ████████████████████████████████\n"
	      "   ████████████████████████████████\n"
	      "each pixel = max of 32×4\n");
	str_clear(&source);
	str_addf(&source, "%s reduce=\"mean\" max=1\n", of);
	check(source.data, (struct look){ .row = 0 }, (struct room){ 40, 5 },
	      "x  64 ↓ × 128 →        0   ░▒▒▓▓█ 1\n"
	      "   0         40        80        120\n"
	      " 0 ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒\n"
	      "   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒\n"
	      "each pixel = mean of 32×4\n");
	check(source.data, (struct look){ .zoom = 9, .row = 63, .col = 127, .cursor = true },
	      (struct room){ 40, 6 },
	      "x  64 ↓ × 128 →             0   ░▒▒▓▓█ 1\n"
	      "            100       110       120  127\n"
	      "62 █·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█\n"
	      "63 ·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█·█◆\n"
	      "◀ x (63, 127) = 0\n"
	      "· exactly 0, rows 62–63, columns 91–127\n");
	str_done(&source);
}

/* ---- Any room ---- */

static void every_width_and_height(void **unused)
{
	(void)unused;
	struct lab_state *state = run(PICTURE
		"param s = 1.0 in 0.0..4.0\n"
		"show plot s * w over s\nshow plot picture[0]\nshow hist picture, w\n"
		"show memory picture, x, x.T, w, w[1:]\nshow image picture, w\nshow image picture[0]\n");
	static const int sides[] = { 1, 2, 3, 5, 8, 13, 24, 40, 76, 120, 200 };
	for (int i = 0; i < state->n_figures; i++)
		for (int k = 0; k < 11 * 11 * 8; k++) {
			struct canvas canvas = canvas_new(sides[k % 11], sides[k / 11 % 11]);
			struct look look = { .row = k % 7, .col = k % 13, .cursor = k / 121 & 1,
			                     .mono = k / 121 & 2, .ascii = k / 121 & 4 };
			draw_figure(&state->figures[i], &look, &canvas);
			assert_true(draw_height(&state->figures[i], canvas.width) >= 2);
			canvas_free(&canvas);
		}
	lab_state_unref(state);
}

/* Whatever the axis and the room: ticks are in the middle of a cell, equally far apart, and all fits. */
static void ticks_lie_on_cells(void **state)
{
	(void)state;
	for (int i = 0; i < 400; i++)
		for (int cells = 9; cells <= 60; cells += 7) {
			struct span_of_axis axis = { .low = -0.37 * (i % 20), .high = 0.11 + 0.9 * (i / 7) };
			int dots = i % 2 ? 4 : 2;
			struct raster r = raster_fit(&axis, dots, cells, 2);
			struct ticks t = raster_ticks(&r, 20);
			double before = NAN, gap = NAN;
			assert_true(r.step > 0 && r.cells <= cells && 2 * r.cells >= cells);
			assert_true(t.count >= 2 && raster_dot(&r, axis.low) > -0.5);
			assert_true(raster_dot(&r, axis.high) < dots * r.cells - 0.5);
			for (int k = 0; k < t.count; k++) {
				double cell = (raster_dot(&r, t.at[k]) - (dots - 1) / 2.0) / dots;
				assert_true(fabs(cell - round(cell)) < 1e-6);
				if (k >= 2)
					assert_true(fabs(cell - before - gap) < 1e-6);
				gap = cell - before;
				before = cell;
			}
		}
}

/* At a tick's value the curve runs through the middle of the tick's line. */
static void a_curve_is_at_its_tick(void **state)
{
	(void)state;
	struct lab_state *s = run("x = tensor([0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0])\nshow plot x");
	for (int height = 8; height <= 24; height++) {
		struct canvas canvas = canvas_new(60, height);
		struct look look = { .row = 0 };
		draw_figure(&s->figures[0], &look, &canvas);
		for (int y = 1; y < height - 3; y++) {
			bool tick = canvas_at(&canvas, 0, y)->c[0] == '0' && canvas_at(&canvas, 2, y)->c[0] == '5';
			uint32_t c = canvas_at(&canvas, 30, y)->c[0];
			if (tick)
				assert_true(c > 0x2800 && !((c - 0x2800) & ~(uint32_t)0x36));   /* ⠶ */
		}
		canvas_free(&canvas);
	}
	lab_state_unref(s);
}

/* A smaller picture has no colours that are not in it: not even between sun and sky. */
static void a_small_picture_has_its_own_colours(void **state)
{
	(void)state;
	struct lab_state *s = run("sun = ((arange(28)[None, :] - 9) ** 2 + (arange(28)[:, None] - 9) ** 2 < 30).float()\n"
	                          "p = stack([sun, sun, 1 - sun])\n"
	                          "w = softmax(arange(49).float())\nshow image p, w");
	struct look look = { .row = 0 };
	for (int height = 8; height <= 24; height += 3) {
		struct canvas canvas = canvas_new(80, height);
		draw_figure(&s->figures[0], &look, &canvas);
		for (int x = 0; x < 7; x++) {
			uint32_t c = canvas_at(&canvas, x, 3)->fg;
			assert_true(c == 0xFCFC00 || c == 0x0000FC);
		}
		canvas_free(&canvas);
	}
	lab_state_unref(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_are_round_numbers),
		cmocka_unit_test(a_line_of_dots_reaches_both_its_ends),
		cmocka_unit_test(two_curves_are_told_apart),
		cmocka_unit_test(what_is_no_number_leaves_a_gap),
		cmocka_unit_test(a_sweep_marks_where_the_knob_is),
		cmocka_unit_test(a_logarithmic_axis_counts_in_powers),
		cmocka_unit_test(ticks_lie_on_cells),
		cmocka_unit_test(a_curve_is_at_its_tick),
		cmocka_unit_test(a_small_picture_has_its_own_colours),
		cmocka_unit_test(a_curve_knows_its_tensors_cell),
		cmocka_unit_test(whole_numbers_have_a_bin_each),
		cmocka_unit_test(what_is_not_finite_is_counted_apart),
		cmocka_unit_test(a_transpose_reads_the_same_places),
		cmocka_unit_test(expand_repeats_an_element),
		cmocka_unit_test(attention_lights_a_picture),
		cmocka_unit_test(a_lit_patch_keeps_its_colour),
		cmocka_unit_test(a_cache_shows_its_heads),
		cmocka_unit_test(a_pixel_is_the_mean_on_demand),
		cmocka_unit_test(every_width_and_height),
	};
	return cmocka_run_group_tests_name("plots", tests, NULL, NULL);
}
