/* A lab in the background: the newest request wins, and only dependents are computed again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "lab/live.h"

/* `heavy` multiplications of 300 x 300 matrices, one for each tick of a clock. */
static const char source[] =
	"param n = 2 in 1..9\n"
	"param heavy = 1 in 1..10000 animate\n"
	"fixed = randn(4, 4)\n"
	"x = ones(n)\n"
	"big = randn(300, 300)\n"
	"work = big @ big + 0 * heavy\n"
	"variant \"v\" x = zeros(n)\n";

static const struct budget no_limit = {0};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct live *start_lab(const char *text, const struct budget *budget)
{
	struct err err = {0};
	struct lab *lab = lab_parse("test", text, NULL, &err);
	if (!lab)
		fail_msg("%s", err.text);
	struct live *live = live_new(lab, budget);
	assert_non_null(live);
	lab_unref(lab);   /* the live one keeps its own */
	return live;
}

static struct live *start(const struct budget *budget)
{
	return start_lab(source, budget);
}

static void ask(struct live *live, const char *n, const char *heavy, int variant)
{
	struct lab_knob_setting knobs[] = { { "n", n }, { "heavy", heavy } };
	struct lab_setting setting = { knobs, 2, variant };
	live_request(live, &setting);
}

static bool readable(const struct live *live)
{
	struct pollfd fd = { .fd = live_fd(live), .events = POLLIN };
	return poll(&fd, 1, 0) == 1;
}

static const struct value *value_of(const struct lab_state *state, const char *name)
{
	for (int i = 0; i < state->n_lines; i++)
		if (strcmp(state->lines[i].name, name) == 0)
			return &state->lines[i].value;
	fail_msg("no line %s", name);
	return NULL;
}

static void a_request_is_answered_once(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	assert_null(live_take(live));
	assert_false(live_busy(live));
	assert_false(readable(live));
	ask(live, "3", "1", -1);
	live_wait(live);
	assert_false(live_busy(live));
	assert_true(readable(live));
	struct lab_state *state = live_take(live);
	assert_non_null(state);
	assert_string_equal(state->knobs[0].text, "3");
	assert_false(readable(live));
	assert_null(live_take(live));
	live_free(live);
	assert_int_equal(value_of(state, "x")->as.tensor->shape.size[0], 3);   /* it outlives the live one */
	lab_state_unref(state);
}

static void poll_wakes_up(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "3", "1", -1);
	struct pollfd fd = { .fd = live_fd(live), .events = POLLIN };
	assert_int_equal(poll(&fd, 1, 10000), 1);
	struct lab_state *state = live_take(live);
	assert_non_null(state);
	lab_state_unref(state);
	live_free(live);
}

static void only_the_newest_answer_is_kept(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	for (int n = 1; n <= 9; n++) {
		char text[2] = { (char)('0' + n), 0 };
		ask(live, text, "1", -1);
	}
	live_wait(live);
	struct lab_state *state = live_take(live);
	assert_string_equal(state->knobs[0].text, "9");
	assert_null(live_take(live));
	assert_false(readable(live));
	lab_state_unref(state);
	live_free(live);
}

static void an_answer_nobody_took_is_replaced(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "3", "1", -1);
	live_wait(live);
	ask(live, "4", "1", -1);
	live_wait(live);
	struct lab_state *state = live_take(live);
	assert_string_equal(state->knobs[0].text, "4");
	assert_false(readable(live));
	lab_state_unref(state);
	live_free(live);
}

static void a_newer_request_cancels_a_heavy_one(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "1", "10000", -1);   /* many seconds */
	struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	nanosleep(&pause, NULL);
	assert_true(live_busy(live));
	assert_null(live_take(live));
	double begun = now_ms();
	ask(live, "5", "1", -1);
	live_wait(live);
	assert_true(now_ms() - begun < 5000);
	struct lab_state *state = live_take(live);
	assert_string_equal(state->knobs[0].text, "5");
	assert_string_equal(state->knobs[1].text, "1");
	assert_int_equal(state->error.code, ERR_NONE);
	lab_state_unref(state);
	live_free(live);
}

static void freeing_does_not_wait_for_the_run(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "1", "10000", -1);
	struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	nanosleep(&pause, NULL);
	double begun = now_ms();
	live_free(live);
	double took = now_ms() - begun;
	print_message("live_free took %.1f ms\n", took);
	assert_true(took < 5000);
	live_free(start(&no_limit));   /* never asked */
	live_free(NULL);
}

static void only_dependents_are_computed_again(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "3", "2", -1);
	live_wait(live);
	struct lab_state *first = live_take(live);
	ask(live, "4", "2", -1);
	live_wait(live);
	struct lab_state *second = live_take(live);
	assert_ptr_equal(value_of(first, "work")->as.tensor, value_of(second, "work")->as.tensor);
	assert_ptr_equal(value_of(first, "fixed")->as.tensor, value_of(second, "fixed")->as.tensor);
	assert_ptr_not_equal(value_of(first, "x")->as.tensor, value_of(second, "x")->as.tensor);
	lab_state_unref(first);
	lab_state_unref(second);
	live_free(live);
}

/* Mostly for ThreadSanitizer: nothing that is read here is written there. */
static void a_state_is_read_while_the_next_is_computed(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "3", "1", 0);
	live_wait(live);
	struct lab_state *state = live_take(live);
	ask(live, "4", "20", 0);
	double sum = 0;
	do {
		struct err err = {0};
		struct lab_expr e = { .code = "x.sum() + n" };
		assert_true(lab_eval_all(state->lab, NULL, &no_limit, &e, 1, &err));
		value_unref(e.value);
		const struct tensor *big = value_of(state, "big")->as.tensor;
		for (int64_t i = 0; i < 300; i++)
			sum += tensor_at(big, (int64_t[]){ i, i });
		lab_state_unref(lab_state_ref(state));
	} while (live_busy(live));
	assert_false(isnan(sum));
	lab_state_unref(state);
	live_free(live);
}

static void a_knob_that_is_not_named_goes_back(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "7", "1", -1);
	live_wait(live);
	lab_state_unref(live_take(live));
	live_request(live, NULL);
	live_wait(live);
	struct lab_state *state = live_take(live);
	assert_string_equal(state->knobs[0].text, "2");
	lab_state_unref(state);
	live_free(live);
}

/* What was computed step by step is what a fresh run computes, bit for bit. */
static void answers_are_those_of_a_fresh_run(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	static const char *const turns[][2] = { { "3", "2" }, { "9", "2" }, { "9", "1" }, { "1", "3" } };
	for (int i = 0; i < 8; i++) {
		ask(live, turns[i % 4][0], turns[i % 4][1], i % 3 ? 0 : -1);
		live_wait(live);
		struct lab_state *state = live_take(live);
		struct lab_knob_setting knobs[] = { { "n", turns[i % 4][0] }, { "heavy", turns[i % 4][1] } };
		struct lab_setting setting = { knobs, 2, i % 3 ? 0 : -1 };
		struct err err = {0};
		struct lab_state *fresh = lab_run(state->lab, &setting, &no_limit, NULL, &err);
		assert_int_equal(state->with != NULL, i % 3 != 0);
		assert_int_equal(state->n_differences, fresh->n_differences);
		for (int k = 0; k < fresh->n_lines; k++) {
			assert_true(value_same(state->lines[k].value, fresh->lines[k].value));
			if (fresh->with)
				assert_true(value_same(state->with->lines[k].value, fresh->with->lines[k].value));
		}
		lab_state_unref(fresh);
		lab_state_unref(state);
	}
	live_free(live);
}

static void what_does_not_fit_is_an_answer_too(void **unused)
{
	(void)unused;
	struct live *live = start(&no_limit);
	ask(live, "99", "1", -1);
	live_wait(live);
	struct lab_state *state = live_take(live);
	assert_int_not_equal(state->error.code, ERR_NONE);
	assert_int_equal(state->n_lines, 0);
	lab_state_unref(state);
	ask(live, "3", "1", 5);
	live_wait(live);
	state = live_take(live);
	assert_int_equal(state->error.code, ERR_INDEX);
	lab_state_unref(state);
	ask(live, "3", "1", -1);   /* and it goes on */
	live_wait(live);
	state = live_take(live);
	assert_int_equal(state->error.code, ERR_NONE);
	lab_state_unref(state);
	live_free(live);
}

static void a_limit_is_an_answer_and_the_next_request_works(void **unused)
{
	(void)unused;
	struct budget budget = { .ops = 200 * 1000 * 1000 };
	struct live *live = start(&budget);
	ask(live, "3", "10000", -1);
	live_wait(live);
	struct lab_state *state = live_take(live);
	assert_int_equal(state->error.code, ERR_LIMIT);
	lab_state_unref(state);
	ask(live, "3", "1", -1);
	live_wait(live);
	state = live_take(live);
	assert_int_equal(state->error.code, ERR_NONE);
	assert_string_equal(state->lines[4 - 1].shape, "(300, 300)");
	lab_state_unref(state);
	live_free(live);
}

/* A value of an earlier setting beside the knobs of this one would be a lie. */
static void a_limit_leaves_no_old_values(void **unused)
{
	(void)unused;
	struct budget budget = { .ops = 16 * 1000 * 1000 };
	struct live *live = start_lab("param n = 2 in 1..1000\nx = ones(3)\ny = cumsum(ones(n * n), 0)\n",
	                              &budget);
	static const char *const n[] = { "2", "1000", "3" };
	for (int i = 0; i < 3; i++) {
		struct lab_knob_setting knob = { "n", n[i] };
		struct lab_setting setting = { &knob, 1, -1 };
		live_request(live, &setting);
		live_wait(live);
		struct lab_state *state = live_take(live);
		assert_string_equal(state->knobs[0].text, n[i]);
		assert_int_equal(state->error.code, i == 1 ? ERR_LIMIT : ERR_NONE);
		assert_int_equal(state->lines[1].error.code, i == 1 ? ERR_LIMIT : ERR_NONE);
		assert_int_equal(value_of(state, "y")->kind, i == 1 ? VALUE_NONE : VALUE_TENSOR);
		assert_int_equal(value_of(state, "x")->kind, VALUE_TENSOR);
		lab_state_unref(state);
	}
	live_free(live);
}

/* ---- Why a cell is what it is ---- */

static const char shown[] =
	"param n = 2 in 1..9\n"
	"x = n * ones(2, 3, 4)\n"
	"y = x @ ones(4, 5)\n"
	"b = y[0, 0] > 1\n"
	"show heatmap y[1], y.mean(dim=0)\n"
	"show bars b\n"
	"variant \"v\" y = x @ zeros(4, 5)\n";

static struct lab_why *why_at(struct live *live, int figure, int item, int64_t row, int64_t col)
{
	live_wait(live);
	struct lab_state *state = live_take(live);
	struct lab_cell cell = { .code = state->figures[figure].items[item].code, .row = row, .col = col };
	lab_state_unref(state);   /* the code is the lab's */
	live_ask_why(live, &cell);
	live_wait(live);
	return live_take_why(live);
}

static void a_figure_s_cell_is_the_node_s_and_leads_on(void **unused)
{
	(void)unused;
	struct live *live = start_lab(shown, &no_limit);
	live_request(live, NULL);
	struct lab_why *why = why_at(live, 0, 0, 1, 4);
	assert_non_null(why);
	assert_int_equal(why->error.code, ERR_NONE);
	assert_true(strncmp(why->text, "y[1,1,4] = ", 11) == 0);
	assert_int_equal(why->node, 1);
	struct lab_cell cell;
	assert_true(lab_why_input(why, 0, &cell));
	lab_why_free(why);
	live_ask_why(live, &cell);
	live_wait(live);
	why = live_take_why(live);
	assert_int_equal(why->node, 0);
	assert_true(strncmp(why->text, "x[1,1,0] = ", 11) == 0);
	assert_non_null(strstr(why->text, " = 2"));
	lab_why_free(why);
	assert_null(live_take_why(live));
	assert_false(readable(live));
	live_free(live);
}

static void an_expression_of_a_figure_is_explained_itself(void **unused)
{
	(void)unused;
	struct live *live = start_lab(shown, &no_limit);
	live_request(live, NULL);
	struct lab_why *why = why_at(live, 0, 1, 0, 3);
	assert_int_equal(why->error.code, ERR_NONE);
	assert_int_equal(why->node, -1);
	assert_int_equal(why->n_inputs, 2);
	assert_string_equal(why->inputs[1].label, "y[1,0,3]");
	lab_why_free(why);
	live_request(live, NULL);
	why = why_at(live, 1, 0, 0, 3);   /* a vector is shown as a row */
	assert_int_equal(why->error.code, ERR_NONE);
	assert_true(strncmp(why->text, "b[3] = ", 7) == 0);
	lab_why_free(why);
	live_free(live);
}

/* Errors, notes and labels are kept with the setup, which begins anew in another language. */
static void a_request_in_another_language_says_all_anew(void **unused)
{
	(void)unused;
	static const struct { enum language language; const char *note, *label; } row[] = {
		{ LANGUAGE_EN, "all ones", "first" }, { LANGUAGE_ZH, "全是 1", "第一" }, { LANGUAGE_EN, "all ones", "first" },
	};
	struct live *live = start_lab("x = ones(2, 3)   # all ones #zh 全是 1\n"
	                              "show heatmap x rows=[\"first #zh 第一\"]\n", &no_limit);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		i18n_set(row[i].language);
		live_request(live, NULL);
		live_wait(live);
		struct lab_state *state = live_take(live);
		assert_string_equal(state->lines[0].note, row[i].note);
		assert_string_equal(state->figures[0].row_labels[0], row[i].label);
		lab_state_unref(state);
	}
	i18n_set(LANGUAGE_EN);
	live_free(live);
}

static void the_base_is_explained_beside_a_variant(void **unused)
{
	(void)unused;
	struct live *live = start_lab(shown, &no_limit);
	struct lab_setting setting = { NULL, 0, 0 };
	live_request(live, &setting);
	struct lab_why *why = why_at(live, 0, 0, 0, 0);
	assert_non_null(strstr(why->text, " = 8"));
	lab_why_free(why);
	live_free(live);
}

static void why_is_answered_at_the_newest_knobs_and_the_newest_question(void **unused)
{
	(void)unused;
	struct live *live = start_lab(shown, &no_limit);
	live_request(live, NULL);
	lab_why_free(why_at(live, 0, 0, 0, 0));
	struct lab_knob_setting knob = { "n", "7" };
	struct lab_setting setting = { &knob, 1, -1 };
	struct lab_cell cell = { .node = 0, .input = { .node = 0, .item = -1, .ndim = 3, .index = { 1, 2, 3 } } };
	for (int i = 0; i < 20; i++) {
		cell.input.index[2] = i % 4;
		live_ask_why(live, &cell);
		live_request(live, &setting);
	}
	live_wait(live);
	struct lab_why *why = live_take_why(live);
	assert_true(strncmp(why->text, "x[1,2,3] = ", 11) == 0);
	assert_non_null(strstr(why->text, " = 7"));
	lab_why_free(why);
	assert_null(live_take_why(live));
	struct lab_state *state = live_take(live);
	assert_non_null(state);
	lab_state_unref(state);
	assert_false(readable(live));
	cell.input.index[2] = 4;
	live_ask_why(live, &cell);
	live_wait(live);
	why = live_take_why(live);
	assert_int_equal(why->error.code, ERR_INDEX);
	lab_why_free(why);
	live_ask_why(live, &cell);   /* nobody takes it */
	live_wait(live);
	live_free(live);
}

static void nothing_computed_is_said(void **unused)
{
	(void)unused;
	struct live *live = start_lab(shown, &no_limit);
	struct lab_cell cell = { .code = "y[1]" };
	live_ask_why(live, &cell);
	live_wait(live);
	struct lab_why *why = live_take_why(live);
	assert_int_not_equal(why->error.code, ERR_NONE);
	lab_why_free(why);
	live_free(live);
}

/* A head of 8192 × 8192 scores: seen in tiles, and left as soon as the knob moves. */
static const char large[] =
	"param T = 8192 in {64, 8192}\n"
	"Q = randn(8, T, 64)\n"
	"out = scaled_dot_product_attention(Q, Q, Q, is_causal=True)\n"
	"A = softmax(Q @ Q.mT, dim=-1)\n"
	"show heatmap A[0]\n";

static struct lab_window window_of(const struct lab_state *state, int64_t block)
{
	return (struct lab_window){ .code = state->figures[0].items[0].code, .variant = -1, .row = 64,
	                            .col = 128, .rows = 40, .cols = 60, .row_block = block, .col_block = block };
}

static void ask_size(struct live *live, const char *T)
{
	struct lab_knob_setting knob = { "T", T };
	struct lab_setting setting = { &knob, 1, -1 };
	live_request(live, &setting);
}

static void what_is_seen_of_a_large_matrix_is_computed(void **unused)
{
	(void)unused;
	struct live *live = start_lab(large, &budget_own);
	ask_size(live, "8192");
	live_wait(live);
	struct lab_state *state = live_take(live);
	assert_true(tensor_is_outline(state->figures[0].items[0].tensor));
	struct lab_window window = window_of(state, 1);
	live_ask_tile(live, &window);
	live_wait(live);
	assert_true(readable(live));
	struct lab_tile *tile = live_take_tile(live);
	assert_non_null(tile);
	assert_false(readable(live));
	assert_true(lab_window_same(&tile->window, &window));
	assert_int_equal(tile->read[0].count, 1);
	assert_true(tile->read[0].low == tile->read[0].high && tile->read[0].low >= 0);
	lab_tile_free(tile);
	lab_state_unref(state);
	live_free(live);
}

/* One alone: masks and tables of what is too large are heatmaps of what is seen. */
static void large_masks_and_tables_are_heatmaps(void **unused)
{
	(void)unused;
	static const char *const shows[] = { "show mask S > 0\n", "show table S\n" };
	for (int i = 0; i < 2; i++) {
		char text[400];
		snprintf(text, sizeof text, "param T = 64 in 1..100000\nQ = rand(T, 4)\nS = Q @ Q.mT\n%s", shows[i]);
		struct live *live = start_lab(text, &budget_own);
		ask_size(live, "30000");
		live_wait(live);
		struct lab_state *state = live_take(live);
		assert_int_equal(state->figures[0].kind, FIGURE_HEATMAP);
		assert_true(tensor_is_outline(state->figures[0].items[0].tensor));
		struct lab_window window = window_of(state, 1);
		live_ask_tile(live, &window);
		live_wait(live);
		struct lab_tile *tile = live_take_tile(live);
		assert_int_equal(tile->error.code, ERR_NONE);
		assert_true(tile->read[0].high > 0);
		lab_tile_free(tile);
		lab_state_unref(state);
		live_free(live);
	}
}

/* Neither the attention nor the tile holds up the next key. */
static void a_large_run_is_left_at_once(void **unused)
{
	(void)unused;
	struct live *live = start_lab(large, &budget_own);
	struct timespec pause = { .tv_nsec = 30 * 1000 * 1000 };
	ask_size(live, "8192");
	nanosleep(&pause, NULL);
	double begun = now_ms();
	ask_size(live, "64");
	double asked = now_ms() - begun;
	live_wait(live);
	print_message("asked in %.2f ms, left and answered in %.1f ms\n", asked, now_ms() - begun);
	struct lab_state *state = live_take(live);
	assert_string_equal(state->knobs[0].text, "64");
	lab_state_unref(state);
	ask_size(live, "8192");
	live_wait(live);
	state = live_take(live);
	struct lab_window window = window_of(state, 64);
	lab_state_unref(state);
	live_ask_tile(live, &window);
	nanosleep(&pause, NULL);
	begun = now_ms();
	ask_size(live, "64");
	live_wait(live);
	print_message("a tile left in %.1f ms\n", now_ms() - begun);
	assert_null(live_take_tile(live));
	live_free(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_seen_of_a_large_matrix_is_computed),
		cmocka_unit_test(large_masks_and_tables_are_heatmaps),
		cmocka_unit_test(a_large_run_is_left_at_once),
		cmocka_unit_test(a_request_is_answered_once),
		cmocka_unit_test(poll_wakes_up),
		cmocka_unit_test(only_the_newest_answer_is_kept),
		cmocka_unit_test(an_answer_nobody_took_is_replaced),
		cmocka_unit_test(a_newer_request_cancels_a_heavy_one),
		cmocka_unit_test(freeing_does_not_wait_for_the_run),
		cmocka_unit_test(only_dependents_are_computed_again),
		cmocka_unit_test(a_state_is_read_while_the_next_is_computed),
		cmocka_unit_test(a_knob_that_is_not_named_goes_back),
		cmocka_unit_test(answers_are_those_of_a_fresh_run),
		cmocka_unit_test(what_does_not_fit_is_an_answer_too),
		cmocka_unit_test(a_limit_is_an_answer_and_the_next_request_works),
		cmocka_unit_test(a_limit_leaves_no_old_values),
		cmocka_unit_test(a_figure_s_cell_is_the_node_s_and_leads_on),
		cmocka_unit_test(an_expression_of_a_figure_is_explained_itself),
		cmocka_unit_test(a_request_in_another_language_says_all_anew),
		cmocka_unit_test(the_base_is_explained_beside_a_variant),
		cmocka_unit_test(why_is_answered_at_the_newest_knobs_and_the_newest_question),
		cmocka_unit_test(nothing_computed_is_said),
	};
	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
