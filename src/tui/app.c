#include "tui/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "text/utf8.h"
#include "tui/labkeys.h"
#include "tui/play.h"
#include "tui/scroll.h"

enum { ACTION_HELP = 1, ACTION_LANGUAGE };

static const struct binding bindings[] = {
	{ .keys = "L", .on = { 'L', INPUT_F2 }, .action = ACTION_LANGUAGE, .help = N_("change the language: en, 中文, русский"),
	  .aim = AIM_ANYWHERE },
	{ .keys = "?", .on = { '?', INPUT_F1 }, .action = ACTION_HELP, .help = N_("this help"),
	  .aim = AIM_ANYWHERE },
	{ .keys = "Shift-drag", .help = N_("select text, in most terminals; or start with --no-mouse"),
	  .aim = AIM_ANYWHERE },
	{0},
};

const struct binding *app_bindings(void)
{
	return bindings;
}

static struct screen *top(const struct app *app)
{
	return app->stack[app->depth - 1];
}

static bool too_small(const struct app *app)
{
	return app->width < APP_MIN_WIDTH || app->height < APP_MIN_HEIGHT;
}

/* Where nothing is shown there is no room to lay anything out. */
static void arrange(struct app *app)
{
	if (app->depth > 0 && !too_small(app) && top(app)->class->arrange)
		top(app)->class->arrange(top(app));
}

void app_push(struct app *app, struct screen *screen)
{
	if (app->depth == APP_MAX_SCREENS) {
		screen->class->close(screen);
		return;
	}
	app->stack[app->depth++] = screen;
	arrange(app);
}

static void pop(struct app *app)
{
	struct screen *screen = app->stack[--app->depth];
	screen->class->close(screen);
	arrange(app);
}

void app_say(struct app *app, const char *text)
{
	free(app->message);
	app->message = mem_copy(text);
}

enum reaction app_fail(struct app *app, const struct err *err)
{
	app_say(app, err->text);
	return REACT_PAINT;
}

static bool open_lab(struct app *app)
{
	app_push(app, lab_screen_new(app, lab_ref(app->options.lab)));
	return true;
}

static bool open_stats(struct app *app, struct err *err)
{
	struct screen *stats = stats_new(app, err);
	if (stats)
		app_push(app, stats);
	return stats != NULL;
}

/* Its first screen on top; false when there is no play. */
bool app_play(struct app *app, struct play *play)
{
	if (!play)
		return false;
	app_push(app, play_screen(app, play));
	play_unref(play);
	return true;
}

/* One lesson opens at once, several are a list to choose from. */
static bool open_first(struct app *app, struct err *err)
{
	const struct app_options *options = &app->options;
	if (options->lab)
		return open_lab(app);
	if (options->stats)
		return open_stats(app, err);
	if (options->round)
		return app_play(app, play_round(app, options->round, options->topic, err));
	if (options->path && app->course.count == 1)
		return app_play(app, play_open(app, &app->course.entries[0], err));
	app_push(app, home_new(app));
	return true;
}

static struct lab_library *open_library(const char *data_dir, struct err *err)
{
	char *lessons = file_join(data_dir, "lessons"), *labs = file_join(lessons, "labs");
	struct lab_library *library = lab_library_open(labs, err);
	free(lessons);
	free(labs);
	return library;
}

/* The language that is wanted, as far as the terminal can draw it. */
static void speak(struct app *app)
{
	app->language = glyph_speaks(app->glyphs, app->wanted) ? app->wanted : LANGUAGE_EN;
	i18n_set(app->language);
}

struct app *app_new(const struct app_options *options, struct err *err)
{
	struct app *app = mem_new(1, sizeof *app);
	app->options = *options;
	app->wanted = options->language;
	app->glyphs = options->glyphs;
	app->light = options->light;
	app->now_ms = clock_now_ms(options->clock);
	app->width = APP_MIN_WIDTH;
	app->height = APP_MIN_HEIGHT;
	speak(app);
	app->library = open_library(options->data_dir, err);
	if (!app->library || !course_open(options->data_dir, options->path, &app->course, err) ||
	    !open_first(app, err)) {
		app_free(app);
		return NULL;
	}
	return app;
}

void app_free(struct app *app)
{
	if (!app)
		return;
	while (app->depth > 0) {
		struct screen *screen = app->stack[--app->depth];
		screen->class->close(screen);
	}
	course_done(&app->course);
	if (app->library)
		lab_library_free(app->library);
	free(app->message);
	free(app);
}

void app_resize(struct app *app, int width, int height)
{
	app->width = width;
	app->height = height;
	arrange(app);
}

void app_glyphs(struct app *app, enum glyphs glyphs)
{
	if (glyphs == app->glyphs)
		return;
	app->glyphs = glyphs;
	speak(app);
	arrange(app);
}

void app_ground(struct app *app, bool light)
{
	app->light = light;
}

/* ---- Keys ---- */

/* To the next one that the terminal can draw; English it always can. */
static void change_language(struct app *app)
{
	enum language before = app->language, next = before;
	do
		next = (next + 1) % LANGUAGE_COUNT;
	while (!glyph_speaks(app->glyphs, next));
	app->wanted = next;
	speak(app);
	if (next == before)
		app_say(app, _("this terminal cannot draw the letters of another language"));
}

/* The keys that mean the same on every screen. */
static bool key_everywhere(struct app *app, struct input *input)
{
	const struct binding *binding = binding_find(bindings, top(app), input);
	if (!binding)
		return false;
	if (binding->action == ACTION_LANGUAGE) {
		change_language(app);
		arrange(app);
	} else {
		app_push(app, help_new(app, top(app)));
	}
	return true;
}

/* The session moved on: its new step takes the place of the screen. */
static void show_step(struct app *app)
{
	struct screen *old = top(app);
	app->stack[app->depth - 1] = play_screen(app, play_of(old));
	old->class->close(old);
	arrange(app);
}

static bool react(struct app *app, enum reaction reaction)
{
	switch (reaction) {
	case REACT_NONE:
		break;
	case REACT_PAINT:
		arrange(app);
		break;
	case REACT_STEP:
		show_step(app);
		break;
	case REACT_LEAVE:
		if (app->depth == 1)
			return false;
		pop(app);
		break;
	}
	return true;
}

/* What a binding of the table names: the lab's and the text's own are obeyed by these. */
static enum reaction obey(struct screen *screen, const struct binding *table, int action,
                          const struct input *input)
{
	if (table == labkeys_bindings)
		return labkeys_key(screen_lab(screen), action, screen->app->now_ms);
	if (table != scroll_bindings)
		return screen->class->key(screen, action, input);
	scroll_key(screen->class->scroll(screen), action);
	return REACT_PAINT;
}

bool app_key(struct app *app, const struct input *input)
{
	struct input in = *input;
	app->now_ms = clock_now_ms(app->options.clock);
	free(app->message);
	app->message = NULL;
	if (in.key == INPUT_END_OF_FILE)
		return false;
	if (too_small(app))
		return in.key != 'q';
	struct screen *screen = top(app);
	if (screen->class->types && screen->class->types(screen, &in))
		return react(app, screen->class->key(screen, ACTION_TYPE, &in));
	const struct binding *tables[SCREEN_MAX_TABLES];
	int n = screen_tables(screen, tables);
	for (int i = 0; i < n; i++) {
		const struct binding *binding = binding_find(tables[i], screen, &in);
		if (binding)
			return react(app, obey(screen, tables[i], binding->action, &in));
	}
	key_everywhere(app, &in);
	return true;
}

/* ---- Time ---- */

bool app_poll(struct app *app)
{
	const struct screen_class *class = top(app)->class;
	app->now_ms = clock_now_ms(app->options.clock);
	if (!class->poll || !class->poll(top(app)))
		return false;
	arrange(app);
	return true;
}

int app_fds(const struct app *app, int *fds, int max)
{
	const struct screen_class *class = top(app)->class;
	return class->fds ? class->fds(top(app), fds, max) : 0;
}

int app_timeout(const struct app *app)
{
	const struct screen_class *class = top(app)->class;
	return class->timeout ? class->timeout(top(app)) : -1;
}

void app_settle(struct app *app)
{
	const struct screen_class *class = top(app)->class;
	do {
		if (class->settle)
			class->settle(top(app));
	} while (app_poll(app));
}

/* ---- Painting ---- */

static void paint_too_small(const struct app *app, struct canvas *canvas)
{
	char text[160];
	snprintf(text, sizeof text, _("%d × %d is too small, %d × %d is enough; nothing is lost"),
	         app->width, app->height, APP_MIN_WIDTH, APP_MIN_HEIGHT);
	int width = utf8_width(text), x = width < canvas->width ? (canvas->width - width) / 2 : 0;
	int y = (canvas->height - width / (canvas->width + 1)) / 2;
	const struct wrapped place = {
		.x = x, .y = y, .width = canvas->width - x, .rows = canvas->height - y, .role = ROLE_WARN,
	};
	wrapped_paint(&place, text, canvas);
}

void app_paint(const struct app *app, struct canvas *canvas)
{
	canvas_clear(canvas);
	if (too_small(app))
		paint_too_small(app, canvas);
	else
		top(app)->class->paint(top(app), canvas);
}
