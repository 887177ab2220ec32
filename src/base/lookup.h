/*
 * A lookup: hash → the indices that were kept under it, in an array of the caller's.
 *
 * Different things may have one hash: whoever asks compares what is found with what
 * is sought. Where the hash is the thing itself (a number) the first one is it.
 *
 *	uint32_t at = 0;
 *	for (int i; (i = lookup_next(&lookup, hash, &at)) >= 0;)
 *		if (is_same(i))
 *			return i;
 */
#ifndef BASE_LOOKUP_H
#define BASE_LOOKUP_H

#include <stdint.h>

struct lookup {
	struct lookup_slot {
		uint64_t hash;
		int32_t index;               /* -1: free */
	} *slots;
	uint32_t size, count;            /* size: a power of two, or 0 at the start */
};

/* The next index under the hash, or -1. *at is 0 before the first one. */
int lookup_next(const struct lookup *lookup, uint64_t hash, uint32_t *at);

void lookup_add(struct lookup *lookup, uint64_t hash, int index);
void lookup_done(struct lookup *lookup);

#endif
