/* {{ expr:format }}: which places are filled, how values are written, what fails. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quiz/fill.h"
#include "quiz/quiz.h"

static const char source[] =
	"title \"t\"\nparam n = 4 in 1..9\nx = arange(n * 3).reshape(n, 3)\ny = x.sum() / 7\nok = n > 2\n";

static struct lab *make_lab(void)
{
	struct err err = {0};
	struct lab *lab = lab_parse("t", source, NULL, &err);
	if (!lab)
		fail_msg("%s", err.text);
	return lab;
}

static void fill(const char *text, const struct lab *lab, const char *n, struct str *out, struct err *err)
{
	struct lab_knob_setting knob = { .name = "n", .text = n };
	struct lab_setting setting = { .knobs = &knob, .n_knobs = n ? 1 : 0, .variant = -1 };
	quiz_fill(text, lab, &setting, out, err);
}

static void texts_are_filled(void **state)
{
	(void)state;
	static const struct {
		const char *text, *n, *filled;
	} rows[] = {
		{ "no holes", NULL, "no holes" },
		{ "", NULL, "" },
		{ "{{ n }}", NULL, "4" },
		{ "{{n}}{{n}}", "5", "55" },
		{ "rows {{ x.shape }}, sum {{ x.sum() }}.", NULL, "rows (4, 3), sum 66." },
		{ "{{ y:.3f }} = {{ y : .1f }}", NULL, "9.429 = 9.4" },
		{ "{{ x[1:3].shape }} {{ x[1:3].sum():d }}", NULL, "(2, 3) 33" },
		{ "{{ n * 1000000:, }}", NULL, "4,000,000" },
		{ "{{ n / 9:.1% }} {{ ok }}", NULL, "44.4% True" },
		{ "{{ 'GPT' + '-2' }} {{ ['a', 2] }}", NULL, "GPT-2 ['a', 2]" },
		{ "\\{{ n }} and {{ n }}", NULL, "{{ n }} and 4" },
		{ "\\{{ n }}", NULL, "{{ n }}" },
		{ "a \\ b \\\\{ {n} }} {", NULL, "a \\ b \\\\{ {n} }} {" },
		{ "open {{ n", NULL, "open {{ n" },
		{ "open {{ n\n}}", NULL, "open {{ n\n}}" },
		{ "x^{{2 {{ n }}", NULL, "x^{{2 4" },
		{ "{{{ n }}", NULL, "{{{ n }}" },
		{ "中 {{ n }} 文", "3", "中 3 文" },
	};
	struct lab *lab = make_lab();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str out = STR_INIT;
		struct err err = {0};
		fill(rows[i].text, lab, rows[i].n, &out, &err);
		if (err.code != ERR_NONE)
			fail_msg("%s: %s", rows[i].text, err.text);
		assert_string_equal(out.data, rows[i].filled);
		str_done(&out);
	}
	lab_unref(lab);
}

/* As large as a text can be: this must not take quadratic time. */
static void many_braces_are_read_at_once(void **state)
{
	(void)state;
	enum { BRACES = 1 << 20 };
	struct str text = STR_INIT, out = STR_INIT;
	struct err err = {0};
	for (int i = 0; i < BRACES / 2; i++)
		str_add(&text, i % 2 ? "{{" : "'{");
	fill(text.data, NULL, NULL, &out, &err);
	assert_string_equal(out.data, text.data);
	str_done(&out);
	str_done(&text);
}

static void what_fails_stays_as_written(void **state)
{
	(void)state;
	static const struct {
		const char *text, *filled, *says;
	} rows[] = {
		{ "{{ nothing }} and {{ n }}", "{{ nothing }} and 4", "nothing" },
		{ "{{ n + }}!", "{{ n + }}!", "n +" },
		{ "{{ x:.2f }}", "{{ x:.2f }}", "one number" },
		{ "{{ n:.2x }}", "{{ n:.2x }}", "no format" },
		{ "{{ n:.99f }}", "{{ n:.99f }}", "no format" },
		{ "{{ y:d }}", "{{ y:d }}", ".0f" },
		{ "{{ y:, }}", "{{ y:, }}", ".3f" },
		{ "{{ n:.2d }}", "{{ n:.2d }}", "precision" },
		{ "{{ }}", "{{ }}", "" },
		{ "{{ x.sum( }} of {{ n }}", "{{ x.sum( }} of 4", "x.sum(" },
		{ "{{ n) }}, {{ 'n }}", "{{ n) }}, {{ 'n }}", "'n" },
		{ "{{ (n:.2f }}", "{{ (n:.2f }}", "(n:.2f" },
	};
	struct lab *lab = make_lab();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str out = STR_INIT;
		struct err err = {0};
		str_add(&out, ">");
		fill(rows[i].text, lab, NULL, &out, &err);
		assert_int_not_equal(err.code, ERR_NONE);
		if (!strstr(err.text, rows[i].says))
			fail_msg("%s: %s", rows[i].text, err.text);
		assert_string_equal(out.data + 1, rows[i].filled);
		str_done(&out);
	}
	lab_unref(lab);
}

static void without_a_lab_nothing_is_filled(void **state)
{
	(void)state;
	struct str out = STR_INIT;
	struct err err = {0};
	fill("a {{ n }} b \\{{", NULL, NULL, &out, &err);
	assert_string_equal(out.data, "a {{ n }} b {{");
	assert_int_equal(err.code, ERR_NAME);
	str_done(&out);
}

static void a_setting_that_does_not_fit_is_reported(void **state)
{
	(void)state;
	struct lab *lab = make_lab();
	struct str out = STR_INIT;
	struct err err = {0};
	fill("{{ n }}", lab, "99", &out, &err);
	assert_int_not_equal(err.code, ERR_NONE);
	assert_string_equal(out.data, "{{ n }}");
	str_done(&out);
	lab_unref(lab);
}

/* tests/data/format.tsv: kind, number, format, and what Python writes. */
static void check_row(char *line)
{
	char *kind = strtok(line, "\t\n"), *number = strtok(NULL, "\t\n");
	char *format = strtok(NULL, "\t\n"), *expected = strtok(NULL, "\t\n");
	struct value value = strcmp(kind, "int") == 0 ? value_int(strtoll(number, NULL, 10))
	                                              : value_float(strtod(number, NULL));
	struct str out = STR_INIT;
	struct err err = {0};
	if (!fill_format(value, format, &out, &err) || strcmp(out.data, expected) != 0)
		fail_msg("format(%s, %s) is %s, not %s %s", number, format, expected, out.data, err.text);
	str_done(&out);
}

static void numbers_are_written_as_python_does(void **state)
{
	(void)state;
	FILE *in = fopen("tests/data/format.tsv", "r");
	assert_non_null(in);
	char line[256];
	int rows = 0;
	while (fgets(line, sizeof line, in)) {
		check_row(line);
		rows++;
	}
	fclose(in);
	assert_true(rows > 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_filled),
		cmocka_unit_test(many_braces_are_read_at_once),
		cmocka_unit_test(what_fails_stays_as_written),
		cmocka_unit_test(without_a_lab_nothing_is_filled),
		cmocka_unit_test(a_setting_that_does_not_fit_is_reported),
		cmocka_unit_test(numbers_are_written_as_python_does),
	};
	return cmocka_run_group_tests_name("fill", tests, NULL, NULL);
}
