/*
 * What a computation may cost and what it did cost.
 *
 * Every kernel is handed a `struct run`. It asks run_spend before each slice of
 * work (a row, at most ~1 ms) and stops when that says no: over the budget
 * (ERR_LIMIT) or no longer wanted (ERR_CANCEL). A kernel with work for several threads
 * cuts it into tasks (run_tasks); the tasks may call run_spend, and nothing else here.
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "engine/simd.h"

struct pool;

struct budget {
	int64_t ops;         /* elementary operations, all kernels together; 0 = no limit */
	int64_t bytes;       /* tensor memory alive at once; 0 = no limit */
	struct pool *pool;   /* borrowed: threads to share the work with; NULL = the caller's alone */
	enum simd simd;      /* instructions to use at most; 0 = the machine's best */
};

extern const struct budget budget_lab;       /* labs from quiz files: finish in about 100 ms */
extern const struct budget budget_own;       /* labs that ship or were opened on purpose, where the next
                                                key cancels them: memory alone is limited */
extern const struct budget budget_console;   /* a person at a prompt: seconds */

struct run {
	struct budget budget;
	const atomic_bool *cancel;   /* becomes true when nobody wants the result; may be NULL */
	_Atomic int64_t ops;         /* spent so far, counts against the budget */
	int64_t bytes;               /* tensor memory allocated minus tensor_drop'ped since run_init */
	int64_t kept;                /* of what was dropped so much is still there, to be used again */
	int64_t flops;               /* floating-point operations so far: a fused multiply-add is 2 */
	int64_t moved;               /* bytes read and written by kernels so far */
};

void run_init(struct run *run, struct budget budget, const atomic_bool *cancel);

/* Before a slice of work of `ops` elementary operations; a slice is never for nothing. */
bool run_spend(struct run *run, int64_t ops, struct err *err);

/*
 * Before work of `count` × `each` operations that is spent slice by slice: what
 * cannot be finished is not begun. For work that its memory does not bound.
 */
bool run_expect(const struct run *run, int64_t count, int64_t each, struct err *err);

/* After work: what the cost counter of the node is told. */
void run_count(struct run *run, int64_t flops, int64_t moved);

/*
 * task(context, index, err) for index = 0 .. tasks-1, on the threads of the budget's pool.
 * False when one of them was false, with its error; those that have not begun by then
 * are left out. Tasks write to different memory; which thread does which, and how many
 * threads there are, must not change a bit of the result.
 */
typedef bool run_task(void *context, int index, struct err *err);
bool run_tasks(struct run *run, int tasks, run_task *task, void *context, struct err *err);

/*
 * Into how many tasks work is to be cut that can be cut into `most`: 1 when it is under
 * RUN_SHARED operations (about 50 µs; handing it over would take longer than it saves)
 * or has one thread.
 */
enum { RUN_SHARED = 50 * 1000 };
int run_parts(const struct run *run, int64_t ops, int64_t most);

#endif
