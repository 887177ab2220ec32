#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "quiz/quiz.h"
#include "text/utf8.h"

/* Paths and messages quote what stands in files, so both are cleaned. */
static char *clean_line(const char *text)
{
	struct str clean = STR_INIT;
	text_clean(text, strlen(text), false, &clean);
	return str_take(&clean);
}

/* Findings of one file come together and share their path. */
static const char *own_path(const struct findings *findings, const char *path)
{
	char *clean = clean_line(path);
	const struct finding *last = findings->count ? &findings->list[findings->count - 1] : NULL;
	if (!last || strcmp(last->path, clean) != 0)
		return clean;
	free(clean);
	return last->path;
}

static struct finding *add_room(struct findings *findings)
{
	int n = findings->count;
	if ((n & (n - 1)) == 0)   /* full at every power of two */
		findings->list = mem_grow(findings->list, n ? 2 * (size_t)n : 1, sizeof *findings->list);
	return &findings->list[n];
}

void findings_add(struct findings *findings, enum finding_level level, const char *path,
                  uint32_t line, uint32_t column, const char *rule, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;
	va_start(args, fmt);
	str_addv(&text, _(fmt), args);
	va_end(args);
	*add_room(findings) = (struct finding){
		.level = level,
		.path = own_path(findings, path),
		.line = line,
		.column = column,
		.rule = rule,
		.text = clean_line(text.data),
		.order = findings->count,
	};
	findings->count++;
	findings->errors += level == FINDING_ERROR;
	str_done(&text);
}

void findings_prefix(struct findings *findings, int from, const char *text)
{
	for (int i = from; i < findings->count; i++) {
		struct str whole = STR_INIT;
		str_add(&whole, text);
		str_add(&whole, findings->list[i].text);
		free(findings->list[i].text);
		findings->list[i].text = str_take(&whole);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct finding *f = a, *g = b;
	if (f->line != g->line)
		return f->line < g->line ? -1 : 1;
	if (f->column != g->column)
		return f->column < g->column ? -1 : 1;
	return f->order - g->order;
}

void findings_sort(struct findings *findings, int from)
{
	if (findings->count > from)
		qsort(findings->list + from, (size_t)(findings->count - from), sizeof *findings->list, by_place);
}

void findings_free(struct findings *findings)
{
	for (int i = 0; i < findings->count; i++) {
		const char *path = findings->list[i].path;
		free(findings->list[i].text);
		if (i + 1 == findings->count || findings->list[i + 1].path != path)
			free((char *)(uintptr_t)path);
	}
	free(findings->list);
	*findings = (struct findings){0};
}
