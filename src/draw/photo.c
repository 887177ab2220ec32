#include "draw/photo.h"

#include <math.h>

#include "draw/view.h"

double photo_at(const struct photo *s, int64_t y, int64_t x, int channel)
{
	int64_t index[3];
	int c = s->channels == 1 ? 0 : channel;
	if (s->t->shape.ndim == 2) {
		index[0] = y, index[1] = x;
	} else if (s->channels_last) {
		index[0] = y, index[1] = x, index[2] = c;
	} else {
		index[0] = c, index[1] = y, index[2] = x;
	}
	return tensor_at(s->t, index);
}

/* From 0 (or what is below) to 1, or 255, or what is above. */
static void fit_range(struct photo *s, const struct figure *f)
{
	struct matrix m = matrix_of(s->t);
	struct survey all = matrix_survey(&m, PICTURE_BUDGET / 4);
	s->low = isfinite(f->low) ? f->low : all.finite && all.low < 0 ? all.low : 0;
	s->high = isfinite(f->high) ? f->high : !all.finite || all.high <= 1 ? 1 :
	          all.high <= 255 && !dtype_is_float(s->t->dtype) ? 255 : all.high;
	if (!(s->high > s->low))
		s->high = s->low + 1;
	s->nans = all.nans > 0;
}

bool photo_of(const struct figure *f, struct photo *s)
{
	const struct tensor *t = f->n_items > 0 ? f->items[0].tensor : NULL;
	*s = (struct photo){ .t = t, .channels = 1 };
	if (!t || (t->shape.ndim != 2 && t->shape.ndim != 3))
		return false;
	const int64_t *size = t->shape.size;
	s->channels_last = t->shape.ndim == 3 && size[2] == 3;
	if (t->shape.ndim == 3 && !s->channels_last && size[0] != 3)
		return false;
	s->channels = t->shape.ndim == 3 ? 3 : 1;
	int first = t->shape.ndim == 3 && !s->channels_last;
	s->height = size[first];
	s->width = size[first + 1];
	fit_range(s, f);
	return s->height > 0 && s->width > 0;
}

/* A pixel of the canvas covers this stretch of the picture. */
static void stretch(int pixel, int pixels, int64_t size, int64_t *from, int64_t *to)
{
	*from = pixel * size / pixels;
	*to = (pixel + 1) * size / pixels;
	if (*to <= *from)
		*to = *from + 1;
}

static struct tone tone_at(const struct photo *s, int64_t y, int64_t x)
{
	struct tone tone;
	for (int c = 0; c < 3; c++) {
		double level = (photo_at(s, y, x, c) - s->low) / (s->high - s->low);
		tone.level[c] = isnan(level) ? NAN : fmin(fmax(level, 0), 1);
	}
	return tone;
}

static double distance(const struct tone *a, const struct tone *b)
{
	double sum = 0;
	for (int c = 0; c < 3; c++)
		sum += (a->level[c] - b->level[c]) * (a->level[c] - b->level[c]);
	return sum;
}

/* Of what the pixel covers the one nearest to the mean: at edges there is no colour but the picture's. */
struct tone photo_tone(const struct photo *s, int width, int height, int px, int py)
{
	enum { SIDE = 8 };
	struct tone all[4 * SIDE * SIDE], mean = { { 0 } };
	int64_t x0, x1, y0, y1;
	int count = 0, best = 0;
	stretch(px, width, s->width, &x0, &x1);
	stretch(py, height, s->height, &y0, &y1);
	int64_t step_x = (x1 - x0) / SIDE + 1, step_y = (y1 - y0) / SIDE + 1;
	for (int64_t y = y0; y < y1; y += step_y)
		for (int64_t x = x0; x < x1; x += step_x)
			all[count++] = tone_at(s, y, x);
	for (int i = 0; i < 3 * count; i++)
		mean.level[i % 3] += all[i / 3].level[i % 3] / count;
	for (int i = 1; i < count; i++)
		if (distance(&all[i], &mean) < distance(&all[best], &mean))
			best = i;
	return isnan(distance(&mean, &mean)) ? mean : all[best];
}

double tone_brightness(const struct tone *tone)
{
	return 0.299 * tone->level[0] + 0.587 * tone->level[1] + 0.114 * tone->level[2];
}
