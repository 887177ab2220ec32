/* Attention of float32, cut into tiles: rows of queries that share a head of keys. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/attention_parts.h"
#include "engine/attention_tile.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"
#include "engine/simd.h"

enum {
	FEW_ROWS = 8,              /* so few rows of queries read the keys as they lie */
	PACK_KEYS = 512,           /* keys that one task packs */
	WAVE_FLOATS = 1 << 18,     /* of packed keys at a time, or those of one unit */
	LINE_FLOATS = 16           /* of a cache line */
};

/*
 * A unit is a head of keys and values with all the rows that read it: the queries of
 * `group` neighbours in the batch, one after the other. Units are done in waves, so that
 * the packed keys of a wave are all the memory that is needed.
 */
struct plan {
	struct run *run;
	const struct attention_job *job;
	const struct tile_kernels *kernels;
	int64_t queries, keys, d, d_v;
	int64_t group, units;
	int64_t tiles;             /* of a unit */
	int64_t first, wave;       /* the units of the present wave */
	int64_t packs;             /* tasks that pack one unit; 0 = keys are not packed */
	int64_t unit_floats;       /* of packed keys */
	float *panels;             /* (wave, unit_floats), at the start of a cache line */
	void *scratch;             /* where they are */
};

static int64_t size_from_end(const struct tensor *t, int i)
{
	return t->shape.size[t->shape.ndim - i];
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t parts_of(int64_t n, int64_t size)
{
	return (n + size - 1) / size;
}

static const float *floats_of(const struct tensor *matrix)
{
	return (const float *)matrix->storage->data + matrix->offset;
}

/* Neighbours in the batch, along its last dimensions, with the same keys and values. */
static int64_t group_of(const struct attention_job *job)
{
	int64_t group = 1;
	for (int d = job->out->shape.ndim - 3; d >= 0; d--) {
		int64_t size = job->out->shape.size[d];
		if (size != 1 && (job->k->stride[d] != 0 || job->v->stride[d] != 0))
			break;
		group *= size;
	}
	return group;
}

/* ---- Tasks ---- */

static bool pack_task(void *context, int index, struct err *err)
{
	const struct plan *plan = context;
	int64_t unit = index / plan->packs, key = index % plan->packs * PACK_KEYS;
	int64_t n = least(plan->keys - key, PACK_KEYS);
	struct tensor k = matmul_matrix_at(plan->job->k, (plan->first + unit) * plan->group);
	if (!run_spend(plan->run, n * plan->d / 8, err))
		return false;
	plan->kernels->pack(plan->panels + unit * plan->unit_floats + key * plan->d,
	                    floats_of(&k) + key * k.stride[0], k.stride[0], plan->d, n);
	return true;
}

/* What one element of the batch has for each of its queries. */
struct element {
	struct tensor q, mask;
	float *out;
};

static struct element element_at(const struct plan *plan, int64_t i)
{
	const struct attention_job *job = plan->job;
	struct element element = {
		.q = matmul_matrix_at(job->q, i),
		.out = (float *)job->out->storage->data + i * plan->queries * plan->d_v,
	};
	if (job->mask)
		element.mask = matmul_matrix_at(job->mask, i);
	return element;
}

static struct tile_row row_at(const struct plan *plan, const struct element *of, int64_t query)
{
	const struct tensor *mask = &of->mask;
	struct tile_row row = {
		.q = floats_of(&of->q) + query * of->q.stride[0],
		.out = of->out + query * plan->d_v,
		.keys = plan->job->is_causal ? least(query + 1, plan->keys) : plan->keys,
	};
	if (mask->storage && mask->dtype == DT_BOOL)
		row.seen = (const uint8_t *)mask->storage->data + mask->offset + query * mask->stride[0];
	else if (mask->storage)
		row.bias = floats_of(mask) + query * mask->stride[0];
	return row;
}

/* Rows of a unit from number `first` on. */
static void open_rows(const struct plan *plan, int64_t unit, int64_t first, struct tile *tile)
{
	int64_t i = unit * plan->group + first / plan->queries, query = first % plan->queries;
	struct element element = element_at(plan, i);
	for (int r = 0; r < tile->rows; r++, query++) {
		if (query == plan->queries) {
			element = element_at(plan, ++i);
			query = 0;
		}
		tile->row[r] = row_at(plan, &element, query);
	}
	for (int r = 0; r < TILE_ROWS; r++) {
		tile->top[r] = -INFINITY;
		tile->sum[r] = 0;
	}
}

static void open_tile(const struct plan *plan, int64_t unit, int64_t first, struct tile *tile)
{
	int64_t element = (plan->first + unit) * plan->group;
	struct tensor k = matmul_matrix_at(plan->job->k, element);
	struct tensor v = matmul_matrix_at(plan->job->v, element);
	tile->k = floats_of(&k);
	tile->panels = plan->packs ? plan->panels + unit * plan->unit_floats : NULL;
	tile->v = floats_of(&v);
	tile->k_row = k.stride[0];
	tile->v_row = v.stride[0];
	tile->d = plan->d;
	tile->d_v = plan->d_v;
	tile->keys = plan->keys;
	double scale = plan->job->scale, log2_e = 1.4426950408889634;
	tile->is_scaled = !(scale > 0x1p-64) || (plan->job->mask && plan->job->mask->dtype != DT_BOOL);
	tile->scale = (float)scale;
	tile->unit = (float)(tile->is_scaled ? log2_e : scale * log2_e);
	tile->low = -127 / tile->unit;
	tile->careful = false;
	tile->rows = (int)least(plan->group * plan->queries - first, TILE_ROWS);
	open_rows(plan, plan->first + unit, first, tile);
}

static bool attend_tile(const struct plan *plan, struct tile *tile, struct err *err)
{
	int64_t keys = 0;
	for (int r = 0; r < tile->rows; r++)
		keys = tile->row[r].keys > keys ? tile->row[r].keys : keys;
	for (int64_t first = 0; first < keys; first += KEY_BLOCK) {
		int64_t pairs = tile->rows * least(keys - first, KEY_BLOCK);
		if (!run_spend(plan->run, pairs * (plan->d + plan->d_v + 32) / 128, err))
			return false;
		plan->kernels->block(tile, first);
	}
	return true;
}

/* Units in order, so that their keys stay in the cache; of each the last tile first: the largest. */
static bool tile_task(void *context, int index, struct err *err)
{
	const struct plan *plan = context;
	struct tile tile;
	int64_t unit = index / plan->tiles, number = plan->tiles - 1 - index % plan->tiles;
	open_tile(plan, unit, number * TILE_ROWS, &tile);
	if (!attend_tile(plan, &tile, err))
		return false;
	if (plan->kernels->finish(&tile))
		return true;
	open_tile(plan, unit, number * TILE_ROWS, &tile);
	tile.careful = true;
	for (int r = 0; r < tile.rows; r++)
		memset(tile.row[r].out, 0, (size_t)plan->d_v * sizeof(float));
	if (!attend_tile(plan, &tile, err))
		return false;
	plan->kernels->finish(&tile);
	return true;
}

/* ---- All of it ---- */

static bool open_plan(struct plan *plan, struct err *err)
{
	static const struct tile_kernels *const level[] = SIMD_TABLE(&tile_kernels);
	const struct attention_job *job = plan->job;
	plan->kernels = level[simd_of(plan->run)];
	plan->queries = size_from_end(job->q, 2);
	plan->keys = size_from_end(job->k, 2);
	plan->d = size_from_end(job->q, 1);
	plan->d_v = size_from_end(job->v, 1);
	plan->group = group_of(job);
	struct shape batch = matmul_batch(&job->out->shape);
	plan->units = plan->group ? shape_count(&batch) / plan->group : 0;
	int64_t rows = plan->group * plan->queries;
	plan->tiles = parts_of(rows, TILE_ROWS);
	plan->wave = plan->units;
	if (rows <= FEW_ROWS)
		return true;
	plan->packs = parts_of(plan->keys, PACK_KEYS);
	int64_t panel = plan->kernels->panel * plan->d;
	plan->unit_floats = parts_of(parts_of(plan->keys, plan->kernels->panel) * panel, LINE_FLOATS)
	                    * LINE_FLOATS;
	plan->wave = least(plan->units, WAVE_FLOATS / (plan->unit_floats + 1) + 1);
	plan->scratch = scratch_new(plan->run, plan->wave * plan->unit_floats + LINE_FLOATS,
	                            sizeof *plan->panels, err);
	plan->panels = (float *)(((uintptr_t)plan->scratch + 63) / 64 * 64);
	return plan->scratch != NULL;
}

bool attention_tiles(struct run *run, const struct attention_job *job, struct err *err)
{
	struct plan plan = { .run = run, .job = job };
	bool ok = open_plan(&plan, err);
	for (; ok && plan.first < plan.units; plan.first += plan.wave) {
		plan.wave = least(plan.wave, plan.units - plan.first);
		ok = (!plan.packs || run_tasks(run, (int)(plan.wave * plan.packs), pack_task, &plan, err))
		     && run_tasks(run, (int)(plan.wave * plan.tiles), tile_task, &plan, err);
	}
	free(plan.scratch);
	return ok;
}
