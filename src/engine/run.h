/*
 * What a computation may cost and what it did cost.
 *
 * Every kernel is handed a `struct run`. It asks run_spend before each slice of
 * work (a row, at most ~1 ms) and stops when that says no: over the budget
 * (ERR_LIMIT) or no longer wanted (ERR_CANCEL).
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct budget {
	int64_t ops;      /* elementary operations, all kernels together; 0 = no limit */
	int64_t bytes;    /* tensor memory alive at once; 0 = no limit */
};

extern const struct budget budget_lab;       /* labs from quiz files: finish in about 100 ms */
extern const struct budget budget_console;   /* a person at a prompt: seconds */

struct run {
	struct budget budget;
	const atomic_bool *cancel;   /* becomes true when nobody wants the result; may be NULL */
	int64_t ops;                 /* spent so far, counts against the budget */
	int64_t bytes;               /* tensor memory allocated minus tensor_drop'ped since run_init */
	int64_t flops;               /* floating-point operations so far: a fused multiply-add is 2 */
	int64_t moved;               /* bytes read and written by kernels so far */
};

void run_init(struct run *run, struct budget budget, const atomic_bool *cancel);

/* Before a slice of work of `ops` elementary operations. */
bool run_spend(struct run *run, int64_t ops, struct err *err);

/*
 * Before work of `count` × `each` operations that is spent slice by slice: what
 * cannot be finished is not begun. For work that its memory does not bound.
 */
bool run_expect(const struct run *run, int64_t count, int64_t each, struct err *err);

/* After work: what the cost counter of the node is told. */
void run_count(struct run *run, int64_t flops, int64_t moved);

#endif
