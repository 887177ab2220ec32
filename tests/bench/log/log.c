/*
 * How long a person waits for the answer log: attnquiz stats over a log of a million
 * answers, what of 100,000 questions is due, and an answer recorded durably.
 *
 *	bench-log [--json]     the log is made in the present folder, and removed
 *
 * Medians and worst cases in milliseconds. It judges nothing.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "learn/cards.h"
#include "learn/stats.h"

enum { ROWS = 1000 * 1000, QUESTIONS = 20, QUIZZES = 40, STATS_RUNS = 9, ADDS = 200, CARDS = 100 * 1000,
       DUE_RUNS = 51, ROUND = 30 };

#define LOG "bench-log.db"
#define ANSWER_MS INT64_C(20000)
#define START_MS INT64_C(1500000000000)

static const char *const tags[] = { "mask", "cost", "shape" };

static double now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void stop(const char *what)
{
	fprintf(stderr, "bench-log: %s\n", what);
	exit(1);
}

/* All at once, behind the store's back: one by one they would take an hour. */
static void fill(sqlite3 *db)
{
	static const char sql[] =
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) "
		"INSERT INTO answer (session, quiz, question, stage, answer, correct, confidence, took_ms, at_ms)"
		" SELECT i / ?2 + 1, 'lesson' || (i / ?2 % ?3), 'lesson' || (i / ?2 % ?3) || '-question-' || (i % ?2),"
		" CASE i % ?2 / 7 WHEN 0 THEN 'pre' WHEN 1 THEN 'check' ELSE 'post' END,"
		" CASE WHEN i % 31 THEN i % 4 END, i % 31 AND i * 7919 % 10 < 6, i * 31 % 4, 9000, ?4 + i * ?5 FROM n";
	sqlite3_stmt *stmt;
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		stop(sqlite3_errmsg(db));
	sqlite3_bind_int(stmt, 1, ROWS);
	sqlite3_bind_int(stmt, 2, QUESTIONS);
	sqlite3_bind_int(stmt, 3, QUIZZES);
	sqlite3_bind_int64(stmt, 4, START_MS);
	sqlite3_bind_int64(stmt, 5, ANSWER_MS);
	if (sqlite3_step(stmt) != SQLITE_DONE ||
	    sqlite3_exec(db, "INSERT INTO session (id, quiz, seed, started_ms, finished_ms)"
	                 " SELECT DISTINCT session, quiz, 1, at_ms, at_ms FROM answer GROUP BY session",
	                 NULL, NULL, NULL) != SQLITE_OK)
		stop(sqlite3_errmsg(db));
	sqlite3_finalize(stmt);
}

/* Half of them are due. */
static void fill_cards(sqlite3 *db)
{
	static const char sql[] =
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) "
		"INSERT INTO card (quiz, question, path, state, step, stability, difficulty, reps, lapses, last_ms, due_ms)"
		" SELECT 'lesson' || (i / 50), 'question-' || i, '/', 2, 0, 3.5, 5.1, 4, 1, ?2,"
		" ?2 + (i * 7919 % ?1 - ?1 / 2) * 60000 FROM n";
	sqlite3_stmt *stmt;
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		stop(sqlite3_errmsg(db));
	sqlite3_bind_int(stmt, 1, CARDS);
	sqlite3_bind_int64(stmt, 2, START_MS);
	if (sqlite3_step(stmt) != SQLITE_DONE)
		stop(sqlite3_errmsg(db));
	sqlite3_finalize(stmt);
}

static void remove_log(void)
{
	unlink(LOG);
	unlink(LOG "-wal");
	unlink(LOG "-shm");
}

static void make_log(void)
{
	struct err err;
	sqlite3 *db;
	remove_log();
	struct store *store = store_open(LOG, &err);   /* its tables */
	if (!store)
		stop(err.text);
	store_close(store);
	if (sqlite3_open(LOG, &db) != SQLITE_OK)
		stop(sqlite3_errmsg(db));
	fill(db);
	fill_cards(db);
	sqlite3_close(db);
}

static bool find(void *context, const char *quiz, const char *question, struct stats_question *out)
{
	(void)context;
	(void)quiz;
	*out = (struct stats_question){ &tags[question[strlen(question) - 1] % 3], 1, 0.25 };
	return true;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void print(const char *key, const char *what, double *ms, int n, bool json)
{
	qsort(ms, (size_t)n, sizeof *ms, ascending);
	printf(json ? "\"%s\": {\"median_ms\": %.2f, \"worst_ms\": %.2f}%s" : "%-44s %8.2f ms, at worst %8.2f ms%s\n",
	       json ? key : what, ms[n / 2], ms[n - 1], json && strcmp(key, "add") != 0 ? ", " : "");
}

/* From the file to the numbers, the log opened anew each time. */
static void time_stats(bool json)
{
	double ms[STATS_RUNS];
	struct err err;
	for (int i = 0; i < STATS_RUNS; i++) {
		double start = now_ms();
		struct store *store = store_open(LOG, &err);
		struct stats *stats = store ? stats_read(store, START_MS + ROWS * ANSWER_MS, find, NULL, &err) : NULL;
		if (!stats)
			stop(err.text);
		ms[i] = now_ms() - start;
		stats_free(stats);
		store_close(store);
	}
	print("stats", "statistics of 1,000,000 answers", ms, STATS_RUNS, json);
}

static bool take(void *context, const struct card_due *due)
{
	int *left = context;
	return due->question[0] && --*left > 0;
}

/* What home tells, and what a round of review asks. */
static void time_due(bool json)
{
	double ms[DUE_RUNS];
	struct err err;
	for (int i = 0; i < DUE_RUNS; i++) {
		struct card_count count;
		int left = ROUND;
		double start = now_ms();
		struct store *store = store_open(LOG, &err);
		if (!store || !cards_count(store, &(struct card_place){0}, START_MS, &count, &err) ||
		    !cards_due(store, START_MS, take, &left, &err))
			stop(err.text);
		ms[i] = now_ms() - start;
		if (count.due < CARDS / 2 || left)
			stop("the wrong cards are due");
		store_close(store);
	}
	print("due", "what of 100,000 questions is due", ms, DUE_RUNS, json);
}

static void time_adds(bool json)
{
	double ms[ADDS];
	struct err err;
	struct store *store = store_open(LOG, &err);
	for (int i = 0; store && i < ADDS; i++) {
		const struct store_answer answer = {
			.quiz = "lesson1", .question = "question", .stage = "pre", .session = ROWS + i,
			.answer = "1", .correct = true, .at_ms = START_MS,
		};
		double start = now_ms();
		if (!store_add(store, &answer, NULL, &err))
			stop(err.text);
		ms[i] = now_ms() - start;
	}
	store_close(store);
	print("add", "an answer more, recorded durably", ms, ADDS, json);
}

int main(int argc, char **argv)
{
	bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
	make_log();
	if (json)
		putchar('{');
	time_stats(json);
	time_due(json);
	time_adds(json);
	if (json)
		puts("}");
	remove_log();
	return 0;
}
