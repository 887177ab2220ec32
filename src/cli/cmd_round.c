/* attnquiz review, interview and drill: the screens, or with --plain the lines. */
#include <unistd.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "tui/tui.h"

static int play(const struct cli *cli, enum session_kind kind)
{
	struct err err = {0};
	struct tui_options options = { .round = kind, .topic = cli->n_args ? cli->args[0] : NULL };
	if (cli->given & OPTION_PLAIN)
		return plain_round(cli, kind);
	if (!options_screen(cli, &options, &err))
		return say_error(&err);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_say(&err, ERR_IO, _("standard input and output are no terminal; add --plain to play line by line"));
		return say_error(&err);
	}
	return tui_main(&options, &err) ? say_error(&err) : EXIT_FINE;
}

int command_review(const struct cli *cli)
{
	return play(cli, SESSION_OF_REVIEW);
}

int command_interview(const struct cli *cli)
{
	return play(cli, SESSION_OF_INTERVIEW);
}

int command_drill(const struct cli *cli)
{
	return play(cli, SESSION_OF_DRILL);
}
