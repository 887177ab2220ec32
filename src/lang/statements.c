#include "lang/habits.h"
#include "lang/reader.h"

#include <stdlib.h>
#include <string.h>

static bool own(const struct reader *r)
{
	return !r->file->name;
}

/* ---- The lab's own words ---- */

static bool parse_title(struct reader *r)
{
	struct program *g = &r->local;
	if (words_any(&g->title))
		return err_set(r->p.err, ERR_SYNTAX, r->statement->span, "a lab has one title");
	if (!reader_at_string(r))
		return parser_expected(&r->p, "the title, a string");
	return reader_words(r, &g->title);
}

static bool parse_topics(struct reader *r)
{
	struct program *g = &r->local;
	do {
		const char *topic = NULL;
		if (!reader_count(r, g->n_topics, PROGRAM_MAX_STATEMENTS, "topics")
		    || !reader_string(r, &topic, "a topic, a string"))
			return false;
		*PUSH(r, g->topics, g->n_topics) = topic;
	} while (parser_take(&r->p, ","));
	return true;
}

static bool parse_seed(struct reader *r)
{
	if (r->p.token->kind != TOKEN_INT)
		return parser_expected(&r->p, "a whole number");
	reader_program(r)->seed = (uint64_t)r->p.token++->n;
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
	const struct program *g = reader_program(r);
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
	if (!reader_string(r, &name, "the name of a lab, a string") || !check_use(r, name, at))
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
	{ "use", parse_use, 1 },     { "def", define_def, 1 },       { "param", define_param, 1 },
	{ "show", look_show, 2 },   { "claim", look_claim, 2 },   { "variant", look_variant, 2 },
};
enum { N_STATEMENTS = sizeof statements / sizeof *statements };

static const struct statement *find_statement(const struct token *token)
{
	for (int i = 0; i < N_STATEMENTS; i++)
		if (token_is(token, statements[i].word))
			return &statements[i];
	return NULL;
}

bool statement_begins(const struct token *token)
{
	bool words = token[1].kind == TOKEN_NAME || token[1].kind == TOKEN_STR;
	return (token->kind == TOKEN_NAME && token_is(token + 1, "=")) || (words && find_statement(token));
}

/* An expression alone; its own mistakes come first. */
static bool say_expression(struct reader *r)
{
	static const struct scope anywhere;
	const struct expr *expr = reader_expr(r, &anywhere);
	return expr && err_set(r->p.err, ERR_SYNTAX, expr->span, "an expression alone does nothing here: name it, "
	                       "y = ..., or look at it, show table ...");
}

static bool say_no_statement(struct reader *r)
{
	const struct token *token = r->p.token;
	if (token->kind != TOKEN_NAME) {
		parser_expected(&r->p, "a statement: NAME = expression, param, show, claim, ...");
		return token->kind == TOKEN_STR && err_hint(r->p.err, "a comment begins with #");
	}
	if (token[1].kind == TOKEN_OP || token_ends(token + 1))
		return say_expression(r);
	struct closest closest = closest_to(token->text);
	for (int i = 0; i < N_STATEMENTS; i++)
		closest_try(&closest, statements[i].word);
	err_set(r->p.err, ERR_SYNTAX, token->span, "a statement begins with NAME =, or with title, topics, "
	        "seed, use, def, param, show, claim or variant");
	if (closest.best)
		err_hint(r->p.err, "did you mean %s?", closest.best);
	return false;
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
	bool defines = reader_at_option(r);
	const struct statement *statement = defines ? NULL : find_statement(r->p.token);
	if (!habit_check(r->p.token, false, r->p.err) || (!defines && !statement && !say_no_statement(r)))
		return false;
	if (pass != (statement ? statement->pass : 1)) {
		skip_line(r);
		return true;
	}
	if (statement)
		r->p.token++;
	if (!(statement ? statement->parse(r) : define_node(r)))
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
