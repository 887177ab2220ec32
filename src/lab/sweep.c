#include "lab/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/create.h"
#include "lab/print.h"
#include "lang/ast.h"

/* The values of a show's expressions at places of a knob. */
struct curves {
	int n_items, n_places;
	int rows[FIGURE_CURVES_MAX];     /* of each item; together `n_rows` */
	int n_rows;
	double *x;                       /* [n_places] */
	char **text;                     /* [n_places]: the knob's value as it can be set */
	double *y;                       /* [n_places][FIGURE_CURVES_MAX] */
};

struct kept {
	char *what, *at;                 /* the show; where the other knobs stand */
	struct curves curves;
	struct kept *next;
};

struct sweeps {
	struct kept *first;
};

static void curves_done(struct curves *c)
{
	for (int i = 0; i < c->n_places; i++)
		free(c->text[i]);
	free(c->text);
	free(c->x);
	free(c->y);
	*c = (struct curves){0};
}

struct sweeps *sweeps_new(void)
{
	return mem_new(1, sizeof(struct sweeps));
}

static void forget(struct sweeps *sweeps)
{
	while (sweeps->first) {
		struct kept *kept = sweeps->first;
		sweeps->first = kept->next;
		curves_done(&kept->curves);
		free(kept->what);
		free(kept->at);
		free(kept);
	}
}

void sweeps_free(struct sweeps *sweeps)
{
	forget(sweeps);
	free(sweeps);
}

/* ---- One place ---- */

static bool too_many(const struct program_show *show, int n, struct err *err)
{
	return err_set(err, ERR_SHAPE, show->span,
	               "a plot tells %d curves apart, and here are %d; show some of them",
	               FIGURE_CURVES_MAX, n);
}

/* The numbers of a value: a number, or those of a short vector. */
static bool read_numbers(const struct expr *expr, const char *code, struct value v, double *out,
                         int room, int *n, struct err *err)
{
	*n = 1;
	if (value_is_number(v)) {
		out[0] = value_number(v);
		return true;
	}
	const struct tensor *t = v.kind == VALUE_TENSOR ? v.as.tensor : NULL;
	if (!t || t->shape.ndim > 1)
		return err_set(err, ERR_SHAPE, expr->span, "a plot over a knob wants one number for each of "
		               "its places, or a few in one dimension; take %s.mean(), say, or one "
		               "element", code);
	int64_t count = tensor_count(t);
	*n = count > FIGURE_CURVES_MAX + 1 ? FIGURE_CURVES_MAX + 1 : (int)count;
	for (int64_t i = 0; i < *n && i < room; i++)
		out[i] = tensor_at(t, &i);
	return true;
}

/* All expressions where the graph's knobs stand; `rows` how many numbers each of them gave. */
static bool read_place(struct graph *graph, const struct program_show *show, struct run *run,
                       double *out, int *rows, struct err *err)
{
	int used = 0;
	for (int i = 0; i < show->n_exprs; i++) {
		struct value value;
		if (!graph_eval(graph, show->exprs[i], run, &value, err))
			return false;
		int room = FIGURE_CURVES_MAX - used;
		bool fine = read_numbers(show->exprs[i], show->code[i], value, out + used, room, &rows[i],
		                         err);
		value_drop(run, value);
		if (!fine)
			return false;
		used += rows[i];
		if (used > FIGURE_CURVES_MAX)
			return too_many(show, used, err);
	}
	return true;
}

/* ---- The places of a knob ---- */

/* How many steps there are from the graph's present value to the domain's end. */
static int count_steps(const struct graph *graph, int param)
{
	struct value last = value_ref(graph_param_step(graph, param, LAB_TO_THE_END));
	int low = 0, high = 1;
	while (high < LAB_TO_THE_END && !value_same(graph_param_step(graph, param, high), last))
		high *= 2;
	while (low < high) {
		int middle = low + (high - low) / 2;
		if (value_same(graph_param_step(graph, param, middle), last))
			high = middle;
		else
			low = middle + 1;
	}
	value_unref(last);
	return low;
}

static bool ascends(const double *x, int n)
{
	for (int i = 1; i < n; i++)
		if (!(x[i] > x[i - 1]))
			return false;
	return true;
}

/* Words, and numbers in no order, stand one after the other. */
static void find_places(struct setup *setup, int param, struct curves *c)
{
	struct err ignored;
	struct arena scratch;
	struct value now = value_ref(graph_param(setup->graph, param));
	arena_init(&scratch, 0);
	graph_set(setup->graph, param, graph_param_step(setup->graph, param, -LAB_TO_THE_END), &ignored);
	int64_t steps = count_steps(setup->graph, param);
	c->n_places = steps < SWEEP_POINTS ? (int)steps + 1 : SWEEP_POINTS;
	c->x = mem_new((size_t)c->n_places, sizeof *c->x);
	c->text = mem_new((size_t)c->n_places, sizeof *c->text);
	c->y = mem_new((size_t)c->n_places * FIGURE_CURVES_MAX, sizeof *c->y);
	for (int i = 0; i < c->n_places; i++) {
		int64_t step = c->n_places > 1 ? i * steps / (c->n_places - 1) : 0;
		struct value v = graph_param_step(setup->graph, param, (int)step);
		c->x[i] = value_is_number(v) ? value_number(v) : NAN;
		c->text[i] = mem_copy(print_knob(&scratch, v));
	}
	for (int i = 0, ordered = ascends(c->x, c->n_places) && !isnan(c->x[0]); i < c->n_places; i++)
		c->x[i] = ordered ? c->x[i] : i;
	graph_set(setup->graph, param, now, &ignored);
	value_unref(now);
	arena_done(&scratch);
}

/* ---- Along the knob ---- */

/* One run of the lab with the knob at the i-th place; an error of its own is NaN. */
static bool run_place(struct setup *setup, const struct program_show *show,
                      struct lab_knob_setting *knobs, struct run *run, struct curves *c, int i,
                      struct err *err)
{
	int rows[FIGURE_CURVES_MAX] = {0}, n = 0;
	double *y = c->y + i * FIGURE_CURVES_MAX;
	int param = program_find_param(setup->program, show->over);
	struct lab_setting setting = { .knobs = knobs, .n_knobs = setup->program->n_params };
	knobs[param].text = c->text[i];
	for (int k = 0; k < FIGURE_CURVES_MAX; k++)
		y[k] = NAN;
	if (!setup_turn(setup, &setting, err) || !graph_update(setup->graph, run, err) ||
	    !read_place(setup->graph, show, run, y, rows, err))
		return false;
	for (int k = 0; k < show->n_exprs; k++)
		n += rows[k];
	if (n > c->n_rows) {
		c->n_rows = n;
		memcpy(c->rows, rows, sizeof c->rows);
	}
	return true;
}

static bool run_places(struct setup *setup, const struct program_show *show,
                       struct lab_knob_setting *knobs, struct run *run, struct curves *c,
                       struct err *err)
{
	struct err first = { .code = ERR_NONE }, own;
	for (int i = 0; i < c->n_places; i++) {
		if (run_place(setup, show, knobs, run, c, i, &own))
			continue;
		if (own.code == ERR_CANCEL || own.code == ERR_LIMIT) {
			*err = own;
			if (own.code == ERR_LIMIT)
				err_prepend(err, "over %s", show->over);
			return false;
		}
		if (first.code == ERR_NONE)
			first = own;
	}
	if (c->n_rows > 0)
		return true;
	if (first.code == ERR_NONE)
		return err_set(err, ERR_SHAPE, show->span, "there is no number to plot");
	*err = first;
	return false;
}

/* On a graph of its own: that of the lab keeps its values and its counters. */
static bool compute(struct reading *r, const struct program_show *show, struct curves *c,
                    struct err *err)
{
	const struct setup *of = r->setup;
	struct setup *setup = setup_new(of->lab, of->variant, err);
	if (!setup)
		return false;
	struct run run;
	int n = setup->program->n_params;
	struct lab_knob_setting *knobs = mem_new((size_t)n, sizeof *knobs);
	for (int i = 0; i < n; i++)
		knobs[i] = (struct lab_knob_setting){
			of->program->params[i].name, r->state->knobs[i].text,
		};
	run_init(&run, r->run->budget, r->run->cancel);
	run.ops = r->run->ops;   /* of the one budget */
	graph_only(setup->graph, show->exprs, show->n_exprs);
	struct lab_setting present = { .knobs = knobs, .n_knobs = n };
	bool fine = setup_turn(setup, &present, err);
	if (fine) {
		graph_take(setup->graph, of->graph);   /* what does not depend on the knob */
		find_places(setup, program_find_param(setup->program, show->over), c);
		fine = run_places(setup, show, knobs, &run, c, err);
	}
	r->run->ops = run.ops;
	free(knobs);
	setup_free(setup);
	return fine;
}

/* ---- What is kept ---- */

static struct kept *kept_for(struct sweeps *sweeps, const char *what)
{
	struct kept *k = sweeps->first;
	while (k && strcmp(k->what, what) != 0)
		k = k->next;
	if (k)
		return k;
	k = mem_new(1, sizeof *k);
	*k = (struct kept){ .what = mem_copy(what), .at = mem_copy(""), .next = sweeps->first };
	sweeps->first = k;
	return k;
}

static void describe(const struct reading *r, const struct program_show *show, struct str *what,
                     struct str *at)
{
	str_addf(what, "%s", show->over);
	str_add_char(at, '=');
	for (int i = 0; i < show->n_exprs; i++)
		str_addf(what, "\n%s", show->code[i]);
	for (int i = 0; i < r->state->n_knobs; i++)
		if (strcmp(r->state->knobs[i].name, show->over) != 0)
			str_addf(at, "%s\n", r->state->knobs[i].text);
}

/* Those of the last time, if the other knobs stand as they stood. Borrowed from `keep`. */
static const struct curves *find_curves(struct reading *r, const struct program_show *show,
                                        struct kept *keep, const char *at, struct err *err)
{
	if (strcmp(keep->at, at) == 0)
		return &keep->curves;
	curves_done(&keep->curves);
	free(keep->at);
	keep->at = mem_copy("");
	if (!compute(r, show, &keep->curves, err))
		return NULL;
	free(keep->at);
	keep->at = mem_copy(at);
	return &keep->curves;
}

/* ---- The figure ---- */

/* Where the present value belongs; *new when no place has it. */
static int find_here(const struct curves *c, const struct reading *r, int param, bool *new)
{
	struct value now = graph_param(r->setup->graph, param);
	const char *text = r->state->knobs[param].text;
	for (int i = 0; i < c->n_places; i++)
		if (strcmp(c->text[i], text) == 0) {
			*new = false;
			return i;
		}
	int at = 0;
	while (at < c->n_places && value_is_number(now) && c->x[at] < value_number(now))
		at++;
	*new = true;
	return at;
}

/* The places and, at `here`, what the lab itself says. */
static bool fill_item(struct reading *r, const struct curves *c, const struct figure *f, bool new,
                      const double *present, int first, int rows, struct tensor **out,
                      struct err *err)
{
	int n = c->n_places + new;
	int64_t size[] = { rows, n };
	struct shape shape = shape_of(2, size);
	double *y = mem_new((size_t)rows * (size_t)n, sizeof *y);
	for (int row = 0; row < rows; row++)
		for (int i = 0; i < n; i++) {
			int from = new && i > f->here ? i - 1 : i;
			y[row * n + i] = i == f->here ? present[first + row]
			                 : c->y[from * FIGURE_CURVES_MAX + first + row];
		}
	*out = create_from_doubles(r->run, DT_FLOAT64, &shape, y, err);
	free(y);
	return *out != NULL;
}

static void fill_axis(struct reading *r, const struct curves *c, int param, bool new,
                      struct figure *f)
{
	int n = c->n_places + new;
	bool words = graph_param(r->setup->graph, param).kind == VALUE_STR;
	double *x = arena_new(r->arena, (size_t)n, sizeof *x);
	const char **labels = arena_new(r->arena, (size_t)n, sizeof *labels);
	for (int i = 0; i < n; i++) {
		int from = new && i > f->here ? i - 1 : i;
		bool here = new && i == f->here;
		x[i] = here ? value_number(graph_param(r->setup->graph, param)) : c->x[from];
		labels[i] = here ? r->state->knobs[param].text : arena_copy(r->arena, c->text[from]);
	}
	f->x = x;
	f->over = arena_copy(r->arena, r->state->knobs[param].name);
	if (words)
		f->col_labels = labels;
}

static bool fill(struct reading *r, const struct program_show *show, const struct curves *c,
                 struct figure *f, struct err *err)
{
	int param = program_find_param(r->setup->program, show->over), rows[FIGURE_CURVES_MAX];
	double present[FIGURE_CURVES_MAX];
	struct err own;
	bool new;
	for (int i = 0; i < FIGURE_CURVES_MAX; i++)
		present[i] = NAN;
	if (!read_place(r->setup->graph, show, r->run, present, rows, &own) &&
	    (own.code == ERR_CANCEL || own.code == ERR_LIMIT)) {
		*err = own;
		return false;
	}
	f->here = find_here(c, r, param, &new);
	fill_axis(r, c, param, new, f);
	f->items = arena_new(r->arena, (size_t)show->n_exprs, sizeof *f->items);
	for (int first = 0; f->n_items < show->n_exprs; first += c->rows[f->n_items - 1]) {
		struct figure_item *item = &f->items[f->n_items++];
		item->code = show->code[f->n_items - 1];
		item->evals = -1;
		if (!fill_item(r, c, f, new, present, first, c->rows[f->n_items - 1], &item->tensor, err))
			return false;
	}
	return true;
}

bool sweep_read(struct reading *r, const struct program_show *show, struct figure *f,
                struct err *err)
{
	if (show->n_exprs > FIGURE_CURVES_MAX)
		return too_many(show, show->n_exprs, err);
	struct sweeps own = {0}, *sweeps = r->setup->sweeps ? r->setup->sweeps : &own;
	struct str what = STR_INIT, at = STR_INIT;
	describe(r, show, &what, &at);
	const struct curves *c = find_curves(r, show, kept_for(sweeps, what.data), at.data, err);
	bool fine = c && fill(r, show, c, f, err);
	str_done(&what);
	str_done(&at);
	forget(&own);
	return fine;
}
