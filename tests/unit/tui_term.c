/* From a canvas to a terminal: which bytes, which colours, which glyphs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "text/utf8.h"
#include "tui/glyph.h"
#include "tui/ink.h"
#include "tui/termfacts.h"

/* ---- Ink: a terminal of the test's own, which spells things simply ---- */

enum { W = 40, H = 6 };

static char spelled[64];

static const char *spell_move(int x, int y)
{
	snprintf(spelled, sizeof spelled, "\001%c%c", ' ' + x, ' ' + y);
	return spelled;
}

static const char *spell_palette(int n, bool background)
{
	snprintf(spelled, sizeof spelled, "%c%c", background ? '\003' : '\002', '0' + n % 64);
	return spelled;
}

static const struct ink_spelling spelling = {
	.plain = "\004", .bold = "\005", .dim = "\006", .italic = "\007", .underline = "\016",
	.reverse = "\017", .clear_right = "\020", .move = spell_move, .palette = spell_palette,
};

/* What the bytes make of a screen: characters alone, 0 = the right half of a wide one. */
struct screen {
	uint32_t c[H][W];
	int x, y;
};

static void blank(struct screen *screen)
{
	for (int i = 0; i < W * H; i++)
		screen->c[i / W][i % W] = ' ';
	screen->x = screen->y = -100;
}

static const char *put(struct screen *s, const char *at, size_t left)
{
	uint32_t c;
	at += utf8_decode(at, left, &c);
	int width = utf8_char_width(c);
	if (width == 0)
		return at;                       /* a combining mark stays with its letter */
	assert_in_range(s->x, 0, W - width);
	if (s->c[s->y][s->x] == 0)
		s->c[s->y][s->x - 1] = ' ';
	if (s->x + width < W && s->c[s->y][s->x + width] == 0)
		s->c[s->y][s->x + width] = ' ';
	s->c[s->y][s->x] = c;
	if (width == 2)
		s->c[s->y][s->x + 1] = 0;
	s->x += width;
	return at;
}

static void obey(struct screen *s, const struct str *bytes)
{
	const char *end = bytes->data + bytes->len;
	for (const char *at = bytes->data; at < end;) {
		switch (*at) {
		case 1:
			s->x = at[1] - ' ';
			s->y = at[2] - ' ';
			at += 3;
			break;
		case 2: case 3: at += 2; break;
		case 4: case 5: case 6: case 7: case 14: case 15: at++; break;
		case 16:
			for (int x = s->x; x < W; x++)
				s->c[s->y][x] = ' ';
			at++;
			break;
		default: at = put(s, at, (size_t)(end - at));
		}
	}
}

static void scribble(struct canvas *canvas)
{
	static const char *const words[] = { "attention", "注意", " ", "√d", "▄", "q", "\t", "x́" };
	for (int i = rand() % 12; i > 0; i--)
		canvas_text(canvas, rand() % W, rand() % H, (enum role)(rand() % ROLE_COUNT),
		            words[rand() % 8]);
	if (rand() % 3 == 0)
		canvas_fill(canvas, rand() % W, rand() % H, rand() % W, 1, ROLE_TEXT, ' ');
	canvas_pixel(canvas, rand() % W, rand() % H, 0x2592, (uint32_t)rand() & 0xFFFFFF, 0x440154);
}

static void ink_makes_the_screen_the_canvas(void **state)
{
	(void)state;
	for (int depth = INK_NONE; depth <= INK_256; depth++) {
		struct ink ink;
		struct screen screen;
		struct canvas canvas = canvas_new(W, H);
		struct str out = STR_INIT;
		ink_init(&ink, (enum ink_depth)depth, TUI_THEME_DARK, &spelling);
		blank(&screen);
		for (int round = 0; round < 400; round++) {
			scribble(&canvas);
			str_clear(&out);
			ink_draw(&ink, &canvas, &out);
			obey(&screen, &out);
			for (int y = 0; y < H; y++)
				for (int x = 0; x < W; x++)
					assert_int_equal(screen.c[y][x], canvas_at(&canvas, x, y)->c[0]);
		}
		str_clear(&out);
		ink_draw(&ink, &canvas, &out);
		assert_int_equal(out.len, 0);
		str_done(&out);
		canvas_free(&canvas);
		ink_done(&ink);
	}
}

static void ink_sends_24_bits(void **state)
{
	(void)state;
	struct ink ink;
	struct canvas canvas = canvas_new(W, H);
	struct str out = STR_INIT;
	ink_init(&ink, INK_RGB, TUI_THEME_DARK, &spelling);
	canvas_pixel(&canvas, 3, 2, 0x2580, 0x123456, 0xFDE725);
	canvas_pixel(&canvas, 4, 2, 0x2580, 0x123456, 0xFDE726);
	ink_draw(&ink, &canvas, &out);
	assert_string_equal(out.data, "\001#\"\033[38;2;18;52;86m\033[48;2;253;231;37m▀"
	                              "\033[48;2;253;231;38m▀\004");
	str_done(&out);
	canvas_free(&canvas);
	ink_done(&ink);
}

/* Two pixels of a cell go out the cheaper way round; two of one colour are a blank. */
static void ink_turns_half_blocks(void **state)
{
	(void)state;
	struct ink ink;
	struct canvas canvas = canvas_new(W, H);
	struct str out = STR_INIT;
	ink_init(&ink, INK_RGB, TUI_THEME_DARK, &spelling);
	canvas_pixel(&canvas, 0, 0, 0x2580, 1, 2);
	canvas_pixel(&canvas, 1, 0, 0x2580, 2, 1);
	canvas_pixel(&canvas, 2, 0, 0x2580, 2, 2);
	canvas_pixel(&canvas, 3, 0, 0x2580, 2, 2);
	ink_draw(&ink, &canvas, &out);
	assert_string_equal(out.data, "\001  \033[38;2;0;0;1m\033[48;2;0;0;2m▀▄ \033[38;2;0;0;2m▀\004");
	str_done(&out);
	canvas_free(&canvas);
	ink_done(&ink);
}

/* Only what changed goes out, and without colours no colour does. */
static void ink_sends_little(void **state)
{
	(void)state;
	struct ink ink;
	struct canvas canvas = canvas_new(W, H);
	struct str out = STR_INIT;
	ink_init(&ink, INK_NONE, TUI_THEME_MONO, &spelling);
	canvas_text(&canvas, 0, 0, ROLE_TEXT, "one");
	ink_draw(&ink, &canvas, &out);
	assert_string_equal(out.data, "\001  one");
	str_clear(&out);
	canvas_text(&canvas, 1, 0, ROLE_GOOD, "N");
	ink_draw(&ink, &canvas, &out);
	assert_string_equal(out.data, "\001! \005N\004");
	str_clear(&out);
	canvas_clear(&canvas);
	ink_draw(&ink, &canvas, &out);
	assert_string_equal(out.data, "\001  \020");
	str_clear(&out);
	ink_cleared(&ink);
	ink_draw(&ink, &canvas, &out);
	assert_int_equal(out.len, 0);
	str_done(&out);
	canvas_free(&canvas);
	ink_done(&ink);
}

static void ink_leaves_a_corner_that_scrolls(void **state)
{
	(void)state;
	struct ink ink;
	struct ink_spelling old = spelling;
	struct canvas canvas = canvas_new(3, 1);
	struct str out = STR_INIT;
	old.corner_scrolls = true;
	ink_init(&ink, INK_NONE, TUI_THEME_MONO, &old);
	canvas_text(&canvas, 0, 0, ROLE_TEXT, "abc");
	ink_draw(&ink, &canvas, &out);
	assert_string_equal(out.data, "\001  ab");
	str_done(&out);
	canvas_free(&canvas);
	ink_done(&ink);
}

/* ---- Glyphs ---- */

static void check_glyphs(const char *text, const char *where)
{
	for (size_t len = strlen(text); len > 0;) {
		uint32_t c;
		size_t n = utf8_decode(text, len, &c);
		if (c >= 0x80 && utf8_char_width(c) == 1 && (c < 0x400 || c >= 0x500)) {
			if (glyph_for(GLYPHS_ASCII, c) == '?')
				fail_msg("%s: U+%04X has no ASCII beside it in src/tui/glyph.c", where, (unsigned)c);
			assert_true(glyph_for(GLYPHS_ASCII, c) < 0x80);
			assert_false(utf8_ambiguous(glyph_for(GLYPHS_NARROW, c)));
		}
		text += n;
		len -= n;
	}
}

static void check_folder(const char *dir)
{
	char **names;
	size_t count, len;
	struct err err;
	assert_true(file_list(dir, &names, &count, &err));
	for (size_t i = 0; i < count; i++) {
		char *path = file_join(dir, names[i]);
		char *text = file_is_dir(path) ? NULL : file_read(path, 1 << 24, &len, &err);
		if (text)
			check_glyphs(text, path);
		free(text);
		free(path);
	}
	file_list_free(names, count);
}

static void ascii_stands_for_all_that_is_shown(void **state)
{
	(void)state;
	check_folder("quizzes");
	check_folder("lessons");
	check_folder("lessons/labs");
	check_folder("src/tui");
	check_folder("src/draw");
}

static void a_canvas_is_fitted(void **state)
{
	(void)state;
	struct canvas canvas = canvas_new(12, 1);
	struct str out = STR_INIT;
	canvas_text(&canvas, 0, 0, ROLE_TEXT, "√d → 注意 ─│");
	glyph_fit(GLYPHS_ASCII, &canvas);
	canvas_to_text(&canvas, &out);
	assert_string_equal(out.data, "vd > ???? -|\n");
	canvas_text(&canvas, 0, 0, ROLE_TEXT, "1 … 64 cut…|");
	str_clear(&out);
	glyph_fit(GLYPHS_ASCII, &canvas);
	canvas_to_text(&canvas, &out);
	assert_string_equal(out.data, "1 ..64 cu..|\n");
	str_done(&out);
	canvas_free(&canvas);
}

static void glyphs_by_terminal(void **state)
{
	(void)state;
	assert_int_equal(glyph_for(GLYPHS_ALL, 0x221A), 0x221A);
	assert_int_equal(glyph_for(GLYPHS_NARROW, 0x221A), 'v');
	assert_int_equal(glyph_for(GLYPHS_NARROW, 0x6CE8), 0x6CE8);
	assert_int_equal(glyph_for(GLYPHS_CONSOLE, 0x2500), 0x2500);
	assert_int_equal(glyph_for(GLYPHS_CONSOLE, 0x25B8), '>');
	assert_int_equal(glyph_for(GLYPHS_ASCII, 0x28FF), '*');
	assert_int_equal(glyph_for(GLYPHS_ASCII, 0x1D53C), 'E');     /* double-struck */
	assert_int_equal(glyph_for(GLYPHS_CONSOLE, 0x1D7D8), '0');
	assert_true(glyph_speaks(GLYPHS_NARROW, LANGUAGE_ZH));
	assert_false(glyph_speaks(GLYPHS_CONSOLE, LANGUAGE_ZH));
	assert_true(glyph_speaks(GLYPHS_CONSOLE, LANGUAGE_RU));
	assert_false(glyph_speaks(GLYPHS_ASCII, LANGUAGE_RU));
}

/* ---- What is known before the terminal is asked ---- */

static struct term_facts facts(const char *term, const char *colorterm, const char *locale,
                               int colors, enum tui_color color)
{
	const struct term_entry entry = { .name = term, .known = true, .colors = colors };
	setenv("TERM", term, 1);
	setenv("COLORTERM", colorterm, 1);
	setenv("LC_ALL", locale, 1);
	return term_facts_of(&entry, color);
}

static void depth_is_the_deepest(void **state)
{
	(void)state;
	static const struct {
		const char *term, *colorterm;
		int colors;
		enum tui_color color;
		enum ink_depth depth;
	} rows[] = {
		{ "xterm-256color", "", 256, TUI_COLOR_AUTO, INK_256 },
		{ "xterm-256color", "truecolor", 256, TUI_COLOR_AUTO, INK_RGB },
		{ "xterm-256color", "24bit", 256, TUI_COLOR_256, INK_256 },
		{ "screen", "truecolor", 8, TUI_COLOR_AUTO, INK_8 },
		{ "tmux-256color", "truecolor", 256, TUI_COLOR_AUTO, INK_RGB },
		{ "xterm-direct", "", 256, TUI_COLOR_AUTO, INK_RGB },
		{ "xterm-16color", "", 16, TUI_COLOR_AUTO, INK_16 },
		{ "linux", "", 8, TUI_COLOR_AUTO, INK_8 },
		{ "vt100", "", 0, TUI_COLOR_AUTO, INK_NONE },
		{ "vt100", "", 0, TUI_COLOR_ALWAYS, INK_8 },
		{ "xterm-256color", "truecolor", 256, TUI_COLOR_NEVER, INK_NONE },
	};
	unsetenv("NO_COLOR");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(facts(rows[i].term, rows[i].colorterm, "C.UTF-8", rows[i].colors,
		                       rows[i].color).depth, rows[i].depth);
	setenv("NO_COLOR", "1", 1);
	assert_int_equal(facts("xterm", "truecolor", "", 8, TUI_COLOR_AUTO).depth, INK_NONE);
	assert_int_equal(facts("xterm", "truecolor", "", 8, TUI_COLOR_ALWAYS).depth, INK_RGB);
	unsetenv("NO_COLOR");
}

static void only_some_terminals_are_asked(void **state)
{
	(void)state;
	assert_true(facts("xterm-256color", "", "C.UTF-8", 256, TUI_COLOR_AUTO).asked);
	assert_true(facts("foot", "", "C", 256, TUI_COLOR_AUTO).asked);
	assert_int_equal(facts("foot", "", "C", 256, TUI_COLOR_AUTO).glyphs, GLYPHS_ASCII);
	assert_int_equal(facts("foot", "", "en_US.utf8", 256, TUI_COLOR_AUTO).glyphs, GLYPHS_ALL);
	assert_false(facts("vt220", "", "C.UTF-8", 0, TUI_COLOR_AUTO).asked);
	assert_int_equal(facts("vt220", "", "C.UTF-8", 0, TUI_COLOR_AUTO).glyphs, GLYPHS_ASCII);
	assert_false(facts("linux", "", "C.UTF-8", 8, TUI_COLOR_AUTO).asked);
	assert_int_equal(facts("linux", "", "C.UTF-8", 8, TUI_COLOR_AUTO).glyphs, GLYPHS_CONSOLE);
	assert_false(facts("", "", "C.UTF-8", 8, TUI_COLOR_AUTO).asked);
	assert_true(facts("xterm-256color", "", "C", 256, TUI_COLOR_AUTO).tells_background);
	assert_false(facts("screen", "", "C", 256, TUI_COLOR_AUTO).tells_background);
	assert_false(facts("no-such", "", "C", 256, TUI_COLOR_AUTO).tells_background);
}

static void a_background_has_a_theme(void **state)
{
	(void)state;
	static const struct { const char *color; bool ok; enum tui_theme theme; } rows[] = {
		{ "rgb:1e1e/1e1e/2e2e", true, TUI_THEME_DARK },
		{ "rgb:fdfd/f6f6/e3e3", true, TUI_THEME_LIGHT },
		{ "rgb:f/f/f", true, TUI_THEME_LIGHT },
		{ "rgb:00/00/ff", true, TUI_THEME_DARK },
		{ "rgba:ffff/ffff/ffff/8080", true, TUI_THEME_LIGHT },
		{ "rgb:ffff/ffff", false, TUI_THEME_AUTO },
		{ "rgb:", false, TUI_THEME_AUTO },
		{ "rgb:fffff/0/0", false, TUI_THEME_AUTO },
		{ "white", false, TUI_THEME_AUTO },
		{ "", false, TUI_THEME_AUTO },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum tui_theme theme = TUI_THEME_AUTO;
		assert_int_equal(theme_of_background(rows[i].color, &theme), rows[i].ok);
		assert_int_equal(theme, rows[i].theme);
	}
}

/* ---- Colours: words can be read on their background ---- */

static double channel(uint32_t c)
{
	double x = c / 255.0;
	return x <= 0.04045 ? x / 12.92 : __builtin_pow((x + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * channel(rgb >> 16 & 255) + 0.7152 * channel(rgb >> 8 & 255) +
	       0.0722 * channel(rgb & 255);
}

static double contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a), y = luminance(b);
	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* WCAG 2.1, 1.4.3: 4.5 for words; lines and what is covered are no words. */
static void themes_are_legible(void **state)
{
	(void)state;
	static const uint32_t paper[] = { [TUI_THEME_DARK] = 0x1E1E1E, [TUI_THEME_LIGHT] = 0xFFFFFF };
	for (int theme = TUI_THEME_DARK; theme <= TUI_THEME_LIGHT; theme++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			const struct style *s = theme_style((enum tui_theme)theme, (enum role)role);
			double least = role == ROLE_BORDER ? 1.5 : role == ROLE_COVERED ? 2.5 : 4.5;
			uint32_t behind = s->bg < 0 ? paper[theme] : (uint32_t)s->bg;
			if (s->fg >= 0 && contrast((uint32_t)s->fg, behind) < least)
				fail_msg("theme %d role %d: contrast %.2f", theme, role,
				         contrast((uint32_t)s->fg, behind));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ink_makes_the_screen_the_canvas),
		cmocka_unit_test(ink_sends_24_bits),
		cmocka_unit_test(ink_turns_half_blocks),
		cmocka_unit_test(ink_sends_little),
		cmocka_unit_test(ink_leaves_a_corner_that_scrolls),
		cmocka_unit_test(ascii_stands_for_all_that_is_shown),
		cmocka_unit_test(a_canvas_is_fitted),
		cmocka_unit_test(glyphs_by_terminal),
		cmocka_unit_test(depth_is_the_deepest),
		cmocka_unit_test(only_some_terminals_are_asked),
		cmocka_unit_test(a_background_has_a_theme),
		cmocka_unit_test(themes_are_legible),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
