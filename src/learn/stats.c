/*
 * The log is read once, oldest row first: a row is kept in 16 bytes and knows the one
 * before it in its session. Then each session is walked backwards, so that the first row
 * met for a question is the one that counts. Nothing is sorted but the results.
 */
#include "learn/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "learn/day.h"
#include "base/lookup.h"
#include "learn/topics.h"

enum { NONE = -1 };

enum part { PRE, CHECK, POST, PARTS, NO_PART = PARTS };

struct row {
	int32_t before;                  /* of the same session, or NONE */
	int32_t question, day;           /* indices */
	uint8_t given, right, confidence, part;
};

struct session {
	int last;                        /* its newest row */
	int asked[PARTS], right[PARTS];
};

struct question {
	int quiz;
	const char *id;
	int next;                        /* the question in the row after it, when it was last met */
	int counted_in;                  /* the session whose row was counted last */
	struct stats_share share, guesses;
};

struct quiz {
	const char *id;
	struct stats_play *plays;        /* heap */
	int n_plays;
};

struct reading {
	struct stats *stats;
	struct row *rows;
	struct session *sessions;
	struct question *questions;
	struct quiz *quizzes;
	struct stats_day *days;
	struct topics topics;
	int n_rows, n_sessions, n_questions, n_quizzes, n_days;
	struct lookup by_session, by_question, by_quiz, by_day;
	int question;                    /* of the last row; */
	int quiz;                        /* its quiz: the next row is mostly of the same, */
	int64_t session_id;              /* and its session, */
	int session;
	int64_t quarter;                 /* and its quarter of an hour */
	int day;
};

/* Room for one more: arrays double at each power of two. */
#define GROW(list, n) \
	((list) = (n) & ((n) - 1) ? (list) : mem_grow(list, (n) ? 2 * (size_t)(n) : 1, sizeof *(list)))

/* ---- Names and numbers → indices ---- */

static int session_at(struct reading *r, int64_t id)
{
	uint32_t at = 0;
	if (r->n_sessions && id == r->session_id)
		return r->session;
	r->session_id = id;
	r->session = lookup_next(&r->by_session, (uint64_t)id, &at);
	if (r->session >= 0)
		return r->session;
	GROW(r->sessions, r->n_sessions);
	r->session = r->n_sessions++;
	r->sessions[r->session] = (struct session){ .last = NONE };
	lookup_add(&r->by_session, (uint64_t)id, r->session);
	return r->session;
}

static int quiz_at(struct reading *r, const char *id)
{
	if (r->n_quizzes && strcmp(r->quizzes[r->quiz].id, id) == 0)
		return r->quiz;
	uint64_t hash = hash_text(id);
	uint32_t at = 0;
	while ((r->quiz = lookup_next(&r->by_quiz, hash, &at)) >= 0)
		if (strcmp(r->quizzes[r->quiz].id, id) == 0)
			return r->quiz;
	GROW(r->quizzes, r->n_quizzes);
	r->quiz = r->n_quizzes++;
	r->quizzes[r->quiz] = (struct quiz){ .id = arena_copy(&r->stats->arena, id) };
	lookup_add(&r->by_quiz, hash, r->quiz);
	return r->quiz;
}

static bool is_question(const struct reading *r, int i, int quiz, const char *id)
{
	return r->questions[i].quiz == quiz && strcmp(r->questions[i].id, id) == 0;
}

static int find_question(struct reading *r, int quiz, const char *id)
{
	uint64_t hash = hash_text(id) ^ (uint64_t)quiz << 32;
	uint32_t at = 0;
	for (int i; (i = lookup_next(&r->by_question, hash, &at)) >= 0;)
		if (is_question(r, i, quiz, id))
			return i;
	GROW(r->questions, r->n_questions);
	r->questions[r->n_questions] = (struct question){
		.quiz = quiz, .id = arena_copy(&r->stats->arena, id), .next = NONE, .counted_in = NONE,
	};
	lookup_add(&r->by_question, hash, r->n_questions);
	return r->n_questions++;
}

/* Mostly the questions of a quiz follow each other as they did before. */
static int question_at(struct reading *r, int quiz, const char *id)
{
	int before = r->question, guess = r->n_questions ? r->questions[before].next : NONE;
	bool guessed = guess != NONE && is_question(r, guess, quiz, id);
	r->question = guessed ? guess : find_question(r, quiz, id);
	r->questions[before].next = r->question;
	return r->question;
}

/* ---- Days ---- */

/* Local days begin, and clocks are put forward, at whole quarters of an hour. */
static int day_at(struct reading *r, int64_t at_ms)
{
	int64_t quarter = at_ms / (900 * 1000);
	if (r->n_days && quarter == r->quarter && at_ms >= 0)
		return r->day;
	int day = day_local(at_ms);
	uint32_t at = 0;
	r->quarter = quarter;
	r->day = lookup_next(&r->by_day, (uint64_t)day, &at);
	if (r->day >= 0)
		return r->day;
	GROW(r->days, r->n_days);
	r->day = r->n_days++;
	r->days[r->day] = (struct stats_day){ .day = day };
	lookup_add(&r->by_day, (uint64_t)day, r->day);
	return r->day;
}

/* ---- Reading ---- */

/* NO_PART: a review, an interview, a drill. */
static enum part part_of(const char *stage)
{
	static const char *const names[PARTS] = { "pre", "check", "post" };
	int part = 0;
	while (part < PARTS && strcmp(names[part], stage) != 0)
		part++;
	return (enum part)part;
}

static bool read_answer(void *context, const struct store_answer *answer)
{
	struct reading *r = context;
	int session = session_at(r, answer->session);
	unsigned confidence = answer->confidence;
	GROW(r->rows, r->n_rows);
	r->rows[r->n_rows] = (struct row){
		.before = r->sessions[session].last,
		.question = question_at(r, quiz_at(r, answer->quiz), answer->question),
		.day = day_at(r, answer->at_ms),
		.given = answer->answer != NULL,
		.right = answer->answer && answer->correct,
		.confidence = (uint8_t)(confidence <= CONFIDENCE_GUESS ? confidence : CONFIDENCE_NONE),
		.part = (uint8_t)part_of(answer->stage),
	};
	r->sessions[session].last = r->n_rows++;
	r->stats->spent_ms += answer->took_ms;
	return true;
}

/* ---- Counting ---- */

static void count(struct stats_share *share, const struct row *row)
{
	share->answers++;
	share->right += row->right;
}

static void count_row(struct reading *r, struct session *session, const struct row *row)
{
	struct question *question = &r->questions[row->question];
	if (row->part != NO_PART) {
		session->asked[row->part]++;
		session->right[row->part] += row->right;
	}
	if (!row->given)
		return;
	count(&r->stats->all, row);
	count(&r->stats->by_confidence[row->confidence], row);
	count(&question->share, row);
	count(&r->days[row->day].share, row);
	if (row->confidence == CONFIDENCE_GUESS)
		count(&question->guesses, row);
}

static void count_session(struct reading *r, int index)
{
	struct session *session = &r->sessions[index];
	for (int i = session->last; i != NONE; i = r->rows[i].before) {
		struct question *question = &r->questions[r->rows[i].question];
		if (question->counted_in != index)
			count_row(r, session, &r->rows[i]);
		question->counted_in = index;
	}
}

/* ---- Plays ---- */

static double part_share(const struct session *session, enum part part)
{
	return session->asked[part] ? (double)session->right[part] / session->asked[part] : -1;
}

static bool is_round(const struct session *session)
{
	return session->asked[PRE] + session->asked[CHECK] + session->asked[POST] == 0;
}

static void add_play(void *context, const struct store_play *play)
{
	struct reading *r = context;
	const struct session *session = &r->sessions[session_at(r, play->session)];
	if (is_round(session))
		return;
	struct quiz *quiz = &r->quizzes[quiz_at(r, play->quiz)];
	GROW(quiz->plays, quiz->n_plays);
	quiz->plays[quiz->n_plays++] = (struct stats_play){
		.finished_ms = play->finished_ms,
		.pre = part_share(session, PRE), .post = part_share(session, POST),
	};
}

static int64_t last_finished(const struct stats_quiz *quiz)
{
	return quiz->plays[quiz->n_plays - 1].finished_ms;
}

static int newest_first(const void *a, const void *b)
{
	const struct stats_quiz *x = a, *y = b;
	int64_t at_x = last_finished(x), at_y = last_finished(y);
	return at_x != at_y ? (at_x < at_y) - (at_x > at_y) : strcmp(x->id, y->id);
}

static void *keep(struct stats *stats, const void *list, int n, size_t size)
{
	void *kept = arena_new(&stats->arena, (size_t)n + 1, size);
	if (n)
		memcpy(kept, list, (size_t)n * size);
	return kept;
}

static void finish_quizzes(struct reading *r)
{
	struct stats *stats = r->stats;
	stats->quizzes = arena_new(&stats->arena, (size_t)r->n_quizzes + 1, sizeof *stats->quizzes);
	for (int i = 0; i < r->n_quizzes; i++) {
		const struct quiz *quiz = &r->quizzes[i];
		if (quiz->n_plays)
			stats->quizzes[stats->n_quizzes++] = (struct stats_quiz){
				quiz->id, keep(stats, quiz->plays, quiz->n_plays, sizeof *quiz->plays), quiz->n_plays,
			};
	}
	qsort(stats->quizzes, (size_t)stats->n_quizzes, sizeof *stats->quizzes, newest_first);
}

/* ---- Topics ---- */

static void look_up(struct reading *r, const struct question *question, stats_find *find, void *context)
{
	struct stats_question known;
	if (!question->share.answers || !find(context, r->quizzes[question->quiz].id, question->id, &known))
		return;
	for (int i = 0; i < known.n_tags; i++)
		topics_add(&r->topics, known.tags[i], r->quizzes[question->quiz].id, question->share);
	if (isnan(known.chance))
		return;
	stats_join(&r->stats->guesses, question->guesses);
	r->stats->guessed_by_chance += known.chance * question->guesses.answers;
}

/* ---- The calendar ---- */

static int oldest_first(const void *a, const void *b)
{
	const struct stats_day *x = a, *y = b;
	return (x->day > y->day) - (x->day < y->day);
}

static void finish_days(struct reading *r)
{
	struct stats *stats = r->stats;
	for (int i = 0; i < r->n_days; i++)
		if (r->days[i].share.answers)
			r->days[stats->n_days++] = r->days[i];
	stats->days = keep(stats, r->days, stats->n_days, sizeof *r->days);
	qsort(stats->days, (size_t)stats->n_days, sizeof *stats->days, oldest_first);
	for (int i = 0, run = 0; i < stats->n_days; i++) {
		int day = stats->days[i].day;
		run = i > 0 && stats->days[i - 1].day == day - 1 ? run + 1 : 1;
		stats->longest_streak = run > stats->longest_streak ? run : stats->longest_streak;
		if (day == stats->today || day == stats->today - 1)
			stats->streak = run;
	}
}

/* ---- The whole ---- */

static void done(struct reading *r)
{
	for (int i = 0; i < r->n_quizzes; i++)
		free(r->quizzes[i].plays);
	free(r->rows);
	free(r->sessions);
	free(r->questions);
	free(r->quizzes);
	free(r->days);
	lookup_done(&r->by_session);
	lookup_done(&r->by_question);
	lookup_done(&r->by_quiz);
	lookup_done(&r->by_day);
	topics_done(&r->topics);
}

static bool read_all(struct reading *r, struct store *store, struct err *err)
{
	if (!store_each_answer(store, read_answer, r, err))
		return false;
	for (int i = 0; i < r->n_sessions; i++)
		count_session(r, i);
	return store_each_play(store, add_play, r, err);
}

struct stats *stats_read(struct store *store, int64_t now_ms, stats_find *find, void *context,
                         struct err *err)
{
	struct stats *stats = mem_new(1, sizeof *stats);
	struct reading r = { .stats = stats };
	arena_init(&stats->arena, 0);
	stats->today = day_local(now_ms);
	bool ok = read_all(&r, store, err);
	for (int i = 0; i < r.n_questions && ok && find; i++)
		look_up(&r, &r.questions[i], find, context);
	finish_quizzes(&r);
	topics_finish(&r.topics, stats);
	finish_days(&r);
	done(&r);
	if (ok)
		return stats;
	stats_free(stats);
	return NULL;
}

void stats_free(struct stats *stats)
{
	if (!stats)
		return;
	arena_done(&stats->arena);
	free(stats);
}

void stats_join(struct stats_share *into, struct stats_share share)
{
	into->answers += share.answers;
	into->right += share.right;
}

double stats_share(struct stats_share share)
{
	return share.answers ? (double)share.right / share.answers : -1;
}

bool stats_has_gain(const struct stats_play *play)
{
	return play->pre >= 0 && play->post >= 0;
}

double stats_gain(const struct stats_play *play)
{
	return play->post - play->pre;
}
