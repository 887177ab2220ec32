#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "engine/create.h"
#include "engine/elementwise.h"
#include "engine/tensor.h"

struct shape shape_of(int ndim, const int64_t *sizes)
{
	struct shape shape = { .ndim = ndim };
	for (int d = 0; d < ndim && d < TENSOR_MAX_DIMS; d++)
		shape.size[d] = sizes[d];
	return shape;
}

int shape_dim(const struct shape *shape, int64_t dim, struct err *err)
{
	int64_t n = shape->ndim ? shape->ndim : 1;   /* a number counts as one dimension */
	if (dim < -n || dim >= n) {
		err_say(err, ERR_INDEX,
		        i18n_count("dim=%" PRId64 " does not exist: this tensor has %d dimension, "
		                   "so dim goes from %" PRId64 " to %" PRId64,
		                   "dim=%" PRId64 " does not exist: this tensor has %d dimensions, "
		                   "so dim goes from %" PRId64 " to %" PRId64, (unsigned)shape->ndim),
		        dim, shape->ndim, -n, n - 1);
		return -1;
	}
	return (int)(dim < 0 ? dim + n : dim);
}

enum style { NUMBERS, NAMES, BOTH };

static void format(const struct shape *shape, enum style style, char *out, size_t size)
{
	size_t at = 0;
	if (size == 0)
		return;
	at += (size_t)snprintf(out, size, "(");
	for (int d = 0; d < shape->ndim && d < TENSOR_MAX_DIMS && at < size; d++) {
		char name[64];
		bool named = style != NUMBERS && dim_has_names(&shape->name[d]);
		dim_format(named ? &shape->name[d] : &DIM_ANONYMOUS, shape->size[d], name, sizeof name);
		at += (size_t)snprintf(out + at, size - at, "%s%s", d ? ", " : "", name);
		if (named && style == BOTH && at < size)
			at += (size_t)snprintf(out + at, size - at, "=%" PRId64, shape->size[d]);
	}
	if (at < size)
		snprintf(out + at, size - at, shape->ndim == 1 ? ",)" : ")");
}

void shape_format(const struct shape *shape, char *out, size_t size)
{
	format(shape, NUMBERS, out, size);
}

void shape_format_names(const struct shape *shape, char *out, size_t size)
{
	format(shape, NAMES, out, size);
}

void shape_format_sizes(const struct shape *shape, char *out, size_t size)
{
	format(shape, BOTH, out, size);
}

static bool say_no_broadcast(const struct shape *a, const struct shape *b, int from_end,
                             struct err *err)
{
	char left[256], right[256];
	shape_format_sizes(a, left, sizeof left);
	shape_format_sizes(b, right, sizeof right);
	return err_say(err, ERR_SHAPE,
	               "shapes %s and %s do not broadcast: in dimension -%d the sizes %" PRId64
	               " and %" PRId64 " differ, and neither is 1", left, right, from_end,
	               a->size[a->ndim - from_end], b->size[b->ndim - from_end]);
}

/* t - 7, which is 1 at present. */
static bool is_one_for_now(const struct shape *shape, int i)
{
	return shape->size[i] == 1 && shape->name[i].terms > 1;
}

/* Which of two equal or stretching sizes names the result. */
static const struct dim *better_name(const struct shape *a, int i, const struct shape *b, int j)
{
	if (a->size[i] != b->size[j])
		return a->size[i] == 1 ? &b->name[j] : &a->name[i];
	if (is_one_for_now(a, i) != is_one_for_now(b, j))
		return is_one_for_now(a, i) ? &b->name[j] : &a->name[i];
	return dim_has_names(&a->name[i]) || !dim_has_names(&b->name[j]) ? &a->name[i] : &b->name[j];
}

bool shape_broadcast(const struct shape *a, const struct shape *b, struct shape *out,
                     struct err *err)
{
	const struct shape *longer = a->ndim >= b->ndim ? a : b;
	struct shape result = *longer;
	for (int k = 1; k <= a->ndim && k <= b->ndim; k++) {
		int i = a->ndim - k, j = b->ndim - k, r = longer->ndim - k;
		if (a->size[i] != b->size[j] && a->size[i] != 1 && b->size[j] != 1)
			return say_no_broadcast(a, b, k, err);
		result.size[r] = a->size[i] == 1 ? b->size[j] : a->size[i];
		result.name[r] = *better_name(a, i, b, j);
	}
	if (shape_count(&result) == INT64_MAX)
		return err_say(err, ERR_LIMIT, "the broadcast shape has more elements than can be counted");
	*out = result;
	return true;
}
