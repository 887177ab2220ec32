/*
 * What operations are charged to a budget, beside what they take: an operation of a budget is to be
 * about a nanosecond of one processor, whatever it is made of. Every row of the table is tried with
 * its example on large tensors of several kinds; what the examples do not say is asked below.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "lang/graph.h"
#include "lang/ops.h"

/* a, b, x, Q, K, V, S, A: the names that the examples speak of. */
static const struct {
	const char *name, *program;
} worlds[] = {
	{ "float32", "x = randn(400, 500)\na = rand(200000)\nb = rand(200000)\nQ = randn(256, 64)\nK = randn(256, 64)\n"
	  "V = randn(256, 64)\nS = Q @ K.mT / sqrt(64)\nA = softmax(S, dim=-1)\ni = randint(0, 400, (200000,))\n" },
	{ "float16", "x = randn(400, 500).half()\na = rand(200000).half()\nb = rand(200000).half()\n"
	  "Q = randn(256, 64).half()\nK = Q * 2\nV = Q * 3\nS = Q @ K.mT / sqrt(64)\nA = softmax(S, dim=-1)\n"
	  "i = randint(0, 400, (200000,))\n" },
	{ "turned", "x = randn(500, 400).T\na = rand(200000, 8)[:, 3]\nb = rand(200000, 8)[:, 3]\nQ = randn(64, 256).T\n"
	  "K = randn(64, 256).T\nV = randn(64, 256).T\nS = (K @ Q.T).T\nA = softmax(S, dim=0).T\ni = randint(0, 400, (200000,))\n" },
	{ "short rows", "x = randn(100000, 2)\na = rand(3)\nb = rand(3)\nQ = randn(3000, 2)\nK = randn(20, 2)\n"
	  "V = randn(20, 2)\nS = randn(100000, 3)\nA = rand(100000, 2)\ni = randint(0, 3, (200000,))\n" },
	{ "extremes", "x = randn(400, 500) * 1e38\na = rand(200000) * 1e-40\nb = randn(200000) * 1e37\nQ = randn(256, 64) * 1e-39\n"
	  "K = randn(256, 64)\nV = Q * 0.5\nS = Q @ K.mT\nA = rand(256, 256) * 1e-40\ni = randint(0, 400, (200000,))\n" },
	{ "ints", "x = randint(-9, 9, (400, 500))\na = randint(1, 9, (200000,))\nb = randint(1, 9, (200000,))\n"
	  "Q = randint(-9, 9, (256, 64))\nK = Q * 2\nV = Q * 3\nS = Q @ K.mT\nA = S\ni = randint(0, 400, (200000,))\n" },
};

/* For operations whose example stays small, whatever the names are: `op` says whose. */
static const struct {
	const char *op, *expr;
} larger[] = {
	{ "zeros", "zeros(3000, 3000)" }, { "ones", "ones(1000, 1000)" }, { "full", "full((1000, 1000), 7.0)" },
	{ "eye", "eye(1000)" }, { "arange", "arange(1000000)" }, { "arange", "arange(0, 1, 1e-6)" },
	{ "linspace", "linspace(0, 1, 1000000)" }, { "rand", "rand(1000, 1000)" }, { "randn", "randn(1000, 1000)" },
	{ "randint", "randint(0, 10, (1000, 1000))" }, { "one_hot", "one_hot(i, 50)" }, { "one_hot", "one_hot(i)" },
	{ "new_zeros", "x.new_zeros(2000, 2000)" }, { "new_ones", "x.new_ones(1000, 1000)" },
	{ "tril", "tril(x)" }, { "triu", "triu(x)" }, { "tensor", "tensor([0.5] * 90000)" },
	{ "tensor", "tensor([[0.5, 1.5]] * 30000)" }, { "round", "round(x, decimals=2)" },
	{ "sum", "x.sum()" }, { "sum", "x.sum(dim=0)" }, { "prod", "x.prod(dim=0)" }, { "amax", "x.amax(dim=0)" },
	{ "argmax", "x.argmax(dim=0)" }, { "logsumexp", "x.logsumexp(dim=0)" }, { "any", "(x > 99).any(dim=0)" },
	{ "var", "x.var(dim=0)" }, { "norm", "x.norm(dim=0)" }, { "norm", "x.norm(p=3.5)" },
	{ "cumsum", "x.cumsum(dim=-1)" }, { "cumsum", "x.flatten().cumsum(0)" }, { "softmax", "softmax(x, dim=0)" },
	{ "softmax", "softmax(x, dim=-1)" }, { "softmax", "softmax(x.flatten(), dim=0)" }, { "log_softmax", "log_softmax(x, dim=-1)" },
	{ "layer_norm", "layer_norm(x)" }, { "rms_norm", "rms_norm(x)" }, { "causal_mask", "causal_mask(1000)" },
	{ "prefix_mask", "prefix_mask(1000, 300)" }, { "sliding_window_mask", "sliding_window_mask(1000, 20)" },
	{ "block_mask", "block_mask(i[:1000], i[:1000])" },
	{ "block_mask", "block_mask(i[:1000], i[:1000], ones(400, 400).bool())" },
	{ "padding_mask", "padding_mask(i[:1000], 1000)" }, { "repeat_kv", "repeat_kv(x[None], 20)" },
	{ "alibi", "alibi(8, 300)" }, { "rope", "rope(x, arange(x.shape[0]))" }, { "rope", "rope(x[None], arange(x.shape[0]))" },
	{ "sinusoidal", "sinusoidal(1000, 256)" }, { "reshape", "x.T.reshape(-1)" }, { "contiguous", "x.T.contiguous()" },
	{ "expand", "a.expand(2, -1) + 0" }, { "cat", "cat([x, x], dim=0)" }, { "cat", "cat([x] * 20, dim=1)" },
	{ "cat", "cat([a[:1]] * 3000)" }, { "stack", "stack([x, x])" }, { "stack", "stack([x] * 20, dim=-1)" },
	{ "repeat_interleave", "x.repeat_interleave(5, dim=0)" }, { "repeat_interleave", "x.repeat_interleave(5, dim=1)" },
	{ "repeat_interleave", "x.repeat_interleave(5)" }, { "repeat", "x.repeat(3, 3)" },
	{ "repeat", "ones(1, 1).repeat(500, 500)" }, { "tile", "x.tile(3, 3)" }, { "tile", "ones(1, 1).tile(500, 500)" },
	{ "gather", "x.gather(1, zeros(400, 400).long())" }, { "gather", "a.gather(0, i % 3)" },
	{ "flip", "x.flip(0)" }, { "flip", "x.flip(1)" }, { "flip", "x.flip(0, 1)" }, { "roll", "x.roll(1, 0)" },
	{ "roll", "x.roll(7, 1)" }, { "roll", "x.roll(7)" }, { "masked_select", "x.masked_select(x > 0)" },
	{ "nonzero", "nonzero(x > 0)" }, { "nonzero", "nonzero(x)" }, { "index_select", "x.index_select(0, i[:3000] % 3)" },
	{ "index_select", "x.index_select(1, i[:3000] % 2)" }, { "index_select", "a.index_select(0, i % 3)" },
	{ "embedding", "embedding(i[:3000], x)" }, { "embedding", "embedding(i % 3, Q)" },
	{ "unbind", "x.unbind(0)" }, { "chunk", "x.chunk(400)" }, { "split", "x.split(1)" },
	{ "meshgrid", "meshgrid(arange(700), arange(700))" }, { "diag", "diag(a[:1000])" }, { "diag", "diag(x)" },
	{ "argsort", "argsort(x)" }, { "argsort", "argsort(x, dim=0)" }, { "sort", "sort(a)" }, { "sort", "sort(x).values" },
	{ "sort", "sort(x.flatten() * 0).values" }, { "topk", "topk(x, 2).values" }, { "topk", "topk(a, 3).values" },
	{ "unique", "unique(i)" }, { "tolist", "x[:, :100].tolist()" }, { "str", "str(x)" }, { "str", "str(x[:, :100].tolist())" },
	{ "len", "len([0.5] * 90000)" }, { "len", "len([1] * 50000 + [2] * 50000)" }, { "int", "int('123')" },
	{ "bpe", "bpe('low lower lowest' * 30)" }, { "bpe", "bpe('a' * 500)" }, { "bpe", "bpe('e t' * 500)" },
	{ "bpe", "bpe('low lower', merges=['l o', 'lo w'] * 900)" },
	{ "wordpiece", "wordpiece('Tokenization learns ' * 30)" }, { "wordpiece", "wordpiece('a' * 90)" },
	{ "wordpiece", "wordpiece('un' * 500)" }, { "wordpiece", "wordpiece('token', vocab=['t', '##o'] * 9000)" },
	{ "svdvals", "svdvals(randn(60, 60))" }, { "rank", "rank(randn(4, 200))" }, { "effective_rank", "effective_rank(randn(900, 3, 3))" },
	{ "matmul", "randn(300, 300) @ randn(300, 300)" }, { "matmul", "x @ x.T" }, { "matmul", "x.T @ x" },
	{ "matmul", "x.double() @ x.double().T" }, { "matmul", "x[:100].long() @ x[:100].long().T" },
	{ "matmul", "x[:, None] @ x[:, :, None]" }, { "matmul", "a @ b" }, { "matmul", "x @ x[0]" }, { "matmul", "a[:2000, None] @ b[None, :2000]" },
	{ "matmul", "x[:, :, None] @ x[:, None, :10]" }, { "matmul", "randn(20000, 2, 2) @ randn(20000, 2, 2)" },
	{ "einsum", "einsum('ij,kj->ik', x, x)" }, { "einsum", "einsum('ij,kj,lj->ikl', Q[:60], K[:20], V[:20])" },
	{ "einsum", "einsum('ij->ji', x)" }, { "einsum", "einsum('ij->', x)" }, { "einsum", "einsum('ii->i', x[:400, :400])" },
	{ "einsum", "einsum('i,j->ij', a[:700], b[:700])" }, { "einsum", "einsum('bij,bjk->bik', randn(9000, 2, 2), randn(9000, 2, 2))" },
	{ "einsum", "einsum('a,b,c,d->abcd', a[:20], a[:20], a[:20], a[:20])" }, { "einsum", "einsum('ij,ij->', x, x)" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(x[None], x[None], x[None])" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(Q, K, V, is_causal=True)" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(Q, K, V, attn_mask=causal_mask(256))" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(Q, K, V, attn_mask=zeros(256, 256))" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(Q[:1].expand(9000, 64)[:, None], K[:1], V[:1])" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(randn(3000, 2, 4), randn(3000, 2, 4), randn(3000, 2, 4))" },
	{ "scaled_dot_product_attention", "scaled_dot_product_attention(Q.double(), K.double(), V.double())" },
	{ "linear_attention", "linear_attention(relu(Q), relu(K), V)" }, { "linear_attention", "linear_attention(relu(Q), relu(K), V, is_causal=True)" },
	{ "positive_features", "positive_features(Q, randn(128, 64))" }, { "linear", "linear(Q, 256)" },
	{ "linear", "linear(Q, randn(256, 64), randn(256))" },
	{ "entropy", "entropy(A)" }, { "allclose", "allclose(x, x)" }, { "equal", "equal(x, x)" },
	{ "where", "where(x > 0, x, x.T.contiguous().view(x.shape))" }, { "clamp", "clamp(x, min=0, max=x)" },
	{ "pow", "x ** 2" }, { "pow", "x ** 2.5" }, { "pow", "2 ** x" }, { "floor_divide", "x // 3" }, { "remainder", "x % 3" },
	{ "masked_fill", "x.masked_fill(x > 0, -inf)" }, { "sub", "x - x.mean(dim=-1, keepdim=True)" },
	{ "add", "x[:, :1] + x[:, 0]" }, { "shape", "x[i[:3000] % 3]" }, { "shape", "x[i % 3, i % 2]" }, { "shape", "a[i % 3]" },
	{ "shape", "x[x > 0]" }, { "shape", "x[:, [0, 1, 0, 1]]" }, { "shape", "x[None, :, None, 0]" }, { "shape", "x[i[:300, None] % 3, i[:300] % 2]" },
	{ "shape", "1 + 1" }, { "shape", "x[0, 0]" }, { "shape", "x[0] + 1" }, { "shape", "[1, 2, 3][1]" }, { "shape", "('a' * 1000)[3]" },
	{ "shape", "'a' * 90000" }, { "shape", "'a' * 90000 + 'b'" }, { "shape", "'a' * 90000 == 'a' * 90000" },
	{ "shape", "[1, 2] * 40000 == [1, 2] * 40000" }, { "shape", "[[1, [2, 3]]] * 9000" }, { "shape", "str([[1, [2, 3]]] * 9000)" },
	{ "shape", "str([1.2345678] * 3000)" }, { "shape", "2 ** 62 % 12345" }, { "shape", "1 if x[0, 0] > 0 else 2" },
	{ "shape", "tensor(3.0)" }, { "shape", "x.T" }, { "shape", "x.shape" }, { "shape", "x.sum().item()" },
};
enum { N_LARGER = sizeof larger / sizeof *larger };

struct world {
	const char *name, *only;
	struct program *program;
	struct graph *graph;
};

static double processor_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool eval_once(const struct world *w, const struct expr *expr, double *seconds, int64_t *ops)
{
	struct run run;
	struct value value = VALUE_NOTHING;
	struct err err;
	run_init(&run, (struct budget){ .ops = INT64_C(2000000000), .bytes = INT64_C(1) << 30 }, NULL);
	double start = processor_seconds();
	bool ok = graph_eval(w->graph, expr, &run, &value, &err);
	value_unref(value);
	*seconds = processor_seconds() - start;
	*ops = run.ops;
	return ok;
}

/* The best of a few. */
static void price(struct world *w, const char *op, const char *source)
{
	struct err err;
	double seconds, best = 1e9;
	int64_t ops;
	const struct expr *expr = program_parse_expr(w->program, source, &err);
	if (!expr || (w->only && strcmp(w->only, op) != 0) || !eval_once(w, expr, &seconds, &ops))
		return;
	for (double spent = 0; spent < 0.03; spent += seconds + 1e-6) {
		eval_once(w, expr, &seconds, &ops);
		best = seconds < best ? seconds : best;
	}
	printf("%8.2f ns  %9.3f ms  %-18s %-10s %s\n", best * 1e9 / (double)ops, best * 1e3, op, w->name, source);
}

static void price_all(struct world *w)
{
	const struct op *op;
	for (int i = 0; (op = ops_at(i)); i++) {
		price(w, op->name, op->example);
		for (int k = 0; k < N_LARGER; k++)
			if (strcmp(larger[k].op, op->name) == 0)
				price(w, op->name, larger[k].expr);
	}
}

bool prices(const char *only, struct err *err)
{
	puts("for each operation charged, and in all");
	for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
		struct run run;
		struct world w = { .name = worlds[i].name, .only = only,
		                   .program = program_parse(worlds[i].program, NULL, err) };
		if (!w.program)
			return false;
		w.graph = graph_new(w.program, -1);
		run_init(&run, (struct budget){0}, NULL);
		bool ok = graph_update(w.graph, &run, err);
		if (ok)
			price_all(&w);
		graph_free(w.graph);
		program_free(w.program);
		if (!ok)
			return false;
	}
	return true;
}
