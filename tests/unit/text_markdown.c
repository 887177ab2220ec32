/* Documents laid to a width: what they look like, and what must hold for any input. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <string.h>

#include "base/philox.h"
#include "text/markdown.h"
#include "text/utf8.h"

static void check(const char *source, int width, const char *expected)
{
	struct markdown *m = markdown_layout(source, width);
	struct str out = STR_INIT;
	markdown_to_text(m, &out);
	assert_string_equal(out.data, expected);
	str_done(&out);
	markdown_free(m);
}

static void paragraphs(void **state)
{
	(void)state;
	check("", 20, "");
	check("one two\nthree", 20, "one two three\n");
	check("one two three", 8, "one two\nthree\n");
	check("a  \nb", 20, "a\nb\n");
	check("a\n\nb", 20, "a\n\nb\n");
	check("letter \u0303x", 6, "letter\n\u0303x\n");
	check("中文段落，\n换行。", 20, "中文段落，换行。\n");
	check("中文\nEnglish\n中文", 30, "中文 English 中文\n");
	check("中文\n**粗体**\n中文", 30, "中文粗体中文\n");
	check("一二三，四五六。", 6, "一二\n三，四\n五六。\n");
	check("a&nbsp;&amp;&lt; &#955; &#x3BB; &foo; &#27; &#0;", 60, "a\u00A0&< λ λ &foo; � �\n");
	check("a<br>b <i>c</i>", 30, "a\nb <i>c</i>\n");
	check("\\*no\\* *重点。*后面", 30, "*no* *重点。*后面\n");
}

static void mathematics(void **state)
{
	(void)state;
	check("$a_i * b_j$ and $c*d$", 40, "aᵢ * bⱼ and c * d\n");
	check("It costs $5 and $6, *x*", 40, "It costs $5 and $6, x\n");
	check("\\$5 and $x$5 and a $ b $ c", 40, "$5 and $x$5 and a $ b $ c\n");
	check("`$HOME` and `$PATH`, ``a`$b$``", 40, "$HOME and $PATH, a`$b$\n");
	check("中文$x_1$，**$y$**后面", 40, "中文x₁，y后面\n");
	check("see $$\\frac{a}{b}$$ here", 21, "see\n\n          a\n          ─\n          b\n\nhere\n");
	check("$$\n- a\n= b\n$$", 11, "  −a = b\n");
	check("$$a \\\\ bcd$$", 9, "   a\n   bcd\n");
	check("- a $$x$$ b\n- c", 20, "• a\n          x\n  b\n• c\n");
	check("> $$\\frac{a}{b}$$", 9, "│    a\n│    ─\n│    b\n");
	check("# $$x$$", 20, "x\n");
	check("    $x$\n", 20, "  $x$\n");
	check("~~~\n$x\n~~~\n$y$", 20, "  $x\n\ny\n");
	check("[$x$](http://a/$b$)", 40, "x (http://a/$b$)\n");
	check("$x\n\ny$", 20, "$x\n\ny$\n");
	check("$", 20, "$\n");
	check("$$$$ $$", 20, "$$$$ $$\n");
	check("\xEF\xB7\x90""0\xEF\xB7\x91 $x$", 20, "�0� x\n");
}

static void links_and_images(void **state)
{
	(void)state;
	check("[words](http://u)", 40, "words (http://u)\n");
	check("[a](http://long.example.org/of/a/paper) and [b](http://long.example.org/of/a/paper)\n\n"
	      "| c |\n|---|\n| [d](http://long.example.org/of/another) |", 40,
	      "a [1] and b [1]\n\n┌───────┐\n│ c     │\n├───────┤\n│ d [2] │\n└───────┘\n\n"
	      "[1] http://long.example.org/of/a/paper\n[2] http://long.example.org/of/another\n");
	check("<http://u> <me@u.v>", 40, "http://u me@u.v\n");
	check("[http://u](http://u)", 40, "http://u\n");
	check("![a *b*](c.png) ![](d.png)", 40, "[a b] [d.png]\n");
	check("[![alt](i.png)](http://u)", 40, "[alt] (http://u)\n");
	check("a\n[b](c)\n![d](e)", 40, "a b (c) [d]\n");
}

static void lists(void **state)
{
	(void)state;
	check("- a\n- b\n  1. c\n  2. d\n- e", 40, "• a\n• b\n  1. c\n  2. d\n• e\n");
	check("- a\n\n- b", 40, "• a\n\n• b\n");
	check("9) x\n10) y", 40, "9) x\n10) y\n");
	check("- long words wrap here", 12, "• long words\n  wrap here\n");
	check("-\n- - x", 40, "•\n• • x\n");
	check("- a\n\n  b\n\nc", 40, "• a\n\n  b\n\nc\n");
	check("- a\n  ```\n  x\n  ```\n- b", 40, "• a\n    x\n• b\n");
	check("> a\n> - b\n>\n> c", 40, "│ a\n│\n│ • b\n│\n│ c\n");
	check("> > a", 40, "│ │ a\n");
}

static void code_and_html(void **state)
{
	(void)state;
	check("```c\nint  x;\n\n\ty\n```", 40, "  int  x;\n\n      y\n");
	check("```\naaa bbb ccc\n```", 9, "  aaa bbb\n  ccc\n");
	check("<div>\n<b>x</b>\n</div>", 40, "<div>\n<b>x</b>\n</div>\n");
	check("a <!-- hidden words --> b", 40, "a  b\n");
	check("---", 5, "─────\n");
}

static void tables(void **state)
{
	(void)state;
	check("| a | 中文 | c |\n|:--|:-:|--:|\n| 1 | x | $|x|$ |\n| 22 | | `y` |", 40,
	      "┌────┬──────┬─────┐\n"
	      "│ a  │ 中文 │   c │\n"
	      "├────┼──────┼─────┤\n"
	      "│ 1  │  x   │ |x| │\n"
	      "│ 22 │      │   y │\n"
	      "└────┴──────┴─────┘\n");
	check("| k | v |\n|---|---|\n| a | some long words |\n| b | y |", 17,
	      "┌───┬───────────┐\n"
	      "│ k │ v         │\n"
	      "├───┼───────────┤\n"
	      "│ a │ some long │\n"
	      "│   │ words     │\n"
	      "├───┼───────────┤\n"
	      "│ b │ y         │\n"
	      "└───┴───────────┘\n");
	check("| key | value |\n|---|---|\n| a | one |\n| b | two |", 8,
	      "key: a\nvalue:\none\n\nkey: b\nvalue:\ntwo\n");
	check("| a |\n|---|", 20, "┌───┐\n│ a │\n└───┘\n");
	check("> | a |\n> |---|\n> | b<br>c |", 20,
	      "│ ┌───┐\n│ │ a │\n│ ├───┤\n│ │ b │\n│ │ c │\n│ └───┘\n");
}

static void a_table_beyond_measure_is_shown_as_written(void **state)
{
	(void)state;
	struct str source = STR_INIT;
	for (int row = 0; row < 2; row++) {
		for (int i = 0; i < 500; i++)
			str_add(&source, row ? "|-" : "|x");
		str_add(&source, "|\n");
	}
	struct markdown *m = markdown_layout(source.data, 40);
	assert_true(m->n_lines > 2);
	assert_true(str_starts(m->lines[0].runs[0].text, "|x|x"));
	markdown_free(m);
	str_done(&source);
}

static void fences_and_headings(void **state)
{
	(void)state;
	struct markdown *m = markdown_layout(
		"# One\n\n```lab cross-attention $x$\nQ = x\nK\n```\n<!-- check -->\ntext\n\n"
		"<!-- a note -->\n\n## Two that is long\n\n```labx\nno\n```", 10);
	assert_int_equal(m->n_fences, 2);
	assert_string_equal(m->fences[0].info, "lab cross-attention $x$");
	assert_string_equal(m->fences[0].text, "Q = x\nK\n");
	assert_string_equal(m->fences[1].info, "check");
	assert_string_equal(m->fences[1].text, "");
	int headings = 0;
	for (int i = 0; i < m->n_lines; i++) {
		headings += m->lines[i].heading;        /* only their first lines */
		int fence = m->lines[i].fence;
		assert_true(fence == -1 || m->fences[fence].line == i);
		assert_true((fence >= 0) == (i == m->fences[0].line || i == m->fences[1].line));
	}
	assert_int_equal(headings, 1 + 2);
	assert_int_equal(m->lines[0].heading, 1);
	markdown_free(m);
	check("> ```lab causal-mask\n> ```", 9, "│ [lab ca\n");
}

static void roles(void **state)
{
	(void)state;
	static const struct {
		const char *source;
		enum role role[4];
		int n;
	} row[] = {
		{ "a **b** *c*", { ROLE_TEXT, ROLE_STRONG, ROLE_TEXT, ROLE_EM }, 4 },
		{ "**a *b* c**", { ROLE_STRONG }, 1 },
		{ "# a **b** $c$", { ROLE_TITLE }, 1 },
		{ "`a`b$c$", { ROLE_CODE, ROLE_TEXT, ROLE_CODE }, 3 },
		{ "[a](b)", { ROLE_TEXT, ROLE_DIM }, 2 },
		{ "> x", { ROLE_BORDER, ROLE_TEXT }, 2 },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct markdown *m = markdown_layout(row[i].source, 40);
		assert_int_equal(m->n_lines, 1);
		assert_int_equal(m->lines[0].n_runs, row[i].n);
		for (int k = 0; k < row[i].n; k++)
			assert_int_equal(m->lines[0].runs[k].role, row[i].role[k]);
		markdown_free(m);
	}
}

static void painting_is_the_text(void **state)
{
	(void)state;
	struct markdown *m = markdown_layout("- **中文** e\u0301 $x_1$\n- b\n- c", 20);
	struct canvas c = canvas_new(20, 2);
	struct str out = STR_INIT;
	assert_int_equal(markdown_paint(m, 0, &c), 2);
	canvas_to_text(&c, &out);
	assert_string_equal(out.data, "• 中文 e\u0301 x₁\n• b\n");
	assert_int_equal(markdown_paint(m, 2, &c), 1);
	assert_int_equal(markdown_paint(m, 9, &c), 0);
	str_done(&out);
	canvas_free(&c);
	markdown_free(m);
}

static int line_width(const struct markdown_line *line)
{
	int columns = line->indent;
	for (int k = 0; k < line->n_runs; k++)
		columns += utf8_width(line->runs[k].text);
	return columns;
}

/* Letters and digits in order: what no layout may change. */
static void add_letters(const char *text, struct str *out)
{
	uint32_t c;
	for (size_t i = 0, n, len = strlen(text); i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		if ((c < 0x80 && isalpha((int)c)) || utf8_char_width(c) == 2)
			str_add_n(out, text + i, n);
	}
}

static void check_layout(const char *source, int width)
{
	struct markdown *m = markdown_layout(source, width);
	struct str want = STR_INIT, have = STR_INIT, text = STR_INIT;
	for (int i = 0; i < m->n_lines; i++)
		assert_true(line_width(&m->lines[i]) <= width || width < 4);
	markdown_to_text(m, &text);
	add_letters(source, &want);
	add_letters(text.data, &have);
	assert_string_equal(want.data, have.data);
	str_done(&want);
	str_done(&have);
	str_done(&text);
	markdown_free(m);
}

/* Blocks and spans at random: no word is lost and no line is too wide, from 1 column to 40. */
static void nothing_is_lost_at_any_width(void **state)
{
	(void)state;
	static const char *const piece[] = {
		"words", "attention-like", "中文字", "，", "。", " ", " ", "\n", "\n\n",
		"\n- ", "\n1. ", "\n> ", "\n    - ",
		"*", "**", "`", "$x$", "$5", "e\u0301", "\n```\n", "\n# ", "\n---\n", "🎉", "\n$$y$$\n", "（", "）",
	};
	enum { N = sizeof piece / sizeof *piece };
	struct philox_stream s = philox_stream(6, "markdown", 0);
	for (uint64_t round = 0; round < 1500; round++) {
		struct str source = STR_INIT;
		for (uint64_t i = 0; i < 30; i++)
			str_add(&source, piece[philox_below(&s, round * 32 + i, N)]);
		if (!strstr(source.data, "```"))        /* what follows ``` names a language */
			for (int width = 1; width <= 40; width += width < 20 ? 1 : 10)
				check_layout(source.data, width);
		str_done(&source);
	}
}

static void tables_lose_nothing_and_fit(void **state)
{
	(void)state;
	static const char *const cell[] = {
		"a", "some words", "中文，字", "$x$", "", "longwordindeed", "e\u0301", "**b**" };
	struct philox_stream s = philox_stream(7, "table", 0);
	for (uint64_t round = 0; round < 300; round++) {
		int columns = 1 + (int)philox_below(&s, round * 64, 5);
		struct str source = STR_INIT, want = STR_INIT;
		for (int row = 0; row < 4; row++) {
			for (int c = 0; c < columns; c++)
				str_addf(&source, "| %s ", row == 1 ? "---" :
				         cell[philox_below(&s, round * 64 + 1 + (uint64_t)(row * 5 + c), 8)]);
			str_add(&source, "|\n");
		}
		for (int width = 1; width <= 60; width += 3) {
			struct markdown *m = markdown_layout(source.data, width);
			for (int i = 0; i < m->n_lines; i++) {
				assert_true(line_width(&m->lines[i]) <= width || width < 4);
				assert_true(m->lines[0].n_runs == 0 || m->lines[0].runs[0].role != ROLE_BORDER ||
				            line_width(&m->lines[i]) == line_width(&m->lines[0]));
			}
			markdown_free(m);
		}
		str_done(&source);
		str_done(&want);
	}
}

static void any_bytes_are_safe(void **state)
{
	(void)state;
	static const char likely[] = "\n\n  -*_`$|>#[]()!<&;:\\1.~=+\t\x1B\xE4\xB8\xAD";
	struct philox_stream s = philox_stream(8, "bytes", 0);
	for (uint64_t round = 0; round < 8000; round++) {
		char source[81] = "";
		for (size_t i = 0; i < sizeof source - 1; i++) {
			uint64_t v = philox_below(&s, round * 128 + i, 768);
			source[i] = v < 256 ? (char)v : likely[v % (sizeof likely - 1)];
		}
		struct markdown *m = markdown_layout(source, 1 + (int)(round % 30));
		struct str out = STR_INIT;
		markdown_to_text(m, &out);
		assert_true(utf8_valid(out.data, out.len, NULL));
		uint32_t c;
		for (size_t i = 0; i < out.len;) {
			i += utf8_decode(out.data + i, out.len - i, &c);
			if (c != '\n' && utf8_safe(c) != c)
				fail_msg("U+%04X in the lines of %s", (unsigned)c, source);
		}
		str_done(&out);
		markdown_free(m);
	}
}

static void deep_nesting_ends(void **state)
{
	(void)state;
	static const char *const piece[] = {
		">", "- ", "1. ", "*a ", "[", "![", "$",
		"` ", "<", "&", "| ", "**a" };
	for (size_t k = 0; k < sizeof piece / sizeof *piece; k++) {
		struct str source = STR_INIT;
		for (int i = 0; i < 1000; i++)
			str_add(&source, piece[k]);
		str_add(&source, "end");
		struct markdown *m = markdown_layout(source.data, 30);
		struct str out = STR_INIT;
		markdown_to_text(m, &out);
		assert_non_null(strstr(out.data, "end"));
		str_done(&out);
		markdown_free(m);
		str_done(&source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs),
		cmocka_unit_test(mathematics),
		cmocka_unit_test(links_and_images),
		cmocka_unit_test(lists),
		cmocka_unit_test(code_and_html),
		cmocka_unit_test(tables),
		cmocka_unit_test(a_table_beyond_measure_is_shown_as_written),
		cmocka_unit_test(fences_and_headings),
		cmocka_unit_test(roles),
		cmocka_unit_test(painting_is_the_text),
		cmocka_unit_test(nothing_is_lost_at_any_width),
		cmocka_unit_test(tables_lose_nothing_and_fit),
		cmocka_unit_test(any_bytes_are_safe),
		cmocka_unit_test(deep_nesting_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
