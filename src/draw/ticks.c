#include "draw/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double axis_place(const struct span_of_axis *axis, double x)
{
	if (axis->log && !(x > 0))
		return NAN;
	if (axis->log)
		return log(x / axis->low) / log(axis->high / axis->low);
	/* Halved: the span of huge numbers may not be finite. */
	return (x / 2 - axis->low / 2) / (axis->high / 2 - axis->low / 2);
}

double round_step(double x, bool up)
{
	static const double factors[] = { 1, 2, 5, 10 };
	double power = pow(10, floor(log10(x)));
	for (int i = 0; i < 3; i++)
		if (up ? factors[i] >= x / power * (1 - 1e-9) : factors[i + 1] > x / power * (1 + 1e-9))
			return factors[i] * power;
	return 10 * power;
}

static double step_of(const struct span_of_axis *axis, int most)
{
	double span = axis->high / 2 - axis->low / 2;
	return span > 0 && isfinite(span) ? round_step(2 * (span / (most > 1 ? most - 1 : 1)), true) : 0;
}

static void add(struct ticks *t, double x, int decimals)
{
	char *text = t->text[t->count];
	t->at[t->count++] = x;
	if (x != 0 && (fabs(x) >= 1e6 || fabs(x) < 1e-4))
		number_format(x, 3, text);
	else
		snprintf(text, NUMBER_TEXT, "%.*f", decimals, x == 0 ? 0 : x);
}

static void add_steps(struct ticks *t, const struct span_of_axis *axis, double step)
{
	t->step = step;
	if (!(t->step > 0) || !isfinite(t->step))
		return;
	int decimals = (int)fmax(0, -floor(log10(t->step) + 1e-9));
	double first = ceil(axis->low / t->step - 1e-6);
	for (int i = 0; t->count < TICKS_MAX; i++) {
		double x = (first + i) * t->step;
		if (x > axis->high + 1e-6 * t->step || !isfinite(x))
			break;
		add(t, fabs(x) < t->step / 2 ? 0 : x, decimals < 12 ? decimals : 12);
	}
}

static void add_linear(struct ticks *t, const struct span_of_axis *axis, int most)
{
	add_steps(t, axis, step_of(axis, most));
}

/* Powers of ten; of few of them, also twice and five times. */
static void add_powers(struct ticks *t, const struct span_of_axis *axis, int most)
{
	static const double factors[] = { 1, 2, 5 };
	int low = (int)floor(log10(axis->low)), high = (int)ceil(log10(axis->high));
	int fine = 3 * (high - low) <= most ? 3 : 1, skip = (high - low) / (most + 1) + 1;
	for (int power = low; power <= high; power += skip)
		for (int i = 0; i < fine && t->count < TICKS_MAX; i++) {
			double x = factors[i] * pow(10, power);
			if (x >= axis->low * (1 - 1e-9) && x <= axis->high * (1 + 1e-9))
				add(t, x, power < 0 ? -power : 0);
		}
}

struct ticks ticks_of(const struct span_of_axis *axis, int most)
{
	struct ticks t = { .count = 0 };
	if (most > TICKS_MAX)
		most = TICKS_MAX;
	if (axis->log)
		add_powers(&t, axis, most);
	if (t.count < 2) {
		t.count = 0;
		add_linear(&t, axis, most);
	}
	if (axis->low == axis->high)
		add(&t, axis->low, 0);
	return t;
}

void axis_round(struct span_of_axis *axis, int most)
{
	double step = axis->log ? 0 : step_of(axis, most);
	if (!(step > 0) || !isfinite(step))
		return;
	double low = floor(axis->low / step + 1e-6) * step, high = ceil(axis->high / step - 1e-6) * step;
	if (high - low > 1.4 * (axis->high - axis->low) ||   /* too much of it would be empty */
	    !isfinite(low) || !isfinite(high))
		return;
	axis->low = low;
	axis->high = high;
}

/* ---- On cells ---- */

/* What the axis is even in. */
static double even(const struct span_of_axis *axis, double x)
{
	return axis->log ? log10(x) : x;
}

/* With the first cell at its beginning, how far the axis reaches, in cells. */
static bool lay(struct raster *r, double low, double high, int cells, double step, int step_cells)
{
	const double middle = (r->dots - 1) / 2.0, edge = 0.49;   /* a dot that is rounded to its own */
	double before, behind;
	r->step = step;
	r->step_cells = step_cells;
	r->first = floor(low / step + 1e-9) * step;
	before = (low - r->first) / step * step_cells;
	behind = (high - r->first) / step * step_cells;
	r->cell = ceil(-before - (middle + edge) / r->dots);
	double last = middle + r->dots * (r->cell + behind);
	r->cells = (int)floor((last + 0.5) / r->dots) + 1;
	return last <= r->dots * cells - 1 + edge;
}

/* The widest steps with which the axis has room; false if not even one cell is enough. */
static bool lay_widest(struct raster *r, int cells, double step)
{
	double low = even(&r->span, r->span.low), high = even(&r->span, r->span.high);
	double most = (cells + 1) * step / (high - low);
	for (int n = most < cells ? (int)most + 1 : cells; n >= 1; n--)
		if (lay(r, low, high, cells, step, n))
			return true;
	return false;
}

/* Most of the room is used; then the finest steps. */
static bool is_better(const struct raster *a, const struct raster *b, int least)
{
	const double near = 0.79;
	bool wide = a->step_cells >= least;
	if (b->step == 0 || wide != (b->step_cells >= least))
		return b->step == 0 || wide;
	double scale = a->step_cells / a->step, best = b->step_cells / b->step;
	return wide ? scale * near > best : scale > best;
}

static struct raster plain(const struct span_of_axis *axis, int dots, int cells)
{
	return (struct raster){ .span = *axis, .dots = dots, .cells = cells };
}

/* Ticks on the axis. */
static bool has_two(const struct span_of_axis *axis, double step)
{
	double low = even(axis, axis->low), high = even(axis, axis->high);
	return floor(high / step + 1e-9) - ceil(low / step - 1e-9) >= 1;
}

struct raster raster_fit(const struct span_of_axis *axis, int dots, int cells, int least)
{
	enum { STEPS = 12 };
	struct raster best = plain(axis, dots, cells), r = best;
	double span = even(axis, axis->high) - even(axis, axis->low);
	if (!(span > 0) || !isfinite(span) || cells < 2)
		return best;
	double step = axis->log ? 1 : round_step(span / 100, true);
	for (int i = 0; i < STEPS && has_two(axis, step); i++) {
		if (lay_widest(&r, cells, step) && is_better(&r, &best, least))
			best = r;
		step = axis->log ? step + 1 : round_step(1.5 * step, true);
	}
	return best;
}

double raster_dot(const struct raster *r, double x)
{
	if (r->step == 0)
		return axis_place(&r->span, x) * (r->dots * r->cells - 1);
	if (r->span.log && !(x > 0))
		return NAN;
	double steps = (even(&r->span, x) - r->first) / r->step;
	return (r->dots - 1) / 2.0 + r->dots * (r->cell + r->step_cells * steps);
}

/* Twice and five times a power of ten may lie between cells. */
static bool is_centred(const struct raster *r, double x)
{
	double cell = (raster_dot(r, x) - (r->dots - 1) / 2.0) / r->dots;
	return fabs(cell - round(cell)) <= 0.5 / r->dots;
}

static void add_centred(struct ticks *t, const struct raster *r, int most)
{
	static const double factors[] = { 1, 2, 5 };
	double high = even(&r->span, r->span.high), decades = high - even(&r->span, r->span.low);
	int fine = r->step == 1 && 3 * decades <= most ? 3 : 1;
	for (double power = r->first; power <= high + 1e-9; power += r->step)
		for (int i = 0; i < fine && t->count < TICKS_MAX; i++) {
			double x = factors[i] * pow(10, power);
			if (x >= r->span.low * (1 - 1e-9) && x <= r->span.high * (1 + 1e-9) && is_centred(r, x))
				add(t, x, power < 0 ? (int)-power : 0);
		}
}

struct ticks raster_ticks(const struct raster *r, int most)
{
	struct ticks t = { .count = 0 };
	if (r->step == 0)
		return ticks_of(&r->span, most);
	if (r->span.log)
		add_centred(&t, r, most);
	else
		add_steps(&t, &r->span, r->step);
	return t;
}
