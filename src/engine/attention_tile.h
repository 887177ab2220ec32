/*
 * The inner part of attention.h, for engine/ alone: some rows of queries against one
 * block of keys after the other. attention_simd.c is compiled once for each
 * instruction-set level.
 */
#ifndef ENGINE_ATTENTION_TILE_H
#define ENGINE_ATTENTION_TILE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	KEY_BLOCK = 256,                    /* attention.h: changes the bits */
	TILE_ROWS = 96,                     /* changes nothing but speed, as the rest here */
	TILE_SLOTS = TILE_ROWS + 16,        /* rows, and whole vectors of them from any one on */
	TILE_GROUP = 6,                     /* rows that are computed together */
	FEW_ROWS = 8,                       /* so few read the keys as they lie, */
	STRIP_KEYS = 4096,                  /* so many before their values */
	TILE_PACKED = 128,                  /* a tile alone packs its keys itself up to this d */
	TILE_STRIDE = KEY_BLOCK + 16,       /* floats from one row of scores to the next */
};

/* One row of queries: what it reads and where it writes. */
struct tile_row {
	const float *q;         /* (d) */
	float *out;             /* (d_v) */
	const uint8_t *seen;    /* (T_k): 0 = hidden; or NULL */
	const float *bias;      /* (T_k), added to the scores; or NULL */
	int64_t keys;           /* it sees no more than the first so many */
};

struct tile {
	const float *k;         /* (T_k, d), rows k_row floats apart */
	const float *panels;    /* the same as (T_k / panel, d, panel), or NULL: */
	                        /* then rows <= FEW_ROWS or d <= TILE_PACKED */
	const float *v;         /* (T_k, d_v), rows v_row floats apart */
	int64_t k_row, v_row, d, d_v, keys;   /* keys: read up to here, T_k or less */
	bool is_scaled;         /* scores are multiplied by `scale`, and a bias added */
	float scale;
	float unit, low;        /* a weight is 2^(unit * (s - max)); -127 / unit */
	bool careful;           /* skip products of a weight that is 0 */
	bool in_pairs;          /* simd_fetches_pairs() */
	int rows;
	struct tile_row row[TILE_ROWS];         /* of fewer than FEW_ROWS, the first stands in for the others */
	float top[TILE_SLOTS], sum[TILE_SLOTS]; /* the rows' maxima and sums so far; -inf and 0 */
};

/* Before the first block: out = 0, top = -inf, sum = 0. */
struct tile_kernels {
	int panel;              /* keys side by side in a panel */

	/* Turns n keys of d floats, k_row apart, into panels. */
	void (*pack)(float *panels, const float *k, int64_t k_row, int64_t d, int64_t n);

	/* The keys first ... end, multiples of KEY_BLOCK at most STRIP_KEYS apart, or to where each row's end. */
	void (*keys)(struct tile *tile, int64_t first, int64_t end);

	/*
	 * Takes up a block that another tile of the same rows has seen alone: its maxima, sums
	 * and values (rows, d_v). The bits are those of keys().
	 */
	void (*merge)(struct tile *tile, const float *top, const float *sum, const float *values);

	/* Divides by the sums. False: infinite values met weights of 0; begin again, careful. */
	bool (*finish)(struct tile *tile);
};

extern const struct tile_kernels tile_kernels_base;
#ifdef __x86_64__
extern const struct tile_kernels tile_kernels_v3, tile_kernels_v4;
#endif

#endif
