/* attnquiz review, interview and drill: the screens, or with --plain the lines. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "cli/cli.h"
#include "quiz/course.h"
#include "tui/tui.h"

/* A word is a topic, unless a lesson or a folder of quizzes is called so; "./x" is never one. */
static bool is_path(const struct cli *cli, const char *word)
{
	struct course course;
	struct err ignored;
	if (strchr(word, '/') || str_ends(word, ".json") || cli->n_args > 1)
		return true;
	bool is = (file_is_dir(word) || !file_exists(word)) && course_open(cli->data_dir, word, &course, &ignored);
	if (is)
		course_done(&course);
	return is;
}

static int play(const struct cli *cli, enum session_kind kind)
{
	struct err err = {0};
	const char *path = cli->n_args && is_path(cli, cli->args[0]) ? cli->args[0] : NULL;
	struct tui_options options = {
		.round = kind, .path = path, .topic = cli->n_args > (path != NULL) ? cli->args[cli->n_args - 1] : NULL,
	};
	if (cli->given & OPTION_PLAIN)
		return plain_round(cli, &(struct round_wish){
			.kind = kind, .path = path, .topic = options.topic, .data_dir = cli->data_dir, .seed = cli->seed,
			.now_ms = clock_now_ms(&clock_system),
		});
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
