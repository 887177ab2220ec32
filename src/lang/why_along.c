#include "lang/why_along.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/i18n.h"

void why_term_begin(struct terms *terms, int64_t i)
{
	if (i > 0 && i < SHOWN_TERMS)
		str_add(&terms->why->text, terms->between ? terms->between : " + ");
}

void why_terms_end(struct terms *terms)
{
	if (terms->count > SHOWN_TERMS)
		str_addf(&terms->why->text, _("%s%" PRId64 " more"),
		         terms->between ? terms->between : " + ", terms->count - SHOWN_TERMS);
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
