/* What a matrix is made of, and attention without softmax. */
#include <math.h>

#include "engine/elementwise.h"
#include "engine/linear_attention.h"
#include "engine/matmul.h"
#include "engine/svd.h"
#include "engine/view.h"
#include "lang/ops_list.h"
#include "lang/prices.h"

bool ops_svdvals(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, svd_values(c->eval->run, arg_tensor(c, 0), err));
}

bool ops_rank(struct call *c, struct value *out, struct err *err)
{
	double atol = arg_given(c, 1) ? arg_float(c, 1) : NAN, rtol = arg_given(c, 2) ? arg_float(c, 2) : NAN;
	return give_tensor(out, svd_rank(c->eval->run, arg_tensor(c, 0), atol, rtol, err));
}

bool ops_effective_rank(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, svd_effective_rank(c->eval->run, arg_tensor(c, 0), err));
}

bool ops_linear_attention(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, linear_attention(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1),
	                                         arg_tensor(c, 2), arg_bool(c, 3), err));
}

/* x @ W.T - |x|^2 / 2 */
static struct tensor *exponents(struct run *run, const struct tensor *x, const struct tensor *w,
                                struct err *err)
{
	const struct axes last = { 1, { -1 }, true };
	struct tensor *half = create_scalar(run, DT_FLOAT64, 0.5, err), *turned = view_mT(w, err);
	struct tensor *squares = NULL, *sum = NULL, *scaled = NULL, *product = NULL, *result = NULL;
	if (half && turned && (squares = elementwise_unary(run, UNARY_SQUARE, x, err))
	    && (sum = reduce_apply(run, REDUCE_SUM, squares, &last, err))
	    && (scaled = elementwise_binary(run, BINARY_MUL, operand_of(sum), operand_weak(half), err))
	    && prices_matmul(run, x, turned, err) && (product = matmul(run, x, turned, err)))
		result = elementwise_binary(run, BINARY_SUB, operand_of(product), operand_of(scaled), err);
	struct tensor *temporary[] = { half, turned, squares, sum, scaled, product };
	for (int i = 0; i < 6; i++)
		tensor_drop(run, temporary[i]);
	return result;
}

/*
 * exp(x @ W.T - |x|^2 / 2) / sqrt(m): with W of m normal rows the dot product of two such rows
 * is exp(x . y) on average (Choromanski et al. 2021, "Rethinking Attention with Performers", lemma 1).
 */
bool ops_positive_features(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	const struct tensor *x = arg_tensor(c, 0), *w = arg_tensor(c, 1);
	if (x->shape.ndim < 1 || w->shape.ndim != 2 || w->shape.size[0] < 1)
		return err_say(err, ERR_SHAPE, "positive_features() takes rows (..., d) and a matrix (m, d), as "
		               "randn(m, d)");
	struct tensor *root = create_scalar(run, DT_FLOAT64, sqrt((double)w->shape.size[0]), err);
	struct tensor *power = root ? exponents(run, x, w, err) : NULL;
	struct tensor *e = power ? elementwise_unary(run, UNARY_EXP, power, err) : NULL;
	bool fine = e && give_tensor(out, elementwise_binary(run, BINARY_DIV, operand_of(e),
	                                                     operand_weak(root), err));
	tensor_drop(run, root);
	tensor_drop(run, power);
	tensor_drop(run, e);
	return fine;
}
