/*
 * Screens as text: scripts of keys (tests/screens/NAME.keys) are played into the
 * program without a terminal, at three sizes and in three languages, and what
 * `shot` sees is compared with tests/screens/expected/NAME.SIZE.LANG.txt.
 *
 *	tui_screens --record    writes what it sees as the expectation
 *
 * A script is words: a key, a click ("click:12,3"), `type:TEXT`, `shot NAME`,
 * `size:80x24`, `wait:MS`, at home `open:NAME` of a lesson or a lab, `log:NAME` adds the
 * plays of tests/screens/logs/NAME.txt; # starts a comment. NAME is played in tests/screens/data, kind-NAME is
 * tests/screens/kinds/NAME.json. Run from the root of the tree.
 *
 * Each shot is taken in colours and without: below it stand, with their numbers,
 * the rows that are others so.
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
#include "base/mem.h"
#include "text/utf8.h"
#include "tui/app.h"
#include "tui/labkeys.h"
#include "tui/scroll.h"
#include "tui/tui.h"

#define FOLDER "tests/screens"

static const struct { int width, height; } sizes[] = { { 80, 24 }, { 120, 36 }, { 200, 60 } };
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Russian has the longest words: where there is little room they may not fit. */
static const struct { enum language language; int sizes; } languages[] = {
	{ LANGUAGE_EN, SIZES }, { LANGUAGE_ZH, SIZES }, { LANGUAGE_RU, 2 },
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static bool recording;

struct play {
	const char *script;              /* its name */
	int width, height;
	enum language language;
	int64_t now_ms;
	struct store *store;
	struct app *app;
	struct str seen;
};

static int64_t now(void *context)
{
	return ((struct play *)context)->now_ms;
}

/* What is too long for a bar reaches its last column, or ends in an ellipsis. */
static void check_bar(const struct play *p, const char *shot, const struct canvas *canvas, int y)
{
	bool cut = canvas_at(canvas, 0, y)->c[0] != ' ' || canvas_at(canvas, canvas->width - 1, y)->c[0] != ' ';
	for (int x = 0; x < canvas->width; x++)
		cut = cut || canvas_at(canvas, x, y)->c[0] == 0x2026;
	if (cut)
		fail_msg("%s.keys, shot %s, %s: line %d is cut: shorten its words", p->script, shot,
		         language_code(p->language), y + 1);
}

static bool is_spare(const char *key)
{
	const struct binding *const tables[] = { labkeys_bindings, scroll_bindings };
	for (int i = 0; i < 2; i++)
		for (const struct binding *b = tables[i]; b->keys; b++)
			if (b->spare && b->label && strcmp(b->keys, key) == 0)
				return true;
	return false;
}

/* The keys that the last line names, each with a line's end before and behind it. */
static void footer_keys(const struct canvas *canvas, struct str *keys)
{
	str_add_char(keys, '\n');
	for (int x = 0; x < canvas->width; x++) {
		const struct cell *cell = canvas_at(canvas, x, canvas->height - 1);
		char text[5] = "";
		utf8_encode(cell->c[0], text);
		if (cell->role == ROLE_KEY && (cell->c[0] != ' ' || !str_ends(keys->data, "\n")))
			str_add(keys, text);
		else if (!str_ends(keys->data, "\n"))
			str_add_char(keys, '\n');
	}
}

/* Words that are longer than the English ones leave no key out. */
static void check_footer(const struct play *p, const char *shot, const struct canvas *canvas)
{
	struct canvas english = canvas_new(p->width, p->height);
	struct str wanted = STR_INIT, named = STR_INIT;
	i18n_set(LANGUAGE_EN);
	app_paint(p->app, &english);
	i18n_set(p->app->language);
	footer_keys(&english, &wanted);
	footer_keys(canvas, &named);
	canvas_free(&english);
	char *rest = wanted.data, *key;
	while ((key = strsep(&rest, "\n"))) {
		char line[64];
		snprintf(line, sizeof line, "\n%s\n", key);
		if (*key && !is_spare(key) && !strstr(named.data, line))
			fail_msg("%s.keys, shot %s, %s: no room for %s: shorten the footer's words",
			         p->script, shot, language_code(p->app->language), key);
	}
	str_done(&wanted);
	str_done(&named);
}

static void check_bars(const struct play *p, const char *shot, const struct canvas *canvas)
{
	if (p->width < 80)
		return;
	check_bar(p, shot, canvas, 0);
	check_bar(p, shot, canvas, p->height - 1);
	check_footer(p, shot, canvas);
}

static void add_row(const struct canvas *canvas, int y, struct str *out)
{
	struct canvas row = canvas_part(canvas, 0, y, canvas->width, 1);
	canvas_to_text(&row, out);
}

/* Rows that look otherwise on a terminal with colours, or on one without. */
static void shoot_otherwise(struct play *p, const struct canvas *canvas)
{
	struct canvas other = canvas_new(p->width, p->height);
	p->app->options.mono = !p->app->options.mono;
	app_paint(p->app, &other);
	for (int y = 0, any = 0; y < p->height; y++) {
		struct str row = STR_INIT, otherwise = STR_INIT;
		add_row(canvas, y, &row);
		add_row(&other, y, &otherwise);
		if (strcmp(row.data, otherwise.data) != 0)
			str_addf(&p->seen, "%s%2d %s", any++ ? "" : p->app->options.mono ? "-- without colours\n"
			         : "-- in colours\n", y, otherwise.data);
		str_done(&row);
		str_done(&otherwise);
	}
	p->app->options.mono = !p->app->options.mono;
	canvas_free(&other);
}

static void shoot(struct play *p, const char *name)
{
	struct canvas canvas = canvas_new(p->width, p->height), again = canvas_new(p->width, p->height);
	app_paint(p->app, &canvas);
	app_paint(p->app, &again);           /* to paint changes nothing */
	assert_memory_equal(canvas.cells, again.cells,
	                    (size_t)p->width * (size_t)p->height * sizeof *canvas.cells);
	check_bars(p, name, &canvas);
	str_addf(&p->seen, "==== %s\n", name);
	canvas_to_text(&canvas, &p->seen);
	shoot_otherwise(p, &canvas);
	canvas_free(&canvas);
	canvas_free(&again);
}

static void resize(struct play *p, const char *word)
{
	assert_int_equal(sscanf(word, "size:%dx%d", &p->width, &p->height), 2);
	app_resize(p->app, p->width, p->height);
}

static bool type(struct play *p, const char *text)
{
	size_t len = strlen(text);
	for (size_t at = 0; at < len;) {
		struct input input = {0};
		at += utf8_decode(text + at, len - at, &input.key);
		if (!app_key(p->app, &input))
			return false;
	}
	return true;
}

static bool press(struct play *p, const char *word)
{
	struct input input;
	if (!input_parse(word, &input))
		fail_msg("%s.keys: %s is not a key", p->script, word);
	return app_key(p->app, &input);
}

/* The row that home's cursor is on ends with the name. */
static bool is_chosen(struct play *p, const char *name)
{
	struct canvas canvas = canvas_new(p->width, p->height);
	struct str text = STR_INIT, end = STR_INIT;
	app_paint(p->app, &canvas);
	canvas_to_text(&canvas, &text);
	const char *row = strstr(text.data, "▸ ");
	str_addf(&end, " %s", name);
	if (row)
		text.data[row - text.data + (ptrdiff_t)strcspn(row, "\n")] = '\0';
	bool chosen = row && str_ends(row, end.data);
	canvas_free(&canvas);
	str_done(&text);
	str_done(&end);
	return chosen;
}

static bool open_row(struct play *p, const char *name)
{
	enum { MOST = 64 };
	press(p, "Home");
	for (int i = 0; !is_chosen(p, name); i++) {
		if (i == MOST)
			fail_msg("%s.keys: home has no %s", p->script, name);
		press(p, "Down");
	}
	return press(p, "Enter");
}

static char *read_text(const char *path)
{
	struct err err = {0};
	size_t len;
	char *text = file_read(path, 1 << 22, &len, &err);
	if (!text)
		fail_msg("%s", err.text);
	return text;
}

/* ---- Answers of earlier days ---- */

enum { DAY_MS = 86400000, ANSWER_MS = 40000 };

static void log_answer(struct play *p, const struct store_answer *of, const struct quiz_question *question,
                       const char *word)
{
	static const char *const stages[] = { "pre", "check", "post" };
	static const char sure[] = "nsug";
	struct err err;
	struct store_answer answer = *of;
	answer.question = question->id;
	answer.stage = stages[question->stage];
	answer.answer = *word == '.' ? NULL : "0";
	answer.correct = word[1] == '+';
	answer.confidence = *word == '.' ? CONFIDENCE_NONE : (enum confidence)(strchr(sure, *word) - sure);
	assert_true(store_add(p->store, &answer, NULL, &err));
}

/* "demo 5 s+ u- .": a play, which is finished when no answer is left out. */
static void log_play(struct play *p, char *line, const struct quiz *quiz)
{
	struct err err;
	const char *name = strtok(line, " "), *ago = strtok(NULL, " "), *word;
	struct store_answer answer = { .quiz = name, .took_ms = ANSWER_MS };
	int n = 0;
	if (!name || *name == '#')
		return;
	answer.at_ms = p->now_ms - atoi(ago) * (int64_t)DAY_MS;
	assert_true(store_begin(p->store, name, 1, answer.at_ms, &answer.session, &err));
	for (; (word = strtok(NULL, " ")); n++)
		log_answer(p, &answer, &quiz->questions[n], word);
	if (n == quiz->n_questions)
		assert_true(store_finish(p->store, answer.session, answer.at_ms, &err));
}

static void log_plays(struct play *p, const char *name)
{
	char path[256];
	struct err err;
	snprintf(path, sizeof path, FOLDER "/logs/%s.txt", name);
	char *text = read_text(path), *rest = text, *line;
	struct quiz *quiz = quiz_load(FOLDER "/data/quizzes/demo.json", NULL, &err);
	assert_non_null(quiz);
	while ((line = strsep(&rest, "\n")))
		log_play(p, line, quiz);
	quiz_free(quiz);
	free(text);
}

/* One word; false when the program has ended. */
static bool act(struct play *p, const char *word)
{
	if (str_starts(word, "size:")) {
		resize(p, word);
	} else if (str_starts(word, "log:")) {
		log_plays(p, word + strlen("log:"));
	} else if (str_starts(word, "wait:")) {
		p->now_ms += atoi(word + 5);
	} else if (str_starts(word, "type:")) {
		return type(p, word + strlen("type:"));
	} else if (str_starts(word, "open:") ? !open_row(p, word + strlen("open:")) : !press(p, word)) {
		return false;
	}
	app_settle(p->app);
	return true;
}

static void play_script(struct play *p)
{
	char path[256];
	snprintf(path, sizeof path, FOLDER "/%s.keys", p->script);
	char *text = read_text(path), *rest = text, *line;
	bool on = true;
	while (on && (line = strsep(&rest, "\n"))) {
		line[strcspn(line, "#")] = '\0';
		char *place;
		for (char *word = strtok_r(line, " \t", &place); word && on; word = strtok_r(NULL, " \t", &place)) {
			if (strcmp(word, "shot") == 0)
				shoot(p, strtok_r(NULL, " \t", &place));
			else
				on = act(p, word);
		}
	}
	if (!on)
		str_add(&p->seen, "==== the program has ended\n");
	free(text);
}

/* ---- Expectations ---- */

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void show_first_difference(const char *path, const char *expected, const char *seen)
{
	int line = 1;
	while (*expected && *expected == *seen) {
		line += *expected == '\n';
		expected++;
		seen++;
	}
	print_message("%s:%d: expected …%.60s\n", path, line, expected);
	print_message("%s:%d: but saw  …%.60s\n", path, line, seen);
}

static void compare(const struct play *p, int width, int height)
{
	char path[256];
	snprintf(path, sizeof path, FOLDER "/expected/%s.%dx%d.%s.txt", p->script, width, height,
	         language_code(p->language));
	if (recording) {
		write_text(path, p->seen.data);
		return;
	}
	char *expected = read_text(path);
	bool same = strcmp(expected, p->seen.data) == 0;
	if (!same)
		show_first_difference(path, expected, p->seen.data);
	free(expected);
	assert_true(same);
}

static void one_play(void **state)
{
	struct play p = *(struct play *)*state;
	int width = p.width, height = p.height;
	struct err err = {0};
	struct store *store = store_open(":memory:", &err);
	assert_non_null(store);
	const struct clock clock = { now, &p };
	p.store = store;
	p.now_ms = 1700000000000;
	p.seen = (struct str)STR_INIT;
	static const char kinds[] = "kind-";
	char path[256];
	bool kind = str_starts(p.script, kinds);
	snprintf(path, sizeof path, FOLDER "/kinds/%s.json", p.script + (kind ? strlen(kinds) : 0));
	const struct app_options options = {
		.data_dir = FOLDER "/data", .path = kind ? path : NULL, .store = store, .clock = &clock, .language = p.language, .seed = 61,
		.mono = p.width < 100,           /* so that the glyph ramp is seen as well */
	};
	p.app = app_new(&options, &err);
	if (!p.app)
		fail_msg("%s", err.text);
	app_resize(p.app, width, height);
	app_settle(p.app);
	play_script(&p);
	app_free(p.app);
	store_close(store);
	compare(&p, width, height);
	str_done(&p.seen);
}

/* ---- All scripts, sizes and languages ---- */

enum { MAX_PLAYS = 512 };

struct list {
	struct play plays[MAX_PLAYS];
	struct CMUnitTest tests[MAX_PLAYS];
	int count;
};

static void add(struct list *list, const char *script, int size, enum language language)
{
	struct play *play = &list->plays[list->count];
	*play = (struct play){
		.script = script, .width = sizes[size].width, .height = sizes[size].height,
		.language = language,
	};
	struct str name = STR_INIT;
	str_addf(&name, "%s %dx%d %s", script, play->width, play->height, language_code(language));
	list->tests[list->count++] = (struct CMUnitTest){
		.name = str_take(&name), .test_func = one_play, .initial_state = play,
	};
}

static void add_scripts(struct list *list)
{
	char **names;
	size_t count;
	struct err err = {0};
	if (!file_list(FOLDER, &names, &count, &err)) {
		print_error("%s\n", err.text);
		exit(1);
	}
	for (size_t i = 0; i < count; i++) {
		if (!str_ends(names[i], ".keys"))
			continue;
		char *script = mem_copy_n(names[i], strlen(names[i]) - strlen(".keys"));
		for (int l = 0; l < LANGUAGES; l++)
			for (int s = 0; s < languages[l].sizes && list->count < MAX_PLAYS; s++)
				add(list, script, s, languages[l].language);
	}
	file_list_free(names, count);
}

int main(int argc, char **argv)
{
	unsetenv("XDG_STATE_HOME");          /* the console keeps no history here */
	unsetenv("HOME");
	setenv("TZ", "UTC0", 1);             /* days begin where they are recorded */
	static struct list list;
	const char *build = getenv("B");
	char locale[512];
	recording = argc > 1 && strcmp(argv[1], "--record") == 0;
	snprintf(locale, sizeof locale, "%s/locale", build ? build : "build/release");
	char *absolute = realpath(locale, NULL);
	i18n_open(absolute ? absolute : locale);
	free(absolute);
	add_scripts(&list);
	return _cmocka_run_group_tests("screens", list.tests, (size_t)list.count, NULL, NULL);
}
