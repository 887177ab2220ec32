/* Explanations of operations on a list of tensors, and of places: piles, einsum, nonzero. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "lang/einsum.h"
#include "lang/why_along.h"

/* Whether a single expression gives the one tensor itself, and not a list of one. */
static bool is_tensor(struct eval *e, const struct expr *x, uint32_t random_calls)
{
	struct value v;
	struct err ignored;
	uint32_t calls = e->random_calls;
	e->random_calls = random_calls;
	bool tensor = eval(e, x, &v, &ignored) && v.kind == VALUE_TENSOR;
	value_drop(e->run, v);
	e->random_calls = calls;
	return tensor;
}

struct source why_operand(struct call *c, int arg, int i)
{
	struct value list = c->arg[arg].value;
	const struct expr *x = c->arg[arg].expr;
	int positions = 0, item = -1;
	while (positions < c->expr->n_args && !c->expr->args[positions].keyword)
		positions++;
	if (positions - arg > 1 && positions - arg == value_count(list))
		x = c->expr->args[arg + i].value;
	else if (x->kind == EXPR_LIST || x->kind == EXPR_TUPLE)
		x = x->item[i];
	else if (value_count(list) > 1 || !is_tensor(c->eval, x, c->arg[arg].random_calls))
		item = i;
	return why_source(c->eval, x, item, value_item(list, i), c->arg[arg].random_calls);
}

/* ---- hstack and vstack ---- */

/* What was put in front of a vector is left away again; code: 1 hstack. */
bool why_pile(struct call *c, struct why *why, struct err *err)
{
	struct value list = c->arg[0].value;
	int ndim = why->result->shape.ndim, dim = c->op->code && ndim > 1;
	int64_t index[TENSOR_MAX_DIMS];
	memcpy(index, why->index, sizeof *index * (size_t)ndim);
	for (int i = 0; i < value_count(list); i++) {
		const struct tensor *t = value_item(list, i).as.tensor;
		int in_front = ndim - t->shape.ndim;
		int64_t size = dim < in_front ? 1 : t->shape.size[dim - in_front];
		if (index[dim] >= size) {
			index[dim] -= size;
			continue;
		}
		struct source source = why_operand(c, 0, i);
		struct why_input in;
		bool fine = why_cell(why, &source, index + in_front, &in, err);
		why_source_done(&source);
		if (!fine)
			return false;
		why_begin(why);
		str_addf(&why->text, _("%s, part %d of %s"), in.label, i + 1, c->op->name);
		why_end(why);
		return true;
	}
	return why_said(c, why, err);
}

/* ---- nonzero ---- */

/* Row r is the place of the cell that is the r-th which is not 0. */
bool why_nonzero(struct call *c, struct why *why, struct err *err)
{
	const struct tensor *t = c->arg[0].value.as.tensor;
	int64_t at[TENSOR_MAX_DIMS];
	for (int d = 0; d < t->shape.ndim; d++)
		at[d] = tensor_int_at(why->result, (int64_t[]){ why->index[0], d });
	struct why_input in;
	bool fine = why_arg_cell(c, 0, at, why, &in, err);
	if (!fine)
		return false;
	why_begin(why);
	str_addf(&why->text, _("the index of %s in dimension %lld: number %lld of what is not 0"), in.label,
	         (long long)why->index[1], (long long)why->index[0]);
	why_end(why);
	return true;
}

/* ---- einsum ---- */

struct products {
	struct einsum_letters letters;
	struct source source[EINSUM_OPERANDS];
	int64_t place[EINSUM_LABELS];   /* of every letter */
	struct labels summed;
	int64_t terms;
};

/* The letters that the result lacks, each once. */
static void find_summed(struct products *p)
{
	bool seen[EINSUM_LABELS] = {0};
	p->terms = 1;
	for (int d = 0; d < p->letters.result.n; d++)
		seen[p->letters.result.at[d]] = true;
	for (int i = 0; i < p->letters.n; i++)
		for (int d = 0; d < p->letters.at[i].n; d++) {
			int label = p->letters.at[i].at[d];
			if (!seen[label] && p->summed.n < 2 * TENSOR_MAX_DIMS) {
				p->summed.at[p->summed.n++] = (unsigned char)label;
				p->terms *= p->letters.size[label];
			}
			seen[label] = true;
		}
}

static void next_term(struct products *p)
{
	for (int d = p->summed.n - 1; d >= 0; d--) {
		int label = p->summed.at[d];
		if (++p->place[label] < p->letters.size[label])
			return;
		p->place[label] = 0;
	}
}

static bool operand_cell(struct why *why, const struct products *p, int i, struct why_input *in,
                         struct err *err)
{
	const struct tensor *t = p->source[i].value.as.tensor;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	for (int d = 0; d < t->shape.ndim; d++)
		index[d] = t->shape.size[d] == 1 ? 0 : p->place[p->letters.at[i].at[d]];
	return why_cell(why, &p->source[i], index, in, err);
}

/* "1.5 * 2", and before the first term "A[0,1] * B[1,2] = ". */
static bool add_term(struct why *why, struct products *p, int64_t k, struct err *err)
{
	struct why_input in[EINSUM_OPERANDS];
	for (int i = 0; i < p->letters.n; i++)
		if (!operand_cell(why, p, i, &in[i], err))
			return false;
	for (int i = 0; k == 0 && i < p->letters.n; i++)
		str_addf(&why->text, "%s%s", i ? " * " : "", in[i].label);
	if (p->terms == 1 && p->letters.n == 1)   /* only moved */
		return true;
	if (k == 0)
		str_add(&why->text, p->terms > 1 ? " + ... = " : " = ");
	bool shown = why_term_begin(&(struct terms){ .why = why, .count = p->terms }, k);
	for (int i = 0; shown && i < p->letters.n; i++) {
		str_add(&why->text, i ? " * " : "");
		why_number(why, in[i].value);
	}
	return true;
}

static bool add_terms(struct why *why, struct products *p, struct err *err)
{
	why_begin(why);
	if (p->terms == 0)
		str_add(&why->text, _("a sum of nothing"));
	for (int64_t k = 0; k < p->terms && k * p->letters.n < WHY_MAX_INPUTS; k++, next_term(p))
		if (!add_term(why, p, k, err))
			return false;
	why_terms_end(&(struct terms){ .why = why, .count = p->terms });
	why_end(why);
	return true;
}

bool why_einsum(struct call *c, struct why *why, struct err *err)
{
	struct products p = {0};
	if (!einsum_letters(c, &p.letters, err))
		return false;
	for (int i = 0; i < p.letters.n; i++)
		p.source[i] = why_operand(c, 1, i);
	for (int d = 0; d < p.letters.result.n; d++)
		p.place[p.letters.result.at[d]] = why->index[d];
	find_summed(&p);
	bool fine = add_terms(why, &p, err);
	for (int i = 0; i < p.letters.n; i++)
		why_source_done(&p.source[i]);
	return fine;
}
