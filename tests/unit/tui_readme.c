/*
 * The screen in the README is true: lesson61 is played with the keys that stand
 * before it, and must look like that.
 *
 *	<!-- screen 100x31: KEYS -->
 *	```
 *	…
 *	```
 *
 * `tui_readme --print` prints the screen, to be pasted.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "tui/app.h"

static int64_t now(void *context)
{
	(void)context;
	return INT64_C(1700000000000);
}

static const struct clock still = { .now_ms = now };

/* `keys`: words up to " -->". */
static void see(int width, int height, const char *keys, struct str *out)
{
	struct err err = {0};
	struct store *store = store_open(":memory:", &err);
	const struct app_options options = {
		.data_dir = ".", .path = "lesson61", .store = store, .clock = &still, .seed = 61,
		.mono = true,                    /* text has no colours */
	};
	struct app *app = app_new(&options, &err);
	if (!app)
		fail_msg("%s", err.text);
	app_resize(app, width, height);
	app_settle(app);
	char word[32];
	for (int n; sscanf(keys, "%31s%n", word, &n) == 1 && strcmp(word, "-->") != 0; keys += n) {
		struct input input;
		if (!input_parse(word, &input))
			fail_msg("%s is not a key", word);
		app_key(app, &input);
		app_settle(app);
	}
	struct canvas canvas = canvas_new(width, height);
	app_paint(app, &canvas);
	canvas_to_text(&canvas, out);
	canvas_free(&canvas);
	app_free(app);
	store_close(store);
}

static bool printing;

static void the_readme_shows_the_real_screen(void **state)
{
	(void)state;
	struct err err = {0};
	size_t len;
	char *readme = file_read("README.md", 1 << 20, &len, &err);
	assert_non_null(readme);
	const char *mark = strstr(readme, "<!-- screen ");
	assert_non_null(mark);
	int width, height, used = 0;
	assert_int_equal(sscanf(mark, "<!-- screen %dx%d:%n", &width, &height, &used), 2);
	struct str seen = STR_INIT;
	see(width, height, mark + used, &seen);
	if (printing)
		fputs(seen.data, stdout);
	const char *block = strstr(mark, "```\n");
	assert_non_null(block);
	bool same = str_starts(block + 4, seen.data) && str_starts(block + 4 + seen.len, "```");
	str_done(&seen);
	free(readme);
	assert_true(same || printing);
}

int main(int argc, char **argv)
{
	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	i18n_open("build/none");
	i18n_set(LANGUAGE_EN);
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_readme_shows_the_real_screen) };
	return cmocka_run_group_tests_name("readme", tests, NULL, NULL);
}
