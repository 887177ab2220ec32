#include "lang/why_along.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static int64_t shown(const struct terms *terms)
{
	return terms->count <= SHORT_ROW ? terms->count : SHOWN_TERMS;
}

bool why_term_begin(struct terms *terms, int64_t i)
{
	bool is_shown = i < shown(terms);
	if (i > 0 && is_shown)
		str_add(&terms->why->text, terms->between ? terms->between : " + ");
	return is_shown;
}

void why_terms_end(struct terms *terms)
{
	if (terms->count > shown(terms))
		str_addf(&terms->why->text, _("%s%" PRId64 " more"),
		         terms->between ? terms->between : " + ", terms->count - shown(terms));
}

static bool mark(const struct shape *shape, struct value dim, bool *along, struct err *err)
{
	int d = shape->ndim ? shape_dim(shape, dim.as.integer.n, err) : 0;
	if (d >= 0)
		along[d] = true;
	return d >= 0;
}

bool why_reduced(struct call *c, int at, bool *along, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	struct value dims = c->arg[at].value;
	int count = dims.kind == VALUE_TUPLE ? value_count(dims) : 0;
	for (int d = 0; d < TENSOR_MAX_DIMS; d++)
		along[d] = dims.kind != VALUE_INT && count == 0;
	for (int i = 0; i < count; i++)
		if (!mark(shape, value_item(dims, i), along, err))
			return false;
	return dims.kind != VALUE_INT || mark(shape, dims, along, err);
}

void why_role_along(struct why *why, const struct why_input *cell, const struct why_place *place)
{
	char name[WHY_ROLE_MAX - 24] = "", role[WHY_ROLE_MAX];
	int at = -1;
	for (int d = 0; d < place->in->ndim; d++)
		if (place->along[d]) {
			if (at >= 0)     /* along several: the label says which */
				return;
			at = d;
		}
	if (at < 0)
		return;
	if (dim_has_names(&place->in->name[at]))
		dim_format(&place->in->name[at], place->in->size[at], name, sizeof name);
	snprintf(role, sizeof role, "%s %" PRId64, *name ? name : _("term"), place->index[at]);
	why_role(why, cell, role);
}

void why_start(const struct shape *in, const bool *along, const struct why *why, int64_t *index)
{
	bool kept = why->result->shape.ndim == in->ndim;
	for (int d = 0, from = 0; d < in->ndim; d++) {
		index[d] = along[d] ? 0 : why->index[kept ? d : from];
		from += !along[d];
	}
}

bool why_next(const struct shape *in, const bool *along, int64_t *index)
{
	for (int d = in->ndim - 1; d >= 0; d--) {
		if (!along[d])
			continue;
		if (++index[d] < in->size[d])
			return true;
		index[d] = 0;
	}
	return false;
}

int64_t why_count(const struct shape *in, const bool *along)
{
	int64_t n = 1;
	for (int d = 0; d < in->ndim; d++)
		n *= along[d] ? in->size[d] : 1;
	return n;
}

bool why_one_dim(struct call *c, int64_t dim, bool *along, int *out, struct err *err)
{
	const struct shape *shape = &arg_tensor(c, 0)->shape;
	memset(along, 0, TENSOR_MAX_DIMS * sizeof *along);
	*out = shape_dim(shape, dim, err);
	if (*out >= 0)
		along[*out] = true;
	return *out >= 0;
}

/* ---- Cells along dimensions ---- */

bool why_read(struct call *c, const bool *along, int64_t limit, struct why *why, struct why_cells *out,
              struct err *err)
{
	const struct tensor *t = arg_tensor(c, 0);
	int64_t index[TENSOR_MAX_DIMS] = {0}, count = why_count(&t->shape, along);
	*out = (struct why_cells){ .count = limit >= 0 && limit < count ? limit : count };
	if (!run_spend(c->eval->run, out->count * 10, err))
		return false;
	out->x = mem_new((size_t)out->count + 1, sizeof *out->x);
	why_start(&t->shape, along, why, index);
	for (int64_t i = 0; i < out->count; i++) {
		out->x[i] = tensor_at(t, index);
		why_next(&t->shape, along, index);
	}
	return true;
}

bool why_collect(struct call *c, const bool *along, int64_t limit, struct why *why, struct why_cells *out,
                 struct err *err)
{
	const struct shape *in = &arg_tensor(c, 0)->shape;
	int64_t index[TENSOR_MAX_DIMS] = {0};
	struct why_input cell;
	bool fine = why_read(c, along, limit, why, out, err);
	struct source source = why_arg(c, 0);
	why_start(in, along, why, index);
	for (int64_t i = 0; fine && i < out->count && i < WHY_MAX_INPUTS; i++) {
		fine = why_cell(why, &source, index, &cell, err);
		if (fine)
			why_role_along(why, &cell, &(struct why_place){ in, along, index });
		why_next(in, along, index);
	}
	why_source_done(&source);
	return fine;
}

double why_mean_of(const struct why_cells *cells)
{
	double sum = 0;
	for (int64_t i = 0; i < cells->count; i++)
		sum += cells->x[i];
	return sum / (double)cells->count;
}

double why_spread_of(const struct why_cells *cells, double about)
{
	double sum = 0;
	for (int64_t i = 0; i < cells->count; i++)
		sum += (cells->x[i] - about) * (cells->x[i] - about);
	return sum / (double)cells->count;
}

bool why_cells_done(struct why_cells *cells, bool result)
{
	free(cells->x);
	return result;
}

void why_add_each(struct why *why, const struct why_cells *cells, const char *between,
                  const char *before, const char *after)
{
	struct terms terms = { why, cells->count, between };
	for (int64_t i = 0; i < cells->count && why_term_begin(&terms, i); i++) {
		str_add(&why->text, before);
		why_number(why, cells->x[i]);
		str_add(&why->text, after);
	}
	why_terms_end(&terms);
}

void why_format(char *out, size_t size, const char *shape, double x)
{
	struct why number = { .text = STR_INIT };
	why_number(&number, x);
	snprintf(out, size, shape, number.text.data);
	str_done(&number.text);
}

