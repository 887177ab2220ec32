/* attnquiz lab: a lab on the screen, or run once, as text. */
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "cli/labtext.h"
#include "tui/tui.h"

static void add_section(struct str *out, const char *title)
{
	str_addf(out, "\n%s\n", title);
}

static void print_variants(const struct cli *cli, const struct lab_state *state,
                           const struct lab_setting *setting, struct str *out)
{
	struct budget budget = cli_lab_budget(cli);
	for (int i = 0; i < lab_program(state->lab)->n_variants; i++) {
		struct lab_setting with = *setting;
		struct err err;
		with.variant = i;
		struct lab_state *both = lab_run(state->lab, &with, &budget, NULL, &err);
		if (both)
			labtext_variant(both, cli->language, out);
		else
			str_addf(out, "  ✗ %s\n", err.text);
		lab_state_unref(both);
	}
}

static void print_state(const struct cli *cli, const struct lab_state *state,
                        const struct lab_setting *setting)
{
	enum language language = cli->language;
	struct str out = STR_INIT;
	const struct program *program = lab_program(state->lab);
	str_addf(&out, "%s\n", labtext_title(state->lab, language));
	if (state->n_knobs)
		add_section(&out, _("Knobs"));
	labtext_knobs(state, language, &out);
	if (state->n_lines)
		add_section(&out, _("Program"));
	labtext_program(state, NULL, &out);
	labtext_figures(state, language, &out);
	if (state->n_claims)
		add_section(&out, _("Claims"));
	labtext_claims(state, language, &out);
	if (program->n_variants)
		add_section(&out, _("Variants"));
	print_variants(cli, state, setting, &out);
	say_text(out.data);
	str_done(&out);
}

/* A lab whose lines or claims fail has run, but not well. */
static bool all_well(const struct lab_state *state)
{
	bool well = state->error.code == ERR_NONE;
	for (int i = 0; i < state->n_lines; i++)
		well &= state->lines[i].error.code == ERR_NONE;
	for (int i = 0; i < state->n_figures; i++)
		well &= state->figures[i].error.code == ERR_NONE;
	for (int i = 0; i < state->n_claims; i++)
		well &= state->claims[i].holds;
	return well;
}

/* A knob or a value that the lab has not is told before the screen is taken. */
static bool set_fits(const struct cli *cli, const struct lab *lab, struct err *err)
{
	const struct lab_setting setting = {
		.knobs = cli->set, .n_knobs = cli->n_set, .variant = -1,
	};
	struct lab_state *knobs = lab_read_knobs(lab, &setting, err);
	lab_state_unref(knobs);
	return knobs != NULL;
}

static int show(const struct cli *cli, struct lab *lab)
{
	struct err err;
	struct tui_options options = { .lab = lab, .set = cli->set, .n_set = cli->n_set };
	if (!options_screen(cli, &options, &err) || !set_fits(cli, lab, &err))
		return say_error(&err);
	return tui_main(&options, &err) ? say_error(&err) : EXIT_FINE;
}

static int run(const struct cli *cli, const struct lab *lab)
{
	struct lab_setting setting = { .knobs = cli->set, .n_knobs = cli->n_set, .variant = -1 };
	struct budget budget = cli_lab_budget(cli);
	struct err err;
	struct lab_state *state = lab_run(lab, &setting, &budget, NULL, &err);
	if (!state)
		return say_error(&err);
	print_state(cli, state, &setting);
	bool well = all_well(state);
	lab_state_unref(state);
	return well ? EXIT_FINE : EXIT_FINDINGS;
}

static int answer(const struct cli *cli, struct lab *lab)
{
	if (cli->png || cli->svg)
		return lab_save_picture(cli, lab);
	bool screen = !(cli->given & OPTION_PLAIN) && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	return screen ? show(cli, lab) : run(cli, lab);
}

static void list(const struct cli *cli, struct lab_library *library)
{
	struct str out = STR_INIT;
	for (int i = 0; i < lab_library_count(library); i++) {
		struct err ignored;
		const struct lab *lab = lab_library_find(library, lab_library_name(library, i), &ignored);
		const char *title = lab ? words_in(&lab_program(lab)->title, cli->language) : NULL;
		str_addf(&out, title ? "%-22s %s\n" : "%s\n", lab_library_name(library, i), title);
	}
	say_text(out.data);
	str_done(&out);
}

int command_lab(const struct cli *cli)
{
	struct err err;
	struct lab_library *library = labs_open(cli, &err);
	if (!library)
		return say_error(&err);
	struct lab *lab = cli->n_args ? labs_find(library, cli->args[0]) : NULL;
	int status = lab ? answer(cli, lab) : cli->n_args ? EXIT_USAGE : EXIT_FINE;
	if (!cli->n_args)
		list(cli, library);
	lab_unref(lab);
	lab_library_free(library);
	return status;
}
