#include "quiz/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

int names_add(struct names *names, const char *name, int number)
{
	uint64_t hash = hash_text(name);
	uint32_t at = 0;
	for (int i; (i = lookup_next(&names->by_name, hash, &at)) >= 0;)
		if (strcmp(names->list[i].name, name) == 0)
			return names->list[i].number;
	int n = names->count++;
	if ((n & (n - 1)) == 0)   /* full at every power of two */
		names->list = mem_grow(names->list, n ? 2 * (size_t)n : 1, sizeof *names->list);
	names->list[n] = (struct names_entry){ name, number };
	lookup_add(&names->by_name, hash, n);
	return -1;
}

void names_done(struct names *names)
{
	free(names->list);
	lookup_done(&names->by_name);
	*names = (struct names){0};
}
