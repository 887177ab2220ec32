#include "engine/attention_parts.h"

#include "engine/elementwise.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"

static int64_t size_from_end(const struct tensor *t, int n)
{
	return t->shape.size[t->shape.ndim - n];
}

static bool say_shapes(const char *name, const struct tensor *q, const struct tensor *k,
                       const struct tensor *v, struct err *err)
{
	char qs[SHAPE_TEXT], ks[SHAPE_TEXT], vs[SHAPE_TEXT];
	shape_format_sizes(&q->shape, qs, sizeof qs);
	shape_format_sizes(&k->shape, ks, sizeof ks);
	shape_format_sizes(&v->shape, vs, sizeof vs);
	if (q->shape.ndim < 2 || k->shape.ndim < 2 || v->shape.ndim < 2)
		return err_say(err, ERR_SHAPE, "%s needs q, k and v of shape (..., T, d), not %s, %s and %s",
		               name, qs, ks, vs);
	if (size_from_end(q, 1) != size_from_end(k, 1))
		return err_say(err, ERR_SHAPE, "queries %s and keys %s must have the same last size", qs, ks);
	return err_say(err, ERR_SHAPE, "each key needs its value: keys are %s, values %s", ks, vs);
}

bool attention_check(const char *name, const struct tensor *q, const struct tensor *k,
                     const struct tensor *v, struct err *err)
{
	if (!dtype_is_float(q->dtype) || q->dtype != k->dtype || q->dtype != v->dtype)
		return err_say(err, ERR_TYPE, "%s needs q, k and v to be floats of one type, not %s, "
		               "%s and %s", name, dtype_name(q->dtype), dtype_name(k->dtype),
		               dtype_name(v->dtype));
	bool fit = q->shape.ndim >= 2 && k->shape.ndim >= 2 && v->shape.ndim >= 2
	           && size_from_end(q, 1) == size_from_end(k, 1)
	           && size_from_end(k, 2) == size_from_end(v, 2);
	return fit || say_shapes(name, q, k, v, err);
}

bool attention_batch(const struct tensor *q, const struct tensor *k, const struct tensor *v,
                     struct shape *batch, struct err *err)
{
	struct shape a = matmul_batch(&q->shape), b = matmul_batch(&k->shape);
	struct shape c = matmul_batch(&v->shape);
	return shape_broadcast(&a, &b, batch, err) && shape_broadcast(batch, &c, batch, err);
}
