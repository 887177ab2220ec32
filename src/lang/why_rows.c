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

/* The values of argument 0 along some dimensions, at most `limit` of them. */
struct cells {
	double *x;
	int64_t count;
};

static bool collect(struct call *c, const bool *along, int64_t limit, struct why *why,
                    struct cells *out, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	int64_t index[TENSOR_MAX_DIMS] = {0}, count = why_count(&t->shape, along);
	struct source source = why_arg(c, 0);
	struct why_input cell;
	count = limit >= 0 && limit < count ? limit : count;
	*out = (struct cells){ .count = count };
	bool fine = run_spend(c->eval->run, count * 10, err);
	if (fine)
		out->x = mem_new((size_t)count + 1, sizeof *out->x);
	why_start(&t->shape, along, why, index);
	for (int64_t i = 0; fine && i < count; i++) {
		out->x[i] = tensor_at(t, index);
		if (i < WHY_MAX_INPUTS)
			fine = why_cell(why, &source, index, &cell, err);
		why_next(&t->shape, along, index);
	}
	why_source_done(&source);
	return fine;
}

static double mean_of(const struct cells *cells)
{
	double sum = 0;
	for (int64_t i = 0; i < cells->count; i++)
		sum += cells->x[i];
	return sum / (double)cells->count;
}

/* The mean of (x - about)^2. */
static double spread_of(const struct cells *cells, double about)
{
	double sum = 0;
	for (int64_t i = 0; i < cells->count; i++)
		sum += (cells->x[i] - about) * (cells->x[i] - about);
	return sum / (double)cells->count;
}

static bool cells_done(struct cells *cells, bool result)
{
	free(cells->x);
	return result;
}

/* "before x after" for the first cells: exp(1 - 3) + exp(2 - 3) + ... */
static void add_each(struct why *why, const struct cells *cells, const char *between,
                     const char *before, const char *after)
{
	struct terms terms = { why, cells->count, between };
	for (int64_t i = 0; i < cells->count; i++) {
		why_term_begin(&terms, i);
		if (i >= SHOWN_TERMS)
			break;
		str_add(&why->text, before);
		why_number(why, cells->x[i]);
		str_add(&why->text, after);
	}
	why_terms_end(&terms);
}

static void format(char *out, size_t size, const char *shape, double x)
{
	struct why number = { .text = STR_INIT };
	why_number(&number, x);
	snprintf(out, size, shape, number.text.data);
	str_done(&number.text);
}

/* var and std; code: 1 std */
bool why_spread(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct cells cells;
	char after[40];
	double n = arg_given(c, 4) ? arg_bool(c, 4) : arg_float(c, 2);
	if (!why_reduced(c, 1, along, err))
		return false;
	if (!collect(c, along, -1, why, &cells, err))
		return cells_done(&cells, false);
	why_begin(why);
	format(after, sizeof after, " - %s) ** 2", mean_of(&cells));
	str_add(&why->text, c->op->code ? "sqrt((" : "(");
	add_each(why, &cells, NULL, "(", after);
	str_addf(&why->text, ") / (%" PRId64 " - ", cells.count);
	why_number(why, n);
	str_add(&why->text, c->op->code ? "))" : ")");
	why_end(why);
	return cells_done(&cells, true);
}

bool why_norm(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct cells cells;
	char power[40], root[40];
	double p = arg_float(c, 1);
	if (!why_reduced(c, 2, along, err))
		return false;
	if (!collect(c, along, -1, why, &cells, err))
		return cells_done(&cells, false);
	why_begin(why);
	format(power, sizeof power, ") ** %s", p);
	format(root, sizeof root, ") ** (1 / %s)", p);
	if (isinf(p)) {
		str_add(&why->text, p > 0 ? _("the largest of ") : _("the smallest of "));
		add_each(why, &cells, ", ", "abs(", ")");
	} else if (p == 0) {
		str_add(&why->text, _("how many are not 0 of "));
		add_each(why, &cells, ", ", "", "");
	} else if (p == 1) {
		add_each(why, &cells, NULL, "abs(", ")");
	} else {
		str_add(&why->text, p == 2 ? "sqrt(" : "(");
		add_each(why, &cells, NULL, "abs(", power);
		str_add(&why->text, p == 2 ? ")" : root);
	}
	why_end(why);
	return cells_done(&cells, true);
}

bool why_logsumexp(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct cells cells;
	char after[40];
	double max = -INFINITY;
	if (!why_reduced(c, 1, along, err))
		return false;
	if (!collect(c, along, -1, why, &cells, err))
		return cells_done(&cells, false);
	for (int64_t i = 0; i < cells.count; i++)
		max = cells.x[i] > max ? cells.x[i] : max;
	max = isinf(max) ? 0 : max;
	why_begin(why);
	why_number(why, max);
	str_add(&why->text, " + log(");
	format(after, sizeof after, " - %s)", max);
	add_each(why, &cells, NULL, "exp(", after);
	str_add(&why->text, ")");
	why_end(why);
	return cells_done(&cells, true);
}

/* Cells that are 0 add nothing, and are left out. */
static void add_entropy(struct why *why, const struct cells *cells)
{
	struct terms terms = { why, 0, NULL };
	for (int64_t i = 0; i < cells->count; i++) {
		if (cells->x[i] == 0)
			continue;
		why_term_begin(&terms, terms.count);
		if (terms.count++ >= SHOWN_TERMS)
			continue;
		why_number(why, cells->x[i]);
		str_add(&why->text, " * log(");
		why_number(why, cells->x[i]);
		str_add_char(&why->text, ')');
	}
	str_add(&why->text, terms.count ? "" : "0");
	why_terms_end(&terms);
}

static bool along_one(struct call *c, int at, bool *along, int *dim, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	memset(along, 0, TENSOR_MAX_DIMS * sizeof *along);
	*dim = at < 0 ? shape->ndim - 1 : shape_dim(shape, arg_int(c, at), err);
	if (*dim >= 0)
		along[*dim] = true;
	return *dim >= 0;
}

bool why_entropy(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct cells cells;
	int dim;
	if (!along_one(c, 1, along, &dim, err))
		return false;
	if (!collect(c, along, -1, why, &cells, err))
		return cells_done(&cells, false);
	why_begin(why);
	str_add(&why->text, "-(");
	add_entropy(why, &cells);
	str_add_char(&why->text, ')');
	why_end(why);
	return cells_done(&cells, true);
}

bool why_cumsum(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct cells cells;
	int dim;
	if (!along_one(c, 1, along, &dim, err))
		return false;
	if (!collect(c, along, why->result->shape.ndim ? why->index[dim] + 1 : 1, why, &cells, err))
		return cells_done(&cells, false);
	why_begin(why);
	add_each(why, &cells, NULL, "", "");
	why_end(why);
	return cells_done(&cells, true);
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
	struct source source = why_arg(c, i);
	bool fine = why_cell(why, &source, &why->index[why->result->shape.ndim - 1], &cell, err);
	why_source_done(&source);
	str_add(&why->text, sign);
	why_number(why, cell.value);
	return fine;
}

/* (x - mean) / sqrt(variance + eps) * weight + bias; rms_norm has no mean and no bias. */
static bool explain_norm(struct call *c, bool centred, double eps, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	struct cells cells;
	struct why_input cell;
	int dim;
	struct source source = why_arg(c, 0);
	bool fine = why_cell(why, &source, why->index, &cell, err) && along_one(c, -1, along, &dim, err);
	why_source_done(&source);
	if (!fine)
		return false;
	if (!collect(c, along, -1, why, &cells, err))
		return cells_done(&cells, false);
	double mean = centred ? mean_of(&cells) : 0;
	why_begin(why);
	str_addf(&why->text, centred ? _("(%s - mean) / sqrt(variance + eps)") : _("%s / sqrt(mean square + eps)"),
	         cell.label);
	str_addf(&why->text, "%s%s = %s", arg_given(c, 2) ? _(" * weight") : "",
	         centred && arg_given(c, 3) ? _(" + bias") : "", centred ? "(" : "");
	why_number(why, cell.value);
	if (centred) {
		str_add(&why->text, " - ");
		why_number(why, mean);
		str_add_char(&why->text, ')');
	}
	str_add(&why->text, " / sqrt(");
	why_number(why, spread_of(&cells, mean));
	str_add(&why->text, " + ");
	why_number(why, eps);
	str_add_char(&why->text, ')');
	fine = add_last(c, 2, " * ", why, err) && (!centred || add_last(c, 3, " + ", why, err));
	why_end(why);
	return cells_done(&cells, fine);
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

static void say_svd(const struct call *c, struct why *why, const struct cells *sigma)
{
	double sum = mean_of(sigma) * (double)sigma->count;
	if (strcmp(c->op->name, "svdvals") == 0) {
		str_addf(&why->text, _("number %" PRId64 " of the singular values "),
		         why->index[why->result->shape.ndim - 1]);
		add_each(why, sigma, ", ", "", "");
	} else if (strcmp(c->op->name, "rank") == 0) {
		str_addf(&why->text, _("%.0f, because so many exceed the tolerance of the singular values "),
		         why_result(why));
		add_each(why, sigma, ", ", "", "");
	} else if (sum == 0) {
		str_add(&why->text, _("0, because all singular values are 0"));
	} else {
		struct cells share = { mem_new((size_t)sigma->count + 1, sizeof(double)), sigma->count };
		for (int64_t i = 0; i < sigma->count; i++)
			share.x[i] = sum > 0 ? sigma->x[i] / sum : 0;
		str_add(&why->text, _("exp(entropy of the singular values / their sum) = exp(-("));
		add_entropy(why, &share);
		str_add(&why->text, "))");
		free(share.x);
	}
}

bool why_svd(struct call *c, struct why *why, struct err *err)
{
	struct run *run = c->eval->run;
	struct tensor *all = svd_values(run, arg_tensor(c, 0), err);
	if (!all)
		return false;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	int last = all->shape.ndim - 1;
	struct cells sigma = { mem_new((size_t)all->shape.size[last] + 1, sizeof(double)),
	                       all->shape.size[last] };
	memcpy(index, why->index, (size_t)last * sizeof *index);
	for (index[last] = 0; index[last] < sigma.count; index[last]++)
		sigma.x[index[last]] = tensor_at(all, index);
	why_begin(why);
	say_svd(c, why, &sigma);
	why_end(why);
	tensor_drop(run, all);
	return cells_done(&sigma, true);
}

/* ---- Rotary positions: one of a pair of columns that turn together ---- */

static double rope_angle(const struct call *c, const struct tensor *x, int64_t row, int64_t pair)
{
	const struct tensor *pos = arg_tensor(c, 1);
	int64_t d = x->shape.size[x->shape.ndim - 1];
	int64_t axes = pos && pos->shape.ndim == 2 ? pos->shape.size[1] : 1, part = d / axes;
	double at = pos ? tensor_at(pos, (int64_t[]){ row, pair / part }) : (double)row;
	return at * real_pow(arg_float(c, 2), -(double)(pair % part) / (double)part);
}

bool why_rope(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *x = arg_tensor(c, 0);
	int last = x->shape.ndim - 1;
	int64_t index[TENSOR_MAX_DIMS] = {0}, column = why->index[last], pair = column - column % 2;
	struct why_input a, b;
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
	double angle = rope_angle(c, x, why->index[last - 1], pair);
	why_begin(why);
	str_addf(&why->text, _("%s * %s(angle) %s %s * %s(angle) = "), a.label, first, sign, b.label, second);
	why_number(why, a.value);
	str_addf(&why->text, " * %s(", first);
	why_number(why, angle);
	str_addf(&why->text, ") %s ", sign);
	why_number(why, b.value);
	str_addf(&why->text, " * %s(", second);
	why_number(why, angle);
	str_add_char(&why->text, ')');
	why_end(why);
	return true;
}

/* ---- Attention without softmax: a mean of values, weighted with q . k ---- */

static void align_batch(const struct tensor *t, const struct why *why, int64_t *out)
{
	int extra = why->result->shape.ndim - t->shape.ndim;
	for (int d = 0; d < t->shape.ndim - 2; d++)
		out[d] = t->shape.size[d] == 1 ? 0 : why->index[extra + d];
}

static double product(const struct tensor *q, int64_t *at_q, const struct tensor *k, int64_t *at_k)
{
	int n = q->shape.ndim, m = k->shape.ndim;
	double sum = 0;
	for (int64_t d = 0; d < q->shape.size[n - 1]; d++) {
		at_q[n - 1] = at_k[m - 1] = d;
		sum += tensor_at(q, at_q) * tensor_at(k, at_k);
	}
	return sum;
}

bool why_linear_attention(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *q = arg_tensor(c, 0), *k = arg_tensor(c, 1), *v = arg_tensor(c, 2);
	int last = why->result->shape.ndim - 1, rows_k = k->shape.ndim - 2, rows_v = v->shape.ndim - 2;
	int64_t at_q[TENSOR_MAX_DIMS] = {0}, at_k[TENSOR_MAX_DIMS] = {0}, at_v[TENSOR_MAX_DIMS] = {0};
	int64_t row = why->index[last - 1], keys = k->shape.size[rows_k];
	double sum = 0;
	struct source values = why_arg(c, 2);
	struct why_input cell;
	keys = arg_bool(c, 3) && row + 1 < keys ? row + 1 : keys;
	struct terms terms = { why, keys, NULL };
	bool fine = run_spend(c->eval->run, keys * q->shape.size[q->shape.ndim - 1], err);
	align_batch(q, why, at_q);
	align_batch(k, why, at_k);
	align_batch(v, why, at_v);
	at_q[q->shape.ndim - 2] = row;
	at_v[rows_v + 1] = why->index[last];
	why_begin(why);
	str_add(&why->text, _("sum of (q . k) * value / sum of (q . k) = ("));
	for (int64_t j = 0; fine && j < keys; j++) {
		at_k[rows_k] = at_v[rows_v] = j;
		double weight = product(q, at_q, k, at_k);
		sum += weight;
		if (j < WHY_MAX_INPUTS)
			fine = why_cell(why, &values, at_v, &cell, err);
		why_term_begin(&terms, j);
		if (j >= SHOWN_TERMS)
			continue;
		why_number(why, weight);
		str_add(&why->text, " * ");
		why_number(why, cell.value);
	}
	why_source_done(&values);
	why_terms_end(&terms);
	str_add(&why->text, ") / ");
	why_number(why, sum);
	why_end(why);
	return fine;
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
