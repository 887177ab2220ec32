/*
 * A poster: one figure of a lab as a picture to keep or to show: the lab's title,
 * the figure with its legend, what stands out, the knobs, and the code that made
 * it. A PNG has its letters from fonts/, an SVG those of whoever looks at it.
 */
#ifndef DRAW_POSTER_H
#define DRAW_POSTER_H

#include "draw/scale.h"
#include "lab/figure.h"
#include "text/canvas.h"

struct poster_line {
	const char *name, *text;     /* a knob and its value; a line of code and its shape, or NULL */
};

struct poster {
	const char *title;
	const struct figure *figure, *against;   /* the variant's beside it; or NULL */
	const char *variant;                     /* its name */
	const struct poster_line *knobs, *lines;
	int n_knobs, n_lines;
	enum language language;
	enum palette palette;
};

/* As large as it needs; the caller frees it with canvas_free. */
struct canvas poster_canvas(const struct poster *poster);

/* Both replace the file. `fonts` is the folder of the letters. ERR_IO; ERR_FORMAT: a broken font. */
bool poster_save_png(const struct poster *poster, const char *fonts, const char *path,
                     struct err *err);
bool poster_save_svg(const struct poster *poster, const char *path, struct err *err);

#endif
