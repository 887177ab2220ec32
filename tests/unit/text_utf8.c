/* UTF-8, widths and the sanitiser: every code point, every byte, hostile texts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "base/philox.h"
#include "text/utf8.h"

static bool is_surrogate(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDFFF;
}

static void every_character_survives(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char bytes[4];
		uint32_t back;
		size_t n = utf8_encode(c, bytes);
		assert_int_equal(utf8_decode(bytes, n, &back), n);
		assert_int_equal(back, is_surrogate(c) ? 0xFFFD : c);
	}
}

static void bad_bytes_count_one_by_one(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\x80", "\xBF", "\xC0\xAF", "\xC1\x81", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
		"\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5",
		"\xFF", "\xE4\xB8", "\xF0\x9F\x98",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint32_t c = 0;
		size_t at = 99;
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &c), 1);
		assert_int_equal(c, 0xFFFD);
		assert_false(utf8_valid(bad[i], strlen(bad[i]), &at));
		assert_int_equal(at, 0);
	}
	size_t at = 0;
	assert_true(utf8_valid("中�a", strlen("中�a"), &at));
	assert_false(utf8_valid("中\xE4", 4, &at));
	assert_int_equal(at, 3);
	uint32_t c = 1;
	assert_int_equal(utf8_decode("", 0, &c), 0);
}

static void widths(void **state)
{
	(void)state;
	static const struct {
		uint32_t c;
		int width;
	} row[] = {
		{ 'a', 1 }, { 0xE9, 1 }, { 0x301, 0 }, { 0x20D7, 0 }, { 0x4E2D, 2 }, { 0x3002, 2 },
		{ 0xFF08, 2 }, { 0xFF71, 1 }, { 0xAC00, 2 }, { 0x1161, 0 }, { 0x200D, 0 }, { 0xFE0F, 0 },
		{ 0x1F600, 2 }, { 0x1FAE8, 2 }, { 0x20000, 2 }, { 0x3FFFD, 2 }, { 0x221A, 1 },
		{ 0x2580, 1 }, { 0x3B1, 1 }, { 0x23F1, 1 }, { 0x231A, 2 }, { 0xAD, 0 }, { 0x202E, 0 },
		{ 0xFEFF, 0 }, { 0x2026, 1 }, { 0x1D49, 1 }, { 0x2099, 1 },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_int_equal(utf8_char_width(row[i].c), row[i].width);
	assert_int_equal(utf8_width("aе́中🎉"), 1 + 1 + 2 + 2);
	assert_int_equal(utf8_width(""), 0);
	assert_int_equal(utf8_width("\xFF\xC3"), 2);
}

/* The C library's idea of the scripts that our languages and their formulas use. */
static void widths_agree_with_the_c_library(void **state)
{
	(void)state;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	static const struct {
		uint32_t first, last;
	} block[] = {
		{ 0x20, 0x7E }, { 0xA0, 0xAC }, { 0xAE, 0x2FF }, { 0x300, 0x34E }, { 0x370, 0x377 },
		{ 0x400, 0x52F }, { 0x2010, 0x2027 }, { 0x2190, 0x2319 }, { 0x2500, 0x259F },
		{ 0x3041, 0x3096 }, { 0x30A0, 0x30FF }, { 0x4E00, 0x9FFF }, { 0xFF01, 0xFF60 },
		{ 0xAC00, 0xD7A3 },
	};
	for (size_t i = 0; i < sizeof block / sizeof *block; i++)
		for (uint32_t c = block[i].first; c <= block[i].last; c++)
			assert_int_equal(utf8_char_width(c), wcwidth((wchar_t)c));
}

static void fits(void **state)
{
	(void)state;
	assert_int_equal(utf8_fit("abc", 2), 2);
	assert_int_equal(utf8_fit("abc", 9), 3);
	assert_int_equal(utf8_fit("abc", 0), 0);
	assert_int_equal(utf8_fit("abc", -1), 0);
	assert_int_equal(utf8_fit("中文", 3), 3);
	assert_int_equal(utf8_fit("中文", 1), 0);
	assert_int_equal(utf8_fit("e\u0301x", 1), 3);   /* the accent goes along */
}

static void check_clean(const char *dirty, bool keep_lines, const char *clean)
{
	struct str out = STR_INIT;
	text_clean(dirty, strlen(dirty), keep_lines, &out);
	assert_string_equal(out.data, clean);
	str_done(&out);
}

static void cleaning(void **state)
{
	(void)state;
	static const struct {
		const char *dirty, *lines, *line;
	} row[] = {
		{ "plain 中文 ∑", "plain 中文 ∑", "plain 中文 ∑" },
		{ "a\tb\nc", "a\tb\nc", "a b c" },
		{ "a\r\nb\rc", "a\nb\nc", "a b c" },
		{ "a\u2028b\u2029c", "a\nb\nc", "a b c" },
		{ "\x1B[31mred\x1B[0m", "red", "red" },
		{ "\x1B[?1049h\x1B[2Jx", "x", "x" },
		{ "\x1B]0;title\ax", "x", "x" },
		{ "\x1B]8;;http://u\x1B\\x", "x", "x" },
		{ "\x1BP+q\x1B\\x", "x", "x" },
		{ "\x1B]0;never ends\nx", "�]0;never ends\nx", "�]0;never ends x" },
		{ "\x1B[31", "�[31", "�[31" },
		{ "\x1B", "�", "�" },
		{ "\x1B""c", "�c", "�c" },
		{ "\a\b\x7F\xC2\x9B""1m", "����1m", "����1m" },
		{ "a\u202Eb\u2066c\u200Fd\u061Ce", "abcde", "abcde" },
		{ "\uFEFFx\uFEFF", "x", "x" },
		{ "\xFF\xC3(", "��(", "��(" },
		{ "\xED\xA0\x80", "���", "���" },
		{ "\xEF\xB7\x90\xEF\xBF\xBF", "��", "��" },
		{ "👨\u200D👩", "👨\u200D👩", "👨\u200D👩" },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		check_clean(row[i].dirty, true, row[i].lines);
		check_clean(row[i].dirty, false, row[i].line);
	}
	struct str out = STR_INIT;
	text_clean("a\0b", 3, true, &out);
	assert_string_equal(out.data, "a�b");
	str_done(&out);
}

static void cleaned_text_is_harmless(void **state)
{
	(void)state;
	static const char likely[] = "\x1B[]P;\\\a\x80\xE2\x80\xAE\xEF\xBB\xBF\n\r";
	struct philox_stream s = philox_stream(1, "clean", 0);
	for (uint64_t round = 0; round < 20000; round++) {
		char dirty[24];
		for (size_t i = 0; i < sizeof dirty; i++) {
			double u = philox_uniform(&s, round * 64 + i), v = philox_uniform(&s, round * 64 + 32 + i);
			dirty[i] = u < 0.5 ? (char)(v * 256) : likely[(size_t)(v * (sizeof likely - 1))];
		}
		struct str once = STR_INIT, twice = STR_INIT;
		text_clean(dirty, sizeof dirty, true, &once);
		text_clean(once.data, once.len, true, &twice);
		assert_string_equal(once.data, twice.data);
		assert_int_equal(strlen(once.data), once.len);
		assert_true(utf8_valid(once.data, once.len, NULL));
		uint32_t c;
		for (size_t i = 0; i < once.len;) {
			i += utf8_decode(once.data + i, once.len - i, &c);
			assert_true(c == '\n' || c == '\t' || utf8_safe(c) == c);
		}
		str_done(&once);
		str_done(&twice);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_survives),
		cmocka_unit_test(bad_bytes_count_one_by_one),
		cmocka_unit_test(widths),
		cmocka_unit_test(widths_agree_with_the_c_library),
		cmocka_unit_test(fits),
		cmocka_unit_test(cleaning),
		cmocka_unit_test(cleaned_text_is_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
