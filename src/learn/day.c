#include "learn/day.h"

#include <time.h>

/* Both ways: Howard Hinnant, chrono-compatible low-level date algorithms. */
static int day_of_date(int year, int month, int day)
{
	year -= month <= 2;
	int era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct day_date day_date(int day)
{
	int z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
	int month = shifted < 10 ? shifted + 3 : shifted - 9;
	return (struct day_date){
		.year = year + era * 400 + (month <= 2), .month = month,
		.day = of_year - (153 * shifted + 2) / 5 + 1,
		.weekday = ((day + 3) % 7 + 7) % 7,     /* 1970-01-01 was a Thursday */
	};
}

int day_local(int64_t at_ms)
{
	time_t seconds = (time_t)(at_ms / 1000);
	struct tm tm;
	if (!localtime_r(&seconds, &tm))
		return 0;                    /* no such year: the log's clock was wrong */
	return day_of_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}
