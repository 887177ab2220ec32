/* The arithmetic of one row of softmax.h, for engine/ alone. */
#ifndef ENGINE_SOFTMAX_ROW_H
#define ENGINE_SOFTMAX_ROW_H

#include <stdint.h>

/*
 * x[i] becomes e_i / sum, not yet rounded to the result's type, with e_i = e^(x[i] - max) within 4e-16
 * relative (0 below e^-708). The same bits on every machine: only + - * / and powers of two, and
 * 16 sums, of the places i mod 16, that are added in halves: l and l + 8, then l + 4, l + 2, l + 1.
 */
typedef void softmax_row_kernel(double *x, int64_t n);

softmax_row_kernel softmax_row;    /* the best of these */

extern softmax_row_kernel softmax_row_base;
#ifdef __x86_64__
extern softmax_row_kernel softmax_row_v3, softmax_row_v4;
#endif

#endif
