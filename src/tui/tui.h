/*
 * The full-screen program: home, lesson, questions with their live labs, summary.
 *
 * tui_main takes the terminal, runs until the student leaves and gives the
 * terminal back as it was, also when it fails. Every answer is in the log when
 * it returns. It prints nothing itself.
 */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include <stdint.h>

#include "base/err.h"
#include "base/words.h"
#include "draw/scale.h"
#include "learn/session.h"

struct lab;
struct pool;
struct lab_knob_setting;

enum tui_theme { TUI_THEME_AUTO, TUI_THEME_DARK, TUI_THEME_LIGHT, TUI_THEME_MONO };

/* AUTO: what the terminal has, and none with a NO_COLOR that is not empty; ALWAYS: without asking that. */
enum tui_color {
	TUI_COLOR_AUTO, TUI_COLOR_NEVER, TUI_COLOR_ALWAYS,
	TUI_COLOR_8, TUI_COLOR_16, TUI_COLOR_256, TUI_COLOR_24BIT,
};

struct tui_options {
	const char *data_dir;          /* holds quizzes/ and lessons/ */
	const char *path;              /* a lesson's name, a quiz file or a folder; NULL = home */
	enum session_kind round;       /* one of these at once, of what path names or, without one, of what ships */
	const char *topic;             /* of the round; NULL = any */
	struct lab *lab;               /* this lab alone, borrowed; or NULL */
	const struct lab_knob_setting *set;   /* its knobs */
	int n_set;
	bool stats;                    /* what was learned, instead of the course itself */
	const char *log_path;          /* of the answer log; NULL = the default place */
	enum language language;        /* of the interface and the texts; i18n_open has been called */
	enum tui_theme theme;          /* AUTO = as its background is; without colours mono */
	enum tui_color color;
	enum palette palette;          /* of heatmaps */
	bool no_mouse;                 /* leave it to the terminal: text can be selected */
	uint64_t seed;                 /* of the shuffling */
	struct pool *pool;             /* its threads compute the labs; borrowed, may be NULL */
};

/* The exit status: 0, or 1 with *err set. */
int tui_main(const struct tui_options *options, struct err *err);

/* "dark", "light", "mono", "auto"; false when it is none of them. */
bool tui_theme_parse(const char *name, enum tui_theme *out);

/* "auto", "never", "always", "8", "16", "256", "24bit" */
bool tui_color_parse(const char *name, enum tui_color *out);

#endif
