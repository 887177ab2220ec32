/*
 * The table of operations, example by example.
 *
 * docs/reference.md is made from it: `build/release/unit/lang_reference --write` writes it, and the
 * test fails when it is stale. Every example is evaluated; and for random cells
 * of what the examples give, the arithmetic that "why" states is done again, by the language
 * itself, and must give the cell.
 */
#include "lang_lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "lang/ops.h"
#include "lang/why.h"

static const char path[] = "docs/reference.md";

/* ---- The page ---- */

static const struct { const char *first, *title; } sections[] = {
	{ "zeros", "Creation" }, { "exp", "Element by element" }, { "sum", "Reductions and comparisons" },
	{ "matmul", "Layers, attention, masks, positions" }, { "reshape", "Shape" },
	{ "shape", "What a tensor says about itself" }, { "len", "Python's own" }, { "bpe", "Tokens" },
	{ "flops", "Cost" },
};

static void add_code(struct str *out, const char *lines)
{
	for (const char *line = lines; *line; line += strcspn(line, "\n"), line += *line == '\n')
		str_addf(out, "    %.*s\n", (int)strcspn(line, "\n"), line);
}

/* "input:tensor, dim:int?=None" → "input, dim=None" */
static void add_signature(const struct op *op, struct str *out)
{
	if (!(op->form & (OP_FUNCTION | OP_METHOD))) {
		str_addf(out, "x.%s", op->name);
		return;
	}
	const char *s = op->signature;
	if (!(op->form & OP_FUNCTION)) {   /* a method: the first argument stands before the dot */
		str_add(out, "x.");
		s += strcspn(s, ",");
		s += strspn(s, ", ");
	}
	str_addf(out, "%s(", op->name);
	while (*s) {
		str_add_n(out, s, strcspn(s, ":"));
		s += strcspn(s, "=,");
		str_add_n(out, s, strcspn(s, ","));
		s += strcspn(s, ",");
		str_add_n(out, s, strspn(s, ", "));
		s += strspn(s, ", ");
	}
	str_add_char(out, ')');
	str_add(out, op->form & OP_METHOD && op->form & OP_FUNCTION ? "` · `x." : "");
	if (op->form & OP_METHOD && op->form & OP_FUNCTION)
		str_addf(out, "%s", op->name);
}

static bool run_example(struct lab *lab, const char *code, struct value *out)
{
	const struct expr *expr = program_parse_expr(lab->program, code, &lab->err);
	run_init(&lab->run, budget_lab, NULL);
	return expr && graph_eval(lab->graph, expr, &lab->run, out, &lab->err);
}

static void add_op(struct lab *lab, const struct op *op, struct str *out)
{
	struct value v;
	struct str printed = STR_INIT;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (strcmp(sections[i].first, op->name) == 0)
			str_addf(out, "\n## %s\n", sections[i].title);
	str_add(out, "\n### `");
	add_signature(op, out);
	str_addf(out, "`\n\n%s\n\n    >>> %s\n", op->doc, op->example);
	if (!run_example(lab, op->example, &v))
		fail_msg("%s: %s: %s", op->name, op->example, lab->err.text);
	value_print(v, &printed);
	add_code(out, printed.data);
	value_unref(v);
	str_done(&printed);
}

static char *make_page(void)
{
	struct lab lab;
	struct str out = STR_INIT;
	lab_open(&lab, ops_example_lab, -1);
	str_add(&out, "# Reference of the operations\n\n"
	        "Made from the table of operations; the language itself is in [language.md](language.md). A\n"
	        "heading with ` · x.name` can also be written as a method. The examples speak of\n\n");
	add_code(&out, ops_example_lab);
	for (int i = 0; ops_at(i); i++)
		add_op(&lab, ops_at(i), &out);
	lab_close(&lab);
	return str_take(&out);
}

static void page_is_up_to_date(void **state)
{
	size_t len;
	struct err err = {0};
	char *written = file_read(path, 4 << 20, &len, &err), *made = make_page();
	(void)state;
	if (!written || strcmp(written, made) != 0)
		fail_msg("%s is not what the table of operations says: run build/release/unit/lang_reference "
		         "--write", path);
	free(written);
	free(made);
}

static void every_row_is_complete(void **state)
{
	(void)state;
	for (int i = 0; ops_at(i); i++) {
		const struct op *op = ops_at(i);
		assert_true(op->doc[0] && op->example[0] && op->signature[0]);
		assert_true(op->doc[strlen(op->doc) - 1] == '.');
		if (!strstr(op->example, op->name))
			fail_msg("the example of %s does not use it: %s", op->name, op->example);
	}
}

/* ---- The arithmetic that is stated ---- */

static bool close_to(double a, double b, enum dtype dtype)
{
	double relative = dtype == DT_BFLOAT16 ? 2e-2 : 4e-3;
	return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= relative * fmax(fabs(a), fabs(b)) + 1e-3;
}

/* The value of a part, as one number; false if it is no expression of one number. */
static bool part_value(struct lab *lab, const char *code, double *out)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	struct err saved = lab->err;
	struct value v;
	if (!run_example(lab, code, &v)) {
		lab->err = saved;
		return false;
	}
	bool cell = v.kind == VALUE_TENSOR && tensor_count(v.as.tensor) == 1;
	if (cell)
		*out = tensor_at(v.as.tensor, first);
	else if (value_is_number(v))
		*out = value_number(v);
	bool usable = cell || value_is_number(v);
	value_unref(v);
	return usable;
}

/* One of the parts between " = ": -1 it is no expression, 0 another value, 1 the same. */
static int check_part(struct lab *lab, char *part, double want, enum dtype dtype)
{
	double got = 0;
	if (strstr(part, "..."))
		return -1;
	for (;;) {   /* "x[2,0], moved by reshape": what stands before a comma */
		if (part_value(lab, part, &got))
			return close_to(got, want, dtype);
		size_t at = strlen(part);
		while (at > 0 && !(part[at] == ',' && part[at + 1] == ' '))
			at--;
		if (at == 0)
			return -1;
		part[at] = '\0';
	}
}

/* How many of the stated parts could be done again; fails if one gives something else. */
static int check_text(struct lab *lab, const char *text, double want, enum dtype dtype)
{
	int good = 0;
	const char *part = strstr(text, " = ");
	while (part) {
		const char *next = strstr(part + 3, " = ");
		char code[1000];
		snprintf(code, sizeof code, "%.*s", (int)(next ? next - part - 3 : 900), part + 3);
		int result = check_part(lab, code, want, dtype);
		if (result == 0)
			fail_msg("%s: %s is not %g", text, code, want);
		good += next && result > 0;   /* the last is the result itself */
		part = next;
	}
	return good;
}

static void spread_index(const struct tensor *t, int64_t place, int64_t *index)
{
	for (int d = t->shape.ndim - 1; d >= 0; d--) {
		index[d] = place % t->shape.size[d];
		place /= t->shape.size[d];
	}
}

/* All cells of one example (they are small); returns how many were checked. */
static int check_cells(const char *name, const char *example)
{
	struct lab lab;
	struct str text = STR_INIT;
	int checked = 0;
	str_addf(&text, "%sy = %s\n", ops_example_lab, example);
	lab_open(&lab, text.data, -1);
	int node = node_of(&lab, "y");
	struct value v = graph_value(lab.graph, node);
	for (int64_t i = 0; v.kind == VALUE_TENSOR && i < tensor_count(v.as.tensor); i++) {
		int64_t index[TENSOR_MAX_DIMS] = {0};
		static struct why why;
		spread_index(v.as.tensor, i, index);
		run_init(&lab.run, budget_lab, NULL);
		if (!graph_why(lab.graph, node, index, &lab.run, &why, &lab.err))
			fail_msg("%s: %s", name, lab.err.text);
		checked += check_text(&lab, why.text.data, tensor_at(v.as.tensor, index), v.as.tensor->dtype) > 0;
		if (getenv("SHOW_WHY") && i < 2)
			printf("# %s\n", why.text.data);
		why_done(&why);
	}
	lab_close(&lab);
	str_done(&text);
	return checked;
}

static void every_example_explains_itself(void **state)
{
	int checked = 0, ops = 0;
	(void)state;
	for (int i = 0; ops_at(i); i++) {
		int n = check_cells(ops_at(i)->name, ops_at(i)->example);
		if (ops_at(i)->why && n == 0)
			printf("# %s: nothing to do again in %s\n", ops_at(i)->name, ops_at(i)->example);
		checked += n;
		ops += n > 0;
	}
	printf("# %d cells of %d operations\n", checked, ops);
	assert_true(ops > 115);
}

/* Longer rows than the text writes out: then the listed inputs must give the cell. */
static double sum_of(const struct why *w, int step, double power)
{
	double sum = 0;
	for (int i = 0; i + step - 1 < w->n_inputs; i += step)
		sum += step == 2 ? w->input[i].value * w->input[i + 1].value : pow(fabs(w->input[i].value), power)
			* (w->input[i].value < 0 && power == 1 ? -1 : 1);
	return sum;
}

static void long_rows_list_their_inputs(void **state)
{
	static const char *const node[] = { "s", "m", "c", "p", "n", "v" };
	static struct why why;
	struct lab lab;
	(void)state;
	lab_open(&lab, "x = randn(5, 30)\nW = randn(7, 30)\ns = x.sum(dim=-1)\nm = x.mean(dim=-1)\n"
	         "c = cumsum(x, dim=1)\np = x @ W.T\nn = norm(x, dim=-1)\nv = var(x, dim=-1)\n", -1);
	for (int k = 0; k < 6; k++)
		for (int64_t i = 0; i < 5; i++) {
			int64_t index[TENSOR_MAX_DIMS] = { i, k == 2 ? 10 + i : i };
			int id = node_of(&lab, node[k]);
			run_init(&lab.run, budget_lab, NULL);
			assert_true(graph_why(lab.graph, id, index, &lab.run, &why, &lab.err));
			double want = tensor_at(graph_value(lab.graph, id).as.tensor, index);
			if (why.input[0].step.kind)   /* the mean of a variance */
				memmove(&why.input[0], &why.input[1], (size_t)--why.n_inputs * sizeof why.input[0]);
			double n = (double)why.n_inputs, sum = sum_of(&why, 1, 1), squares = sum_of(&why, 1, 2);
			const double got[] = { sum, sum / n, sum, sum_of(&why, 2, 1), sqrt(squares),
			                       (squares - sum * sum / n) / (n - 1) };
			if (fabs(got[k] - want) > 1e-5)
				fail_msg("%s: the inputs give %g, not %g", why.text.data, got[k], want);
			assert_int_equal(why.n_inputs, k == 2 ? 11 + i : k == 3 ? 60 : 30);
			why_done(&why);
		}
	lab_close(&lab);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(page_is_up_to_date),
		cmocka_unit_test(every_example_explains_itself),
		cmocka_unit_test(long_rows_list_their_inputs),
	};
	if (argc > 1 && strcmp(argv[1], "--write") == 0) {
		char *page = make_page();
		FILE *file = fopen(path, "w");
		bool fine = file && fputs(page, file) >= 0;
		fine = file && fclose(file) == 0 && fine;
		free(page);
		return !fine;
	}
	return cmocka_run_group_tests_name("lang_reference", tests, NULL, NULL);
}
