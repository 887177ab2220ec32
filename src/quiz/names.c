#include "quiz/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

/* The slot that holds the name, or the free one where it belongs. */
static struct names_slot *slot_of(const struct names *names, const char *name)
{
	uint64_t hash = hash_text(name);
	size_t mask = names->room - 1;
	size_t i = (size_t)(hash ^ hash >> 32) & mask;
	while (names->slots[i].name && strcmp(names->slots[i].name, name) != 0)
		i = (i + 1) & mask;
	return &names->slots[i];
}

static void grow(struct names *names)
{
	struct names old = *names;
	names->room = old.room ? old.room * 2 : 16;
	names->slots = mem_new(names->room, sizeof *names->slots);
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].name)
			*slot_of(names, old.slots[i].name) = old.slots[i];
	free(old.slots);
}

int names_add(struct names *names, const char *name, int number)
{
	if (names->count * 2 >= names->room)
		grow(names);
	struct names_slot *slot = slot_of(names, name);
	if (slot->name)
		return slot->number;
	*slot = (struct names_slot){ .name = name, .number = number };
	names->count++;
	return -1;
}

void names_done(struct names *names)
{
	free(names->slots);
	*names = (struct names){0};
}
