/*
 * Time as an argument: whoever needs it is handed a clock, so that tests own
 * the time. Milliseconds since the Unix epoch, UTC.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*now_ms)(void *context);
	void *context;
};

extern const struct clock clock_system;

static inline int64_t clock_now_ms(const struct clock *clock)
{
	return clock->now_ms(clock->context);
}

#endif
