#include "learn/store.h"

#include <stdio.h>
#include <string.h>

#include "learn/cards_inside.h"
#include "learn/db.h"

#define ANSWER_COLUMNS "session, quiz, question, stage, answer, correct, confidence, took_ms, at_ms"
#define LAST_ANSWERS "answer WHERE id IN (SELECT max(id) FROM answer WHERE session = ?1 GROUP BY question)"

static const char sql_add[] =
	"INSERT INTO answer (session, quiz, question, stage, answer, correct, confidence,"
	" took_ms, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
static const char sql_begin[] =
	"INSERT INTO session (quiz, seed, started_ms) VALUES (?1, ?2, ?3)";
static const char sql_resume[] =
	"SELECT id, seed, started_ms, place, finished_ms FROM session"
	" WHERE quiz = ?1 ORDER BY id DESC LIMIT 1";
static const char sql_place[] =
	"UPDATE session SET place = ?2 WHERE id = ?1";
static const char sql_finish[] =
	"UPDATE session SET finished_ms = ?2 WHERE id = ?1 AND finished_ms IS NULL";
static const char sql_answers[] =
	"SELECT " ANSWER_COLUMNS " FROM " LAST_ANSWERS " ORDER BY id";
static const char sql_all_answers[] =
	"SELECT " ANSWER_COLUMNS " FROM answer ORDER BY id";
static const char sql_all_plays[] =
	"SELECT id, quiz, finished_ms FROM session WHERE finished_ms IS NOT NULL ORDER BY id";
static const char sql_flag[] =
	"INSERT INTO flag (quiz, question, note, raised, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
static const char sql_flagged[] =
	"SELECT raised FROM flag WHERE quiz = ?1 AND question = ?2 ORDER BY id DESC LIMIT 1";
static const char sql_flags[] =
	"SELECT question FROM flag WHERE raised AND id IN"
	" (SELECT max(id) FROM flag WHERE quiz = ?1 GROUP BY question)";
static const char sql_plays[] =
	"SELECT count(*) FROM session WHERE quiz = ?1 AND finished_ms IS NOT NULL";
static const char sql_last[] =
	"SELECT id, finished_ms FROM session WHERE quiz = ?1 AND finished_ms IS NOT NULL"
	" ORDER BY id DESC LIMIT 1";
static const char sql_shares[] =
	"SELECT stage, avg(correct) FROM " LAST_ANSWERS " GROUP BY stage";
static const char sql_started[] =
	"SELECT place <> '' OR EXISTS (SELECT 1 FROM answer WHERE session = s.id)"
	" FROM session s WHERE id = ?1";

/* ---- Answers ---- */

static bool add(struct store *store, const struct store_answer *answer, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_add, "save the answer", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, answer->session);
	db_text(stmt, 2, answer->quiz);
	db_text(stmt, 3, answer->question);
	db_text(stmt, 4, answer->stage);
	db_text(stmt, 5, answer->answer);
	sqlite3_bind_int(stmt, 6, answer->correct);
	sqlite3_bind_int(stmt, 7, answer->confidence);
	sqlite3_bind_int64(stmt, 8, answer->took_ms);
	sqlite3_bind_int64(stmt, 9, answer->at_ms);
	return db_run(store, stmt, "save the answer", err);
}

bool store_add(struct store *store, const struct store_answer *answer, const struct card_review *review,
               struct err *err)
{
	return db_begin(store, "save the answer", err) &&
	       db_end(store, add(store, answer, err) && (!review || cards_write(store, review, err)),
	              "save the answer", err);
}

static struct store_answer answer_row(sqlite3_stmt *stmt)
{
	return (struct store_answer){
		.session = sqlite3_column_int64(stmt, 0),
		.quiz = db_column(stmt, 1),
		.question = db_column(stmt, 2),
		.stage = db_column(stmt, 3),
		.answer = (const char *)sqlite3_column_text(stmt, 4),
		.correct = sqlite3_column_int(stmt, 5) != 0,
		.confidence = (enum confidence)sqlite3_column_int(stmt, 6),
		.took_ms = sqlite3_column_int64(stmt, 7),
		.at_ms = sqlite3_column_int64(stmt, 8),
	};
}

static bool each_answer(struct store *store, sqlite3_stmt *stmt, store_row *row, void *context,
                        struct err *err)
{
	bool more, ok;
	while ((ok = db_fetch(store, stmt, &more, err)) && more) {
		struct store_answer answer = answer_row(stmt);
		if (!row(context, &answer))
			break;
	}
	db_finish(stmt);
	return ok;
}

bool store_answers(struct store *store, int64_t session, store_row *row, void *context,
                   struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_answers, "read the answer log", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, session);
	return each_answer(store, stmt, row, context, err);
}

bool store_each_answer(struct store *store, store_row *row, void *context, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_all_answers, "read the answer log", err);
	return stmt && each_answer(store, stmt, row, context, err);
}

bool store_each_play(struct store *store, void (*seen)(void *context, const struct store_play *play),
                     void *context, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_all_plays, "read the answer log", err);
	if (!stmt)
		return false;
	bool more, ok;
	while ((ok = db_fetch(store, stmt, &more, err)) && more)
		seen(context, &(struct store_play){ sqlite3_column_int64(stmt, 0), db_column(stmt, 1),
		                                    sqlite3_column_int64(stmt, 2) });
	db_finish(stmt);
	return ok;
}

/* ---- Sessions ---- */

bool store_begin(struct store *store, const char *quiz, uint64_t seed, int64_t at_ms,
                 int64_t *session, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_begin, "begin the quiz in the answer log", err);
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	sqlite3_bind_int64(stmt, 2, (sqlite3_int64)seed);
	sqlite3_bind_int64(stmt, 3, at_ms);
	if (!db_run(store, stmt, "begin the quiz in the answer log", err))
		return false;
	*session = sqlite3_last_insert_rowid(store->db);
	return true;
}

/* The newest play of the quiz counts: one that was begun after it left it behind. */
bool store_resume(struct store *store, const char *quiz, struct store_session *out, bool *found,
                  struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_resume, "read the answer log", err);
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	bool row, ok = db_fetch(store, stmt, &row, err);
	*found = row && sqlite3_column_type(stmt, 4) == SQLITE_NULL;
	if (*found) {
		*out = (struct store_session){
			.session = sqlite3_column_int64(stmt, 0),
			.seed = (uint64_t)sqlite3_column_int64(stmt, 1),
			.started_ms = sqlite3_column_int64(stmt, 2),
		};
		snprintf(out->place, sizeof out->place, "%s", db_column(stmt, 3));
	}
	db_finish(stmt);
	return ok;
}

bool store_place(struct store *store, int64_t session, const char *place, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_place, "save the place", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, session);
	db_text(stmt, 2, place);
	return db_run(store, stmt, "save the place", err);
}

bool store_finish(struct store *store, int64_t session, int64_t at_ms, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_finish, "finish the quiz in the answer log", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, session);
	sqlite3_bind_int64(stmt, 2, at_ms);
	return db_run(store, stmt, "finish the quiz in the answer log", err);
}

/* ---- Flags ---- */

bool store_flag(struct store *store, const char *quiz, const char *question, const char *note,
                bool on, int64_t at_ms, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_flag, "save the flag", err);
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	db_text(stmt, 2, question);
	db_text(stmt, 3, note ? note : "");
	sqlite3_bind_int(stmt, 4, on);
	sqlite3_bind_int64(stmt, 5, at_ms);
	return db_run(store, stmt, "save the flag", err);
}

bool store_flagged(struct store *store, const char *quiz, const char *question)
{
	struct err ignored;
	sqlite3_stmt *stmt = db_ready(store, sql_flagged, "read the answer log", &ignored);
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	db_text(stmt, 2, question);
	bool flagged = sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0) != 0;
	db_finish(stmt);
	return flagged;
}

bool store_flags(struct store *store, const char *quiz,
                 bool (*seen)(void *context, const char *question), void *context, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_flags, "read the answer log", err);
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	bool more, ok;
	while ((ok = db_fetch(store, stmt, &more, err)) && more && seen(context, db_column(stmt, 0)))
		;
	db_finish(stmt);
	return ok;
}

/* ---- Results ---- */

/* Two numbers of the first row; zeros when there is none. */
static bool two_numbers(struct store *store, sqlite3_stmt *stmt, int64_t out[2], struct err *err)
{
	bool row, ok = db_fetch(store, stmt, &row, err);
	for (int i = 0; i < 2; i++)
		out[i] = row && i < sqlite3_column_count(stmt) ? sqlite3_column_int64(stmt, i) : 0;
	db_finish(stmt);
	return ok;
}

static bool read_quiz_numbers(struct store *store, const char *sql, const char *quiz,
                              int64_t out[2], struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql, "read the answer log", err);
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	return two_numbers(store, stmt, out, err);
}

static bool read_shares(struct store *store, int64_t session, struct store_result *out,
                        struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_shares, "read the answer log", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, session);
	bool more, ok;
	while ((ok = db_fetch(store, stmt, &more, err)) && more) {
		const char *stage = db_column(stmt, 0);
		if (strcmp(stage, "pre") == 0)
			out->pre = sqlite3_column_double(stmt, 1);
		else if (strcmp(stage, "post") == 0)
			out->post = sqlite3_column_double(stmt, 1);
	}
	db_finish(stmt);
	return ok;
}

/* Something can be resumed: the newest play is unfinished, and something was done in it. */
static bool read_unfinished(struct store *store, const char *quiz, bool *unfinished,
                            struct err *err)
{
	struct store_session last;
	int64_t started[2];
	if (!store_resume(store, quiz, &last, unfinished, err))
		return false;
	if (!*unfinished)
		return true;
	sqlite3_stmt *stmt = db_ready(store, sql_started, "read the answer log", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, last.session);
	bool ok = two_numbers(store, stmt, started, err);
	*unfinished = started[0] != 0;
	return ok;
}

bool store_result(struct store *store, const char *quiz, struct store_result *out, struct err *err)
{
	int64_t plays[2], last[2];
	*out = (struct store_result){ .pre = -1, .post = -1 };
	if (!read_quiz_numbers(store, sql_plays, quiz, plays, err) ||
	    !read_quiz_numbers(store, sql_last, quiz, last, err))
		return false;
	out->plays = (int)plays[0];
	out->finished_ms = last[1];
	return (!plays[0] || read_shares(store, last[0], out, err)) &&
	       read_unfinished(store, quiz, &out->unfinished, err);
}
