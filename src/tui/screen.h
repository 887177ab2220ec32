/*
 * A screen: a const table of callbacks over its state.
 *
 *	key     does what a binding names; the app looked it up in the table
 *	arrange lays the state out anew: the size, the language or the data changed
 *	poll    takes what was computed, moves what plays; true = arrange and paint
 *	paint   state → canvas, and changes nothing
 *
 * The footer, the help and the keys themselves come from one table of bindings.
 * To add a screen: one file with such a table and a function that makes it.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "draw/draw.h"
#include "quiz/course.h"
#include "tui/app.h"

struct screen;

/* What the app does after a key. */
enum reaction {
	REACT_NONE,
	REACT_PAINT,     /* arrange, then paint */
	REACT_STEP,      /* the session moved: show the screen of its step instead of this one */
	REACT_LEAVE,     /* back to the screen below; the program ends when there is none */
};

/* What one wants to do with a key; a binding that says nothing is AIM_MOVE. */
enum aim {
	AIM_MOVE, AIM_ANSWER, AIM_WRITE, AIM_LAB, AIM_FIGURE, AIM_FIND, AIM_LEAVE, AIM_ANYWHERE, AIM_COUNT,
};

struct binding {
	const char *keys;                /* as the footer and the help print it: "PgDn" */
	uint32_t on[6];                  /* inputs that trigger it */
	int action;                      /* of the screen's own enum; from 1 */
	const char *label;               /* a word for the footer, N_(); NULL = help only */
	const char *help;                /* a line for the help, N_(); NULL = the label */
	bool (*when)(const struct screen *screen);     /* NULL = always; else the key does nothing now */
	bool (*ever)(const struct screen *screen);     /* NULL = yes; no: not in the help of this screen either */
	int (*digits)(const struct screen *screen);    /* also the keys 1..n; input->x becomes 0..n-1 */
	enum aim aim;                    /* a heading of the help */
	bool spare;                      /* in the footer where the others have left room */
	bool with_lab;                   /* in the footer also while the lab has the focus */
};

struct labpane;
struct scroll;

enum { ACTION_TYPE = 1000 };

struct screen_class {
	const char *title;               /* for its help, N_() */
	const struct binding *bindings;  /* the last one has no keys */
	const struct binding *(*more)(const struct screen *screen);   /* of a part of it; they go first */
	/* The key is text for a field of the screen: `key` gets it with ACTION_TYPE. */
	bool (*types)(const struct screen *screen, const struct input *input);
	enum reaction (*key)(struct screen *screen, int action, const struct input *input);
	void (*arrange)(struct screen *screen);
	bool (*poll)(struct screen *screen);
	int (*fds)(const struct screen *screen, int *fds, int max);
	int (*timeout)(const struct screen *screen);      /* ms until poll has to be called; -1 = never */
	void (*settle)(struct screen *screen);
	struct labpane *(*lab)(const struct screen *screen);  /* the lab that keys may go to, or NULL */
	struct scroll *(*scroll)(const struct screen *screen);   /* NULL: it is no text that scrolls */
	void (*paint)(const struct screen *screen, struct canvas *canvas);
	void (*close)(struct screen *screen);             /* frees it */
};

struct screen {                          /* the first member of every screen's state */
	const struct screen_class *class;
	struct app *app;
};

enum { APP_MAX_SCREENS = 8 };

struct app {
	struct app_options options;
	enum language wanted;            /* the student's choice */
	enum language language;          /* the same, or English where it cannot be drawn */
	enum glyphs glyphs;
	bool light;                      /* the terminal's ground is */
	int64_t now_ms;                  /* as of the last poll or key */
	uint64_t rounds;                 /* so many were begun: each has a seed of its own */
	int width, height;
	struct course course;
	struct lab_library *library;
	struct screen *stack[APP_MAX_SCREENS];
	int depth;
	char *message;                   /* instead of the footer until the next key, or NULL */
};

/* Put a screen on top; the app owns it. */
void app_push(struct app *app, struct screen *screen);

/* Put the screen on top at which a play stands, and take the play over; false: it is NULL. */
struct play;
bool app_play(struct app *app, struct play *play);

/* Say something in the place of the footer. */
void app_say(struct app *app, const char *text);

/* Put the error there and return REACT_PAINT. */
enum reaction app_fail(struct app *app, const struct err *err);

/* The binding that the input triggers now, or NULL; may fill in input->x for digits. */
const struct binding *binding_find(const struct binding *table, const struct screen *screen,
                                   struct input *input);

/* The tables of keys in force, in the order they are asked; returns how many. */
enum { SCREEN_MAX_TABLES = 4 };
int screen_tables(const struct screen *screen, const struct binding *tables[SCREEN_MAX_TABLES]);

/* The lab on the screen whose keys are in force, or NULL. */
struct labpane *screen_lab(const struct screen *screen);

/* "1-4" for a binding with digits, else its keys. */
void binding_keys(const struct binding *binding, const struct screen *screen, char *out, size_t size);

/*
 * The frame: a title line and a footer, each with a rule. Returns the part
 * between them. `rule_join` is the column where a vertical line meets the rules, or -1.
 */
struct frame_words {
	const char *left;                /* what this is */
	const char *right;               /* where one stands: whole before the other */
	const char *right_key;           /* the key that it tells of, or NULL */
};
struct canvas frame_paint(const struct screen *screen, struct canvas *canvas,
                          const struct frame_words *words, int rule_join);

/* The size of that part. */
int frame_height(const struct app *app);

/* Wrapped text in at most `rows` rows, the last one cut with …; returns the rows. canvas NULL: only counts. */
struct wrapped {
	int x, y, width, rows;
	enum role role;
};
int wrapped_paint(const struct wrapped *place, const char *text, struct canvas *canvas);

const struct binding *app_bindings(void);     /* the keys every screen has */

/* The screens. */
struct screen *home_new(struct app *app);
struct screen *reader_new(struct app *app, struct play *play);
struct screen *question_new(struct app *app, struct play *play);
struct screen *summary_new(struct app *app, struct play *play);
struct screen *stats_new(struct app *app, struct err *err);
struct lab_cell;
struct screen *why_new(struct app *app, struct labpane *pane, const struct lab_cell *cell);
struct screen *lab_screen_new(struct app *app, struct lab *lab);   /* takes over the reference */
struct screen *console_screen_new(struct app *app, struct labpane *pane, struct err *err);
struct screen *help_new(struct app *app, const struct screen *of);

#endif
