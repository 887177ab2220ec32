#include "lang/ops.h"

#include <string.h>

#include "engine/elementwise.h"
#include "engine/reduce.h"
#include "lang/ops_list.h"
#include "lang/why.h"

#define UNARY(name_, code_, form_, doc_) \
	UNARY_OF(name_, code_, form_, doc_, "x")
#define UNARY_OF(name_, code_, form_, doc_, input_) \
	{ name_, "input:num", form_, ops_unary, code_, why_unary, doc_, name_ "(" input_ ")", PART_CELLS }
#define BINARY(name_, code_, doc_) \
	{ name_, "input:num, other:num", OP_BOTH, ops_binary, code_, why_binary, doc_, name_ "(a, b)", PART_CELLS }
#define BITWISE(name_, code_, doc_) \
	{ name_, "input:num, other:num", OP_BOTH, ops_binary, code_, why_binary, doc_, \
	  name_ "(x > 0, x < 2)", PART_CELLS }
#define REDUCE(name_, code_, why_, doc_) \
	{ name_, "input:any, dim:axes?=None, keepdim:bool=False, dtype:dtype?=None", OP_BOTH, ops_reduce, \
	  code_, why_, doc_, name_ "(x, dim=-1)", PART_REDUCE }
#define EXTREME(name_, code_, doc_) \
	{ name_, "input:any, dim:axes?=None, keepdim:bool=False", OP_BOTH, ops_reduce, code_, why_extreme, doc_, \
	  name_ "(x, dim=-1)", PART_REDUCE }
/* An expression of the language itself: ops_means.c */
#define MEANS(name_, signature_, form_, doc_, example_) \
	{ name_, signature_, form_, ops_means, 0, why_means, doc_, example_, PART_MEANS }
#define CAST(name_, code_) \
	{ name_, "input:tensor", OP_METHOD, ops_cast, code_, why_cast, \
	  "The tensor with another dtype.", "x." name_ "()", PART_CELLS }

static const struct op ops[] = {
	/* ---- Creation ---- */
	{ "zeros", "*size:int, dtype:dtype?=None", OP_FUNCTION, ops_fill, 0, why_made,
	  "A tensor of zeros.", "zeros(2, 3)", PART_WHOLE },
	{ "ones", "*size:int, dtype:dtype?=None", OP_FUNCTION, ops_fill, 1, why_made,
	  "A tensor of ones.", "ones(2, 3)", PART_WHOLE },
	{ "full", "size:shape, fill_value:num, dtype:dtype?=None", OP_FUNCTION, ops_full, 0, why_full,
	  "A tensor of one number.", "full((2, 3), 7.0)", PART_WHOLE },
	{ "eye", "n:int, m:int?=None, dtype:dtype?=None", OP_FUNCTION, ops_eye, 0, why_eye,
	  "Ones on the diagonal, zeros elsewhere.", "eye(3)", PART_WHOLE },
	{ "arange", "start:any, end:any=None, step:any=1, dtype:dtype?=None", OP_FUNCTION, ops_arange, 0,
	  why_arange, "start, start + step, ... before end; one number: from 0.", "arange(5)", PART_WHOLE },
	{ "linspace", "start:float, end:float, steps:int, dtype:dtype?=None", OP_FUNCTION, ops_linspace, 0,
	  why_linspace, "Equally spaced values, both ends included.", "linspace(0, 1, 5)", PART_WHOLE },
	{ "rand", "*size:int, dtype:dtype?=None", OP_FUNCTION, ops_random, 0, why_random,
	  "Random numbers, uniform in [0, 1).", "rand(2, 3)", PART_WHOLE },
	{ "randn", "*size:int, dtype:dtype?=None", OP_FUNCTION, ops_random, 1, why_random,
	  "Random numbers, normal with mean 0 and variance 1.", "randn(2, 3)", PART_WHOLE },
	{ "randint", "low:int, high:any, size:any=None", OP_FUNCTION, ops_randint, 0, why_random,
	  "Random ints, low included, high not.", "randint(0, 10, (2, 3))", PART_WHOLE },
	{ "zeros_like", "input:tensor, dtype:dtype?=None", OP_FUNCTION, ops_fill_like, 0, why_made,
	  "Zeros in the shape and type of another tensor.", "zeros_like(x)", PART_WHOLE },
	{ "ones_like", "input:tensor, dtype:dtype?=None", OP_FUNCTION, ops_fill_like, 1, why_made,
	  "Ones in the shape and type of another tensor.", "ones_like(x)", PART_WHOLE },
	{ "rand_like", "input:tensor, dtype:dtype?=None", OP_FUNCTION, ops_random_like, 0, why_random,
	  "rand in the shape and type of another tensor.", "rand_like(x)", PART_WHOLE },
	{ "randn_like", "input:tensor, dtype:dtype?=None", OP_FUNCTION, ops_random_like, 1, why_random,
	  "randn in the shape and type of another tensor.", "randn_like(x)", PART_WHOLE },
	{ "one_hot", "input:index, num_classes:int=-1", OP_FUNCTION, ops_one_hot, 0, why_one_hot,
	  "A row for each index with a 1 at its place.", "one_hot([0, 2], 3)", PART_WHOLE },
	{ "full_like", "input:tensor, fill_value:num, dtype:dtype?=None", OP_FUNCTION, ops_full_like, 0, why_full,
	  "One number in the shape and type of another tensor.", "full_like(x, 7)", PART_WHOLE },
	{ "new_zeros", "input:tensor, *size:int, dtype:dtype?=None", OP_METHOD, ops_new_full, 0, why_made,
	  "Zeros of this tensor's type.", "x.new_zeros(2, 2)", PART_WHOLE },
	{ "new_ones", "input:tensor, *size:int, dtype:dtype?=None", OP_METHOD, ops_new_full, 1, why_made,
	  "Ones of this tensor's type.", "x.new_ones(2, 2)", PART_WHOLE },
	{ "tril", "input:tensor, diagonal:int=0", OP_BOTH, ops_triangle, 0, why_triangle,
	  "Zeros above the diagonal.", "tril(ones(3, 3))", PART_MEANS },
	{ "triu", "input:tensor, diagonal:int=0", OP_BOTH, ops_triangle, 1, why_triangle,
	  "Zeros below the diagonal.", "triu(ones(3, 3))", PART_MEANS },
	{ "tensor", "data:any, dtype:dtype?=None", OP_FUNCTION, ops_tensor, 0, why_tensor,
	  "A tensor of the numbers written down.", "tensor([[1, 2], [3, 4]])", PART_WHOLE },

	/* ---- Elementwise ---- */
	UNARY("exp", UNARY_EXP, OP_BOTH, "e to the power of each element."),
	UNARY("exp2", UNARY_EXP2, OP_BOTH, "2 to the power of each element."),
	UNARY("expm1", UNARY_EXPM1, OP_BOTH, "exp(x) - 1, exact near 0."),
	UNARY_OF("log", UNARY_LOG, OP_BOTH, "Natural logarithm.", "a"),
	UNARY_OF("log1p", UNARY_LOG1P, OP_BOTH, "log(1 + x), exact near 0.", "a"),
	UNARY_OF("log2", UNARY_LOG2, OP_BOTH, "Logarithm to base 2.", "a"),
	UNARY_OF("log10", UNARY_LOG10, OP_BOTH, "Logarithm to base 10.", "a"),
	UNARY_OF("sqrt", UNARY_SQRT, OP_BOTH, "Square root; of a number, a number.", "a"),
	UNARY_OF("rsqrt", UNARY_RSQRT, OP_BOTH, "1 / sqrt(x).", "a"),
	UNARY_OF("reciprocal", UNARY_RECIPROCAL, OP_BOTH, "1 / x.", "a"),
	UNARY("square", UNARY_SQUARE, OP_BOTH, "x * x."),
	UNARY("tanh", UNARY_TANH, OP_BOTH, "Hyperbolic tangent."),
	UNARY("sigmoid", UNARY_SIGMOID, OP_BOTH, "1 / (1 + exp(-x))."),
	UNARY("relu", UNARY_RELU, OP_BOTH, "max(x, 0)."),
	{ "elu", "input:num, alpha:float=1.0", OP_FUNCTION, ops_elu, UNARY_ELU, why_unary,
	  "x where x > 0, alpha * (exp(x) - 1) elsewhere.", "elu(x)", PART_CELLS },
	UNARY("silu", UNARY_SILU, OP_FUNCTION, "x * sigmoid(x)."),
	UNARY("softplus", UNARY_SOFTPLUS, OP_FUNCTION, "log(1 + exp(x))."),
	{ "gelu", "input:num, approximate:str='none'", OP_FUNCTION, ops_unary, UNARY_GELU, why_unary,
	  "x times the normal distribution function of x.", "gelu(x)", PART_CELLS },
	UNARY("sin", UNARY_SIN, OP_BOTH, "Sine, in radians."),
	UNARY("cos", UNARY_COS, OP_BOTH, "Cosine, in radians."),
	UNARY("tan", UNARY_TAN, OP_BOTH, "Tangent, in radians."),
	UNARY("atan", UNARY_ATAN, OP_BOTH, "Inverse of the tangent."),
	UNARY("erf", UNARY_ERF, OP_BOTH, "The error function."),
	UNARY("abs", UNARY_ABS, OP_BOTH, "Absolute value."),
	UNARY("neg", UNARY_NEG, OP_BOTH, "-x."),
	UNARY("sign", UNARY_SIGN, OP_BOTH, "-1, 0 or 1."),
	UNARY("floor", UNARY_FLOOR, OP_BOTH, "Rounded down."),
	UNARY("ceil", UNARY_CEIL, OP_BOTH, "Rounded up."),
	UNARY("trunc", UNARY_TRUNC, OP_BOTH, "Rounded towards 0."),
	UNARY_OF("isnan", UNARY_ISNAN, OP_BOTH, "Whether each element is NaN.", "log(x)"),
	UNARY_OF("isinf", UNARY_ISINF, OP_BOTH, "Whether each element is infinite.", "log(x)"),
	UNARY_OF("isfinite", UNARY_ISFINITE, OP_BOTH, "Whether each element is a finite number.", "log(x)"),
	UNARY("logical_not", UNARY_LOGICAL_NOT, OP_BOTH, "Whether each element is 0."),
	{ "round", "input:num, decimals:int?=None", OP_BOTH, ops_round, 0, why_same,
	  "Rounded to the nearest, halves to even.", "round(2.5)", PART_CELLS },
	BINARY("maximum", BINARY_MAXIMUM, "The larger of two, element by element."),
	BINARY("minimum", BINARY_MINIMUM, "The smaller of two, element by element."),
	BINARY("pow", BINARY_POW, "a ** b."),
	BINARY("atan2", BINARY_ATAN2, "The angle of the point (b, a)."),
	BINARY("logical_and", BINARY_LOGICAL_AND, "Whether both are not 0."),
	BINARY("logical_or", BINARY_LOGICAL_OR, "Whether one of both is not 0."),
	BINARY("logical_xor", BINARY_LOGICAL_XOR, "Whether exactly one of both is not 0."),
	BINARY("add", BINARY_ADD, "a + b."),
	BINARY("sub", BINARY_SUB, "a - b."),
	BINARY("mul", BINARY_MUL, "a * b."),
	BINARY("div", BINARY_DIV, "a / b."),
	BINARY("floor_divide", BINARY_FLOORDIV, "a // b, rounded down."),
	BINARY("remainder", BINARY_MOD, "a % b, with the divisor's sign."),
	BINARY("eq", BINARY_EQ, "a == b."),
	BINARY("ne", BINARY_NE, "a != b."),
	BINARY("lt", BINARY_LT, "a < b."),
	BINARY("le", BINARY_LE, "a <= b."),
	BINARY("gt", BINARY_GT, "a > b."),
	BINARY("ge", BINARY_GE, "a >= b."),
	BITWISE("bitwise_and", BINARY_AND, "a & b, of masks and ints."),
	BITWISE("bitwise_or", BINARY_OR, "a | b, of masks and ints."),
	BITWISE("bitwise_xor", BINARY_XOR, "a ^ b, of masks and ints."),
	UNARY_OF("bitwise_not", UNARY_BITWISE_NOT, OP_BOTH, "~a, of masks and ints.", "x > 0"),
	MEANS("lerp", "input:tensor, end:tensor, weight:float", OP_BOTH,
	  "On the way from input to end.", "lerp(a, b, 0.5)"),
	MEANS("leaky_relu", "input:tensor, negative_slope:float=0.01", OP_FUNCTION,
	  "x where x > 0, a little of it elsewhere.", "leaky_relu(x, 0.1)"),
	{ "where", "condition:tensor, input:num, other:num", OP_FUNCTION, ops_where, 0, why_where,
	  "input where the condition is true, other elsewhere.", "where(x > 0, x, 0.0)", PART_CELLS },
	{ "clamp", "input:tensor, min:num?=None, max:num?=None", OP_BOTH, ops_clamp, 0, why_clamp,
	  "Held between min and max.", "clamp(x, min=0)", PART_CELLS },
	MEANS("clamp_min", "input:tensor, min:num", OP_BOTH,
	  "At least min.", "x.clamp_min(0)"),
	MEANS("clamp_max", "input:tensor, max:num", OP_BOTH,
	  "At most max.", "x.clamp_max(1)"),
	{ "masked_fill", "input:tensor, mask:tensor, value:num", OP_BOTH, ops_masked_fill, 0, why_masked_fill,
	  "value where the mask is true, input elsewhere.", "S.masked_fill(~causal_mask(3), -inf)", PART_CELLS },

	/* ---- Reductions ---- */
	REDUCE("sum", REDUCE_SUM, why_sum, "The sum, of all or along dimensions."),
	REDUCE("mean", REDUCE_MEAN, why_sum, "The mean, of all or along dimensions."),
	REDUCE("prod", REDUCE_PROD, why_sum, "The product."),
	EXTREME("amax", REDUCE_MAX, "The largest value along dimensions."),
	EXTREME("amin", REDUCE_MIN, "The smallest value along dimensions."),
	EXTREME("argmax", REDUCE_ARGMAX, "Where the largest value stands."),
	EXTREME("argmin", REDUCE_ARGMIN, "Where the smallest value stands."),
	{ "logsumexp", "input:tensor, dim:axes, keepdim:bool=False", OP_BOTH, ops_reduce, REDUCE_LOGSUMEXP,
	  why_logsumexp, "log(sum(exp(x))).", "logsumexp(x, dim=-1)", PART_REDUCE },
	{ "max", "input:any, dim:any=None, keepdim:bool=False", OP_BOTH, ops_extreme, REDUCE_MAX, why_extreme,
	  "The largest value; along a dim (values, indices); of two, the larger.", "max(x)", PART_WHOLE },
	{ "min", "input:any, dim:any=None, keepdim:bool=False", OP_BOTH, ops_extreme, REDUCE_MIN, why_extreme,
	  "The smallest value; along a dim (values, indices); of two, the smaller.", "min(x)", PART_WHOLE },
	{ "any", "input:any, dim:axes?=None, keepdim:bool=False", OP_BOTH, ops_quantify, REDUCE_ANY, why_quantify,
	  "Whether any element is true.", "any(x > 0)", PART_REDUCE },
	{ "all", "input:any, dim:axes?=None, keepdim:bool=False", OP_BOTH, ops_quantify, REDUCE_ALL, why_quantify,
	  "Whether all elements are true.", "all(x > 0)", PART_REDUCE },
	{ "var", "input:tensor, dim:any=None, correction:float=1, keepdim:bool=False, "
	  "unbiased:bool?=None", OP_BOTH, ops_spread, 0, why_spread,
	  "The variance, divided by N - correction.", "var(x, dim=-1)", PART_WHOLE },
	{ "std", "input:tensor, dim:any=None, correction:float=1, keepdim:bool=False, "
	  "unbiased:bool?=None", OP_BOTH, ops_spread, 1, why_spread,
	  "The standard deviation: sqrt(var).", "std(x, dim=-1)", PART_WHOLE },
	{ "norm", "input:tensor, p:float=2, dim:axes?=None, keepdim:bool=False", OP_BOTH, ops_norm, 0, why_norm,
	  "(sum of |x|^p)^(1/p).", "norm(x, dim=-1)", PART_WHOLE },
	{ "cumsum", "input:tensor, dim:int, dtype:dtype?=None", OP_BOTH, ops_cumsum, 0, why_cumsum,
	  "Sums up to each place.", "cumsum(x, dim=0)", PART_ROWS },
	MEANS("nansum", "input:tensor, dim:axes?=None, keepdim:bool=False", OP_BOTH,
	  "The sum of what is not NaN.", "nansum(log(x), dim=-1)"),
	MEANS("nanmean", "input:tensor, dim:axes?=None, keepdim:bool=False", OP_BOTH,
	  "The mean of what is not NaN.", "nanmean(log(x), dim=-1)"),
	MEANS("count_nonzero", "input:tensor, dim:axes?=None", OP_BOTH,
	  "How many elements are not 0.", "count_nonzero(x)"),
	MEANS("isclose", "input:tensor, other:tensor, rtol:float=1e-05, atol:float=1e-08, "
	  "equal_nan:bool=False", OP_BOTH,
	  "Whether |a - b| <= atol + rtol * |b|, element by element.", "isclose(a, b)"),
	{ "entropy", "input:tensor, dim:int=-1", OP_FUNCTION, ops_entropy, 0, why_entropy,
	  "-sum p log p of the rows, in nats: log n for uniform, 0 for one-hot.", "entropy(A)", PART_REDUCE },
	{ "allclose", "input:num, other:num, rtol:float=1e-05, atol:float=1e-08, equal_nan:bool=False",
	  OP_BOTH, ops_allclose, 0, NULL,
	  "Whether |a - b| <= atol + rtol * |b| everywhere.", "allclose(A.sum(dim=-1), 1)", PART_WHOLE },
	{ "equal", "input:tensor, other:tensor", OP_BOTH, ops_equal, 0, NULL,
	  "Whether two tensors have the same shape and elements.", "equal(a, b)", PART_WHOLE },
	{ "svdvals", "input:tensor", OP_FUNCTION, ops_svdvals, 0, why_svd,
	  "The singular values of matrices, largest first.", "svdvals(V)", PART_WHOLE },
	{ "rank", "input:tensor, atol:float?=None, rtol:float?=None", OP_FUNCTION, ops_rank, 0, why_svd,
	  "How many singular values exceed max(atol, rtol * largest): linalg.matrix_rank.", "rank(x)", PART_WHOLE },
	{ "effective_rank", "input:tensor", OP_FUNCTION, ops_effective_rank, 0, why_svd,
	  "exp of the entropy of the normalised singular values: how many directions count.",
	  "effective_rank(V)", PART_WHOLE },
	{ "outer", "input:tensor, vec2:tensor", OP_BOTH, ops_outer, 0, why_outer,
	  "Each element of one vector times each of the other.", "outer(a, b)", PART_WHOLE },
	{ "dot", "input:tensor, tensor:tensor", OP_BOTH, ops_dot, 0, why_matmul,
	  "The sum of the products of two vectors.", "dot(a, b)", PART_WHOLE },

	/* ---- Layers and attention ---- */
	{ "matmul", "input:tensor, other:tensor", OP_BOTH, ops_matmul, 0, why_matmul,
	  "The matrix product a @ b, over batches.", "matmul(Q, K.mT)", PART_MATMUL },
	{ "mm", "input:tensor, mat2:tensor", OP_BOTH, ops_product, 2, why_matmul,
	  "The product of two matrices.", "mm(Q, K.mT)", PART_MATMUL },
	{ "bmm", "input:tensor, mat2:tensor", OP_BOTH, ops_product, 3, why_matmul,
	  "The products of two batches of matrices, (b, n, m) by (b, m, p).", "bmm(Q[None], K.mT[None])", PART_MATMUL },
	{ "mv", "input:tensor, vec:tensor", OP_BOTH, ops_product, 1, why_matmul,
	  "A matrix times a vector.", "mv(x, a)", PART_WHOLE },
	{ "einsum", "equation:str, *operands:tensor", OP_FUNCTION, ops_einsum, 0, why_einsum,
	  "Products summed over the letters that the result lacks.", "einsum('qd,kd->qk', Q, K)", PART_WHOLE },
	{ "softmax", "input:tensor, dim:int=-1, dtype:dtype?=None", OP_BOTH, ops_softmax, 0, why_softmax,
	  "exp(x - max) / sum along dim: positive, and adds up to 1.", "softmax(S, dim=-1)", PART_ROWS },
	{ "log_softmax", "input:tensor, dim:int=-1, dtype:dtype?=None", OP_BOTH, ops_softmax, 1, why_softmax,
	  "The logarithm of softmax.", "log_softmax(S, dim=-1)", PART_ROWS },
	MEANS("softmin", "input:tensor, dim:int=-1", OP_FUNCTION,
	  "softmax of -x.", "softmin(S, dim=-1)"),
	MEANS("normalize", "input:tensor, p:float=2, dim:axes?=1, eps:float=1e-12", OP_FUNCTION,
	  "Scaled to norm 1 along dim.", "normalize(x)"),
	MEANS("cosine_similarity", "x1:tensor, x2:tensor, dim:int=1, eps:float=1e-08", OP_FUNCTION,
	  "The cosine of the angle between two vectors.", "cosine_similarity(Q, K)"),
	MEANS("embedding", "input:index, weight:tensor, padding_idx:int?=None", OP_FUNCTION,
	  "The rows of a table, picked by number.", "embedding([0, 2, 0], V)"),
	MEANS("cross_entropy", "input:tensor, target:index", OP_FUNCTION,
	  "The mean of -log softmax(scores)[target]; the classes are dimension 1, of a vector 0.", "cross_entropy(S, [0, 2, 1])"),
	MEANS("mse_loss", "input:tensor, target:tensor", OP_FUNCTION,
	  "The mean of the squared differences.", "mse_loss(a, b)"),
	{ "linear", "input:tensor, weight:any, bias:tensor?=None", OP_FUNCTION, ops_linear, 0, why_linear,
	  "x @ W.T + b; with a number n, W is made: (n, in), Xavier-uniform, named after the node.",
	  "linear(x, 2)", PART_WHOLE },
	{ "layer_norm", "input:tensor, normalized_shape:shape?=None, weight:tensor?=None, "
	  "bias:tensor?=None, eps:float=1e-05", OP_FUNCTION, ops_layer_norm, 0, why_layer_norm,
	  "Rows shifted to mean 0 and scaled to variance 1.", "layer_norm(x)", PART_LAST },
	{ "rms_norm", "input:tensor, normalized_shape:shape?=None, weight:tensor?=None, eps:float?=None",
	  OP_FUNCTION, ops_rms_norm, 0, why_rms_norm, "Rows scaled to a mean square of 1.", "rms_norm(x)", PART_LAST },
	{ "scaled_dot_product_attention", "query:tensor, key:tensor, value:tensor, attn_mask:tensor?=None, "
	  "dropout_p:float=0, is_causal:bool=False, scale:float?=None, enable_gqa:bool=False",
	  OP_FUNCTION, ops_attention, 0, why_attention,
	  "softmax(q @ k.mT * scale + mask) @ v, without the whole score matrix.",
	  "scaled_dot_product_attention(Q, K, V, is_causal=True)", PART_WHOLE },
	{ "linear_attention", "query:tensor, key:tensor, value:tensor, is_causal:bool=False", OP_FUNCTION,
	  ops_linear_attention, 0, why_linear_attention,
	  "q @ (k.mT @ v) / (q @ sum of k): q and k are features that are not negative.",
	  "linear_attention(elu(Q) + 1, elu(K) + 1, V, is_causal=True)", PART_WHOLE },
	{ "positive_features", "input:tensor, weight:tensor", OP_FUNCTION, ops_positive_features, 0, why_positive_features,
	  "exp(x @ W.T - |x|^2 / 2) / sqrt(m): random features, W = randn(m, d), for linear_attention.",
	  "positive_features(Q, randn(4, 2))", PART_WHOLE },
	{ "causal_mask", "n:int, m:int?=None", OP_FUNCTION, ops_causal_mask, 0, why_mask,
	  "True where query i may attend to key j: j <= i.", "causal_mask(4)", PART_MEANS },
	{ "prefix_mask", "n:int, p:int", OP_FUNCTION, ops_prefix_mask, 0, why_mask,
	  "Causal, but everyone sees the first p positions.", "prefix_mask(6, 3)", PART_MEANS },
	{ "sliding_window_mask", "n:int, w:int", OP_FUNCTION, ops_window_mask, 0, why_mask,
	  "Causal, and only the last w keys.", "sliding_window_mask(6, 2)", PART_MEANS },
	{ "block_mask", "query_segments:index, key_segments:index, allowed:tensor?=None", OP_FUNCTION,
	  ops_block_mask, 0, why_block,
	  "True where the segments are equal, or where allowed[query's, key's].",
	  "block_mask([0, 0, 1], [0, 1, 1])", PART_WHOLE },
	{ "padding_mask", "lengths:index, n:int", OP_FUNCTION, ops_padding_mask, 0, why_padding,
	  "True where key j is real: j < length.", "padding_mask([2, 4], 5)", PART_WHOLE },
	{ "repeat_kv", "input:tensor, n_rep:int", OP_FUNCTION, ops_repeat_kv, 0, why_moved,
	  "Each key-value head n_rep times in a row, for grouped queries.", "repeat_kv(split_heads(V, 2), 2)", PART_WHOLE },
	{ "alibi", "n_heads:int, n:int", OP_FUNCTION, ops_alibi, 0, why_alibi,
	  "A bias (heads, n, n): minus slope times distance.", "alibi(2, 3)", PART_WHOLE },
	{ "rope", "x:tensor, pos:index?=None, base:float=10000.0", OP_FUNCTION, ops_rope, 0, why_rope,
	  "Rotary positions: pairs of columns turned by their position's angle.", "rope(Q, arange(3))", PART_WHOLE },
	{ "sinusoidal", "n:int, d:int", OP_FUNCTION, ops_sinusoidal, 0, why_sinusoidal,
	  "Sinusoidal positions (n, d).", "sinusoidal(3, 4)", PART_WHOLE },

	/* ---- Shape ---- */
	{ "reshape", "input:tensor, *shape:int", OP_BOTH, ops_reshape, 0, why_moved,
	  "Another shape: a view when the strides allow it, else a copy.", "x.reshape(3, -1)", PART_WHOLE },
	{ "view", "input:tensor, *shape:int", OP_METHOD, ops_view, 0, why_moved,
	  "Another shape of the same memory; an error when the strides do not allow it.", "x.view(3, -1)", PART_VIEW },
	{ "permute", "input:tensor, *dims:int", OP_BOTH, ops_permute, 0, why_moved,
	  "The dimensions in another order.", "x.permute(1, 0)", PART_VIEW },
	{ "transpose", "input:tensor, dim0:int, dim1:int", OP_BOTH, ops_transpose, 0, why_moved,
	  "Two dimensions swapped.", "x.transpose(-2, -1)", PART_VIEW },
	{ "expand", "input:tensor, *size:int", OP_METHOD, ops_expand, 0, why_moved,
	  "Sizes of 1 stretched with stride 0: no memory.", "a.expand(2, -1)", PART_VIEW },
	{ "contiguous", "input:tensor", OP_METHOD, ops_contiguous, 0, why_moved,
	  "A copy in row-major order, unless it is that already.", "x.T.contiguous()", PART_WHOLE },
	{ "cat", "tensors:tensors, dim:int=0", OP_FUNCTION, ops_join, 0, why_join,
	  "Joined along a dimension.", "cat([a, b], dim=0)", PART_WHOLE },
	{ "stack", "tensors:tensors, dim:int=0", OP_FUNCTION, ops_join, 1, why_join,
	  "Joined along a new dimension.", "stack([a, b])", PART_WHOLE },
	{ "repeat_interleave", "input:tensor, repeats:int, dim:int?=None", OP_BOTH, ops_repeat_interleave, 0,
	  why_moved, "Each element several times in a row.", "x.repeat_interleave(2, dim=0)", PART_WHOLE },
	{ "repeat", "input:tensor, *repeats:int", OP_METHOD, ops_repeat, 0, why_moved,
	  "The whole tensor several times along each dimension.", "x.repeat(2, 1)", PART_WHOLE },
	{ "split_heads", "input:tensor, n_heads:int", OP_FUNCTION, ops_split_heads, 0, why_moved,
	  "(..., T, H*d) to (..., H, T, d), a view.", "split_heads(V, 2)", PART_VIEW },
	{ "merge_heads", "input:tensor", OP_FUNCTION, ops_merge_heads, 0, why_moved,
	  "(..., H, T, d) to (..., T, H*d).", "merge_heads(split_heads(V, 2))", PART_WHOLE },
	{ "unsqueeze", "input:tensor, dim:int", OP_BOTH, ops_unsqueeze, 0, why_moved,
	  "A new dimension of size 1.", "x.unsqueeze(0)", PART_VIEW },
	{ "squeeze", "input:tensor, dim:int?=None", OP_BOTH, ops_squeeze, 0, why_moved,
	  "Without dimensions of size 1.", "x[:1].squeeze(0)", PART_VIEW },
	{ "flatten", "input:tensor, start_dim:int=0, end_dim:int=-1", OP_BOTH, ops_flatten, 0, why_moved,
	  "Several dimensions as one.", "x.flatten()", PART_WHOLE },
	{ "gather", "input:tensor, dim:int, index:tensor", OP_BOTH, ops_gather, 0, why_moved,
	  "Elements picked along dim by index.", "x.gather(1, tensor([[2, 0], [1, 1]]))", PART_WHOLE },
	{ "flip", "input:tensor, *dims:int", OP_BOTH, ops_flip, 0, why_moved,
	  "Dimensions turned round.", "x.flip(0)", PART_WHOLE },
	{ "roll", "input:tensor, shifts:shape, dims:axes?=None", OP_BOTH, ops_roll, 0, why_moved,
	  "Shifted along dimensions, in a circle; without dims as one long row.", "x.roll(1, 0)", PART_WHOLE },
	{ "masked_select", "input:tensor, mask:tensor", OP_BOTH, ops_masked_select, 0, why_moved,
	  "The elements where the mask is true, in a row.", "x.masked_select(x > 0)", PART_WHOLE },
	{ "nonzero", "input:tensor", OP_BOTH, ops_nonzero, 0, why_nonzero, "The places of what is not 0, a row each.",
	  "nonzero(x > 0)", PART_WHOLE },
	{ "select", "input:tensor, dim:int, index:int", OP_BOTH, ops_select, 0, why_moved,
	  "One place along a dimension, which disappears.", "x.select(0, 1)", PART_VIEW },
	{ "narrow", "input:tensor, dim:int, start:int, length:int", OP_BOTH, ops_narrow, 0, why_moved,
	  "length places along a dimension, from start on.", "x.narrow(1, 0, 2)", PART_VIEW },
	{ "unbind", "input:tensor, dim:int=0", OP_BOTH, ops_unbind, 0, why_moved, "A tuple of all places along dim.",
	  "x.unbind(0)", PART_WHOLE },
	{ "unflatten", "input:tensor, dim:int, sizes:shape", OP_BOTH, ops_unflatten, 0, why_moved,
	  "One dimension as several.", "V.unflatten(-1, (2, 1))", PART_WHOLE },
	{ "hstack", "tensors:tensors", OP_FUNCTION, ops_pile, 1, why_pile,
	  "Joined side by side: along dimension 1, vectors along 0.", "hstack([a, b])", PART_WHOLE },
	{ "vstack", "tensors:tensors", OP_FUNCTION, ops_pile, 0, why_pile,
	  "Joined one above the other; vectors are rows.", "vstack([a, b])", PART_WHOLE },
	MEANS("ravel", "input:tensor", OP_BOTH,
	  "All elements as one dimension.", "x.ravel()"),
	MEANS("view_as", "input:tensor, other:tensor", OP_METHOD,
	  "view in the shape of another tensor.", "x.view_as(V)"),
	MEANS("reshape_as", "input:tensor, other:tensor", OP_METHOD,
	  "reshape to the shape of another tensor.", "x.reshape_as(V)"),
	MEANS("expand_as", "input:tensor, other:tensor", OP_METHOD,
	  "expand to the shape of another tensor.", "a.expand_as(x)"),
	{ "index_select", "input:tensor, dim:int, index:index", OP_BOTH, ops_index_select, 0, why_moved,
	  "Rows or columns picked by number.", "x.index_select(1, [2, 0])", PART_WHOLE },
	{ "tile", "input:tensor, *dims:int", OP_BOTH, ops_tile, 0, why_moved,
	  "The whole tensor several times, the last dimensions first.", "a.tile(2)", PART_WHOLE },
	{ "broadcast_to", "input:tensor, size:shape", OP_BOTH, ops_broadcast_to, 0, why_moved,
	  "Stretched to a shape with stride 0: no memory.", "broadcast_to(a, (2, 3))", PART_VIEW },
	{ "movedim", "input:tensor, source:axes, destination:axes", OP_BOTH, ops_movedim, 0, why_moved,
	  "Dimensions moved to other places; the rest keeps its order.", "movedim(x, 0, 1)", PART_VIEW },
	{ "swapaxes", "input:tensor, axis0:int, axis1:int", OP_BOTH, ops_transpose, 0, why_moved,
	  "Two dimensions swapped, as transpose.", "x.swapaxes(0, 1)", PART_VIEW },
	{ "chunk", "input:tensor, chunks:int, dim:int=0", OP_BOTH, ops_chunk, 0, why_moved,
	  "A tuple of that many equal parts; the last may be smaller.", "x.chunk(2, dim=1)", PART_WHOLE },
	{ "split", "tensor:tensor, split_size_or_sections:shape, dim:int=0", OP_BOTH, ops_split, 0, why_moved,
	  "A tuple of parts of that size, or of the sizes listed.", "x.split([1, 2], dim=1)", PART_WHOLE },
	{ "meshgrid", "*tensors:tensor, indexing:str='ij'", OP_FUNCTION, ops_meshgrid, 0, why_meshgrid,
	  "A grid for each vector: how it varies along its own dimension.", "meshgrid(arange(2), arange(3))", PART_WHOLE },
	{ "diag", "input:tensor, diagonal:int=0", OP_BOTH, ops_diag, 0, why_diag,
	  "A vector as the diagonal of a matrix, or a matrix's diagonal.", "diag(a)", PART_WHOLE },
	{ "argsort", "input:tensor, dim:int=-1, descending:bool=False, stable:bool=True", OP_BOTH, ops_argsort,
	  0, why_order, "The positions in sorted order.", "argsort(x)", PART_WHOLE },
	{ "topk", "input:tensor, k:int, dim:int=-1, largest:bool=True, sorted:bool=True", OP_BOTH, ops_topk, 0,
	  why_order, "(values, indices) of the k largest, or smallest, in order.", "topk(x, 2).values", PART_WHOLE },
	{ "sort", "input:tensor, dim:int=-1, descending:bool=False, stable:bool=True", OP_BOTH, ops_sort, 0,
	  why_order, "(values, indices) in sorted order.", "sort(x).values", PART_WHOLE },
	{ "diagonal", "input:tensor, offset:int=0, dim1:int=0, dim2:int=1", OP_BOTH, ops_diagonal, 0, why_moved,
	  "The diagonal of two dimensions.", "x.diagonal()", PART_WHOLE },

	/* ---- What a tensor says about itself ---- */
	{ "shape", "input:tensor", OP_ATTRIBUTE, ops_shape, 0, NULL, "The sizes, a tuple.", "x.shape", PART_VIEW },
	{ "ndim", "input:tensor", OP_ATTRIBUTE, ops_ndim, 0, NULL, "How many dimensions.", "x.ndim", PART_VIEW },
	{ "T", "input:tensor", OP_ATTRIBUTE, ops_T, 0, why_moved, "A matrix transposed.", "x.T", PART_VIEW },
	{ "mT", "input:tensor", OP_ATTRIBUTE, ops_mT, 0, why_moved,
	  "The last two dimensions swapped.", "K.mT", PART_VIEW },
	{ "t", "input:tensor", OP_BOTH, ops_T, 0, why_moved, "A matrix transposed.", "x.t()", PART_VIEW },
	{ "clone", "input:tensor", OP_BOTH, ops_same, 0, why_moved, "The tensor: nothing here changes one.",
	  "x.clone()", PART_VIEW },
	{ "detach", "input:tensor", OP_METHOD, ops_same, 0, why_moved, "The tensor: there are no gradients here.",
	  "x.detach()", PART_VIEW },
	{ "is_floating_point", "input:tensor", OP_BOTH, ops_is_floating_point, 0, NULL,
	  "Whether the elements are floats.", "x.is_floating_point()", PART_VIEW },
	MEANS("type_as", "input:tensor, other:tensor", OP_METHOD,
	  "The tensor with another tensor's dtype.", "x.type_as(a > 0)"),
	{ "dtype", "input:tensor", OP_ATTRIBUTE, ops_dtype, 0, NULL, "The type of the elements.", "x.dtype", PART_VIEW },
	{ "values", "input:any", OP_ATTRIBUTE, ops_values, 0, why_moved,
	  "The values of max(dim) or sort.", "x.max(dim=-1).values", PART_WHOLE },
	{ "indices", "input:any", OP_ATTRIBUTE, ops_values, 1, why_moved,
	  "The indices of max(dim) or sort.", "x.max(dim=-1).indices", PART_WHOLE },
	{ "stride", "input:tensor, dim:int?=None", OP_METHOD, ops_stride, 0, NULL,
	  "Elements from one index to the next, for each dimension.", "x.stride()", PART_VIEW },
	{ "is_contiguous", "input:tensor", OP_METHOD, ops_is_contiguous, 0, NULL,
	  "Whether the elements lie in row-major order.", "x.is_contiguous()", PART_VIEW },
	{ "size", "input:tensor, dim:int?=None", OP_METHOD, ops_size, 0, NULL,
	  "The sizes, or one of them.", "x.size(-1)", PART_VIEW },
	{ "dim", "input:tensor", OP_METHOD, ops_ndim, 0, NULL, "How many dimensions.", "x.dim()", PART_VIEW },
	{ "numel", "input:tensor", OP_BOTH, ops_numel, 0, NULL, "How many elements.", "x.numel()", PART_VIEW },
	{ "item", "input:tensor", OP_METHOD, ops_item, 0, why_moved,
	  "The number in a tensor of one element.", "x.sum().item()", PART_WHOLE },
	{ "tolist", "input:tensor", OP_METHOD, ops_tolist, 0, NULL, "The numbers as lists.", "x.tolist()", PART_WHOLE },
	CAST("float", DT_FLOAT32), CAST("double", DT_FLOAT64), CAST("int", DT_INT64), CAST("long", DT_INT64),
	CAST("bool", DT_BOOL), CAST("half", DT_FLOAT16), CAST("bfloat16", DT_BFLOAT16),
	{ "to", "input:tensor, dtype:dtype?=None", OP_METHOD, ops_to, 0, why_cast,
	  "The tensor with another dtype.", "x.to(float64)", PART_CELLS },

	/* ---- Python's own ---- */
	{ "len", "obj:any", OP_FUNCTION, ops_len, 0, NULL, "How many items.", "len(x)", PART_WHOLE },
	{ "int", "x:any", OP_FUNCTION, ops_to_int, 0, why_unary, "A number cut to an int.", "int(2.7)", PART_WHOLE },
	{ "float", "x:any", OP_FUNCTION, ops_to_float, 0, why_unary, "A number as a float.", "float('inf')", PART_WHOLE },
	{ "bool", "x:any", OP_FUNCTION, ops_to_bool, 0, why_unary, "Whether it is true.", "bool(1)", PART_WHOLE },
	{ "str", "object:any", OP_FUNCTION, ops_to_str, 0, NULL, "The value as text.", "str(3)", PART_WHOLE },

	/* ---- Tokens ---- */
	{ "bpe", "text:str, merges:any=None, steps:int?=None", OP_FUNCTION, ops_tokens, 0, NULL,
	  "Byte-pair encoding as GPT-2's (a space is Ġ): the tokens after so many merges, or all.",
	  "bpe('low lower lowest')", PART_WHOLE },
	{ "wordpiece", "text:str, vocab:any=None, steps:int?=None", OP_FUNCTION, ops_tokens, 1, NULL,
	  "WordPiece as uncased BERT's: the longest pieces from the left, ## inside a word.",
	  "wordpiece('Tokenization learns')", PART_WHOLE },

	/* ---- Cost ---- */
	{ "flops", "node:node", OP_FUNCTION, ops_count, COUNT_FLOPS, NULL,
	  "Floating-point operations that a node did cost.", "flops(S)", PART_WHOLE },
	{ "bytes", "node:node", OP_FUNCTION, ops_count, COUNT_BYTES, NULL,
	  "What a node keeps in memory; 0 for a view.", "bytes(K)", PART_WHOLE },
	{ "evals", "node:node", OP_FUNCTION, ops_count, COUNT_EVALS, NULL,
	  "How many times a node was computed.", "evals(K)", PART_WHOLE },
};

enum { N_OPS = sizeof ops / sizeof *ops };

const char ops_example_lab[] =
	"a = tensor([1.0, 2.0, 4.0])\n"
	"b = tensor([3.0, 0.5, 2.0])\n"
	"x = tensor([[1.0, -2.0, 3.0], [0.5, 0.0, -1.5]])\n"
	"Q = tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])\n"
	"K = tensor([[0.5, 1.0], [1.0, 0.0], [-1.0, 2.0]])\n"
	"V = tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])\n"
	"S = Q @ K.mT / sqrt(2)\n"
	"A = softmax(S, dim=-1)\n";

const struct op *ops_at(int i)
{
	return i >= 0 && i < N_OPS ? &ops[i] : NULL;
}

static const struct op_alias aliases[] = {
	{ "absolute", "abs" }, { "negative", "neg" }, { "arctan", "atan" }, { "arctan2", "atan2" },
	{ "fix", "trunc" }, { "multiply", "mul" }, { "subtract", "sub" }, { "divide", "div" },
	{ "true_divide", "div" }, { "not_equal", "ne" }, { "less", "lt" }, { "less_equal", "le" },
	{ "greater", "gt" }, { "greater_equal", "ge" }, { "clip", "clamp" }, { "concat", "cat" },
	{ "concatenate", "cat" }, { "moveaxis", "movedim" }, { "swapdims", "transpose" },
	{ "argwhere", "nonzero" }, { "nelement", "numel" }, { "ndimension", "dim" }, { "row_stack", "vstack" },
};

const struct op_alias *ops_alias_at(int i)
{
	return i >= 0 && i < (int)(sizeof aliases / sizeof *aliases) ? &aliases[i] : NULL;
}

static const struct op *find_own(const char *name, unsigned form)
{
	for (int i = 0; i < N_OPS; i++)
		if ((ops[i].form & form) && strcmp(ops[i].name, name) == 0)
			return &ops[i];
	return NULL;
}

static const struct op *find(const char *name, unsigned form)
{
	for (int i = 0; ops_alias_at(i); i++)
		if (strcmp(aliases[i].alias, name) == 0)
			return find_own(aliases[i].name, form);
	return find_own(name, form);
}

const struct op *ops_find_function(const char *name)
{
	return find(name, OP_FUNCTION);
}

const struct op *ops_find_method(const char *name)
{
	return find(name, OP_METHOD);
}

const struct op *ops_find_attribute(const char *name)
{
	return find(name, OP_ATTRIBUTE);
}
