#include "tui/question.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/answer.h"
#include "tui/labmove.h"
#include "tui/labpaint.h"
#include "tui/scroll.h"

enum { TWO_PANES = 100, TEXT_MAX = 84, LEFT_MIN = 44, LEFT_MAX = 78 };

/* ---- State ---- */

static const struct question *state(const struct screen *screen)
{
	return (const struct question *)screen;
}

struct session *question_session(const struct question *q)
{
	return q->step.play->session;
}

const struct session_item *question_item(const struct question *q)
{
	return session_item(question_session(q));
}

bool question_open(const struct question *q)
{
	return session_answerable(question_item(q));
}

bool question_revealed(const struct question *q)
{
	return question_item(q)->state == ANSWER_GIVEN && session_gives_feedback(question_session(q));
}

bool question_rated(const struct question *q)
{
	return !question_open(q) && question_item(q)->rating && !q->quiz->card &&
	       session_interval(question_session(q), FSRS_GOOD) >= 0;
}

bool question_aside(const struct question *q)
{
	return q->pane && q->pane->focus != LABPANE_ASIDE;
}

void question_reveal(struct question *q)
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
	if (lab && !session_shows_lab(question_session(q))) {
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
		question_reveal(q);
	if (question_open(q) && item->answer)
		question_show(q, 0, true);       /* taken back: there it was given */
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

/* What was said in another language is found out again, to be said in the present one. */
static void speak(struct question *q)
{
	enum language language = q->step.screen.app->language;
	if (q->pane)
		labpane_speak(q->pane, language);
	if (q->language != language)
		question_fail_again(q);
	if (q->complaint && q->language != language)
		question_complain_again(q);
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

void question_show(struct question *q, int tag, bool to_end)
{
	arrange(&q->step.screen);
	const struct sheet_block *block = sheet_tagged(&q->sheet, tag);
	if (!block)
		return;
	show_rows(q, block->top, to_end ? q->sheet.rows : sheet_tagged_end(&q->sheet, tag));
	show_rows(q, block->top, sheet_tagged_end(&q->sheet, TAG_FOOT));
}

/* ---- Whose keys ---- */

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
	.bindings = question_bindings,
	.more = own_keys,
	.types = types,
	.key = question_key,
	.arrange = arrange,
	.poll = poll_question,
	.fds = fds,
	.timeout = timeout,
	.settle = settle,
	.lab = lab,
	.paint = paint,
	.close = close_question,
};
