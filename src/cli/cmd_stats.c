/* attnquiz stats: what one has learned, on the screen, as text or as JSON. */
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "learn/catalog.h"
#include "learn/day.h"
#include "tui/statspage.h"
#include "tui/tui.h"

enum { TEXT_WIDTH = 80 };

static void print_text(const struct cli *cli, const struct stats *stats, const struct catalog *catalog)
{
	const struct look look = { .language = cli->language, .mono = true };
	struct statspage page;
	struct str out = STR_INIT;
	statspage_lay(&page, stats, catalog, &look, TEXT_WIDTH);
	struct canvas canvas = canvas_new(page.width, page.rows);
	statspage_paint(&page, 0, &canvas);
	canvas_to_text(&canvas, &out);
	say_text(out.data);
	canvas_free(&canvas);
	statspage_done(&page);
	str_done(&out);
}

/* ---- JSON ---- */

static void add_number(struct str *out, const char *key, double value)
{
	if (value < 0)
		str_addf(out, ", \"%s\": null", key);
	else
		str_addf(out, ", \"%s\": %.4g", key, value);
}

static void add_share(struct str *out, struct stats_share share)
{
	str_addf(out, "\"answers\": %d, \"right\": %d", share.answers, share.right);
	add_number(out, "share", stats_share(share));
}

static void add_play(struct str *out, const struct stats_play *play)
{
	str_addf(out, "{\"finished_ms\": %lld", (long long)play->finished_ms);
	add_number(out, "pre", play->pre);
	add_number(out, "post", play->post);
	if (stats_has_gain(play))
		str_addf(out, ", \"gain\": %.4g}", stats_gain(play));
	else
		str_add(out, ", \"gain\": null}");
}

static void add_quizzes(struct str *out, const struct stats *stats)
{
	str_add(out, "\"quizzes\": [");
	for (int i = 0; i < stats->n_quizzes; i++) {
		const struct stats_quiz *quiz = &stats->quizzes[i];
		str_add(out, i ? ",\n  {\"quiz\": " : "\n  {\"quiz\": ");
		json_add_text(out, quiz->id);
		str_add(out, ", \"plays\": [");
		for (int play = 0; play < quiz->n_plays; play++) {
			str_add(out, play ? ", " : "");
			add_play(out, &quiz->plays[play]);
		}
		str_add(out, "]}");
	}
	str_add(out, "],\n");
}

static void add_calibration(struct str *out, const struct stats *stats)
{
	static const char *const names[] = { "not_said", "sure", "unsure", "guess" };
	str_add(out, "\"calibration\": {");
	for (int i = 0; i <= CONFIDENCE_GUESS; i++) {
		str_addf(out, "%s\n  \"%s\": {", i ? "," : "", names[i]);
		add_share(out, stats->by_confidence[i]);
		str_add(out, "}");
	}
	str_add(out, ",\n  \"guess_with_known_chance\": {");
	add_share(out, stats->guesses);
	str_addf(out, ", \"right_by_chance\": %.4g}},\n", stats->guessed_by_chance);
}

static void add_topics(struct str *out, const struct stats *stats)
{
	str_add(out, "\"topics\": [");
	for (int i = 0; i < stats->n_topics; i++) {
		str_add(out, i ? ",\n  {\"topic\": " : "\n  {\"topic\": ");
		json_add_text(out, stats->topics[i].tag);
		str_add(out, ", ");
		add_share(out, stats->topics[i].share);
		str_add(out, ", \"quiz\": ");
		json_add_text(out, stats->topics[i].quiz);
		str_add(out, "}");
	}
	str_add(out, "],\n");
}

static void add_days(struct str *out, const struct stats *stats)
{
	str_add(out, "\"days\": [");
	for (int i = 0; i < stats->n_days; i++) {
		struct day_date date = day_date(stats->days[i].day);
		str_addf(out, "%s\n  {\"day\": \"%04d-%02d-%02d\", ", i ? "," : "", date.year, date.month, date.day);
		add_share(out, stats->days[i].share);
		str_add(out, "}");
	}
	str_add(out, "]}\n");
}

static void print_json(const struct stats *stats)
{
	struct str out = STR_INIT;
	str_add(&out, "{");
	add_share(&out, stats->all);
	str_addf(&out, ",\n\"spent_ms\": %lld, \"streak\": %d, \"longest_streak\": %d,\n",
	         (long long)stats->spent_ms, stats->streak, stats->longest_streak);
	add_quizzes(&out, stats);
	add_calibration(&out, stats);
	add_topics(&out, stats);
	add_days(&out, stats);
	fputs(out.data, stdout);
	str_done(&out);
}

/* ---- The command ---- */

static int print(const struct cli *cli, const struct course *course, struct store *store)
{
	struct err err;
	struct catalog *catalog = catalog_new(course, cli->data_dir);
	struct stats *stats = stats_read(store, clock_now_ms(&clock_system), catalog_find, catalog, &err);
	if (stats && cli->given & OPTION_JSON)
		print_json(stats);
	else if (stats)
		print_text(cli, stats, catalog);
	stats_free(stats);
	catalog_free(catalog);
	return stats ? EXIT_FINE : say_error(&err);
}

static int show(const struct cli *cli, const char *path)
{
	struct err err;
	struct tui_options options = { .stats = true, .path = path };
	if (!options_screen(cli, &options, &err))
		return say_error(&err);
	return tui_main(&options, &err) ? say_error(&err) : EXIT_FINE;
}

int command_stats(const struct cli *cli)
{
	const char *path = cli->n_args ? cli->args[0] : NULL;
	struct err err;
	struct course course;
	bool text = cli->given & (OPTION_PLAIN | OPTION_JSON);
	if (!text && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return show(cli, path);
	if (!course_open(cli->data_dir, path, &course, &err))
		return say_error(&err);
	struct store *store = store_open(cli->log, &err);
	int status = store ? print(cli, &course, store) : say_error(&err);
	store_close(store);
	course_done(&course);
	return status;
}
