/* The grid: clips, wide characters that lose a half, combining ones, joined lines. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "text/canvas.h"
#include "text/utf8.h"

static void assert_shows(const struct canvas *canvas, const char *expected)
{
	struct str out = STR_INIT;
	canvas_to_text(canvas, &out);
	assert_string_equal(out.data, expected);
	str_done(&out);
}

static void text_is_cut_at_the_edges(void **state)
{
	(void)state;
	struct canvas c = canvas_new(5, 2);
	assert_int_equal(canvas_text(&c, 3, 0, ROLE_TEXT, "abcdef"), 6);
	assert_int_equal(canvas_text(&c, -2, 1, ROLE_TEXT, "abcd"), 4);
	canvas_text(&c, 0, 2, ROLE_TEXT, "below");
	canvas_text(&c, 0, -1, ROLE_TEXT, "above");
	assert_shows(&c, "   ab\ncd\n");
	assert_null(canvas_at(&c, 5, 0));
	assert_null(canvas_at(&c, 0, 2));
	assert_null(canvas_at(&c, -1, 0));
	canvas_free(&c);
}

static void parts_are_cut_to_their_parent(void **state)
{
	(void)state;
	struct canvas c = canvas_new(8, 3);
	struct canvas part = canvas_part(&c, 2, 1, 4, 9);
	assert_int_equal(part.width, 4);
	assert_int_equal(part.height, 2);
	canvas_fill(&part, -5, -5, 100, 100, ROLE_TEXT, '.');
	canvas_text(&part, 0, 0, ROLE_TEXT, "abcdef");
	struct canvas inner = canvas_part(&part, 1, 1, 2, 1);
	canvas_text(&inner, 0, 0, ROLE_TEXT, "xyz");
	assert_shows(&c, "\n  abcd\n  .xy.\n");
	struct canvas none = canvas_part(&c, 9, -4, 3, 2);
	assert_int_equal(none.width, 0);
	canvas_text(&none, 0, 0, ROLE_TEXT, "x");
	canvas_free(&c);
}

static void half_of_a_wide_character_is_a_blank(void **state)
{
	(void)state;
	struct canvas c = canvas_new(6, 1);
	canvas_text(&c, 0, 0, ROLE_TEXT, "中文字");
	canvas_char(&c, 1, 0, ROLE_TEXT, 'x');          /* the right half of 中 */
	assert_shows(&c, " x文字\n");
	canvas_char(&c, 4, 0, ROLE_TEXT, 'y');          /* the left half of 字 */
	assert_shows(&c, " x文y\n");
	canvas_char(&c, 1, 0, ROLE_TEXT, 0x4E2D);       /* over x and the left half of 文 */
	assert_shows(&c, " 中 y\n");
	canvas_char(&c, 5, 0, ROLE_TEXT, 0x4E2D);       /* no room */
	assert_shows(&c, " 中 y\n");
	canvas_text(&c, -1, 0, ROLE_TEXT, "中b");
	assert_shows(&c, " b  y\n");
	canvas_free(&c);
}

static void wide_characters_at_the_edge_of_a_part(void **state)
{
	(void)state;
	struct canvas c = canvas_new(6, 1);
	canvas_text(&c, 0, 0, ROLE_TEXT, "中文字");
	struct canvas part = canvas_part(&c, 1, 0, 4, 1);
	assert_shows(&part, " 文\n");
	canvas_char(&part, 0, 0, ROLE_TEXT, 'x');       /* also blanks the half outside */
	canvas_char(&part, 3, 0, ROLE_TEXT, 'y');
	assert_shows(&c, " x文y\n");
	canvas_free(&c);
}

static void copies_are_cut_and_keep_characters_whole(void **state)
{
	(void)state;
	struct canvas picture = canvas_new(5, 2), c = canvas_new(6, 2);
	canvas_text(&picture, 0, 0, ROLE_GOOD, "中a文");
	canvas_text(&picture, 0, 1, ROLE_TEXT, "12345");
	canvas_copy(&c, 1, -1, &picture);
	canvas_copy(&c, 0, 1, &picture);
	assert_shows(&c, " 12345\n中a文\n");
	assert_int_equal(canvas_at(&c, 2, 1)->role, ROLE_GOOD);
	canvas_clear(&c);
	canvas_copy(&c, 2, 0, &picture);                 /* half of the last one has no room */
	assert_shows(&c, "  中a\n  1234\n");
	canvas_copy(&c, -1, 0, &picture);                /* of the first one either */
	assert_shows(&c, " a文a\n234534\n");
	canvas_free(&picture);
	canvas_free(&c);
}

static void combining_characters_join_the_cell_before(void **state)
{
	(void)state;
	struct canvas c = canvas_new(4, 1);
	assert_int_equal(canvas_text(&c, 0, 0, ROLE_TEXT, "e\u0301x"), 2);
	assert_int_equal(canvas_at(&c, 0, 0)->c[1], 0x301);
	assert_int_equal(canvas_at(&c, 1, 0)->c[0], 'x');
	canvas_text(&c, 2, 0, ROLE_TEXT, "中\u0302\u0303\u0304\u0305\u0306");
	assert_int_equal(canvas_at(&c, 2, 0)->c[3], 0x304);     /* no more room */
	assert_int_equal(canvas_at(&c, 3, 0)->c[0], 0);
	assert_int_equal(canvas_text(&c, 0, 0, ROLE_TEXT, "\u0301"), 0);
	assert_shows(&c, "e\u0301x中\u0302\u0303\u0304\n");
	canvas_free(&c);
}

static void nothing_hostile_reaches_a_cell(void **state)
{
	(void)state;
	struct canvas c = canvas_new(20, 1);
	int columns = canvas_text(&c, 0, 0, ROLE_TEXT, "a\x1B[1m\n\t\xFF\u202E\u200D\uFE0F\xC2\x9Bz");
	assert_int_equal(columns, 10);
	assert_shows(&c, "a�[1m  ��z\n");
	for (uint32_t ch = 0; ch < 0x11FFFF; ch += 7) {
		canvas_char(&c, 3, 0, ROLE_TEXT, ch);
		for (int x = 0; x < 20; x++) {
			uint32_t shown = canvas_at(&c, x, 0)->c[0];
			assert_true(shown == 0 || utf8_safe(shown) == shown);
		}
	}
	canvas_free(&c);
}

static void cut_text_says_so(void **state)
{
	(void)state;
	struct canvas c = canvas_new(12, 5);
	assert_int_equal(canvas_text_cut(&c, 0, 0, 5, ROLE_TEXT, "hello"), 5);
	assert_int_equal(canvas_text_cut(&c, 0, 1, 5, ROLE_TEXT, "hello!"), 5);
	assert_int_equal(canvas_text_cut(&c, 0, 2, 4, ROLE_TEXT, "中文字"), 3);
	assert_int_equal(canvas_text_cut(&c, 0, 3, 1, ROLE_TEXT, "ab"), 1);
	assert_int_equal(canvas_text_cut(&c, 0, 4, 0, ROLE_TEXT, "ab"), 0);
	assert_shows(&c, "hello\nhell…\n中…\n…\n\n");
	canvas_free(&c);
}

static void lines_join(void **state)
{
	(void)state;
	static const char grid[] = "┌─┬─┐\n├─┼─┤\n│ │ │\n└─┴─┘\n";
	for (int down_first = 0; down_first < 2; down_first++) {        /* in either order */
		struct canvas c = canvas_new(5, 4);
		for (int pass = 0; pass < 2; pass++) {
			for (int i = 0; i < 5; i += 2)
				if (pass == !down_first)
					canvas_vline(&c, i, 0, 4);
			for (int i = 0; i < 3; i++)
				if (pass == down_first)
					canvas_hline(&c, 0, i == 2 ? 3 : i, 5);
		}
		assert_shows(&c, grid);
		canvas_free(&c);
	}
	struct canvas c = canvas_new(7, 3);
	canvas_hline(&c, 0, 1, 4);      /* ends where the other goes through */
	canvas_vline(&c, 3, 0, 3);
	canvas_hline(&c, 5, 0, 9);
	canvas_vline(&c, 5, 2, 1);
	assert_shows(&c, "   │ ──\n───┤\n   │ │\n");
	canvas_free(&c);
}

static void roles_and_pixels(void **state)
{
	(void)state;
	struct canvas c = canvas_new(3, 1);
	canvas_text(&c, 0, 0, ROLE_EM, "abc");
	canvas_role(&c, 1, -1, 9, 9, ROLE_CURSOR);
	assert_int_equal(canvas_at(&c, 0, 0)->role, ROLE_EM);
	assert_int_equal(canvas_at(&c, 2, 0)->role, ROLE_CURSOR);
	assert_int_equal(canvas_at(&c, 2, 0)->c[0], 'c');
	canvas_pixel(&c, 1, 0, 0x2580, 0x112233, 0x445566);
	assert_int_equal(canvas_at(&c, 1, 0)->bg, 0x445566);
	canvas_char(&c, 1, 0, ROLE_TEXT, 'x');
	assert_int_equal(canvas_at(&c, 1, 0)->bg, CANVAS_NO_COLOR);
	canvas_pixel(&c, 9, 9, 'x', 0, 0);
	canvas_free(&c);
}

/* After any painting each wide character has its right half, and no half stands alone. */
static void no_half_stands_alone(void **state)
{
	(void)state;
	static const char *const text[] = { "中文", "a", "e\u0301", "🎉x", " ", "─", "한국" };
	struct philox_stream s = philox_stream(3, "canvas", 0);
	struct canvas c = canvas_new(9, 3), part = canvas_part(&c, 2, 0, 5, 3);
	for (uint64_t i = 0; i < 60000; i += 6) {
		struct canvas *on = philox_below(&s, i, 2) ? &c : &part;
		int x = (int)philox_below(&s, i + 1, 14) - 3, y = (int)philox_below(&s, i + 2, 5) - 1;
		int w = (int)philox_below(&s, i + 3, 6);
		switch (philox_below(&s, i + 4, 5)) {
		case 0: canvas_fill(on, x, y, w, 2, ROLE_TEXT, w % 2 ? 0x4E2D : '.'); break;
		case 1: canvas_hline(on, x, y, w); break;
		case 2: canvas_vline(on, x, y, w); break;
		default: canvas_text(on, x, y, ROLE_TEXT, text[philox_below(&s, i + 5, 7)]);
		}
		for (int row = 0; row < c.height; row++) {
			for (int column = 0; column < c.width; column++) {
				uint32_t ch = canvas_at(&c, column, row)->c[0];
				const struct cell *next = canvas_at(&c, column + 1, row);
				bool wide = ch && utf8_char_width(ch) == 2;
				assert_true(!wide || next);
				assert_true(!next || wide == (next->c[0] == 0));
				assert_true(column > 0 || ch != 0);
			}
		}
	}
	canvas_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cut_at_the_edges),
		cmocka_unit_test(parts_are_cut_to_their_parent),
		cmocka_unit_test(half_of_a_wide_character_is_a_blank),
		cmocka_unit_test(wide_characters_at_the_edge_of_a_part),
		cmocka_unit_test(copies_are_cut_and_keep_characters_whole),
		cmocka_unit_test(combining_characters_join_the_cell_before),
		cmocka_unit_test(nothing_hostile_reaches_a_cell),
		cmocka_unit_test(cut_text_says_so),
		cmocka_unit_test(lines_join),
		cmocka_unit_test(roles_and_pixels),
		cmocka_unit_test(no_half_stands_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
