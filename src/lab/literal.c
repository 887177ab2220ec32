#include "lab/literal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lang/ast.h"

enum { PART = 50000 };   /* numbers in one list: the language allows 100,000 */

struct literal {
	struct arena arena;
	const char *code;
	const struct expr *expr;
	int refs;
};

/* All parts show the code of the whole: nobody wants to read the numbers. */
static struct expr *part(struct literal *l, enum expr_kind kind, const char *text, int depth)
{
	struct expr *x = arena_new(&l->arena, 1, sizeof *x);
	*x = (struct expr){ .kind = kind, .depth = depth, .text = text, .code = l->code };
	x->span.end = (uint32_t)strlen(l->code);
	return x;
}

static void add_args(struct literal *l, struct expr *call, const struct expr *first,
                     const char *keyword, const struct expr *second)
{
	struct expr_arg *args = arena_new(&l->arena, 2, sizeof *args);
	args[0].value = first;
	args[1] = (struct expr_arg){ .keyword = keyword, .value = second };
	call->args = args;
	call->n_args = second ? 2 : 1;
}

/* The expression of element i, row-major. */
static void leaf(const struct tensor *t, int64_t i, struct expr *x)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	for (int d = t->shape.ndim - 1; d >= 0; d--) {
		index[d] = i % t->shape.size[d];
		i /= t->shape.size[d];
	}
	x->depth = 1;
	x->kind = EXPR_FLOAT;
	if (t->dtype == DT_BOOL)
		x->kind = tensor_int_at(t, index) ? EXPR_TRUE : EXPR_FALSE;
	else if (t->dtype == DT_INT64)
		x->kind = EXPR_INT;
	if (x->kind == EXPR_INT)
		x->n = tensor_int_at(t, index);
	else
		x->number = tensor_at(t, index);
}

/* tensor([...], dtype=...) of elements begin to end */
static const struct expr *stretch(struct literal *l, const struct tensor *t, int64_t begin,
                                  int64_t end)
{
	size_t n = (size_t)(end - begin);
	struct expr *list = part(l, EXPR_LIST, NULL, 2), *call = part(l, EXPR_CALL, "tensor", 3);
	struct expr *leaves = arena_new(&l->arena, n + 1, sizeof *leaves);
	const struct expr **items = arena_new(&l->arena, n + 1, sizeof *items);
	for (size_t i = 0; i < n; i++) {
		leaves[i].code = l->code;
		leaf(t, begin + (int64_t)i, &leaves[i]);
		items[i] = &leaves[i];
	}
	list->item = items;
	list->n_items = (int)n;
	add_args(l, call, list, "dtype", part(l, EXPR_NAME, dtype_name(t->dtype), 1));
	return call;
}

static const struct expr *flat(struct literal *l, const struct tensor *t)
{
	int64_t count = tensor_count(t);
	int n = (int)((count + PART - 1) / PART);
	if (n <= 1)
		return stretch(l, t, 0, count);
	struct expr *list = part(l, EXPR_LIST, NULL, 4), *call = part(l, EXPR_CALL, "cat", 5);
	const struct expr **items = arena_new(&l->arena, (size_t)n, sizeof *items);
	for (int i = 0; i < n; i++) {
		int64_t begin = (int64_t)i * PART;
		items[i] = stretch(l, t, begin, begin + PART < count ? begin + PART : count);
	}
	list->item = items;
	list->n_items = n;
	add_args(l, call, list, NULL, NULL);
	return call;
}

static const struct expr *shaped(struct literal *l, const struct tensor *t)
{
	struct expr *sizes = part(l, EXPR_TUPLE, NULL, 2), *call = part(l, EXPR_METHOD, "reshape", 6);
	const struct expr **items = arena_new(&l->arena, TENSOR_MAX_DIMS, sizeof *items);
	const struct expr **of = arena_new(&l->arena, 1, sizeof *of);
	for (int d = 0; d < t->shape.ndim; d++) {
		struct expr *size = part(l, EXPR_INT, NULL, 1);
		size->n = t->shape.size[d];
		items[d] = size;
	}
	sizes->item = items;
	sizes->n_items = t->shape.ndim;
	*of = flat(l, t);
	call->item = of;
	call->n_items = 1;
	add_args(l, call, sizes, NULL, NULL);
	return call;
}

struct literal *literal_new(const struct tensor *t, const char *code, const struct budget *budget,
                            struct err *err)
{
	int64_t bytes = (int64_t)sizeof(struct expr) + (int64_t)sizeof(struct expr *);
	int64_t room = (budget->bytes ? budget->bytes : INT64_MAX) / bytes;
	if (tensor_count(t) > room) {
		err_say(err, ERR_LIMIT, "the tensor has %lld numbers, and the budget of memory has room for "
		        "%lld; take a part of it, or allow more: budget 8GiB", (long long)tensor_count(t),
		        (long long)room);
		return NULL;
	}
	struct literal *l = mem_new(1, sizeof *l);
	arena_init(&l->arena, 0);
	l->refs = 1;
	l->code = arena_copy(&l->arena, code);
	l->expr = shaped(l, t);
	return l;
}

struct literal *literal_ref(struct literal *literal)
{
	if (literal)
		literal->refs++;
	return literal;
}

void literal_unref(struct literal *literal)
{
	if (!literal || --literal->refs > 0)
		return;
	arena_done(&literal->arena);
	free(literal);
}

const struct expr *literal_expr(const struct literal *literal)
{
	return literal->expr;
}

const char *literal_code(const struct literal *literal)
{
	return literal->code;
}
