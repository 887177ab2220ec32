/* Typing an answer into a field: number and shape. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/kind.h"
#include "text/utf8.h"
#include "tui/answer.h"
#include "tui/edit.h"

enum { GIVE = ANSWER_KEYS, AWAY, BACK_TO_FIELD, SURER, LESS_SURE };

enum { TAG_FIELD, FIELD_INDENT = 2 };

struct field {
	struct edit edit;
	bool away;                       /* the letters are keys, until one types on */
};

static struct field *state(const struct question *q)
{
	return q->answer;
}

static void *open_field(struct question *q, const char *given)
{
	(void)q;
	struct field *field = mem_new(1, sizeof *field);
	edit_init(&field->edit, false);
	edit_set(&field->edit, given ? given : "");
	return field;
}

static void close_field(void *answer)
{
	struct field *field = answer;
	edit_done(&field->edit);
	free(field);
}

/* ---- The field ---- */

static bool is_shape(const struct question *q)
{
	return q->class == &answer_shape;
}

/* The stretch of the text that fits, with the cursor in it. */
static size_t first_seen(const struct edit *edit, int columns)
{
	size_t first = 0;
	struct str shown = STR_INIT;
	str_add_n(&shown, edit->text.data, edit->cursor);
	while (first < shown.len && utf8_width(shown.data + first) >= columns)
		do
			first++;
		while (((unsigned char)shown.data[first] & 0xC0) == 0x80);
	str_done(&shown);
	return first;
}

static void run_n(struct question *q, enum role role, const char *text, size_t n)
{
	sheet_runf(&q->sheet, role, "%.*s", (int)n, text);
}

/* One row: what was typed, the cursor in it, then the unit. */
static void write_line(struct question *q)
{
	const struct edit *edit = &state(q)->edit;
	const char *unit = question_say(q, &q->quiz->unit);
	int columns = q->text_width - FIELD_INDENT - 2 - utf8_width(unit);
	const char *text = edit->text.data, *at = text + edit->cursor;
	size_t first = first_seen(edit, columns);
	uint32_t c;
	size_t under = *at ? utf8_decode(at, strlen(at), &c) : 0;
	bool typing = !state(q)->away && !question_aside(q) && question_open(q);
	if (!typing) {
		run_n(q, ROLE_STRONG, text + first, utf8_fit(text + first, columns));
	} else {
		run_n(q, ROLE_STRONG, text + first, (size_t)(at - text) - first);
		run_n(q, ROLE_CURSOR, under ? at : " ", under ? under : 1);
		int used = utf8_width(text + first) - utf8_width(at);
		run_n(q, ROLE_STRONG, at + under, utf8_fit(at + under, columns - used - 1));
	}
	if (*unit)
		sheet_runf(&q->sheet, ROLE_DIM, " %s", unit);
}

static void write_tolerance(struct question *q)
{
	struct str text = STR_INIT;
	number_say_tolerance(q->quiz, &text);
	sheet_room(&q->sheet, utf8_width(text.data));
	sheet_run(&q->sheet, ROLE_DIM, text.data);
	str_done(&text);
}

/* What the text comes to; before there is one, how it may look. */
static void write_below(struct question *q)
{
	struct str value = STR_INIT;
	bool empty = state(q)->edit.text.len == 0;
	asking_preview(q->asking, state(q)->edit.text.data, &value);
	sheet_add_line(&q->sheet, 0, FIELD_INDENT);
	if (value.len)
		sheet_runf(&q->sheet, ROLE_NUMBER, "= %s", value.data);
	else if (empty && is_shape(q))
		sheet_run(&q->sheet, ROLE_DIM, _("like (2, 3); the lab's names count: (2 * T, d)"));
	else if (empty)
		sheet_run(&q->sheet, ROLE_DIM, _("a number or a calculation: 3 * 64"));
	str_done(&value);
	write_tolerance(q);
}

static void write_open(struct question *q)
{
	bool aside = state(q)->away || question_aside(q);
	struct sheet_block *block = sheet_add_line(&q->sheet, 1, FIELD_INDENT);
	strcpy(block->sign, "▸");
	block->sign_role = aside ? ROLE_DIM : ROLE_KEY;
	block->tag = TAG_FIELD;
	write_line(q);
	write_below(q);
}

static void write_signed(struct question *q, const char *sign, enum role role, const char *answer)
{
	struct str text = STR_INIT;
	asking_say(q->asking, answer, q->step.screen.app->language, &text);
	struct sheet_block *block = sheet_add(&q->sheet, 0, FIELD_INDENT, text.data);
	strcpy(block->sign, sign);
	block->sign_role = block->tint = role;
	str_done(&text);
}

static void write_field(struct question *q, int gap)
{
	(void)gap;
	const struct session_item *item = question_item(q);
	struct err ignored = {0};
	const char *key;
	if (question_open(q)) {
		write_open(q);
		return;
	}
	sheet_add_line(&q->sheet, 0, 0);
	if (!question_revealed(q))
		write_signed(q, "▸", ROLE_TEXT, item->answer);
	else
		write_signed(q, item->correct ? "✓" : "✗", item->correct ? ROLE_GOOD : ROLE_BAD,
		             item->answer);
	if (question_revealed(q) && !item->correct && (key = asking_key(q->asking, &ignored)))
		write_signed(q, "✓", ROLE_GOOD, key);
}

/* ---- Keys ---- */

static bool is_typing(const struct screen *screen)
{
	return answer_is_open(screen) && !state((const struct question *)screen)->away;
}

static bool is_away(const struct screen *screen)
{
	return answer_is_open(screen) && state((const struct question *)screen)->away;
}

static const struct binding bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = GIVE, .label = N_("answer"),
	  .help = N_("give the answer"), .when = answer_is_open, .aim = AIM_ANSWER },
	{ .keys = "↑↓", .on = { INPUT_DOWN }, .action = LESS_SURE, .label = N_("how sure"),
	  .help = N_("how sure you are: sure, unsure, a guess"), .when = is_typing, .aim = AIM_ANSWER },
	{ .keys = "↑", .on = { INPUT_UP }, .action = SURER, .when = is_typing },
	{ .keys = "Esc", .on = { INPUT_ESCAPE }, .action = AWAY, .label = N_("other keys"),
	  .help = N_("out of the field: letters are keys again"), .when = is_typing, .aim = AIM_ANSWER },
	{ .keys = "e", .on = { 'e', INPUT_ESCAPE }, .action = BACK_TO_FIELD, .label = N_("edit"),
	  .help = N_("back into the field"), .when = is_away, .aim = AIM_ANSWER },
	{0},
};

/* Out of the field, only what begins a number or a shape goes back into it. */
static bool types(const struct question *q, const struct input *input)
{
	const struct field *field = state(q);
	if (field->away)
		return input->key < 128 && input->key > ' ' && strchr("0123456789(.", (int)input->key);
	return edit_takes(&field->edit, input->key);
}

/* Down: sure, unsure, a guess, not said; up the other way round. */
static enum reaction be_sure(struct question *q, int direction)
{
	enum { STATES = CONFIDENCE_GUESS + 1 };
	enum confidence now = question_item(q)->confidence;
	enum confidence next = (enum confidence)(((int)now + direction + STATES) % STATES);
	return question_be(q, next == CONFIDENCE_NONE ? now : next);
}

static enum reaction key(struct question *q, int action, const struct input *input)
{
	struct field *field = state(q);
	if (action == GIVE)
		return answer_give(q);
	if (action == SURER || action == LESS_SURE)
		return be_sure(q, action == SURER ? -1 : 1);
	if (action == ACTION_TYPE)
		edit_key(&field->edit, input->key);
	field->away = action == AWAY;
	return answer_show(q, TAG_FIELD);
}

static enum reaction click(struct question *q, int tag, int x, int y)
{
	(void)tag, (void)x, (void)y;
	state(q)->away = false;
	return answer_show(q, TAG_FIELD);
}

static bool take(struct question *q, struct str *out, struct err *err)
{
	(void)err;   /* judging says what is wrong with it */
	str_add(out, state(q)->edit.text.data);
	return true;
}

const struct answer_class answer_number = {
	.kind = "number",
	.bindings = bindings,
	.open = open_field,
	.close = close_field,
	.write = write_field,
	.key = key,
	.types = types,
	.confidence_key = "↑↓",
	.click = click,
	.take = take,
};

const struct answer_class answer_shape = {
	.kind = "shape",
	.bindings = bindings,
	.open = open_field,
	.close = close_field,
	.write = write_field,
	.key = key,
	.types = types,
	.confidence_key = "↑↓",
	.click = click,
	.take = take,
};
