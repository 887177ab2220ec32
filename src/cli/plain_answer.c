#include "cli/plain_answer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quiz/kind.h"
#include "text/i18n.h"

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
	str_addf(out, "1-%d:", asked_item(a)->n_options);
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

static const struct plain_answer rows[] = {
	{ .kind = "choice", .print = print_options, .prompt = prompt_choice, .take = take_choice,
	  .say = say_choice },
};

const struct plain_answer *plain_answer_of(const struct quiz_question *question)
{
	size_t i = 0, n = sizeof rows / sizeof *rows;
	while (i < n && strcmp(rows[i].kind, question->kind->name) != 0)
		i++;
	assert(i < n);
	return &rows[i];
}
