#include "engine/reduce.h"

#include <math.h>
#include <string.h>

#include "base/real.h"
#include "engine/dtype.h"
#include "engine/elementwise.h"
#include "engine/kernel.h"

/* What is known of the elements seen so far. */
struct fold {
	double x;            /* sum, product, extreme, ... */
	int64_t n;           /* the same for ints */
	int64_t at, best;    /* elements seen; where the extreme was */
	double parameter;    /* a mean, a maximum, a power: for second passes */
};

typedef void fold_doubles(struct fold *f, const double *x, int n);
typedef void fold_ints(struct fold *f, const int64_t *x, int n);

static void add(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x += x[i];
}

static void add_ints(struct fold *f, const int64_t *x, int n)
{
	for (int i = 0; i < n; i++)
		f->n = (int64_t)((uint64_t)f->n + (uint64_t)x[i]);
}

static void multiply(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x *= x[i];
}

static void multiply_ints(struct fold *f, const int64_t *x, int n)
{
	for (int i = 0; i < n; i++)
		f->n = (int64_t)((uint64_t)f->n * (uint64_t)x[i]);
}

/* The first NaN wins, else the first of the largest. */
static void find_max(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++, f->at++)
		if (f->at == 0 || (!isnan(f->x) && !(x[i] <= f->x))) {
			f->x = x[i];
			f->best = f->at;
		}
}

static void find_min(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++, f->at++)
		if (f->at == 0 || (!isnan(f->x) && !(x[i] >= f->x))) {
			f->x = x[i];
			f->best = f->at;
		}
}

static void find_max_ints(struct fold *f, const int64_t *x, int n)
{
	for (int i = 0; i < n; i++, f->at++)
		if (f->at == 0 || x[i] > f->n) {
			f->n = x[i];
			f->best = f->at;
		}
}

static void find_min_ints(struct fold *f, const int64_t *x, int n)
{
	for (int i = 0; i < n; i++, f->at++)
		if (f->at == 0 || x[i] < f->n) {
			f->n = x[i];
			f->best = f->at;
		}
}

static void find_any(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->n |= x[i] != 0;
}

static void find_all(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->n &= x[i] != 0;
}

static void find_any_ints(struct fold *f, const int64_t *x, int n)
{
	for (int i = 0; i < n; i++)
		f->n |= x[i] != 0;
}

static void find_all_ints(struct fold *f, const int64_t *x, int n)
{
	for (int i = 0; i < n; i++)
		f->n &= x[i] != 0;
}

static void add_squared_distance(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x += (x[i] - f->parameter) * (x[i] - f->parameter);
}

static void add_exp(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x += real_exp(x[i] - f->parameter);
}

static void add_power(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x += f->parameter == 0 ? x[i] != 0
		        : f->parameter == 1 ? fabs(x[i])
		        : f->parameter == 2 ? x[i] * x[i] : real_pow(fabs(x[i]), f->parameter);
}

static void find_largest(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x = isnan(f->x) || fabs(x[i]) <= f->x ? f->x : fabs(x[i]);
}

static void find_smallest(struct fold *f, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		f->x = isnan(f->x) || fabs(x[i]) >= f->x ? f->x : fabs(x[i]);
}

/* The kept dimensions of a tensor, and those that are folded away. */
struct plan {
	const struct tensor *t;
	bool folded[TENSOR_MAX_DIMS];
	struct tensor outer, inner;   /* t's memory under either set of dimensions */
	int64_t count;                /* elements of a fold */
	struct shape shape;           /* of the result */
};

static bool mark_axes(const struct tensor *t, const struct axes *axes, bool *folded,
                      struct err *err)
{
	for (int d = 0; d < TENSOR_MAX_DIMS; d++)
		folded[d] = axes->n == 0;
	for (int i = 0; i < axes->n; i++) {
		int d = shape_dim(&t->shape, axes->dim[i], err);
		if (d < 0)
			return false;
		if (folded[d])
			return err_say(err, ERR_VALUE, "dimension %d is named twice", d);
		folded[d] = true;
	}
	return true;
}

static void append_dim(struct tensor *part, const struct tensor *t, int d)
{
	int n = part->shape.ndim++;
	part->shape.size[n] = t->shape.size[d];
	part->shape.name[n] = t->shape.name[d];
	part->stride[n] = t->stride[d];
}

static bool plan_init(struct plan *plan, const struct tensor *t, const struct axes *axes,
                      struct err *err)
{
	*plan = (struct plan){ .t = t };
	if (!mark_axes(t, axes, plan->folded, err))
		return false;
	plan->outer = plan->inner = (struct tensor){ .dtype = t->dtype, .storage = t->storage,
	                                             .offset = t->offset };
	for (int d = 0; d < t->shape.ndim; d++) {
		append_dim(plan->folded[d] ? &plan->inner : &plan->outer, t, d);
		if (plan->folded[d] && !axes->keepdim)
			continue;
		int n = plan->shape.ndim++;
		plan->shape.size[n] = plan->folded[d] ? 1 : t->shape.size[d];
		if (!plan->folded[d])
			plan->shape.name[n] = t->shape.name[d];
	}
	plan->count = shape_count(&plan->inner.shape);
	return true;
}

/* In operations, of one element. */
static int64_t cost(fold_doubles *step, double parameter)
{
	bool simple = parameter == 0 || parameter == 1 || parameter == 2;
	return step == add_power ? (simple ? 4 : 100) : step == add_exp ? 18 : 2;
}

/* One pass over the elements that fold into one. */
static bool pass(struct run *run, struct walk *inner, int64_t offset, fold_doubles *step,
                 struct fold *fold, struct err *err)
{
	double x[WALK_RUN];
	walk_again(inner);
	walk_move(inner, 0, offset);
	for (int n; (n = walk_next(inner)) > 0; ) {
		if (!run_spend(run, n * cost(step, fold->parameter), err))
			return false;
		walk_doubles(inner, 0, n, x);
		step(fold, x, n);
	}
	return true;
}

static bool pass_ints(struct run *run, struct walk *inner, int64_t offset, fold_ints *step,
                      struct fold *fold, struct err *err)
{
	int64_t x[WALK_RUN];
	walk_again(inner);
	walk_move(inner, 0, offset);
	for (int n; (n = walk_next(inner)) > 0; ) {
		if (!run_spend(run, 2 * n, err))
			return false;
		walk_ints(inner, 0, n, x);
		step(fold, x, n);
	}
	return true;
}

/* How one result is made: passes over its elements at `offset`. */
struct reducer {
	bool (*one)(struct run *run, const struct reducer *r, struct walk *inner, int64_t offset,
	            int64_t count, struct fold *fold, struct err *err);
	enum reduce_op op;
	double parameter;
	bool ints;           /* fold.n is the result, not fold.x */
	int passes;
};

static struct tensor *reduce(struct run *run, const struct reducer *r, const struct tensor *t,
                             const struct axes *axes, enum dtype dtype, struct err *err)
{
	enum { ROW = 25 };   /* of beginning one, beside its elements */
	struct plan plan;
	struct walk outer, inner;
	if (!plan_init(&plan, t, axes, err) || !run_expect(run, tensor_count(t), 2, err))
		return NULL;
	struct tensor *out = tensor_new(run, dtype, &plan.shape, err);
	walk_init(&outer, &plan.outer.shape);
	walk_add(&outer, &plan.outer);
	walk_init(&inner, &plan.inner.shape);
	walk_add(&inner, &plan.inner);
	int64_t at = 0;
	for (int n; out && (n = walk_next(&outer)) > 0; )
		for (int i = 0; i < n; i++, at++) {
			struct fold fold = {0};
			int64_t offset = outer.at[0] + i * outer.step[0];
			if (!run_spend(run, ROW, err)
			    || !r->one(run, r, &inner, offset, plan.count, &fold, err))
				return kernel_fail(run, out);
			if (r->ints)
				store_ints(out, at, 1, 1, &fold.n);
			else
				store_doubles(out, at, 1, 1, &fold.x);
		}
	if (out)
		run_count(run, dtype_is_float(t->dtype) ? r->passes * tensor_count(t) : 0,
		          tensor_count(t) * dtype_bytes(t->dtype) + tensor_count(out) * dtype_bytes(dtype));
	return out;
}

static const struct {
	const char *name;
	fold_doubles *doubles;
	fold_ints *ints;
	int64_t start;
	bool needs_elements;
} ops[REDUCE_COUNT] = {
	[REDUCE_SUM]       = { "sum",       add,      add_ints,      0, false },
	[REDUCE_PROD]      = { "prod",      multiply, multiply_ints, 1, false },
	[REDUCE_MEAN]      = { "mean",      add,      NULL,          0, false },
	[REDUCE_MAX]       = { "max",       find_max, find_max_ints, 0, true },
	[REDUCE_MIN]       = { "min",       find_min, find_min_ints, 0, true },
	[REDUCE_ANY]       = { "any",       find_any, find_any_ints, 0, false },
	[REDUCE_ALL]       = { "all",       find_all, find_all_ints, 1, false },
	[REDUCE_ARGMAX]    = { "argmax",    find_max, find_max_ints, 0, true },
	[REDUCE_ARGMIN]    = { "argmin",    find_min, find_min_ints, 0, true },
	[REDUCE_LOGSUMEXP] = { "logsumexp", find_max, NULL,          0, false },   /* and a second pass */
};

/* log(sum e^x) = m + log(sum e^(x - m)); an infinite m is taken as 0. */
static bool finish_logsumexp(struct run *run, struct walk *inner, int64_t offset, int64_t count,
                             struct fold *fold, struct err *err)
{
	double max = count ? fold->x : -INFINITY;
	*fold = (struct fold){ .parameter = isinf(max) ? 0 : max };
	if (!pass(run, inner, offset, add_exp, fold, err))
		return false;
	fold->x = fold->parameter + real_log(fold->x);
	return true;
}

static bool reduce_one(struct run *run, const struct reducer *r, struct walk *inner,
                       int64_t offset, int64_t count, struct fold *fold, struct err *err)
{
	bool floats = !ops[r->op].ints || dtype_is_float(inner->tensor[0]->dtype);
	fold->x = (double)ops[r->op].start;
	fold->n = ops[r->op].start;
	if (!(floats ? pass(run, inner, offset, ops[r->op].doubles, fold, err)
	             : pass_ints(run, inner, offset, ops[r->op].ints, fold, err)))
		return false;
	if (r->op == REDUCE_MEAN)
		fold->x /= (double)count;
	if (r->op == REDUCE_ARGMAX || r->op == REDUCE_ARGMIN)
		fold->n = fold->best;
	return r->op != REDUCE_LOGSUMEXP || finish_logsumexp(run, inner, offset, count, fold, err);
}

static bool check_floats(const struct tensor *t, const char *name, struct err *err)
{
	return dtype_is_float(t->dtype)
	       || err_say(err, ERR_TYPE, "%s needs floats, not %s: convert with .float()", name,
	                  dtype_name(t->dtype));
}

static enum dtype result_dtype(enum reduce_op op, enum dtype in)
{
	switch (op) {
	case REDUCE_ANY: case REDUCE_ALL:
		return DT_BOOL;
	case REDUCE_ARGMAX: case REDUCE_ARGMIN:
		return DT_INT64;
	case REDUCE_SUM: case REDUCE_PROD:
		return in == DT_BOOL ? DT_INT64 : in;
	case REDUCE_LOGSUMEXP:
		return dtype_is_float(in) ? in : DT_FLOAT32;
	default:
		return in;
	}
}

/* An extreme needs something to choose from. */
static bool check_elements(const char *name, const struct tensor *t, const struct axes *axes,
                           struct err *err)
{
	struct plan plan;
	if (!plan_init(&plan, t, axes, err))
		return false;
	if (plan.count > 0)
		return true;
	return err_say(err, ERR_VALUE, "%s of no elements at all has no answer", name);
}

struct tensor *reduce_apply(struct run *run, enum reduce_op op, const struct tensor *t,
                            const struct axes *axes, struct err *err)
{
	enum dtype dtype = result_dtype(op, t->dtype);
	bool arg = op == REDUCE_ARGMAX || op == REDUCE_ARGMIN;
	if (op == REDUCE_MEAN && !check_floats(t, ops[op].name, err))
		return NULL;
	if (arg && t->dtype == DT_BOOL) {
		err_say(err, ERR_TYPE, "%s is not defined for bools: convert with .long()", ops[op].name);
		return NULL;
	}
	if (arg && axes->n > 1) {
		err_say(err, ERR_VALUE, "%s takes one dim, or none", ops[op].name);
		return NULL;
	}
	if (ops[op].needs_elements && !check_elements(ops[op].name, t, axes, err))
		return NULL;
	const struct reducer reducer = {
		.one = reduce_one, .op = op, .passes = op == REDUCE_LOGSUMEXP ? 2 : 1,
		.ints = !dtype_is_float(dtype),
	};
	return reduce(run, &reducer, t, axes, dtype, err);
}

static bool var_one(struct run *run, const struct reducer *r, struct walk *inner, int64_t offset,
                    int64_t count, struct fold *fold, struct err *err)
{
	if (!pass(run, inner, offset, add, fold, err))
		return false;
	*fold = (struct fold){ .parameter = fold->x / (double)count };
	if (!pass(run, inner, offset, add_squared_distance, fold, err))
		return false;
	fold->x /= fmax((double)count - r->parameter, 0);
	return true;
}

static bool std_one(struct run *run, const struct reducer *r, struct walk *inner, int64_t offset,
                    int64_t count, struct fold *fold, struct err *err)
{
	if (!var_one(run, r, inner, offset, count, fold, err))
		return false;
	fold->x = sqrt(fold->x);
	return true;
}

struct tensor *reduce_var(struct run *run, const struct tensor *t, const struct axes *axes,
                          double correction, struct err *err)
{
	const struct reducer reducer = { .one = var_one, .parameter = correction, .passes = 2 };
	return check_floats(t, "var", err) ? reduce(run, &reducer, t, axes, t->dtype, err) : NULL;
}

struct tensor *reduce_std(struct run *run, const struct tensor *t, const struct axes *axes,
                          double correction, struct err *err)
{
	const struct reducer reducer = { .one = std_one, .parameter = correction, .passes = 2 };
	return check_floats(t, "std", err) ? reduce(run, &reducer, t, axes, t->dtype, err) : NULL;
}

static bool norm_one(struct run *run, const struct reducer *r, struct walk *inner, int64_t offset,
                     int64_t count, struct fold *fold, struct err *err)
{
	double p = r->parameter;
	fold_doubles *step = p == INFINITY ? find_largest : p == -INFINITY ? find_smallest : add_power;
	(void)count;
	*fold = (struct fold){ .x = p == -INFINITY ? INFINITY : 0, .parameter = p };
	if (!pass(run, inner, offset, step, fold, err))
		return false;
	if (p == 2)
		fold->x = sqrt(fold->x);
	else if (p != 0 && p != 1 && !isinf(p))
		fold->x = real_pow(fold->x, 1 / p);
	return true;
}

struct tensor *reduce_norm(struct run *run, const struct tensor *t, const struct axes *axes,
                           double p, struct err *err)
{
	const struct reducer reducer = { .one = norm_one, .parameter = p, .passes = 2 };
	if (p < 0 && !check_elements("a norm with a negative power", t, axes, err))
		return NULL;
	return check_floats(t, "norm", err) ? reduce(run, &reducer, t, axes, t->dtype, err) : NULL;
}

/* One row's running sums. */
static bool scan(struct run *run, const struct tensor *t, int64_t at, int64_t step, int64_t n,
                 struct tensor *out, int64_t to, int64_t to_step, struct err *err)
{
	double sum = 0, x;
	int64_t total = 0, i;
	for (int64_t k = 0; k < n; k++) {
		if (k % WALK_RUN == 0 && !run_spend(run, (3 + copy_price(step)) * (n - k < WALK_RUN ? n - k : WALK_RUN), err))
			return false;
		if (dtype_is_float(out->dtype)) {
			load_doubles(t, at + k * step, 1, 1, &x);
			sum += x;
			store_doubles(out, to + k * to_step, 1, 1, &sum);
		} else {
			load_ints(t, at + k * step, 1, 1, &i);
			total = (int64_t)((uint64_t)total + (uint64_t)i);
			store_ints(out, to + k * to_step, 1, 1, &total);
		}
	}
	return true;
}

struct tensor *reduce_cumsum(struct run *run, const struct tensor *t, int64_t dim,
                             struct err *err)
{
	int d = shape_dim(&t->shape, dim, err);
	enum dtype dtype = dtype_is_float(t->dtype) ? t->dtype : DT_INT64;
	struct tensor *out = d < 0 ? NULL : tensor_new(run, dtype, &t->shape, err);
	if (!out || tensor_count(t) == 0)
		return out;
	int64_t n = t->shape.ndim ? t->shape.size[d] : 1;
	struct tensor from = *t, to = *out;   /* the first element of each row */
	struct walk w;
	if (t->shape.ndim)
		from.shape.size[d] = to.shape.size[d] = 1;
	walk_init(&w, &from.shape);
	walk_add(&w, &from);
	walk_add(&w, &to);
	for (int rows; (rows = walk_next(&w)) > 0; )
		for (int r = 0; r < rows; r++)
			if (!scan(run, t, w.at[0] + r * w.step[0], t->stride[d], n, out,
			          w.at[1] + r * w.step[1], out->stride[d], err))
				return kernel_fail(run, out);
	run_count(run, dtype_is_float(dtype) ? tensor_count(t) : 0,
	          tensor_count(t) * (dtype_bytes(t->dtype) + dtype_bytes(dtype)));
	return out;
}

static bool is_close(double a, double b, const struct tolerance *tolerance)
{
	if (isnan(a) || isnan(b))
		return tolerance->equal_nan && isnan(a) && isnan(b);
	if (isinf(a) || isinf(b))
		return a == b;
	return fabs(a - b) <= tolerance->atol + tolerance->rtol * fabs(b);
}

bool reduce_allclose(struct run *run, const struct tensor *a, const struct tensor *b,
                     const struct tolerance *tolerance, bool *out, struct err *err)
{
	double x[WALK_RUN], y[WALK_RUN];
	struct shape shape;
	struct walk w;
	bool close = true;
	if (!shape_broadcast(&a->shape, &b->shape, &shape, err))
		return false;
	walk_init(&w, &shape);
	walk_add(&w, a);
	walk_add(&w, b);
	for (int n; close && (n = walk_next(&w)) > 0; ) {
		if (!run_spend(run, n * 4, err))
			return false;
		walk_doubles(&w, 0, n, x);
		walk_doubles(&w, 1, n, y);
		for (int i = 0; close && i < n; i++)
			close = is_close(x[i], y[i], tolerance);
	}
	*out = close;
	return true;
}

bool reduce_equal(struct run *run, const struct tensor *a, const struct tensor *b, bool *out,
                  struct err *err)
{
	const struct tolerance exact = {0};
	bool same = a->shape.ndim == b->shape.ndim;
	for (int d = 0; same && d < a->shape.ndim; d++)
		same = a->shape.size[d] == b->shape.size[d];
	*out = false;
	return !same || reduce_allclose(run, a, b, &exact, out, err);
}
