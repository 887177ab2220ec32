#include "lang/habits.h"

#include <stddef.h>
#include <string.h>

#include "base/i18n.h"

#define PROCESSOR N_("everything runs on the processor; leave it out")
#define GRADIENTS N_("nothing here has gradients; leave it out")
#define LEARNS N_("nothing here is trained")
#define IN_PLACE N_("nothing is changed in place; define a new node")
#define ONE_INT N_("int64 is the only int here")
#define PUT N_("write where(mask, new, x); one_hot(index, n) makes the mask")

static const struct {
	const char *name, *hint;
} habits[] = {
	{ "cuda", PROCESSOR }, { "cpu", PROCESSOR }, { "device", PROCESSOR }, { "is_cuda", PROCESSOR },
	{ "requires_grad", GRADIENTS }, { "requires_grad_", GRADIENTS }, { "no_grad", GRADIENTS },
	{ "grad", GRADIENTS }, { "backward", N_("nothing here has gradients") }, { "train", LEARNS },
	{ "eval", LEARNS }, { "parameters", LEARNS }, { "dropout", N_("nothing is dropped here") },
	{ "Dropout", N_("nothing is dropped here") }, { "H", N_("write .mT") },
	{ "training", LEARNS }, { "inplace", N_("nothing is changed in place; leave it out") }, { "scatter", PUT }, { "scatter_add", PUT },
	{ "index_add", PUT }, { "index_fill", PUT }, { "index_copy", PUT }, { "masked_scatter", PUT },
	{ "finfo", N_("a masked score is -inf") },
	{ "append", N_("write cat([a, b]), or [1, 2] + [3]") },
	{ "copy", N_("nothing is changed in place, so no copy is needed") },
	{ "numpy", N_("write .tolist() for plain numbers") }, { "array", N_("write tensor([...])") },
	{ "from_numpy", N_("write tensor([...])") }, { "Tensor", N_("write tensor([...])") },
	{ "as_tensor", N_("write tensor([...])") }, { "empty", N_("write zeros(...)") },
	{ "Linear", N_("write linear(x, n)") }, { "LayerNorm", N_("write layer_norm(x)") },
	{ "RMSNorm", N_("write rms_norm(x)") }, { "Softmax", N_("write softmax(x, dim=-1)") },
	{ "GELU", N_("write gelu(x)") }, { "ReLU", N_("write relu(x)") },
	{ "Embedding", N_("write table[ids] with a table = randn(n, d)") },
	{ "MultiheadAttention", N_("write split_heads, scaled_dot_product_attention, merge_heads") },
	{ "Parameter", N_("a weight is a node: W = randn(n, d)") },
	{ "manual_seed", N_("write the statement: seed 1") }, { "range", N_("write arange(n)") },
	{ "print", N_("type the expression itself to see its value; a lab has show") },
	{ "type", N_("write x.dtype") }, { "isinstance", N_("write x.dtype or x.shape") },
	{ "dir", N_("at the console, list says what is defined") },
	{ "list", N_("write [a, b], or x.tolist()") }, { "tuple", N_("write (a, b)") },
	{ "true", N_("write True") }, { "false", N_("write False") }, { "null", N_("write None") },
	{ "attention", N_("write scaled_dot_product_attention(q, k, v)") },
	{ "self_attention", N_("write scaled_dot_product_attention(q, k, v)") },
	{ "multihead_attention", N_("write split_heads, scaled_dot_product_attention, merge_heads") },
	{ "sdpa", N_("write scaled_dot_product_attention(q, k, v)") },
	{ "pad", N_("write cat([x, zeros(...)], dim=-1)") }, { "cumprod", N_("write exp(cumsum(log(x), dim))") },
	{ "median", N_("write sort(x.flatten()).values[(x.numel() - 1) // 2]") },
	{ "trace", N_("write diagonal(x).sum()") }, { "bernoulli", N_("write rand(...) < p") },
	{ "multinomial", N_("write argmax(log(p) - log(-log(rand_like(p))), dim=-1)") },
	{ "normal", N_("write mean + std * randn(...)") }, { "uniform", N_("write rand(...)") },
	{ "randperm", N_("write argsort(rand(n))") }, { "triu_indices", N_("write nonzero(triu(ones(n, n)))") },
	{ "tril_indices", N_("write nonzero(tril(ones(n, n)))") },
	{ "svd", N_("write svdvals(x)") }, { "matrix_rank", N_("write rank(x)") }, { "inverse", N_("there is none here") },
	{ "quantile", N_("write sort(x).values") }, { "hardmax", N_("write one_hot(argmax(x, dim=-1), n)") },
	{ "generate_square_subsequent_mask", N_("write causal_mask(n)") },
	{ "enumerate", N_("tensors need no loops; positions are arange(n)") },
	{ "Size", N_("a shape is a tuple: (2, 3)") }, { "rounding_mode", N_("write a // b, or trunc(a / b)") },
	{ "int32", ONE_INT }, { "int16", ONE_INT }, { "int8", ONE_INT }, { "uint8", ONE_INT },
	{ "fmod", N_("write a - trunc(a / b) * b") }, { "mish", N_("write x * tanh(softplus(x))") },
	{ "glu", N_("write a * sigmoid(b), a and b of chunk(x, 2, dim=-1)") },
	{ "kron", N_("write einsum('ij,kl->ikjl', a, b).reshape(...)") }, { "tensordot", N_("write einsum(...)") },
	{ "nll_loss", N_("write cross_entropy(scores, target)") },
	{ "kl_div", N_("write (p * (log(p) - log(q))).sum(dim=-1)") },
	{ "var_mean", N_("write var(x, dim) and mean(x, dim)") }, { "std_mean", N_("write std(x, dim) and mean(x, dim)") },
	{ "cov", N_("write x - x.mean(dim=1, keepdim=True), times its own .mT, / (n - 1)") },
	{ "dist", N_("write norm(a - b)") }, { "cdist", N_("write norm(a[:, None] - b[None], dim=-1)") },
	{ "logaddexp", N_("write logsumexp(stack([a, b]), dim=0)") },
	{ "nan_to_num", N_("write where(isnan(x), 0.0, x)") }, { "tensor_split", N_("write split or chunk") },
	{ "addmm", N_("write a + b @ c") }, { "baddbmm", N_("write a + b @ c") },
	{ "zip", N_("tensors need no loops") }, { "map", N_("functions work on whole tensors") },
};

const char *habit_hint(const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(habits[i].name, name) == 0)
			return habits[i].hint;
	return len > 2 && name[0] != '_' && name[len - 1] == '_' ? IN_PLACE : NULL;
}
