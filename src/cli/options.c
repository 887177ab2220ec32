#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "tui/tui.h"

static const struct row {
	const char *name, *value;          /* value NULL: it takes none */
	unsigned bit;
	const char *help;
} rows[] = {
	{ "plain", NULL, OPTION_PLAIN, N_("line by line on standard input and output") },
	{ "theme", "NAME", OPTION_THEME, N_("auto, dark, light or mono") },
	{ "color", "DEPTH", OPTION_COLOR, N_("auto, never, always, 8, 16, 256 or 24bit") },
	{ "scale", "NAME", OPTION_SCALE, N_("the colours of heatmaps: viridis or cividis") },
	{ "no-mouse", NULL, OPTION_NO_MOUSE, N_("leave the mouse to the terminal, to select text") },
	{ "json", NULL, OPTION_JSON, N_("print JSON") },
	{ "lab", "NAME|FILE", OPTION_LAB, N_("evaluate in this lab") },
	{ "set", "KNOB=VALUE", OPTION_SET, N_("set a knob of the lab; may be repeated") },
	{ "budget", "BUDGET", OPTION_BUDGET, N_("memory and time for a statement: 4GiB, 60s, \"4GiB 60s\"") },
	{ "threads", "N", OPTION_THREADS, N_("compute labs on this many processors; else on all") },
	{ "png", "FILE", OPTION_PNG, N_("save a figure as a PNG picture") },
	{ "svg", "FILE", OPTION_SVG, N_("save a figure as an SVG picture") },
	{ "figure", "N", OPTION_FIGURE, N_("which figure to save; 1 is the first") },
	{ "seed", "N", OPTION_SEED, N_("shuffle the options of a new play by this number") },
	{ "log", "FILE", OPTION_LOG, N_("keep the answers in this file") },
	{ "lang", "LANG", OPTION_LANG, N_("en, zh or ru; else the locale's") },
	{ "data", "DIR", OPTION_DATA, N_("where quizzes/ and lessons/ are; also $ATTNQUIZ_DATA") },
	{ "help", NULL, OPTION_HELP, N_("say how the program is used") },
	{ "version", NULL, OPTION_VERSION, N_("print the version") },
};

/* FIRST_ROW lies beyond the short options' characters. */
enum { N_ROWS = sizeof rows / sizeof *rows, FIRST_ROW = 256 };

static bool take_seed(struct cli *cli, const char *text, struct err *err)
{
	char *end;
	errno = 0;
	cli->seed = strtoull(text, &end, 10);
	return (*text >= '0' && *text <= '9' && !*end && !errno) ||
	       err_say(err, ERR_VALUE, _("--seed takes a whole number, not %s"), text);
}

static bool take_threads(struct cli *cli, const char *text, struct err *err)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || n < 1 || n > 256)
		return err_say(err, ERR_VALUE, _("--threads takes a number from 1 to 256, not %s"), text);
	cli->threads = (int)n;
	return true;
}

static bool take_knob(struct cli *cli, const char *text, struct err *err)
{
	const char *equals = strchr(text, '=');
	if (!equals || equals == text || !equals[1])
		return err_say(err, ERR_VALUE,
		               _("--set takes a knob and its value, as in --set Nt=12, not %s"), text);
	cli->set = mem_grow(cli->set, (size_t)cli->n_set + 1, sizeof *cli->set);
	cli->set[cli->n_set++] = (struct lab_knob_setting){
		.name = mem_copy_n(text, (size_t)(equals - text)),
		.text = equals + 1,
	};
	return true;
}

static bool take_figure(struct cli *cli, const char *text, struct err *err)
{
	char *end;
	long n = strtol(text, &end, 10);
	cli->figure = n < INT_MAX ? (int)n : INT_MAX;
	return (n >= 1 && !*end) ||
	       err_say(err, ERR_VALUE, _("--figure takes a number from 1 on, not %s"), text);
}

static bool take(struct cli *cli, unsigned option, char *text, struct err *err)
{
	cli->given |= option;
	switch (option) {
	case OPTION_LANG:
		return language_parse(text, &cli->language) ||
		       err_say(err, ERR_VALUE, _("--lang takes en, zh or ru, not %s"), text);
	case OPTION_DATA:
		free(cli->data_dir);
		cli->data_dir = mem_copy(text);
		break;
	case OPTION_SEED:
		return take_seed(cli, text, err);
	case OPTION_THREADS:
		return take_threads(cli, text, err);
	case OPTION_SET:
		return take_knob(cli, text, err);
	case OPTION_FIGURE:
		return take_figure(cli, text, err);
	case OPTION_PNG:
		cli->png = text;
		break;
	case OPTION_SVG:
		cli->svg = text;
		break;
	case OPTION_LOG:
		cli->log = text;
		break;
	case OPTION_BUDGET:
		cli->budget = text;
		break;
	case OPTION_LAB:
		cli->lab = text;
		break;
	case OPTION_THEME:
		cli->theme = text;
		break;
	case OPTION_SCALE:
		return palette_parse(text, &cli->palette) ||
		       err_say(err, ERR_VALUE, _("--scale takes viridis or cividis, not %s"), text);
	case OPTION_COLOR:
		cli->color = text;
		break;
	}
	return true;
}

void options_help(unsigned takes, struct str *out)
{
	for (int i = 0; i < N_ROWS; i++) {
		const char *value = rows[i].value ? rows[i].value : "";
		if (rows[i].bit & takes)
			str_addf(out, "  --%s %-*s %s\n", rows[i].name, 18 - (int)strlen(rows[i].name), value,
			         _(rows[i].help));
	}
}

static const char *nearest(const char *name)
{
	const char *best = NULL;
	int distance = 3;
	for (int i = 0; i < N_ROWS; i++) {
		int d = str_distance(name, rows[i].name);
		if (d < distance) {
			distance = d;
			best = rows[i].name;
		}
	}
	return best;
}

static bool unknown(const char *given, struct err *err)
{
	char *name = mem_copy_n(given, strcspn(given, "="));
	const char *meant = nearest(name + strspn(name, "-"));
	if (meant)
		err_say(err, ERR_NAME, _("there is no option %s; did you mean --%s?"), name, meant);
	else
		err_say(err, ERR_NAME, _("there is no option %s; attnquiz --help lists them"), name);
	free(name);
	return false;
}

/* What getopt_long could not take; optopt says which kind of trouble it is. */
static bool refuse(int trouble, const char *given, struct err *err)
{
	if (trouble == ':')
		return err_say(err, ERR_VALUE, _("%s wants a value behind it"), given);
	if (optopt >= FIRST_ROW)
		return err_say(err, ERR_VALUE, _("--%s takes no value"), rows[optopt - FIRST_ROW].name);
	if (optopt)
		return err_say(err, ERR_NAME,
		               _("there is no option -%c; write -- before an argument that begins "
		                                "with a minus"), optopt);
	return unknown(given, err);
}

static bool read_options(struct cli *cli, int argc, char **argv, struct err *err)
{
	struct option list[N_ROWS + 1] = {{0}};
	for (int i = 0; i < N_ROWS; i++)
		list[i] = (struct option){
			.name = rows[i].name,
			.has_arg = rows[i].value ? required_argument : no_argument,
			.val = FIRST_ROW + i,
		};
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":h", list, NULL)) != -1;) {
		if (c == 'h')
			cli->given |= OPTION_HELP;
		else if (c < FIRST_ROW)
			return refuse(c, argv[optind - 1], err);
		else if (!take(cli, rows[c - FIRST_ROW].bit, optarg, err))
			return false;
	}
	return true;
}

bool options_parse(struct cli *cli, int argc, char **argv, struct err *err)
{
	cli->seed = (uint64_t)clock_now_ms(&clock_system);
	if (!read_options(cli, argc, argv, err))
		return false;
	cli->args = argv + optind;
	cli->n_args = argc - optind;
	return true;
}

bool options_fit(const struct cli *cli, struct err *err)
{
	unsigned other = cli->given & ~(cli->command->takes | OPTIONS_OF_ALL);
	for (int i = 0; i < N_ROWS; i++)
		if (other & rows[i].bit)
			return err_say(err, ERR_VALUE, _("attnquiz %s does not take --%s"),
			               cli->command->synopsis, rows[i].name);
	return true;
}

bool options_screen(const struct cli *cli, struct tui_options *options, struct err *err)
{
	options->data_dir = cli->data_dir;
	options->log_path = cli->log;
	options->language = cli->language;
	options->seed = cli->seed;
	options->palette = cli->palette;
	options->pool = cli->pool;
	options->no_mouse = cli->given & OPTION_NO_MOUSE;
	if (cli->theme && !tui_theme_parse(cli->theme, &options->theme))
		return err_say(err, ERR_VALUE, _("--theme takes auto, dark, light or mono, not %s"),
		               cli->theme);
	if (cli->color && !tui_color_parse(cli->color, &options->color))
		return err_say(err, ERR_VALUE,
		               _("--color takes auto, never, always, 8, 16, 256 or 24bit, not %s"),
		               cli->color);
	return true;
}

void options_done(struct cli *cli)
{
	for (int i = 0; i < cli->n_set; i++)
		free((char *)cli->set[i].name);
	free(cli->set);
	free(cli->data_dir);
}
