/* The little editor: keys in, text and cursor out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "text/utf8.h"
#include "tui/edit.h"

/* ^X is Ctrl-X; < > left, right; { } up, down; ~ backspace; ! delete; | Enter; anything else is itself. */
static void type(struct edit *edit, const char *keys)
{
	static const struct { char sign; uint32_t key; } signs[] = {
		{ '<', INPUT_LEFT }, { '>', INPUT_RIGHT }, { '{', INPUT_UP }, { '}', INPUT_DOWN },
		{ '~', INPUT_BACKSPACE }, { '!', INPUT_DELETE }, { '|', INPUT_ENTER },
	};
	size_t len = strlen(keys);
	for (size_t at = 0; at < len;) {
		uint32_t c;
		at += utf8_decode(keys + at, len - at, &c);
		if (c == '^')
			c = (uint32_t)keys[at++] & 0x1F;
		for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
			c = c == (uint32_t)signs[i].sign ? signs[i].key : c;
		if (edit_takes(edit, c))
			edit_key(edit, c);
	}
}

/* The text with [ where the cursor is. */
static void keys_do_what_readline_does(void **state)
{
	(void)state;
	static const struct {
		bool lines;
		const char *keys, *text;
	} rows[] = {
		{ false, "abc", "abc[" },
		{ false, "abc<<x", "ax[bc" },
		{ false, "abc^ax^ey", "xabcy[" },
		{ false, "abc~~", "a[" },
		{ false, "~!^d^k^u^w^y<>", "[" },
		{ false, "abc^b^d", "ab[" },
		{ false, "abc<<!", "a[c" },
		{ false, "one two^w", "one [" },
		{ false, "(Nt, hidden)^w", "(Nt, [" },
		{ false, "one two^w^w^y", "one [" },
		{ false, "abc^u^y^y", "abcabc[" },
		{ false, "abcd<<^k^a^y", "cd[ab" },
		{ false, "形状<，", "形，[状" },
		{ false, "形状<~", "[状" },
		{ false, "形状<<!", "[状" },
		{ false, "a|b{}", "ab[" },
		{ true, "a|b", "a\nb[" },
		{ true, "abc|d{x", "ax[bc\nd" },
		{ true, "a|bcd{}>x", "a\nbcx[d" },
		{ true, "ab|cd^ax^k", "ab\nx[" },
		{ true, "ab|cd^a~", "ab[cd" },
		{ true, "ab{x", "x[ab" },
		{ true, "ab^a}x", "abx[" },
		{ true, "形状|abcd{x", "形x[状\nabcd" },   /* byte 4 is inside 状: the character's begin */
		{ false, "a\t\x1b", "a[" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct edit edit;
		struct str seen = STR_INIT;
		edit_init(&edit, rows[i].lines);
		type(&edit, rows[i].keys);
		str_add_n(&seen, edit.text.data, edit.cursor);
		str_add_char(&seen, '[');
		str_add(&seen, edit.text.data + edit.cursor);
		if (strcmp(seen.data, rows[i].text) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].keys, seen.data, rows[i].text);
		str_done(&seen);
		edit_done(&edit);
	}
}

static void it_takes_no_more_than_it_holds(void **state)
{
	(void)state;
	struct edit edit;
	edit_init(&edit, false);
	for (int i = 0; i < EDIT_MAX_BYTES + 10; i++)
		edit_key(&edit, 'x');
	assert_int_equal(edit.text.len, EDIT_MAX_BYTES);
	edit_done(&edit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_do_what_readline_does),
		cmocka_unit_test(it_takes_no_more_than_it_holds),
	};
	return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
