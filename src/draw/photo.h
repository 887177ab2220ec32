/* A tensor as a picture: (height, width), (3, height, width) or (height, width, 3). */
#ifndef DRAW_PHOTO_H
#define DRAW_PHOTO_H

#include "lab/figure.h"

struct photo {
	const struct tensor *t;
	int64_t height, width;
	int channels;                /* 1 or 3 */
	bool channels_last;
	double low, high;            /* black and white */
	bool nans;                   /* there are some */
};

/* False when the figure's first item is no picture. */
bool photo_of(const struct figure *f, struct photo *s);

/* Its number at a pixel; of a grey one each channel is the same. */
double photo_at(const struct photo *s, int64_t y, int64_t x, int channel);

struct tone {                    /* black to white, 0 … 1; NaN where the picture has none */
	double level[3];
};

/* What pixel (px, py) shows of it when it is drawn at width × height pixels. */
struct tone photo_tone(const struct photo *s, int width, int height, int px, int py);
double tone_brightness(const struct tone *tone);

#endif
