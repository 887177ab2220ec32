/*
 * What is in an answer log, read without the program's own code: a line for each
 * answer in order, "stage question chosen correct confidence"; first whether
 * SQLite finds the file sound. With a second word all that comes back is made due.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

static int print_row(void *context, int count, char **value, char **name)
{
	(void)context, (void)name;
	for (int i = 0; i < count; i++)
		printf("%s%s", i ? " " : "", value[i] ? value[i] : "-");
	putchar('\n');
	return 0;
}

/* Not in a log whose program was killed before it had made the tables. */
static bool has_answers(sqlite3 *db)
{
	sqlite3_stmt *stmt;
	bool has = sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_master WHERE name = 'answer'", -1, &stmt,
	                              NULL) != SQLITE_OK || sqlite3_step(stmt) == SQLITE_ROW;
	sqlite3_finalize(stmt);
	return has;
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	if (argc < 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return 1;
	if (argc == 3)
		return sqlite3_exec(db, "UPDATE card SET due_ms = 1", NULL, NULL, NULL);
	int bad = sqlite3_exec(db, "PRAGMA integrity_check", print_row, NULL, NULL);
	if (has_answers(db))
		bad |= sqlite3_exec(db, "SELECT stage, question, coalesce(answer, -1), correct, confidence FROM answer"
		                        " ORDER BY id", print_row, NULL, NULL);
	if (bad)
		fprintf(stderr, "%s\n", sqlite3_errmsg(db));
	sqlite3_close(db);
	return bad != 0;
}
