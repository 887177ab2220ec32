/* The functions behind the rows of ops.c, and what they share. Internal to lang/. */
#ifndef LANG_OPS_LIST_H
#define LANG_OPS_LIST_H

#include "engine/create.h"
#include "engine/reduce.h"
#include "lang/ops.h"

/* ---- Arguments, by position in the signature ---- */

static inline bool arg_given(const struct call *c, int i)
{
	return c->arg[i].value.kind != VALUE_NONE;
}

static inline struct tensor *arg_tensor(const struct call *c, int i)   /* NULL for None */
{
	return arg_given(c, i) ? c->arg[i].value.as.tensor : NULL;
}

static inline bool arg_is_tensor(const struct call *c, int i)
{
	return c->arg[i].value.kind == VALUE_TENSOR;
}

static inline int64_t arg_int(const struct call *c, int i)
{
	return c->arg[i].value.as.integer.n;
}

static inline double arg_float(const struct call *c, int i)
{
	return c->arg[i].value.as.number;
}

static inline bool arg_bool(const struct call *c, int i)
{
	return c->arg[i].value.as.flag;
}

static inline struct size size_from(struct value v)
{
	return (struct size){ v.as.integer.n, value_dim(v) };
}

static inline struct size arg_size(const struct call *c, int i)
{
	return size_from(c->arg[i].value);
}

static inline enum dtype arg_dtype(const struct call *c, int i, enum dtype fallback)
{
	return arg_given(c, i) ? c->arg[i].value.as.dtype : fallback;
}

bool arg_shape(const struct call *c, int i, struct shape *out, struct err *err);
bool new_shape(const struct call *c, int i, struct shape *out, struct err *err);   /* no size negative */
/* A number to fill with; a Tensor of no dimensions is one, too. */
bool arg_fill(const struct call *c, int i, struct value *out, struct err *err);
bool arg_axes(const struct call *c, int i, int keepdim, struct axes *out, struct err *err);

/* Argument i as another type, if argument `dtype` asks for it; may be the same, a new reference. */
struct tensor *arg_cast(const struct call *c, int i, int dtype, struct err *err);

/* The number at a place, of the kind the dtype has. */
struct value tensor_element(const struct tensor *t, const int64_t *index);
bool fill_fits(double x, enum dtype dtype, struct err *err);

/* The next random stream of the node being computed. */
struct philox_stream next_stream(struct call *c);

/* Inside the expression that an operation of PART_MEANS is, with the call's arguments: ops_means.c */
typedef bool means_body(struct eval *inside, const struct expr *meaning, void *context, struct err *err);
bool means_inside(struct call *c, means_body *body, void *context, struct err *err);

#define OP_LIST(X) \
	X(fill) X(full) X(eye) X(arange) X(linspace) X(random) X(randint) X(one_hot) X(triangle) \
	X(tensor) \
	X(unary) X(binary) X(where) X(clamp) X(masked_fill) X(reduce) X(spread) X(norm) X(cumsum) \
	X(extreme) X(quantify) X(allclose) X(equal) X(entropy) X(softmax) X(linear) X(layer_norm) \
	X(rms_norm) X(attention) X(matmul) X(causal_mask) X(prefix_mask) X(window_mask) X(block_mask) \
	X(padding_mask) X(repeat_kv) X(alibi) X(rope) X(sinusoidal) \
	X(reshape) X(view) X(permute) X(transpose) X(expand) X(contiguous) X(join) X(repeat_interleave) \
	X(repeat) X(split_heads) X(merge_heads) X(unsqueeze) X(squeeze) X(flatten) X(gather) X(flip) \
	X(roll) X(argsort) X(sort) X(diagonal) X(stride) X(is_contiguous) X(shape) X(ndim) X(T) X(mT) \
	X(dtype) X(numel) X(size) X(item) X(tolist) X(cast) X(to) X(values) \
	X(svdvals) X(rank) X(effective_rank) X(outer) X(dot) X(linear_attention) X(positive_features) \
	X(fill_like) X(random_like) X(index_select) X(tile) X(broadcast_to) X(movedim) X(chunk) X(split) \
	X(meshgrid) X(diag) X(topk) X(elu) X(tokens) X(means) X(product) X(select) X(narrow) X(unbind) X(pile) \
	X(unflatten) X(masked_select) X(nonzero) X(same) X(full_like) X(is_floating_point) X(new_full) \
	X(einsum) \
	X(len) X(to_int) X(to_float) X(to_bool) X(to_str) X(round) X(count)

#define DECLARE_OP(name) bool ops_##name(struct call *c, struct value *out, struct err *err);
OP_LIST(DECLARE_OP)
#undef DECLARE_OP

#endif
