/*
 * Singular values, by one-sided Jacobi rotations in double: pairs of columns are turned
 * until all are orthogonal; their lengths are the singular values (Hestenes 1958; Golub
 * and Van Loan, Matrix Computations, 4th ed., section 8.6.3). Slower than what LAPACK
 * does, and at least as accurate for small values (Demmel and Veselić 1992).
 *
 * Cost: 10 operations for each row of each pair of columns that was looked at.
 */
#ifndef ENGINE_SVD_H
#define ENGINE_SVD_H

#include "engine/tensor.h"

/* t (..., m, n), floats → (..., min(m, n)), largest first; torch.linalg.svdvals. */
struct tensor *svd_values(struct run *run, const struct tensor *t, struct err *err);

/*
 * torch.linalg.matrix_rank: how many singular values exceed max(atol, rtol * largest);
 * int64. A NaN stands for "not given": atol 0; rtol 0 with an atol above 0, else
 * max(m, n) * the dtype's epsilon.
 */
struct tensor *svd_rank(struct run *run, const struct tensor *t, double atol, double rtol,
                        struct err *err);

/*
 * exp of the entropy of the singular values divided by their sum (Roy and Vetterli,
 * "The effective rank", 2007): 1 for one direction, n for n equal ones; 0 for zeros.
 */
struct tensor *svd_effective_rank(struct run *run, const struct tensor *t, struct err *err);

#endif
