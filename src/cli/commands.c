#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/pool.h"
#include "cli/cli.h"

const struct command commands[] = {
	{ .name = NULL, .synopsis = "[NAME|PATH]",
	  .summary = N_("open a lesson, a quiz file or a folder of them; without a name, the home screen"),
	  .details = N_("NAME is a lesson that `attnquiz list` shows. PATH is a quiz file (JSON), or a folder that\n"
	                "has quiz files in it or below it. What was left unfinished goes on where it stood.\n"
	                "With --plain everything happens line by line on standard input and output.\n"),
	  .takes = OPTION_LOG | OPTION_PLAIN | OPTIONS_OF_SCREENS | OPTION_SEED, .max_args = 1,
	  .run = command_play },
	{ .name = "review", .synopsis = "review [PATH] [TOPIC]",
	  .summary = N_("ask what is due: questions you have answered come back before they are forgotten"),
	  .details = N_("What was missed comes back within minutes, what is known after days, then months (FSRS-6).\n"
	                "After each answer 1-4 say how well you knew it; each key shows when the question returns.\n"
	                "PATH is a lesson, a quiz file or a folder of them: what is due of that alone. TOPIC is\n"
	                "one of the \"tags\" of questions.\n"),
	  .takes = OPTION_LOG | OPTION_PLAIN | OPTIONS_OF_SCREENS, .max_args = 2, .run = command_review },
	{ .name = "interview", .synopsis = "interview [PATH] [TOPIC]",
	  .summary = N_("open questions: think or write, then look at the card and rate yourself"),
	  .details = N_("Without PATH, those that ship. PATH is a lesson, a quiz file or a folder of them, whose\n"
	                "questions of the kind \"open\" are asked. TOPIC is one of the \"tags\" of questions.\n"),
	  .takes = OPTION_LOG | OPTION_PLAIN | OPTIONS_OF_SCREENS, .max_args = 2, .run = command_interview },
	{ .name = "drill", .synopsis = "drill [PATH] [TOPIC]",
	  .summary = N_("exercises with new numbers each time; the lab computes what is right"),
	  .details = N_("Without PATH, those that ship. PATH is a lesson, a quiz file or a folder of them, whose\n"
	                "questions with \"vary\" are asked. TOPIC is one of the \"tags\" of questions.\n"),
	  .takes = OPTION_LOG | OPTION_PLAIN | OPTIONS_OF_SCREENS | OPTION_SEED, .max_args = 2, .run = command_drill },
	{ .name = "list", .synopsis = "list [PATH]",
	  .summary = N_("the lessons, how many questions they ask, and the last gain"),
	  .takes = OPTION_LOG, .max_args = 1, .run = command_list },
	{ .name = "stats", .synopsis = "stats [PATH]",
	  .summary = N_("what you have learned: gains, calibration, weakest topics, your days"),
	  .details = N_("PATH is a quiz file or a folder of them: titles and topics are looked up there, else in the\n"
	                "lessons that ship. With --plain, or without a terminal, it is printed as text. --json\n"
	                "prints one object: answers, right, share, spent_ms, streak, longest_streak, quizzes (their\n"
	                "finished plays with pre, post and gain), calibration, topics (weakest first), days.\n"
	                "Shares go from 0 to 1; null is a share of nothing.\n"),
	  .takes = OPTION_LOG | OPTION_PLAIN | OPTION_JSON | OPTIONS_OF_SCREENS, .max_args = 1,
	  .run = command_stats },
	{ .name = "check", .synopsis = "check PATH...",
	  .summary = N_("find what is wrong with quizzes, lessons and labs, and run every lab and claim"),
	  .details = N_("One line for each finding: file:line:column: level: message [rule]. The exit status is 1\n"
	                "when there are errors, 2 when a PATH cannot be read.\n"),
	  .takes = OPTION_JSON, .min_args = 1, .max_args = -1, .run = command_check },
	{ .name = "eval", .synopsis = "eval EXPR",
	  .summary = N_("the value of an expression of the lab language, and its shape"),
	  .details = N_("EXPR may have several lines: the last one is the expression, those before it are a\n"
	                "program. `-` reads it from standard input. Write -- before an EXPR that begins with\n"
	                "a minus.\n"),
	  .takes = OPTION_JSON | OPTION_LAB | OPTION_SET | OPTION_THREADS, .min_args = 1, .max_args = 1,
	  .run = command_eval },
	{ .name = "lab", .synopsis = "lab [NAME|FILE]",
	  .summary = N_("run a lab: its program with the shapes it computes, its figures and its claims"),
	  .details = N_("Without a name it lists the labs that ship.\n"
	                "With --png or --svg a figure is saved as a picture, and nothing is opened:\n"
	                "  attnquiz lab kv-cache --set t=6 --figure 2 --png cache.png\n"),
	  .takes = OPTION_PLAIN | OPTION_SET | OPTION_LOG | OPTION_PNG | OPTION_SVG | OPTION_FIGURE |
	           OPTIONS_OF_SCREENS,
	  .max_args = 1, .run = command_lab },
	{ .name = "console", .synopsis = "console [LAB|FILE]",
	  .summary = N_("a prompt for the lab language; from a lab, or from nothing"),
	  .details = N_("`help` there says what there is. When standard input is no terminal, its lines are\n"
	                "obeyed without a prompt, and the exit status is 1 if one of them failed.\n"),
	  .takes = OPTION_SET | OPTION_BUDGET | OPTION_THREADS, .max_args = 1, .run = command_console },
	{ .name = "doctor", .synopsis = "doctor",
	  .summary = N_("what the terminal, the files and the machine can do, and what to set"),
	  .details = N_("The exit status is 1 when something hinders: it is marked with !!.\n"),
	  .takes = OPTION_LOG | OPTION_THREADS, .run = command_doctor },
	{ .name = "help", .synopsis = "help [COMMAND]",
	  .summary = N_("this list, or more about one command"), .max_args = 1, .run = command_help },
	{ .run = NULL },
};

/* ---- Help, made from the tables ---- */

static void help_all(struct str *out)
{
	unsigned takes = OPTIONS_OF_ALL;
	str_add(out, _("attnquiz teaches attention with quizzes beside live labs.\n"));
	for (const struct command *c = commands; c->run; c++) {
		str_addf(out, "\n  attnquiz %s\n      %s\n", c->synopsis, _(c->summary));
		takes |= c->takes;
	}
	str_addf(out, "\n%s\n", _("Options:"));
	options_help(takes, out);
	str_addf(out, "\n%s\n", _("`attnquiz help COMMAND` says more."));
}

static void help_one(const struct command *command, struct str *out)
{
	str_addf(out, _("Usage: attnquiz %s"), command->synopsis);
	str_addf(out, "\n\n%s\n", _(command->summary));
	if (command->details)
		str_addf(out, "\n%s", _(command->details));
	str_addf(out, "\n%s\n", _("Options:"));
	options_help(command->takes | OPTIONS_OF_ALL, out);
}

static const struct command *find_command(const char *name)
{
	for (const struct command *c = commands; c->run; c++)
		if (c->name && strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

const char *command_near(const char *name)
{
	for (const struct command *c = commands; c->run; c++)
		if (c->name && str_distance(c->name, name) == 1)
			return c->name;
	return NULL;
}

static int print_help(const struct command *command)
{
	struct str text = STR_INIT;
	if (command)
		help_one(command, &text);
	else
		help_all(&text);
	fputs(text.data, stdout);
	str_done(&text);
	return EXIT_FINE;
}

static int print_version(void)
{
	puts("attnquiz " VERSION);
	return EXIT_FINE;
}

int command_help(const struct cli *cli)
{
	if (cli->n_args == 0)
		return print_help(NULL);
	const struct command *command = find_command(cli->args[0]);
	struct err err;
	if (command)
		return print_help(command);
	err_say(&err, ERR_NAME, _("there is no command %s; attnquiz --help lists them"), cli->args[0]);
	return say_error(&err);
}

/* ---- The whole ---- */

/* The first argument names a command, or what the command without a name is to open. */
static void choose_command(struct cli *cli)
{
	const struct command *named = cli->n_args ? find_command(cli->args[0]) : NULL;
	cli->command = named ? named : &commands[0];
	if (named) {
		cli->args++;
		cli->n_args--;
	}
}

static bool args_fit(const struct cli *cli, struct err *err)
{
	const struct command *c = cli->command;
	if (cli->n_args >= c->min_args && (c->max_args < 0 || cli->n_args <= c->max_args))
		return true;
	const char *meant = c->name ? NULL : command_near(cli->args[0]);
	if (meant)
		return err_say(err, ERR_NAME, _("there is no command %s; did you mean attnquiz %s?"), cli->args[0],
		               meant);
	return err_say(err, ERR_VALUE, _("write it as: attnquiz %s"), c->synopsis);
}

struct budget cli_budget(const struct cli *cli, const struct budget *budget)
{
	struct budget with_threads = *budget;
	with_threads.pool = cli->pool;
	return with_threads;
}

struct budget cli_lab_budget(const struct cli *cli)
{
	struct budget budget = cli_budget(cli, &budget_own);
	budget.ops = budget_console.ops;
	return budget;
}

/* Its threads begin with the first lab that is large enough for them. */
static int run_command(struct cli *cli)
{
	cli->pool = pool_new(cli->threads);
	int status = cli->command->run(cli);
	pool_free(cli->pool);
	return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct err err;
	if (!options_parse(cli, argc, argv, &err))
		return say_error(&err);
	i18n_set(cli->language);
	choose_command(cli);
	if (cli->given & OPTION_VERSION)
		return print_version();
	if (cli->given & OPTION_HELP)
		return print_help(cli->command->name ? cli->command : NULL);
	if (!options_fit(cli, &err) || !args_fit(cli, &err))
		return say_error(&err);
	return run_command(cli);
}

/* What could not be written (a full disk behind a pipe) must not end as a success. */
static int flush(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "attnquiz: %s\n", _("the output could not be written"));
	return status ? status : EXIT_FINDINGS;
}

int cli_run(int argc, char **argv, const char *installed_dir)
{
	char *locale = folder_of_locale(installed_dir);
	i18n_open(locale);
	free(locale);
	struct cli cli = { .language = i18n_from_environment() };
	cli.data_dir = folder_of_data(installed_dir);
	int status = run(&cli, argc, argv);
	options_done(&cli);
	return flush(status);
}
