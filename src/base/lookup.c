#include "base/lookup.h"

#include <stdlib.h>

#include "base/mem.h"

enum { FIRST_SIZE = 64 };

/*
 * Numbers that follow each other lie together, eight by eight, as they are mostly sought one
 * after another; the eights lie apart: Fibonacci hashing, Knuth, volume 3, 6.4.
 */
static uint32_t home_of(const struct lookup *lookup, uint64_t hash)
{
	uint64_t apart = (hash >> 3) * UINT64_C(0x9E3779B97F4A7C15) >> 32;
	return (uint32_t)(apart << 3 | (hash & 7)) & (lookup->size - 1);
}

int lookup_next(const struct lookup *lookup, uint64_t hash, uint32_t *at)
{
	while (*at < lookup->size) {
		uint32_t place = (home_of(lookup, hash) + (*at)++) & (lookup->size - 1);
		const struct lookup_slot *slot = &lookup->slots[place];
		if (slot->index < 0)
			return -1;
		if (slot->hash == hash)
			return slot->index;
	}
	return -1;
}

static void put(struct lookup *lookup, uint64_t hash, int index)
{
	uint32_t place = home_of(lookup, hash);
	while (lookup->slots[place].index >= 0)
		place = (place + 1) & (lookup->size - 1);
	lookup->slots[place] = (struct lookup_slot){ hash, index };
}

/* At most half of the slots are taken. */
static void grow(struct lookup *lookup)
{
	struct lookup old = *lookup;
	lookup->size = old.size ? 2 * old.size : FIRST_SIZE;
	lookup->slots = mem_new(lookup->size, sizeof *lookup->slots);
	for (uint32_t i = 0; i < lookup->size; i++)
		lookup->slots[i].index = -1;
	for (uint32_t i = 0; i < old.size; i++)
		if (old.slots[i].index >= 0)
			put(lookup, old.slots[i].hash, old.slots[i].index);
	free(old.slots);
}

void lookup_add(struct lookup *lookup, uint64_t hash, int index)
{
	if (2 * lookup->count >= lookup->size)
		grow(lookup);
	put(lookup, hash, index);
	lookup->count++;
}

void lookup_done(struct lookup *lookup)
{
	free(lookup->slots);
	*lookup = (struct lookup){0};
}
