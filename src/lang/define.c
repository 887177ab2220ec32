/* Statements that define a name. */
#include "lang/reader.h"

#include <string.h>

/* ---- Definitions ---- */

static bool already(struct reader *r, const struct token *name, const char *from, struct span first)
{
	const char *here = r->file->name;
	if (from != here)
		return true;
	err_set(r->p.err, ERR_NAME, name->span, "%s is already defined in line %u", name->text, (unsigned)first.line);
	return err_hint(r->p.err, "give the new one a name of its own: %s2 = ...", name->text);
}

/* A name is defined once in a lab; what a used lab calls so makes room. */
static bool check_new_name(struct reader *r, const struct token *name)
{
	struct program *g = reader_program(r);
	int node = program_find_node(g, name->text), param = program_find_param(g, name->text);
	int def = program_find_def(g, name->text);
	if (names_is_constant(name->text))
		return err_set(r->p.err, ERR_NAME, name->span, "%s has a meaning already; choose another name",
		               name->text);
	return (node < 0 || already(r, name, g->nodes[node].from, g->nodes[node].span))
		&& (param < 0 || already(r, name, g->params[param].from, g->params[param].span))
		&& (def < 0 || already(r, name, g->defs[def].from, g->defs[def].span));
}

static void drop(void *items, int *count, int at, size_t size)
{
	char *item = (char *)items + (size_t)at * size;
	memmove(item, item + size, (size_t)(--*count - at) * size);
}

/* Remove what a used lab defined under the name, unless it is of the kind `keep`. */
static void drop_replaced(struct reader *r, const char *name, enum name_kind keep)
{
	struct program *g = reader_program(r);
	int node = program_find_node(g, name), param = program_find_param(g, name);
	int def = program_find_def(g, name);
	if (keep != NAME_NODE && node >= 0)
		drop(g->nodes, &g->n_nodes, node, sizeof *g->nodes);
	else if (keep != NAME_PARAM && param >= 0)
		drop(g->params, &g->n_params, param, sizeof *g->params);
	else if (keep != NAME_DEF && def >= 0)
		drop(g->defs, &g->n_defs, def, sizeof *g->defs);
	else
		return;
	names_rebuild(g);
}

/* NAME = expr, of a definition or a variant. */
bool define_read_node(struct reader *r, struct program_node *node)
{
	const struct token *first = r->p.token;
	*node = (struct program_node){ .from = r->file->name };
	if (!reader_name(r, &node->name, "a name"))
		return false;
	if (!parser_need(&r->p, "=", "`=`"))
		return false;
	struct scope scope = { .self = node->name };
	node->expr = reader_expr(r, &scope);
	if (!node->expr)
		return false;
	node->code = reader_code(r, first);
	node->span = reader_span(r, first);
	return true;
}

bool define_node(struct reader *r)
{
	struct program *g = reader_program(r);
	struct program_node node;
	const struct token *name = r->p.token;
	if (!reader_count(r, g->n_nodes, PROGRAM_MAX_NODES, "nodes") || !check_new_name(r, name)
	    || !define_read_node(r, &node))
		return false;
	if (r->p.token->kind == TOKEN_NEWLINE && r->p.token->text)
		node.note = words_split(r->p.arena, r->p.token->text);
	drop_replaced(r, node.name, NAME_NODE);
	int old = program_find_node(g, node.name);
	*(old >= 0 ? &g->nodes[old] : PUSH(r, g->nodes, g->n_nodes)) = node;
	names_note(g, NAME_NODE, node.name, old >= 0 ? old : g->n_nodes - 1);
	return true;
}

enum { MAX_DEF_ARGS = 16 };

static bool read_def_args(struct reader *r, const char **args, int *count)
{
	while (!parser_at(&r->p, ")")) {
		if (*count == MAX_DEF_ARGS)
			return err_set(r->p.err, ERR_LIMIT, r->p.token->span,
			               "a function takes at most %d arguments", MAX_DEF_ARGS);
		const struct token *name = r->p.token;
		if (!reader_name(r, &args[*count], "the name of an argument"))
			return false;
		for (int i = 0; i < *count; i++)
			if (strcmp(args[i], name->text) == 0)
				return err_set(r->p.err, ERR_NAME, name->span, "there are two arguments %s",
				               name->text);
		++*count;
		if (!parser_take(&r->p, ","))
			break;
	}
	return parser_need(&r->p, ")", "`,` or `)`");
}

bool define_def(struct reader *r)
{
	struct program *g = reader_program(r);
	struct program_def def = { .from = r->file->name };
	const struct token *name = r->p.token;
	const char *args[MAX_DEF_ARGS];
	if (!reader_count(r, g->n_defs, PROGRAM_MAX_DEFS, "functions")
	    || !reader_name(r, &def.name, "the name of a function") || !check_new_name(r, name)
	    || !parser_need(&r->p, "(", "`(`") || !read_def_args(r, args, &def.n_args)
	    || !parser_need(&r->p, "=", "`=`: def f(x) = expression"))
		return false;
	struct scope scope = { .args = args, .n_args = def.n_args };
	def.expr = reader_expr(r, &scope);
	if (!def.expr)
		return false;
	def.args = memcpy(arena_new(r->p.arena, MAX_DEF_ARGS, sizeof *args), args,
	                  (size_t)def.n_args * sizeof *args);
	def.code = reader_code(r, r->statement);
	def.span = reader_span(r, r->statement);
	drop_replaced(r, def.name, NAME_DEF);
	int old = program_find_def(g, def.name);
	*(old >= 0 ? &g->defs[old] : PUSH(r, g->defs, g->n_defs)) = def;
	names_note(g, NAME_DEF, def.name, old >= 0 ? old : g->n_defs - 1);
	return true;
}

/* ---- Params ---- */

static const struct scope params_only = { .params_only = true };

static bool read_choices(struct reader *r, struct program_param *param)
{
	const struct expr **choices = NULL;
	param->domain = PARAM_SET;
	do {
		if (!reader_count(r, param->n_choices, 1000, "choices for a param"))
			return false;
		const struct expr *choice = reader_expr(r, &params_only);
		if (!choice)
			return false;
		*PUSH(r, choices, param->n_choices) = choice;
	} while (parser_take(&r->p, ",") && !parser_at(&r->p, "}"));
	param->choices = choices;
	return parser_need(&r->p, "}", "`,` or `}`");
}

static bool read_divisors(struct reader *r, struct program_param *param)
{
	param->domain = PARAM_DIVISORS;
	r->p.token += 2;
	param->divisors_of = reader_expr(r, &params_only);
	return param->divisors_of && parser_need(&r->p, ")", "`)`");
}

static bool read_range(struct reader *r, struct program_param *param)
{
	param->domain = PARAM_RANGE;
	if (!(param->low = reader_expr(r, &params_only))
	    || !parser_need(&r->p, "..", "`..`: a param's domain is LO..HI, {a, b} or divisors(n)")
	    || !(param->high = reader_expr(r, &params_only)))
		return false;
	return !parser_take(&r->p, "step") || (param->step = reader_expr(r, &params_only));
}

static bool read_domain(struct reader *r, struct program_param *param)
{
	if (parser_take(&r->p, "{"))
		return read_choices(r, param);
	const struct token *next = r->p.token + 1;
	if (parser_at(&r->p, "divisors") && next->kind == TOKEN_OP && strcmp(next->text, "(") == 0)
		return read_divisors(r, param);
	return read_range(r, param);
}

static bool check_one_clock(struct reader *r, const struct program_param *param)
{
	const struct program *g = reader_program(r);
	for (int i = 0; i < g->n_params; i++)
		if (g->params[i].animate && g->params[i].from == r->file->name
		    && strcmp(g->params[i].name, param->name) != 0)
			return err_set(r->p.err, ERR_NAME, r->p.token[-1].span,
			               "a lab has one clock, and %s in line %u is it", g->params[i].name,
			               (unsigned)g->params[i].span.line);
	return true;
}

/* One's own clock stops the used lab's. */
static void keep_clock(struct program *g, const char *name)
{
	for (int i = 0; i < g->n_params; i++)
		g->params[i].animate = strcmp(g->params[i].name, name) == 0;
}

bool define_param(struct reader *r)
{
	struct program *g = reader_program(r);
	struct program_param param = { .from = r->file->name };
	const struct token *name = r->p.token;
	if (!reader_count(r, g->n_params, PROGRAM_MAX_PARAMS, "params")
	    || !reader_name(r, &param.name, "the name of a param") || !check_new_name(r, name)
	    || !parser_need(&r->p, "=", "`=`") || !(param.value = reader_expr(r, &params_only))
	    || !parser_need(&r->p, "in", "`in` and the values that it may take")
	    || !read_domain(r, &param))
		return false;
	param.animate = parser_take(&r->p, "animate");
	if ((param.animate && !check_one_clock(r, &param)) || !reader_words(r, &param.caption))
		return false;
	param.span = reader_span(r, r->statement);
	drop_replaced(r, param.name, NAME_PARAM);
	int old = program_find_param(g, param.name);
	*(old >= 0 ? &g->params[old] : PUSH(r, g->params, g->n_params)) = param;
	names_note(g, NAME_PARAM, param.name, old >= 0 ? old : g->n_params - 1);
	if (param.animate)
		keep_clock(g, param.name);
	return true;
}
