#include "quiz/check_lesson.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "quiz/source.h"
#include "quiz/text_notes.h"

struct lesson {
	struct lab_checker *checker;
	const char *path, *text;
};

/* ---- Where things stand ---- */

static struct quiz_place place_of(const char *text, const char *at)
{
	struct quiz_place place = { 1, 1 };
	for (; text < at; text++) {
		bool ends = *text == '\n', inside = ((unsigned char)*text & 0xC0) == 0x80;
		place.line += ends;
		place.column = ends ? 1 : place.column + !inside;
	}
	return place;
}

/* The next line from *at on that opens a block called lab; *at moves behind it. NULL at the end. */
static const char *next_lab(const char **at)
{
	for (const char *line = *at; *line; line = *at) {
		const char *end = line + strcspn(line, "\n"), *begin = line + strspn(line, " ");
		*at = end + (*end == '\n');
		if (!str_starts(begin, "```") && !str_starts(begin, "~~~"))
			continue;
		begin += strspn(begin, "`~");
		begin += strspn(begin, " ");
		if (str_starts(begin, "lab") && strchr(" \r\n", begin[3]))   /* the end of the text is a NUL */
			return line;
	}
	return NULL;
}

/* ---- What is in it ---- */

static void note(void *context, const char *at, const char *rule, const char *said)
{
	const struct lesson *lesson = context;
	struct quiz_place place = place_of(lesson->text, at);
	findings_add(lesson->checker->findings, FINDING_NOTE, lesson->path, place.line, place.column, rule, "%s", said);
}

static void check_labs(const struct lesson *lesson)
{
	struct markdown *markdown = markdown_layout(lesson->text, 80);
	const char *at = lesson->text;
	for (int i = 0; i < markdown->n_fences; i++) {
		const struct markdown_fence *fence = &markdown->fences[i];
		const char *line = lesson_is_lab(fence) ? next_lab(&at) : NULL;
		if (line)
			check_lab_lines(lesson->checker, lesson->path, place_of(lesson->text, line).line, lesson_lab_name(fence),
			                fence->text);
	}
	markdown_free(markdown);
}

/* ---- The quiz that it belongs to ---- */

static bool is_file(const char *folder, const char *stem, size_t len)
{
	struct str path = STR_INIT;
	str_addf(&path, "%s%.*s.json", folder, (int)len, stem);
	bool found = file_exists(path.data);
	str_done(&path);
	return found;
}

static void check_quiz_of(const struct lesson *lesson)
{
	const char *slash = strrchr(lesson->path, '/'), *name = slash ? slash + 1 : lesson->path;
	struct str folder = STR_INIT, other = STR_INIT;
	str_add_n(&folder, lesson->path, (size_t)(name - lesson->path));
	str_addf(&other, "%s../quizzes/", folder.data);
	size_t len = strlen(name) - strlen(".en.md");
	bool found = is_file(folder.data, name, len) || is_file(other.data, name, len);
	if (!found)
		findings_add(lesson->checker->findings, FINDING_WARNING, lesson->path, 1, 1, "lesson",
		             "no quiz %.*s.json stands beside this lesson or in ../quizzes, so it is not shown", (int)len, name);
	str_done(&other);
	str_done(&folder);
}

void check_lesson(struct lab_checker *c, const char *path)
{
	struct err err = {0};
	size_t len;
	int before = c->findings->count;
	char *text = source_read(path, LESSON_MAX_BYTES, &len, &err);
	if (!text) {
		findings_add(c->findings, FINDING_ERROR, path, 0, 0, "file", "%s", err.text);
		return;
	}
	struct lesson lesson = { c, path, text };
	if (lesson_is_path(path))
		check_quiz_of(&lesson);
	else
		findings_add(c->findings, FINDING_ERROR, path, 1, 1, "lesson",
		             "a lesson says its language in its name: NAME.en.md, NAME.zh.md or NAME.ru.md");
	check_labs(&lesson);
	text_notes(text, note, &lesson);
	findings_sort(c->findings, before);
	free(text);
}
