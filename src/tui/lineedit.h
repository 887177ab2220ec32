/*
 * A line typed at a prompt, with GNU readline's keys, history and completion. The
 * only file that knows readline, whose state is the process's: one line is edited
 * at a time, either at the terminal's prompt (open, read, close) or inside a screen,
 * which hands over what is typed and shows the line itself (begin, type, end).
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
void lineedit_close(void);

enum lineedit_end { LINEEDIT_LINE, LINEEDIT_EOF, LINEEDIT_INTERRUPTED, LINEEDIT_MORE };

/* A line, heap, when the end is LINEEDIT_LINE. */
enum lineedit_end lineedit_read(const char *prompt, char **line);

/* Inside a screen: nothing is read from the terminal or written to it. */
void lineedit_begin(const struct lineedit *lineedit);
void lineedit_end(void);

/* The bytes of a key, as terminals send them. LINEEDIT_MORE: the line goes on. */
enum lineedit_end lineedit_type(const char *bytes, char **line);

/* What there is to show; until the next key. */
struct lineedit_view {
	const char *prompt;          /* "", or what readline asks: "(reverse-i-search)`so': " */
	const char *line;
	size_t cursor;               /* in bytes */
	char *const *matches;        /* of a completion that is not settled, or NULL; matches[0] is what they share */
	int n_matches;
};
struct lineedit_view lineedit_view(void);

/* The file in which lines are kept, its folder made; heap, or NULL. */
char *lineedit_history_file(void);

/* For Ctrl-R and the arrow keys. */
void lineedit_remember(const char *line);

/* Becomes true at Ctrl-C, false again when a line is read. */
const atomic_bool *lineedit_interrupted(void);

#endif
