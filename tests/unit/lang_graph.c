/* What is computed when, what it is said to cost, the clock, variants, names of sizes. */
#include "lang_lab.h"

#include <stdatomic.h>

static const char *names(struct lab *lab, const char *node)
{
	struct value v = graph_value(lab->graph, node_of(lab, node));
	assert_int_equal(v.kind, VALUE_TENSOR);
	shape_format_names(&v.as.tensor->shape, lab->text, sizeof lab->text);
	return lab->text;
}

static const char cross[] =
	"param Nt = 10 in 1..64\nparam Nv = 19 in 1..100\nparam hidden = 32 in 8..64 step 8\n"
	"param H = 4 in divisors(hidden)\n"
	"text = randn(Nt, hidden)\nimage = randn(Nv, hidden)\n"
	"Q = split_heads(linear(text, hidden), H)\nK = split_heads(linear(image, hidden), H)\n"
	"V = split_heads(linear(image, hidden), H)\n"
	"S = Q @ K.mT / sqrt(hidden / H)\nA = softmax(S, dim=-1)\nout = merge_heads(A @ V)\n"
	"both = cat([text, image])\npart = both[:Nt]\norder = (arange(Nt) + 3) % Nt\nflat = K.reshape(H * Nv, hidden / H)\n"
	"variant \"turned\" S = Q @ K\nvariant \"none\" S = zeros(H, Nt, Nv)\n";

static void sizes_keep_their_names(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, -1);
	assert_string_equal(names(&lab, "Q"), "(H, Nt, hidden/H)");
	assert_string_equal(names(&lab, "A"), "(H, Nt, Nv)");
	assert_string_equal(names(&lab, "out"), "(Nt, hidden)");
	assert_string_equal(names(&lab, "both"), "(Nt + Nv, hidden)");
	assert_string_equal(names(&lab, "part"), "(Nt, hidden)");
	assert_string_equal(names(&lab, "order"), "(Nt,)");
	assert_string_equal(names(&lab, "flat"), "(H*Nv, hidden/H)");
	assert_string_equal(lab_eval(&lab, "out.shape == (Nt, hidden)"), "True");
	assert_string_equal(lab_eval(&lab, "allclose(A.sum(dim=-1), 1, rtol=1e-4)"), "True");
	lab_close(&lab);
}

/* One row at each step of a clock, from the first: its beginning is 0 there, and is t - 1. */
static void a_row_of_each_step_is_one_row(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "param t = 4 in 1..8 animate\nx = randn(8, 3)\nk = x[t-1:t]\n"
	               "total = k if t == 1 else prev(total) + k\n", -1);
	assert_string_equal(names(&lab, "k"), "(1, 3)");
	assert_string_equal(names(&lab, "total"), "(1, 3)");
	lab_close(&lab);
}

static void a_knob_computes_only_what_reads_it(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, -1);
	struct value image = value_ref(graph_value(lab.graph, node_of(&lab, "image")));
	struct value text = value_ref(graph_value(lab.graph, node_of(&lab, "text")));
	lab_set(&lab, "Nt", value_int(12));
	assert_ptr_equal(graph_value(lab.graph, node_of(&lab, "image")).as.tensor, image.as.tensor);
	assert_ptr_not_equal(graph_value(lab.graph, node_of(&lab, "text")).as.tensor, text.as.tensor);
	assert_string_equal(lab_eval(&lab, "S.shape"), "(4, 12, 19)");
	assert_true(graph_depends(lab.graph, node_of(&lab, "A"), 0));
	assert_false(graph_depends(lab.graph, node_of(&lab, "K"), 0));
	assert_true(graph_depends(lab.graph, node_of(&lab, "K"), 2));   /* hidden */
	value_unref(image);
	value_unref(text);
	lab_close(&lab);
}

/* A longer sequence begins with the rows that it had. */
static void more_rows_keep_the_old_ones(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, -1);
	char before[8192];
	strcpy(before, lab_eval(&lab, "text[:10].tolist()"));
	lab_set(&lab, "Nt", value_int(20));
	assert_string_equal(lab_eval(&lab, "text[:10].tolist()"), before);
	lab_close(&lab);
}

static void costs_are_counted(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, -1);
	assert_string_equal(lab_eval(&lab, "evals(K)"), "1");
	/* The split is a view of a product that no other node holds: K keeps its memory. */
	assert_string_equal(lab_eval(&lab, "bytes(K) == Nv * hidden * 4"), "True");
	assert_string_equal(lab_eval(&lab, "flops(K) == 2 * Nv * hidden * hidden"), "True");
	assert_string_equal(lab_eval(&lab, "bytes(part)"), "0");
	assert_true(graph_is_view(lab.graph, node_of(&lab, "part")));
	assert_false(graph_is_view(lab.graph, node_of(&lab, "K")));
	assert_non_null(strstr(lab_eval(&lab, "flops(Nt)"), "only nodes have a cost"));
	lab_close(&lab);
}

static void domains_move_with_the_params_they_name(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, -1);
	assert_false(graph_set(lab.graph, 3, value_int(5), &lab.err));
	assert_non_null(strstr(lab.err.text, "H cannot be 5: it is 1, 2, 4, 8, 16 or 32"));
	assert_false(graph_set(lab.graph, 0, value_int(65), &lab.err));
	assert_non_null(strstr(lab.err.text, "Nt cannot be 65: it is 1..64"));
	lab_set(&lab, "H", value_int(16));
	lab_set(&lab, "hidden", value_int(40));   /* 16 does not divide 40; the nearest that does is 20 */
	assert_int_equal(graph_param(lab.graph, 3).as.integer.n, 20);
	assert_int_equal(graph_param_step(lab.graph, 3, 1).as.integer.n, 40);
	assert_int_equal(graph_param_step(lab.graph, 3, -100).as.integer.n, 1);
	lab_set(&lab, "hidden", value_int(32));   /* what was asked for is possible again */
	assert_int_equal(graph_param(lab.graph, 3).as.integer.n, 16);
	lab_close(&lab);
}

static void float_params_step_and_hold_what_is_between(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "param a = 0 in 0..1 step 0.25\nparam b = 0.0 in 0..2\nx = a * 2\n", -1);
	assert_int_equal(graph_param(lab.graph, 0).kind, VALUE_FLOAT);
	lab_set(&lab, "a", value_float(0.3));
	assert_true(graph_param(lab.graph, 0).as.number == 0.3);
	assert_true(graph_param_step(lab.graph, 0, 1).as.number == 0.5);
	assert_true(graph_param_step(lab.graph, 0, -1).as.number == 0.25);
	assert_true(graph_param_step(lab.graph, 1, 1).as.number == 0.1);   /* a 20th of the range */
	assert_string_equal(lab_eval(&lab, "x"), "0.6");
	lab_close(&lab);
}

static void errors_stay_with_their_node(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, 0);
	const struct err *err = graph_error(lab.graph, node_of(&lab, "S"));
	assert_non_null(err);
	assert_string_equal(err->text, "cannot multiply (H=4, Nt=10, hidden/H=8) by (H=4, Nv=19, "
	                    "hidden/H=8): inner sizes 8 and 19 differ; did you mean K.mT?");
	assert_string_equal(graph_error(lab.graph, node_of(&lab, "A"))->text, "needs S, which has an error");
	assert_int_equal(graph_value(lab.graph, node_of(&lab, "S")).kind, VALUE_NONE);
	assert_null(graph_error(lab.graph, node_of(&lab, "both")));
	lab_close(&lab);
}

static void variants_replace_nodes(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, cross, 1);
	assert_string_equal(lab_eval(&lab, "allclose(A, 1 / Nv)"), "True");
	assert_string_equal(names(&lab, "A"), "(H, Nt, Nv)");
	lab_close(&lab);
}

/* ---- The clock ---- */

static const char decode[] =
	"param T = 6 in 1..9\nparam t = 1 in 1..T animate\n"
	"x = randn(T, 4)\nWk = randn(4, 4)\nimage = x @ Wk\n"
	"K = cat([prev(K), x[t-1:t] @ Wk])\nq = x[t-1:t]\nS = q @ K.mT\ncost = evals(image)\n";

static void a_cache_grows_and_what_is_still_is_computed_once(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, decode, -1);
	assert_string_equal(lab_eval(&lab, "K.shape"), "(1, 4)");
	lab_set(&lab, "t", value_int(4));
	assert_string_equal(lab_eval(&lab, "K.shape"), "(4, 4)");
	assert_string_equal(lab_eval(&lab, "equal(K, image[:4])"), "True");
	assert_string_equal(lab_eval(&lab, "(evals(K), evals(q), evals(image), cost)"), "(4, 4, 1, 1)");
	assert_string_equal(lab_eval(&lab, "flops(K) == 4 * flops(image) // T"), "True");
	lab_close(&lab);
}

/* Stepping, jumping and rewinding come to the same values and counts. */
static void the_way_to_a_tick_does_not_matter(void **state)
{
	static const int64_t ways[3][5] = { { 1, 2, 3, 4, 5 }, { 5, 5, 5, 5, 5 }, { 6, 2, 4, 1, 5 } };
	struct lab lab;
	char first[8192] = "";
	(void)state;
	for (int way = 0; way < 3; way++) {
		lab_open(&lab, decode, -1);
		for (int i = 0; i < 5; i++)
			lab_set(&lab, "t", value_int(ways[way][i]));
		lab_eval(&lab, "(str(K), str(S), evals(K), evals(S), flops(K), flops(S), bytes(K))");
		if (way == 0)
			strcpy(first, lab.text);
		assert_string_equal(lab.text, first);
		lab_close(&lab);
	}
}

static void another_knob_starts_the_clock_again(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, decode, -1);
	lab_set(&lab, "t", value_int(5));
	lab_set(&lab, "T", value_int(3));   /* the clock's end: t is 3 now */
	assert_string_equal(lab_eval(&lab, "(t, K.shape, evals(K))"), "(3, (3, 4), 3)");
	lab_set(&lab, "T", value_int(8));
	assert_string_equal(lab_eval(&lab, "(t, K.shape, evals(K))"), "(5, (5, 4), 5)");
	lab_close(&lab);
}

/* ---- Cancelling and limits ---- */

static void a_cancelled_update_can_be_taken_up_again(void **state)
{
	struct lab lab;
	atomic_bool stop = true;
	(void)state;
	lab_open(&lab, decode, -1);
	assert_true(graph_set(lab.graph, 1, value_int(6), &lab.err));
	run_init(&lab.run, budget_lab, &stop);
	assert_false(graph_update(lab.graph, &lab.run, &lab.err));
	assert_int_equal(lab.err.code, ERR_CANCEL);
	assert_true(lab_update(&lab));
	assert_string_equal(lab_eval(&lab, "(K.shape, evals(K))"), "((6, 4), 6)");
	lab_close(&lab);
}

/* However little each turn may do, turn after turn gets there, with the same counts. */
static void small_budgets_get_there_in_turns(void **state)
{
	struct lab lab;
	int turns = 0;
	(void)state;
	lab_open(&lab, decode, -1);
	assert_true(graph_set(lab.graph, 1, value_int(6), &lab.err));
	do {
		run_init(&lab.run, (struct budget){ .ops = 20000 }, NULL);
		assert_true(++turns < 100);
	} while (!graph_update(lab.graph, &lab.run, &lab.err));
	assert_true(turns > 1);
	assert_string_equal(lab_eval(&lab, "(K.shape, evals(K), evals(S), equal(K, image[:6]))"),
	                    "((6, 4), 6, 6, True)");
	lab_close(&lab);
}

static void memory_is_given_back(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "a = randn(100, 100)\nb = (a + 1) * (a - 1) @ a.T\nc = b.sum()\n", -1);
	assert_int_equal(lab.run.bytes, 2 * 40000 + 4);   /* the nodes' own, no temporary */
	run_init(&lab.run, budget_lab, NULL);
	const struct expr *x = program_parse_expr(lab.program, "(a * b).sum() > 0", &lab.err);
	struct value v;
	assert_true(graph_eval(lab.graph, x, &lab.run, &v, &lab.err));
	value_drop(&lab.run, v);
	assert_int_equal(lab.run.bytes, 0);
	lab_close(&lab);
}

static void snapshots_outlive_the_graph(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "a = [randn(3), (1, 'x')]\n", -1);
	struct value a = value_ref(graph_value(lab.graph, 0));
	graph_free(lab.graph);
	lab.graph = graph_new(lab.program, -1);
	assert_true(lab_update(&lab));
	assert_true(value_same(a, graph_value(lab.graph, 0)));
	value_unref(a);
	lab_close(&lab);
}

/* A claim stands far from the line that failed: it says the reason again, that of the first failure. */
static void what_reads_a_failure_repeats_its_reason(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "a = ones(2)\nb = a @ ones(3)\nc = b + 1\nd = c * 2\n", -1);
	assert_non_null(strstr(graph_error(lab.graph, node_of(&lab, "c"))->text, "needs b, which has an error"));
	assert_non_null(strstr(lab_eval(&lab, "d.sum() > 0"), "needs d; line 2: cannot multiply"));
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_keep_their_names),
		cmocka_unit_test(a_row_of_each_step_is_one_row),
		cmocka_unit_test(a_knob_computes_only_what_reads_it),
		cmocka_unit_test(more_rows_keep_the_old_ones),
		cmocka_unit_test(costs_are_counted),
		cmocka_unit_test(domains_move_with_the_params_they_name),
		cmocka_unit_test(float_params_step_and_hold_what_is_between),
		cmocka_unit_test(errors_stay_with_their_node),
		cmocka_unit_test(variants_replace_nodes),
		cmocka_unit_test(a_cache_grows_and_what_is_still_is_computed_once),
		cmocka_unit_test(the_way_to_a_tick_does_not_matter),
		cmocka_unit_test(another_knob_starts_the_clock_again),
		cmocka_unit_test(a_cancelled_update_can_be_taken_up_again),
		cmocka_unit_test(small_budgets_get_there_in_turns),
		cmocka_unit_test(memory_is_given_back),
		cmocka_unit_test(snapshots_outlive_the_graph),
		cmocka_unit_test(what_reads_a_failure_repeats_its_reason),
	};
	return cmocka_run_group_tests_name("lang_graph", tests, NULL, NULL);
}
