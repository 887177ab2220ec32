#include "lang/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/ast.h"
#include "lang/deps.h"
#include "lang/habits.h"
#include "lang/names.h"
#include "lang/params.h"
#include "lang/statements.h"

static bool build(struct builder *b, const char *source, struct err *err)
{
	const struct using top = {0};
	struct program *g = b->program;
	if (!build_source(b, &top, source, err))
		return false;
	g->source = arena_copy(&g->arena, b->n_files ? b->all.data : source);
	for (int variant = -1; variant < g->n_variants; variant++) {
		struct deps *deps = deps_new(g, variant, err);
		if (!deps)
			return false;
		deps_free(deps);
	}
	struct params *params = params_new(g, err);
	params_free(params);
	return params != NULL;
}

struct program *program_parse(const char *source, const struct program_loader *loader,
                              struct err *err)
{
	struct program *g = mem_new(1, sizeof *g);
	arena_init(&g->arena, 0);
	g->seed = 1;
	struct builder b = { .program = g, .loader = loader, .all = STR_INIT };
	bool fine = build(&b, source, err);
	str_done(&b.all);
	if (fine)
		return g;
	program_free(g);
	return NULL;
}

void program_free(struct program *program)
{
	if (!program)
		return;
	arena_done(&program->arena);
	free(program);
}

/* What begins as a statement is told so, or what to write instead. */
static bool check_begin(const struct program *program, const struct token *first, struct err *err)
{
	const char *name = first->kind == TOKEN_NAME ? first->text : "";
	bool known = program_find_node(program, name) >= 0 || program_find_param(program, name) >= 0;
	if (token_ends(first))
		return true;
	if (!habit_check(first, known, err))
		return false;
	if (!statement_begins(first))
		return true;
	err_set(err, ERR_SYNTAX, first->span, "this is a statement, and an expression is expected here");
	return token_is(first + 1, "=") && err_hint(err, "== compares");
}

const struct expr *program_parse_expr(struct program *program, const char *source, struct err *err)
{
	struct parser p;
	const struct scope anywhere = {0};
	if (strlen(source) > SOURCE_MAX_BYTES) {
		err_say(err, ERR_LIMIT, "the text is longer than %d bytes", SOURCE_MAX_BYTES);
		return NULL;
	}
	if (!parser_init(&p, &program->arena, arena_copy(&program->arena, source), 0, err))
		return NULL;
	while (p.token->kind == TOKEN_NEWLINE)
		p.token++;
	if (!check_begin(program, p.token, err))
		return NULL;
	const struct expr *expr = parse_expr(&p);
	if (!expr)
		return NULL;
	while (p.token->kind == TOKEN_NEWLINE)
		p.token++;
	if (p.token->kind != TOKEN_END) {
		parser_expected(&p, "the end of the expression");
		return NULL;
	}
	return names_check(program, &anywhere, expr, err) ? expr : NULL;
}

struct each_name {
	void (*seen)(void *context, const char *name);
	void *context;
};

static bool see_name(void *context, const struct expr *x)
{
	const struct each_name *each = context;
	if (x->kind == EXPR_NAME)
		each->seen(each->context, x->text);
	return true;
}

void expr_each_name(const struct expr *expr, void (*seen)(void *context, const char *name), void *context)
{
	struct each_name each = { seen, context };
	expr_walk(expr, see_name, &each);
}

struct search {
	const struct program *program;
	const bool *nodes;
	bool found;
};

static void look_up(void *context, const char *name)
{
	struct search *search = context;
	int node = program_find_node(search->program, name);
	search->found |= node >= 0 && search->nodes[node];
}

bool program_reads_any(const struct program *program, const struct expr *expr, const bool *nodes)
{
	struct search search = { .program = program, .nodes = nodes };
	expr_each_name(expr, look_up, &search);
	return search.found;
}
