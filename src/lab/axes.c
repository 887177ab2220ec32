/*
 * What the rows and the columns of a figure are, in words. A dimension that a knob counts
 * is called what the knob is: "text tokens". Where that does not tell rows from columns
 * (T × T), or nobody counts them, what was made by comparing each query with each key
 * still says which are which.
 */
#include <string.h>

#include "base/i18n.h"
#include "lab/print.h"
#include "lab/state.h"
#include "lang/ops.h"

static const char *dim_name(const struct reading *r, const struct tensor *t, int dim)
{
	return dim >= 0 ? print_dim(r->arena, t, dim) : "";
}

/* Of "image tokens: 14 * 14 + 1 CLS" what stands before the first mark. */
static size_t first_words(const char *text)
{
	static const char *const marks[] = { ":", ";", ",", " (", "：", "；", "，", "（" };
	size_t len = strlen(text);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char *mark = strstr(text, marks[i]);
		if (mark && (size_t)(mark - text) < len)
			len = (size_t)(mark - text);
	}
	return len;
}

static const char *knob_words(const struct reading *r, const char *dim)
{
	int param = *dim ? program_find_param(r->setup->program, dim) : -1;
	const char *words = param < 0 ? NULL
	                    : words_in(&r->setup->program->params[param].caption, r->setup->language);
	return words ? arena_copy_n(r->arena, words, first_words(words)) : "";
}

/* ---- Was each query compared with each key? ---- */

struct trail {
	const struct setup *setup;
	bool square;             /* rows and columns go by one name */
	int steps;               /* that may still be taken: a program can be long */
};

static bool pairs(struct trail *trail, const struct expr *e);

static bool any_pairs(struct trail *trail, const struct expr *const *items, int n)
{
	for (int i = 0; i < n; i++)
		if (pairs(trail, items[i]))
			return true;
	return false;
}

static bool is_transposed(const struct expr *e)
{
	return (e->kind == EXPR_ATTRIBUTE && (strcmp(e->text, "mT") == 0 || strcmp(e->text, "T") == 0)) ||
	       (e->kind == EXPR_METHOD && strcmp(e->text, "transpose") == 0);
}

/* S[0], S[0, :, 4:8]: not the rows. */
static bool keeps_rows(const struct expr *e)
{
	bool sliced = false;
	for (int i = 1; i < e->n_items; i++) {
		bool slice = e->item[i]->kind == EXPR_SLICE;
		if (e->item[i]->kind == EXPR_NONE || e->item[i]->kind == EXPR_ELLIPSIS || (sliced && !slice))
			return false;
		sliced |= slice;
	}
	return true;
}

/* S.mean(dim=0): over what stands before the rows. */
static bool is_over_first(const struct expr_arg *args, int n_args)
{
	for (int i = 0; i < n_args; i++) {
		const struct expr *value = args[i].value;
		bool dim = args[i].keyword ? strcmp(args[i].keyword, "dim") == 0 : i == 0;
		if (dim)
			return value->kind == EXPR_INT && value->n == 0;
	}
	return false;
}

/* An operation on `first`, with arguments behind it. */
static bool op_pairs(struct trail *trail, const struct op *op, const struct expr *first,
                     const struct expr_arg *args, int n_args)
{
	if (op->part == PART_REDUCE)
		return is_over_first(args, n_args) && pairs(trail, first);
	if (trail->square && strcmp(op->name, "softmax") == 0)
		return true;
	if (op->part != PART_CELLS && op->part != PART_ROWS)
		return false;
	for (int i = 0; op->part == PART_CELLS && i < n_args; i++)   /* where(seen, S, 0) */
		if (pairs(trail, args[i].value))
			return true;
	return pairs(trail, first);
}

static bool call_pairs(struct trail *trail, const struct expr *e)
{
	bool method = e->kind == EXPR_METHOD;
	const struct op *op = method ? ops_find_method(e->text) : ops_find_function(e->text);
	const struct expr *first = method ? e->item[0] : e->n_args ? e->args[0].value : NULL;
	if (!op || !first)
		return false;
	if (first->kind == EXPR_LIST && strcmp(op->name, "cat") == 0)
		return any_pairs(trail, first->item, first->n_items);
	return op_pairs(trail, op, first, e->args + !method, e->n_args - !method);
}

static bool name_pairs(struct trail *trail, const char *name)
{
	bool replaced;
	int node = program_find_node(trail->setup->program, name);
	return node >= 0 && pairs(trail, setup_node(trail->setup, node, &replaced)->expr);
}

/* Whether row i, column j of its value comes from query i and key j alone: Q @ K.mT, and on from there. */
static bool pairs(struct trail *trail, const struct expr *e)
{
	if (trail->steps-- <= 0)
		return false;
	switch (e->kind) {
	case EXPR_NAME: return name_pairs(trail, e->text);
	case EXPR_BINARY:
		if (strcmp(e->text, "@") == 0)
			return is_transposed(e->item[1]);
		return any_pairs(trail, e->item, 2);
	case EXPR_UNARY: case EXPR_LOGIC: case EXPR_COMPARE:
		return any_pairs(trail, e->item, e->n_items);
	case EXPR_IF: return pairs(trail, e->item[0]) || pairs(trail, e->item[2]);
	case EXPR_INDEX: return keeps_rows(e) && pairs(trail, e->item[0]);
	case EXPR_CALL: case EXPR_METHOD: return call_pairs(trail, e);
	default: return false;
	}
}

void figure_name_axes(const struct reading *r, const struct expr *expr, struct figure *f)
{
	enum { STEPS = 1000 };
	const struct tensor *t = f->items[0].tensor;
	int rows = t->shape.ndim - 2, cols = t->shape.ndim - 1;
	f->row_name = dim_name(r, t, rows);
	f->col_name = dim_name(r, t, cols);
	bool alike = rows >= 0 && strcmp(f->row_name, f->col_name) == 0 &&
	             t->shape.size[rows] == t->shape.size[cols];
	struct trail trail = { r->setup, alike, STEPS };
	bool mask = t->dtype == DT_BOOL && (f->kind == FIGURE_MASK || f->kind == FIGURE_COMPARE);
	bool paired = rows >= 0 && (mask || pairs(&trail, expr));
	f->row_words = alike ? "" : knob_words(r, f->row_name);
	f->col_words = alike ? "" : knob_words(r, f->col_name);
	if (paired && !*f->row_words)
		f->row_words = _("queries");
	if (paired && !*f->col_words)
		f->col_words = _("keys");
}
