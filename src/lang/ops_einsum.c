/*
 * einsum('bqd,bkd->bqk', q, k): a letter is a dimension; what the result lacks is summed over.
 *
 * Operands are taken from left to right. A letter of both is a batch if it is needed later, else
 * the inner dimension of a matmul; the other letters are its rows and columns.
 */
#include <string.h>

#include "base/i18n.h"
#include "engine/matmul.h"
#include "engine/view.h"
#include "lang/einsum.h"
#include "lang/ops_list.h"
#include "lang/prices.h"

enum { ELLIPSIS = 128, N_LABELS = EINSUM_LABELS };

struct term {   /* a tensor and the label of each of its dimensions */
	struct tensor *t;
	struct labels labels;
};

struct einsum {
	struct run *run;
	struct size size[N_LABELS];   /* 0 .n before it is known */
	bool known[N_LABELS];
	int uses[N_LABELS];           /* in how many operands still to come, and the result */
	struct labels result;
};

/* In every locale the same. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bytes of a character of valid UTF-8. */
static int char_len(const char *s)
{
	int n = 1;
	while (((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

static int find(const struct labels *l, int label)
{
	for (int i = 0; i < l->n; i++)
		if (l->at[i] == label)
			return i;
	return -1;
}

static bool add(struct labels *l, int label, struct err *err)
{
	if (l->n == 2 * TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "einsum() has too many letters for Tensors of at most %d dimensions",
		               TENSOR_MAX_DIMS);
	l->at[l->n++] = (unsigned char)label;
	return true;
}

/* "bqd" up to a comma, an arrow or the end; `dots` dimensions stand for "...". NULL on error. */
static const char *read_labels(const char *s, int dots, struct labels *out, struct err *err)
{
	bool seen = false;
	out->n = 0;
	for (; *s && *s != ',' && strncmp(s, "->", 2) != 0; s++) {
		if (strncmp(s, "...", 3) == 0 && !seen) {
			for (int d = dots; d-- > 0; )
				if (!add(out, ELLIPSIS + d, err))
					return NULL;
			seen = true;
			s += 2;
		} else if (is_letter(*s)) {
			if (!add(out, *s, err))
				return NULL;
		} else if (*s != ' ') {
			err_say(err, ERR_VALUE, "einsum() does not understand '%.*s' in its equation: write letters, commas, "
			        "... and ->, as in 'bqd,bkd->bqk'", char_len(s), s);
			return NULL;
		}
	}
	return s;
}

static int count_letters(const char *s, bool *dots)
{
	int n = 0;
	*dots = false;
	for (; *s && *s != ',' && strncmp(s, "->", 2) != 0; s++) {
		n += is_letter(*s) != 0;
		*dots |= *s == '.';
	}
	return n;
}

/* ---- Terms ---- */

static bool become(struct einsum *e, struct term *term, struct tensor *next)
{
	if (!next)
		return false;
	tensor_drop(e->run, term->t);
	term->t = next;
	return true;
}

/* The sizes of a term's letters; 1 stretches. */
static bool note_sizes(struct einsum *e, const struct term *term, struct err *err)
{
	for (int d = 0; d < term->labels.n; d++) {
		int label = term->labels.at[d];
		int64_t n = term->t->shape.size[d];
		struct size *size = &e->size[label];
		if (e->known[label] && size->n != n && size->n != 1 && n != 1)
			return label >= ELLIPSIS
				? err_say(err, ERR_SHAPE, "einsum(): the sizes %lld and %lld of ... do not broadcast",
				          (long long)size->n, (long long)n)
				: err_say(err, ERR_SHAPE, "einsum(): %c is %lld in one operand and %lld in another", label,
				          (long long)size->n, (long long)n);
		if (!e->known[label] || (size->n == 1 && n != 1))
			*size = (struct size){ n, term->t->shape.name[d] };
		e->known[label] = true;
	}
	return true;
}

/* A letter that stands twice in one term is its diagonal. */
static bool take_diagonals(struct einsum *e, struct term *term, struct err *err)
{
	struct labels *l = &term->labels;
	for (int d = 0; d < l->n; d++) {
		int label = l->at[d], other = -1;
		for (int i = d + 1; i < l->n && other < 0; i++)
			other = l->at[i] == label ? i : -1;
		if (other < 0)
			continue;
		if (term->t->shape.size[d] != term->t->shape.size[other])
			return err_say(err, ERR_SHAPE, "einsum(): %c stands twice in one operand, for the sizes %lld and "
			               "%lld", label, (long long)term->t->shape.size[d],
			               (long long)term->t->shape.size[other]);
		if (!become(e, term, view_diagonal(term->t, 0, d, other, err)))
			return false;
		memmove(l->at + other, l->at + other + 1, (size_t)(l->n - other - 1));
		memmove(l->at + d, l->at + d + 1, (size_t)(l->n - d - 2));
		l->at[--l->n - 1] = (unsigned char)label;
		d--;
	}
	return true;
}

/* Every dimension as wide as its letter. */
static bool stretch(struct einsum *e, struct term *term, struct err *err)
{
	struct shape shape = term->t->shape;
	for (int d = 0; d < shape.ndim; d++) {
		shape.size[d] = e->size[term->labels.at[d]].n;
		shape.name[d] = e->size[term->labels.at[d]].name;
	}
	return become(e, term, view_expand(term->t, &shape, err));
}

/* Letters that nobody needs any more, but `keep`'s, are summed. */
static bool sum_unused(struct einsum *e, struct term *term, const struct labels *keep, struct err *err)
{
	struct axes axes = {0};
	struct labels left = {0};
	for (int d = 0; d < term->labels.n; d++) {
		int label = term->labels.at[d];
		if (e->uses[label] > 0 || find(keep, label) >= 0)
			left.at[left.n++] = (unsigned char)label;
		else
			axes.dim[axes.n++] = d;
	}
	term->labels = left;
	return axes.n == 0 || become(e, term, reduce_apply(e->run, REDUCE_SUM, term->t, &axes, err));
}

static bool order(struct einsum *e, struct term *term, const struct labels *to, struct err *err)
{
	int64_t dims[TENSOR_MAX_DIMS];
	for (int d = 0; d < to->n; d++)
		dims[d] = find(&term->labels, to->at[d]);
	term->labels = *to;
	return become(e, term, view_permute(term->t, dims, to->n, err));
}

/* ---- Two terms ---- */

struct plan {
	struct labels batch, rows, columns, inner;
};

static void plan_product(const struct einsum *e, const struct labels *a, const struct labels *b,
                         struct plan *p)
{
	*p = (struct plan){0};
	for (int d = 0; d < a->n; d++) {
		bool both = find(b, a->at[d]) >= 0;
		struct labels *to = !both ? &p->rows : e->uses[a->at[d]] > 0 ? &p->batch : &p->inner;
		to->at[to->n++] = a->at[d];
	}
	for (int d = 0; d < b->n; d++)
		if (find(a, b->at[d]) < 0)
			p->columns.at[p->columns.n++] = b->at[d];
}

static void append(struct labels *to, const struct labels *from)
{
	memcpy(to->at + to->n, from->at, (size_t)from->n);
	to->n += from->n;
}

/* To (batch..., first, second): the letters of each are one dimension. */
static bool as_matrices(struct einsum *e, struct term *term, const struct labels *batch,
                        const struct labels *first, const struct labels *second, struct err *err)
{
	const struct labels *parts[] = { first, second };
	struct labels to = *batch;
	struct shape shape = { .ndim = batch->n + 2 };
	append(&to, first);
	append(&to, second);
	if (!stretch(e, term, err) || !order(e, term, &to, err))
		return false;
	memcpy(shape.size, term->t->shape.size, sizeof shape.size);
	memcpy(shape.name, term->t->shape.name, sizeof shape.name);
	for (int i = 0; i < 2; i++) {
		int64_t n = 1;
		for (int d = 0; d < parts[i]->n; d++)
			n *= e->size[parts[i]->at[d]].n;
		shape.size[batch->n + i] = n;
		shape.name[batch->n + i] = parts[i]->n == 1 ? e->size[parts[i]->at[0]].name : DIM_ANONYMOUS;
	}
	return become(e, term, view_reshape(e->run, term->t, &shape, err));
}

/* a becomes the product. */
static bool multiply(struct einsum *e, struct term *a, struct term *b, struct err *err)
{
	struct plan p;
	struct shape shape = {0};
	if (!sum_unused(e, a, &b->labels, err) || !sum_unused(e, b, &a->labels, err))
		return false;
	plan_product(e, &a->labels, &b->labels, &p);
	struct labels all = p.batch;
	append(&all, &p.rows);
	append(&all, &p.columns);
	if (all.n > TENSOR_MAX_DIMS || p.batch.n + 2 > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "einsum() needs a Tensor of more than %d dimensions on its way",
		               TENSOR_MAX_DIMS);
	if (!as_matrices(e, a, &p.batch, &p.rows, &p.inner, err)
	    || !as_matrices(e, b, &p.batch, &p.inner, &p.columns, err)
	    || !prices_matmul(e->run, a->t, b->t, err) || !become(e, a, matmul(e->run, a->t, b->t, err)))
		return false;
	shape.ndim = all.n;
	for (int d = 0; d < all.n; d++) {
		shape.size[d] = e->size[all.at[d]].n;
		shape.name[d] = e->size[all.at[d]].name;
	}
	a->labels = all;
	return become(e, a, view_view(a->t, &shape, err));
}

/* ---- The equation ---- */

/* Without an arrow: "..." and the letters that stand once, in the alphabet's order. */
static bool own_result(struct einsum *e, const int *times, int dots, struct err *err)
{
	for (int d = dots; d-- > 0; )
		if (!add(&e->result, ELLIPSIS + d, err))
			return false;
	for (int label = 0; label < ELLIPSIS; label++)
		if (times[label] == 1 && !add(&e->result, label, err))
			return false;
	return true;
}

static bool read_result(struct einsum *e, const char *s, const int *times, int dots, struct err *err)
{
	if (strncmp(s, "->", 2) != 0)
		return own_result(e, times, dots, err);
	s = read_labels(s + 2, dots, &e->result, err);
	if (!s)
		return false;
	if (*s)
		return err_say(err, ERR_VALUE, "einsum() has one result: nothing may follow it in the equation");
	for (int d = 0; d < e->result.n; d++) {
		int label = e->result.at[d];
		if (label < ELLIPSIS && (!times[label] || find(&e->result, label) != d))
			return err_say(err, ERR_VALUE, times[label] ? N_("einsum(): %c stands twice in the result")
			               : N_("einsum(): %c of the result stands in no operand"), label);
	}
	if (e->result.n > TENSOR_MAX_DIMS)
		return err_say(err, ERR_LIMIT, "a Tensor has at most %d dimensions", TENSOR_MAX_DIMS);
	return true;
}

/* How many dimensions "..." stands for: the most of any operand. */
static bool count_dots(const char *s, struct value list, int *dots, struct err *err)
{
	for (int i = 0; i < value_count(list); i++) {
		bool has_dots;
		int ndim = value_item(list, i).as.tensor->shape.ndim, letters = count_letters(s, &has_dots);
		if (letters > ndim || (!has_dots && letters < ndim))
			return err_say(err, ERR_SHAPE, "einsum(): operand %d needs a letter for each of its "
			               "dimensions: it has %d, and the equation %d", i + 1, ndim, letters);
		*dots = ndim - letters > *dots ? ndim - letters : *dots;
		s += strcspn(s, ",-");
		bool more = i + 1 < value_count(list);
		if (more != (*s == ','))
			return err_say(err, ERR_VALUE,
			               more ? N_("einsum(): the equation speaks of fewer operands than the %d given")
			               : N_("einsum(): the equation speaks of more operands than the %d given"),
			               value_count(list));
		s += *s == ',';
	}
	return true;
}

static bool read_equation(struct einsum *e, const char *s, struct value list, struct term *terms,
                          struct err *err)
{
	int times[N_LABELS] = {0}, dots = 0;
	if (!count_dots(s, list, &dots, err))
		return false;
	for (int i = 0; i < value_count(list); i++) {
		bool has_dots;
		struct tensor *t = value_item(list, i).as.tensor;
		int own = t->shape.ndim - count_letters(s, &has_dots);
		if (!(s = read_labels(s, own, &terms[i].labels, err)))
			return false;
		s += *s == ',';
		for (int d = 0; d < terms[i].labels.n; d++)
			times[terms[i].labels.at[d]]++;
		terms[i].t = tensor_ref(t);
		if (!take_diagonals(e, &terms[i], err) || !note_sizes(e, &terms[i], err))
			return false;
		for (int d = 0; d < terms[i].labels.n; d++)
			e->uses[terms[i].labels.at[d]]++;
	}
	if (!read_result(e, s, times, dots, err))
		return false;
	for (int d = 0; d < e->result.n; d++)
		e->uses[e->result.at[d]]++;
	return true;
}

static void drop_uses(struct einsum *e, const struct term *term)
{
	for (int d = 0; d < term->labels.n; d++)
		e->uses[term->labels.at[d]]--;
}

enum { MAX_OPERANDS = EINSUM_OPERANDS };

static bool contract(struct einsum *e, struct term *terms, int n, struct err *err)
{
	const struct labels none = {0};
	drop_uses(e, &terms[0]);
	for (int i = 1; i < n; i++) {
		drop_uses(e, &terms[i]);
		if (!multiply(e, &terms[0], &terms[i], err))
			return false;
	}
	return stretch(e, &terms[0], err) && sum_unused(e, &terms[0], &none, err)
		&& order(e, &terms[0], &e->result, err);
}

bool ops_einsum(struct call *c, struct value *out, struct err *err)
{
	struct term terms[MAX_OPERANDS] = {0};
	struct einsum e = { .run = c->eval->run };
	struct value list = c->arg[1].value;
	int n = value_count(list);
	if (n < 1 || n > MAX_OPERANDS)
		return err_say(err, ERR_VALUE, "einsum() takes an equation and 1 to %d Tensors: einsum('qd,kd->qk', "
		               "Q, K)", MAX_OPERANDS);
	bool fine = read_equation(&e, value_text(c->arg[0].value), list, terms, err)
		&& contract(&e, terms, n, err);
	if (fine)
		*out = value_tensor(tensor_ref(terms[0].t));
	for (int i = 0; i < n; i++)
		tensor_drop(e.run, terms[i].t);
	return fine;
}

/* The equation is read twice: first as the kernel does, which makes one dimension of a diagonal's two. */
bool einsum_letters(struct call *c, struct einsum_letters *out, struct err *err)
{
	struct term terms[MAX_OPERANDS] = {0};
	struct einsum e = { .run = c->eval->run };
	struct value list = c->arg[1].value;
	const char *s = value_text(c->arg[0].value);
	bool fine = read_equation(&e, s, list, terms, err);
	*out = (struct einsum_letters){ .n = value_count(list), .result = e.result };
	for (int i = 0; i < out->n; i++)
		tensor_drop(e.run, terms[i].t);
	for (int i = 0; i < N_LABELS; i++)
		out->size[i] = e.size[i].n;
	for (int i = 0; fine && i < out->n; i++) {
		bool has_dots;
		int own = value_item(list, i).as.tensor->shape.ndim - count_letters(s, &has_dots);
		fine = (s = read_labels(s, own, &out->at[i], err)) != NULL;
		s += fine && *s == ',';
	}
	return fine;
}
