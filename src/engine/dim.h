/*
 * A symbolic dimension: the names a size came from, through every operation.
 *
 * A dim is a small sum of products of names, (Nt + 2*Nv), (hidden/H), kept in
 * canonical order, so that equal formulas compare equal and H * (hidden/H)
 * is hidden again. It is a plain value of fixed size; names are borrowed and
 * outlive it (they belong to the program). A formula that grows too large
 * becomes anonymous, and an anonymous dim prints as its number.
 */
#ifndef ENGINE_DIM_H
#define ENGINE_DIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIM_MAX_TERMS = 3, DIM_MAX_FACTORS = 4 };

struct dim_factor {
	const char *name;
	int8_t power;        /* never 0; negative = divided by */
};

struct dim_term {
	int32_t coefficient;  /* never 0 */
	int8_t factors;
	struct dim_factor factor[DIM_MAX_FACTORS];  /* by name */
};

struct dim {
	int8_t terms;         /* 0 = anonymous */
	struct dim_term term[DIM_MAX_TERMS];
};

#define DIM_ANONYMOUS ((struct dim){0})

/* A size given by a caller, and where it came from. */
struct size {
	int64_t n;
	struct dim name;
};

struct dim dim_symbol(const char *name);
struct dim dim_number(int64_t n);     /* a literal: a term without factors */

struct dim dim_add(const struct dim *a, const struct dim *b);
struct dim dim_sub(const struct dim *a, const struct dim *b);
struct dim dim_mul(const struct dim *a, const struct dim *b);
struct dim dim_div(const struct dim *a, const struct dim *b);   /* exact quotients only */

/* The dim with `by` in the place of a name; anonymous where the name is no plain factor. */
struct dim dim_replace(const struct dim *d, const char *name, const struct dim *by);

bool dim_equal(const struct dim *a, const struct dim *b);
bool dim_has_names(const struct dim *d);   /* false for anonymous and plain numbers */

/* "hidden/H", "Nt + Nv"; the number `value` when the dim names nothing. */
void dim_format(const struct dim *d, int64_t value, char *out, size_t size);

#endif
