/*
 * Tensors out of nothing: constants, ranges, random numbers, one-hot rows.
 *
 * Shapes carry their names in (struct shape, struct size). All results are new
 * and contiguous; tensor_new makes zeros. Costs: one operation an element.
 */
#ifndef ENGINE_CREATE_H
#define ENGINE_CREATE_H

#include "base/philox.h"
#include "engine/tensor.h"

/* A shape of unnamed sizes. */
struct shape shape_of(int ndim, const int64_t *sizes);

/* 0-dim tensors: a Python number, a tensor(3.5). */
struct tensor *create_scalar(struct run *run, enum dtype dtype, double value, struct err *err);
struct tensor *create_scalar_int(struct run *run, enum dtype dtype, int64_t value, struct err *err);

/* Row-major values, converted to dtype (bool: not 0). */
struct tensor *create_from_doubles(struct run *run, enum dtype dtype, const struct shape *shape,
                                   const double *values, struct err *err);
struct tensor *create_from_ints(struct run *run, enum dtype dtype, const struct shape *shape,
                                const int64_t *values, struct err *err);

struct tensor *create_full(struct run *run, enum dtype dtype, const struct shape *shape,
                           double value, struct err *err);
struct tensor *create_full_int(struct run *run, enum dtype dtype, const struct shape *shape,
                               int64_t value, struct err *err);

/* shape: (rows, columns); ones on the diagonal. */
struct tensor *create_eye(struct run *run, enum dtype dtype, const struct shape *shape,
                          struct err *err);

/*
 * start, start + step, ... before stop: int64, or a float dtype with
 * ceil((stop - start) / step) elements. `name` names the size, or is anonymous.
 */
struct arange {
	double start, stop, step;     /* for floats */
	int64_t first, last, stride;  /* for ints */
	struct dim name;
};
struct tensor *create_arange_ints(struct run *run, const struct arange *range, struct err *err);
struct tensor *create_arange_floats(struct run *run, enum dtype dtype, const struct arange *range,
                                    struct err *err);

/* n values from start to stop, both included; symmetric about the middle, as PyTorch. */
struct tensor *create_linspace(struct run *run, enum dtype dtype, double start, double stop,
                               const struct size *n, struct err *err);

/*
 * Element i (row-major) is a pure function of the stream and i, so a tensor
 * with more rows begins with the same rows.
 */
struct tensor *create_uniform(struct run *run, enum dtype dtype, const struct shape *shape,
                              const struct philox_stream *stream, double low, double high,
                              struct err *err);
struct tensor *create_normal(struct run *run, enum dtype dtype, const struct shape *shape,
                             const struct philox_stream *stream, double mean, double std,
                             struct err *err);
/* int64 in [low, high) */
struct tensor *create_integers(struct run *run, const struct shape *shape,
                               const struct philox_stream *stream, int64_t low, int64_t high,
                               struct err *err);

/* index (...) int64 → (..., classes) int64; classes->n = -1: the largest index + 1. */
struct tensor *create_one_hot(struct run *run, const struct tensor *index,
                              const struct size *classes, struct err *err);

/* A matrix with the vector t on a diagonal: 0 the main one, above it positive. */
struct tensor *create_diagonal(struct run *run, const struct tensor *t, int64_t diagonal,
                               struct err *err);

/* t (..., R, C) with zeros above (tril) or below (triu) the diagonal. */
struct tensor *create_tril(struct run *run, const struct tensor *t, int64_t diagonal,
                           struct err *err);
struct tensor *create_triu(struct run *run, const struct tensor *t, int64_t diagonal,
                           struct err *err);

#endif
