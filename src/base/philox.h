/*
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011, section 3.2): random numbers as a pure function of key and counter.
 * Element i of a stream is the same whatever was drawn before it, so a longer
 * sequence keeps the rows it had.
 */
#ifndef BASE_PHILOX_H
#define BASE_PHILOX_H

#include <stdint.h>

void philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

struct philox_stream {
	uint32_t key[2];    /* the lab's seed */
	uint32_t high[2];   /* which stream: a hash of the node's name and the call in it */
};

struct philox_stream philox_stream(uint64_t seed, const char *name, uint32_t call);

/* Element `index` of the stream. */
double philox_uniform(const struct philox_stream *s, uint64_t index);  /* [0, 1), 24 bits */
double philox_normal(const struct philox_stream *s, uint64_t index);   /* Box-Muller, double */
uint64_t philox_below(const struct philox_stream *s, uint64_t index, uint64_t n);  /* [0, n) */
uint64_t philox_scale(uint64_t low, uint64_t high, uint64_t n);   /* the same, from its first two words */

#endif
