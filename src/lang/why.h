/*
 * Why this number? For one cell of a node, the arithmetic that made it, one
 * step deep:
 *
 *	A[0,3,7] = exp(S[0,3,7] - max) / sum = exp(1.204 - 3.01) / 22.1 = 0.007426
 *
 * and the cells it was made of, to go on to, down to numbers that were written, drawn
 * or chosen. What only moves numbers (transpose, slices, split_heads, cat) is looked
 * through; prev leads into the past.
 */
#ifndef LANG_WHY_H
#define LANG_WHY_H

#include "lang/graph.h"

enum { WHY_MAX_INPUTS = 64, WHY_LABEL_MAX = 96, WHY_ROLE_MAX = 96, WHY_MAX_CALLS = 8 };

/* A number on the way to a cell, which its operation computes first: "sum", "weight[3]", "W[2,0]". */
struct why_step {
	enum {
		WHY_CELL,                /* none: the cell itself */
		WHY_SUM, WHY_MEAN, WHY_VARIANCE, WHY_SQUARE, WHY_WEIGHT, WHY_SCORE, WHY_ANGLE, WHY_DRAWN,
	} kind;
	int ndim;
	int64_t at[2];
};

/* A cell to be explained: of a node, or of a part of an expression. */
struct why_input {
	char label[WHY_LABEL_MAX];   /* "K[0,7,2]" */
	char role[WHY_ROLE_MAX];     /* what it is in the formula: "H 0", "max, at 20"; or "" */
	double value;
	int node;                    /* the node it belongs to, or -1: a part of the same node */
	int item;                    /* when that is a tuple, which of its tensors; else -1 */
	int back;                    /* so many clock ticks before now: prev */
	int ndim;
	int64_t index[TENSOR_MAX_DIMS];
	const struct expr *part;     /* with node -1: that part of the expression; NULL: it was given */
	struct span at;              /* which part of what the operation `part` means; or no place */
	struct why_step step;        /* on the way to that cell */
	uint32_t random_calls;       /* made before it in its node */
	struct why_call {            /* the functions it stands in, from the outside */
		const struct expr *expr;   /* NULL: at `at` in what the call before it means */
		struct span at;
		uint32_t random_calls;
	} call[WHY_MAX_CALLS];
	int n_calls;
};

struct why {
	struct str text;
	struct why_input input[WHY_MAX_INPUTS];
	int n_inputs;
	bool pairs;                  /* they are factors, two for each product of a sum */
	/* What is being explained: how it is called, and which cell of which value it is. */
	const char *name;            /* of the node or part */
	const struct why_input *cell;
	char when[40];               /* " (t=3)" for one in the past */
	const int64_t *index;
	int item;
	const struct tensor *result;
	bool number;                 /* the value is no tensor, and `result` stands for it */
};

/* index: one number a dimension of the node's value. Free *out with why_done, also after false. */
bool graph_why(struct graph *graph, int node, const int64_t *index, struct run *run,
               struct why *out, struct err *err);

/* Go on to an input of an explanation of the node (-1: of an expression that no node has). */
bool graph_why_input(struct graph *graph, int node, const struct why_input *input, struct run *run,
                     struct why *out, struct err *err);

void why_done(struct why *why);

/* For the table of operations (lang/ops.h): one function explains a family of operations. */
struct call;
bool why_unary(struct call *call, struct why *why, struct err *err);
bool why_binary(struct call *call, struct why *why, struct err *err);
bool why_same(struct call *call, struct why *why, struct err *err);      /* one input cell, same place */
bool why_moved(struct call *call, struct why *why, struct err *err);     /* one input cell, elsewhere */
bool why_join(struct call *call, struct why *why, struct err *err);
bool why_means(struct call *call, struct why *why, struct err *err);     /* an expression of the language */
bool why_said(struct call *call, struct why *why, struct err *err);      /* in the words of its line */
bool why_pile(struct call *call, struct why *why, struct err *err);      /* hstack, vstack */
bool why_nonzero(struct call *call, struct why *why, struct err *err);
bool why_einsum(struct call *call, struct why *why, struct err *err);
bool why_made(struct call *call, struct why *why, struct err *err);      /* what makes its own numbers */
bool why_full(struct call *call, struct why *why, struct err *err);
bool why_eye(struct call *call, struct why *why, struct err *err);
bool why_arange(struct call *call, struct why *why, struct err *err);
bool why_linspace(struct call *call, struct why *why, struct err *err);
bool why_one_hot(struct call *call, struct why *why, struct err *err);
bool why_tensor(struct call *call, struct why *why, struct err *err);
bool why_meshgrid(struct call *call, struct why *why, struct err *err);
bool why_mask(struct call *call, struct why *why, struct err *err);      /* causal, prefix, window */
bool why_padding(struct call *call, struct why *why, struct err *err);
bool why_block(struct call *call, struct why *why, struct err *err);
bool why_alibi(struct call *call, struct why *why, struct err *err);
bool why_sinusoidal(struct call *call, struct why *why, struct err *err);
bool why_random(struct call *call, struct why *why, struct err *err);
bool why_where(struct call *call, struct why *why, struct err *err);
bool why_masked_fill(struct call *call, struct why *why, struct err *err);
bool why_sum(struct call *call, struct why *why, struct err *err);       /* and mean */
bool why_extreme(struct call *call, struct why *why, struct err *err);
bool why_softmax(struct call *call, struct why *why, struct err *err);
bool why_matmul(struct call *call, struct why *why, struct err *err);
bool why_linear(struct call *call, struct why *why, struct err *err);
bool why_outer(struct call *call, struct why *why, struct err *err);
bool why_clamp(struct call *call, struct why *why, struct err *err);
bool why_cast(struct call *call, struct why *why, struct err *err);
bool why_triangle(struct call *call, struct why *why, struct err *err);
bool why_diag(struct call *call, struct why *why, struct err *err);
bool why_order(struct call *call, struct why *why, struct err *err);     /* sort, topk, argsort */
bool why_quantify(struct call *call, struct why *why, struct err *err);  /* any and all */
bool why_spread(struct call *call, struct why *why, struct err *err);    /* var and std */
bool why_norm(struct call *call, struct why *why, struct err *err);
bool why_logsumexp(struct call *call, struct why *why, struct err *err);
bool why_entropy(struct call *call, struct why *why, struct err *err);
bool why_cumsum(struct call *call, struct why *why, struct err *err);
bool why_layer_norm(struct call *call, struct why *why, struct err *err);
bool why_rms_norm(struct call *call, struct why *why, struct err *err);
bool why_svd(struct call *call, struct why *why, struct err *err);       /* svdvals, rank, effective_rank */
bool why_rope(struct call *call, struct why *why, struct err *err);
bool why_positive_features(struct call *call, struct why *why, struct err *err);
bool why_linear_attention(struct call *call, struct why *why, struct err *err);
bool why_attention(struct call *call, struct why *why, struct err *err);

#endif
