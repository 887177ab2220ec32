#include "draw/scale.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Of 31 levels 0 has its own, in the middle. */
enum { SIGNED = PALETTE_CIVIDIS + 1, KINDS, LEVELS_MAX = 32 };

/*
 * A scale, and the same levels in xterm's 256 colours: the nearest ones by RGB are a mud
 * of purples and greys; these were chosen by eye along the same hues, and none turns back
 * in lightness.
 */
struct table {
	int count;
	uint32_t rgb[LEVELS_MAX];
	uint8_t xterm[LEVELS_MAX];
};

/* By [light]: on a dark ground, and on a light one. */
static const struct table tables[2][KINDS] = { {
	[PALETTE_VIRIDIS] = { .count = 32, .rgb = {
		0x25252F, 0x272A3A, 0x2A3045, 0x2D3650, 0x303C5C, 0x324268, 0x354873, 0x374E80,
		0x3A548C, 0x365D8D, 0x32658E, 0x2E6D8E, 0x2B758E, 0x287D8E, 0x25858E, 0x228C8D,
		0x20948C, 0x1E9C89, 0x20A386, 0x25AB82, 0x2DB27D, 0x39BA76, 0x48C16E, 0x58C765,
		0x6ACD5B, 0x7ED34F, 0x92D741, 0xA8DB34, 0xBEDF26, 0xD4E21A, 0xE9E51A, 0xFDE725,
	}, .xterm = {
		235, 235, 236, 236, 237, 238, 238, 239, 24, 24, 24, 25, 25, 25, 31, 31,
		31, 31, 36, 36, 36, 71, 71, 41, 41, 77, 113, 148, 184, 184, 220, 226,
	} },
	[PALETTE_CIVIDIS] = { .count = 32, .rgb = {
		0x212327, 0x242930, 0x262E39, 0x293443, 0x2C3A4C, 0x2E3F56, 0x314560, 0x394B63,
		0x415166, 0x495768, 0x515C6B, 0x59626E, 0x626870, 0x6A6E73, 0x727475, 0x7B7A78,
		0x828177, 0x8A8776, 0x928E75, 0x9A9574, 0xA19C72, 0xA9A370, 0xB2A96D, 0xBAB06A,
		0xC2B767, 0xCABE63, 0xD3C55F, 0xDBCC5A, 0xE4D354, 0xEDDA4C, 0xF5E143, 0xFEE838,
	}, .xterm = {
		235, 235, 236, 236, 237, 237, 238, 239, 239, 240, 60, 60, 60, 242, 242, 243,
		243, 101, 101, 101, 246, 247, 247, 143, 143, 143, 179, 179, 185, 185, 220, 220,
	} },
	[SIGNED] = { .count = 31, .rgb = {
		0x80C5FF, 0x66BAFE, 0x46AFFF, 0x3EA4F0, 0x3A99DF, 0x378ECF, 0x3383BF, 0x3078AE,
		0x2D6D9E, 0x2A638F, 0x28587F, 0x254E6F, 0x234460, 0x213B50, 0x1F3141, 0x262626,
		0x3D2B1B, 0x4B321C, 0x59391C, 0x66411D, 0x75491E, 0x83511F, 0x915921, 0xA06222,
		0xAE6A23, 0xBD7325, 0xCC7C26, 0xDB8528, 0xEB8E2A, 0xFA982C, 0xFFA752,
	}, .xterm = {
		117, 75, 75, 39, 32, 32, 31, 31, 25, 25, 24, 24, 24, 18, 18, 234,
		52, 52, 94, 94, 94, 130, 130, 166, 166, 172, 172, 208, 208, 215, 215,
	} },
}, {
	[PALETTE_VIRIDIS] = { .count = 32, .rgb = {
		0xEAECE2, 0xDAE5D9, 0xCBDED1, 0xBBD6C9, 0xABCFC0, 0x9BC8B8, 0x8AC1B0, 0x79B9A8,
		0x67B2A0, 0x54AB98, 0x3EA391, 0x1E9C89, 0x20958C, 0x218E8D, 0x24888E, 0x26828E,
		0x297B8E, 0x2B748E, 0x2E6D8E, 0x31678E, 0x35608D, 0x38598D, 0x3C518B, 0x3F4989,
		0x424186, 0x453982, 0x47317D, 0x482878, 0x481F70, 0x481668, 0x470B5E, 0x440154,
	}, .xterm = {
		255, 254, 253, 152, 152, 116, 115, 109, 73, 72, 36, 31, 31, 31, 31, 31,
		31, 31, 25, 25, 25, 24, 24, 24, 55, 55, 55, 54, 54, 53, 53, 53,
	} },
	[PALETTE_CIVIDIS] = { .count = 32, .rgb = {
		0xECEBE4, 0xE6E4D6, 0xDFDCC9, 0xD8D5BC, 0xD2CEAF, 0xCBC6A2, 0xC5BF95, 0xBFB888,
		0xB8B07A, 0xB2A96D, 0xA9A370, 0xA19C72, 0x9A9574, 0x928E75, 0x8A8776, 0x828177,
		0x7B7A78, 0x727475, 0x6A6E73, 0x626870, 0x59626E, 0x515C6B, 0x495768, 0x415166,
		0x394B63, 0x314560, 0x293F5D, 0x21395A, 0x193457, 0x112E54, 0x072851, 0x00224E,
	}, .xterm = {
		255, 254, 253, 187, 187, 251, 250, 249, 144, 247, 247, 246, 101, 101, 101, 243,
		243, 242, 242, 60, 60, 60, 240, 239, 239, 238, 237, 237, 236, 18, 18, 17,
	} },
	[SIGNED] = { .count = 31, .rgb = {
		0x004E84, 0x005895, 0x13629F, 0x2A6CA5, 0x3D77AC, 0x4D81B2, 0x5D8CB8, 0x6D96BE,
		0x7DA1C4, 0x8CACCA, 0x9CB6D0, 0xACC1D6, 0xBCCCDB, 0xCCD6E1, 0xDCE1E7, 0xECECEC,
		0xE6E0DB, 0xDFD3CA, 0xD9C7BA, 0xD2BAA9, 0xCBAE99, 0xC4A288, 0xBD9578, 0xB68968,
		0xAF7D57, 0xA87147, 0xA06535, 0x995921, 0x914D03, 0x844400, 0x753D00,
	}, .xterm = {
		24, 24, 25, 25, 31, 67, 67, 68, 74, 110, 110, 153, 153, 153, 254, 255,
		254, 223, 223, 180, 180, 180, 173, 173, 137, 137, 130, 130, 94, 94, 94,
	} },
} };

static const struct table *table_of(const struct scale *scale)
{
	return &tables[scale->light][scale->diverging ? SIGNED : (int)scale->palette];
}

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
	static const char *const names[] = { [PALETTE_VIRIDIS] = "viridis", [PALETTE_CIVIDIS] = "cividis" };
	for (int i = PALETTE_VIRIDIS; i <= PALETTE_CIVIDIS; i++)
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
	return table_of(scale)->count;
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
	return table_of(scale)->rgb[level];
}

int scale_xterm256(uint32_t rgb)
{
	for (int i = 0; i < 2 * KINDS; i++) {
		const struct table *table = &tables[i / KINDS][i % KINDS];
		for (int k = 0; k < table->count; k++)
			if (table->rgb[k] == rgb)
				return table->xterm[k];
	}
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
