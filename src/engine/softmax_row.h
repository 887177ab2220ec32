/* The arithmetic of one row of softmax.h, for engine/ alone. */
#ifndef ENGINE_SOFTMAX_ROW_H
#define ENGINE_SOFTMAX_ROW_H

#include <stdint.h>

/* x[i] becomes e_i / sum, not yet rounded to the result's type. */
void softmax_row(double *x, int64_t n);

/*
 * e^x within 0.52 ulp of float32 (about 1e-15 relative), the same bits on every
 * machine: only additions, multiplications and powers of two.
 */
double softmax_exp(double x);

#endif
