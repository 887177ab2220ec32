#include "tui/lineedit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/file.h"
#include "base/mem.h"

enum { HISTORY_LINES = 2000 };

/* readline calls back without a context, and so does a signal. */
static struct {
	const struct lineedit *open;
	struct sigaction before;
	bool done;                   /* a line, or the end, has come */
	char *line;
	char **words;                /* of a completion */
	char **matches;              /* of the last one, to be shown */
	int n_matches;
	const char *typed;           /* inside a screen: what readline has not read yet */
	FILE *nowhere;               /* what it would write there */
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

static void forget_words(void)
{
	for (char **word = edit.words; word && *word; word++)
		free(*word);
	free(edit.words);
	edit.words = NULL;
}

/* Asked first: where the word at the cursor begins. Paths have dots and slashes in them. */
static char *breaks(void)
{
	static char of_code[] = " \t\n\"'`@$><=;|&{(,+-*/%~^:[])}.", of_paths[] = " \t\n\"'";
	forget_words();
	edit.words = edit.open->complete(edit.open->context, rl_line_buffer, (size_t)rl_point);
	return edit.words ? of_code : of_paths;
}

static char **complete(const char *text, int start, int end)
{
	(void)start, (void)end;
	rl_completion_append_character = '\0';
	rl_attempted_completion_over = edit.words != NULL;
	char **matches = edit.words ? rl_completion_matches(text, next_word) : NULL;
	forget_words();
	return matches;
}

/* ---- Common to both ---- */

static void begin(const struct lineedit *lineedit)
{
	edit.open = lineedit;
	rl_readline_name = "attnquiz";
	rl_catch_signals = 0;        /* Ctrl-C is ours */
	rl_attempted_completion_function = complete;
	rl_completion_word_break_hook = breaks;
	rl_bind_key('\t', rl_complete);
	using_history();
	stifle_history(HISTORY_LINES);
	if (lineedit->history)
		read_history(lineedit->history);   /* the first time there is none */
}

static void end(void)
{
	if (edit.open->history)
		history_truncate_file(edit.open->history, HISTORY_LINES);
	clear_history();
	edit.open = NULL;
}

char *lineedit_history_file(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct err ignored;
	char *base = state && state[0] == '/' ? mem_copy(state)
		: home && home[0] == '/' ? file_join(home, ".local/state") : NULL;
	char *folder = base ? file_join(base, "attnquiz") : NULL;
	bool there = folder && file_make_dirs(folder, &ignored);
	char *path = there ? file_join(folder, "console_history") : NULL;
	free(base);
	free(folder);
	return path;
}

/* ---- The prompt ---- */

void lineedit_open(const struct lineedit *lineedit)
{
	struct sigaction action = { .sa_handler = on_interrupt };
	rl_catch_sigwinch = 1;
	begin(lineedit);
	sigaction(SIGINT, &action, &edit.before);
}

void lineedit_close(void)
{
	end();
	sigaction(SIGINT, &edit.before, NULL);
}

/* Each line at once: a terminal that is closed says no goodbye, and another may be open. */
static void keep(void)
{
	const char *file = edit.open->history;
	if (file && append_history(1, file) != 0)
		write_history(file);     /* there is none yet */
}

void lineedit_remember(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	if (*line && !(last && strcmp(last->line, line) == 0)) {
		add_history(line);
		keep();
	}
	using_history();             /* the next line begins behind the last one */
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

/* Reads what is typed until there is a line; false when Ctrl-C came first. */
static bool read_typed(const sigset_t *awake)
{
	while (!edit.done) {
		fd_set in;
		FD_ZERO(&in);
		FD_SET(STDIN_FILENO, &in);
		if (atomic_load(&interrupted))
			return false;
		/* Signals come here alone: none falls between the question and the wait. */
		int ready = pselect(STDIN_FILENO + 1, &in, NULL, NULL, NULL, awake);
		if (ready > 0)
			rl_callback_read_char();
		else if (errno == EINTR)
			rl_resize_terminal();
		else
			return true;
	}
	return true;
}

enum lineedit_end lineedit_read(const char *prompt, char **line)
{
	sigset_t held, awake;
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, &awake);
	atomic_store(&interrupted, false);
	edit.done = false;
	edit.line = NULL;
	rl_callback_handler_install(prompt, take_line);
	bool typed = read_typed(&awake);
	enum lineedit_end end = !typed ? leave() : edit.line ? LINEEDIT_LINE : LINEEDIT_EOF;
	if (end == LINEEDIT_EOF && !edit.done)
		rl_callback_handler_remove();
	if (end == LINEEDIT_EOF)
		fputc('\n', stdout);
	sigprocmask(SIG_SETMASK, &awake, NULL);
	*line = edit.line;
	return end;
}

/* ---- Inside a screen ---- */

static int next_byte(FILE *in)
{
	(void)in;
	return *edit.typed ? (unsigned char)*edit.typed++ : EOF;
}

static int has_byte(void)
{
	return *edit.typed != '\0';
}

static void show_nothing(void)
{
}

static void forget_matches(void)
{
	for (int i = 0; edit.matches && i <= edit.n_matches; i++)
		free(edit.matches[i]);
	free(edit.matches);
	edit.matches = NULL;
	edit.n_matches = 0;
}

/* matches[1..n], behind what they have in common. */
static void keep_matches(char **matches, int n, int longest)
{
	(void)longest;
	forget_matches();
	edit.matches = mem_new((size_t)n + 1, sizeof *edit.matches);
	for (int i = 0; i <= n; i++)
		edit.matches[i] = mem_copy(matches[i]);
	edit.n_matches = n;
}

static void take_typed(char *line)
{
	edit.line = line;
	edit.done = true;
}

void lineedit_begin(const struct lineedit *lineedit)
{
	edit.typed = "";
	edit.nowhere = fopen("/dev/null", "w");
	rl_outstream = edit.nowhere;
	rl_getc_function = next_byte;
	rl_input_available_hook = has_byte;
	rl_redisplay_function = show_nothing;
	rl_completion_display_matches_hook = keep_matches;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	begin(lineedit);
	rl_variable_bind("bell-style", "none");
	rl_callback_handler_install("", take_typed);
}

void lineedit_end(void)
{
	rl_callback_handler_remove();
	end();
	forget_matches();
	rl_outstream = NULL;
	if (edit.nowhere)
		fclose(edit.nowhere);
	edit.nowhere = NULL;
}

enum lineedit_end lineedit_type(const char *bytes, char **line)
{
	forget_matches();
	edit.done = false;
	edit.typed = bytes;
	while (*edit.typed && !edit.done)
		rl_callback_read_char();
	*line = edit.line;
	if (!edit.done)
		return LINEEDIT_MORE;
	edit.line = NULL;
	return *line ? LINEEDIT_LINE : LINEEDIT_EOF;
}

struct lineedit_view lineedit_view(void)
{
	return (struct lineedit_view){
		.prompt = rl_display_prompt ? rl_display_prompt : "",
		.line = rl_line_buffer ? rl_line_buffer : "",
		.cursor = (size_t)rl_point,
		.matches = edit.matches,
		.n_matches = edit.n_matches,
	};
}
