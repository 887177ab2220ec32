/* The answer log: what is in it, that it survives, and what it says when it cannot. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "learn/schema.h"
#include "learn/store.h"

struct place {
	char folder[64], path[96];
};

static int make_folder(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	strcpy(place->folder, "/tmp/attnquiz-store-XXXXXX");
	if (!mkdtemp(place->folder))
		return -1;
	snprintf(place->path, sizeof place->path, "%s/log.db", place->folder);
	*state = place;
	return 0;
}

static int remove_folder(void **state)
{
	struct place *place = *state;
	char command[256];
	snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", place->folder, place->folder);
	int status = system(command);
	free(place);
	return status;
}

static struct store *open_at(const char *path)
{
	struct err err;
	struct store *store = store_open(path, &err);
	if (!store)
		fail_msg("%s", err.text);
	return store;
}

static struct store_answer answer(int64_t session, const char *stage, const char *question,
                                  const char *text, bool correct)
{
	return (struct store_answer){
		.quiz = "q", .question = question, .stage = stage, .session = session, .answer = text,
		.correct = correct, .confidence = CONFIDENCE_GUESS, .took_ms = 1234, .at_ms = 1700000000123,
	};
}

static void add(struct store *store, int64_t session, const char *stage, const char *question,
                const char *text, bool correct)
{
	struct err err;
	struct store_answer row = answer(session, stage, question, text, correct);
	assert_true(store_add(store, &row, NULL, &err));
}

struct collected {
	char text[512];
	int count, stop_after;
};

static bool collect(void *context, const struct store_answer *row)
{
	struct collected *all = context;
	size_t used = strlen(all->text);
	snprintf(all->text + used, sizeof all->text - used, "%s:%s=%s%c ", row->stage, row->question,
	         row->answer ? row->answer : "-", row->correct ? '+' : '-');
	assert_int_equal(row->took_ms, 1234);
	assert_int_equal(row->at_ms, 1700000000123);
	assert_int_equal(row->confidence, CONFIDENCE_GUESS);
	return ++all->count != all->stop_after;
}

static void the_last_answer_to_each_question(void **state)
{
	(void)state;
	struct err err;
	struct store *store = open_at(":memory:");
	add(store, 1, "pre", "a", NULL, false);
	add(store, 1, "pre", "b", "2", true);
	add(store, 2, "pre", "a", "3", true);        /* another play */
	add(store, 1, "pre", "a", "0", false);
	struct collected all = {0};
	assert_true(store_answers(store, 1, collect, &all, &err));
	assert_string_equal(all.text, "pre:b=2+ pre:a=0- ");
	struct collected first = { .stop_after = 1 };
	assert_true(store_answers(store, 1, collect, &first, &err));
	assert_int_equal(first.count, 1);
	store_close(store);
}

static void the_newest_play_is_resumed_until_it_is_finished(void **state)
{
	(void)state;
	struct err err;
	struct store *store = open_at(":memory:");
	struct store_session left;
	bool found = true;
	int64_t first, second;
	assert_true(store_resume(store, "q", &left, &found, &err));
	assert_false(found);
	assert_true(store_begin(store, "q", 1, 10, &first, &err));
	assert_true(store_begin(store, "q", UINT64_MAX - 5, 20, &second, &err));
	assert_true(first != second);
	assert_true(store_place(store, second, "here", &err));
	assert_true(store_resume(store, "q", &left, &found, &err));
	assert_true(found);
	assert_int_equal(left.session, second);
	assert_true(left.seed == UINT64_MAX - 5);
	assert_int_equal(left.started_ms, 20);
	assert_string_equal(left.place, "here");
	assert_true(store_resume(store, "another quiz", &left, &found, &err));
	assert_false(found);
	assert_true(store_finish(store, second, 30, &err));
	assert_true(store_resume(store, "q", &left, &found, &err));
	assert_false(found);                        /* not the older one either */
	store_close(store);
}

static bool list_flag(void *context, const char *question)
{
	strcat(context, question);
	return true;
}

static void flags_go_up_and_down(void **state)
{
	(void)state;
	struct err err;
	struct store *store = open_at(":memory:");
	assert_false(store_flagged(store, "q", "a"));
	assert_true(store_flag(store, "q", "a", "key is wrong", true, 1, &err));
	assert_true(store_flag(store, "q", "b", NULL, true, 2, &err));
	assert_true(store_flag(store, "other", "c", NULL, true, 2, &err));
	assert_true(store_flagged(store, "q", "a"));
	assert_false(store_flagged(store, "other", "a"));
	assert_true(store_flag(store, "q", "a", NULL, false, 3, &err));
	assert_false(store_flagged(store, "q", "a"));
	char seen[16] = "";
	assert_true(store_flags(store, "q", list_flag, seen, &err));
	assert_string_equal(seen, "b");
	store_close(store);
}

static void results_of_the_last_finished_play(void **state)
{
	(void)state;
	struct err err;
	struct store *store = open_at(":memory:");
	struct store_result result;
	int64_t play;
	assert_true(store_result(store, "q", &result, &err));
	assert_int_equal(result.plays, 0);
	assert_true(result.pre == -1 && result.post == -1 && !result.unfinished);

	assert_true(store_begin(store, "q", 1, 10, &play, &err));
	assert_true(store_result(store, "q", &result, &err));
	assert_false(result.unfinished);            /* nothing done in it yet */
	add(store, play, "pre", "a", "1", true);
	add(store, play, "pre", "b", NULL, false);    /* skipped counts as not known */
	add(store, play, "check", "c", "1", true);
	assert_true(store_result(store, "q", &result, &err));
	assert_true(result.unfinished && result.plays == 0);
	assert_true(store_finish(store, play, 50, &err));
	assert_true(store_finish(store, play, 60, &err));   /* the first time counts */
	assert_true(store_result(store, "q", &result, &err));
	assert_true(result.pre == 0.5 && result.post == -1);
	assert_int_equal(result.plays, 1);
	assert_int_equal(result.finished_ms, 50);
	assert_false(result.unfinished);

	assert_true(store_begin(store, "q", 2, 70, &play, &err));
	assert_true(store_place(store, play, "on", &err));
	assert_true(store_result(store, "q", &result, &err));
	assert_true(result.unfinished && result.pre == 0.5);
	store_close(store);
}

static void rows_survive_closing(void **state)
{
	struct place *place = *state;
	struct err err;
	struct store *store = open_at(place->path);
	add(store, 1, "pre", "a'; DROP TABLE answer; --", "1", true);
	store_close(store);
	store = open_at(place->path);
	struct collected all = {0};
	assert_true(store_answers(store, 1, collect, &all, &err));
	assert_string_equal(all.text, "pre:a'; DROP TABLE answer; --=1+ ");
	store_close(store);
}

/* ---- Where it lies ---- */

static mode_t mode_of(const char *path)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void it_lies_in_the_data_folder_and_is_private(void **state)
{
	struct place *place = *state;
	char path[160];
	setenv("HOME", place->folder, 1);
	setenv("XDG_DATA_HOME", "relative/is/ignored", 1);
	mode_t mask = umask(0);
	store_close(open_at(NULL));
	snprintf(path, sizeof path, "%s/.local/share/attnquiz", place->folder);
	assert_int_equal(mode_of(path), 0700);
	strcat(path, "/answers.db");
	assert_int_equal(mode_of(path), 0600);

	snprintf(path, sizeof path, "%s/xdg", place->folder);
	setenv("XDG_DATA_HOME", path, 1);
	store_close(open_at(NULL));
	umask(mask);
	strcat(path, "/attnquiz/answers.db");
	assert_true(file_exists(path));
	unsetenv("XDG_DATA_HOME");
	unsetenv("HOME");
	struct err err;
	assert_null(store_open(NULL, &err));
	assert_non_null(strstr(err.text, "XDG_DATA_HOME"));
}

/* ---- What it says when it cannot ---- */

static void write_file(const char *path, const char *data, size_t len)
{
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static void refuses(const char *path, const char *word)
{
	struct err err = {0};
	assert_null(store_open(path, &err));
	if (!strstr(err.text, path) || !strstr(err.text, word))
		fail_msg("\"%s\" does not speak of \"%s\" and \"%s\"", err.text, path, word);
}

static void a_damaged_log_is_named_and_left_alone(void **state)
{
	struct place *place = *state;
	char noise[8192];
	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (char)(i * 37 + 11);
	write_file(place->path, noise, sizeof noise);
	refuses(place->path, "move the file away");
	size_t len;
	struct err err;
	char *after = file_read(place->path, 1 << 20, &len, &err);
	assert_int_equal(len, sizeof noise);
	assert_memory_equal(after, noise, len);
	free(after);
}

static void a_log_cut_short_is_damaged(void **state)
{
	struct place *place = *state;
	struct err err = {0};
	struct store *store = open_at(place->path);
	for (int i = 0; i < 500; i++)
		add(store, i, "pre", "question", "1", true);
	store_close(store);
	assert_int_equal(truncate(place->path, 9000), 0);
	store = store_open(place->path, &err);
	if (store) {   /* what is damaged may only be met later */
		struct collected all = {0};
		assert_false(store_answers(store, 1, collect, &all, &err));
		store_close(store);
	}
	assert_non_null(strstr(err.text, "damaged"));
	assert_non_null(strstr(err.text, place->path));
}

static void execute(const char *path, const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Version 1 knew options only, by number. */
static void an_older_log_is_brought_up_to_date(void **state)
{
	struct place *place = *state;
	struct err err;
	execute(place->path, schema_steps[0]);
	execute(place->path, "INSERT INTO answer VALUES (7, 1, 'q', 'a', 'pre', 2, 1, 3, 1234, 1700000000123),"
	                     " (8, 1, 'q', 'b', 'pre', -1, 0, 3, 1234, 1700000000123);"
	                     "PRAGMA user_version = 1");
	struct store *store = open_at(place->path);
	struct collected all = {0};
	add(store, 1, "pre", "c", "4 * 197", true);
	assert_true(store_answers(store, 1, collect, &all, &err));
	assert_string_equal(all.text, "pre:a=2+ pre:b=-- pre:c=4 * 197+ ");
	store_close(store);
}

static void a_database_with_other_tables_is_refused(void **state)
{
	struct place *place = *state;
	store_close(open_at(place->path));
	execute(place->path, "PRAGMA user_version = 99");
	refuses(place->path, "newer");
	execute(place->path, "PRAGMA user_version = 0");   /* its tables are not ours to make */
	refuses(place->path, "damaged");
	char as_it_was[96];
	snprintf(as_it_was, sizeof as_it_was, "DROP TABLE answer; PRAGMA user_version = %d", schema_version);
	execute(place->path, as_it_was);
	struct store *store = open_at(place->path);
	struct err err;
	struct store_answer row = answer(1, "pre", "a", "1", true);
	assert_false(store_add(store, &row, NULL, &err));
	assert_non_null(strstr(err.text, "damaged"));
	store_close(store);
}

static void a_log_that_is_locked_for_long(void **state)
{
	struct place *place = *state;
	struct store *store = open_at(place->path);
	sqlite3 *other;
	assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	struct err err;
	struct store_answer row = answer(1, "pre", "a", "1", true);
	assert_false(store_add(store, &row, NULL, &err));
	assert_non_null(strstr(err.text, "another program"));
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_true(store_add(store, &row, NULL, &err));   /* and then it goes on */
	sqlite3_close(other);
	store_close(store);
}

static void a_folder_or_a_file_in_the_way(void **state)
{
	struct place *place = *state;
	char below[128];
	assert_int_equal(mkdir(place->path, 0700), 0);
	refuses(place->path, "XDG_DATA_HOME");
	rmdir(place->path);
	write_file(place->path, "", 0);
	snprintf(below, sizeof below, "%s/answers.db", place->path);
	refuses(below, "XDG_DATA_HOME");
	store_close(open_at(place->path));          /* an empty file is an empty log */
}

/* A file-size limit stands for the full disk: the answer is refused, those before it stay. */
static void full_disk(const char *path)
{
	signal(SIGXFSZ, SIG_IGN);
	struct err err = {0};
	struct store *store = store_open(path, &err);
	struct rlimit limit = { 64 * 1024, 64 * 1024 };
	setrlimit(RLIMIT_FSIZE, &limit);
	int saved = 0;
	struct store_answer row = answer(1, "pre", "a question with a long name", "1", true);
	while (saved < 10000 && store_add(store, &row, NULL, &err))
		saved++;
	bool told = saved > 0 && saved < 10000 && strstr(err.text, path) &&
	            strstr(err.text, "save the answer");
	store_close(store);
	_exit(told ? 0 : 1);
}

static void a_full_disk_is_an_error(void **state)
{
	struct place *place = *state;
	store_close(open_at(place->path));
	pid_t child = fork();
	if (child == 0)
		full_disk(place->path);
	int status;
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	struct err err;
	struct store *store = open_at(place->path);
	struct collected all = {0};
	assert_true(store_answers(store, 1, collect, &all, &err));
	assert_int_equal(all.count, 1);
	store_close(store);
}

/* ---- Several programs, and sudden ends ---- */

static void many_programs_at_once(void **state)
{
	struct place *place = *state;
	enum { PROGRAMS = 8, ROWS = 20 };
	pid_t child[PROGRAMS];
	for (int p = 0; p < PROGRAMS; p++) {
		child[p] = fork();
		if (child[p] != 0)
			continue;
		struct err err;
		struct store *store = store_open(place->path, &err);
		bool ok = store != NULL;
		for (int i = 0; ok && i < ROWS; i++) {
			char name[32];
			snprintf(name, sizeof name, "p%d.%d", p, i);
			struct store_answer row = answer(1, "pre", name, "1", true);
			ok = store_add(store, &row, NULL, &err);
		}
		if (!ok)
			fprintf(stderr, "# %s\n", err.text);
		_exit(!ok);
	}
	for (int p = 0; p < PROGRAMS; p++) {
		int status;
		waitpid(child[p], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	struct err err;
	struct store *store = open_at(place->path);
	struct collected all = {0};
	assert_true(store_answers(store, 1, collect, &all, &err));
	assert_int_equal(all.count, PROGRAMS * ROWS);
	store_close(store);
}

/* Adds answers for ever; after each it writes a byte: this one is safe. */
static void answer_until_killed(const char *path, int round, int out)
{
	struct err err;
	struct store *store = store_open(path, &err);
	for (int i = 0; store; i++) {
		char name[32];
		snprintf(name, sizeof name, "k%d.%d", round, i);
		struct store_answer row = answer(round, "pre", name, "1", true);
		if (!store_add(store, &row, NULL, &err) || write(out, "x", 1) != 1)
			break;
	}
	_exit(1);
}

static void killed_at_any_moment(void **state)
{
	struct place *place = *state;
	for (int round = 1; round <= 25; round++) {
		int pipes[2];
		assert_int_equal(pipe(pipes), 0);
		pid_t child = fork();
		if (child == 0)
			answer_until_killed(place->path, round, pipes[1]);
		close(pipes[1]);
		char x[4096];
		ssize_t safe = read(pipes[0], x, 1);    /* it runs; let it run a little longer */
		assert_int_equal(safe, 1);
		usleep((useconds_t)(round * 137 % 5000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		for (ssize_t n; (n = read(pipes[0], x, sizeof x)) > 0;)
			safe += n;
		close(pipes[0]);
		struct err err;
		struct store *store = open_at(place->path);
		struct collected all = {0};
		assert_true(store_answers(store, round, collect, &all, &err));
		assert_true(all.count == safe || all.count == safe + 1);
		store_close(store);
	}
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_answer_to_each_question),
		cmocka_unit_test(the_newest_play_is_resumed_until_it_is_finished),
		cmocka_unit_test(flags_go_up_and_down),
		cmocka_unit_test(results_of_the_last_finished_play),
		IN_FOLDER(rows_survive_closing),
		IN_FOLDER(it_lies_in_the_data_folder_and_is_private),
		IN_FOLDER(an_older_log_is_brought_up_to_date),
		IN_FOLDER(a_damaged_log_is_named_and_left_alone),
		IN_FOLDER(a_log_cut_short_is_damaged),
		IN_FOLDER(a_database_with_other_tables_is_refused),
		IN_FOLDER(a_log_that_is_locked_for_long),
		IN_FOLDER(a_folder_or_a_file_in_the_way),
		IN_FOLDER(a_full_disk_is_an_error),
		IN_FOLDER(many_programs_at_once),
		IN_FOLDER(killed_at_any_moment),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
