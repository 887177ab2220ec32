/*
 * The lesson reader's state, shared by its two files: what it does (reader.c),
 * and where things lie (readertext.c).
 *
 * The document is a list of rows: lines of Markdown, the rows of live labs
 * between them, and marks where check questions are asked.
 */
#ifndef TUI_READER_H
#define TUI_READER_H

#include "text/markdown.h"
#include "tui/labpane.h"
#include "tui/play.h"

enum row_kind { ROW_LINE, ROW_LAB, ROW_CHECK, ROW_END, ROW_BLANK };

struct row {
	enum row_kind kind;
	int index;                       /* the Markdown line, the lab, the check mark */
	int within;                      /* the row within the lab */
	int line;                        /* the Markdown line that it stands for: -1 before, n_lines behind */
};

struct inline_lab {
	int fence;
	struct labpane *pane;            /* NULL: it does not parse */
	char *failure;
	int height;                      /* it is painted at this height, */
	int top, rows;                   /* and takes these rows of the document */
};

struct reader {
	struct step step;
	char *source;                    /* the lesson in `language` */
	enum language language;
	struct markdown *text;
	int width;                       /* the text's; lab_width for labs */
	int x, lab_x, lab_width;
	struct inline_lab *labs;
	int n_labs;
	struct row *rows;
	int n_rows;
	int scroll;
	int line, within;                /* the row the student scrolled to: labs above it may grow */
	int focus;                       /* the lab with the focus, or -1 */
};

int reader_height(const struct reader *r);
bool reader_sees(const struct reader *r, const struct inline_lab *lab);
void reader_limit_scroll(struct reader *r);

/* Check questions that the lesson asks, and how many have been answered. */
int reader_checks(const struct reader *r);
int reader_checks_done(const struct reader *r);

/* The student has scrolled: this row stays at the top while labs come and grow. */
void reader_stay(struct reader *r);

void reader_arrange(struct screen *screen);
void reader_close_labs(struct reader *r);

#endif
