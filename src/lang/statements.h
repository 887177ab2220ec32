/*
 * Statements → the program's lists. Internal to lang/.
 *
 * A used lab's definitions are read into the same lists first; one's own
 * replace those of the same name in their place.
 */
#ifndef LANG_STATEMENTS_H
#define LANG_STATEMENTS_H

#include "base/str.h"
#include "lang/parser.h"
#include "lang/program.h"

struct builder {
	struct program *program;
	const struct program_loader *loader;
	struct str all;              /* every source text, one after the other */
	const char **files;          /* the used labs already read, by name */
	int n_files;
	bool has_seed;
};

enum {
	PROGRAM_MAX_NODES = 2000, PROGRAM_MAX_PARAMS = 64, PROGRAM_MAX_DEFS = 200,
	PROGRAM_MAX_STATEMENTS = 1000,   /* shows, claims, topics: of each */
	PROGRAM_MAX_VARIANTS = 32,
	PROGRAM_MAX_USES = 16, PROGRAM_MAX_USE_DEPTH = 8,
};

/* Where a `use` chain stands: the labs being read now, innermost first. */
struct using {
	const char *name;            /* NULL for the lab itself */
	const struct using *parent;
	int depth;
};

/* Whether a statement begins here that is no expression. */
bool statement_begins(const struct token *token);

bool build_source(struct builder *b, const struct using *file, const char *source, struct err *err);

#endif
