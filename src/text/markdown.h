/*
 * Markdown (CommonMark, tables, $mathematics$) as lines ready to be painted.
 *
 * markdown_layout parses a document and breaks it to a width: paragraphs wrap
 * at spaces and between CJK characters (not before closing punctuation), lists
 * indent, tables align, code keeps its lines, mathematics becomes Unicode: in
 * the line, or as a block in the middle (math.h).
 * The document owns everything; the source may be freed afterwards.
 *
 * A link's address follows it when it says more than the words: in the line, or
 * as a note at the end where it is long; an image is its [description]; comments
 * of one word mark places, others are not shown; other HTML is shown as it is
 * written. Any bytes are safe (text_clean runs first).
 * No line is wider than `width`, except where a single character is.
 */
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "base/arena.h"
#include "text/canvas.h"

struct run_of_text {            /* a stretch of one line in one role */
	enum role role;
	const char *text;           /* UTF-8, clean */
};

struct markdown_line {
	int indent;                 /* columns */
	const struct run_of_text *runs;
	int n_runs;
	int heading;                /* 1..6 for the first line of a heading, else 0 */
	int fence;                  /* the index of the fenced block that this line stands for, or -1 */
};

struct markdown_fence {         /* ```lab … ``` blocks and <!-- name --> marks: live places */
	const char *info;           /* "lab cross-attention", "check" for <!-- check --> */
	const char *text;           /* the block's content */
	int line;                   /* its (only) line in the layout */
};

struct markdown {
	const struct markdown_line *lines;
	int n_lines;
	const struct markdown_fence *fences;
	int n_fences;
	struct arena *arena;
};

/* Never NULL. Fences whose info begins with "lab" and comments <!-- word --> become fences; other code stays text. */
struct markdown *markdown_layout(const char *source, int width);
void markdown_free(struct markdown *markdown);

/* Paint lines [first, …) until the canvas is full; returns the number painted. */
int markdown_paint(const struct markdown *markdown, int first, struct canvas *canvas);

/* All lines as text. */
void markdown_to_text(const struct markdown *markdown, struct str *out);

#endif
