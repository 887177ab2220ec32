#include "learn/cards.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "learn/cards_inside.h"
#include "learn/db.h"

#define MEMORY "state, step, stability, difficulty, reps, lapses, last_ms, due_ms"

static const char sql_get[] = "SELECT " MEMORY " FROM card WHERE quiz = ?1 AND question = ?2";
static const char sql_review[] =
	"INSERT INTO review (" MEMORY ", quiz, question, rating, at_ms)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
static const char sql_put[] =
	"INSERT OR REPLACE INTO card (" MEMORY ", quiz, question, path)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
static const char sql_forget[] = "DELETE FROM card WHERE quiz = ?1 AND question = ?2";
static const char sql_due[] =
	"SELECT " MEMORY ", quiz, question, path FROM card WHERE due_ms <= ?1 ORDER BY due_ms";
static const char sql_count[] =
	"SELECT path, sum(due_ms <= ?1), min(CASE WHEN due_ms > ?1 THEN due_ms END) FROM card GROUP BY path";

/* ---- A card's memory as columns ---- */

static void bind_memory(sqlite3_stmt *stmt, const struct fsrs_card *card)
{
	sqlite3_bind_int(stmt, 1, card->state);
	sqlite3_bind_int(stmt, 2, card->step);
	sqlite3_bind_double(stmt, 3, card->stability);
	sqlite3_bind_double(stmt, 4, card->difficulty);
	sqlite3_bind_int(stmt, 5, card->reps);
	sqlite3_bind_int(stmt, 6, card->lapses);
	sqlite3_bind_int64(stmt, 7, card->last_ms);
	sqlite3_bind_int64(stmt, 8, card->due_ms);
}

static struct fsrs_card memory_of(sqlite3_stmt *stmt)
{
	return (struct fsrs_card){
		.state = (enum fsrs_state)sqlite3_column_int(stmt, 0),
		.step = sqlite3_column_int(stmt, 1),
		.stability = sqlite3_column_double(stmt, 2),
		.difficulty = sqlite3_column_double(stmt, 3),
		.reps = sqlite3_column_int(stmt, 4),
		.lapses = sqlite3_column_int(stmt, 5),
		.last_ms = sqlite3_column_int64(stmt, 6),
		.due_ms = sqlite3_column_int64(stmt, 7),
	};
}

/* ---- Writing ---- */

static bool add_review(struct store *store, const struct card_review *review, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_review, "save the review", err);
	if (!stmt)
		return false;
	bind_memory(stmt, &review->card);
	db_text(stmt, 9, review->quiz);
	db_text(stmt, 10, review->question);
	sqlite3_bind_int(stmt, 11, review->rating);
	sqlite3_bind_int64(stmt, 12, review->at_ms);
	return db_run(store, stmt, "save the review", err);
}

static bool forget(struct store *store, const struct card_review *review, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_forget, "save the review", err);
	if (!stmt)
		return false;
	db_text(stmt, 1, review->quiz);
	db_text(stmt, 2, review->question);
	return db_run(store, stmt, "save the review", err);
}

static bool put(struct store *store, const struct card_review *review, struct err *err)
{
	if (review->card.state == FSRS_NEW)
		return forget(store, review, err);
	sqlite3_stmt *stmt = db_ready(store, sql_put, "save the review", err);
	if (!stmt)
		return false;
	bind_memory(stmt, &review->card);
	db_text(stmt, 9, review->quiz);
	db_text(stmt, 10, review->question);
	db_text(stmt, 11, review->path);
	return db_run(store, stmt, "save the review", err);
}

bool cards_write(struct store *store, const struct card_review *review, struct err *err)
{
	return add_review(store, review, err) && put(store, review, err);
}

bool cards_review(struct store *store, const struct card_review *review, struct err *err)
{
	return db_begin(store, "save the review", err) &&
	       db_end(store, cards_write(store, review, err), "save the review", err);
}

/* ---- Reading ---- */

bool cards_get(struct store *store, const char *quiz, const char *question, struct fsrs_card *out,
               struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_get, "read the answer log", err);
	*out = (struct fsrs_card){0};
	if (!stmt)
		return false;
	db_text(stmt, 1, quiz);
	db_text(stmt, 2, question);
	bool row, ok = db_fetch(store, stmt, &row, err);
	if (row)
		*out = memory_of(stmt);
	db_finish(stmt);
	return ok;
}

bool cards_due(struct store *store, int64_t now_ms, card_seen *seen, void *context, struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_due, "read the answer log", err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, now_ms);
	bool more, ok;
	while ((ok = db_fetch(store, stmt, &more, err)) && more) {
		const struct card_due due = {
			.quiz = db_column(stmt, 8), .question = db_column(stmt, 9), .path = db_column(stmt, 10),
			.card = memory_of(stmt),
		};
		if (!seen(context, &due))
			break;
	}
	db_finish(stmt);
	return ok;
}

/* Heap, or NULL. */
static char *find_file(const char *path, const char *data_dir)
{
	if (*path && file_exists(path))
		return mem_copy(path);
	const char *name = strrchr(path, '/'), *folder = name;
	while (folder && folder > path && folder[-1] != '/')
		folder--;
	char *moved = folder && data_dir ? file_join(data_dir, folder) : NULL;
	char *real = moved ? realpath(moved, NULL) : NULL;
	free(moved);
	return real;
}

static bool is_under(const char *file, const char *under)
{
	size_t n = strlen(under);
	return strncmp(file, under, n) == 0 && (!file[n] || file[n] == '/' || file[n - 1] == '/');
}

char *card_file(const char *path, const struct card_place *place)
{
	char *file = find_file(path, place->data_dir);
	if (file && (!place->under || is_under(file, place->under)))
		return file;
	free(file);
	return NULL;
}

bool cards_count(struct store *store, const struct card_place *place, int64_t now_ms, struct card_count *out,
                 struct err *err)
{
	sqlite3_stmt *stmt = db_ready(store, sql_count, "read the answer log", err);
	*out = (struct card_count){0};
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, now_ms);
	bool more, ok;
	while ((ok = db_fetch(store, stmt, &more, err)) && more) {
		int64_t next = sqlite3_column_int64(stmt, 2);
		char *file = card_file(db_column(stmt, 0), place);
		free(file);
		if (!file)
			continue;
		out->due += sqlite3_column_int64(stmt, 1);
		if (next && (!out->next_ms || next < out->next_ms))
			out->next_ms = next;
	}
	db_finish(stmt);
	return ok;
}
