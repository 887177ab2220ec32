/* What views do with what is odd: nothing, no numbers, huge ones, long names; and the words on it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "draw/draw.h"
#include "lab/lab.h"

static struct lab_state *run(const char *source)
{
	struct err err = {0};
	struct lab *lab = lab_parse("test", source, NULL, &err);
	if (!lab)
		fail_msg("%s", err.text);
	const struct lab_setting setting = { .variant = -1 };
	struct lab_state *state = lab_run(lab, &setting, &budget_lab, NULL, &err);
	if (!state)
		fail_msg("%s", err.text);
	lab_unref(lab);
	return state;
}

/* The first figure, painted without colour. */
static void paint(const char *source, struct look look, int width, int height, struct str *out)
{
	struct lab_state *state = run(source);
	struct canvas canvas = canvas_new(width, height);
	look.mono = true;
	draw_figure(&state->figures[0], &look, &canvas);
	canvas_to_text(&canvas, out);
	canvas_free(&canvas);
	lab_state_unref(state);
}

static void check(const char *source, struct look look, int width, int height, const char *expected)
{
	struct str text = STR_INIT;
	paint(source, look, width, height, &text);
	assert_string_equal(text.data, expected);
	str_done(&text);
}

/* It has this line among others, blanks at the end left out. */
static void check_line(const char *source, struct look look, int width, int height, const char *line)
{
	struct str text = STR_INIT, wanted = STR_INIT;
	paint(source, look, width, height, &text);
	str_addf(&wanted, "\n%s\n", line);
	if (!strstr(text.data, wanted.data))
		fail_msg("no line \"%s\" in:\n%s", line, text.data);
	str_done(&text);
	str_done(&wanted);
}

static void check_sentence(const char *source, const char *expected)
{
	struct lab_state *state = run(source);
	struct str text = STR_INIT;
	draw_sentence(&state->figures[0], LANGUAGE_EN, &text);
	assert_string_equal(text.data, expected);
	str_done(&text);
	lab_state_unref(state);
}

static void check_reason(const char *mask, int64_t row, int64_t col, const char *expected)
{
	struct str source = STR_INIT, text = STR_INIT;
	str_addf(&source, "m = %s", mask);
	if (!strstr(mask, "\nshow "))
		str_add(&source, "\nshow mask m");
	struct lab_state *state = run(source.data);
	const struct look look = { .row = row, .col = col };
	draw_cell(&state->figures[0], &look, &text);
	const char *reason = strstr(text.data, " = False: ");
	assert_non_null(reason);
	assert_string_equal(reason + strlen(" = False: "), expected);
	lab_state_unref(state);
	str_done(&source);
	str_done(&text);
}

/* ---- Cases ---- */

static void nothing_is_named_in_every_view(void **unused)
{
	(void)unused;
	static const char *const views[] = { "heatmap x", "table x", "hist x", "plot x", "memory x", "image x" };
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		struct str source = STR_INIT;
		str_addf(&source, "x = zeros(0, 5)\nshow %s", views[i]);
		check(source.data, (struct look){ .cursor = true }, 30, 2, "x  (0, 5)  empty\n\n");
		check_sentence(source.data, "x is empty: (0, 5).");
		str_done(&source);
	}
	check("x = zeros(0)\nshow bars x", (struct look){0}, 30, 1, "x  (0,)  empty\n");
	check("x = zeros(2, 0)\nshow compare x, x + 1", (struct look){0}, 30, 2,
	      "x  (2, 0)  empty\nx + 1  (2, 0)  empty\n");
	check("x = zeros(0, 5)\nshow cache x", (struct look){0}, 64, 2,
	      "\nx            0 tokens      0 B  computed 1×\n");
}

static void what_is_no_number_is_said(void **unused)
{
	(void)unused;
	check_sentence("x = full((2, 2), nan)\nshow heatmap x, x",
	               "x: x has no finite value. 4 values are nan (not a number). "
	               "x: x has no finite value. 4 values are nan (not a number).");
	check_sentence("x = full((2, 2), nan)\nshow image x",
	               "x: a picture of 2 × 2 pixels. 4 values are nan (not a number).");
	check("x = cat([full((2, 2), nan), ones(2, 2)])\nshow image x", (struct look){0}, 9, 3,
	      "x  (4, 2)\n××\n@@\n");
}

static void huge_numbers_have_curves_and_bins(void **unused)
{
	(void)unused;
	static const char values[] = "x = tensor([-1.5, 1.5, 0.5]).double() * 1e308\n";
	struct str source = STR_INIT;
	str_addf(&source, "%sshow hist x", values);
	check_line(source.data, (struct look){0}, 60, 8, "      -1e+308              0               1e+308");
	str_clear(&source);
	str_addf(&source, "%sshow plot x", values);
	check_line(source.data, (struct look){0}, 40, 10, " 1e+308 ┤          ⣀⠔⠁        ⠉⠑⠒⠢⠤⣀⣀");
	str_done(&source);
}

static void one_whole_number_has_its_tick(void **unused)
{
	(void)unused;
	check_line("x = full((2, 3), 7)\nshow hist x", (struct look){0}, 40, 8, "   7");
}

static void a_table_shows_all_digits_and_the_bits(void **unused)
{
	(void)unused;
	static const char source[] = "x = tensor([[0.1, -2.0], [nan, 1e-30]])\nshow table x";
	check(source, (struct look){ .cursor = true, .digits = DIGITS_ALL }, 40, 5,
	      "x  2 ↓ × 2 →   float32\n"
	      "                 0                1\n"
	      "0      0.100000001               -2\n"
	      "1              nan            1e-30\n"
	      "◀ x (0, 0) = 0.100000001\n");
	check(source, (struct look){ .cursor = true, .digits = DIGITS_HEX }, 40, 5,
	      "x  2 ↓ × 2 →   float32\n"
	      "                  0                 1\n"
	      "0     0x1.99999ap-4           -0x1p+1\n"
	      "1               nan    0x1.4484cp-100\n"
	      "◀ x (0, 0) = 0x1.99999ap-4\n");
}

static void reasons_are_those_of_the_mask(void **unused)
{
	(void)unused;
	check_reason("causal_mask(4)", 1, 2, "the key comes after the query");
	check_reason("sliding_window_mask(4, 2)", 3, 0, "the key lies before the 2 that this query sees");
	check_reason("prefix_mask(4, 2)", 0, 3, "the key comes after the query, and after the prefix");
	check_reason("padding_mask([3], 4).expand(4, 4)", 0, 3, "no query sees this key");
	check_reason("causal_mask(4) & padding_mask([3], 4)", 0, 2, "the key comes after the query");
	check_reason("block_mask(tensor([1, 1, 2]), tensor([1, 1, 2, 2]))", 0, 3,
	             "hidden; this query sees 0 to 1");
	check_reason("block_mask(tensor([1, 2]), tensor([1, 1, 2, 2]))\n"
	             "show mask m cols=[\"image 1\", \"image 1\", \"image 2\", \"image 2\"]", 0, 3,
	             "hidden; this query sees only image 1");
	check_reason("tensor([[True, False, True]])", 0, 1, "no query sees this key");
	check_reason("tensor([[True, False, True], [True, True, True]])", 0, 1,
	             "hidden; this query sees 2 of 3 keys");
}

static void cells_of_two_pictures_are_told_whole(void **unused)
{
	(void)unused;
	struct look look = { .cursor = true, .row = 1, .col = 0 };
	check_line("a = causal_mask(3)\nb = prefix_mask(3, 2)\nshow compare a, b", look, 70, 9,
	           "◀ a (1, 0): visible (left), b (1, 0): visible (right)");
	check_line("a = ones(3, 3)\nshow compare a, a * 2", look, 70, 12,
	           "◀ a (1, 0) = 1 (left), a * 2 (1, 0) = 2 (right)");
}

static void a_variants_cell_has_both_values(void **unused)
{
	(void)unused;
	struct lab_state *a = run("a = ones(3, 3)\nshow heatmap a"), *b = run("a = ones(3, 3) * 2\nshow heatmap a");
	const struct look look = { .cursor = true, .row = 1, .mono = true };
	struct canvas canvas = canvas_new(70, 12);
	struct str text = STR_INIT;
	draw_compare(&a->figures[0], "one", &b->figures[0], "two", &look, &canvas);
	canvas_to_text(&canvas, &text);
	assert_non_null(strstr(text.data, "\n◀ a (1, 0) = 1 (left), 2 (right)"));
	str_done(&text);
	canvas_free(&canvas);
	lab_state_unref(a);
	lab_state_unref(b);
}

static void the_list_of_differences_has_room_for_them(void **unused)
{
	(void)unused;
	static const char source[] = "least = tensor([[-9223372036854775807 - 1]])\n"
	                             "show compare least, least + 9223372036854775807";
	struct look look = {0};
	check_line(source, look, 80, 14, "(0, 0)  -9223372036854775808                        -1  +9.223e+18");
	check_line(source, look, 80, 14, "                       least  least + 922337203685477…      change");
	check_line(source, look, 34, 14, "(0, 0)  -9223372036854775808");   /* no part of a number */
}

static void a_group_keeps_its_name_below_the_cursor(void **unused)
{
	(void)unused;
	check_line("m = block_mask(tensor([1, 2]), tensor([1, 1, 2, 2]))\n"
	           "show mask m cols=[\"image 1\", \"image 1\", \"image 2\", \"image 2\"]",
	           (struct look){ .cursor = true, .row = 1, .col = 3 }, 60, 6, "  image 1 image 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_named_in_every_view),
		cmocka_unit_test(what_is_no_number_is_said),
		cmocka_unit_test(huge_numbers_have_curves_and_bins),
		cmocka_unit_test(one_whole_number_has_its_tick),
		cmocka_unit_test(a_table_shows_all_digits_and_the_bits),
		cmocka_unit_test(reasons_are_those_of_the_mask),
		cmocka_unit_test(cells_of_two_pictures_are_told_whole),
		cmocka_unit_test(a_variants_cell_has_both_values),
		cmocka_unit_test(the_list_of_differences_has_room_for_them),
		cmocka_unit_test(a_group_keeps_its_name_below_the_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
