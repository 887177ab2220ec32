/* The options of `show`: labels, the scale, axes, patches. */
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "lab/print.h"
#include "lab/state.h"
#include "lang/ast.h"

enum { LABELS_MAX = 4096 };

static bool read_scale(const struct program_option *option, struct value value, double *out,
                       struct err *err)
{
	if (value.kind == VALUE_INT)
		*out = (double)value.as.integer.n;
	else if (value.kind == VALUE_FLOAT)
		*out = value.as.number;
	else
		return err_set(err, ERR_TYPE, option->value->span, "%s= is one end of the scale, a number",
		               option->name);
	return true;
}

static const char *read_label(struct reading *r, const char *text)
{
	struct words words = words_split(r->arena, text);
	const char *label = words_in(&words, r->setup->language);
	return label ? label : "";
}

/* What the list lacks goes without a label, so that a knob may make the tensor longer. */
static bool read_labels(struct reading *r, const struct program_option *option, struct value value,
                        int64_t wanted, const char *const **out, struct err *err)
{
	if (value.kind != VALUE_LIST && value.kind != VALUE_TUPLE)
		return err_set(err, ERR_TYPE, option->value->span,
		               "%s= is a list of labels, as in %s=[\"the\", \"cat\"]", option->name,
		               option->name);
	if (wanted > LABELS_MAX)
		return err_set(err, ERR_LIMIT, option->value->span,
		               "%s= can label %d cells, and here are %lld", option->name, LABELS_MAX,
		               (long long)wanted);
	const char **labels = arena_new(r->arena, (size_t)wanted, sizeof *labels);
	for (int i = 0; i < wanted; i++) {
		struct value item = i < value_count(value) ? value_item(value, i) : VALUE_NOTHING;
		labels[i] = item.kind == VALUE_NONE ? NULL :
		            item.kind == VALUE_STR ? read_label(r, value_text(item)) : print_value(r->arena, item);
	}
	*out = labels;
	return true;
}

/* The rows of a figure, or its columns. */
struct side {
	int64_t count;
	const char *const **labels;
	const char **words;          /* NULL: a plot has curves */
};

/* A list says what each of them is, a string what they all are. */
static bool read_side(struct reading *r, const struct program_option *option, struct value value,
                      const struct side *side, struct err *err)
{
	if (value.kind != VALUE_STR || !side->words)
		return read_labels(r, option, value, side->count, side->labels, err);
	*side->words = read_label(r, value_text(value));
	return true;
}

/* One for each tensor: what it is called in place of its code. */
static bool read_names(struct reading *r, const struct program_option *option, struct value value,
                       struct figure *f, struct err *err)
{
	const char *const *names;
	if (!read_labels(r, option, value, f->n_items, &names, err))
		return false;
	for (int i = 0; i < f->n_items; i++)
		f->items[i].name = names[i];
	return true;
}

/* Places on the x axis, one for each column. */
static bool read_places(struct reading *r, const struct program_option *option, struct value value,
                        struct figure *f, struct err *err)
{
	const struct tensor *t = value.kind == VALUE_TENSOR ? value.as.tensor : NULL;
	int64_t n = t && t->shape.ndim == 1 ? t->shape.size[0] : -1;
	for (int i = 0; i < f->n_items; i++) {
		const struct shape *s = &f->items[i].tensor->shape;
		if (s->size[s->ndim - 1] != n)
			return err_set(err, ERR_SHAPE, option->value->span, "x= is a tensor of one dimension "
			               "with as many places as %s has values in a row, %lld", f->items[i].code,
			               (long long)s->size[s->ndim - 1]);
	}
	double *x = arena_new(r->arena, (size_t)n + 1, sizeof *x);
	for (int64_t i = 0; i < n; i++) {
		x[i] = tensor_at(t, &i);
		if (!isfinite(x[i]) || (i > 0 && !(x[i] > x[i - 1])))
			return err_set(err, ERR_VALUE, option->value->span, "the places x= must ascend; the one "
			               "at %lld does not", (long long)i);
	}
	f->x = x;
	return true;
}

static bool read_log(const struct program_option *option, struct value value, struct figure *f,
                     struct err *err)
{
	const char *axes = value.kind == VALUE_STR ? value_text(value) : "";
	if (!*axes || axes[strspn(axes, "xy")])
		return err_set(err, ERR_VALUE, option->value->span,
		               "log= is \"x\", \"y\" or \"xy\": the axes that count in powers of ten");
	f->log_x = strchr(axes, 'x') != NULL;
	f->log_y = strchr(axes, 'y') != NULL;
	return true;
}

/* What a pixel shows that several values share. */
static bool read_reduce(const struct program_option *option, struct value value, struct figure *f,
                        struct err *err)
{
	const char *word = value.kind == VALUE_STR ? value_text(value) : "";
	f->mean = strcmp(word, "mean") == 0;
	return f->mean || strcmp(word, "max") == 0 ||
	       err_set(err, ERR_VALUE, option->value->span,
	               "reduce= is \"max\" or \"mean\": what a pixel shows that several cells share");
}

/* (rows, columns) of patches. */
static bool read_patches(const struct program_option *option, struct value value,
                         struct figure *f, struct err *err)
{
	bool pair = value_count(value) == 2;
	for (int i = 0; pair && i < 2; i++) {
		struct value side = value_item(value, i);
		f->grid[i] = side.kind == VALUE_INT ? value_whole(side) : 0;
	}
	return (pair && f->grid[0] > 0 && f->grid[1] > 0 && f->grid[0] < 4096 && f->grid[1] < 4096) ||
	       err_set(err, ERR_VALUE, option->value->span,
	               "patches= is how many there are down and across: patches=(14, 14)");
}

/* What `rows` and `cols` name. */
static int64_t count_labels(const struct figure *f, bool cols)
{
	const struct shape *s = f->n_items ? &f->items[0].tensor->shape : &(struct shape){0};
	if (cols)
		return s->ndim ? s->size[s->ndim - 1] : 0;
	if (f->kind == FIGURE_PLOT)
		return figure_curves(f);
	return s->ndim > 1 ? s->size[s->ndim - 2] : 0;
}

static bool no_such_option(const struct figure *f, const struct program_option *option,
                           struct err *err)
{
	const char *more = f->kind == FIGURE_PLOT ? N_("a plot also has x= (places) and log= (\"x\", \"y\")") :
	                   f->kind == FIGURE_HEATMAP ? N_("a heatmap also has reduce= (\"max\", \"mean\")") :
	                   f->kind == FIGURE_IMAGE ? N_("an image also has patches=(rows, columns)") :
	                   f->n_items > 1 ? N_("several tensors also have names=[\"one\", \"another\"]") : NULL;
	err_set(err, ERR_NAME, option->value->span, "show has no option %s=; it has rows= and "
	        "cols= (labels), min= and max= (scale)", option->name);
	return more && err_hint(err, "%s", _(more));
}

static bool use_option(struct reading *r, struct figure *f, const struct program_option *option,
                       struct value value, struct err *err)
{
	bool curves = f->kind == FIGURE_PLOT;
	struct side rows = { count_labels(f, false), &f->row_labels, curves ? NULL : &f->row_words };
	struct side cols = { count_labels(f, true), &f->col_labels, curves ? NULL : &f->col_words };
	bool vector = f->n_items && f->items[0].tensor->shape.ndim <= 1 && !curves;
	if (strcmp(option->name, "min") == 0)
		return read_scale(option, value, &f->low, err);
	if (strcmp(option->name, "max") == 0)
		return read_scale(option, value, &f->high, err);
	if (strcmp(option->name, "cols") == 0 || (strcmp(option->name, "rows") == 0 && vector))
		return read_side(r, option, value, &cols, err);
	if (strcmp(option->name, "rows") == 0)
		return read_side(r, option, value, &rows, err);
	if (strcmp(option->name, "names") == 0 && f->n_items > 1)
		return read_names(r, option, value, f, err);
	if (strcmp(option->name, "x") == 0 && f->kind == FIGURE_PLOT && !f->over)
		return read_places(r, option, value, f, err);
	if (strcmp(option->name, "log") == 0 && f->kind == FIGURE_PLOT)
		return read_log(option, value, f, err);
	if (strcmp(option->name, "reduce") == 0 && f->kind == FIGURE_HEATMAP)
		return read_reduce(option, value, f, err);
	if (strcmp(option->name, "patches") == 0 && f->kind == FIGURE_IMAGE)
		return read_patches(option, value, f, err);
	return no_such_option(f, option, err);
}

/* ---- Patches ---- */

static void picture_size(const struct figure *f, int64_t size[2])
{
	const struct shape *s = &f->items[0].tensor->shape;
	int first = s->ndim == 3 && s->size[2] != 3;
	size[0] = s->size[first];
	size[1] = s->size[first + 1];
}

/* A grid for `count` patches: square ones if that comes out even. */
static bool guess_grid(const struct figure *f, int64_t count, int64_t grid[2])
{
	int64_t size[2];
	picture_size(f, size);
	for (int64_t rows = 1; rows <= count; rows++)
		if (count % rows == 0 && rows * size[1] == count / rows * size[0]) {
			grid[0] = rows;
			grid[1] = count / rows;
			return true;
		}
	return false;
}

/* One weight more than patches is that of a CLS token, before them. */
static bool find_patches(const struct program_show *show, struct figure *f, struct err *err)
{
	const struct shape *s = &f->items[1].tensor->shape;
	int64_t count = tensor_count(f->items[1].tensor), given = f->grid[0] * f->grid[1];
	if (given == 0 && s->ndim == 2 && s->size[0] > 1) {
		f->grid[0] = s->size[0];
		f->grid[1] = s->size[1];
		given = count;
	}
	if (given == 0 && (guess_grid(f, count, f->grid) || guess_grid(f, count - 1, f->grid)))
		given = f->grid[0] * f->grid[1];
	f->skip = count - given;
	return (given > 0 && (f->skip == 0 || f->skip == 1)) ||
	       err_set(err, ERR_SHAPE, show->exprs[1]->span, "%s has %lld weights: say how many patches "
	               "lie down and across, as in patches=(14, 14); one weight more is a CLS token's",
	               show->code[1], (long long)count);
}

bool figure_read_options(struct reading *r, const struct program_show *show, struct figure *f,
                         struct err *err)
{
	for (int i = 0; i < show->n_options; i++) {
		struct value value;
		if (!graph_eval(r->setup->graph, show->options[i].value, r->run, &value, err))
			return false;
		bool ok = use_option(r, f, &show->options[i], value, err);
		value_unref(value);
		if (!ok)
			return false;
	}
	return f->kind != FIGURE_IMAGE || f->n_items < 2 || find_patches(show, f, err);
}
