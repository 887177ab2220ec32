/* Tensors print as PyTorch prints them: tests/lang/prints.txt, written by prints.py. */
#include "lang_lab.h"

#include "base/file.h"

static int failures, cases;

static void compare(const char *code, const struct str *expected)
{
	struct lab lab;
	struct value v;
	struct str got = STR_INIT;
	lab_open(&lab, "", -1);
	const struct expr *expr = program_parse_expr(lab.program, code, &lab.err);
	run_init(&lab.run, budget_lab, NULL);
	if (expr && graph_eval(lab.graph, expr, &lab.run, &v, &lab.err)) {
		value_print(v, &got);
		str_add_char(&got, '\n');
		value_unref(v);
	} else {
		str_add(&got, lab.err.text);
	}
	cases++;
	if (strcmp(got.data, expected->data) != 0) {
		failures++;
		print_error("%s\nPyTorch:\n%sand here:\n%s\n", code, expected->data, got.data);
	}
	str_done(&got);
	lab_close(&lab);
}

static void tensors_print_as_in_pytorch(void **state)
{
	struct err err;
	struct str expected = STR_INIT;
	size_t len;
	char *all = file_read("tests/lang/prints.txt", 4 << 20, &len, &err), *rest = all, *code = NULL;
	(void)state;
	assert_non_null(all);
	for (char *line; (line = strsep(&rest, "\n")); ) {
		if (line[0] == '=') {
			str_addf(&expected, "%s\n", line + (line[1] ? 2 : 1));
			continue;
		}
		if (code)
			compare(code, &expected);
		str_clear(&expected);
		code = line[0] == '?' ? line + 2 : NULL;
	}
	assert_true(cases >= 200);
	assert_int_equal(failures, 0);
	str_done(&expected);
	free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(tensors_print_as_in_pytorch) };
	return cmocka_run_group_tests_name("lang_prints", tests, NULL, NULL);
}
