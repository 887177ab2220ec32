#include "cli/plain_answer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "learn/interval.h"
#include "quiz/kind.h"

const struct session_item *asked_item(const struct asked *a)
{
	return session_item(a->plain->session);
}

/* ---- Options, by the numbers they are shown with ---- */

static void print_options(struct asked *a)
{
	const struct session_item *item = asked_item(a);
	for (int i = 0; i < item->n_options; i++) {
		char number[16];
		snprintf(number, sizeof number, "  %d  ", i + 1);
		plain_words(a->asking, &a->question->options[item->order[i]].text, number,
		            a->plain->cli->language);
	}
}

static int place_of(const struct session_item *item, int option)
{
	int i = 0;
	while (i < item->n_options && item->order[i] != option)
		i++;
	return i + 1;
}

static void prompt_choice(const struct asked *a, struct str *out)
{
	str_addf(out, _("1-%d:"), asked_item(a)->n_options);
}

static bool take_choice(struct asked *a, struct str *out, struct err *err)
{
	const struct session_item *item = asked_item(a);
	char *end;
	long n = strtol(a->plain->line, &end, 10);
	if (!*a->plain->line || *end || n < 1 || n > item->n_options)
		return err_say(err, ERR_VALUE, _("Type the number of an answer, 1 to %d."),
		               item->n_options);
	str_addf(out, "%d", item->order[n - 1]);
	return true;
}

static void say_choice(struct asked *a, const char *answer, struct str *out)
{
	str_addf(out, "%d", place_of(asked_item(a), atoi(answer)));
}

/* The next whole number of a line, past blanks and commas; 0 at its end, -1 for anything else. */
static int next_number(const char **at)
{
	*at += strspn(*at, " \t,");
	char *end;
	long n = strtol(*at, &end, 10);
	if (!**at)
		return 0;
	if (end == *at || n < 1 || n > QUIZ_MAX_OPTIONS)
		return -1;
	*at = end;
	return (int)n;
}

/* ---- Several of them ---- */

static void prompt_multiple(const struct asked *a, struct str *out)
{
	str_addf(out, _("all that are right, 1-%d, like 1 3:"), asked_item(a)->n_options);
}

static bool take_multiple(struct asked *a, struct str *out, struct err *err)
{
	const struct session_item *item = asked_item(a);
	const char *at = a->plain->line;
	uint32_t set = 0;
	int n;
	while ((n = next_number(&at)) > 0 && n <= item->n_options)
		set |= UINT32_C(1) << item->order[n - 1];
	if (n || !set)
		return err_say(err, ERR_VALUE, _("Type the numbers of all right answers, 1 to %d, like 1 3."),
		               item->n_options);
	options_to_answer(set, out);
	return true;
}

static void say_multiple(struct asked *a, const char *answer, struct str *out)
{
	const struct session_item *item = asked_item(a);
	uint32_t set;
	if (!options_of_answer(a->question, answer, &set))
		return;
	for (int i = 0; i < item->n_options; i++)
		if (set >> item->order[i] & 1)
			str_addf(out, "%s%d", out->len ? " " : "", i + 1);
}

/* ---- In order ---- */

static void prompt_order(const struct asked *a, struct str *out)
{
	(void)a;
	str_add(out, _("the numbers in the right order, like 2 3 1:"));
}

static bool take_order(struct asked *a, struct str *out, struct err *err)
{
	const struct session_item *item = asked_item(a);
	const char *at = a->plain->line;
	uint32_t set = 0;
	int n, count = 0;
	while ((n = next_number(&at)) > 0 && n <= item->n_options && !(set >> n & 1)) {
		set |= UINT32_C(1) << n;
		str_addf(out, "%s%d", count++ ? "," : "", item->order[n - 1]);
	}
	return (n == 0 && count == item->n_options) ||
	       err_say(err, ERR_VALUE, _("Type each number from 1 to %d once, in the right order."),
	               item->n_options);
}

/* ---- Typed as it is ---- */

static void prompt_number(const struct asked *a, struct str *out)
{
	const char *unit = asking_words(a->asking, &a->question->unit, a->plain->cli->language);
	str_add(out, _("a number, or how it comes about, like 2 * 3 * 64"));
	str_addf(out, *unit ? " [%s]" : "", unit);
	number_say_tolerance(a->question, out);
	str_add(out, _(":"));
}

static void prompt_shape(const struct asked *a, struct str *out)
{
	(void)a;
	str_add(out, _("a shape, like (2, 3), or with the lab's names:"));
}

static bool take_line(struct asked *a, struct str *out, struct err *err)
{
	(void)err;   /* judging says what is wrong with it */
	str_add(out, a->plain->line);
	return true;
}

/* ---- Masks ---- */

/* The empty grid, with what its rows and columns are called. */
static void print_mask(struct asked *a)
{
	const struct quiz_question *q = a->question;
	struct err err = {0};
	const char *key = asking_key(a->asking, &err);
	struct str out = STR_INIT;
	int rows, columns;
	if (!key) {
		printf("  ✗ %s\n", err.text);
		return;
	}
	mask_size(key, &rows, &columns);
	str_addf(&out, _("  %d rows of %d cells.\n"), rows, columns);
	for (int i = 0; i < q->n_rows; i++)
		str_addf(&out, "%s%s", i ? ", " : _("  rows: "), q->rows[i]);
	str_add(&out, q->n_rows ? "\n" : "");
	for (int i = 0; i < q->n_columns; i++)
		str_addf(&out, "%s%s", i ? ", " : _("  cells: "), q->columns[i]);
	str_add(&out, q->n_columns ? "\n" : "");
	say_text(out.data);
	str_done(&out);
}

static void prompt_mask(const struct asked *a, struct str *out)
{
	(void)a;
	str_add(out, _("row by row, 1 visible, 0 hidden, like 100 110 111:"));
}

static bool take_mask(struct asked *a, struct str *out, struct err *err)
{
	(void)err;   /* judging says what is wrong with it */
	for (const char *at = a->plain->line; *at; at++) {
		bool blank = strchr(" ,/", *at) != NULL;
		if (!blank)
			str_add_char(out, *at);
		else if (out->len && out->data[out->len - 1] != '/')
			str_add_char(out, '/');
	}
	return true;
}

/* ---- Open questions: the answer, a look at the card, the rating ---- */

static void prompt_open(const struct asked *a, struct str *out)
{
	(void)a;
	str_add(out, _("your answer in a line, or Enter when you have said it aloud:"));
}

static void print_card(struct asked *a)
{
	const struct quiz_card *card = a->question->card;
	enum language language = a->plain->cli->language;
	for (int i = 0; i < CARD_PARTS; i++) {
		if (!words_any(&card->part[i]))
			continue;
		printf("\n%s\n", _(open_part_names[i]));
		plain_words(a->asking, &card->part[i], "  ", language);
	}
	if (card->n_points)
		printf("\n%s\n", _("Did you say this?"));
	for (int i = 0; i < card->n_points; i++) {
		char number[16];
		snprintf(number, sizeof number, "  %d  ", i + 1);
		plain_words(a->asking, &card->points[i], number, language);
	}
}

static bool read_points(struct asked *a, uint32_t *points)
{
	while (plain_ask(a->plain, _("the numbers of what you said, or Enter:"))) {
		const char *at = a->plain->line;
		int n;
		for (*points = 0; (n = next_number(&at)) > 0 && n <= a->question->card->n_points;)
			*points |= UINT32_C(1) << (n - 1);
		if (n == 0)
			return true;
		printf(_("Type numbers from 1 to %d, like 1 3; Enter for none."), a->question->card->n_points);
		putchar('\n');
	}
	return false;
}

void plain_ratings(const struct asked *a, const char *const *names, struct str *out)
{
	for (int rating = FSRS_AGAIN; rating <= FSRS_EASY; rating++) {
		int64_t ms = session_interval(a->plain->session, (enum fsrs_rating)rating);
		str_addf(out, "%s%d %s", rating > FSRS_AGAIN ? _(", ") : " ", rating, _(names[rating]));
		if (ms < 0)
			continue;
		struct str when = STR_INIT;
		interval_say_short(ms, &when);
		str_addf(out, _(" (%s)"), when.data);
		str_done(&when);
	}
}

static bool read_rating(struct asked *a, int *rating)
{
	struct str prompt = STR_INIT;
	bool rated = false;
	str_add(&prompt, _("rate it:"));
	plain_ratings(a, open_rating_names, &prompt);
	str_add(&prompt, _(":"));
	while (!rated && plain_ask(a->plain, prompt.data)) {
		*rating = a->plain->line[0] - '0';
		rated = *rating >= 1 && *rating <= OPEN_RATINGS && !a->plain->line[1];
		if (!rated)
			printf(_("Rate your answer, from 1 to %d: only you have heard it."), OPEN_RATINGS);
		fputs(rated ? "" : "\n", stdout);
	}
	str_done(&prompt);
	return rated;
}

static bool take_open(struct asked *a, struct str *out, struct err *err)
{
	bool told = session_gives_feedback(a->plain->session);
	struct open_answer answer = {0};
	struct str text = STR_INIT;
	str_add(&text, a->plain->line);
	answer.text = text.data;
	if (told)
		print_card(a);
	bool rated = (!told || !a->question->card->n_points || read_points(a, &answer.points)) &&
	             read_rating(a, &answer.rating);
	if (rated)
		open_print(&answer, out);
	str_done(&text);
	return rated || err_say(err, ERR_VALUE, "%s", _("The answer was not rated, so it is not kept."));
}

static const struct plain_answer rows[] = {
	{ .kind = "choice", .print = print_options, .prompt = prompt_choice, .take = take_choice,
	  .say = say_choice },
	{ .kind = "multiple", .print = print_options, .prompt = prompt_multiple, .take = take_multiple,
	  .say = say_multiple },
	{ .kind = "number", .prompt = prompt_number, .take = take_line },
	{ .kind = "shape", .prompt = prompt_shape, .take = take_line },
	{ .kind = "order", .print = print_options, .prompt = prompt_order, .take = take_order },
	{ .kind = "open", .tells = true, .prompt = prompt_open, .take = take_open },
	{ .kind = "mask", .print = print_mask, .prompt = prompt_mask, .take = take_mask },
};

const struct plain_answer *plain_answer_of(const struct quiz_question *question)
{
	size_t i = 0, n = sizeof rows / sizeof *rows;
	while (i < n && strcmp(rows[i].kind, question->kind->name) != 0)
		i++;
	assert(i < n);
	return &rows[i];
}
