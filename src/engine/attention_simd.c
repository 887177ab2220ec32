/* Compiled once for each instruction-set level, with SIMD = base, v3 or v4. */
#include "engine/attention_tile.h"
#include "engine/exp_vec.h"

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)

#include "engine/attention_loops.inc"

enum { TOGETHER = 4 };   /* rows whose exponentials are taken together */

/*
 * Some rows of a tile, which meet a block of keys together: their scores are still in the first cache when
 * they become weights, and these when they meet the values.
 */
enum { BAND_ROWS = 2 * TILE_GROUP, BAND_SLOTS = 16 };

/* What one block adds to a band: scores, and what its rows make of them. Slots without a row have seen nothing. */
struct scene {
	struct tile *tile;
	int64_t first;                       /* the first key */
	int at, rows;                        /* the band's first row in the tile, and how many */
	const struct tile_row *row;          /* the first one */
	int begin[BAND_ROWS / TILE_GROUP];   /* what a group of rows sees of the block: */
	int end[BAND_ROWS / TILE_GROUP];     /* from a multiple of 16 on, and where it ends */
	bool whole;                          /* each row sees all of it, and the scores are as they are */
	float top[BAND_SLOTS], sum[BAND_SLOTS];       /* of the rows' scores, of their weights */
	float kept[BAND_SLOTS], added[BAND_SLOTS];    /* what the old and the new are multiplied by */
	const float *panels;                 /* the block's keys, packed; or NULL */
	_Alignas(64) float tops[BAND_ROWS][LANES];    /* with panels: the largest scores, at places mod LANES */
	float *scores;                       /* (rows, TILE_STRIDE), at the start of a cache line */
};

static void open_band(struct scene *scene, struct tile *tile, int at)
{
	scene->tile = tile;
	scene->at = at;
	scene->rows = tile->rows - at < BAND_ROWS ? tile->rows - at : BAND_ROWS;
	scene->row = tile->row + at;
	for (int r = scene->rows; r < BAND_SLOTS; r++) {
		scene->top[r] = -INFINITY;
		scene->sum[r] = 0;
	}
}

/*
 * Scores of R rows, and of keys as they lie. D is their size, if they follow each other; or 0.
 * In short vectors two groups of keys are added up together, as one waits for itself.
 */
VEC_INLINE void dot_range(const int D, const int R, const struct scene *scene)
{
	const struct tile *tile = scene->tile;
	const int N = LANES < 16 && R <= 2 ? 2 : 1;
	int64_t d = D ? D : tile->d, k_row = D ? D : tile->k_row;
	const float *k = tile->k + scene->first * k_row;
	int64_t last = (tile->keys - scene->first - N * LANES) * k_row;
	int j = scene->begin[0], end = scene->end[0];
	for (; j + N * LANES <= end; j += N * LANES)
		dot_keys(R, N, scene->row, k + j * k_row, k_row, d, k_row == d ? last - j * k_row : -1,
		         tile->in_pairs, scene->scores + j);
	if (N > 1 && j + LANES <= end) {
		dot_keys(R, 1, scene->row, k + j * k_row, k_row, d, -1, false, scene->scores + j);
		j += LANES;
	}
	for (; j < end; j++)
		dot_last(scene->row, scene->rows, tile, scene->first + j, scene->scores + j);
}

static void score_few(const struct scene *scene)
{
	const struct tile *tile = scene->tile;
#define CALL \
	switch (tile->k_row == tile->d ? tile->d : 0) { \
	case 64: dot_range(64, R, scene); break; \
	case 128: dot_range(128, R, scene); break; \
	default: dot_range(0, R, scene); \
	}
	FOR_FEW(scene->rows, CALL)
#undef CALL
}

static int groups_of(const struct scene *scene)
{
	return (scene->rows + TILE_GROUP - 1) / TILE_GROUP;
}

static int rows_of(const struct scene *scene, int group)
{
	int rows = scene->rows - group * TILE_GROUP;
	return rows < TILE_GROUP ? rows : TILE_GROUP;
}

/* Each panel meets both groups while the first cache holds it. */
static void score(struct scene *scene)
{
	int64_t d = scene->tile->d;
	for (int r = 0; r < BAND_ROWS; r++)
		vec_store(scene->tops[r], vec_set(-INFINITY));
	for (int j = 0; j < KEY_BLOCK; j += PANEL)
		for (int g = 0; g < groups_of(scene); g++) {
			int first = g * TILE_GROUP, vectors = (scene->end[g] - j + LANES - 1) / LANES;
			if (vectors > 0 && j + PANEL > scene->begin[g])
				dot_panel(scene->row + first, rows_of(scene, g), vectors < WIDE ? vectors : WIDE,
				          scene->panels + j * d, d, scene->scores + first * TILE_STRIDE + j,
				          scene->tops[first]);
		}
}

/* ---- Scores become weights ---- */

/* The first n scores become s * scale + bias. */
static void add_bias(const struct tile_row *row, float scale, int64_t first, int n, float *s)
{
	for (int j = 0; j < n; j++)
		s[j] = s[j] * scale + (row->bias ? row->bias[first + j] : 0);
}

/* -inf where the row sees nothing; `own` of n scores are within its keys. */
static void hide(const struct tile_row *row, int64_t first, int own, int n, float *s)
{
	for (int j = 0; j < own && row->seen; j++)
		s[j] = row->seen[first + j] ? s[j] : -INFINITY;
	for (int j = own; j < n; j++)
		s[j] = -INFINITY;
}

/* The largest of each row, in vectors: lane i of the places i mod LANES. */
VEC_INLINE vec top_lanes(const float *s, int n)
{
	vec a = vec_set(-INFINITY), b = a;
	int j = 0;
	for (; j + 2 * LANES <= n; j += 2 * LANES) {
		a = vec_max(vec_load(s + j), a);
		b = vec_max(vec_load(s + j + LANES), b);
	}
	if (j < n)
		a = vec_max(vec_load(s + j), a);
	return vec_max(a, b);
}

/* The scores of row r from `begin` on, n of them, as its mask has them. */
static void mask_row(struct scene *scene, int r, int begin, int n)
{
	const struct tile *tile = scene->tile;
	const struct tile_row *row = &scene->row[r];
	float *s = scene->scores + r * TILE_STRIDE + begin;
	int64_t first = scene->first + begin, keys = row->keys - first;
	int own = keys < 0 ? 0 : keys < n ? (int)keys : n;
	if (tile->is_scaled)
		add_bias(row, tile->scale, first, own, s);
	if (row->seen || own < n)
		hide(row, first, own, n, s);
}

/* The keys that some of the rows r ... r + TOGETHER - 1 see: from a multiple of 16 on, to one. */
static void range_of(const struct scene *scene, int r, int *begin, int *end)
{
	int a = r / TILE_GROUP, b = (r + TOGETHER - 1) / TILE_GROUP;
	b = b < groups_of(scene) ? b : a;
	*begin = scene->begin[scene->begin[a] < scene->begin[b] ? a : b];
	*end = (scene->end[scene->end[a] > scene->end[b] ? a : b] + 15) / 16 * 16;
}

/*
 * The maxima of four rows. Neighbours may belong to two groups: what only one of these has
 * seen is hidden from the rows of the other, and all from rows that are not there.
 */
static void find_tops(struct scene *scene, int r)
{
	float *s = scene->scores + r * TILE_STRIDE;
	int begin, end;
	vec_quad tops = { 0 };
	if (scene->whole && scene->panels) {
		*(vec_any_quad *)(scene->top + r) = vec_tops(vec_load(scene->tops[r]), vec_load(scene->tops[r + 1]),
		                                             vec_load(scene->tops[r + 2]), vec_load(scene->tops[r + 3]));
		return;
	}
	range_of(scene, r, &begin, &end);
	s += begin;
	for (int i = r; i < r + TOGETHER && begin < end; i++)
		if (i < scene->rows)
			mask_row(scene, i, begin, end - begin);
		else
			hide(&scene->row[r], 0, 0, end - begin, s + (i - r) * TILE_STRIDE);
	if (begin < end)
		tops = vec_tops(top_lanes(s, end - begin), top_lanes(s + TILE_STRIDE, end - begin),
		                top_lanes(s + 2 * TILE_STRIDE, end - begin),
		                top_lanes(s + 3 * TILE_STRIDE, end - begin));
	else
		tops -= INFINITY;
	*(vec_any_quad *)(scene->top + r) = tops;
}

/*
 * The scores of N <= 4 rows become 2^((s - top) * unit), together, since one exponential
 * waits for itself at each step. Their sums go to scene->sum. Few rows wait for memory, which would
 * rest meanwhile: values are fetched that the block before has not asked for.
 */
VEC_INLINE void weigh(const int N, struct scene *scene, int r)
{
	const struct tile *tile = scene->tile;
	const float *values = scene->panels ? NULL : tile->v + scene->first * tile->v_row
	                                             + (tile->in_pairs ? 0 : VALUES_AHEAD);
	vec unit = vec_set(tile->unit), low = vec_set(tile->low);
	vec l0[VEC_SUMS] = {{0}}, l1[VEC_SUMS] = {{0}}, l2[VEC_SUMS] = {{0}}, l3[VEC_SUMS] = {{0}};
	vec t[TOGETHER];
	int begin, end;
	for (int i = 0; i < N; i++)              /* a row of -inf: its weights are 0 */
		t[i] = vec_max(vec_set(-0x1.fffffep+127f), vec_set(scene->top[r + i]));
	range_of(scene, r, &begin, &end);
	float *s = scene->scores + r * TILE_STRIDE;
	for (int j = begin; j < end; j += 16) {
		for (int i = 0; i < 4 && values; i++)
			__builtin_prefetch(values + j * 4 + i * 16, 0, 0);
		for (int i = 0; i < VEC_SUMS; i++) {
			float *at = s + j + i * LANES;
			vec w[TOGETHER];
			for (int row = 0; row < N; row++)
				w[row] = vec_load(at + row * TILE_STRIDE) - t[row];
			vec_exp2(w, N, unit, low);
			for (int row = 0; row < N; row++)
				vec_store(at + row * TILE_STRIDE, w[row]);
			l0[i] += w[0];
			if (N > 1) l1[i] += w[1];
			if (N > 2) l2[i] += w[2];
			if (N > 3) l3[i] += w[3];
		}
	}
	*(vec_any_quad *)(scene->sum + r) = vec_trees(l0, l1, l2, l3);
}

/* All scores become weights; maxima are found a step before they are waited for. */
static void weigh_rows(struct scene *scene)
{
	int rows = scene->rows;
	find_tops(scene, 0);
	for (int r = 0; r < rows; r += TOGETHER) {
		if (r + TOGETHER < rows)
			find_tops(scene, r + TOGETHER);
		switch (rows - r) {
		case 1: weigh(1, scene, r); break;
		case 2: weigh(2, scene, r); break;
		default: weigh(TOGETHER, scene, r);
		}
	}
}

/* The rows' maxima and sums take up those of the block, LANES rows at a time; the next band's stay as they are. */
static void merge_sums(struct scene *scene)
{
	float *tops = scene->tile->top + scene->at, *sums = scene->tile->sum + scene->at;
	vec unit = vec_set(scene->tile->unit), low = vec_set(scene->tile->low);
	for (int r = 0; r < scene->rows; r += LANES) {
		vec old = vec_load(tops + r), new = vec_load(scene->top + r), top = vec_max(old, new);
		vec base = vec_max(vec_set(-0x1.fffffep+127f), top);
		vec scale[2] = { old - base, new - base };
		vec_exp2(scale, 2, unit, low);
		vec sum = vec_fma(vec_load(scene->sum + r), scale[1], vec_load(sums + r) * scale[0]);
		vec_store(scene->kept + r, scale[0]);
		vec_store(scene->added + r, scale[1]);
		vec_store(sums + r, sum);
		vec_store(tops + r, top);
	}
}

/* ---- Values ---- */

static void add_columns(const struct scene *scene, int g, int vectors, int part, int64_t column)
{
	const struct tile *tile = scene->tile;
	int begin = scene->begin[g], first = g * TILE_GROUP, n = rows_of(scene, g), at = 0;
	struct span span = { .v = tile->v + (scene->first + begin) * tile->v_row,
	                     .v_row = tile->v_row, .keys = scene->end[g] - begin };
	const struct tile_row *row = scene->row + first;
#define ADD(N, PART) \
	span.weights = scene->scores + (first + at) * TILE_STRIDE + begin; \
	add_values(R, N, PART, &span, column, row + at, scene->kept + first + at, \
	           scene->added + first + at)
#define CALL \
	if (part) { \
		ADD(1, part); \
	} else \
		switch (vectors) { \
		case 1: ADD(1, 0); break; \
		case 2: ADD(2, 0); break; \
		case 3: ADD(3, 0); break; \
		default: ADD(WIDE, 0); \
		}
	EACH_PART(n, at, CALL)
#undef CALL
#undef ADD
}

/* One row, and only what is not multiplied by 0. */
static void add_carefully(const struct scene *scene, int r, int begin, int end)
{
	const struct tile *tile = scene->tile;
	const float *w = scene->scores + r * TILE_STRIDE, *v = tile->v + scene->first * tile->v_row;
	float kept = scene->kept[r], added = scene->added[r], *out = scene->row[r].out;
	for (int64_t column = 0; column < tile->d_v; column++) {
		float sum = 0, old = kept != 0 ? out[column] * kept : 0;
		for (int j = begin; j < end; j++)
			if (w[j] != 0)
				sum = fmaf(w[j], v[j * tile->v_row + column], sum);
		out[column] = added != 0 ? fmaf(sum, added, old) : old;
	}
}

static void add_block(const struct scene *scene)
{
	int64_t d_v = scene->tile->d_v;
	for (int64_t column = 0; column < d_v; column += WIDE * LANES) {
		int64_t left = d_v - column;
		for (int g = 0; g < groups_of(scene); g++) {
			int vectors = (int)(left < WIDE * LANES ? left / LANES : WIDE);
			if (scene->end[g] <= scene->begin[g])
				continue;
			if (vectors)
				add_columns(scene, g, vectors, 0, column);
			if (vectors < WIDE && left % LANES)
				add_columns(scene, g, 1, (int)(left % LANES), column + vectors * LANES);
		}
	}
}

/* ---- Values for few rows ---- */

static void merge_row(float *out, const float *values, int64_t d_v, float kept, float added)
{
	vec keep = vec_set(kept), add = vec_set(added);
	int64_t i = 0;
	for (; i + LANES <= d_v; i += LANES)
		vec_store(out + i, vec_fma(vec_load(values + i), add, vec_load(out + i) * keep));
	for (; i < d_v; i++)
		out[i] = fmaf(values[i], added, out[i] * kept);
}

/* As many rows as have their sums in registers, or two; then a few keys at a time, which the first cache holds. */
static void add_few(const struct scene *scene)
{
	const struct tile *tile = scene->tile;
	int begin = scene->begin[0], end = scene->end[0], rows = scene->rows;
	int together = rows > 2 && tile->d_v * 4 <= SIDE * LANES ? 4 : 2;
	for (int64_t column = 0; column < tile->d_v; column += SUM_COLUMNS) {
		_Alignas(64) float sums[FEW_ROWS][SUM_COLUMNS];
		int64_t left = tile->d_v - column, columns = left < SUM_COLUMNS ? left : SUM_COLUMNS;
		memset(sums, 0, sizeof sums);
		for (int j = begin; j < end; j += SUM_KEYS)
			for (int r = 0; r < rows; r += together) {
				struct span span = { .weights = scene->scores + r * TILE_STRIDE + j,
				                     .v = tile->v + (scene->first + j) * tile->v_row + column,
				                     .v_row = tile->v_row, .keys = end - j < SUM_KEYS ? end - j : SUM_KEYS,
				                     .in_pairs = tile->in_pairs };
				add_span(rows - r < 2 ? 1 : together, &span, columns, sums[r]);
			}
		for (int r = 0; r < rows; r++)
			merge_row(scene->row[r].out + column, sums[r], columns, scene->kept[r], scene->added[r]);
	}
}

/* ---- Blocks ---- */

/* The keys of the block from the first to the last that the row sees. */
static void find_seen(const struct tile_row *row, int64_t first, int *begin, int *end)
{
	int64_t keys = row->keys - first;
	*begin = 0;
	*end = keys < 0 ? 0 : keys < KEY_BLOCK ? (int)keys : KEY_BLOCK;
	if (!row->seen)
		return;
	while (*end > 0 && !row->seen[first + *end - 1])
		--*end;
	while (*begin < *end && !row->seen[first + *begin])
		++*begin;
}

static bool sees_all(const struct scene *scene)
{
	for (int r = 0; r < scene->rows; r++)
		if (scene->row[r].seen || scene->row[r].keys - scene->first < KEY_BLOCK)
			return false;
	return !scene->tile->is_scaled;
}

/* What each group sees; false: nothing at all. */
static bool find_ranges(struct scene *scene)
{
	bool whole = scene->whole = sees_all(scene), any = whole;
	for (int g = 0; g < groups_of(scene); g++) {
		scene->begin[g] = whole ? 0 : KEY_BLOCK;
		scene->end[g] = whole ? KEY_BLOCK : 0;
	}
	for (int r = 0; r < scene->rows && !whole; r++) {
		int g = r / TILE_GROUP, begin, end;
		find_seen(&scene->row[r], scene->first, &begin, &end);
		if (begin < end) {
			any = true;
			begin = begin / 16 * 16;
			scene->begin[g] = begin < scene->begin[g] ? begin : scene->begin[g];
			scene->end[g] = end > scene->end[g] ? end : scene->end[g];
		}
	}
	return any;
}

/* The same for all groups, of few rows. */
static bool find_range(struct scene *scene)
{
	bool any = find_ranges(scene);
	if (any && scene->rows > TILE_GROUP) {
		int begin = scene->begin[0] < scene->begin[1] ? scene->begin[0] : scene->begin[1];
		int end = scene->end[0] > scene->end[1] ? scene->end[0] : scene->end[1];
		scene->begin[0] = scene->begin[1] = begin;
		scene->end[0] = scene->end[1] = end;
	}
	return any;
}

static void add_scores(struct scene *scene)
{
	weigh_rows(scene);
	merge_sums(scene);
	if (scene->tile->careful)
		for (int r = 0; r < scene->rows; r++)
			add_carefully(scene, r, scene->begin[r / TILE_GROUP], scene->end[r / TILE_GROUP]);
	else if (scene->panels)
		add_block(scene);
	else
		add_few(scene);
}

/* The queries of a band are asked for while the one before it meets its first block: they come from memory. */
static void fetch_queries(const struct tile *tile, int at)
{
	for (int r = at; r < tile->rows && r < at + BAND_ROWS; r++)
		for (int64_t p = 0; p < tile->d; p += 16)
			__builtin_prefetch(tile->row[r].q + p);
}

/* Keys that other tiles do not need are packed here, when the first band sees some. */
static void attend_block(struct tile *tile, int64_t first)
{
	_Alignas(64) float scores[BAND_ROWS * TILE_STRIDE], packed[KEY_BLOCK * TILE_PACKED];
	int64_t keys = tile->keys - first < KEY_BLOCK ? tile->keys - first : KEY_BLOCK;
	struct scene scene = { .first = first, .scores = scores };
	scene.panels = tile->panels ? tile->panels + first * tile->d : NULL;
	for (int at = 0; at < tile->rows; at += BAND_ROWS) {
		open_band(&scene, tile, at);
		if (!find_ranges(&scene))
			continue;
		if (!scene.panels) {
			pack(packed, tile->k + first * tile->k_row, tile->k_row, tile->d, keys);
			scene.panels = packed;
		}
		if (first == 0)
			fetch_queries(tile, at + BAND_ROWS);
		score(&scene);
		add_scores(&scene);
	}
}

/*
 * Few rows wait for memory, and each time that one stream of it ends and another begins, as
 * long as some kilobytes take: the keys of many blocks are read first, then their values.
 */
static void attend_strip(struct tile *tile, int64_t first, int64_t end)
{
	_Alignas(64) float scores[STRIP_KEYS / KEY_BLOCK][FEW_ROWS * TILE_STRIDE];
	struct scene scene = { .panels = NULL };
	open_band(&scene, tile, 0);
	for (scene.first = first; scene.first < end; scene.first += KEY_BLOCK) {
		scene.scores = scores[(scene.first - first) / KEY_BLOCK];
		if (find_range(&scene))
			score_few(&scene);
	}
	for (scene.first = first; scene.first < end; scene.first += KEY_BLOCK) {
		scene.scores = scores[(scene.first - first) / KEY_BLOCK];
		if (find_range(&scene))
			add_scores(&scene);
	}
}

static void attend_keys(struct tile *tile, int64_t first, int64_t end)
{
	end = end < tile->keys ? end : tile->keys;
	if (!tile->panels && tile->rows <= FEW_ROWS)
		attend_strip(tile, first, end);
	else
		for (; first < end; first += KEY_BLOCK)
			attend_block(tile, first);
}

/* ---- Blocks that were computed apart ---- */

static void merge(struct tile *tile, const float *top, const float *sum, const float *values)
{
	struct scene scene;
	for (int at = 0; at < tile->rows; at += BAND_ROWS) {
		open_band(&scene, tile, at);
		memcpy(scene.top, top + at, (size_t)scene.rows * sizeof *top);
		memcpy(scene.sum, sum + at, (size_t)scene.rows * sizeof *sum);
		merge_sums(&scene);
		for (int r = 0; r < scene.rows; r++)
			merge_row(scene.row[r].out, values + (at + r) * tile->d_v, tile->d_v, scene.kept[r],
			          scene.added[r]);
	}
}

/* ---- The end ---- */

/*
 * x / sum, rightly rounded from the rightly rounded 1 / sum (Markstein 1990); one NaN, and
 * one zero. Which are NaN, of -1 and 0.
 */
VEC_INLINE vec_int divide(vec *x, vec sum, vec factor)
{
	vec near = *x * factor, exact = vec_fma(vec_fma(-sum, near, *x), factor, near);
	exact = vec_select(exact == exact, exact, near) + 0.0f;
	*x = vec_select(exact == exact, exact, vec_set(NAN));
	return exact != exact;
}

/* The result of a row; what became NaN in each lane, unless there is nothing to divide by. */
static vec_int finish_row(float *out, int64_t d_v, float by)
{
	vec sum = vec_set(by), factor = vec_set(1 / by);
	vec_int bad = { 0 };
	for (; d_v >= LANES; d_v -= LANES, out += LANES) {
		vec x = vec_load(out);
		bad |= divide(&x, sum, factor);
		vec_store(out, x);
	}
	if (d_v) {
		vec x = vec_load_part(out, (int)d_v);
		bad |= divide(&x, sum, factor);
		vec_store_part(out, x, (int)d_v);
	}
	return bad & (sum > 0);
}

/* False when infinite values made some of it NaN. */
static bool finish(struct tile *tile)
{
	vec_int bad = { 0 };
	for (int r = 0; r < tile->rows; r++)
		bad |= finish_row(tile->row[r].out, tile->d_v, tile->sum[r]);
	for (int i = 0; i < LANES; i++)
		if (bad[i] && !tile->careful)
			return false;
	return true;
}

const struct tile_kernels PASTE(tile_kernels_, SIMD) = {
	.panel = PANEL, .pack = pack, .keys = attend_keys, .merge = merge, .finish = finish,
};
