/* Attention of float32, cut into tiles: rows of queries that share a head of keys. */
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "engine/attention_parts.h"
#include "engine/attention_tile.h"
#include "engine/kernel.h"
#include "engine/matmul_parts.h"
#include "engine/simd.h"

enum {
	PACK_KEYS = 512,           /* keys that one task packs */
	LEAST_OPS = 3500,          /* of a task, as ops_of counts */
	WAVE_FLOATS = 1 << 20,     /* of packed keys at a time, or those of one unit */
	LINE_FLOATS = 16           /* of a cache line */
};

/*
 * A unit is a head of keys and values with all the rows that read it: the queries of
 * `group` neighbours in the batch, one after the other. A thread takes whole units; where they are too few
 * for that, all threads share the tiles of some units at a time, a wave, whose packed keys are all the memory that
 * is needed.
 */
struct plan {
	struct run *run;
	const struct attention_job *job;
	const struct tile_kernels *kernels;
	int64_t queries, keys, d, d_v;
	int64_t group, units;
	int64_t tiles;             /* of a unit */
	int64_t room;              /* so many units' keys fit into the panels */
	int64_t first, wave;       /* the units of the present wave */
	int64_t together;          /* so many, one after the other, are a task */
	int64_t packs;             /* tasks that pack one unit; 0 = tiles see to it */
	int64_t unit_floats;       /* of packed keys */
	float *panels;             /* (room, unit_floats), at the start of a cache line */
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

/* Element i of a batch: its first number, and how far apart its rows are. */
static const float *matrix_at(const struct tensor *t, int64_t i)
{
	return (const float *)t->storage->data + matmul_offset_at(t, i);
}

static int64_t row_of(const struct tensor *t)
{
	return t->stride[t->shape.ndim - 2];
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
	const float *k = matrix_at(plan->job->k, (plan->first + unit) * plan->group);
	int64_t row = row_of(plan->job->k);
	if (!run_spend(plan->run, n * plan->d / 8, err))
		return false;
	plan->kernels->pack(plan->panels + unit * plan->unit_floats + key * plan->d, k + key * row, row,
	                    plan->d, n);
	return true;
}

/* The first row of what one element of the batch has for each of its queries. */
static struct tile_row element_at(const struct plan *plan, int64_t i)
{
	const struct attention_job *job = plan->job;
	struct tile_row row = {
		.q = matrix_at(job->q, i),
		.out = (float *)job->out->storage->data + i * plan->queries * plan->d_v,
		.keys = plan->keys,
	};
	if (job->mask && job->mask->dtype == DT_BOOL)
		row.seen = (const uint8_t *)job->mask->storage->data + matmul_offset_at(job->mask, i);
	else if (job->mask)
		row.bias = matrix_at(job->mask, i);
	return row;
}

static struct tile_row row_at(const struct plan *plan, const struct tile_row *first, int64_t query)
{
	struct tile_row row = *first;
	row.q += query * row_of(plan->job->q);
	row.out += query * plan->d_v;
	if (plan->job->is_causal)
		row.keys = least(query + 1, plan->keys);
	if (row.seen)
		row.seen += query * row_of(plan->job->mask);
	if (row.bias)
		row.bias += query * row_of(plan->job->mask);
	return row;
}

/* Rows of a unit from number `first` on. */
static void open_rows(const struct plan *plan, int64_t unit, int64_t first, struct tile *tile)
{
	int64_t i = unit * plan->group + first / plan->queries, query = first % plan->queries;
	struct tile_row element = element_at(plan, i);
	for (int r = 0; r < tile->rows; r++, query++) {
		if (query == plan->queries) {
			element = element_at(plan, ++i);
			query = 0;
		}
		tile->row[r] = row_at(plan, &element, query);
	}
	for (int r = tile->rows; r < FEW_ROWS; r++)
		tile->row[r] = tile->row[0];
	for (int r = 0; r < TILE_SLOTS; r++) {
		tile->top[r] = -INFINITY;
		tile->sum[r] = 0;
	}
	memset(tile->row[0].out, 0, (size_t)(tile->rows * plan->d_v) * sizeof(float));   /* they follow each other */
}

static void open_tile(const struct plan *plan, int64_t unit, int64_t first, struct tile *tile)
{
	int64_t element = (plan->first + unit) * plan->group;
	tile->k = matrix_at(plan->job->k, element);
	tile->panels = plan->packs ? plan->panels + unit * plan->unit_floats : NULL;
	tile->v = matrix_at(plan->job->v, element);
	tile->k_row = row_of(plan->job->k);
	tile->v_row = row_of(plan->job->v);
	tile->d = plan->d;
	tile->d_v = plan->d_v;
	tile->keys = plan->keys;
	double scale = plan->job->scale, log2_e = 1.4426950408889634;
	tile->is_scaled = !(scale > 0x1p-64) || (plan->job->mask && plan->job->mask->dtype != DT_BOOL);
	tile->scale = (float)scale;
	tile->unit = (float)(tile->is_scaled ? log2_e : scale * log2_e);
	tile->low = -127 / tile->unit;
	tile->careful = false;
	tile->in_pairs = simd_fetches_pairs();
	tile->rows = (int)least(plan->group * plan->queries - first, TILE_ROWS);
	open_rows(plan, plan->first + unit, first, tile);
}

static int64_t keys_of(const struct tile *tile)
{
	int64_t keys = 0;
	for (int r = 0; r < tile->rows; r++)
		keys = tile->row[r].keys > keys ? tile->row[r].keys : keys;
	return keys;
}

static bool attend_keys(const struct plan *plan, struct tile *tile, int64_t first, int64_t end,
                        struct err *err)
{
	int64_t pairs = tile->rows * (end - first);
	if (!run_spend(plan->run, pairs * (plan->d + plan->d_v + 32) / 128, err))
		return false;
	plan->kernels->keys(tile, first, end);
	return true;
}

/* Keys are paid for some at a time: threads that often count together wait for each other. */
static bool attend_tile(const struct plan *plan, struct tile *tile, struct err *err)
{
	enum { PAIRS = 32 * KEY_BLOCK * FEW_ROWS };
	int64_t keys = keys_of(tile), blocks = PAIRS / (KEY_BLOCK * tile->rows);
	int64_t step = least(blocks * KEY_BLOCK, STRIP_KEYS);
	bool ok = true;
	for (int64_t first = 0; ok && first < keys; first += step)
		ok = attend_keys(plan, tile, first, least(first + step, keys), err);
	return ok;
}

/* The tile's end; again from the beginning if it must be careful. */
static bool finish_tile(const struct plan *plan, int64_t unit, int64_t first, struct tile *tile,
                        struct err *err)
{
	if (plan->kernels->finish(tile))
		return true;
	open_tile(plan, unit, first, tile);
	tile->careful = true;
	if (!attend_tile(plan, tile, err))
		return false;
	plan->kernels->finish(tile);
	return true;
}

/* Units in order, so that their keys stay in the cache; of each the last tile first: the largest. */
static bool do_tile(const struct plan *plan, int64_t index, struct err *err)
{
	struct tile tile;
	int64_t unit = index / plan->tiles;
	int64_t first = (plan->tiles - 1 - index % plan->tiles) * TILE_ROWS;
	open_tile(plan, unit, first, &tile);
	return attend_tile(plan, &tile, err) && finish_tile(plan, unit, first, &tile, err);
}

static bool tile_task(void *context, int index, struct err *err)
{
	const struct plan *plan = context;
	int64_t end = least((index + 1) * plan->together, plan->wave * plan->tiles);
	for (int64_t i = index * plan->together; i < end; i++)
		if (!do_tile(plan, i, err))
			return false;
	return true;
}

/* ---- As many units as threads: each takes whole ones, and when none is left, tiles of the others' ---- */

/* The unit that a thread has taken; all are packed into its own panels, which stay in its cache. */
struct share {
	struct plan unit;          /* a wave of one */
	_Atomic int64_t next;      /* tile to be taken; negative while keys are being packed */
};

struct units {
	const struct plan *plan;
	_Atomic int64_t taken;     /* so many of the wave */
	struct share *share;       /* one for each thread */
	int threads;
};

static bool take_tiles(struct share *share, struct err *err)
{
	bool ok = true;
	for (int64_t i; ok && (i = share->next++) < share->unit.tiles; )
		if (i >= 0)
			ok = do_tile(&share->unit, i, err);
		else
			sched_yield();
	return ok;
}

static bool take_unit(struct share *share, int64_t unit, struct err *err)
{
	bool ok = true;
	share->next = INT64_MIN;
	share->unit.first = unit;
	for (int i = 0; ok && i < share->unit.packs; i++)
		ok = pack_task(&share->unit, i, err);
	share->next = ok ? 0 : share->unit.tiles;
	return ok && take_tiles(share, err);
}

static bool units_task(void *context, int index, struct err *err)
{
	struct units *units = context;
	bool ok = true;
	for (int64_t i; ok && (i = units->taken++) < units->plan->wave; )
		ok = take_unit(&units->share[index], units->plan->first + i, err);
	for (int i = 0; ok && i < units->threads; i++)
		ok = take_tiles(&units->share[i], err);
	return ok;
}

static bool attend_units(const struct plan *plan, int threads, struct err *err)
{
	struct units units = { .plan = plan, .threads = threads };
	units.share = mem_new((size_t)threads, sizeof *units.share);
	for (int i = 0; i < threads; i++) {
		struct share *share = &units.share[i];
		share->unit = *plan;
		share->unit.panels = plan->packs ? plan->panels + i * plan->unit_floats : NULL;
		share->unit.wave = 1;
		share->next = plan->tiles;
	}
	bool ok = run_tasks(plan->run, threads, units_task, &units, err);
	free(units.share);
	return ok;
}

/* ---- Fewer tiles than threads: blocks are computed apart, and merged in order ---- */

enum { PARTS_FLOATS = 1 << 18, MOST_TOGETHER = 16 };

/* Rounds of as many blocks as there is memory for; a block of a tile becomes a part. */
struct split {
	const struct plan *plan;
	struct tile *tile;             /* the tiles of the wave, each with all blocks so far */
	float *parts;                  /* (tiles, round, part_floats) */
	int64_t part_floats;           /* maxima (TILE_SLOTS), sums (TILE_SLOTS), values (rows, d_v) */
	int64_t tiles, first, round;   /* the blocks of the round, of each tile */
	int64_t together;              /* so many, one after the other, are a task */
};

static float *part_at(const struct split *split, int64_t tile, int64_t block)
{
	return split->parts + (tile * split->round + block) * split->part_floats;
}

/* A tile that has seen nothing yet, with its values in the part. */
static void open_part(struct tile *tile, float *part)
{
	memset(part + 2 * TILE_SLOTS, 0, (size_t)(tile->rows * tile->d_v) * sizeof *part);
	for (int r = 0; r < tile->rows; r++) {
		tile->row[r].out = part + 2 * TILE_SLOTS + r * tile->d_v;
		tile->top[r] = -INFINITY;
		tile->sum[r] = 0;
	}
}

static bool part_task(void *context, int index, struct err *err)
{
	const struct split *split = context;
	int64_t tasks = parts_of(split->round, split->together), number = index / tasks;
	int64_t begin = index % tasks * split->together;
	int64_t end = least(begin + split->together, split->round);
	struct tile tile = split->tile[number];
	int64_t keys = keys_of(&tile);
	tile.keys = least(keys, (split->first + end) * KEY_BLOCK);
	for (int64_t b = begin; b < end && (split->first + b) * KEY_BLOCK < keys; b++) {
		int64_t key = (split->first + b) * KEY_BLOCK;
		float *part = part_at(split, number, b);
		open_part(&tile, part);
		if (!attend_keys(split->plan, &tile, key, least(key + KEY_BLOCK, keys), err))
			return false;
		memcpy(part, tile.top, sizeof tile.top);
		memcpy(part + TILE_SLOTS, tile.sum, sizeof tile.sum);
	}
	return true;
}

static void merge_parts(const struct split *split)
{
	for (int64_t t = 0; t < split->tiles; t++) {
		struct tile *tile = &split->tile[t];
		int64_t blocks = parts_of(keys_of(tile), KEY_BLOCK) - split->first;
		for (int64_t b = 0; b < least(blocks, split->round); b++) {
			const float *part = part_at(split, t, b);
			split->plan->kernels->merge(tile, part, part + TILE_SLOTS, part + 2 * TILE_SLOTS);
		}
	}
}

/* Reading keys and values, at 16 numbers a nanosecond, and the arithmetic. */
static int64_t ops_of(const struct plan *plan)
{
	int64_t rows = least(plan->group * plan->queries, TILE_ROWS);
	return plan->wave * plan->tiles * plan->keys * (plan->d + plan->d_v) * (8 + rows) / 128;
}

/* False: the tiles are enough for the threads, or there is no memory to do otherwise. */
static bool open_split(const struct plan *plan, struct split *split)
{
	int64_t tiles = plan->wave * plan->tiles, blocks = parts_of(plan->keys, KEY_BLOCK);
	int64_t rows = least(plan->group * plan->queries, TILE_ROWS);
	int64_t parts = run_parts(plan->run, ops_of(plan), tiles * blocks);
	if (parts == 1 || parts <= tiles)
		return false;
	*split = (struct split){ .plan = plan, .tiles = tiles };
	split->part_floats = parts_of(2 * TILE_SLOTS + rows * plan->d_v, LINE_FLOATS) * LINE_FLOATS;
	split->round = least(blocks, PARTS_FLOATS / (split->part_floats * tiles) + 1);
	split->together = least(parts_of(tiles * split->round, parts), MOST_TOGETHER);
	size_t before = (size_t)tiles * sizeof *split->tile;
	size_t floats = (size_t)(tiles * split->round * split->part_floats);
	split->tile = mem_try((before + 63) / 64 * 64 + floats * sizeof(float));
	split->parts = split->tile ? (float *)((char *)split->tile + (before + 63) / 64 * 64) : NULL;
	return split->tile != NULL;
}

static bool attend_split(struct split *split, struct err *err)
{
	const struct plan *plan = split->plan;
	int64_t blocks = parts_of(plan->keys, KEY_BLOCK);
	bool ok = true;
	for (int64_t t = 0; t < split->tiles; t++)
		open_tile(plan, t / plan->tiles, t % plan->tiles * TILE_ROWS, &split->tile[t]);
	for (; ok && split->first < blocks; split->first += split->round) {
		split->round = least(split->round, blocks - split->first);
		int64_t tasks = split->tiles * parts_of(split->round, split->together);
		ok = run_tasks(plan->run, (int)tasks, part_task, split, err);
		if (ok)
			merge_parts(split);
	}
	for (int64_t t = 0; ok && t < split->tiles; t++)
		ok = finish_tile(plan, t / plan->tiles, t % plan->tiles * TILE_ROWS, &split->tile[t], err);
	free(split->tile);
	return ok;
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
	plan->room = plan->units;
	if (rows <= FEW_ROWS || (plan->tiles == 1 && plan->d <= TILE_PACKED))
		return true;
	plan->packs = parts_of(plan->keys, PACK_KEYS);
	int64_t panel = plan->kernels->panel * plan->d;
	plan->unit_floats = parts_of(parts_of(plan->keys, plan->kernels->panel) * panel, LINE_FLOATS)
	                    * LINE_FLOATS;
	plan->room = least(plan->units, WAVE_FLOATS / (plan->unit_floats + 1) + 1);
	plan->scratch = scratch_raw(plan->run, plan->room * plan->unit_floats + LINE_FLOATS,
	                            sizeof *plan->panels, err);
	plan->panels = (float *)(((uintptr_t)plan->scratch + 63) / 64 * 64);
	return plan->scratch != NULL;
}

/* So many threads take whole units; 0: there are too few units for them, or too small ones. */
static int takers_of(const struct plan *plan)
{
	int64_t ops = ops_of(plan), parts = run_parts(plan->run, ops, INT32_MAX);
	int64_t threads = least(parts, pool_threads(plan->run->budget.pool));
	bool enough = threads <= plan->room && parts <= plan->units * plan->tiles;
	return enough && ops >= LEAST_OPS * plan->units ? (int)threads : 0;
}

static bool attend_wave(struct plan *plan, struct err *err)
{
	struct split split;
	if (plan->packs && !run_tasks(plan->run, (int)(plan->wave * plan->packs), pack_task, plan, err))
		return false;
	if (open_split(plan, &split))
		return attend_split(&split, err);
	int64_t tiles = plan->wave * plan->tiles;
	plan->together = LEAST_OPS * tiles / (ops_of(plan) + 1) + 1;
	return run_tasks(plan->run, (int)parts_of(tiles, plan->together), tile_task, plan, err);
}

static bool attend_waves(struct plan *plan, struct err *err)
{
	bool ok = true;
	for (; ok && plan->first < plan->units; plan->first += plan->wave) {
		plan->wave = least(plan->room, plan->units - plan->first);
		ok = attend_wave(plan, err);
	}
	return ok;
}

bool attention_tiles(struct run *run, const struct attention_job *job, struct err *err)
{
	struct plan plan = { .run = run, .job = job };
	bool ok = open_plan(&plan, err);
	plan.wave = plan.units;
	int threads = ok ? takers_of(&plan) : 0;
	if (ok)
		ok = threads ? attend_units(&plan, threads, err) : attend_waves(&plan, err);
	free(plan.scratch);
	return ok;
}
