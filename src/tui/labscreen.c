/* A lab alone on the screen: a pane that has all of it, and the way out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/program.h"
#include "text/utf8.h"
#include "tui/labkeys.h"
#include "tui/labmove.h"
#include "tui/labpaint.h"

enum { TAB = 1, TAB_BACK, MOUSE, LEAVE };

struct lab_screen {
	struct screen screen;
	struct labpane *pane;
};

static struct labpane *pane_of(const struct screen *screen)
{
	return ((const struct lab_screen *)screen)->pane;
}

static const struct screen_class class;

struct screen *lab_screen_new(struct app *app, struct lab *lab)
{
	struct lab_screen *s = mem_new(1, sizeof *s);
	s->screen = (struct screen){ &class, app };
	s->pane = labpane_new(app, lab, NULL);
	s->pane->whole = true;
	s->pane->focus = LABPANE_KNOBS;
	labpane_set(s->pane, app->options.set, app->options.n_set);
	labpane_start(s->pane);
	return &s->screen;
}

static void close_lab(struct screen *screen)
{
	labpane_free(pane_of(screen));
	free(screen);
}

static void arrange(struct screen *screen)
{
	labpane_speak(pane_of(screen), screen->app->language);
	labpaint_settle(pane_of(screen), screen->app->width, frame_height(screen->app));
}

/* ---- Keys ---- */

static bool before_figure(const struct screen *screen)
{
	const struct labpane *pane = pane_of(screen);
	return pane->focus == LABPANE_KNOBS && pane->state && pane->state->n_figures > 0;
}

static bool before_knobs(const struct screen *screen)
{
	return pane_of(screen)->focus == LABPANE_FIGURE;
}

static const struct binding bindings[] = {
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("figure"),
	  .help = N_("to the figure: point at its cells"), .when = before_figure, .with_lab = true },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("knobs"),
	  .help = N_("back to the knobs"), .when = before_knobs, .with_lab = true },
	{ .keys = "Shift-Tab", .on = { INPUT_BACK_TAB }, .action = TAB_BACK },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = MOUSE,
	  .help = N_("turn a knob, point at a cell") },
	{ .keys = "wheel", .on = { INPUT_WHEEL_UP, INPUT_WHEEL_DOWN }, .action = MOUSE,
	  .help = N_("scroll what lies below the pointer") },
	{ .keys = "q", .on = { 'q', INPUT_ESCAPE }, .action = LEAVE, .label = N_("leave"),
	  .help = N_("leave the lab"), .with_lab = true, .aim = AIM_LEAVE },
	{0},
};

/* The lab always has the focus. */
static void tab(struct labpane *pane, int direction)
{
	if (!labmove_tab(pane, direction))
		labmove_tab(pane, direction);
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	struct labpane *pane = pane_of(screen);
	const struct input at = { input->key, input->x, input->y - 2 };
	switch (action) {
	case TAB: tab(pane, 1); break;
	case TAB_BACK: tab(pane, -1); break;
	case MOUSE: labkeys_mouse(pane, screen->app->width, frame_height(screen->app), &at); break;
	case LEAVE: return REACT_LEAVE;
	}
	return REACT_PAINT;
}

/* ---- Time ---- */

static bool poll_lab(struct screen *screen)
{
	return labpane_poll(pane_of(screen), screen->app->now_ms);
}

static int fds(const struct screen *screen, int *out, int max)
{
	if (max < 1)
		return 0;
	out[0] = live_fd(pane_of(screen)->live);
	return 1;
}

static int timeout(const struct screen *screen)
{
	return labpane_timeout(pane_of(screen), screen->app->now_ms);
}

static void settle(struct screen *screen)
{
	live_wait(pane_of(screen)->live);
}

/* ---- Paint ---- */

/* "≠ no root 1/2": what is run beside the lab; a long name has a third of the line. */
static void add_variant(const struct labpane *pane, enum language language, struct str *out)
{
	const char *name = labpane_variant_name(pane, language);
	int most = pane->app->width / 3;
	if (!name)
		return;
	size_t fits = utf8_width(name) > most ? utf8_fit(name, most - 1) : strlen(name);
	str_addf(out, "≠ %.*s%s  %d/%d", (int)fits, name, name[fits] ? "…" : "", pane->variant + 1,
	         lab_program(pane->lab)->n_variants);
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct labpane *pane = pane_of(screen);
	struct str right = STR_INIT;
	add_variant(pane, screen->app->language, &right);
	const struct frame_words words = { .left = lab_name(pane->lab), .right = right.data };
	struct canvas body = frame_paint(screen, canvas, &words, -1);
	labpaint_paint(pane, &body);
	str_done(&right);
}

static struct labpane *lab(const struct screen *screen)
{
	return pane_of(screen);
}

static const struct screen_class class = {
	.title = N_("Lab"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.poll = poll_lab,
	.fds = fds,
	.timeout = timeout,
	.settle = settle,
	.lab = lab,
	.paint = paint,
	.close = close_lab,
};
