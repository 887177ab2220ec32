/*
 * The command line: the only layer that prints and decides how the program ends.
 *
 * A command is one file and one row of the table in commands.c. To add one:
 * write its `run`, add the row; --help and `help NAME` follow.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/str.h"
#include "base/words.h"
#include "draw/scale.h"
#include "lab/library.h"
#include "learn/round.h"

/* How the program ends. */
enum { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2 };

/* Options, by bit. */
enum {
	OPTION_LANG = 1 << 0, OPTION_DATA = 1 << 1, OPTION_LOG = 1 << 2, OPTION_PLAIN = 1 << 3,
	OPTION_THEME = 1 << 4, OPTION_SEED = 1 << 5, OPTION_JSON = 1 << 6, OPTION_LAB = 1 << 7,
	OPTION_SET = 1 << 8, OPTION_HELP = 1 << 9, OPTION_VERSION = 1 << 10,
	OPTION_BUDGET = 1 << 11, OPTION_THREADS = 1 << 12, OPTION_COLOR = 1 << 13,
	OPTION_NO_MOUSE = 1 << 14, OPTION_PNG = 1 << 15, OPTION_SVG = 1 << 16,
	OPTION_FIGURE = 1 << 17, OPTION_SCALE = 1 << 18,
	OPTIONS_OF_SCREENS = OPTION_THEME | OPTION_COLOR | OPTION_SCALE | OPTION_NO_MOUSE |
	                     OPTION_THREADS,
	OPTIONS_OF_ALL = OPTION_LANG | OPTION_DATA | OPTION_HELP | OPTION_VERSION,
};

/* What the command line said. Texts belong to argv where nothing else is said. */
struct cli {
	const struct command *command;
	unsigned given;                    /* options, by bit */
	char *data_dir;                    /* heap; holds quizzes/ and lessons/ */
	const char *log;                   /* of the answers; NULL = the default place */
	enum language language;
	const char *lab, *theme, *color, *budget;  /* as given, or NULL */
	const char *png, *svg;             /* files to save a figure in, or NULL */
	enum palette palette;              /* of their colours */
	int figure;                        /* which one, from 1; 0 = not said */
	uint64_t seed;                     /* of the shuffling */
	int threads;                       /* that compute a lab; 0 = one for each processor */
	struct pool *pool;                 /* so many; its budgets borrow it */
	struct lab_knob_setting *set;      /* --set, in order; heap, with heap names */
	int n_set;
	char **args;                       /* what is no option, without the command's name */
	int n_args;
};

struct command {
	const char *name;                  /* NULL: what is run when no command is named */
	const char *synopsis;              /* "check PATH..." */
	const char *summary;               /* N_(), one line */
	const char *details;               /* N_(), what `help NAME` adds, or NULL */
	unsigned takes;                    /* options beside OPTIONS_OF_ALL */
	int min_args, max_args;            /* max -1 = any number */
	int (*run)(const struct cli *cli);
};

/* `budget` with the threads that this run of the program has. */
struct budget cli_budget(const struct cli *cli, const struct budget *budget);

/* Of a lab that is printed: in parts where memory is short, as on the screen, but no key can stop it. */
struct budget cli_lab_budget(const struct cli *cli);

extern const struct command commands[];   /* ends with a row that has no run */

/* The command whose name is nearly this, or NULL. */
const char *command_near(const char *name);

/* The whole program. installed_dir: where `make install` puts the data. */
int cli_run(int argc, char **argv, const char *installed_dir);

/* options.c: false with *err when they make no sense. */
bool options_parse(struct cli *cli, int argc, char **argv, struct err *err);
bool options_fit(const struct cli *cli, struct err *err);   /* the command takes all of them */
struct tui_options;
bool options_screen(const struct cli *cli, struct tui_options *options, struct err *err);
void options_done(struct cli *cli);
void options_help(unsigned takes, struct str *out);   /* a line for each */

/* folders.c: of the shipped lessons and of the translations; caller frees. */
char *folder_of_data(const char *installed_dir);
char *folder_of_locale(const char *installed_dir);

/* say.c */
int say_error(const struct err *err);                 /* EXIT_USAGE, for `return say_error(&err)` */
void say_where(const struct err *err, const char *where, const char *source);   /* with carets */
void say_text(const char *text);                      /* cleaned, to standard output */
void json_add_text(struct str *out, const char *text);

/* labs.c: the labs of --lab, `lab` and lessons. */
struct lab_library *labs_open(const struct cli *cli, struct err *err);
/* The text of a file, or of a lab that ships; heap. The library may be NULL. */
bool labs_is_file(const char *name);   /* and no name of a lab that ships */
char *labs_source(struct lab_library *library, const char *name_or_file, struct err *err);
/* The same, parsed. When there is none, that has been said. The caller unrefs it. */
struct lab *labs_find(struct lab_library *library, const char *name_or_file);

/* labpicture.c: what --png and --svg ask for; the exit status. */
int lab_save_picture(const struct cli *cli, const struct lab *lab);

/* The commands. */
int command_play(const struct cli *cli);
int command_review(const struct cli *cli);
int command_interview(const struct cli *cli);
int command_drill(const struct cli *cli);
int command_list(const struct cli *cli);
int command_stats(const struct cli *cli);
int command_check(const struct cli *cli);
int command_eval(const struct cli *cli);
int command_console(const struct cli *cli);
int command_lab(const struct cli *cli);
int command_doctor(const struct cli *cli);
int command_help(const struct cli *cli);

/* Play what cli->args names, line by line on standard input and output. */
int plain_play(const struct cli *cli);
int plain_round(const struct cli *cli, const struct round_wish *wish);

#endif
