/*
 * Explanations of weights: softmax, and attention as a sum of weights times values. The
 * sum below the fraction, each weight and each score are steps that one can go on to.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/real.h"
#include "lang/why_along.h"

/* Numbers, of which exp(x - max) / sum are the weights. */
struct row {
	double max, sum;
	int64_t at;                  /* where the maximum stands */
};

static struct row scan_row(const double *x, int64_t count)
{
	struct row row = { -INFINITY, 0, 0 };
	for (int64_t i = 0; i < count; i++)
		if (x[i] > row.max) {
			row.max = x[i];
			row.at = i;
		}
	for (int64_t i = 0; i < count; i++)
		row.sum += real_exp(x[i] - row.max);
	return row;
}

static bool is_blind(const struct row *row)
{
	return isinf(row->max) && row->max < 0;
}

static bool explain_blind(struct why *why)
{
	why_begin(why);
	str_add(&why->text, _("exp(-inf - -inf) / sum: every score in this row is -inf, so nothing is left "
	                      "to attend to"));
	why_end(why);
	return true;
}

static void name_max(struct why *why, const struct why_input *top, const struct row *row, int64_t count)
{
	char max[WHY_ROLE_MAX];
	snprintf(max, sizeof max, _("max: at %" PRId64 " of %" PRId64), row->at, count);
	why_role(why, top, max);
}

/* "exp(S[0,3] - max) / sum = exp(1.2 - 3) / 22" */
static void say_weight(struct why *why, const struct why_input *cell, const struct row *row)
{
	str_addf(&why->text, _("exp(%s - max) / sum = exp("), cell->label);
	why_number(why, cell->value);
	str_add(&why->text, " - ");
	why_number(why, row->max);
	str_add(&why->text, ") / ");
	why_number(why, row->sum);
}

/* "exp(S[0,0] - max) + ... = exp(1.2 - 3) + exp(3 - 3) + 20 more": the inputs are there. */
static bool say_sum(struct why *why, const struct why_cells *scores, const struct row *row)
{
	char after[40];
	why_format(after, sizeof after, " - %s)", row->max);
	why_begin(why);
	str_addf(&why->text, _("exp(%s - max)"), why->input[0].label);
	str_add(&why->text, scores->count > 1 ? " + ... = " : " = ");
	why_add_each(why, scores, NULL, "exp(", after);
	why_end(why);
	return true;
}

/* ---- Softmax ---- */

static void say_logarithm(struct why *why, const struct why_input *cell, const struct row *row)
{
	str_addf(&why->text, _("%s - max - log(sum) = "), cell->label);
	why_number(why, cell->value);
	str_add(&why->text, " - ");
	why_number(why, row->max);
	str_add(&why->text, " - log(");
	why_number(why, row->sum);
	str_add_char(&why->text, ')');
}

static bool explain_cell(struct call *c, const struct row *row, int dim, int64_t count, struct why *why,
                         struct err *err)
{
	struct why_input cell, top, sum;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	memcpy(index, why->index, (size_t)why->result->shape.ndim * sizeof *index);
	if (arg_tensor(c, 0)->shape.ndim)
		index[dim] = row->at;
	bool fine = why_arg_cell(c, 0, why->index, why, &cell, err) && why_arg_cell(c, 0, index, why, &top, err);
	if (!fine || is_blind(row))
		return fine && explain_blind(why);
	why_role(why, &cell, _("this score"));
	name_max(why, &top, row, count);
	why_add_step(why, (struct why_step){ .kind = WHY_SUM }, row->sum, &sum);
	why_begin(why);
	if (c->op->code)
		say_logarithm(why, &cell, row);
	else
		say_weight(why, &cell, row);
	why_end(why);
	return true;
}

/* softmax; code: 1 log_softmax */
bool why_softmax(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS] = {0};
	struct why_cells scores;
	int dim = 0;
	if (arg_tensor(c, 0)->shape.ndim && !why_one_dim(c, arg_int(c, 1), along, &dim, err))
		return false;
	bool of_sum = why->cell->step.kind == WHY_SUM;
	if (!(of_sum ? why_collect : why_read)(c, along, -1, why, &scores, err))
		return why_cells_done(&scores, false);
	struct row row = scan_row(scores.x, scores.count);
	bool fine = of_sum ? say_sum(why, &scores, &row) : explain_cell(c, &row, dim, scores.count, why, err);
	return why_cells_done(&scores, fine);
}

/* ---- Sum over keys of weight * value ---- */

struct attend {
	const struct tensor *q, *k, *v, *mask;
	int64_t at_q[TENSOR_MAX_DIMS], at_k[TENSOR_MAX_DIMS], at_v[TENSOR_MAX_DIMS];
	double scale;
	bool causal;
	int64_t keys, groups;        /* query heads for each head of k and v */
};

static void align_heads(const struct tensor *t, const struct why *why, int64_t groups, int64_t *out)
{
	int r = why->result->shape.ndim;
	for (int d = 0; d < t->shape.ndim - 2; d++) {
		int64_t i = why->index[r - t->shape.ndim + d];
		bool head = d == t->shape.ndim - 3;
		out[d] = t->shape.size[d] == 1 ? 0 : head ? i / groups : i;
	}
}

static void align(struct attend *a, const struct why *why)
{
	int r = why->result->shape.ndim;
	align_heads(a->q, why, 1, a->at_q);
	align_heads(a->k, why, a->groups, a->at_k);
	align_heads(a->v, why, a->groups, a->at_v);
	a->at_q[a->q->shape.ndim - 2] = why->index[r - 2];
	a->at_v[a->v->shape.ndim - 1] = why->index[r - 1];
	a->keys = a->k->shape.size[a->k->shape.ndim - 2];
}

static int64_t head_dim(const struct attend *a)
{
	return a->q->shape.size[a->q->shape.ndim - 1];
}

static double dot(struct attend *a, int64_t key)
{
	int n = a->q->shape.ndim, m = a->k->shape.ndim;
	double sum = 0;
	a->at_k[m - 2] = key;
	for (int64_t d = 0; d < head_dim(a); d++) {
		a->at_q[n - 1] = a->at_k[m - 1] = d;
		sum += tensor_at(a->q, a->at_q) * tensor_at(a->k, a->at_k);
	}
	return sum;
}

static void align_mask(const struct attend *a, const struct why *why, int64_t key, int64_t *out)
{
	int r = why->result->shape.ndim;
	int64_t index[TENSOR_MAX_DIMS];
	memcpy(index, why->index, (size_t)r * sizeof *index);
	index[r - 1] = key;
	why_align(a->mask, index, r, out);
}

/* -inf where the query may not look. */
static double score(struct attend *a, const struct why *why, int64_t key)
{
	int64_t at[TENSOR_MAX_DIMS] = {0};
	if (a->causal && key > why->index[why->result->shape.ndim - 2])
		return -INFINITY;
	if (!a->mask)
		return dot(a, key) * a->scale;
	align_mask(a, why, key, at);
	double mask = tensor_at(a->mask, at);
	if (a->mask->dtype != DT_BOOL)
		return dot(a, key) * a->scale + mask;
	return mask != 0 ? dot(a, key) * a->scale : -INFINITY;
}

/* "q[0,0] * k[3,0] + ... = 0.5 * 2 + 1 * 3", with `around` what stands behind the brackets of the sum. */
static bool say_dot(struct call *c, struct attend *a, int64_t key, const char *around, struct why *why,
                    struct err *err)
{
	int64_t d = head_dim(a);
	struct source q = why_arg(c, 0), k = why_arg(c, 1);
	struct why_input x, y;
	struct terms terms = { .why = why, .count = d };
	bool fine = true;
	a->at_k[a->k->shape.ndim - 2] = key;
	for (int64_t i = 0; fine && i < d && i < WHY_MAX_INPUTS / 2; i++) {
		a->at_q[a->q->shape.ndim - 1] = a->at_k[a->k->shape.ndim - 1] = i;
		fine = why_cell(why, &q, a->at_q, &x, err) && why_cell(why, &k, a->at_k, &y, err);
		if (fine && i == 0)
			str_addf(&why->text, "%s%s * %s%s%s%s = %s", *around ? "(" : "", x.label, y.label,
			         d > 1 ? " + ..." : "", *around ? ")" : "", around, *around ? "(" : "");
		if (why_term_begin(&terms, i) && fine) {
			why_number(why, x.value);
			str_add(&why->text, " * ");
			why_number(why, y.value);
		}
	}
	why_source_done(&q);
	why_source_done(&k);
	why_terms_end(&terms);
	why->pairs = true;
	return fine;
}

/* ---- Scaled dot-product attention ---- */

static void say_scale(struct why *why, double scale)
{
	str_add(&why->text, ") * ");
	why_number(why, scale);
}

static bool explain_score(struct call *c, struct attend *a, struct why *why, struct err *err)
{
	int64_t key = why->cell->step.at[0], at[TENSOR_MAX_DIMS] = {0};
	bool bias = a->mask && a->mask->dtype != DT_BOOL, fine;
	struct why_input cell;
	why_begin(why);
	fine = say_dot(c, a, key, bias ? " * scale + mask" : " * scale", why, err);
	say_scale(why, a->scale);
	if (fine && bias) {
		align_mask(a, why, key, at);
		fine = why_arg_cell(c, 3, at, why, &cell, err);
		str_add(&why->text, " + ");
		why_number(why, cell.value);
		why->pairs = false;
	}
	why_end(why);
	return fine;
}

static bool explain_weight(const double *scores, const struct row *row, const struct attend *a, struct why *why)
{
	int64_t key = why->cell->step.at[0];
	struct why_input cell, top, sum;
	why_add_step(why, (struct why_step){ WHY_SCORE, 1, { key } }, scores[key], &cell);
	why_add_step(why, (struct why_step){ WHY_SCORE, 1, { row->at } }, row->max, &top);
	why_add_step(why, (struct why_step){ .kind = WHY_SUM }, row->sum, &sum);
	why_role(why, &cell, _("this score"));
	name_max(why, &top, row, a->keys);
	why_begin(why);
	say_weight(why, &cell, row);
	why_end(why);
	return true;
}

/* Keys that the query does not see add nothing, and are left out. */
static bool explain_sum(const double *scores, const struct row *row, const struct attend *a, struct why *why)
{
	struct why_cells seen = { mem_new((size_t)a->keys + 1, sizeof(double)), 0 };
	struct why_input cell;
	for (int64_t j = 0; j < a->keys; j++) {
		if (isinf(scores[j]))
			continue;
		seen.x[seen.count++] = scores[j];
		why_add_step(why, (struct why_step){ WHY_SCORE, 1, { j } }, scores[j], &cell);
	}
	return why_cells_done(&seen, say_sum(why, &seen, row));
}

static bool explain_weighted(struct call *c, struct attend *a, const double *scores, const struct row *row,
                             struct why *why, struct err *err)
{
	struct source values = why_arg(c, 2);
	struct terms terms = { .why = why };
	struct why_input cell, weight;
	bool fine = true;
	why_begin(why);
	str_add(&why->text, _("sum over keys of weight * value = "));
	for (int64_t j = 0; j < a->keys; j++)
		terms.count += real_exp(scores[j] - row->max) != 0;
	for (int64_t j = 0, term = 0; j < a->keys && term < WHY_MAX_INPUTS / 2 && fine; j++) {
		double part = real_exp(scores[j] - row->max), share = part / row->sum;
		if (part == 0)
			continue;
		a->at_v[a->v->shape.ndim - 2] = j;
		why_add_step(why, (struct why_step){ WHY_WEIGHT, 1, { j } }, share, &weight);
		fine = why_cell(why, &values, a->at_v, &cell, err);
		if (why_term_begin(&terms, term++)) {
			why_number(why, share);
			str_addf(&why->text, " * %s", cell.label);
		}
	}
	why_source_done(&values);
	why_terms_end(&terms);
	why_end(why);
	why->pairs = true;
	return fine;
}

static bool explain_attention(struct call *c, struct attend *a, struct why *why, struct err *err)
{
	int step = why->cell->step.kind;
	if (step == WHY_SCORE)
		return explain_score(c, a, why, err);
	if (!run_spend(c->eval->run, a->keys * head_dim(a), err))
		return false;
	double *scores = mem_new((size_t)a->keys + 1, sizeof *scores);
	for (int64_t j = 0; j < a->keys; j++)
		scores[j] = score(a, why, j);
	struct row row = scan_row(scores, a->keys);
	bool fine = is_blind(&row) ? explain_blind(why)
		: step == WHY_WEIGHT ? explain_weight(scores, &row, a, why)
		: step == WHY_SUM ? explain_sum(scores, &row, a, why)
		: explain_weighted(c, a, scores, &row, why, err);
	free(scores);
	return fine;
}

bool why_attention(struct call *c, struct why *why, struct err *err)
{
	struct attend a = { .q = arg_tensor(c, 0), .k = arg_tensor(c, 1), .v = arg_tensor(c, 2),
	                    .mask = arg_tensor(c, 3), .causal = arg_bool(c, 5), .groups = 1 };
	int n = a.q->shape.ndim, m = a.k->shape.ndim;
	a.scale = arg_given(c, 6) ? arg_float(c, 6) : 1 / sqrt((double)head_dim(&a));
	if (arg_bool(c, 7) && n > 2 && m > 2 && a.k->shape.size[m - 3])
		a.groups = a.q->shape.size[n - 3] / a.k->shape.size[m - 3];
	align(&a, why);
	return explain_attention(c, &a, why, err);
}

/* ---- Attention without softmax: the weights are q . k ---- */

static bool explain_dot(struct call *c, struct attend *a, struct why *why, struct err *err)
{
	why_begin(why);
	bool fine = say_dot(c, a, why->cell->step.at[0], "", why, err);
	why_end(why);
	return fine;
}

static bool explain_dots(struct attend *a, struct why *why)
{
	struct terms terms = { .why = why, .count = a->keys };
	struct why_input weight;
	why_begin(why);
	for (int64_t j = 0; j < a->keys && j < WHY_MAX_INPUTS; j++) {
		why_add_step(why, (struct why_step){ WHY_WEIGHT, 1, { j } }, dot(a, j), &weight);
		if (why_term_begin(&terms, j))
			why_number(why, weight.value);
	}
	why_terms_end(&terms);
	why_end(why);
	return true;
}

static bool explain_quotient(struct call *c, struct attend *a, struct why *why, struct err *err)
{
	struct source values = why_arg(c, 2);
	struct terms terms = { .why = why, .count = a->keys };
	struct why_input weight, cell, step;
	double sum = 0;
	bool fine = true;
	why_begin(why);
	str_add(&why->text, _("sum of (q . k) * value / sum of (q . k) = ("));
	for (int64_t j = 0; j < a->keys; j++)
		sum += dot(a, j);
	why_add_step(why, (struct why_step){ .kind = WHY_SUM }, sum, &step);
	for (int64_t j = 0; fine && j < a->keys && j < WHY_MAX_INPUTS / 2; j++) {
		a->at_v[a->v->shape.ndim - 2] = j;
		why_add_step(why, (struct why_step){ WHY_WEIGHT, 1, { j } }, dot(a, j), &weight);
		fine = why_cell(why, &values, a->at_v, &cell, err);
		if (!why_term_begin(&terms, j) || !fine)
			continue;
		why_number(why, weight.value);
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

bool why_linear_attention(struct call *c, struct why *why, struct err *err)
{
	struct attend a = { .q = arg_tensor(c, 0), .k = arg_tensor(c, 1), .v = arg_tensor(c, 2), .groups = 1 };
	align(&a, why);
	if (arg_bool(c, 3) && why->index[why->result->shape.ndim - 2] + 1 < a.keys)
		a.keys = why->index[why->result->shape.ndim - 2] + 1;
	if (!run_spend(c->eval->run, a.keys * head_dim(&a), err))
		return false;
	switch (why->cell->step.kind) {
	case WHY_WEIGHT: return explain_dot(c, &a, why, err);
	case WHY_SUM:    return explain_dots(&a, why);
	default:         return explain_quotient(c, &a, why, err);
	}
}
