/* Putting steps in order: lift one, move it, put it down. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/answer.h"

enum { GO_TO = ANSWER_KEYS, NEXT, PREVIOUS, LIFT };

enum { STEP_INDENT = 5 };

struct steps {
	int order[QUIZ_MAX_OPTIONS];     /* order[i] = the step at place i */
	int cursor;
	bool lifted;                     /* the step at the cursor moves along */
};

static struct steps *state(const struct question *q)
{
	return q->answer;
}

static void read_given(struct steps *steps, const char *given, int n)
{
	for (int i = 0; i < n && *given; i++) {
		char *end;
		steps->order[i] = (int)strtol(given, &end, 10);
		given = *end == ',' ? end + 1 : end;
	}
}

static void *open_order(struct question *q, const char *given)
{
	const struct session_item *item = question_item(q);
	struct steps *steps = mem_new(1, sizeof *steps);
	memcpy(steps->order, item->order, sizeof steps->order);
	if (given)
		read_given(steps, given, item->n_options);
	return steps;
}

/* ---- Rows ---- */

static void write_open(struct question *q, int place, int gap)
{
	const struct steps *steps = state(q);
	const struct quiz_option *step = &q->quiz->options[steps->order[place]];
	bool here = place == steps->cursor && question_open(q), aside = question_aside(q);
	struct sheet_block *block =
		sheet_add(&q->sheet, place == 0 ? 1 : gap, STEP_INDENT, question_say(q, &step->text));
	snprintf(block->sign, sizeof block->sign, "%s%2d", !here ? " " : steps->lifted ? "↕" : "▸",
	         place + 1);
	block->sign_role = ROLE_KEY;
	block->tag = place;
	if (here) {
		block->tint = aside ? ROLE_STRONG : ROLE_CURSOR;
		block->bar = !aside;
	}
}

/* The right order; a step that stood elsewhere says where. */
static void write_revealed(struct question *q, int place, int gap)
{
	const struct steps *steps = state(q);
	struct str text = STR_INIT;
	int was = 0;
	while (steps->order[was] != place)
		was++;
	str_add(&text, question_say(q, &q->quiz->options[place].text));
	if (was != place)
		str_addf(&text, _(" *(you: %d)*"), was + 1);
	struct sheet_block *block =
		sheet_add(&q->sheet, place == 0 ? 1 : gap, STEP_INDENT, text.data);
	snprintf(block->sign, sizeof block->sign, "%s%2d", was == place ? "✓" : "✗", place + 1);
	block->sign_role = was == place ? ROLE_GOOD : ROLE_BAD;
	block->tag = place;
	str_done(&text);
}

static void write_steps(struct question *q, int gap)
{
	for (int place = 0; place < q->quiz->n_options; place++)
		if (question_revealed(q))
			write_revealed(q, place, gap);
		else
			write_open(q, place, gap);
}

/* ---- Keys ---- */

static int step_count(const struct screen *screen)
{
	const struct question *q = (const struct question *)screen;
	return question_open(q) && !state(q)->lifted ? q->quiz->n_options : 0;
}

static bool is_lifted(const struct screen *screen)
{
	return answer_is_open(screen) && state((const struct question *)screen)->lifted;
}

static bool is_down(const struct screen *screen)
{
	return answer_is_open(screen) && !state((const struct question *)screen)->lifted;
}

static const struct binding bindings[] = {
	{ .keys = "Space", .on = { INPUT_SPACE }, .action = LIFT, .label = N_("lift a step"),
	  .help = N_("lift the step at the cursor; then ↑ and ↓ move it"),
	  .when = is_down, .aim = AIM_ANSWER },
	{ .keys = "↑↓", .on = { INPUT_DOWN }, .action = NEXT, .label = N_("move it"),
	  .when = is_lifted, .aim = AIM_ANSWER },
	{ .keys = "Space", .on = { INPUT_SPACE, INPUT_ESCAPE, INPUT_ENTER }, .action = LIFT,
	  .label = N_("put it down"), .when = is_lifted, .aim = AIM_ANSWER },
	{ .keys = "1-9", .action = GO_TO, .help = N_("lift the step with this number"),
	  .when = question_is_open, .digits = step_count, .aim = AIM_ANSWER },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = NEXT, .when = question_is_open },
	{ .keys = "↑", .on = { INPUT_UP }, .action = PREVIOUS, .when = question_is_open },
	{0},
};

static enum reaction go(struct question *q, int place)
{
	struct steps *steps = state(q);
	int n = q->quiz->n_options, step = steps->order[steps->cursor];
	if (place < 0 || place >= n)
		place = steps->lifted ? steps->cursor : (place + n) % n;
	if (steps->lifted) {
		steps->order[steps->cursor] = steps->order[place];
		steps->order[place] = step;
	}
	steps->cursor = place;
	return answer_show(q, place);
}

static enum reaction lift(struct question *q, int place)
{
	struct steps *steps = state(q);
	steps->cursor = place;
	steps->lifted = !steps->lifted;
	return answer_show(q, place);
}

static enum reaction key(struct question *q, int action, const struct input *input)
{
	int cursor = state(q)->cursor;
	switch (action) {
	case GO_TO: return lift(q, input->x);
	case LIFT: return lift(q, cursor);
	case NEXT: return go(q, cursor + 1);
	default: return go(q, cursor - 1);
	}
}

/* The first click lifts a step, the second says where it goes. */
static enum reaction click(struct question *q, int tag, int x, int y)
{
	(void)x, (void)y;
	struct steps *steps = state(q);
	if (!steps->lifted)
		return lift(q, tag);
	while (steps->cursor != tag)
		go(q, steps->cursor + (tag > steps->cursor ? 1 : -1));
	return lift(q, tag);
}

/* As they were at first, they are never right. */
static bool take(struct question *q, struct str *out, struct err *err)
{
	const struct steps *steps = state(q);
	const struct session_item *item = question_item(q);
	int n = item->n_options;
	if (memcmp(steps->order, item->order, (size_t)n * sizeof *steps->order) == 0)
		return err_say(err, ERR_VALUE, "%s",
		               _("Put the steps in order first: Space lifts one, ↑ and ↓ move it."));
	for (int i = 0; i < n; i++)
		str_addf(out, "%s%d", i ? "," : "", steps->order[i]);
	return true;
}

const struct answer_class answer_order = {
	.kind = "order",
	.bindings = bindings,
	.open = open_order,
	.close = free,
	.write = write_steps,
	.key = key,
	.click = click,
	.take = take,
};
