/*
 * Statistics against a second reading of the same answers: by brute force, each number
 * from all the rows, days by the calendar of the C library.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/philox.h"
#include "learn/day.h"
#include "base/lookup.h"
#include "learn/stats.h"

enum { ROWS = 3000, SESSIONS = 60, ROUNDS = 12, QUIZZES = 4, QUESTIONS = 9, TAGS = 5 };

#define DAY INT64_C(86400000)
#define NOW INT64_C(1700000000000)   /* a Tuesday in November */

static const char *const quiz_names[QUIZZES] = { "cross", "cache", "masks", "gone" };
static const char *const stages[] = { "pre", "check", "post" };
static const char *const tag_names[TAGS] = { "gqa", "mask", "shape", "cost", "rare" };

/* Tags by question: 0 and 1 of a few; the last quiz is of a file that is not there. */
static const char *const tags_of_question[QUESTIONS][2] = {
	{ "gqa", "cost" }, { "gqa" }, { "mask" }, { "mask", "shape" }, { "shape" }, { "cost" }, { "shape" }, { "gqa" },
};

struct log {
	struct store_answer rows[ROWS];
	char questions[QUESTIONS][16];
	int64_t finished[SESSIONS + 1];      /* 0: never */
	int n;
};

static uint32_t draw(uint32_t n)
{
	static uint64_t at;
	const struct philox_stream stream = philox_stream(61, "log", 0);
	return (uint32_t)philox_below(&stream, at++, n);
}

static int quiz_of(int64_t session)
{
	return (int)(session % QUIZZES);
}

/* The last sessions are rounds: their answers are called otherwise, and are to several quizzes in truth. */
static bool is_round(int64_t session)
{
	return session > SESSIONS - ROUNDS;
}

/* Sessions overlap, questions come again, some are skipped; 80 days with holes, some rows at midnight. */
static void make_log(struct log *log, struct store *store)
{
	struct err err;
	for (int i = 0; i < QUESTIONS; i++)
		snprintf(log->questions[i], sizeof log->questions[i], "question-%d", i);
	for (int s = 1; s <= SESSIONS; s++) {
		int64_t session;
		assert_true(store_begin(store, is_round(s) ? "review" : quiz_names[quiz_of(s)], 1, NOW, &session, &err));
		assert_int_equal(session, s);
	}
	for (log->n = 0; log->n < ROWS; log->n++) {
		int64_t session = 1 + draw(SESSIONS), day = draw(80), skipped = draw(5) == 0;
		int question = (int)draw(QUESTIONS);
		log->rows[log->n] = (struct store_answer){
			.quiz = quiz_names[quiz_of(session)], .question = log->questions[question],
			.stage = is_round(session) ? "review" : stages[question % 3], .session = session, .answer = skipped ? NULL : "1",
			.correct = !skipped && draw(100) < 40 + 5 * (unsigned)question,
			.confidence = (enum confidence)draw(4), .took_ms = draw(90000),
			.at_ms = NOW - (day - day % 3) * DAY + draw(4) * DAY / 4 - draw(2),
		};
		assert_true(store_add(store, &log->rows[log->n], NULL, &err));
	}
	for (int s = 1; s <= SESSIONS; s++)
		if (draw(3)) {
			log->finished[s] = NOW + s;
			assert_true(store_finish(store, s, log->finished[s], &err));
		}
}

static bool find(void *context, const char *quiz, const char *question, struct stats_question *out)
{
	int i = atoi(strrchr(question, '-') + 1);
	++*(int *)context;
	if (strcmp(quiz, "gone") == 0)
		return false;
	*out = (struct stats_question){
		.tags = tags_of_question[i], .chance = i % 2 ? NAN : 0.25,
		.n_tags = !tags_of_question[i][0] ? 0 : !tags_of_question[i][1] ? 1 : 2,
	};
	return true;
}

/* ---- By brute force ---- */

static bool is_last(const struct log *log, int i)
{
	for (int j = i + 1; j < log->n; j++)
		if (log->rows[j].session == log->rows[i].session &&
		    strcmp(log->rows[j].question, log->rows[i].question) == 0)
			return false;
	return true;
}

static bool is_answer(const struct log *log, int i)
{
	return log->rows[i].answer && is_last(log, i);
}

static void add(struct stats_share *share, const struct store_answer *row)
{
	share->answers++;
	share->right += row->correct;
}

static void same(struct stats_share a, struct stats_share b)
{
	assert_int_equal(a.answers, b.answers);
	assert_int_equal(a.right, b.right);
}

static double share_of(const struct log *log, int64_t session, const char *stage)
{
	int asked = 0, right = 0;
	for (int i = 0; i < log->n; i++)
		if (log->rows[i].session == session && strcmp(log->rows[i].stage, stage) == 0 && is_last(log, i)) {
			asked++;
			right += log->rows[i].correct;
		}
	return asked ? (double)right / asked : -1;
}

static bool is_finished_play(const struct log *log, int64_t session)
{
	return log->finished[session] && !is_round(session);
}

static bool has_tag(const struct store_answer *row, const char *tag)
{
	const char *const *tags = tags_of_question[atoi(strrchr(row->question, '-') + 1)];
	bool known = strcmp(row->quiz, "gone") != 0;
	return known && ((tags[0] && strcmp(tags[0], tag) == 0) || (tags[1] && strcmp(tags[1], tag) == 0));
}

/* ---- Tests ---- */

struct both {
	struct log log;
	struct store *store;
	struct stats *stats;
	int asked_for;
};

static int read_both(void **state)
{
	struct err err;
	struct both *both = calloc(1, sizeof *both);
	setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);   /* the clocks went back on November 5 */
	tzset();
	both->store = store_open(":memory:", &err);
	make_log(&both->log, both->store);
	both->stats = stats_read(both->store, NOW, find, &both->asked_for, &err);
	*state = both;
	return both->stats ? 0 : -1;
}

static int free_both(void **state)
{
	struct both *both = *state;
	stats_free(both->stats);
	store_close(both->store);
	free(both);
	return 0;
}

static void totals_and_calibration(void **state)
{
	const struct both *both = *state;
	struct stats_share all = {0}, by_confidence[4] = {{0}}, guesses = {0};
	int64_t spent = 0;
	double chance = 0;
	for (int i = 0; i < both->log.n; i++) {
		const struct store_answer *row = &both->log.rows[i];
		spent += row->took_ms;
		if (!is_answer(&both->log, i))
			continue;
		add(&all, row);
		add(&by_confidence[row->confidence], row);
		if (row->confidence != CONFIDENCE_GUESS || strcmp(row->quiz, "gone") == 0 ||
		    (row->question[strlen(row->question) - 1] - '0') % 2)
			continue;
		add(&guesses, row);
		chance += 0.25;
	}
	assert_true(all.answers > 300);
	same(both->stats->all, all);
	same(both->stats->guesses, guesses);
	for (int i = 0; i < 4; i++)
		same(both->stats->by_confidence[i], by_confidence[i]);
	assert_float_equal(both->stats->guessed_by_chance, chance, 1e-9);
	assert_int_equal(both->stats->spent_ms, spent);
	assert_true(both->asked_for <= QUIZZES * QUESTIONS);
}

static void plays_and_gains(void **state)
{
	const struct both *both = *state;
	int quizzes = 0;
	for (int q = 0; q < both->stats->n_quizzes; q++) {
		const struct stats_quiz *quiz = &both->stats->quizzes[q];
		int n = 0;
		for (int s = 1; s <= SESSIONS; s++) {
			if (!is_finished_play(&both->log, s) || strcmp(quiz_names[quiz_of(s)], quiz->id) != 0)
				continue;
			const struct stats_play *play = &quiz->plays[n++];
			assert_int_equal(play->finished_ms, both->log.finished[s]);
			assert_float_equal(play->pre, share_of(&both->log, s, "pre"), 1e-9);
			assert_float_equal(play->post, share_of(&both->log, s, "post"), 1e-9);
		}
		assert_int_equal(quiz->n_plays, n);
		struct store_result result;
		struct err err;
		assert_true(store_result(both->store, quiz->id, &result, &err));   /* what home shows */
		assert_float_equal(quiz->plays[n - 1].pre, result.pre, 1e-9);
		assert_float_equal(quiz->plays[n - 1].post, result.post, 1e-9);
		if (q > 0)
			assert_true(quiz[-1].plays[quiz[-1].n_plays - 1].finished_ms >
			            quiz->plays[n - 1].finished_ms);
		quizzes++;
	}
	assert_int_equal(quizzes, QUIZZES);
}

static void topics_weakest_first(void **state)
{
	const struct both *both = *state;
	int topics = 0;
	for (int t = 0; t < TAGS; t++) {
		struct stats_share all = {0}, by_quiz[QUIZZES] = {{0}};
		int i = 0, most = 0;
		for (int row = 0; row < both->log.n; row++)
			if (is_answer(&both->log, row) && has_tag(&both->log.rows[row], tag_names[t])) {
				add(&all, &both->log.rows[row]);
				add(&by_quiz[quiz_of(both->log.rows[row].session)], &both->log.rows[row]);
			}
		if (all.answers < STATS_TOPIC_LEAST)
			continue;
		while (i < both->stats->n_topics && strcmp(both->stats->topics[i].tag, tag_names[t]) != 0)
			i++;
		assert_true(i < both->stats->n_topics);
		const struct stats_topic *topic = &both->stats->topics[i];
		same(topic->share, all);
		if (i > 0)
			assert_true(stats_share(topic[-1].share) <= stats_share(topic->share));
		for (int q = 0; q < QUIZZES; q++) {
			int missed = by_quiz[q].answers - by_quiz[q].right;
			most = missed > most ? missed : most;
		}
		for (int q = 0; q < QUIZZES; q++)
			if (strcmp(quiz_names[q], topic->quiz) == 0)
				assert_int_equal(by_quiz[q].answers - by_quiz[q].right, most);
		topics++;
	}
	assert_int_equal(both->stats->n_topics, topics);
	assert_int_equal(topics, 4);
}

static void date_of(int64_t at_ms, char out[16])
{
	time_t seconds = (time_t)(at_ms / 1000);
	struct tm tm;
	localtime_r(&seconds, &tm);
	strftime(out, 16, "%Y-%m-%d %u", &tm);
}

static void days_of_the_local_calendar(void **state)
{
	const struct both *both = *state;
	int answers = 0;
	for (int d = 0; d < both->stats->n_days; d++) {
		struct day_date date = day_date(both->stats->days[d].day);
		struct stats_share share = {0};
		char expected[64], seen[16];
		snprintf(expected, sizeof expected, "%04d-%02d-%02d %d", date.year, date.month, date.day,
		         date.weekday + 1);
		for (int i = 0; i < both->log.n; i++) {
			date_of(both->log.rows[i].at_ms, seen);
			if (is_answer(&both->log, i) && strcmp(seen, expected) == 0)
				add(&share, &both->log.rows[i]);
		}
		same(both->stats->days[d].share, share);
		assert_true(share.answers > 0);
		answers += share.answers;
		assert_true(d == 0 || both->stats->days[d].day > both->stats->days[d - 1].day);
	}
	assert_int_equal(answers, both->stats->all.answers);
}

static void dates_there_and_back(void **state)
{
	(void)state;
	for (int day = -30000; day < 60000; day += 17) {
		struct day_date date = day_date(day);
		struct tm tm = { .tm_year = date.year - 1900, .tm_mon = date.month - 1, .tm_mday = date.day };
		assert_int_equal(timegm(&tm), (int64_t)day * 86400);
		assert_int_equal((tm.tm_wday + 6) % 7, date.weekday);
	}
}

/* Days before now on which something was answered. */
static struct stats *with_days(const int *days, int n)
{
	struct err err;
	struct store *store = store_open(":memory:", &err);
	for (int i = 0; i < n; i++) {
		struct store_answer row = { .quiz = "q", .question = "a", .stage = "pre", .session = i + 1,
		                            .answer = "1", .at_ms = NOW - days[i] * DAY };
		assert_true(store_add(store, &row, NULL, &err));
	}
	struct stats *stats = stats_read(store, NOW, NULL, NULL, &err);
	store_close(store);
	return stats;
}

static void streaks(void **state)
{
	(void)state;
	static const struct { int days[6], n, streak, longest; } cases[] = {
		{ { 0 }, 0, 0, 0 },
		{ { 0 }, 1, 1, 1 },
		{ { 1, 0 }, 2, 2, 2 },
		{ { 2, 1 }, 2, 2, 2 },              /* nothing yet today: it can still go on */
		{ { 3, 2 }, 2, 0, 2 },
		{ { 9, 8, 7, 1, 0, 0 }, 6, 2, 3 },
		{ { 0, -1 }, 2, 1, 2 },             /* a clock that went wrong */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stats *stats = with_days(cases[i].days, cases[i].n);
		assert_int_equal(stats->streak, cases[i].streak);
		assert_int_equal(stats->longest_streak, cases[i].longest);
		stats_free(stats);
	}
}

static void an_empty_log(void **state)
{
	(void)state;
	struct stats *stats = with_days(NULL, 0);
	assert_int_equal(stats->all.answers + stats->n_days + stats->n_quizzes + stats->n_topics, 0);
	assert_float_equal(stats_share(stats->all), -1, 0);
	stats_free(stats);
}

/* Hashes that collide, and indices kept twice under one. */
static void lookups(void **state)
{
	(void)state;
	enum { N = 5000 };
	struct lookup lookup = {0};
	uint32_t at = 0;
	assert_int_equal(lookup_next(&lookup, 7, &at), -1);
	for (int i = 0; i < N; i++)
		lookup_add(&lookup, (uint64_t)(i / 2) << 40, i);
	for (int i = 0; i < N; i += 2) {
		int found = 0;
		at = 0;
		for (int n; (n = lookup_next(&lookup, (uint64_t)(i / 2) << 40, &at)) >= 0; found++)
			assert_int_equal(n / 2, i / 2);
		assert_int_equal(found, 2);
	}
	at = 0;
	assert_int_equal(lookup_next(&lookup, 12345, &at), -1);
	lookup_done(&lookup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(totals_and_calibration),
		cmocka_unit_test(plays_and_gains),
		cmocka_unit_test(topics_weakest_first),
		cmocka_unit_test(days_of_the_local_calendar),
		cmocka_unit_test(dates_there_and_back),
		cmocka_unit_test(streaks),
		cmocka_unit_test(an_empty_log),
		cmocka_unit_test(lookups),
	};
	return cmocka_run_group_tests(tests, read_both, free_both);
}
