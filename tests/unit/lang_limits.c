/* Hostile labs: each ends with an error or a value, soon, and without a crash. */
#include "base/mem.h"
#include "lang_lab.h"

#include <time.h>

static char *repeat(const char *before, const char *part, int count, const char *after)
{
	struct str s = STR_INIT;
	str_add(&s, before);
	for (int i = 0; i < count; i++)
		str_add(&s, part);
	str_add(&s, after);
	return str_take(&s);
}

/* The first error on the way from text to values: of parsing, of the run, or of a node. */
static enum err_code outcome(const char *source)
{
	struct lab lab;
	if (!lab_parse(&lab, source, NULL))
		return lab.err.code;
	lab.graph = graph_new(lab.program, -1);
	enum err_code code = lab_update(&lab) ? ERR_NONE : lab.err.code;
	for (int i = 0; i < lab.program->n_nodes && code == ERR_NONE; i++)
		if (graph_error(lab.graph, i))
			code = graph_error(lab.graph, i)->code;
	lab_close(&lab);
	return code;
}

static void nesting_is_limited(void **state)
{
	static const struct { const char *before, *part; int count; const char *after; } row[] = {
		{ "x = ", "(", 5000, "" }, { "x = ", "[", 99, "1" }, { "x = ", "-", 60000, "1" },
		{ "x = ", "not ", 50000, "1" }, { "x = ", "1 if 1 else ", 20000, "1" },
		{ "x = ", "2**", 60000, "1" }, { "x = ", "1+", 60000, "1" }, { "x = ", "1 or ", 30000, "1" },
		{ "x = ones(2, 2)", ".T", 60000, "" }, { "x = ones(2, 2)", "[0:]", 30000, "" },
		{ "x = ", "len(", 5000, "1" }, { "x = 1", " < 1", 30000, "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *source = repeat(row[i].before, row[i].part, row[i].count, row[i].after);
		enum err_code code = outcome(source);
		if (code != ERR_LIMIT && code != ERR_SYNTAX)
			fail_msg("%s%s... gave %s", row[i].before, row[i].part, err_name(code));
		free(source);
	}
}

static void deep_but_allowed_works(void **state)
{
	static const struct { const char *before, *part; int count; const char *after; } row[] = {
		{ "x = ", "-", 190, "1" }, { "x = ", "1+", 190, "1" }, { "x = ones(2, 2)", ".T", 190, "" },
		{ "x = ", "2 if 0 else ", 95, "1" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *source = repeat(row[i].before, row[i].part, row[i].count, row[i].after);
		assert_int_equal(outcome(source), ERR_NONE);
		free(source);
	}
}

static void sizes_are_limited(void **state)
{
	static const struct { const char *source; enum err_code code; } row[] = {
		{ "x = 99999999999999999999", ERR_LIMIT }, { "x = 9223372036854775807 + 1", ERR_LIMIT },
		{ "x = 2 ** 10**9", ERR_LIMIT }, { "x = -9223372036854775807 - 2", ERR_LIMIT },
		{ "x = -(-9223372036854775807 - 1)", ERR_LIMIT }, { "x = 10.0 ** 400", ERR_VALUE },
		{ "x = (-9223372036854775807 - 1) // -1", ERR_LIMIT }, { "x = 1 // 0", ERR_VALUE },
		{ "x = 1 % 0", ERR_VALUE }, { "x = 1.0 / 0", ERR_VALUE }, { "x = 0 ** -1", ERR_VALUE },
		{ "x = [0] * 10**12", ERR_LIMIT }, { "x = [0] * 50000\ny = [x] * 50000", ERR_LIMIT },
		{ "x = zeros(10**6, 10**6)", ERR_LIMIT }, { "x = zeros(2**62, 2**62)", ERR_LIMIT },
		{ "x = zeros(-1)", ERR_VALUE }, { "x = arange(10**18)", ERR_LIMIT },
		{ "x = arange(0, 1, 1e-300)", ERR_LIMIT }, { "x = eye(10**9)", ERR_LIMIT },
		{ "x = ones(1).expand(10**6, 10**6, 10**6)\ny = x + 1", ERR_LIMIT },
		{ "x = ones(1, 1, 1, 1, 1, 1, 1, 1, 1)", ERR_LIMIT },
		{ "x = ones(2, 2)[None, None, None, None, None, None, None]", ERR_LIMIT },
		{ "x = randn(3000, 3000)\ny = x @ x @ x @ x", ERR_LIMIT },
		{ "param a = 1 in 0..10**18", ERR_LIMIT }, { "param a = 1 in divisors(10**18)", ERR_VALUE },
		{ "param a = 1 in {}", ERR_SYNTAX }, { "param a = nan in 0..1", ERR_VALUE },
		{ "param t = 1000000 in 1..1000000 animate\nx = t * 2", ERR_LIMIT },
		{ "param t = 9000 in 1..9000 animate\nx = [prev(x)]", ERR_LIMIT },
		{ "x = 'abc", ERR_SYNTAX }, { "x = 'abc\\", ERR_SYNTAX }, { "x = 'a\\q'", ERR_SYNTAX },
		{ "x = \"\xff\xfe\"", ERR_SYNTAX }, { "x = \"\x1b[31m\"", ERR_SYNTAX },
		{ "# \xc0\x80", ERR_SYNTAX }, { "x = 1e", ERR_SYNTAX }, { "x = 012", ERR_SYNTAX },
		{ "x = 1__0", ERR_SYNTAX }, { "x = f(", ERR_SYNTAX }, { "=", ERR_SYNTAX }, { "x =", ERR_SYNTAX },
		{ "def f(x, x) = 1", ERR_NAME }, { "def f(x) = f(x)\ny = f(1)", ERR_NAME },
		{ "x = (1, 2) * -5", ERR_NONE }, { "", ERR_NONE }, { "\n\n# only\n", ERR_NONE },
		{ "x = ones(0, 3).sum()", ERR_NONE }, { "x = 1e999", ERR_NONE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (outcome(row[i].source) != row[i].code)
			fail_msg("%s: %s, not %s", row[i].source, err_name(outcome(row[i].source)),
			         err_name(row[i].code));
}

static void counts_are_limited(void **state)
{
	struct str s = STR_INIT;
	(void)state;
	for (int i = 0; i <= 2000; i++)
		str_addf(&s, "a%d = 1\n", i);
	assert_int_equal(outcome(s.data), ERR_LIMIT);
	str_clear(&s);
	for (int i = 0; i < 65; i++)
		str_addf(&s, "param a%d = 1 in 1..2\n", i);
	assert_int_equal(outcome(s.data), ERR_LIMIT);
	str_clear(&s);
	for (int i = 0; i < 300; i++)
		str_addf(&s, "def a%d(x) = x\n", i);
	assert_int_equal(outcome(s.data), ERR_LIMIT);
	str_done(&s);
}

/* f59 would call f0 2^59 times. */
static void defs_that_explode_run_out_of_budget(void **state)
{
	struct str s = STR_INIT;
	(void)state;
	str_add(&s, "def f0(x) = x + 1\n");
	for (int i = 1; i < 60; i++)
		str_addf(&s, "def f%d(x) = f%d(f%d(x))\n", i, i - 1, i - 1);
	str_add(&s, "y = f59(1)\n");
	assert_int_equal(outcome(s.data), ERR_LIMIT);
	str_clear(&s);
	str_add(&s, "def f0(x) = x\n");
	for (int i = 1; i < 190; i++) {
		char *deep = repeat("", "-", 150, "");
		str_addf(&s, "def f%d(x) = %sf%d(x)\n", i, deep, i - 1);
		free(deep);
	}
	str_add(&s, "y = f189(1)\n");
	assert_int_equal(outcome(s.data), ERR_LIMIT);
	str_done(&s);
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A chain of as many nodes as may be, and a list that doubles itself: no deep recursion, no blow-up. */
static void long_chains_are_fine(void **state)
{
	struct str s = STR_INIT;
	struct lab lab;
	(void)state;
	str_add(&s, "a0 = [1]\n");
	for (int i = 1; i < 2000; i++)
		str_addf(&s, i < 14 ? "a%d = a%d + a%d\n" : "a%d = a%d\n", i, i - 1, i - 1);
	lab_open(&lab, s.data, -1);
	assert_string_equal(lab_eval(&lab, "len(a1999)"), "8192");
	lab_close(&lab);
	str_done(&s);
}

/* Far from a judgement of speed: something quadratic would take minutes. */
static void long_texts_are_read_in_linear_time(void **state)
{
	static const struct { const char *before, *part; const char *after; } row[] = {
		{ "x = (", "\n", "1)" }, { "", "\"a\" ", "" }, { "#", "é", "" }, { "x = '", "a", "'" },
		{ "x = [", "1,", "]" }, { "x = len([", "1, ", "])" },
	};
	(void)state;
	double start = seconds();
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *source = repeat(row[i].before, row[i].part, 60000, row[i].after);
		outcome(source);
		free(source);
	}
	assert_true(seconds() - start < 20);
}

/* As many names as may be, each looked up often, and the circle check of every variant. */
static void many_names_are_found_quickly(void **state)
{
	struct str s = STR_INIT;
	(void)state;
	for (int i = 0; i < 32; i++)
		str_addf(&s, "variant \"%d\" n%d = 2\n", i, i);
	for (int i = 0; i < 1990; i++)
		str_addf(&s, "n%d = 1\n", i);
	str_add(&s, "z = [");
	for (int i = 0; i < 30000; i++)
		str_add(&s, "n1985,");
	str_add(&s, "]\n");
	double start = seconds();
	assert_int_equal(outcome(s.data), ERR_NONE);
	assert_true(seconds() - start < 20);
	str_done(&s);
}

/*
 * Programs that want more than a quiz may have, or just as much, under its budget. What is judged
 * is the outcome; what they took is printed: build/release/unit/lang_limits shows the table.
 */
static void hostile_programs_stop(void **state)
{
	static const char many[] = "[0.5] * 90000";
	static const struct { const char *name, *first, *each; int count; } row[] = {
		{ "svd 500 x 500", "x = svdvals(randn(500, 500))", "", 0 },
		{ "softmax of one row", "x = softmax(ones(5000000), dim=0)", "", 0 },
		{ "sort of one row", "x = sort(randn(3000000)).values", "", 0 },
		{ "cumsum of one row", "x = cumsum(ones(20000000), 0)", "", 0 },
		{ "random numbers", "x = randn(60000000)", "", 0 },
		{ "cat of 90,000", "x = cat([ones(1)] * 90000)", "", 0 },
		{ "tiles", "x = ones(1, 1).repeat(3000, 3000)", "", 0 },
		{ "a billion with stride 0", "x = zeros(1).expand(10**9).sum()", "", 0 },
		{ "matmul 3000", "x = randn(3000, 3000)\ny = x @ x", "", 0 },
		{ "one result, three letters", "x = einsum('ij,kj,lj->ikl', ones(300, 300), ones(300, 300), "
		  "ones(300, 300))", "", 0 },
		{ "a clock of 10,000 ticks", "param t = 9999 in 0..9999 animate\nx = cat([prev(x), ones(1, 99)])",
		  "", 0 },
		{ "zeros, many", "", "x%d = zeros(1000, 1000, 10)\n", 50 },
		{ "sum of a list", "l = ", "x%d = sum(l)\n", 1900 },
		{ "a list as a tensor", "l = ", "x%d = tensor(l).sum()\n", 1900 },
		{ "lists joined", "l = ", "x%d = len(l + [1])\n", 1900 },
		{ "lists compared", "l = ", "x%d = l == l\n", 1900 },
		{ "lists sliced", "l = ", "x%d = len(l[1:])\n", 1900 },
		{ "lists printed", "l = ", "x%d = len(str(l))\n", 300 },
		{ "a string of strings", "x0 = 'a'", "", 60 },
		{ "90,000 long strings", "s = 'abcdefgh' * 1\nx = str([s] * 90000)\n", "", 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct str s = STR_INIT;
		bool list = strcmp(row[i].first, "l = ") == 0, strings = strcmp(row[i].first, "x0 = 'a'") == 0;
		str_addf(&s, "%s%s\n", row[i].first, list ? many : "");
		for (int k = 1; k <= row[i].count; k++)
			strings ? str_addf(&s, "x%d = str([x%d, x%d])\n", k, k - 1, k - 1) : str_addf(&s, row[i].each, k);
		double start = seconds();
		enum err_code code = outcome(s.data);
		print_message("# %6.0f ms  %-26s %s\n", (seconds() - start) * 1e3, row[i].name,
		              code == ERR_NONE ? "done" : err_name(code));
		if (code != ERR_NONE && code != ERR_LIMIT && code != ERR_TYPE)
			fail_msg("%s gave %s", row[i].name, err_name(code));
		str_done(&s);
	}
}

/* Any text at all: random pieces of the language in random order. */
static void random_text_never_crashes(void **state)
{
	static const char *const piece[] = {
		"x", "y", " = ", "\n", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "...", "+", "-", "*", "**",
		"/", "//", "%", "@", "==", "<", "not ", " and ", " if ", " else ", " in ", "1", "2.5", "'s'", "\"t\"",
		"param ", "show heatmap ", "claim ", "variant ", "def ", "title ", "use ", "seed ", "topics ",
		"animate", "softmax(", "ones(2, 3)", "prev(x)", ".T", ".sum(", "dim=", "None", "True", "#", "\\",
		"zh ", "flops(", "cat([", " step ", "divisors(", "\t", "π", "x[", "x.", "inf",
	};
	uint64_t seed = 1;
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct str s = STR_INIT;
		for (int i = 0; i < 12; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			str_add(&s, i == 0 && round % 2 ? "x = " : piece[(seed >> 33) % (sizeof piece / sizeof *piece)]);
		}
		outcome(s.data);
		str_done(&s);
	}
}

int main(void)
{
	mem_keep();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nesting_is_limited),
		cmocka_unit_test(deep_but_allowed_works),
		cmocka_unit_test(sizes_are_limited),
		cmocka_unit_test(counts_are_limited),
		cmocka_unit_test(defs_that_explode_run_out_of_budget),
		cmocka_unit_test(long_chains_are_fine),
		cmocka_unit_test(long_texts_are_read_in_linear_time),
		cmocka_unit_test(many_names_are_found_quickly),
		cmocka_unit_test(hostile_programs_stop),
		cmocka_unit_test(random_text_never_crashes),
	};
	return cmocka_run_group_tests_name("lang_limits", tests, NULL, NULL);
}
