/*
 * A small text editor: UTF-8 with a cursor, and readline's keys for what one does
 * while typing an answer (C-a C-e C-b C-f C-d C-h C-k C-u C-w C-y, with lines C-n C-p).
 */
#ifndef TUI_EDIT_H
#define TUI_EDIT_H

#include "base/str.h"
#include "tui/input.h"

struct edit {
	struct str text;
	struct str killed;               /* C-y brings it back */
	size_t cursor;                   /* a byte of the text, at a character */
	bool lines;                      /* Enter begins a new one */
};

enum { EDIT_MAX_BYTES = 1 << 16 };

void edit_init(struct edit *edit, bool lines);
void edit_done(struct edit *edit);
void edit_set(struct edit *edit, const char *text);    /* the cursor goes to its end */

/* Whether the key means something in the editor, at any cursor. */
bool edit_takes(const struct edit *edit, uint32_t key);
void edit_key(struct edit *edit, uint32_t key);

#endif
