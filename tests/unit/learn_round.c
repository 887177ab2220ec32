/* What comes again: cards made by answers, what is due, ratings, what is taken back, interviews. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "learn/cards.h"
#include "learn/notes.h"
#include "learn/round.h"

enum { MINUTE = 60000, DAY = 24 * 60 * MINUTE };

static const char lesson[] =
	"{\"lesson\": \"small\", \"title\": \"Small\", \"questions\": ["
	"{\"id\": \"p\", \"stage\": \"pre\", \"question\": \"P?\", \"options\": [\"a\", \"b\"], \"correct\": 0,"
	" \"explanation\": \"x\"},"
	"{\"id\": \"c1\", \"stage\": \"check\", \"tags\": [\"masks\"], \"question\": \"C1?\", \"options\": [\"a\", \"b\"],"
	" \"correct\": 0, \"explanation\": \"x\"},"
	"{\"id\": \"c2\", \"stage\": \"check\", \"tags\": [\"cache\"], \"question\": \"C2?\", \"options\": [\"a\", \"b\"],"
	" \"correct\": 0, \"explanation\": \"x\"}]}";

static const char cards[] =
	"{\"lesson\": \"cards\", \"questions\": ["
	"{\"id\": \"t\", \"kind\": \"open\", \"stage\": \"check\", \"tags\": [\"tokens\"], \"question\": \"T?\", \"short\": \"t\"},"
	"{\"id\": \"h\", \"kind\": \"open\", \"stage\": \"check\", \"tags\": [\"heads\"], \"question\": \"H?\", \"short\": \"h\"},"
	"{\"id\": \"d1\", \"stage\": \"check\", \"kind\": \"number\", \"tags\": [\"cache\"], \"question\": \"D1 {{ n }}?\","
	" \"answer\": \"2 * n\", \"lab\": {\"code\": [\"param n = 1 in 1..256\"]}, \"vary\": {\"n\": {\"from\": 1, \"to\": 256}}},"
	"{\"id\": \"d2\", \"stage\": \"check\", \"kind\": \"number\", \"tags\": [\"masks\"], \"question\": \"D2 {{ n }}?\","
	" \"answer\": \"3 * n\", \"lab\": {\"code\": [\"param n = 1 in 1..256\"]}, \"vary\": {\"n\": {\"from\": 1, \"to\": 256}}},"
	"{\"id\": \"m\", \"kind\": \"open\", \"stage\": \"check\", \"tags\": [\"masks\"], \"question\": \"M?\", \"short\": \"m\"}]}";

struct world {
	char folder[80], lesson_path[128], cards_path[128];
	const char *course;              /* of rounds; NULL = what ships */
	uint64_t seed;
	int64_t time;
	struct clock clock;
	struct store *store;
	struct quiz *quiz;
	struct session *session;
};

static int64_t tell(void *context)
{
	return *(int64_t *)context;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int make_world(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct err err;
	char path[128];
	strcpy(w->folder, "/tmp/attnquiz-round-XXXXXX");
	if (!mkdtemp(w->folder))
		return -1;
	snprintf(path, sizeof path, "%s/practice", w->folder);
	mkdir(path, 0700);
	snprintf(w->cards_path, sizeof w->cards_path, "%s/practice/cards.json", w->folder);
	write_file(w->cards_path, cards);
	snprintf(path, sizeof path, "%s/quizzes", w->folder);
	mkdir(path, 0700);
	snprintf(w->lesson_path, sizeof w->lesson_path, "%s/quizzes/small.json", w->folder);
	write_file(w->lesson_path, lesson);
	w->time = 1700000000000;
	w->clock = (struct clock){ .now_ms = tell, .context = &w->time };
	w->store = store_open(":memory:", &err);
	assert_non_null(w->store);
	*state = w;
	return 0;
}

static void close_session(struct world *w)
{
	session_close(w->session);
	quiz_free(w->quiz);
	w->session = NULL;
	w->quiz = NULL;
}

static int remove_world(void **state)
{
	struct world *w = *state;
	char command[128];
	close_session(w);
	store_close(w->store);
	snprintf(command, sizeof command, "rm -rf %s", w->folder);
	int status = system(command);
	free(w);
	return status;
}

static void open_session(struct world *w, enum session_kind kind)
{
	struct err err;
	w->session = session_open(w->quiz, &(struct session_options){ .kind = kind, .seed = w->seed }, w->store, &w->clock, &err);
	if (!w->session)
		fail_msg("%s", err.text);
}

static bool gather(struct world *w, enum session_kind kind, const char *topic, struct err *err)
{
	close_session(w);
	w->quiz = round_gather(&(struct round_wish){ .kind = kind, .path = w->course, .topic = topic, .data_dir = w->folder,
	                                             .seed = w->seed, .now_ms = w->time }, w->store, err);
	if (w->quiz)
		open_session(w, kind);
	return w->quiz != NULL;
}

/* What the round asks: "c2 c1 ". */
static void asks(struct world *w, enum session_kind kind, const char *topic, const char *expected)
{
	struct err err;
	char ids[128] = "";
	if (!gather(w, kind, topic, &err))
		fail_msg("%s", err.text);
	for (int i = 0; i < w->quiz->n_questions; i++)
		snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s ", w->quiz->questions[i].id);
	assert_string_equal(ids, expected);
}

static void say(struct world *w, const char *answer, bool right, enum confidence confidence)
{
	struct err err;
	session_confidence(w->session, confidence);
	if (!session_answer(w->session, answer, right, &err))
		fail_msg("%s", err.text);
}

static void next(struct world *w)
{
	struct err err;
	if (!session_next(w->session, &err))
		fail_msg("%s", err.text);
}

static struct fsrs_card card(struct world *w, const char *quiz, const char *question)
{
	struct fsrs_card card;
	struct err err;
	if (!cards_get(w->store, quiz, question, &card, &err))
		fail_msg("%s", err.text);
	return card;
}

static void same(struct fsrs_card a, struct fsrs_card b)
{
	assert_int_equal(a.state, b.state);
	assert_int_equal(a.step, b.step);
	assert_true(a.stability == b.stability && a.difficulty == b.difficulty);
	assert_int_equal(a.reps, b.reps);
	assert_int_equal(a.lapses, b.lapses);
	assert_true(a.last_ms == b.last_ms && a.due_ms == b.due_ms);
}

static int64_t due_now(struct world *w)
{
	struct card_count count;
	struct err err;
	assert_true(cards_count(w->store, &(struct card_place){ .data_dir = w->folder }, w->time, &count, &err));
	return count.due;
}

/* The lesson, its first check question wrong, the second right and sure. */
static void play_lesson(struct world *w)
{
	struct err err;
	w->quiz = quiz_load(w->lesson_path, NULL, &err);
	assert_non_null(w->quiz);
	open_session(w, SESSION_OF_LESSON);
	say(w, "1", false, CONFIDENCE_NONE);
	next(w);
	say(w, "1", false, CONFIDENCE_SURE);
	next(w);
	say(w, "0", true, CONFIDENCE_SURE);
	next(w);
	assert_int_equal(session_step(w->session), SESSION_SUMMARY);
}

static void answers_say_when(void **state)
{
	struct world *w = *state;
	const struct fsrs_card new = {0};
	play_lesson(w);
	same(card(w, "small", "p"), new);      /* it was asked before it was taught */
	same(card(w, "small", "c1"), fsrs_review(&new, FSRS_AGAIN, w->time));
	same(card(w, "small", "c2"), fsrs_review(&new, FSRS_GOOD, w->time));
	assert_int_equal(session_interval(w->session, FSRS_GOOD), -1);
}

static void notes_to_take_away(void **state)
{
	struct world *w = *state;
	struct str notes = STR_INIT;
	play_lesson(w);
	notes_add(w->session, "small", NULL, LANGUAGE_EN, &notes);
	assert_true(str_starts(notes.data, "# small\n\n2023-11-1"));   /* which day depends on where one is */
	assert_string_equal(strstr(notes.data, " · pre"), " · pre 0/1 · check 1/2\n"
	                    "\n## Missed\n\n**1.** P?\n\n- ✗ b\n- ✓ a\n\nx\n\n**2.** C1?\n\n- ✗ b\n- ✓ a\n\nx\n"
	                    "\n## Known\n\n**3.** C2?\n\n- ✓ a\n\nx\n"
	                    "\n## Comes back\n\n- in 1 minute: 1 question\n- in 10 minutes: 1 question\n");
	str_done(&notes);
}

static void what_is_due_is_asked(void **state)
{
	struct world *w = *state;
	play_lesson(w);
	asks(w, SESSION_OF_REVIEW, NULL, "");
	assert_int_equal(session_step(w->session), SESSION_SUMMARY);
	w->time += 2 * MINUTE;
	asks(w, SESSION_OF_REVIEW, NULL, "c1 ");
	w->time += 20 * MINUTE;
	assert_int_equal(due_now(w), 2);
	asks(w, SESSION_OF_REVIEW, "cache", "c2 ");
	asks(w, SESSION_OF_REVIEW, NULL, "c1 c2 ");
	say(w, "0", true, CONFIDENCE_GUESS);
	assert_int_equal(session_item(w->session)->rating, FSRS_AGAIN);   /* right by a guess */
	next(w);
	say(w, "0", true, CONFIDENCE_UNSURE);
	assert_int_equal(session_item(w->session)->rating, FSRS_HARD);
	next(w);
	assert_int_equal(session_step(w->session), SESSION_SUMMARY);
	assert_int_equal(due_now(w), 0);
}

static void the_student_rates(void **state)
{
	struct world *w = *state;
	struct err err;
	play_lesson(w);
	w->time += 20 * MINUTE;
	struct fsrs_card before = card(w, "small", "c1");
	asks(w, SESSION_OF_REVIEW, NULL, "c1 c2 ");
	int64_t easy = session_interval(w->session, FSRS_EASY);
	assert_true(easy == fsrs_review(&before, FSRS_EASY, w->time).due_ms - w->time);
	say(w, "0", true, CONFIDENCE_SURE);
	int64_t at = w->time;
	w->time += MINUTE;             /* reading the explanation does not count */
	assert_true(session_interval(w->session, FSRS_EASY) == easy);
	assert_true(session_rate(w->session, FSRS_EASY, &err));
	same(card(w, "small", "c1"), fsrs_review(&before, FSRS_EASY, at));
	assert_true(session_rate(w->session, FSRS_HARD, &err));   /* the last one counts, from the same card */
	same(card(w, "small", "c1"), fsrs_review(&before, FSRS_HARD, at));
}

static void an_answer_is_taken_back(void **state)
{
	struct world *w = *state;
	struct err err;
	play_lesson(w);
	w->time += 20 * MINUTE;
	struct fsrs_card first = card(w, "small", "c1"), second = card(w, "small", "c2");
	asks(w, SESSION_OF_REVIEW, NULL, "c1 c2 ");
	assert_false(session_can_undo(w->session));
	say(w, "1", false, CONFIDENCE_NONE);
	next(w);
	say(w, "0", true, CONFIDENCE_SURE);
	next(w);
	assert_int_equal(session_step(w->session), SESSION_SUMMARY);
	assert_true(session_undo(w->session, &err));
	assert_string_equal(w->quiz->questions[session_item(w->session)->question].id, "c2");
	assert_int_equal(session_item(w->session)->state, ANSWER_OPEN);
	assert_string_equal(session_item(w->session)->answer, "0");
	assert_int_equal(session_item(w->session)->confidence, CONFIDENCE_SURE);
	same(card(w, "small", "c2"), second);
	assert_true(session_undo(w->session, &err));
	assert_string_equal(w->quiz->questions[session_item(w->session)->question].id, "c1");
	same(card(w, "small", "c1"), first);
	assert_false(session_undo(w->session, &err));
	say(w, "0", true, CONFIDENCE_NONE);
	next(w);
	assert_string_equal(w->quiz->questions[session_item(w->session)->question].id, "c2");
	assert_true(session_score(w->session).right[QUIZ_CHECK] == 1);
}

static void files_that_change(void **state)
{
	struct world *w = *state;
	char away[160];
	play_lesson(w);
	w->time += DAY;
	snprintf(away, sizeof away, "%s.away", w->lesson_path);
	assert_int_equal(rename(w->lesson_path, away), 0);
	assert_int_equal(due_now(w), 0);
	asks(w, SESSION_OF_REVIEW, NULL, "");
	assert_int_equal(rename(away, w->lesson_path), 0);
	assert_int_equal(due_now(w), 2);               /* nothing was lost */
	char *edited = strdup(lesson), *correct = strstr(strstr(edited, "c1"), "correct");
	memcpy(correct, "correcd", 7);
	write_file(w->lesson_path, edited);
	asks(w, SESSION_OF_REVIEW, NULL, "c2 ");
	assert_int_equal(due_now(w), 2);               /* a mistake in the file may be mended */
	memcpy(correct, "correct", 7);
	memcpy(strstr(edited, "c1"), "d1", 2);
	write_file(w->lesson_path, edited);
	free(edited);
	asks(w, SESSION_OF_REVIEW, NULL, "c2 ");
	assert_int_equal(due_now(w), 1);               /* what is no more there is not waited for */
}

/* The program is installed elsewhere now: what ships is there. */
static void data_that_moves(void **state)
{
	struct world *w = *state;
	char there[sizeof w->folder];
	play_lesson(w);
	w->time += DAY;
	snprintf(there, sizeof there, "%.70s-moved", w->folder);
	assert_int_equal(rename(w->folder, there), 0);
	assert_int_equal(due_now(w), 0);
	snprintf(w->folder, sizeof w->folder, "%s", there);
	assert_int_equal(due_now(w), 2);
	asks(w, SESSION_OF_REVIEW, NULL, "c1 c2 ");
}

static void an_interview_begins_with_what_is_due(void **state)
{
	struct world *w = *state;
	asks(w, SESSION_OF_INTERVIEW, NULL, "t h m ");
	say(w, "4 -\n", true, CONFIDENCE_NONE);        /* t: very good */
	assert_true(session_interval(w->session, FSRS_EASY) > DAY);
	next(w);
	say(w, "1 -\n", false, CONFIDENCE_NONE);       /* h: not known */
	w->time += 5 * MINUTE;
	asks(w, SESSION_OF_INTERVIEW, NULL, "h m t ");
	asks(w, SESSION_OF_INTERVIEW, "Masks", "m ");
}

static void an_unknown_topic_names_the_others(void **state)
{
	struct world *w = *state;
	struct err err;
	assert_false(gather(w, SESSION_OF_INTERVIEW, "mask", &err));
	assert_string_equal(err.text, "there is no topic, file or folder \"mask\"; the topics are tokens, heads, masks");
	assert_false(gather(w, SESSION_OF_DRILL, "tokens", &err));
	assert_string_equal(err.text, "there is no topic, file or folder \"tokens\"; the topics are cache, masks");
	assert_int_equal(unlink(w->cards_path), 0);
	assert_false(gather(w, SESSION_OF_DRILL, NULL, &err));
	assert_string_equal(err.text, "there is nothing to drill here: an exercise is a question with \"vary\"");
}

/* Each round has its own numbers, and an exercise never comes back as it was. */
static void a_drill_rolls_its_numbers(void **state)
{
	struct world *w = *state;
	char seen[8][8];
	bool moved = false;
	asks(w, SESSION_OF_DRILL, "cache", "d1 ");
	for (w->seed = 0; w->seed < 8; w->seed++) {
		asks(w, SESSION_OF_DRILL, "cache", "d1 ");
		snprintf(seen[w->seed], sizeof seen[0], "%s", quiz_setting(&w->quiz->questions[0]).knobs[0].text);
		moved = moved || strcmp(seen[w->seed], seen[0]) != 0;
	}
	assert_true(moved);
	say(w, "1", false, CONFIDENCE_NONE);
	assert_int_equal(session_item(w->session)->rating, 0);
	assert_int_equal(session_interval(w->session, FSRS_GOOD), -1);
	w->time += DAY;
	assert_int_equal(due_now(w), 0);
}

static const char course[] =
	"{\"lesson\": \"own\", \"questions\": ["
	"{\"id\": \"a\", \"question\": \"A?\", \"tags\": [\"own\"], \"options\": [\"a\", \"b\"], \"correct\": 0},"
	"{\"id\": \"o\", \"kind\": \"open\", \"tags\": [\"own\"], \"question\": \"O?\", \"short\": \"o\"},"
	"{\"id\": \"v\", \"kind\": \"number\", \"tags\": [\"rolled\"], \"question\": \"{{ n }}?\", \"answer\": \"n\","
	" \"lab\": {\"code\": [\"param n = 1 in 1..9\"]}, \"vary\": {\"n\": [1, 2]}}]}";

static int64_t due_in(struct world *w, const char *path)
{
	struct card_count count;
	round_count(&(struct round_wish){ .path = path, .data_dir = w->folder, .now_ms = w->time }, w->store, &count);
	return count.due;
}

/* Of a course that is named, a round asks that alone, and a review what is due of it. */
static void a_course_of_ones_own(void **state)
{
	struct world *w = *state;
	struct err err;
	char folder[128], path[160];
	snprintf(folder, sizeof folder, "%s/own", w->folder);
	mkdir(folder, 0700);
	snprintf(path, sizeof path, "%s/own.json", folder);
	write_file(path, course);
	play_lesson(w);
	w->course = folder;
	asks(w, SESSION_OF_DRILL, NULL, "v ");
	asks(w, SESSION_OF_DRILL, "Rolled", "v ");
	asks(w, SESSION_OF_INTERVIEW, NULL, "o ");
	say(w, "1 -\n", false, CONFIDENCE_NONE);
	w->time += DAY;
	asks(w, SESSION_OF_REVIEW, NULL, "o ");
	assert_int_equal(due_in(w, folder), 1);
	assert_int_equal(due_in(w, path), 1);
	assert_int_equal(due_in(w, "small"), 2);
	assert_int_equal(due_in(w, NULL), 3);
	w->course = "small";
	asks(w, SESSION_OF_REVIEW, NULL, "c1 c2 ");
	w->course = NULL;
	asks(w, SESSION_OF_REVIEW, "own", "o ");
	w->course = path;
	assert_false(gather(w, SESSION_OF_DRILL, "own", &err));
	assert_string_equal(err.text, "no question there has the topic \"own\"; the topics are rolled");
	assert_false(gather(w, SESSION_OF_REVIEW, "cache", &err));
	assert_string_equal(err.text, "no question there has the topic \"cache\"; the topics are own, rolled");
	write_file(path, "{\"questions\": 1}");
	assert_false(gather(w, SESSION_OF_DRILL, NULL, &err));
	assert_string_equal(err.text, "own.json:1:15: questions should be a list, [ {…}, {…} ], not a number");
	w->course = "smal";
	assert_false(gather(w, SESSION_OF_INTERVIEW, NULL, &err));
	assert_non_null(strstr(err.text, "did you mean \"small\"?"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_say_when, make_world, remove_world),
		cmocka_unit_test_setup_teardown(notes_to_take_away, make_world, remove_world),
		cmocka_unit_test_setup_teardown(what_is_due_is_asked, make_world, remove_world),
		cmocka_unit_test_setup_teardown(the_student_rates, make_world, remove_world),
		cmocka_unit_test_setup_teardown(an_answer_is_taken_back, make_world, remove_world),
		cmocka_unit_test_setup_teardown(files_that_change, make_world, remove_world),
		cmocka_unit_test_setup_teardown(data_that_moves, make_world, remove_world),
		cmocka_unit_test_setup_teardown(an_interview_begins_with_what_is_due, make_world, remove_world),
		cmocka_unit_test_setup_teardown(a_drill_rolls_its_numbers, make_world, remove_world),
		cmocka_unit_test_setup_teardown(an_unknown_topic_names_the_others, make_world, remove_world),
		cmocka_unit_test_setup_teardown(a_course_of_ones_own, make_world, remove_world),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
