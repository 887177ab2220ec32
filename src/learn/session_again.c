/* When a question of a session comes again, and what was said of it taken back. */
#include <stdlib.h>

#include "base/mem.h"
#include "learn/session_inside.h"
#include "quiz/kind.h"

/* What was asked before it was taught is not forgotten yet, and exercises are never the same. */
static bool comes_again(const struct session *s, const struct quiz_question *question)
{
	return s->kind == SESSION_OF_LESSON ? question->stage != QUIZ_PRE : s->kind != SESSION_OF_DRILL;
}

/* Right by a guess is not known; an open answer has been rated by the student. */
static enum fsrs_rating rating_of(const struct quiz_question *question, const char *answer, bool correct,
                                  enum confidence confidence)
{
	struct open_answer open;
	if (question->kind == &kind_open && open_parse(question, answer, &open))
		return (enum fsrs_rating)open.rating;
	if (!correct || confidence == CONFIDENCE_GUESS)
		return FSRS_AGAIN;
	return confidence == CONFIDENCE_UNSURE ? FSRS_HARD : FSRS_GOOD;
}

/* A review of the item; free() its path. */
static struct card_review review_of(const struct session *s, const struct session_item *item, int rating,
                                    int64_t at_ms)
{
	const struct quiz_question *question = session_question(s, item);
	char *path = question->of->path ? realpath(question->of->path, NULL) : NULL;
	return (struct card_review){
		.quiz = question->of->id,
		.question = question->id,
		.path = path ? path : mem_copy(""),
		.rating = rating,
		.at_ms = at_ms,
		.card = rating ? fsrs_review(&item->before, (enum fsrs_rating)rating, at_ms) : item->before,
	};
}

static bool read_card(const struct session *s, const struct session_item *item, struct fsrs_card *out,
                      struct err *err)
{
	const struct quiz_question *question = session_question(s, item);
	return cards_get(s->store, question->of->id, question->id, out, err);
}

bool session_log_rated(struct session *s, struct session_item *item, const char *answer, bool correct,
                       struct err *err)
{
	const struct quiz_question *question = session_question(s, item);
	item->rating = 0;
	if (!comes_again(s, question))
		return session_log(s, item, answer, correct, NULL, err);
	if (!read_card(s, item, &item->before, err))
		return false;
	int rating = rating_of(question, answer, correct, item->confidence);
	struct card_review review = review_of(s, item, rating, session_now(s));
	bool ok = session_log(s, item, answer, correct, &review, err);
	item->rating = ok ? rating : 0;
	item->rated_ms = review.at_ms;
	free((char *)review.path);
	return ok;
}

int64_t session_interval(const struct session *session, enum fsrs_rating rating)
{
	const struct session_item *item = session_item(session);
	struct fsrs_card before;
	struct err ignored;
	if (!item || session->kind == SESSION_OF_LESSON || session->kind == SESSION_OF_DRILL ||
	    (item->state == ANSWER_GIVEN && !item->rating))
		return -1;
	int64_t at = item->rating ? item->rated_ms : session_now(session);
	if (item->rating)
		before = item->before;
	else if (!read_card(session, item, &before, &ignored))
		return -1;
	return fsrs_review(&before, rating, at).due_ms - at;
}

bool session_rate(struct session *session, enum fsrs_rating rating, struct err *err)
{
	struct session_item *item = (struct session_item *)session_item(session);
	if (!item || !item->rating)
		return err_say(err, ERR_VALUE, "there is no answer here that could be rated");
	struct card_review review = review_of(session, item, (int)rating, item->rated_ms);
	bool ok = cards_review(session->store, &review, err);
	if (ok)
		item->rating = (int)rating;
	free((char *)review.path);
	return ok;
}

static int last_answered(const struct session *s)
{
	int last = AGENDA_NONE;
	for (int i = 0; i < s->agenda.n_items; i++)
		if (s->agenda.items[i].nth > (last == AGENDA_NONE ? 0 : s->agenda.items[last].nth))
			last = i;
	return last;
}

bool session_can_undo(const struct session *session)
{
	return session->kind != SESSION_OF_LESSON && last_answered(session) != AGENDA_NONE;
}

/* In the log it is skipped from now on, and its card is what it was. */
static bool take_back(struct session *s, struct session_item *item, struct err *err)
{
	struct card_review review = review_of(s, item, 0, session_now(s));
	bool ok = session_log(s, item, NULL, false, item->rating ? &review : NULL, err);
	free((char *)review.path);
	return ok;
}

bool session_undo(struct session *session, struct err *err)
{
	if (!session_can_undo(session))
		return err_say(err, ERR_VALUE, "there is nothing to take back");
	int last = last_answered(session);
	struct session_item *item = &session->agenda.items[last];
	if (!take_back(session, item, err))
		return false;
	item->state = ANSWER_OPEN;
	item->nth = item->rating = 0;
	session->look = AGENDA_NONE;
	agenda_enter(&session->agenda, PHASE_CHECK);
	session->agenda.front = last;
	session->shown_ms = session_now(session);
	return true;
}
