#include "engine/run.h"

#include "base/pool.h"

/* An operation counts as about a nanosecond: kernels that do several at once say fewer. */
const struct budget budget_lab = { .ops = 90 * 1000 * 1000, .bytes = INT64_C(256) << 20 };
const struct budget budget_own = { .bytes = INT64_C(256) << 20 };
const struct budget budget_console = { .ops = INT64_C(5000000000), .bytes = INT64_C(2) << 30 };

void run_init(struct run *run, struct budget budget, const atomic_bool *cancel)
{
	*run = (struct run){ .budget = budget, .cancel = cancel };
}

static bool say_too_much(const struct run *run, struct err *err)
{
	return err_say(err, ERR_LIMIT,
	               "this takes more than %lld million operations, the most that is allowed "
	               "here; make the sizes smaller", (long long)(run->budget.ops / 1000000));
}

enum { SLICE_OPS = 16 };   /* what a slice takes that has nothing to do: empty tensors may have many */

/* The sum, or INT64_MAX; the threads of a kernel add at the same time. */
static int64_t add_ops(struct run *run, int64_t ops)
{
	int64_t before = atomic_load_explicit(&run->ops, memory_order_relaxed), sum;
	do {
		if (__builtin_add_overflow(before, ops, &sum))
			sum = INT64_MAX;
	} while (!atomic_compare_exchange_weak_explicit(&run->ops, &before, sum,
	                                                memory_order_relaxed, memory_order_relaxed));
	return sum;
}

bool run_spend(struct run *run, int64_t ops, struct err *err)
{
	int64_t sum = add_ops(run, ops > SLICE_OPS ? ops : SLICE_OPS);
	if (run->cancel && atomic_load_explicit(run->cancel, memory_order_relaxed))
		return err_say(err, ERR_CANCEL, "stopped: the result is no longer wanted");
	return !run->budget.ops || sum <= run->budget.ops || say_too_much(run, err);
}

bool run_expect(const struct run *run, int64_t count, int64_t each, struct err *err)
{
	int64_t ops, total;
	bool fits = !__builtin_mul_overflow(count, each, &ops)
	            && !__builtin_add_overflow(run->ops, ops, &total) && total <= run->budget.ops;
	return !run->budget.ops || fits || say_too_much(run, err);
}

void run_count(struct run *run, int64_t flops, int64_t moved)
{
	run->flops += flops;
	run->moved += moved;
}

/* ---- Tasks ---- */

struct job {
	run_task *task;
	void *context;
	atomic_int failed;    /* 1 for the first that fails: the error is its own */
	struct err *err;
};

static void do_task(void *context, int index)
{
	struct job *job = context;
	struct err err;
	if (atomic_load_explicit(&job->failed, memory_order_relaxed)
	    || job->task(job->context, index, &err))
		return;
	if (atomic_exchange(&job->failed, 1) == 0)
		*job->err = err;
}

bool run_tasks(struct run *run, int tasks, run_task *task, void *context, struct err *err)
{
	struct job job = { .task = task, .context = context, .err = err };
	pool_run(run->budget.pool, tasks, do_task, &job);
	return !job.failed;
}

int run_parts(const struct run *run, int64_t ops, int64_t most)
{
	int64_t threads = pool_threads(run->budget.pool);
	if (threads == 1 || ops < RUN_SHARED || most < 2)
		return 1;
	int64_t parts = 4 * threads;   /* so that a late worker does not hold up the rest */
	return (int)(parts < most ? parts : most);
}
