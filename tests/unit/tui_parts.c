/* The small parts: names of inputs, colours, scrolling; and a long play of random keys. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/philox.h"
#include "draw/scale.h"
#include "lab/lab.h"
#include "tui/app.h"
#include "tui/screen.h"
#include "tui/scroll.h"
#include "tui/theme.h"
#include "tui/tui.h"

static void inputs_have_names(void **state)
{
	(void)state;
	static const struct { const char *word; bool ok; struct input input; } row[] = {
		{ "q", true, { 'q', 0, 0 } },
		{ "?", true, { '?', 0, 0 } },
		{ ":", true, { ':', 0, 0 } },
		{ "Enter", true, { INPUT_ENTER, 0, 0 } },
		{ "PgDn", true, { INPUT_PAGE_DOWN, 0, 0 } },
		{ "click:12,3", true, { INPUT_CLICK, 12, 3 } },
		{ "wheeldown:0,0", true, { INPUT_WHEEL_DOWN, 0, 0 } },
		{ "click", false, {0} },
		{ "click:", false, {0} },
		{ "Enter:1,2", false, {0} },
		{ "Ente", false, {0} },
		{ "", false, {0} },
		{ "qq", false, {0} },
		{ "\x01", false, {0} },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct input input;
		assert_int_equal(input_parse(row[i].word, &input), row[i].ok);
		if (row[i].ok)
			assert_memory_equal(&input, &row[i].input, sizeof input);
	}
}

static uint32_t of_256(int i)
{
	static const uint32_t step[] = { 0, 95, 135, 175, 215, 255 };
	if (i >= 232)
		return (uint32_t)(8 + 10 * (i - 232)) * 0x010101;
	i -= 16;
	return step[i / 36] << 16 | step[i / 6 % 6] << 8 | step[i % 6];
}

static void colours_of_the_256_are_themselves(void **state)
{
	(void)state;
	for (int i = 16; i < 256; i++)
		if (scale_xterm256(of_256(i)) < 0)
			assert_int_equal(of_256(theme_256(of_256(i))), of_256(i));
}

static double lightness(uint32_t rgb)
{
	double r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
	return 0.2126 * pow(r / 255, 2.2) + 0.7152 * pow(g / 255, 2.2) + 0.0722 * pow(b / 255, 2.2);
}

/* The scales in 256 colours: from where it is darkest, never darker again. */
static void a_scale_that_gets_lighter_still_does(void **state)
{
	(void)state;
	for (int d = 0; d < 2; d++) {
		struct scale scale = { .low = d ? -1 : 0, .high = 1, .diverging = d };
		int levels = scale_levels(&scale), dark = d ? levels / 2 : 0;
		for (int i = dark + 1; i < levels; i++)
			for (int side = 0; side <= d; side++) {
				int at = side ? levels - 1 - i : i, inner = side ? at + 1 : at - 1;
				double light = lightness(of_256(theme_256(scale_color(&scale, at))));
				double before = lightness(of_256(theme_256(scale_color(&scale, inner))));
				assert_true(light >= before - 0.005);
			}
	}
}

static void few_colours_keep_black_white_and_the_primaries(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++) {
		uint32_t rgb = (i & 1 ? 0xFF0000u : 0) | (i & 2 ? 0x00FF00u : 0) | (i & 4 ? 0x0000FFu : 0);
		assert_int_equal(theme_8(rgb), i);
	}
}

/* Whatever it is asked: the window stays inside, and shows what was asked for if it can. */
static void scrolling_shows_what_it_must(void **state)
{
	(void)state;
	for (int rows = 1; rows < 6; rows++)
		for (int total = 0; total < 9; total++)
			for (int first = -3; first < 12; first++)
				for (int top = 0; top < total; top++)
					for (int bottom = top + 1; bottom <= total; bottom++) {
						int at = scroll_to(first, rows, total, top, bottom);
						assert_true(at >= 0);
						assert_true(at == 0 || at + rows <= total);
						assert_true(at <= top && top < at + rows);
						if (bottom - top <= rows)
							assert_true(bottom <= at + rows);
					}
}

/* ---- Random keys: nothing they do may break the program ---- */

static int64_t now(void *context)
{
	return *(int64_t *)context;
}

static struct input random_input(const struct philox_stream *random, uint64_t i)
{
	static const uint32_t keys[] = {
		'1', '2', '3', '4', 'h', 'b', 'n', 'f', 's', 'u', 'g', 'v', 'e', 'z', 'L', '?', 'q', '[', ']', ',', '.',
		'+', '-', 'r', 'j', 'k', 'x', 0x4E2D, INPUT_TAB, INPUT_TAB, INPUT_ENTER, INPUT_ENTER,
		INPUT_ENTER, INPUT_ESCAPE, INPUT_SPACE, INPUT_UP, INPUT_DOWN, INPUT_LEFT, INPUT_RIGHT,
		INPUT_HOME, INPUT_END, INPUT_PAGE_UP, INPUT_PAGE_DOWN, INPUT_BACK_TAB, INPUT_BACKSPACE,
		INPUT_F1, INPUT_F2, INPUT_CLICK, INPUT_CLICK, INPUT_WHEEL_UP, INPUT_WHEEL_DOWN,
	};
	struct input input = { .key = keys[philox_below(random, 4 * i, sizeof keys / sizeof *keys)] };
	input.x = (int)philox_below(random, 4 * i + 1, 140) - 2;
	input.y = (int)philox_below(random, 4 * i + 2, 50) - 2;
	return input;
}

static void paint(const struct app *app, int width, int height)
{
	struct canvas canvas = canvas_new(width, height);
	app_paint(app, &canvas);
	canvas_free(&canvas);
}

static struct app *open_app(struct store *store, const struct clock *clock)
{
	struct err err = {0};
	const struct app_options options = {
		.data_dir = "tests/screens/data", .store = store, .clock = clock, .seed = 7,
	};
	struct app *app = app_new(&options, &err);
	if (!app)
		fail_msg("%s", err.text);
	return app;
}

static void random_keys_break_nothing(void **state)
{
	(void)state;
	struct err err = {0};
	int64_t ms = 1700000000000;
	const struct clock clock = { now, &ms };
	struct store *store = store_open(":memory:", &err);
	assert_non_null(store);
	struct philox_stream random = philox_stream(5, "keys", 0);
	int width = 100, height = 30;
	struct app *app = open_app(store, &clock);
	app_resize(app, width, height);
	for (uint64_t i = 0; i < 1500; i++) {
		struct input input = random_input(&random, i);
		ms += (int64_t)philox_below(&random, 4 * i + 3, 900);
		if (i % 40 == 39) {
			width = (int)philox_below(&random, 4 * i, 160) + 1;
			height = (int)philox_below(&random, 4 * i + 1, 50) + 1;
			app_resize(app, width, height);
		}
		if (!app_key(app, &input)) {
			app_free(app);
			app = open_app(store, &clock);
			app_resize(app, width, height);
		}
		if (i % 3 == 0)
			app_settle(app);
		app_poll(app);
		paint(app, width, height);
	}
	app_free(app);
	store_close(store);
}

/* What follows each language on a terminal with these glyphs; English where nothing else is drawn. */
static void the_key_goes_on_to_languages_that_are_drawn(void **state)
{
	(void)state;
	static const struct { enum glyphs glyphs; enum language after[3]; } row[] = {
		{ GLYPHS_ALL, { LANGUAGE_ZH, LANGUAGE_RU, LANGUAGE_EN } },
		{ GLYPHS_NARROW, { LANGUAGE_ZH, LANGUAGE_EN, LANGUAGE_ZH } },
		{ GLYPHS_CONSOLE, { LANGUAGE_RU, LANGUAGE_EN, LANGUAGE_RU } },
		{ GLYPHS_ASCII, { LANGUAGE_EN, LANGUAGE_EN, LANGUAGE_EN } },
	};
	struct err err = {0};
	int64_t ms = 1700000000000;
	const struct clock clock = { now, &ms };
	struct store *store = store_open(":memory:", &err);
	assert_non_null(store);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct app *app = open_app(store, &clock);
		app_glyphs(app, row[i].glyphs);
		for (int k = 0; k < 3; k++) {
			app_key(app, &(struct input){ .key = 'L' });
			assert_int_equal(app->language, row[i].after[k]);
		}
		app_free(app);
	}
	store_close(store);
}

static bool shows(const struct app *app, uint32_t rgb)
{
	struct canvas canvas = canvas_new(100, 30);
	bool found = false;
	app_paint(app, &canvas);
	for (int i = 0; i < 100 * 30; i++)
		found |= canvas_at(&canvas, i % 100, i / 100)->bg == rgb;
	canvas_free(&canvas);
	return found;
}

/* The terminal has told what its ground is: a heatmap's least is near to it. */
static void a_heatmap_is_for_the_ground_that_is_there(void **state)
{
	(void)state;
	struct err err = {0};
	int64_t ms = 1700000000000;
	const struct clock clock = { now, &ms };
	struct store *store = store_open(":memory:", &err);
	struct lab *lab = lab_parse("ground", "show heatmap arange(12).reshape(3, 4)\n", NULL, &err);
	assert_true(store && lab);
	const struct app_options options = {
		.data_dir = "tests/screens/data", .store = store, .clock = &clock, .lab = lab,
	};
	struct app *app = app_new(&options, &err);
	assert_non_null(app);
	app_resize(app, 100, 30);
	app_settle(app);
	for (int i = 0; i < 3; i++) {
		bool light = i == 1;
		struct scale scale = { .high = 1, .light = light }, other = { .high = 1, .light = !light };
		app_ground(app, light);
		assert_true(shows(app, scale_color(&scale, 0)));
		assert_false(shows(app, scale_color(&other, 0)));
	}
	app_free(app);
	lab_unref(lab);
	store_close(store);
}

/* Leaving and opening again stands at the same question, with the same order of options. */
static void a_lesson_is_gone_on_with(void **state)
{
	(void)state;
	struct err err = {0};
	int64_t ms = 1700000000000;
	const struct clock clock = { now, &ms };
	struct store *store = store_open(":memory:", &err);
	assert_non_null(store);
	struct str texts[2] = { STR_INIT, STR_INIT };
	for (int i = 0; i < 2; i++) {
		struct app *app = open_app(store, &clock);
		app_resize(app, 120, 36);
		static const uint32_t keys[] = { INPUT_ENTER, '1', INPUT_ENTER, 'n' };
		for (int k = 0; k < (i == 0 ? 4 : 1); k++)
			app_key(app, &(struct input){ .key = keys[k] });
		app_settle(app);
		struct canvas canvas = canvas_new(120, 36);
		app_paint(app, &canvas);
		canvas_to_text(&canvas, &texts[i]);
		canvas_free(&canvas);
		app_free(app);
	}
	assert_string_equal(texts[0].data, texts[1].data);
	str_done(&texts[0]);
	str_done(&texts[1]);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_have_names),
		cmocka_unit_test(colours_of_the_256_are_themselves),
		cmocka_unit_test(a_scale_that_gets_lighter_still_does),
		cmocka_unit_test(few_colours_keep_black_white_and_the_primaries),
		cmocka_unit_test(scrolling_shows_what_it_must),
		cmocka_unit_test(random_keys_break_nothing),
		cmocka_unit_test(the_key_goes_on_to_languages_that_are_drawn),
		cmocka_unit_test(a_heatmap_is_for_the_ground_that_is_there),
		cmocka_unit_test(a_lesson_is_gone_on_with),
	};
	i18n_open("build/release/locale");
	return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
