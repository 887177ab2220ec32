/* A set of names, each with a number: finds repeats in linear time. */
#ifndef QUIZ_NAMES_H
#define QUIZ_NAMES_H

#include "base/lookup.h"

struct names {   /* all zero = empty */
	struct names_entry {
		const char *name;   /* borrowed */
		int number;         /* not negative */
	} *list;
	int count;
	struct lookup by_name;
};

/* Add a name: -1. When it is there already, nothing changes and its number is returned. */
int names_add(struct names *names, const char *name, int number);
void names_done(struct names *names);

#endif
