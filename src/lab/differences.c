#include "lab/state.h"

#include <math.h>
#include <string.h>

/* One node of both, cell by cell. */
struct pair {
	const struct tensor *a, *b;
	struct lab_difference *out;
};

static void compare_cell(struct pair *p, const int64_t *index)
{
	double a = tensor_at(p->a, index), b = tensor_at(p->b, index);
	if (a == b || (isnan(a) && isnan(b)))
		return;
	double size = fabs(a - b);
	bool first = p->out->differing++ == 0;
	if (first || (!isnan(p->out->largest) && !(size <= p->out->largest))) {
		p->out->largest = size;
		memcpy(p->out->at, index, sizeof p->out->at);
	}
}

/* The next index in row-major order; false after the last. */
static bool next_index(const struct shape *shape, int64_t *index)
{
	for (int d = shape->ndim - 1; d >= 0; d--) {
		if (++index[d] < shape->size[d])
			return true;
		index[d] = 0;
	}
	return false;
}

static bool compare_tensors(struct pair *p, struct run *run, struct err *err)
{
	enum { SLICE = 4096, CELL_COST = 16 };   /* about that many nanoseconds */
	int64_t index[TENSOR_MAX_DIMS] = {0};
	int64_t count = tensor_count(p->a);
	p->out->cells = count;
	if (!run_expect(run, count, CELL_COST, err))
		return false;
	for (int64_t i = 0; i < count; i++) {
		int64_t cells = count - i < SLICE ? count - i : SLICE;
		if (i % SLICE == 0 && !run_spend(run, cells * CELL_COST, err))
			return false;
		compare_cell(p, index);
		next_index(&p->a->shape, index);
	}
	return true;
}

static bool same_sizes(const struct tensor *a, const struct tensor *b)
{
	size_t bytes = (size_t)a->shape.ndim * sizeof a->shape.size[0];
	return a->shape.ndim == b->shape.ndim && memcmp(a->shape.size, b->shape.size, bytes) == 0;
}

static bool is_number(struct value v, double *out)
{
	if (v.kind == VALUE_BOOL)
		*out = v.as.flag;
	else if (v.kind == VALUE_INT)
		*out = (double)v.as.integer.n;
	else if (v.kind == VALUE_FLOAT)
		*out = v.as.number;
	else
		return false;
	return true;
}

static void compare_others(struct value a, struct value b, struct lab_difference *out)
{
	double x = 0, y = 0;
	bool numbers = is_number(a, &x) && is_number(b, &y);
	out->cells = 1;
	out->differing = numbers ? x != y && !(isnan(x) && isnan(y)) : !value_same(a, b);
	out->same_shape = numbers || !out->differing;
	out->largest = numbers ? fabs(x - y) : NAN;
}

static bool compare_values(struct value a, struct value b, struct lab_difference *out,
                           struct run *run, struct err *err)
{
	if (a.kind != VALUE_TENSOR || b.kind != VALUE_TENSOR) {
		compare_others(a, b, out);
		return true;
	}
	struct pair pair = { .a = a.as.tensor, .b = b.as.tensor, .out = out };
	out->same_shape = same_sizes(pair.a, pair.b);
	if (out->same_shape)
		return compare_tensors(&pair, run, err);
	out->cells = out->differing = tensor_count(pair.a);
	out->largest = NAN;
	return true;
}

/* Other shapes first, then what is no number, then by size. */
static bool stands_before(const struct lab_difference *x, const struct lab_difference *y)
{
	if (x->same_shape != y->same_shape)
		return !x->same_shape;
	if (!x->same_shape || isnan(x->largest) || isnan(y->largest))
		return isnan(x->largest) && !isnan(y->largest);
	return x->largest > y->largest;
}

/* Lists are short, and qsort would not keep equal ones in the program's order. */
static void sort(struct lab_difference *list, int n)
{
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && stands_before(&list[k], &list[k - 1]); k--) {
			struct lab_difference moved = list[k];
			list[k] = list[k - 1];
			list[k - 1] = moved;
		}
}

bool state_find_differences(struct lab_state *state, struct arena *arena, struct run *run,
                            struct err *err)
{
	const struct lab_state *with = state->with;
	int n = state->n_lines < with->n_lines ? state->n_lines : with->n_lines;
	state->differences = arena_new(arena, (size_t)n, sizeof *state->differences);
	for (int i = 0; i < n; i++) {
		struct lab_line *a = &state->lines[i], *b = &with->lines[i];
		if (a->error.code || b->error.code)
			continue;
		struct lab_difference *d = &state->differences[state->n_differences];
		*d = (struct lab_difference){ .name = a->name };
		if (!compare_values(a->value, b->value, d, run, err))
			return false;
		state->n_differences += d->differing > 0 || !d->same_shape;
	}
	sort(state->differences, state->n_differences);
	return true;
}
