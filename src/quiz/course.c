#include "quiz/course.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/read.h"
#include "quiz/source.h"
#include "quiz/tree.h"

/* ---- A quiz file and its lesson. ---- */

/* dir/NAME.LANG.md, or NULL when there is none. */
static char *find_lesson(const char *dir, const char *name, enum language language)
{
	struct str file = STR_INIT;
	str_addf(&file, "%s.%s.md", name, language_code(language));
	char *path = file_join(dir, file.data);
	str_done(&file);
	if (file_exists(path) && !file_is_dir(path))
		return path;
	free(path);
	return NULL;
}

/* "a/quizzes/x.json": the folder "a/quizzes" and the name "x". */
static void split(const char *path, char **dir, char **stem)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	*dir = slash ? mem_copy_n(path, (size_t)(name - path)) : mem_copy(".");
	*stem = mem_copy_n(name, dot > name ? (size_t)(dot - name) : strlen(name));
}

/* Beside the quiz, or for one in quizzes/ in the lessons/ next to that. */
static void find_lessons(struct course_entry *entry)
{
	char *dir, *stem;
	split(entry->quiz_path, &dir, &stem);
	char *lessons = str_ends(dir, "quizzes/") ? file_join(dir, "../lessons") : NULL;
	for (int k = 0; k < LANGUAGE_COUNT; k++) {
		char *path = find_lesson(dir, stem, (enum language)k);
		if (!path && lessons)
			path = find_lesson(lessons, stem, (enum language)k);
		entry->lesson_path[k] = path;
	}
	free(lessons);
	free(stem);
	free(dir);
}

static void add(struct course *course, char *owned_name, const char *quiz_path)
{
	int n = course->count;
	if ((n & (n - 1)) == 0)   /* full at every power of two */
		course->entries = mem_grow(course->entries, n ? 2 * (size_t)n : 1, sizeof *course->entries);
	struct course_entry *entry = &course->entries[course->count++];
	*entry = (struct course_entry){ .name = owned_name, .quiz_path = mem_copy(quiz_path) };
	find_lessons(entry);
}

/* ---- Folders. ---- */

/* A file that is broken but was meant as a quiz is listed: playing it says what is wrong. */
static bool is_quiz_file(const char *path)
{
	struct arena arena;
	struct err ignored;
	size_t len;
	char *text = source_read(path, JSON_MAX_BYTES, &len, &ignored);
	if (!text)
		return false;
	arena_init(&arena, 0);
	const struct json *root = json_parse(text, len, &arena, &ignored);
	bool is = root ? read_is_quiz(root) : read_was_quiz(text);
	arena_done(&arena);
	free(text);
	return is;
}

/* "course/03-x/quiz.json" in "course" → "03-x"; "course/y.json" → "y". */
static char *entry_name(const char *dir, const char *path)
{
	const char *inside = path + strlen(dir);
	inside += strspn(inside, "/");
	size_t len = strlen(inside) - strlen(".json");
	if (str_ends(inside, "/quiz.json"))
		len = strlen(inside) - strlen("/quiz.json");
	else if (strcmp(inside, "quiz.json") == 0)
		return source_name(path);
	return mem_copy_n(inside, len);
}

static bool is_json(const char *path)
{
	return str_ends(path, ".json");
}

static bool open_folder(const char *dir, struct course *course, struct err *err)
{
	struct tree tree;
	if (!tree_list(dir, is_json, &tree, err))
		return false;
	for (int i = 0; i < tree.count; i++)
		if (is_quiz_file(tree.files[i]))
			add(course, entry_name(dir, tree.files[i]), tree.files[i]);
	tree_done(&tree);
	return course->count || err_say(err, ERR_FORMAT,
	                                "%s holds no quiz: expected NAME.json or NAME/quiz.json files "
	                                "with \"questions\", in it or below it",
	                                dir);
}

/* ---- The shipped lessons. ---- */

static bool open_shipped(const char *data_dir, struct course *course, struct err *err)
{
	char *dir = file_join(data_dir, "quizzes");
	bool ok = open_folder(dir, course, err);
	free(dir);
	return ok;
}

static bool say_unknown(const char *data_dir, const char *name, struct err *err)
{
	struct course all = {0};
	struct err ignored;
	struct str text = STR_INIT;
	str_addf(&text, _("there is no lesson, file or folder \"%.80s\""), name);
	if (data_dir && open_shipped(data_dir, &all, &ignored)) {
		const char **names = mem_new((size_t)all.count + 1, sizeof *names);
		for (int i = 0; i < all.count; i++)
			names[i] = all.entries[i].name;
		const char *near = nearest_name(name, names);
		if (near)
			str_addf(&text, _("; did you mean \"%s\"?"), near);
		str_add(&text, near ? _(" The lessons are ") : _("; the lessons are "));
		for (int i = 0; i < all.count; i++)
			str_addf(&text, "%s%s", i ? ", " : "", names[i]);
		free(names);
	}
	err_say(err, ERR_NAME, "%s", text.data);
	str_done(&text);
	course_done(&all);
	return false;
}

/* A word that is no path: the file of the shipped lesson of that name; heap, or NULL. */
static char *find_word(const char *data_dir, const char *word)
{
	struct str path = STR_INIT;
	if (!data_dir || !*word || strchr(word, '/'))
		return NULL;
	str_addf(&path, "%s/quizzes/%s.json", data_dir, word);
	if (file_exists(path.data))
		return str_take(&path);
	str_done(&path);
	return NULL;
}

static bool open_word(const char *data_dir, const char *word, struct course *course,
                      struct err *err)
{
	char *path = find_word(data_dir, word);
	if (!path)
		return say_unknown(data_dir, word, err);
	add(course, mem_copy(word), path);
	free(path);
	return true;
}

bool course_open(const char *data_dir, const char *path, struct course *course, struct err *err)
{
	*course = (struct course){0};
	bool ok = true;
	if (!path)
		ok = data_dir ? open_shipped(data_dir, course, err)
		              : err_say(err, ERR_IO, "the folder of the shipped lessons was not found");
	else if (file_is_dir(path))
		ok = open_folder(path, course, err);
	else if (file_exists(path))
		add(course, source_name(path), path);
	else
		ok = open_word(data_dir, path, course, err);
	if (!ok)
		course_done(course);
	return ok;
}

char *course_place(const char *data_dir, const char *path)
{
	char *shipped = file_exists(path) ? NULL : find_word(data_dir, path);
	char *place = realpath(shipped ? shipped : path, NULL);
	free(shipped);
	return place;
}

void course_done(struct course *course)
{
	for (int i = 0; i < course->count; i++) {
		struct course_entry *entry = &course->entries[i];
		free(entry->name);
		free(entry->quiz_path);
		for (int k = 0; k < LANGUAGE_COUNT; k++)
			free(entry->lesson_path[k]);
	}
	free(course->entries);
	*course = (struct course){0};
}

const char *course_lesson(const struct course_entry *entry, enum language language)
{
	struct words paths;
	for (int k = 0; k < LANGUAGE_COUNT; k++)
		paths.in[k] = entry->lesson_path[k];
	return words_in(&paths, language);
}

bool course_summarise(const struct course_entry *entry, enum language language,
                      struct course_summary *out, struct err *err)
{
	struct quiz *quiz = quiz_load(entry->quiz_path, NULL, err);
	if (!quiz)
		return false;
	*out = (struct course_summary){
		.title = mem_copy(words_in(&quiz->title, language)),
		.questions = quiz->n_questions,
	};
	for (int i = 0; i < quiz->n_questions; i++)
		out->by_stage[quiz->questions[i].stage]++;
	quiz_free(quiz);
	return true;
}
