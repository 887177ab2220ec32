/* Line breaking: typed cases, and what must hold for any text at any width. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <wchar.h>

#include "base/philox.h"
#include "text/utf8.h"
#include "text/wrap.h"

/* The lines, joined by |. */
static void wrap_all(const char *text, int columns, struct str *out)
{
	for (size_t n, next; *text; text += next) {
		n = wrap_line(text, columns, &next);
		assert_true(next >= 1 && n <= next);
		if (out->len)
			str_add_char(out, '|');
		str_add_n(out, text, n);
	}
}

static void lines(void **state)
{
	(void)state;
	static const struct {
		int columns;
		const char *text, *lines;
	} row[] = {
		{ 80, "short", "short" },
		{ 5, "one two three", "one|two|three" },
		{ 7, "one two three", "one two|three" },
		{ 3, "one   two", "one|two" },
		{ 4, "abcdefghij", "abcd|efgh|ij" },
		{ 4, "a abcdefgh", "a|abcd|efgh" },
		{ 6, "cross-attention", "cross-|attent|ion" },
		{ 8, "x -5 -- abc", "x -5 --|abc" },
		{ 6, "中文换行测试", "中文换|行测试" },
		{ 5, "中文换行", "中文|换行" },
		{ 6, "一二三，四", "一二|三，四" },      /* no comma at a line's start */
		{ 6, "一二（三）", "一二|（三）" },      /* no bracket at a line's end */
		{ 8, "他说“好的。”对", "他说“好|的。”对" },
		{ 6, "数值，，，，", "数|值，，|，，" },
		{ 4, "abcd.", "abc|d." },
		{ 8, "注意力attention机制", "注意力|attentio|n机制" },
		{ 10, "当Nt=10时输出", "当Nt=10时|输出" },
		{ 4, "a\u0301b\u0301c\u0301d\u0301e\u0301", "a\u0301b\u0301c\u0301d\u0301|e\u0301" },
		{ 2, "👨\u200D👩x", "👨\u200D|👩|x" },
		{ 5, "a\nb\n\nc", "a|b||c" },
		{ 5, "  indented", "  ind|ented" },
		{ 1, "中a", "中|a" },
		{ 0, "ab", "a|b" },
		{ -5, "ab", "a|b" },
		{ 6, "甲\u3000乙\u3000丙", "甲\u3000乙|丙" },
		{ 4, "吧——好", "吧——|好" },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct str out = STR_INIT;
		wrap_all(row[i].text, row[i].columns, &out);
		assert_string_equal(out.data, row[i].lines);
		str_done(&out);
	}
	assert_int_equal(wrap_count("one two three", 5), 3);
	assert_int_equal(wrap_count("", 5), 1);
}

static const char *const pieces[] = {
	"a", "word", "attention-like", " ", "  ", "，", "。", "（", "）", "中", "文字", "—", "…", "“", "”",
	"e\u0301", "🎉", "👨\u200D👩", "\u200B", "\n", "-", "1,024",
	"QKᵀ/√dₖ", ")", "(", "\xFF", "가나", "\u3000",
};
enum { N_PIECES = sizeof pieces / sizeof *pieces };

static void add_solid(const char *text, size_t len, struct str *out)
{
	uint32_t c;
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		if (c != ' ' && c != '\n' && c != 0x3000 && c != 0x200B)
			str_add_n(out, text + i, n);
	}
}

static int visible(const char *text)
{
	int n = 0;
	uint32_t c;
	for (size_t i = 0, len = strlen(text); i < len;) {
		i += utf8_decode(text + i, len - i, &c);
		n += utf8_char_width(c) > 0;
	}
	return n;
}

static void check_lines(const char *text, int columns)
{
	struct str all = STR_INIT, kept = STR_INIT;
	add_solid(text, strlen(text), &all);
	for (size_t n, next; *text; text += next) {
		n = wrap_line(text, columns, &next);
		struct str line = STR_INIT;
		str_add_n(&line, text, n);
		assert_true(utf8_width(line.data) <= columns || visible(line.data) <= 1);
		add_solid(line.data, line.len, &kept);
		str_done(&line);
	}
	assert_string_equal(all.data, kept.data);
	str_done(&all);
	str_done(&kept);
}

static void nothing_is_lost_and_all_fits(void **state)
{
	(void)state;
	struct philox_stream s = philox_stream(2, "wrap", 0);
	for (uint64_t round = 0; round < 3000; round++) {
		struct str text = STR_INIT;
		for (uint64_t i = 0; i < 20; i++)
			str_add(&text, pieces[(size_t)(philox_uniform(&s, round * 32 + i) * N_PIECES)]);
		for (int columns = 1; columns <= 20; columns++)
			check_lines(text.data, columns);
		str_done(&text);
	}
}

static void punctuation_stays_with_its_word(void **state)
{
	(void)state;
	static const char text[] =
		"交叉注意力（cross-attention）里，Q来自文本，K和V来自图像；输出的长度等于Nt。“为什么？”因为"
		"每一行都是V的加权和：权重由《softmax》给出！";
	for (int columns = 16; columns <= 60; columns++) {
		const char *p = text;
		for (size_t n, next; *p; p += next) {
			uint32_t first, last;
			n = wrap_line(p, columns, &next);
			utf8_decode(p, n, &first);
			assert_null(wcschr(L"，。；：？！）”》", (wchar_t)first));
			size_t i = n - 1;
			while (((unsigned char)p[i] & 0xC0) == 0x80)
				i--;
			utf8_decode(p + i, n - i, &last);
			assert_null(wcschr(L"（“《", (wchar_t)last));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(nothing_is_lost_and_all_fits),
		cmocka_unit_test(punctuation_stays_with_its_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
