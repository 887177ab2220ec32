/*
 * The lesson reader's state, shared by its files: what it does (reader.c), where
 * things lie (readertext.c), its search (readerfind.c), its contents (contents.c).
 *
 * The document is a list of rows: lines of Markdown, the rows of live labs
 * between them, and marks where check questions are asked.
 */
#ifndef TUI_READER_H
#define TUI_READER_H

#include "text/find.h"
#include "tui/labpane.h"
#include "tui/play.h"

enum row_kind { ROW_BEFORE, ROW_LINE, ROW_LAB, ROW_CHECK, ROW_END, ROW_BLANK };

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
	int top, rows;                   /* and takes these rows of the document, */
	int figures;                     /* from this one on its figures */
};

struct search {
	struct str words;                /* what is sought; empty = nothing */
	struct finds finds;              /* in the text as it is laid out now */
	int current;                     /* the match one stands at */
	bool typing;
	int from;                        /* the row one stood at when it began */
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
	int line, within, below;         /* the row that stays, so far below the top, while labs grow */
	int focus;                       /* the lab with the focus, or -1 */
	struct search search;
};

int reader_height(const struct reader *r);
bool reader_sees(const struct reader *r, const struct inline_lab *lab);
void reader_limit_scroll(struct reader *r);

/* Where the next page begins: what this one's end parts is seen there, if a page has the room. */
int reader_next_page(const struct reader *r);

/* Why a lab is not there; the rows of it. canvas NULL: only counted. */
int reader_failure(const struct inline_lab *lab, int width, struct canvas *canvas);

/* Check questions that the lesson asks, and how many have been answered. */
int reader_asks(const struct reader *r, enum quiz_stage stage);
int reader_checks_done(const struct reader *r);

/* The student has scrolled: this row stays at the top while labs come and grow. */
void reader_stay(struct reader *r);

/* Put a line of the text at the top; or where it is seen, and stays so, with a few lines before it. */
void reader_go_to_line(struct reader *r, int line);
void reader_show_line(struct reader *r, int line);
int reader_row_of_line(const struct reader *r, int line);

/* The search: its keys while the words are typed, what it does, where it stands. */
extern const struct binding reader_search_bindings[];
enum {
	SEARCH_BEGIN = 100, SEARCH_TYPE, SEARCH_TAKE, SEARCH_CANCEL, SEARCH_NEXT, SEARCH_BEFORE, SEARCH_END,
};
void reader_search(struct reader *r, int action, const struct input *input);
bool reader_search_types(const struct reader *r, const struct input *input);
void reader_search_again(struct reader *r);      /* the text was laid out anew */
void reader_search_paint(const struct reader *r, struct canvas *body);

struct screen *contents_new(struct reader *r);   /* on top of the reader, which it moves */

void reader_arrange(struct screen *screen);
void reader_close_labs(struct reader *r);

#endif
