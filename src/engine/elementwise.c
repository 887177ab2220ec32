#include "engine/elementwise.h"

#include <math.h>

#include "base/i18n.h"
#include "engine/elementwise_ops.h"
#include "engine/kernel.h"

/* What is computed in, and what is stored. */
struct types {
	enum dtype compute, result;
};

static bool find_types(const struct elementwise_op *op, enum dtype in, struct types *out,
                       struct err *err)
{
	bool is_float = dtype_is_float(in);
	*out = (struct types){ in, in };
	switch (op->rule) {
	case RESULT_SAME_NO_BOOL:
		if (in == DT_BOOL)
			return err_say(err, ERR_TYPE, "%s is not defined for bools; for masks write & | ^ ~, "
			               "or convert with .float()", op->name);
		return true;
	case RESULT_FLOAT:
		if (!is_float)
			*out = (struct types){ DT_FLOAT32, DT_FLOAT32 };
		return true;
	case RESULT_FLOAT_ONLY:
		if (!is_float)
			return err_say(err, ERR_TYPE, "%s needs floats, not %s: convert with .float()",
			               op->name, dtype_name(in));
		return true;
	case RESULT_BOOL:
		out->result = DT_BOOL;
		return true;
	case RESULT_INT_ONLY:
		if (is_float)
			return err_say(err, ERR_TYPE, "%s needs bools or ints, not %s: compare first, as in "
			               "x > 0", op->name, dtype_name(in));
		return true;
	case RESULT_INT_OF_BOOL:
		if (in == DT_BOOL)
			*out = (struct types){ DT_INT64, DT_INT64 };
		return true;
	default:
		return true;
	}
}

bool elementwise_unary_dtype(enum unary_op op, enum dtype in, enum dtype *out, struct err *err)
{
	struct types types;
	if (!find_types(&unary_ops[op], in, &types, err))
		return false;
	*out = types.result;
	return true;
}

/* A run of an operand as the type that is computed in holds it. */
static void load_as(const struct walk *w, int k, int n, enum dtype dtype, double *out)
{
	walk_doubles(w, k, n, out);
	if (w->tensor[k]->dtype != dtype && w->tensor[k]->dtype != DT_BOOL)
		dtype_round_all(dtype, out, n);
}

/* out = op of one to three operands that broadcast to its shape, cut into parts. */
struct application {
	struct run *run;
	const struct elementwise_op *op;
	enum dtype compute;
	const struct tensor *const *operands;
	int count;
	struct tensor *out;
	int64_t price;           /* of an element */
	int64_t part;            /* elements in each */
};

/* In operations, of one element: the loads, far apart or not, the rounding to half types, the arithmetic. */
static int64_t price(const struct elementwise_op *op, struct types types, const struct tensor *const *operands,
                     int count)
{
	enum { FAR = 2, ROUND = 2 };
	int64_t sum = (count + 1) / 2 + (dtype_is_float(types.compute) ? op->price : op->int_price);
	for (int k = 0; k < count; k++) {
		const struct tensor *t = operands[k];
		sum += t->shape.ndim && t->stride[t->shape.ndim - 1] > 1 && t->shape.size[t->shape.ndim - 1] > 1 ? FAR : 0;
	}
	if (types.compute == DT_FLOAT16 || types.compute == DT_BFLOAT16)
		sum += ROUND;
	return types.result == DT_FLOAT16 ? sum + ROUND : sum;
}

/* One run of the walk: elements `at` .. at + n of the result. */
static bool apply_run(const struct application *x, const struct walk *w, int64_t at, int n, struct err *err)
{
	union { double f[WALK_TENSORS][WALK_RUN]; int64_t i[WALK_TENSORS][WALK_RUN]; } v;
	bool floats = dtype_is_float(x->compute);
	for (int k = 0; k < x->count; k++)
		if (floats)
			load_as(w, k, n, x->compute, v.f[k]);
		else
			walk_ints(w, k, n, v.i[k]);
	if (floats && x->op->more && !run_spend(x->run, x->op->more(v.f[0], v.f[1], n), err))
		return false;
	if (floats) {
		x->op->floats(v.f[0], v.f[1], v.f[2], n);
		store_doubles(x->out, at, 1, n, v.f[0]);
	} else {
		x->op->ints(v.i[0], v.i[1], v.i[2], n);
		store_ints(x->out, at, 1, n, v.i[0]);
	}
	return true;
}

static bool apply_part(void *context, int index, struct err *err)
{
	const struct application *x = context;
	enum { SLICE = 10 };   /* of beginning a run, however short */
	int64_t at = index * x->part, left = tensor_count(x->out) - at;
	struct walk w;
	left = left < x->part ? left : x->part;
	walk_init(&w, &x->out->shape);
	for (int k = 0; k < x->count; k++)
		walk_add(&w, x->operands[k]);
	walk_from(&w, at);
	for (int n; left > 0 && (n = walk_next(&w)) > 0; at += n, left -= n) {
		n = left < n ? (int)left : n;
		if (!run_spend(x->run, SLICE + n * x->price, err) || !apply_run(x, &w, at, n, err))
			return false;
	}
	return true;
}

static bool apply(struct run *run, const struct elementwise_op *op, enum dtype compute,
                  const struct tensor *const *operands, int count, struct tensor *out,
                  struct err *err)
{
	struct application x = { run, op, compute, operands, count, out,
	                         price(op, (struct types){ compute, out->dtype }, operands, count), 0 };
	int64_t size = tensor_count(out), moved = size * dtype_bytes(out->dtype);
	int parts = run_parts(run, size * x.price, (size + WALK_RUN - 1) / WALK_RUN);
	x.part = (size + parts - 1) / parts;
	if (!run_tasks(run, parts, apply_part, &x, err))
		return false;
	for (int k = 0; k < count; k++)
		moved += tensor_count(operands[k]) * dtype_bytes(operands[k]->dtype);
	run_count(run, dtype_is_float(compute) && op != &op_copy ? size : 0, moved);
	return true;
}

static struct tensor *apply_new(struct run *run, const struct elementwise_op *op,
                                struct types types, const struct tensor *const *operands,
                                int count, struct err *err)
{
	struct shape shape = operands[0]->shape;
	for (int k = 1; k < count; k++)
		if (!shape_broadcast(&shape, &operands[k]->shape, &shape, err))
			return NULL;
	int64_t each = price(op, types, operands, count);
	struct tensor *out = run_expect(run, shape_count(&shape), each, err)
		? tensor_new(run, types.result, &shape, err) : NULL;
	if (out && !apply(run, op, types.compute, operands, count, out, err))
		return kernel_fail(run, out);
	return out;
}

struct tensor *elementwise_unary(struct run *run, enum unary_op op, const struct tensor *t,
                                 struct err *err)
{
	struct types types;
	if (op == UNARY_BITWISE_NOT && t->dtype == DT_BOOL)
		op = UNARY_LOGICAL_NOT;   /* a bool has one bit */
	if (!find_types(&unary_ops[op], t->dtype, &types, err))
		return NULL;
	return apply_new(run, &unary_ops[op], types, &t, 1, err);
}

/* What only integers forbid, if anything is computed: division by zero, negative powers. */
static bool check_ints(struct run *run, enum binary_op op, struct operand a, struct operand b,
                       struct err *err)
{
	struct walk w;
	int64_t x[WALK_RUN];
	bool divides = op == BINARY_FLOORDIV || op == BINARY_MOD;
	if ((!divides && !(op == BINARY_POW && b.weak)) || (divides && tensor_count(a.tensor) == 0))
		return true;
	walk_init(&w, &b.tensor->shape);
	walk_add(&w, b.tensor);
	for (int n; (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, n, err))
			return false;
		walk_ints(&w, 0, n, x);
		for (int i = 0; i < n; i++) {
			if (divides && x[i] == 0)
				return err_say(err, ERR_VALUE, "integer division by zero; floats would give inf");
			if (!divides && x[i] < 0)
				return err_say(err, ERR_VALUE, "integers have no negative integer powers; write "
				               "x.float() ** %lld", (long long)x[i]);
		}
	}
	return true;
}

struct tensor *elementwise_binary(struct run *run, enum binary_op op, struct operand a,
                                  struct operand b, struct err *err)
{
	const struct operand both[] = { a, b };
	const struct tensor *tensors[] = { a.tensor, b.tensor };
	struct types types;
	if (op == BINARY_SUB && (a.tensor->dtype == DT_BOOL || b.tensor->dtype == DT_BOOL)) {
		err_say(err, ERR_TYPE, "- is not defined for bools: the opposite of a mask is ~mask, its "
		        "numbers are mask.float()");
		return NULL;
	}
	if (!find_types(&binary_ops[op], dtype_result(both, 2), &types, err))
		return NULL;
	if (!dtype_is_float(types.compute) && !check_ints(run, op, a, b, err))
		return NULL;
	return apply_new(run, &binary_ops[op], types, tensors, 2, err);
}

static bool check_mask(const struct tensor *mask, const char *what, struct err *err)
{
	if (mask->dtype == DT_BOOL)
		return true;
	return err_say(err, ERR_TYPE, "%s must be bools, not %s: compare, as in m > 0, or write m.bool()",
	               _(what), dtype_name(mask->dtype));
}

struct tensor *elementwise_where(struct run *run, const struct tensor *condition, struct operand a,
                                 struct operand b, struct err *err)
{
	const struct operand both[] = { a, b };
	const struct tensor *tensors[] = { condition, a.tensor, b.tensor };
	enum dtype dtype = dtype_result(both, 2);
	if (!check_mask(condition, N_("the condition of where"), err))
		return NULL;
	return apply_new(run, &op_where, (struct types){ dtype, dtype }, tensors, 3, err);
}

struct tensor *elementwise_clamp(struct run *run, const struct tensor *t, struct operand low,
                                 struct operand high, struct err *err)
{
	struct operand all[3] = { operand_of(t) };
	int n = 1;
	if (low.tensor)
		all[n++] = low;
	if (high.tensor)
		all[n++] = high;
	if (n == 1) {
		err_say(err, ERR_VALUE, "clamp needs min, max or both");
		return NULL;
	}
	enum dtype dtype = dtype_result(all, n);
	if (dtype == DT_BOOL && (low.weak || high.weak)) {
		err_say(err, ERR_TYPE, "clamp is not defined for bools");
		return NULL;
	}
	struct types types = { dtype, dtype };
	const struct tensor *raised[] = { t, low.tensor };
	struct tensor *middle = low.tensor ? apply_new(run, &op_clamp_low, types, raised, 2, err)
	                                   : tensor_ref(t);
	if (!middle || !high.tensor)
		return middle;
	const struct tensor *lowered[] = { middle, high.tensor };
	struct tensor *out = apply_new(run, &op_clamp_high, types, lowered, 2, err);
	tensor_drop(run, middle);
	return out;
}

static bool check_fill(const struct tensor *t, struct operand value, struct err *err)
{
	if (value.tensor->shape.ndim != 0)
		return err_say(err, ERR_SHAPE, "masked_fill fills with one number; for a tensor of values "
		               "write where(mask, values, x)");
	if (t->dtype == DT_INT64 && !(fabs(tensor_at(value.tensor, NULL)) < 0x1p63))
		return err_say(err, ERR_TYPE, "a tensor of %s cannot hold %g: convert it with .float()",
		               dtype_name(t->dtype), tensor_at(value.tensor, NULL));
	return true;
}

struct tensor *elementwise_masked_fill(struct run *run, const struct tensor *t,
                                       const struct tensor *mask, struct operand value,
                                       struct err *err)
{
	if (!check_mask(mask, N_("the mask of masked_fill"), err) || !check_fill(t, value, err))
		return NULL;
	struct shape shape;
	if (!shape_broadcast(&t->shape, &mask->shape, &shape, err))
		return NULL;
	/* 0.5 is true; as an int it would be 0. */
	struct tensor *number = t->dtype == DT_BOOL ? elementwise_cast(run, value.tensor, DT_BOOL, err)
	                                            : tensor_ref(value.tensor);
	if (!number)
		return NULL;
	const struct tensor *tensors[] = { mask, number, t };
	int64_t each = price(&op_where, (struct types){ t->dtype, t->dtype }, tensors, 3);
	struct tensor *out = run_expect(run, shape_count(&shape), each, err)
		? tensor_new(run, t->dtype, &shape, err) : NULL;
	bool ok = out && apply(run, &op_where, t->dtype, tensors, 3, out, err);
	tensor_drop(run, number);
	return ok || !out ? out : kernel_fail(run, out);
}

struct tensor *elementwise_cast(struct run *run, const struct tensor *t, enum dtype dtype,
                                struct err *err)
{
	if (t->dtype == dtype)
		return tensor_ref(t);
	/* Between ints and bools nothing may go through a double. */
	bool floats = dtype_is_float(dtype) || dtype_is_float(t->dtype);
	enum dtype compute = !floats ? DT_INT64 : dtype_is_float(dtype) ? dtype : t->dtype;
	return apply_new(run, &op_copy, (struct types){ compute, dtype }, &t, 1, err);
}
