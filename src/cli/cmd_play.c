/* attnquiz NAME: the screens, or with --plain the lines. */
#include <unistd.h>

#include "cli/cli.h"
#include "text/i18n.h"
#include "tui/tui.h"

int command_play(const struct cli *cli)
{
	struct err err;
	if (cli->given & OPTION_PLAIN)
		return plain_play(cli);
	struct tui_options options = {
		.data_dir = cli->data_dir,
		.path = cli->n_args ? cli->args[0] : NULL,
		.log_path = cli->log,
		.language = cli->language,
		.seed = cli->seed,
	};
	if (cli->theme && !tui_theme_parse(cli->theme, &options.theme)) {
		err_say(&err, ERR_VALUE, _("--theme takes auto, dark, light or mono, not %s"), cli->theme);
		return say_error(&err);
	}
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_say(&err, ERR_IO, _("standard input and output are no terminal; add --plain to play line by line"));
		return say_error(&err);
	}
	int status = tui_main(&options, &err);
	return status ? say_error(&err) : EXIT_FINE;
}
