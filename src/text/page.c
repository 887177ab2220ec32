#include "text/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"
#include "text/wrap.h"

static const char quote_bar[] = "│ ", rule_piece[] = "─";
enum { QUOTE_COLUMNS = 2, TAB_COLUMNS = 4 };

void page_init(struct page *page, struct arena *arena, int width)
{
	*page = (struct page){ .arena = arena, .width = width < 1 ? 1 : width };
}

void page_done(struct page *page)
{
	free(page->lines);
	free(page->fences);
	free(page->row);
}

void page_finish(struct page *page, struct markdown *out)
{
	struct markdown_line *lines = arena_new(page->arena, (size_t)page->n_lines, sizeof *lines);
	struct markdown_fence *fences = arena_new(page->arena, (size_t)page->n_fences, sizeof *fences);
	if (page->n_lines)
		memcpy(lines, page->lines, (size_t)page->n_lines * sizeof *lines);
	if (page->n_fences)
		memcpy(fences, page->fences, (size_t)page->n_fences * sizeof *fences);
	*out = (struct markdown){
		.lines = lines, .n_lines = page->n_lines,
		.fences = fences, .n_fences = page->n_fences, .arena = page->arena,
	};
}

/* ---- Containers ---- */

static int shown(const struct page *page)
{
	return page->depth < PAGE_MAX_CONTAINERS ? page->depth : PAGE_MAX_CONTAINERS;
}

static int inset(const struct page *page)
{
	int columns = 0;
	for (int i = 0; i < shown(page); i++)
		columns += page->containers[i].columns;
	return columns;
}

int page_columns(const struct page *page)
{
	int left = page->width - inset(page);
	return left < 1 ? 1 : left;
}

bool page_push(struct page *page, const char *marker, bool tight)
{
	int columns = marker ? utf8_width(marker) : QUOTE_COLUMNS;
	bool fits = page->depth < PAGE_MAX_CONTAINERS && 2 * (inset(page) + columns) <= page->width;
	if (page->depth < PAGE_MAX_CONTAINERS)
		page->containers[page->depth] = (struct container){
			.marker = marker ? arena_copy(page->arena, marker) : NULL,
			.columns = fits ? columns : 0, .fresh = fits && marker, .tight = tight,
		};
	page->depth++;
	return fits;
}

/* An item without a text is its marker. */
void page_pop(struct page *page)
{
	if (page->depth <= PAGE_MAX_CONTAINERS && page->containers[page->depth - 1].fresh) {
		page_begin(page);
		page_end(page);
	}
	page->depth--;
}

bool page_tight(const struct page *page)
{
	int n = shown(page);
	return n > 0 && page->containers[n - 1].tight;
}

/* ---- Lines ---- */

void page_run(struct page *page, enum role role, const char *text, size_t len)
{
	if (len == 0)
		return;
	if (page->n_row == page->cap_row) {
		page->cap_row = page->cap_row ? 2 * page->cap_row : 8;
		page->row = mem_grow(page->row, (size_t)page->cap_row, sizeof *page->row);
	}
	page->row[page->n_row++] = (struct run_of_text){
		.role = role, .text = arena_copy_n(page->arena, text, len),
	};
}

void page_blanks(struct page *page, int columns)
{
	static const char blanks[] = "                                ";
	enum { MANY = sizeof blanks - 1 };
	if (page->n_row == 0) {
		page->indent += columns;
		return;
	}
	for (; columns > 0; columns -= MANY)
		page_run(page, ROLE_TEXT, blanks, columns < MANY ? (size_t)columns : MANY);
}

static void begin_inside(struct page *page, bool markers)
{
	page->n_row = 0;
	page->indent = 0;
	for (int i = 0; i < shown(page); i++) {
		struct container *container = &page->containers[i];
		if (container->columns && !container->marker)
			page_run(page, ROLE_BORDER, quote_bar, strlen(quote_bar));
		else if (markers && container->fresh)
			page_run(page, ROLE_TEXT, container->marker, strlen(container->marker));
		else
			page_blanks(page, container->columns);
		container->fresh &= !markers;
	}
}

void page_begin(struct page *page)
{
	begin_inside(page, true);
}

struct markdown_line *page_end(struct page *page)
{
	if (page->n_lines == page->cap_lines) {
		page->cap_lines = page->cap_lines ? 2 * page->cap_lines : 16;
		page->lines = mem_grow(page->lines, (size_t)page->cap_lines, sizeof *page->lines);
	}
	struct run_of_text *runs = NULL;
	if (page->n_row) {
		runs = arena_new(page->arena, (size_t)page->n_row, sizeof *runs);
		memcpy(runs, page->row, (size_t)page->n_row * sizeof *runs);
	}
	struct markdown_line *line = &page->lines[page->n_lines++];
	*line = (struct markdown_line){
		.indent = page->indent, .runs = runs, .n_runs = page->n_row, .fence = -1,
	};
	return line;
}

void page_separate(struct page *page)
{
	if (page->gap && !page_tight(page)) {
		begin_inside(page, false);
		page_end(page);
	}
	page->gap = false;
}

void page_part(struct page *page, const struct flow *flow, size_t begin, size_t end)
{
	enum role role = ROLE_TEXT;
	for (size_t stop; begin < end; begin = stop) {
		stop = flow_stretch_end(flow, begin, &role);
		stop = stop < end ? stop : end;
		page_run(page, role, flow->text.data + begin, stop - begin);
	}
}

/* ---- Paragraphs ---- */

void page_flow(struct page *page, const struct flow *flow, int heading)
{
	const char *text = flow->text.data;
	for (size_t i = 0, next; text[i]; i += next) {
		page_begin(page);
		size_t n = wrap_line(text + i, page_columns(page), &next);
		page_part(page, flow, i, i + n);
		page_end(page)->heading = i == 0 ? heading : 0;
	}
	page->gap = true;
}

void page_block(struct page *page, enum role role, const char *lines)
{
	int rest = page_columns(page) - utf8_lines_width(lines);
	for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		size_t indent = strspn(lines, " ");
		page_begin(page);
		if (n > 0)
			page_blanks(page, (rest > 0 ? rest / 2 : 0) + (int)indent);
		page_run(page, role, lines + indent, n - indent);
		page_end(page);
	}
	page->gap = true;
}

static void expand_tabs(const char *text, size_t len, struct str *out)
{
	int column = 0;
	uint32_t c;
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		int columns = c == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : utf8_char_width(c);
		column += columns;
		if (c != '\t')
			str_add_n(out, text + i, n);
		else
			str_addf(out, "%*s", columns, "");
	}
}

/* Lines as they are; one that is too long goes on in the next. */
void page_verbatim(struct page *page, enum role role, int indent, const char *text)
{
	struct str line = STR_INIT;
	for (size_t n; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		str_clear(&line);
		expand_tabs(text, n, &line);
		const char *rest = line.data;
		size_t next = 0;
		do {
			page_begin(page);
			int columns = page_columns(page), left = 3 * indent < columns ? indent : 0;
			page_blanks(page, left);
			if (*rest)
				page_run(page, role, rest, wrap_line(rest, columns - left, &next));
			page_end(page);
			rest += next;
		} while (*rest);
	}
	str_done(&line);
	page->gap = true;
}

void page_rule(struct page *page)
{
	struct str rule = STR_INIT;
	page_begin(page);
	for (int i = page_columns(page); i > 0; i--)
		str_add(&rule, rule_piece);
	page_run(page, ROLE_BORDER, rule.data, rule.len);
	page_end(page);
	str_done(&rule);
	page->gap = true;
}

void page_fence(struct page *page, const char *info, const char *text, const char *label)
{
	if (page->n_fences == page->cap_fences) {
		page->cap_fences = page->cap_fences ? 2 * page->cap_fences : 4;
		page->fences = mem_grow(page->fences, (size_t)page->cap_fences, sizeof *page->fences);
	}
	page_begin(page);
	page_run(page, ROLE_DIM, label, utf8_fit(label, page_columns(page)));
	page_end(page)->fence = page->n_fences;
	page->fences[page->n_fences++] = (struct markdown_fence){
		.info = arena_copy(page->arena, info), .text = arena_copy(page->arena, text),
		.line = page->n_lines - 1,
	};
	page->gap = true;
}
