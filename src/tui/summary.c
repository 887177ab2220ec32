/* Summary: what was gained, how sure one was and how right, what was missed, what to see again. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "learn/notes.h"
#include "learn/returns.h"
#include "learn/round.h"
#include "quiz/asking.h"
#include "text/utf8.h"
#include "tui/play.h"
#include "tui/save.h"
#include "tui/scroll.h"
#include "tui/sheet.h"

enum { AGAIN = 1, UNDO, SAVE, BACK, LEAVE };

enum { TEXT_MAX = 84, BAR_WIDTH = 40, MAX_TAGS = 12 };

struct summary {
	struct step step;
	struct asking **asking;          /* by question; each NULL until it is missed; */
	int n_asking;                    /* so many of them; a round that begins anew has another quiz */
	struct sheet sheet;
	int x;
	struct scroll scroll;
};

static const struct screen_class class;

struct screen *summary_new(struct app *app, struct play *play)
{
	struct summary *s = mem_new(1, sizeof *s);
	s->step = (struct step){ .screen = { &class, app }, .play = play_ref(play) };
	s->n_asking = play->quiz->n_questions;
	s->asking = mem_new((size_t)s->n_asking + 1, sizeof *s->asking);
	return &s->step.screen;
}

static void close_summary(struct screen *screen)
{
	struct summary *s = (struct summary *)screen;
	sheet_done(&s->sheet);
	for (int i = 0; i < s->n_asking; i++)
		asking_free(s->asking[i]);
	free(s->asking);
	play_unref(s->step.play);
	free(s);
}

static void write_line(struct summary *s, int gap, enum role role, const char *text)
{
	sheet_add_line(&s->sheet, gap, 0);
	sheet_run(&s->sheet, role, text);
}

static void heading(struct summary *s, const char *text)
{
	write_line(s, 1, ROLE_TITLE, text);
}

/* ---- The gain ---- */

static const char *bar_name(const struct summary *s, int stage)
{
	const struct play *play = s->step.play;
	return play->entry ? session_stage_name((enum quiz_stage)stage) : round_share_name(play->kind);
}

static int label_width(const struct summary *s)
{
	int width = 0;
	for (int stage = 0; stage < QUIZ_STAGES; stage++) {
		int w = utf8_width(bar_name(s, stage));
		width = w > width ? w : width;
	}
	return width;
}

/* The digits of the largest number of questions. */
static int count_width(const struct session_score *score)
{
	int most = 0;
	for (int stage = 0; stage < QUIZ_STAGES; stage++)
		most = score->asked[stage] > most ? score->asked[stage] : most;
	return snprintf(NULL, 0, "%d", most);
}

/* "pre   ▆▆▆▆▆▆▆▆▆▆▁▁▁▁▁▁   4/10   40 %" */
static void write_bar(struct summary *s, const struct session_score *score, enum quiz_stage stage)
{
	const char *name = bar_name(s, stage);
	if (score->asked[stage] == 0)
		return;
	sheet_add_line(&s->sheet, 0, 0);
	sheet_run(&s->sheet, ROLE_TEXT, name);
	sheet_repeat(&s->sheet, ROLE_TEXT, " ", label_width(s) - utf8_width(name) + 2);
	sheet_share(&s->sheet, BAR_WIDTH, score->right[stage], score->asked[stage], count_width(score));
}

static void write_gain(struct summary *s, const struct session_score *score)
{
	for (int stage = 0; stage < QUIZ_STAGES; stage++)
		write_bar(s, score, (enum quiz_stage)stage);
	if (isnan(score->gain))
		return;
	int points = (int)lround(score->gain * 100);
	sheet_add_line(&s->sheet, 1, 0);
	sheet_run(&s->sheet, ROLE_STRONG, _("gain"));
	sheet_runf(&s->sheet, points > 0 ? ROLE_GOOD : ROLE_STRONG, "  %+d ", points);
	sheet_run(&s->sheet, ROLE_DIM, _("percentage points from pre to post"));
}

/* ---- Knowing what one knows ---- */

static void write_confidence(struct summary *s)
{
	int n, sure = 0, sure_right = 0, guess = 0, guess_right = 0;
	const struct session_item *items = session_items(s->step.play->session, &n);
	for (int i = 0; i < n; i++) {
		if (items[i].state != ANSWER_GIVEN)
			continue;
		sure += items[i].confidence == CONFIDENCE_SURE;
		sure_right += items[i].confidence == CONFIDENCE_SURE && items[i].correct;
		guess += items[i].confidence == CONFIDENCE_GUESS;
		guess_right += items[i].confidence == CONFIDENCE_GUESS && items[i].correct;
	}
	if (sure > 0) {
		sheet_add_line(&s->sheet, 1, 0);
		sheet_runf(&s->sheet, ROLE_TEXT, _("Right where you were sure: %d of %d."), sure_right, sure);
	}
	if (guess > 0) {
		sheet_add_line(&s->sheet, sure == 0, 0);
		sheet_runf(&s->sheet, ROLE_TEXT, _("Right where you guessed: %d of %d."), guess_right, guess);
	}
}

/* ---- What was missed ---- */

/* With its lab, which its texts and its key may need. */
static struct asking *asking_of(struct summary *s, const struct session_item *item)
{
	struct asking **asking = &s->asking[item->question];
	struct err ignored;
	if (*asking)
		return *asking;
	const struct quiz_question *question = &s->step.play->quiz->questions[item->question];
	struct lab *lab = quiz_lab(question, s->step.screen.app->library, &ignored);
	*asking = asking_new(question, lab);
	lab_unref(lab);
	return *asking;
}

static void write_answer(struct summary *s, const char *sign, enum role role,
                         struct asking *asking, const char *answer)
{
	struct str text = STR_INIT;
	asking_say(asking, answer, s->step.screen.app->language, &text);
	struct sheet_block *block = sheet_add(&s->sheet, 0, 4, text.data);
	snprintf(block->sign, sizeof block->sign, "  %s", sign);
	block->sign_role = role;
	block->tint = role;
	str_done(&text);
}

static void write_missed_one(struct summary *s, const struct session_item *item)
{
	struct asking *asking = asking_of(s, item);
	struct err ignored = {0};
	const char *key = asking_key(asking, &ignored);
	sheet_add(&s->sheet, 1, 2,
	          asking_words(asking, &asking_question(asking)->text,
	                       s->step.screen.app->language));
	if (item->state == ANSWER_GIVEN)
		write_answer(s, "✗", ROLE_BAD, asking, item->answer);
	if (key)
		write_answer(s, "✓", ROLE_GOOD, asking, key);
}

static void write_missed(struct summary *s, const struct session_score *score)
{
	int n, missed = 0;
	const struct session_item *items = session_items(s->step.play->session, &n);
	for (int i = 0; i < n; i++) {
		if (!session_missed(s->step.play->session, &items[i], score))
			continue;
		if (missed++ == 0)
			heading(s, _("Missed"));
		write_missed_one(s, &items[i]);
	}
	if (missed == 0)
		write_line(s, 1, ROLE_GOOD, _("✓ nothing missed"));
}

/* ---- What to look at again: the tags of what was missed ---- */

static bool is_new(const char *const *tags, int n, const char *tag)
{
	for (int i = 0; i < n; i++)
		if (strcmp(tags[i], tag) == 0)
			return false;
	return n < MAX_TAGS;
}

static void write_review(struct summary *s, const struct session_score *score)
{
	int n, n_tags = 0;
	const char *tags[MAX_TAGS];
	const struct session_item *items = session_items(s->step.play->session, &n);
	for (int i = 0; i < n; i++) {
		const struct quiz_question *question =
			&s->step.play->quiz->questions[items[i].question];
		for (int t = 0; t < question->n_tags && session_missed(s->step.play->session, &items[i], score); t++)
			if (is_new(tags, n_tags, question->tags[t]))
				tags[n_tags++] = question->tags[t];
	}
	if (n_tags == 0)
		return;
	heading(s, _("Look again at"));
	struct str text = STR_INIT;
	for (int i = 0; i < n_tags; i++)
		str_addf(&text, "%s%s", i ? " · " : "", tags[i]);
	sheet_add(&s->sheet, 0, 2, text.data);
	str_done(&text);
}

/* ---- What comes again, and when ---- */

/* "in 10 minutes   3 questions" */
static void write_returns(struct summary *s)
{
	struct returns returns = session_returns(s->step.play->session);
	int column = 0;
	for (int i = 0; i < returns.count; i++) {
		int w = utf8_width(returns.list[i].when);
		column = w > column ? w : column;
	}
	if (returns.count)
		heading(s, _("Comes back"));
	for (int i = 0; i < returns.count; i++) {
		const struct return_group *group = &returns.list[i];
		sheet_add_line(&s->sheet, 0, 2);
		sheet_run(&s->sheet, ROLE_TEXT, group->when);
		sheet_repeat(&s->sheet, ROLE_TEXT, " ", column - utf8_width(group->when) + 2);
		sheet_runf(&s->sheet, ROLE_STRONG,
		           i18n_count("%d question", "%d questions", (unsigned long)group->count), group->count);
	}
	if (returns.count)
		sheet_add(&s->sheet, 1, 2, _("When they are due: `attnquiz review`, or Review on the home screen."));
	returns_done(&returns);
}

/* A review that has nothing to ask. */
static void write_nothing_due(struct summary *s)
{
	struct str nothing = STR_INIT, later = STR_INIT;
	const struct app *app = s->step.screen.app;
	const char *topic = s->step.play->topic;
	round_say_nothing_due(topic, &nothing);
	round_say_later(app->options.store, &(struct round_wish){
		.path = app->options.path, .topic = topic, .data_dir = app->options.data_dir, .now_ms = app->now_ms,
	}, &later);
	write_line(s, 0, ROLE_GOOD, nothing.data);
	sheet_add(&s->sheet, 1, 0, later.data);
	str_done(&nothing);
	str_done(&later);
}

static void write_time(struct summary *s, const struct session_score *score)
{
	int minutes = (int)((score->took_ms + 30000) / 60000);
	sheet_add_line(&s->sheet, 1, 0);
	if (minutes < 1)
		sheet_run(&s->sheet, ROLE_DIM, _("It took less than a minute."));
	else
		sheet_runf(&s->sheet, ROLE_DIM,
		           i18n_count("It took %d minute.", "It took %d minutes.",
		                    (unsigned long)minutes),
		           minutes);
}

static void arrange(struct screen *screen)
{
	struct summary *s = (struct summary *)screen;
	struct session_score score = session_score(s->step.play->session);
	int width = screen->app->width - 4 < TEXT_MAX ? screen->app->width - 4 : TEXT_MAX;
	s->x = (screen->app->width - width) / 2;
	sheet_done(&s->sheet);
	sheet_init(&s->sheet, width);
	sheet_add_line(&s->sheet, 0, 0);
	if (s->n_asking == 0) {
		write_nothing_due(s);
	} else {
		write_gain(s, &score);
		write_confidence(s);
		write_missed(s, &score);
		write_returns(s);
		write_review(s, &score);
		write_time(s, &score);
	}
	scroll_fit(&s->scroll, frame_height(screen->app), s->sheet.rows);
}

/* ---- Keys ---- */

static struct scroll *scroll(const struct screen *screen)
{
	return &((struct summary *)screen)->scroll;
}

static const struct play *played(const struct screen *screen)
{
	return ((const struct summary *)screen)->step.play;
}

static bool is_lesson(const struct screen *screen)
{
	return played(screen)->entry != NULL;
}

static bool has_items(const struct screen *screen)
{
	return ((const struct summary *)screen)->n_asking > 0;
}

/* Where nothing was due, nothing is. */
static bool is_round(const struct screen *screen)
{
	return !is_lesson(screen) && has_items(screen);
}

static bool can_undo(const struct screen *screen)
{
	return session_can_undo(played(screen)->session);
}

static const struct binding bindings[] = {
	{ .keys = "Enter", .on = { INPUT_ENTER, 'q' }, .action = LEAVE, .label = N_("done"),
	  .help = N_("leave; everything is kept"), .aim = AIM_LEAVE },
	{ .keys = "b", .on = { 'b' }, .action = BACK, .label = N_("back"),
	  .help = N_("look at the questions again"), .when = has_items },
	{ .keys = "r", .on = { 'r' }, .action = AGAIN, .label = N_("play again"),
	  .help = N_("play the lesson again from the start"), .when = is_lesson },
	{ .keys = "r", .on = { 'r' }, .action = AGAIN, .label = N_("another round"),
	  .help = N_("another round: what is due or could be asked now"), .when = is_round },
	{ .keys = "S", .on = { 'S' }, .action = SAVE, .label = N_("save notes"),
	  .help = N_("save notes: the questions, what is right and why, as Markdown"), .when = has_items },
	{ .keys = "U", .on = { 'U' }, .action = UNDO, .label = N_("undo"),
	  .help = N_("take the last answer back, and give it again"), .when = can_undo },
	{0},
};

static enum reaction move(struct summary *s, bool moved, const struct err *err)
{
	return moved ? REACT_STEP : app_fail(s->step.screen.app, err);
}

static bool write_notes(const struct summary *s, const char *path, struct err *err)
{
	const struct app *app = s->step.screen.app;
	struct str title = STR_INIT, notes = STR_INIT;
	play_title(s->step.play, app->language, &title);
	notes_add(s->step.play->session, title.data, app->library, app->language, &notes);
	bool ok = file_write(path, notes.data, notes.len, err);
	str_done(&title);
	str_done(&notes);
	return ok;
}

static enum reaction save_notes(const struct summary *s)
{
	static const char *const extensions[] = { ".md", NULL };
	const struct play *play = s->step.play;
	char *name = save_name(play->entry ? play->entry->name : session_kind_name(play->kind), extensions);
	struct str path = STR_INIT, said = STR_INIT;
	struct err err = {0};
	str_addf(&path, "%s.md", name);
	str_addf(&said, _("saved %s"), save_said(path.data));
	if (write_notes(s, path.data, &err))
		app_say(s->step.screen.app, said.data);
	else
		app_fail(s->step.screen.app, &err);
	str_done(&path);
	str_done(&said);
	free(name);
	return REACT_PAINT;
}

static enum reaction key(struct screen *screen, int action, const struct input *input)
{
	(void)input;
	struct summary *s = (struct summary *)screen;
	struct session *session = s->step.play->session;
	struct err err = {0};
	switch (action) {
	case AGAIN: return move(s, play_again(s->step.play, screen->app, &err), &err);
	case SAVE: return save_notes(s);
	case UNDO: return move(s, session_undo(session, &err), &err);
	case BACK: return move(s, session_back(session, &err), &err);
	}
	return REACT_LEAVE;
}

static void paint(const struct screen *screen, struct canvas *canvas)
{
	const struct summary *s = (const struct summary *)screen;
	struct canvas body = play_frame(screen, s->step.play, canvas, s->n_asking ? _("summary") : "", -1);
	struct canvas text = canvas_part(&body, s->x, 0, s->sheet.width, body.height);
	sheet_paint(&s->sheet, s->scroll.first, &text);
	scroll_marks(&body, s->scroll.first, s->sheet.rows);
}

static const struct screen_class class = {
	.title = N_("Summary"),
	.bindings = bindings,
	.key = key,
	.arrange = arrange,
	.scroll = scroll,
	.paint = paint,
	.close = close_summary,
};
