/*
 * Recursive descent with Python's grammar (docs.python.org/3/reference/grammar.html,
 * section "expressions"); the left-associative binary operators by precedence climbing.
 */
#include "lang/parser.h"

#include <string.h>

#include "base/i18n.h"
#include "lang/habits.h"

bool parser_init(struct parser *p, struct arena *arena, const char *source, uint32_t shift,
                 struct err *err)
{
	*p = (struct parser){ .arena = arena, .source = source, .shift = shift, .err = err };
	p->token = lex(arena, source, shift, err);
	return p->token != NULL;
}

bool parser_at(const struct parser *p, const char *text)
{
	return token_is(p->token, text);
}

bool parser_take(struct parser *p, const char *text)
{
	if (!parser_at(p, text))
		return false;
	p->token++;
	return true;
}

/* What other languages write here; or NULL. */
static const char *instead_of(const struct token *token, const char *what)
{
	static const struct { const char *found, *hint; bool end; } row[] = {   /* end: behind an expression */
		{ "=", N_("== compares"), false }, { "&", N_("write `and`, or one & between masks"), false },
		{ "|", N_("write `or`, or one | between masks"), false }, { ">", N_("x.name and x.name() have a point"), false },
		{ "{", N_("lists have [ ], there are no dictionaries or sets"), false },
		{ "*", N_("nothing is unpacked; tuples are joined: x.shape[:-1] + (4, 16)"), false },
		{ "is", N_("== and != compare"), false }, { "in", N_("write ==, or (x == 3).any()"), false },
		{ "not", N_("write ==, or (x == 3).any()"), true }, { ",", N_("a tuple has brackets: (1, 2)"), true },
	};
	bool behind = str_starts(what, "the end of") || str_starts(what, "`,`");   /* an expression */
	bool word = token->kind == TOKEN_OP || token->kind == TOKEN_NAME;
	for (size_t i = 0; word && i < sizeof row / sizeof *row; i++)
		if (strcmp(token->text, row[i].found) == 0 && (behind || !row[i].end))
			return row[i].hint;
	if (token->kind == TOKEN_NAME && habit_word(token->text))
		return habit_word(token->text);
	return token->kind != TOKEN_OP && behind ? N_("is an operator or a comma missing before it?") : NULL;
}

bool parser_expected(struct parser *p, const char *what)
{
	const struct token *token = p->token;
	if (token->kind == TOKEN_NEWLINE || token->kind == TOKEN_END)
		return err_set(p->err, ERR_SYNTAX, token->span, "expected %s, but the line ends here", _(what));
	struct str found = STR_INIT;
	code_add(p->source + (token->span.begin - p->shift), token->span.end - token->span.begin, &found);
	const char *hint = instead_of(token, what);
	err_set(p->err, ERR_SYNTAX, token->span, "expected %s, but found %s", _(what), found.data);
	if (hint)
		err_hint(p->err, "%s", _(hint));
	str_done(&found);
	return false;
}

bool parser_need(struct parser *p, const char *text, const char *hint)
{
	return parser_take(p, text) || parser_expected(p, hint);
}

/* ---- Making nodes ---- */

struct list {   /* of operands, while they are collected */
	const struct expr **item;
	int count;
};

static void push(struct parser *p, struct list *list, const struct expr *item)
{
	if ((list->count & (list->count - 1)) == 0) {   /* a power of two: full */
		const struct expr **more = arena_new(p->arena, (size_t)(list->count ? 2 * list->count : 1),
		                                     sizeof *more);
		if (list->count)
			memcpy(more, list->item, (size_t)list->count * sizeof *more);
		list->item = more;
	}
	list->item[list->count++] = item;
}

static struct span span_since(const struct parser *p, const struct token *first)
{
	struct span span = first->span;
	span.end = p->token[-1].span.end;
	return span;
}

static bool count_depth(struct parser *p, struct expr *x)
{
	int deepest = 0;
	for (int i = 0; i < x->n_items; i++)
		if (x->item[i] && x->item[i]->depth > deepest)
			deepest = x->item[i]->depth;
	for (int i = 0; i < x->n_args; i++)
		if (x->args[i].value->depth > deepest)
			deepest = x->args[i].value->depth;
	x->depth = deepest + 1;
	return x->depth <= AST_MAX_DEPTH
		|| err_set(p->err, ERR_LIMIT, x->span, "this expression is nested more than %d deep",
		           AST_MAX_DEPTH);
}

/* A node from `first` to the token just read. */
static struct expr *make(struct parser *p, enum expr_kind kind, const struct token *first,
                         struct list items)
{
	struct expr *x = arena_new(p->arena, 1, sizeof *x);
	x->kind = kind;
	x->span = span_since(p, first);
	x->code = p->source + (first->span.begin - p->shift);
	x->item = items.item;
	x->n_items = items.count;
	return count_depth(p, x) ? x : NULL;
}

static struct expr *make_op(struct parser *p, enum expr_kind kind, const struct token *first,
                            const struct token *op, struct list items)
{
	struct expr *x = make(p, kind, first, items);
	if (x) {
		x->text = op->text;
		x->name_span = op->span;
	}
	return x;
}

static struct list pair(struct parser *p, const struct expr *a, const struct expr *b)
{
	struct list items = {0};
	push(p, &items, a);
	push(p, &items, b);
	return items;
}

static struct list one(struct parser *p, const struct expr *a)
{
	struct list items = {0};
	push(p, &items, a);
	return items;
}

/* ---- Atoms ---- */

static const struct expr *parse_name(struct parser *p)
{
	static const char *const reserved[] = { "and", "or", "not", "in", "is", NULL };
	static const struct { const char *name; enum expr_kind kind; } constants[] = {
		{ "None", EXPR_NONE }, { "True", EXPR_TRUE }, { "False", EXPR_FALSE },
	};
	const struct token *name = p->token;
	if (!habit_check_word(name, p->err))
		return NULL;
	if (token_is_one_of(name, reserved)) {
		parser_expected(p, "an expression");
		return NULL;
	}
	p->token++;
	enum expr_kind kind = EXPR_NAME;
	for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
		if (strcmp(name->text, constants[i].name) == 0)
			kind = constants[i].kind;
	return make_op(p, kind, name, name, (struct list){0});
}

static const struct expr *parse_literal(struct parser *p)
{
	static const enum expr_kind kind[] = {
		[TOKEN_INT] = EXPR_INT, [TOKEN_FLOAT] = EXPR_FLOAT, [TOKEN_STR] = EXPR_STR,
	};
	const struct token *token = p->token++;
	struct expr *x = make_op(p, kind[token->kind], token, token, (struct list){0});
	if (x) {
		x->n = token->n;
		x->number = token->number;
		x->len = token->len;
	}
	return x;
}

/* Comma-separated up to `close`, which is taken. *comma: whether there was any comma. */
static bool parse_items(struct parser *p, const char *close, struct list *items, bool *comma)
{
	while (!parser_at(p, close)) {
		const struct expr *item = parse_expr(p);
		if (!item)
			return false;
		push(p, items, item);
		if (!parser_take(p, ","))
			break;
		*comma = true;
	}
	if (parser_at(p, close))
		return parser_need(p, close, close);
	return parser_expected(p, *close == ')' ? "`,` or `)`" : "`,` or `]`");
}

static const struct expr *parse_brackets(struct parser *p)
{
	const struct token *open = p->token++;
	struct list items = {0};
	bool comma = false, is_list = open->text[0] == '[';
	if (!parse_items(p, is_list ? "]" : ")", &items, &comma))
		return NULL;
	if (!is_list && !comma && items.count == 1)
		return items.item[0];
	return make(p, is_list ? EXPR_LIST : EXPR_TUPLE, open, items);
}

static const struct expr *parse_atom(struct parser *p)
{
	const struct token *token = p->token;
	switch (token->kind) {
	case TOKEN_NAME:
		return parse_name(p);
	case TOKEN_INT: case TOKEN_FLOAT: case TOKEN_STR:
		return parse_literal(p);
	default:
		break;
	}
	if (parser_at(p, "(") || parser_at(p, "["))
		return parse_brackets(p);
	if (parser_take(p, "..."))
		return make(p, EXPR_ELLIPSIS, token, (struct list){0});
	parser_expected(p, "an expression");
	return NULL;
}

/* ---- Calls, indices, attributes ---- */

enum { MAX_CALL_ARGS = 64 };

static bool parse_arg(struct parser *p, struct expr_arg *arg, bool keyword_before)
{
	const struct token *first = p->token;
	*arg = (struct expr_arg){0};
	if (first->kind == TOKEN_NAME && first[1].kind == TOKEN_OP && strcmp(first[1].text, "=") == 0) {
		arg->keyword = first->text;
		p->token += 2;
	}
	arg->value = parse_expr(p);
	if (!arg->value)
		return false;
	arg->span = span_since(p, first);
	if (keyword_before && !arg->keyword)
		return err_set(p->err, ERR_SYNTAX, arg->span,
		               "an argument without a name cannot follow one with a name");
	return true;
}

static bool parse_args(struct parser *p, struct expr_arg *args, int *count)
{
	while (!parser_at(p, ")")) {
		if (*count == MAX_CALL_ARGS)
			return err_set(p->err, ERR_LIMIT, p->token->span, "a call takes at most %d arguments",
			               MAX_CALL_ARGS);
		if (!parse_arg(p, &args[*count], *count && args[*count - 1].keyword))
			return false;
		++*count;
		if (!parser_take(p, ","))
			break;
	}
	return parser_need(p, ")", "`,` or `)`");
}

/* name(args), or item.name(args); the "(" is next. */
static const struct expr *parse_call(struct parser *p, enum expr_kind kind, const struct token *first,
                                     const struct token *name, struct list items)
{
	struct expr_arg args[MAX_CALL_ARGS];
	int count = 0;
	p->token++;
	if (!parse_args(p, args, &count))
		return NULL;
	struct expr *x = make_op(p, kind, first, name, items);
	if (!x)
		return NULL;
	struct expr_arg *kept = arena_new(p->arena, (size_t)count + 1, sizeof *kept);
	memcpy(kept, args, (size_t)count * sizeof *kept);
	x->args = kept;
	x->n_args = count;
	return count_depth(p, x) ? x : NULL;
}

/* prev(NAME) is not a call: its argument is a name, not that name's value. */
static const struct expr *parse_prev(struct parser *p, const struct token *first)
{
	p->token++;
	const struct token *name = p->token;
	if (name->kind != TOKEN_NAME) {
		parser_expected(p, "the name of the node that is being defined");
		return NULL;
	}
	p->token++;
	if (!parser_need(p, ")", "`)`: prev takes one name"))
		return NULL;
	return make_op(p, EXPR_PREV, first, name, (struct list){0});
}

static const struct expr *parse_attribute(struct parser *p, const struct token *first,
                                          const struct expr *left)
{
	p->token++;
	const struct token *name = p->token;
	if (name->kind != TOKEN_NAME) {
		parser_expected(p, "the name of a method or attribute");
		return NULL;
	}
	p->token++;
	if (parser_at(p, "("))
		return parse_call(p, EXPR_METHOD, first, name, one(p, left));
	return make_op(p, EXPR_ATTRIBUTE, first, name, one(p, left));
}

static bool at_slice_end(const struct parser *p)
{
	return parser_at(p, ":") || parser_at(p, ",") || parser_at(p, "]");
}

static const struct expr *parse_subscript(struct parser *p)
{
	const struct token *first = p->token;
	const struct expr *part[3] = { NULL, NULL, NULL };
	int parts = 0;
	for (;;) {
		if (!at_slice_end(p) && !(part[parts] = parse_expr(p)))
			return NULL;
		if (parts == 2 || !parser_take(p, ":"))
			break;
		parts++;
	}
	if (parts)
		return make(p, EXPR_SLICE, first, (struct list){
			memcpy(arena_new(p->arena, 3, sizeof *part), part, sizeof part), 3 });
	if (!part[0])
		parser_expected(p, "an index");
	return part[0];
}

static const struct expr *parse_index(struct parser *p, const struct token *first,
                                      const struct expr *left)
{
	struct list items = one(p, left);
	p->token++;
	do {
		const struct expr *subscript = parse_subscript(p);
		if (!subscript)
			return NULL;
		push(p, &items, subscript);
	} while (parser_take(p, ",") && !parser_at(p, "]"));
	if (!parser_need(p, "]", "`,` or `]`"))
		return NULL;
	return make(p, EXPR_INDEX, first, items);
}

/* f(x)(y); nn.Softmax(dim=-1)(x), a module, has a name of its own kind. */
static bool say_not_called(struct parser *p, const struct expr *x)
{
	bool call = x->kind == EXPR_CALL || x->kind == EXPR_METHOD;
	if (call && x->text[0] >= 'A' && x->text[0] <= 'Z')
		return err_set(p->err, ERR_SYNTAX, x->name_span, "modules are functions here: linear(x, n), "
		               "layer_norm(x), softmax(x, dim=-1)");
	return err_set(p->err, ERR_SYNTAX, p->token->span,
	               "only a function's name can be called; is an operator missing here?");
}

static const struct expr *parse_primary(struct parser *p)
{
	const struct token *first = p->token;
	const struct expr *x = parse_atom(p);
	while (x) {
		if (parser_at(p, "(")) {
			if (x->kind != EXPR_NAME || p->token != first + 1) {
				say_not_called(p, x);
				return NULL;
			}
			x = strcmp(x->text, "prev") == 0 ? parse_prev(p, first)
				: parse_call(p, EXPR_CALL, first, first, (struct list){0});
		} else if (parser_at(p, "[")) {
			x = parse_index(p, first, x);
		} else if (parser_at(p, ".")) {
			x = parse_attribute(p, first, x);
		} else {
			break;
		}
	}
	return x;
}

/* ---- Operators ---- */

static const struct expr *parse_unary(struct parser *p);

/* 2 ** -1 ** 2 is 2 ** (-(1 ** 2)), and -2 ** 2 is -(2 ** 2). */
static const struct expr *parse_power(struct parser *p)
{
	const struct token *first = p->token;
	const struct expr *base = parse_primary(p);
	if (!base || !parser_at(p, "**"))
		return base;
	const struct token *op = p->token++;
	const struct expr *power = parse_unary(p);
	return power ? make_op(p, EXPR_BINARY, first, op, pair(p, base, power)) : NULL;
}

static bool deeper(struct parser *p)
{
	if (p->depth >= AST_MAX_DEPTH)
		return err_set(p->err, ERR_LIMIT, p->token->span,
		               "this expression is nested more than %d deep", AST_MAX_DEPTH);
	p->depth++;
	return true;
}

static const struct expr *parse_unary(struct parser *p)
{
	const struct token *op = p->token;
	bool prefix = parser_at(p, "-") || parser_at(p, "+") || parser_at(p, "~");
	if (!deeper(p))
		return NULL;
	const struct expr *x;
	if (prefix) {
		p->token++;
		x = parse_unary(p);
		x = x ? make_op(p, EXPR_UNARY, op, op, one(p, x)) : NULL;
	} else {
		x = parse_power(p);
	}
	p->depth--;
	return x;
}

enum { LOOSEST = 1, TIGHTEST = 5 };

static int binary_level(const struct parser *p)
{
	static const char *const levels[] = { "|", "^", "&", "+ -", "* / // % @" };
	if (p->token->kind != TOKEN_OP)
		return 0;
	for (int i = 0; i < TIGHTEST; i++) {
		const char *found = levels[i];
		size_t len = strlen(p->token->text);
		while (*found) {
			size_t n = strcspn(found, " ");
			if (n == len && memcmp(found, p->token->text, n) == 0)
				return LOOSEST + i;
			found += n + (found[n] == ' ');
		}
	}
	return 0;
}

static const struct expr *parse_binary(struct parser *p, int level)
{
	const struct token *first = p->token;
	if (level > TIGHTEST)
		return parse_unary(p);
	const struct expr *left = parse_binary(p, level + 1);
	while (left && binary_level(p) == level) {
		const struct token *op = p->token++;
		const struct expr *right = parse_binary(p, level + 1);
		left = right ? make_op(p, EXPR_BINARY, first, op, pair(p, left, right)) : NULL;
	}
	return left;
}

static bool at_comparison(const struct parser *p)
{
	static const char *const ops[] = { "==", "!=", "<", ">", "<=", ">=", NULL };
	return token_is_one_of(p->token, ops);
}

enum { MAX_CHAIN = 16 };

static const struct expr *parse_comparison(struct parser *p)
{
	const struct token *first = p->token;
	const struct expr *left = parse_binary(p, LOOSEST);
	if (!left || !at_comparison(p))
		return left;
	struct list items = one(p, left);
	const char *ops[MAX_CHAIN];
	int count = 0;
	while (at_comparison(p)) {
		if (count == MAX_CHAIN) {
			err_set(p->err, ERR_LIMIT, p->token->span, "at most %d comparisons can be chained", MAX_CHAIN);
			return NULL;
		}
		ops[count++] = p->token++->text;
		const struct expr *right = parse_binary(p, LOOSEST);
		if (!right)
			return NULL;
		push(p, &items, right);
	}
	struct expr *x = make(p, EXPR_COMPARE, first, items);
	if (x)
		x->ops = memcpy(arena_new(p->arena, (size_t)count, sizeof *ops), ops,
		                (size_t)count * sizeof *ops);
	return x;
}

static const struct expr *parse_not(struct parser *p)
{
	const struct token *op = p->token;
	if (!parser_at(p, "not"))
		return parse_comparison(p);
	if (!deeper(p))
		return NULL;
	p->token++;
	const struct expr *x = parse_not(p);
	p->depth--;
	return x ? make_op(p, EXPR_UNARY, op, op, one(p, x)) : NULL;
}

static const struct expr *parse_logic(struct parser *p, const char *word)
{
	const struct token *first = p->token;
	bool is_or = strcmp(word, "or") == 0;
	const struct expr *left = is_or ? parse_logic(p, "and") : parse_not(p);
	while (left && parser_at(p, word)) {
		const struct token *op = p->token++;
		const struct expr *right = is_or ? parse_logic(p, "and") : parse_not(p);
		left = right ? make_op(p, EXPR_LOGIC, first, op, pair(p, left, right)) : NULL;
	}
	return left;
}

static const struct expr *parse_ternary(struct parser *p, const struct token *first,
                                        const struct expr *yes)
{
	struct list items = one(p, yes);
	p->token++;
	const struct expr *condition = parse_logic(p, "or");
	if (!condition || !parser_need(p, "else", "`else`: a if condition else b"))
		return NULL;
	push(p, &items, condition);
	const struct expr *no = parse_expr(p);
	if (!no)
		return NULL;
	push(p, &items, no);
	return make(p, EXPR_IF, first, items);
}

const struct expr *parse_expr(struct parser *p)
{
	const struct token *first = p->token;
	if (!deeper(p))
		return NULL;
	const struct expr *x = parse_logic(p, "or");
	if (x && parser_at(p, "if"))
		x = parse_ternary(p, first, x);
	p->depth--;
	return x;
}
