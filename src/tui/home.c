/*
 * Home: the lessons of the course, how far one is in each and what was gained;
 * how it goes; practice; the labs that ship. One list of items, scrolled by rows. A lab is
 * parsed when it has been on the screen, one at a time, for its title. Labs stand
 * in the order in which the lessons show them, then the others.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lab/library.h"
#include "lang/program.h"
#include "learn/round.h"
#include "text/utf8.h"
#include "tui/homeguide.h"
#include "tui/homelesson.h"
#include "tui/homepractice.h"
#include "tui/play.h"
#include "tui/scroll.h"

enum { OPEN = 1, DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST, CLICK, STATS, LEAVE };

enum { TOP = 1, HEAD_ROWS = 2, LIST_MAX = 100, NAME_MAX_WIDTH = 28, GUIDE_ROWS = HOMEGUIDE_ROWS,
       HEADING = 2, LABS_SEEN = 3, PAGE = 8 };

struct lab_entry {
	const char *name;            /* the library's */
	bool known;
	const struct lab *lab;       /* of the library; NULL when it does not parse, */
	char *failure;               /* then why, */
	enum language language;      /* in this language */
};

struct home {
	struct screen screen;
	struct lab_entry *labs;      /* as many as the library has; */
	int shown_in_lessons;        /* so many of them, which come first */
	struct homelesson *lessons;      /* as many as the course has entries */
	struct card_count cards;     /* as of the last arrange */
	int cursor;                  /* an item: the lessons come first, then practice, then the labs */
	int first;                   /* the row of the list that is seen first */
	bool chosen;                 /* the cursor was moved, or put on what is unfinished */
};

static const struct home *state(const struct screen *screen)
{
	return (const struct home *)screen;
}

static int count(const struct home *home)
{
	return home->screen.app->course.count;
}

/* A folder of quizzes is listed without them. */
static int count_labs(const struct home *home)
{
	const struct app *app = home->screen.app;
	return app->options.path ? 0 : lab_library_count(app->library);
}

/* The items before the labs. */
static int first_lab(const struct home *home)
{
	return count(home) + homepractice_count();
}

static int count_items(const struct home *home)
{
	return first_lab(home) + count_labs(home);
}

static bool is_lab(const struct home *home, int item)
{
	return item >= first_lab(home);
}

static bool is_lesson(const struct home *home, int item)
{
	return item < count(home);
}

static const struct course_entry *entry_at(const struct home *home, int lesson)
{
	return &home->screen.app->course.entries[lesson];
}

static const char *lab_at(const struct home *home, int lab)
{
	return home->labs[lab].name;
}

/* ---- The order of the labs ---- */

/* The lab of this name comes next; it changes places with the one that stands there. */
static void put_next(struct home *home, int *next, const char *name, size_t len)
{
	for (int i = *next; i < count_labs(home); i++) {
		const char *its = home->labs[i].name;
		if (strlen(its) != len || memcmp(its, name, len) != 0)
			continue;
		memmove(&home->labs[*next + 1], &home->labs[*next],
		        (size_t)(i - *next) * sizeof *home->labs);
		home->labs[(*next)++].name = its;
		return;
	}
}

static void order_labs(struct home *home)
{
	static const char fence[] = "```lab ";
	const struct app *app = home->screen.app;
	int *next = &home->shown_in_lessons;
	for (int i = 0; i < count_labs(home); i++)
		home->labs[i].name = lab_library_name(app->library, i);
	for (int i = 0; i < count(home) && count_labs(home); i++) {
		size_t len;
		char *text = homelesson_text(&app->course.entries[i], LANGUAGE_EN, &len);
		for (const char *at = text; at && (at = strstr(at, fence));) {
			at += sizeof fence - 1;
			put_next(home, next, at, strcspn(at, " \r\n"));
		}
		free(text);
	}
}

static const struct screen_class class;

struct screen *home_new(struct app *app)
{
	struct home *home = mem_new(1, sizeof *home);
	home->screen = (struct screen){ &class, app };
	home->lessons = mem_new((size_t)app->course.count + 1, sizeof *home->lessons);
	home->labs = mem_new((size_t)count_labs(home) + 1, sizeof *home->labs);
	order_labs(home);
	return &home->screen;
}

static void close_home(struct screen *screen)
{
	struct home *home = (struct home *)screen;
	for (int i = 0; i < count(home); i++)
		homelesson_forget(&home->lessons[i]);
	for (int i = 0; i < count_labs(home); i++)
		free(home->labs[i].failure);
	free(home->lessons);
	free(home->labs);
	free(home);
}

/* Also why it does not parse, in the present language. */
static bool knows_lab(const struct home *home, int i)
{
	const struct lab_entry *entry = &home->labs[i];
	return entry->known && (entry->lab || entry->language == home->screen.app->language);
}

static void look_into_lab(struct home *home, int i)
{
	struct lab_entry *entry = &home->labs[i];
	struct err err = {0};
	entry->known = true;
	entry->language = home->screen.app->language;
	free(entry->failure);
	entry->failure = NULL;
	entry->lab = lab_library_find(home->screen.app->library, lab_at(home, i), &err);
	if (!entry->lab)
		entry->failure = mem_copy(err.text);
}

/* ---- Where things lie ---- */

static int list_height(const struct home *home)
{
	return frame_height(home->screen.app) - TOP - HEAD_ROWS;
}

/* Three rows and a blank one while all lessons fit so, else two. */
static int entry_rows(const struct home *home)
{
	return HEADING + count(home) * 4 <= list_height(home) ? 4 : 2;
}

/* With their heading. */
static int lessons_rows(const struct home *home)
{
	return HEADING + count(home) * entry_rows(home);
}

/* With their heading, and a blank one after it. */
static int practice_rows(void)
{
	return HEADING + homepractice_count() + 1;
}

/* How it goes stands between lessons and labs, where some of the labs are still seen. */
static int guide_rows(const struct home *home)
{
	int labs = count_labs(home) ? HEADING + LABS_SEEN : 0;
	bool fits = lessons_rows(home) + practice_rows() + GUIDE_ROWS + 1 + labs <= list_height(home);
	return count(home) > 0 && fits ? GUIDE_ROWS + 1 : 0;
}

static int practice_top(const struct home *home)
{
	return lessons_rows(home) + guide_rows(home);
}

static int labs_top(const struct home *home)
{
	return practice_top(home) + practice_rows();
}

/* The row of the list where an item begins; that of the one behind the last is the list's end. */
static int item_row(const struct home *home, int item)
{
	if (is_lesson(home, item))
		return HEADING + item * entry_rows(home);
	if (!is_lab(home, item))
		return practice_top(home) + HEADING + item - count(home);
	return labs_top(home) + (count_labs(home) ? HEADING : 0) + item - first_lab(home);
}

/* The item at a row of the list, or -1. */
static int item_at(const struct home *home, int row)
{
	if (row < HEADING)
		return -1;
	if (row < lessons_rows(home))
		return (row - HEADING) / entry_rows(home);
	int practice = row - practice_top(home) - HEADING, lab = row - labs_top(home) - HEADING;
	if (practice >= 0 && practice < homepractice_count())
		return count(home) + practice;
	return lab >= 0 && lab < count_labs(home) ? first_lab(home) + lab : -1;
}

static bool is_seen(const struct home *home, int item)
{
	int row = item_row(home, item), rows = is_lesson(home, item) ? entry_rows(home) : 1;
	return row + rows > home->first && row < home->first + list_height(home);
}

/* With the first item comes all that is above it, with the first of another kind its heading. */
static void scroll_to_cursor(struct home *home)
{
	int item = home->cursor, top = item_row(home, item);
	int bottom = top + (is_lesson(home, item) ? entry_rows(home) : 1);
	if (item == count(home) || item == first_lab(home))
		top -= HEADING;
	home->first = scroll_to(home->first, list_height(home), item_row(home, count_items(home)),
	                        item == 0 ? 0 : top, bottom);
}

/* A screen that comes back to the top may have new results: what is seen is looked at anew. */
static void arrange(struct screen *screen)
{
	struct home *home = (struct home *)screen;
	const struct app_options *options = &screen->app->options;
	scroll_to_cursor(home);
	round_count(&(struct round_wish){
		.path = options->path, .data_dir = options->data_dir, .now_ms = screen->app->now_ms,
	}, options->store, &home->cards);
	for (int i = 0; i < count(home); i++)
		if (is_seen(home, i))
			homelesson_look(&home->lessons[i], home->screen.app, entry_at(home, i));
	for (int i = 0; i < count(home) && !home->chosen; i++)
		if (home->lessons[i].result.unfinished) {
			home->cursor = i;
			home->chosen = true;
		}
}

/* A lab on the screen whose title is not known yet, or -1. */
static int unknown_lab(const struct home *home)
{
	for (int i = 0; i < count_labs(home); i++)
		if (!knows_lab(home, i) && is_seen(home, first_lab(home) + i))
			return i;
	return -1;
}

static bool poll_home(struct screen *screen)
{
	struct home *home = (struct home *)screen;
	int i = unknown_lab(home);
	if (i >= 0)
		look_into_lab(home, i);
	return i >= 0;
}

static int timeout(const struct screen *screen)
{
	return unknown_lab(state(screen)) >= 0 ? 0 : -1;
}

/* ---- Keys ---- */

static bool any(const struct screen *screen)
{
	return count_items(state(screen)) > 0;
}

static const struct binding bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j' }, .action = DOWN, .label = N_("choose"),
	  .help = N_("choose a lesson, practice or a lab"), .when = any },
	{ .keys = "↑", .on = { INPUT_UP, 'k' }, .action = UP, .when = any },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = OPEN, .label = N_("open"),
	  .help = N_("open it; a lesson goes on where you left it"), .when = any },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN, INPUT_WHEEL_DOWN }, .action = PAGE_DOWN,
	  .help = N_("further down"), .when = any },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP, INPUT_WHEEL_UP }, .action = PAGE_UP,
	  .help = N_("further up"), .when = any },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = FIRST, .help = N_("the first lesson"),
	  .when = any },
	{ .keys = "End", .on = { INPUT_END }, .action = LAST, .help = N_("the last lab"),
	  .when = any },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("choose it; again to open it"), .when = any },
	{ .keys = "s", .on = { 's' }, .action = STATS, .label = N_("statistics"),
	  .help = N_("what you gained, how sure you are, weakest topics, your days") },
	{ .keys = "q", .on = { 'q' }, .action = LEAVE, .label = N_("leave"),
	  .help = N_("leave attnquiz"), .aim = AIM_LEAVE },
	{0},
};

static enum reaction open_lesson(struct home *home)
{
	struct app *app = home->screen.app;
	struct err err = {0};
	if (!app_play(app, play_open(app, &app->course.entries[home->cursor], &err)))
		return app_fail(app, &err);
	homelesson_forget(&home->lessons[home->cursor]);
	return REACT_PAINT;
}

static enum reaction open_lab(struct home *home, int i)
{
	struct app *app = home->screen.app;
	if (!knows_lab(home, i))
		look_into_lab(home, i);
	if (home->labs[i].lab)
		app_push(app, lab_screen_new(app, lab_ref(home->labs[i].lab)));
	else
		app_say(app, home->labs[i].failure);
	return REACT_PAINT;
}

static enum reaction open_practice(struct home *home, int i)
{
	struct err err = {0};
	return homepractice_open(i, home->screen.app, &err) ? REACT_PAINT : app_fail(home->screen.app, &err);
}

static enum reaction open_item(struct home *home)
{
	if (is_lab(home, home->cursor))
		return open_lab(home, home->cursor - first_lab(home));
	if (is_lesson(home, home->cursor))
		return open_lesson(home);
	return open_practice(home, home->cursor - count(home));
}

static enum reaction open_stats(struct app *app)
{
	struct err err = {0};
	struct screen *stats = stats_new(app, &err);
	if (!stats)
		return app_fail(app, &err);
	app_push(app, stats);
	return REACT_PAINT;
}

static enum reaction move(struct home *home, int by)
{
	int to = home->cursor + by, last = count_items(home) - 1;
	home->chosen = true;
	home->cursor = to < 0 ? 0 : to > last ? last : to;
	return REACT_PAINT;
}

static enum reaction click(struct home *home, int y)
{
	int row = y - 2 - TOP - HEAD_ROWS;
	int i = row < 0 || row >= list_height(home) ? -1 : item_at(home, home->first + row);
	if (i < 0)
		return REACT_NONE;
	return i == home->cursor ? open_item(home) : move(home, i - home->cursor);
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct home *home = (struct home *)screen;
	switch (action) {
	case OPEN: return open_item(home);
	case DOWN: return move(home, 1);
	case UP: return move(home, -1);
	case PAGE_DOWN: return move(home, PAGE);
	case PAGE_UP: return move(home, -PAGE);
	case FIRST: return move(home, -count_items(home));
	case LAST: return move(home, count_items(home));
	case STATS: return open_stats(home->screen.app);
	case CLICK: return click(home, input->y);
	case LEAVE: return REACT_LEAVE;
	}
	return REACT_NONE;
}

/* ---- Paint ---- */

static const char *item_name(const struct home *home, int item)
{
	if (is_lesson(home, item))
		return entry_at(home, item)->name;
	return is_lab(home, item) ? lab_at(home, item - first_lab(home)) : homepractice_name(item - count(home));
}

static int name_width(const struct home *home)
{
	int width = 0;
	for (int i = 0; i < count_items(home); i++) {
		int w = utf8_width(item_name(home, i));
		width = w > width ? w : width;
	}
	return width < NAME_MAX_WIDTH ? width : NAME_MAX_WIDTH;
}

/* An item: its title, and at the right what it is called. */
struct item_words {
	const char *name, *title;
	int rows;
};

static void paint_item(const struct home *home, int item, const struct item_words *words, int y,
                       struct canvas *canvas)
{
	bool here = item == home->cursor;
	int x = canvas->width - 1 - name_width(home);
	canvas_text_cut(canvas, 3, y, x - 5, here ? ROLE_STRONG : ROLE_TEXT,
	                words->title ? words->title : words->name);
	canvas_text_cut(canvas, x, y, name_width(home), ROLE_DIM, words->name);
	if (here) {
		canvas_role(canvas, 0, y, canvas->width, words->rows, ROLE_CURSOR);
		canvas_text(canvas, 1, y, ROLE_CURSOR, "▸");
	}
}

static void paint_entry(const struct home *home, int i, int y, struct canvas *canvas)
{
	const struct app *app = home->screen.app;
	const struct homelesson *lesson = &home->lessons[i];
	const char *title = words_in(&lesson->title, app->language);
	const struct homelesson_place below = { 3, y + 1, entry_rows(home) > 2 ? 2 : 1 };
	homelesson_paint(lesson, i == home->cursor, &below, canvas);
	int rows = entry_rows(home) > 2 && lesson->result.plays ? 3 : 2;
	paint_item(home, i, &(struct item_words){ app->course.entries[i].name, title, rows }, y, canvas);
}

static void paint_practice(const struct home *home, int i, int y, struct canvas *canvas)
{
	struct str text = STR_INIT;
	int column = 0;
	for (int k = 0; k < homepractice_count(); k++) {
		int w = utf8_width(homepractice_title(k));
		column = w > column ? w : column;
	}
	bool waits = homepractice_say(i, &home->cards, home->screen.app->now_ms, &text);
	int x = 3 + column + 2, room = canvas->width - name_width(home) - 2 - x;
	bool fits = utf8_width(text.data) <= room;   /* else it is worth more than the name, which is nearly the title */
	const struct item_words words = { fits ? homepractice_name(i) : "", homepractice_title(i), 1 };
	canvas_text_cut(canvas, x, y, fits ? room : canvas->width - 1 - x, waits ? ROLE_STRONG : ROLE_DIM, text.data);
	paint_item(home, count(home) + i, &words, y, canvas);
	str_done(&text);
}

static void paint_lab(const struct home *home, int i, int y, struct canvas *canvas)
{
	const struct lab_entry *entry = &home->labs[i];
	const char *title = entry->lab ? words_in(&lab_program(entry->lab)->title,
	                                          home->screen.app->language) : entry->failure;
	paint_item(home, first_lab(home) + i, &(struct item_words){ lab_at(home, i), title, 1 }, y, canvas);
}

/* With the numbers of the lesson at the cursor. */
static void paint_guide(const struct home *home, int y, struct canvas *canvas)
{
	int at = is_lesson(home, home->cursor) ? home->cursor : 0;
	const struct course_entry *entry = &home->screen.app->course.entries[at];
	bool text = false;
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		text |= entry->lesson_path[l] != NULL;
	homeguide_paint(home->lessons[at].by_stage, text, y, canvas);
}

/* With their order, where it is not one of names alone. */
static void paint_labs_heading(const struct home *home, int y, struct canvas *canvas)
{
	int x = 3 + canvas_text(canvas, 3, y, ROLE_TITLE, _("Labs")) + 2;
	if (home->shown_in_lessons > 0 && home->shown_in_lessons < count_labs(home))
		canvas_text_cut(canvas, x, y, canvas->width - x, ROLE_DIM,
		                _("in the order of the lessons, then by name"));
}

/* The canvas cuts off what is not seen. */
static void paint_items(const struct home *home, struct canvas *canvas)
{
	int up = home->first;
	canvas_text(canvas, 3, -up, ROLE_TITLE,
	            count(home) > 0 ? _("Lessons") : _("There is no quiz here."));
	for (int i = 0; i < count(home); i++)
		if (is_seen(home, i))
			paint_entry(home, i, item_row(home, i) - up, canvas);
	if (guide_rows(home))
		paint_guide(home, lessons_rows(home) - up, canvas);
	canvas_text(canvas, 3, practice_top(home) - up, ROLE_TITLE, _("Practice"));
	for (int i = 0; i < homepractice_count(); i++)
		paint_practice(home, i, item_row(home, count(home) + i) - up, canvas);
	if (count_labs(home))
		paint_labs_heading(home, labs_top(home) - up, canvas);
	for (int i = 0; i < count_labs(home); i++)
		if (is_seen(home, first_lab(home) + i))
			paint_lab(home, i, item_row(home, first_lab(home) + i) - up, canvas);
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct home *home = state(screen);
	const struct frame_words words = { .left = "attnquiz", .right = _("language"), .right_key = "L" };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	int width = body.width < LIST_MAX ? body.width : LIST_MAX;
	struct canvas list = canvas_part(&body, (body.width - width) / 2, TOP, width, body.height - TOP);
	const struct wrapped promise = { .x = 3, .width = width - 4, .rows = HEAD_ROWS, .role = ROLE_DIM };
	wrapped_paint(&promise, _("Predict what a few lines of attention code do, then watch them run."), &list);
	struct canvas rolling = canvas_part(&list, 0, HEAD_ROWS, width, list.height - HEAD_ROWS);
	paint_items(home, &rolling);
	scroll_marks(&body, home->first, item_row(home, count_items(home)) + TOP + HEAD_ROWS);
}

static const struct screen_class class = {
	.title = N_("Home"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.poll = poll_home,
	.timeout = timeout,
	.paint = paint,
	.close = close_home,
};
