/* attnquiz NAME: the screens, or with --plain the lines. */
#include <unistd.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "quiz/course.h"
#include "tui/tui.h"

/* What is no lesson may have been meant as a command. */
static int explain(const struct cli *cli, struct err *err)
{
	const char *meant = err->code == ERR_NAME && cli->n_args ? command_near(cli->args[0]) : NULL;
	if (meant) {
		struct err said = *err;
		err_say(err, ERR_NAME, _("%.400s; did you mean the command attnquiz %s?"), said.text,
		        meant);
	}
	return say_error(err);
}

/* Not for a terminal: a name that is wrong is to be told first. */
static int refuse(const struct cli *cli)
{
	struct err err;
	struct course course;
	if (!course_open(cli->data_dir, cli->n_args ? cli->args[0] : NULL, &course, &err))
		return explain(cli, &err);
	course_done(&course);
	err_say(&err, ERR_IO,
	        _("standard input and output are no terminal; add --plain to play line by line"));
	return say_error(&err);
}

int command_play(const struct cli *cli)
{
	struct err err;
	if (cli->given & OPTION_PLAIN)
		return plain_play(cli);
	struct tui_options options = {
		.path = cli->n_args ? cli->args[0] : NULL,
	};
	if (!options_screen(cli, &options, &err))
		return say_error(&err);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return refuse(cli);
	return tui_main(&options, &err) ? explain(cli, &err) : EXIT_FINE;
}
