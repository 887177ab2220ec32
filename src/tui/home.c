/* Home: the lessons of the course, what was gained in each, and which one is unfinished. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/i18n.h"
#include "text/utf8.h"
#include "tui/play.h"

enum { OPEN = 1, DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST, CLICK, LEAVE };

enum { HEAD_ROWS = 2, LIST_MAX = 100, NAME_MAX_WIDTH = 28 };

struct lesson {                  /* what is known about an entry once it has been on the screen */
	bool known;
	struct words title;          /* heap */
	char *failure;               /* why it cannot be played, or NULL */
	int questions;
	struct store_result result;
};

struct home {
	struct screen screen;
	struct lesson *lessons;      /* as many as the course has entries */
	int cursor, first;
};

static const struct home *state(const struct screen *screen)
{
	return (const struct home *)screen;
}

static int count(const struct home *home)
{
	return home->screen.app->course.count;
}

static const struct screen_class class;

struct screen *home_new(struct app *app)
{
	struct home *home = mem_new(1, sizeof *home);
	home->screen = (struct screen){ &class, app };
	home->lessons = mem_new((size_t)app->course.count + 1, sizeof *home->lessons);
	return &home->screen;
}

static void forget(struct lesson *lesson)
{
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		free((char *)lesson->title.in[l]);
	free(lesson->failure);
	*lesson = (struct lesson){0};
}

static void close_home(struct screen *screen)
{
	struct home *home = (struct home *)screen;
	for (int i = 0; i < count(home); i++)
		forget(&home->lessons[i]);
	free(home->lessons);
	free(home);
}

/* ---- What a lesson is ---- */

static void look_into(struct home *home, int i)
{
	struct app *app = home->screen.app;
	struct lesson *lesson = &home->lessons[i];
	struct err err = {0};
	if (lesson->known)
		return;
	lesson->known = true;
	struct quiz *quiz = quiz_load(app->course.entries[i].quiz_path, NULL, &err);
	if (!quiz) {
		lesson->failure = mem_copy(err.text);
		return;
	}
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		if (quiz->title.in[l])
			lesson->title.in[l] = mem_copy(quiz->title.in[l]);
	lesson->questions = quiz->n_questions;
	if (!store_result(app->options.store, quiz->id, &lesson->result, &err))
		lesson->failure = mem_copy(err.text);
	quiz_free(quiz);
}

/* ---- Where things lie ---- */

static int list_height(const struct home *home)
{
	return frame_height(home->screen.app) - HEAD_ROWS;
}

/* Two rows and a blank one while all lessons fit so, else no blank. */
static int entry_rows(const struct home *home)
{
	return count(home) * 3 <= list_height(home) ? 3 : 2;
}

static int entries_seen(const struct home *home)
{
	int n = list_height(home) / entry_rows(home);
	return n < count(home) ? n : count(home);
}

/* A screen that comes back to the top may have new results: what is seen is looked at anew. */
static void arrange(struct screen *screen)
{
	struct home *home = (struct home *)screen;
	int seen = entries_seen(home);
	home->first = scroll_to(home->first, seen, count(home), home->cursor, home->cursor + 1);
	for (int i = home->first; i < home->first + seen; i++)
		look_into(home, i);
}

/* ---- Keys ---- */

static bool any(const struct screen *screen)
{
	return count(state(screen)) > 0;
}

static const struct binding bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j' }, .action = DOWN, .label = N_("choose"),
	  .help = N_("choose a lesson"), .when = any },
	{ .keys = "↑", .on = { INPUT_UP, 'k' }, .action = UP, .when = any },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = OPEN, .label = N_("open"),
	  .help = N_("open the lesson, or go on where you left it"), .when = any },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN, INPUT_WHEEL_DOWN }, .action = PAGE_DOWN,
	  .help = N_("further down"), .when = any },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP, INPUT_WHEEL_UP }, .action = PAGE_UP,
	  .help = N_("further up"), .when = any },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = FIRST, .help = N_("the first lesson"),
	  .when = any },
	{ .keys = "End", .on = { INPUT_END }, .action = LAST, .help = N_("the last lesson"),
	  .when = any },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("choose a lesson; again to open it"), .when = any },
	{ .keys = "q", .on = { 'q' }, .action = LEAVE, .label = N_("leave"),
	  .help = N_("leave attnquiz") },
	{0},
};

static enum reaction open_lesson(struct home *home)
{
	struct app *app = home->screen.app;
	struct err err = {0};
	struct play *play = play_open(app, &app->course.entries[home->cursor], &err);
	if (!play)
		return app_fail(app, &err);
	forget(&home->lessons[home->cursor]);
	app_push(app, play_screen(app, play));
	play_unref(play);
	return REACT_PAINT;
}

static enum reaction move(struct home *home, int by)
{
	int to = home->cursor + by, last = count(home) - 1;
	home->cursor = to < 0 ? 0 : to > last ? last : to;
	return REACT_PAINT;
}

static enum reaction click(struct home *home, int y)
{
	int row = y - 2 - HEAD_ROWS, i = home->first + row / entry_rows(home);
	if (row < 0 || i >= count(home))
		return REACT_NONE;
	if (i == home->cursor)
		return open_lesson(home);
	home->cursor = i;
	return REACT_PAINT;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct home *home = (struct home *)screen;
	switch (action) {
	case OPEN: return open_lesson(home);
	case DOWN: return move(home, 1);
	case UP: return move(home, -1);
	case PAGE_DOWN: return move(home, entries_seen(home));
	case PAGE_UP: return move(home, -entries_seen(home));
	case FIRST: return move(home, -count(home));
	case LAST: return move(home, count(home));
	case CLICK: return click(home, input->y);
	case LEAVE: return REACT_LEAVE;
	}
	return REACT_NONE;
}

/* ---- Paint ---- */

static int percent(double share)
{
	return (int)(share * 100 + 0.5);
}

static void add_result(const struct store_result *result, struct str *out)
{
	if (result->plays == 0)
		return;
	if (result->pre >= 0 && result->post >= 0)
		str_addf(out, _(" · last time %d %% → %d %%, gain %+d"), percent(result->pre),
		         percent(result->post), percent(result->post) - percent(result->pre));
	else if (result->post >= 0)
		str_addf(out, _(" · last time %d %%"), percent(result->post));
	else
		str_add(out, _(" · played"));
}

static void paint_details(const struct lesson *lesson, int x, int y, struct canvas *canvas)
{
	if (lesson->failure) {
		canvas_text_cut(canvas, x, y, canvas->width - x, ROLE_WARN, lesson->failure);
		return;
	}
	struct str text = STR_INIT;
	str_addf(&text, ngettext("%d question", "%d questions", (unsigned long)lesson->questions),
	         lesson->questions);
	add_result(&lesson->result, &text);
	x += canvas_text(canvas, x, y, ROLE_DIM, text.data);
	if (lesson->result.unfinished)
		canvas_text(canvas, x, y, ROLE_GOOD, _("  ▸ unfinished: go on"));
	str_done(&text);
}

static int name_width(const struct home *home)
{
	int width = 0;
	for (int i = 0; i < count(home); i++) {
		int w = utf8_width(home->screen.app->course.entries[i].name);
		width = w > width ? w : width;
	}
	return width < NAME_MAX_WIDTH ? width : NAME_MAX_WIDTH;
}

static void paint_entry(const struct home *home, int i, int y, struct canvas *canvas)
{
	const struct app *app = home->screen.app;
	const struct lesson *lesson = &home->lessons[i];
	const char *title = words_in(&lesson->title, app->language);
	int names = name_width(home), x = 5 + names;
	bool here = i == home->cursor;
	canvas_text_cut(canvas, 3, y, names, here ? ROLE_STRONG : ROLE_TEXT,
	                app->course.entries[i].name);
	canvas_text_cut(canvas, x, y, canvas->width - x - 1, here ? ROLE_STRONG : ROLE_TITLE,
	                title ? title : "");
	if (here) {
		canvas_role(canvas, 0, y, canvas->width, 1, ROLE_CURSOR);
		canvas_text(canvas, 1, y, ROLE_CURSOR, "▸");
	}
	paint_details(lesson, x, y + 1, canvas);
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct home *home = state(screen);
	const struct frame_words words = { .left = "attnquiz" };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	int width = body.width < LIST_MAX ? body.width : LIST_MAX, rows = entry_rows(home);
	struct canvas list = canvas_part(&body, (body.width - width) / 2, 0, width, body.height);
	canvas_text(&list, 3, 0, ROLE_DIM,
	            count(home) > 0 ? _("Lessons") : _("There is no quiz here."));
	for (int i = 0; i < entries_seen(home); i++)
		paint_entry(home, home->first + i, HEAD_ROWS + i * rows, &list);
	scroll_marks(&body, home->first * rows, count(home) * rows + HEAD_ROWS);
}

static const struct screen_class class = {
	.title = N_("Home"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.paint = paint,
	.close = close_home,
};
