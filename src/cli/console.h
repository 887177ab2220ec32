/*
 * `attnquiz console`: a prompt for the lab language. What it can beside the language
 * is a row of the table in console_commands.c.
 */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include "cli/cli.h"
#include "lab/console.h"

struct session {
	const struct cli *cli;
	struct lab_library *library;   /* NULL when there is none */
	struct lab_shelf shelf;        /* where `use` finds labs: beside the file that was opened, then there */
	char *opened;                  /* that file, or NULL */
	struct console *console;
	const char **first;            /* the commands' names, for completion */
	bool terminal;                 /* a person types, and not a file */
	bool failed;                   /* something was wrong, since the start */
	bool left;
};

/* One statement, expression or command, with its line breaks. */
void console_obey(struct session *s, const char *text);

/* Whether a statement goes on in the next line: open brackets, a backslash at the end. */
bool console_goes_on(const char *text);

struct console_command {
	const char *name, *synopsis;
	const char *summary;           /* N_() */
	bool takes_file;               /* for completion */
	bool takes_code;               /* names and expressions of the language */
	void (*run)(struct session *s, const char *rest);   /* without blanks around it */
};

extern const struct console_command console_commands[];   /* ends with a row without a name */

const struct console_command *console_find_command(const char *word, size_t len);

/* Print the error with carets below the text, and remember that there was one. */
void console_fail(struct session *s, const struct err *err, const char *text);

/*
 * Python's and PyTorch's habits. The statement as it is written here, heap: torch.exp(x) is
 * exp(x), print(x) is x, help(exp) is help exp, f = lambda x: x + 1 is def f(x) = x + 1. False: x = x + 1,
 * and *err says what to write; the rest of what has no meaning here is the language's to tell.
 */
char *console_habit(const struct session *s, const char *text);
bool console_habit_check(const struct session *s, const char *text, struct err *err);
bool console_habit_import(const char *text);

/* a, b = expr: each of them defined, in a line of its own; false when it is something else. */
bool console_unpack(struct session *s, const char *text);

/* A value, its shape, and a matrix as a picture. */
void console_print(struct session *s, const char *code, struct value value);

/* "S: shape (8, 10, 197) = (H, Nt, Nv)  float32", and what has an error now. */
void console_print_defined(struct session *s, const char *name);

void console_show(struct session *s, const char *text);      /* show, claim, variant */
void console_help(struct session *s, const char *rest);
void console_why_command(struct session *s, const char *rest);
void console_load(struct session *s, const char *rest);
void console_save(struct session *s, const char *rest);
bool console_open_lab(struct session *s, const char *name);

/* "4GiB", "60s", "4GiB 60s" */
bool console_budget_read(const char *text, struct budget *budget, struct err *err);

#endif
