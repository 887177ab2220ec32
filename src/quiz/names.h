/* A set of names, each with a number: finds repeats in linear time. */
#ifndef QUIZ_NAMES_H
#define QUIZ_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names {   /* all zero = empty */
	struct names_slot {
		const char *name;   /* borrowed; NULL = free */
		int number;         /* not negative */
	} *slots;
	size_t count, room;         /* room is 0 or a power of two */
};

/* Add a name: -1. When it is there already, nothing changes and its number is returned. */
int names_add(struct names *names, const char *name, int number);
void names_done(struct names *names);

#endif
