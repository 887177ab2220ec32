/*
 * A program of the lab language, parsed: named expressions and the statements
 * around them. Plain data; everything lives in the program's arena.
 *
 *	program_parse → struct program → graph_new (lang/graph.h) evaluates it
 *
 * Grammar: docs/language.md. Expressions are a strict subset of Python's.
 */
#ifndef LANG_PROGRAM_H
#define LANG_PROGRAM_H

#include "base/arena.h"
#include "base/words.h"

struct expr;     /* lang/ast.h */
struct tensor;   /* engine/tensor.h */

struct program_node {            /* NAME = expr */
	const char *name;
	const struct expr *expr;
	const char *code;            /* the statement as it was written, without comment, one line */
	struct words note;           /* the comment behind it: "English #zh 中文"; none: all NULL */
	const char *from;            /* the used lab it comes from, or NULL */
	struct span span;
	struct tensor *given;        /* its value, instead of expr's: a loaded file; borrowed. Or NULL */
};

enum param_domain { PARAM_RANGE, PARAM_SET, PARAM_DIVISORS };

struct program_param {           /* param NAME = value in DOMAIN [animate] "caption" */
	const char *name;
	const struct expr *value;
	enum param_domain domain;
	const struct expr *low, *high, *step;   /* RANGE; step may be NULL (1, or a 20th of the range for floats) */
	const struct expr *const *choices;      /* SET */
	int n_choices;
	const struct expr *divisors_of;         /* DIVISORS; may name earlier params */
	bool animate;                           /* the clock; at most one in a program */
	struct words caption;
	const char *from;                       /* the used lab it comes from, or NULL */
	struct span span;
};

struct program_option {          /* opt=value of a show */
	const char *name;
	const struct expr *value;
};

struct program_show {            /* show VIEW expr, ... [over NAME] [opt=value] ["caption"] */
	const char *view;            /* "heatmap" */
	const struct expr *const *exprs;
	const char *const *code;     /* each expression as written */
	int n_exprs;
	const char *over;            /* the param that a plot sweeps, or NULL */
	const struct program_option *options;
	int n_options;
	struct words caption;
	struct span span;
};

struct program_claim {           /* claim expr ["sentence"] */
	const struct expr *expr;
	const char *code;
	struct words sentence;
	struct span span;
};

struct program_variant {         /* variant "name" NAME = expr, lines with the same name belong together */
	struct words name;
	const struct program_node *nodes;   /* replacements, by name */
	int n_nodes;
	struct words sentence;       /* what differs, one sentence; may be empty */
	struct span span;
};

struct program_def {             /* def f(x, y) = expr */
	const char *name;
	const char *const *args;
	int n_args;
	const struct expr *expr;
	const char *code;
	const char *from;
	struct span span;
};

struct program {
	struct arena arena;
	const char *source;          /* the whole text, for carets; the used labs' texts stand behind it */
	struct words title;
	const char **topics;         /* words in any language that this lab is about */
	int n_topics;
	const char **use;            /* labs this one starts from, already merged when parsed with a loader */
	int n_use;
	uint64_t seed;               /* `seed 7`; 1 when not given */
	struct program_node *nodes;
	int n_nodes;
	struct program_param *params;
	int n_params;
	struct program_show *shows;
	int n_shows;
	struct program_claim *claims;
	int n_claims;
	struct program_variant *variants;
	int n_variants;
	struct program_def *defs;
	int n_defs;
	const char *folder;          /* whose files it may read, or NULL: none */
	bool reads_anywhere;         /* the person who typed it may read them */
	struct name_table *names;    /* which of these a name is (lang/names.h) */
};

/* Finds the source text of a lab named by `use`; heap text, or NULL with *err set. */
struct program_loader {
	char *(*load)(void *context, const char *name, struct err *err);
	void *context;
};

/*
 * Parse a whole program. `loader` may be NULL (then `use` is an error).
 * NULL on error; err->at points into `source`. Free with program_free.
 */
struct program *program_parse(const char *source, const struct program_loader *loader,
                              struct err *err);
void program_free(struct program *program);

/*
 * Parse one expression into the program's arena (a claim of a quiz, a number
 * inside an explanation, a line at the console). `source` is copied.
 */
const struct expr *program_parse_expr(struct program *program, const char *source, struct err *err);

/* -1 when there is none. */
int program_find_node(const struct program *program, const char *name);
int program_find_param(const struct program *program, const char *name);

/* Whether the expression names one of these nodes, program->n_nodes of them. */
bool program_reads_any(const struct program *program, const struct expr *expr, const bool *nodes);

/* Calls back with every name of a node or param the expression reads, directly. */
void expr_each_name(const struct expr *expr, void (*seen)(void *context, const char *name), void *context);

#endif
