/* Words sought in a laid-out text: where they stand, whatever the lines do to them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/find.h"

/* The stretches as "match:line:x+columns …". */
static void check(const char *source, int width, const char *words, const char *expected)
{
	struct markdown *m = markdown_layout(source, width);
	struct finds finds = markdown_find(m, words);
	struct str out = STR_INIT;
	for (int i = 0; i < finds.n; i++) {
		const struct found *f = &finds.stretches[i];
		str_addf(&out, "%s%d:%d:%d+%d", i ? " " : "", f->match, f->line, f->x, f->columns);
	}
	assert_string_equal(out.data, expected);
	assert_true(finds.matches == 0 || finds_at(&finds, finds.matches - 1) != NULL);
	assert_null(finds_at(&finds, finds.matches));
	finds_done(&finds);
	str_done(&out);
	markdown_free(m);
}

static void words_are_found(void **state)
{
	(void)state;
	check("one two one", 20, "one", "0:0:0+3 1:0:8+3");
	check("One ONE", 20, "oNe", "0:0:0+3 1:0:4+3");
	check("Ключ и ÉTÉ", 20, "ключ", "0:0:0+4");
	check("Ключ и ÉTÉ", 20, "été", "0:0:7+3");
	check("aaaa", 20, "aa", "0:0:0+2 1:0:2+2");
	check("a **b** c", 20, "a b c", "0:0:0+5");
	check("one", 20, "two", "");
	check("one", 20, "", "");
	check("", 20, "x", "");
	check("```lab gate\n```\n\na gate", 20, "gate", "0:2:2+4");
	check("- item\n- x", 20, "x", "0:1:2+1");
}

static void lines_do_not_hide_them(void **state)
{
	(void)state;
	check("one two three", 8, "two three", "0:0:4+3 0:1:0+5");
	check("self-attention", 6, "self-att", "0:0:0+5 0:1:0+3");
	check("> one two three", 10, "two three", "0:0:6+3 0:1:2+5");
	check("注意力机制与缓存", 6, "机制", "0:1:0+4");
	check("注意力机制与缓存", 6, "力机", "0:0:4+2 0:1:0+2");
	check("one\n\ntwo", 20, "one two", "");
	check("$x_1$ and e\u0301", 20, "and e", "0:0:3+5");
	check("| a | b |\n|---|---|\n| c | d |", 20, "d", "0:3:6+1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found),
		cmocka_unit_test(lines_do_not_hide_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
