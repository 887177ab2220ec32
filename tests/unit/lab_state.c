/* A lab computed: knobs, lines, the clock, claims, variants, limits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/lab.h"

static struct lab *parse(const char *source)
{
	struct err err = {0};
	struct lab *lab = lab_parse("test", source, NULL, &err);
	if (!lab)
		fail_msg("%s", err.text);
	return lab;
}

static struct lab_state *run(const struct lab *lab, const struct lab_setting *setting)
{
	struct err err = {0};
	struct lab_state *state = lab_run(lab, setting, &budget_lab, NULL, &err);
	if (!state)
		fail_msg("%s", err.text);
	return state;
}

/* The state alone keeps the lab alive. */
static struct lab_state *run_source(const char *source)
{
	struct lab *lab = parse(source);
	struct lab_state *state = run(lab, NULL);
	lab_unref(lab);
	return state;
}

static struct lab_state *run_variant(const char *source, int variant)
{
	struct lab *lab = parse(source);
	struct lab_setting setting = { .variant = variant };
	struct lab_state *state = run(lab, &setting);
	lab_unref(lab);
	return state;
}

static struct lab_state *run_knob(const struct lab *lab, const char *name, const char *text)
{
	struct lab_knob_setting knob = { name, text };
	struct lab_setting setting = { &knob, 1, -1 };
	return run(lab, &setting);
}

static void refused(const struct lab *lab, const char *name, const char *text, const char *says)
{
	struct lab_knob_setting knob = { name, text };
	struct lab_setting setting = { &knob, 1, -1 };
	struct err err = {0};
	if (lab_run(lab, &setting, &budget_lab, NULL, &err))
		fail_msg("%s = %s is accepted", name, text);
	if (!strstr(err.text, says))
		fail_msg("'%s' does not say '%s'", err.text, says);
}

static const struct lab_line *line(const struct lab_state *state, const char *name)
{
	for (int i = 0; i < state->n_lines; i++)
		if (strcmp(state->lines[i].name, name) == 0)
			return &state->lines[i];
	fail_msg("no line %s", name);
	return NULL;
}

/* ---- Knobs ---- */

static const char knobs[] =
	"param Nt = 10 in 1..64 \"text tokens\"\n"
	"param hidden = 256 in 32..512 step 32\n"
	"param H = 8 in divisors(hidden)\n"
	"param scale = 0.5 in 0.0..2.0 step 0.25\n"
	"param kind = \"gqa\" in {\"mha\", \"gqa\", \"mqa\"}\n"
	"x = zeros(Nt, hidden)\n"
	"share = hidden // H\n"
	"name = kind\n";

static void knobs_say_where_they_are_and_can_go(void **unused)
{
	(void)unused;
	static const char *const expected[][6] = {
		{ "Nt", "10", "9", "11", "1", "64" },
		{ "hidden", "256", "224", "288", "32", "512" },
		{ "H", "8", "4", "16", "1", "256" },
		{ "scale", "0.5", "0.25", "0.75", "0", "2" },
		{ "kind", "'gqa'", "'mha'", "'mqa'", "'mha'", "'mqa'" },
	};
	struct lab_state *state = run_source(knobs);
	assert_int_equal(state->n_knobs, 5);
	assert_int_equal(state->clock, -1);
	for (int i = 0; i < 5; i++) {
		const struct lab_knob *knob = &state->knobs[i];
		const char *is[] = { knob->name, knob->text, knob->down, knob->up, knob->first, knob->last };
		for (int k = 0; k < 6; k++)
			assert_string_equal(is[k], expected[i][k]);
		assert_false(knob->is_clock);
	}
	assert_string_equal(words_in(&state->knobs[0].caption, LANGUAGE_EN), "text tokens");
	lab_state_unref(state);
}

static void knobs_keep_their_digits_and_show_no_dust(void **unused)
{
	(void)unused;
	struct lab *lab = parse("param a = 0.0625 in 0.0..1.0\nparam b = 0.2 in 0.0..1.0 step 0.1\n");
	struct lab_state *state = run(lab, NULL);
	assert_string_equal(state->knobs[0].text, "0.0625");
	assert_string_equal(state->knobs[1].up, "0.3");   /* 3 * 0.1 is 0.30000000000000004 */
	lab_state_unref(state);
	lab_unref(lab);
}

static void a_knob_at_its_end_stays(void **unused)
{
	(void)unused;
	struct lab *lab = parse(knobs);
	struct lab_state *state = run_knob(lab, "Nt", "64");
	assert_string_equal(state->knobs[0].text, "64");
	assert_string_equal(state->knobs[0].up, "64");
	assert_string_equal(state->knobs[0].down, "63");
	lab_state_unref(state);
	lab_unref(lab);
}

static void what_knobs_print_can_be_set_again(void **unused)
{
	(void)unused;
	struct lab *lab = parse(knobs);
	struct lab_state *state = run(lab, NULL);
	for (int i = 0; i < state->n_knobs; i++) {
		struct lab_state *next = run_knob(lab, state->knobs[i].name, state->knobs[i].up);
		assert_string_equal(next->knobs[i].text, state->knobs[i].up);
		struct lab_state *back = run_knob(lab, state->knobs[i].name, next->knobs[i].down);
		assert_string_equal(back->knobs[i].text, state->knobs[i].text);
		lab_state_unref(next);
		lab_state_unref(back);
	}
	lab_state_unref(state);
	lab_unref(lab);
}

static void knobs_change_what_depends_on_them(void **unused)
{
	(void)unused;
	struct lab *lab = parse(knobs);
	struct lab_state *state = run_knob(lab, "Nt", "12");
	assert_string_equal(line(state, "x")->shape, "(12, 256)");
	assert_string_equal(line(state, "share")->shape, "32");
	lab_state_unref(state);
	state = run_knob(lab, "kind", "mqa");   /* a word needs no quotes */
	assert_string_equal(line(state, "name")->shape, "'mqa'");
	lab_state_unref(state);
	lab_unref(lab);
}

static void wrong_settings_are_refused(void **unused)
{
	(void)unused;
	struct lab *lab = parse(knobs);
	refused(lab, "Nq", "3", "this lab has Nt, hidden, H, scale, kind");
	refused(lab, "Nt", "65", "Nt");
	refused(lab, "Nt", "0", "Nt");
	refused(lab, "Nt", "ten", "Nt");
	refused(lab, "Nt", "", "Nt");
	refused(lab, "Nt", "1.5", "Nt");
	refused(lab, "Nt", "(((", "Nt");
	refused(lab, "H", "7", "H");
	refused(lab, "kind", "flash", "kind");
	struct lab_setting setting = { .variant = 0 };
	struct err err = {0};
	assert_null(lab_run(lab, &setting, &budget_lab, NULL, &err));
	assert_int_equal(err.code, ERR_INDEX);
	lab_unref(lab);
}

static void a_knob_makes_way_for_another(void **unused)
{
	(void)unused;
	static const struct { const char *hidden, *h, *is; } row[] = {
		{ "288", "64", "72" }, { "96", "8", "8" }, { "160", "6", "5" }, { "224", NULL, "8" },
		{ "96", "100", "96" },
	};
	struct lab *lab = parse(knobs);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct lab_knob_setting k[] = { { "hidden", row[i].hidden }, { "H", row[i].h } };
		struct lab_setting setting = { k, row[i].h ? 2 : 1, -1 };
		struct lab_state *state = run(lab, &setting);
		assert_string_equal(state->knobs[2].text, row[i].is);
		lab_state_unref(state);
	}
	lab_unref(lab);
}

/* ---- Lines ---- */

static void lines_show_shapes_and_scalars_their_value(void **unused)
{
	(void)unused;
	struct lab_state *state = run_source(
		"param Nt = 10 in 1..64\n"
		"param hidden = 256 in 32..512 step 32\n"
		"param H = 8 in divisors(hidden)\n"
		"Q = split_heads(zeros(Nt, hidden), H)   # asks\n"
		"d = hidden // H\n"
		"part = 1 / 2\n"
		"tenth = zeros(3).sum() + 0.1\n"
		"many = tensor([1, 2]).sum()\n"
		"yes = tensor([1, 2]).sum() == 3\n"
		"shape = Q.shape\n");
	const struct lab_line *q = line(state, "Q");
	assert_string_equal(q->code, "Q = split_heads(zeros(Nt, hidden), H)");
	assert_string_equal(q->note, "asks");
	assert_string_equal(q->names, "(H, Nt, hidden/H)");
	assert_string_equal(q->shape, "(8, 10, 32)");
	assert_int_equal(q->evals, 1);
	assert_int_equal(q->value.kind, VALUE_TENSOR);
	assert_string_equal(line(state, "d")->names, "hidden/H");
	assert_string_equal(line(state, "d")->shape, "32");
	assert_string_equal(line(state, "part")->shape, "0.5");
	assert_string_equal(line(state, "part")->names, "");
	assert_string_equal(line(state, "tenth")->shape, "0.1");   /* a float32 */
	assert_string_equal(line(state, "many")->shape, "3");
	assert_string_equal(line(state, "yes")->shape, "True");
	assert_string_equal(line(state, "shape")->shape, "(8, 10, 32)");
	lab_state_unref(state);
}

static void a_line_that_fails_stays_alone(void **unused)
{
	(void)unused;
	struct lab_state *state = run_source(
		"Q = ones(10, 32)\nK = ones(19, 32)\nS = Q @ K\nA = S + 1\nfine = Q + 1\n");
	assert_int_equal(state->error.code, ERR_NONE);
	assert_int_equal(line(state, "S")->error.code, ERR_SHAPE);
	assert_int_equal(line(state, "S")->error.at.line, 3);
	assert_int_equal(line(state, "S")->value.kind, VALUE_NONE);
	assert_string_equal(line(state, "S")->shape, "");
	assert_int_not_equal(line(state, "A")->error.code, ERR_NONE);
	assert_string_equal(line(state, "fine")->shape, "(10, 32)");
	lab_state_unref(state);
}

/* ---- The clock ---- */

static void a_cache_grows_with_the_clock(void **unused)
{
	(void)unused;
	struct lab *lab = parse(
		"param t = 1 in 1..6 animate\n"
		"image = randn(5, 4)\n"
		"K_img = image @ ones(4, 4)\n"
		"tokens = randn(6, 4)\n"
		"K = cat([prev(K), tokens[t-1:t] @ ones(4, 4)])\n"
		"all = tokens[:t] @ ones(4, 4)\n"
		"claim equal(K, all)\n"
		"claim evals(K) == t\n"
		"show cache K_img, K\n");
	for (int t = 6; t >= 1; t--) {
		char text[16];
		snprintf(text, sizeof text, "%d", t);
		struct lab_state *state = run_knob(lab, "t", text);
		assert_int_equal(state->clock, 0);
		assert_true(state->knobs[0].is_clock);
		assert_int_equal(line(state, "K")->evals, t);
		assert_int_equal(line(state, "K_img")->evals, 1);
		assert_int_equal(line(state, "K")->value.as.tensor->shape.size[0], t);
		assert_true(state->claims[0].holds);
		assert_true(state->claims[1].holds);
		const struct figure *cache = &state->figures[0];
		assert_int_equal(cache->kind, FIGURE_CACHE);
		assert_int_equal(cache->error.code, ERR_NONE);
		assert_int_equal(cache->clock, t);
		assert_int_equal(cache->clock_end, 6);
		assert_int_equal(cache->items[0].evals, 1);
		assert_int_equal(cache->items[1].evals, t);
		assert_int_equal(cache->items[1].flops, t * 2 * 4 * 4);
		lab_state_unref(state);
	}
	lab_unref(lab);
}

/* ---- Claims ---- */

static void claims_that_fail_say_both_sides(void **unused)
{
	(void)unused;
	struct lab_state *state = run_source(
		"x = ones(10, 256)\n"
		"claim x.shape == (10, 256) \"as it should be\"\n"
		"claim x.shape == (197, 256)\n"
		"claim x.sum() < 5\n"
		"claim x.ndim == 2 and 1 < x.shape[0] <= 3\n"
		"claim not (x == 1).all()\n"
		"claim x == 1\n"
		"claim x.sum()\n"
		"claim x.shape[7] == 1\n"
		"claim (x == 1).all()\n"
		"claim allclose(x, x + 0.25)\n"
		"claim 0.1 + 0.2 == 0.3\n");
	const struct lab_claim *c = state->claims;
	assert_int_equal(state->n_claims, 11);
	assert_true(c[0].holds);
	assert_null(c[0].values);
	assert_string_equal(words_in(&c[0].sentence, LANGUAGE_EN), "as it should be");
	assert_false(c[1].holds);
	assert_string_equal(c[1].values, "(10, 256) == (197, 256)");
	assert_string_equal(c[2].values, "2560.0 < 5");
	assert_string_equal(c[3].values, "1 < 10 <= 3");
	assert_false(c[4].holds);
	assert_null(c[4].values);
	for (int i = 5; i < 8; i++) {
		assert_false(c[i].holds);
		assert_int_not_equal(c[i].error.code, ERR_NONE);
		assert_int_equal(c[i].error.at.line, i + 2);
	}
	assert_int_equal(c[5].error.code, ERR_TYPE);
	assert_true(c[8].holds);
	assert_string_equal(c[10].values, "0.30000000000000004 == 0.3");
	assert_string_equal(c[9].values, "the largest difference is 0.25");
	lab_state_unref(state);
}

/* ---- Variants ---- */

static void variants_stand_beside_the_base_with_their_differences(void **unused)
{
	(void)unused;
	struct lab_state *state = run_variant(
		"x = tensor([[1.0, 2.0], [3.0, 4.0]])\n"
		"same = x + 1\n"
		"y = x * 1\n"
		"z = y * tensor([[0.0, 0.0], [0.0, 5.0]])\n"
		"n = 3\n"
		"kind = x.dtype\n"
		"w = x.sum(dim=0)\n"
		"variant \"other\" y = x * 2\n"
		"variant \"other\" n = 4\n"
		"variant \"other\" w = x\n", 0);
	assert_int_equal(state->variant, -1);
	assert_non_null(state->with);
	assert_int_equal(state->with->variant, 0);
	assert_true(line(state->with, "y")->replaced);
	assert_false(line(state, "y")->replaced);
	assert_false(line(state->with, "z")->replaced);
	assert_string_equal(line(state->with, "y")->code, "y = x * 2");

	const struct lab_difference *d = state->differences;
	assert_int_equal(state->n_differences, 4);
	assert_string_equal(d[0].name, "w");
	assert_false(d[0].same_shape);
	assert_string_equal(d[1].name, "z");
	assert_true(d[1].same_shape);
	assert_true(d[1].largest == 20);
	assert_int_equal(d[1].cells, 4);
	assert_int_equal(d[1].differing, 1);
	assert_int_equal(d[1].at[0], 1);
	assert_int_equal(d[1].at[1], 1);
	assert_string_equal(d[2].name, "y");
	assert_int_equal(d[2].differing, 4);
	assert_true(d[2].largest == 4);
	assert_string_equal(d[3].name, "n");
	assert_true(d[3].largest == 1);
	lab_state_unref(state);
}

static void nan_is_a_difference_only_against_a_number(void **unused)
{
	(void)unused;
	struct lab_state *state = run_variant(
		"a = tensor([nan, 1.0, inf, 2.0])\n"
		"b = tensor([1.0, 5.0])\n"
		"variant \"v\" a = tensor([nan, nan, inf, 9.0])\n"
		"variant \"v\" b = tensor([1.0, -inf])\n", 0);
	assert_int_equal(state->n_differences, 2);
	assert_string_equal(state->differences[0].name, "a");
	assert_int_equal(state->differences[0].differing, 2);
	assert_true(isnan(state->differences[0].largest));
	assert_int_equal(state->differences[0].at[0], 1);
	assert_true(isinf(state->differences[1].largest));
	lab_state_unref(state);
}

/* A tuple, a text or a type that the variant leaves alone is none of the differences. */
static void what_is_no_number_differs_only_where_it_does(void **unused)
{
	(void)unused;
	struct lab_state *state = run_variant(
		"sizes = (12, 64)\n"
		"name = \"GPT-2\"\n"
		"kind = float16\n"
		"shape = (2, 3)\n"
		"variant \"v\" shape = (2, 4)\n", 0);
	assert_int_equal(state->n_differences, 1);
	assert_string_equal(state->differences[0].name, "shape");
	lab_state_unref(state);
}

static void variants_keep_the_knobs(void **unused)
{
	(void)unused;
	struct lab *lab = parse("param n = 2 in 1..9\nx = ones(n)\ny = x + 1\nvariant \"v\" y = x + 2\n");
	struct lab_knob_setting knob = { "n", "7" };
	struct lab_setting setting = { &knob, 1, 0 };
	struct lab_state *state = run(lab, &setting);
	assert_string_equal(line(state->with, "y")->shape, "(7,)");
	assert_string_equal(state->with->knobs[0].text, "7");
	assert_int_equal(state->differences[0].differing, 7);
	lab_state_unref(state);
	lab_unref(lab);
}

/* ---- Expressions ---- */

static void expressions_over_a_lab(void **unused)
{
	(void)unused;
	struct lab *lab = parse("param n = 2 in 1..9\nx = ones(n, 3)\ny = x.sum()\nvariant \"v\" x = zeros(n, 3)\n");
	struct lab_knob_setting knob = { "n", "4" };
	struct lab_setting setting = { &knob, 1, -1 };
	struct lab_expr e[] = {
		{ .code = "y" }, { .code = "x.shape == (2, 3)" }, { .code = "x.shape == (4, 3)" },
		{ .code = "nobody + 1" }, { .code = "x[" }, { .code = "x[:, 9]" },
	};
	struct err err = {0};
	assert_true(lab_eval_all(lab, &setting, &budget_lab, e, 6, &err));
	assert_int_equal(e[0].value.kind, VALUE_TENSOR);
	assert_true(tensor_at(e[0].value.as.tensor, NULL) == 12);
	assert_false(e[1].value.as.flag);
	assert_string_equal(e[1].sides, "(4, 3) == (2, 3)");
	assert_true(e[2].value.as.flag);
	assert_null(e[2].sides);
	assert_int_equal(e[3].error.code, ERR_NAME);
	assert_int_equal(e[3].error.at.begin, 0);
	assert_int_equal(e[3].error.at.end, 6);
	assert_int_equal(e[4].error.code, ERR_SYNTAX);
	assert_int_equal(e[5].error.code, ERR_INDEX);
	for (int i = 0; i < 6; i++) {
		value_unref(e[i].value);
		free(e[i].sides);
	}
	setting.variant = 0;
	struct lab_expr zero = { .code = "y" };
	assert_true(lab_eval_all(lab, &setting, &budget_lab, &zero, 1, &err));
	assert_true(tensor_at(zero.value.as.tensor, NULL) == 0);
	value_unref(zero.value);
	knob.name = "m";
	assert_false(lab_eval_all(lab, &setting, &budget_lab, &zero, 1, &err));
	assert_int_equal(err.code, ERR_NAME);
	lab_unref(lab);
}

static void what_an_expression_reads(void **unused)
{
	(void)unused;
	struct lab *lab = parse("param n = 2 in 1..9\nx = ones(n)\ny = x + 1\n");
	static const bool x[] = { true, false }, y[] = { false, true };
	bool read[] = { false, false };
	lab_reads(lab, "y.sum() == n", read);
	assert_true(read[1] && !read[0]);
	assert_true(lab_reads_any(lab, "y.sum() == n", y));
	assert_false(lab_reads_any(lab, "y.sum() == n", x));
	assert_true(lab_reads_any(lab, "y", y));
	assert_false(lab_reads_any(lab, "y", x));
	assert_false(lab_reads_any(lab, "y..", y));
	lab_unref(lab);
}

/* ---- Limits ---- */

static void a_lab_over_its_budget_says_so(void **unused)
{
	(void)unused;
	struct lab *lab = parse("small = ones(3)\nx = ones(1000, 1000)\ny = cumsum(x, 0)\nshow heatmap y\nclaim y.ndim == 2\n");
	struct budget budget = { .ops = 16 * 1000 * 1000 };
	struct err err = {0};
	struct lab_state *state = lab_run(lab, NULL, &budget, NULL, &err);
	assert_non_null(state);
	assert_int_equal(state->error.code, ERR_LIMIT);
	assert_int_equal(state->n_lines, 3);
	assert_int_equal(line(state, "y")->value.kind, VALUE_NONE);
	assert_int_equal(line(state, "y")->error.code, ERR_LIMIT);
	assert_string_equal(line(state, "small")->shape, "(3,)");
	lab_state_unref(state);

	struct lab_expr e = { .code = "small" };
	assert_false(lab_eval_all(lab, NULL, &budget, &e, 1, &err));
	assert_int_equal(err.code, ERR_LIMIT);

	budget = (struct budget){ .bytes = 100000 };
	state = lab_run(lab, NULL, &budget, NULL, &err);   /* memory: the line alone fails */
	assert_int_equal(state->error.code, ERR_NONE);
	assert_int_equal(line(state, "x")->error.code, ERR_LIMIT);
	assert_string_equal(line(state, "small")->shape, "(3,)");
	lab_state_unref(state);
	lab_unref(lab);
}

static void huge_views_do_not_hang_figures_and_differences(void **unused)
{
	(void)unused;
	struct lab_state *state = run_variant(
		"x = ones(1).expand(1000000000000)\n"
		"show table x cols=[\"a\"]\n"
		"variant \"v\" x = zeros(1).expand(1000000000000)\n", 0);
	assert_int_equal(state->figures[0].error.code, ERR_LIMIT);
	assert_int_equal(state->error.code, ERR_LIMIT);
	lab_state_unref(state);
}

static void a_cancelled_run_gives_nothing(void **unused)
{
	(void)unused;
	struct lab *lab = parse("x = randn(200, 200)\ny = x @ x\n");
	atomic_bool cancel = true;
	struct err err = {0};
	assert_null(lab_run(lab, NULL, &budget_lab, &cancel, &err));
	assert_int_equal(err.code, ERR_CANCEL);
	lab_unref(lab);
}

static void states_are_shared(void **unused)
{
	(void)unused;
	struct lab_state *state = run_source("x = ones(2)\nshow bars x\n");
	struct lab_state *again = lab_state_ref(state);
	lab_state_unref(state);
	assert_string_equal(line(again, "x")->shape, "(2,)");
	assert_string_equal(lab_source(again->lab), "x = ones(2)\nshow bars x\n");
	lab_state_unref(again);
	lab_state_unref(NULL);
}

static void an_empty_lab_is_a_lab(void **unused)
{
	(void)unused;
	struct lab_state *state = run_source("");
	assert_int_equal(state->n_lines + state->n_knobs + state->n_figures + state->n_claims, 0);
	lab_state_unref(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knobs_say_where_they_are_and_can_go),
		cmocka_unit_test(knobs_keep_their_digits_and_show_no_dust),
		cmocka_unit_test(a_knob_at_its_end_stays),
		cmocka_unit_test(what_knobs_print_can_be_set_again),
		cmocka_unit_test(knobs_change_what_depends_on_them),
		cmocka_unit_test(wrong_settings_are_refused),
		cmocka_unit_test(a_knob_makes_way_for_another),
		cmocka_unit_test(lines_show_shapes_and_scalars_their_value),
		cmocka_unit_test(a_line_that_fails_stays_alone),
		cmocka_unit_test(a_cache_grows_with_the_clock),
		cmocka_unit_test(claims_that_fail_say_both_sides),
		cmocka_unit_test(variants_stand_beside_the_base_with_their_differences),
		cmocka_unit_test(nan_is_a_difference_only_against_a_number),
		cmocka_unit_test(what_is_no_number_differs_only_where_it_does),
		cmocka_unit_test(variants_keep_the_knobs),
		cmocka_unit_test(expressions_over_a_lab),
		cmocka_unit_test(what_an_expression_reads),
		cmocka_unit_test(a_lab_over_its_budget_says_so),
		cmocka_unit_test(huge_views_do_not_hang_figures_and_differences),
		cmocka_unit_test(a_cancelled_run_gives_nothing),
		cmocka_unit_test(states_are_shared),
		cmocka_unit_test(an_empty_lab_is_a_lab),
	};
	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
