/*
 * An open question: the answer is written, or only thought; then the card is
 * revealed part by part, its points are ticked, and the student rates the answer.
 * Where nothing may be told yet (pre), the rating comes at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "quiz/kind.h"
#include "text/utf8.h"
#include "text/wrap.h"
#include "tui/answer.h"
#include "tui/edit.h"

enum { RATE = ANSWER_KEYS, REVEAL, MORE, WRITE, STOP_WRITING, TICK, NEXT, PREVIOUS, UNRATED };

enum { TAG_POINT, TAG_TEXT = 100, TAG_PART, TAG_RATE = TAG_PART + CARD_PARTS };
enum { TEXT_INDENT = 2, POINT_INDENT = 6 };

struct open {
	struct edit edit;
	bool writing;
	int parts;                       /* of the card, revealed so far */
	bool revealed;                   /* the rating is asked for */
	int cursor;                      /* among the points */
	uint32_t ticked;
	int rating;                      /* 0: not yet */
};

static struct open *state(const struct question *q)
{
	return q->answer;
}

static bool has_part(const struct question *q, int part)
{
	return words_any(&q->quiz->card->part[part]);
}

static void *open_open(struct question *q, const char *given)
{
	struct open *open = mem_new(1, sizeof *open);
	struct open_answer answer;
	edit_init(&open->edit, true);
	if (given && open_parse(q->quiz, given, &answer)) {
		edit_set(&open->edit, answer.text);
		open->ticked = answer.points;
		open->parts = CARD_PARTS;
		open->revealed = question_open(q);       /* taken back: all of it has been seen */
		open->rating = open->revealed ? 0 : answer.rating;
	}
	if (open->revealed && q->pane)
		labpane_uncover(q->pane, NULL);
	return open;
}

static void close_open(void *answer)
{
	struct open *open = answer;
	edit_done(&open->edit);
	free(open);
}

/* ---- What was written ---- */

/* One row of the text, bytes [from, to), with the cursor in it if it is here. */
static void write_row(struct question *q, size_t from, size_t to, bool last)
{
	const struct edit *edit = &state(q)->edit;
	const char *text = edit->text.data;
	size_t end = to > from && text[to - 1] == '\n' ? to - 1 : to;
	bool here = state(q)->writing && !question_aside(q) && edit->cursor >= from &&
	            (edit->cursor < to || (last && edit->cursor == to));
	struct sheet_block *block = sheet_add_line(&q->sheet, 0, TEXT_INDENT);
	strcpy(block->sign, "│");
	block->sign_role = state(q)->writing ? ROLE_KEY : ROLE_BORDER;
	block->tag = here || (last && from == 0) ? TAG_TEXT : -1;
	if (!here) {
		sheet_runf(&q->sheet, ROLE_TEXT, "%.*s", (int)(end - from), text + from);
		return;
	}
	uint32_t c;
	size_t at = edit->cursor, under = at < end ? utf8_decode(text + at, end - at, &c) : 0;
	sheet_runf(&q->sheet, ROLE_TEXT, "%.*s", (int)(at - from), text + from);
	sheet_runf(&q->sheet, ROLE_CURSOR, "%.*s", under ? (int)under : 1, under ? text + at : " ");
	sheet_runf(&q->sheet, ROLE_TEXT, "%.*s", (int)(end - at - under), text + at + under);
}

static void write_text(struct question *q)
{
	const struct edit *edit = &state(q)->edit;
	size_t at = 0;
	sheet_add_line(&q->sheet, 0, 0);
	for (size_t next; edit->text.data[at]; at += next) {
		wrap_line(edit->text.data + at, q->text_width - TEXT_INDENT - 1, &next);
		bool last = edit->text.data[at + next] == '\0' && edit->text.data[at + next - 1] != '\n';
		write_row(q, at, at + next, last);
	}
	if (at == 0 || edit->text.data[at - 1] == '\n')
		write_row(q, at, at, true);
}

static void write_own(struct question *q)
{
	const struct open *open = state(q);
	if (open->writing || open->edit.text.len) {
		write_text(q);
		return;
	}
	sheet_add_line(&q->sheet, 1, 0)->tag = TAG_TEXT;
	sheet_run(&q->sheet, ROLE_DIM,
	          question_open(q) && !open->revealed ? _("Say it aloud, or write it (e). Then look.")
	                                               : _("(thought, not written)"));
}

/* ---- The card ---- */

static void write_parts(struct question *q)
{
	for (int i = 0; i < state(q)->parts; i++) {
		if (!has_part(q, i))
			continue;
		sheet_add_line(&q->sheet, 1, 0)->tag = TAG_PART + i;
		sheet_run(&q->sheet, ROLE_TITLE, _(open_part_names[i]));
		sheet_add(&q->sheet, 0, TEXT_INDENT, question_say(q, &q->quiz->card->part[i]))->tag = TAG_PART + i;
	}
}

static void write_points(struct question *q)
{
	const struct open *open = state(q);
	const struct quiz_card *card = q->quiz->card;
	if (card->n_points == 0)
		return;
	sheet_add_line(&q->sheet, 1, 0);
	sheet_run(&q->sheet, ROLE_TITLE, _("Did you say this?"));
	for (int i = 0; i < card->n_points; i++) {
		bool here = question_open(q) && i == open->cursor, on = open->ticked >> i & 1;
		struct sheet_block *block =
			sheet_add(&q->sheet, 0, POINT_INDENT, question_say(q, &card->points[i]));
		snprintf(block->sign, sizeof block->sign, "%s[%s]", here ? "▸" : " ", on ? "x" : " ");
		block->sign_role = ROLE_KEY;
		block->tag = TAG_POINT + i;
		if (here && !question_aside(q)) {
			block->tint = ROLE_CURSOR;
			block->bar = true;
		}
	}
}

static void write_rating(struct question *q)
{
	sheet_add_line(&q->sheet, 1, 0)->tag = TAG_RATE;
	sheet_run(&q->sheet, ROLE_TITLE, _("How was it?"));
	sheet_add_line(&q->sheet, 0, 0)->tag = TAG_RATE;
	question_write_ratings(q, open_rating_names, state(q)->rating);
}

static void write_open(struct question *q, int gap)
{
	(void)gap;
	const struct open *open = state(q);
	bool told = session_gives_feedback(q->step.play->session);
	write_own(q);
	if (told && open->parts) {
		write_parts(q);
		write_points(q);
	}
	if (open->revealed || open->rating)
		write_rating(q);
}

/* ---- Keys ---- */

static const struct open *of(const struct screen *screen)
{
	return state((const struct question *)screen);
}

static bool is_writing(const struct screen *screen)
{
	return answer_is_open(screen) && of(screen)->writing;
}

static bool before_reveal(const struct screen *screen)
{
	return answer_is_open(screen) && !of(screen)->writing && !of(screen)->revealed;
}

static bool can_rate(const struct screen *screen)
{
	return answer_is_open(screen) && of(screen)->revealed;
}

static int ratings(const struct screen *screen)
{
	return can_rate(screen) ? OPEN_RATINGS : 0;
}

/* The next part after those shown, or CARD_PARTS. */
static int next_part(const struct question *q)
{
	int part = state(q)->parts;
	while (part < CARD_PARTS && !has_part(q, part))
		part++;
	return part;
}

static bool has_more(const struct screen *screen)
{
	const struct question *q = (const struct question *)screen;
	return can_rate(screen) && of(screen)->parts && next_part(q) < CARD_PARTS;
}

static bool has_points(const struct screen *screen)
{
	const struct question *q = (const struct question *)screen;
	return can_rate(screen) && of(screen)->parts && q->quiz->card->n_points;
}

static const struct binding bindings[] = {
	{ .keys = "Esc", .on = { INPUT_ESCAPE }, .action = STOP_WRITING, .label = N_("done writing"),
	  .help = N_("out of the text: letters are keys again"), .when = is_writing, .aim = AIM_ANSWER },
	{ .keys = "e", .on = { 'e' }, .action = WRITE, .label = N_("write"),
	  .help = N_("write your answer"), .when = before_reveal, .aim = AIM_ANSWER },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = REVEAL, .label = N_("look"),
	  .help = N_("see the card, part by part"), .when = before_reveal, .aim = AIM_ANSWER },
	{ .keys = "1-4", .action = RATE, .label = N_("rate"),
	  .help = N_("rate your answer: 1 not known … 4 very good"),
	  .when = can_rate, .digits = ratings, .aim = AIM_ANSWER },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = MORE, .label = N_("more"),
	  .help = N_("the next part of the card"), .when = has_more, .aim = AIM_ANSWER },
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = UNRATED, .when = can_rate },
	{ .keys = "Space", .on = { INPUT_SPACE }, .action = TICK, .label = N_("tick"),
	  .help = N_("tick what you said"), .when = has_points, .aim = AIM_ANSWER },
	{ .keys = "↓", .on = { INPUT_DOWN }, .action = NEXT, .when = has_points },
	{ .keys = "↑", .on = { INPUT_UP }, .action = PREVIOUS, .when = has_points },
	{0},
};

static bool types(const struct question *q, const struct input *input)
{
	return state(q)->writing && edit_takes(&state(q)->edit, input->key);
}

static enum reaction reveal(struct question *q)
{
	struct open *open = state(q);
	bool told = session_gives_feedback(q->step.play->session);
	int part = next_part(q);
	open->revealed = true;
	if (told && q->pane)
		labpane_uncover(q->pane, NULL);
	if (!told || part == CARD_PARTS)
		return answer_show(q, TAG_RATE);
	open->parts = part + 1;
	return next_part(q) == CARD_PARTS ? answer_show_rest(q, TAG_PART + part)
	                                  : answer_show(q, TAG_PART + part);
}

static enum reaction rate(struct question *q, int rating)
{
	state(q)->rating = rating;
	return answer_give(q);
}

static enum reaction point(struct question *q, int place, bool tick)
{
	struct open *open = state(q);
	int n = q->quiz->card->n_points;
	open->cursor = (place + n) % n;
	if (tick)
		open->ticked ^= UINT32_C(1) << open->cursor;
	return answer_show_rest(q, TAG_POINT + open->cursor);
}

static enum reaction key(struct question *q, int action, const struct input *input)
{
	struct open *open = state(q);
	switch (action) {
	case ACTION_TYPE:
		edit_key(&open->edit, input->key);
		return answer_show(q, TAG_TEXT);
	case WRITE:
	case STOP_WRITING:
		open->writing = action == WRITE;
		return answer_show(q, TAG_TEXT);
	case RATE: return rate(q, input->x + 1);
	case REVEAL: case MORE: return reveal(q);
	case TICK: return point(q, open->cursor, true);
	case NEXT: return point(q, open->cursor + 1, false);
	case PREVIOUS: return point(q, open->cursor - 1, false);
	default: return answer_give(q);      /* UNRATED: it is said what is missing */
	}
}

static enum reaction click(struct question *q, int tag, int x, int y)
{
	(void)x, (void)y;
	if (tag < q->quiz->card->n_points)
		return point(q, tag, true);
	return REACT_NONE;
}

static bool take(struct question *q, struct str *out, struct err *err)
{
	const struct open *open = state(q);
	if (!open->rating)
		return err_say(err, ERR_VALUE, _("Rate your answer, from 1 to %d: only you have heard it."),
		               OPEN_RATINGS);
	struct open_answer answer = { open->rating, open->ticked, open->edit.text.data };
	open_print(&answer, out);
	return true;
}

const struct answer_class answer_open = {
	.kind = "open",
	.bindings = bindings,
	.open = open_open,
	.close = close_open,
	.write = write_open,
	.key = key,
	.types = types,
	.click = click,
	.take = take,
};
