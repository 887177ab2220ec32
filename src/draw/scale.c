#include "draw/scale.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { LEVELS = 32, PALETTES = 2 };

static const uint32_t palettes[PALETTES][LEVELS] = { {
	0x440154, 0x470D60, 0x48196B, 0x482475, 0x472E7C, 0x453882, 0x424186, 0x3E4B8A,
	0x3A548C, 0x365D8D, 0x32658E, 0x2E6D8E, 0x2B758E, 0x287D8E, 0x25858E, 0x228C8D,
	0x20948C, 0x1E9C89, 0x20A386, 0x25AB82, 0x2DB27D, 0x39BA76, 0x48C16E, 0x58C765,
	0x6ACD5B, 0x7ED34F, 0x92D741, 0xA8DB34, 0xBEDF26, 0xD4E21A, 0xE9E51A, 0xFDE725,
}, {
	0x00224E, 0x072851, 0x112E54, 0x193457, 0x21395A, 0x293F5D, 0x314560, 0x394B63,
	0x415166, 0x495768, 0x515C6B, 0x59626E, 0x626870, 0x6A6E73, 0x727475, 0x7B7A78,
	0x828177, 0x8A8776, 0x928E75, 0x9A9574, 0xA19C72, 0xA9A370, 0xB2A96D, 0xBAB06A,
	0xC2B767, 0xCABE63, 0xD3C55F, 0xDBCC5A, 0xE4D354, 0xEDDA4C, 0xF5E143, 0xFEE838,
} };

/* An odd number of levels, so that 0 has its own in the middle. */
static const uint32_t blue_orange[] = {
	0x80C5FF, 0x66BAFE, 0x46AFFF, 0x3EA4F0, 0x3A99DF, 0x378ECF, 0x3383BF, 0x3078AE,
	0x2D6D9E, 0x2A638F, 0x28587F, 0x254E6F, 0x234460, 0x213B50, 0x1F3141, 0x262626,
	0x3D2B1B, 0x4B321C, 0x59391C, 0x66411D, 0x75491E, 0x83511F, 0x915921, 0xA06222,
	0xAE6A23, 0xBD7325, 0xCC7C26, 0xDB8528, 0xEB8E2A, 0xFA982C, 0xFFA752,
};

/*
 * The same levels in xterm's 256 colours. The nearest ones by RGB are a mud of
 * purples and greys; these were chosen by eye along the same hues, never darker
 * than the level before.
 */
static const uint8_t palettes_256[PALETTES][LEVELS] = { {
	53, 53, 53, 54, 54, 54, 55, 55, 55, 24, 24, 25, 25, 25, 31, 31,
	31, 31, 36, 36, 36, 71, 71, 41, 41, 77, 113, 148, 184, 184, 220, 226,
}, {
	17, 17, 17, 18, 18, 18, 238, 239, 239, 240, 60, 60, 60, 242, 242, 243,
	243, 101, 101, 101, 246, 247, 247, 143, 143, 143, 179, 179, 185, 185, 220, 220,
} };

static const uint8_t blue_orange_256[] = {
	117, 75, 75, 39, 32, 32, 31, 31, 25, 25, 24, 24, 24, 18, 18, 234,
	52, 52, 94, 94, 94, 130, 130, 166, 166, 172, 172, 208, 208, 215, 215,
};

enum { ARMS = sizeof blue_orange / sizeof *blue_orange };
_Static_assert(ARMS == sizeof blue_orange_256, "a colour of 256 for each level");

struct ramp {
	uint32_t glyph[10];
	int count;
};

/* By [diverging][ascii]. A signed ramp tells the sign, and leaves what is near 0 blank. */
static const struct ramp ramps[2][2] = {
	{ { { ' ', 0x2591, 0x2592, 0x2593, 0x2588 }, 5 },                          /*  ░▒▓█ */
	  { { ' ', '.', ':', '-', '=', '+', '*', '#', '%', '@' }, 10 } },
	{ { { 0x25BC, 0x25BD, ' ', 0x25B3, 0x25B2 }, 5 },                          /* ▼▽ △▲ */
	  { { '=', '-', ' ', '+', '#' }, 5 } },
};

bool palette_parse(const char *name, enum palette *out)
{
	static const char *const names[PALETTES] = { "viridis", "cividis" };
	for (int i = 0; i < PALETTES; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum palette)i;
			return true;
		}
	return false;
}

struct scale scale_new(double low, double high, double data_low, double data_high)
{
	struct scale scale = {
		.low = isfinite(low) ? low : data_low < 0 ? data_low : 0,
		.high = isfinite(high) ? high : data_high,
	};
	if (!isfinite(scale.high))
		scale.high = scale.low;
	scale.diverging = scale.low < 0;
	if (scale.diverging) {
		scale.high = fmax(-scale.low, scale.high);
		scale.low = -scale.high;
	}
	return scale;
}

int scale_levels(const struct scale *scale)
{
	return scale->diverging ? ARMS : LEVELS;
}

static int clamp_level(double level, int levels)
{
	return !(level > 0) ? 0 : level >= levels ? levels - 1 : (int)level;
}

int scale_level(const struct scale *scale, double x)
{
	int levels = scale_levels(scale);
	if (!(scale->high > scale->low))
		return x > scale->low ? levels - 1 : 0;
	/* Divided before they are subtracted: the span of huge numbers may not be finite. */
	double t = scale->diverging ? (x / scale->high + 1) / 2
	                            : (x - scale->low) / (scale->high - scale->low);
	return scale->diverging ? clamp_level(t * (levels - 1) + 0.5, levels)
	                        : clamp_level(t * levels, levels);
}

uint32_t scale_color(const struct scale *scale, int level)
{
	return scale->diverging ? blue_orange[level] : palettes[scale->palette][level];
}

int scale_xterm256(uint32_t rgb)
{
	for (int i = 0; i < PALETTES * LEVELS; i++)
		if (palettes[i / LEVELS][i % LEVELS] == rgb)
			return palettes_256[i / LEVELS][i % LEVELS];
	for (int i = 0; i < ARMS; i++)
		if (blue_orange[i] == rgb)
			return blue_orange_256[i];
	return -1;
}

uint32_t scale_glyph(const struct scale *scale, int level, bool ascii)
{
	const struct ramp *ramp = &ramps[scale->diverging][ascii];
	return ramp->glyph[level * ramp->count / scale_levels(scale)];
}

uint32_t series_color(int i)
{
	static const uint32_t colors[] = {
		0x56B4E9, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x0072B2, 0xF0E442, 0x999999,
	};
	return colors[i % (int)(sizeof colors / sizeof *colors)];
}

uint32_t scale_contrast(uint32_t color)
{
	uint32_t r = color >> 16 & 255, g = color >> 8 & 255, b = color & 255;
	return 299 * r + 587 * g + 114 * b > 130000 ? 0x000000 : 0xFFFFFF;
}

enum mark mark_of(double x)
{
	return isnan(x) ? MARK_NAN : !isinf(x) ? MARK_NONE : x > 0 ? MARK_POS_INF : MARK_NEG_INF;
}

uint32_t mark_glyph(enum mark mark, bool ascii)
{
	static const uint32_t glyphs[][2] = {
		[MARK_NONE] = { ' ', ' ' },
		[MARK_NEG_INF] = { 0xB7, '_' },      /* · */
		[MARK_POS_INF] = { 0x221E, '^' },    /* ∞ */
		[MARK_NAN] = { 0xD7, 'N' },          /* × */
	};
	return glyphs[mark][ascii];
}
