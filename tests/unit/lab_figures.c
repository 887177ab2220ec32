/* What `show` makes: data of the right shape, or a sentence that says what to write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "lab/lab.h"

static const char lab_text[] =
	"param H = 8 in 1..16\n"
	"param Nt = 10 in 1..64\n"
	"param Nv = 197 in 1..1024\n"
	"Q = zeros(H, Nt, 4)\n"
	"K = zeros(H, Nv, 4)\n"
	"S = Q @ K.mT\n"
	"A = softmax(S)\n"
	"mask = A > 0\n"
	"row = A[0, 0]\n"
	"n = 3\n"
	"bad = Q @ K\n";

static struct lab_state *show(const char *statements, int variant)
{
	struct err err = {0};
	struct str source = STR_INIT;
	str_add(&source, lab_text);
	str_add(&source, statements);
	struct lab *lab = lab_parse("test", source.data, NULL, &err);
	if (!lab)
		fail_msg("%s", err.text);
	struct lab_setting setting = { .variant = variant };
	struct lab_state *state = lab_run(lab, &setting, &budget_lab, NULL, &err);
	if (!state)
		fail_msg("%s", err.text);
	lab_unref(lab);
	str_done(&source);
	return state;
}

static void says(const char *statement, const char *sentence)
{
	struct lab_state *state = show(statement, -1);
	assert_int_equal(state->n_figures, 1);
	const struct err *err = &state->figures[0].error;
	if (err->code == ERR_NONE || !strstr(err->text, sentence))
		fail_msg("%s: '%s' does not say '%s'", statement, err->text, sentence);
	assert_int_equal(err->at.line, 12);
	lab_state_unref(state);
}

static void labels_are_in_the_language_that_is_set(void **unused)
{
	(void)unused;
	static const char *const wanted[LANGUAGE_COUNT][3] = {
		[LANGUAGE_EN] = { "early", "late", "7" },
		[LANGUAGE_ZH] = { "早期", "late", "7" },
		[LANGUAGE_RU] = { "early", "поздняя", "7" },
	};
	for (int l = 0; l < LANGUAGE_COUNT; l++) {
		i18n_set((enum language)l);
		struct lab_state *state = show("show heatmap A[0] rows=[\"early #zh 早期\", \"late #ru поздняя\", 7]\n", -1);
		for (int i = 0; i < 3; i++)
			assert_string_equal(state->figures[0].row_labels[i], wanted[l][i]);
		lab_state_unref(state);
	}
	i18n_set(LANGUAGE_EN);
}

static void a_heatmap_has_names_labels_and_a_scale(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show heatmap A[0] rows=[\"the\", 7] min=0 max=0.5 \"head 0\"\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->error.code, ERR_NONE);
	assert_int_equal(f->kind, FIGURE_HEATMAP);
	assert_int_equal(f->n_items, 1);
	assert_string_equal(f->items[0].code, "A[0]");
	assert_int_equal(f->items[0].tensor->shape.ndim, 2);
	assert_int_equal(f->items[0].tensor->shape.size[1], 197);
	assert_int_equal(f->items[0].evals, -1);
	assert_string_equal(f->row_name, "Nt");
	assert_string_equal(f->col_name, "Nv");
	assert_string_equal(f->row_labels[0], "the");
	assert_string_equal(f->row_labels[1], "7");
	assert_null(f->row_labels[9]);   /* fewer labels than rows */
	assert_null(f->col_labels);
	assert_true(f->low == 0 && f->high == 0.5);
	assert_int_equal(f->clock, -1);
	assert_string_equal(words_in(&f->caption, LANGUAGE_EN), "head 0");
	lab_state_unref(state);
}

/* "rows × columns", as the first figure has them. */
static void check_axes(const char *statements, const char *wanted)
{
	struct str words = STR_INIT;
	struct lab_state *state = show(statements, -1);
	const struct figure *f = &state->figures[0];
	str_addf(&words, "%s × %s", f->row_words, f->col_words);
	if (f->error.code != ERR_NONE || strcmp(words.data, wanted) != 0)
		fail_msg("%s: %s%s", statements, words.data, f->error.text);
	lab_state_unref(state);
	str_done(&words);
}

static void axes_are_what_knobs_count_or_queries_and_keys(void **unused)
{
	(void)unused;
	static const char T[] = "param T = 6 in 1..9 \"tokens\"\nparam d = 4 in 1..9 \"width: of a head\"\n"
	                        "q = zeros(2, T, d)\nB = q @ q.mT\nC = softmax(masked_fill(B, ~causal_mask(T), -inf))\n";
	static const char *const row[][2] = {
		{ "show heatmap q[0]\n", "tokens × width" },
		{ "show heatmap B[0]\n", "queries × keys" },
		{ "show heatmap C.mean(dim=0)\n", "queries × keys" },
		{ "show heatmap C[0, :, :3] / 2\n", "tokens × keys" },
		{ "show heatmap C[:, 0]\n", " × tokens" },
		{ "show heatmap cat([C[0], C[1]], dim=1)\n", "tokens × keys" },
		{ "show heatmap softmax(zeros(T, T))\n", "queries × keys" },
		{ "show heatmap softmax(zeros(2, 3))\n", " × " },
		{ "show heatmap (C @ q)[0]\n", "tokens × width" },
		{ "show heatmap zeros(T, T)\n", " × " },
		{ "show heatmap q[0].mT @ q[0]\n", " × " },
		{ "show mask causal_mask(T)\n", "queries × keys" },
		{ "show mask ones(T, d) > 0\n", "tokens × width" },
		{ "show compare causal_mask(T), causal_mask(T)\n", "queries × keys" },
		{ "show heatmap zeros(T, T) > 0\n", " × " },
		{ "show heatmap B[0] rows=\"who asks #zh 谁问\" cols=\"who is asked\"\n", "who asks × who is asked" },
		{ "show bars q[0, 0]\n", " × width" },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct str source = STR_INIT;
		str_addf(&source, "%s%s", T, row[i][0]);
		check_axes(source.data, row[i][1]);
		str_done(&source);
	}
	says("show plot row rows=\"curves\"\n", "rows= is a list of labels");
}

/* Each line doubles the ways down: they are not all walked. */
static void a_long_way_down_is_given_up(void **unused)
{
	(void)unused;
	struct str source = STR_INIT;
	str_add(&source, "x0 = zeros(4, 4)\n");
	for (int i = 1; i < 60; i++)
		str_addf(&source, "x%d = x%d + x%d\n", i, i - 1, i - 1);
	str_add(&source, "show heatmap x59\n");
	check_axes(source.data, " × ");
	str_done(&source);
}

static void defaults_are_open(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show table ones(2, 3)\n", -1);
	const struct figure *f = &state->figures[0];
	assert_true(isnan(f->low) && isnan(f->high));
	assert_string_equal(f->row_name, "");
	assert_string_equal(f->col_name, "");
	lab_state_unref(state);
}

static void one_dimension_is_one_row(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show bars row rows=[\"a\"]\nshow table row cols=[\"b\"]\n"
	                               "show heatmap row\n", -1);
	assert_int_equal(state->figures[0].items[0].tensor->shape.ndim, 1);
	assert_string_equal(state->figures[0].col_labels[0], "a");
	assert_string_equal(state->figures[0].col_name, "Nv");
	assert_string_equal(state->figures[0].row_name, "");
	assert_string_equal(state->figures[1].col_labels[0], "b");
	assert_int_equal(state->figures[2].items[0].tensor->shape.ndim, 2);
	assert_int_equal(state->figures[2].items[0].tensor->shape.size[0], 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(state->figures[i].error.code, ERR_NONE);
	lab_state_unref(state);
}

static void heatmaps_and_masks_stand_beside_each_other(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show heatmap A[0], A[1], A[2]\nshow mask mask[0], mask[1]\n", -1);
	assert_int_equal(state->n_figures, 2);
	assert_int_equal(state->figures[0].n_items, 3);
	assert_string_equal(state->figures[0].items[2].code, "A[2]");
	assert_int_equal(state->figures[1].n_items, 2);
	lab_state_unref(state);
}

/* What they are called is said; the code stays, for what is computed from it. */
static void several_tensors_have_names(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show heatmap A[0], A[1] names=[\"first\", None]\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->error.code, ERR_NONE);
	assert_string_equal(f->items[0].name, "first");
	assert_string_equal(f->items[0].code, "A[0]");
	assert_null(f->items[1].name);
	lab_state_unref(state);
	says("show heatmap A[0] names=[\"alone\"]\n", "show has no option names=");
	says("show heatmap A[0], A[1] names=3\n", "names= is a list of labels, as in names=[\"the\", \"cat\"]");
	says("show cache A[0], A[1] labels=3\n", "several tensors also have names=");
}

static void several_tensors_are_several_figures(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show table A[0], A[1], A \"heads\"\nshow mask mask[0]\n", -1);
	assert_int_equal(state->n_figures, 4);
	assert_string_equal(state->figures[1].items[0].code, "A[1]");
	assert_true(words_any(&state->figures[0].caption));
	assert_false(words_any(&state->figures[1].caption));
	assert_int_equal(state->figures[2].error.code, ERR_SHAPE);   /* its own error alone */
	assert_int_equal(state->figures[3].error.code, ERR_NONE);
	lab_state_unref(state);
}

static void what_cannot_be_shown_says_what_to_write(void **unused)
{
	(void)unused;
	says("show heatmap A\n", "A has 3 dimensions, (8, 10, 197)");
	says("show heatmap A\n", "A[0]");
	says("show bars A\n", "A[0, 0]");
	says("show table Q @ K.mT\n", "(Q @ K.mT)[0]");
	says("show mask A[0]\n", "a mask is bool");
	says("show table n\n", "tensor(n)");
	says("show heatmap bad\n", "bad");
	says("show compare A\n", "show compare A, B");
	says("show compare A[0], A[0].T\n", "(10, 197)");
	says("show cache row\n", "(tokens, size)");
	says("show cache ones(1, 2, 3, 4, 5)\n", "a cache has at most (layers, heads, tokens, size); show one part of it: ones(1, 2, 3, 4, 5)[0]");
	says("show heatmap A[0] rows=3\n", "list of labels");
	says("show heatmap A[0] min=\"low\"\n", "a number");
	says("show heatmap A[0] tint=3\n", "rows= and cols=");
	says("show shapes A[0]\n", "a name in a line of its own");
}

static void plots_and_pictures_say_what_they_want(void **unused)
{
	(void)unused;
	says("show plot A\n", "a plot shows rows as curves; show one part of it: A[0]");
	says("show plot A[0]\n", "a plot tells 8 curves apart, and here are 10; show some rows: A[0][:8]");
	says("show plot row x=arange(3)\n", "as many places as row has values in a row, 197");
	says("show plot row x=-arange(197)\n", "the places x= must ascend; the one at 1 does not");
	says("show plot row log=\"z\"\n", "log= is \"x\", \"y\" or \"xy\"");
	says("show plot row patches=(1, 2)\n", "a plot also has x= (places)");
	says("show plot A[0].sum(dim=0) over Nt\n", "a plot tells 8 curves apart");
	says("show plot A[0] over Nt\n", "one number for each of its places");
	says("show plot bad.sum() over H\n", "cannot multiply");
	says("show image A[0, :, :5][None]\n", "a picture is (H, W), (H, W, 3) or (3, H, W)");
	says("show image A[0], row\n", "say how many patches lie down and across");
	says("show image A[0, :, :10], row[:13] patches=(3, 3)\n", "has 13 weights");
	says("show image A[0], A\n", "one row of them; choose a head and a token, as in A[0, 3]");
	says("show heatmap A[0] reduce=\"sum\"\n", "reduce= is \"max\" or \"mean\"");
	says("show hist A, A, A, A, A\n", "takes fewer tensors");
	says("show heatmap A[0], A[1], A[2], A[3], A[4], A[5], A[6]\n", "takes fewer tensors");
	says("show mask A[0] > 0, A[1]\n", "a mask is bool");
}

static void a_sweep_goes_through_the_whole_knob(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show plot Nt * 2, tensor([Nt, H]) over Nt\n"
	                               "show plot Nv over Nv rows=[\"n\"]\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->error.code, ERR_NONE);
	assert_string_equal(f->over, "Nt");
	assert_int_equal(f->n_items, 2);
	assert_int_equal(f->items[1].tensor->shape.size[0], 2);   /* a curve for each element */
	assert_int_equal(f->items[1].tensor->shape.size[1], 64);
	assert_int_equal(f->here, 9);
	for (int64_t i = 0; i < 64; i++) {
		assert_true(f->x[i] == (double)(i + 1));
		assert_true(tensor_at(f->items[0].tensor, (int64_t[]){ 0, i }) == 2 * (double)(i + 1));
		assert_true(tensor_at(f->items[1].tensor, (int64_t[]){ 1, i }) == 8);
	}
	f = &state->figures[1];      /* 64 places of 1024, and the knob's own between them */
	assert_int_equal(f->items[0].tensor->shape.size[1], 65);
	assert_true(f->x[0] == 1 && f->x[64] == 1024 && f->x[f->here] == 197);
	assert_true(f->x[f->here - 1] < 197 && f->x[f->here + 1] > 197);
	assert_true(tensor_at(f->items[0].tensor, (int64_t[]){ 0, f->here }) == 197);
	lab_state_unref(state);
}

static void a_sweep_has_gaps_where_the_lab_fails(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show plot row[100] over Nv\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->error.code, ERR_NONE);
	assert_true(isnan(tensor_at(f->items[0].tensor, (int64_t[]){ 0, 0 })));
	assert_true(isfinite(tensor_at(f->items[0].tensor, (int64_t[]){ 0, 64 })));
	lab_state_unref(state);
}

static void patches_are_found(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show image zeros(3, 28, 14), row[:8]\n"
	                               "show image zeros(28, 28), row[:50]\n"
	                               "show image zeros(28, 28, 3), A[0, :7, :3]\n"
	                               "show image zeros(4, 6), row[:7] patches=(2, 3)\n", -1);
	static const int64_t grid[][3] = { { 4, 2, 0 }, { 7, 7, 1 }, { 7, 3, 0 }, { 2, 3, 1 } };
	for (int i = 0; i < 4; i++) {
		const struct figure *f = &state->figures[i];
		assert_int_equal(f->error.code, ERR_NONE);
		assert_int_equal(f->grid[0], grid[i][0]);
		assert_int_equal(f->grid[1], grid[i][1]);
		assert_int_equal(f->skip, grid[i][2]);
	}
	lab_state_unref(state);
}

static void compare_takes_two_of_one_shape(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show compare A[0], S[0]\n", -1);
	assert_int_equal(state->figures[0].error.code, ERR_NONE);
	assert_int_equal(state->figures[0].n_items, 2);
	assert_string_equal(state->figures[0].items[1].code, "S[0]");
	lab_state_unref(state);
}

static void cache_counts_the_nodes_work(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show cache S, K[0]\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->error.code, ERR_NONE);
	assert_int_equal(f->items[0].evals, 1);
	assert_int_equal(f->items[0].flops, 8 * 10 * 197 * 4 * 2);
	assert_int_equal(f->items[1].evals, -1);
	lab_state_unref(state);
}

/* ---- The data flow ---- */

static void shapes_of_everything(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show shapes\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->error.code, ERR_NONE);
	assert_int_equal(f->kind, FIGURE_SHAPES);
	assert_int_equal(f->n_steps, 8);
	assert_string_equal(f->steps[2].name, "S");
	assert_string_equal(f->steps[2].code, "Q @ K.mT");
	assert_string_equal(f->steps[2].names, "(H, Nt, Nv)");
	assert_string_equal(f->steps[2].shape, "(8, 10, 197)");
	assert_int_equal(f->steps[2].n_inputs, 2);
	assert_int_equal(f->steps[2].inputs[0], 0);
	assert_int_equal(f->steps[2].inputs[1], 1);
	assert_int_equal(f->steps[0].n_inputs, 0);
	lab_state_unref(state);
}

static void arrows_go_through_what_is_not_shown(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show shapes row, Q, K\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->n_steps, 3);
	assert_string_equal(f->steps[0].name, "Q");   /* in the program's order */
	assert_string_equal(f->steps[2].name, "row");
	assert_int_equal(f->steps[2].n_inputs, 2);
	lab_state_unref(state);
}

static void prev_is_no_arrow(void **unused)
{
	(void)unused;
	struct lab_state *state = show("param t = 2 in 1..4 animate\nC = cat([prev(C), Q[0, t-1:t]])\n"
	                               "show shapes Q, C\n", -1);
	const struct figure *f = &state->figures[0];
	assert_int_equal(f->n_steps, 2);
	assert_int_equal(f->steps[1].n_inputs, 1);
	assert_int_equal(f->steps[1].inputs[0], 0);
	lab_state_unref(state);
}

static void a_variant_has_figures_of_its_own(void **unused)
{
	(void)unused;
	struct lab_state *state = show("show heatmap A[0]\nshow shapes Q, A\n"
	                               "variant \"constant\" A = ones(H, Nt, Nv)\n", 0);
	assert_int_equal(state->with->n_figures, state->n_figures);
	const struct tensor *t = state->with->figures[0].items[0].tensor;
	assert_true(tensor_at(t, (int64_t[]){ 3, 5 }) == 1);
	assert_int_equal(state->figures[1].steps[1].n_inputs, 1);
	assert_int_equal(state->with->figures[1].steps[1].n_inputs, 0);
	assert_string_equal(state->with->figures[1].steps[1].code, "ones(H, Nt, Nv)");
	lab_state_unref(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_in_the_language_that_is_set),
		cmocka_unit_test(a_heatmap_has_names_labels_and_a_scale),
		cmocka_unit_test(axes_are_what_knobs_count_or_queries_and_keys),
		cmocka_unit_test(a_long_way_down_is_given_up),
		cmocka_unit_test(defaults_are_open),
		cmocka_unit_test(one_dimension_is_one_row),
		cmocka_unit_test(heatmaps_and_masks_stand_beside_each_other),
		cmocka_unit_test(several_tensors_are_several_figures),
		cmocka_unit_test(several_tensors_have_names),
		cmocka_unit_test(what_cannot_be_shown_says_what_to_write),
		cmocka_unit_test(plots_and_pictures_say_what_they_want),
		cmocka_unit_test(a_sweep_goes_through_the_whole_knob),
		cmocka_unit_test(a_sweep_has_gaps_where_the_lab_fails),
		cmocka_unit_test(patches_are_found),
		cmocka_unit_test(compare_takes_two_of_one_shape),
		cmocka_unit_test(cache_counts_the_nodes_work),
		cmocka_unit_test(shapes_of_everything),
		cmocka_unit_test(arrows_go_through_what_is_not_shown),
		cmocka_unit_test(prev_is_no_arrow),
		cmocka_unit_test(a_variant_has_figures_of_its_own),
	};
	return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
