/*
 * Days as numbers: since 1970-01-01, of the local time zone. What a calendar counts.
 */
#ifndef LEARN_DAY_H
#define LEARN_DAY_H

#include <stdint.h>

/* Of a moment in milliseconds since the Unix epoch, UTC; 0 where no calendar reaches it. */
int day_local(int64_t at_ms);

/* Its date; month and day from 1, weekday 0 = Monday. */
struct day_date {
	int year, month, day, weekday;
};
struct day_date day_date(int day);

#endif
