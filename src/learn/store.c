/*
 * Each write is one statement, which SQLite runs as a transaction of its own
 * that takes the write lock at once. Only bringing the tables up to date needs
 * BEGIN IMMEDIATE.
 */
#include "learn/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "learn/schema.h"

enum { BUSY_MS = 3000 };

#define ANSWER_COLUMNS "session, quiz, question, stage, answer, correct, confidence, took_ms, at_ms"
#define LAST_ANSWERS "answer WHERE id IN (SELECT max(id) FROM answer WHERE session = ?1 GROUP BY question)"

enum query {
	QUERY_ADD, QUERY_BEGIN, QUERY_RESUME, QUERY_PLACE, QUERY_FINISH, QUERY_ANSWERS,
	QUERY_ALL_ANSWERS, QUERY_ALL_PLAYS, QUERY_FLAG, QUERY_FLAGGED, QUERY_FLAGS, QUERY_PLAYS, QUERY_LAST, QUERY_SHARES, QUERY_STARTED,
	QUERY_COUNT,
};

static const char *const query_sql[QUERY_COUNT] = {
	[QUERY_ADD] = "INSERT INTO answer (session, quiz, question, stage, answer, correct, confidence,"
	              " took_ms, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[QUERY_BEGIN] = "INSERT INTO session (quiz, seed, started_ms) VALUES (?1, ?2, ?3)",
	[QUERY_RESUME] = "SELECT id, seed, started_ms, place, finished_ms FROM session"
	                 " WHERE quiz = ?1 ORDER BY id DESC LIMIT 1",
	[QUERY_PLACE] = "UPDATE session SET place = ?2 WHERE id = ?1",
	[QUERY_FINISH] = "UPDATE session SET finished_ms = ?2 WHERE id = ?1 AND finished_ms IS NULL",
	[QUERY_ANSWERS] = "SELECT " ANSWER_COLUMNS " FROM " LAST_ANSWERS " ORDER BY id",
	[QUERY_ALL_ANSWERS] = "SELECT " ANSWER_COLUMNS " FROM answer ORDER BY id",
	[QUERY_ALL_PLAYS] = "SELECT id, quiz, finished_ms FROM session WHERE finished_ms IS NOT NULL ORDER BY id",
	[QUERY_FLAG] = "INSERT INTO flag (quiz, question, note, raised, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
	[QUERY_FLAGGED] = "SELECT raised FROM flag WHERE quiz = ?1 AND question = ?2 ORDER BY id DESC LIMIT 1",
	[QUERY_FLAGS] = "SELECT question FROM flag WHERE raised AND id IN"
	                " (SELECT max(id) FROM flag WHERE quiz = ?1 GROUP BY question)",
	[QUERY_PLAYS] = "SELECT count(*) FROM session WHERE quiz = ?1 AND finished_ms IS NOT NULL",
	[QUERY_LAST] = "SELECT id, finished_ms FROM session WHERE quiz = ?1 AND finished_ms IS NOT NULL"
	               " ORDER BY id DESC LIMIT 1",
	[QUERY_SHARES] = "SELECT stage, avg(correct) FROM " LAST_ANSWERS " GROUP BY stage",
	[QUERY_STARTED] = "SELECT place <> '' OR EXISTS (SELECT 1 FROM answer WHERE session = s.id)"
	                  " FROM session s WHERE id = ?1",
};

struct store {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *prepared[QUERY_COUNT];   /* each when first used */
};

/* ---- Errors ---- */

/* What SQLite says, and what a person can do about it. */
static bool fail(struct store *store, const char *what, struct err *err)
{
	const char *said = sqlite3_errmsg(store->db);
	switch (sqlite3_errcode(store->db) & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR:   /* a table or a column is missing */
	case SQLITE_MISMATCH:
		return err_say(err, ERR_FORMAT,
		               "cannot %s: the answer log %s is damaged (%s); move the file away, for "
		               "instance to %s.damaged, and a new log is made at the next start",
		               _(what), store->path, said, store->path);
	case SQLITE_FULL:
		return err_say(err, ERR_IO,
		               "cannot %s: the disk that holds %s is full; make room and try again",
		               _(what), store->path);
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		return err_say(err, ERR_IO,
		               "cannot %s: %s or its folder cannot be written; change its permissions, or set "
		               "XDG_DATA_HOME to a folder that can be written", _(what), store->path);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_say(err, ERR_IO,
		               "cannot %s: another program has held the answer log %s locked for %d seconds; "
		               "close it and try again", _(what), store->path, BUSY_MS / 1000);
	default:
		return err_say(err, ERR_IO, "cannot %s: %s: %s (%s)", _(what), store->path, said,
		               strerror(sqlite3_system_errno(store->db)));
	}
}

/* ---- Statements ---- */

/* The statement, ready for its values; NULL when it cannot be prepared. */
static sqlite3_stmt *ready(struct store *store, enum query query)
{
	sqlite3_stmt **stmt = &store->prepared[query];
	if (!*stmt)
		sqlite3_prepare_v3(store->db, query_sql[query], -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
	return *stmt;
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

/* Give the statement back: its locks are released, its texts may go. */
static void finish(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

/* Run a statement that returns no rows. */
static bool run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *err)
{
	bool ok = sqlite3_step(stmt) == SQLITE_DONE || fail(store, what, err);
	finish(stmt);
	return ok;
}

/* Step a query that returns rows: *row says whether there is one. */
static bool fetch(struct store *store, sqlite3_stmt *stmt, bool *row, struct err *err)
{
	int status = sqlite3_step(stmt);
	*row = status == SQLITE_ROW;
	return *row || status == SQLITE_DONE || fail(store, "read the answer log", err);
}

static const char *column_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);
	return text ? text : "";
}

/* ---- Opening ---- */

char *store_default_path(struct err *err)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data && data[0] == '/')   /* the XDG specification: a relative path is to be ignored */
		return file_join(data, "attnquiz/answers.db");
	if (home && home[0])
		return file_join(home, ".local/share/attnquiz/answers.db");
	err_say(err, ERR_IO,
	        "there is no place for the answer log: set HOME or XDG_DATA_HOME to a folder");
	return NULL;
}

static bool make_folder_of(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	if (!slash || slash == path)
		return true;
	char *folder = mem_copy_n(path, (size_t)(slash - path));
	bool made = file_make_dirs(folder, err);
	free(folder);
	return made;
}

static bool touch(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_say(err, ERR_IO, "cannot open %s: %s", path, strerror(errno));
	close(fd);
	return true;
}

static bool execute(struct store *store, const char *sql, const char *what, struct err *err)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(store, what, err);
}

static bool read_version(struct store *store, int *version, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
	          sqlite3_step(stmt) == SQLITE_ROW;
	if (ok)
		*version = sqlite3_column_int(stmt, 0);
	else
		fail(store, "open the answer log", err);
	sqlite3_finalize(stmt);
	return ok;
}

/* Inside a transaction, as another program may be doing the same. */
static bool take_steps(struct store *store, struct err *err)
{
	int version;
	if (!read_version(store, &version, err))
		return false;
	for (; version < schema_version; version++) {
		char set[64];
		snprintf(set, sizeof set, "PRAGMA user_version = %d", version + 1);
		if (!execute(store, schema_steps[version], "make the tables of the answer log", err) ||
		    !execute(store, set, "make the tables of the answer log", err))
			return false;
	}
	return true;
}

static bool bring_up_to_date(struct store *store, struct err *err)
{
	int version;
	if (!read_version(store, &version, err))
		return false;
	if (version > schema_version || version < 0)
		return err_say(err, ERR_FORMAT,
		               "the answer log %s is of version %d, and this program knows versions up to %d; "
		               "use a newer attnquiz, or move the file away", store->path, version, schema_version);
	if (version == schema_version)
		return true;
	if (!execute(store, "BEGIN IMMEDIATE", "open the answer log", err))
		return false;
	if (take_steps(store, err))
		return execute(store, "COMMIT", "make the tables of the answer log", err);
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

/* ---- A new log ---- */

/* Nothing is there yet that could be lost: it goes to the disk all at once. */
static bool fill_new(const char *path)
{
	struct store new = { .path = (char *)path };
	struct err ignored;
	bool filled = sqlite3_open_v2(path, &new.db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
	              execute(&new, "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL", "open the answer log", &ignored) &&
	              bring_up_to_date(&new, &ignored);
	return sqlite3_close(new.db) == SQLITE_OK && filled;
}

static bool sync_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return synced;
}

/*
 * A log with its tables, made under another name and put in its place when it is
 * whole: one wait for the disk instead of one for each step. When another program was
 * first, its log stays. Where this fails the log is made step by step, and says why.
 */
static void make_whole(const char *path)
{
	struct str aside = STR_INIT;
	struct err ignored;
	str_addf(&aside, "%s.new-%ld", path, (long)getpid());
	if (touch(aside.data, &ignored)) {
		if (fill_new(aside.data) && sync_file(aside.data))
			(void)!link(aside.data, path);   /* not when there is one by now */
		unlink(aside.data);
	}
	str_done(&aside);
}

/* SQLite would make a file that others can read, and would not say why it cannot. */
static bool make_file(const char *path, struct err *err)
{
	if (make_folder_of(path, err)) {
		if (!file_exists(path))
			make_whole(path);
		if (touch(path, err))
			return true;
	}
	err_prepend(err,
	            "the answer log cannot be written (set XDG_DATA_HOME to a folder that can be)");
	return false;
}

static bool set_up(struct store *store, struct err *err)
{
	enum { FLAGS = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX };
	if (sqlite3_open_v2(store->path, &store->db, FLAGS, NULL) != SQLITE_OK)
		return fail(store, "open the answer log", err);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	return execute(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
	               "open the answer log", err) &&
	       bring_up_to_date(store, err);
}

struct store *store_open(const char *path, struct err *err)
{
	char *own = path ? mem_copy(path) : store_default_path(err);
	if (!own)
		return NULL;
	if (strcmp(own, ":memory:") != 0 && !make_file(own, err)) {
		free(own);
		return NULL;
	}
	struct store *store = mem_new(1, sizeof *store);
	store->path = own;
	if (set_up(store, err))
		return store;
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(store->prepared[i]);
	sqlite3_close(store->db);
	free(store->path);
	free(store);
}

/* ---- Answers ---- */

bool store_add(struct store *store, const struct store_answer *answer, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_ADD);
	if (!stmt)
		return fail(store, "save the answer", err);
	sqlite3_bind_int64(stmt, 1, answer->session);
	bind_text(stmt, 2, answer->quiz);
	bind_text(stmt, 3, answer->question);
	bind_text(stmt, 4, answer->stage);
	bind_text(stmt, 5, answer->answer);
	sqlite3_bind_int(stmt, 6, answer->correct);
	sqlite3_bind_int(stmt, 7, answer->confidence);
	sqlite3_bind_int64(stmt, 8, answer->took_ms);
	sqlite3_bind_int64(stmt, 9, answer->at_ms);
	/* An answer waits for the disk, and with it what was written before; the rest can follow. */
	bool added = execute(store, "PRAGMA synchronous = FULL", "save the answer", err) &&
	             run(store, stmt, "save the answer", err);
	sqlite3_exec(store->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	return added;
}

static struct store_answer answer_row(sqlite3_stmt *stmt)
{
	return (struct store_answer){
		.session = sqlite3_column_int64(stmt, 0),
		.quiz = column_text(stmt, 1),
		.question = column_text(stmt, 2),
		.stage = column_text(stmt, 3),
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
	while ((ok = fetch(store, stmt, &more, err)) && more) {
		struct store_answer answer = answer_row(stmt);
		if (!row(context, &answer))
			break;
	}
	finish(stmt);
	return ok;
}

bool store_answers(struct store *store, int64_t session, store_row *row, void *context,
                   struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_ANSWERS);
	if (!stmt)
		return fail(store, "read the answer log", err);
	sqlite3_bind_int64(stmt, 1, session);
	return each_answer(store, stmt, row, context, err);
}

bool store_each_answer(struct store *store, store_row *row, void *context, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_ALL_ANSWERS);
	return stmt ? each_answer(store, stmt, row, context, err) : fail(store, "read the answer log", err);
}

bool store_each_play(struct store *store, void (*seen)(void *context, const struct store_play *play),
                     void *context, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_ALL_PLAYS);
	if (!stmt)
		return fail(store, "read the answer log", err);
	bool more, ok;
	while ((ok = fetch(store, stmt, &more, err)) && more)
		seen(context, &(struct store_play){ sqlite3_column_int64(stmt, 0), column_text(stmt, 1),
		                                    sqlite3_column_int64(stmt, 2) });
	finish(stmt);
	return ok;
}

/* ---- Sessions ---- */

bool store_begin(struct store *store, const char *quiz, uint64_t seed, int64_t at_ms,
                 int64_t *session, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_BEGIN);
	if (!stmt)
		return fail(store, "begin the quiz in the answer log", err);
	bind_text(stmt, 1, quiz);
	sqlite3_bind_int64(stmt, 2, (sqlite3_int64)seed);
	sqlite3_bind_int64(stmt, 3, at_ms);
	if (!run(store, stmt, "begin the quiz in the answer log", err))
		return false;
	*session = sqlite3_last_insert_rowid(store->db);
	return true;
}

/* The newest play of the quiz counts: one that was begun after it left it behind. */
bool store_resume(struct store *store, const char *quiz, struct store_session *out, bool *found,
                  struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_RESUME);
	if (!stmt)
		return fail(store, "read the answer log", err);
	bind_text(stmt, 1, quiz);
	bool row, ok = fetch(store, stmt, &row, err);
	*found = row && sqlite3_column_type(stmt, 4) == SQLITE_NULL;
	if (*found) {
		*out = (struct store_session){
			.session = sqlite3_column_int64(stmt, 0),
			.seed = (uint64_t)sqlite3_column_int64(stmt, 1),
			.started_ms = sqlite3_column_int64(stmt, 2),
		};
		snprintf(out->place, sizeof out->place, "%s", column_text(stmt, 3));
	}
	finish(stmt);
	return ok;
}

bool store_place(struct store *store, int64_t session, const char *place, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_PLACE);
	if (!stmt)
		return fail(store, "save the place", err);
	sqlite3_bind_int64(stmt, 1, session);
	bind_text(stmt, 2, place);
	return run(store, stmt, "save the place", err);
}

bool store_finish(struct store *store, int64_t session, int64_t at_ms, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_FINISH);
	if (!stmt)
		return fail(store, "finish the quiz in the answer log", err);
	sqlite3_bind_int64(stmt, 1, session);
	sqlite3_bind_int64(stmt, 2, at_ms);
	return run(store, stmt, "finish the quiz in the answer log", err);
}

/* ---- Flags ---- */

bool store_flag(struct store *store, const char *quiz, const char *question, const char *note,
                bool on, int64_t at_ms, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_FLAG);
	if (!stmt)
		return fail(store, "save the flag", err);
	bind_text(stmt, 1, quiz);
	bind_text(stmt, 2, question);
	bind_text(stmt, 3, note ? note : "");
	sqlite3_bind_int(stmt, 4, on);
	sqlite3_bind_int64(stmt, 5, at_ms);
	return run(store, stmt, "save the flag", err);
}

bool store_flagged(struct store *store, const char *quiz, const char *question)
{
	sqlite3_stmt *stmt = ready(store, QUERY_FLAGGED);
	if (!stmt)
		return false;
	bind_text(stmt, 1, quiz);
	bind_text(stmt, 2, question);
	bool flagged = sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0) != 0;
	finish(stmt);
	return flagged;
}

bool store_flags(struct store *store, const char *quiz,
                 bool (*seen)(void *context, const char *question), void *context, struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_FLAGS);
	if (!stmt)
		return fail(store, "read the answer log", err);
	bind_text(stmt, 1, quiz);
	bool more, ok;
	while ((ok = fetch(store, stmt, &more, err)) && more && seen(context, column_text(stmt, 0)))
		;
	finish(stmt);
	return ok;
}

/* ---- Results ---- */

/* Two numbers of the first row; zeros when there is none. */
static bool two_numbers(struct store *store, sqlite3_stmt *stmt, int64_t out[2], struct err *err)
{
	bool row, ok = fetch(store, stmt, &row, err);
	for (int i = 0; i < 2; i++)
		out[i] = row && i < sqlite3_column_count(stmt) ? sqlite3_column_int64(stmt, i) : 0;
	finish(stmt);
	return ok;
}

static bool read_quiz_numbers(struct store *store, enum query query, const char *quiz,
                              int64_t out[2], struct err *err)
{
	sqlite3_stmt *stmt = ready(store, query);
	if (!stmt)
		return fail(store, "read the answer log", err);
	bind_text(stmt, 1, quiz);
	return two_numbers(store, stmt, out, err);
}

static bool read_shares(struct store *store, int64_t session, struct store_result *out,
                        struct err *err)
{
	sqlite3_stmt *stmt = ready(store, QUERY_SHARES);
	if (!stmt)
		return fail(store, "read the answer log", err);
	sqlite3_bind_int64(stmt, 1, session);
	bool more, ok;
	while ((ok = fetch(store, stmt, &more, err)) && more) {
		const char *stage = column_text(stmt, 0);
		if (strcmp(stage, "pre") == 0)
			out->pre = sqlite3_column_double(stmt, 1);
		else if (strcmp(stage, "post") == 0)
			out->post = sqlite3_column_double(stmt, 1);
	}
	finish(stmt);
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
	sqlite3_stmt *stmt = ready(store, QUERY_STARTED);
	if (!stmt)
		return fail(store, "read the answer log", err);
	sqlite3_bind_int64(stmt, 1, last.session);
	bool ok = two_numbers(store, stmt, started, err);
	*unfinished = started[0] != 0;
	return ok;
}

bool store_result(struct store *store, const char *quiz, struct store_result *out, struct err *err)
{
	int64_t plays[2], last[2];
	*out = (struct store_result){ .pre = -1, .post = -1 };
	if (!read_quiz_numbers(store, QUERY_PLAYS, quiz, plays, err) ||
	    !read_quiz_numbers(store, QUERY_LAST, quiz, last, err))
		return false;
	out->plays = (int)plays[0];
	out->finished_ms = last[1];
	return (!plays[0] || read_shares(store, last[0], out, err)) &&
	       read_unfinished(store, quiz, &out->unfinished, err);
}
