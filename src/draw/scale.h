/*
 * Colour scales: numbers to at most 32 colours, or to a ramp of glyphs.
 *
 * Data without negative values runs from 0 over a palette; signed data runs over a
 * blue–orange scale that is symmetric about 0. What is next to nothing is near the
 * ground, and nearly without colour: large areas of it leave the eye to the rest. So
 * brighter is more on a dark ground, darker is more on a light one, in even steps of
 * lightness, also for colour-blind eyes. NaN and the infinities are not on the scale:
 * they have marks of their own.
 *
 * Viridis: S. van der Walt, N. Smith, matplotlib (CC0). Its lowest quarter, a purple
 * that nothing would look like something in, is here a straight line in OKLab from a
 * grey of the same lightness to the blue that follows; on a light ground it runs the
 * other way, from a pale grey to its green, and from there to its purple. Cividis, after
 * J. Nuñez, C. Anderton, R. Renslow (PLOS ONE 2018), runs over blue, grey and yellow and
 * looks nearly the same to colour-blind eyes; its ends near the ground are greys, too.
 * The diverging scale has two arms of constant hue in OKLab. All are in equal steps of
 * CIE lightness.
 */
#ifndef DRAW_SCALE_H
#define DRAW_SCALE_H

#include <stdbool.h>
#include <stdint.h>

enum palette { PALETTE_VIRIDIS, PALETTE_CIVIDIS };

bool palette_parse(const char *name, enum palette *out);   /* "viridis", "cividis" */

struct scale {
	double low, high;
	enum palette palette;
	bool light;         /* for a light ground */
	bool diverging;     /* then low == -high */
};

enum mark { MARK_NONE, MARK_NEG_INF, MARK_POS_INF, MARK_NAN };

/* On the first palette, for a dark ground. low, high: what the author asks for, NaN = the data's. data_*: its finite extremes, or NaN. */
struct scale scale_new(double low, double high, double data_low, double data_high);

int scale_levels(const struct scale *scale);
int scale_level(const struct scale *scale, double x);         /* 0 .. levels - 1; x is finite */
uint32_t scale_color(const struct scale *scale, int level);   /* 0xRRGGBB */

/* A scale's colour as one of xterm's 256 (16 … 255); -1 for any other colour. */
int scale_xterm256(uint32_t rgb);
uint32_t scale_glyph(const struct scale *scale, int level, bool ascii);

/* The i-th of several curves: colours that stay apart for colour-blind eyes (Okabe and Ito). */
uint32_t series_color(int i);

/* Black or white, whichever can be read on the colour. */
uint32_t scale_contrast(uint32_t color);

enum mark mark_of(double x);
uint32_t mark_glyph(enum mark mark, bool ascii);

#endif
