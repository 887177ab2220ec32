#include "cli/plain.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/labtext.h"
#include "learn/round.h"
#include "quiz/asking.h"
#include "text/markdown.h"
#include "text/utf8.h"

bool plain_read(struct plain *plain, const char *prompt)
{
	printf("%s ", prompt);
	fflush(stdout);
	ssize_t len = getline(&plain->line, &plain->line_size, stdin);
	if (len < 0) {
		putchar('\n');
		return false;
	}
	while (len > 0 && strchr(" \t\r\n", plain->line[len - 1]))
		plain->line[--len] = '\0';
	if (!isatty(STDIN_FILENO))
		puts(plain->line);   /* a terminal has echoed it */
	size_t blanks = strspn(plain->line, " \t");
	memmove(plain->line, plain->line + blanks, strlen(plain->line + blanks) + 1);
	return true;
}

bool plain_ask(struct plain *plain, const char *prompt)
{
	bool read = plain_read(plain, prompt) && strcmp(plain->line, "q") != 0;
	plain->left = !read;
	return read;
}

bool plain_key(struct plain *plain, const char *prompt, const char *keys, char *key)
{
	while (plain_ask(plain, prompt)) {
		const char *line = plain->line;
		bool one = line[0] && !line[1], known = one && strchr(keys, line[0]);
		bool answer = one && !known && !isdigit((unsigned char)keys[0]);
		*key = answer ? '\0' : line[0];
		if (!line[0] || known || answer)
			return true;
		puts(_("Type one of these:"));   /* the prompt says which */
	}
	return false;
}

void plain_markdown(const char *text, const char *first)
{
	struct str out = STR_INIT;
	int indent = utf8_width(first);
	struct markdown *markdown = markdown_layout(text, LABTEXT_WIDTH - indent);
	for (int i = 0; i < markdown->n_lines; i++) {
		const struct markdown_line *line = &markdown->lines[i];
		if (i == 0)
			str_add(&out, first);
		if (line->n_runs > 0)
			str_addf(&out, "%*s", (i ? indent : 0) + line->indent, "");
		for (int r = 0; r < line->n_runs; r++)
			str_add(&out, line->runs[r].text);
		str_add_char(&out, '\n');
	}
	say_text(out.data);
	markdown_free(markdown);
	str_done(&out);
}

void plain_words(struct asking *asking, const struct words *words, const char *first,
                 enum language language)
{
	plain_markdown(asking_words(asking, words, language), first);
}

void plain_keys(void)
{
	puts(_("Type an answer as the prompt shows it. Before it, if you like: s sure, u unsure, g a guess.\n"
	       "Also: ? hint, n skip, b back, f flag as wrong, q leave (everything is kept)."));
}

/* ---- One lesson ---- */

static void welcome(const struct plain *plain)
{
	const char *title = words_in(&plain->quiz->title, plain->cli->language);
	struct str text = STR_INIT;
	if (plain->entry)
		str_addf(&text, "%s · %s\n", plain->entry->name, title ? title : "");
	quiz_say_left_out(plain->quiz, &text);
	str_add(&text, plain->quiz->n_left_out ? "\n" : "");
	if (session_resumed(plain->session))
		str_addf(&text, "%s\n", _("You go on where you left."));
	say_text(text.data);
	str_done(&text);
	plain_keys();
}

static bool play_on(struct plain *plain, struct err *err)
{
	while (!plain->left) {
		switch (session_step(plain->session)) {
		case SESSION_QUESTION:
			if (!plain_question(plain, err))
				return false;
			break;
		case SESSION_LESSON:
			if (!plain_lesson(plain, err))
				return false;
			break;
		case SESSION_SUMMARY:
			plain_summary(plain);
			return true;
		}
	}
	printf("%s\n", _("Your place and your answers are kept."));
	return true;
}

static bool play_entry(struct plain *plain, struct err *err)
{
	plain->quiz = quiz_load(plain->entry->quiz_path, NULL, err);
	if (plain->quiz)
		plain->session = session_open(plain->quiz, &(struct session_options){
			.has_lesson = course_lesson(plain->entry, LANGUAGE_EN) != NULL, .seed = plain->cli->seed,
		}, plain->store, &clock_system, err);
	bool ok = plain->session != NULL;
	if (ok) {
		welcome(plain);
		ok = play_on(plain, err);
		session_close(plain->session);
	}
	if (plain->quiz)
		quiz_free(plain->quiz);
	return ok;
}

/* ---- A round ---- */

static bool play_round(struct plain *plain, struct err *err)
{
	plain->quiz = round_gather(plain->wish, plain->store, err);
	if (plain->quiz)
		plain->session = session_open(plain->quiz, &(struct session_options){
			.kind = plain->wish->kind, .seed = plain->cli->seed,
		}, plain->store, &clock_system, err);
	if (!plain->session)
		return false;
	if (plain->quiz->n_questions)
		welcome(plain);
	return play_on(plain, err);
}

int plain_round(const struct cli *cli, const struct round_wish *wish)
{
	struct err err, ignored;
	struct plain plain = { .cli = cli, .wish = wish };
	plain.library = labs_open(cli, &ignored);
	plain.store = store_open(cli->log, &err);
	bool ok = plain.store && play_round(&plain, &err);
	session_close(plain.session);
	quiz_free(plain.quiz);
	if (plain.library)
		lab_library_free(plain.library);
	store_close(plain.store);
	free(plain.line);
	return ok ? EXIT_FINE : say_error(&err);
}

/* ---- Which lesson ---- */

static void list_entries(const struct course *course)
{
	struct str out = STR_INIT;
	for (int i = 0; i < course->count; i++)
		str_addf(&out, "%3d  %s\n", i + 1, course->entries[i].name);
	say_text(out.data);
	str_done(&out);
}

/* The only one, or the one whose number or name is typed; NULL when the student leaves. */
static const struct course_entry *choose(struct plain *plain, const struct course *course)
{
	if (course->count == 1)
		return &course->entries[0];
	list_entries(course);
	while (plain_read(plain, _("number or name, q to leave:")) && strcmp(plain->line, "q") != 0) {
		char *end;
		long n = strtol(plain->line, &end, 10);
		if (*plain->line && !*end && n >= 1 && n <= course->count)
			return &course->entries[n - 1];
		for (int i = 0; i < course->count; i++)
			if (strcmp(plain->line, course->entries[i].name) == 0)
				return &course->entries[i];
		printf(_("Type a number from 1 to %d, or a name."), course->count);
		putchar('\n');
	}
	return NULL;
}

int plain_play(const struct cli *cli)
{
	struct err err, ignored;
	struct course course;
	struct plain plain = { .cli = cli };
	if (!course_open(cli->data_dir, cli->n_args ? cli->args[0] : NULL, &course, &err))
		return say_error(&err);
	plain.library = labs_open(cli, &ignored);   /* without it there are questions all the same */
	plain.store = store_open(cli->log, &err);
	bool ok = plain.store != NULL;
	if (ok && (plain.entry = choose(&plain, &course)))
		ok = play_entry(&plain, &err);
	if (plain.library)
		lab_library_free(plain.library);
	store_close(plain.store);
	course_done(&course);
	free(plain.line);
	return ok ? EXIT_FINE : say_error(&err);
}
