/* Statistics: what one has learned, from the answer log. Read once; a play after that is a new screen. */
#include "learn/stats.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/screen.h"
#include "tui/scroll.h"
#include "tui/statspage.h"

enum { LEAVE = 1 };

struct stats_screen {
	struct screen screen;
	struct catalog *catalog;
	struct stats *stats;
	struct statspage page;
	int x;
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
	scroll_fit(&s->scroll, frame_height(app) - 1, s->page.rows);
}

/* ---- Keys ---- */

static struct scroll *scroll(const struct screen *screen)
{
	return &state(screen)->scroll;
}

static const struct binding bindings[] = {
	{ .keys = "q", .on = { 'q', INPUT_ENTER, INPUT_ESCAPE }, .action = LEAVE, .label = N_("close"),
	  .aim = AIM_LEAVE },
	{0},
};

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	(void)screen, (void)action, (void)input;
	return REACT_LEAVE;
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct stats_screen *s = state(screen);
	const struct frame_words words = { .left = _("What you have learned") };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	struct canvas page = canvas_part(&body, s->x, 1, s->page.width, body.height - 1);
	statspage_paint(&s->page, s->scroll.first, &page);
	scroll_marks(&body, s->scroll.first, s->page.rows + 1);
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
