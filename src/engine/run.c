#include "engine/run.h"

/* An operation counts as about a nanosecond: kernels that do several at once say fewer. */
const struct budget budget_lab = { .ops = 400 * 1000 * 1000, .bytes = INT64_C(256) << 20 };
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

bool run_spend(struct run *run, int64_t ops, struct err *err)
{
	if (__builtin_add_overflow(run->ops, ops, &run->ops))
		run->ops = INT64_MAX;
	if (run->cancel && atomic_load_explicit(run->cancel, memory_order_relaxed))
		return err_say(err, ERR_CANCEL, "stopped: the result is no longer wanted");
	return !run->budget.ops || run->ops <= run->budget.ops || say_too_much(run, err);
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
