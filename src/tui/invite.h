/*
 * What one could type into the console of a lab: examples made from what the pane shows, of which each can be
 * typed as it stands. Nothing that is covered is named.
 */
#ifndef TUI_INVITE_H
#define TUI_INVITE_H

#include "tui/labpane.h"

enum { INVITE_NAMES = 6, INVITE_LINES = 3 };

struct invite {
	int name[INVITE_NAMES], n_names; /* lines of the state that have a tensor, those that the figure names first */
	struct str line[INVITE_LINES];
	const char *does[INVITE_LINES];  /* what the line does, translated */
	int n_lines;
};

/* Only where there is a state. */
struct invite invite_new(const struct labpane *pane);
void invite_done(struct invite *invite);

#endif
