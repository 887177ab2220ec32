/*
 * The params of a program: what each may be now, and what it is. Internal to lang/.
 *
 * A domain may name earlier params, so it moves with them. What was asked for
 * is kept; the value is the allowed one nearest to it.
 */
#ifndef LANG_PARAMS_H
#define LANG_PARAMS_H

#include "lang/eval.h"

struct params {
	const struct program *program;
	int count;
	struct value *wanted, *value, *stepped;   /* [count] */
	uint64_t *follows;   /* [count]: the params that this one's domain names, through others too */
};

/* ERR_VALUE when a default is outside its domain. */
struct params *params_new(const struct program *program, struct err *err);
void params_free(struct params *params);

/* *changed: the params whose value is another now, as bits. */
bool params_set(struct params *params, int i, struct value value, uint64_t *changed,
                struct err *err);

/* The value `steps` further on, at most to the end; borrowed, until the next call. */
struct value params_step(struct params *params, int i, int64_t steps);

/* A param as a clock: how many ticks it is past its first value, and its value at a tick. */
int64_t params_tick(struct params *params, int i);
struct value params_at_tick(struct params *params, int i, int64_t tick);   /* a new reference */

#endif
