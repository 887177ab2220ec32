#include "tui/homepractice.h"

#include "base/i18n.h"
#include "learn/interval.h"
#include "tui/play.h"

static const struct {
	enum session_kind kind;
	const char *words;           /* N_() */
} rows[] = {
	{ SESSION_OF_REVIEW, N_("what you answered, before you forget it") },
	{ SESSION_OF_INTERVIEW, N_("think or write, look, rate yourself") },
	{ SESSION_OF_DRILL, N_("exercises with new numbers each time") },
};

int homepractice_count(void)
{
	return sizeof rows / sizeof *rows;
}

const char *homepractice_name(int row)
{
	return session_kind_name(rows[row].kind);
}

const char *homepractice_title(int row)
{
	return play_round_name(rows[row].kind);
}

bool homepractice_say(int row, const struct card_count *cards, int64_t now_ms, struct str *out)
{
	bool review = rows[row].kind == SESSION_OF_REVIEW;
	if (review && cards->due) {
		str_addf(out, i18n_count("%d question is due", "%d questions are due", (unsigned long)cards->due),
		         (int)cards->due);
		return true;
	}
	if (review && cards->next_ms) {
		struct str when = STR_INIT;
		interval_say(cards->next_ms - now_ms, &when);
		str_addf(out, _("nothing due; the next one %s"), when.data);
		str_done(&when);
	} else {
		str_add(out, _(rows[row].words));
	}
	return false;
}

bool homepractice_open(int row, struct app *app, struct err *err)
{
	return app_play(app, play_round(app, rows[row].kind, NULL, err));
}
