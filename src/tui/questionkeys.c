/* The keys of the question screen: when each is in force, and what it does. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/answer.h"
#include "tui/labkeys.h"
#include "tui/labmove.h"

enum {
	ANSWER = 1, NEXT, SKIP, HINT, BACK, FLAG,
	SURE, UNSURE, GUESS, RATE, UNDO, TAB, TAB_BACK, TO_TEXT, PAGE_DOWN, PAGE_UP, CLICK, WHEEL, LEAVE,
};

static const struct question *state(const struct screen *screen)
{
	return (const struct question *)screen;
}

/* ---- When they are in force ---- */

bool question_is_open(const struct screen *screen)
{
	return question_open(state(screen));
}

static bool is_answered(const struct screen *screen)
{
	return !question_is_open(screen);
}

/* A card is rated, and needs no sureness. */
static bool is_judged(const struct screen *screen)
{
	return !state(screen)->quiz->card;
}

static bool takes_confidence(const struct screen *screen)
{
	return question_is_open(screen) && is_judged(screen);
}

static bool can_go_on(const struct screen *screen)
{
	return is_answered(screen) && !question_aside(state(screen));
}

static bool has_hint(const struct screen *screen)
{
	return question_is_open(screen) && state(screen)->hints < state(screen)->quiz->n_hints;
}

static bool has_lab(const struct screen *screen)
{
	return state(screen)->pane != NULL;
}

static bool in_lab(const struct screen *screen)
{
	return question_aside(state(screen));
}

static bool beside_lab(const struct screen *screen)
{
	return has_lab(screen) && !in_lab(screen);
}

static bool before_figure(const struct screen *screen)
{
	const struct labpane *pane = state(screen)->pane;
	return pane && pane->focus == LABPANE_KNOBS && pane->state && pane->state->n_figures > 0;
}

/* Where the answer itself was no rating. */
static int ratings(const struct screen *screen)
{
	return question_rated(state(screen)) && !question_aside(state(screen)) ? FSRS_EASY : 0;
}

static bool can_rate(const struct screen *screen)
{
	return ratings(screen) > 0;
}

static bool can_undo(const struct screen *screen)
{
	return session_can_undo(question_session(state(screen))) && !question_aside(state(screen));
}

static bool has_earlier(const struct screen *screen)
{
	const struct play *play = state(screen)->step.play;
	int count;
	return session_item(play->session) != session_items(play->session, &count);
}

const struct binding question_bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER }, .action = ANSWER, .label = N_("answer"),
	  .help = N_("give the answer"), .when = answer_is_open, .ever = is_judged, .aim = AIM_ANSWER },
	{ .keys = "Enter", .on = { INPUT_ENTER, 'n' }, .action = NEXT, .label = N_("go on"),
	  .help = N_("after the answer: go on"), .when = can_go_on, .aim = AIM_ANSWER },
	{ .keys = "s", .on = { 's' }, .action = SURE, .help = N_("I am sure of this answer"),
	  .when = takes_confidence, .ever = is_judged, .aim = AIM_ANSWER },
	{ .keys = "u", .on = { 'u' }, .action = UNSURE, .help = N_("I am not sure"),
	  .when = takes_confidence, .ever = is_judged, .aim = AIM_ANSWER },
	{ .keys = "g", .on = { 'g' }, .action = GUESS, .help = N_("this is a guess"),
	  .when = takes_confidence, .ever = is_judged, .aim = AIM_ANSWER },
	{ .keys = "h", .on = { 'h' }, .action = HINT, .label = N_("hint"),
	  .help = N_("a hint, then another"), .when = has_hint, .aim = AIM_ANSWER },
	{ .keys = "1-4", .action = RATE, .label = N_("rate"), .when = can_rate, .digits = ratings,
	  .help = N_("how well you knew it, and so when it comes again"), .ever = is_judged, .aim = AIM_ANSWER },
	{ .keys = "U", .on = { 'U' }, .action = UNDO, .label = N_("undo"),
	  .help = N_("take the last answer back, and give it again"), .when = can_undo, .aim = AIM_ANSWER },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("lab"),
	  .help = N_("to the lab: its knobs, its figure, and back"), .when = beside_lab },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .label = N_("figure"),
	  .help = N_("to the lab: its knobs, its figure, and back"), .when = before_figure,
	  .with_lab = true },
	{ .keys = "Tab", .on = { INPUT_TAB }, .action = TAB, .when = in_lab },
	{ .keys = "Shift-Tab", .on = { INPUT_BACK_TAB }, .action = TAB_BACK, .when = has_lab },
	{ .keys = "Enter", .on = { INPUT_ENTER, INPUT_ESCAPE }, .action = TO_TEXT,
	  .label = N_("question"), .help = N_("in the lab: back to the question"), .when = in_lab,
	  .with_lab = true },
	{ .keys = "b", .on = { 'b' }, .action = BACK, .label = N_("back"),
	  .help = N_("look back at the previous question"), .when = has_earlier },
	{ .keys = "n", .on = { 'n' }, .action = SKIP, .label = N_("skip"),
	  .help = N_("skip; it comes again at the end"), .when = question_is_open, .aim = AIM_ANSWER },
	{ .keys = "n", .on = { 'n' }, .action = NEXT, .when = is_answered },
	{ .keys = "PgDn", .on = { INPUT_PAGE_DOWN }, .action = PAGE_DOWN,
	  .help = N_("further down in the text") },
	{ .keys = "PgUp", .on = { INPUT_PAGE_UP }, .action = PAGE_UP,
	  .help = N_("further up in the text") },
	{ .keys = "f", .on = { 'f' }, .action = FLAG, .label = N_("flag"),
	  .help = N_("say that this question is wrong; again to take it back"), .aim = AIM_ANSWER },
	{ .keys = "click", .on = { INPUT_CLICK }, .action = CLICK,
	  .help = N_("choose an option, turn a knob, point at a cell") },
	{ .keys = "wheel", .on = { INPUT_WHEEL_UP, INPUT_WHEEL_DOWN }, .action = WHEEL,
	  .help = N_("scroll what lies below the pointer") },
	{ .keys = "q", .on = { 'q' }, .action = LEAVE, .label = N_("leave"),
	  .help = N_("leave; everything is kept"), .with_lab = true, .aim = AIM_LEAVE },
	{0},
};

/* ---- The answer ---- */

static bool read_answer(struct question *q, struct str *text, struct judgement *judgement, struct err *err)
{
	return q->class->take(q, text, err) &&
	       asking_judge(q->asking, text->data, q->step.screen.app->language, judgement, err);
}

static void complain(struct question *q, const struct err *err)
{
	free(q->complaint);
	q->complaint = err ? mem_copy(err->text) : NULL;
}

void question_complain_again(struct question *q)
{
	struct str text = STR_INIT;
	struct judgement judgement;
	struct err err = {0};
	bool fine = read_answer(q, &text, &judgement, &err);
	complain(q, fine ? NULL : &err);
	if (fine)
		judgement_done(&judgement);
	str_done(&text);
}

static enum reaction show(struct question *q, int tag, bool to_end)
{
	if (q->pane)
		q->pane->focus = LABPANE_ASIDE;
	question_show(q, tag, to_end);
	return REACT_PAINT;
}

enum reaction answer_show(struct question *q, int tag)
{
	return show(q, tag, false);
}

enum reaction answer_show_rest(struct question *q, int tag)
{
	return show(q, tag, true);
}

static enum reaction go_on(struct question *q)
{
	struct err err = {0};
	return session_next(question_session(q), &err) ? REACT_STEP : app_fail(q->step.screen.app, &err);
}

/* Taken, judged and logged; *read: the answer could be read. */
static bool give(struct question *q, struct err *err, bool *read)
{
	struct str text = STR_INIT;
	struct judgement judgement;
	*read = read_answer(q, &text, &judgement, err);
	bool given = *read && session_answer(question_session(q), text.data,
	                                     judgement.verdict == VERDICT_RIGHT, err);
	if (*read)
		judgement_done(&judgement);
	str_done(&text);
	return given;
}

enum reaction answer_give(struct question *q)
{
	struct err err = {0};
	bool read, given = give(q, &err, &read);
	complain(q, read ? NULL : &err);
	if (!read) {
		question_show(q, TAG_COMPLAINT, false);
		return REACT_PAINT;
	}
	if (!given)
		return app_fail(q->step.screen.app, &err);
	if (!session_gives_feedback(question_session(q)))
		return go_on(q);
	question_reveal(q);
	question_show(q, TAG_VERDICT, true);
	return REACT_PAINT;
}

/* ---- The others ---- */

static enum reaction hint(struct question *q)
{
	q->hints++;
	question_show(q, TAG_HINT, true);
	return REACT_PAINT;
}

/* Moves of the session: to another question, or an error to tell. */
static enum reaction move(struct question *q, bool (*how)(struct session *, struct err *))
{
	struct err err = {0};
	return how(question_session(q), &err) ? REACT_STEP : app_fail(q->step.screen.app, &err);
}

static enum reaction flag(struct question *q)
{
	struct err err = {0};
	return session_flag(question_session(q), &err) ? REACT_PAINT : app_fail(q->step.screen.app, &err);
}

static enum reaction rate(struct question *q, int rating)
{
	struct err err = {0};
	if (!session_rate(question_session(q), (enum fsrs_rating)rating, &err))
		return app_fail(q->step.screen.app, &err);
	question_show(q, TAG_RATING, false);
	return REACT_PAINT;
}

enum reaction question_be(struct question *q, enum confidence confidence)
{
	bool again = question_item(q)->confidence == confidence;
	session_confidence(question_session(q), again ? CONFIDENCE_NONE : confidence);
	return REACT_PAINT;
}

static enum reaction scroll(struct question *q, int rows)
{
	q->scroll += rows;
	return REACT_PAINT;
}

static enum reaction mouse(struct question *q, const struct input *input)
{
	int height = frame_height(q->step.screen.app), x = input->x, y = input->y - 2;
	if (y < 0 || y >= height)
		return REACT_NONE;
	if (q->lab_width > 0 && x >= q->lab_x) {
		const struct input at = { input->key, x - q->lab_x, y };
		labkeys_mouse(q->pane, q->lab_width, height, &at);
		return REACT_PAINT;
	}
	if (input->key != INPUT_CLICK)
		return scroll(q, input->key == INPUT_WHEEL_UP ? -3 : 3);
	const struct sheet_block *block = sheet_at(&q->sheet, y + q->scroll);
	if (!block || block->tag < 0 || block->tag >= TAG_VERDICT || !question_open(q) ||
	    !q->class->click)
		return REACT_NONE;
	return q->class->click(q, block->tag, x - q->text_x, y + q->scroll - block->top);
}

enum reaction question_key(struct screen *screen, int action, const struct input *input)
{
	struct question *q = (struct question *)screen;
	int page = frame_height(screen->app) - 2;
	if (action >= ANSWER_KEYS) {
		complain(q, NULL);
		return q->class->key(q, action, input);
	}
	switch (action) {
	case ANSWER: return answer_give(q);
	case NEXT: return go_on(q);
	case SKIP: return move(q, session_skip);
	case BACK: return move(q, session_back);
	case HINT: return hint(q);
	case FLAG: return flag(q);
	case SURE: return question_be(q, CONFIDENCE_SURE);
	case UNSURE: return question_be(q, CONFIDENCE_UNSURE);
	case GUESS: return question_be(q, CONFIDENCE_GUESS);
	case RATE: return rate(q, input->x + 1);
	case UNDO: return move(q, session_undo);
	case TAB: labmove_tab(q->pane, 1); break;
	case TAB_BACK: labmove_tab(q->pane, -1); break;
	case TO_TEXT: q->pane->focus = LABPANE_ASIDE; break;
	case PAGE_DOWN: return scroll(q, page);
	case PAGE_UP: return scroll(q, -page);
	case CLICK:
	case WHEEL: return mouse(q, input);
	case LEAVE: return REACT_LEAVE;
	}
	return REACT_PAINT;
}

