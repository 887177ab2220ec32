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
