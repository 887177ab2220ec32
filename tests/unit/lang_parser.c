/* Precedence against values that Python prints, statements, and errors with their carets. */
#include "lang_lab.h"

struct row {
	const char *source, *want;
};

static void check_rows(const struct row *row, size_t count)
{
	static struct lab lab;
	for (size_t i = 0; i < count; i++)
		assert_string_equal(eval_alone(&lab, row[i].source), row[i].want);
}

/* The right column was printed by Python 3.11. */
static void precedence_is_pythons(void **state)
{
	static const struct row row[] = {
		{ "-2 ** 2", "-4" }, { "2 ** -1", "0.5" }, { "2 ** 3 ** 2", "512" }, { "2 ** -1 ** 2", "0.5" },
		{ "-7 // 2", "-4" }, { "-7 % 3", "2" }, { "7 // -2", "-4" }, { "7 % -3", "-2" },
		{ "1 + 2 * 3 - 4 / 2", "5.0" }, { "2 * 3 % 4", "2" }, { "10 - 4 - 3", "3" },
		{ "1 | 6 & 3 ^ 5", "7" }, { "1 + 2 & 3", "3" }, { "1 < 2 < 3", "True" },
		{ "1 < 3 < 2", "False" }, { "1 < 2 == 2", "True" }, { "not 1 == 2", "True" },
		{ "1 or 1 / 0", "1" }, { "0 and 1 / 0", "0" }, { "not 0 and 5", "5" },
		{ "False or None", "None" }, { "1 if 0 else 2 if 0 else 3", "3" },
		{ "(1, 2)[0] + [3, 4][-1]", "5" }, { "~5 + 1", "-5" }, { "- - 3", "3" }, { "--3", "3" },
		{ "1 == 1.0", "True" }, { "True + 1", "2" }, { "()", "()" }, { "(1,)", "(1,)" },
		{ "(1, 2,)", "(1, 2)" }, { "[1, 'a', None]", "[1, 'a', None]" }, { "(1, 2) + (3,)", "(1, 2, 3)" },
		{ "[0] * 3", "[0, 0, 0]" }, { "(1, 2) == (1, 2.0)", "True" }, { "(1, 2) < (1, 3)", "True" },
		{ "[1, 2] == (1, 2)", "False" }, { "'a' + \"b'\"", "\"ab'\"" }, { "1_000 * 2", "2000" },
		{ "1e3", "1000.0" }, { ".5", "0.5" }, { "1.", "1.0" }, { "1e16", "1e+16" }, { "1e-5", "1e-05" },
		{ "0.1 + 0.2", "0.30000000000000004" }, { "-0.0", "-0.0" }, { "1e22", "1e+22" },
		{ "123456789.123", "123456789.123" }, { "float('inf')", "inf" }, { "-inf", "-inf" },
		{ "7 / 2", "3.5" }, { "8 / 2", "4.0" }, { "7.5 // 2", "3.0" }, { "-7.5 % 2", "0.5" },
		{ "5 % -0.3", "-0.09999999999999981" }, { "sqrt(4)", "2.0" }, { "round(2.5)", "2" },
		{ "round(2.675, 2)", "2.67" }, { "max(1, 2.5)", "2.5" }, { "min([3, 1, 2])", "1" },
		{ "sum([1, 2, 3.5])", "6.5" }, { "len((1, 2))", "2" }, { "int(-2.7)", "-2" }, { "str(1.0)", "'1.0'" },
		{ "bool([])", "False" }, { "abs(-3)", "3" }, { "2 ** 62", "4611686018427387904" },
		{ "[1, 2, 3][1:]", "[2, 3]" }, { "(1, 2, 3)[::2]", "(1, 3)" }, { "[1, 2, 3][-5:2]", "[1, 2]" },
		{ "1 if (2,) else 3", "1" }, { "nan == nan", "False" }, { "nan != nan", "True" },
	};
	(void)state;
	check_rows(row, sizeof row / sizeof *row);
}

static void brackets_continue_lines(void **state)
{
	struct lab lab;
	(void)state;
	lab_open(&lab, "x = [1,   # one\n\n     2,\n     3]   # all\ny = (x[0]\n     + x[1])\n", -1);
	assert_string_equal(lab_eval(&lab, "y"), "3");
	assert_string_equal(lab.program->nodes[0].code, "x = [1, 2, 3]");
	assert_string_equal(words_in(&lab.program->nodes[0].note, LANGUAGE_EN), "all");
	assert_false(words_any(&lab.program->nodes[1].note));
	assert_string_equal(lab.program->nodes[1].code, "y = (x[0] + x[1])");
	assert_int_equal(lab.program->nodes[1].span.line, 5);
	lab_close(&lab);
}

static void notes_are_in_several_languages(void **state)
{
	static const struct { const char *behind, *en, *zh, *ru; } row[] = {
		{ "# asks", "asks", NULL, NULL },
		{ "# asks #zh 提问 #ru спрашивает ", "asks", "提问", "спрашивает" },
		{ "## asks#ru спрашивает#zh 提问", "asks", "提问", "спрашивает" },
		{ "# case #3 of #zho, #zh", "case #3 of #zho, #zh", NULL, NULL },
		{ "# asks #zh ", "asks #zh", NULL, NULL },
		{ "#", NULL, NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct lab lab;
		char text[160];
		snprintf(text, sizeof text, "x = 1   %s\n", row[i].behind);
		lab_open(&lab, text, -1);
		const struct words *note = &lab.program->nodes[0].note;
		const char *const wanted[] = { row[i].en, row[i].zh, row[i].ru };
		for (int l = 0; l < LANGUAGE_COUNT; l++)
			if (!wanted[l])
				assert_null(note->in[l]);
			else
				assert_string_equal(note->in[l], wanted[l]);
		assert_string_equal(lab.program->nodes[0].code, "x = 1");
		lab_close(&lab);
	}
}

static const char lab_text[] =
	"title \"Masks\" zh \"掩码\" ru \"Маски\"\n"
	"topics \"mask\", \"掩码\"\n"
	"seed 7\n"
	"param n = 4 in 1..9 step 2 \"size\" zh \"大小\"\n"
	"param kind = 'a' in {'a', 'b'}\n"
	"param h = 2 in divisors(n * 2) animate\n"
	"title = 3\n"
	"show = title + n\n"
	"def f(x, y) = x * y + n\n"
	"show heatmap title, f(1, 2) vmax=1.5 log=True \"caption\" zh \"说明\"\n"
	"show shapes\n"
	"claim show == 7 \"it is 7\"\n"
	"claim f(y=2, x=1) == 6\n"
	"variant \"more\" zh \"更多\" title = 4 \"one more\"\n"
	"variant \"more\" show = 8\n";

static void statements_fill_the_program(void **state)
{
	struct lab lab;
	(void)state;
	assert_false(lab_parse(&lab, lab_text, NULL));   /* 4 is not in 1, 3, 5 ... */
	assert_non_null(strstr(lab.text, "n cannot be 4: it is 1..9 in steps of 2"));
	char *text = strdup(lab_text);
	*strstr(text, "n = 4") = 'n';
	memcpy(strstr(text, "= 4 in"), "= 5", 3);
	assert_true(lab_parse(&lab, text, NULL));
	const struct program *p = lab.program;
	assert_string_equal(p->title.in[LANGUAGE_ZH], "掩码");
	assert_string_equal(p->title.in[LANGUAGE_RU], "Маски");
	assert_int_equal(p->n_topics, 2);
	assert_int_equal(p->seed, 7);
	assert_int_equal(p->n_params, 3);
	assert_int_equal(p->params[0].domain, PARAM_RANGE);
	assert_string_equal(p->params[0].caption.in[LANGUAGE_ZH], "大小");
	assert_int_equal(p->params[1].n_choices, 2);
	assert_int_equal(p->params[2].domain, PARAM_DIVISORS);
	assert_true(p->params[2].animate);
	assert_int_equal(p->n_nodes, 2);
	assert_string_equal(p->nodes[1].name, "show");
	assert_int_equal(p->n_shows, 2);
	assert_string_equal(p->shows[0].view, "heatmap");
	assert_int_equal(p->shows[0].n_exprs, 2);
	assert_string_equal(p->shows[0].code[1], "f(1, 2)");
	assert_int_equal(p->shows[0].n_options, 2);
	assert_string_equal(p->shows[0].options[1].name, "log");
	assert_string_equal(p->shows[0].caption.in[LANGUAGE_EN], "caption");
	assert_int_equal(p->n_claims, 2);
	assert_string_equal(p->claims[0].code, "show == 7");
	assert_string_equal(p->claims[0].sentence.in[LANGUAGE_EN], "it is 7");
	assert_int_equal(p->n_variants, 1);
	assert_int_equal(p->variants[0].n_nodes, 2);
	assert_string_equal(p->variants[0].name.in[LANGUAGE_ZH], "更多");
	assert_string_equal(p->variants[0].sentence.in[LANGUAGE_EN], "one more");
	program_free(lab.program);
	free(text);
}

static void errors_point_at_their_place(void **state)
{
	static struct lab lab;
	static const struct row row[] = {
		{ "x = 1\ny = z + x\nz = 2\n",
		  "2:5: name error: z is defined further down, in line 3; a name is defined before it is used\n"
		  "  y = z + x\n      ^" },
		{ "S = 1\nS = 2\n", "2:1: name error: S is already defined in line 1; give the new one a name of its own: "
		  "S2 = ...\n  S = 2\n  ^" },
		{ "x = sofmax(1)\n", "1:5: name error: there is no function sofmax; did you mean softmax?\n"
		  "  x = sofmax(1)\n      ^^^^^^" },
		{ "hidden = 1\nx = hiden\n", "2:5: name error: there is no name hiden; did you mean hidden?\n"
		  "  x = hiden\n      ^^^^^" },
		{ "x = (1,\n", "1:5: syntax error: this bracket is never closed\n  x = (1,\n      ^" },
		{ "x = (1]\n", "1:7: syntax error: this should be ), to close the bracket in line 1\n"
		  "  x = (1]\n        ^" },
		{ "x = 1 2\n", "1:7: syntax error: expected the end of the line, but found 2; is an operator or a "
		  "comma missing before it?\n"
		  "  x = 1 2\n        ^" },
		{ "名 = 1\n", "1:1: syntax error: 名 is not part of the language outside strings and comments\n"
		  "  名 = 1\n  ^" },
		{ "x = f（1)\n", "1:6: syntax error: （ is a full-width character; did you mean (?\n"
		  "  x = f（1)\n       ^" },
		{ "\"掩\" x\n", "1:1: syntax error: expected a statement: NAME = expression, param, show, claim, "
		  "..., but found \"掩\"; a comment begins with #\n  \"掩\" x\n  ^^^" },
		{ "parm x = 1 in 1..2\n", "1:1: syntax error: a statement begins with NAME =, or with title, "
		  "topics, seed, use, def, param, show, claim or variant; did you mean param?\n"
		  "  parm x = 1 in 1..2\n  ^^^^" },
		{ "x = 'abc\n", "1:5: syntax error: this string does not end in its line: close it with '\n"
		  "  x = 'abc\n      ^^^^" },
		{ "show heatmp 1\n", "1:6: name error: there is no view heatmp; did you mean heatmap?\n"
		  "  show heatmp 1\n       ^^^^^^" },
		{ "x = torch.exp(1)\n", "1:5: name error: write exp without `torch.`\n"
		  "  x = torch.exp(1)\n      ^^^^^" },
		{ "x = ones(2).sum\n", "1:5: type error: sum is a method: write sum()\n"
		  "  x = ones(2).sum\n      ^^^^^^^^^^^" },
		{ "x = prev(x)\n", "1:1: name error: prev needs a clock: mark one param with animate\n"
		  "  x = prev(x)\n  ^^^^^^^^^^^" },
		{ "x = 1\nvariant \"v\" y = 2\n", "2:13: name error: a variant replaces nodes, and there is no "
		  "node y\n  variant \"v\" y = 2\n              ^" },
		{ "x = 2x\n", "1:5: syntax error: a number ends before a letter: write a * between them\n"
		  "  x = 2x\n      ^^" },
		{ "param a = 1 in 5..2\n", "1:16: value error: this range is empty: 5 is more than 2\n"
		  "  param a = 1 in 5..2\n                 ^" },
		{ "use \"base\"\n", "1:5: name error: `use` has no labs to choose from here\n"
		  "  use \"base\"\n      ^^^^^^" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_string_equal(parse_error(&lab, row[i].source), row[i].want);
}

/* A lab's statement and an expression, as at the console, are told the same. */
static void habits_are_told_alike(void **state)
{
	static struct lab lab;
	static const struct row row[] = {
		{ "for i in range(3): y = i", "1:1: syntax error: there are no loops" },
		{ "while (True): pass", "1:1: syntax error: there are no loops" },
		{ "if x.sum() > 0: y = 1", "1:1: syntax error: a choice is an expression: a if c else b" },
		{ "else: y = 1", "1:1: syntax error: a choice is an expression" },
		{ "import torch", "1:1: syntax error: nothing to import" },
		{ "from torch import nn", "1:1: syntax error: nothing to import" },
		{ "with torch.no_grad():", "1:1: syntax error: there is nothing to open and close" },
		{ "class A(nn.Module):", "1:1: syntax error: there are no classes" },
		{ "del x", "1:1: syntax error: nothing is deleted" },
		{ "return x", "1:1: syntax error: a function is one expression: def f(x) = x + 1" },
		{ "def f(x): return x", "1:9: syntax error: a function is one expression" },
		{ "def f(x, n=2) = x", "1:11: syntax error: arguments are names alone: def f(x, n) = x * n" },
		{ "assert x == 1", "1:1: syntax error: write claim expression" },
		{ "@torch.no_grad()", "1:1: syntax error: there are no decorators" },
		{ "x[0] = 1", "1:1: syntax error: cells are not changed one by one" },
		{ "x.data[0][1:] += 1", "1:1: syntax error: cells are not changed one by one" },
		{ "x.shape = (1, 2)", "1:1: syntax error: an attribute is not changed" },
		{ "x += 1", "1:3: syntax error: a node is not changed; define a new one: y = x + 1" },
		{ "x: int = 3", "1:2: syntax error: a name has no type here" },
		{ "a, b = x.shape", "1:1: syntax error: one definition has one name: p = ... and then a = p[0]" },
		{ "(a, b) = x.shape", "1:1: syntax error: one definition has one name" },
		{ "a, = x.shape", "1:1: syntax error: one definition has one name" },
		{ "a = b = 1", "1:7: syntax error: one definition has one name: b = ... and then a = b" },
		{ "print(1)", "1:1: name error: there is no function print: type the expression itself" },
		{ "torch.manual_seed(0)", "1:7: name error: there is no function manual_seed: write the statement" },
		{ "ones(2).add_(1)", "1:9: name error: there is no method add_: nothing is changed in place" },
		{ "nn.Linear(3, 4)(1)", "1:4: syntax error: modules are functions here" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_ptr_equal(strstr(parse_error(&lab, row[i].source), row[i].want), lab.text);
		assert_ptr_equal(strstr(eval_alone(&lab, row[i].source), row[i].want), lab.text);
	}
	assert_non_null(strstr(parse_error(&lab, "x = 1\nx\n"), "2:1: syntax error: an expression alone does nothing"));
	assert_non_null(strstr(eval_alone(&lab, "y = 3"), "1:1: syntax error: this is a statement"));
	lab_open(&lab, "from = 3\ntry = from + 1\n", -1);   /* a name is a name */
	assert_string_equal(lab_eval(&lab, "from + try"), "7");
	lab_close(&lab);
}

/* ---- use ---- */

static char *load(void *context, const char *name, struct err *err)
{
	static const struct { const char *name, *text; } lab[] = {
		{ "base", "seed 9\nparam n = 3 in 1..9\ndef twice(x) = 2 * x\na = n\nS = twice(a)\nA = S + 1\n"
		  "claim A == 0\n" },
		{ "loop", "use \"loop\"\n" },
		{ "broken", "x = 1\ny = (\n" },
		{ "fails", "q = ones(2, 3) @ ones(2, 3)\n" },
	};
	(void)context;
	for (size_t i = 0; i < sizeof lab / sizeof *lab; i++)
		if (strcmp(lab[i].name, name) == 0)
			return strdup(lab[i].text);
	err_say(err, ERR_NAME, "there is no lab \"%s\"", name);
	return NULL;
}

static const struct program_loader loader = { load, NULL };

static void use_merges_and_own_definitions_replace(void **state)
{
	struct lab lab;
	(void)state;
	assert_true(lab_parse(&lab, "use \"base\"\nn = 5\nz = 100\nS = z + a\n", &loader));
	lab.graph = graph_new(lab.program, -1);
	assert_true(lab_update(&lab));
	assert_int_equal(lab.program->seed, 9);
	assert_int_equal(lab.program->n_claims, 0);
	assert_int_equal(lab.program->n_params, 0);
	assert_string_equal(lab_eval(&lab, "A"), "106");      /* the base's A reads the new S, which reads z below */
	assert_string_equal(lab.program->nodes[node_of(&lab, "A")].from, "base");
	assert_null(lab.program->nodes[node_of(&lab, "S")].from);
	lab_close(&lab);
}

static void use_says_what_is_wrong_where(void **state)
{
	static struct lab lab;
	(void)state;
	assert_false(lab_parse(&lab, "use \"loop\"\n", &loader));
	assert_non_null(strstr(lab.text, "lab \"loop\" uses itself"));
	assert_false(lab_parse(&lab, "\nuse \"broken\"\n", &loader));
	assert_string_equal(lab.text, "2:5: syntax error: lab \"broken\", line 2: this bracket is never closed\n"
	                    "  use \"broken\"\n      ^^^^^^^^");
	assert_false(lab_parse(&lab, "use \"none\"\n", &loader));
	assert_false(lab_parse(&lab, "x = 1\nuse \"base\"\n", &loader));
	assert_false(lab_parse(&lab, "use \"base\"\na = A\n", &loader));   /* a circle through A */
	assert_non_null(strstr(lab.text, "goes round in a circle"));
}

/* An error in a used lab's node points into that lab's text. */
static void used_labs_have_carets_too(void **state)
{
	struct lab lab;
	struct str out = STR_INIT;
	(void)state;
	assert_true(lab_parse(&lab, "use \"fails\"\n", &loader));
	lab.graph = graph_new(lab.program, -1);
	assert_true(lab_update(&lab));
	const struct err *err = graph_error(lab.graph, node_of(&lab, "q"));
	assert_non_null(err);
	err_format(err, NULL, lab.program->source, &out);
	assert_non_null(strstr(out.data, "lab \"fails\": "));
	assert_non_null(strstr(out.data, "\n  q = ones(2, 3) @ ones(2, 3)\n      ^^^^"));
	str_done(&out);
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(precedence_is_pythons),
		cmocka_unit_test(brackets_continue_lines),
		cmocka_unit_test(notes_are_in_several_languages),
		cmocka_unit_test(statements_fill_the_program),
		cmocka_unit_test(errors_point_at_their_place),
		cmocka_unit_test(habits_are_told_alike),
		cmocka_unit_test(use_merges_and_own_definitions_replace),
		cmocka_unit_test(use_says_what_is_wrong_where),
		cmocka_unit_test(used_labs_have_carets_too),
	};
	return cmocka_run_group_tests_name("lang_parser", tests, NULL, NULL);
}
