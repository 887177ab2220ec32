/* Softmax, layers, attention, masks, positions. */
#include "engine/attention.h"

#include <math.h>

#include "base/i18n.h"
#include "engine/arrange.h"
#include "engine/elementwise.h"
#include "engine/masks.h"
#include "engine/matmul.h"
#include "engine/position.h"
#include "engine/softmax.h"
#include "engine/view.h"
#include "lang/ops_list.h"
#include "lang/prices.h"

/* code: 1 log_softmax */
bool ops_softmax(struct call *c, struct value *out, struct err *err)
{
	enum { LOGARITHM = 12 };   /* what it costs more than a softmax, for each element */
	struct tensor *t = arg_cast(c, 0, 2, err);
	bool fine = t && prices_rows(c->eval->run, t, arg_int(c, 1), c->op->code ? LOGARITHM : 0, err) && give_tensor(out, (c->op->code ? log_softmax : softmax)(c->eval->run, t, arg_int(c, 1),
	                                                                       err));
	tensor_drop(c->eval->run, t);
	return fine;
}

/* mm, bmm, mv: matmul of just these numbers of dimensions; code: 2 matrices, 3 batches, 1 a vector. */
bool ops_product(struct call *c, struct value *out, struct err *err)
{
	const struct shape *a = &arg_tensor(c, 0)->shape, *b = &arg_tensor(c, 1)->shape;
	int code = c->op->code, first = code == 1 ? 2 : code;
	if (a->ndim != first || b->ndim != code || (code == 3 && a->size[0] != b->size[0])) {
		char left[256], right[256];
		shape_format_sizes(a, left, sizeof left);
		shape_format_sizes(b, right, sizeof right);
		return err_say(err, ERR_SHAPE, "%s() takes %s, not %s and %s: @ is for other shapes", c->op->name,
		               code == 1 ? _("a matrix and a vector") : code == 2 ? _("two matrices")
		               : _("two equally long batches of matrices"), left, right);
	}
	return ops_matmul(c, out, err);
}

bool ops_matmul(struct call *c, struct value *out, struct err *err)
{
	return prices_matmul(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), err)
		&& give_tensor(out, matmul(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), err));
}

/*
 * A weight (n, in), Xavier-uniform: in ±sqrt(6 / (in + n)) (Glorot and Bengio
 * 2010, formula 16). Its numbers are named after the node.
 */
static struct tensor *make_weight(struct call *c, const struct tensor *x, struct size n,
                                  struct err *err)
{
	struct philox_stream stream = next_stream(c);
	int last = x->shape.ndim - 1;
	if (last < 0 || n.n < 1) {
		err_say(err, ERR_SHAPE, last < 0 ? N_("linear() needs an input with dimensions")
		        : N_("linear() needs at least one output"));
		return NULL;
	}
	struct shape shape = { 2, { n.n, x->shape.size[last] }, { n.name, x->shape.name[last] } };
	double bound = sqrt(6.0 / (double)(shape.size[0] + shape.size[1]));
	enum dtype dtype = dtype_is_float(x->dtype) ? x->dtype : DT_FLOAT32;
	return create_uniform(c->eval->run, dtype, &shape, &stream, -bound, bound, err);
}

/* A matrix that does not fit is said here: matmul would speak of its transpose. */
static bool check_weight(const struct call *c, const struct tensor *x, const struct tensor *weight,
                         struct err *err)
{
	char in[256], w[256];
	int last = x->shape.ndim - 1;
	if (weight->shape.ndim == 1 && arg_given(c, 2))
		return err_set(err, ERR_SHAPE, c->arg[1].expr->span, "linear() with a bias needs a weight matrix "
		               "(out, in), and this is a vector");
	if (last < 0 || weight->shape.ndim != 2 || weight->shape.size[1] == x->shape.size[last])
		return true;
	shape_format_sizes(&x->shape, in, sizeof in);
	shape_format_sizes(&weight->shape, w, sizeof w);
	return err_set(err, ERR_SHAPE, c->arg[1].expr->span, "linear() needs a weight (out, in) whose last "
	               "size is the input's: the input is %s, the weight %s", in, w);
}

/* linear(x, n) makes its weight; linear(x, W, b) is PyTorch's x @ W.T + b. */
bool ops_linear(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *x = arg_tensor(c, 0), *product = NULL, *turned = NULL;
	struct value second = c->arg[1].value;
	if (second.kind != VALUE_TENSOR && second.kind != VALUE_INT)
		return err_set(err, ERR_TYPE, c->arg[1].expr->span, "linear() needs the number of outputs, an "
		               "int, or a weight, a Tensor");
	if (second.kind == VALUE_TENSOR && !check_weight(c, x, second.as.tensor, err))
		return false;
	if (arg_given(c, 2) && arg_tensor(c, 2)->dtype != x->dtype)
		return err_set(err, ERR_TYPE, c->arg[2].expr->span, "linear() needs a bias of the input's type, "
		               "%s, and this is %s", dtype_name(x->dtype), dtype_name(arg_tensor(c, 2)->dtype));
	struct tensor *weight = second.kind == VALUE_TENSOR ? tensor_ref(second.as.tensor)
		: make_weight(c, x, size_from(second), err);
	if (weight && (turned = view_T(weight, err)))
		product = prices_matmul(run, x, turned, err) ? matmul(run, x, turned, err) : NULL;
	tensor_drop(run, weight);
	tensor_drop(run, turned);
	if (!product || !arg_given(c, 2))
		return give_tensor(out, product);
	/* The bias fits the result; it does not make it larger. */
	struct tensor *bias = view_expand(arg_tensor(c, 2), &product->shape, err);
	bool fine = bias && give_tensor(out, elementwise_binary(run, BINARY_ADD, operand_of(product),
	                                                        operand_of(bias), err));
	tensor_drop(run, bias);
	tensor_drop(run, product);
	return fine;
}

/* normalized_shape may be left out; else it is the last dimensions: how many, 0 on error. */
static int normalized_dims(const struct call *c, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	struct value v = c->arg[1].value;
	int n = v.kind == VALUE_NONE ? 1 : value_count(v);
	bool fits = n > 0 && n <= shape->ndim;
	for (int d = 0; v.kind != VALUE_NONE && d < n && fits; d++)
		fits = value_item(v, d).as.integer.n == shape->size[shape->ndim - n + d];
	if (fits || (v.kind == VALUE_NONE && shape->ndim == 0))
		return n;
	char text[256];
	shape_format_sizes(shape, text, sizeof text);
	err_say(err, ERR_SHAPE, "%s() normalizes over the last dimensions: normalized_shape is their sizes, as "
	        "in (x.shape[-1],), and x has shape %s", c->op->name, text);
	return 0;
}

/* The last n dimensions as one. */
static struct tensor *flat_end(struct run *run, const struct tensor *t, int n, struct err *err)
{
	return n < 2 ? tensor_ref((struct tensor *)t) : view_flatten(run, t, t->shape.ndim - n, -1, err);
}

/* A weight or bias of several dimensions has normalized_shape; NULL for None, or on error. */
static struct tensor *flat_weight(struct call *c, int i, int n, struct err *err)
{
	const struct tensor *w = arg_tensor(c, i);
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	bool fits = w && (n == 1 || w->shape.ndim == n);
	for (int d = 0; fits && n > 1 && d < n; d++)
		fits = w->shape.size[d] == shape->size[shape->ndim - n + d];
	if (w && !fits)
		err_say(err, ERR_SHAPE, "%s() needs a weight and a bias of shape normalized_shape", c->op->name);
	return fits ? flat_end(c->eval->run, w, n, err) : NULL;
}

bool ops_layer_norm(struct call *c, struct value *out, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *x = arg_tensor(c, 0), *flat, *weight = NULL, *bias = NULL, *y = NULL;
	int n = normalized_dims(c, err);
	if (n == 0 || !(flat = flat_end(run, x, n, err)))
		return false;
	bool fine = (!arg_given(c, 2) || (weight = flat_weight(c, 2, n, err)))
		&& (!arg_given(c, 3) || (bias = flat_weight(c, 3, n, err)))
		&& prices_rows(run, flat, -1, 0, err) && (y = layer_norm(run, flat, weight, bias, arg_float(c, 4), err))
		&& give_tensor(out, n < 2 ? tensor_ref(y) : view_view(y, &x->shape, err));
	struct tensor *temporary[] = { flat, weight, bias, y };
	for (int i = 0; i < 4; i++)
		tensor_drop(run, temporary[i]);
	return fine;
}

/* eps None: the float type's own epsilon, as PyTorch. */
bool ops_rms_norm(struct call *c, struct value *out, struct err *err)
{
	double own = arg_tensor(c, 0)->dtype == DT_FLOAT64 ? 0x1p-52 : 0x1p-23;
	if (arg_given(c, 1) && value_count(c->arg[1].value) != 1)
		return err_say(err, ERR_SHAPE, "rms_norm() normalizes over the last dimension: normalized_shape is "
		               "its size, as in (x.shape[-1],)");
	return normalized_dims(c, err) && prices_rows(c->eval->run, arg_tensor(c, 0), -1, 0, err)
		&& give_tensor(out, rms_norm(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 2),
		                             arg_given(c, 3) ? arg_float(c, 3) : own, err));
}

bool ops_attention(struct call *c, struct value *out, struct err *err)
{
	const struct attention options = {
		.mask = arg_tensor(c, 3), .is_causal = arg_bool(c, 5),
		.scale = arg_given(c, 6) ? arg_float(c, 6) : NAN, .enable_gqa = arg_bool(c, 7),
	};
	if (arg_float(c, 4) != 0)
		return err_say(err, ERR_VALUE, "the lab language drops nothing out: leave dropout_p at 0");
	return prices_attention(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1), options.is_causal, err)
		&& give_tensor(out, attention(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1),
	                                  arg_tensor(c, 2), &options, err));
}

/* ---- Masks ---- */

bool ops_causal_mask(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 0), m = arg_given(c, 1) ? arg_size(c, 1) : n;
	return give_tensor(out, mask_causal(c->eval->run, &n, &m, err));
}

bool ops_prefix_mask(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 0);
	return give_tensor(out, mask_prefix(c->eval->run, &n, arg_int(c, 1), err));
}

bool ops_window_mask(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 0);
	return give_tensor(out, mask_sliding_window(c->eval->run, &n, arg_int(c, 1), err));
}

bool ops_block_mask(struct call *c, struct value *out, struct err *err)
{
	return give_tensor(out, mask_block(c->eval->run, arg_tensor(c, 0), arg_tensor(c, 1),
	                                   arg_tensor(c, 2), err));
}

bool ops_padding_mask(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 1);
	return give_tensor(out, mask_padding(c->eval->run, arg_tensor(c, 0), &n, err));
}

/* ---- Heads and positions ---- */

/* (..., n_kv_heads, T, d) → (..., n_kv_heads * n_rep, T, d), each head n_rep times in a row. */
bool ops_repeat_kv(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 1);
	return give_tensor(out, arrange_repeat_interleave(c->eval->run, arg_tensor(c, 0), &n, -3, err));
}

bool ops_alibi(struct call *c, struct value *out, struct err *err)
{
	struct size heads = arg_size(c, 0), n = arg_size(c, 1);
	return give_tensor(out, position_alibi(c->eval->run, &heads, &n, err));
}

/* Without positions they are 0, 1, 2, ... */
static struct tensor *own_positions(struct call *c, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	if (arg_given(c, 1))
		return tensor_ref(arg_tensor(c, 1));
	if (shape->ndim < 2) {
		err_say(err, ERR_SHAPE, "rope() turns the rows of (..., T, d); this has %d dimension", shape->ndim);
		return NULL;
	}
	struct arange range = { .last = shape->size[shape->ndim - 2], .stride = 1,
	                        .name = shape->name[shape->ndim - 2] };
	return create_arange_ints(c->eval->run, &range, err);
}

bool ops_rope(struct call *c, struct value *out, struct err *err)
{
	struct tensor *positions = own_positions(c, err);
	if (!positions)
		return false;
	bool fine = give_tensor(out, position_rope(c->eval->run, arg_tensor(c, 0), positions,
	                                           arg_float(c, 2), err));
	tensor_drop(c->eval->run, positions);
	return fine;
}

bool ops_sinusoidal(struct call *c, struct value *out, struct err *err)
{
	struct size n = arg_size(c, 0), d = arg_size(c, 1);
	return give_tensor(out, position_sinusoidal(c->eval->run, &n, &d, err));
}
