/*
 * Compiled once for each instruction-set level, with SIMD = base, v3 or v4.
 *
 * Both products are the same loop over a sum's index: GROUP rows of numbers, each spread
 * over a vector, times vectors that are read once for all rows. The accumulators have
 * names, since gcc 12 spills an array of them:
 *
 *	scores   c[row][key]    = fma(q[row][p], panel[p][key], c)       p = 0 ... d-1
 *	values   c[row][column] = fma(weight[row][j], v[j][column], c)   j = first ... last key
 */
#include "engine/attention_tile.h"
#include "engine/exp_vec.h"

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)

/* Vectors side by side: with TILE_GROUP rows, accumulators for three quarters of the registers. */
#if defined(__AVX2__) && !defined(__AVX512F__)
enum { WIDE = 2 };
#else
enum { WIDE = 4 };
#endif
enum { PANEL = WIDE * LANES, TOGETHER = 4 };

/* What one block adds to: scores, and what its rows make of them. */
struct scene {
	struct tile *tile;
	int64_t first;                       /* the first key */
	int begin[TILE_ROWS / TILE_GROUP];   /* what a group of rows sees of the block: */
	int end[TILE_ROWS / TILE_GROUP];     /* from a multiple of 16 on, and where it ends */
	float top[TILE_ROWS], sum[TILE_ROWS];         /* of the rows' scores, of their weights */
	float kept[TILE_ROWS], added[TILE_ROWS];      /* what the old and the new are multiplied by */
	float scores[TILE_ROWS * TILE_STRIDE] __attribute__((aligned(64)));
};

#define DECLARE_ROW(r) vec c##r##0 = {0}, c##r##1 = {0}, c##r##2 = {0}, c##r##3 = {0};

#define ADD_ROW(r, x) \
	if (R > r) { \
		vec a = vec_set(x); \
		c##r##0 = vec_fma(a, b0, c##r##0); \
		if (N > 1) c##r##1 = vec_fma(a, b1, c##r##1); \
		if (N > 2) c##r##2 = vec_fma(a, b2, c##r##2); \
		if (N > 3) c##r##3 = vec_fma(a, b3, c##r##3); \
	}

#define STORE_ROW(r) \
	if (R > r) { \
		vec_store(s + r * TILE_STRIDE, c##r##0); \
		if (N > 1) vec_store(s + r * TILE_STRIDE + LANES, c##r##1); \
		if (N > 2) vec_store(s + r * TILE_STRIDE + 2 * LANES, c##r##2); \
		if (N > 3) vec_store(s + r * TILE_STRIDE + 3 * LANES, c##r##3); \
	}

/* R rows by N vectors of scores. */
VEC_INLINE void dot(const int R, const int N, const struct tile_row *row, const float *panel,
                    int64_t d, float *s)
{
	const float *q0 = row[0].q, *q1 = row[R > 1 ? 1 : 0].q, *q2 = row[R > 2 ? 2 : 0].q;
	const float *q3 = row[R > 3 ? 3 : 0].q, *q4 = row[R > 4 ? 4 : 0].q, *q5 = row[R > 5 ? 5 : 0].q;
	DECLARE_ROW(0) DECLARE_ROW(1) DECLARE_ROW(2) DECLARE_ROW(3) DECLARE_ROW(4) DECLARE_ROW(5)
	for (int64_t p = 0; p < d; p++, panel += PANEL) {
		vec b0 = vec_load(panel), b1 = b0, b2 = b0, b3 = b0;
		if (N > 1) b1 = vec_load(panel + LANES);
		if (N > 2) b2 = vec_load(panel + 2 * LANES);
		if (N > 3) b3 = vec_load(panel + 3 * LANES);
		ADD_ROW(0, q0[p]) ADD_ROW(1, q1[p]) ADD_ROW(2, q2[p])
		ADD_ROW(3, q3[p]) ADD_ROW(4, q4[p]) ADD_ROW(5, q5[p])
	}
	STORE_ROW(0) STORE_ROW(1) STORE_ROW(2) STORE_ROW(3) STORE_ROW(4) STORE_ROW(5)
}

#define MERGE(out, c, r) \
	vec_store(out, vec_fma(c, added, vec_load(out) * kept))

#define MERGE_ROW(r) \
	if (R > r) { \
		float *out = row[r].out + column; \
		vec kept = vec_set(kept_by[r]), added = vec_set(added_by[r]); \
		if (part) { \
			vec_store_part(out, vec_fma(c##r##0, added, vec_load_part(out, part) * kept), part); \
		} else { \
			MERGE(out, c##r##0, r); \
			if (N > 1) MERGE(out + LANES, c##r##1, r); \
			if (N > 2) MERGE(out + 2 * LANES, c##r##2, r); \
			if (N > 3) MERGE(out + 3 * LANES, c##r##3, r); \
		} \
	}

/* The keys of a block that some rows see together. */
struct span {
	const float *weights;    /* of the first row and key; rows TILE_STRIDE apart */
	const float *v;          /* of the first key */
	int64_t v_row, keys;
};

/* R rows by N vectors of values, or N = 1 and the first `part` floats of it. */
VEC_INLINE void add_values(const int R, const int N, const int part, const struct span *span,
                           int64_t column, const struct tile_row *row, const float *kept_by,
                           const float *added_by)
{
	const float *w = span->weights, *v = span->v + column;
	DECLARE_ROW(0) DECLARE_ROW(1) DECLARE_ROW(2) DECLARE_ROW(3) DECLARE_ROW(4) DECLARE_ROW(5)
	for (int64_t j = 0; j < span->keys; j++, v += span->v_row) {
		vec b0 = part ? vec_load_part(v, part) : vec_load(v), b1 = b0, b2 = b0, b3 = b0;
		if (N > 1) b1 = vec_load(v + LANES);
		if (N > 2) b2 = vec_load(v + 2 * LANES);
		if (N > 3) b3 = vec_load(v + 3 * LANES);
		ADD_ROW(0, w[j]) ADD_ROW(1, w[j + TILE_STRIDE]) ADD_ROW(2, w[j + 2 * TILE_STRIDE])
		ADD_ROW(3, w[j + 3 * TILE_STRIDE]) ADD_ROW(4, w[j + 4 * TILE_STRIDE])
		ADD_ROW(5, w[j + 5 * TILE_STRIDE])
	}
	MERGE_ROW(0) MERGE_ROW(1) MERGE_ROW(2) MERGE_ROW(3) MERGE_ROW(4) MERGE_ROW(5)
}

/* Calls f(6, ...), or 4, 2, 1 until the group's n rows are done: each a constant. */
#define EACH_PART(n, at, CALL) \
	if ((n) == TILE_GROUP) { \
		enum { R = TILE_GROUP }; \
		CALL \
	} else { \
		if ((n) & 4) { enum { R = 4 }; CALL at += 4; } \
		if ((n) & 2) { enum { R = 2 }; CALL at += 2; } \
		if ((n) & 1) { enum { R = 1 }; CALL } \
	}

static void dot_panel(const struct tile_row *row, int n, int vectors, const float *panel,
                      int64_t d, float *s)
{
	int at = 0;
#define CALL \
	switch (vectors) { \
	case 1: dot(R, 1, row + at, panel, d, s + at * TILE_STRIDE); break; \
	case 2: dot(R, 2, row + at, panel, d, s + at * TILE_STRIDE); break; \
	case 3: dot(R, 3, row + at, panel, d, s + at * TILE_STRIDE); break; \
	default: dot(R, WIDE, row + at, panel, d, s + at * TILE_STRIDE); \
	}
	EACH_PART(n, at, CALL)
#undef CALL
}

/* LANES keys that are not packed: four floats of each at a time are turned in registers. */
VEC_INLINE void dot_keys(const int R, const struct tile_row *row, const float *k, int64_t k_row,
                         int64_t d, float *s)
{
	enum { QUADS = LANES / 4 };
	const float *q0 = row[0].q, *q1 = row[R > 1 ? 1 : 0].q, *q2 = row[R > 2 ? 2 : 0].q;
	const float *q3 = row[R > 3 ? 3 : 0].q, *q4 = row[R > 4 ? 4 : 0].q, *q5 = row[R > 5 ? 5 : 0].q;
	vec c0 = {0}, c1 = {0}, c2 = {0}, c3 = {0}, c4 = {0}, c5 = {0};
#define ADD(r, p, x) if (R > r) c##r = vec_fma(vec_set(q##r[p]), x, c##r);
#define ADD_ALL(p, x) ADD(0, p, x) ADD(1, p, x) ADD(2, p, x) ADD(3, p, x) ADD(4, p, x) ADD(5, p, x)
	int64_t p = 0;
	for (; p + 4 <= d; p += 4) {
		vec x0 = vec_load_quads(k + p, 4 * k_row);
		vec x1 = vec_load_quads(k + k_row + p, 4 * k_row);
		vec x2 = vec_load_quads(k + 2 * k_row + p, 4 * k_row);
		vec x3 = vec_load_quads(k + 3 * k_row + p, 4 * k_row);
		vec_turn(&x0, &x1, &x2, &x3);
		ADD_ALL(p, x0) ADD_ALL(p + 1, x1) ADD_ALL(p + 2, x2) ADD_ALL(p + 3, x3)
	}
	for (; p < d; p++) {
		vec x = {0};
		for (int i = 0; i < LANES; i++)
			x[i] = k[i * k_row + p];
		ADD_ALL(p, x)
	}
#define STORE(r) if (R > r) vec_store(s + r * TILE_STRIDE, c##r);
	STORE(0) STORE(1) STORE(2) STORE(3) STORE(4) STORE(5)
#undef STORE
#undef ADD_ALL
#undef ADD
}

/* One key after the other: the last few, fewer than LANES. */
static void dot_last(const struct tile_row *row, int n, const struct tile *tile, int64_t key,
                     float *s)
{
	const float *k = tile->k + key * tile->k_row;
	for (int r = 0; r < n; r++) {
		float sum = 0;
		for (int64_t p = 0; p < tile->d; p++)
			sum = fmaf(row[r].q[p], k[p], sum);
		s[r * TILE_STRIDE] = sum;
	}
}

/* Asks for rows of memory that are read next, so that it is never idle. */
static void fetch(const float *p, int64_t row, int64_t rows, int64_t columns)
{
	for (int64_t i = 0; i < rows; i++, p += row)
		for (int64_t c = 0; c < columns; c += 16)
			__builtin_prefetch(p + c, 0, 2);
}

/* Scores of a group of n rows with the keys begin .. end of the block; their values come next. */
static void dot_unpacked(const struct scene *scene, const struct tile_row *row, int n,
                         const int *range, float *s)
{
	const struct tile *tile = scene->tile;
	int j = range[0];
	for (; j + LANES <= range[1]; j += LANES) {
		const float *k = tile->k + (scene->first + j) * tile->k_row;
		int at = 0;
		fetch(tile->v + (scene->first + j) * tile->v_row, tile->v_row, LANES, tile->d_v);
#define CALL dot_keys(R, row + at, k, tile->k_row, tile->d, s + at * TILE_STRIDE + j);
		EACH_PART(n, at, CALL)
#undef CALL
	}
	for (; j < range[1]; j++)
		dot_last(row, n, tile, scene->first + j, s + j);
}

static int rows_of(const struct tile *tile, int group)
{
	int rows = tile->rows - group * TILE_GROUP;
	return rows < TILE_GROUP ? rows : TILE_GROUP;
}

static void score(struct scene *scene)
{
	const struct tile *tile = scene->tile;
	int groups = (tile->rows + TILE_GROUP - 1) / TILE_GROUP;
	for (int j = 0; j < KEY_BLOCK && tile->panels; j += PANEL)
		for (int g = 0; g < groups; g++) {
			int vectors = (scene->end[g] - j + LANES - 1) / LANES;
			if (scene->end[g] <= j || scene->begin[g] >= j + PANEL)
				continue;
			dot_panel(tile->row + g * TILE_GROUP, rows_of(tile, g), vectors < WIDE ? vectors : WIDE,
			          tile->panels + (scene->first + j) * tile->d, tile->d,
			          scene->scores + g * TILE_GROUP * TILE_STRIDE + j);
		}
	for (int g = 0; g < groups && !tile->panels; g++) {
		int range[] = { scene->begin[g], scene->end[g] };
		dot_unpacked(scene, tile->row + g * TILE_GROUP, rows_of(tile, g), range,
		             scene->scores + g * TILE_GROUP * TILE_STRIDE);
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
	const struct tile_row *row = &tile->row[r];
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
	b = b * TILE_GROUP < scene->tile->rows ? b : a;
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
	int rows = scene->tile->rows, begin, end;
	vec_quad tops = { 0 };
	range_of(scene, r, &begin, &end);
	s += begin;
	for (int i = r; i < r + TOGETHER && begin < end; i++)
		if (i < rows)
			mask_row(scene, i, begin, end - begin);
		else
			hide(&scene->tile->row[r], 0, 0, end - begin, s + (i - r) * TILE_STRIDE);
	if (begin < end)
		tops = vec_tops(top_lanes(s, end - begin), top_lanes(s + TILE_STRIDE, end - begin),
		                top_lanes(s + 2 * TILE_STRIDE, end - begin),
		                top_lanes(s + 3 * TILE_STRIDE, end - begin));
	else
		tops -= INFINITY;
	*(vec_any_quad *)(scene->top + r) = tops;
}

/*
 * The scores of four rows become 2^((s - top) * unit), together, since one exponential
 * waits for itself at each step. Their sums go to scene->sum.
 */
static void weigh(struct scene *scene, int r)
{
	const struct tile *tile = scene->tile;
	vec unit = vec_set(tile->unit), low = vec_set(tile->low);
	vec l0[VEC_SUMS] = {{0}}, l1[VEC_SUMS] = {{0}}, l2[VEC_SUMS] = {{0}}, l3[VEC_SUMS] = {{0}};
	vec t[TOGETHER];
	int begin, end;
	for (int i = 0; i < TOGETHER; i++)       /* a row of -inf: its weights are 0 */
		t[i] = vec_max(vec_set(-0x1.fffffep+127f), vec_set(scene->top[r + i]));
	range_of(scene, r, &begin, &end);
	float *s0 = scene->scores + r * TILE_STRIDE, *s1 = s0 + TILE_STRIDE;
	float *s2 = s1 + TILE_STRIDE, *s3 = s2 + TILE_STRIDE;
	for (int j = begin; j < end; j += 16)
		for (int i = 0; i < VEC_SUMS; i++) {
			int at = j + i * LANES;
			vec w[TOGETHER] = { vec_load(s0 + at) - t[0], vec_load(s1 + at) - t[1],
			                    vec_load(s2 + at) - t[2], vec_load(s3 + at) - t[3] };
			vec_exp2(w, TOGETHER, unit, low);
			vec_store(s0 + at, w[0]);
			vec_store(s1 + at, w[1]);
			vec_store(s2 + at, w[2]);
			vec_store(s3 + at, w[3]);
			l0[i] += w[0];
			l1[i] += w[1];
			l2[i] += w[2];
			l3[i] += w[3];
		}
	*(vec_any_quad *)(scene->sum + r) = vec_trees(l0, l1, l2, l3);
}

/* All scores become weights; maxima are found a step before they are waited for. */
static void weigh_rows(struct scene *scene)
{
	int rows = scene->tile->rows;
	find_tops(scene, 0);
	for (int r = 0; r < rows; r += TOGETHER) {
		if (r + TOGETHER < rows)
			find_tops(scene, r + TOGETHER);
		weigh(scene, r);
	}
}

/* The rows' maxima and sums take up those of the block, LANES rows at a time. */
static void merge_sums(struct scene *scene)
{
	struct tile *tile = scene->tile;
	vec unit = vec_set(tile->unit), low = vec_set(tile->low);
	for (int r = (tile->rows + TOGETHER - 1) / TOGETHER * TOGETHER; r % LANES; r++) {
		scene->top[r] = -INFINITY;
		scene->sum[r] = 0;
	}
	for (int r = 0; r < tile->rows; r += LANES) {
		vec old = vec_load(tile->top + r), new = vec_load(scene->top + r), top = vec_max(old, new);
		vec base = vec_max(vec_set(-0x1.fffffep+127f), top);
		vec scale[2] = { old - base, new - base };
		vec_exp2(scale, 2, unit, low);
		vec sum = vec_fma(vec_load(scene->sum + r), scale[1], vec_load(tile->sum + r) * scale[0]);
		vec_store(scene->kept + r, scale[0]);
		vec_store(scene->added + r, scale[1]);
		vec_store(tile->sum + r, sum);
		vec_store(tile->top + r, top);
	}
}

/* ---- Values ---- */

static void add_columns(const struct scene *scene, int g, int vectors, int part, int64_t column)
{
	const struct tile *tile = scene->tile;
	int begin = scene->begin[g], first = g * TILE_GROUP, n = rows_of(tile, g), at = 0;
	struct span span = { .v = tile->v + (scene->first + begin) * tile->v_row,
	                     .v_row = tile->v_row, .keys = scene->end[g] - begin };
	const struct tile_row *row = tile->row + first;
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
	float kept = scene->kept[r], added = scene->added[r], *out = tile->row[r].out;
	for (int64_t column = 0; column < tile->d_v; column++) {
		float sum = 0, old = kept != 0 ? out[column] * kept : 0;
		for (int j = begin; j < end; j++)
			if (w[j] != 0)
				sum = fmaf(w[j], v[j * tile->v_row + column], sum);
		out[column] = added != 0 ? fmaf(sum, added, old) : old;
	}
}

/* The share of the next block's keys that goes with the columns from `column` on. */
static void fetch_next(const struct scene *scene, int64_t column)
{
	const struct tile *tile = scene->tile;
	int64_t parts = (tile->d_v + PANEL - 1) / PANEL, share = (KEY_BLOCK + parts - 1) / parts;
	int64_t first = scene->first + KEY_BLOCK + column / PANEL * share;
	int64_t left = tile->keys - first;
	if (!tile->panels)
		fetch(tile->k + first * tile->k_row, tile->k_row, left < share ? left : share, tile->d);
}

static void add_block(const struct scene *scene, int groups)
{
	int64_t d_v = scene->tile->d_v;
	for (int r = 0; r < scene->tile->rows && scene->tile->careful; r++)
		add_carefully(scene, r, scene->begin[r / TILE_GROUP], scene->end[r / TILE_GROUP]);
	for (int64_t column = 0; column < d_v && !scene->tile->careful; column += PANEL) {
		fetch_next(scene, column);
		for (int g = 0; g < groups; g++) {
			int64_t left = d_v - column;
			int vectors = left < PANEL ? (int)left / LANES : WIDE;
			if (scene->end[g] <= scene->begin[g])
				continue;
			if (vectors)
				add_columns(scene, g, vectors, 0, column);
			if (vectors < WIDE && left % LANES)
				add_columns(scene, g, 1, (int)(left % LANES), column + vectors * LANES);
		}
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

/* What each group sees; false: nothing at all. */
static bool find_ranges(struct scene *scene)
{
	const struct tile *tile = scene->tile;
	bool any = false;
	for (int r = 0; r < tile->rows; r++) {
		int g = r / TILE_GROUP, begin, end;
		if (r % TILE_GROUP == 0) {
			scene->begin[g] = KEY_BLOCK;
			scene->end[g] = 0;
		}
		find_seen(&tile->row[r], scene->first, &begin, &end);
		if (begin < end) {
			any = true;
			begin = begin / 16 * 16;
			scene->begin[g] = begin < scene->begin[g] ? begin : scene->begin[g];
			scene->end[g] = end > scene->end[g] ? end : scene->end[g];
		}
	}
	return any;
}

static void attend_block(struct tile *tile, int64_t first)
{
	struct scene scene;
	int groups = (tile->rows + TILE_GROUP - 1) / TILE_GROUP;
	scene.tile = tile;
	scene.first = first;
	if (!find_ranges(&scene))
		return;
	score(&scene);
	weigh_rows(&scene);
	merge_sums(&scene);
	add_block(&scene, groups);
}

/* ---- The end ---- */

/*
 * x / sum, rightly rounded from the rightly rounded 1 / sum (Markstein 1990); one NaN, and
 * one zero. False when infinite values made it NaN.
 */
static bool finish_row(float *out, int64_t d_v, float sum)
{
	float factor = 1 / sum;
	int bad = 0;
	for (int64_t i = 0; i < d_v; i++) {
		float near = out[i] * factor, x = fmaf(fmaf(-sum, near, out[i]), factor, near);
		x = (x == x ? x : near) + 0.0f;
		bad |= x != x;
		out[i] = x == x ? x : NAN;
	}
	return !bad || !(sum > 0);
}

static bool finish(struct tile *tile)
{
	bool fine = true;
	for (int r = 0; r < tile->rows; r++)
		fine &= finish_row(tile->row[r].out, tile->d_v, tile->sum[r]);
	return fine || tile->careful;
}

/* ---- Packing ---- */

static void pack(float *panels, const float *k, int64_t k_row, int64_t d, int64_t n)
{
	for (int64_t j = 0; j < n; j += LANES) {
		float *to = panels + j / PANEL * PANEL * d + j % PANEL;
		int64_t left = n - j, p = 0;
		const float *from = k + j * k_row;
		for (; p + 4 <= d && left >= LANES; p += 4) {
			vec x0 = vec_load_quads(from + p, 4 * k_row);
			vec x1 = vec_load_quads(from + k_row + p, 4 * k_row);
			vec x2 = vec_load_quads(from + 2 * k_row + p, 4 * k_row);
			vec x3 = vec_load_quads(from + 3 * k_row + p, 4 * k_row);
			vec_turn(&x0, &x1, &x2, &x3);
			vec_store(to + p * PANEL, x0);
			vec_store(to + (p + 1) * PANEL, x1);
			vec_store(to + (p + 2) * PANEL, x2);
			vec_store(to + (p + 3) * PANEL, x3);
		}
		for (; p < d; p++)
			for (int i = 0; i < LANES; i++)
				to[p * PANEL + i] = i < left ? from[i * k_row + p] : 0;
	}
}

const struct tile_kernels PASTE(tile_kernels_, SIMD) = {
	.panel = PANEL, .pack = pack, .block = attend_block, .finish = finish,
};
