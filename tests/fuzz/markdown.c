/*
 * Any bytes as a lesson, the first of them its width: what is laid out is clean,
 * fits, and paints what it says. The rest of the bytes as mathematics alone, too.
 */
#include "fuzz.h"
#include "text/markdown.h"
#include "text/math.h"

static void assert_line(const struct markdown_line *line, int width)
{
	int columns = line->indent;
	for (int k = 0; k < line->n_runs; k++) {
		assert_shown(line->runs[k].text);
		assert(!strchr(line->runs[k].text, '\n'));
		columns += utf8_width(line->runs[k].text);
	}
	assert(columns <= width || width < 4);
}

static void assert_fences(const struct markdown *m)
{
	for (int i = 0; i < m->n_fences; i++) {
		assert(m->fences[i].line >= 0 && m->fences[i].line < m->n_lines);
		assert(m->lines[m->fences[i].line].fence == i);
	}
}

static void lay_out(const char *source, int width)
{
	struct markdown *m = markdown_layout(source, width);
	struct canvas canvas = canvas_new(width, 20);
	for (int i = 0; i < m->n_lines; i++)
		assert_line(&m->lines[i], width);
	assert_fences(m);
	for (int first = 0; first < m->n_lines; first += 20)
		markdown_paint(m, first, &canvas);
	canvas_free(&canvas);
	markdown_free(m);
}

static void display(const struct str *tex, int width)
{
	struct str rows = STR_INIT;
	math_display(tex->data, tex->len, width, &rows);
	assert(utf8_lines_width(rows.data) <= (width < 2 ? 2 : width));
	for (char *row = strtok(rows.data, "\n"); row; row = strtok(NULL, "\n"))
		assert_shown(row);
	str_done(&rows);
}

static void mathematics(const char *source)
{
	static const int widths[] = { 1, 7, 20, 40, 76, 1000 };
	struct str clean = STR_INIT, line = STR_INIT;
	text_clean(source, strlen(source), false, &clean);
	math_line(clean.data, clean.len, &line);
	assert_shown(line.data);
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
		display(&clean, widths[i]);
	str_done(&clean);
	str_done(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	char *source = mem_copy_n((const char *)data + 1, size - 1);
	lay_out(source, 1 + data[0] % 120);
	mathematics(source);
	free(source);
	return 0;
}
