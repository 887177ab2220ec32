/*
 * The loops of matmul_block.h for one kind of number. matmul_simd.c includes this for
 * each, with
 *
 *	NAME(word)               names of its own
 *	REAL, VEC, WIDTH         a number, a vector of them, how many
 *	LOAD(p) STORE(p, x) SET(x) FMA(a, b, c) SETTLE(x)
 *
 * A tile is TILE_ROWS rows by two vectors of columns:
 *
 *	            b0   b1        for each p: two loads of b, and for each row
 *	x0[0]      c0_0 c0_1       one number of a and two FMAs
 *	x0[row]    c1_0 c1_1
 *	...
 *
 * Its sums are named scalars, not an array: compilers keep those in registers.
 */

#ifndef TILE_EACH_1
#define TILE_EACH_1(DO) DO(0, x0)
#define TILE_EACH_2(DO) TILE_EACH_1(DO) DO(1, x0)
#define TILE_EACH_3(DO) TILE_EACH_2(DO) DO(2, x0)
#define TILE_EACH_4(DO) TILE_EACH_3(DO) DO(3, x0)
#define TILE_EACH_5(DO) TILE_EACH_4(DO) DO(4, x1)
#define TILE_EACH_6(DO) TILE_EACH_5(DO) DO(5, x1)
#define TILE_EACH_7(DO) TILE_EACH_6(DO) DO(6, x1)
#define TILE_EACH_8(DO) TILE_EACH_7(DO) DO(7, x1)
#define TILE_EACH_9(DO) TILE_EACH_8(DO) DO(8, x2)
#define TILE_EACH_10(DO) TILE_EACH_9(DO) DO(9, x2)
#define TILE_EACH_11(DO) TILE_EACH_10(DO) DO(10, x2)
#define TILE_EACH_12(DO) TILE_EACH_11(DO) DO(11, x2)

#define TILE_BEGIN(i, x) \
	VEC c##i##_0 = s->add ? LOAD(c + i * s->c_row) : SET(0); \
	VEC c##i##_1 = s->add ? LOAD(c + i * s->c_row + WIDTH) : SET(0);
#define TILE_STEP(i, x) \
	VEC a##i = SET(x[i % 4 * row]); \
	c##i##_0 = FMA(a##i, b0, c##i##_0); \
	c##i##_1 = FMA(a##i, b1, c##i##_1);
#define TILE_SETTLE(i, x) c##i##_0 = SETTLE(c##i##_0); c##i##_1 = SETTLE(c##i##_1);
#define TILE_END(i, x) \
	STORE(c + i * s->c_row, c##i##_0); \
	STORE(c + i * s->c_row + WIDTH, c##i##_1);

#define TILE_DEFINE(ROWS) \
	static void NAME(tile_##ROWS)(REAL *restrict c, const REAL *restrict a, \
	                              const REAL *restrict b, const struct block *s) \
	{ \
		const int64_t row = s->a_row; \
		const REAL *x0 = a, *x1 = ROWS > 4 ? a + 4 * row : a, *x2 = ROWS > 8 ? a + 8 * row : a; \
		TILE_EACH_##ROWS(TILE_BEGIN) \
		for (int64_t p = s->depth; p > 0; p--) { \
			VEC b0 = LOAD(b), b1 = LOAD(b + WIDTH); \
			TILE_EACH_##ROWS(TILE_STEP) \
			x0 += s->a_depth, x1 += s->a_depth, x2 += s->a_depth, b += s->b_depth; \
		} \
		if (s->settle) { \
			TILE_EACH_##ROWS(TILE_SETTLE) \
		} \
		TILE_EACH_##ROWS(TILE_END) \
	}
#endif

TILE_DEFINE(1)
TILE_DEFINE(2)
TILE_DEFINE(3)
TILE_DEFINE(4)
#if TILE_ROWS > 4
TILE_DEFINE(5)
TILE_DEFINE(6)
#endif
#if TILE_ROWS > 6
TILE_DEFINE(7)
TILE_DEFINE(8)
TILE_DEFINE(9)
TILE_DEFINE(10)
TILE_DEFINE(11)
TILE_DEFINE(12)
#endif

typedef void NAME(tile)(REAL *restrict c, const REAL *restrict a, const REAL *restrict b,
                        const struct block *s);

static NAME(tile) *const NAME(tiles)[TILE_ROWS] = {
	NAME(tile_1), NAME(tile_2), NAME(tile_3), NAME(tile_4),
#if TILE_ROWS > 4
	NAME(tile_5), NAME(tile_6),
#endif
#if TILE_ROWS > 6
	NAME(tile_7), NAME(tile_8), NAME(tile_9), NAME(tile_10), NAME(tile_11), NAME(tile_12),
#endif
};

/* Columns of b as rows of 2 * WIDTH that follow each other, with zeros at the end. */
static void NAME(pack)(REAL *restrict to, const REAL *restrict b, int64_t columns,
                       const struct block *s)
{
	int64_t done = 0;
	if (columns < 2 * WIDTH)
		memset(to, 0, (size_t)s->depth * 2 * WIDTH * sizeof *to);
	if (s->b_column == 1 && columns == 2 * WIDTH) {
		for (int64_t p = 0; p < s->depth; p++) {
			STORE(to + p * 2 * WIDTH, LOAD(b + p * s->b_depth));
			STORE(to + p * 2 * WIDTH + WIDTH, LOAD(b + p * s->b_depth + WIDTH));
		}
		return;
	}
	if (s->b_depth == 1)
		for (; done + WIDTH <= columns; done += WIDTH)
			NAME(turn)(to + done, b + done * s->b_column, s);
	for (int64_t p = 0; p < s->depth; p++)
		for (int64_t j = done; j < columns; j++)
			to[p * 2 * WIDTH + j] = b[p * s->b_depth + j * s->b_column];
}

/* The tile of these rows in memory of its own, for what is no whole tile of c. */
static void NAME(tile_apart)(REAL *c, const REAL *a, const REAL *b, int64_t rows,
                             const struct block *s, int64_t columns)
{
	REAL own[TILE_ROWS * 2 * WIDTH];
	struct block apart = *s;
	apart.c_row = 2 * WIDTH;
	if (s->add)
		for (int64_t i = 0; i < rows; i++)
			for (int64_t j = 0; j < columns; j++)
				own[i * 2 * WIDTH + j] = c[i * s->c_row + j * s->c_column];
	NAME(tiles)[rows - 1](own, a, b, &apart);
	for (int64_t i = 0; i < rows; i++)
		for (int64_t j = 0; j < columns; j++)
			c[i * s->c_row + j * s->c_column] = own[i * 2 * WIDTH + j];
}

/* Rows of c from a panel of b: 2 * WIDTH columns or what is left of them. */
static void NAME(columns)(REAL *c, const REAL *a, const REAL *b, int64_t columns,
                          const struct block *s)
{
	bool whole = columns == 2 * WIDTH && s->c_column == 1;
	for (int64_t i = 0; i < s->rows; i += TILE_ROWS) {
		int64_t rows = s->rows - i < TILE_ROWS ? s->rows - i : TILE_ROWS;
		if (whole)
			NAME(tiles)[rows - 1](c + i * s->c_row, a + i * s->a_row, b, s);
		else
			NAME(tile_apart)(c + i * s->c_row, a + i * s->a_row, b, rows, s, columns);
	}
}

/* What is read by few tiles is read where it stands, if it is whole. */
static void NAME(block_small)(REAL *c, const REAL *a, const REAL *b, const struct block *s)
{
	_Alignas(64) REAL panel[BLOCK_DEPTH * 2 * WIDTH];
	struct block at_panel = *s;
	at_panel.b_depth = 2 * WIDTH;
	for (int64_t j = 0; j < s->columns; j += 2 * WIDTH) {
		int64_t columns = s->columns - j < 2 * WIDTH ? s->columns - j : 2 * WIDTH;
		const REAL *from = b + j * s->b_column;
		if (s->b_column != 1 || columns < 2 * WIDTH) {
			NAME(pack)(panel, from, columns, s);
			NAME(columns)(c + j * s->c_column, a, panel, columns, &at_panel);
		} else {
			NAME(columns)(c + j * s->c_column, a, from, columns, s);
		}
	}
}

/* All of b in panels first; then some rows of a, which stay in the cache, meet each of them. */
static void NAME(block_large)(REAL *c, const REAL *a, const REAL *b, const struct block *s)
{
	_Alignas(64) REAL panels[BLOCK_DEPTH * BLOCK_COLUMNS];
	struct block some = *s;
	some.b_depth = 2 * WIDTH;
	for (int64_t j = 0; j < s->columns; j += 2 * WIDTH) {
		int64_t columns = s->columns - j < 2 * WIDTH ? s->columns - j : 2 * WIDTH;
		NAME(pack)(panels + j * s->depth, b + j * s->b_column, columns, s);
	}
	for (int64_t i = 0; i < s->rows; i += CACHED_ROWS) {
		some.rows = s->rows - i < CACHED_ROWS ? s->rows - i : CACHED_ROWS;
		for (int64_t j = 0; j < s->columns; j += 2 * WIDTH) {
			int64_t columns = s->columns - j < 2 * WIDTH ? s->columns - j : 2 * WIDTH;
			NAME(columns)(c + i * s->c_row + j * s->c_column, a + i * s->a_row,
			              panels + j * s->depth, columns, &some);
		}
	}
}

static void NAME(block)(REAL *c, const REAL *a, const REAL *b, const struct block *s)
{
	if (s->rows > 2 * TILE_ROWS)
		NAME(block_large)(c, a, b, s);
	else
		NAME(block_small)(c, a, b, s);
}

#undef NAME
#undef REAL
#undef VEC
#undef WIDTH
#undef LOAD
#undef STORE
#undef SET
#undef FMA
#undef SETTLE
