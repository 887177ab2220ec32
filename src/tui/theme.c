#include "tui/theme.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

#define NONE STYLE_DEFAULT

static const struct style dark[ROLE_COUNT] = {
	[ROLE_TEXT] = { NONE, NONE, NONE, 0, 0 },
	[ROLE_DIM] = { 0x8A8F99, NONE, NONE, 0, 0 },
	[ROLE_TITLE] = { 0x87AFFF, NONE, BLUE, STYLE_BOLD, STYLE_BOLD },
	[ROLE_STRONG] = { NONE, NONE, NONE, STYLE_BOLD, STYLE_BOLD },
	[ROLE_EM] = { NONE, NONE, NONE, STYLE_ITALIC, STYLE_UNDERLINE },
	[ROLE_CODE] = { 0x87D7D7, NONE, CYAN, 0, 0 },
	[ROLE_KEYWORD] = { 0xAF87FF, NONE, MAGENTA, 0, 0 },
	[ROLE_NUMBER] = { 0xFFAF5F, NONE, YELLOW, 0, 0 },
	[ROLE_KEY] = { 0xD7AF5F, NONE, YELLOW, STYLE_BOLD, STYLE_BOLD },
	[ROLE_BAR] = { 0xAFAFAF, NONE, NONE, 0, 0 },
	[ROLE_BORDER] = { 0x4E4E4E, NONE, NONE, 0, 0 },
	[ROLE_CURSOR] = { 0xFFFFFF, 0x005F87, NONE, STYLE_BOLD, STYLE_REVERSE },
	[ROLE_GOOD] = { 0x87D787, NONE, GREEN, STYLE_BOLD, STYLE_BOLD },
	[ROLE_BAD] = { 0xFF8787, NONE, RED, STYLE_BOLD, STYLE_BOLD },
	[ROLE_WARN] = { 0xFFD75F, NONE, YELLOW, 0, STYLE_BOLD },
	[ROLE_COVERED] = { 0x6C6C6C, NONE, NONE, 0, 0 },
};

static const struct style light[ROLE_COUNT] = {
	[ROLE_TEXT] = { NONE, NONE, NONE, 0, 0 },
	[ROLE_DIM] = { 0x626262, NONE, NONE, 0, 0 },
	[ROLE_TITLE] = { 0x005FAF, NONE, BLUE, STYLE_BOLD, STYLE_BOLD },
	[ROLE_STRONG] = { NONE, NONE, NONE, STYLE_BOLD, STYLE_BOLD },
	[ROLE_EM] = { NONE, NONE, NONE, STYLE_ITALIC, STYLE_UNDERLINE },
	[ROLE_CODE] = { 0x005F5F, NONE, CYAN, 0, 0 },
	[ROLE_KEYWORD] = { 0x8700AF, NONE, MAGENTA, 0, 0 },
	[ROLE_NUMBER] = { 0x875F00, NONE, RED, 0, 0 },
	[ROLE_KEY] = { 0x875F00, NONE, BLUE, STYLE_BOLD, STYLE_BOLD },
	[ROLE_BAR] = { 0x4E4E4E, NONE, NONE, 0, 0 },
	[ROLE_BORDER] = { 0xBCBCBC, NONE, NONE, 0, 0 },
	[ROLE_CURSOR] = { 0x000000, 0xAFD7FF, NONE, STYLE_BOLD, STYLE_REVERSE },
	[ROLE_GOOD] = { 0x005F00, NONE, GREEN, STYLE_BOLD, STYLE_BOLD },
	[ROLE_BAD] = { 0xAF0000, NONE, RED, STYLE_BOLD, STYLE_BOLD },
	[ROLE_WARN] = { 0x875F00, NONE, MAGENTA, 0, STYLE_BOLD },
	[ROLE_COVERED] = { 0x9E9E9E, NONE, NONE, 0, 0 },
};

const struct style *theme_style(enum tui_theme theme, enum role role)
{
	return theme == TUI_THEME_LIGHT ? &light[role] : &dark[role];
}

/* COLORFGBG is "foreground;background" in the 16 colours; 7 and 9..15 are light. */
static bool background_is_light(void)
{
	const char *value = getenv("COLORFGBG"), *last = value ? strrchr(value, ';') : NULL;
	int n = last ? atoi(last + 1) : 0;
	return n == 7 || (n >= 9 && n <= 15);
}

enum tui_theme theme_resolve(enum tui_theme wanted)
{
	const char *no_color = getenv("NO_COLOR");
	if (no_color && *no_color)
		return TUI_THEME_MONO;
	if (wanted != TUI_THEME_AUTO)
		return wanted;
	return background_is_light() ? TUI_THEME_LIGHT : TUI_THEME_DARK;
}

bool tui_theme_parse(const char *name, enum tui_theme *out)
{
	static const char *const names[] = { "auto", "dark", "light", "mono" };
	for (int i = 0; i < 4; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum tui_theme)i;
			return true;
		}
	return false;
}

/* ---- Colours a terminal has ---- */

static int square(int x)
{
	return x * x;
}

static int red(uint32_t c) { return (int)(c >> 16 & 255); }
static int green(uint32_t c) { return (int)(c >> 8 & 255); }
static int blue(uint32_t c) { return (int)(c & 255); }

/* Rec. 601 luma times 1000. */
static int luma(uint32_t c)
{
	return 299 * red(c) + 587 * green(c) + 114 * blue(c);
}

/* Brightness counts most, so that a scale that gets brighter does so in few colours too. */
static int distance(uint32_t a, uint32_t b)
{
	return 12 * square((luma(a) - luma(b)) / 1000) + square(red(a) - red(b)) +
	       square(green(a) - green(b)) + square(blue(a) - blue(b));
}

/* The cube's steps are 0, 95, 135, 175, 215, 255: the last that is not above x. */
static int cube_step(int x)
{
	return x < 95 ? 0 : (x - 55) / 40;
}

static uint32_t cube_value(int step)
{
	return step == 0 ? 0 : (uint32_t)(55 + 40 * step);
}

static uint32_t cube_color(int r, int g, int b)
{
	return cube_value(r) << 16 | cube_value(g) << 8 | cube_value(b);
}

static int next_step(int step, int up)
{
	return step + up > 5 ? 5 : step + up;
}

static bool is_grey(uint32_t c)
{
	return abs(red(c) - green(c)) < 12 && abs(green(c) - blue(c)) < 12;
}

static int nearest_grey(uint32_t c)
{
	int mean = (red(c) + green(c) + blue(c)) / 3;
	return mean < 8 ? 0 : mean > 238 ? 23 : (mean - 3) / 10;
}

/* A grey for what is grey; else the best corner of the cube's cell around the colour. */
int theme_256(uint32_t rgb)
{
	int step = nearest_grey(rgb), best = 232 + step, least = INT_MAX;
	if (is_grey(rgb))
		least = distance(rgb, (uint32_t)(8 + 10 * step) * 0x010101);
	for (int corner = 0; corner < 8; corner++) {
		int r = next_step(cube_step(red(rgb)), corner & 1);
		int g = next_step(cube_step(green(rgb)), corner >> 1 & 1);
		int b = next_step(cube_step(blue(rgb)), corner >> 2);
		int d = distance(rgb, cube_color(r, g, b));
		if (d <= least) {
			least = d;
			best = 16 + 36 * r + 6 * g + b;
		}
	}
	return best;
}

int theme_8(uint32_t rgb)
{
	int best = 0;
	for (int i = 1; i < 8; i++) {
		uint32_t c = (i & 1 ? 0xFF0000u : 0) | (i & 2 ? 0x00FF00u : 0) | (i & 4 ? 0x0000FFu : 0);
		uint32_t d = (best & 1 ? 0xFF0000u : 0) | (best & 2 ? 0x00FF00u : 0) | (best & 4 ? 0x0000FFu : 0);
		if (distance(rgb, c) < distance(rgb, d))
			best = i;
	}
	return best;
}
