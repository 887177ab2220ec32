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
		if (why_term_begin(terms, i))
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
	bool fine = why_arg_cell(c, 0, best, why, &cell, err);
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
		if (why_term_begin(&terms, k)) {
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
	struct why_input cell, weight;
	bool fine = true;
	memcpy(index, why->index, (size_t)last * sizeof *index);
	why_begin(why);
	for (int64_t k = 0; k < terms.count && k < WHY_MAX_INPUTS / 2 && fine; k++) {
		index[last] = k;
		fine = why_cell(why, &source, index, &cell, err);
		why_add_step(why, (struct why_step){ WHY_DRAWN, 2, { row, k } }, made_weight(c, row, k), &weight);
		if (k == 0)
			str_addf(&why->text, "%s * %s%s = ", cell.label, weight.label, terms.count > 1 ? " + ..." : "");
		if (why_term_begin(&terms, k)) {
			why_number(why, cell.value);
			str_add(&why->text, " * ");
			why_number(why, weight.value);
		}
	}
	why_source_done(&source);
	why_terms_end(&terms);
	return fine;
}

static bool add_bias(struct call *c, struct why *why, struct err *err)
{
	struct why_input bias;
	int64_t at[TENSOR_MAX_DIMS];
	why_align(arg_tensor(c, 2), why->index, why->result->shape.ndim, at);
	bool fine = why_arg_cell(c, 2, at, why, &bias, err);
	str_add(&why->text, " + ");
	why_number(why, bias.value);
	return fine;
}

static bool explain_drawn(const struct call *c, struct why *why)
{
	const struct shape *in = &arg_tensor(c, 0)->shape;
	const int64_t *at = why->cell->step.at;
	why_say_random(c, at[0] * in->size[in->ndim - 1] + at[1], why);
	return true;
}

bool why_linear(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *x = arg_tensor(c, 0);
	int last = x->shape.ndim - 1;
	int64_t at_x[TENSOR_MAX_DIMS] = {0}, at_w[2] = { why->index[last], 0 };
	memcpy(at_x, why->index, (size_t)last * sizeof *at_x);
	bool fine;
	if (why->cell->step.kind)
		return explain_drawn(c, why);
	why->pairs = !arg_given(c, 2);
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
