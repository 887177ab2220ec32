/*
 * Words in a laid-out document: wherever they stand, also across the end of a
 * line. Capitals and small letters are the same, blanks of any length too. Lines that
 * stand for a fence are left out: what is shown there is not theirs.
 */
#ifndef TEXT_FIND_H
#define TEXT_FIND_H

#include "text/markdown.h"

struct found {              /* a stretch of one line; a match across two lines has two */
	int match;              /* from 0, in the order of the text */
	int line, x, columns;
};

struct finds {
	struct found *stretches;
	int n, matches;
};

struct finds markdown_find(const struct markdown *markdown, const char *words);
void finds_done(struct finds *finds);

/* The first stretch of a match. */
const struct found *finds_at(const struct finds *finds, int match);

#endif
