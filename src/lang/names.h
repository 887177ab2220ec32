/* Which names an expression may use, and whether they exist. Internal to lang/. */
#ifndef LANG_NAMES_H
#define LANG_NAMES_H

#include "lang/ast.h"
#include "lang/program.h"

/* What is special where an expression stands. */
struct scope {
	const char *const *args;   /* of the def around it */
	int n_args;
	const char *self;          /* the node being defined: the one that prev may name */
	bool params_only;          /* the domain of a param sees only params */
};

/* ERR_NAME at the first name that is not in the program yet, with the closest one that is. */
bool names_check(const struct program *program, const struct scope *scope, const struct expr *expr,
                 struct err *err);

/* Nodes, params and defs share one set of names: a hash table, so that long labs stay quick. */
enum name_kind { NAME_NODE, NAME_PARAM, NAME_DEF };

void names_note(struct program *program, enum name_kind kind, const char *name, int at);
void names_rebuild(struct program *program);   /* after something was taken out of the lists */

int program_find_def(const struct program *program, const char *name);

/* inf, nan, pi, float32, ...: names that are always there. */
bool names_is_constant(const char *name);

/* The candidate most like a name, if any is like it enough: "did you mean". */
struct closest {
	const char *name, *best;
	int distance;
};
struct closest closest_to(const char *name);
void closest_try(struct closest *closest, const char *candidate);

#endif
