#include "lang/deps.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/ast.h"
#include "lang/names.h"
#include "lang/statements.h"

_Static_assert(DEPS_DEF_WORDS * 64 >= PROGRAM_MAX_DEFS, "a bit for each function");

/* What one expression mentions. */
struct mentions {
	uint64_t *nodes;
	uint64_t params;
	uint64_t defs[DEPS_DEF_WORDS];
	bool prev;
};

struct collect {
	const struct program *program;
	const struct program_def *inside;   /* whose arguments hide other names */
	struct mentions *out;
};

static bool is_argument(const struct program_def *def, const char *name)
{
	for (int i = 0; def && i < def->n_args; i++)
		if (strcmp(def->args[i], name) == 0)
			return true;
	return false;
}

static bool collect_one(void *context, const struct expr *x)
{
	const struct collect *c = context;
	int at;
	if (x->kind == EXPR_PREV)
		c->out->prev = true;
	if (x->kind == EXPR_CALL && (at = program_find_def(c->program, x->text)) >= 0)
		c->out->defs[at / 64] |= UINT64_C(1) << (at % 64);
	if (x->kind != EXPR_NAME || is_argument(c->inside, x->text))
		return true;
	if ((at = program_find_node(c->program, x->text)) >= 0)
		c->out->nodes[at / 64] |= UINT64_C(1) << (at % 64);
	if ((at = program_find_param(c->program, x->text)) >= 0)
		c->out->params |= UINT64_C(1) << at;
	return true;
}

static struct mentions collect(const struct program *g, const struct program_def *inside,
                               const struct expr *expr, uint64_t *nodes)
{
	struct mentions found = { .nodes = nodes };
	struct collect c = { g, inside, &found };
	expr_walk(expr, collect_one, &c);
	return found;
}

static void merge_nodes(uint64_t *to, const uint64_t *from, int words)
{
	for (int i = 0; i < words; i++)
		to[i] |= from[i];
}

/* Add to `m` what the defs mention that it calls, and those they call. */
static void follow_defs(struct mentions *m, const struct mentions *defs, int n_defs, int words)
{
	bool done[PROGRAM_MAX_DEFS] = { false };
	for (bool more = true; more; ) {
		more = false;
		for (int d = 0; d < n_defs; d++) {
			if (done[d] || !(m->defs[d / 64] >> (d % 64) & 1))
				continue;
			done[d] = more = true;
			merge_nodes(m->nodes, defs[d].nodes, words);
			merge_nodes(m->defs, defs[d].defs, DEPS_DEF_WORDS);
			m->params |= defs[d].params;
		}
	}
}

static void collect_all(struct deps *deps, const struct program *g)
{
	struct mentions *defs = mem_new((size_t)g->n_defs + 1, sizeof *defs);
	uint64_t *sets = mem_new((size_t)(g->n_defs + 1) * (size_t)deps->words, sizeof *sets);
	for (int d = 0; d < g->n_defs; d++)
		defs[d] = collect(g, &g->defs[d], g->defs[d].expr, sets + d * deps->words);
	for (int i = 0; i < deps->n_nodes; i++) {
		struct mentions m = collect(g, NULL, deps->node[i]->expr, deps->reads + i * deps->words);
		follow_defs(&m, defs, g->n_defs, deps->words);
		deps->params[i] = m.params;
		memcpy(deps->defs + i * DEPS_DEF_WORDS, m.defs, sizeof m.defs);
		deps->uses_prev[i] = m.prev;
	}
	free(sets);
	free(defs);
}

/* Whether all that node i reads is in the set. */
static bool ready(const struct deps *deps, int i, const uint64_t *done)
{
	for (int w = 0; w < deps->words; w++)
		if (deps->reads[i * deps->words + w] & ~done[w])
			return false;
	return true;
}

static void inherit(struct deps *deps, int i)
{
	uint64_t *all = deps->reads_all + i * deps->words;
	merge_nodes(all, deps->reads + i * deps->words, deps->words);
	for (int j = 0; j < deps->n_nodes; j++) {
		if (!deps->reads[i * deps->words + j / 64]) {
			j |= 63;   /* none of these 64 */
			continue;
		}
		if (!deps_in(deps->reads, deps->words, i, j))
			continue;
		merge_nodes(all, deps->reads_all + j * deps->words, deps->words);
		deps->params[i] |= deps->params[j];
		deps->uses_prev[i] |= deps->uses_prev[j];
	}
}

/* The written order, except where a replaced node reads one that stands below it. */
static bool sort(struct deps *deps, struct err *err)
{
	uint64_t *done = mem_new((size_t)deps->words, sizeof *done);
	int count = 0;
	for (bool more = true; more && count < deps->n_nodes; ) {
		more = false;
		for (int i = 0; i < deps->n_nodes; i++) {
			if (done[i / 64] >> (i % 64) & 1 || !ready(deps, i, done))
				continue;
			inherit(deps, i);
			done[i / 64] |= UINT64_C(1) << (i % 64);
			deps->order[count++] = i;
			more = true;
		}
	}
	bool fine = count == deps->n_nodes;
	for (int i = 0; i < deps->n_nodes && !fine; i++) {
		if (done[i / 64] >> (i % 64) & 1)
			continue;
		err_set(err, ERR_NAME, deps->node[i]->span,
		        "%s goes round in a circle: what it is made of is made of it", deps->node[i]->name);
		break;
	}
	free(done);
	return fine;
}

static const struct program_node *replaced(const struct program *g, int variant, int node)
{
	const struct program_variant *v = variant >= 0 ? &g->variants[variant] : NULL;
	for (int i = 0; v && i < v->n_nodes; i++)
		if (strcmp(v->nodes[i].name, g->nodes[node].name) == 0)
			return &v->nodes[i];
	return &g->nodes[node];
}

static bool check_clock(const struct deps *deps, const struct program *g, struct err *err)
{
	for (int p = 0; p < g->n_params; p++)
		if (g->params[p].animate)
			return true;
	for (int i = 0; i < deps->n_nodes; i++)
		if (deps->uses_prev[i])
			return err_set(err, ERR_NAME, deps->node[i]->span, "prev needs a clock: mark one param "
			               "with animate");
	return true;
}

struct deps *deps_new(const struct program *program, int variant, struct err *err)
{
	struct deps *deps = mem_new(1, sizeof *deps);
	size_t n = (size_t)program->n_nodes + 1;
	deps->n_nodes = program->n_nodes;
	deps->words = (program->n_nodes + 63) / 64 + !program->n_nodes;
	deps->node = mem_new(n, sizeof *deps->node);
	deps->reads = mem_new(n * (size_t)deps->words, sizeof *deps->reads);
	deps->reads_all = mem_new(n * (size_t)deps->words, sizeof *deps->reads_all);
	deps->params = mem_new(n, sizeof *deps->params);
	deps->defs = mem_new(n * DEPS_DEF_WORDS, sizeof *deps->defs);
	deps->uses_prev = mem_new(n, sizeof *deps->uses_prev);
	deps->order = mem_new(n, sizeof *deps->order);
	for (int i = 0; i < program->n_nodes; i++)
		deps->node[i] = replaced(program, variant, i);
	collect_all(deps, program);
	if (sort(deps, err) && check_clock(deps, program, err))
		return deps;
	deps_free(deps);
	return NULL;
}

void deps_free(struct deps *deps)
{
	if (!deps)
		return;
	free(deps->node);
	free(deps->reads);
	free(deps->reads_all);
	free(deps->params);
	free(deps->defs);
	free(deps->uses_prev);
	free(deps->order);
	free(deps);
}
