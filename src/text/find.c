#include "text/find.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

/* A character of the text and where it stands; a blank for any number of them. */
struct glyph {
	uint32_t c;
	int line, x, columns;
};

struct glyphs {
	struct glyph *at;
	size_t n, cap;
	bool line_ended;
};

enum { PARAGRAPH = '\n' };       /* between blocks: matches nothing */

/* Latin, Greek and Cyrillic; other letters have no case or stay as they are. */
static uint32_t lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
	    (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 0x20;
	return c >= 0x400 && c <= 0x40F ? c + 0x50 : c;
}

static void append(struct glyphs *glyphs, struct glyph glyph)
{
	uint32_t last = glyphs->n ? glyphs->at[glyphs->n - 1].c : PARAGRAPH;
	if (glyph.c == ' ' && (last == ' ' || last == PARAGRAPH))
		return;
	if (glyphs->n == glyphs->cap) {
		glyphs->cap = glyphs->cap ? 2 * glyphs->cap : 1024;
		glyphs->at = mem_grow(glyphs->at, glyphs->cap, sizeof *glyphs->at);
	}
	glyphs->at[glyphs->n++] = glyph;
}

/* The end of a line is a blank, except behind a hyphen and where wide characters meet. */
static void add(struct glyphs *glyphs, struct glyph glyph)
{
	const struct glyph *last = glyphs->n ? &glyphs->at[glyphs->n - 1] : NULL;
	bool joined = last && (last->c == '-' || (last->columns == 2 && glyph.columns == 2));
	if (glyphs->line_ended && !joined && glyph.c != PARAGRAPH)
		append(glyphs, (struct glyph){ .c = ' ', .line = glyph.line });
	glyphs->line_ended = false;
	append(glyphs, glyph);
}

/* Returns the columns; what has none is no part of the words. */
static int add_text(struct glyphs *glyphs, const char *text, int line, int x)
{
	int begin = x;
	uint32_t c;
	for (size_t i = 0, len = strlen(text); i < len; x += utf8_char_width(c)) {
		i += utf8_decode(text + i, len - i, &c);
		int columns = utf8_char_width(c);
		if (columns > 0)
			add(glyphs, (struct glyph){ c == 0xA0 ? ' ' : lower(c), line, x, columns });
	}
	return x - begin;
}

static void add_line(struct glyphs *glyphs, const struct markdown_line *line, int index)
{
	size_t before = glyphs->n;
	int x = line->indent;
	for (int k = 0; k < line->n_runs && line->fence < 0; k++) {
		const struct run_of_text *run = &line->runs[k];
		if (run->role == ROLE_BORDER)
			x += utf8_width(run->text);
		else
			x += add_text(glyphs, run->text, index, x);
	}
	if (glyphs->n == before)
		add(glyphs, (struct glyph){ .c = PARAGRAPH, .line = index });
	glyphs->line_ended = true;
}

static bool matches(const struct glyphs *text, size_t at, const struct glyphs *words)
{
	if (words->n > text->n - at)
		return false;
	for (size_t i = 0; i < words->n; i++)
		if (text->at[at + i].c != words->at[i].c)
			return false;
	return true;
}

static void add_match(struct finds *finds, const struct glyph *from, size_t n)
{
	int line = -1;
	for (size_t i = 0; i < n; i++) {
		if (from[i].columns == 0)
			continue;
		if (from[i].line != line) {
			finds->stretches = mem_grow(finds->stretches, (size_t)finds->n + 1,
			                            sizeof *finds->stretches);
			finds->stretches[finds->n++] = (struct found){
				finds->matches, from[i].line, from[i].x, 0 };
			line = from[i].line;
		}
		struct found *last = &finds->stretches[finds->n - 1];
		last->columns = from[i].x + from[i].columns - last->x;
	}
	finds->matches++;
}

struct finds markdown_find(const struct markdown *markdown, const char *words)
{
	struct glyphs text = {0}, sought = {0};
	struct finds finds = {0};
	add_text(&sought, words, 0, 0);
	for (int i = 0; sought.n > 0 && i < markdown->n_lines; i++)
		add_line(&text, &markdown->lines[i], i);
	for (size_t at = 0; at < text.n; at++)
		if (matches(&text, at, &sought)) {
			add_match(&finds, text.at + at, sought.n);
			at += sought.n - 1;
		}
	free(text.at);
	free(sought.at);
	return finds;
}

void finds_done(struct finds *finds)
{
	free(finds->stretches);
	*finds = (struct finds){0};
}

const struct found *finds_at(const struct finds *finds, int match)
{
	for (int i = 0; i < finds->n; i++)
		if (finds->stretches[i].match == match)
			return &finds->stretches[i];
	return NULL;
}
