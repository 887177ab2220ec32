/*
 * The table of operations: everything that can be called, with PyTorch's names,
 * arguments and results. Arity and keyword errors, "did you mean", completion
 * and the reference page are made from it.
 *
 * A signature is text:  "input:tensor, dim:int=-1, keepdim:bool=False"
 *	tensor  a Tensor                    num     a Tensor or a number
 *	int     an int (sizes keep names)   float   a number
 *	bool, str, dtype                    any     any value
 *	axes    an int or ints              shape   an int or ints
 *	tensors a list of Tensors           index   an int Tensor, or a list of ints
 *	node    the name of a node          ?       None is allowed too
 * *name:int takes the rest of the positions, or one tuple: view(2, 3), view((2, 3)).
 */
#ifndef LANG_OPS_H
#define LANG_OPS_H

#include "lang/eval.h"

enum { OP_FUNCTION = 1, OP_METHOD = 2, OP_ATTRIBUTE = 4, OP_BOTH = OP_FUNCTION | OP_METHOD };

/* A call with its arguments bound to the signature. */
struct call {
	struct eval *eval;
	const struct op *op;
	const struct expr *expr;
	struct bound {
		struct value value;
		const struct expr *expr;   /* NULL: the default */
		uint32_t random_calls;     /* in the node, before this argument */
	} *arg;
	int n_args;
};

struct why;

/* Which part of its inputs a part of the result is made of (lang/parts.h). */
enum op_part {
	PART_WHOLE,      /* nobody knows: all of them */
	PART_CELLS,      /* each cell of the cells that broadcast to it */
	PART_ROWS,       /* each cell of its row along `dim`, the second argument */
	PART_REDUCE,     /* the same; the result lacks that dimension, unless the third says otherwise */
	PART_LAST,       /* each cell of its row along the last dimension; other tensors are whole */
	PART_MATMUL,     /* a row of the first and a column of the second */
	PART_VIEW,       /* a view, or what can be said without reading an element */
	PART_MEANS,      /* what its meaning is made of (ops_means.c) */
};

struct op {
	const char *name, *signature;
	unsigned form;
	bool (*eval)(struct call *call, struct value *out, struct err *err);
	int code;                 /* what eval hands to the kernel: enum unary_op, reduce_op, ... */
	/* One cell of the result, explained (lang/why.h); NULL: only the value. */
	bool (*why)(struct call *call, struct why *why, struct err *err);
	const char *doc, *example;
	enum op_part part;
};

/* What the examples speak of: a, b (3), x (2, 3), Q, K, V (3, 2), S = Q @ K.mT / sqrt(2), A = softmax(S). */
extern const char ops_example_lab[];

const struct op *ops_at(int i);   /* NULL beyond the last */
const struct op *ops_find_function(const char *name);
const struct op *ops_find_method(const char *name);
const struct op *ops_find_attribute(const char *name);

/* PyTorch's second names of operations: clip is clamp. NULL beyond the last. */
struct op_alias {
	const char *alias, *name;
};
const struct op_alias *ops_alias_at(int i);

/* The names of an operation's arguments, in `arena`; how many. */
enum { OP_MAX_ARGS = 12 };
int op_arg_names(const struct op *op, struct arena *arena, const char *names[OP_MAX_ARGS]);

/* Evaluates the arguments of a call, a method or an attribute; call_done also after false. */
bool call_bind(struct eval *eval, const struct op *op, const struct expr *expr, struct call *call,
               struct err *err);
void call_done(struct call *call);

/* An argument bound as `any` is made axes (an int or ints), or is an error. */
bool call_axes(struct call *call, int i, struct err *err);

#endif
