#include "tui/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

void sheet_init(struct sheet *sheet, int width)
{
	*sheet = (struct sheet){ .width = width < 8 ? 8 : width };
	arena_init(&sheet->words, 0);
}

void sheet_done(struct sheet *sheet)
{
	for (int i = 0; i < sheet->count; i++) {
		if (sheet->blocks[i].text)
			markdown_free(sheet->blocks[i].text);
		canvas_free(&sheet->blocks[i].picture);
	}
	free(sheet->blocks);
	arena_done(&sheet->words);
	*sheet = (struct sheet){0};
}

static struct sheet_block *add(struct sheet *sheet, int gap, int indent, int rows)
{
	if (sheet->count == 0)
		gap = 0;
	sheet->blocks = mem_grow(sheet->blocks, (size_t)sheet->count + 1, sizeof *sheet->blocks);
	struct sheet_block *block = &sheet->blocks[sheet->count++];
	*block = (struct sheet_block){
		.indent = indent, .tint = ROLE_COUNT, .tag = -1, .top = sheet->rows + gap, .rows = rows,
	};
	sheet->rows = block->top + rows;
	return block;
}

struct sheet_block *sheet_add(struct sheet *sheet, int gap, int indent, const char *markdown)
{
	struct markdown *text = markdown_layout(markdown, sheet->width - indent);
	int rows = text->n_lines > 0 ? text->n_lines : 1;
	struct sheet_block *block = add(sheet, gap, indent, rows);
	block->text = text;
	return block;
}

struct sheet_block *sheet_add_plain(struct sheet *sheet, int gap, int indent, const char *text)
{
	struct str markdown = STR_INIT;
	for (; *text; text++) {
		if (strchr("\\`*_{}[]()#+-.!$|<>~&^=", *text))
			str_add_char(&markdown, '\\');
		str_add_char(&markdown, *text);
	}
	struct sheet_block *block = sheet_add(sheet, gap, indent, markdown.data);
	str_done(&markdown);
	return block;
}

struct sheet_block *sheet_add_line(struct sheet *sheet, int gap, int indent)
{
	return add(sheet, gap, indent, 1);
}

struct sheet_block *sheet_add_picture(struct sheet *sheet, int gap, int indent, struct canvas picture)
{
	struct sheet_block *block = add(sheet, gap, indent, picture.height);
	block->picture = picture;
	return block;
}

void sheet_run(struct sheet *sheet, enum role role, const char *text)
{
	struct sheet_block *block = &sheet->blocks[sheet->count - 1];
	if (block->n_runs < SHEET_MAX_RUNS)
		block->runs[block->n_runs++] = (struct run_of_text){
			.role = role, .text = arena_copy(&sheet->words, text),
		};
}

int sheet_left(const struct sheet *sheet)
{
	const struct sheet_block *block = &sheet->blocks[sheet->count - 1];
	int used = block->indent;
	for (int i = 0; i < block->n_runs; i++)
		used += utf8_width(block->runs[i].text);
	return sheet->width - used;
}

void sheet_room(struct sheet *sheet, int columns)
{
	const struct sheet_block *block = &sheet->blocks[sheet->count - 1];
	if (block->n_runs > 0 && columns > sheet_left(sheet))
		sheet_add_line(sheet, 0, block->indent);
}

void sheet_runf(struct sheet *sheet, enum role role, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;
	va_start(args, fmt);
	str_addv(&text, fmt, args);
	va_end(args);
	sheet_run(sheet, role, text.data);
	str_done(&text);
}

void sheet_repeat(struct sheet *sheet, enum role role, const char *what, int n)
{
	struct str text = STR_INIT;
	for (int i = 0; i < n; i++)
		str_add(&text, what);
	sheet_run(sheet, role, text.data);
	str_done(&text);
}

void sheet_share(struct sheet *sheet, int columns, int right, int of, int digits)
{
	int full = of ? (columns * right * 2 + of) / (2 * of) : 0;
	sheet_repeat(sheet, ROLE_NUMBER, "▆", full);   /* lower than a row: bars below each other stay apart */
	sheet_repeat(sheet, ROLE_BORDER, "▁", columns - full);
	sheet_runf(sheet, ROLE_STRONG, "  %*d/%-*d", digits, right, digits, of);
	if (of)
		sheet_runf(sheet, ROLE_DIM, "  %3d %%", (200 * right + of) / (2 * of));
}

static void paint_runs(const struct sheet_block *block, int y, struct canvas *canvas)
{
	int x = block->indent;
	for (int i = 0; i < block->n_runs; i++)
		x += canvas_text(canvas, x, y, block->runs[i].role, block->runs[i].text);
}

/* The block's rows [skip, rows) from row y of the canvas on. */
static void paint_block(const struct sheet_block *block, int y, int skip, struct canvas *canvas)
{
	int rows = block->rows - skip;
	if (rows > canvas->height - y)
		rows = canvas->height - y;
	if (block->text) {
		struct canvas part =
			canvas_part(canvas, block->indent, y, canvas->width - block->indent, rows);
		markdown_paint(block->text, skip, &part);
	} else if (block->picture.cells) {
		canvas_copy(canvas, block->indent, y - skip, &block->picture);
	} else {
		paint_runs(block, y, canvas);
	}
	if (block->tint != ROLE_COUNT) {
		int x = block->bar ? 0 : block->indent;
		canvas_role(canvas, x, y, canvas->width - x, rows, block->tint);
	}
	if (skip == 0)
		canvas_text(canvas, 0, y, block->bar ? block->tint : block->sign_role, block->sign);
}

void sheet_paint(const struct sheet *sheet, int first, struct canvas *canvas)
{
	for (int i = 0; i < sheet->count; i++) {
		const struct sheet_block *block = &sheet->blocks[i];
		int y = block->top - first;
		int skip = y < 0 ? -y : 0;
		if (skip < block->rows && y < canvas->height)
			paint_block(block, y + skip, skip, canvas);
	}
}

const struct sheet_block *sheet_at(const struct sheet *sheet, int row)
{
	for (int i = 0; i < sheet->count; i++)
		if (row >= sheet->blocks[i].top &&
		    row < sheet->blocks[i].top + sheet->blocks[i].rows)
			return &sheet->blocks[i];
	return NULL;
}

const struct sheet_block *sheet_tagged(const struct sheet *sheet, int tag)
{
	for (int i = 0; i < sheet->count; i++)
		if (sheet->blocks[i].tag == tag)
			return &sheet->blocks[i];
	return NULL;
}

int sheet_tagged_end(const struct sheet *sheet, int tag)
{
	int end = 0;
	for (int i = 0; i < sheet->count; i++)
		if (sheet->blocks[i].tag == tag)
			end = sheet->blocks[i].top + sheet->blocks[i].rows;
	return end;
}
