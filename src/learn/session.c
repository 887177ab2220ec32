#include "learn/session.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/philox.h"
#include "quiz/kind.h"

enum phase { PHASE_PRE, PHASE_LESSON, PHASE_CHECK, PHASE_POST, PHASE_SUMMARY };

enum { NO_STAGE = -1, NONE = -1 };

static const int stage_of[] = {
	[PHASE_PRE] = QUIZ_PRE, [PHASE_LESSON] = NO_STAGE, [PHASE_CHECK] = QUIZ_CHECK,
	[PHASE_POST] = QUIZ_POST, [PHASE_SUMMARY] = NO_STAGE,
};

static const enum phase phase_of[QUIZ_STAGES] = {
	[QUIZ_PRE] = PHASE_PRE, [QUIZ_CHECK] = PHASE_CHECK, [QUIZ_POST] = PHASE_POST,
};

static const char *const stage_name[QUIZ_STAGES] = {
	[QUIZ_PRE] = "pre", [QUIZ_CHECK] = "check", [QUIZ_POST] = "post",
};

struct session {
	const struct quiz *quiz;
	struct store *store;
	struct clock clock;
	bool has_lesson, resumed;
	int64_t id;                    /* in the log; 0 until there is something to be kept */
	int64_t begun_ms;
	uint64_t seed;

	struct session_item *items;    /* by stage, in file order within one */
	int n_items;

	enum phase phase;
	int front;                     /* the item that is being asked, or NONE: lesson, summary */
	bool again;                    /* the stage's skipped questions come a second time */
	int look;                      /* an earlier item that is looked at, or NONE */
	int mark;
	int64_t spent_ms, since_ms;    /* time spent before this opening, and when it began */
	int64_t shown_ms;              /* since when the question is on the screen */
};

/* ---- Items ---- */

static const struct quiz_question *question_of(const struct session *s, int item)
{
	return &s->quiz->questions[s->items[item].question];
}

static bool in_order(const struct session_item *item)
{
	int i = 0;
	while (i < item->n_options && item->order[i] == i)
		i++;
	return i == item->n_options;
}

static void rotate(struct session_item *item)
{
	int first = item->order[0];
	memmove(item->order, item->order + 1, (size_t)(item->n_options - 1) * sizeof *item->order);
	item->order[item->n_options - 1] = first;
}

/* Steps that are to be put in order never begin in it. */
static void shuffle(struct session_item *item, const struct quiz_question *question, uint64_t seed)
{
	item->n_options = question->n_options;
	for (int i = 0; i < item->n_options; i++)
		item->order[i] = i;
	if (question->fixed_order)
		return;
	struct philox_stream random = philox_stream(seed, question->id, 0);
	for (int i = item->n_options - 1; i > 0; i--) {
		int j = (int)philox_below(&random, (uint64_t)i, (uint64_t)i + 1);
		int moved = item->order[i];
		item->order[i] = item->order[j];
		item->order[j] = moved;
	}
	if (question->kind->in_order && in_order(item))
		rotate(item);
}

static void free_items(struct session *s)
{
	for (int i = 0; i < s->n_items; i++)
		free(s->items[i].answer);
	free(s->items);
}

static void make_items(struct session *s)
{
	free_items(s);
	s->items = mem_new((size_t)s->quiz->n_questions, sizeof *s->items);
	s->n_items = 0;
	for (int stage = 0; stage < QUIZ_STAGES; stage++) {
		for (int q = 0; q < s->quiz->n_questions; q++) {
			if ((int)s->quiz->questions[q].stage != stage)
				continue;
			struct session_item *item = &s->items[s->n_items++];
			item->question = q;
			shuffle(item, &s->quiz->questions[q], s->seed);
		}
	}
}

/* The item of a question id. The search goes round from `from`: the log has much the same order. */
static int find_id(const struct session *s, const char *id, int from)
{
	for (int n = 0; n < s->n_items; n++) {
		int i = (from + n) % s->n_items;
		if (strcmp(question_of(s, i)->id, id) == 0)
			return i;
	}
	return NONE;
}

/* ---- The flow ---- */

/* The first item of a stage in a state, after the item `after`. */
static int find(const struct session *s, int stage, enum answer_state state, int after)
{
	for (int i = after + 1; i < s->n_items; i++)
		if ((int)question_of(s, i)->stage == stage && s->items[i].state == state)
			return i;
	return NONE;
}

/* What a stage asks next: all that is open, then each skipped question once more. */
static int next_of_stage(struct session *s, int stage)
{
	if (stage == NO_STAGE)
		return NONE;
	int open = find(s, stage, ANSWER_OPEN, NONE);
	if (open != NONE)
		return open;
	int after = s->again ? s->front : NONE;
	s->again = true;
	return find(s, stage, ANSWER_SKIPPED, after);
}

static void enter(struct session *s, enum phase phase)
{
	s->phase = phase;
	s->front = NONE;
	s->again = false;
}

/* On to the next thing there is: phases that have nothing to ask are passed over. */
static void advance(struct session *s)
{
	for (;;) {
		s->front = next_of_stage(s, stage_of[s->phase]);
		if (s->front != NONE || s->phase == PHASE_SUMMARY)
			return;
		enter(s, s->phase + 1);
		if (s->phase == PHASE_LESSON && s->has_lesson)
			return;
	}
}

static int64_t now(const struct session *s)
{
	return clock_now_ms(&s->clock);
}

/* Time goes on while the session is open, and a clock that was put back counts as no time. */
static int64_t spent(const struct session *s)
{
	int64_t here = now(s) - s->since_ms;
	return s->spent_ms + (here > 0 ? here : 0);
}

/* ---- The place, as the log keeps it ---- */

/* A question is known by the hash of its id: an edited file may have moved it. */
static uint64_t name_of_front(const struct session *s)
{
	return s->front == NONE ? 0 : hash_text(question_of(s, s->front)->id);
}

/* A play that has only been looked at costs no wait for the disk. */
static bool be_in_log(struct session *s, struct err *err)
{
	return s->id || store_begin(s->store, s->quiz->id, s->seed, s->begun_ms, &s->id, err);
}

static bool save_place(struct session *s, struct err *err)
{
	char place[64];
	snprintf(place, sizeof place, "%d %d %016" PRIx64 " %d %" PRId64, (int)s->phase, s->again,
	         name_of_front(s), s->mark, spent(s));
	return be_in_log(s, err) && store_place(s->store, s->id, place, err);
}

static int find_front(const struct session *s, uint64_t name)
{
	for (int i = 0; i < s->n_items; i++)
		if (hash_text(question_of(s, i)->id) == name)
			return i;
	return NONE;
}

/* A check question may be asked from within the lesson; any other belongs to its phase. */
static bool front_fits(const struct session *s)
{
	int stage = s->phase == PHASE_LESSON ? QUIZ_CHECK : stage_of[s->phase];
	return s->front != NONE && (int)question_of(s, s->front)->stage == stage;
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
		enter(s, PHASE_PRE);
		advance(s);
		return;
	}
	enter(s, (enum phase)phase);
	s->mark = mark;
	s->spent_ms = before;
	s->again = again != 0;
	s->front = name ? find_front(s, name) : NONE;
	if (front_fits(s) || (s->phase == PHASE_LESSON && s->has_lesson))
		return;
	s->front = NONE;
	advance(s);
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
	int i = find_id(s, answer->question, r->last);
	const char *text = answer->answer;
	if (i == NONE || (text && !quiz_answer_fits(question_of(s, i), text)))
		return true;   /* the file has changed since */
	struct session_item *item = &s->items[i];
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
	int i = find_id(r->session, question, r->last);
	if (i != NONE) {
		r->session->items[i].flagged = true;
		r->last = i;
	}
	return true;
}

/* ---- Opening ---- */

static bool restore_flags(struct session *s, struct err *err)
{
	struct restoring flags = { .session = s };
	return store_flags(s->store, s->quiz->id, restore_flag, &flags, err);
}

static void start_clocks(struct session *s)
{
	s->look = NONE;
	s->since_ms = s->shown_ms = now(s);
}

/* Everything open, at the first thing there is. */
static void start_over(struct session *s)
{
	s->mark = 0;
	s->spent_ms = 0;
	make_items(s);
	enter(s, PHASE_PRE);
	advance(s);
}

static bool begin(struct session *s, uint64_t seed, struct err *err)
{
	s->id = 0;
	s->begun_ms = now(s);
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

struct session *session_open(const struct quiz *quiz, bool has_lesson, struct store *store,
                             const struct clock *clock, uint64_t seed, struct err *err)
{
	struct session *s = mem_new(1, sizeof *s);
	*s = (struct session){ .quiz = quiz, .store = store, .clock = *clock,
	                      .has_lesson = has_lesson };
	struct store_session left;
	bool found;
	if (store_resume(store, quiz->id, &left, &found, err) &&
	    (found ? resume(s, &left, err) : begin(s, seed, err)))
		return s;
	free_items(s);
	free(s);
	return NULL;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	struct err ignored;   /* the answers are safe; what may be lost is a line in the lesson */
	if (session->phase != PHASE_SUMMARY)
		save_place(session, &ignored);
	free_items(session);
	free(session);
}

bool session_restart(struct session *session, uint64_t seed, struct err *err)
{
	return begin(session, seed, err);
}

/* ---- Where it stands ---- */

static int present(const struct session *s)
{
	return s->look != NONE ? s->look : s->front;
}

bool session_resumed(const struct session *session)
{
	return session->resumed;
}

enum session_step session_step(const struct session *session)
{
	if (present(session) != NONE)
		return SESSION_QUESTION;
	return session->phase == PHASE_SUMMARY ? SESSION_SUMMARY : SESSION_LESSON;
}

enum quiz_stage session_stage(const struct session *session)
{
	int i = present(session);
	if (i != NONE)
		return question_of(session, i)->stage;
	return session->phase == PHASE_SUMMARY ? QUIZ_POST : QUIZ_CHECK;
}

const struct session_item *session_item(const struct session *session)
{
	int i = present(session);
	return i == NONE ? NULL : &session->items[i];
}

int session_place(const struct session *session, int *of)
{
	int at = present(session), place = 0;
	*of = 0;
	for (int i = 0; i < session->n_items; i++) {
		if (question_of(session, i)->stage != session_stage(session))
			continue;
		++*of;
		place += i <= at;
	}
	return place;
}

const struct session_item *session_items(const struct session *session, int *count)
{
	*count = session->n_items;
	return session->items;
}

bool session_gives_feedback(const struct session *session)
{
	return session->phase != PHASE_PRE;
}

/* ---- Answers ---- */

static struct session_item *present_item(struct session *s, struct err *err)
{
	int i = present(s);
	if (i == NONE) {
		err_say(err, ERR_VALUE, "no question is being asked here");
		return NULL;
	}
	return &s->items[i];
}

static bool ended(const struct session *s, const struct session_item *item)
{
	return phase_of[s->quiz->questions[item->question].stage] < s->phase;
}

static bool log_answer(struct session *s, const struct session_item *item, const char *text,
                       bool correct, struct err *err)
{
	const struct quiz_question *question = &s->quiz->questions[item->question];
	int64_t at = now(s), took = at - s->shown_ms;
	if (!be_in_log(s, err))
		return false;
	struct store_answer answer = {
		.quiz = s->quiz->id,
		.question = question->id,
		.stage = stage_name[question->stage],
		.session = s->id,
		.answer = text,
		.correct = correct,
		.confidence = item->confidence,
		.took_ms = took > 0 ? took : 0,
		.at_ms = at,
	};
	return store_add(s->store, &answer, err);
}

bool session_confidence(struct session *session, enum confidence confidence)
{
	int i = present(session);
	if (i == NONE || session->items[i].state == ANSWER_GIVEN)
		return false;
	session->items[i].confidence = confidence;
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
	if (ended(session, item))
		return err_say(err, ERR_VALUE, "this part of the quiz is over, and its questions with it");
	if (!quiz_answer_fits(&session->quiz->questions[item->question], answer))
		return err_say(err, ERR_VALUE, "this cannot be an answer to this question");
	if (!log_answer(session, item, answer, correct, err))
		return false;
	item->state = ANSWER_GIVEN;
	free(item->answer);
	item->answer = mem_copy(answer);
	item->correct = correct;
	return true;
}

/* ---- Moving ---- */

/* Where the session now stands is saved; at the end, that it has ended. */
static bool arrive(struct session *s, struct err *err)
{
	s->shown_ms = now(s);
	if (s->phase != PHASE_SUMMARY)
		return save_place(s, err);
	s->spent_ms = spent(s);
	s->since_ms = s->shown_ms;
	return be_in_log(s, err) && store_finish(s->store, s->id, s->shown_ms, err);
}

/* One past the last item that can be looked at: what is not asked yet stays unseen. */
static int horizon(const struct session *s)
{
	if (s->front != NONE)
		return s->front;
	if (s->phase == PHASE_SUMMARY)
		return s->n_items;
	int i = 0;
	while (i < s->n_items && question_of(s, i)->stage != QUIZ_POST &&
	       !(question_of(s, i)->stage == QUIZ_CHECK && s->items[i].state == ANSWER_OPEN))
		i++;
	return i;
}

/* After a check question inside the lesson the reader goes on reading. */
static bool leave_question(struct session *s, struct err *err)
{
	if (s->phase == PHASE_LESSON)
		s->front = NONE;
	else
		advance(s);
	return arrive(s, err);
}

bool session_skip(struct session *session, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item)
		return false;
	if (session->look != NONE || item->state == ANSWER_GIVEN)
		return session_next(session, err);
	if (!log_answer(session, item, NULL, false, err))
		return false;
	item->state = ANSWER_SKIPPED;
	return leave_question(session, err);
}

bool session_next(struct session *session, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item)
		return false;
	if (session->look != NONE) {
		session->look = session->look + 1 < horizon(session) ? session->look + 1 : NONE;
		return true;
	}
	if (item->state != ANSWER_GIVEN)
		return err_say(err, ERR_VALUE, "answer this question first, or skip it");
	return leave_question(session, err);
}

bool session_back(struct session *session, struct err *err)
{
	int at = session->look != NONE ? session->look : horizon(session);
	if (at == 0)
		return err_say(err, ERR_VALUE, "there is no earlier question");
	session->look = at - 1;
	return true;
}

bool session_flag(struct session *session, struct err *err)
{
	struct session_item *item = present_item(session, err);
	if (!item || !store_flag(session->store, session->quiz->id,
	                         session->quiz->questions[item->question].id, NULL, !item->flagged,
	                         now(session), err))
		return false;
	item->flagged = !item->flagged;
	return true;
}

/* ---- The lesson ---- */

int session_checks_left(const struct session *session)
{
	int left = 0;
	for (int i = 0; i < session->n_items; i++)
		left += question_of(session, i)->stage == QUIZ_CHECK &&
		       session->items[i].state == ANSWER_OPEN;
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
	int check = find(session, QUIZ_CHECK, ANSWER_OPEN, NONE);
	if (check == NONE)
		return err_say(err, ERR_VALUE, "every check question has been asked");
	session->front = check;
	return arrive(session, err);
}

bool session_end_lesson(struct session *session, struct err *err)
{
	if (!reading(session, err))
		return false;
	enter(session, PHASE_CHECK);
	advance(session);
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

struct session_score session_score(const struct session *session)
{
	struct session_score score = { .took_ms = session->spent_ms };
	if (session->phase != PHASE_SUMMARY)
		score.took_ms = spent(session);
	for (int i = 0; i < session->n_items; i++) {
		int stage = (int)question_of(session, i)->stage;
		score.asked[stage] += session->items[i].state != ANSWER_OPEN;
		score.right[stage] += session->items[i].state == ANSWER_GIVEN && session->items[i].correct;
	}
	score.gain = NAN;
	if (score.asked[QUIZ_PRE] && score.asked[QUIZ_POST])
		score.gain = (double)score.right[QUIZ_POST] / score.asked[QUIZ_POST] -
		             (double)score.right[QUIZ_PRE] / score.asked[QUIZ_PRE];
	return score;
}
