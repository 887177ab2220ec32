/*
 * The lab language at a prompt: a program that grows by what is typed.
 *
 *	console_define(c, "S = Q @ K.mT", &err)     a statement defines or replaces
 *	console_eval(c, "S.sum()", &value, &err)    an expression over what there is
 *	console_look(c, "show heatmap S", &err)     a statement that looks
 *
 * The program is text (script.h). A definition parses it anew and computes what is new and
 * what reads it; only when that succeeds takes it the place of what was before. Random
 * numbers depend on the seed and the node's name alone, so they stay. Knobs, expressions,
 * pictures and explanations compute what they need over the values that are there.
 *
 * Errors of typed text have their place in it. The console belongs to one thread.
 */
#ifndef LAB_CONSOLE_H
#define LAB_CONSOLE_H

#include "lab/lab.h"
#include "lab/script.h"
#include "lang/why.h"

struct console;

/* loader: for `use`, or NULL; its context outlives the console. */
struct console *console_new(const struct program_loader *loader);
void console_free(struct console *c);

/* For each thing that is asked from now on; cancel may be NULL. */
void console_limit(struct console *c, const struct budget *budget, const atomic_bool *cancel);
const struct budget *console_budget(const struct console *c);
const atomic_bool *console_cancel(const struct console *c);

const struct script *console_script(const struct console *c);
const struct program *console_program(const struct console *c);   /* until the next change */

/*
 * Definitions, `seed`, `use`, and NAME = value for a param. One whose value cannot be
 * computed is refused, and all is as it was. *defined: the node, param or function
 * last defined, or NULL (until the next change).
 */
bool console_define(struct console *c, const char *text, const char **defined, struct err *err);

/* All statements of a text in place of what there is. Lines that fail stay, as in a lab. */
bool console_open(struct console *c, const char *text, struct err *err);
void console_reset(struct console *c);

/* As it was before the last definition, opening or reset; false when that is all there was. */
bool console_undo(struct console *c, struct err *err);

/* A node whose value comes from elsewhere; `code` says from where: load x.npy as X. */
bool console_give(struct console *c, const char *name, struct tensor *t, const char *code,
                  struct err *err);

/* A knob, as text: "12". What cannot be computed then has an error (console_errors). */
bool console_set(struct console *c, const char *name, const char *text, struct err *err);

/* "A: shape error: ..." for each node that has no value. */
void console_errors(const struct console *c, struct str *out);

/* The value of an expression; a new reference. */
bool console_eval(struct console *c, const char *code, struct value *out, struct err *err);

/* The value of a node, a param; NONE for other names. Borrowed until the next change. */
struct value console_value(const struct console *c, const char *name);

/*
 * What a `show` or `claim` sees, in the state's figures and claims; a lone `show`,
 * `claim`: the program's own. To be released before the next change.
 */
struct lab_state *console_look(struct console *c, const char *text, struct err *err);

/* Knobs and lines alone; the same rule. */
struct lab_state *console_state(struct console *c, struct err *err);

/* The variant of a `variant` statement, beside the base. */
struct lab_state *console_variant(struct console *c, const char *text, struct err *err);
struct lab_state *console_variant_at(struct console *c, int variant, struct err *err);

/*
 * Why a cell is what it is: "A[0,3,7]", or "2" for the second input of the last
 * explanation. Borrowed until the next change or explanation.
 */
const struct why *console_why(struct console *c, const char *text, struct err *err);

#endif
