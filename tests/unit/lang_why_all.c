/*
 * Every cell of every operation has an explanation: the whole table's examples, and the
 * programs of two files in tests/lang. One goes down from a cell until something that was
 * written, drawn or chosen; the arithmetic on the way, where it is written out, is done
 * again and must give the cell.
 */
#include "lang_lab.h"

#include <ctype.h>
#include <math.h>

#include "base/file.h"
#include "lang/ops.h"
#include "lang/why.h"

enum { STEPS_MAX = 60 };

/* Operations whose numbers come from nowhere else; and those whose result is no tensor. */
static const char *const makers[] = {
	"zeros", "ones", "zeros_like", "ones_like", "tensor", "equal", "allclose", "shape", "ndim", "dtype",
	"stride", "is_contiguous", "size", "dim", "numel", "tolist", "len", "str", "bpe", "wordpiece", "flops",
	"bytes", "evals", "float", "full_like", "new_zeros", "new_ones", "is_floating_point", NULL,
};

static bool is_maker(const char *name)
{
	for (int i = 0; makers[i]; i++)
		if (strcmp(makers[i], name) == 0)
			return true;
	return false;
}

struct walk {
	struct lab lab;
	const char *what;            /* being tested, for messages */
	long steps, checked;
	uint32_t dice;
};

static uint32_t roll(struct walk *w, uint32_t sides)
{
	w->dice = w->dice * 1664525 + 1013904223;
	return (w->dice >> 8) % sides;
}

/* ---- The arithmetic, done again ---- */

/* "a = b = 1 + 2 = 3" → "1 + 2" and 3; false when what is before the result is no expression. */
static bool last_expression(const char *text, char *expr, size_t size, double *result)
{
	const char *end = NULL, *begin = text;
	for (const char *at = text; (at = strstr(at, " = ")); at += 3) {
		if (end)
			begin = end + 3;
		end = at;
	}
	if (!end || begin == text || (size_t)(end - begin) >= size)
		return false;
	snprintf(expr, size, "%.*s", (int)(end - begin), begin);
	const char *tail = end + 3;
	*result = strcmp(tail, "True") == 0 ? 1 : strcmp(tail, "False") == 0 ? 0 : strtod(tail, NULL);
	for (const char *p = expr; *p; p++)   /* names of cells cannot be evaluated here */
		if (*p == '[' || strstr(expr, "..."))
			return false;
	return true;
}

static const char *const words[] = {
	" because ", " of ", "inf", "nan", " in order", " one tick", "every", "random number", NULL,
};

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);
	return len >= n && strcmp(text + len - n, end) == 0;
}

static void check_arithmetic(struct walk *w, const char *text)
{
	char expr[512];
	double said, got;
	struct value v;
	struct err err;
	if (!last_expression(text, expr, sizeof expr, &said))
		return;
	for (int i = 0; words[i]; i++)
		if (strstr(expr, words[i]))
			return;
	const struct expr *x = program_parse_expr(w->lab.program, expr, &err);
	if (!x || !graph_eval(w->lab.graph, x, &w->lab.run, &v, &err))
		return;
	static const int64_t origin[TENSOR_MAX_DIMS];
	bool one = value_is_number(v) || (v.kind == VALUE_TENSOR && tensor_count(v.as.tensor) == 1);
	got = value_is_number(v) ? value_number(v) : one ? tensor_at(v.as.tensor, origin) : 0;
	value_unref(v);
	if (!one)
		return;
	if (ends_with(text, " = True") || ends_with(text, " = False"))   /* of masks, 1 + 1 is True */
		got = got != 0;
	/* Numbers are shown with four digits: a difference of large ones keeps fewer. */
	double scale = 0;
	for (const char *p = expr; *p; ) {
		char *end;
		double x_at = isdigit((unsigned char)*p) ? strtod(p, &end) : 0;
		scale = x_at > scale ? x_at : scale;
		p = isdigit((unsigned char)*p) ? end : p + 1;
	}
	bool same = got == said || (isnan(got) && isnan(said));
	if (!same && !(fabs(got - said) <= 2e-3 * (fabs(said) + scale + 1) * (1 + scale)))
		fail_msg("%s: %s\n%s is %g", w->what, text, expr, got);
	w->checked++;
}

/* ---- Down to a leaf ---- */

static void check_leaf(struct walk *w, const char *text)
{
	const char *cell = strstr(text, "= a cell of ");
	if (!cell)
		return;
	char name[40];
	cell += strlen("= a cell of ");
	if (sscanf(cell, "%39[a-z_]", name) == 1 && is_maker(name))
		return;
	for (int i = 0; makers[i]; i++) {   /* x.zeros_like() and the like do not begin with the name */
		char method[48];
		snprintf(method, sizeof method, ".%s", makers[i]);
		if (strstr(cell, method))
			return;
	}
	fail_msg("%s: nothing is explained: %s", w->what, text);
}

/* The value that stands where the input says, when it can be looked up. */
static void check_value(struct walk *w, const struct why_input *in)
{
	if (in->node < 0 || in->back || in->step.kind)
		return;
	struct value v = graph_value(w->lab.graph, in->node);
	if (in->item >= 0)
		v = value_item(v, in->item);
	double x = v.kind == VALUE_TENSOR ? tensor_at(v.as.tensor, in->index) : value_number(v);
	if (!(x == in->value || (isnan(x) && isnan(in->value))))
		fail_msg("%s: %s is %g and not %g", w->what, in->label, x, in->value);
}

static void go_down(struct walk *w, int node, struct why_input cell)
{
	struct why *why = malloc(sizeof *why);
	int step = 0;
	for (bool more = true; more; step++) {
		if (step == STEPS_MAX)
			fail_msg("%s: no end below %s", w->what, cell.label);
		run_init(&w->lab.run, budget_lab, NULL);
		if (!graph_why_input(w->lab.graph, node, &cell, &w->lab.run, why, &w->lab.err))
			fail_msg("%s: %s: %s", w->what, cell.label, w->lab.err.text);
		assert_int_equal(w->lab.run.bytes, 0);
		if (!strstr(why->text.data, " = "))
			fail_msg("%s: %s", w->what, why->text.data);
		check_arithmetic(w, why->text.data);
		int on[WHY_MAX_INPUTS], n_on = 0;
		for (int i = 0; i < why->n_inputs; i++) {
			check_value(w, &why->input[i]);
			if (why->input[i].node >= 0 || why->input[i].part)
				on[n_on++] = i;
		}
		if (why->n_inputs == 0)
			check_leaf(w, why->text.data);
		more = n_on > 0;
		if (more) {
			node = cell.node >= 0 ? cell.node : node;
			cell = why->input[on[roll(w, (uint32_t)n_on)]];
			node = cell.node >= 0 ? cell.node : node;
		}
		why_done(why);
		w->steps++;
	}
	free(why);
}

static void begin_somewhere(struct walk *w, int node, int item, struct value v)
{
	struct why_input cell = { .node = node, .item = item };
	if (v.kind == VALUE_TENSOR) {
		cell.ndim = v.as.tensor->shape.ndim;
		if (tensor_count(v.as.tensor) == 0)
			return;
		for (int d = 0; d < cell.ndim; d++)
			cell.index[d] = roll(w, (uint32_t)v.as.tensor->shape.size[d]);
	}
	snprintf(cell.label, sizeof cell.label, "%s", w->lab.program->nodes[node].name);
	go_down(w, node, cell);
}

/* Some cells of a node, of all tensors when it is a tuple. */
static void try_node(struct walk *w, int node, int times)
{
	struct value v = graph_value(w->lab.graph, node);
	for (int i = 0; i < times && graph_error(w->lab.graph, node) == NULL; i++) {
		int count = value_count(v), item = count ? (int)roll(w, (uint32_t)count) : -1;
		begin_somewhere(w, node, item, item < 0 ? v : value_item(v, item));
	}
}

/* ---- Tests ---- */

static void each_operation_of_the_table(void **state)
{
	struct walk w = { .dice = 1 };
	(void)state;
	for (int i = 0; ops_at(i); i++) {
		const struct op *op = ops_at(i);
		struct str text = STR_INIT;
		str_addf(&text, "%sr = %s\n", ops_example_lab, op->example);
		w.what = op->example;
		if (!op->why && !is_maker(op->name))
			fail_msg("%s has no explanation", op->name);
		lab_open(&w.lab, text.data, -1);
		int node = node_of(&w.lab, "r");
		if (graph_error(w.lab.graph, node))
			fail_msg("%s: %s", op->example, graph_error(w.lab.graph, node)->text);
		if (strcmp(op->name, "flops") && strcmp(op->name, "bytes") && strcmp(op->name, "evals"))
			try_node(&w, node, 20);
		lab_close(&w.lab);
		str_done(&text);
	}
	assert_true(w.steps > 2000 && w.checked > 400);
}

/* The cases of a file: ". PROGRAM", "? EXPRESSION". */
static void try_cases(struct walk *walk, const char *path)
{
	struct err err;
	struct walk w = *walk;
	struct str program = STR_INIT;
	size_t len;
	char *all = file_read(path, 16 << 20, &len, &err), *rest = all;
	bool fresh = true;
	assert_non_null(all);
	for (char *line; (line = strsep(&rest, "\n")); ) {
		if (line[0] == '.') {
			if (fresh)
				str_clear(&program);
			fresh = false;
			str_addf(&program, "%s\n", line + 2);
		} else if (line[0] == '?') {
			size_t before = program.len;
			fresh = true;
			str_addf(&program, "r = %s\n", line + 2);
			w.what = line;
			if (lab_parse(&w.lab, program.data, NULL)) {
				w.lab.graph = graph_new(w.lab.program, -1);
				if (lab_update(&w.lab))
					try_node(&w, node_of(&w.lab, "r"), 3);
				lab_close(&w.lab);
			}
			program.data[program.len = before] = '\0';
		}
	}
	free(all);
	str_done(&program);
	*walk = w;
}

static void random_programs(void **state)
{
	struct walk w = { .dice = 7 };
	(void)state;
	try_cases(&w, "tests/lang/random.case");
	assert_true(w.steps > 10000 && w.checked > 3000);
}

static void programs_of_tutorials(void **state)
{
	struct walk w = { .dice = 5 };
	(void)state;
	try_cases(&w, "tests/lang/programs.case");
	assert_true(w.steps > 10000 && w.checked > 3000);
}

static const char odd_lab[] =
	"filled = full((2,), full((), 2)) * 4\n"
	"param t = 4 in 1..6 animate\nparam g = 0.5 in 0..1\n"
	"x = randn(6, 4)\nK = cat([prev(K), x[t-1:t] @ x.T])\nk = cat([prev(k), K.sum()[None]])\n"
	"p = x.chunk(2, dim=1)\nq = p[1][2:, 0]\nboth = sort(x, dim=0)\nfirst = both.values[0]\n"
	"at = both[1]\nm = x.max(dim=1)\nwhere_max = m.indices\nn = x.sum().item()\nshare = n / 2\n"
	"y = x * share - sqrt(n * n)\ndef inner(a, b) = tanh(a @ b.T) * g + b.sum()\n"
	"def outside(a) = softmax(inner(a * 2, a)) - a.mean()\nz = outside(x[:3])\n"
	"grid = meshgrid([arange(2), arange(3) * 2], indexing='xy')\ngy = grid[1]\n"
	"l = tensor([1, x.sum(), randn(1)[0], n])\npair = [x[0], x.T]\nu = pair[1][2]\n"
	"blind = softmax(x.masked_fill(x > -9, -inf))\nc = x if n > 1e9 else x.T\nw = linear(x, 3)\n"
	"one_bias = linear(x, x, tensor([2.0]))\n"
	"f = positive_features(x, randn(5, 4))\nb = bool(x[0, 0]) or x[0, 0]\nempty = cat([x[:0], x])\n"
	"joined = cat(p, dim=1)\nlike = zeros_like(x) + ones_like(x)\n";

static void odd_programs(void **state)
{
	struct walk w = { .dice = 3, .what = "odd lab" };
	(void)state;
	lab_open(&w.lab, odd_lab, -1);
	for (int i = 0; i < w.lab.program->n_nodes; i++) {
		if (graph_error(w.lab.graph, i))
			fail_msg("%s: %s", w.lab.program->nodes[i].name, graph_error(w.lab.graph, i)->text);
		w.what = w.lab.program->nodes[i].code;
		try_node(&w, i, 30);
	}
	assert_true(w.steps > 2000);
	lab_close(&w.lab);
}

/* K = cat([prev(K), ...]): each row is found at the tick that it came in. */
static void the_past(void **state)
{
	struct lab lab;
	struct why *why = malloc(sizeof *why);
	struct why_input cell = { .item = -1, .ndim = 1 };
	char all[1000] = "";
	(void)state;
	lab_open(&lab, "param t = 3 in 1..6 animate\nx = arange(6) * 10.0\nK = cat([prev(K), x[t-1:t] + t])\n", -1);
	cell.node = node_of(&lab, "K");
	for (bool more = true; more; ) {
		run_init(&lab.run, budget_lab, NULL);
		assert_true(graph_why_input(lab.graph, cell.node, &cell, &lab.run, why, &lab.err));
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s\n", why->text.data);
		more = why->n_inputs > 0 && cell.node == node_of(&lab, "K");
		int node = cell.node;
		if (more)
			cell = why->input[0];
		more = more && (cell.node >= 0 || cell.part);
		if (more && cell.node < 0) {
			why_done(why);
			assert_true(graph_why_input(lab.graph, node, &cell, &lab.run, why, &lab.err));
			snprintf(all + strlen(all), sizeof all - strlen(all), "%s\n", why->text.data);
			more = false;
		}
		why_done(why);
	}
	assert_string_equal(all,
		"K[0] = prev(K)[0], part 1 of cat: one tick earlier = 1\n"
		"K[0] (t=2) = prev(K)[0], part 1 of cat: one tick earlier = 1\n"
		"K[0] (t=1) = (x[t-1:t] + t)[0], part 2 of cat = 1\n"
		"(x[t-1:t] + t)[0] (t=1) = x[0] + t = 0 + 1 = 1\n");
	free(why);
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_operation_of_the_table),
		cmocka_unit_test(random_programs),
		cmocka_unit_test(programs_of_tutorials),
		cmocka_unit_test(odd_programs),
		cmocka_unit_test(the_past),
	};
	return cmocka_run_group_tests_name("lang_why_all", tests, NULL, NULL);
}
