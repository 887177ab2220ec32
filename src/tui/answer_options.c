/* Choosing among options, with their numbers or a cursor: choice; ticking them: multiple. */
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/kind.h"
#include "tui/answer.h"

enum { CHOOSE = ANSWER_KEYS, NEXT, PREVIOUS, TICK };

enum { OPTION_INDENT = 5, TICKED_INDENT = 8 };

struct options {
	bool many;                       /* several can be ticked */
	int cursor;                      /* a place, or -1 */
	uint32_t ticked;                 /* by option; many only */
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

static void *open_choice(struct question *q, const char *given)
{
	struct options *options = mem_new(1, sizeof *options);
	options->cursor = given ? place_of(question_item(q), atoi(given)) : -1;
	return options;
}

static void *open_multiple(struct question *q, const char *given)
{
	struct options *options = mem_new(1, sizeof *options);
	*options = (struct options){ .many = true, .cursor = question_open(q) ? 0 : -1 };
	if (given)
		options_of_answer(q->quiz, given, &options->ticked);
	return options;
}

/* Whether the option is part of the answer as it stands. */
static bool is_chosen(const struct question *q, int option)
{
	const struct session_item *item = question_item(q);
	if (state(q)->many)
		return state(q)->ticked >> option & 1;
	return item->answer && option == atoi(item->answer);
}

/* ---- Rows ---- */

/* "▸ 2", "✓[x] 2" */
static void sign(const struct question *q, struct sheet_block *block, const char *mark, int place)
{
	bool ticked = is_chosen(q, question_item(q)->order[place]);
	const char *box = !state(q)->many ? "" : ticked ? "[x]" : "[ ]";
	snprintf(block->sign, sizeof block->sign, "%s%s%2d", mark, box, place + 1);
}

static void sign_open(const struct question *q, struct sheet_block *block, int place)
{
	bool here = place == state(q)->cursor, aside = question_aside(q);
	sign(q, block, here ? "▸" : " ", place);
	block->sign_role = ROLE_KEY;
	if (here) {
		block->tint = aside ? ROLE_STRONG : ROLE_CURSOR;
		block->bar = !aside;
	}
}

static void sign_revealed(const struct question *q, struct sheet_block *block, int place)
{
	int option = question_item(q)->order[place];
	bool right = q->quiz->correct >> option & 1, chosen = is_chosen(q, option);
	sign(q, block, right ? "✓" : chosen ? "✗" : " ", place);
	bool missed = state(q)->many && right && !chosen;
	block->tint = missed ? ROLE_WARN : right ? ROLE_GOOD : chosen ? ROLE_BAD : ROLE_DIM;
	block->sign_role = block->tint;
}

static void write_options(struct question *q, int gap)
{
	const struct session_item *item = question_item(q);
	int indent = state(q)->many ? TICKED_INDENT : OPTION_INDENT;
	for (int place = 0; place < item->n_options; place++) {
		const struct quiz_option *option = &q->quiz->options[item->order[place]];
		struct sheet_block *block = sheet_add(&q->sheet, place == 0 ? 1 : gap, indent,
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

static const struct binding choice_keys[] = {
	{ .keys = "1-9", .action = CHOOSE, .label = N_("choose"),
	  .help = N_("choose an option (also ↑ and ↓)"),
	  .when = question_is_open, .digits = option_count, .aim = AIM_ANSWER },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = NEXT, .when = question_is_open },
	{ .keys = "↑", .on = { INPUT_UP }, .action = PREVIOUS, .when = question_is_open },
	{0},
};

static const struct binding multiple_keys[] = {
	{ .keys = "1-9", .action = CHOOSE, .label = N_("tick"),
	  .help = N_("tick an option, or take the tick back"), .when = question_is_open,
	  .digits = option_count, .aim = AIM_ANSWER },
	{ .keys = "Space", .on = { INPUT_SPACE }, .action = TICK, .help = N_("tick the option at the cursor"),
	  .when = answer_is_open, .aim = AIM_ANSWER },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = NEXT, .when = question_is_open },
	{ .keys = "↑", .on = { INPUT_UP }, .action = PREVIOUS, .when = question_is_open },
	{0},
};

static enum reaction go_to(struct question *q, int place)
{
	int n = question_item(q)->n_options;
	state(q)->cursor = (place + n) % n;
	return answer_show(q, state(q)->cursor);
}

/* Choosing one is going there; of several each is ticked. */
static enum reaction choose(struct question *q, int place)
{
	if (state(q)->many)
		state(q)->ticked ^= UINT32_C(1) << question_item(q)->order[place];
	return go_to(q, place);
}

static enum reaction key(struct question *q, int action, const struct input *input)
{
	int cursor = state(q)->cursor;
	switch (action) {
	case CHOOSE: return choose(q, input->x);
	case TICK: return choose(q, cursor);
	case NEXT: return go_to(q, cursor + 1);
	default: return go_to(q, cursor < 0 ? -1 : cursor - 1);
	}
}

static enum reaction click(struct question *q, int tag, int x, int y)
{
	(void)x, (void)y;
	return choose(q, tag);
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

static bool take_multiple(struct question *q, struct str *out, struct err *err)
{
	if (!state(q)->ticked)
		return err_say(err, ERR_VALUE, "%s",
		               _("Tick all that are right first: with their numbers, or with Space."));
	options_to_answer(state(q)->ticked, out);
	return true;
}

static void add_right(const struct question *q, struct str *out)
{
	const struct session_item *item = question_item(q);
	for (int place = 0; place < item->n_options; place++)
		if (q->quiz->correct >> item->order[place] & 1)
			str_addf(out, "%s%d", out->len ? ", " : "", place + 1);
}

const struct answer_class answer_choice = {
	.kind = "choice",
	.bindings = choice_keys,
	.open = open_choice,
	.close = free,
	.write = write_options,
	.key = key,
	.click = click,
	.right = add_right,
	.take = take_choice,
};

const struct answer_class answer_multiple = {
	.kind = "multiple",
	.bindings = multiple_keys,
	.open = open_multiple,
	.close = free,
	.write = write_options,
	.key = key,
	.click = click,
	.right = add_right,
	.take = take_multiple,
};
