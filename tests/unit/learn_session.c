/* A play of a quiz: its order, what it refuses, and that it stands where it was left. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/philox.h"
#include "learn/session.h"
#include "quiz/kind.h"

/* ---- A quiz, a clock and a log of the tests' own ---- */

enum { MAX_QUESTIONS = 12, OPTIONS = 4 };

struct world {
	struct quiz quiz;
	struct quiz_question questions[MAX_QUESTIONS];
	struct quiz_option options[OPTIONS];
	char ids[MAX_QUESTIONS][16];
	int64_t time;
	struct clock clock;
	struct store *store;
	struct session *session;
};

static int64_t tell(void *context)
{
	return *(int64_t *)context;
}

/* A letter a question, in file order: p = pre, c = check, o = post; the key is its number mod 4. */
static void build(struct world *w, const char *stages)
{
	*w = (struct world){ .time = 1000000, .clock = { .now_ms = tell } };
	w->clock.context = &w->time;
	w->quiz = (struct quiz){ .id = "quiz", .questions = w->questions,
	                        .n_questions = (int)strlen(stages) };
	for (int i = 0; stages[i]; i++) {
		snprintf(w->ids[i], sizeof w->ids[i], "%c%d", stages[i], i);
		w->questions[i] = (struct quiz_question){
			.id = w->ids[i], .of = &w->quiz, .number = i + 1,
			.stage = stages[i] == 'p' ? QUIZ_PRE : stages[i] == 'c' ? QUIZ_CHECK : QUIZ_POST,
			.kind = &kind_choice, .options = w->options, .n_options = OPTIONS,
			.correct = UINT32_C(1) << i % OPTIONS,
		};
	}
	struct err err;
	w->store = store_open(":memory:", &err);
	assert_non_null(w->store);
}

static struct session *open_again(struct world *w, bool has_lesson, uint64_t seed)
{
	struct err err;
	struct session *session = session_open(&w->quiz, &(struct session_options){ .has_lesson = has_lesson, .seed = seed },
	                                       w->store, &w->clock, &err);
	if (!session)
		fail_msg("%s", err.text);
	return session;
}

static void start(struct world *w, const char *stages, bool has_lesson)
{
	build(w, stages);
	w->session = open_again(w, has_lesson, 7);
}

static void end(struct world *w)
{
	session_close(w->session);
	store_close(w->store);
}

/* "p0" while question p0 is asked, "lesson", "summary". */
static const char *where(const struct world *w, const struct session *s)
{
	switch (session_step(s)) {
	case SESSION_LESSON: return "lesson";
	case SESSION_SUMMARY: return "summary";
	default: return w->ids[session_item(s)->question];
	}
}

static void is_at(const struct world *w, const char *expected)
{
	assert_string_equal(where(w, w->session), expected);
}

static void answer(struct world *w, bool right)
{
	struct err err;
	const struct session_item *item = session_item(w->session);
	assert_non_null(item);
	int key = item->question % OPTIONS;
	char text[8];
	snprintf(text, sizeof text, "%d", right ? key : (key + 1) % OPTIONS);
	assert_true(session_answer(w->session, text, right, &err));
	assert_int_equal(item->state, ANSWER_GIVEN);
	assert_true(item->correct == right);
}

static void next(struct world *w)
{
	struct err err;
	if (!session_next(w->session, &err))
		fail_msg("%s", err.text);
}

static void skip_it(struct world *w)
{
	struct err err;
	if (!session_skip(w->session, &err))
		fail_msg("%s", err.text);
}

static void back(struct world *w)
{
	struct err err;
	if (!session_back(w->session, &err))
		fail_msg("%s", err.text);
}

static void answer_on(struct world *w, bool right)
{
	answer(w, right);
	next(w);
}

/* ---- The flow ---- */

static void pre_lesson_check_post_summary(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	start(&w, "opcpc", true);      /* the file's order of stages does not matter */
	assert_false(session_resumed(w.session));
	is_at(&w, "p1");
	assert_false(session_gives_feedback(w.session));
	answer_on(&w, true);
	is_at(&w, "p3");
	int of;
	assert_int_equal(session_place(w.session, &of), 2);
	assert_int_equal(of, 2);
	answer_on(&w, false);
	is_at(&w, "lesson");
	assert_int_equal(session_checks_left(w.session), 2);
	assert_true(session_ask_check(w.session, &err));
	is_at(&w, "c2");
	assert_true(session_gives_feedback(w.session));
	answer_on(&w, true);
	is_at(&w, "lesson");
	assert_int_equal(session_checks_left(w.session), 1);
	assert_true(session_end_lesson(w.session, &err));
	is_at(&w, "c4");
	answer_on(&w, true);
	is_at(&w, "o0");
	answer_on(&w, true);
	is_at(&w, "summary");
	struct session_score score = session_score(w.session);
	assert_int_equal(score.asked[QUIZ_PRE], 2);
	assert_int_equal(score.right[QUIZ_PRE], 1);
	assert_int_equal(score.right[QUIZ_CHECK], 2);
	assert_true(score.gain == 0.5);
	struct store_result result;
	assert_true(store_result(w.store, "quiz", &result, &err));
	assert_true(result.plays == 1 && result.pre == 0.5 && result.post == 1);
	end(&w);
}

static void stages_without_questions_are_passed_over(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	start(&w, "o", false);
	is_at(&w, "o0");
	end(&w);
	start(&w, "o", true);
	is_at(&w, "lesson");
	assert_false(session_ask_check(w.session, &err));
	assert_true(session_end_lesson(w.session, &err));
	is_at(&w, "o0");
	end(&w);
	start(&w, "pc", false);
	answer_on(&w, true);
	is_at(&w, "c1");
	answer_on(&w, true);
	is_at(&w, "summary");
	assert_true(isnan(session_score(w.session).gain));
	end(&w);
	start(&w, "", false);
	is_at(&w, "summary");
	end(&w);
}

static void skipped_ones_come_once_more(void **state)
{
	(void)state;
	struct world w;
	start(&w, "pppo", false);
	skip_it(&w);
	is_at(&w, "p1");
	answer_on(&w, true);
	skip_it(&w);
	is_at(&w, "p0");
	skip_it(&w);
	is_at(&w, "p2");
	answer_on(&w, true);
	is_at(&w, "o3");
	struct session_score score = session_score(w.session);
	assert_int_equal(score.asked[QUIZ_PRE], 3);   /* what was skipped was not known */
	assert_int_equal(score.right[QUIZ_PRE], 2);
	end(&w);
}

/* One without a key is passed, asked no more, and neither right nor missed. */
static void what_is_void_does_not_count(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	int count;
	start(&w, "ppo", false);
	session_void(w.session);
	assert_false(session_confidence(w.session, CONFIDENCE_SURE));
	assert_false(session_answer(w.session, "0", true, &err));
	next(&w);
	is_at(&w, "p1");
	answer(&w, false);
	session_void(w.session);                                   /* what was answered stays so */
	assert_int_equal(session_item(w.session)->state, ANSWER_GIVEN);
	next(&w);
	is_at(&w, "o2");
	skip_it(&w);
	session_void(w.session);
	next(&w);
	is_at(&w, "summary");
	struct session_score score = session_score(w.session);
	const struct session_item *items = session_items(w.session, &count);
	assert_int_equal(score.asked[QUIZ_PRE], 1);
	assert_int_equal(score.asked[QUIZ_POST], 0);
	assert_false(session_missed(w.session, &items[0], &score));
	assert_true(session_missed(w.session, &items[1], &score));
	assert_false(session_missed(w.session, &items[2], &score));
	end(&w);
}

static void a_check_skipped_in_the_lesson_comes_after_it(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	start(&w, "cco", true);
	assert_true(session_ask_check(w.session, &err));
	skip_it(&w);
	is_at(&w, "lesson");
	assert_int_equal(session_checks_left(w.session), 1);
	assert_true(session_end_lesson(w.session, &err));
	is_at(&w, "c1");
	answer_on(&w, true);
	is_at(&w, "c0");
	answer_on(&w, true);
	is_at(&w, "o2");
	end(&w);
}

static void what_is_refused(void **state)
{
	(void)state;
	struct world w;
	struct err err = {0};
	start(&w, "pp", true);
	assert_false(session_answer(w.session, "4", false, &err));
	assert_false(session_answer(w.session, "-1", false, &err));
	assert_int_equal(err.code, ERR_VALUE);
	assert_false(session_next(w.session, &err));
	assert_false(session_back(w.session, &err));
	assert_false(session_ask_check(w.session, &err));
	assert_false(session_end_lesson(w.session, &err));
	is_at(&w, "p0");
	assert_int_equal(session_item(w.session)->state, ANSWER_OPEN);
	answer(&w, false);
	assert_false(session_answer(w.session, "0", false, &err));      /* the first answer counts */
	assert_false(session_confidence(w.session, CONFIDENCE_SURE));
	next(&w);
	answer_on(&w, true);
	is_at(&w, "lesson");
	assert_false(session_answer(w.session, "0", false, &err));
	assert_false(session_skip(w.session, &err));
	assert_false(session_flag(w.session, &err));
	assert_int_equal(session_score(w.session).right[QUIZ_PRE], 1);
	end(&w);
}

static void back_looks_and_next_returns(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	start(&w, "pppo", true);
	answer_on(&w, false);
	skip_it(&w);
	is_at(&w, "p2");
	back(&w);
	is_at(&w, "p1");
	back(&w);
	is_at(&w, "p0");
	assert_false(session_back(w.session, &err));
	assert_false(session_gives_feedback(w.session));
	assert_false(session_answer(w.session, "0", false, &err));
	next(&w);
	is_at(&w, "p1");
	answer(&w, true);              /* skipped, and its stage still lasts */
	next(&w);
	is_at(&w, "p2");
	skip_it(&w);
	is_at(&w, "p2");               /* again; p1 is answered by now */
	skip_it(&w);
	is_at(&w, "lesson");
	back(&w);
	is_at(&w, "p2");
	assert_true(session_gives_feedback(w.session));
	assert_false(session_answer(w.session, "0", false, &err));      /* pre is over */
	next(&w);
	is_at(&w, "lesson");
	assert_true(session_end_lesson(w.session, &err));
	answer_on(&w, true);
	is_at(&w, "summary");
	back(&w);
	is_at(&w, "o3");
	next(&w);
	is_at(&w, "summary");
	end(&w);
}

static void options_are_shuffled_by_the_seed(void **state)
{
	(void)state;
	struct world w;
	build(&w, "pppppppppppp");
	w.questions[3].fixed_order = true;
	int first_place[OPTIONS] = {0}, count;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct err err;
		struct session *s = open_again(&w, false, 0);
		assert_true(session_restart(s, seed, &err));
		const struct session_item *items = session_items(s, &count);
		for (int i = 0; i < count; i++) {
			int seen = 0;
			for (int j = 0; j < OPTIONS; j++)
				seen |= 1 << items[i].order[j];
			assert_int_equal(seen, (1 << OPTIONS) - 1);
		}
		for (int j = 0; j < OPTIONS; j++)
			assert_int_equal(items[3].order[j], j);
		first_place[items[0].order[0]]++;
		session_close(s);
	}
	for (int i = 0; i < OPTIONS; i++)
		assert_true(first_place[i] > 25 && first_place[i] < 80);
	store_close(w.store);
}

/* Whatever the seed, something is left to do; and the seed decides. */
static void steps_never_begin_in_order(void **state)
{
	(void)state;
	for (int n = 3; n <= OPTIONS; n++)
		for (uint64_t seed = 0; seed < 60; seed++) {
			struct world w;
			build(&w, "c");
			w.questions[0].kind = &kind_order;
			w.questions[0].n_options = n;
			w.session = open_again(&w, false, seed);
			const struct session_item *item = session_item(w.session);
			int in_place = 0, sum = 0;
			for (int i = 0; i < n; i++) {
				in_place += item->order[i] == i;
				sum += 1 << item->order[i];
			}
			assert_true(in_place < n);
			assert_int_equal(sum, (1 << n) - 1);
			end(&w);
		}
}

/* What varies is rolled by the play's own seed: one that is gone on with asks what it asked. */
static void a_play_keeps_what_it_rolled(void **state)
{
	(void)state;
	static const char json[] =
		"[{\"id\":\"a\",\"question\":\"a\",\"options\":[\"x\",\"y\"],\"correct\":0,\"lab\":{\"code\":[\"param n = 1 in 1..256\"]},"
		"\"vary\":{\"n\":{\"from\":1,\"to\":256}}},{\"question\":\"b\",\"options\":[\"x\",\"y\"],\"correct\":0}]";
	struct world w;
	struct err err;
	build(&w, "");
	struct quiz *quiz = quiz_parse("vary.json", json, strlen(json), NULL, &err);
	assert_non_null(quiz);
	struct session *s = session_open(quiz, &(struct session_options){ .seed = 7 }, w.store, &w.clock, &err);
	assert_non_null(s);
	const char *first = quiz_setting(&quiz->questions[0]).knobs[0].text;
	assert_true(session_answer(s, "0", true, &err));
	session_close(s);
	s = session_open(quiz, &(struct session_options){ .seed = 8 }, w.store, &w.clock, &err);
	assert_true(session_resumed(s));
	assert_string_equal(quiz_setting(&quiz->questions[0]).knobs[0].text, first);
	assert_true(session_restart(s, 8, &err));
	assert_string_not_equal(quiz_setting(&quiz->questions[0]).knobs[0].text, first);
	session_close(s);
	quiz_free(quiz);
	store_close(w.store);
}

/* An answer of another form, from before the question was changed, is no answer to it. */
static void an_answer_that_no_longer_fits_is_dropped(void **state)
{
	(void)state;
	struct world w;
	start(&w, "cc", false);
	answer_on(&w, true);
	session_close(w.session);
	w.questions[0].kind = &kind_order;
	w.session = open_again(&w, false, 7);
	int count;
	assert_int_equal(session_items(w.session, &count)[0].state, ANSWER_OPEN);
	end(&w);
}

static void flags_and_confidence_are_kept(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	start(&w, "pp", false);
	assert_true(session_confidence(w.session, CONFIDENCE_GUESS));
	assert_true(session_flag(w.session, &err));
	answer(&w, true);
	session_close(w.session);
	w.session = open_again(&w, false, 99);
	assert_true(session_resumed(w.session));
	assert_true(session_item(w.session)->flagged);
	assert_int_equal(session_item(w.session)->confidence, CONFIDENCE_GUESS);
	assert_true(session_restart(w.session, 5, &err));
	assert_true(session_item(w.session)->flagged);             /* the question is still wrong */
	assert_int_equal(session_item(w.session)->state, ANSWER_OPEN);
	assert_true(session_flag(w.session, &err));
	assert_false(session_item(w.session)->flagged);
	end(&w);
}

static bool keep_answer(void *context, const struct store_answer *row)
{
	struct store_answer *out = context;
	out->took_ms = row->took_ms;
	out->at_ms = row->at_ms;
	return true;
}

static void time_is_the_clock_s(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	start(&w, "po", false);
	w.time += 4000;
	answer(&w, true);
	struct store_answer row;
	assert_true(store_answers(w.store, 1, keep_answer, &row, &err));
	assert_int_equal(row.took_ms, 4000);
	assert_int_equal(row.at_ms, 1004000);
	session_close(w.session);
	w.time += 3600000;             /* an hour away does not count */
	w.session = open_again(&w, false, 0);
	assert_int_equal(session_score(w.session).took_ms, 4000);
	next(&w);
	w.time -= 500000;              /* the clock was put back */
	answer_on(&w, true);
	assert_true(session_score(w.session).took_ms >= 4000);
	int64_t took = session_score(w.session).took_ms;
	w.time += 9000;
	assert_int_equal(session_score(w.session).took_ms, took);   /* it stands still at the end */
	end(&w);
}

/* ---- Resuming ---- */

static void same_session(const struct world *w, const struct session *a, const struct session *b)
{
	int count, same_count, of, same_of;
	assert_string_equal(where(w, a), where(w, b));
	assert_int_equal(session_stage(a), session_stage(b));
	assert_int_equal(session_gives_feedback(a), session_gives_feedback(b));
	assert_int_equal(session_checks_left(a), session_checks_left(b));
	assert_int_equal(session_mark(a), session_mark(b));
	assert_int_equal(session_place(a, &of), session_place(b, &same_of));
	assert_int_equal(of, same_of);
	const struct session_item *x = session_items(a, &count), *y = session_items(b, &same_count);
	assert_int_equal(count, same_count);
	for (int i = 0; i < count; i++) {
		assert_int_equal(x[i].state, y[i].state);
		assert_string_equal(x[i].answer ? x[i].answer : "none", y[i].answer ? y[i].answer : "none");
		assert_int_equal(x[i].correct, y[i].correct);
		assert_memory_equal(x[i].order, y[i].order, sizeof x[i].order);
	}
}

static void act(struct world *w, uint64_t choice)
{
	struct err err;
	struct session *s = w->session;
	if (session_step(s) == SESSION_LESSON) {
		session_set_mark(s, (int)(choice % 100));
		if (choice % 3 == 0 || !session_ask_check(s, &err))
			assert_true(session_end_lesson(s, &err));
	} else if (session_item(s)->state == ANSWER_GIVEN) {
		next(w);
	} else if (choice % 3 == 0) {
		skip_it(w);
	} else {
		answer(w, choice % 2);
	}
}

/* After every step of random plays: a session opened anew is the one that was left. */
static void resumes_exactly_there(void **state)
{
	(void)state;
	static const char *const stages[] = { "pppccco", "cpocpoc", "ccc", "ppoo", "ooocpp" };
	for (uint64_t play = 0; play < 200; play++) {
		struct philox_stream random = philox_stream(play, "play", 0);
		bool lesson = play % 2;
		struct world w;
		start(&w, stages[play % 5], lesson);
		int steps = 0;
		while (session_step(w.session) != SESSION_SUMMARY) {
			act(&w, philox_below(&random, (uint64_t)steps, 1000));
			assert_true(++steps < 100);
			if (session_step(w.session) == SESSION_SUMMARY)
				break;
			struct session *again = open_again(&w, lesson, 12345);
			assert_true(session_resumed(again));
			same_session(&w, w.session, again);
			session_close(w.session);
			w.session = again;
		}
		struct session *fresh = open_again(&w, lesson, 12345);
		assert_false(session_resumed(fresh));
		session_close(fresh);
		end(&w);
	}
}

static void a_file_edited_in_between(void **state)
{
	(void)state;
	struct world w;
	start(&w, "pppo", false);
	answer_on(&w, true);
	answer_on(&w, true);
	is_at(&w, "p2");
	session_close(w.session);
	w.questions[1] = w.questions[2];       /* p1 is gone, p2 has moved up, the post question too */
	w.questions[2] = w.questions[3];
	w.quiz.n_questions = 3;
	w.session = open_again(&w, false, 0);
	assert_string_equal(w.quiz.questions[session_item(w.session)->question].id, "p2");
	session_close(w.session);
	w.quiz.n_questions = 1;                /* the present question is gone, and there is no other */
	w.session = open_again(&w, false, 0);
	is_at(&w, "summary");
	end(&w);
}

static void a_place_that_makes_no_sense(void **state)
{
	(void)state;
	static const char *const places[] = {
		"nonsense", "9 0 0000000000000000 0 0", "-1 0 0 0 0", "0 7 ffffffffffffffff 0 0",
		"3 0 0000000000000000 0 -4", "1 0 0000000000000000 3 0", "0 0 0 99999999999999999999 0",
	};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct world w;
		struct err err;
		start(&w, "pco", false);
		answer_on(&w, true);
		session_close(w.session);
		assert_true(store_place(w.store, 1, places[i], &err));
		w.session = open_again(&w, false, 0);
		const char *at = where(&w, w.session);
		assert_true(strcmp(at, "c1") == 0 || strcmp(at, "o2") == 0);
		end(&w);
	}
}

/* Nothing waits for the disk before the first screen. */
static void a_look_is_logged_when_it_ends(void **state)
{
	(void)state;
	struct world w;
	struct err err;
	struct store_session left;
	bool found = true;
	start(&w, "pp", false);
	assert_true(store_resume(w.store, w.quiz.id, &left, &found, &err));
	assert_false(found);
	uint64_t first = (uint64_t)session_item(w.session)->order[0];
	session_close(w.session);
	assert_true(store_resume(w.store, w.quiz.id, &left, &found, &err));
	assert_true(found);
	w.session = open_again(&w, false, 99);
	assert_int_equal(session_item(w.session)->order[0], first);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pre_lesson_check_post_summary),
		cmocka_unit_test(stages_without_questions_are_passed_over),
		cmocka_unit_test(skipped_ones_come_once_more),
		cmocka_unit_test(what_is_void_does_not_count),
		cmocka_unit_test(a_check_skipped_in_the_lesson_comes_after_it),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(back_looks_and_next_returns),
		cmocka_unit_test(options_are_shuffled_by_the_seed),
		cmocka_unit_test(steps_never_begin_in_order),
		cmocka_unit_test(a_play_keeps_what_it_rolled),
		cmocka_unit_test(an_answer_that_no_longer_fits_is_dropped),
		cmocka_unit_test(flags_and_confidence_are_kept),
		cmocka_unit_test(time_is_the_clock_s),
		cmocka_unit_test(resumes_exactly_there),
		cmocka_unit_test(a_file_edited_in_between),
		cmocka_unit_test(a_place_that_makes_no_sense),
		cmocka_unit_test(a_look_is_logged_when_it_ends),
	};
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
