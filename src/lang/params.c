#include "lang/params.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

/* What a param may be at this moment. */
struct domain {
	enum param_domain kind;
	const char *name;
	bool is_float;
	double low, step;        /* RANGE of floats */
	int64_t first, stride;   /* RANGE of ints */
	int64_t count;           /* how many values */
	struct value *items;     /* SET, DIVISORS: count of them */
};

enum { MAX_COUNT = 1000000, MAX_TICKS = 10000, MAX_DIVIDED = 1000000000, MAX_DIVISORS = 2000 };

static void domain_done(struct domain *d)
{
	for (int64_t i = 0; d->items && i < d->count; i++)
		value_unref(d->items[i]);
	free(d->items);
}

/* ---- Evaluating a param's expressions: only params have values here ---- */

static bool read_param(void *context, const struct expr *name, struct value *out, struct err *err)
{
	const struct params *params = context;
	(void)err;
	*out = value_ref(params->value[program_find_param(params->program, name->text)]);
	return true;
}

static bool no_prev(void *context, const struct expr *name, struct value *out, struct err *err)
{
	(void)context, (void)out;
	return err_set(err, ERR_NAME, name->span, "a param has no earlier value");
}

static bool no_count(void *context, const struct expr *name, enum counter counter, int64_t *out,
                     struct err *err)
{
	(void)context, (void)counter, (void)out;
	return err_set(err, ERR_NAME, name->span, "a param cannot depend on what a node costs");
}

static bool eval_param(struct params *params, const struct expr *expr, struct value *out,
                       struct err *err)
{
	struct run run;
	const struct env env = { read_param, no_prev, no_count, params };
	run_init(&run, budget_lab, NULL);
	struct eval e = { .program = params->program, .env = &env, .run = &run };
	return eval(&e, expr, out, err);
}

static bool eval_number(struct params *params, const struct expr *expr, struct value *out,
                        struct err *err)
{
	if (!eval_param(params, expr, out, err))
		return false;
	if ((out->kind == VALUE_INT || out->kind == VALUE_FLOAT) && isfinite(value_number(*out)))
		return true;
	struct value wrong = *out;
	*out = VALUE_NOTHING;
	err_set(err, ERR_TYPE, expr->span, "the ends of a param's range are finite numbers, and this is a %s",
	        value_kind_name(wrong.kind));
	value_unref(wrong);
	return false;
}

/* ---- Domains ---- */

static bool float_range(struct domain *d, double low, double high, double step, struct err *err)
{
	d->is_float = true;
	d->low = low;
	d->step = step > 0 ? step : (high - low) / 20;
	double count = d->step > 0 ? floor((high - low) / d->step + 1e-9) + 1 : 1;
	d->count = count < MAX_COUNT ? (int64_t)count : MAX_COUNT + 1;
	return d->count <= MAX_COUNT || err_say(err, ERR_LIMIT, "a param has at most %d values", MAX_COUNT);
}

static bool int_range(struct domain *d, int64_t low, int64_t high, int64_t step, struct err *err)
{
	uint64_t width = (uint64_t)high - (uint64_t)low;
	d->first = low;
	d->stride = step;
	uint64_t steps = width / (uint64_t)step;
	if (steps >= MAX_COUNT)
		return err_say(err, ERR_LIMIT, "a param has at most %d values", MAX_COUNT);
	d->count = (int64_t)steps + 1;
	return true;
}

static bool number_range(const struct program_param *p, bool float_value, struct value low, struct value high,
                         struct value step, struct domain *d, struct err *err)
{
	if (value_number(low) > value_number(high))
		return err_set(err, ERR_VALUE, p->low->span, "this range is empty: %g is more than %g",
		               value_number(low), value_number(high));
	if (p->step && value_number(step) <= 0)
		return err_set(err, ERR_VALUE, p->step->span, "the step of a param is more than 0");
	bool floats = float_value || low.kind == VALUE_FLOAT || high.kind == VALUE_FLOAT
		|| step.kind == VALUE_FLOAT;
	if (floats)
		return float_range(d, value_number(low), value_number(high), value_number(step), err);
	return int_range(d, low.as.integer.n, high.as.integer.n, p->step ? step.as.integer.n : 1, err);
}

static bool read_range(struct params *params, const struct program_param *p, bool float_value,
                       struct domain *d, struct err *err)
{
	struct value low = value_int(0), high = value_int(0), step = value_int(0);
	bool fine = eval_number(params, p->low, &low, err) && eval_number(params, p->high, &high, err)
	            && (!p->step || eval_number(params, p->step, &step, err))
	            && number_range(p, float_value, low, high, step, d, err);
	value_unref(low);
	value_unref(high);
	value_unref(step);
	return fine;
}

static bool read_set(struct params *params, const struct program_param *p, struct domain *d,
                     struct err *err)
{
	d->items = mem_new((size_t)p->n_choices, sizeof *d->items);
	for (int i = 0; i < p->n_choices; i++) {
		struct value *v = &d->items[i];
		if (!eval_param(params, p->choices[i], v, err))
			return false;
		d->count++;
		if (!value_is_number(*v) && v->kind != VALUE_STR)
			return err_set(err, ERR_TYPE, p->choices[i]->span,
			               "a param is a number, True, False or a string");
	}
	return true;
}

static bool read_divisors(struct params *params, const struct program_param *p, struct domain *d,
                          struct err *err)
{
	struct value v;
	if (!eval_param(params, p->divisors_of, &v, err))
		return false;
	int64_t n = v.kind == VALUE_INT ? v.as.integer.n : 0;
	value_unref(v);
	if (n < 1 || n > MAX_DIVIDED)
		return err_set(err, ERR_VALUE, p->divisors_of->span, "divisors() takes an int from 1 to %d",
		               MAX_DIVIDED);
	d->items = mem_new(MAX_DIVISORS, sizeof *d->items);
	for (int64_t i = 1; i * i <= n; i++)
		if (n % i == 0)
			d->items[d->count++] = value_int(i);
	for (int64_t k = d->count - 1; k >= 0; k--) {
		int64_t small = d->items[k].as.integer.n;
		if (small * small != n)
			d->items[d->count++] = value_int(n / small);
	}
	return true;
}

static bool domain_init(struct domain *d, struct params *params, int i, bool float_value,
                        struct err *err)
{
	const struct program_param *p = &params->program->params[i];
	*d = (struct domain){ .kind = p->domain, .name = p->name };
	bool fine = p->domain == PARAM_RANGE ? read_range(params, p, float_value, d, err)
		: p->domain == PARAM_SET ? read_set(params, p, d, err) : read_divisors(params, p, d, err);
	if (fine && p->animate && d->count > MAX_TICKS)
		fine = err_set(err, ERR_LIMIT, p->span, "a clock has at most %d ticks", MAX_TICKS);
	if (!fine) {
		domain_done(d);
		if (!err->at.line)
			err->at = p->span;
	}
	return fine;
}

/* A new reference. An int carries the param's name. */
static struct value domain_at(const struct domain *d, int64_t i)
{
	struct value v;
	if (d->items)
		v = value_ref(d->items[i]);
	else if (d->is_float)
		v = value_float(d->low + (double)i * d->step);
	else
		v = value_int(d->first + i * d->stride);
	if (v.kind != VALUE_INT)
		return v;
	struct value named = value_named_int(v.as.integer.n, dim_symbol(d->name));
	value_unref(v);
	return named;
}

/* Of two neighbours the nearer: for numbers by distance, else 0 or 1. */
static double distance(struct value a, struct value b)
{
	struct value equal;
	struct err ignored;
	if (value_is_number(a) && value_is_number(b))
		return fabs(value_number(a) - value_number(b));
	return value_compare("==", a, b, &equal, &ignored) && equal.as.flag ? 0 : 1;
}

static int64_t nearest_item(const struct domain *d, struct value v)
{
	int64_t best = 0;
	for (int64_t i = 1; i < d->count; i++)
		if (distance(d->items[i], v) < distance(d->items[best], v))
			best = i;
	return best;
}

static int64_t domain_nearest(const struct domain *d, struct value v)
{
	if (d->items)
		return nearest_item(d, v);
	double low = d->is_float ? d->low : (double)d->first, step = d->is_float ? d->step : (double)d->stride;
	double i = step > 0 ? nearbyint((value_number(v) - low) / step) : 0;
	return i < 0 ? 0 : i >= (double)d->count ? d->count - 1 : (int64_t)i;
}

/* Floats may stand between the steps. */
static bool domain_holds(const struct domain *d, struct value v)
{
	if (!d->items && !value_is_number(v))
		return false;
	if (d->is_float) {
		double x = value_number(v), high = d->low + (double)(d->count - 1) * d->step;
		return x >= d->low && x <= high + 1e-9 * fabs(high);
	}
	struct value near = domain_at(d, domain_nearest(d, v));
	bool holds = distance(near, v) == 0;
	value_unref(near);
	return holds;
}

static void describe(const struct domain *d, struct str *out)
{
	int64_t last = d->count - 1;
	if (!d->items) {
		for (int64_t i = 0; i <= last; i += last ? last : 1) {
			struct value end = domain_at(d, i);
			str_add(out, i ? ".." : "");
			value_print_short(end, out);
			value_unref(end);
		}
		if (!d->is_float && d->stride != 1)
			str_addf(out, _(" in steps of %" PRId64), d->stride);
		return;
	}
	for (int64_t i = 0; i <= last && i < 24; i++) {
		str_add(out, i == 0 ? "" : i == last ? _(" or ") : ", ");
		value_print_short(d->items[i], out);
	}
}

static bool say_outside(const struct domain *d, const struct program_param *p, struct value v,
                        struct err *err)
{
	struct str wrong = STR_INIT, right = STR_INIT;
	value_print_short(v, &wrong);
	describe(d, &right);
	err_set(err, ERR_VALUE, p->value->span, "%s cannot be %s: it is %s", p->name, wrong.data, right.data);
	str_done(&wrong);
	str_done(&right);
	return false;
}

/* ---- Values ---- */

static bool has_float(const struct params *params, int i)
{
	return params->wanted[i].kind == VALUE_FLOAT;
}

static void put(struct value *at, struct value owned)
{
	value_unref(*at);
	*at = owned;
}

/* The allowed value nearest to the wanted one. */
static struct value allowed(const struct domain *d, struct value wanted)
{
	if (d->is_float && domain_holds(d, wanted))
		return value_float(value_number(wanted));
	return domain_at(d, domain_nearest(d, wanted));
}

static void settle(struct params *params, int i)
{
	struct domain d;
	struct err ignored;
	if (!domain_init(&d, params, i, has_float(params, i), &ignored))
		return;
	put(&params->value[i], allowed(&d, params->wanted[i]));
	domain_done(&d);
}

static bool start(struct params *params, int i, struct err *err)
{
	const struct program_param *p = &params->program->params[i];
	struct domain d;
	if (!eval_param(params, p->value, &params->wanted[i], err)
	    || !domain_init(&d, params, i, has_float(params, i), err))
		return false;
	bool fine = domain_holds(&d, params->wanted[i])
		|| say_outside(&d, p, params->wanted[i], err);
	if (fine)
		params->value[i] = allowed(&d, params->wanted[i]);
	domain_done(&d);
	return fine;
}

struct follow {
	const struct params *params;
	uint64_t *bits;
};

static void follow_name(void *context, const char *name)
{
	const struct follow *f = context;
	int at = program_find_param(f->params->program, name);
	if (at >= 0)
		*f->bits |= UINT64_C(1) << at | f->params->follows[at];
}

static void find_follows(struct params *params, int i)
{
	const struct program_param *p = &params->program->params[i];
	struct follow f = { params, &params->follows[i] };
	const struct expr *parts[] = { p->value, p->low, p->high, p->step, p->divisors_of };
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
		expr_each_name(parts[k], follow_name, &f);
	for (int k = 0; k < p->n_choices; k++)
		expr_each_name(p->choices[k], follow_name, &f);
}

struct params *params_new(const struct program *program, struct err *err)
{
	struct params *params = mem_new(1, sizeof *params);
	size_t n = (size_t)program->n_params + 1;
	params->program = program;
	params->count = program->n_params;
	params->wanted = mem_new(n, sizeof *params->wanted);
	params->value = mem_new(n, sizeof *params->value);
	params->stepped = mem_new(n, sizeof *params->stepped);
	params->follows = mem_new(n, sizeof *params->follows);
	for (int i = 0; i < params->count; i++) {
		find_follows(params, i);
		if (!start(params, i, err)) {
			params_free(params);
			return NULL;
		}
	}
	return params;
}

void params_free(struct params *params)
{
	if (!params)
		return;
	for (int i = 0; i < params->count; i++) {
		value_unref(params->wanted[i]);
		value_unref(params->value[i]);
		value_unref(params->stepped[i]);
	}
	free(params->wanted);
	free(params->value);
	free(params->stepped);
	free(params->follows);
	free(params);
}

bool params_set(struct params *params, int i, struct value value, uint64_t *changed,
                struct err *err)
{
	struct domain d;
	*changed = 0;
	if (!domain_init(&d, params, i, has_float(params, i) || value.kind == VALUE_FLOAT, err))
		return false;
	bool fine = domain_holds(&d, value) || say_outside(&d, &params->program->params[i], value, err);
	domain_done(&d);
	if (!fine)
		return false;
	bool widen = has_float(params, i) && value_is_number(value);
	put(&params->wanted[i], widen ? value_float(value_number(value)) : value_ref(value));
	for (int k = i; k < params->count; k++) {
		struct value before = value_ref(params->value[k]);
		if (k == i || (params->follows[k] >> i & 1))
			settle(params, k);
		if (!value_same(before, params->value[k]))
			*changed |= UINT64_C(1) << k;
		value_unref(before);
	}
	return true;
}

struct value params_step(struct params *params, int i, int64_t steps)
{
	struct domain d;
	struct err ignored;
	struct value now = params->value[i];
	if (!domain_init(&d, params, i, has_float(params, i), &ignored))
		return now;
	int64_t at = domain_nearest(&d, now);
	struct value grid = domain_at(&d, at);
	/* From between two steps, the first step goes to the neighbour. */
	bool number = value_is_number(now) && value_is_number(grid) && !d.items;
	if (number && steps > 0 && value_number(grid) > value_number(now) + 1e-12 * fabs(d.step))
		steps--;
	else if (number && steps < 0 && value_number(grid) < value_number(now) - 1e-12 * fabs(d.step))
		steps++;
	value_unref(grid);
	int64_t last = d.count - 1, left = last - at;
	at = steps > left ? last : steps < -at ? 0 : at + steps;
	put(&params->stepped[i], domain_at(&d, at));
	domain_done(&d);
	return params->stepped[i];
}

int64_t params_tick(struct params *params, int i)
{
	struct domain d;
	struct err ignored;
	if (!domain_init(&d, params, i, has_float(params, i), &ignored))
		return 0;
	int64_t tick = domain_nearest(&d, params->value[i]);
	domain_done(&d);
	return tick;
}

struct value params_at_tick(struct params *params, int i, int64_t tick)
{
	struct domain d;
	struct err ignored;
	if (!domain_init(&d, params, i, has_float(params, i), &ignored))
		return value_ref(params->value[i]);
	struct value v = domain_at(&d, tick < d.count ? tick : d.count - 1);
	domain_done(&d);
	return v;
}
