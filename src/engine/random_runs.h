/*
 * Runs of a random stream, for engine/random.c alone: compiled for each instruction-set level.
 * n is at most RANDOM_RUN; the arrays have room for RANDOM_RUN, and beyond n lies nothing of use.
 */
#ifndef ENGINE_RANDOM_RUNS_H
#define ENGINE_RANDOM_RUNS_H

#include "base/philox.h"

enum { RANDOM_RUN = 512 };

struct random_runs {
	/* The first two words of the elements first .. first + n - 1. */
	void (*draw)(const struct philox_stream *s, uint64_t first, int n, uint64_t *low, uint64_t *high);
	/* philox_normal of such words. */
	void (*normals)(const uint64_t *low, const uint64_t *high, int n, double *out);
};

extern const struct random_runs random_runs_base, random_runs_v3, random_runs_v4;

#endif
