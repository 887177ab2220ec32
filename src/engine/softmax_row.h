/* The arithmetic of one row of softmax.h, for engine/ alone. */
#ifndef ENGINE_SOFTMAX_ROW_H
#define ENGINE_SOFTMAX_ROW_H

#include <stdint.h>

/* x[i] becomes e_i / sum, not yet rounded to the result's type. */
void softmax_row(double *x, int64_t n);

/*
 * x[i] becomes e^(x[i] - max), all of them at most 1, within 4e-16 relative (0 below
 * e^-708); the same bits on every machine: only + - * and powers of two.
 */
typedef void softmax_exps(double *x, int64_t n, double max);

extern softmax_exps softmax_exps_base;
#ifdef __x86_64__
extern softmax_exps softmax_exps_v3, softmax_exps_v4;
#endif

#endif
