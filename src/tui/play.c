#include "tui/play.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "learn/round.h"
#include "quiz/lesson.h"
#include "text/utf8.h"

struct play *play_open(struct app *app, const struct course_entry *entry, struct err *err)
{
	struct play *play = mem_new(1, sizeof *play);
	play->refs = 1;
	play->entry = entry;
	play->opened_ms = app->now_ms;
	play->quiz = quiz_load(entry->quiz_path, NULL, err);
	if (play->quiz)
		play->session = session_open(play->quiz, &(struct session_options){
			.has_lesson = course_lesson(entry, LANGUAGE_EN) != NULL, .seed = app->options.seed,
		}, app->options.store, app->options.clock, err);
	if (!play->session) {
		play_unref(play);
		return NULL;
	}
	struct str text = STR_INIT;
	quiz_say_left_out(play->quiz, &text);
	if (text.len)
		app_say(app, text.data);
	str_done(&text);
	return play;
}

/* What is due, or could be asked, as of now. */
static bool begin_round(struct play *play, struct app *app, struct err *err)
{
	uint64_t seed = app->options.seed + app->rounds++;
	struct quiz *quiz = round_gather(&(struct round_wish){
		.kind = play->kind, .path = app->options.path, .topic = play->topic,
		.data_dir = app->options.data_dir, .seed = seed, .now_ms = app->now_ms,
	}, app->options.store, err);
	struct session *session = quiz ? session_open(quiz, &(struct session_options){
		.kind = play->kind, .seed = seed,
	}, app->options.store, app->options.clock, err) : NULL;
	if (!session) {
		quiz_free(quiz);
		return false;
	}
	session_close(play->session);
	quiz_free(play->quiz);
	play->quiz = quiz;
	play->session = session;
	return true;
}

struct play *play_round(struct app *app, enum session_kind kind, const char *topic, struct err *err)
{
	struct play *play = mem_new(1, sizeof *play);
	*play = (struct play){ .refs = 1, .kind = kind, .topic = topic ? mem_copy(topic) : NULL,
	                       .opened_ms = app->now_ms };
	if (begin_round(play, app, err))
		return play;
	play_unref(play);
	return NULL;
}

bool play_again(struct play *play, struct app *app, struct err *err)
{
	if (play->entry)
		return session_restart(play->session, (uint64_t)app->now_ms, err);
	play->opened_ms = app->now_ms;
	return begin_round(play, app, err);
}

struct play *play_ref(struct play *play)
{
	play->refs++;
	return play;
}

void play_unref(struct play *play)
{
	if (--play->refs > 0)
		return;
	if (play->session)
		session_close(play->session);
	if (play->quiz)
		quiz_free(play->quiz);
	free(play->topic);
	free(play);
}

struct screen *play_screen(struct app *app, struct play *play)
{
	switch (session_step(play->session)) {
	case SESSION_QUESTION:
		return question_new(app, play);
	case SESSION_LESSON:
		return reader_new(app, play);
	case SESSION_SUMMARY:
		break;
	}
	return summary_new(app, play);
}

char *play_lesson(const struct play *play, enum language language, struct err *err)
{
	const char *path = course_lesson(play->entry, language);
	if (!path) {
		err_say(err, ERR_IO, _("This lesson has no text."));
		return NULL;
	}
	size_t len;
	return file_read(path, LESSON_MAX_BYTES, &len, err);
}

/* ---- Where one stands ---- */

enum { MAX_DOTS = 16, DOTS_ROOM = 56 };      /* what dots, place, clock and help take */

static const char *dot(const struct session_item *item, bool here)
{
	if (here)
		return "◉";
	return item->state == ANSWER_GIVEN ? "●" : "○";
}

static void add_dots(const struct play *play, int place, int of, struct str *out)
{
	int count;
	const struct session_item *items = session_items(play->session, &count);
	const struct session_item *here = session_item(play->session);
	int first = (int)(here - items) - (place - 1);     /* a stage's items lie together */
	str_add(out, "  ");
	for (int i = 0; i < of && first + i < count; i++)
		str_add(out, dot(&items[first + i], i == place - 1));
}

static void add_place(const struct play *play, bool dots, struct str *out)
{
	if (!session_item(play->session))
		return;
	int of, place = session_place(play->session, &of);
	if (play->entry)
		str_addf(out, "%s ", session_stage_name(session_stage(play->session)));
	str_addf(out, "%d/%d", place, of);
	if (dots && of <= MAX_DOTS)
		add_dots(play, place, of, out);
}

/* In an interview the clock tells how long one has been thinking about this question. */
static int64_t since(const struct play *play)
{
	bool question = play->kind == SESSION_OF_INTERVIEW && session_item(play->session);
	return question ? session_shown_ms(play->session) : play->opened_ms;
}

static void add_clock(const struct screen *screen, const struct play *play, struct str *out)
{
	int64_t s = (screen->app->now_ms - since(play)) / 1000;
	str_add(out, "   ");
	if (s >= 3600)
		str_addf(out, "%d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	else
		str_addf(out, "%02d:%02d", (int)(s / 60), (int)(s % 60));
}

const char *play_round_name(enum session_kind kind)
{
	static const char *const names[] = {
		[SESSION_OF_LESSON] = "", [SESSION_OF_REVIEW] = N_("Review"),
		[SESSION_OF_INTERVIEW] = N_("Interview"), [SESSION_OF_DRILL] = N_("Drill"),
	};
	return _(names[kind]);
}

void play_title(const struct play *play, enum language language, struct str *out)
{
	const char *title = play->entry ? words_in(&play->quiz->title, language) : play->topic;
	str_add(out, play->entry ? play->entry->name : play_round_name(play->kind));
	if (title)
		str_addf(out, " · %s", title);
}

struct canvas play_frame(const struct screen *screen, const struct play *play,
                         struct canvas *canvas, const char *place, int rule_join)
{
	struct str left = STR_INIT, right = STR_INIT;
	play_title(play, screen->app->language, &left);
	if (place)
		str_add(&right, place);
	else
		add_place(play, utf8_width(left.data) + DOTS_ROOM <= canvas->width, &right);
	if (session_step(play->session) != SESSION_SUMMARY)
		add_clock(screen, play, &right);
	const struct frame_words words = { .left = left.data, .right = right.data };
	struct canvas body = frame_paint(screen, canvas, &words, rule_join);
	str_done(&left);
	str_done(&right);
	return body;
}

struct play *play_of(const struct screen *screen)
{
	return ((const struct step *)screen)->play;
}

int play_timeout(const struct play *play, int64_t now_ms)
{
	return 1000 - (int)((now_ms - since(play)) % 1000);
}

bool play_ticked(const struct play *play, int64_t now_ms, int64_t *shown)
{
	int64_t second = (now_ms - since(play)) / 1000;
	bool ticked = second != *shown;
	*shown = second;
	return ticked;
}
