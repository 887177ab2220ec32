#include "tui/theme.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "draw/scale.h"

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
	[ROLE_MATCH] = { 0x000000, 0xD7AF5F, YELLOW, STYLE_BOLD, STYLE_BOLD | STYLE_UNDERLINE },
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
	[ROLE_MATCH] = { 0x000000, 0xFFD787, BLUE, STYLE_BOLD, STYLE_BOLD | STYLE_UNDERLINE },
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
	if (wanted != TUI_THEME_AUTO)
		return wanted;
	return background_is_light() ? TUI_THEME_LIGHT : TUI_THEME_DARK;
}

/* A share of 1, in one to four hexadecimal digits; -1 where there are none. */
static double share_of(const char *digits, char **end)
{
	unsigned long n = strtoul(digits, end, 16);
	ptrdiff_t len = *end - digits;
	return len < 1 || len > 4 || *digits == '-' ? -1 : (double)n / (double)((1u << 4 * len) - 1);
}

bool theme_of_background(const char *color, enum tui_theme *out)
{
	static const double weight[3] = { 0.2126, 0.7152, 0.0722 };
	double lightness = 0;
	const char *at = strchr(color, ':');
	if (!at || strncmp(color, "rgb", 3) != 0)
		return false;
	for (int i = 0; i < 3; i++) {
		char *end;
		double share = share_of(at + 1, &end);
		if (share < 0 || (i < 2 && *end != '/'))
			return false;
		lightness += weight[i] * share;
		at = end;
	}
	*out = lightness > 0.5 ? TUI_THEME_LIGHT : TUI_THEME_DARK;
	return true;
}

/* The place of the name in the list; -1 when it is not there. */
static int place_of(const char *name, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

bool tui_theme_parse(const char *name, enum tui_theme *out)
{
	static const char *const names[] = { "auto", "dark", "light", "mono" };
	int i = place_of(name, names, 4);
	if (i >= 0)
		*out = (enum tui_theme)i;
	return i >= 0;
}

bool tui_color_parse(const char *name, enum tui_color *out)
{
	static const char *const names[] = { "auto", "never", "always", "8", "16", "256", "24bit" };
	int i = place_of(name, names, 7);
	if (i >= 0)
		*out = (enum tui_color)i;
	return i >= 0;
}

/* ---- Colours a terminal has ---- */

struct opponent {                /* lightness (by a gamma of 2), red against green, both against blue */
	double light, red_green, yellow_blue;
};

static struct opponent opponent(uint32_t rgb)
{
	double r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
	return (struct opponent){
		.light = sqrt(0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b),
		.red_green = r - g,
		.yellow_blue = (r + g) / 2 - b,
	};
}

/* Lightness counts most, so that a scale that gets lighter does so in few colours too. */
static double distance(const struct opponent *a, const struct opponent *b)
{
	double l = 2 * (a->light - b->light), rg = 0.35 * (a->red_green - b->red_green);
	double yb = 0.35 * (a->yellow_blue - b->yellow_blue);
	return l * l + rg * rg + yb * yb;
}

static int nearest(uint32_t rgb, uint32_t (*color)(int), int first, int last)
{
	struct opponent wanted = opponent(rgb);
	int best = first;
	double least = INFINITY;
	for (int i = first; i <= last; i++) {
		struct opponent other = opponent(color(i));
		double d = distance(&wanted, &other);
		if (d < least) {
			least = d;
			best = i;
		}
	}
	return best;
}

/* xterm's: a cube of 6 × 6 × 6 from 16 on, greys from 232 on. */
static uint32_t color_of_256(int i)
{
	static const uint32_t step[] = { 0, 95, 135, 175, 215, 255 };
	if (i >= 232)
		return (uint32_t)(8 + 10 * (i - 232)) * 0x010101;
	i -= 16;
	return step[i / 36] << 16 | step[i / 6 % 6] << 8 | step[i % 6];
}

static uint32_t color_of_8(int i)
{
	return (i & 1 ? 0xFF0000u : 0) | (i & 2 ? 0x00FF00u : 0) | (i & 4 ? 0x0000FFu : 0);
}

/* xterm's; most terminals' are near. */
static uint32_t color_of_16(int i)
{
	static const uint32_t colors[] = {
		0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
		0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
	};
	return colors[i];
}

static bool is_grey(uint32_t c)
{
	int r = (int)(c >> 16 & 255), g = (int)(c >> 8 & 255), b = (int)(c & 255);
	return abs(r - g) < 12 && abs(g - b) < 12;
}

/* What has a colour does not become grey. The scales of the pictures have a table of their own. */
int theme_256(uint32_t rgb)
{
	int chosen = scale_xterm256(rgb);
	if (chosen >= 0)
		return chosen;
	return nearest(rgb, color_of_256, 16, is_grey(rgb) ? 255 : 231);
}

int theme_16(uint32_t rgb)
{
	return nearest(rgb, color_of_16, 0, 15);
}

int theme_8(uint32_t rgb)
{
	return nearest(rgb, color_of_8, 0, 7);
}
