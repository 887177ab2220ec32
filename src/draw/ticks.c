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

static void add_linear(struct ticks *t, const struct span_of_axis *axis, int most)
{
	t->step = step_of(axis, most);
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
	return t;
}

void axis_round(struct span_of_axis *axis, int most)
{
	double step = axis->log ? 0 : step_of(axis, most);
	if (!(step > 0) || !isfinite(step))
		return;
	double low = floor(axis->low / step + 1e-6) * step, high = ceil(axis->high / step - 1e-6) * step;
	if (high - low > 1.4 * (axis->high - axis->low))   /* too much of it would be empty */
		return;
	axis->low = low;
	axis->high = high;
}
