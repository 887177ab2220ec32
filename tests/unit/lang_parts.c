/* Parts of what is too large to compute whole have the bits that the whole would have. */
#include "lang_lab.h"

#include "base/mem.h"
#include "base/philox.h"
#include "lang/why.h"

/* Each large tensor of this has more than PARTS_LARGE elements, 1 MiB and more. */
static const char source[] =
	"param T = 530 in 1..100000\n"
	"Q = randn(2, T, 8)\n"
	"K = randn(2, T, 8)\n"
	"V = randn(T, 8)\n"
	"S = Q @ K.mT / sqrt(8)\n"
	"M = sliding_window_mask(T, 40) | prefix_mask(T, 3)\n"
	"A = softmax(S.masked_fill(~causal_mask(T), -inf), dim=-1)\n"
	"P = softmax(where(M, S, -inf), dim=-1)\n"
	"def twice(x) = x + x * 0.5\n"
	"big = tril(S) - triu(S, 2)\n"
	"out = A @ V\n"
	"heavy = A.sum(dim=-2)\n"
	"row = A[1, T - 3]\n";

static const char *const expressions[] = {
	"S", "A", "P", "A[0]", "A[1].mT", "A[0, 100:, ::3]", "S.T if False else S", "A * S - 1", "-S",
	"twice(A)", "big", "S > 0", "(S > 0) & M", "~causal_mask(T)", "causal_mask(T)[5:]", "M",
	"exp(S).half()", "S.transpose(0, 1)", "S.permute(2, 0, 1)[7:500]", "log_softmax(S, dim=0)",
	"softmax(S, dim=1)", "cumsum(A, dim=-1)", "A @ A", "A[0] @ S", "matmul(A.mT, A)", "rms_norm(S)",
	"layer_norm(S)", "S - S.amax(dim=-1, keepdim=True)", "A / A.sum(dim=2, keepdim=True)",
	"arange(T)[:, None] * arange(T)", "round(S, decimals=1)", "S.unsqueeze(1).expand(2, 3, T, T)",
	"clamp(S, -1, 1).to(float64)", "S[:, None, :, 1:] * 2 + S[None, :, :, 1:]",
	"leaky_relu(S)", "maximum(S, A)", "split_heads(S[0, :, :528], 4)", "A.float() ** 2",
	"A[0].narrow(0, 3, 515)", "S.clone().squeeze(0)", "A.mean(dim=-1, keepdim=True) * S",
};

static const struct budget tight = { .bytes = 800 << 10 };

static void open_with(struct lab *lab, const struct budget *budget)
{
	if (!lab_parse(lab, source, NULL))
		fail_msg("%s", lab->text);
	lab->graph = graph_new(lab->program, -1);
	run_init(&lab->run, *budget, NULL);
	assert_true(graph_update(lab->graph, &lab->run, &lab->err));
}

static int64_t below(struct philox_stream *stream, uint64_t *i, int64_t n)
{
	return (int64_t)(philox_uniform(stream, (*i)++) * (double)n);
}

/* A random box, not too large. */
static void choose(const struct shape *shape, struct philox_stream *stream, uint64_t *i, int64_t *from,
                   int64_t *size)
{
	for (int d = 0; d < shape->ndim; d++) {
		int64_t most = shape->size[d] < 40 ? shape->size[d] : 40;
		size[d] = 1 + below(stream, i, most);
		from[d] = below(stream, i, shape->size[d] - size[d] + 1);
	}
}

static void same_bits(const char *code, const struct tensor *whole, const int64_t *from,
                      const struct tensor *part)
{
	int64_t at[TENSOR_MAX_DIMS] = {0}, there[TENSOR_MAX_DIMS];
	assert_int_equal(part->shape.ndim, whole->shape.ndim);
	assert_int_equal(part->dtype, whole->dtype);
	for (bool more = true; more; ) {
		for (int d = 0; d < whole->shape.ndim; d++)
			there[d] = from[d] + at[d];
		double a = tensor_at(whole, there), b = tensor_at(part, at);
		if (memcmp(&a, &b, sizeof a) != 0)
			fail_msg("%s: %.9g, and in a part %.9g", code, a, b);
		more = false;
		for (int d = whole->shape.ndim - 1; d >= 0 && !more; d--) {
			more = ++at[d] < part->shape.size[d];
			at[d] = more ? at[d] : 0;
		}
	}
}

static void a_part_has_the_bits_of_the_whole(void **unused)
{
	(void)unused;
	static const struct budget none = {0};
	struct lab whole, parts;
	struct philox_stream stream = philox_stream(7, "parts", 0);
	uint64_t i = 0;
	int n = sizeof expressions / sizeof *expressions, outlined = 0;
	open_with(&whole, &none);
	open_with(&parts, &tight);
	for (int k = 0; k < n; k++) {
		struct value value;
		struct err err = {0};
		const struct expr *x = program_parse_expr(whole.program, expressions[k], &err);
		const struct expr *y = program_parse_expr(parts.program, expressions[k], &err);
		if (!x || !graph_eval(whole.graph, x, &whole.run, &value, &err))
			fail_msg("%s: %s", expressions[k], err.text);
		struct run run;
		run_init(&run, tight, NULL);
		run.bytes = parts.run.bytes;
		struct graph_part *part = graph_part_open(parts.graph, y, &run, &err);
		if (!part)
			fail_msg("%s: %s", expressions[k], err.text);
		outlined += tensor_is_outline(graph_part_outline(part));
		const struct shape *shape = &graph_part_outline(part)->shape;
		assert_int_equal(shape_count(shape), tensor_count(value.as.tensor));
		for (int again = 0; again < 5; again++) {
			int64_t from[TENSOR_MAX_DIMS], size[TENSOR_MAX_DIMS];
			choose(shape, &stream, &i, from, size);
			run.budget.bytes = 0;
			struct tensor *t = graph_part_read(part, from, size, &err);
			if (!t)
				fail_msg("%s: %s", expressions[k], err.text);
			same_bits(expressions[k], value.as.tensor, from, t);
			tensor_drop(&run, t);
		}
		graph_part_close(part);
		assert_int_equal(run.bytes, parts.run.bytes);
		value_drop(&whole.run, value);
	}
	assert_true(outlined >= n - 2);
	lab_close(&whole);
	lab_close(&parts);
}

/* A node, a claim, a number in a text. */
static void what_is_small_is_computed_of_its_parts(void **unused)
{
	(void)unused;
	static const struct budget none = {0};
	static const char *const small[] = {
		"A[1, T - 3]", "row", "A[0, 100:110, :5].sum()", "out", "A[0, 5, 5].item()", "A.shape[-1]",
		"allclose(A[0, :5].sum(dim=-1), 1)", "S.sum(dim=-1)[0, :3]", "1 if A[0, 3, 2] > 0 else 2",
	};
	struct lab whole, parts;
	open_with(&whole, &none);
	open_with(&parts, &tight);
	for (size_t k = 0; k < sizeof small / sizeof *small; k++) {
		struct value a, b;
		struct err err = {0};
		const struct expr *x = program_parse_expr(whole.program, small[k], &err);
		const struct expr *y = program_parse_expr(parts.program, small[k], &err);
		assert_true(graph_eval(whole.graph, x, &whole.run, &a, &err));
		parts.run.budget.bytes = 2 << 20;
		if (!graph_eval(parts.graph, y, &parts.run, &b, &err))
			fail_msg("%s: %s", small[k], err.text);
		if (!value_same(a, b))
			fail_msg("%s differs", small[k]);
		value_drop(&whole.run, a);
		value_drop(&parts.run, b);
	}
	lab_close(&whole);
	lab_close(&parts);
}

/* And keeps the error that it had. */
static void what_needs_the_whole_fails(void **unused)
{
	(void)unused;
	static const char *const large[] = {
		"A", "A.max()", "A.sum()", "svdvals(A)", "[A, A]", "A[A > 0]", "S[[0, 1, 2]]", "topk(A, 3)",
		"A if A else 0", "not A", "(A, 1) == (A, 1)", "sort(S).values", "A.tolist()", "V[A > 0]",
		"A.reshape(-1)", "bool(A)", "S @ V[:, 0]", "equal(A, A)", "str(A)", "flops(A)",
		"cat([A, A])", "einsum('hqk,kd->hqd', A, V)", "A.item()", "tensor([A])", "A.values", "A == [1]",
	};
	struct lab lab;
	open_with(&lab, &tight);
	for (size_t k = 0; k < sizeof large / sizeof *large; k++) {
		struct value value;
		struct err err = {0};
		const struct expr *x = program_parse_expr(lab.program, large[k], &err);
		if (!x)
			fail_msg("%s: %s", large[k], err.text);
		if (graph_eval(lab.graph, x, &lab.run, &value, &err))
			fail_msg("%s is computed", large[k]);
	}
	lab_close(&lab);
}

/* ---- Why ---- */

static const char *explain(struct lab *lab, int node, const int64_t *index, int ndim)
{
	struct why why = {0};
	struct why_input input = { .node = node, .item = -1, .ndim = ndim };
	memcpy(input.index, index, (size_t)ndim * sizeof *index);
	struct run run;
	run_init(&run, lab->run.budget, NULL);
	run.bytes = lab->run.bytes;
	if (!graph_why_input(lab->graph, node, &input, &run, &why, &lab->err))
		fail_msg("%s: %s", lab->program->nodes[node].name, lab->err.text);
	struct str text = STR_INIT;
	str_add(&text, why.text.data);
	for (int i = 0; i < why.n_inputs; i++)
		str_addf(&text, "\n%s %.17g", why.input[i].label, why.input[i].value);
	assert_true(why.n_inputs > 0);
	snprintf(lab->text, sizeof lab->text, "%s", text.data);
	str_done(&text);
	why_done(&why);
	assert_int_equal(run.bytes, lab->run.bytes);
	return lab->text;
}

/* A cell of what is too large is explained as if all of it were there, and so are its inputs. */
static void cells_are_explained(void **state)
{
	static const char *const names[] = { "S", "A", "P", "big", "out", "row" };
	struct lab whole, parts;
	struct philox_stream stream = philox_stream(5, "why", 0);
	uint64_t dice = 0;
	(void)state;
	open_with(&whole, &budget_console);
	open_with(&parts, &tight);
	for (size_t n = 0; n < 4 * (sizeof names / sizeof *names); n++) {
		int node = program_find_node(whole.program, names[n / 4]);
		const struct shape *shape = &graph_value(whole.graph, node).as.tensor->shape;
		int64_t index[TENSOR_MAX_DIMS] = {0};
		for (int d = 0; d < shape->ndim; d++)
			index[d] = below(&stream, &dice, shape->size[d]);
		char *expected = mem_copy(explain(&whole, node, index, shape->ndim));
		assert_string_equal(explain(&parts, node, index, shape->ndim), expected);
		free(expected);
	}
	lab_close(&whole);
	lab_close(&parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_has_the_bits_of_the_whole),
		cmocka_unit_test(what_is_small_is_computed_of_its_parts),
		cmocka_unit_test(what_needs_the_whole_fails),
		cmocka_unit_test(cells_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
