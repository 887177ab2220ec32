#include "tui/question.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/answer.h"
#include "tui/labkeys.h"
#include "tui/labmove.h"
#include "tui/labpaint.h"

enum { TWO_PANES = 100, TEXT_MAX = 84, LEFT_MIN = 44, LEFT_MAX = 78 };

enum {
	ANSWER = 1, NEXT, SKIP, HINT, BACK, FLAG,
	SURE, UNSURE, GUESS, RATE, UNDO, TAB, TAB_BACK, TO_TEXT, PAGE_DOWN, PAGE_UP, CLICK, WHEEL, LEAVE,
};

/* ---- State ---- */

static const struct question *state(const struct screen *screen)
{
	return (const struct question *)screen;
}

static struct session *session_of(const struct question *q)
{
	return q->step.play->session;
}

const struct session_item *question_item(const struct question *q)
{
	return session_item(session_of(q));
}

bool question_open(const struct question *q)
{
	return session_answerable(question_item(q));
}

bool question_revealed(const struct question *q)
{
	return question_item(q)->state == ANSWER_GIVEN && session_gives_feedback(session_of(q));
}

bool question_rated(const struct question *q)
{
	return !question_open(q) && question_item(q)->rating && !q->quiz->card &&
	       session_interval(session_of(q), FSRS_GOOD) >= 0;
}

bool question_aside(const struct question *q)
{
	return q->pane && q->pane->focus != LABPANE_ASIDE;
}

/* After the answer the lab shows everything, and beside it the wrong idea that was chosen. */
static void reveal(struct question *q)
{
	const struct session_item *item = question_item(q);
	if (q->pane)
		labpane_uncover(q->pane, quiz_answer_variant(q->quiz, item->answer, NULL));
}

static void open_lab(struct question *q)
{
	struct app *app = q->step.screen.app;
	struct err err = {0};
	struct lab *lab = quiz_lab(q->quiz, app->library, &err);
	q->asking = asking_new(q->quiz, lab);
	if (lab && !session_shows_lab(session_of(q))) {
		q->lab_later = true;
		lab_unref(lab);
	} else if (lab) {
		q->pane = labpane_new(app, lab, q->quiz);
		labpane_start(q->pane);
	} else if (err.code != ERR_NONE) {
		q->lab_failure = mem_copy(err.text);
	}
}

static const struct screen_class class;

struct screen *question_new(struct app *app, struct play *play)
{
	struct question *q = mem_new(1, sizeof *q);
	const struct session_item *item = session_item(play->session);
	q->step = (struct step){ .screen = { &class, app }, .play = play_ref(play) };
	q->quiz = &play->quiz->questions[item->question];
	open_lab(q);
	question_find_void(q);
	q->class = answer_class_of(q->quiz);
	q->answer = q->class->open(q, item->answer);
	if (question_revealed(q))
		reveal(q);
	return &q->step.screen;
}

static void close_question(struct screen *screen)
{
	struct question *q = (struct question *)screen;
	labpane_free(q->pane);
	sheet_done(&q->sheet);
	q->class->close(q->answer);
	asking_free(q->asking);
	free(q->complaint);
	free(q->lab_failure);
	free(q->no_key);
	play_unref(q->step.play);
	free(q);
}

/* ---- Where things lie ---- */

static int clamp(int x, int low, int high)
{
	return x < low ? low : x > high ? high : x;
}

static void lay_alone(struct question *q, int width)
{
	q->text_width = clamp(width - 4, 8, TEXT_MAX);
	q->text_x = (width - q->text_width) / 2;
	q->lab_width = 0;
}

static void lay_out(struct question *q)
{
	int width = q->step.screen.app->width;
	if (!q->pane || (width < TWO_PANES && !question_aside(q))) {
		lay_alone(q, width);
	} else if (width < TWO_PANES || labmove_is_zoomed(q->pane)) {
		lay_alone(q, width);
		q->lab_x = 0;
		q->lab_width = width;
	} else {
		int left = clamp(width * 43 / 100, LEFT_MIN, LEFT_MAX);
		q->text_x = 1;
		q->text_width = left - 3;
		q->lab_x = left + 1;
		q->lab_width = width - q->lab_x;
	}
}

static bool text_seen(const struct question *q)
{
	return q->lab_width == 0 || q->lab_x > 0;
}

/* Options of several rows are easier to tell apart with a blank row between them. */
static void write_text(struct question *q)
{
	bool long_options = false;
	question_write(q, 0);
	for (int i = 0; i < question_item(q)->n_options; i++) {
		const struct sheet_block *block = sheet_tagged(&q->sheet, i);
		long_options |= block && block->rows > 1;
	}
	int blanks = question_item(q)->n_options - 1;
	if (long_options && q->sheet.rows + blanks <= frame_height(q->step.screen.app))
		question_write(q, 1);
}

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

static void complain_again(struct question *q)
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

/* What was said in another language is found out again, to be said in the present one. */
static void speak(struct question *q)
{
	enum language language = q->step.screen.app->language;
	if (q->pane)
		labpane_speak(q->pane, language);
	if (q->language != language)
		question_fail_again(q);
	if (q->complaint && q->language != language)
		complain_again(q);
	q->language = language;
}

static void arrange(struct screen *screen)
{
	struct question *q = (struct question *)screen;
	lay_out(q);
	speak(q);
	write_text(q);
	if (q->lab_width > 0)
		labpaint_settle(q->pane, q->lab_width, frame_height(screen->app));
	q->scroll = scroll_to(q->scroll, frame_height(screen->app), q->sheet.rows, q->scroll, 0);
}

static void show_rows(struct question *q, int top, int end)
{
	q->scroll = scroll_to(q->scroll, frame_height(q->step.screen.app), q->sheet.rows, top, end);
}

static void show_block(struct question *q, int tag, bool to_end)
{
	arrange(&q->step.screen);
	const struct sheet_block *block = sheet_tagged(&q->sheet, tag);
	if (block)
		show_rows(q, block->top, to_end ? q->sheet.rows : sheet_tagged_end(&q->sheet, tag));
}

/* ---- Keys ---- */

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
	return session_can_undo(session_of(state(screen))) && !question_aside(state(screen));
}

static bool has_earlier(const struct screen *screen)
{
	const struct play *play = state(screen)->step.play;
	int count;
	return session_item(play->session) != session_items(play->session, &count);
}

static const struct binding bindings[] = {
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

static enum reaction show(struct question *q, int tag, bool to_end)
{
	if (q->pane)
		q->pane->focus = LABPANE_ASIDE;
	show_block(q, tag, to_end);
	const struct sheet_block *block = sheet_tagged(&q->sheet, tag), *foot = sheet_tagged(&q->sheet, TAG_FOOT);
	if (block && foot)
		show_rows(q, block->top, foot->top + foot->rows);
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
	return session_next(session_of(q), &err) ? REACT_STEP : app_fail(q->step.screen.app, &err);
}

/* Taken, judged and logged; *read: the answer could be read. */
static bool give(struct question *q, struct err *err, bool *read)
{
	struct str text = STR_INIT;
	struct judgement judgement;
	*read = read_answer(q, &text, &judgement, err);
	bool given = *read && session_answer(session_of(q), text.data,
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
		show_block(q, TAG_COMPLAINT, false);
		return REACT_PAINT;
	}
	if (!given)
		return app_fail(q->step.screen.app, &err);
	if (!session_gives_feedback(session_of(q)))
		return go_on(q);
	reveal(q);
	show_block(q, TAG_VERDICT, true);
	return REACT_PAINT;
}

static enum reaction hint(struct question *q)
{
	q->hints++;
	show_block(q, TAG_HINT, true);
	return REACT_PAINT;
}

/* Moves of the session: to another question, or an error to tell. */
static enum reaction move(struct question *q, bool (*how)(struct session *, struct err *))
{
	struct err err = {0};
	return how(session_of(q), &err) ? REACT_STEP : app_fail(q->step.screen.app, &err);
}

static enum reaction flag(struct question *q)
{
	struct err err = {0};
	return session_flag(session_of(q), &err) ? REACT_PAINT : app_fail(q->step.screen.app, &err);
}

static enum reaction rate(struct question *q, int rating)
{
	struct err err = {0};
	if (!session_rate(session_of(q), (enum fsrs_rating)rating, &err))
		return app_fail(q->step.screen.app, &err);
	show_block(q, TAG_RATING, false);
	return REACT_PAINT;
}

enum reaction question_be(struct question *q, enum confidence confidence)
{
	bool again = question_item(q)->confidence == confidence;
	session_confidence(session_of(q), again ? CONFIDENCE_NONE : confidence);
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

static enum reaction key(struct screen *screen, int action, const struct input *input)
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

static const struct binding *own_keys(const struct screen *screen)
{
	return state(screen)->class->bindings;
}

static bool types(const struct screen *screen, const struct input *input)
{
	const struct question *q = state(screen);
	return q->class->types && answer_is_open(screen) && q->class->types(q, input);
}

/* ---- Time ---- */

static bool poll_question(struct screen *screen)
{
	struct question *q = (struct question *)screen;
	int64_t now = screen->app->now_ms;
	bool ticked = play_ticked(q->step.play, now, &q->step.shown);
	return (q->pane && labpane_poll(q->pane, now)) || ticked;
}

static int fds(const struct screen *screen, int *out, int max)
{
	const struct question *q = state(screen);
	if (!q->pane || max < 1)
		return 0;
	out[0] = live_fd(q->pane->live);
	return 1;
}

static int timeout(const struct screen *screen)
{
	const struct question *q = state(screen);
	int clock = play_timeout(q->step.play, screen->app->now_ms);
	int lab = q->pane ? labpane_timeout(q->pane, screen->app->now_ms) : -1;
	return lab >= 0 && lab < clock ? lab : clock;
}

static void settle(struct screen *screen)
{
	const struct question *q = state(screen);
	if (q->pane)
		live_wait(q->pane->live);
}

static struct labpane *lab(const struct screen *screen)
{
	return state(screen)->lab_width > 0 ? state(screen)->pane : NULL;
}

/* ---- Paint ---- */

static void paint_text(const struct question *q, struct canvas *body)
{
	struct canvas text = canvas_part(body, q->text_x, 0, q->text_width, body->height);
	sheet_paint(&q->sheet, q->scroll, &text);
	struct canvas margin = canvas_part(body, 0, 0, q->text_x + q->text_width + 1, body->height);
	scroll_marks(&margin, q->scroll, q->sheet.rows);
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct question *q = state(screen);
	bool both = q->lab_width > 0 && text_seen(q);
	struct canvas body =
		play_frame(screen, q->step.play, canvas, NULL, both ? q->lab_x - 1 : -1);
	if (text_seen(q))
		paint_text(q, &body);
	if (both) {
		canvas_vline(&body, q->lab_x - 1, 0, body.height);
		canvas_char(&body, q->lab_x - 1, labpaint_rule(q->pane, q->lab_width), ROLE_BORDER,
		            0x251C);
	}
	if (q->lab_width > 0) {
		struct canvas part = canvas_part(&body, q->lab_x, 0, q->lab_width, body.height);
		labpaint_paint(q->pane, &part);
	}
}

static const struct screen_class class = {
	.title = N_("Question"),
	.bindings = bindings,
	.more = own_keys,
	.types = types,
	.key = key,
	.arrange = arrange,
	.poll = poll_question,
	.fds = fds,
	.timeout = timeout,
	.settle = settle,
	.lab = lab,
	.paint = paint,
	.close = close_question,
};
