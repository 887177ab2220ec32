/* attnquiz console: lines in, results out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/console.h"
#include "cli/labtext.h"
#include "draw/draw.h"
#include "lab/complete.h"
#include "tui/lineedit.h"

/* ---- What is printed ---- */

void console_fail(struct session *s, const struct err *err, const char *text)
{
	if (err->code == ERR_CANCEL)
		fprintf(stderr, "%s\n", _("stopped"));
	else if (err->at.line)
		say_where(err, NULL, text);
	else
		say_error(err);
	s->failed = true;
}

enum { PICTURE_MIN = 16 };   /* cells: fewer are read more quickly as numbers */

static char *dim_text(const struct shape *shape, int d)
{
	char name[128] = "";
	if (dim_has_names(&shape->name[d]))
		dim_format(&shape->name[d], shape->size[d], name, sizeof name);
	return mem_copy(name);
}

static void add_picture(const struct session *s, const char *code, struct tensor *t,
                        struct str *out)
{
	const struct shape *shape = &t->shape;
	bool matrix = shape->ndim == 2 && shape->size[0] > 1 && shape->size[1] > 1;
	if (!matrix || tensor_count(t) < PICTURE_MIN)
		return;
	char *rows = dim_text(shape, 0), *cols = dim_text(shape, 1);
	struct figure_item item = { .code = code, .tensor = t, .evals = -1 };
	struct figure figure = {
		.kind = t->dtype == DT_BOOL ? FIGURE_MASK : FIGURE_HEATMAP, .items = &item, .n_items = 1,
		.row_name = rows, .col_name = cols, .low = NAN, .high = NAN,
		.clock = -1, .clock_end = -1,
	};
	str_add_char(out, '\n');
	draw_text(&figure, s->cli->language, LABTEXT_WIDTH, out);
	free(rows);
	free(cols);
}

void console_print(struct session *s, const char *code, struct value value)
{
	struct str out = STR_INIT;
	labtext_value(value, &out);
	if (value.kind == VALUE_TENSOR)
		add_picture(s, code, value.as.tensor, &out);
	say_text(out.data);
	str_done(&out);
}

static bool holds_tensors(struct value v)
{
	for (int i = 0; i < value_count(v); i++)
		if (value_item(v, i).kind == VALUE_TENSOR)
			return true;
	return false;
}

/* Each item of a tuple of tensors by its shape: the numbers would be a wall. */
static void add_items(const char *name, struct value v, struct str *out)
{
	enum { SHOWN = 8 };
	str_clear(out);
	for (int i = 0; i < value_count(v) && i < SHOWN; i++) {
		struct value item = value_item(v, i);
		str_addf(out, "%s[%d]%s", name, i, item.kind == VALUE_TENSOR ? ": " : " = ");
		if (item.kind == VALUE_TENSOR) {
			labtext_shape(item.as.tensor, out);
		} else {
			value_print_short(item, out);
			str_add_char(out, '\n');
		}
	}
	if (value_count(v) > SHOWN)
		str_addf(out, "... %s[%d]\n", name, value_count(v) - 1);
}

void console_print_defined(struct session *s, const char *name)
{
	struct str out = STR_INIT;
	struct value value = console_value(s->console, name);
	str_addf(&out, "%s", name);
	if (value.kind == VALUE_TENSOR) {
		str_add(&out, ": ");
		labtext_shape(value.as.tensor, &out);
	} else if (holds_tensors(value)) {
		add_items(name, value, &out);
	} else if (value.kind != VALUE_NONE) {
		str_add(&out, " = ");
		value_print(value, &out);
		str_add_char(&out, '\n');
	} else {
		str_clear(&out);
	}
	struct str errors = STR_INIT;
	char *rest;
	console_errors(s->console, &errors);
	for (char *line = strtok_r(errors.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		str_addf(&out, "  ✗ %s\n", line);
	say_text(out.data);
	str_done(&errors);
	str_done(&out);
}

static void print_variants(struct session *s, const char *text)
{
	struct str out = STR_INIT;
	struct err err;
	bool all = strcmp(text, "variant") == 0;
	int n = all ? console_program(s->console)->n_variants : 1;
	for (int i = 0; i < n; i++) {
		struct lab_state *state = all ? console_variant_at(s->console, i, &err)
			: console_variant(s->console, text, &err);
		if (state)
			labtext_variant(state, s->cli->language, &out);
		else
			console_fail(s, &err, text);
		lab_state_unref(state);
	}
	say_text(out.data);
	str_done(&out);
}

/* Errors of what was typed have their carets; those of a lab's own looks are in the text. */
static bool print_errors(struct session *s, const struct lab_state *state, const char *text)
{
	const struct err *error = NULL;
	for (int i = 0; i < state->n_figures; i++) {
		s->failed |= state->figures[i].error.code != ERR_NONE;
		if (state->figures[i].error.at.line)
			error = &state->figures[i].error;
	}
	for (int i = 0; i < state->n_claims; i++) {
		s->failed |= !state->claims[i].holds;
		if (state->claims[i].error.at.line)
			error = &state->claims[i].error;
	}
	if (error)
		console_fail(s, error, text);
	return !error;
}

void console_show(struct session *s, const char *text)
{
	struct err err;
	if (str_starts(text, "variant")) {
		print_variants(s, text);
		return;
	}
	struct lab_state *state = console_look(s->console, text, &err);
	if (!state) {
		console_fail(s, &err, text);
		return;
	}
	if (print_errors(s, state, text)) {
		struct str out = STR_INIT;
		labtext_figures(state, s->cli->language, &out);
		labtext_claims(state, s->cli->language, &out);
		say_text(out.data);
		str_done(&out);
	}
	lab_state_unref(state);
}

/* ---- One statement ---- */

static void define(struct session *s, const char *text)
{
	struct err err;
	const char *name;
	if (!console_define(s->console, text, &name, &err))
		console_fail(s, &err, text);
	else if (name)
		console_print_defined(s, name);
}

static void evaluate(struct session *s, const char *text)
{
	struct err err;
	struct value value;
	if (!console_eval(s->console, text, &value, &err)) {
		console_fail(s, &err, text);
		return;
	}
	console_print(s, text, value);
	value_unref(value);
}

/* A command's word stands alone or before a blank, and is no name of the program's. */
static const struct console_command *command_of(const struct session *s, const char *text)
{
	size_t len = strcspn(text, " \t\n");
	const struct console_command *command = console_find_command(text, len);
	if (!command || script_find(console_script(s->console), command->name) >= 0)
		return NULL;
	const char *next = text + len + strspn(text + len, " \t\n");
	return next[0] == '=' ? NULL : command;
}

static void obey_statement(struct session *s, const char *text)
{
	struct script typed;
	struct err err;
	if (!script_split(text, &typed, &err))
		console_fail(s, &err, text);
	else if (typed.count && typed.pieces[0].kind == PIECE_EXPRESSION)
		evaluate(s, text);
	else if (typed.count && typed.pieces[0].kind == PIECE_LOOK)
		console_show(s, typed.pieces[0].text);   /* without comment and blanks */
	else if (typed.count)
		define(s, text);
	script_done(&typed);
}

static void obey_line(struct session *s, const char *line)
{
	struct err err;
	const struct console_command *command = command_of(s, line);
	if (command) {
		const char *rest = line + strlen(command->name);
		command->run(s, rest + strspn(rest, " \t\n"));
	} else if (console_habit_import(line)) {
		puts(_("nothing to import: the functions are there, as softmax(x)"));
	} else if (!console_habit_check(s, line, &err)) {
		console_fail(s, &err, line);
	} else {
		obey_statement(s, line);
	}
}

void console_obey(struct session *s, const char *text)
{
	text += strspn(text, " \t\n");
	char *line = mem_copy(text);
	size_t len = strlen(line);
	while (len && strchr(" \t\r\n", line[len - 1]))
		line[--len] = '\0';
	const struct console_command *command = command_of(s, line);
	bool language = !command || command->takes_code;   /* load F.npy is no place for torch.nn */
	char *meant = language ? console_habit(s, line) : mem_copy(line);
	if (command || !console_unpack(s, meant))
		obey_line(s, meant);
	free(meant);
	free(line);
	fflush(stdout);
}

/* ---- Lines ---- */

bool console_goes_on(const char *text)
{
	int open = 0;
	char quote = 0;
	size_t len = strlen(text);
	for (; *text; text++) {
		if (quote && *text == '\\' && text[1])
			text++;
		else if (quote)
			quote = *text == quote || *text == '\n' ? 0 : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
		else if (*text == '#')
			text += strcspn(text, "\n") - 1;
		else
			open += strchr("([{", *text) ? 1 : strchr(")]}", *text) ? -1 : 0;
	}
	bool body = str_starts(text - len, "def ") && text[-1] == ':';   /* return … comes in the next line */
	return open > 0 || body || (len && text[-1] == '\\');
}

static enum lineedit_end read_line(const struct session *s, bool first, char **line)
{
	size_t size = 0;
	if (s->terminal)
		return lineedit_read(first ? ">>> " : "... ", line);
	*line = NULL;
	ssize_t len = getline(line, &size, stdin);
	if (len < 0) {
		free(*line);
		return LINEEDIT_EOF;
	}
	while (len > 0 && strchr("\r\n", (*line)[len - 1]))
		(*line)[--len] = '\0';
	return LINEEDIT_LINE;
}

/* The lines of one statement; false at the end of the input, unless there is a last line. */
static bool read_statement(const struct session *s, struct str *text)
{
	enum { STATEMENT_MAX = 256 * 1024 };
	bool first = true;
	str_clear(text);
	do {
		char *line;
		enum lineedit_end end = read_line(s, first, &line);
		if (end == LINEEDIT_INTERRUPTED)
			str_clear(text);
		if (end != LINEEDIT_LINE)
			return end == LINEEDIT_INTERRUPTED || text->len > 0;
		if (s->terminal)
			lineedit_remember(line);
		if (text->len && text->data[text->len - 1] == '\\')
			text->data[text->len - 1] = ' ';   /* goes on in the same line, as in Python */
		else if (!first)
			str_add_char(text, '\n');
		str_add(text, line);
		free(line);
		first = false;
	} while (console_goes_on(text->data) && text->len < STATEMENT_MAX);
	return true;
}

static void converse(struct session *s)
{
	struct str text = STR_INIT;
	while (!s->left && read_statement(s, &text))
		console_obey(s, text.data);
	str_done(&text);
}

/* ---- At a terminal ---- */

static void add_labs(const struct session *s, const char *typed, struct completion *words)
{
	for (int i = 0; s->library && i < lab_library_count(s->library); i++)
		completion_add(words, typed, lab_library_name(s->library, i), "");
	completion_sort(words);
}

static char **complete_line(void *context, const char *line, size_t cursor)
{
	const struct session *s = context;
	const char *start = line + strspn(line, " \t");
	size_t len = strcspn(start, " \t");
	const struct console_command *command = console_find_command(start, len);
	bool behind = command && (size_t)(start - line) + len < cursor;
	if (behind && command->takes_file)
		return NULL;
	struct completion words;
	complete(console_program(s->console), line, cursor, s->first, &words);
	if (behind && strcmp(command->name, "open") == 0) {
		char *typed = mem_copy_n(line + words.begin, cursor - words.begin);
		completion_done(&words);
		add_labs(s, typed, &words);
		free(typed);
	}
	words.words = mem_grow(words.words, (size_t)words.count + 1, sizeof *words.words);
	words.words[words.count] = NULL;
	return words.words;
}

static void converse_at_terminal(struct session *s)
{
	char *history = lineedit_history_file();
	struct lineedit edit = { .history = history, .complete = complete_line, .context = s };
	lineedit_open(&edit);
	console_limit(s->console, console_budget(s->console), lineedit_interrupted());
	puts(_("The lab language at a prompt. help lists what there is; Ctrl-D leaves."));
	converse(s);
	lineedit_close();
	free(history);
}

/* ---- The whole ---- */

static bool start(struct session *s)
{
	struct err err;
	struct budget budget = cli_budget(s->cli, &budget_console);
	if (s->cli->budget && !console_budget_read(s->cli->budget, &budget, &err)) {
		console_fail(s, &err, NULL);
		return false;
	}
	console_limit(s->console, &budget, NULL);
	if (s->cli->n_args && !console_open_lab(s, s->cli->args[0]))
		return false;
	for (int i = 0; i < s->cli->n_set; i++)
		if (!console_set(s->console, s->cli->set[i].name, s->cli->set[i].text, &err)) {
			err.at = (struct span){0};
			console_fail(s, &err, NULL);
			return false;
		}
	return true;
}

static const char **command_names(void)
{
	int n = 0;
	while (console_commands[n].name)
		n++;
	const char **names = mem_new((size_t)n + 1, sizeof *names);
	for (int i = 0; i < n; i++)
		names[i] = console_commands[i].name;
	return names;
}

int command_console(const struct cli *cli)
{
	struct err ignored;
	struct session s = { .cli = cli, .terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) };
	s.library = labs_open(cli, &ignored);   /* without it only labs beside a file are found */
	s.shelf.library = s.library;
	struct program_loader loader = lab_shelf_loader(&s.shelf);
	s.console = console_new(&loader);
	s.first = command_names();
	bool started = start(&s);
	if (started && s.terminal)
		converse_at_terminal(&s);
	else if (started)
		converse(&s);
	free(s.first);
	console_free(s.console);
	lab_library_free(s.library);
	free(s.opened);
	return !started ? EXIT_USAGE : s.failed && !s.terminal ? EXIT_FINDINGS : EXIT_FINE;
}
