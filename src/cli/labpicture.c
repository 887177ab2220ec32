/* attnquiz lab --png FILE, --svg FILE: a figure as a picture. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "cli/cli.h"
#include "draw/draw.h"
#include "tui/labposter.h"

/* The figure that is wanted, from 0 on; -1 with *err when there is nothing to save. */
static int wanted(const struct cli *cli, const struct lab_state *state, struct err *err)
{
	int figure = cli->figure ? cli->figure - 1 : 0;
	if (state->error.code != ERR_NONE)
		*err = state->error;
	else if (state->n_figures == 0)
		err_say(err, ERR_VALUE, _("%s has no figure to save: give it a `show` line"),
		        lab_name(state->lab));
	else if (figure >= state->n_figures)
		err_say(err, ERR_VALUE, _("there is no figure %d: %s has %d"), figure + 1,
		        lab_name(state->lab), state->n_figures);
	else if (state->figures[figure].error.code != ERR_NONE)
		*err = state->figures[figure].error;
	else
		return figure;
	return -1;
}

static int save(const struct cli *cli, const struct lab_state *state, int figure)
{
	char *fonts = file_join(cli->data_dir, "fonts");
	const struct labposter labposter = {
		.state = state, .figure = figure, .language = cli->language,
		.palette = cli->palette, .png = cli->png, .svg = cli->svg, .fonts = fonts,
	};
	struct err err;
	bool ok = labposter_save(&labposter, &err);
	free(fonts);
	if (!ok)
		return say_error(&err);
	struct str sentence = STR_INIT;
	draw_sentence(&state->figures[figure], cli->language, &sentence);
	str_add_char(&sentence, '\n');
	say_text(sentence.data);
	str_done(&sentence);
	return EXIT_FINE;
}

static int save_state(const struct cli *cli, const struct lab_state *state)
{
	struct err err;
	int figure = wanted(cli, state, &err);
	return figure < 0 ? say_error(&err) : save(cli, state, figure);
}

int lab_save_picture(const struct cli *cli, const struct lab *lab)
{
	struct lab_setting setting = { .knobs = cli->set, .n_knobs = cli->n_set, .variant = -1 };
	struct budget budget = cli_lab_budget(cli);
	struct err err;
	struct lab_state *state = lab_run(lab, &setting, &budget, NULL, &err);
	int status = state ? save_state(cli, state) : say_error(&err);
	lab_state_unref(state);
	return status;
}
