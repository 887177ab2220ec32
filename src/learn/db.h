/*
 * The answer log as SQLite keeps it: opening, statements, what went wrong. For the
 * files that read and write its tables; the only one that includes SQLite.
 *
 * Each write is one statement, which SQLite runs as a transaction of its own
 * that takes the write lock at once; several that belong together stand between
 * db_begin and db_end.
 */
#ifndef LEARN_DB_H
#define LEARN_DB_H

#include <sqlite3.h>

#include "learn/store.h"

enum { DB_QUERIES = 32 };

struct store {
	sqlite3 *db;
	char *path;
	struct db_prepared {
		const char *sql;               /* whose statement it is */
		sqlite3_stmt *stmt;
	} prepared[DB_QUERIES];                /* each when first used */
};

/* The statement, ready for its values, found again by its text's address; NULL with *err. */
sqlite3_stmt *db_ready(struct store *store, const char *sql, const char *what, struct err *err);

void db_text(sqlite3_stmt *stmt, int at, const char *text);     /* borrowed until db_finish */

/* Give the statement back: its locks are released, its texts may go. */
void db_finish(sqlite3_stmt *stmt);

/* Run a statement that returns no rows, and give it back. `what` N_(): "save the answer". */
bool db_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *err);

/* Step a query that returns rows: *row says whether there is one. */
bool db_fetch(struct store *store, sqlite3_stmt *stmt, bool *row, struct err *err);

const char *db_column(sqlite3_stmt *stmt, int column);          /* "" for NULL */

bool db_execute(struct store *store, const char *sql, const char *what, struct err *err);

/* What SQLite says, and what a person can do about it. Returns false. */
bool db_fail(struct store *store, const char *what, struct err *err);

/*
 * Statements that are on the disk together before db_end returns, or not at all: it
 * takes back what was done when ok is false, and returns false then.
 */
bool db_begin(struct store *store, const char *what, struct err *err);
bool db_end(struct store *store, bool ok, const char *what, struct err *err);

#endif
