#include "learn/session.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "learn/session_inside.h"
#include "quiz/kind.h"

static const char *const stage_names[QUIZ_STAGES] = {
	[QUIZ_PRE] = N_("pre"), [QUIZ_CHECK] = N_("check"), [QUIZ_POST] = N_("post"),
};

const char *session_stage_name(enum quiz_stage stage)
{
	return _(stage_names[stage]);
}

const char *session_kind_name(enum session_kind kind)
{
	static const char *const names[] = {
		[SESSION_OF_LESSON] = "", [SESSION_OF_REVIEW] = "review",
		[SESSION_OF_INTERVIEW] = "interview", [SESSION_OF_DRILL] = "drill",
	};
	return names[kind];
}

/* ---- Time ---- */

int64_t session_now(const struct session *s)
{
	return clock_now_ms(&s->clock);
}

/* Time goes on while the session is open, and a clock that was put back counts as no time. */
static int64_t spent(const struct session *s)
{
	int64_t here = session_now(s) - s->since_ms;
	return s->spent_ms + (here > 0 ? here : 0);
}

/* ---- The place, as the log keeps it ---- */

/* A question is known by the hash of its id: an edited file may have moved it. */
static uint64_t name_of_front(const struct session *s)
{
	const struct agenda *agenda = &s->agenda;
	return agenda->front == AGENDA_NONE ? 0 : hash_text(agenda_question(agenda, agenda->front)->id);
}

/* A play that has only been looked at costs no wait for the disk. */
static bool be_in_log(struct session *s, struct err *err)
{
	return s->id || store_begin(s->store, s->agenda.quiz->id, s->seed, s->begun_ms, &s->id, err);
}

static bool save_place(struct session *s, struct err *err)
{
	char place[64];
	snprintf(place, sizeof place, "%d %d %016" PRIx64 " %d %" PRId64, (int)s->agenda.phase,
	         s->agenda.again, name_of_front(s), s->mark, spent(s));
	return be_in_log(s, err) && store_place(s->store, s->id, place, err);
}

static int find_front(const struct session *s, uint64_t name)
{
	for (int i = 0; i < s->agenda.n_items; i++)
		if (hash_text(agenda_question(&s->agenda, i)->id) == name)
			return i;
	return AGENDA_NONE;
}

/* A check question may be asked from within the lesson; any other belongs to its phase. */
static bool front_fits(const struct session *s)
{
	const struct agenda *agenda = &s->agenda;
	int stage = agenda->phase == PHASE_LESSON ? QUIZ_CHECK : agenda_stage(agenda->phase);
	return agenda->front != AGENDA_NONE &&
	       (int)agenda_question(agenda, agenda->front)->stage == stage;
}

/* Stand where `place` says, or at the first thing that is still to be done. */
static void restore_place(struct session *s, const char *place)
{
	int phase, again, mark;
	uint64_t name;
	int64_t before;
	if (sscanf(place, "%d %d %" SCNx64 " %d %" SCNd64, &phase, &again, &name, &mark,
	           &before) != 5 ||
	    phase < PHASE_PRE || phase >= PHASE_SUMMARY || before < 0) {
		agenda_enter(&s->agenda, PHASE_PRE);
		agenda_advance(&s->agenda);
		return;
	}
	agenda_enter(&s->agenda, (enum phase)phase);
	s->mark = mark;
	s->spent_ms = before;
	s->agenda.again = again != 0;
	s->agenda.front = name ? find_front(s, name) : AGENDA_NONE;
	if (front_fits(s) || (s->agenda.phase == PHASE_LESSON && s->agenda.has_lesson))
		return;
	s->agenda.front = AGENDA_NONE;
	agenda_advance(&s->agenda);
}

struct restoring {
	struct session *session;
	int last;
	bool any;
};

static bool restore_answer(void *context, const struct store_answer *answer)
{
	struct restoring *r = context;
	struct session *s = r->session;
	int i = agenda_find_id(&s->agenda, answer->question, r->last);
	const char *text = answer->answer;
	if (i == AGENDA_NONE || (text && !quiz_answer_fits(agenda_question(&s->agenda, i), text)))
		return true;   /* the file has changed since */
	struct session_item *item = &s->agenda.items[i];
	free(item->answer);
	item->answer = text ? mem_copy(text) : NULL;
	item->state = text ? ANSWER_GIVEN : ANSWER_SKIPPED;
	item->correct = answer->correct;
	item->confidence = answer->confidence;
	r->last = i;
	r->any = true;
	return true;
}

static bool restore_flag(void *context, const char *question)
{
	struct restoring *r = context;
	int i = agenda_find_id(&r->session->agenda, question, r->last);
	if (i != AGENDA_NONE) {
		r->session->agenda.items[i].flagged = true;
		r->last = i;
	}
	return true;
}

/* ---- Opening ---- */

/* The questions of a round are of many quizzes. */
static bool restore_flags_of_round(struct session *s)
{
	for (int i = 0; i < s->agenda.n_items; i++) {
		const struct quiz_question *question = agenda_question(&s->agenda, i);
		s->agenda.items[i].flagged = store_flagged(s->store, question->of->id, question->id);
	}
	return true;
}

static bool restore_flags(struct session *s, struct err *err)
{
	if (s->kind != SESSION_OF_LESSON)
		return restore_flags_of_round(s);
	struct restoring flags = { .session = s };
	return store_flags(s->store, s->agenda.quiz->id, restore_flag, &flags, err);
}

static void start_clocks(struct session *s)
{
	s->look = AGENDA_NONE;
	s->since_ms = s->shown_ms = session_now(s);
}

/* Everything open, at the first thing there is. */
static void start_over(struct session *s)
{
	s->mark = 0;
	s->spent_ms = 0;
	agenda_start(&s->agenda, s->seed);
}

static bool begin(struct session *s, uint64_t seed, struct err *err)
{
	s->id = 0;
	s->begun_ms = session_now(s);
	s->seed = seed;
	s->resumed = false;
	start_over(s);
	start_clocks(s);
	return restore_flags(s, err);
}

static bool resume(struct session *s, const struct store_session *left, struct err *err)
{
	s->id = left->session;
	s->seed = left->seed;
	start_over(s);
	struct restoring answers = { .session = s };
	if (!store_answers(s->store, s->id, restore_answer, &answers, err))
		return false;
	s->resumed = answers.any || left->place[0];
	if (left->place[0])
		restore_place(s, left->place);
	start_clocks(s);
	return restore_flags(s, err);
}

struct session *session_open(struct quiz *quiz, const struct session_options *options,
                             struct store *store, const struct clock *clock, struct err *err)
{
	struct session *s = mem_new(1, sizeof *s);
	*s = (struct session){ .kind = options->kind, .store = store, .clock = *clock,
	                       .agenda = { .quiz = quiz, .has_lesson = options->has_lesson } };
	struct store_session left;
	bool found = false;
	if ((s->kind != SESSION_OF_LESSON || store_resume(store, quiz->id, &left, &found, err)) &&
	    (found ? resume(s, &left, err) : begin(s, options->seed, err)))
		return s;
	agenda_done(&s->agenda);
	free(s);
	return NULL;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	struct err ignored;   /* the answers are safe; what may be lost is a line in the lesson */
	if (session->agenda.phase != PHASE_SUMMARY && session->kind == SESSION_OF_LESSON)
		save_place(session, &ignored);
	agenda_done(&session->agenda);
	free(session);
}

bool session_restart(struct session *session, uint64_t seed, struct err *err)
{
	return begin(session, seed, err);
}

/* ---- Where it stands ---- */

static int present(const struct session *s)
{
	return s->look != AGENDA_NONE ? s->look : s->agenda.front;
}

enum session_kind session_kind(const struct session *session)
{
	return session->kind;
}

int64_t session_shown_ms(const struct session *session)
{
	return session->shown_ms;
}

bool session_resumed(const struct session *session)
{
	return session->resumed;
}

enum session_step session_step(const struct session *session)
{
	if (present(session) != AGENDA_NONE)
		return SESSION_QUESTION;
	return session->agenda.phase == PHASE_SUMMARY ? SESSION_SUMMARY : SESSION_LESSON;
}

enum quiz_stage session_stage(const struct session *session)
{
	int i = present(session);
	if (i != AGENDA_NONE)
		return agenda_question(&session->agenda, i)->stage;
	return session->agenda.phase == PHASE_SUMMARY ? QUIZ_POST : QUIZ_CHECK;
}

const struct session_item *session_item(const struct session *session)
{
	int i = present(session);
	return i == AGENDA_NONE ? NULL : &session->agenda.items[i];
}

int session_place(const struct session *session, int *of)
{
	int at = present(session), place = 0;
	*of = 0;
	for (int i = 0; i < session->agenda.n_items; i++) {
		if (agenda_question(&session->agenda, i)->stage != session_stage(session))
			continue;
		++*of;
		place += i <= at;
	}
	return place;
}

const struct session_item *session_items(const struct session *session, int *count)
{
	*count = session->agenda.n_items;
	return session->agenda.items;
}

bool session_gives_feedback(const struct session *session)
{
	return session->agenda.phase != PHASE_PRE;
}

bool session_shows_lab(const struct session *session)
{
	const struct session_item *item = session_item(session);
	return item && (session->agenda.phase != PHASE_PRE || session->agenda.quiz->questions[item->question].answer);
}

/* ---- Answers ---- */

static struct session_item *present_item(struct session *s, struct err *err)
{
	int i = present(s);
	if (i == AGENDA_NONE) {
		err_say(err, ERR_VALUE, "no question is being asked here");
		return NULL;
	}
	return &s->agenda.items[i];
}

static bool ended(const struct session *s, const struct session_item *item)
{
	return agenda_phase(s->agenda.quiz->questions[item->question].stage) < s->agenda.phase;
}

const struct quiz_question *session_question(const struct session *s, const struct session_item *item)
{
	return &s->agenda.quiz->questions[item->question];
}

bool session_log(struct session *s, const struct session_item *item, const char *text, bool correct,
                 const struct card_review *review, struct err *err)
{
	const struct quiz_question *question = session_question(s, item);
	int64_t at = session_now(s), took = at - s->shown_ms;
	if (!be_in_log(s, err))
		return false;
	struct store_answer answer = {
		.quiz = question->of->id,
		.question = question->id,
		.stage = s->kind == SESSION_OF_LESSON ? stage_names[question->stage] : session_kind_name(s->kind),
		.session = s->id,
		.answer = text,
		.correct = correct,
		.confidence = item->confidence,
		.took_ms = took > 0 ? took : 0,
		.at_ms = at,
	};
	return store_add(s->store, &answer, review, err);
}

/* ---- Giving an answer ---- */

bool session_answerable(const struct session_item *item)
{
	return item->state == ANSWER_OPEN || item->state == ANSWER_SKIPPED;
}

void session_void(struct session *session)
{
	struct session_item *item = &session->agenda.items[present(session)];
	if (session_answerable(item))
		item->state = ANSWER_VOID;
}

bool session_confidence(struct session *session, enum confidence confidence)
{
	int i = present(session);
	if (i == AGENDA_NONE || !session_answerable(&session->agenda.items[i]))
		return false;
	session->agenda.items[i].confidence = confidence;
	return true;
}

bool session_answer(struct session *session, const char *answer, bool correct, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item)
		return false;
	if (item->state == ANSWER_GIVEN)
		return err_say(err, ERR_VALUE,
		               "this question is answered already, and the first answer counts");
	if (item->state == ANSWER_VOID)
		return err_say(err, ERR_VALUE, "this question has a mistake, and no answer to it is right or wrong");
	if (ended(session, item))
		return err_say(err, ERR_VALUE, "this part of the quiz is over, and its questions with it");
	if (!quiz_answer_fits(&session->agenda.quiz->questions[item->question], answer))
		return err_say(err, ERR_VALUE, "this cannot be an answer to this question");
	if (!session_log_rated(session, item, answer, correct, err))
		return false;
	item->state = ANSWER_GIVEN;
	item->nth = ++session->answers;
	free(item->answer);
	item->answer = mem_copy(answer);
	item->correct = correct;
	return true;
}

/* ---- Moving ---- */

/* Where the session now stands is saved; at the end, that it has ended. */
static bool arrive(struct session *s, struct err *err)
{
	s->shown_ms = session_now(s);
	if (s->agenda.phase != PHASE_SUMMARY)
		return save_place(s, err);
	s->spent_ms = spent(s);
	s->since_ms = s->shown_ms;
	return be_in_log(s, err) && store_finish(s->store, s->id, s->shown_ms, err);
}

/* After a check question inside the lesson the reader goes on reading. */
static bool leave_question(struct session *s, struct err *err)
{
	if (s->agenda.phase == PHASE_LESSON)
		s->agenda.front = AGENDA_NONE;
	else
		agenda_advance(&s->agenda);
	return arrive(s, err);
}

bool session_skip(struct session *session, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item)
		return false;
	if (session->look != AGENDA_NONE || !session_answerable(item))
		return session_next(session, err);
	if (!session_log(session, item, NULL, false, NULL, err))
		return false;
	item->state = ANSWER_SKIPPED;
	return leave_question(session, err);
}

bool session_next(struct session *session, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item)
		return false;
	if (session->look != AGENDA_NONE) {
		int next = session->look + 1;
		session->look = next < agenda_horizon(&session->agenda) ? next : AGENDA_NONE;
		return true;
	}
	if (session_answerable(item))
		return err_say(err, ERR_VALUE, "answer this question first, or skip it");
	return leave_question(session, err);
}

bool session_back(struct session *session, struct err *err)
{
	int at = session->look != AGENDA_NONE ? session->look : agenda_horizon(&session->agenda);
	if (at == 0)
		return err_say(err, ERR_VALUE, "there is no earlier question");
	session->look = at - 1;
	return true;
}

bool session_flag(struct session *session, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item)
		return false;
	const struct quiz_question *question = session_question(session, item);
	if (!store_flag(session->store, question->of->id, question->id, NULL, !item->flagged, session_now(session), err))
		return false;
	item->flagged = !item->flagged;
	return true;
}

/* ---- The lesson ---- */

int session_checks_left(const struct session *session)
{
	int left = 0;
	for (int i = 0; i < session->agenda.n_items; i++)
		left += agenda_question(&session->agenda, i)->stage == QUIZ_CHECK &&
		       session->agenda.items[i].state == ANSWER_OPEN;
	return left;
}

static bool reading(const struct session *s, struct err *err)
{
	return session_step(s) == SESSION_LESSON ||
	       err_say(err, ERR_VALUE, "the lesson is not open here");
}

bool session_ask_check(struct session *session, struct err *err)
{
	if (!reading(session, err))
		return false;
	int check = agenda_find(&session->agenda, QUIZ_CHECK, ANSWER_OPEN, AGENDA_NONE);
	if (check == AGENDA_NONE)
		return err_say(err, ERR_VALUE, "every check question has been asked");
	session->agenda.front = check;
	return arrive(session, err);
}

bool session_end_lesson(struct session *session, struct err *err)
{
	if (!reading(session, err))
		return false;
	agenda_enter(&session->agenda, PHASE_CHECK);
	agenda_advance(&session->agenda);
	return arrive(session, err);
}

void session_set_mark(struct session *session, int mark)
{
	session->mark = mark;
}

int session_mark(const struct session *session)
{
	return session->mark;
}

/* ---- The score ---- */

static bool counts(const struct session_item *item)
{
	return item->state == ANSWER_GIVEN || item->state == ANSWER_SKIPPED;
}

struct session_score session_score(const struct session *session)
{
	struct session_score score = { .took_ms = session->spent_ms };
	if (session->agenda.phase != PHASE_SUMMARY)
		score.took_ms = spent(session);
	for (int i = 0; i < session->agenda.n_items; i++) {
		const struct session_item *item = &session->agenda.items[i];
		int stage = (int)agenda_question(&session->agenda, i)->stage;
		score.asked[stage] += counts(item);
		score.right[stage] += item->state == ANSWER_GIVEN && item->correct;
	}
	score.gain = NAN;
	if (score.asked[QUIZ_PRE] && score.asked[QUIZ_POST])
		score.gain = (double)score.right[QUIZ_POST] / score.asked[QUIZ_POST] -
		             (double)score.right[QUIZ_PRE] / score.asked[QUIZ_PRE];
	return score;
}

bool session_missed(const struct session *session, const struct session_item *item,
                    const struct session_score *score)
{
	bool asked_again = session_question(session, item)->stage == QUIZ_PRE && score->asked[QUIZ_POST];
	return counts(item) && !item->correct && !asked_again;
}
