#include "lang/statements.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/names.h"

/* One source text being read. */
struct reader {
	struct parser p;             /* first */
	struct builder *b;
	const struct using *file;
	struct program local;        /* shows, claims, variants, title: kept only for the lab itself */
	const struct token *statement;
};

static struct program *program_of(struct reader *r)
{
	return r->b->program;
}

static bool own(const struct reader *r)
{
	return !r->file->name;
}

/* ---- Arrays in the arena ---- */

/* One more zeroed item; the array moves when its count reaches a power of two. */
static void *push(struct arena *arena, void *items, int count, size_t size)
{
	size_t n = (size_t)count;
	if (count && (count & (count - 1)))
		return memset((char *)items + n * size, 0, size), items;
	void *more = arena_new(arena, count ? 2 * n : 1, size);
	if (count)
		memcpy(more, items, n * size);
	return more;
}

/* The new last item of an array of the program. */
#define PUSH(r, array, count) \
	((array) = push((r)->p.arena, (void *)(array), (count), sizeof *(array)), &(array)[(count)++])

static bool check_count(struct reader *r, int count, int max, const char *what)
{
	return count < max || err_set(r->p.err, ERR_LIMIT, r->statement->span,
	                              "a lab holds at most %d %s", max, what);
}

/* ---- Pieces of statements ---- */

static struct span span_since(const struct reader *r, const struct token *first)
{
	struct span span = first->span;
	span.end = r->p.token[-1].span.end;
	return span;
}

static const char *code_since(const struct reader *r, const struct token *first)
{
	struct str code = STR_INIT;
	struct span span = span_since(r, first);
	code_add(r->p.source + (span.begin - r->p.shift), span.end - span.begin, &code);
	const char *kept = arena_copy_n(r->p.arena, code.data, code.len);
	str_done(&code);
	return kept;
}

static bool at_string(const struct reader *r)
{
	return r->p.token->kind == TOKEN_STR;
}

static bool take_string(struct reader *r, const char **out, const char *what)
{
	if (!at_string(r))
		return parser_expected(&r->p, what);
	*out = r->p.token++->text;
	return true;
}

static bool take_name(struct reader *r, const char **out, const char *what)
{
	static const char *const reserved = " and or not if else in is for lambda None True False def ";
	const struct token *token = r->p.token;
	if (token->kind != TOKEN_NAME)
		return parser_expected(&r->p, what);
	const char *found = strstr(reserved, token->text);
	if (found && found[-1] == ' ' && found[token->span.end - token->span.begin] == ' ')
		return err_set(r->p.err, ERR_SYNTAX, token->span, "%s is a word of the language, not a name",
		               token->text);
	*out = token->text;
	r->p.token++;
	return true;
}

/* "…" [zh "…"] [ru "…"]; `words` stays empty when there is no string. */
static bool take_words(struct reader *r, struct words *words)
{
	if (!at_string(r))
		return true;
	take_string(r, &words->in[LANGUAGE_EN], "a text");
	while (r->p.token->kind == TOKEN_NAME && r->p.token[1].kind == TOKEN_STR) {
		enum language language;
		if (!language_parse(r->p.token->text, &language))
			return err_set(r->p.err, ERR_SYNTAX, r->p.token->span,
			               "%s is not a language; a translation is marked en, zh or ru",
			               r->p.token->text);
		r->p.token++;
		take_string(r, &words->in[language], "a text");
	}
	return true;
}

/* Say where a missing name is defined, if that is further down. */
static bool hint_later(struct reader *r)
{
	struct err *err = r->p.err;
	uint32_t begin = err->at.begin - r->p.shift, len = err->at.end - err->at.begin;
	if (err->code != ERR_NAME)
		return false;
	for (const struct token *t = r->p.token; t->kind != TOKEN_END; t++) {
		const struct token *name = t + (t[0].kind == TOKEN_NAME && t[1].kind == TOKEN_NAME);
		bool starts = t > r->statement && t[-1].kind == TOKEN_NEWLINE && t->kind == TOKEN_NAME;
		if (!starts || name->kind != TOKEN_NAME || strlen(name->text) != len
		    || memcmp(name->text, r->p.source + begin, len) != 0)
			continue;
		return err_set(err, ERR_NAME, err->at, "%s is defined further down, in line %u; "
		               "a name is defined before it is used", name->text, (unsigned)t->span.line);
	}
	return false;
}

/* An expression whose names exist by now. */
static const struct expr *take_expr(struct reader *r, const struct scope *scope)
{
	const struct expr *expr = parse_expr(&r->p);
	if (!expr)
		return NULL;
	if (names_check(program_of(r), scope, expr, r->p.err))
		return expr;
	hint_later(r);
	return NULL;
}

static const struct scope anywhere;

/* ---- Definitions ---- */

static bool already(struct reader *r, const struct token *name, const char *from, struct span first)
{
	const char *here = r->file->name;
	if (from != here)
		return true;
	return err_set(r->p.err, ERR_NAME, name->span, "%s is already defined in line %u", name->text,
	               (unsigned)first.line);
}

/* A name is defined once in a lab; what a used lab calls so makes room. */
static bool check_new_name(struct reader *r, const struct token *name)
{
	struct program *g = program_of(r);
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
static void drop_replaced(struct reader *r, const char *name, char keep)
{
	struct program *g = program_of(r);
	int at;
	if (keep != 'n' && (at = program_find_node(g, name)) >= 0)
		drop(g->nodes, &g->n_nodes, at, sizeof *g->nodes);
	if (keep != 'p' && (at = program_find_param(g, name)) >= 0)
		drop(g->params, &g->n_params, at, sizeof *g->params);
	if (keep != 'd' && (at = program_find_def(g, name)) >= 0)
		drop(g->defs, &g->n_defs, at, sizeof *g->defs);
}

/* NAME = expr, of a definition or a variant. */
static bool read_node(struct reader *r, struct program_node *node)
{
	const struct token *first = r->p.token;
	*node = (struct program_node){ .from = r->file->name };
	if (!take_name(r, &node->name, "a name"))
		return false;
	if (!parser_need(&r->p, "=", "`=`"))
		return false;
	struct scope scope = { .self = node->name };
	node->expr = take_expr(r, &scope);
	if (!node->expr)
		return false;
	node->code = code_since(r, first);
	node->span = span_since(r, first);
	return true;
}

static bool parse_node(struct reader *r)
{
	struct program *g = program_of(r);
	struct program_node node;
	const struct token *name = r->p.token;
	if (!check_count(r, g->n_nodes, PROGRAM_MAX_NODES, "nodes") || !check_new_name(r, name)
	    || !read_node(r, &node))
		return false;
	if (r->p.token->kind == TOKEN_NEWLINE)
		node.note = r->p.token->text;
	drop_replaced(r, node.name, 'n');
	int old = program_find_node(g, node.name);
	*(old >= 0 ? &g->nodes[old] : PUSH(r, g->nodes, g->n_nodes)) = node;
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
		if (!take_name(r, &args[*count], "the name of an argument"))
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

static bool parse_def(struct reader *r)
{
	struct program *g = program_of(r);
	struct program_def def = { .from = r->file->name };
	const struct token *name = r->p.token;
	const char *args[MAX_DEF_ARGS];
	if (!check_count(r, g->n_defs, PROGRAM_MAX_DEFS, "functions")
	    || !take_name(r, &def.name, "the name of a function") || !check_new_name(r, name)
	    || !parser_need(&r->p, "(", "`(`") || !read_def_args(r, args, &def.n_args)
	    || !parser_need(&r->p, "=", "`=`: def f(x) = expression"))
		return false;
	struct scope scope = { .args = args, .n_args = def.n_args };
	def.expr = take_expr(r, &scope);
	if (!def.expr)
		return false;
	def.args = memcpy(arena_new(r->p.arena, MAX_DEF_ARGS, sizeof *args), args,
	                  (size_t)def.n_args * sizeof *args);
	def.code = code_since(r, r->statement);
	def.span = span_since(r, r->statement);
	drop_replaced(r, def.name, 'd');
	int old = program_find_def(g, def.name);
	*(old >= 0 ? &g->defs[old] : PUSH(r, g->defs, g->n_defs)) = def;
	return true;
}

/* ---- Params ---- */

static const struct scope params_only = { .params_only = true };

static bool read_choices(struct reader *r, struct program_param *param)
{
	const struct expr **choices = NULL;
	param->domain = PARAM_SET;
	do {
		if (!check_count(r, param->n_choices, 1000, "choices for a param"))
			return false;
		const struct expr *choice = take_expr(r, &params_only);
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
	param->divisors_of = take_expr(r, &params_only);
	return param->divisors_of && parser_need(&r->p, ")", "`)`");
}

static bool read_range(struct reader *r, struct program_param *param)
{
	param->domain = PARAM_RANGE;
	if (!(param->low = take_expr(r, &params_only))
	    || !parser_need(&r->p, "..", "`..`: a param's domain is LO..HI, {a, b} or divisors(n)")
	    || !(param->high = take_expr(r, &params_only)))
		return false;
	return !parser_take(&r->p, "step") || (param->step = take_expr(r, &params_only));
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
	const struct program *g = program_of(r);
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

static bool parse_param(struct reader *r)
{
	struct program *g = program_of(r);
	struct program_param param = { .from = r->file->name };
	const struct token *name = r->p.token;
	if (!check_count(r, g->n_params, PROGRAM_MAX_PARAMS, "params")
	    || !take_name(r, &param.name, "the name of a param") || !check_new_name(r, name)
	    || !parser_need(&r->p, "=", "`=`") || !(param.value = take_expr(r, &params_only))
	    || !parser_need(&r->p, "in", "`in` and the values that it may take") || !read_domain(r, &param))
		return false;
	param.animate = parser_take(&r->p, "animate");
	if ((param.animate && !check_one_clock(r, &param)) || !take_words(r, &param.caption))
		return false;
	param.span = span_since(r, r->statement);
	drop_replaced(r, param.name, 'p');
	int old = program_find_param(g, param.name);
	*(old >= 0 ? &g->params[old] : PUSH(r, g->params, g->n_params)) = param;
	if (param.animate)
		keep_clock(g, param.name);
	return true;
}

/* ---- Shows, claims, variants: after all definitions are known ---- */

static const char *const views[] = {
	"heatmap", "mask", "table", "bars", "hist", "plot", "shapes", "cache", "memory", "image",
	"compare", NULL,
};

static bool take_view(struct reader *r, const char **out)
{
	const struct token *token = r->p.token;
	if (token->kind != TOKEN_NAME)
		return parser_expected(&r->p, "a view: heatmap, mask, table, bars, hist, plot, shapes, "
		                              "cache, memory, image or compare");
	struct closest closest = closest_to(token->text);
	for (int i = 0; views[i]; i++) {
		closest_try(&closest, views[i]);
		if (strcmp(views[i], token->text) != 0)
			continue;
		*out = views[i];
		r->p.token++;
		return true;
	}
	if (closest.best)
		return err_set(r->p.err, ERR_NAME, token->span, "there is no view %s; did you mean %s?",
		               token->text, closest.best);
	return err_set(r->p.err, ERR_NAME, token->span, "there is no view %s; the views are heatmap, mask, "
	               "table, bars, hist, plot, shapes, cache, memory, image and compare", token->text);
}

static bool at_option(const struct reader *r)
{
	const struct token *t = r->p.token;
	return t->kind == TOKEN_NAME && t[1].kind == TOKEN_OP && strcmp(t[1].text, "=") == 0;
}

static bool read_show_exprs(struct reader *r, struct program_show *show)
{
	const struct expr **exprs = NULL;
	const char **code = NULL;
	int n_code = 0;
	while (r->p.token->kind != TOKEN_NEWLINE && !at_string(r) && !at_option(r)) {
		if (!check_count(r, show->n_exprs, PROGRAM_MAX_STATEMENTS, "expressions in a show"))
			return false;
		const struct token *first = r->p.token;
		const struct expr *expr = take_expr(r, &anywhere);
		if (!expr)
			return false;
		*PUSH(r, exprs, show->n_exprs) = expr;
		*PUSH(r, code, n_code) = code_since(r, first);
		if (!parser_take(&r->p, ","))
			break;
	}
	show->exprs = exprs;
	show->code = code;
	return true;
}

static bool read_show_options(struct reader *r, struct program_show *show)
{
	struct program_option *options = NULL;
	while (at_option(r)) {
		if (!check_count(r, show->n_options, 100, "options in a show"))
			return false;
		const char *name = r->p.token->text;
		r->p.token += 2;
		const struct expr *value = take_expr(r, &anywhere);
		if (!value)
			return false;
		*PUSH(r, options, show->n_options) = (struct program_option){ name, value };
		parser_take(&r->p, ",");
	}
	show->options = options;
	return true;
}

static bool parse_show(struct reader *r)
{
	struct program *g = &r->local;
	struct program_show show = {0};
	if (!check_count(r, g->n_shows, PROGRAM_MAX_STATEMENTS, "shows") || !take_view(r, &show.view)
	    || !read_show_exprs(r, &show) || !read_show_options(r, &show) || !take_words(r, &show.caption))
		return false;
	show.span = span_since(r, r->statement);
	*PUSH(r, g->shows, g->n_shows) = show;
	return true;
}

static bool parse_claim(struct reader *r)
{
	struct program *g = &r->local;
	struct program_claim claim = {0};
	const struct token *first = r->p.token;
	if (!check_count(r, g->n_claims, PROGRAM_MAX_STATEMENTS, "claims")
	    || !(claim.expr = take_expr(r, &anywhere)))
		return false;
	claim.code = code_since(r, first);
	claim.span = span_since(r, r->statement);
	if (!take_words(r, &claim.sentence))
		return false;
	*PUSH(r, g->claims, g->n_claims) = claim;
	return true;
}

static struct program_variant *find_variant(struct program *g, const char *name)
{
	for (int i = 0; i < g->n_variants; i++)
		if (strcmp(g->variants[i].name.in[LANGUAGE_EN], name) == 0)
			return &g->variants[i];
	return NULL;
}

static bool check_replaceable(struct reader *r, const struct token *name)
{
	struct program *g = program_of(r);
	if (name->kind != TOKEN_NAME)
		return parser_expected(&r->p, "the node to replace: variant \"name\" NAME = expression");
	if (program_find_node(g, name->text) >= 0)
		return true;
	if (program_find_param(g, name->text) >= 0)
		return err_set(r->p.err, ERR_NAME, name->span, "a variant replaces nodes, and %s is a param",
		               name->text);
	struct closest closest = closest_to(name->text);
	for (int i = 0; i < g->n_nodes; i++)
		closest_try(&closest, g->nodes[i].name);
	return err_set(r->p.err, ERR_NAME, name->span, "a variant replaces nodes, and there is no node "
	               "%s%s%s%s", name->text, closest.best ? "; did you mean " : "",
	               closest.best ? closest.best : "", closest.best ? "?" : "");
}

static bool check_replaced_once(struct reader *r, const struct program_variant *variant,
                                const struct token *name)
{
	for (int i = 0; i < variant->n_nodes; i++)
		if (strcmp(variant->nodes[i].name, name->text) == 0)
			return err_set(r->p.err, ERR_NAME, name->span,
			               "this variant already replaces %s, in line %u", name->text,
			               (unsigned)variant->nodes[i].span.line);
	return true;
}

static void merge_words(struct words *to, const struct words *from)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		if (!to->in[i])
			to->in[i] = from->in[i];
}

static bool parse_variant(struct reader *r)
{
	struct program *g = &r->local;
	struct words name = {0}, sentence = {0};
	struct program_node node;
	if (!at_string(r))
		return parser_expected(&r->p, "the name of the variant, a string");
	if (!take_words(r, &name))
		return false;
	const struct token *target = r->p.token;
	struct program_variant *variant = find_variant(g, name.in[LANGUAGE_EN]);
	if (!check_replaceable(r, target) || (variant && !check_replaced_once(r, variant, target))
	    || !read_node(r, &node) || !take_words(r, &sentence))
		return false;
	if (!variant) {
		if (!check_count(r, g->n_variants, PROGRAM_MAX_STATEMENTS, "variants"))
			return false;
		variant = PUSH(r, g->variants, g->n_variants);
		variant->span = span_since(r, r->statement);
	}
	merge_words(&variant->name, &name);
	merge_words(&variant->sentence, &sentence);
	struct program_node *nodes = (struct program_node *)variant->nodes;
	*PUSH(r, nodes, variant->n_nodes) = node;
	variant->nodes = nodes;
	return true;
}

/* ---- The lab's own words ---- */

static bool parse_title(struct reader *r)
{
	struct program *g = &r->local;
	if (words_any(&g->title))
		return err_set(r->p.err, ERR_SYNTAX, r->statement->span, "a lab has one title");
	if (!at_string(r))
		return parser_expected(&r->p, "the title, a string");
	return take_words(r, &g->title);
}

static bool parse_topics(struct reader *r)
{
	struct program *g = &r->local;
	do {
		const char *topic = NULL;
		if (!check_count(r, g->n_topics, PROGRAM_MAX_STATEMENTS, "topics")
		    || !take_string(r, &topic, "a topic, a string"))
			return false;
		*PUSH(r, g->topics, g->n_topics) = topic;
	} while (parser_take(&r->p, ","));
	return true;
}

static bool parse_seed(struct reader *r)
{
	if (r->p.token->kind != TOKEN_INT)
		return parser_expected(&r->p, "a whole number");
	program_of(r)->seed = (uint64_t)r->p.token++->n;
	return true;
}

static bool build_used(struct reader *r, const char *name, struct span at)
{
	struct builder *b = r->b;
	struct err *err = r->p.err;
	char *text = b->loader->load(b->loader->context, name, err);
	if (!text) {
		err->at = at;
		return false;
	}
	struct using used = { .name = name, .parent = r->file, .depth = r->file->depth + 1 };
	bool fine = build_source(b, &used, text, err);
	free(text);
	if (!fine) {
		err_prepend(err, "lab \"%s\", line %u", name, (unsigned)err->at.line);
		err->at = at;
	}
	return fine;
}

static bool check_use(struct reader *r, const char *name, struct span at)
{
	const struct program *g = program_of(r);
	if (!r->b->loader)
		return err_set(r->p.err, ERR_NAME, at, "`use` has no labs to choose from here");
	for (const struct using *f = r->file; f; f = f->parent)
		if (f->name && strcmp(f->name, name) == 0)
			return err_set(r->p.err, ERR_NAME, at, "lab \"%s\" uses itself, in a circle", name);
	if (r->file->depth >= PROGRAM_MAX_USE_DEPTH || r->b->n_files >= PROGRAM_MAX_USES)
		return err_set(r->p.err, ERR_LIMIT, at, "too many labs use each other");
	bool late = (g->n_nodes && g->nodes[g->n_nodes - 1].from == r->file->name)
		|| (g->n_params && g->params[g->n_params - 1].from == r->file->name)
		|| (g->n_defs && g->defs[g->n_defs - 1].from == r->file->name);
	return !late || err_set(r->p.err, ERR_SYNTAX, at, "`use` stands before one's own definitions");
}

static bool parse_use(struct reader *r)
{
	const char *name = NULL;
	struct span at = r->p.token->span;
	if (!take_string(r, &name, "the name of a lab, a string") || !check_use(r, name, at))
		return false;
	*PUSH(r, r->local.use, r->local.n_use) = name;
	for (int i = 0; i < r->b->n_files; i++)
		if (strcmp(r->b->files[i], name) == 0)
			return true;
	*PUSH(r, r->b->files, r->b->n_files) = name;
	return build_used(r, name, at);
}

/* ---- Statements ---- */

/* Definitions are read in a first pass, what looks at them in a second. */
static const struct statement {
	const char *word;
	bool (*parse)(struct reader *r);
	int pass;
} statements[] = {
	{ "title", parse_title, 1 }, { "topics", parse_topics, 1 }, { "seed", parse_seed, 1 },
	{ "use", parse_use, 1 },     { "def", parse_def, 1 },       { "param", parse_param, 1 },
	{ "show", parse_show, 2 },   { "claim", parse_claim, 2 },   { "variant", parse_variant, 2 },
};
enum { N_STATEMENTS = sizeof statements / sizeof *statements };

static const struct statement *find_statement(struct reader *r)
{
	const struct token *token = r->p.token;
	if (token->kind != TOKEN_NAME) {
		parser_expected(&r->p, "a statement: NAME = expression, param, show, claim, ...");
		return NULL;
	}
	struct closest closest = closest_to(token->text);
	for (int i = 0; i < N_STATEMENTS; i++) {
		if (strcmp(statements[i].word, token->text) == 0)
			return &statements[i];
		closest_try(&closest, statements[i].word);
	}
	err_set(r->p.err, ERR_SYNTAX, token->span, "a statement begins with NAME =, or with title, topics, "
	        "seed, use, def, param, show, claim or variant%s%s%s", closest.best ? "; did you mean " : "",
	        closest.best ? closest.best : "", closest.best ? "?" : "");
	return NULL;
}

static void skip_line(struct reader *r)
{
	while (r->p.token->kind != TOKEN_NEWLINE)
		r->p.token++;
}

static bool read_statement(struct reader *r, int pass)
{
	r->statement = r->p.token;
	r->p.depth = 0;
	const struct statement *statement = NULL;
	if (!at_option(r) && !(statement = find_statement(r)))
		return false;
	if (pass != (statement ? statement->pass : 1)) {
		skip_line(r);
		return true;
	}
	if (statement)
		r->p.token++;
	if (!(statement ? statement->parse(r) : parse_node(r)))
		return false;
	return r->p.token->kind == TOKEN_NEWLINE || parser_expected(&r->p, "the end of the line");
}

static bool read_pass(struct reader *r, int pass)
{
	while (r->p.token->kind != TOKEN_END) {
		if (r->p.token->kind != TOKEN_NEWLINE && !read_statement(r, pass))
			return false;
		r->p.token++;
	}
	return true;
}

/* What belongs to the lab itself and not to those that use it. */
static void keep_own(struct program *g, const struct program *local)
{
	g->title = local->title;
	g->topics = local->topics, g->n_topics = local->n_topics;
	g->use = local->use, g->n_use = local->n_use;
	g->shows = local->shows, g->n_shows = local->n_shows;
	g->claims = local->claims, g->n_claims = local->n_claims;
	g->variants = local->variants, g->n_variants = local->n_variants;
}

bool build_source(struct builder *b, const struct using *file, const char *source, struct err *err)
{
	struct arena *arena = &b->program->arena;
	struct reader r = { .b = b, .file = file };
	if (strlen(source) > SOURCE_MAX_BYTES)
		return err_say(err, ERR_LIMIT, "the text is longer than %d bytes", SOURCE_MAX_BYTES);
	uint32_t shift = (uint32_t)b->all.len;
	str_add(&b->all, source);
	str_add_char(&b->all, '\n');
	if (!parser_init(&r.p, arena, arena_copy(arena, source), shift, err))
		return false;
	const struct token *first = r.p.token;
	if (!read_pass(&r, 1))
		return false;
	r.p.token = first;
	if (!read_pass(&r, 2))
		return false;
	if (own(&r))
		keep_own(b->program, &r.local);
	return true;
}
