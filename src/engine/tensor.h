/*
 * Tensors and views, with PyTorch's meaning.
 *
 * A tensor is a shape, strides and an offset over a shared storage. Views share
 * the storage: transpose, expand (stride 0), slices and reshape of contiguous
 * data copy nothing. Tensors are immutable once a kernel has filled them, so
 * they may be read from any thread; both counts are atomic.
 *
 * float16 and bfloat16 are held as float32 and rounded to their type after
 * every operation; their byte counts are the type's own (2).
 */
#ifndef ENGINE_TENSOR_H
#define ENGINE_TENSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "engine/dim.h"
#include "engine/run.h"

enum { TENSOR_MAX_DIMS = 8 };

enum dtype { DT_BOOL, DT_INT64, DT_FLOAT16, DT_BFLOAT16, DT_FLOAT32, DT_FLOAT64, DT_COUNT };

struct storage;   /* reference-counted memory: uint8_t, int64_t, float or double elements */

struct shape {
	int ndim;
	int64_t size[TENSOR_MAX_DIMS];
	struct dim name[TENSOR_MAX_DIMS];   /* where each size came from */
};

struct tensor {
	enum dtype dtype;
	struct shape shape;
	int64_t stride[TENSOR_MAX_DIMS];    /* in elements; 0 = one element repeated */
	int64_t offset;                     /* of element [0,...,0], in elements */
	struct storage *storage;
	bool is_view;                       /* made by tensor_view */
	_Atomic int refs;
};

/* A new contiguous tensor of zeros; NULL with ERR_LIMIT when it exceeds the budget. */
struct tensor *tensor_new(struct run *run, enum dtype dtype, const struct shape *shape,
                          struct err *err);

/* The same with elements of any value: whoever asks for it writes all of them. */
struct tensor *tensor_raw(struct run *run, enum dtype dtype, const struct shape *shape,
                          struct err *err);

/* A view of t's storage; the caller checks that every index stays inside it. */
struct tensor *tensor_view(const struct tensor *t, const struct shape *shape,
                           const int64_t *stride, int64_t offset);

/*
 * A shape and a type without elements, for what is too large to compute whole: views of it may
 * be made, and are outlines too; none of its elements may be read, but by tensor_at and
 * tensor_int_at when somebody computes single cells: element `at` of the whole, row-major.
 */
struct tensor_cells {
	double (*number)(void *context, int64_t at);
	int64_t (*whole)(void *context, int64_t at);
};
struct tensor *tensor_outline(enum dtype dtype, const struct shape *shape);
void tensor_outline_reads(struct tensor *outline, const struct tensor_cells *cells, void *context);
bool tensor_is_outline(const struct tensor *t);

struct tensor *tensor_ref(const struct tensor *t);
void tensor_unref(struct tensor *t);   /* NULL is fine */

/*
 * The same, and when the memory dies the run gets its bytes back. Tensors may
 * outlive their run, so tensor_unref cannot tell it: whoever evaluates drops
 * its temporaries, and run.bytes is the growth of memory since run_init.
 */
void tensor_drop(struct run *run, struct tensor *t);

/* The number of elements; INT64_MAX when there are too many to count. */
int64_t shape_count(const struct shape *shape);
bool shape_same_sizes(const struct shape *a, const struct shape *b);
int64_t tensor_count(const struct tensor *t);
int64_t tensor_bytes(const struct tensor *t);     /* what its own memory takes; 0 for a view */
bool tensor_is_contiguous(const struct tensor *t);
bool tensor_is_view(const struct tensor *t);      /* shares a living tensor's storage */

/* Typed memory, to be indexed with offset and strides. */
const uint8_t *tensor_bools(const struct tensor *t);
const int64_t *tensor_ints(const struct tensor *t);
const float *tensor_floats(const struct tensor *t);      /* float32, float16, bfloat16 */
const double *tensor_doubles(const struct tensor *t);

/* The element at an index (one number a dimension), whatever the dtype. */
double tensor_at(const struct tensor *t, const int64_t *index);
int64_t tensor_int_at(const struct tensor *t, const int64_t *index);

const char *dtype_name(enum dtype dtype);   /* "float32" */
int64_t dtype_bytes(enum dtype dtype);
bool dtype_is_float(enum dtype dtype);

/* "(8, Nt=10, d=32)", as errors print it: a named size with its number. */
void shape_format_sizes(const struct shape *shape, char *out, size_t size);

/* -1 counts from the end, as in Python; -1 and ERR_INDEX when there is no such dimension. */
int shape_dim(const struct shape *shape, int64_t dim, struct err *err);

/* "(8, 10, 32)"; a shape of one dimension prints as Python does: "(8,)". */
void shape_format(const struct shape *shape, char *out, size_t size);

/* "(H, Nt, hidden/H)"; unnamed sizes stay numbers. */
void shape_format_names(const struct shape *shape, char *out, size_t size);

#endif
