/* How long it is until something comes again, in words, rounded to the unit that fits. */
#ifndef LEARN_INTERVAL_H
#define LEARN_INTERVAL_H

#include <stdint.h>

#include "base/str.h"

void interval_say(int64_t ms, struct str *out);          /* "in 10 minutes", "in 3 days"; appended */
void interval_say_short(int64_t ms, struct str *out);    /* for a narrow place: "10 min", "3 d" */

#endif
