/*
 * A lab: a program, its knobs, its figures and its claims, as the screens use it.
 *
 *	lab_load / lab_parse → struct lab          (the text, parsed; immutable, shared)
 *	lab_run(lab, setting) → struct lab_state   (everything computed; immutable, shared)
 *	lab/live.h                                 (the same in the background)
 *
 * A state is plain data: the screens read it, nothing in it changes, and it may
 * be read while the next one is being computed.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "lab/figure.h"
#include "lang/graph.h"

/* Knob settings by name, as text ("12", "0.5", "'gqa'"); what is absent keeps its default. */
struct lab_knob_setting {
	const char *name, *text;
};

struct lab_setting {
	const struct lab_knob_setting *knobs;
	int n_knobs;
	int variant;                  /* an index into lab variants, or -1 for the base alone */
};

struct lab;

/* A lab from its text. `name` is for messages. NULL with *err (its place points into source). */
struct lab *lab_parse(const char *name, const char *source, const struct program_loader *loader,
                      struct err *err);
/*
 * Where the lab was written: path is its file, and it may read files beside that; NULL: a person
 * typed it, and may read any. Before the first run; a lab that is told nothing reads none.
 */
void lab_stands_at(struct lab *lab, const char *path);

/*
 * The lab ships, or a person opened it by its name: where it can be cancelled it may compute as long
 * as it likes. A lab that came inside a quiz ends in about 100 ms. Before the first run.
 */
void lab_trust(struct lab *lab);
const struct budget *lab_budget(const struct lab *lab);

struct lab *lab_ref(const struct lab *lab);
void lab_unref(struct lab *lab);

const char *lab_name(const struct lab *lab);
const char *lab_source(const struct lab *lab);   /* its own text, without those of labs that it uses */
const struct program *lab_program(const struct lab *lab);

struct lab_knob {
	const char *name;
	struct words caption;
	char *text;                   /* the present value: "10" */
	char *down, *up;              /* the values one step away; equal to text at the ends */
	char *first, *last;           /* the ends of the domain; for a set its first and last */
	char *choices;                /* of a set: "8, 16"; NULL for a range */
	bool is_clock;
};

struct lab_line {                 /* one statement NAME = expr */
	const char *name;
	const char *code;             /* "S = Q @ K.mT / sqrt(hidden / H)" */
	const char *note;             /* the comment behind it, in the language that is set; or NULL */
	char *names, *shape;          /* "(H, Nt, Nv)", "(8, 10, 197)"; a scalar's shape is its value */
	int64_t evals, flops, bytes;
	bool replaced;                /* by the variant */
	bool in_parts;                /* too large to be computed whole: what needs a part computes that */
	struct err error;             /* code == ERR_NONE when it has a value, or is in parts */
	struct value value;           /* NONE when it failed, or is in parts */
};

struct lab_claim {
	const char *code;
	struct words sentence;
	bool holds;
	char *values;                 /* of a claim that fails: "(10, 256) == (197, 256)", both sides as
	                                 computed; "the largest difference is 0.25"; or NULL */
	struct err error;             /* the claim itself could not be evaluated */
};

struct lab_difference {           /* base against variant, one node of both */
	const char *name;
	bool same_shape;
	int64_t cells, differing;
	double largest;               /* |base - variant|; NaN if a side is not a number */
	int64_t at[TENSOR_MAX_DIMS];  /* where the largest is */
};

struct lab_state {
	const struct lab *lab;
	int variant;                  /* -1: the base */
	struct lab_knob *knobs;
	int n_knobs, clock;           /* clock: index of the clock's knob, or -1 */
	struct lab_line *lines;
	int n_lines;
	struct figure *figures;       /* of `show`, base values (or the variant's, in its own state) */
	int n_figures;
	struct lab_claim *claims;
	int n_claims;
	struct lab_state *with;       /* the same knobs with the variant, or NULL */
	struct lab_difference *differences;   /* nodes that differ, the largest difference first */
	int n_differences;
	struct err error;             /* the whole run stopped: a limit */
};

/*
 * Run a lab. Unknown knobs or values outside a domain are *err; errors inside
 * the lab are in the state. NULL only with *err set.
 */
struct lab_state *lab_run(const struct lab *lab, const struct lab_setting *setting,
                          const struct budget *budget, const atomic_bool *cancel, struct err *err);
/* Its knobs alone, at once: nothing is computed. NULL with *err when the setting does not fit. */
struct lab_state *lab_read_knobs(const struct lab *lab, const struct lab_setting *setting,
                                 struct err *err);
/*
 * A tile of a state that lab_run has made, computed now; the state must not be used in another
 * thread meanwhile. NULL when it has no such figure. The caller frees it.
 */
struct lab_tile *lab_state_tile(const struct lab_state *state, const struct lab_window *window,
                                const struct budget *budget);
struct lab_state *lab_state_ref(const struct lab_state *state);
void lab_state_unref(struct lab_state *state);

/*
 * Evaluate an expression in a lab: claims and answers of a quiz, {{ expr }}.
 * A fresh evaluation of the setting; for many at once use lab_eval_all.
 */
struct lab_expr {
	const char *code;             /* in */
	struct value value;           /* out; release with value_unref */
	struct err error;             /* out; code != ERR_NONE when it failed, place within code */
	char *sides;                  /* out: for what is False, as lab_claim.values; heap or NULL */
};

bool lab_eval_all(const struct lab *lab, const struct lab_setting *setting, const struct budget *budget,
                  struct lab_expr *exprs, int count, struct err *err);

/* Mark the program's nodes an expression reads, directly: what a claim speaks of. None when it is no expression. */
void lab_reads(const struct lab *lab, const char *code, bool *nodes);
bool lab_reads_any(const struct lab *lab, const char *code, const bool *nodes);   /* is it one of these? */
void lab_spread(const struct lab *lab, bool *nodes);       /* mark what reads these, through any path, too */

#endif
