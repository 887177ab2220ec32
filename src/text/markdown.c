/*
 * md4c calls back for every block, span and text; blocks are laid on a page as
 * they end. Mathematics is lifted out before (lift.h), so md4c never sees it.
 */
#include "text/markdown.h"

#include <ctype.h>
#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/entity.h"
#include "text/lift.h"
#include "text/math.h"
#include "text/page.h"
#include "text/table.h"
#include "text/utf8.h"

enum { MAX_LISTS = 32, CODE_INDENT = 2, MAX_CELLS = 100000, MAX_TABLE_COLUMNS = 128 };
enum { ADDRESS_IN_LINE = 24, MAX_NOTES = 999 };      /* columns; addresses at the end of a document */

struct list {
	bool ordered, tight;
	unsigned number;
	char delimiter;
};

struct builder {
	struct page page;
	struct lifted math;
	struct flow paragraph;
	struct flow *flow;              /* where words go: the paragraph, or a table's cell */
	struct str block;               /* the text of a code or HTML block */
	bool in_block;
	struct table table;
	bool in_table, in_header;
	int heading, strong, em, code, image;
	struct list lists[MAX_LISTS];
	int n_lists;                    /* may exceed the array */
	const char **notes;             /* addresses too long for the line, in the arena */
	int n_notes;
	size_t span_begins;             /* in the flow: the words of a link, the description of an image */
};

static enum role role_now(const struct builder *b)
{
	if (b->code)
		return ROLE_CODE;
	if (b->image)
		return ROLE_DIM;
	if (b->heading)
		return ROLE_TITLE;
	if (b->strong || b->in_header)
		return ROLE_STRONG;
	return b->em ? ROLE_EM : ROLE_TEXT;
}

/* The paragraph so far becomes lines. */
static void flush(struct builder *b)
{
	if (str_ends(b->paragraph.text.data, "\r"))
		flow_drop_last(&b->paragraph);
	if (!flow_is_blank(&b->paragraph)) {
		page_separate(&b->page);        /* due where a formula has parted a paragraph */
		page_flow(&b->page, &b->paragraph, b->heading);
	}
	flow_clear(&b->paragraph);
	b->span_begins = 0;
}

/* ---- Words ---- */

static uint32_t last_character(const struct str *text)
{
	uint32_t c;
	size_t i = text->len;
	while (i > 0 && ((unsigned char)text->data[--i] & 0xC0) == 0x80)
		;
	utf8_decode(text->data + i, text->len - i, &c);
	return c;
}

/* A line break of the source is a blank, but between two CJK characters it is nothing. */
static void close_soft_break(struct builder *b, const char *text, size_t len)
{
	uint32_t first, before;
	struct str *written = &b->flow->text;
	if (written->len < 2 || written->data[written->len - 1] != '\r')
		return;
	flow_drop_last(b->flow);
	before = last_character(written);
	utf8_decode(text, len, &first);
	if (utf8_char_width(before) != 2 || utf8_char_width(first) != 2)
		flow_add(b->flow, role_now(b), " ", 1);
}

/* Tabs become blanks, and none begins a paragraph (after a formula on its own line). */
static void add_words(struct builder *b, enum role role, const char *text, size_t len)
{
	while (len > 0 && b->flow->text.len == 0 && (*text == ' ' || *text == '\t'))
		text++, len--;
	if (len == 0)
		return;
	close_soft_break(b, text, len);
	for (const char *tab; (tab = memchr(text, '\t', len)) != NULL;) {
		size_t before = (size_t)(tab - text);
		flow_add(b->flow, role, text, before);
		flow_add(b->flow, role, " ", 1);
		text += before + 1;
		len -= before + 1;
	}
	flow_add(b->flow, role, text, len);
}

static void add_soft_break(struct builder *b)
{
	uint32_t last = last_character(&b->flow->text);
	if (b->flow->text.len > 0 && last != '\n' && last != '\r')
		flow_add(b->flow, role_now(b), "\r", 1);   /* resolved by what follows: clean text has no \r */
}

static void add_display(struct builder *b, const struct lifted_span *span)
{
	struct str lines = STR_INIT;
	flush(b);
	page_separate(&b->page);
	math_display(span->tex, span->len, page_columns(&b->page), &lines);
	page_block(&b->page, ROLE_CODE, lines.data);
	str_done(&lines);
}

static void add_math(struct builder *b, const struct lifted_span *span)
{
	if (span->display && b->flow == &b->paragraph && !b->heading) {
		add_display(b, span);
		return;
	}
	struct str text = STR_INIT;
	math_line(span->tex, span->len, &text);
	add_words(b, b->heading ? ROLE_TITLE : ROLE_CODE, text.data, text.len);
	str_done(&text);
}

static void add_text(struct builder *b, const char *text, size_t len)
{
	size_t at, mark_len;
	const struct lifted_span *span;
	while ((span = lift_find(&b->math, text, len, &at, &mark_len)) != NULL) {
		add_words(b, role_now(b), text, at);
		add_math(b, span);
		text += at + mark_len;
		len -= at + mark_len;
	}
	add_words(b, role_now(b), text, len);
}

/* A link's address or a fence's info: text and entities in turn. */
static void add_attribute(const struct builder *b, const MD_ATTRIBUTE *attribute, struct str *out)
{
	struct str text = STR_INIT;
	for (int i = 0; attribute->text && attribute->substr_offsets[i] < attribute->size; i++) {
		const char *part = attribute->text + attribute->substr_offsets[i];
		size_t len = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
		if (attribute->substr_types[i] == MD_TEXT_ENTITY)
			entity_add(part, len, &text);
		else
			str_add_n(&text, part, len);
	}
	lift_restore(&b->math, text.data, text.len, out);
	str_done(&text);
}

/* ---- HTML ---- */

/* The comment's one word (letters, digits, - _), or an empty str. */
static void comment_word(const char *text, size_t len, struct str *out)
{
	while (len > 0 && isspace((unsigned char)*text))
		text++, len--;
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
			return;
	str_add_n(out, text, len);
}

static void lay_html_text(struct builder *b, const char *text, size_t len)
{
	struct str words = STR_INIT;
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	while (len > 0 && *text == '\n')
		text++, len--;
	str_add_n(&words, text, len);
	if (len > 0) {
		page_separate(&b->page);
		page_verbatim(&b->page, ROLE_TEXT, 0, words.data);
	}
	str_done(&words);
}

static void lay_html(struct builder *b)
{
	const char *text = b->block.data, *open, *close;
	while ((open = strstr(text, "<!--")) != NULL && (close = strstr(open + 4, "-->")) != NULL) {
		struct str word = STR_INIT;
		lay_html_text(b, text, (size_t)(open - text));
		comment_word(open + 4, (size_t)(close - open - 4), &word);
		if (word.len) {
			page_separate(&b->page);
			page_fence(&b->page, word.data, "", "");
		}
		str_done(&word);
		text = close + 3;
	}
	lay_html_text(b, text, strlen(text));
}

static void add_html_span(struct builder *b, const char *text, size_t len)
{
	struct str tag = STR_INIT;
	lift_restore(&b->math, text, len, &tag);
	if (strncasecmp(tag.data, "<br", 3) == 0 && !isalnum((unsigned char)tag.data[3]))
		add_words(b, role_now(b), "\n", 1);
	else if (!str_starts(tag.data, "<!--"))
		add_words(b, role_now(b), tag.data, tag.len);
	str_done(&tag);
}

/* ---- Blocks ---- */

static void enter_item(struct builder *b)
{
	struct list list = { .tight = true };
	char marker[16] = "• ";
	if (b->n_lists <= MAX_LISTS) {
		struct list *own = &b->lists[b->n_lists - 1];
		list = *own;
		own->number++;
	}
	if (list.ordered)
		snprintf(marker, sizeof marker, "%u%c ", list.number, list.delimiter);
	if (!list.tight)
		page_separate(&b->page);
	b->page.gap = false;
	if (!page_push(&b->page, marker, list.tight))
		flow_add(&b->paragraph, ROLE_TEXT, marker, strlen(marker));
}

static void enter_list(struct builder *b, struct list list)
{
	page_separate(&b->page);
	if (b->n_lists < MAX_LISTS)
		b->lists[b->n_lists] = list;
	b->n_lists++;
}

static int enter_table(struct builder *b, const MD_BLOCK_TABLE_DETAIL *detail)
{
	size_t rows = (size_t)detail->head_row_count + detail->body_row_count;
	if (detail->col_count > MAX_TABLE_COLUMNS || rows * detail->col_count > MAX_CELLS)
		return 1;
	page_separate(&b->page);
	table_init(&b->table, (int)detail->col_count);
	b->in_table = true;
	return 0;
}

static void enter_cell(struct builder *b, const MD_BLOCK_TD_DETAIL *detail, bool header)
{
	static const enum table_align align[] = {
		[MD_ALIGN_DEFAULT] = TABLE_LEFT, [MD_ALIGN_LEFT] = TABLE_LEFT,
		[MD_ALIGN_CENTER] = TABLE_CENTRE, [MD_ALIGN_RIGHT] = TABLE_RIGHT,
	};
	b->in_header = header;
	b->flow = table_add_cell(&b->table, align[detail->align]);
	b->span_begins = 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct builder *b = data;
	flush(b);
	switch (type) {
	case MD_BLOCK_QUOTE:
		page_separate(&b->page);
		page_push(&b->page, NULL, false);
		break;
	case MD_BLOCK_UL:
		enter_list(b, (struct list){ .tight = ((MD_BLOCK_UL_DETAIL *)detail)->is_tight });
		break;
	case MD_BLOCK_OL: {
		const MD_BLOCK_OL_DETAIL *ol = detail;
		enter_list(b, (struct list){ .ordered = true, .tight = ol->is_tight,
		                             .number = ol->start, .delimiter = ol->mark_delimiter });
		break;
	}
	case MD_BLOCK_LI:
		enter_item(b);
		break;
	case MD_BLOCK_H:
		b->heading = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
		page_separate(&b->page);
		break;
	case MD_BLOCK_HR: case MD_BLOCK_P:
		page_separate(&b->page);
		if (type == MD_BLOCK_HR)
			page_rule(&b->page);
		break;
	case MD_BLOCK_CODE: case MD_BLOCK_HTML:
		str_clear(&b->block);
		b->in_block = true;
		break;
	case MD_BLOCK_TABLE:
		return enter_table(b, detail);
	case MD_BLOCK_TH: case MD_BLOCK_TD:
		enter_cell(b, detail, type == MD_BLOCK_TH);
		break;
	default:
		break;
	}
	return 0;
}

static void leave_code(struct builder *b, const MD_BLOCK_CODE_DETAIL *detail)
{
	struct str info = STR_INIT;
	add_attribute(b, &detail->info, &info);
	page_separate(&b->page);
	if (str_starts(info.data, "lab") && (!info.data[3] || info.data[3] == ' ')) {
		char *label = arena_printf(b->page.arena, "[%s]", info.data);
		page_fence(&b->page, info.data, b->block.data, label);
	} else {
		page_verbatim(&b->page, ROLE_CODE, CODE_INDENT, b->block.data);
	}
	str_done(&info);
	b->in_block = false;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct builder *b = data;
	flush(b);
	switch (type) {
	case MD_BLOCK_QUOTE: case MD_BLOCK_LI:
		page_pop(&b->page);
		b->page.gap = true;
		break;
	case MD_BLOCK_UL: case MD_BLOCK_OL:
		b->n_lists--;
		b->page.gap = true;
		break;
	case MD_BLOCK_H:
		b->heading = 0;
		break;
	case MD_BLOCK_CODE:
		leave_code(b, detail);
		break;
	case MD_BLOCK_HTML:
		lay_html(b);
		b->in_block = false;
		break;
	case MD_BLOCK_TABLE:
		table_lay(&b->table, &b->page);
		table_done(&b->table);
		b->in_table = false;
		break;
	case MD_BLOCK_TH: case MD_BLOCK_TD:
		b->flow = &b->paragraph;
		b->in_header = false;
		break;
	default:
		break;
	}
	return 0;
}

/* ---- Spans ---- */

static int enter_span(MD_SPANTYPE type, void *detail, void *data)
{
	struct builder *b = data;
	(void)detail;
	b->strong += type == MD_SPAN_STRONG;
	b->em += type == MD_SPAN_EM;
	b->code += type == MD_SPAN_CODE;
	if (type == MD_SPAN_IMG) {
		b->image++;
		add_words(b, role_now(b), "[", 1);
	}
	if (type == MD_SPAN_A || type == MD_SPAN_IMG)
		b->span_begins = b->flow->text.len;
	return 0;
}

static const char *words_of_span(const struct builder *b)
{
	const struct str *text = &b->flow->text;
	return text->data + (b->span_begins < text->len ? b->span_begins : text->len);
}

/* The number of the note with this address. */
static int note(struct builder *b, const char *address)
{
	for (int i = 0; i < b->n_notes; i++)
		if (strcmp(b->notes[i], address) == 0)
			return i + 1;
	b->notes = mem_grow(b->notes, (size_t)b->n_notes + 1, sizeof *b->notes);
	b->notes[b->n_notes++] = arena_copy(b->page.arena, address);
	return b->n_notes;
}

static void lay_notes(struct builder *b)
{
	page_separate(&b->page);
	for (int i = 0; i < b->n_notes; i++) {
		struct str text = STR_INIT;
		str_addf(&text, "[%d] %s", i + 1, b->notes[i]);
		page_verbatim(&b->page, ROLE_DIM, 0, text.data);
		str_done(&text);
	}
}

/* A short address follows its words, a long one stands at the end of the document. */
static void leave_link(struct builder *b, const MD_SPAN_A_DETAIL *detail)
{
	struct str address = STR_INIT, mark = STR_INIT;
	add_attribute(b, &detail->href, &address);
	const char *said = address.data + (str_starts(address.data, "mailto:") ? strlen("mailto:") : 0);
	if (*said && strcmp(said, words_of_span(b)) != 0) {
		if (utf8_width(address.data) > ADDRESS_IN_LINE && b->n_notes < MAX_NOTES)
			str_addf(&mark, " [%d]", note(b, address.data));
		else
			str_addf(&mark, " (%s)", address.data);
		add_words(b, ROLE_DIM, mark.data, mark.len);
	}
	str_done(&mark);
	str_done(&address);
}

/* An image without a description shows its address. */
static void leave_image(struct builder *b, const MD_SPAN_IMG_DETAIL *detail)
{
	struct str address = STR_INIT;
	add_attribute(b, &detail->src, &address);
	if (!*words_of_span(b))
		add_words(b, role_now(b), address.data, address.len);
	add_words(b, role_now(b), "]", 1);
	b->image--;
	str_done(&address);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data)
{
	struct builder *b = data;
	b->strong -= type == MD_SPAN_STRONG;
	b->em -= type == MD_SPAN_EM;
	b->code -= type == MD_SPAN_CODE;
	if (type == MD_SPAN_A)
		leave_link(b, detail);
	if (type == MD_SPAN_IMG)
		leave_image(b, detail);
	return 0;
}

static void add_piece(struct builder *b, MD_TEXTTYPE type, const char *text, size_t len)
{
	struct str whole = STR_INIT;
	if (type == MD_TEXT_ENTITY)
		entity_add(text, len, &whole);
	else
		lift_restore(&b->math, text, len, &whole);
	if (b->in_block)
		str_add_n(&b->block, whole.data, whole.len);
	else
		add_words(b, role_now(b), whole.data, whole.len);
	str_done(&whole);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *data)
{
	struct builder *b = data;
	if (type == MD_TEXT_SOFTBR)
		add_soft_break(b);
	else if (type == MD_TEXT_BR)
		add_words(b, role_now(b), "\n", 1);
	else if (type == MD_TEXT_HTML && !b->in_block)
		add_html_span(b, text, len);
	else if (type == MD_TEXT_NORMAL)
		add_text(b, text, len);
	else
		add_piece(b, type, text, len);
	return 0;
}

/* ---- The document ---- */

static bool build(struct builder *b, struct arena *arena, const char *clean, int width)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES,
		.enter_block = enter_block, .leave_block = leave_block,
		.enter_span = enter_span, .leave_span = leave_span, .text = on_text,
	};
	*b = (struct builder){ .paragraph = FLOW_INIT, .block = STR_INIT };
	b->flow = &b->paragraph;
	page_init(&b->page, arena, width);
	lift_math(clean, &b->math);
	if (md_parse(b->math.text.data, (MD_SIZE)b->math.text.len, &parser, b) != 0)
		return false;
	if (b->n_notes > 0)
		lay_notes(b);
	return true;
}

static void done(struct builder *b)
{
	if (b->in_table)
		table_done(&b->table);
	page_done(&b->page);
	free(b->notes);
	lift_done(&b->math);
	flow_done(&b->paragraph);
	str_done(&b->block);
}

struct markdown *markdown_layout(const char *source, int width)
{
	struct markdown *markdown = mem_new(1, sizeof *markdown);
	struct arena *arena = mem_new(1, sizeof *arena);
	struct str clean = STR_INIT;
	struct builder b;
	arena_init(arena, 0);
	text_clean(source, strlen(source), true, &clean);
	if (!build(&b, arena, clean.data, width)) {   /* a table beyond all measure: shown as written */
		page_done(&b.page);
		page_init(&b.page, arena, width);
		page_verbatim(&b.page, ROLE_TEXT, 0, clean.data);
	}
	page_finish(&b.page, markdown);
	done(&b);
	str_done(&clean);
	return markdown;
}

void markdown_free(struct markdown *markdown)
{
	if (!markdown)
		return;
	arena_done(markdown->arena);
	free(markdown->arena);
	free(markdown);
}

int markdown_paint(const struct markdown *markdown, int first, struct canvas *canvas)
{
	int y = 0;
	first = first < 0 ? 0 : first;
	for (int i = first; i < markdown->n_lines && y < canvas->height; i++, y++) {
		const struct markdown_line *line = &markdown->lines[i];
		int x = line->indent;
		for (int k = 0; k < line->n_runs; k++)
			x += canvas_text(canvas, x, y, line->runs[k].role, line->runs[k].text);
	}
	return y;
}

void markdown_to_text(const struct markdown *markdown, struct str *out)
{
	for (int i = 0; i < markdown->n_lines; i++) {
		const struct markdown_line *line = &markdown->lines[i];
		size_t kept = out->len;
		str_addf(out, "%*s", line->n_runs ? line->indent : 0, "");
		for (int k = 0; k < line->n_runs; k++)
			str_add(out, line->runs[k].text);
		while (out->len > kept && out->data[out->len - 1] == ' ')
			out->len--;
		str_add_char(out, '\n');
	}
}
