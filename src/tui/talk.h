/*
 * A conversation with a lab's console (lab/console.h): what is typed is obeyed, and
 * what comes of it, text and pictures, is kept as painted rows one below the other.
 *
 * It has a copy of the lab's program: what is defined here changes nothing in the
 * lab. Before the answer, what is hidden there is hidden here: whatever names it
 * is refused, and an explanation that would name it, too.
 */
#ifndef TUI_TALK_H
#define TUI_TALK_H

#include "tui/labpane.h"

struct talk;

/* With the pane's lab, its knobs as they are turned, and its covers. NULL with *err. */
struct talk *talk_new(struct labpane *pane, struct err *err);
void talk_free(struct talk *talk);

/* One line, also one that begins with a word of talk_words; painted at this width, pictures up to this height. */
void talk_obey(struct talk *talk, const char *line, int width, int height);

extern const char *const talk_words[];   /* beside the language: "why", "help"; ends with NULL */

/* The names a line speaks of, for completion; until the next definition. */
const struct program *talk_program(const struct talk *talk);

int talk_rows(const struct talk *talk);

/* Its rows from `first` on. */
void talk_paint(const struct talk *talk, int first, struct canvas *canvas);

#endif
