/*
 * A lesson being played, or a round (learn/round.h): its quiz, its session and its
 * text. The screens of its steps share it.
 */
#ifndef TUI_PLAY_H
#define TUI_PLAY_H

#include "learn/session.h"
#include "tui/screen.h"

struct play {
	int refs;
	struct quiz *quiz;
	struct session *session;
	const struct course_entry *entry;    /* of the app's course; NULL: a round */
	enum session_kind kind;
	char *topic;                         /* of a round; NULL = any */
	int64_t opened_ms;
};

/* Opened or resumed; NULL with *err. */
struct play *play_open(struct app *app, const struct course_entry *entry, struct err *err);

/* A round of this kind, on a topic or on any (NULL). */
struct play *play_round(struct app *app, enum session_kind kind, const char *topic, struct err *err);

/* The lesson from its start, or another round. */
bool play_again(struct play *play, struct app *app, struct err *err);

struct play *play_ref(struct play *play);
void play_unref(struct play *play);

/* The screen for the step at which the session stands. */
struct screen *play_screen(struct app *app, struct play *play);

/* The lesson's text in this language, else in English, else in any; heap. NULL with *err. */
char *play_lesson(const struct play *play, enum language language, struct err *err);

/* A screen that play_screen made: its play is the second member. */
struct step {
	struct screen screen;
	struct play *play;
	int64_t shown;                   /* the second that its clock shows */
};
struct play *play_of(const struct screen *screen);

const char *play_round_name(enum session_kind kind);    /* translated: "Review" */

void play_title(const struct play *play, enum language language, struct str *out);   /* "lesson61 · Title"; appended */

/*
 * The frame with "lesson61 · Title", the place and, until the summary, the time since the
 * lesson was opened. place NULL = where the session stands: "check 3/6  ●●◉○○○".
 */
struct canvas play_frame(const struct screen *screen, const struct play *play, struct canvas *canvas,
                         const char *place, int rule_join);

/* The clock ticks: how long until it shows another second, and whether it does since `*shown`. */
int play_timeout(const struct play *play, int64_t now_ms);
bool play_ticked(const struct play *play, int64_t now_ms, int64_t *shown);

#endif
