/*
 * Any bytes as an expression: it has a value, the same each time and printable,
 * or an error; every cell of it can be explained.
 */
#include "fuzz.h"
#include "lang/why.h"

static const char program_text[] =
	"param n = 3 in 1..64\nparam t = 2 in 0..5 animate\n"
	"x = randn(n, 4)\nm = causal_mask(n)\ni = arange(6).reshape(2, 3)\n"
	"K = cat([prev(K), x[0:1]])\nl = [1, 2.5, (True, None), 'ab']\ndef f(a) = a * 2\n";

/* The program above and its values: made once, an expression changes neither. */
static struct program *program;
static struct graph *graph;

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct err err = {0};
	struct run run;
	(void)argc, (void)argv;
	program = program_parse(program_text, NULL, &err);
	assert(program);
	graph = graph_new(program, -1);
	run_init(&run, budget_lab, NULL);
	bool fine = graph_update(graph, &run, &err);
	assert(fine);
	return 0;
}

static bool eval(const struct expr *expr, struct value *out, struct err *err)
{
	struct run run;
	run_init(&run, FUZZ_BUDGET, NULL);
	return graph_eval(graph, expr, &run, out, err);
}

static void print(struct value value)
{
	enum { FAST = 1 << 20 };
	struct str out = STR_INIT;
	struct err err = {0};
	value_print(value, &out);
	value_print_short(value, &out);
	int64_t count = value.kind == VALUE_TENSOR ? tensor_count(value.as.tensor) : 0;
	if (count <= FAST && !value_print_json(value, &out, &err))
		assert(err.code == ERR_LIMIT);
	assert(utf8_valid(out.data, out.len, NULL));
	str_done(&out);
}

/* Whether the value is a tensor with cells to explain. */
static bool evaluate(const struct expr *expr, const char *source)
{
	struct value value = VALUE_NOTHING, again = VALUE_NOTHING;
	struct err err = {0};
	if (eval(expr, &value, &err)) {
		bool fine = eval(expr, &again, &err);
		assert(fine && value_same(value, again));
		print(value);
	} else {
		assert_error(&err, source);
	}
	bool cells = value.kind == VALUE_TENSOR && tensor_count(value.as.tensor) > 0;
	value_unref(value);
	value_unref(again);
	return cells;
}

static void assert_why(bool explained, const struct why *why, const struct err *err)
{
	if (explained)
		assert(why->text.len > 0 && utf8_valid(why->text.data, why->text.len, NULL));
	else
		assert(err->code != ERR_NONE && err->text[0]);
}

/* A few of the cells that a cell was made of, and theirs. */
static void go_down(struct graph *own, int node, const struct why *why, int depth)
{
	for (int i = 0; i < why->n_inputs && i < 3 && depth > 0; i++) {
		const struct why_input *input = &why->input[i];
		struct run run;
		struct why part = {0};
		struct err err = {0};
		if (input->node < 0 && !input->part)
			continue;
		run_init(&run, FUZZ_BUDGET, NULL);
		bool explained = graph_why_input(own, node, input, &run, &part, &err);
		assert_why(explained, &part, &err);
		if (explained)
			go_down(own, input->node >= 0 ? input->node : node, &part, depth - 1);
		why_done(&part);
	}
}

/* The last cell of a node, down to what it was made of. */
static void explain(struct graph *own, int node)
{
	struct value value = graph_value(own, node);
	struct run run;
	struct why why = {0};
	struct err err = {0};
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (value.kind != VALUE_TENSOR || tensor_count(value.as.tensor) == 0)
		return;
	for (int d = 0; d < value.as.tensor->shape.ndim; d++)
		index[d] = value.as.tensor->shape.size[d] - 1;
	run_init(&run, FUZZ_BUDGET, NULL);
	bool explained = graph_why(own, node, index, &run, &why, &err);
	assert_why(explained, &why, &err);
	if (explained)
		go_down(own, node, &why, 3);
	why_done(&why);
}

/* The expression as a node of the program. */
static void explain_node(const char *source)
{
	struct str text = STR_INIT;
	struct err err = {0};
	str_addf(&text, "%sr = %s\n", program_text, source);
	struct program *larger = program_parse(text.data, NULL, &err);
	if (larger && program_find_node(larger, "r") >= 0) {
		struct graph *own = graph_new(larger, -1);
		struct run run;
		run_init(&run, FUZZ_BUDGET, NULL);
		if (graph_update(own, &run, &err))
			explain(own, program_find_node(larger, "r"));
		graph_free(own);
	}
	program_free(larger);
	str_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = {0};
	char *source = mem_copy_n((const char *)data, size);
	struct program copy = *program;   /* all is shared but the memory of the expression */
	arena_init(&copy.arena, 0);
	const struct expr *expr = program_parse_expr(&copy, source, &err);
	if (!expr)
		assert_error(&err, source);
	else if (evaluate(expr, source))
		explain_node(source);
	arena_done(&copy.arena);
	free(source);
	return 0;
}
