/* Why this number: the text, the cells to go on to, and that their values are those of the tensors. */
#include "lang_lab.h"

#include <math.h>

#include "lang/why.h"

static const char lab_text[] =
	"param g = 0.5 in 0..1\nparam t = 3 in 1..4 animate\n"
	"x = tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])\n"
	"W = tensor([[0.5, -1.0], [2.0, 0.25]])\nb = tensor([10.0, 20.0])\n"
	"M = tensor([[True, False], [False, False], [True, True]])\n"
	"y = x @ W.T + b\nz = linear(x, W, b)\nS = (x @ W.T).masked_fill(M, -inf)\nA = softmax(S)\n"
	"s = x.sum(dim=0)\nm = x.mean(dim=-1, keepdim=True)\ntop = x.amax(dim=0)\n"
	"turned = x.T[::1, 1:].reshape(4)\nheads = split_heads(x, 2)\nback = merge_heads(heads)\n"
	"pick = where(M, x, -x)\ndef gate(u, v) = u + tanh(v) * u\nq = gate(x, g)\n"
	"r = randn(2, 3)\nl = linear(x, 3)\nE = exp(x / 2)\nn = sqrt(16)\n"
	"o = scaled_dot_product_attention(x, x, x, is_causal=True)\n"
	"K = cat([prev(K), x[t-1:t]])\n";

static struct why why;

static const char *ask(struct lab *lab, const char *node, int64_t i, int64_t j)
{
	int64_t index[TENSOR_MAX_DIMS] = { i, j };
	run_init(&lab->run, budget_lab, NULL);
	if (!graph_why(lab->graph, node_of(lab, node), index, &lab->run, &why, &lab->err))
		fail_msg("%s: %s", node, lab->err.text);
	snprintf(lab->text, sizeof lab->text, "%s", why.text.data);
	why_done(&why);
	assert_int_equal(lab->run.bytes, 0);
	return lab->text;
}

static void each_family_is_explained(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, lab_text, -1);
	assert_string_equal(ask(&lab, "y", 1, 0), "y[1,0] = (x @ W.T)[1,0] + b[0] = -2.5 + 10 = 7.5");
	assert_string_equal(ask(&lab, "z", 1, 0), "z[1,0] = x[1,0] * W[0,0] + ... = 3 * 0.5 + 4 * -1 + 10 = 7.5");
	assert_string_equal(ask(&lab, "S", 0, 0), "S[0,0] = -inf, because M[0,0] is True = -inf");
	assert_string_equal(ask(&lab, "S", 0, 1), "S[0,1] = (x @ W.T)[0,1], because M[0,1] is False = 2.5");
	assert_string_equal(ask(&lab, "A", 1, 1),
	                    "A[1,1] = exp(S[1,1] - max) / sum = exp(7 - 7) / 1.000 = 0.9999");
	assert_non_null(strstr(ask(&lab, "A", 2, 0), "every score in this row is -inf"));
	assert_string_equal(ask(&lab, "s", 1, 0), "s[1] = 2 + 4 + 6 = 12");
	assert_string_equal(ask(&lab, "m", 2, 0), "m[2,0] = (5 + 6) / 2 = 5.5");
	assert_string_equal(ask(&lab, "top", 0, 0), "top[0] = x[2,0], the largest of 3 = 5");
	assert_string_equal(ask(&lab, "turned", 3, 0), "turned[3] = x[2,1], moved by reshape = 6");
	assert_string_equal(ask(&lab, "back", 2, 1), "back[2,1] = heads[1,2,0], moved by merge_heads = 6");
	assert_string_equal(ask(&lab, "pick", 0, 1), "pick[0,1] = (-x)[0,1], because M[0,1] is False = -2");
	assert_string_equal(ask(&lab, "q", 0, 1), "q[0,1] = x[0,1] + (tanh(v) * u)[0,1] = 2 + 0.9242 = 2.924");
	assert_string_equal(ask(&lab, "E", 0, 1), "E[0,1] = exp((x / 2)[0,1]) = exp(1) = 2.718");
	assert_string_equal(ask(&lab, "n", 0, 0), "n = sqrt(16) = 4");
	assert_string_equal(ask(&lab, "K", 1, 1), "K[1,1] = prev(K)[1,1], part 1 of cat: one tick earlier = 4");
	assert_string_equal(ask(&lab, "K", 2, 1), "K[2,1] = x[2,1], part 2 of cat = 6");
	assert_non_null(strstr(ask(&lab, "r", 1, 2), "random number 5 of randn()"));
	assert_string_equal(ask(&lab, "o", 0, 1), "o[0,1] = sum over keys of weight * value = 1 * x[0,1] = 2");
	assert_string_equal(ask(&lab, "b", 1, 0), "b[1] = a cell of tensor([10.0, 20.0]) = 20");
	lab_close(&lab);
}

/* Lists of tensors, places, and what is an expression of the language itself. */
static void pieces_and_meanings_are_explained(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "A = tensor([[1.0, 2.0], [0.0, -3.0]])\nB = A * 2\ne = einsum('ij,jk->ik', A, B)\n"
	         "d = einsum('ii->i', A)\nh = hstack([A, B])\nv = vstack((A[0], B))\np = nonzero(A)\n"
	         "f = normalize(B)\ng = meshgrid(arange(2), A[0])[1]\ndef way(x) = lerp(x, x * 3, 0.25)\nl = way(A)\n", -1);
	assert_string_equal(ask(&lab, "e", 0, 1), "e[0,1] = A[0,0] * B[0,1] + ... = 1 * 4 + 2 * -6 = -8");
	assert_string_equal(ask(&lab, "d", 1, 0), "d[1] = A[1,1] = -3");
	assert_string_equal(ask(&lab, "h", 1, 2), "h[1,2] = B[1,0], part 2 of hstack = 0");
	assert_string_equal(ask(&lab, "v", 0, 1), "v[0,1] = A[0,1], part 1 of vstack = 2");
	assert_string_equal(ask(&lab, "p", 2, 1), "p[2,1] = the index of A[1,1] in dimension 1: number 2 of what is not 0 = 1");
	assert_string_equal(ask(&lab, "f", 0, 1), "f[0,1] = B[0,1] / clamp(norm(input, p, dim, True), eps)[0,0] = "
	                    "4 / 4.472 = 0.8944");
	assert_string_equal(ask(&lab, "l", 0, 0), "l[0,0] = A[0,0] + (weight * (end - input))[0,0] = 1 + 0.5 = 1.5");
	lab_close(&lab);
}

/* From a meaning's own parts back to the cells that the call was given. */
static void meanings_are_left_again(void **state)
{
	struct lab lab;
	struct why whole = {0}, part = {0}, below = {0};
	(void)state;
	lab_open(&lab, "A = tensor([[3.0, 4.0]])\ndef unit(x) = normalize(x + 0)\nf = unit(A)\n", -1);
	int node = program_find_node(lab.program, "f");
	assert_true(graph_why(lab.graph, node, (int64_t[]){ 0, 1 }, &lab.run, &whole, &lab.err));
	assert_true(graph_why_input(lab.graph, node, &whole.input[1], &lab.run, &part, &lab.err));
	assert_string_equal(part.text.data, "clamp(norm(input, p, dim, True), eps)[0,0] = max(5, 1e-12) = 5");
	assert_true(graph_why_input(lab.graph, node, &part.input[0], &lab.run, &below, &lab.err));
	assert_string_equal(below.text.data, "norm(input, p, dim, True)[0,0] = sqrt(abs(3) ** 2 + abs(4) ** 2) = 5");
	assert_string_equal(below.input[1].label, "(x + 0)[0,1]");
	why_done(&below);
	assert_true(graph_why_input(lab.graph, node, &part.input[0], &lab.run, &below, &lab.err));
	why_done(&part);
	assert_true(graph_why_input(lab.graph, node, &below.input[1], &lab.run, &part, &lab.err));
	assert_string_equal(part.text.data, "(x + 0)[0,1] = A[0,1] + 0 = 4 + 0 = 4");
	why_done(&whole);
	why_done(&part);
	why_done(&below);
	lab_close(&lab);
}

/* nanmean means nansum, which means where(...): down, and out of both. */
static void meanings_in_meanings(void **state)
{
	struct lab lab;
	struct why whole = {0}, part = {0}, below = {0};
	(void)state;
	lab_open(&lab, "A = tensor([[3.0, nan, 5.0]])\nf = nanmean(A * 1, dim=1)\n", -1);
	int node = program_find_node(lab.program, "f");
	assert_true(graph_why(lab.graph, node, (int64_t[]){ 0 }, &lab.run, &whole, &lab.err));
	assert_true(graph_why_input(lab.graph, node, &whole.input[0], &lab.run, &part, &lab.err));
	assert_string_equal(part.text.data, "nansum(input, dim, keepdim)[0] = 3 + 0 + 5 = 8");
	assert_true(graph_why_input(lab.graph, node, &part.input[2], &lab.run, &below, &lab.err));
	assert_non_null(strstr(below.text.data, "(A * 1)[0,2], because"));
	why_done(&whole);
	why_done(&part);
	why_done(&below);
	lab_close(&lab);
}

/* The weight in linear(x, 3) is drawn again for the explanation: the terms must add up. */
static void made_weights_are_the_real_ones(void **state)
{
	struct lab lab;
	double a, w, b, v, result;
	(void)state;
	lab_open(&lab, lab_text, -1);
	ask(&lab, "l", 1, 2);
	const char *numbers = strstr(lab.text, "... = ") + 6;
	assert_int_equal(sscanf(numbers, "%lf * %lf + %lf * %lf = %lf", &a, &w, &b, &v, &result), 5);
	assert_true(a == 3 && b == 4);
	assert_true(fabs(a * w + b * v - result) < 2e-3);
	lab_close(&lab);
}

/* Goes on to input i of the explanation in `why`, of a cell of the node. */
static const char *enter(struct lab *lab, const char *node, int i)
{
	struct why_input input = why.input[i];
	run_init(&lab->run, budget_lab, NULL);
	if (!graph_why_input(lab->graph, node_of(lab, node), &input, &lab->run, &why, &lab->err))
		fail_msg("%s: %s", input.label, lab->err.text);
	snprintf(lab->text, sizeof lab->text, "%s", why.text.data);
	why_done(&why);
	assert_int_equal(lab->run.bytes, 0);
	return lab->text;
}

/* What stands in the arithmetic and is no cell: the sum below a fraction, a weight, a mean, an angle. */
static void numbers_on_the_way_are_explained(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "param t = 2 in 1..3 animate\nS = tensor([[0.0, 1.0, 3.0], [2.0, -inf, 2.0]])\n"
	         "def soft(x) = softmax(x * 1) * 1\nA = softmax(S)\nB = soft(S)\nl = log_softmax(S, dim=0)\n"
	         "wide = softmax(arange(100) / 10)\np = softmax(cat([prev(p), S[t-1, :1]])) * 1\n"
	         "x = tensor([[1.0, 2.0], [3.0, 6.0]])\no = scaled_dot_product_attention(x, x, x, scale=0.5)\n"
	         "b = scaled_dot_product_attention(x, x, x, attn_mask=tensor([[0.5, -1.0]]))\n"
	         "n = layer_norm(x)\nr = rms_norm(x)\nv = x.std(dim=1)\nw = linear(x, 2)\n"
	         "turned = rope(x, [3, 5], base=100)\nf = linear_attention(x, x, x)\n", -1);
	ask(&lab, "A", 0, 1);
	assert_string_equal(enter(&lab, "A", 2), "sum = exp(S[0,0] - max) + ... = exp(0 - 3) + exp(1 - 3) + "
	                    "exp(3 - 3) = 1.185");
	assert_string_equal(why.input[1].label, "S[0,1]");
	ask(&lab, "A", 1, 0);
	assert_string_equal(enter(&lab, "A", 1), "sum = exp(S[1,0] - max) + ... = exp(2 - 2) + exp(-inf - 2) + "
	                    "exp(2 - 2) = 2");
	ask(&lab, "B", 0, 0);
	assert_string_equal(enter(&lab, "B", 0), "softmax(x * 1)[0,0] = exp((x * 1)[0,0] - max) / sum = "
	                    "exp(0 - 3) / 1.185 = 0.04201");
	assert_string_equal(enter(&lab, "B", 2), "sum = exp((x * 1)[0,0] - max) + ... = exp(0 - 3) + exp(1 - 3) + "
	                    "exp(3 - 3) = 1.185");
	assert_string_equal(enter(&lab, "B", 1), "(x * 1)[0,1] = S[0,1] * 1 = 1 * 1 = 1");
	ask(&lab, "l", 0, 2);
	assert_string_equal(enter(&lab, "l", 1), "sum = exp(S[0,2] - max) + ... = exp(3 - 3) + exp(2 - 3) = 1.368");
	ask(&lab, "wide", 7, 0);
	assert_string_equal(enter(&lab, "wide", 2), "sum = exp((arange(100) / 10)[0] - max) + ... = exp(0 - 9.9) + "
	                    "exp(0.1 - 9.9) + exp(0.2 - 9.9) + 97 more = 10.51");
	ask(&lab, "o", 0, 1);
	assert_string_equal(lab.text, "o[0,1] = sum over keys of weight * value = 0.006693 * x[0,1] + 0.9933 * x[1,1] = 5.973");
	assert_string_equal(enter(&lab, "o", 2), "weight[1] = exp(score[1] - max) / sum = exp(7.5 - 7.5) / 1.007 = 0.9933");
	assert_string_equal(enter(&lab, "o", 1), "sum = exp(score[0] - max) + ... = exp(2.5 - 7.5) + exp(7.5 - 7.5) = 1.007");
	assert_string_equal(enter(&lab, "o", 0), "score[0] = (x[0,0] * x[0,0] + ...) * scale = (1 * 1 + 2 * 2) * 0.5 = 2.5");
	ask(&lab, "b", 1, 0);
	enter(&lab, "b", 0);
	assert_string_equal(enter(&lab, "b", 0), "score[0] = (x[1,0] * x[0,0] + ...) * scale + mask = "
	                    "(3 * 1 + 6 * 2) * 0.7071 + 0.5 = 11.11");
	ask(&lab, "n", 1, 0);
	assert_string_equal(enter(&lab, "n", 2), "variance = ((3 - 4.5) ** 2 + (6 - 4.5) ** 2) / 2 = 2.25");
	assert_string_equal(enter(&lab, "n", 0), "mean = (3 + 6) / 2 = 4.5");
	ask(&lab, "r", 1, 0);
	assert_string_equal(enter(&lab, "r", 1), "mean square = ((3) ** 2 + (6) ** 2) / 2 = 22.5");
	ask(&lab, "v", 1, 0);
	assert_string_equal(enter(&lab, "v", 0), "mean = (3 + 6) / 2 = 4.5");
	ask(&lab, "w", 0, 1);
	assert_non_null(strstr(enter(&lab, "w", 3), "W[1,1] = random number 3 of linear(), a function of the seed 1, the name w"));
	ask(&lab, "turned", 1, 1);
	assert_string_equal(enter(&lab, "turned", 2), "angle = position * base ** -power = 5 * 100 ** -0 = 5");
	ask(&lab, "f", 0, 1);
	assert_string_equal(enter(&lab, "f", 0), "sum = 5 + 15 = 20");
	assert_string_equal(enter(&lab, "f", 1), "weight[1] = x[0,0] * x[1,0] + ... = 1 * 3 + 2 * 6 = 15");
	lab_close(&lab);
}

/* Ints in a list, and the cells of a matrix that a singular value is made of, lead on, too. */
static void lists_and_matrices_lead_on(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "n = 3\nx = tensor([[1.0, 2.0], [3.0, 6.0]])\np = padding_mask([2, n], 5)\n"
	         "b = block_mask([0, n], [0, 1, n], x[:, :1].expand(2, 2).repeat(2, 2) > 1)\ns = svdvals(x)\n"
	         "o = one_hot([n, 2], 5)\nturned = rope(x, [3, n + 4])\n", -1);
	ask(&lab, "p", 1, 4);
	assert_string_equal(enter(&lab, "p", 0), "([2, n])[1] = n = 3");
	ask(&lab, "b", 1, 2);
	assert_string_equal(lab.text, "b[1,2] = True, because allowed[3,3] is True: the query's segment and the key's = True");
	assert_int_equal(why.n_inputs, 3);
	ask(&lab, "s", 1, 0);
	assert_int_equal(why.n_inputs, 4);
	assert_string_equal(why.input[3].label, "x[1,1]");
	ask(&lab, "o", 0, 3);
	assert_string_equal(enter(&lab, "o", 0), "([n, 2])[0] = n = 3");
	ask(&lab, "turned", 1, 0);
	assert_string_equal(enter(&lab, "turned", 2), "angle = position * base ** -power = 7 * 10000 ** -0 = 7");
	assert_string_equal(enter(&lab, "turned", 0), "([3, n + 4])[1] = n + 4 = 3 + 4 = 7");
	lab_close(&lab);
}

/* From any cell of any node all the way down; each input's value is what stands there. */
static int descend(struct lab *lab, int node, const struct why_input *part, const int64_t *index, int depth)
{
	struct why *w = malloc(sizeof *w);
	int seen = 1;
	run_init(&lab->run, budget_lab, NULL);
	bool fine = part ? graph_why_input(lab->graph, node, part, &lab->run, w, &lab->err)
		: graph_why(lab->graph, node, index, &lab->run, w, &lab->err);
	if (!fine)
		fail_msg("%s: %s", part ? part->label : lab->program->nodes[node].name, lab->err.text);
	for (int i = 0; i < w->n_inputs && depth < 6; i++) {
		const struct why_input *in = &w->input[i];
		if (in->node >= 0 && !in->back && !in->step.kind && graph_value(lab->graph, in->node).kind == VALUE_TENSOR) {
			double x = tensor_at(graph_value(lab->graph, in->node).as.tensor, in->index);
			assert_true(x == in->value || isnan(x));
			seen += descend(lab, in->node, NULL, in->index, depth + 1);
		} else if (in->node >= 0 || in->part) {
			seen += descend(lab, node, in, NULL, depth + 1);
		}
	}
	why_done(w);
	free(w);
	return seen;
}

static void every_cell_can_be_followed_down(void **state)
{
	struct lab lab;
	int seen = 0;
	(void)state;
	lab_open(&lab, lab_text, -1);
	for (int node = 0; node < lab.program->n_nodes; node++) {
		struct value v = graph_value(lab.graph, node);
		int64_t index[TENSOR_MAX_DIMS] = {0};
		if (v.kind != VALUE_TENSOR)
			continue;
		for (int64_t i = 0; i < tensor_count(v.as.tensor); i++) {
			int64_t rest = i;
			for (int d = v.as.tensor->shape.ndim - 1; d >= 0; d--) {
				index[d] = rest % v.as.tensor->shape.size[d];
				rest /= v.as.tensor->shape.size[d];
			}
			seen += descend(&lab, node, NULL, index, 0);
		}
	}
	assert_true(seen > 300);
	lab_close(&lab);
}

static void outside_and_failed_cells_are_errors(void **state)
{
	struct lab lab;
	int64_t index[TENSOR_MAX_DIMS] = { 3, 0 };
	(void)state;
	lab_open(&lab, "x = ones(3, 2)\ny = x @ x\n", -1);
	assert_false(graph_why(lab.graph, 0, index, &lab.run, &why, &lab.err));
	assert_int_equal(lab.err.code, ERR_INDEX);
	why_done(&why);
	assert_false(graph_why(lab.graph, 1, index, &lab.run, &why, &lab.err));
	assert_int_equal(lab.err.code, ERR_SHAPE);
	why_done(&why);
	lab_close(&lab);
}

/* Wherever the budget ends, nothing is left behind. */
static void explanations_run_out_of_budget(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "y = cos((arange(1) % 13 - 6).tile(43, 2))\nz = normalize(y, dim=0)\n", -1);
	for (int64_t ops = 100; ops < 60000; ops += 700)
		for (int node = 0; node < lab.program->n_nodes; node++) {
			struct why why_text = {0};
			struct run small;
			run_init(&small, (struct budget){ .ops = ops }, NULL);
			graph_why(lab.graph, node, (int64_t[]){ 42, 1 }, &small, &why_text, &lab.err);
			why_done(&why_text);
			assert_int_equal(small.bytes, 0);
		}
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_family_is_explained),
		cmocka_unit_test(pieces_and_meanings_are_explained),
		cmocka_unit_test(meanings_are_left_again),
		cmocka_unit_test(meanings_in_meanings),
		cmocka_unit_test(explanations_run_out_of_budget),
		cmocka_unit_test(made_weights_are_the_real_ones),
		cmocka_unit_test(numbers_on_the_way_are_explained),
		cmocka_unit_test(lists_and_matrices_lead_on),
		cmocka_unit_test(every_cell_can_be_followed_down),
		cmocka_unit_test(outside_and_failed_cells_are_errors),
	};
	return cmocka_run_group_tests_name("lang_why", tests, NULL, NULL);
}
