/*
 * Numbers, strings, tuples and lists, as Python computes with them: / gives a
 * float, // and % round down, True + 1 is 2. An int beyond 64 bits is an error.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/real.h"
#include "lang/eval.h"

static bool too_large(struct err *err)
{
	return err_say(err, ERR_LIMIT, "this int is beyond 64 bits; make one of its numbers a float");
}

static bool by_zero(struct err *err)
{
	return err_say(err, ERR_VALUE, "division by zero");
}

static bool named(int64_t n, struct dim dim, struct value *out)
{
	*out = value_named_int(n, dim);
	return true;
}

/* ---- Ints ---- */

/* A plain 0 has no name to lose: Nt + 0 is Nt, and 0 - Nt is -Nt. */
static struct dim sum_name(struct value a, struct value b, bool minus)
{
	struct dim p = value_dim(a), s = value_dim(b), minus_one = dim_number(-1);
	if (value_whole(b) == 0 && !dim_has_names(&s))
		return p;
	if (value_whole(a) == 0 && !dim_has_names(&p))
		return minus ? dim_mul(&minus_one, &s) : s;
	return minus ? dim_sub(&p, &s) : dim_add(&p, &s);
}

static bool int_divide(struct value a, struct value b, bool remainder, struct value *out,
                       struct err *err)
{
	int64_t x = value_whole(a), y = value_whole(b);
	if (y == 0)
		return by_zero(err);
	if (y == -1 && x == INT64_MIN)
		return remainder ? (*out = value_int(0), true) : too_large(err);
	int64_t q = x / y, r = x % y;
	bool below = r != 0 && (r < 0) != (y < 0);
	struct dim p = value_dim(a), s = value_dim(b);
	if (remainder)
		*out = value_int(below ? r + y : r);
	else if (r == 0)
		*out = value_named_int(q, dim_div(&p, &s));
	else
		*out = value_named_int(below ? q - 1 : q, DIM_ANONYMOUS);
	return true;
}

static bool int_power(int64_t base, int64_t power, struct value *out, struct err *err)
{
	int64_t n = 1;
	for (; power > 0; power >>= 1) {
		if ((power & 1) && __builtin_mul_overflow(n, base, &n))
			return too_large(err);
		if (power > 1 && __builtin_mul_overflow(base, base, &base))
			return too_large(err);
	}
	*out = value_int(n);
	return true;
}

static bool int_binary(const char *op, struct value a, struct value b, struct value *out,
                       struct err *err)
{
	int64_t x = value_whole(a), y = value_whole(b), n;
	struct dim p = value_dim(a), s = value_dim(b);
	bool bools = a.kind == VALUE_BOOL && b.kind == VALUE_BOOL;
	if (strcmp(op, "//") == 0 || op[0] == '%')
		return int_divide(a, b, op[0] == '%', out, err);
	switch (op[0]) {
	case '+':
		return __builtin_add_overflow(x, y, &n) ? too_large(err) : named(n, sum_name(a, b, false), out);
	case '-':
		return __builtin_sub_overflow(x, y, &n) ? too_large(err) : named(n, sum_name(a, b, true), out);
	case '*':
		return __builtin_mul_overflow(x, y, &n) ? too_large(err) : named(n, dim_mul(&p, &s), out);
	case '&': n = x & y; break;
	case '|': n = x | y; break;
	default:  n = x ^ y; break;
	}
	*out = bools ? value_bool(n != 0) : value_int(n);
	return true;
}

/* ---- Floats ---- */

static bool float_power(double x, double y, struct value *out, struct err *err)
{
	if (x == 0 && y < 0)
		return err_say(err, ERR_VALUE, "zero cannot be raised to a negative power");
	if (x < 0 && isfinite(x) && isfinite(y) && y != floor(y))
		return err_say(err, ERR_VALUE, "a negative number has no real power %g", y);
	double z = real_pow(x, y);
	if (isinf(z) && isfinite(x) && isfinite(y))
		return err_say(err, ERR_VALUE, "%g ** %g is too large for a float", x, y);
	*out = value_float(z);
	return true;
}

/* Python's divmod (CPython, float_divmod): the remainder has the divisor's sign. */
static void float_divmod(double x, double y, double *div, double *mod)
{
	*mod = fmod(x, y);
	*div = (x - *mod) / y;
	if (*mod != 0 && (y < 0) != (*mod < 0)) {
		*mod += y;
		*div -= 1;
	} else if (*mod == 0) {
		*mod = copysign(0, y);
	}
	if (*div != 0) {
		double down = floor(*div);
		*div = *div - down > 0.5 ? down + 1 : down;
	} else {
		*div = copysign(0, x / y);
	}
}

static bool float_divide(const char *op, double x, double y, struct value *out, struct err *err)
{
	double div, mod;
	if (y == 0)
		return by_zero(err);
	float_divmod(x, y, &div, &mod);
	*out = value_float(op[0] == '%' ? mod : op[1] == '/' ? div : x / y);
	return true;
}

static bool float_binary(const char *op, double x, double y, struct value *out, struct err *err)
{
	if (strcmp(op, "**") == 0)
		return float_power(x, y, out, err);
	switch (op[0]) {
	case '+': *out = value_float(x + y); return true;
	case '-': *out = value_float(x - y); return true;
	case '*': *out = value_float(x * y); return true;
	default:  return float_divide(op, x, y, out, err);
	}
}

static bool say_types(const char *op, struct value a, struct value b, struct err *err)
{
	return err_say(err, ERR_TYPE, "%s does not work between %s and %s", op, value_kind_name(a.kind),
	               value_kind_name(b.kind));
}

bool scalar_binary(const char *op, struct value a, struct value b, struct value *out,
                   struct err *err)
{
	bool ints = a.kind != VALUE_FLOAT && b.kind != VALUE_FLOAT;
	if (!value_is_number(a) || !value_is_number(b) || op[0] == '@' || (!ints && strchr("&|^", op[0])))
		return say_types(op, a, b, err);
	if (ints && strcmp(op, "**") == 0 && value_whole(b) >= 0)
		return int_power(value_whole(a), value_whole(b), out, err);
	if (ints && strcmp(op, "**") != 0 && strcmp(op, "/") != 0)
		return int_binary(op, a, b, out, err);
	return float_binary(op, value_number(a), value_number(b), out, err);
}

bool scalar_unary(const char *op, struct value a, struct value *out, struct err *err)
{
	struct value zero = value_int(0), all = value_int(-1);
	if (!value_is_number(a) || (op[0] == '~' && a.kind == VALUE_FLOAT))
		return err_say(err, ERR_TYPE, "%s does not work on %s", op, value_kind_name(a.kind));
	if (op[0] == '~')
		return int_binary("^", a, all, out, err);
	if (a.kind == VALUE_FLOAT)
		*out = value_float(op[0] == '-' ? -a.as.number : a.as.number);
	else
		return int_binary(op, zero, a, out, err);
	return true;
}

/* ---- Joining and repeating ---- */

static bool join_strings(struct value a, struct value b, struct value *out, struct err *err)
{
	size_t n = value_text_len(a), m = value_text_len(b);
	if (n + m > LIST_MAX_WEIGHT)
		return err_say(err, ERR_LIMIT, "a string holds at most %d bytes", LIST_MAX_WEIGHT);
	struct str text = STR_INIT;
	str_add_n(&text, value_text(a), n);
	str_add_n(&text, value_text(b), m);
	*out = value_str(text.data, text.len);
	str_done(&text);
	return true;
}

/* `times` copies of a's items, then b's (b may be VALUE_NOTHING). */
static bool join_lists(struct eval *e, struct value a, int64_t times, struct value b,
                       struct value *out, struct err *err)
{
	static struct value none[1];
	int n = value_count(a), m = value_count(b);
	times = times > 0 && n > 0 ? times : 0;
	if (times > LIST_MAX_WEIGHT || n * times + m > LIST_MAX_WEIGHT)
		return err_say(err, ERR_LIMIT, "a %s holds at most %d values", value_kind_name(a.kind),
		               LIST_MAX_WEIGHT);
	int count = n * (int)times + m;
	struct value *items = count ? mem_new((size_t)count, sizeof *items) : none;
	for (int i = 0; i < count; i++)
		items[i] = value_ref(i < count - m ? value_item(a, i % n) : value_item(b, i - (count - m)));
	bool fine = eval_list(e, a.kind, items, count, out, err);
	if (count)
		free(items);
	return fine;
}

static bool is_sequence(struct value v)
{
	return v.kind == VALUE_TUPLE || v.kind == VALUE_LIST;
}

static bool is_whole(struct value v)
{
	return v.kind == VALUE_INT || v.kind == VALUE_BOOL;
}

bool value_binary(struct eval *e, const char *op, struct value a, struct value b, struct value *out,
                  struct err *err)
{
	bool plus = strcmp(op, "+") == 0, times = strcmp(op, "*") == 0;
	if (plus && a.kind == VALUE_STR && b.kind == VALUE_STR)
		return join_strings(a, b, out, err);
	if (plus && is_sequence(a) && a.kind == b.kind)
		return join_lists(e, a, 1, b, out, err);
	if (times && is_sequence(a) && is_whole(b))
		return join_lists(e, a, value_whole(b), VALUE_NOTHING, out, err);
	if (times && is_sequence(b) && is_whole(a))
		return join_lists(e, b, value_whole(a), VALUE_NOTHING, out, err);
	return scalar_binary(op, a, b, out, err);
}

/* ---- Comparing ---- */

enum { UNORDERED = 2 };   /* NaN with anything */

static int sign(double a, double b)
{
	if (isnan(a) || isnan(b))
		return UNORDERED;
	return (a > b) - (a < b);
}

static bool order(struct value a, struct value b, int *out, struct err *err);

static bool equal_values(struct value a, struct value b, bool *out, struct err *err);

static bool equal_items(struct value a, struct value b, bool *out, struct err *err)
{
	*out = value_count(a) == value_count(b);
	for (int i = 0; i < value_count(a) && *out; i++)
		if (!equal_values(value_item(a, i), value_item(b, i), out, err))
			return false;
	return true;
}

static bool equal_values(struct value a, struct value b, bool *out, struct err *err)
{
	int cmp = 1;
	*out = false;
	if (a.kind == VALUE_TENSOR || b.kind == VALUE_TENSOR)
		return err_say(err, ERR_TYPE, "Tensors inside a tuple or list are not compared: use equal or "
		               "allclose");
	if (a.kind != b.kind && !(value_is_number(a) && value_is_number(b)))
		return true;
	if (is_sequence(a))
		return equal_items(a, b, out, err);
	if (a.kind == VALUE_NONE || a.kind == VALUE_DTYPE) {
		*out = a.kind == VALUE_NONE || a.as.dtype == b.as.dtype;
		return true;
	}
	if (!order(a, b, &cmp, err))
		return false;
	*out = cmp == 0;
	return true;
}

static bool order_sequences(struct value a, struct value b, int *out, struct err *err)
{
	for (int i = 0; i < value_count(a) && i < value_count(b); i++) {
		bool same;
		if (!equal_values(value_item(a, i), value_item(b, i), &same, err))
			return false;
		if (!same)
			return order(value_item(a, i), value_item(b, i), out, err);
	}
	*out = (value_count(a) > value_count(b)) - (value_count(a) < value_count(b));
	return true;
}

static bool order(struct value a, struct value b, int *out, struct err *err)
{
	if (value_is_number(a) && value_is_number(b)) {
		int64_t x = a.kind == VALUE_FLOAT ? 0 : value_whole(a);
		int64_t y = b.kind == VALUE_FLOAT ? 0 : value_whole(b);
		bool ints = a.kind != VALUE_FLOAT && b.kind != VALUE_FLOAT;
		*out = ints ? (x > y) - (x < y) : sign(value_number(a), value_number(b));
		return true;
	}
	if (a.kind == VALUE_STR && b.kind == VALUE_STR) {
		int cmp = strcmp(value_text(a), value_text(b));
		*out = (cmp > 0) - (cmp < 0);
		return true;
	}
	if (is_sequence(a) && a.kind == b.kind)
		return order_sequences(a, b, out, err);
	return err_say(err, ERR_TYPE, "%s and %s have no order", value_kind_name(a.kind),
	               value_kind_name(b.kind));
}

bool value_compare(const char *op, struct value a, struct value b, struct value *out,
                   struct err *err)
{
	bool truth = false;
	int cmp = 0;
	if (op[0] == '=' || op[0] == '!') {
		if (!equal_values(a, b, &truth, err))
			return false;
		*out = value_bool(truth == (op[0] == '='));
		return true;
	}
	if (!order(a, b, &cmp, err))
		return false;
	if (cmp != UNORDERED)
		truth = (op[0] == '<' ? cmp < 0 : cmp > 0) || (op[1] == '=' && cmp == 0);
	*out = value_bool(truth);
	return true;
}
