/* attnquiz list: the lessons in columns. */
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/plain.h"
#include "learn/store.h"
#include "quiz/course.h"
#include "text/utf8.h"

struct row {
	char *title, *questions, *result;
};

enum { NAME_MAX_COLUMNS = 30, TITLE_MAX_COLUMNS = 44 };

static char *count_questions(const struct quiz *quiz)
{
	int by_stage[QUIZ_STAGES] = {0};
	struct str text = STR_INIT, stages = STR_INIT;
	for (int i = 0; i < quiz->n_questions; i++)
		by_stage[quiz->questions[i].stage]++;
	str_addf(&text, i18n_count("%d question", "%d questions", (unsigned long)quiz->n_questions),
	         quiz->n_questions);
	for (int i = 0; i < QUIZ_STAGES; i++)
		if (by_stage[i])
			str_addf(&stages, "%s%s %d", stages.len ? _(", ") : "", session_stage_name((enum quiz_stage)i),
			         by_stage[i]);
	str_addf(&text, _(" (%s)"), stages.data);
	str_done(&stages);
	return str_take(&text);
}

static char *last_result(struct store *store, const struct quiz *quiz)
{
	struct store_result result;
	struct err ignored;
	struct str text = STR_INIT;
	if (store && store_result(store, quiz->id, &result, &ignored)) {
		if (result.plays && result.pre >= 0 && result.post >= 0)
			str_addf(&text, _("gain %+.0f points"), 100 * (result.post - result.pre));
		else if (result.plays)
			str_add(&text, _("played"));
		if (result.unfinished)
			str_addf(&text, "%s%s", text.len ? ", " : "", _("unfinished"));
	}
	return str_take(&text);
}

static struct row read_row(const struct cli *cli, struct store *store,
                           const struct course_entry *entry)
{
	struct err err;
	struct quiz *quiz = quiz_load(entry->quiz_path, NULL, &err);
	if (!quiz)
		return (struct row){ mem_copy(err.text), mem_copy(""), mem_copy("") };
	const char *title = words_in(&quiz->title, cli->language);
	struct row row = { mem_copy(title ? title : ""), count_questions(quiz),
	                  last_result(store, quiz) };
	quiz_free(quiz);
	return row;
}

static int widest(int columns, const char *text, int limit)
{
	int n = utf8_width(text);
	return n > columns && n <= limit ? n : columns;
}

static void pad(struct str *out, const char *text, int columns)
{
	str_add(out, text);
	for (int n = utf8_width(text); n < columns; n++)
		str_add_char(out, ' ');
	str_add(out, "  ");
}

static void print_rows(const struct course *course, const struct row *rows)
{
	struct str out = STR_INIT;
	int name = 0, title = 0, questions = 0;
	for (int i = 0; i < course->count; i++) {
		name = widest(name, course->entries[i].name, NAME_MAX_COLUMNS);
		title = widest(title, rows[i].title, TITLE_MAX_COLUMNS);
		questions = widest(questions, rows[i].questions, TITLE_MAX_COLUMNS);
	}
	for (int i = 0; i < course->count; i++) {
		pad(&out, course->entries[i].name, name);
		pad(&out, rows[i].title, title);
		pad(&out, rows[i].questions, questions);
		str_add(&out, rows[i].result);
		while (out.len && out.data[out.len - 1] == ' ')
			out.data[--out.len] = '\0';
		str_add_char(&out, '\n');
	}
	say_text(out.data);
	str_done(&out);
}

int command_list(const struct cli *cli)
{
	struct err err;
	struct course course;
	if (!course_open(cli->data_dir, cli->n_args ? cli->args[0] : NULL, &course, &err))
		return say_error(&err);
	struct store *store = store_open(cli->log, &err);
	if (!store)
		say_error(&err);   /* the lessons are there all the same, only without results */
	struct row *rows = mem_new((size_t)course.count, sizeof *rows);
	for (int i = 0; i < course.count; i++)
		rows[i] = read_row(cli, store, &course.entries[i]);
	print_rows(&course, rows);
	for (int i = 0; i < course.count; i++) {
		free(rows[i].title);
		free(rows[i].questions);
		free(rows[i].result);
	}
	free(rows);
	store_close(store);
	course_done(&course);
	return EXIT_FINE;
}
