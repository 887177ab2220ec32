/*
 * Labs that want far more than a quiz may have, or just as much: under a quiz's budget each ends soon,
 * with what it could afford, and what is too large is left in parts. What they took is printed, and not judged:
 *	build/release/unit/lab_hostile
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/str.h"
#include "lab/lab.h"

/* `first`, then `each` so many times (a %d in it counts from 1), then `last`. */
struct hostile {
	const char *name;
	enum err_code code;      /* the first error anywhere in it */
	const char *first, *each;
	int count;
	const char *last;
};

#define BIG "[0.5] * 90000"

#define ONE(name, code, source) { name, code, source, "", 0, "" }
#define MANY(name, code, first, each, count, last) { name, code, first, each, count, last }

static const struct hostile rows[] = {
	/* ---- Kernels ---- */
	ONE("a chain of products", ERR_NONE, "x = randn(2000, 2000)\ny = x @ x @ x\n"),
	ONE("a product of halves", ERR_NONE, "x = ones(1500, 1500).half()\ny = x @ x\nz = y @ x\nu = z @ y\nv = u @ y\n"),
	ONE("products of ints", ERR_LIMIT, "x = ones(2000, 2000).long()\ny = x @ x\n"),
	MANY("dot products", ERR_LIMIT, "a = ones(3000000)\n", "x%d = a @ a\n", 300, ""),
	MANY("vectors through a matrix", ERR_LIMIT, "x = ones(3000, 3000)\nv = ones(3000)\n", "y%d = v @ x\n", 900, ""),
	ONE("a million tiny products", ERR_NONE, "x = ones(1000000, 2, 2)\ny = x @ x\n"),
	ONE("einsum of five letters", ERR_LIMIT, "x = ones(400, 400)\ny = einsum('ab,bc,cd,de->ae', x, x, x, x)\n"
	  "z = einsum('ab,cb,db->acd', x, x, x)\n"),
	ONE("einsum of eight letters", ERR_LIMIT, "x = ones(12, 12)\ny = einsum('ab,cd,ef,gh->abcdefgh', x, x, x, x)\n"),
	MANY("einsum of tiny batches", ERR_LIMIT, "x = ones(500000, 1, 1)\n", "y%d = einsum('bij,bjk->bik', x, x)\n", 50, ""),
	ONE("svdvals, many", ERR_LIMIT, "x = randn(300000, 3, 3)\ny = svdvals(x)\n"),
	ONE("svdvals, tall", ERR_LIMIT, "x = randn(200000, 12)\ny = svdvals(x)\n"),
	ONE("rank of equal columns", ERR_NONE, "x = rank(ones(100000, 2))\n"),
	MANY("sort of equals", ERR_LIMIT, "x = zeros(4000000)\ny = sort(x)\n", "z%d = sort(x)\n", 40, ""),
	MANY("sort down the columns", ERR_LIMIT, "x = randn(1000, 1000)\n", "y%d = sort(x, dim=0).values\n", 40, ""),
	MANY("topk", ERR_LIMIT, "x = randn(1000000)\n", "y%d = topk(x, 3).values\n", 40, ""),
	MANY("cumsum of columns", ERR_LIMIT, "x = ones(800, 800)\n", "y%d = cumsum(x, 0).sum()\n", 200, ""),
	MANY("remainders far apart", ERR_LIMIT, "x = full((1000000,), 1e308, dtype=float64)\n", "y%d = (x % 5e-324).sum()\n", 90, ""),
	MANY("powers", ERR_LIMIT, "x = randn(1000000)\n", "y%d = (abs(x) ** x).sum()\n", 90, ""),
	MANY("powers of ints", ERR_LIMIT, "x = full((1000000,), 2**62)\n", "y%d = (x ** (x - 1)).sum()\n", 90, ""),
	MANY("gelu, softplus, atan2", ERR_LIMIT, "x = randn(500000)\n", "y%d = atan2(softplus(gelu(x)), x).sum()\n", 90, ""),
	MANY("sines of far away", ERR_LIMIT, "x = full((1000000,), 1e300, dtype=float64)\n", "y%d = sin(x).sum()\n", 90, ""),
	MANY("halves", ERR_LIMIT, "x = randn(500000).half()\n", "y%d = (x * x + x).sum()\n", 90, ""),
	MANY("norms of no whole power", ERR_LIMIT, "x = randn(1000000)\n", "y%d = x.norm(p=3.5)\n", 90, ""),
	MANY("sums of pairs", ERR_LIMIT, "x = ones(1000000, 2)\n", "y%d = x.sum(dim=-1).sum()\n", 90, ""),
	MANY("softmax of pairs", ERR_LIMIT, "x = ones(500000, 2)\n", "y%d = softmax(x, dim=-1).sum()\n", 90, ""),
	MANY("log_softmax of pairs", ERR_LIMIT, "x = ones(500000, 2)\n", "y%d = log_softmax(x, dim=-1).sum()\n", 90, ""),
	ONE("attention of 20,000 tokens", ERR_LIMIT, "q = randn(20000, 32)\ny = scaled_dot_product_attention(q, q, q)\n"),
	ONE("attention, a million heads", ERR_LIMIT, "q = ones(1, 1, 4).expand(1000000, 1, 4)\ny = scaled_dot_product_attention(q, q, q)\n"),
	ONE("attention of halves", ERR_LIMIT, "q = randn(3000, 32).half()\ny = scaled_dot_product_attention(q, q, q)\nz = scaled_dot_product_attention(y, y, y)\n"),
	ONE("linear attention", ERR_LIMIT, "q = rand(20000, 128)\ny = linear_attention(q, q, q, is_causal=True)\n"),

	MANY("linear attention, tiny heads", ERR_LIMIT, "q = ones(100000, 2, 2)\n", "y%d = linear_attention(q, q, q)[0]\n", 900, ""),

	/* ---- Moving numbers ---- */
	MANY("one row many times", ERR_NONE, "x = ones(1, 1).repeat_interleave(10000000, dim=0)\n", "y%d = x.repeat_interleave(1, dim=0)\n", 9, ""),
	ONE("tiles of tiles", ERR_LIMIT, "x = ones(3).repeat(5000000)\n"),
	ONE("rows by number", ERR_LIMIT, "x = ones(3, 2)\ni = zeros(2000000).long()\ny = x[i]\n"),
	ONE("cells by eight numbers", ERR_LIMIT, "x = ones(2, 2, 2, 2, 2, 2, 2, 2)\ni = zeros(3000, 300).long()\ny = x[i, i, i, i, i, i, i, i]\n"),
	ONE("gather", ERR_LIMIT, "x = ones(10)\ni = zeros(9000000).long()\ny = x.gather(0, i)\n"),
	MANY("places of what is not 0", ERR_LIMIT, "x = ones(3000000)\n", "y%d = nonzero(x)[0]\n", 40, ""),
	MANY("masks select", ERR_LIMIT, "x = ones(2000000)\n", "y%d = x[x > 0].sum()\n", 40, ""),
	MANY("one_hot of many classes", ERR_LIMIT, "x = one_hot(arange(3), 10**7)\n", "y%d = one_hot(arange(2), 10**6 + %d)\n", 90, ""),
	ONE("meshgrid", ERR_NONE, "x = meshgrid(arange(5000), arange(5000))\n"),
	ONE("a diagonal far away", ERR_LIMIT, "x = diag(arange(3), 10000)\n"),
	MANY("transposed copies", ERR_LIMIT, "x = ones(2000, 2000)\n", "y%d = x.T.contiguous()[0]\n", 90, ""),
	MANY("triangles", ERR_LIMIT, "x = ones(800, 800)\n", "y%d = tril(x)[0]\n", 900, ""),
	MANY("turned round", ERR_LIMIT, "x = ones(2000, 2000)\n", "y%d = x.flip(0, 1).roll(7)[0]\n", 90, ""),
	ONE("positions", ERR_LIMIT, "x = sinusoidal(100000, 64)\n"),
	MANY("turned by positions", ERR_LIMIT, "x = ones(20000, 64)\n", "y%d = rope(x)[0]\n", 9, ""),
	ONE("distances", ERR_LIMIT, "x = alibi(8, 2000)\n"),
	ONE("blocks", ERR_LIMIT, "i = arange(10000)\nx = block_mask(i, i)\n"),
	MANY("masks", ERR_LIMIT, "x0 = 1\n", "x%d = causal_mask(1700)[0]\n", 900, ""),
	ONE("nothing, very often", ERR_NONE, "n = 10**12\na = sinusoidal(n, 0)\nb = alibi(n, 0)\nc = rope(zeros(n, 4, 0))\n"
	    "d = svdvals(zeros(n, 0, 3))\ne = scaled_dot_product_attention(zeros(n, 4, 0), zeros(n, 0, 0), zeros(n, 0, 0))\n"
	    "f = linear_attention(zeros(n, 0), zeros(n, 0), zeros(n, 0))\n"),
	ONE("nothing, on strides beyond any number", ERR_NONE, "x = zeros(0, 10**12, 10**12)\ny = x.mT.shape\n"),
	ONE("a list of nothing", ERR_LIMIT, "x = zeros(10**12, 0).tolist()\n"),
	ONE("the same again", ERR_NONE, "x = zeros(1).expand(10**7)\ny = allclose(x[:100], x[:100])\n"),
	ONE("a billion compared", ERR_LIMIT, "x = zeros(1).expand(10**9)\ny = equal(x, x)\n"),
	ONE("a line of a billion", ERR_LIMIT, "x = linspace(0, 1, 10**9)\n"),
	MANY("a million views", ERR_LIMIT, "x = ones(100000, 2)\n", "y%d = x.unbind(0)[0]\n", 90, ""),
	MANY("memory, again and again", ERR_LIMIT, "x0 = ones(1)\n", "x%d = zeros(5000000)[0]\n", 900, ""),
	MANY("numbers that stay", ERR_NONE, "x0 = ones(1000000)\n", "x%d = x0 + %d\n", 90, ""),

	/* ---- Lists, texts ---- */
	MANY("tensors printed", ERR_LIMIT, "x = randn(30, 30)\n", "y%d = len(str([x] * 90))\n", 900, ""),
	MANY("numbers printed", ERR_LIMIT, "l = " BIG "\n", "y%d = len(str(l[:3000]))\n", 900, ""),
	MANY("quotes in quotes", ERR_LIMIT, "x0 = '\"'\n", "x%d = str([x%d])\n", 60, ""),
	MANY("lists in lists", ERR_SYNTAX, "x = ", "[", 60, "1"),
	MANY("lists of lists", ERR_LIMIT, "x0 = [1]\n", "x%d = [x0] * 40000 == [x0] * 40000\n", 90, ""),
	MANY("slices of lists", ERR_LIMIT, "l = " BIG "\n", "x%d = l[1:]\n", 900, ""),
	MANY("tensors of lists", ERR_LIMIT, "l = [[0.5, 1.5]] * 30000\n", "x%d = tensor(l)[0]\n", 900, ""),
	MANY("tensors as lists", ERR_LIMIT, "x = ones(90000)\n", "x%d = len(x.tolist())\n", 900, ""),
	MANY("the largest of a list", ERR_LIMIT, "l = " BIG "\n", "x%d = max(l)\n", 1900, ""),
	MANY("tensors joined, one by one", ERR_LIMIT, "x0 = ones(1)\n", "x%d = cat([x0] * 9000)[0]\n", 900, ""),
	MANY("tokens of one letter", ERR_LIMIT, "x = bpe('", "a", 100000, "')\n"),
	MANY("tokens that merge", ERR_LIMIT, "x = bpe('", "the ", 30000, "')\n"),
	MANY("a table of merges", ERR_LIMIT, "m = ['t h', 'th e'] * 40000\n", "x%d = bpe('the', merges=m)\n", 90, ""),
	MANY("words nobody knows", ERR_LIMIT, "x = wordpiece('", "qzxqzx ", 30000, "')\n"),
	MANY("one long word", ERR_NONE, "x = len(wordpiece('", "q", 100000, "'))\n"),
	MANY("a vocabulary", ERR_LIMIT, "v = ['a', '##b'] * 40000\n", "x%d = wordpiece('ab', vocab=v)\n", 90, ""),

	/* ---- The text itself ---- */
	MANY("brackets", ERR_LIMIT, "x = ", "(", 250000, ""),
	MANY("square brackets", ERR_LIMIT, "x = ", "[", 250000, ""),
	MANY("calls", ERR_LIMIT, "x = ", "f(", 120000, ""),
	MANY("signs", ERR_LIMIT, "x = ", "-", 250000, "1"),
	MANY("sums", ERR_LIMIT, "x = 1", "+1", 120000, ""),
	MANY("dots", ERR_LIMIT, "x = ones(1)", ".T", 120000, ""),
	MANY("attributes", ERR_SYNTAX, "x = ones(1)", ".", 250000, ""),
	MANY("strings", ERR_SYNTAX, "x = ", "'a' ", 60000, ""),
	MANY("a long name", ERR_NAME, "x = ", "y", 250000, ""),
	MANY("a long number", ERR_LIMIT, "x = ", "9", 250000, ""),
	MANY("digits behind a dot", ERR_NONE, "x = 0.", "9", 250000, ""),
	MANY("a list written out", ERR_NONE, "x = [", "1,", 90000, "]"),
	MANY("a dictionary", ERR_LIMIT, "x = ", "{", 250000, ""),
	MANY("lines", ERR_NONE, "", "\n", 250000, ""),
	MANY("comparisons", ERR_LIMIT, "x = 1", "<2", 120000, ""),
	MANY("alternatives", ERR_LIMIT, "x = ", "1 if 1 else ", 20000, "1"),
	MANY("nodes of everything", ERR_NONE, "x0 = 1\n", "x%d = (((((((((1 + 2) * 3) - 4) // 5) % 6) ** 2) + 1) * 2) - 3)\n", 1900, ""),
	MANY("params", ERR_LIMIT, "", "param p%d = 1 in 0..1000000000\n", 64, ""),

	/* ---- What multiplies ---- */
	MANY("functions of functions", ERR_LIMIT, "def f0(x) = x + x\n", "def f%d(x) = f%d(f%d(x))\n", 60, "y = f60(ones(9))\n"),
	MANY("functions of two", ERR_LIMIT, "def f0(x) = x\n", "def f%d(x) = f%d(x) + f%d(x)\n", 60, "y = f60(1)\n"),
	ONE("a clock that joins", ERR_LIMIT, "param t = 9999 in 0..9999 animate\nK = cat([prev(K), ones(1, 64)])\n"),
	ONE("a clock that lists", ERR_LIMIT, "param t = 9999 in 0..9999 animate\nL = [t] + ([] if t == 0 else [len(str(t))] * 9000)\n"),
	MANY("a clock with many nodes", ERR_LIMIT, "param t = 9999 in 0..9999 animate\n", "x%d = t + %d\n", 900, ""),
	MANY("claims", ERR_LIMIT, "x = randn(1000000)\n", "claim x.sum() == x.sum() \"%d\"\n", 900, ""),
	MANY("variants", ERR_LIMIT, "x = 1\ny = (randn(4000000) * x).sum()\n", "variant \"%d\" x = %d\n", 32, ""),
	ONE("a sweep", ERR_LIMIT, "param k = 1 in 1..1000\nx = (randn(200000) * k).sum()\nshow plot x over k\n"),
	MANY("sweeps", ERR_LIMIT, "param k = 1 in 1..1000\nx = (randn(200000) * k).sum()\n", "show plot x over k \"%d\"\n", 30, ""),
	MANY("heatmaps", ERR_NONE, "x = randn(1000, 1000)\n", "show heatmap x * %d\n", 90, ""),
	ONE("lists of a billion compared", ERR_NONE, "x = [zeros(1).expand(10**9)]\nvariant \"v\" x = [zeros(1).expand(10**9)]\n"),
	ONE("lists of nothing compared", ERR_NONE, "x = [zeros(9000, 30000, 0)]\nvariant \"v\" x = [zeros(9000, 30000, 0)]\n"),
	ONE("histograms", ERR_NONE, "x = zeros(1).expand(10**9)\nshow hist x\n"),
	ONE("tables", ERR_NONE, "x = zeros(1, 1).expand(10**5, 10**5)\nshow table x\n"),
	ONE("images", ERR_NONE, "x = zeros(1, 1).expand(10**5, 10**5)\nshow image x\nshow mask x > 0\n"),
	ONE("comparisons of two", ERR_NONE, "x = zeros(1, 1).expand(10**5, 10**5)\nshow compare x, x\n"),
};
enum { N_ROWS = sizeof rows / sizeof *rows };

static char *source_of(const struct hostile *row)
{
	struct str s = STR_INIT;
	str_add(&s, row->first);
	for (int i = 1; i <= row->count; i++) {
		const char *p = row->each;
		for (int k = 0; *p; p++) {
			bool number = p[0] == '%' && p[1] == 'd';
			if (number)
				str_addf(&s, "%d", i - (k++ > 0));   /* the second and third count from 0 */
			else
				str_add_n(&s, p, 1);
			p += number;
		}
	}
	str_add(&s, row->last);
	return str_take(&s);
}

static void note(enum err_code *first, const struct err *err)
{
	if (*first == ERR_NONE)
		*first = err->code;
}

static enum err_code first_error(const struct lab_state *state)
{
	enum err_code code = ERR_NONE;
	note(&code, &state->error);
	for (int i = 0; i < state->n_lines; i++)
		note(&code, &state->lines[i].error);
	for (int i = 0; i < state->n_claims; i++)
		note(&code, &state->claims[i].error);
	for (int i = 0; i < state->n_figures; i++)
		note(&code, &state->figures[i].error);
	return code == ERR_NONE && state->with ? first_error(state->with) : code;
}

static enum err_code outcome(const char *source)
{
	struct err err = {0};
	struct lab *lab = lab_parse("hostile", source, NULL, &err);
	struct lab_setting setting = { .variant = lab ? lab_program(lab)->n_variants - 1 : -1 };
	struct lab_state *state = lab ? lab_run(lab, &setting, &budget_lab, NULL, &err) : NULL;
	enum err_code code = state ? first_error(state) : err.code;
	lab_state_unref(state);
	lab_unref(lab);
	return code;
}

static double milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static void hostile_labs_end(void **state)
{
	int wrong = 0;
	(void)state;
	for (int i = 0; i < N_ROWS; i++) {
		char *source = source_of(&rows[i]);
		double start = milliseconds();
		enum err_code code = outcome(source);
		print_message("# %6.0f ms  %-28s %s\n", milliseconds() - start, rows[i].name,
		              code == ERR_NONE ? "done" : err_name(code));
		wrong += code != rows[i].code;
		if (code != rows[i].code)
			print_message("# not %s\n", err_name(rows[i].code));
		free(source);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	mem_keep();
	const struct CMUnitTest tests[] = { cmocka_unit_test(hostile_labs_end) };
	return cmocka_run_group_tests_name("lab_hostile", tests, NULL, NULL);
}
