/*
 * Expressions → values. Internal to lang/.
 *
 * Results are new references. Errors carry the span of the innermost
 * expression that failed. Temporaries are dropped with value_drop, so that the
 * run knows what memory is alive.
 */
#ifndef LANG_EVAL_H
#define LANG_EVAL_H

#include "engine/dtype.h"
#include "lang/ast.h"
#include "lang/program.h"
#include "lang/value.h"

enum counter { COUNT_FLOPS, COUNT_BYTES, COUNT_EVALS };

/* Where names get their values from. */
struct env {
	/* A node's or param's value, a new reference. */
	bool (*read)(void *context, const struct expr *name, struct value *out, struct err *err);
	bool (*prev)(void *context, const struct expr *name, struct value *out, struct err *err);
	bool (*count)(void *context, const struct expr *name, enum counter counter, int64_t *out,
	              struct err *err);
	void *context;
};

struct frame {   /* the arguments of the def being called */
	const struct program_def *def;
	const struct value *args;
	const struct expr **exprs;      /* as the caller wrote them */
	const uint32_t *random_calls;   /* made before each */
	const struct expr *call;
	uint32_t calls_before;          /* random calls made before all */
	const struct frame *outer;
};

struct eval {
	const struct program *program;
	const struct env *env;
	struct run *run;
	const char *node;          /* names the random streams */
	uint32_t random_calls;     /* so far in this node */
	const struct frame *frame;
	bool said_inside;          /* the error names the def it came from */
	int depth;
	const struct expr *known;  /* an expression whose value is given, or NULL */
	struct value known_value;
	struct parts *parts;       /* what is large is only outlined (lang/parts.h); or NULL */
};

/* A step of the interpreter takes about as long as so many elementary operations. */
enum { EVAL_STEP_OPS = 200 };

/* Binding the arguments of a call to its signature, beside the steps that evaluate them. */
enum { EVAL_CALL_OPS = 1000 };

/* A value in a list, or sixteen bytes of a string, read once, in elementary operations. */
enum { VALUE_STEP_OPS = 300 };

/* One of many views that are kept: over a thousand bytes each. */
enum { VIEW_OPS = 1500 };

enum { EVAL_MAX_DEPTH = 400, LIST_MAX_WEIGHT = 100000, LIST_MAX_DEPTH = 50 };

bool eval(struct eval *e, const struct expr *expr, struct value *out, struct err *err);

/* The arguments of a call of a def are evaluated, then `body` is run inside. */
bool eval_inside_def(struct eval *e, const struct program_def *def, const struct expr *call,
                     bool (*body)(struct eval *e, const struct expr *expr, void *out, struct err *err),
                     void *out, struct err *err);

/* An error inside something named is said at its call. */
void eval_say_inside(struct eval *e, const char *name, const struct expr *call, struct err *err);

/* Before all of a list or a string is gone through; what is small costs nothing. */
bool eval_pay(struct eval *e, struct value v, struct err *err);

/* Operators on any two values. */
bool eval_binary(struct eval *e, const char *op, struct value a, struct value b, struct value *out,
                 struct err *err);
bool eval_compare(struct eval *e, const char *op, struct value a, struct value b, struct value *out,
                  struct err *err);
bool eval_truth(struct value v, bool *out, struct err *err);

/* -a, +a, ~a */
bool eval_negation(struct eval *e, const char *op, struct value a, struct value *out,
                   struct err *err);

/* container[item, ...]: scalars' and tensors' indexing; expr is an EXPR_INDEX. */
bool eval_index(struct eval *e, const struct expr *expr, struct value container, struct value *out,
                struct err *err);

/* A list or tuple of owned items, within LIST_MAX_WEIGHT; the items are dropped on error. */
bool eval_list(struct eval *e, enum value_kind kind, struct value *items, int count,
               struct value *out, struct err *err);

/* What is no tensor: also strings, tuples and lists. */
bool value_binary(struct eval *e, const char *op, struct value a, struct value b, struct value *out,
                  struct err *err);
bool value_compare(const char *op, struct value a, struct value b, struct value *out,
                   struct err *err);

/* Python numbers alone: exact, as Python's. */
bool scalar_binary(const char *op, struct value a, struct value b, struct value *out,
                   struct err *err);
bool scalar_unary(const char *op, struct value a, struct value *out, struct err *err);

/* An elementwise enum binary_op, of two tensors or a tensor and a number. */
bool eval_tensors(struct eval *e, int op, struct value a, struct value b, struct value *out,
                  struct err *err);

/* A tensor, or a number as a weak 0-dim one. */
bool operand_from(struct eval *e, struct value v, struct operand *out, struct err *err);
void operand_done(struct eval *e, struct operand operand);

/* A constant of the language: inf, pi, float32; false if the name is none. */
bool eval_constant(const char *name, struct value *out);

/* A tensor takes its place in *out; false when it is NULL. */
static inline bool give_tensor(struct value *out, struct tensor *owned)
{
	if (owned)
		*out = value_tensor(owned);
	return owned != NULL;
}

#endif
