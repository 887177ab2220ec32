#include "learn/notes.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "learn/returns.h"
#include "learn/session_inside.h"
#include "quiz/asking.h"

struct notes {
	const struct session *session;
	struct lab_library *library;
	enum language language;
	struct str *out;
	int number;                    /* of the last question */
};

/* ---- The head: the day, the shares, the gain ---- */

static void add_shares(const struct session *session, const struct session_score *score, struct str *out)
{
	bool lesson = session->kind == SESSION_OF_LESSON;
	for (int stage = 0; stage < QUIZ_STAGES; stage++)
		if (score->asked[stage])
			str_addf(out, " · %s%s%d/%d", lesson ? session_stage_name((enum quiz_stage)stage) : "",
			         lesson ? " " : "", score->right[stage], score->asked[stage]);
	if (!isnan(score->gain))
		str_addf(out, " · %s %+d", _("gain"), (int)lround(100 * score->gain));
}

static void add_day(int64_t at_ms, struct str *out)
{
	time_t at = (time_t)(at_ms / 1000);
	struct tm day;
	char text[32] = "";
	if (localtime_r(&at, &day))
		strftime(text, sizeof text, "%Y-%m-%d", &day);
	str_add(out, text);
}

/* ---- The questions ---- */

/* Lines after the first stand under it, as a list's item wants them. */
static void add_item(struct str *out, const char *sign, const char *text)
{
	str_addf(out, "- %s ", sign);
	for (; *text; text++) {
		str_add_char(out, *text);
		if (*text == '\n' && text[1] && text[1] != '\n')
			str_add(out, "  ");
	}
	str_add(out, "\n");
}

static void add_answer(struct notes *notes, struct asking *asking, const char *sign, const char *answer)
{
	struct str said = STR_INIT;
	asking_say(asking, answer, notes->language, &said);
	if (said.len)
		add_item(notes->out, sign, said.data);
	str_done(&said);
}

static void add_question(struct notes *notes, const struct session_item *item)
{
	const struct quiz_question *question = session_question(notes->session, item);
	struct err err = {0};
	struct lab *lab = quiz_lab(question, notes->library, &err);
	struct asking *asking = asking_new(question, lab);
	const char *key = asking_key(asking, &err), *why;
	str_addf(notes->out, "\n**%d.** %s\n\n", ++notes->number,
	         asking_words(asking, &question->text, notes->language));
	if (item->state == ANSWER_GIVEN && !item->correct)
		add_answer(notes, asking, "✗", item->answer);
	if (key)
		add_answer(notes, asking, "✓", key);
	why = asking_words(asking, &question->explanation, notes->language);
	if (*why)
		str_addf(notes->out, "\n%s\n", why);
	asking_free(asking);
	lab_unref(lab);
}

static void add_questions(struct notes *notes, const char *heading, bool missed)
{
	struct session_score score = session_score(notes->session);
	int count;
	const struct session_item *items = session_items(notes->session, &count);
	bool any = false;
	for (int i = 0; i < count; i++) {
		bool is = missed ? session_missed(notes->session, &items[i], &score) :
		          items[i].state == ANSWER_GIVEN && items[i].correct;
		if (is && !any)
			str_addf(notes->out, "\n## %s\n", heading);
		if (is)
			add_question(notes, &items[i]);
		any = any || is;
	}
}

static void add_returns(const struct notes *notes)
{
	struct returns returns = session_returns(notes->session);
	if (returns.count)
		str_addf(notes->out, "\n## %s\n\n", _("Comes back"));
	for (int i = 0; i < returns.count; i++) {
		int n = returns.list[i].count;
		str_addf(notes->out, "- %s%s", returns.list[i].when, _(": "));
		str_addf(notes->out, i18n_count("%d question", "%d questions", (unsigned long)n), n);
		str_add_char(notes->out, '\n');
	}
	returns_done(&returns);
}

void notes_add(const struct session *session, const char *title, struct lab_library *library,
               enum language language, struct str *out)
{
	struct notes notes = { .session = session, .library = library, .language = language, .out = out };
	struct session_score score = session_score(session);
	str_addf(out, "# %s\n\n", title);
	add_day(session_now(session), out);
	add_shares(session, &score, out);
	str_add_char(out, '\n');
	add_questions(&notes, _("Missed"), true);
	add_questions(&notes, _("Known"), false);
	add_returns(&notes);
}
