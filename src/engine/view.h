/*
 * Views: another shape, other strides, the same memory. They cost nothing; only
 * what the text below calls a copy moves bytes. Negative dimensions count from
 * the end. Shapes and errors are PyTorch's.
 */
#ifndef ENGINE_VIEW_H
#define ENGINE_VIEW_H

#include "engine/tensor.h"

struct tensor *view_transpose(const struct tensor *t, int64_t a, int64_t b, struct err *err);
struct tensor *view_permute(const struct tensor *t, const int64_t *dims, int n, struct err *err);

/* x.T: 2-D (and less, unchanged); more dimensions ask for .mT. */
struct tensor *view_T(const struct tensor *t, struct err *err);
/* x.mT: the last two dimensions swapped. */
struct tensor *view_mT(const struct tensor *t, struct err *err);

/* x[..., i, ...]: the dimension disappears. */
struct tensor *view_select(const struct tensor *t, int64_t dim, int64_t index, struct err *err);

/* Python's slice along one dimension; step >= 1. */
struct slice {
	bool has_start, has_stop;
	int64_t start, stop, step;     /* step 0 means 1 */
	struct dim name;               /* of the new size; anonymous if the caller cannot tell */
};
struct tensor *view_slice(const struct tensor *t, int64_t dim, const struct slice *slice,
                          struct err *err);

struct tensor *view_unsqueeze(const struct tensor *t, int64_t dim, struct err *err);
/* One dimension (unchanged if its size is not 1), or every dimension of size 1. */
struct tensor *view_squeeze(const struct tensor *t, int64_t dim, struct err *err);
struct tensor *view_squeeze_all(const struct tensor *t);

/* Sizes of 1 stretch with stride 0; -1 keeps a size; new dimensions go in front. */
struct tensor *view_expand(const struct tensor *t, const struct shape *shape, struct err *err);

/* One size may be -1. An error when the strides do not allow it: use view_reshape. */
struct tensor *view_view(const struct tensor *t, const struct shape *shape, struct err *err);
/* A view when possible, else a copy (counted as moved bytes). */
struct tensor *view_reshape(struct run *run, const struct tensor *t, const struct shape *shape,
                            struct err *err);
/* Dimensions first..last become one; like reshape. */
struct tensor *view_flatten(struct run *run, const struct tensor *t, int64_t first, int64_t last,
                            struct err *err);

/* The same tensor (a new reference) when contiguous, else a copy. */
struct tensor *view_contiguous(struct run *run, const struct tensor *t, struct err *err);

/* The diagonal of dimensions a and b becomes the last dimension. */
struct tensor *view_diagonal(const struct tensor *t, int64_t offset, int64_t a, int64_t b,
                             struct err *err);

/* (..., T, H*d) → (..., H, T, d), a view if the last dimension allows it. */
struct tensor *view_split_heads(const struct tensor *t, const struct size *heads, struct err *err);
/* (..., H, T, d) → (..., T, H*d), a copy unless H or T is 1. */
struct tensor *view_merge_heads(struct run *run, const struct tensor *t, struct err *err);

#endif
