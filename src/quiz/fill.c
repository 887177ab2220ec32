#include "quiz/fill.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quiz/quiz.h"

/* The end of the hole's inside (at its }}), or NULL; *colon is where the format begins, or NULL. */
static const char *inside_end(const char *p, const char **colon)
{
	int depth = 0;
	char quote = 0;
	*colon = NULL;
	for (; *p && *p != '\n'; p++) {
		if (quote) {
			if (*p == '\\' && p[1])
				p++;
			else if (*p == quote)
				quote = 0;
		} else if (*p == '\'' || *p == '"') {
			quote = *p;
		} else if (*p == '{') {   /* in no expression; and so {{{{… is read in linear time */
			return NULL;
		} else if (*p == '[' || *p == '(') {
			depth++;
		} else if (*p == ']' || *p == ')') {
			depth--;
		} else if (depth == 0 && *p == ':') {
			*colon = p;
		} else if (depth == 0 && p[0] == '}' && p[1] == '}') {
			return p;
		}
	}
	return NULL;
}

static const char *copy_trimmed(struct arena *arena, const char *begin, const char *end)
{
	while (begin < end && (*begin == ' ' || *begin == '\t'))
		begin++;
	while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return arena_copy_n(arena, begin, (size_t)(end - begin));
}

/* The next {{ that is not \{{, or NULL. */
static const char *next_open(const char *text, const char *from)
{
	const char *open = strstr(from, "{{");
	while (open && open > text && open[-1] == '\\')
		open = strstr(open + 2, "{{");
	return open;
}

/* {{ f( }}: a bracket or quote that is never closed hides no }}, so that what is wrong with it is told. */
static const char *broken_end(const char *p)
{
	for (; *p && *p != '{' && *p != '\n'; p++)
		if (p[0] == '}' && p[1] == '}')
			return p;
	return NULL;
}

static bool hole_at(const char *text, const char *open, struct arena *arena, struct fill_hole *hole)
{
	const char *colon, *end = inside_end(open + 2, &colon);
	if (!end) {
		colon = NULL;
		end = broken_end(open + 2);
	}
	if (!end)
		return false;
	*hole = (struct fill_hole){
		.begin = (size_t)(open - text),
		.end = (size_t)(end + 2 - text),
		.code = copy_trimmed(arena, open + 2, colon ? colon : end),
		.format = colon ? copy_trimmed(arena, colon + 1, end) : NULL,
	};
	return true;
}

int fill_find(const char *text, struct arena *arena, struct fill_hole **holes)
{
	struct fill_hole *list = NULL;
	int n = 0;
	const char *open = next_open(text, text);
	while (open) {
		if ((n & (n - 1)) == 0)   /* full at every power of two */
			list = mem_grow(list, n ? 2 * (size_t)n : 1, sizeof *list);
		size_t taken = 2;
		if (hole_at(text, open, arena, &list[n]))
			taken = list[n].end - list[n].begin, n++;
		open = next_open(text, open + taken);
	}
	*holes = NULL;
	if (n)
		*holes = memcpy(arena_new(arena, (size_t)n, sizeof *list), list, (size_t)n * sizeof *list);
	free(list);
	return n;
}

/* The stretch of text between holes, where \{{ stands for {{. */
static void add_plain(const char *text, size_t begin, size_t end, struct str *out)
{
	for (size_t i = begin; i < end; i++)
		if (text[i] != '\\' || strncmp(text + i + 1, "{{", 2) != 0)
			str_add_char(out, text[i]);
}

static void add_hole(const char *text, const struct fill_hole *hole, const struct lab_expr *expr,
                     struct str *out, struct err *err)
{
	size_t before = out->len;
	struct err bad = expr->error;
	if (bad.code == ERR_NONE && fill_format(expr->value, hole->format, out, &bad))
		return;
	err_say(err, bad.code, "%s: %s", hole->code, bad.text);
	if (out->len > before)
		out->data[out->len = before] = '\0';
	str_add_n(out, text + hole->begin, hole->end - hole->begin);
}

static void fill_holes(const char *text, const struct fill_hole *holes, struct lab_expr *exprs,
                       int n, struct str *out, struct err *err)
{
	size_t at = 0;
	for (int i = 0; i < n; i++) {
		add_plain(text, at, holes[i].begin, out);
		add_hole(text, &holes[i], &exprs[i], out, err);
		at = holes[i].end;
	}
	add_plain(text, at, strlen(text), out);
}

void quiz_fill(const char *text, const struct lab *lab, const struct lab_setting *setting,
               struct str *out, struct err *err)
{
	struct arena arena;
	struct fill_hole *holes;
	struct err stopped = {0};
	arena_init(&arena, 0);
	int n = fill_find(text, &arena, &holes);
	struct lab_expr *exprs = arena_new(&arena, (size_t)n, sizeof *exprs);
	for (int i = 0; i < n; i++)
		exprs[i] = (struct lab_expr){ .code = holes[i].code, .value = VALUE_NOTHING };
	bool ran = !n || (lab ? lab_eval_all(lab, setting, &budget_lab, exprs, n, &stopped)
	                      : err_say(&stopped, ERR_NAME, "there is no lab to compute this"));
	for (int i = 0; !ran && i < n; i++)
		if (exprs[i].value.kind == VALUE_NONE && exprs[i].error.code == ERR_NONE)
			exprs[i].error = stopped;
	fill_holes(text, holes, exprs, n, out, err);
	for (int i = 0; i < n; i++) {
		value_unref(exprs[i].value);
		free(exprs[i].sides);
	}
	arena_done(&arena);
}
