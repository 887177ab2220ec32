/*
 * The program without a terminal: keys go in, a canvas comes out.
 *
 * The loop (loop.c) and the tests drive it alike. app_paint changes nothing;
 * time passes only in app_poll.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "base/words.h"
#include "draw/scale.h"
#include "learn/session.h"
#include "text/canvas.h"
#include "tui/glyph.h"
#include "tui/input.h"

struct lab;
struct pool;
struct lab_knob_setting;

enum { APP_MIN_WIDTH = 60, APP_MIN_HEIGHT = 18 };

struct app_options {
	const char *data_dir, *path;   /* as in tui.h */
	enum session_kind round;       /* as in tui.h */
	const char *topic;
	struct lab *lab;
	const struct lab_knob_setting *set;
	int n_set;
	bool stats;                    /* as in tui.h */
	struct store *store;           /* borrowed */
	const struct clock *clock;     /* borrowed */
	enum language language;
	uint64_t seed;
	struct pool *pool;             /* as in tui.h */
	enum glyphs glyphs;            /* what the terminal can draw */
	bool mono;                     /* too few colours for a scale of them */
	enum palette palette;          /* of the scale */
	bool light;                    /* the terminal's ground is light */
};

struct app;

/* NULL with *err when there is nothing to show. */
struct app *app_new(const struct app_options *options, struct err *err);
void app_free(struct app *app);

void app_resize(struct app *app, int width, int height);

/* The terminal can draw more or less than was thought. Nothing changes when it is the same. */
void app_glyphs(struct app *app, enum glyphs glyphs);
void app_ground(struct app *app, bool light);

/* What the student did. False when the program should end. */
bool app_key(struct app *app, const struct input *input);

/* Take what has been computed, move what plays. True when the screen is to be painted again. */
bool app_poll(struct app *app);

/* What poll() should wait for: up to `max` descriptors; and how long, in ms (-1 = for ever). */
int app_fds(const struct app *app, int *fds, int max);
int app_timeout(const struct app *app);

/* Wait for all that is being computed, with a clock that stands: tests. */
void app_settle(struct app *app);

void app_paint(const struct app *app, struct canvas *canvas);

#endif
