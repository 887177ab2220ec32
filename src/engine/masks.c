#include "engine/masks.h"

#include <inttypes.h>

#include "engine/kernel.h"

/* What a row of a mask may see: keys [from, to), and besides them the first `prefix`. */
struct sight {
	int64_t from, to, prefix;
};

static struct tensor *mask_rows(struct run *run, const struct size *n, const struct size *m,
                                struct sight (*see)(int64_t row, int64_t a, int64_t b),
                                int64_t a, int64_t b, struct err *err)
{
	struct shape shape = { .ndim = 2, .size = { n->n, m->n }, .name = { n->name, m->name } };
	if (!run_expect(run, n->n, m->n, err))
		return NULL;
	struct tensor *out = tensor_new(run, DT_BOOL, &shape, err);
	uint8_t *cell = out ? out->storage->data : NULL;
	for (int64_t row = 0; out && row < n->n; row++) {
		struct sight sight = see(row, a, b);
		if (!run_spend(run, m->n, err))
			return kernel_fail(run, out);
		for (int64_t key = 0; key < m->n; key++)
			*cell++ = (key >= sight.from && key < sight.to) || key < sight.prefix;
	}
	if (out)
		run_count(run, 0, tensor_count(out));
	return out;
}

static struct sight causal(int64_t row, int64_t earlier, int64_t unused)
{
	(void)unused;
	return (struct sight){ 0, earlier + row + 1, 0 };
}

struct tensor *mask_causal(struct run *run, const struct size *n, const struct size *m,
                           struct err *err)
{
	if (m->n < n->n) {
		err_say(err, ERR_VALUE, "causal_mask(n, m) takes the n queries for the last n of m positions, "
		        "so m=%" PRId64 " must be at least n=%" PRId64, m->n, n->n);
		return NULL;
	}
	return mask_rows(run, n, m, causal, m->n - n->n, 0, err);
}

static struct sight prefix(int64_t row, int64_t p, int64_t unused)
{
	(void)unused;
	return (struct sight){ 0, row + 1, p };
}

struct tensor *mask_prefix(struct run *run, const struct size *n, int64_t p, struct err *err)
{
	if (p < 0) {
		err_say(err, ERR_VALUE, "the prefix cannot have %" PRId64 " positions", p);
		return NULL;
	}
	return mask_rows(run, n, n, prefix, p, 0, err);
}

static struct sight window(int64_t row, int64_t w, int64_t unused)
{
	(void)unused;
	return (struct sight){ w > row ? 0 : row - w + 1, row + 1, 0 };
}

struct tensor *mask_sliding_window(struct run *run, const struct size *n, int64_t w,
                                   struct err *err)
{
	if (w < 1) {
		err_say(err, ERR_VALUE, "a window of %" PRId64 " keys would show nothing: the least is 1, "
		        "the token itself", w);
		return NULL;
	}
	return mask_rows(run, n, n, window, w, 0, err);
}

static bool check_segments(const struct tensor *t, struct err *err)
{
	if (t->dtype != DT_INT64 || t->shape.ndim != 1)
		return err_say(err, ERR_TYPE, "block_mask needs a list of segment numbers: one int for each "
		               "position");
	return true;
}

/* Row q, column k of the table of allowed pairs; both are checked. */
static bool is_allowed(const struct tensor *allowed, int64_t q, int64_t k, bool *out,
                       struct err *err)
{
	if (!allowed) {
		*out = q == k;
		return true;
	}
	if (q < 0 || q >= allowed->shape.size[0] || k < 0 || k >= allowed->shape.size[1])
		return err_say(err, ERR_INDEX, "segment (%" PRId64 ", %" PRId64 ") is outside the table of "
		               "allowed segments", q, k);
	*out = tensor_int_at(allowed, (int64_t[]){ q, k }) != 0;
	return true;
}

struct tensor *mask_block(struct run *run, const struct tensor *query_segments,
                          const struct tensor *key_segments, const struct tensor *allowed,
                          struct err *err)
{
	if (!check_segments(query_segments, err) || !check_segments(key_segments, err))
		return NULL;
	if (allowed && (allowed->dtype != DT_BOOL || allowed->shape.ndim != 2)) {
		err_say(err, ERR_TYPE, "the table of allowed segments must be a bool matrix");
		return NULL;
	}
	int64_t n = query_segments->shape.size[0], m = key_segments->shape.size[0];
	struct shape shape = { .ndim = 2, .size = { n, m },
	                       .name = { query_segments->shape.name[0], key_segments->shape.name[0] } };
	struct tensor *out = tensor_new(run, DT_BOOL, &shape, err);
	uint8_t *cell = out ? out->storage->data : NULL;
	for (int64_t i = 0; out && i < n; i++) {
		int64_t q = tensor_int_at(query_segments, &i);
		if (!run_spend(run, m * (allowed ? 10 : 4), err))
			return kernel_fail(run, out);
		for (int64_t j = 0; j < m; j++) {
			bool may = false;
			if (!is_allowed(allowed, q, tensor_int_at(key_segments, &j), &may, err))
				return kernel_fail(run, out);
			*cell++ = may;
		}
	}
	return out;
}

struct tensor *mask_padding(struct run *run, const struct tensor *lengths, const struct size *n,
                            struct err *err)
{
	struct shape shape = lengths->shape;
	struct walk w;
	int64_t x[WALK_RUN];
	if (lengths->dtype != DT_INT64 || shape.ndim == TENSOR_MAX_DIMS) {
		err_say(err, ERR_TYPE, "padding_mask needs int64 lengths, not %s",
		        dtype_name(lengths->dtype));
		return NULL;
	}
	shape.size[shape.ndim] = n->n;
	shape.name[shape.ndim++] = n->name;
	struct tensor *out = tensor_new(run, DT_BOOL, &shape, err);
	uint8_t *cell = out ? out->storage->data : NULL;
	walk_init(&w, &lengths->shape);
	walk_add(&w, lengths);
	for (int count; out && (count = walk_next(&w)) > 0; ) {
		walk_ints(&w, 0, count, x);
		for (int i = 0; i < count; i++) {
			if (!run_spend(run, n->n, err))
				return kernel_fail(run, out);
			for (int64_t key = 0; key < n->n; key++)
				*cell++ = key < x[i];
		}
	}
	return out;
}
