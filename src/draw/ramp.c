#include "draw/ramp.h"

#include <stdio.h>

#include "draw/number.h"
#include "text/utf8.h"

/* Of the scale as many as the bar has halves: the picture has no colour that it has not. */
static int count_shades(const struct ramp *r)
{
	int levels = scale_levels(&r->scale), halves = 2 * r->columns - r->scale.diverging;
	return levels < halves ? levels : halves;
}

static uint32_t shade_color(const struct ramp *r, int shade)
{
	return scale_color(&r->scale, shade * (scale_levels(&r->scale) - 1) / (count_shades(r) - 1));
}

uint32_t ramp_color(const struct ramp *r, double x)
{
	int level = scale_level(&r->scale, x);
	return shade_color(r, level * count_shades(r) / scale_levels(&r->scale));
}

enum { END_TEXT = NUMBER_TEXT + 8 };

/* An end with values beyond it is "≥ 0.5". */
static void format_end(double end, bool beyond, const char *sign, char out[END_TEXT])
{
	char number[NUMBER_TEXT];
	number_format(end, 2, number);
	snprintf(out, END_TEXT, "%s%s", beyond ? sign : "", number);
}

static void format_ends(const struct ramp *r, char low[END_TEXT], char high[END_TEXT])
{
	format_end(r->scale.low, r->below, r->ascii ? "<=" : "≤ ", low);
	format_end(r->scale.high, r->above, r->ascii ? ">=" : "≥ ", high);
}

int ramp_width(const struct ramp *r)
{
	char low[END_TEXT], high[END_TEXT];
	format_ends(r, low, high);
	return utf8_width(low) + 1 + r->columns + 1 + utf8_width(high);
}

/* The scale, low to high: colours, or signs. */
static void paint_bar(const struct ramp *r, struct canvas *canvas, int x, int y)
{
	int n = count_shades(r), halves = 2 * r->columns, last = scale_levels(&r->scale) - 1;
	for (int i = 0; i < r->columns; i++)
		if (r->glyphs)
			canvas_char(canvas, x + i, y, ROLE_NUMBER,
			            scale_glyph(&r->scale, (4 * i + 1) * last / (4 * r->columns - 2), r->ascii));
		else
			canvas_pixel(canvas, x + i, y, 0x258C, shade_color(r, 2 * i * n / halves),
			             shade_color(r, (2 * i + 1) * n / halves));
}

int ramp_paint(const struct ramp *r, struct canvas *canvas, int x, int y)
{
	char low[END_TEXT], high[END_TEXT];
	format_ends(r, low, high);
	x += canvas_text(canvas, x, y, ROLE_DIM, low) + 1;
	paint_bar(r, canvas, x, y);
	canvas_text(canvas, x + r->columns + 1, y, ROLE_DIM, high);
	return ramp_width(r);
}
