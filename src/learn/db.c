#include "learn/db.h"

#include <errno.h>
#include <fcntl.h>
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

/* ---- Errors ---- */

bool db_fail(struct store *store, const char *what, struct err *err)
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

sqlite3_stmt *db_ready(struct store *store, const char *sql, const char *what, struct err *err)
{
	struct db_prepared *p = store->prepared;
	while (p->sql && p->sql != sql)
		p++;
	p->sql = sql;
	if (!p->stmt && sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &p->stmt, NULL) != SQLITE_OK)
		db_fail(store, what, err);
	return p->stmt;
}

void db_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

void db_finish(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

bool db_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *err)
{
	bool ok = sqlite3_step(stmt) == SQLITE_DONE || db_fail(store, what, err);
	db_finish(stmt);
	return ok;
}

bool db_fetch(struct store *store, sqlite3_stmt *stmt, bool *row, struct err *err)
{
	int status = sqlite3_step(stmt);
	*row = status == SQLITE_ROW;
	return *row || status == SQLITE_DONE || db_fail(store, "read the answer log", err);
}

const char *db_column(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);
	return text ? text : "";
}

bool db_execute(struct store *store, const char *sql, const char *what, struct err *err)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || db_fail(store, what, err);
}

/* An answer waits for the disk, and with it what was written before; the rest can follow. */
bool db_begin(struct store *store, const char *what, struct err *err)
{
	if (db_execute(store, "PRAGMA synchronous = FULL", what, err) &&
	    db_execute(store, "BEGIN IMMEDIATE", what, err))
		return true;
	sqlite3_exec(store->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	return false;
}

bool db_end(struct store *store, bool ok, const char *what, struct err *err)
{
	ok = ok && db_execute(store, "COMMIT", what, err);
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_exec(store->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	return ok;
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

static bool read_version(struct store *store, int *version, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
	          sqlite3_step(stmt) == SQLITE_ROW;
	if (ok)
		*version = sqlite3_column_int(stmt, 0);
	else
		db_fail(store, "open the answer log", err);
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
		if (!db_execute(store, schema_steps[version], "make the tables of the answer log", err) ||
		    !db_execute(store, set, "make the tables of the answer log", err))
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
	if (!db_execute(store, "BEGIN IMMEDIATE", "open the answer log", err))
		return false;
	if (take_steps(store, err))
		return db_execute(store, "COMMIT", "make the tables of the answer log", err);
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
	              db_execute(&new, "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL", "open the answer log", &ignored) &&
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
		return db_fail(store, "open the answer log", err);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	return db_execute(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
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
	for (int i = 0; i < DB_QUERIES; i++)
		sqlite3_finalize(store->prepared[i].stmt);
	sqlite3_close(store->db);
	free(store->path);
	free(store);
}
