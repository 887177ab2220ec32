/*
 * Explanations of what looks at a row of cells: variance, norms, entropy, running sums,
 * layer_norm, rms_norm, rotary positions, attention without softmax. Numbers are computed
 * in double as the kernels do, and the arithmetic is written so that it can be done again.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/real.h"
#include "engine/svd.h"
#include "lang/why_along.h"

static bool explain_mean(struct call *c, const bool *along, struct why *why, struct err *err)
{
	struct why_cells cells;
	if (!why_collect(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	why_begin(why);
	str_add_char(&why->text, '(');
	why_add_each(why, &cells, NULL, "", "");
	str_addf(&why->text, ") / %" PRId64, cells.count);
	why_end(why);
	return why_cells_done(&cells, true);
}

/* var and std; code: 1 std */
bool why_spread(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct why_cells cells;
	struct why_input step;
	char after[40];
	double n = arg_given(c, 4) ? arg_bool(c, 4) : arg_float(c, 2);
	if (!why_reduced(c, 1, along, err))
		return false;
	if (why->cell->step.kind == WHY_MEAN)
		return explain_mean(c, along, why, err);
	if (!why_read(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	double mean = why_mean_of(&cells);
	why_cells_done(&cells, true);
	why_add_step(why, (struct why_step){ .kind = WHY_MEAN }, mean, &step);
	if (!why_collect(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	why_begin(why);
	why_format(after, sizeof after, " - %s) ** 2", mean);
	str_add(&why->text, c->op->code ? "sqrt((" : "(");
	why_add_each(why, &cells, NULL, "(", after);
	str_addf(&why->text, ") / (%" PRId64 " - ", cells.count);
	why_number(why, n);
	str_add(&why->text, c->op->code ? "))" : ")");
	why_end(why);
	return why_cells_done(&cells, true);
}

bool why_norm(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct why_cells cells;
	char power[40], root[40];
	double p = arg_float(c, 1);
	if (!why_reduced(c, 2, along, err))
		return false;
	if (!why_collect(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	why_begin(why);
	why_format(power, sizeof power, ") ** %s", p);
	why_format(root, sizeof root, ") ** (1 / %s)", p);
	if (isinf(p)) {
		str_add(&why->text, p > 0 ? _("the largest of ") : _("the smallest of "));
		why_add_each(why, &cells, ", ", "abs(", ")");
	} else if (p == 0) {
		str_add(&why->text, _("how many are not 0 of "));
		why_add_each(why, &cells, ", ", "", "");
	} else if (p == 1) {
		why_add_each(why, &cells, NULL, "abs(", ")");
	} else {
		str_add(&why->text, p == 2 ? "sqrt(" : "(");
		why_add_each(why, &cells, NULL, "abs(", power);
		str_add(&why->text, p == 2 ? ")" : root);
	}
	why_end(why);
	return why_cells_done(&cells, true);
}

bool why_logsumexp(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct why_cells cells;
	char after[40];
	double max = -INFINITY;
	if (!why_reduced(c, 1, along, err))
		return false;
	if (!why_collect(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	for (int64_t i = 0; i < cells.count; i++)
		max = cells.x[i] > max ? cells.x[i] : max;
	max = isinf(max) ? 0 : max;
	why_begin(why);
	why_number(why, max);
	str_add(&why->text, " + log(");
	why_format(after, sizeof after, " - %s)", max);
	why_add_each(why, &cells, NULL, "exp(", after);
	str_add(&why->text, ")");
	why_end(why);
	return why_cells_done(&cells, true);
}

/* Cells that are 0 add nothing, and are left out. */
static void add_entropy(struct why *why, const struct why_cells *cells)
{
	struct terms terms = { why, 0, NULL };
	for (int64_t i = 0; i < cells->count; i++)
		terms.count += cells->x[i] != 0;
	for (int64_t i = 0, term = 0; i < cells->count; i++) {
		if (cells->x[i] == 0 || !why_term_begin(&terms, term++))
			continue;
		why_number(why, cells->x[i]);
		str_add(&why->text, " * log(");
		why_number(why, cells->x[i]);
		str_add_char(&why->text, ')');
	}
	str_add(&why->text, terms.count ? "" : "0");
	why_terms_end(&terms);
}

bool why_entropy(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct why_cells cells;
	int dim;
	if (!why_one_dim(c, arg_int(c, 1), along, &dim, err))
		return false;
	if (!why_collect(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	why_begin(why);
	str_add(&why->text, "-(");
	add_entropy(why, &cells);
	str_add_char(&why->text, ')');
	why_end(why);
	return why_cells_done(&cells, true);
}

bool why_cumsum(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct why_cells cells;
	int dim;
	if (!why_one_dim(c, arg_int(c, 1), along, &dim, err))
		return false;
	if (!why_collect(c, along, why->result->shape.ndim ? why->index[dim] + 1 : 1, why, &cells, err))
		return why_cells_done(&cells, false);
	why_begin(why);
	why_add_each(why, &cells, NULL, "", "");
	why_end(why);
	return why_cells_done(&cells, true);
}

/* any and all: the first cell that decides, or that none does. */
bool why_quantify(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS], all = c->op->code == REDUCE_ALL, found = false;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	struct why_input cell;
	if (!arg_is_tensor(c, 0))
		return why_made(c, why, err);
	if (!why_reduced(c, 1, along, err))
		return false;
	const struct tensor *t = arg_tensor(c, 0);
	int64_t count = why_count(&t->shape, along), i = 0;
	if (!run_spend(c->eval->run, count, err))
		return false;
	why_start(&t->shape, along, why, index);
	for (; i < count && !found; i++) {
		found = (tensor_at(t, index) != 0) != all;
		if (!found)
			why_next(&t->shape, along, index);
	}
	struct source source = why_arg(c, 0);
	bool fine = count == 0 || why_cell(why, &source, index, &cell, err);
	why_source_done(&source);
	if (!fine)
		return false;
	why_begin(why);
	if (found)
		str_addf(&why->text, _("%s, because %s is %s"), all ? "False" : "True", cell.label,
		         all ? "False" : "True");
	else
		str_addf(&why->text, all ? _("True, because of %" PRId64 " cells none is false")
		                         : _("False, because of %" PRId64 " cells none is true"), count);
	why_end(why);
	return true;
}

/* ---- Norms of rows ---- */

static bool add_last(struct call *c, int i, const char *sign, struct why *why, struct err *err)
{
	struct why_input cell;
	if (!arg_given(c, i))
		return true;
	bool fine = why_arg_cell(c, i, &why->index[why->result->shape.ndim - 1], why, &cell, err);
	str_add(&why->text, sign);
	why_number(why, cell.value);
	return fine;
}

/* What the row of the cell is scaled with. */
struct scale {
	double mean, spread;         /* of rms_norm the mean is taken as 0 */
};

static bool measure_row(struct call *c, const bool *along, bool centred, struct why *why, struct scale *out,
                        struct err *err)
{
	struct why_cells cells;
	if (!why_read(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	out->mean = centred ? why_mean_of(&cells) : 0;
	out->spread = why_spread_of(&cells, out->mean);
	return why_cells_done(&cells, true);
}

/* The mean of the squares of what is above the row's mean. */
static bool explain_squares(struct call *c, const bool *along, double mean, struct why *why, struct err *err)
{
	struct why_cells cells;
	struct why_input step;
	char after[40] = ") ** 2";
	if (why->cell->step.kind == WHY_VARIANCE) {
		why_add_step(why, (struct why_step){ .kind = WHY_MEAN }, mean, &step);
		why_format(after, sizeof after, " - %s) ** 2", mean);
	}
	if (!why_collect(c, along, -1, why, &cells, err))
		return why_cells_done(&cells, false);
	why_begin(why);
	str_add_char(&why->text, '(');
	why_add_each(why, &cells, NULL, "(", after);
	str_addf(&why->text, ") / %" PRId64, cells.count);
	why_end(why);
	return why_cells_done(&cells, true);
}

/* (x - mean) / sqrt(variance + eps) * weight + bias; rms_norm has no mean and no bias. */
static bool explain_norm(struct call *c, bool centred, double eps, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct scale s = {0};
	struct why_input cell, step;
	int dim;
	if (!why_one_dim(c, -1, along, &dim, err) || !measure_row(c, along, centred, why, &s, err))
		return false;
	if (why->cell->step.kind == WHY_MEAN)
		return explain_mean(c, along, why, err);
	if (why->cell->step.kind)
		return explain_squares(c, along, s.mean, why, err);
	bool fine = why_arg_cell(c, 0, why->index, why, &cell, err);
	if (!fine)
		return false;
	if (centred)
		why_add_step(why, (struct why_step){ .kind = WHY_MEAN }, s.mean, &step);
	why_add_step(why, (struct why_step){ .kind = centred ? WHY_VARIANCE : WHY_SQUARE }, s.spread, &step);
	why_begin(why);
	str_addf(&why->text, centred ? _("(%s - mean) / sqrt(variance + eps)") : _("%s / sqrt(mean square + eps)"),
	         cell.label);
	str_addf(&why->text, "%s%s = %s", arg_given(c, 2) ? _(" * weight") : "",
	         centred && arg_given(c, 3) ? _(" + bias") : "", centred ? "(" : "");
	why_number(why, cell.value);
	if (centred) {
		str_add(&why->text, " - ");
		why_number(why, s.mean);
		str_add_char(&why->text, ')');
	}
	str_add(&why->text, " / sqrt(");
	why_number(why, s.spread);
	str_add(&why->text, " + ");
	why_number(why, eps);
	str_add_char(&why->text, ')');
	fine = add_last(c, 2, " * ", why, err) && (!centred || add_last(c, 3, " + ", why, err));
	why_end(why);
	return fine;
}

bool why_layer_norm(struct call *c, struct why *why, struct err *err)
{
	return explain_norm(c, true, arg_float(c, 4), why, err);
}

bool why_rms_norm(struct call *c, struct why *why, struct err *err)
{
	double own = arg_tensor(c, 0)->dtype == DT_FLOAT64 ? 0x1p-52 : 0x1p-23;
	return explain_norm(c, false, arg_given(c, 3) ? arg_float(c, 3) : own, why, err);
}

/* ---- Singular values: those of the cell's matrix, largest first ---- */

static void say_svd(const struct call *c, struct why *why, const struct why_cells *sigma)
{
	double sum = why_mean_of(sigma) * (double)sigma->count;
	if (strcmp(c->op->name, "svdvals") == 0) {
		str_addf(&why->text, _("number %" PRId64 " of the singular values "),
		         why->index[why->result->shape.ndim - 1]);
		why_add_each(why, sigma, ", ", "", "");
	} else if (strcmp(c->op->name, "rank") == 0) {
		str_addf(&why->text, _("%.0f, because so many exceed the tolerance of the singular values "),
		         why_result(why));
		why_add_each(why, sigma, ", ", "", "");
	} else if (sum == 0) {
		str_add(&why->text, _("0, because all singular values are 0"));
	} else {
		struct why_cells share = { mem_new((size_t)sigma->count + 1, sizeof(double)), sigma->count };
		for (int64_t i = 0; i < sigma->count; i++)
			share.x[i] = sum > 0 ? sigma->x[i] / sum : 0;
		str_add(&why->text, _("exp(entropy of the singular values / their sum) = exp(-("));
		add_entropy(why, &share);
		str_add(&why->text, "))");
		free(share.x);
	}
}

/* The cell's matrix is what they are made of. */
static bool add_matrix(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS] = {0};
	struct why_cells cells;
	int last = arg_tensor(c, 0)->shape.ndim - 1;
	along[last] = along[last - 1] = true;
	return why_cells_done(&cells, why_collect(c, along, -1, why, &cells, err));
}

bool why_svd(struct call *c, struct why *why, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *all = add_matrix(c, why, err) ? svd_values(run, arg_tensor(c, 0), err) : NULL;
	if (!all)
		return false;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	int last = all->shape.ndim - 1;
	struct why_cells sigma = { mem_new((size_t)all->shape.size[last] + 1, sizeof(double)),
	                       all->shape.size[last] };
	memcpy(index, why->index, (size_t)last * sizeof *index);
	for (index[last] = 0; index[last] < sigma.count; index[last]++)
		sigma.x[index[last]] = tensor_at(all, index);
	why_begin(why);
	say_svd(c, why, &sigma);
	why_end(why);
	tensor_drop(run, all);
	return why_cells_done(&sigma, true);
}

/* ---- Rotary positions: one of a pair of columns that turn together ---- */

/* angle = position * base ** -power */
struct turn {
	int64_t row, axis;           /* of the position */
	double at, power, angle;
};

static struct turn find_turn(const struct call *c, int64_t row, int64_t pair)
{
	const struct tensor *x = arg_tensor(c, 0), *pos = arg_tensor(c, 1);
	int64_t d = x->shape.size[x->shape.ndim - 1];
	int64_t axes = pos && pos->shape.ndim == 2 ? pos->shape.size[1] : 1, part = d / axes;
	struct turn t = { .row = row, .axis = pair / part, .power = (double)(pair % part) / (double)part };
	t.at = pos ? tensor_at(pos, (int64_t[]){ t.row, t.axis }) : (double)row;
	t.angle = t.at * real_pow(arg_float(c, 2), -t.power);
	return t;
}

static bool explain_angle(struct call *c, const struct turn *turn, struct why *why, struct err *err)
{
	struct why_input cell;
	bool fine = true;
	if (arg_is_tensor(c, 1)) {
		fine = why_arg_cell(c, 1, (int64_t[]){ turn->row, turn->axis }, why, &cell, err);
	}
	why_begin(why);
	str_add(&why->text, _("position * base ** -power = "));
	why_number(why, turn->at);
	str_add(&why->text, " * ");
	why_number(why, arg_float(c, 2));
	str_add(&why->text, " ** -");
	why_number(why, turn->power);
	why_end(why);
	return fine;
}

bool why_rope(struct call *c, struct why *why, struct err *err)
{
	int last = arg_tensor(c, 0)->shape.ndim - 1;
	int64_t index[TENSOR_MAX_DIMS] = {0}, column = why->index[last], pair = column - column % 2;
	struct turn turn = find_turn(c, why->index[last - 1], pair);
	struct why_input a, b, step;
	if (why->cell->step.kind)
		return explain_angle(c, &turn, why, err);
	memcpy(index, why->index, (size_t)(last + 1) * sizeof *index);
	struct source source = why_arg(c, 0);
	index[last] = pair;
	bool fine = why_cell(why, &source, index, &a, err);
	index[last] = pair + 1;
	fine = fine && why_cell(why, &source, index, &b, err);
	why_source_done(&source);
	if (!fine)
		return false;
	const char *first = column % 2 ? "sin" : "cos", *second = column % 2 ? "cos" : "sin";
	const char *sign = column % 2 ? "+" : "-";
	why_add_step(why, (struct why_step){ .kind = WHY_ANGLE }, turn.angle, &step);
	why_begin(why);
	str_addf(&why->text, _("%s * %s(angle) %s %s * %s(angle) = "), a.label, first, sign, b.label, second);
	why_number(why, a.value);
	str_addf(&why->text, " * %s(", first);
	why_number(why, turn.angle);
	str_addf(&why->text, ") %s ", sign);
	why_number(why, b.value);
	str_addf(&why->text, " * %s(", second);
	why_number(why, turn.angle);
	str_add_char(&why->text, ')');
	why_end(why);
	return true;
}

/* exp(x . w - |x|^2 / 2) / sqrt(m): one random direction w, a row of the weight. */
bool why_positive_features(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *x = arg_tensor(c, 0), *w = arg_tensor(c, 1);
	int last = x->shape.ndim - 1;
	int64_t at_x[TENSOR_MAX_DIMS] = {0}, at_w[2] = { why->index[last], 0 }, d = x->shape.size[last];
	struct source sources[] = { why_arg(c, 0), why_arg(c, 1) };
	struct why_input cell;
	double dot = 0, square = 0;
	memcpy(at_x, why->index, (size_t)last * sizeof *at_x);
	bool fine = run_spend(c->eval->run, d, err);
	for (int64_t k = 0; k < d && fine; k++) {
		at_x[last] = at_w[1] = k;
		dot += tensor_at(x, at_x) * tensor_at(w, at_w);
		square += tensor_at(x, at_x) * tensor_at(x, at_x);
		if (k < WHY_MAX_INPUTS / 2)
			fine = why_cell(why, &sources[0], at_x, &cell, err)
				&& why_cell(why, &sources[1], at_w, &cell, err);
	}
	why_source_done(&sources[0]);
	why_source_done(&sources[1]);
	why_begin(why);
	str_add(&why->text, "exp(x . w - |x|^2 / 2) / sqrt(m) = exp(");
	why_number(why, dot);
	str_add(&why->text, " - ");
	why_number(why, square);
	str_addf(&why->text, " / 2) / sqrt(%" PRId64 ")", w->shape.size[0]);
	why_end(why);
	return fine;
}
