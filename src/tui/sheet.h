/*
 * A sheet: blocks below each other, of Markdown, of runs or a picture, each with a sign in its margin.
 * Built by arrange, painted as often as one likes, scrolled by rows.
 */
#ifndef TUI_SHEET_H
#define TUI_SHEET_H

#include "base/arena.h"
#include "text/markdown.h"

enum { SHEET_MAX_RUNS = 48 };

struct sheet_block {
	struct markdown *text;                        /* or NULL: one line made of runs, */
	struct canvas picture;                        /* or, with cells, this */
	struct run_of_text runs[SHEET_MAX_RUNS];
	int n_runs;
	int indent;                                   /* columns before the text */
	char sign[16];                                /* in the indent of the first row */
	enum role sign_role;
	enum role tint;                               /* for all of it; ROLE_COUNT = as laid out */
	bool bar;                                     /* tint the whole width: the cursor */
	int tag;                                      /* what it stands for, or -1 */
	int top, rows;                                /* where it lies */
};

struct sheet {
	struct sheet_block *blocks;
	int count, width, rows;
	struct arena words;                           /* of the runs */
};

void sheet_init(struct sheet *sheet, int width);
void sheet_done(struct sheet *sheet);

/* Add a block after `gap` blank rows (plain: nothing in the text is markup); returns it for signs and tints, valid until the next is added. */
struct sheet_block *sheet_add(struct sheet *sheet, int gap, int indent, const char *markdown);
struct sheet_block *sheet_add_plain(struct sheet *sheet, int gap, int indent, const char *text);
struct sheet_block *sheet_add_line(struct sheet *sheet, int gap, int indent);

struct sheet_block *sheet_add_picture(struct sheet *sheet, int gap, int indent, struct canvas picture);   /* takes it over */

/* Words on the line that was added last. */
void sheet_run(struct sheet *sheet, enum role role, const char *text);
int sheet_left(const struct sheet *sheet);                    /* columns that it has left */
/* No room for so many columns more on that line: the words to come have the next one. */
void sheet_room(struct sheet *sheet, int columns);
void sheet_runf(struct sheet *sheet, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);

void sheet_repeat(struct sheet *sheet, enum role role, const char *what, int n);

/* "▆▆▆▆▆▆▁▁▁▁▁▁   4/10   40 %": a bar of so many columns; so many digits make the counts a column. */
void sheet_share(struct sheet *sheet, int columns, int right, int of, int digits);

void sheet_paint(const struct sheet *sheet, int first, struct canvas *canvas);

/* The block at a row, or NULL. The first block with a tag, or NULL; where the last one ends. */
const struct sheet_block *sheet_at(const struct sheet *sheet, int row);
const struct sheet_block *sheet_tagged(const struct sheet *sheet, int tag);
int sheet_tagged_end(const struct sheet *sheet, int tag);

#endif
