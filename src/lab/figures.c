/* From `show` statements to figures. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "engine/view.h"
#include "lab/print.h"
#include "lab/sweep.h"
#include "lang/ast.h"

static const struct view {
	const char *name;
	enum figure_kind kind;
	int low_dims, high_dims;     /* of its tensors; fewer are filled up with ones in front */
	int low_items, high_items;   /* 1, 1: several expressions are several figures */
	const char *wants;           /* for errors: "a heatmap shows ..." */
} views[] = {
	{ "heatmap", FIGURE_HEATMAP, 2, 2, 1, FIGURE_PANELS_MAX, N_("a heatmap shows two") },
	{ "mask", FIGURE_MASK, 2, 2, 1, FIGURE_PANELS_MAX, N_("a mask has two") },
	{ "table", FIGURE_TABLE, 1, 2, 1, 1, N_("a table has two") },
	{ "bars", FIGURE_BARS, 1, 1, 1, 1, N_("bars show one") },
	{ "cache", FIGURE_CACHE, 2, 4, 1, 64, N_("a cache has at most (layers, heads, tokens, size)") },
	{ "compare", FIGURE_COMPARE, 1, 2, 2, 2, N_("a comparison shows two") },
	{ "plot", FIGURE_PLOT, 1, 2, 1, FIGURE_CURVES_MAX, N_("a plot shows rows as curves") },
	{ "hist", FIGURE_HIST, 0, TENSOR_MAX_DIMS, 1, 4, "" },
	{ "memory", FIGURE_MEMORY, 0, TENSOR_MAX_DIMS, 1, 8, "" },
	{ "image", FIGURE_IMAGE, 1, 3, 1, 2, N_("a picture has three") },
	{ "shapes", FIGURE_SHAPES, 0, 0, 0, 0, "" },
};
enum { N_VIEWS = sizeof views / sizeof *views };

/* The parser knows the same names. */
static const struct view *view_find(const char *name)
{
	int i = 0;
	while (i + 1 < N_VIEWS && strcmp(views[i].name, name) != 0)
		i++;
	assert(strcmp(views[i].name, name) == 0);
	return &views[i];
}

/* ---- Tensors ---- */

const struct expr *show_find(const struct program *program, const char *code)
{
	for (int i = 0; i < program->n_shows; i++)
		for (int j = 0; j < program->shows[i].n_exprs; j++)
			if (program->shows[i].code[j] == code)
				return program->shows[i].exprs[j];
	return NULL;
}

struct shown {
	const struct expr *expr;
	const char *code;
	bool may_be_outline;
};

static bool too_many_dims(const struct view *view, const struct shown *shown,
                          const struct tensor *t, struct err *err)
{
	static const char *const zeros[] = { "0", "0, 0", "0, 0, 0", "0, 0, 0, 0", "0, 0, 0, 0, 0",
	                                     "0, 0, 0, 0, 0, 0", "0, 0, 0, 0, 0, 0, 0" };
	enum expr_kind kind = shown->expr->kind;
	bool bare = kind == EXPR_NAME || kind == EXPR_INDEX || kind == EXPR_CALL ||
	            kind == EXPR_METHOD || kind == EXPR_ATTRIBUTE;
	char shape[256];
	shape_format(&t->shape, shape, sizeof shape);
	return err_set(err, ERR_SHAPE, shown->expr->span,
	               "%s has %d dimensions, %s, but %s; show one part of it: %s%s%s[%s]", shown->code,
	               t->shape.ndim, shape, _(view->wants), bare ? "" : "(", shown->code, bare ? "" : ")",
	               zeros[t->shape.ndim - view->high_dims - 1]);
}

/* The tensor with as many dimensions as the view needs; a new reference. */
static struct tensor *fit(const struct view *view, const struct shown *shown,
                          const struct tensor *t, struct err *err)
{
	if (t->shape.ndim > view->high_dims) {
		too_many_dims(view, shown, t, err);
		return NULL;
	}
	if (view->kind == FIGURE_CACHE && t->shape.ndim < view->low_dims) {
		err_set(err, ERR_SHAPE, shown->expr->span,
		        "%s is no cache: a cache has at least the dimensions (tokens, size)", shown->code);
		return NULL;
	}
	if (view->kind == FIGURE_MASK && t->dtype != DT_BOOL) {
		err_set(err, ERR_TYPE, shown->expr->span, "%s is %s, but a mask is bool: True may attend; "
		        "compare it with something, or write show heatmap %s", shown->code,
		        dtype_name(t->dtype), shown->code);
		return NULL;
	}
	struct tensor *fitted = tensor_ref(t);
	while (fitted && fitted->shape.ndim < view->low_dims) {
		struct tensor *row = view_unsqueeze(fitted, 0, err);
		tensor_unref(fitted);
		fitted = row;
	}
	return fitted;
}

static void count_work(const struct reading *r, const struct shown *shown, struct figure_item *item)
{
	int node = shown->expr->kind == EXPR_NAME ?
	           program_find_node(r->setup->program, shown->expr->text) : -1;
	item->evals = node < 0 ? -1 : graph_evals(r->setup->graph, node);
	item->flops = node < 0 ? 0 : graph_flops(r->setup->graph, node);
}

/* What is too large to be computed whole is computed where it is looked at: as a heatmap. */
static bool read_outline(struct reading *r, const struct view *view, const struct shown *shown,
                         struct figure_item *item)
{
	struct tensor *outline = state_outline(r, shown->expr);
	bool fits = view->kind != FIGURE_MASK || (outline && outline->dtype == DT_BOOL);
	if (outline && outline->shape.ndim == 2 && fits)
		item->tensor = tensor_ref(outline);
	tensor_unref(outline);
	return item->tensor != NULL;
}

static bool read_item(struct reading *r, const struct view *view, const struct shown *shown,
                      struct figure_item *item, struct err *err)
{
	struct value value;
	item->code = shown->code;
	count_work(r, shown, item);
	struct err why = {0};
	if (!graph_eval(r->setup->graph, shown->expr, r->run, &value, &why)) {
		if (shown->may_be_outline && why.code == ERR_LIMIT && read_outline(r, view, shown, item))
			return true;
		*err = why;
		return false;
	}
	if (value.kind == VALUE_TENSOR)
		item->tensor = fit(view, shown, value.as.tensor, err);
	else
		err_set(err, ERR_TYPE, shown->expr->span,
		        "%s is %s, but show %s wants a tensor; write tensor(%s)", shown->code,
		        value_kind_name(value.kind), view->name, shown->code);
	value_unref(value);
	return item->tensor != NULL;
}

static bool same_shape(const struct figure *f, const struct program_show *show, struct err *err)
{
	const struct shape *a = &f->items[0].tensor->shape, *b = &f->items[1].tensor->shape;
	if (shape_same_sizes(a, b))
		return true;
	char left[256], right[256];
	shape_format(a, left, sizeof left);
	shape_format(b, right, sizeof right);
	return err_set(err, ERR_SHAPE, show->span,
	               "%s is %s and %s is %s; only tensors of one shape can be compared",
	               f->items[0].code, left, f->items[1].code, right);
}

/* A tensor's rows are curves. */
static bool few_curves(const struct figure *f, const struct program_show *show, struct err *err)
{
	int64_t curves = figure_curves(f);
	return curves <= FIGURE_CURVES_MAX ||
	       err_set(err, ERR_SHAPE, show->span, "a plot tells %d curves apart, and here are %lld; "
	               "show some rows: %s[:%d]", FIGURE_CURVES_MAX, (long long)curves, show->code[0],
	               FIGURE_CURVES_MAX);
}

int64_t figure_curves(const struct figure *f)
{
	int64_t curves = 0;
	for (int i = 0; i < f->n_items; i++) {
		const struct shape *s = &f->items[i].tensor->shape;
		curves += s->ndim > 1 ? s->size[0] : 1;
	}
	return curves;
}

/* (H, W), (H, W, 3) or (3, H, W), and weights in one or two dimensions. */
static bool is_picture(const struct figure *f, const struct program_show *show, struct err *err)
{
	const struct shape *s = &f->items[0].tensor->shape;
	char shape[256];
	bool fine = s->ndim == 2 || (s->ndim == 3 && (s->size[2] == 3 || s->size[0] == 3));
	shape_format(s, shape, sizeof shape);
	if (!fine)
		return err_set(err, ERR_SHAPE, show->exprs[0]->span, "%s is %s, but a picture is (H, W), "
		               "(H, W, 3) or (3, H, W)", show->code[0], shape);
	if (f->n_items < 2 || f->items[1].tensor->shape.ndim <= 2)
		return true;
	shape_format(&f->items[1].tensor->shape, shape, sizeof shape);
	return err_set(err, ERR_SHAPE, show->exprs[1]->span, "%s is %s, but the weights of a picture's "
	               "patches are one row of them; choose a head and a token, as in A[0, 3]",
	               show->code[1], shape);
}

/* ---- The whole ---- */

/* The clock's present and last value, when it counts in whole numbers. */
static void read_clock(const struct reading *r, struct figure *f)
{
	f->clock = f->clock_end = -1;
	int clock = r->state->clock;
	if (clock < 0)
		return;
	struct value now = graph_param(r->setup->graph, clock);
	struct value last = graph_param_step(r->setup->graph, clock, LAB_TO_THE_END);
	if (now.kind == VALUE_INT && last.kind == VALUE_INT) {
		f->clock = now.as.integer.n;
		f->clock_end = last.as.integer.n;
	}
}

static bool read_items(struct reading *r, const struct view *view, const struct program_show *show,
                       struct figure *f, struct err *err)
{
	bool alone = f->n_items == 1 && (f->kind == FIGURE_MASK || f->kind == FIGURE_TABLE);
	for (int i = 0; i < f->n_items; i++) {
		struct shown shown = { .expr = show->exprs[i], .code = show->code[i],
		                       .may_be_outline = alone || f->kind == FIGURE_HEATMAP };
		if (!read_item(r, view, &shown, &f->items[i], err))
			return false;
	}
	if (alone && tensor_is_outline(f->items[0].tensor))
		f->kind = FIGURE_HEATMAP;
	if (f->kind == FIGURE_COMPARE && !same_shape(f, show, err))
		return false;
	if (f->kind == FIGURE_PLOT && !few_curves(f, show, err))
		return false;
	if (f->kind == FIGURE_IMAGE && !is_picture(f, show, err))
		return false;
	figure_name_axes(r, show->exprs[0], f);
	return true;
}

static bool wrong_count(const struct view *view, const struct program_show *show, struct err *err)
{
	if (view->low_items == 2)
		return err_set(err, ERR_VALUE, show->span, "show %s takes two tensors: show %s A, B",
		               view->name, view->name);
	return err_set(err, ERR_VALUE, show->span, show->n_exprs ? N_("show %s takes fewer tensors: show %s A")
	               : N_("show %s takes a tensor: show %s A"), view->name, view->name);
}

static bool read_figure(struct reading *r, const struct view *view, const struct program_show *show,
                        struct figure *f, struct err *err)
{
	f->kind = view->kind;
	if (show->over)
		return sweep_read(r, show, f, err) && figure_read_options(r, show, f, err);
	if (view->kind == FIGURE_SHAPES)
		return figure_read_flow(r, show, f, err) && figure_read_options(r, show, f, err);
	if (show->n_exprs < view->low_items || show->n_exprs > view->high_items)
		return wrong_count(view, show, err);
	f->items = arena_new(r->arena, (size_t)show->n_exprs, sizeof *f->items);
	f->n_items = show->n_exprs;
	return read_items(r, view, show, f, err) && figure_read_options(r, show, f, err);
}

void figure_release(struct figure *figure)
{
	for (int i = 0; i < figure->n_items; i++)
		tensor_unref(figure->items[i].tensor);
}

/* The statement's i-th figure as a statement of its own. */
static struct program_show part(const struct program_show *show, int i)
{
	struct program_show one = *show;
	one.exprs += i;
	one.code += i;
	one.n_exprs = 1;
	if (i > 0)
		one.caption = (struct words){0};
	return one;
}

static int count_parts(const struct program_show *show)
{
	const struct view *view = view_find(show->view);
	return view->high_items == 1 && show->n_exprs > 1 ? show->n_exprs : 1;
}

struct cause {
	const struct reading *r;
	int below;               /* only earlier lines are looked at: prev() may name a later one */
	int node;                /* the line that failed by itself, or -1 */
};

static void seek_cause(void *context, const char *name)
{
	struct cause *cause = context;
	struct setup *setup = cause->r->setup;
	int node = program_find_node(setup->program, name);
	bool replaced;
	if (cause->node >= 0 || node < 0 || node >= cause->below || !graph_error(setup->graph, node))
		return;
	struct cause deeper = { .r = cause->r, .below = node, .node = -1 };
	expr_each_name(setup_node(setup, node, &replaced)->expr, seek_cause, &deeper);
	cause->node = deeper.node >= 0 ? deeper.node : node;
}

/* Not that the figure needs a line that has an error, but that error. */
static void name_cause(const struct reading *r, const struct program_show *show, struct err *err)
{
	struct cause cause = { .r = r, .below = r->setup->program->n_nodes, .node = -1 };
	for (int i = 0; i < show->n_exprs; i++)
		expr_each_name(show->exprs[i], seek_cause, &cause);
	if (cause.node < 0)
		return;
	struct span place = err->at;
	*err = *graph_error(r->setup->graph, cause.node);
	err->at = place;
	err_prepend(err, "%s", r->setup->program->nodes[cause.node].name);
}

static bool add_figure(struct reading *r, const struct program_show *show, struct err *err)
{
	struct figure *f = &r->state->figures[r->state->n_figures++];
	*f = (struct figure){
		.kind = FIGURE_TABLE, .caption = show->caption, .row_name = "", .col_name = "",
		.row_words = "", .col_words = "", .low = NAN, .high = NAN, .here = -1,
	};
	read_clock(r, f);
	if (read_figure(r, view_find(show->view), show, f, &f->error))
		return true;
	if (f->error.code == ERR_CANCEL) {
		*err = f->error;
		return false;
	}
	name_cause(r, show, &f->error);
	return true;
}

bool state_read_figures(struct reading *r, struct err *err)
{
	const struct program *program = r->setup->program;
	int n = 0;
	for (int i = 0; i < program->n_shows; i++)
		n += count_parts(&program->shows[i]);
	r->state->figures = arena_new(r->arena, (size_t)n, sizeof *r->state->figures);
	for (int i = 0; i < program->n_shows; i++) {
		const struct program_show *show = &program->shows[i];
		int parts = count_parts(show);
		for (int k = 0; k < parts; k++) {
			struct program_show one = parts > 1 ? part(show, k) : *show;
			if (!add_figure(r, &one, err))
				return false;
		}
	}
	return true;
}
