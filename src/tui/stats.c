/*
 * Statistics: what one has learned, from the answer log, and the ways to learn more of it. The log is
 * read again when one comes back from a play that was begun here.
 */
#include "learn/stats.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/play.h"
#include "tui/scroll.h"
#include "tui/statspage.h"

enum { OPEN = 1, REVIEW, DRILL, DOWN, UP, CLICK, LEAVE };

enum { TOP = 1 };                        /* blank rows above the page */

struct stats_screen {
	struct screen screen;
	struct catalog *catalog;
	struct stats *stats;
	struct statspage page;
	bool stale;                      /* something was played since they were read */
	int x;
	int cursor;                      /* a row of the page that is seen, or -1 */
	struct scroll scroll;
};

static const struct screen_class class;

static struct stats_screen *state(const struct screen *screen)
{
	return (struct stats_screen *)screen;
}

static void close_stats(struct screen *screen)
{
	struct stats_screen *s = state(screen);
	statspage_done(&s->page);
	stats_free(s->stats);
	catalog_free(s->catalog);
	free(s);
}

static bool read(struct stats_screen *s, struct err *err)
{
	const struct app *app = s->screen.app;
	struct stats *stats = stats_read(app->options.store, app->now_ms, catalog_find, s->catalog, err);
	if (!stats)
		return false;
	stats_free(s->stats);
	s->stats = stats;
	return true;
}

struct screen *stats_new(struct app *app, struct err *err)
{
	struct stats_screen *s = mem_new(1, sizeof *s);
	s->screen = (struct screen){ &class, app };
	s->catalog = catalog_new(&app->course, app->options.data_dir);
	if (read(s, err))
		return &s->screen;
	close_stats(&s->screen);
	return NULL;
}

/* ---- Where things lie ---- */

static bool is_seen(const struct stats_screen *s, int row)
{
	if (row < 0 || row >= s->page.n_rows)
		return false;
	int y = s->page.row[row].y - s->scroll.first;
	return y >= 0 && y < s->scroll.rows;
}

/* A row that was scrolled away leaves the cursor to the first one that is seen. */
static void settle_cursor(struct stats_screen *s)
{
	int first = 0;
	while (first < s->page.n_rows && !is_seen(s, first))
		first++;
	if (!is_seen(s, s->cursor))
		s->cursor = first < s->page.n_rows ? first : -1;
	if (s->cursor >= 0)
		statspage_point(&s->page, s->cursor);
}

static void read_again(struct stats_screen *s)
{
	struct err err = {0};
	s->stale = false;
	if (!read(s, &err))
		app_fail(s->screen.app, &err);
}

static void arrange(struct screen *screen)
{
	struct stats_screen *s = state(screen);
	const struct app *app = screen->app;
	int margin = 3, width = app->width - 2 * margin;
	const struct look look = {
		.language = app->language, .ascii = app->glyphs != GLYPHS_ALL, .mono = app->options.mono,
		.palette = app->options.palette, .light = app->light,
	};
	if (s->stale)
		read_again(s);
	statspage_done(&s->page);
	statspage_lay(&s->page, s->stats, s->catalog, &look,
	              width < STATSPAGE_ENOUGH ? width : STATSPAGE_ENOUGH);
	s->x = (app->width - s->page.width) / 2;
	scroll_fit(&s->scroll, frame_height(app) - TOP, s->page.rows);
	settle_cursor(s);
}

static struct scroll *scroll(const struct screen *screen)
{
	return &state(screen)->scroll;
}

/* ---- Keys ---- */

static bool has_rows(const struct screen *screen)
{
	return state(screen)->page.n_rows > 0;
}

static const struct statspage_row *here(const struct screen *screen)
{
	const struct stats_screen *s = state(screen);
	return s->cursor >= 0 ? &s->page.row[s->cursor] : NULL;
}

static bool can_open(const struct screen *screen)
{
	return here(screen) && here(screen)->lesson;
}

static bool is_topic(const struct screen *screen)
{
	return here(screen) && here(screen)->topic;
}

static bool can_drill(const struct screen *screen)
{
	return is_topic(screen) && catalog_drills(state(screen)->catalog, here(screen)->topic);
}

static const struct binding bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j' }, .action = DOWN, .label = N_("choose"),
	  .help = N_("choose a lesson or a topic; where none is in sight, scroll"), .when = has_rows },
	{ .keys = "↑", .on = { INPUT_UP, 'k' }, .action = UP, .when = has_rows },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = OPEN, .label = N_("open"),
	  .help = N_("play the lesson; of a topic, that in which you missed most of it"), .when = can_open },
	{ .keys = "r", .on = { 'r' }, .action = REVIEW, .label = N_("review"),
	  .help = N_("review what is due of the topic"), .when = is_topic },
	{ .keys = "d", .on = { 'd' }, .action = DRILL, .label = N_("drill"),
	  .help = N_("exercises about the topic"), .when = can_drill },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("choose it; again to open it"), .when = has_rows },
	{ .keys = "q", .on = { 'q', INPUT_ESCAPE }, .action = LEAVE, .label = N_("close"),
	  .aim = AIM_LEAVE },
	{0},
};

static enum reaction begin(struct stats_screen *s, struct play *play, const struct err *err)
{
	s->stale = app_play(s->screen.app, play);
	return s->stale ? REACT_PAINT : app_fail(s->screen.app, err);
}

static enum reaction open_lesson(struct stats_screen *s)
{
	struct err err = {0};
	return begin(s, play_open(s->screen.app, here(&s->screen)->lesson, &err), &err);
}

static enum reaction open_round(struct stats_screen *s, enum session_kind kind)
{
	struct err err = {0};
	return begin(s, play_round(s->screen.app, kind, here(&s->screen)->topic, &err), &err);
}

/* To the next row if it is in sight, else a line further: all of the page can be read on the way. */
static enum reaction step(struct stats_screen *s, int by)
{
	if (s->cursor >= 0 && is_seen(s, s->cursor + by))
		s->cursor += by;
	else
		scroll_key(&s->scroll, by > 0 ? SCROLL_DOWN : SCROLL_UP);
	return REACT_PAINT;
}

static enum reaction click(struct stats_screen *s, const struct input *input)
{
	int row = statspage_row_at(&s->page, input->x - s->x, input->y - 2 - TOP + s->scroll.first);
	if (!is_seen(s, row))
		return REACT_NONE;
	if (row == s->cursor && can_open(&s->screen))
		return open_lesson(s);
	s->cursor = row;
	return REACT_PAINT;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct stats_screen *s = state(screen);
	switch (action) {
	case OPEN: return open_lesson(s);
	case REVIEW: return open_round(s, SESSION_OF_REVIEW);
	case DRILL: return open_round(s, SESSION_OF_DRILL);
	case DOWN: return step(s, 1);
	case UP: return step(s, -1);
	case CLICK: return click(s, input);
	}
	return REACT_LEAVE;
}

/* ---- Paint ---- */

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct stats_screen *s = state(screen);
	const struct frame_words words = { .left = _("What you have learned") };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	struct canvas page = canvas_part(&body, s->x, TOP, s->page.width, body.height - TOP);
	statspage_paint(&s->page, s->scroll.first, &page);
	scroll_marks(&body, s->scroll.first, s->page.rows + TOP);
}

static const struct screen_class class = {
	.title = N_("Statistics"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.scroll = scroll,
	.paint = paint,
	.close = close_stats,
};
