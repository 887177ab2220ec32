#include "quiz/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "quiz/source.h"

/* ".zh.md" → true, and how long that is. */
static bool ending(const char *path, size_t *len)
{
	for (int k = 0; k < LANGUAGE_COUNT; k++) {
		struct str end = STR_INIT;
		str_addf(&end, ".%s.md", language_code((enum language)k));
		bool found = str_ends(path, end.data);
		*len = end.len;
		str_done(&end);
		if (found)
			return true;
	}
	return false;
}

bool lesson_is_path(const char *path)
{
	size_t len;
	return ending(path, &len);
}

bool lesson_is_lab(const struct markdown_fence *fence)
{
	return str_starts(fence->info, "lab");
}

bool lesson_is_check(const struct markdown_fence *fence)
{
	return strcmp(fence->info, "check") == 0;
}

const char *lesson_lab_name(const struct markdown_fence *fence)
{
	const char *name = fence->info + strlen("lab");
	name += strspn(name, " ");
	return *name ? name : NULL;
}

/* What a lab without title and name is called: as the lesson. Heap. */
static char *title_of(const char *path)
{
	size_t len;
	char *name = source_name(path);   /* without .md */
	if (ending(path, &len))
		name[strlen(name) - (len - strlen(".md"))] = '\0';
	return name;
}

struct lab *lesson_lab(const char *path, const struct markdown_fence *fence, struct lab_library *library,
                       struct err *err)
{
	struct lab_shelf shelf = { .path = path, .library = library };
	char *title = title_of(path);
	struct lab *lab = lab_shelf_open(&shelf, lesson_lab_name(fence), fence->text, title, err);
	free(title);
	return lab;
}
