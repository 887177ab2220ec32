/*
 * A line typed at a prompt, with GNU readline's keys, history and completion. The
 * only file that knows readline, whose state is the process's: one line is edited
 * at a time, and outside the screens.
 */
#ifndef TUI_LINEEDIT_H
#define TUI_LINEEDIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct lineedit {
	const char *history;         /* the file it is kept in, or NULL */
	/* Heap words ending with NULL that may stand at the cursor; NULL: names of files. */
	char **(*complete)(void *context, const char *line, size_t cursor);
	void *context;
};

/* Borrowed until lineedit_close. Ctrl-C is caught until then. */
void lineedit_open(const struct lineedit *lineedit);
void lineedit_close(void);       /* writes the history */

enum lineedit_end { LINEEDIT_LINE, LINEEDIT_EOF, LINEEDIT_INTERRUPTED };

/* A line, heap, when the end is LINEEDIT_LINE. */
enum lineedit_end lineedit_read(const char *prompt, char **line);

/* For Ctrl-R and the arrow keys. */
void lineedit_remember(const char *line);

/* Becomes true at Ctrl-C, false again when a line is read. */
const atomic_bool *lineedit_interrupted(void);

#endif
