#include "tui/homelesson.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum { LESSON_MOST = 1 << 20, CHARS_A_MINUTE = 900, BAR = 14 };

char *homelesson_text(const struct course_entry *entry, enum language language, size_t *len)
{
	struct err ignored = {0};
	const char *path = course_lesson(entry, language);
	return path ? file_read(path, LESSON_MOST, len, &ignored) : NULL;
}

void homelesson_forget(struct homelesson *lesson)
{
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		free((char *)lesson->title.in[l]);
	free(lesson->failure);
	*lesson = (struct homelesson){0};
}

static bool count_answer(void *context, const struct store_answer *answer)
{
	(void)answer;
	++*(int *)context;
	return true;
}

static bool look_up(struct store *store, const char *quiz, struct homelesson *lesson, struct err *err)
{
	struct store_session unfinished;
	bool found = false;
	if (!store_result(store, quiz, &lesson->result, err) ||
	    (lesson->result.unfinished && !store_resume(store, quiz, &unfinished, &found, err)))
		return false;
	return !found || store_answers(store, unfinished.session, count_answer, &lesson->answered, err);
}

/* A minute a question, and the text as one reads it; in steps of five. */
static int estimate(const struct course_entry *entry, int questions)
{
	size_t len = 0;
	free(homelesson_text(entry, LANGUAGE_EN, &len));
	int minutes = questions + (int)(len / CHARS_A_MINUTE);
	return minutes < 5 ? minutes : (minutes + 2) / 5 * 5;
}

void homelesson_look(struct homelesson *lesson, const struct app *app,
                     const struct course_entry *entry)
{
	struct err err = {0};
	if (lesson->known && (!lesson->failure || lesson->language == app->language))
		return;
	homelesson_forget(lesson);
	lesson->known = true;
	lesson->language = app->language;
	struct quiz *quiz = quiz_load(entry->quiz_path, NULL, &err);
	if (!quiz) {
		lesson->failure = mem_copy(err.text);
		return;
	}
	for (int l = 0; l < LANGUAGE_COUNT; l++)
		if (quiz->title.in[l])
			lesson->title.in[l] = mem_copy(quiz->title.in[l]);
	lesson->questions = quiz->n_questions;
	for (int j = 0; j < quiz->n_questions; j++)
		lesson->by_stage[quiz->questions[j].stage]++;
	lesson->minutes = estimate(entry, quiz->n_questions);
	if (!look_up(app->options.store, quiz->id, lesson, &err))
		lesson->failure = mem_copy(err.text);
	quiz_free(quiz);
}

/* ---- Its rows ---- */

static int percent(double share)
{
	return (int)(share * 100 + 0.5);
}

static int paint_bar(double share, int x, int y, struct canvas *canvas)
{
	int full = (int)(share * BAR + 0.5);
	for (int i = 0; i < BAR; i++)
		canvas_char(canvas, x + i, y, i < full ? ROLE_GOOD : ROLE_BORDER,
		            i < full ? 0x2501 : 0x2500);
	return BAR;
}

/* "pre ━━━━──── 40 %" */
static int paint_share(const char *word, double share, int x, int y, struct canvas *canvas)
{
	int start = x;
	x += canvas_textf(canvas, x, y, ROLE_DIM, "%s ", word);
	x += paint_bar(share, x, y, canvas);
	x += canvas_textf(canvas, x, y, ROLE_NUMBER, " %d %%", percent(share));
	return x + 3 - start;
}

/* What came of the last play. */
static void paint_result(const struct store_result *result, int x, int y, struct canvas *canvas)
{
	if (result->plays == 0)
		return;
	if (result->pre >= 0)
		x += paint_share(_("pre"), result->pre, x, y, canvas);
	if (result->post >= 0)
		x += paint_share(_("post"), result->post, x, y, canvas);
	if (result->pre >= 0 && result->post >= 0)
		canvas_textf(canvas, x, y, ROLE_STRONG, _("gain %+d"),
		             percent(result->post) - percent(result->pre));
}

/* How far one is. */
static void paint_progress(const struct homelesson *lesson, bool here, int x, int y,
                           struct canvas *canvas)
{
	if (!lesson->result.unfinished) {
		x += canvas_textf(canvas, x, y, ROLE_DIM,
		                  i18n_count("%d question", "%d questions",
		                           (unsigned long)lesson->questions), lesson->questions);
		x += canvas_textf(canvas, x, y, ROLE_DIM, _(" · about %d min"), lesson->minutes);
		canvas_text(canvas, x, y, ROLE_DIM,
		            lesson->result.plays ? _(" · played") : _(" · not started"));
		return;
	}
	x += paint_bar((double)lesson->answered / lesson->questions, x, y, canvas);
	x += canvas_textf(canvas, x, y, ROLE_DIM, _(" %d of %d answered"), lesson->answered,
	                  lesson->questions);
	canvas_text(canvas, x, y, ROLE_GOOD, here ? _("  ▸ Enter goes on") : _("  ▸ unfinished"));
}

void homelesson_paint(const struct homelesson *lesson, bool here, const struct homelesson_place *at,
                      struct canvas *canvas)
{
	const struct store_result *result = &lesson->result;
	if (lesson->failure) {
		canvas_text_cut(canvas, at->x, at->y, canvas->width - at->x, ROLE_WARN, lesson->failure);
	} else if (at->rows == 1 && !result->unfinished && (result->pre >= 0 || result->post >= 0) && result->plays) {
		paint_result(result, at->x, at->y, canvas);
	} else {
		paint_progress(lesson, here, at->x, at->y, canvas);
		if (at->rows > 1)
			paint_result(result, at->x, at->y + 1, canvas);
	}
}
