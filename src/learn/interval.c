#include "learn/interval.h"

#include "base/i18n.h"

enum { MINUTES, HOURS, DAYS, MONTHS, YEARS, UNITS };

static const struct {
	double ms, upto;               /* the unit's length; used below so many of it */
	const char *brief;
} units[UNITS] = {
	[MINUTES] = { 60e3, 59.5, N_("%d min") },
	[HOURS] = { 3600e3, 23.5, N_("%d h") },
	[DAYS] = { 86400e3, 60.5, N_("%d d") },
	[MONTHS] = { 86400e3 * 365.25 / 12, 23.5, N_("%d mo") },
	[YEARS] = { 86400e3 * 365.25, 1e300, N_("%d y") },
};

static int unit_of(int64_t ms, int *n)
{
	int u = MINUTES;
	while ((double)ms / units[u].ms >= units[u].upto)
		u++;
	*n = (int)((double)ms / units[u].ms + 0.5);
	*n = *n < 1 ? 1 : *n;
	return u;
}

static const char *format(int unit, unsigned long n)
{
	switch (unit) {
	case MINUTES: return i18n_count("in %d minute", "in %d minutes", n);
	case HOURS: return i18n_count("in %d hour", "in %d hours", n);
	case DAYS: return i18n_count("in %d day", "in %d days", n);
	case MONTHS: return i18n_count("in %d month", "in %d months", n);
	default: return i18n_count("in %d year", "in %d years", n);
	}
}

void interval_say(int64_t ms, struct str *out)
{
	int n, unit = unit_of(ms, &n);
	str_addf(out, format(unit, (unsigned long)n), n);
}

void interval_say_short(int64_t ms, struct str *out)
{
	int n, unit = unit_of(ms, &n);
	str_addf(out, _(units[unit].brief), n);
}
