#include "lang/habits.h"

#include <stddef.h>
#include <string.h>

#include "base/i18n.h"

#define PROCESSOR N_("everything runs on the processor; leave it out")
#define GRADIENTS N_("nothing here has gradients; leave it out")
#define LEARNS N_("nothing here is trained")
#define IN_PLACE N_("nothing is changed in place; define a new node")
#define ONE_INT N_("int64 is the only int here")
#define NO_DICT N_("lists have [ ], there are no dictionaries or sets")
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
	{ "type", N_("write x.dtype") }, { "astype", N_("write x.to(float32)") }, { "isinstance", N_("write x.dtype or x.shape") },
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
	{ "dict", NO_DICT }, { "set", NO_DICT }, { "sorted", N_("write sort(x).values") },
	{ "FloatTensor", N_("write tensor([...])") }, { "LongTensor", N_("write tensor([...])") },
	{ "BoolTensor", N_("write tensor([...])") }, { "format", N_("an expression shows its own value") },
	{ "is_available", PROCESSOR }, { "backends", PROCESSOR }, { "cuda:0", PROCESSOR }, { "mps", PROCESSOR },
	{ "compile", N_("everything is compiled already; leave it out") }, { "Adam", LEARNS }, { "AdamW", LEARNS },
	{ "SGD", LEARNS }, { "xavier_uniform_", N_("linear(x, n) makes such a weight") },
	{ "deepcopy", N_("nothing is changed in place, so no copy is needed") },
	{ "data", N_("a tensor is its own data; leave it out") }, { "newaxis", N_("write None") },
	{ "self", N_("there are no classes: what is kept has a name, W = randn(n, d)") },
	{ "optim", LEARNS }, { "init", N_("linear(x, n) makes such a weight") },
	{ "rearrange", N_("write reshape and permute, or split_heads and merge_heads") },
	{ "plt", N_("write show plot x, or show heatmap x") }, { "input", N_("a lab has params: param n = 4 in 1..9") },
	{ "Sequential", N_("write f(g(x))") }, { "ModuleList", N_("write one node a layer") },
};

const char *habit_hint(const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(habits[i].name, name) == 0)
			return habits[i].hint;
	return len > 2 && name[0] != '_' && name[len - 1] == '_' ? IN_PLACE : NULL;
}

/* ---- Words ---- */

#define LOOPS N_("there are no loops: functions work on whole tensors, and arange(n) counts")
#define CHOICE N_("a choice is an expression: a if c else b, or where(mask, a, b) cell by cell")
#define ONE_EXPRESSION N_("a function is one expression: def f(x) = x + 1")
#define CATCH N_("there is nothing to catch: an error changes nothing")
#define IMPORT N_("nothing to import: the functions are there, as softmax(x)")
#define GLOBAL N_("every node can be read everywhere; leave it out")
#define WAIT N_("everything is computed at once; leave it out")

static const struct {
	const char *word, *hint;
	bool name;   /* can be a name here */
} words[] = {
	{ "for", LOOPS, false }, { "while", LOOPS, false }, { "break", LOOPS, true }, { "continue", LOOPS, true },
	{ "if", CHOICE, false }, { "else", CHOICE, false }, { "elif", CHOICE, true },
	{ "def", ONE_EXPRESSION, false }, { "return", ONE_EXPRESSION, false }, { "yield", ONE_EXPRESSION, false },
	{ "lambda", N_("a function has a name: def f(x) = x + 1"), false },
	{ "import", IMPORT, false }, { "from", IMPORT, true },
	{ "class", N_("there are no classes: a module is a few nodes and functions, def f(x) = ..."), false },
	{ "with", N_("there is nothing to open and close: write the expressions alone"), true },
	{ "try", CATCH, true }, { "except", CATCH, true }, { "finally", CATCH, true },
	{ "raise", N_("write claim expression"), true }, { "assert", N_("write claim expression"), true },
	{ "del", N_("nothing is deleted; leave it out"), true }, { "pass", N_("nothing needs to stand here; leave it out"), true },
	{ "global", GLOBAL, true }, { "nonlocal", GLOBAL, true }, { "await", WAIT, false }, { "async", WAIT, true },
};
enum { N_WORDS = sizeof words / sizeof *words };

static bool say(const struct token *token, const char *text, struct err *err)
{
	return err_set(err, ERR_SYNTAX, token->span, "%s", _(text));
}

const char *habit_word(const char *word)
{
	for (int i = 0; i < N_WORDS; i++)
		if (strcmp(words[i].word, word) == 0 && !words[i].name)
			return words[i].hint;
	return NULL;
}

bool habit_check_word(const struct token *word, struct err *err)
{
	bool prefix = word[1].kind == TOKEN_STR && word->span.end == word[1].span.begin;
	if (prefix && strlen(word->text) <= 2)
		return say(word, N_("there are no f-strings, and a string has no letter before it: an expression "
		                    "shows its own value"), err);
	return !habit_word(word->text) || say(word, habit_word(word->text), err);
}

/* ---- Statements ---- */

/* for …, import …, with …: */
static bool check_words(const struct token *first, bool known, struct err *err)
{
	bool other = known || token_is(first, "def") || token_is(first + 1, "=");
	for (int i = 0; i < N_WORDS && !other; i++)
		if (token_is(first, words[i].word))
			return say(first, words[i].hint, err);
	return !token_is(first, "@") || say(first, N_("there are no decorators; leave it out"), err);
}

/* def f(x: Tensor, n=2): … */
static bool check_def(const struct token *first, struct err *err)
{
	static const char *const marks[] = { ":", "=", "*", "**", NULL };
	const struct token *end = token_is(first, "def") && token_is(first + 2, "(") ? token_behind(first + 2) : NULL;
	for (const struct token *t = first + 3; end && t < end; t++)
		if (token_is_one_of(t, marks))
			return say(t, N_("arguments are names alone: def f(x, n) = x * n"), err);
	return !end || !token_is(token_find(end, ":"), ":") || say(token_find(end, ":"), ONE_EXPRESSION, err);
}

/* Behind what can stand left of a =: x[0].data; or NULL. */
static const struct token *target_end(const struct token *t)
{
	t++;
	while (t && (token_is(t, "[") || (token_is(t, ".") && t[1].kind == TOKEN_NAME)))
		t = token_is(t, "[") ? token_behind(t) : t + 2;
	return t;
}

/* x[0] = 1, x.y = 1, x += 1, x: T = 1 */
static bool check_target(const struct token *first, struct err *err)
{
	static const char *const ops[] = { "+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", NULL };
	const struct token *end = target_end(first);
	bool changes = end && token_is_one_of(end, ops) && token_is(end + 1, "=");
	if (!end || (!changes && !token_is(end, "=") && !token_is(end, ":")))
		return true;
	if (token_is(end - 1, "]"))
		return say(first, N_("cells are not changed one by one; define a new node: "
		                     "y = where(mask, 1, x), or cat([x[:1], new, x[2:]])"), err);
	if (end > first + 1)
		return say(first, N_("an attribute is not changed; define a new node"), err);
	if (changes)
		return say(end, N_("a node is not changed; define a new one: y = x + 1"), err);
	return !token_is(end, ":") || say(end, N_("a name has no type here: x = ones(2)"), err);
}

/* a = b = 1, a, b = 1, 2, (a, b) = 1, 2 */
static bool check_names(const struct token *first, struct err *err)
{
	const struct token *second = first + 1;
	const struct token *end = token_is(first, "(") || token_is(first, "[") ? token_behind(first) : second;
	if (token_is(second, "=") && second[1].kind == TOKEN_NAME && token_is(second + 2, "="))
		return say(second + 2, N_("one definition has one name: b = ... and then a = b in a line of its own"), err);
	while (end == second && token_is(end, ","))
		end = second = end + 1 + (end[1].kind == TOKEN_NAME);
	bool several = end && end > first + 1 && token_is(end, "=");
	return !several || say(first, N_("one definition has one name: p = ... and then a = p[0], b = p[1] "
	                                 "in lines of their own"), err);
}

bool habit_check(const struct token *first, bool known, struct err *err)
{
	bool name = first->kind == TOKEN_NAME;
	return check_words(first, known, err) && check_def(first, err) && check_names(first, err)
		&& (!name || check_target(first, err));
}
