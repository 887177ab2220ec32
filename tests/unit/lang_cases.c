/*
 * The cases in tests/lang: source text and what must come of it.
 *
 *	. PROGRAM LINE           (any number; holds for the expressions up to the next program)
 *	? EXPRESSION
 *	= float32 (2, 3) ~ 4e-07 dtype, shape, absolute tolerance
 *	0.1 0.2 ...              the elements in order
 *
 * or `= int 5`, `= float 0.5`, `= bool True`, `= tuple (2, 3)`, `= names (H, Nt)`; or
 * `! error` for any error; or the whole error text, each line behind "! ".
 * Prints TAP itself: there are thousands.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "lang/graph.h"

static int tests, failures;

struct test_case {
	struct str program, expected;
	char *expr;
	const char *path;
	int line;
	bool in_program;   /* the last line was one of the program's */
};

static bool elements_match(const char *text, const struct tensor *t, double tolerance)
{
	int64_t count = tensor_count(t), index[TENSOR_MAX_DIMS] = {0};
	for (int64_t i = 0; i < count; i++) {
		char word[64];
		int used = 0;
		if (sscanf(text, "%63s%n", word, &used) != 1)
			return false;
		text += used;
		double want = strcmp(word, "True") == 0 ? 1 : strcmp(word, "False") == 0 ? 0 : strtod(word, NULL);
		double got = tensor_at(t, index);
		bool same = isnan(want) ? isnan(got) : want == got || fabs(want - got) <= tolerance;
		if (!same)
			return false;
		for (int d = t->shape.ndim - 1; d >= 0 && ++index[d] == t->shape.size[d]; d--)
			index[d] = 0;
	}
	return text[strspn(text, " \n")] == '\0';
}

static bool tensor_matches(const char *expected, const struct tensor *t)
{
	char shape[256], want[300];
	shape_format(&t->shape, shape, sizeof shape);
	snprintf(want, sizeof want, "= %s %s ~ ", dtype_name(t->dtype), shape);
	if (!str_starts(expected, want))
		return false;
	char *rest;
	double tolerance = strtod(expected + strlen(want), &rest);
	return elements_match(rest, t, tolerance);
}

static bool number_matches(const char *expected, double got)
{
	double want = strtod(expected, NULL);
	return isnan(want) ? isnan(got) : want == got || fabs(want - got) <= 4e-16 * fabs(want);
}

static bool value_matches(const char *expected, struct value v)
{
	if (v.kind == VALUE_TENSOR && str_starts(expected, "= names ")) {
		char names[256];
		shape_format_names(&v.as.tensor->shape, names, sizeof names);
		size_t n = strlen(names);
		return strncmp(expected + 8, names, n) == 0 && expected[8 + n] == '\n';
	}
	if (v.kind == VALUE_TENSOR)
		return tensor_matches(expected, v.as.tensor);
	if (v.kind == VALUE_FLOAT && str_starts(expected, "= float "))
		return number_matches(expected + 8, v.as.number);
	static const char *const kind[] = { [VALUE_BOOL] = "bool", [VALUE_INT] = "int", [VALUE_TUPLE] = "tuple",
		[VALUE_LIST] = "list", [VALUE_STR] = "str", [VALUE_NONE] = "None", [VALUE_DTYPE] = "dtype",
		[VALUE_FLOAT] = "float" };
	struct str got = STR_INIT;
	str_addf(&got, "= %s ", kind[v.kind]);
	value_print(v, &got);
	str_add_char(&got, '\n');
	bool same = strcmp(expected, got.data) == 0;
	str_done(&got);
	return same;
}

/* Each line of the error text behind "! ". */
static bool error_matches(const char *expected, const struct err *err, const char *source)
{
	if (strcmp(expected, "! error\n") == 0)
		return true;
	struct str text = STR_INIT, got = STR_INIT;
	err_format(err, NULL, source, &text);
	for (const char *line = text.data; *line; line += strcspn(line, "\n"), line += *line == '\n')
		str_addf(&got, "! %.*s\n", (int)strcspn(line, "\n"), line);
	bool same = strcmp(expected, got.data) == 0;
	if (!same)
		printf("# got:\n# %s", got.data);
	str_done(&text);
	str_done(&got);
	return same;
}

static bool first_node_error(const struct graph *graph, const struct program *program, struct err *err)
{
	for (int i = 0; i < program->n_nodes; i++)
		if (graph_error(graph, i)) {
			*err = *graph_error(graph, i);
			return true;
		}
	return false;
}

static bool outcome_matches(const struct test_case *c)
{
	struct err err = {0};
	const char *source = c->program.data;
	const char *expected = c->expected.data;
	struct program *program = program_parse(source, NULL, &err);
	if (!program)
		return error_matches(expected, &err, source);
	struct graph *graph = graph_new(program, -1);
	struct run run;
	run_init(&run, budget_console, NULL);
	struct value v = VALUE_NOTHING;
	bool ok = graph_update(graph, &run, &err) && !first_node_error(graph, program, &err);
	if (ok) {
		source = c->expr;
		const struct expr *expr = program_parse_expr(program, c->expr, &err);
		ok = expr && graph_eval(graph, expr, &run, &v, &err);
	}
	bool same = ok ? value_matches(expected, v) : error_matches(expected, &err, source);
	if (!same && ok) {
		struct str got = STR_INIT;
		value_print(v, &got);
		printf("# got: %s\n", got.data);
		str_done(&got);
	} else if (!same) {
		printf("# got: %s: %s\n", err_name(err.code), err.text);
	}
	value_unref(v);
	graph_free(graph);
	program_free(program);
	return same;
}

static void finish(struct test_case *c)
{
	if (c->expr) {
		bool same = outcome_matches(c);
		tests++;
		failures += !same;
		printf("%sok %d - %s:%d: %s\n", same ? "" : "not ", tests, c->path, c->line, c->expr);
		if (!same)
			printf("# expected: %s\n", c->expected.data);
	}
	str_clear(&c->expected);
	free(c->expr);
	c->expr = NULL;
}

static void take_line(struct test_case *c, const char *line, int number)
{
	if (c->expr && (str_starts(line, ". ") || str_starts(line, "? ")))
		finish(c);
	if (str_starts(line, ". ")) {
		if (!c->in_program)
			str_clear(&c->program);
		str_addf(&c->program, "%s\n", line + 2);
	} else if (str_starts(line, "? ")) {
		c->expr = mem_copy(line + 2);
		c->line = number;
	} else if (*line && *line != '#') {
		str_addf(&c->expected, "%s\n", line);
	}
	if (*line)
		c->in_program = str_starts(line, ". ");
}

static void run_file(const char *path)
{
	size_t len;
	struct err err = {0};
	char *text = file_read(path, 64 << 20, &len, &err);
	if (!text) {
		printf("not ok %d - %s\n", ++tests, err.text);
		failures++;
		return;
	}
	struct test_case c = { .program = STR_INIT, .expected = STR_INIT, .path = path };
	int number = 0;
	for (char *line = text, *end; line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		take_line(&c, line, ++number);
	}
	finish(&c);
	str_done(&c.program);
	str_done(&c.expected);
	free(text);
}

int main(int argc, char **argv)
{
	if (argc > 1) {   /* files given: just these */
		for (int i = 1; i < argc; i++)
			run_file(argv[i]);
	} else {
		char **names;
		size_t count;
		struct err err = {0};
		if (!file_list("tests/lang", &names, &count, &err)) {
			printf("not ok 1 - %s\n", err.text);
			return 1;
		}
		for (size_t i = 0; i < count; i++)
			if (str_ends(names[i], ".case")) {
				char *path = file_join("tests/lang", names[i]);
				run_file(path);
				free(path);
			}
		file_list_free(names, count);
	}
	printf("1..%d\n", tests);
	return failures > 0;
}
