/* Choosing among options, with their numbers or a cursor: choice. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "quiz/kind.h"
#include "text/i18n.h"
#include "tui/answer.h"

enum { CHOOSE = ANSWER_KEYS, NEXT, PREVIOUS };

enum { OPTION_INDENT = 5 };

struct options {
	int cursor;                      /* a place, or -1 */
};

static struct options *state(const struct question *q)
{
	return q->answer;
}

static int place_of(const struct session_item *item, int option)
{
	for (int i = 0; i < item->n_options; i++)
		if (item->order[i] == option)
			return i;
	return -1;
}

static void *open_options(struct question *q, const char *given)
{
	struct options *options = mem_new(1, sizeof *options);
	options->cursor = given ? place_of(question_item(q), atoi(given)) : -1;
	return options;
}

/* ---- Rows ---- */

static void sign_open(const struct question *q, struct sheet_block *block, int place)
{
	bool here = place == state(q)->cursor, aside = question_aside(q);
	snprintf(block->sign, sizeof block->sign, "%s%2d", here ? "▸" : " ", place + 1);
	block->sign_role = ROLE_KEY;
	if (here) {
		block->tint = aside ? ROLE_STRONG : ROLE_CURSOR;
		block->bar = !aside;
	}
}

static void sign_revealed(const struct question *q, struct sheet_block *block, int place)
{
	const struct session_item *item = question_item(q);
	int option = item->order[place];
	bool right = q->quiz->correct >> option & 1, chosen = option == atoi(item->answer);
	const char *sign = right ? "✓" : chosen ? "✗" : " ";
	snprintf(block->sign, sizeof block->sign, "%s%2d", sign, place + 1);
	block->sign_role = right ? ROLE_GOOD : chosen ? ROLE_BAD : ROLE_DIM;
	block->tint = right ? ROLE_GOOD : chosen ? ROLE_BAD : ROLE_DIM;
}

static void write_options(struct question *q, int gap)
{
	const struct session_item *item = question_item(q);
	for (int place = 0; place < item->n_options; place++) {
		const struct quiz_option *option = &q->quiz->options[item->order[place]];
		struct sheet_block *block = sheet_add(&q->sheet, place == 0 ? 1 : gap, OPTION_INDENT,
		                                      question_say(q, &option->text));
		block->tag = place;
		if (question_revealed(q))
			sign_revealed(q, block, place);
		else
			sign_open(q, block, place);
	}
}

/* ---- Keys ---- */

static int option_count(const struct screen *screen)
{
	const struct question *q = (const struct question *)screen;
	return question_open(q) ? question_item(q)->n_options : 0;
}

static bool is_open(const struct screen *screen)
{
	return question_open((const struct question *)screen);
}

static const struct binding choice_keys[] = {
	{ .keys = "1-9", .action = CHOOSE, .label = N_("choose"),
	  .help = N_("choose an option (also ↑ and ↓)"), .when = is_open, .digits = option_count },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = NEXT, .when = is_open },
	{ .keys = "↑", .on = { INPUT_UP }, .action = PREVIOUS, .when = is_open },
	{0},
};

static enum reaction go_to(struct question *q, int place)
{
	int n = question_item(q)->n_options;
	state(q)->cursor = (place + n) % n;
	return answer_show(q, state(q)->cursor);
}

static enum reaction key(struct question *q, int action, const struct input *input)
{
	int cursor = state(q)->cursor;
	switch (action) {
	case CHOOSE: return go_to(q, input->x);
	case NEXT: return go_to(q, cursor + 1);
	default: return go_to(q, cursor < 0 ? -1 : cursor - 1);
	}
}

static enum reaction click(struct question *q, const struct sheet_block *block, int x, int y)
{
	(void)x, (void)y;
	return go_to(q, block->tag);
}

static bool take_choice(struct question *q, struct str *out, struct err *err)
{
	int cursor = state(q)->cursor;
	if (cursor < 0)
		return err_say(err, ERR_VALUE, "%s",
		               _("Choose an option first, with its number or with ↑ and ↓."));
	str_addf(out, "%d", question_item(q)->order[cursor]);
	return true;
}

const struct answer_class answer_choice = {
	.kind = "choice",
	.bindings = choice_keys,
	.open = open_options,
	.close = free,
	.write = write_options,
	.key = key,
	.click = click,
	.take = take_choice,
};
