/* Statistics: what one has learned, from the answer log. Read once; a play after that is a new screen. */
#include "learn/stats.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/screen.h"
#include "tui/statspage.h"

enum { DOWN = 1, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST, LEAVE };

struct stats_screen {
	struct screen screen;
	struct catalog *catalog;
	struct stats *stats;
	struct statspage page;
	int x, scroll;
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

struct screen *stats_new(struct app *app, struct err *err)
{
	struct stats_screen *s = mem_new(1, sizeof *s);
	s->screen = (struct screen){ &class, app };
	s->catalog = catalog_new(&app->course, app->options.data_dir);
	s->stats = stats_read(app->options.store, app->now_ms, catalog_find, s->catalog, err);
	if (s->stats)
		return &s->screen;
	close_stats(&s->screen);
	return NULL;
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
	statspage_done(&s->page);
	statspage_lay(&s->page, s->stats, s->catalog, &look,
	              width < STATSPAGE_ENOUGH ? width : STATSPAGE_ENOUGH);
	s->x = (app->width - s->page.width) / 2;
	s->scroll = scroll_to(s->scroll, frame_height(app) - 1, s->page.rows, s->scroll, 0);
}

/* ---- Keys ---- */

static bool is_long(const struct screen *screen)
{
	return state(screen)->page.rows > frame_height(screen->app) - 1;
}

static const struct binding bindings[] = {
	{ .keys = "↑↓", .on = { INPUT_DOWN, 'j', INPUT_WHEEL_DOWN }, .action = DOWN, .label = N_("scroll"),
	  .when = is_long },
	{ .keys = "↑", .on = { INPUT_UP, 'k', INPUT_WHEEL_UP }, .action = UP, .when = is_long },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN, INPUT_SPACE }, .action = PAGE_DOWN,
	  .label = N_("page"), .help = N_("further down"), .when = is_long },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP }, .action = PAGE_UP, .help = N_("further up"),
	  .when = is_long },
	{ .keys = "Home", .on = { INPUT_HOME }, .action = FIRST, .help = N_("the beginning"),
	  .when = is_long },
	{ .keys = "End", .on = { INPUT_END }, .action = LAST, .help = N_("the end"),
	  .when = is_long },
	{ .keys = "q", .on = { 'q', INPUT_ENTER, INPUT_ESCAPE }, .action = LEAVE, .label = N_("close"),
	  .aim = AIM_LEAVE },
	{0},
};

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	(void)input;
	struct stats_screen *s = state(screen);
	int page = frame_height(screen->app) - 3;
	switch (action) {
	case LEAVE: return REACT_LEAVE;
	case DOWN: s->scroll++; break;
	case UP: s->scroll--; break;
	case PAGE_DOWN: s->scroll += page; break;
	case PAGE_UP: s->scroll -= page; break;
	case FIRST: s->scroll = 0; break;
	case LAST: s->scroll = s->page.rows; break;
	}
	return REACT_PAINT;
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct stats_screen *s = state(screen);
	const struct frame_words words = { .left = _("What you have learned") };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	struct canvas page = canvas_part(&body, s->x, 1, s->page.width, body.height - 1);
	statspage_paint(&s->page, s->scroll, &page);
	scroll_marks(&body, s->scroll, s->page.rows + 1);
}

static const struct screen_class class = {
	.title = N_("Statistics"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.paint = paint,
	.close = close_stats,
};
