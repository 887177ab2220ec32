/*
 * Copies with another arrangement: joining, repeating, picking.
 * All results are new and contiguous. Cost: bytes read plus bytes written.
 */
#ifndef ENGINE_ARRANGE_H
#define ENGINE_ARRANGE_H

#include "engine/tensor.h"

/*
 * Along an existing dimension; types are promoted, and 1-D empty tensors are
 * skipped (as PyTorch does), so a cache may start empty. The joined size is
 * named with the sum of the names.
 */
struct tensor *arrange_cat(struct run *run, const struct tensor *const *parts, int n, int64_t dim,
                           struct err *err);
/* Along a new dimension. */
struct tensor *arrange_stack(struct run *run, const struct tensor *const *parts, int n,
                             int64_t dim, struct err *err);

/* Each element n times in a row along dim: a a b b. */
struct tensor *arrange_repeat_interleave(struct run *run, const struct tensor *t,
                                         const struct size *n, int64_t dim, struct err *err);
/* Tensor.repeat: the whole tensor n[i] times along dimension i; a b a b. */
struct tensor *arrange_repeat(struct run *run, const struct tensor *t, const struct size *times,
                              int n, struct err *err);

/* x[index] along one dimension: index int64 of any shape, negative counts from the end. */
struct tensor *arrange_index(struct run *run, const struct tensor *t, int64_t dim,
                             const struct tensor *index, struct err *err);
/*
 * x[i, :, j]: index[d] is an int64 tensor for each dimension that is indexed, else NULL; they
 * broadcast. Their dimensions stand where the indexed ones stood if those are neighbours, else in front.
 */
struct tensor *arrange_index_many(struct run *run, const struct tensor *t,
                                  const struct tensor *const *index, struct err *err);
/* torch.masked_select: the elements where the bool mask is true; both broadcast. */
struct tensor *arrange_masked_select(struct run *run, const struct tensor *t,
                                     const struct tensor *mask, struct err *err);
/* torch.nonzero: the places of the elements that are not 0, (count, ndim). */
struct tensor *arrange_nonzero(struct run *run, const struct tensor *t, struct err *err);
/* torch.gather: out[..., i, ...] = t[..., index[..., i, ...], ...] along dim. */
struct tensor *arrange_gather(struct run *run, const struct tensor *t, int64_t dim,
                              const struct tensor *index, struct err *err);

struct tensor *arrange_flip(struct run *run, const struct tensor *t, const int64_t *dims, int n,
                            struct err *err);
struct tensor *arrange_roll(struct run *run, const struct tensor *t, int64_t shift, int64_t dim,
                            struct err *err);

/* The elements of `from`, row-major, into the contiguous `to`, which nobody else has yet, from `at` on. */
bool arrange_place(struct run *run, const struct tensor *from, struct tensor *to, int64_t at,
                   struct err *err);

/* Along dim, ascending or descending and stable; NaN is largest. int64 positions (argsort). */
struct tensor *arrange_argsort(struct run *run, const struct tensor *t, int64_t dim,
                               bool descending, struct err *err);

#endif
