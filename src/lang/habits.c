#include "lang/habits.h"

#include <stddef.h>
#include <string.h>

#define PROCESSOR "everything runs on the processor; leave it out"
#define GRADIENTS "nothing here has gradients; leave it out"
#define LEARNS "nothing here is trained"

static const struct {
	const char *name, *hint;
} habits[] = {
	{ "cuda", PROCESSOR }, { "cpu", PROCESSOR }, { "device", PROCESSOR },
	{ "requires_grad", GRADIENTS }, { "requires_grad_", GRADIENTS }, { "no_grad", GRADIENTS },
	{ "grad", GRADIENTS }, { "backward", "nothing here has gradients" }, { "train", LEARNS },
	{ "eval", LEARNS }, { "parameters", LEARNS }, { "dropout", "nothing is dropped here" },
	{ "Dropout", "nothing is dropped here" }, { "H", "write .mT" },
	{ "append", "write cat([a, b]), or [1, 2] + [3]" },
	{ "copy", "nothing is changed in place, so no copy is needed" },
	{ "numpy", "write .tolist() for plain numbers" }, { "array", "write tensor([...])" },
	{ "from_numpy", "write tensor([...])" }, { "Tensor", "write tensor([...])" },
	{ "as_tensor", "write tensor([...])" }, { "empty", "write zeros(...)" },
	{ "Linear", "write linear(x, n)" }, { "LayerNorm", "write layer_norm(x)" },
	{ "RMSNorm", "write rms_norm(x)" }, { "Softmax", "write softmax(x, dim=-1)" },
	{ "GELU", "write gelu(x)" }, { "ReLU", "write relu(x)" },
	{ "Embedding", "write table[ids] with a table = randn(n, d)" },
	{ "MultiheadAttention", "write split_heads, scaled_dot_product_attention, merge_heads" },
	{ "Parameter", "a weight is a node: W = randn(n, d)" },
	{ "manual_seed", "write the statement: seed 1" }, { "range", "write arange(n)" },
	{ "print", "type the expression itself to see its value; a lab has show" },
	{ "type", "write x.dtype" }, { "isinstance", "write x.dtype or x.shape" },
	{ "dir", "at the console, list says what is defined" },
	{ "list", "write [a, b], or x.tolist()" }, { "tuple", "write (a, b)" },
	{ "true", "write True" }, { "false", "write False" }, { "null", "write None" },
	{ "attention", "write scaled_dot_product_attention(q, k, v)" },
	{ "self_attention", "write scaled_dot_product_attention(q, k, v)" },
	{ "multihead_attention", "write split_heads, scaled_dot_product_attention, merge_heads" },
	{ "sdpa", "write scaled_dot_product_attention(q, k, v)" },
	{ "pad", "write cat([x, zeros(...)], dim=-1)" }, { "cumprod", "write exp(cumsum(log(x), dim))" },
	{ "median", "write sort(x.flatten()).values[(x.numel() - 1) // 2]" },
	{ "trace", "write diagonal(x).sum()" }, { "bernoulli", "write rand(...) < p" },
	{ "multinomial", "write argmax(log(p) - log(-log(rand_like(p))), dim=-1)" },
	{ "normal", "write mean + std * randn(...)" }, { "uniform", "write rand(...)" },
	{ "randperm", "write argsort(rand(n))" }, { "triu_indices", "write nonzero(triu(ones(n, n)))" },
	{ "tril_indices", "write nonzero(tril(ones(n, n)))" },
	{ "svd", "write svdvals(x)" }, { "matrix_rank", "write rank(x)" }, { "inverse", "there is none here" },
	{ "quantile", "write sort(x).values" }, { "hardmax", "write one_hot(argmax(x, dim=-1), n)" },
	{ "generate_square_subsequent_mask", "write causal_mask(n)" },
	{ "enumerate", "tensors need no loops; positions are arange(n)" },
	{ "zip", "tensors need no loops" }, { "map", "functions work on whole tensors" },
};

const char *habit_hint(const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(habits[i].name, name) == 0)
			return habits[i].hint;
	return len > 2 && name[len - 1] == '_' ? "nothing is changed in place; define a new node" : NULL;
}
