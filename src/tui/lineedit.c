#include "tui/lineedit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>


enum { HISTORY_LINES = 2000 };

/* readline calls back without a context, and so does a signal. */
static struct {
	const struct lineedit *open;
	struct sigaction before;
	bool done;                   /* a line, or the end, has come */
	char *line;
	char **words;                /* of a completion */
	size_t next_word;
} edit;
static atomic_bool interrupted;

static void on_interrupt(int signal)
{
	(void)signal;
	atomic_store(&interrupted, true);
}

const atomic_bool *lineedit_interrupted(void)
{
	return &interrupted;
}

/* ---- Completion ---- */

static char *next_word(const char *text, int state)
{
	if (state == 0)
		edit.next_word = 0;
	for (const char *word; (word = edit.words[edit.next_word]);) {
		edit.next_word++;
		if (strncmp(word, text, strlen(text)) == 0)
			return strdup(word);   /* readline frees it */
	}
	return NULL;
}

static char **complete(const char *text, int start, int end)
{
	(void)start;
	edit.words = edit.open->complete(edit.open->context, rl_line_buffer, (size_t)end);
	rl_completion_append_character = '\0';
	rl_attempted_completion_over = edit.words != NULL;
	if (!edit.words)
		return NULL;
	char **matches = rl_completion_matches(text, next_word);
	for (char **word = edit.words; *word; word++)
		free(*word);
	free(edit.words);
	edit.words = NULL;
	return matches;
}

/* ---- The prompt ---- */

void lineedit_open(const struct lineedit *lineedit)
{
	struct sigaction action = { .sa_handler = on_interrupt };
	edit.open = lineedit;
	rl_readline_name = "attnquiz";
	rl_catch_signals = 0;        /* Ctrl-C is ours */
	rl_catch_sigwinch = 1;
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = " \t\n\"'`@$><=;|&{(,+-*/%~^:[])}.";
	rl_bind_key('\t', rl_complete);
	using_history();
	stifle_history(HISTORY_LINES);
	if (lineedit->history)
		read_history(lineedit->history);   /* the first time there is none */
	sigaction(SIGINT, &action, &edit.before);
}

void lineedit_close(void)
{
	if (edit.open->history)
		write_history(edit.open->history);
	clear_history();
	sigaction(SIGINT, &edit.before, NULL);
	edit.open = NULL;
}

void lineedit_remember(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	if (*line && !(last && strcmp(last->line, line) == 0))
		add_history(line);
}

static void take_line(char *line)
{
	edit.line = line;
	edit.done = true;
	rl_callback_handler_remove();   /* the terminal is as it was while the line is obeyed */
}

static enum lineedit_end leave(void)
{
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_callback_handler_remove();
	fputs("^C\n", stdout);
	fflush(stdout);
	return LINEEDIT_INTERRUPTED;
}

enum lineedit_end lineedit_read(const char *prompt, char **line)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	atomic_store(&interrupted, false);
	edit.done = false;
	edit.line = NULL;
	rl_callback_handler_install(prompt, take_line);
	while (!edit.done) {
		int ready = poll(&in, 1, -1);
		if (atomic_load(&interrupted))
			return leave();
		if (ready > 0)
			rl_callback_read_char();
		else if (ready < 0 && errno == EINTR)
			rl_resize_terminal();
		else if (ready < 0)
			break;
	}
	if (!edit.line) {
		if (edit.done)
			fputc('\n', stdout);
		else
			rl_callback_handler_remove();
		return LINEEDIT_EOF;
	}
	*line = edit.line;
	return LINEEDIT_LINE;
}
