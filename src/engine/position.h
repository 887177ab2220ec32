/*
 * Positions: sinusoids, rotations, linear biases. All compute in double and round
 * once to float32 (rope: to x's dtype).
 */
#ifndef ENGINE_POSITION_H
#define ENGINE_POSITION_H

#include "engine/tensor.h"

/*
 * (n, d): column 2i is sin(t / 10000^(2i/d)), column 2i+1 the cosine
 * (Vaswani et al. 2017, section 3.5).
 */
struct tensor *position_sinusoidal(struct run *run, const struct size *n, const struct size *d,
                                   struct err *err);

/*
 * Rotary embedding (Su et al. 2021, section 3.2.2). x (..., T, d); pos (T), or
 * (T, axes) for positions in two or three axes, int64 or float. The d columns are cut
 * into `axes` equal parts, one for each axis; in a part of p columns the pair
 * (2i, 2i+1) turns by the angle pos * base^(-2i/p).
 * Cost: 6 operations a pair.
 */
struct tensor *position_rope(struct run *run, const struct tensor *x, const struct tensor *pos,
                             double base, struct err *err);

/*
 * ALiBi (Press et al. 2022, section 3): (heads, n, n), -slope_h * |i - j|, slopes
 * 2^(-8h/heads) for h = 1..heads; other than powers of two interleave the slopes
 * of the next power of two, as the authors' code does.
 */
struct tensor *position_alibi(struct run *run, const struct size *heads, const struct size *n,
                              struct err *err);

#endif
