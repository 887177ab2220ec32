/*
 * What kernels share, for engine/ alone: writable memory, and a walk over the
 * elements of several tensors of one shape, in runs of at most WALK_RUN.
 *
 *	struct walk w;
 *	walk_init(&w, &out->shape);
 *	walk_add(&w, a);                         a broadcasts to the shape
 *	for (int n; (n = walk_next(&w)) > 0; ) {
 *		walk_doubles(&w, 0, n, x);       the next n elements of a
 *		...
 *	}
 */
#ifndef ENGINE_KERNEL_H
#define ENGINE_KERNEL_H

#include "engine/tensor.h"

struct storage {
	void *data;
	int64_t count;           /* elements */
	int64_t held;            /* bytes in memory */
	const struct tensor_cells *cells;   /* of an outline whose cells can be computed; or NULL */
	void *context;
	_Atomic int refs;
};

enum { WALK_RUN = 512, WALK_TENSORS = 3 };

struct walk {
	int ndim, tensors;
	int64_t size[TENSOR_MAX_DIMS], index[TENSOR_MAX_DIMS];
	const struct tensor *tensor[WALK_TENSORS];
	int64_t stride[WALK_TENSORS][TENSOR_MAX_DIMS];
	int64_t at[WALK_TENSORS];       /* where the present run begins in each tensor */
	int64_t step[WALK_TENSORS];     /* from one of its elements to the next */
	int run;                        /* its length; 0 before the first */
	int64_t first;                  /* of walk_from */
};

void walk_init(struct walk *w, const struct shape *shape);
void walk_add(struct walk *w, const struct tensor *t);
void walk_from(struct walk *w, int64_t first);   /* begin at this element, row-major, not at 0 */
int walk_next(struct walk *w);      /* the length of the next run; 0 at the end */
void walk_again(struct walk *w);    /* back to the first element ... */
void walk_move(struct walk *w, int tensor, int64_t offset);   /* ... of another part */

/* The present run of a tensor, as double or int64 (a float is truncated). */
void walk_doubles(const struct walk *w, int tensor, int n, double *out);
void walk_ints(const struct walk *w, int tensor, int n, int64_t *out);

/* n elements from `at` on, `step` apart, each rounded to t's dtype; a NaN becomes the one NaN. */
void store_doubles(struct tensor *t, int64_t at, int64_t step, int n, const double *x);
void store_ints(struct tensor *t, int64_t at, int64_t step, int n, const int64_t *x);

/* n elements from `at` on, `step` apart. */
void load_doubles(const struct tensor *t, int64_t at, int64_t step, int64_t n, double *out);
void load_ints(const struct tensor *t, int64_t at, int64_t step, int64_t n, int64_t *out);

/* In operations, of each element that is read so far from the last: beyond a line of the cache, more. */
int64_t copy_price(int64_t step);

/* All of `from`, row-major, into the contiguous `to` of the same dtype and count. */
bool copy_elements(struct run *run, const struct tensor *from, struct tensor *to, int64_t at,
                   struct err *err);

/* Frees the half-finished result of a kernel: `return kernel_fail(run, out);` */
struct tensor *kernel_fail(struct run *run, struct tensor *t);

/* Checked scratch memory of a kernel: zeros, NULL with ERR_LIMIT; free() it. */
void *scratch_new(struct run *run, int64_t count, int64_t size, struct err *err);

/* The same of any bits: for what is written before it is read. */
void *scratch_raw(struct run *run, int64_t count, int64_t size, struct err *err);

/* Strides of a contiguous tensor of that shape. */
void shape_strides(const struct shape *shape, int64_t *stride);

/* Room for a shape in an error's text. */
enum { SHAPE_TEXT = 256 };

#endif
