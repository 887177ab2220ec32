#include "tui/tui.h"

#include "tui/app.h"
#include "tui/term.h"

enum { MAX_FDS = 32 };

/* The canvas is kept from picture to picture. */
static void paint(struct terminal *term, const struct app *app, struct canvas *canvas)
{
	if (canvas->width != term->width || canvas->height != term->height) {
		canvas_free(canvas);
		*canvas = canvas_new(term->width, term->height);
	}
	app_paint(app, canvas);
	term_show(term, canvas);
}

/* Keys are taken one by one, but all that wait are worked off before the next picture. */
static bool work_off(struct terminal *term, struct app *app, struct input input)
{
	do {
		if (input.key == INPUT_RESIZE) {
			app_glyphs(app, term->glyphs);
			app_ground(app, term->theme == TUI_THEME_LIGHT);
			app_resize(app, term->width, term->height);
		} else if (!app_key(app, &input)) {
			return false;
		}
	} while (term_wait(term, NULL, 0, 0, &input));
	return true;
}

static void run(struct terminal *term, struct app *app)
{
	struct canvas canvas = {0};
	bool changed = true;
	for (;;) {
		if (changed)
			paint(term, app, &canvas);
		int fds[MAX_FDS], n = app_fds(app, fds, MAX_FDS);
		struct input input;
		changed = term_wait(term, fds, n, app_timeout(app), &input);
		if (changed && !work_off(term, app, input))
			break;
		changed |= app_poll(app);
	}
	canvas_free(&canvas);
}

static bool play(struct terminal *term, const struct tui_options *options, struct store *store,
                 struct err *err)
{
	const struct app_options app_options = {
		.data_dir = options->data_dir,
		.path = options->path,
		.round = options->round,
		.topic = options->topic,
		.lab = options->lab,
		.set = options->set,
		.n_set = options->n_set,
		.stats = options->stats,
		.store = store,
		.clock = &clock_system,
		.language = options->language,
		.pool = options->pool,
		.seed = options->seed,
		.glyphs = term->glyphs,
		.mono = term->depth < INK_256,
		.palette = options->palette,
		.light = term->theme == TUI_THEME_LIGHT,
	};
	struct app *app = app_new(&app_options, err);
	if (!app)
		return false;
	app_resize(app, term->width, term->height);
	run(term, app);
	app_free(app);
	return true;
}

int tui_main(const struct tui_options *options, struct err *err)
{
	struct store *store = store_open(options->log_path, err);
	if (!store)
		return 1;
	const struct term_options term_options = {
		.theme = options->theme, .color = options->color, .no_mouse = options->no_mouse,
	};
	struct terminal term;
	bool played = false;
	if (term_open(&term, &term_options, err)) {
		played = play(&term, options, store, err);
		term_close(&term);
	}
	store_close(store);
	return played ? 0 : 1;
}
