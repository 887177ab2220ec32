/* A lesson on the home screen: what is known about it, how far one is, what was gained. */
#ifndef TUI_HOMELESSON_H
#define TUI_HOMELESSON_H

#include "learn/store.h"
#include "tui/screen.h"

struct homelesson {              /* an entry of the course, once it has been on the screen */
	bool known;
	struct words title;          /* heap */
	char *failure;               /* why it cannot be played, or NULL, */
	enum language language;      /* in this language */
	int questions, answered;     /* answered: of the play that is unfinished */
	int by_stage[QUIZ_STAGES], minutes;
	struct store_result result;
};

/* Look at its quiz and at the log, unless that has been done. */
void homelesson_look(struct homelesson *lesson, const struct app *app,
                     const struct course_entry *entry);
void homelesson_forget(struct homelesson *lesson);   /* and what it owns */

/* Its text in this language, else in English: heap, or NULL. */
char *homelesson_text(const struct course_entry *entry, enum language language, size_t *len);

/* Below its title: how far one is and what came of the last play, in a row or in two. */
struct homelesson_place {
	int x, y, rows;
};
void homelesson_paint(const struct homelesson *lesson, bool here, const struct homelesson_place *at,
                      struct canvas *canvas);

#endif
