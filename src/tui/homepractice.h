/* Home's rows for what is not a lesson: review, interview, drill. To add one: a row of the table. */
#ifndef TUI_HOMEPRACTICE_H
#define TUI_HOMEPRACTICE_H

#include "learn/cards.h"
#include "tui/screen.h"

int homepractice_count(void);

const char *homepractice_name(int row);     /* of the command: "review" */
const char *homepractice_title(int row);    /* translated: "Review" */

/* What it is, or what waits there; appended. True: something waits. */
bool homepractice_say(int row, const struct card_count *cards, int64_t now_ms, struct str *out);

bool homepractice_open(int row, struct app *app, struct err *err);

#endif
