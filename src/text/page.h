/*
 * A laid-out document while it is written: lines go to its arena, inside the
 * quotes and list items that are open. A container that would leave less than
 * half of the page takes no columns; its text then starts at the outer edge.
 */
#ifndef TEXT_PAGE_H
#define TEXT_PAGE_H

#include "text/flow.h"
#include "text/markdown.h"

enum { PAGE_MAX_CONTAINERS = 24 };

struct container {
	const char *marker;     /* "• ", "12. " of a list item; NULL: a quote */
	int columns;            /* 0: it did not fit */
	bool fresh;             /* the marker is still to be shown */
	bool tight;             /* no blank lines between the blocks inside */
};

struct page {
	struct arena *arena;
	int width;
	bool gap;               /* a blank line comes before the next block */
	struct container containers[PAGE_MAX_CONTAINERS];
	int depth;              /* may exceed the array: deeper ones are not shown */
	struct markdown_line *lines;
	int n_lines, cap_lines;
	struct markdown_fence *fences;
	int n_fences, cap_fences;
	struct run_of_text *row;        /* the line in the making */
	int n_row, cap_row, indent;
};

void page_init(struct page *page, struct arena *arena, int width);
void page_done(struct page *page);                      /* frees all but the arena */
void page_finish(struct page *page, struct markdown *out);     /* the lines move to the arena */

/* Quotes (marker NULL) and list items. False when its marker has no room: the caller shows it. */
bool page_push(struct page *page, const char *marker, bool tight);
void page_pop(struct page *page);
bool page_tight(const struct page *page);
int page_columns(const struct page *page);              /* left inside the containers, at least 1 */

void page_separate(struct page *page);                  /* the blank line, when one is due */

/* A line: begin, runs, end. */
void page_begin(struct page *page);
void page_run(struct page *page, enum role role, const char *text, size_t len);
void page_blanks(struct page *page, int columns);
void page_part(struct page *page, const struct flow *flow, size_t begin, size_t end);
struct markdown_line *page_end(struct page *page);      /* valid until the next line */

/* Whole paragraphs. */
void page_flow(struct page *page, const struct flow *flow, int heading);
void page_block(struct page *page, enum role role, const char *lines);   /* as they are, in the middle */
void page_verbatim(struct page *page, enum role role, int indent, const char *text);
void page_rule(struct page *page);
void page_fence(struct page *page, const char *info, const char *text, const char *label);

#endif
