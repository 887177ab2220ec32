/* Explanations of what adds up many cells: reductions, softmax, products, attention. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/real.h"
#include "lang/why_along.h"

/* ---- Sums ---- */

static bool add_terms(struct why *why, const struct source *source, const bool *along,
                      struct terms *terms, struct err *err)
{
	const struct shape *in = &source->value.as.tensor->shape;
	int64_t index[TENSOR_MAX_DIMS] = {0}, i = 0;
	struct why_input cell;
	why_start(in, along, why, index);
	do {
		if (!why_cell(why, source, index, &cell, err))
			return false;
		why_term_begin(terms, i);
		if (i < SHOWN_TERMS)
			why_number(why, cell.value);
		why_role_along(why, &cell, &(struct why_place){ in, along, index });
	} while (++i < WHY_MAX_INPUTS && why_next(in, along, index));
	return true;
}

bool why_sum(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	if (!arg_is_tensor(c, 0))
		return why_made(c, why, err);
	if (!why_reduced(c, 1, along, err))
		return false;
	struct terms terms = { why, why_count(&arg_tensor(c, 0)->shape, along), NULL };
	if (c->op->code == REDUCE_PROD)
		terms.between = " * ";
	bool mean = c->op->code == REDUCE_MEAN;
	why_begin(why);
	if (terms.count == 0) {
		str_addf(&why->text, _("the %s of no cells"), c->op->name);
		why_end(why);
		return true;
	}
	str_add(&why->text, mean ? "(" : "");
	struct source source = why_arg(c, 0);
	bool fine = add_terms(why, &source, along, &terms, err);
	why_source_done(&source);
	why_terms_end(&terms);
	if (mean)
		str_addf(&why->text, ") / %" PRId64, terms.count);
	why_end(why);
	return fine;
}

static bool finds_max(const struct call *c)
{
	return c->op->code == REDUCE_MAX || c->op->code == REDUCE_ARGMAX;
}

bool why_extreme(struct call *c, struct why *why, struct err *err)
{
	bool along[TENSOR_MAX_DIMS];
	int64_t index[TENSOR_MAX_DIMS] = {0}, best[TENSOR_MAX_DIMS] = {0};
	if (arg_is_tensor(c, 0) && arg_is_tensor(c, 1))
		return why_binary(c, why, err);
	if (!arg_is_tensor(c, 0))
		return why_made(c, why, err);
	if (!why_reduced(c, 1, along, err))
		return false;
	const struct tensor *t = arg_tensor(c, 0);
	struct why_input cell;
	why_start(&t->shape, along, why, index);
	memcpy(best, index, sizeof best);
	do {
		double x = tensor_at(t, index), most = tensor_at(t, best);
		if (!isnan(most) && (isnan(x) || (finds_max(c) ? x > most : x < most)))
			memcpy(best, index, sizeof best);
	} while (why_next(&t->shape, along, index));
	struct source source = why_arg(c, 0);
	bool fine = why_cell(why, &source, best, &cell, err);
	why_source_done(&source);
	if (!fine)
		return false;
	why_begin(why);
	bool place = c->op->code == REDUCE_ARGMAX || c->op->code == REDUCE_ARGMIN || why->item == 1;
	if (place)
		str_addf(&why->text, finds_max(c) ? _("%" PRId64 ", where %s stands, the largest of %" PRId64)
		                                  : _("%" PRId64 ", where %s stands, the smallest of %" PRId64),
		         (int64_t)why_result(why), cell.label, why_count(&t->shape, along));
	else
		str_addf(&why->text, finds_max(c) ? _("%s, the largest of %" PRId64) : _("%s, the smallest of %" PRId64),
		         cell.label, why_count(&t->shape, along));
	why_end(why);
	return true;
}

/* ---- Softmax ---- */

struct row {
	double max, sum;
	int64_t at;   /* where the maximum stands */
	int64_t count;
};

static struct row scan_row(const struct tensor *t, int dim, const int64_t *cell)
{
	struct row row = { -INFINITY, 0, 0, 1 };
	if (t->shape.ndim == 0)   /* a row of one */
		return (struct row){ tensor_at(t, cell), 1, 0, 1 };
	row.count = t->shape.size[dim];
	int64_t index[TENSOR_MAX_DIMS] = {0};
	memcpy(index, cell, (size_t)t->shape.ndim * sizeof *index);
	for (index[dim] = 0; index[dim] < t->shape.size[dim]; index[dim]++)
		if (tensor_at(t, index) > row.max) {
			row.max = tensor_at(t, index);
			row.at = index[dim];
		}
	for (index[dim] = 0; index[dim] < t->shape.size[dim]; index[dim]++)
		row.sum += real_exp(tensor_at(t, index) - row.max);
	return row;
}

static bool why_blind_row(struct why *why)
{
	why_begin(why);
	str_add(&why->text, _("exp(-inf - -inf) / sum: every score in this row is -inf, so nothing is left "
	                      "to attend to"));
	why_end(why);
	return true;
}

static void name_scores(struct why *why, const struct why_input *cell, const struct why_input *top,
                        const struct row *row)
{
	char max[WHY_ROLE_MAX];
	snprintf(max, sizeof max, _("max: at %" PRId64 " of %" PRId64), row->at, row->count);
	why_role(why, cell, _("this score"));
	why_role(why, top, max);
}

bool why_softmax(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	struct why_input cell, top;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	int dim = shape_dim(&t->shape, arg_int(c, 1), err);
	if (dim < 0)
		return false;
	struct row row = scan_row(t, dim, why->index);
	memcpy(index, why->index, (size_t)t->shape.ndim * sizeof *index);
	if (t->shape.ndim)
		index[dim] = row.at;
	struct source source = why_arg(c, 0);
	bool fine = why_cell(why, &source, why->index, &cell, err)
		&& why_cell(why, &source, index, &top, err);
	why_source_done(&source);
	if (!fine)
		return false;
	if (isinf(row.max) && row.max < 0)
		return why_blind_row(why);
	name_scores(why, &cell, &top, &row);
	bool log = c->op->code != 0;
	why_begin(why);
	str_addf(&why->text, log ? _("%s - max - log(sum) = ") : _("exp(%s - max) / sum = exp("), cell.label);
	why_number(why, cell.value);
	str_add(&why->text, " - ");
	why_number(why, row.max);
	str_add(&why->text, log ? " - log(" : ") / ");
	why_number(why, row.sum);
	str_add(&why->text, log ? ")" : "");
	why_end(why);
	return true;
}

/* ---- Products ---- */

/* sum over k of a's cell * b's cell; the dimension k of each is given. */
struct product {
	struct source a, b;
	int64_t *at_a, *at_b;
	int k_a, k_b;
	int64_t terms;
};

static bool add_products(struct why *why, const struct product *p, struct err *err)
{
	struct terms terms = { .why = why, .count = p->terms };
	struct why_input a, b;
	for (int64_t k = 0; k < p->terms && k < WHY_MAX_INPUTS / 2; k++) {
		p->at_a[p->k_a] = p->at_b[p->k_b] = k;
		if (!why_cell(why, &p->a, p->at_a, &a, err) || !why_cell(why, &p->b, p->at_b, &b, err))
			return false;
		if (k == 0)
			str_addf(&why->text, "%s * %s%s = ", a.label, b.label, p->terms > 1 ? " + ..." : "");
		why_term_begin(&terms, k);
		if (k < SHOWN_TERMS) {
			why_number(why, a.value);
			str_add(&why->text, " * ");
			why_number(why, b.value);
		}
	}
	why_terms_end(&terms);
	return true;
}

static bool why_product(struct why *why, struct product *p, struct err *err)
{
	why_begin(why);
	bool fine = add_products(why, p, err);
	why_source_done(&p->a);
	why_source_done(&p->b);
	return fine;
}

bool why_matmul(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *a = arg_tensor(c, 0), *b = arg_tensor(c, 1);
	int n = a->shape.ndim, m = b->shape.ndim, r = why->result->shape.ndim;
	int64_t at_a[TENSOR_MAX_DIMS] = {0}, at_b[TENSOR_MAX_DIMS] = {0};
	int row = n > 1, column = m > 1;   /* the dimensions that a vector lacks */
	int batch = r - row - column;
	for (int d = 0; d < n - 2; d++)
		at_a[d] = a->shape.size[d] == 1 ? 0 : why->index[batch - (n - 2) + d];
	for (int d = 0; d < m - 2; d++)
		at_b[d] = b->shape.size[d] == 1 ? 0 : why->index[batch - (m - 2) + d];
	if (row)
		at_a[n - 2] = why->index[batch];
	if (column)
		at_b[m - 1] = why->index[batch + row];
	struct product p = { why_arg(c, 0), why_arg(c, 1), at_a, at_b, n - 1, m > 1 ? m - 2 : 0,
	                     a->shape.size[n - 1] };
	if (!why_product(why, &p, err))
		return false;
	why->pairs = true;
	why_end(why);
	return true;
}

/* The numbers that make_weight of linear(x, n) draws: ours is its last random call. */
static double made_weight(const struct call *c, int64_t row, int64_t column)
{
	const struct eval *e = c->eval;
	int64_t in = arg_tensor(c, 0)->shape.size[arg_tensor(c, 0)->shape.ndim - 1];
	double bound = sqrt(6.0 / (double)(in + arg_int(c, 1)));
	struct philox_stream stream = philox_stream(e->program->seed, e->node ? e->node : "",
	                                            e->random_calls);
	return (float)(-bound + 2 * bound * philox_uniform(&stream, (uint64_t)(row * in + column)));
}

static bool why_made_weight(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *x = arg_tensor(c, 0);
	int last = x->shape.ndim - 1;
	int64_t index[TENSOR_MAX_DIMS] = {0}, row = why->index[last];
	struct source source = why_arg(c, 0);
	struct terms terms = { .why = why, .count = x->shape.size[last] };
	struct why_input cell;
	bool fine = true;
	memcpy(index, why->index, (size_t)last * sizeof *index);
	why_begin(why);
	for (int64_t k = 0; k < terms.count && k < WHY_MAX_INPUTS && fine; k++) {
		index[last] = k;
		fine = why_cell(why, &source, index, &cell, err);
		if (k == 0)
			str_addf(&why->text, "%s * W[%" PRId64 ",0]%s = ", cell.label, row,
			         terms.count > 1 ? " + ..." : "");
		why_term_begin(&terms, k);
		if (k < SHOWN_TERMS) {
			why_number(why, cell.value);
			str_add(&why->text, " * ");
			why_number(why, made_weight(c, row, k));
		}
	}
	why_source_done(&source);
	why_terms_end(&terms);
	return fine;
}

static bool add_bias(struct call *c, struct why *why, struct err *err)
{
	struct source source = why_arg(c, 2);
	struct why_input bias;
	int64_t at[TENSOR_MAX_DIMS];
	why_align(source.value.as.tensor, why->index, why->result->shape.ndim, at);
	bool fine = why_cell(why, &source, at, &bias, err);
	why_source_done(&source);
	str_add(&why->text, " + ");
	why_number(why, bias.value);
	return fine;
}

bool why_linear(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *x = arg_tensor(c, 0);
	int last = x->shape.ndim - 1;
	int64_t at_x[TENSOR_MAX_DIMS] = {0}, at_w[2] = { why->index[last], 0 };
	memcpy(at_x, why->index, (size_t)last * sizeof *at_x);
	bool fine;
	if (arg_is_tensor(c, 1)) {
		struct product p = { why_arg(c, 0), why_arg(c, 1), at_x, at_w, last, 1, x->shape.size[last] };
		fine = why_product(why, &p, err);
	} else {
		fine = why_made_weight(c, why, err);
	}
	if (!fine || (arg_given(c, 2) && !add_bias(c, why, err)))
		return false;
	why_end(why);
	return true;
}

/* ---- Scaled dot-product attention: sum over keys of weight * value ---- */

struct attend {
	const struct tensor *q, *k, *v, *mask;
	int64_t at_q[TENSOR_MAX_DIMS], at_k[TENSOR_MAX_DIMS], at_v[TENSOR_MAX_DIMS];
	double scale;
	bool causal;
	int64_t groups;   /* query heads for each head of k and v */
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

/* -inf where the query may not look. */
static double score(struct attend *a, const struct why *why, int64_t key)
{
	int n = a->q->shape.ndim, m = a->k->shape.ndim, r = why->result->shape.ndim;
	int64_t row = why->index[r - 2], index[TENSOR_MAX_DIMS], at[TENSOR_MAX_DIMS] = {0};
	double dot = 0;
	if (a->causal && key > row)
		return -INFINITY;
	a->at_q[n - 2] = row;
	a->at_k[m - 2] = key;
	for (int64_t d = 0; d < a->q->shape.size[n - 1]; d++) {
		a->at_q[n - 1] = a->at_k[m - 1] = d;
		dot += tensor_at(a->q, a->at_q) * tensor_at(a->k, a->at_k);
	}
	if (!a->mask)
		return dot * a->scale;
	memcpy(index, why->index, (size_t)r * sizeof *index);
	index[r - 1] = key;
	why_align(a->mask, index, r, at);
	double m_at = tensor_at(a->mask, at);
	if (a->mask->dtype == DT_BOOL)
		return m_at != 0 ? dot * a->scale : -INFINITY;
	return dot * a->scale + m_at;
}

/* Weights before they are divided by their sum; false for a row that sees nothing. */
static bool weigh(struct attend *a, const struct why *why, double *weight, int64_t keys, double *sum)
{
	double max = -INFINITY;
	for (int64_t j = 0; j < keys; j++) {
		weight[j] = score(a, why, j);
		max = weight[j] > max ? weight[j] : max;
	}
	*sum = 0;
	for (int64_t j = 0; j < keys; j++)
		*sum += weight[j] = real_exp(weight[j] - max);
	return !(isinf(max) && max < 0);
}

static bool add_weighted(struct call *c, struct attend *a, struct why *why, const double *weight,
                         double sum, struct err *err)
{
	int64_t keys = a->k->shape.size[a->k->shape.ndim - 2];
	struct source values = why_arg(c, 2);
	struct terms terms = { .why = why };
	struct why_input cell;
	bool fine = true;
	why_begin(why);
	str_add(&why->text, _("sum over keys of weight * value = "));
	for (int64_t j = 0; j < keys && fine; j++) {
		if (weight[j] == 0)
			continue;
		a->at_v[a->v->shape.ndim - 2] = j;
		if (terms.count < WHY_MAX_INPUTS)
			fine = why_cell(why, &values, a->at_v, &cell, err);
		why_term_begin(&terms, terms.count);
		if (terms.count++ < SHOWN_TERMS) {
			why_number(why, weight[j] / sum);
			str_addf(&why->text, " * %s", cell.label);
		}
	}
	why_source_done(&values);
	why_terms_end(&terms);
	why_end(why);
	return fine;
}

static bool explain_attention(struct call *c, struct attend *a, struct why *why, struct err *err)
{
	int64_t keys = a->k->shape.size[a->k->shape.ndim - 2];
	if (!run_spend(c->eval->run, keys * a->q->shape.size[a->q->shape.ndim - 1], err))
		return false;
	double *weight = mem_new((size_t)keys + 1, sizeof *weight), sum;
	bool fine = weigh(a, why, weight, keys, &sum) ? add_weighted(c, a, why, weight, sum, err)
		: why_blind_row(why);
	free(weight);
	return fine;
}

bool why_attention(struct call *c, struct why *why, struct err *err)
{
	struct attend a = { .q = arg_tensor(c, 0), .k = arg_tensor(c, 1), .v = arg_tensor(c, 2),
	                    .mask = arg_tensor(c, 3), .causal = arg_bool(c, 5), .groups = 1 };
	int n = a.q->shape.ndim, m = a.k->shape.ndim;
	a.scale = arg_given(c, 6) ? arg_float(c, 6) : 1 / sqrt((double)a.q->shape.size[n - 1]);
	if (arg_bool(c, 7) && n > 2 && m > 2 && a.k->shape.size[m - 3])
		a.groups = a.q->shape.size[n - 3] / a.k->shape.size[m - 3];
	align_heads(a.q, why, 1, a.at_q);
	align_heads(a.k, why, a.groups, a.at_k);
	align_heads(a.v, why, a.groups, a.at_v);
	a.at_v[a.v->shape.ndim - 1] = why->index[why->result->shape.ndim - 1];
	return explain_attention(c, &a, why, err);
}
