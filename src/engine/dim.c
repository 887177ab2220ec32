#include "engine/dim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct dim dim_symbol(const char *name)
{
	return (struct dim){ .terms = 1, .term = { {
		.coefficient = 1, .factors = 1, .factor = { { .name = name, .power = 1 } },
	} } };
}

struct dim dim_number(int64_t n)
{
	if (n == 0 || n < INT32_MIN || n > INT32_MAX)
		return DIM_ANONYMOUS;
	return (struct dim){ .terms = 1, .term = { { .coefficient = (int32_t)n } } };
}

/* The order of terms: by names, then powers; the plain number last. */
static int compare_terms(const struct dim_term *a, const struct dim_term *b)
{
	for (int i = 0; i < a->factors && i < b->factors; i++) {
		int names = strcmp(a->factor[i].name, b->factor[i].name);
		if (names)
			return names;
		if (a->factor[i].power != b->factor[i].power)
			return b->factor[i].power - a->factor[i].power;
	}
	return b->factors - a->factors;
}

/* d += term, in canonical order; false when it does not fit. */
static bool add_term(struct dim *d, const struct dim_term *term)
{
	int i = 0;
	while (i < d->terms && compare_terms(&d->term[i], term) < 0)
		i++;
	if (i < d->terms && compare_terms(&d->term[i], term) == 0) {
		int64_t sum = (int64_t)d->term[i].coefficient + term->coefficient;
		if (sum < INT32_MIN || sum > INT32_MAX)
			return false;
		d->term[i].coefficient = (int32_t)sum;
		if (sum == 0) {
			d->terms--;
			memmove(&d->term[i], &d->term[i + 1], (size_t)(d->terms - i) * sizeof d->term[0]);
		}
		return true;
	}
	if (d->terms == DIM_MAX_TERMS)
		return false;
	memmove(&d->term[i + 1], &d->term[i], (size_t)(d->terms - i) * sizeof d->term[0]);
	d->term[i] = *term;
	d->terms++;
	return true;
}

static bool multiply_factor(struct dim_term *t, const struct dim_factor *f, int sign)
{
	int i = 0;
	while (i < t->factors && strcmp(t->factor[i].name, f->name) < 0)
		i++;
	if (i < t->factors && strcmp(t->factor[i].name, f->name) == 0) {
		int power = t->factor[i].power + sign * f->power;
		if (power < -100 || power > 100)
			return false;
		t->factor[i].power = (int8_t)power;
		if (power == 0) {
			t->factors--;
			memmove(&t->factor[i], &t->factor[i + 1],
			        (size_t)(t->factors - i) * sizeof t->factor[0]);
		}
		return true;
	}
	if (t->factors == DIM_MAX_FACTORS)
		return false;
	memmove(&t->factor[i + 1], &t->factor[i], (size_t)(t->factors - i) * sizeof t->factor[0]);
	t->factor[i] = (struct dim_factor){ .name = f->name, .power = (int8_t)(sign * f->power) };
	t->factors++;
	return true;
}

/* out = a * b or, with sign -1, a / b; false when it does not fit or is not exact. */
static bool multiply_terms(const struct dim_term *a, const struct dim_term *b, int sign,
                           struct dim_term *out)
{
	*out = *a;
	int64_t c = sign > 0 ? (int64_t)a->coefficient * b->coefficient
	                     : a->coefficient / (int64_t)b->coefficient;
	if (sign < 0 && a->coefficient % (int64_t)b->coefficient != 0)
		return false;
	if (c < INT32_MIN || c > INT32_MAX)
		return false;
	out->coefficient = (int32_t)c;
	for (int i = 0; i < b->factors; i++)
		if (!multiply_factor(out, &b->factor[i], sign))
			return false;
	return true;
}

static struct dim add(const struct dim *a, const struct dim *b, int sign)
{
	struct dim sum = *a;
	if (a->terms == 0 || b->terms == 0)
		return DIM_ANONYMOUS;
	for (int i = 0; i < b->terms; i++) {
		struct dim_term term = b->term[i];
		if (term.coefficient == INT32_MIN)
			return DIM_ANONYMOUS;
		term.coefficient *= sign;
		if (!add_term(&sum, &term))
			return DIM_ANONYMOUS;
	}
	return sum;
}

struct dim dim_add(const struct dim *a, const struct dim *b)
{
	return add(a, b, 1);
}

struct dim dim_sub(const struct dim *a, const struct dim *b)
{
	return add(a, b, -1);
}

struct dim dim_mul(const struct dim *a, const struct dim *b)
{
	struct dim product = DIM_ANONYMOUS;
	for (int i = 0; i < a->terms; i++)
		for (int j = 0; j < b->terms; j++) {
			struct dim_term term;
			if (!multiply_terms(&a->term[i], &b->term[j], 1, &term)
			    || !add_term(&product, &term))
				return DIM_ANONYMOUS;
		}
	return product;
}

struct dim dim_div(const struct dim *a, const struct dim *b)
{
	if (b->terms > 0 && dim_equal(a, b))
		return dim_number(1);
	if (b->terms != 1)
		return DIM_ANONYMOUS;
	struct dim quotient = DIM_ANONYMOUS;
	for (int i = 0; i < a->terms; i++) {
		struct dim_term term;
		if (!multiply_terms(&a->term[i], &b->term[0], -1, &term) || !add_term(&quotient, &term))
			return DIM_ANONYMOUS;
	}
	return quotient;
}

/* Take the name out of the term; false if it is there, but not just once. */
static bool take_factor(struct dim_term *term, const char *name, bool *found)
{
	*found = false;
	for (int i = 0; i < term->factors; i++) {
		if (strcmp(term->factor[i].name, name) != 0)
			continue;
		if (term->factor[i].power != 1)
			return false;
		*found = true;
		term->factors--;
		memmove(&term->factor[i], &term->factor[i + 1],
		        (size_t)(term->factors - i) * sizeof term->factor[0]);
	}
	return true;
}

struct dim dim_replace(const struct dim *d, const char *name, const struct dim *by)
{
	struct dim sum = DIM_ANONYMOUS;
	for (int i = 0; i < d->terms; i++) {
		struct dim part = { .terms = 1, .term = { d->term[i] } };
		bool found;
		if (!take_factor(&part.term[0], name, &found))
			return DIM_ANONYMOUS;
		if (found)
			part = dim_mul(&part, by);
		if (part.terms == 0)
			return DIM_ANONYMOUS;
		sum = sum.terms == 0 ? part : dim_add(&sum, &part);
	}
	return sum;
}

bool dim_equal(const struct dim *a, const struct dim *b)
{
	if (a->terms != b->terms)
		return false;
	for (int i = 0; i < a->terms; i++)
		if (a->term[i].coefficient != b->term[i].coefficient
		    || compare_terms(&a->term[i], &b->term[i]) != 0)
			return false;
	return true;
}

bool dim_has_names(const struct dim *d)
{
	for (int i = 0; i < d->terms; i++)
		if (d->term[i].factors > 0)
			return true;
	return false;
}

/* Append to out, as far as there is room. */
static void put(char *out, size_t size, const char *text)
{
	size_t len = strlen(out);
	snprintf(out + len, size - len, "%s", text);
}

static void put_number(char *out, size_t size, int64_t n)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRId64, n);
	put(out, size, text);
}

/* "2*Nv", "hidden/H", "d*d"; the sign is written by the caller. */
static void put_term(const struct dim_term *t, char *out, size_t size)
{
	int64_t c = t->coefficient < 0 ? -(int64_t)t->coefficient : t->coefficient;
	bool any = c != 1;
	if (any)
		put_number(out, size, c);
	for (int i = 0; i < t->factors; i++)
		for (int p = 0; p < t->factor[i].power; p++, any = true) {
			put(out, size, any ? "*" : "");
			put(out, size, t->factor[i].name);
		}
	if (!any)
		put(out, size, "1");
	for (int i = 0; i < t->factors; i++)
		for (int p = 0; p > t->factor[i].power; p--) {
			put(out, size, "/");
			put(out, size, t->factor[i].name);
		}
}

void dim_format(const struct dim *d, int64_t value, char *out, size_t size)
{
	if (size == 0)
		return;
	out[0] = '\0';
	if (!dim_has_names(d)) {
		put_number(out, size, value);
		return;
	}
	for (int i = 0; i < d->terms; i++) {
		bool minus = d->term[i].coefficient < 0;
		put(out, size, i == 0 ? (minus ? "-" : "") : (minus ? " - " : " + "));
		put_term(&d->term[i], out, size);
	}
}
