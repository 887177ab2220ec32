/* Statements that look at what is defined. */
#include "lang/reader.h"

#include <string.h>

static const struct scope anywhere;

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
	if (closest.best) {
		err_set(r->p.err, ERR_NAME, token->span, "there is no view %s", token->text);
		return err_hint(r->p.err, "did you mean %s?", closest.best);
	}
	return err_set(r->p.err, ERR_NAME, token->span, "there is no view %s; the views are heatmap, mask, "
	               "table, bars, hist, plot, shapes, cache, memory, image and compare", token->text);
}

static bool read_show_exprs(struct reader *r, struct program_show *show)
{
	const struct expr **exprs = NULL;
	const char **code = NULL;
	int n_code = 0;
	while (r->p.token->kind != TOKEN_NEWLINE && !reader_at_string(r) && !reader_at_option(r)) {
		if (!reader_count(r, show->n_exprs, PROGRAM_MAX_STATEMENTS, "expressions in a show"))
			return false;
		const struct token *first = r->p.token;
		const struct expr *expr = reader_expr(r, &anywhere);
		if (!expr)
			return false;
		*PUSH(r, exprs, show->n_exprs) = expr;
		*PUSH(r, code, n_code) = reader_code(r, first);
		if (!parser_take(&r->p, ","))
			break;
	}
	show->exprs = exprs;
	show->code = code;
	return true;
}

/* show plot entropy(A) over scale */
static bool read_show_over(struct reader *r, struct program_show *show)
{
	const struct token *token = r->p.token, *name = token + 1;
	if (token->kind != TOKEN_NAME || strcmp(token->text, "over") != 0 || reader_at_option(r))
		return true;
	if (strcmp(show->view, "plot") != 0)
		return err_set(r->p.err, ERR_SYNTAX, token->span, "only a plot runs over a param: "
		               "show plot ... over NAME");
	r->p.token++;
	if (name->kind != TOKEN_NAME)
		return parser_expected(&r->p, "the param to run over: show plot expression over NAME");
	if (program_find_param(reader_program(r), name->text) < 0)
		return err_set(r->p.err, ERR_NAME, name->span, "a plot runs over a param, and %s is none: "
		               "it moves a knob through its whole range", name->text);
	show->over = name->text;
	r->p.token++;
	return true;
}

static bool read_show_options(struct reader *r, struct program_show *show)
{
	struct program_option *options = NULL;
	while (reader_at_option(r)) {
		if (!reader_count(r, show->n_options, 100, "options in a show"))
			return false;
		const char *name = r->p.token->text;
		r->p.token += 2;
		const struct expr *value = reader_expr(r, &anywhere);
		if (!value)
			return false;
		*PUSH(r, options, show->n_options) = (struct program_option){ name, value };
		parser_take(&r->p, ",");
	}
	show->options = options;
	return true;
}

bool look_show(struct reader *r)
{
	struct program *g = &r->local;
	struct program_show show = {0};
	if (!reader_count(r, g->n_shows, PROGRAM_MAX_STATEMENTS, "shows") || !take_view(r, &show.view)
	    || !read_show_exprs(r, &show) || !read_show_over(r, &show) || !read_show_options(r, &show) || !reader_words(r, &show.caption))
		return false;
	show.span = reader_span(r, r->statement);
	*PUSH(r, g->shows, g->n_shows) = show;
	return true;
}

bool look_claim(struct reader *r)
{
	struct program *g = &r->local;
	struct program_claim claim = {0};
	const struct token *first = r->p.token;
	if (!reader_count(r, g->n_claims, PROGRAM_MAX_STATEMENTS, "claims")
	    || !(claim.expr = reader_expr(r, &anywhere)))
		return false;
	claim.code = reader_code(r, first);
	claim.span = reader_span(r, r->statement);
	if (!reader_words(r, &claim.sentence))
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
	struct program *g = reader_program(r);
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
	err_set(r->p.err, ERR_NAME, name->span, "a variant replaces nodes, and there is no node %s",
	        name->text);
	return closest.best && err_hint(r->p.err, "did you mean %s?", closest.best);
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

bool look_variant(struct reader *r)
{
	struct program *g = &r->local;
	struct words name = {0}, sentence = {0};
	struct program_node node;
	if (!reader_at_string(r))
		return parser_expected(&r->p, "the name of the variant, a string");
	if (!reader_words(r, &name))
		return false;
	const struct token *target = r->p.token;
	struct program_variant *variant = find_variant(g, name.in[LANGUAGE_EN]);
	if (!check_replaceable(r, target) || (variant && !check_replaced_once(r, variant, target))
	    || !define_read_node(r, &node) || !reader_words(r, &sentence))
		return false;
	if (!variant) {
		if (!reader_count(r, g->n_variants, PROGRAM_MAX_VARIANTS, "variants"))
			return false;
		variant = PUSH(r, g->variants, g->n_variants);
		variant->span = reader_span(r, r->statement);
	}
	merge_words(&variant->name, &name);
	merge_words(&variant->sentence, &sentence);
	struct program_node *nodes = (struct program_node *)variant->nodes;
	*PUSH(r, nodes, variant->n_nodes) = node;
	variant->nodes = nodes;
	return true;
}
