/* Tensors of random numbers: each run of elements by itself, on all threads. */
#include <inttypes.h>

#include "engine/create.h"
#include "engine/kernel.h"
#include "engine/random_runs.h"

struct filling;

/* Elements `first` .. of the result, from their words. */
typedef void fill_run(const struct filling *f, int64_t first, int n, const uint64_t *low, const uint64_t *high);

struct filling {
	struct run *run;
	const struct philox_stream *stream;
	const struct random_runs *runs;
	fill_run *fill;
	int price;               /* of an element */
	struct tensor *out;
	int64_t part;            /* elements in each task */
	double base, scale;
	uint64_t low, range;     /* of ints */
};

static void uniforms(const struct filling *f, int64_t first, int n, const uint64_t *low, const uint64_t *high)
{
	double x[RANDOM_RUN];
	(void)high;
	for (int i = 0; i < n; i++)
		x[i] = f->base + f->scale * ((double)(uint32_t)(low[i] >> 8) * 0x1p-24);
	store_doubles(f->out, first, 1, n, x);
}

static void normals(const struct filling *f, int64_t first, int n, const uint64_t *low, const uint64_t *high)
{
	double x[RANDOM_RUN];
	f->runs->normals(low, high, n, x);
	for (int i = 0; i < n; i++)
		x[i] = f->base + f->scale * x[i];
	store_doubles(f->out, first, 1, n, x);
}

static void integers(const struct filling *f, int64_t first, int n, const uint64_t *low, const uint64_t *high)
{
	int64_t x[RANDOM_RUN];
	for (int i = 0; i < n; i++)
		x[i] = (int64_t)(f->low + philox_scale(low[i], high[i], f->range));
	store_ints(f->out, first, 1, n, x);
}

static bool fill_part(void *context, int index, struct err *err)
{
	const struct filling *f = context;
	uint64_t low[RANDOM_RUN], high[RANDOM_RUN];
	int64_t at = index * f->part, end = at + f->part, count = tensor_count(f->out);
	for (end = end < count ? end : count; at < end; at += RANDOM_RUN) {
		int n = end - at < RANDOM_RUN ? (int)(end - at) : RANDOM_RUN;
		if (!run_spend(f->run, n * f->price, err))
			return false;
		f->runs->draw(f->stream, (uint64_t)at, n, low, high);
		f->fill(f, at, n, low, high);
	}
	return true;
}

static struct tensor *fill(struct run *run, struct filling *f, enum dtype dtype, const struct shape *shape,
                           struct err *err)
{
	static const struct random_runs *const level[] = SIMD_TABLE(&random_runs);
	int64_t count = shape_count(shape);
	if (!(f->out = tensor_new(run, dtype, shape, err)))
		return NULL;
	if (!run_expect(run, count, f->price, err))
		return kernel_fail(run, f->out);
	int parts = run_parts(run, count * f->price, (count + RANDOM_RUN - 1) / RANDOM_RUN);
	f->run = run;
	f->runs = level[simd_of(run)];
	f->part = (count + parts - 1) / parts;
	if (!run_tasks(run, parts, fill_part, f, err))
		return kernel_fail(run, f->out);
	run_count(run, 0, count * dtype_bytes(dtype));
	return f->out;
}

struct tensor *create_uniform(struct run *run, enum dtype dtype, const struct shape *shape,
                              const struct philox_stream *stream, double low, double high,
                              struct err *err)
{
	struct filling f = { .stream = stream, .fill = uniforms, .price = 5, .base = low, .scale = high - low };
	return fill(run, &f, dtype, shape, err);
}

struct tensor *create_normal(struct run *run, enum dtype dtype, const struct shape *shape,
                             const struct philox_stream *stream, double mean, double std,
                             struct err *err)
{
	struct filling f = { .stream = stream, .fill = normals, .price = 9, .base = mean, .scale = std };
	return fill(run, &f, dtype, shape, err);
}

struct tensor *create_integers(struct run *run, const struct shape *shape,
                               const struct philox_stream *stream, int64_t low, int64_t high,
                               struct err *err)
{
	if (low >= high) {
		err_say(err, ERR_VALUE, "randint needs low < high, not %" PRId64 " and %" PRId64, low, high);
		return NULL;
	}
	struct filling f = { .stream = stream, .fill = integers, .price = 6, .low = (uint64_t)low,
	                     .range = (uint64_t)high - (uint64_t)low };
	return fill(run, &f, DT_INT64, shape, err);
}
