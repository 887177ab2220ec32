#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"

enum { TASKS = 1000 };

struct count {
	struct pool *pool;
	int done[TASKS];          /* plain: each task writes its own */
};

static void count_one(void *context, int index)
{
	struct count *count = context;
	count->done[index]++;
}

static void assert_counted(const struct count *count, int tasks, int times)
{
	for (int i = 0; i < TASKS; i++)
		assert_int_equal(count->done[i], i < tasks ? times : 0);
}

static void each_task_is_done_once(void **state)
{
	(void)state;
	static const int sizes[] = { 0, 1, 2, 3, 7, 64, TASKS };
	for (int threads = 1; threads <= 9; threads += 2) {
		struct pool *pool = pool_new(threads);
		assert_int_equal(pool_threads(pool), threads);
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			struct count count = {0};
			for (int times = 0; times < 20; times++)
				pool_run(pool, sizes[i], count_one, &count);
			assert_counted(&count, sizes[i], 20);
		}
		pool_free(pool);
	}
}

static void without_a_pool_the_caller_works(void **state)
{
	(void)state;
	struct count count = {0};
	pool_run(NULL, TASKS, count_one, &count);
	assert_counted(&count, TASKS, 1);
	assert_int_equal(pool_threads(NULL), 1);
	pool_free(NULL);
}

/* Many short jobs, with and without a pause in which the workers fall asleep. */
static void jobs_follow_each_other(void **state)
{
	(void)state;
	struct pool *pool = pool_new(3);
	struct count count = {0};
	for (int i = 0; i < 3000; i++)
		pool_run(pool, 5, count_one, &count);
	for (int i = 0; i < 30; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = 300 * 1000 }, NULL);
		pool_run(pool, 5, count_one, &count);
	}
	assert_counted(&count, 5, 3030);
	pool_free(pool);
}

static void run_inside(void *context, int index)
{
	struct count *counts = context;
	pool_run(counts->pool, TASKS, count_one, &counts[index]);
}

static void a_job_inside_a_job(void **state)
{
	(void)state;
	static struct count counts[4];
	memset(counts, 0, sizeof counts);
	struct pool *pool = pool_new(4);
	for (int i = 0; i < 4; i++)
		counts[i].pool = pool;
	pool_run(pool, 4, run_inside, counts);
	for (int i = 0; i < 4; i++)
		assert_counted(&counts[i], TASKS, 1);
	pool_free(pool);
}

static void *run_often(void *context)
{
	struct count *count = context;
	for (int i = 0; i < 200; i++)
		pool_run(count->pool, 50, count_one, count);
	return NULL;
}

static void callers_on_two_threads(void **state)
{
	(void)state;
	static struct count counts[2];
	memset(counts, 0, sizeof counts);
	pthread_t other;
	counts[0].pool = counts[1].pool = pool_new(3);
	assert_int_equal(pthread_create(&other, NULL, run_often, &counts[0]), 0);
	run_often(&counts[1]);
	pthread_join(other, NULL);
	assert_counted(&counts[0], 50, 200);
	assert_counted(&counts[1], 50, 200);
	pool_free(counts[0].pool);
}

/* A child of fork() has the pool, but none of its threads. */
static void after_fork_the_child_works_alone(void **state)
{
	(void)state;
	struct pool *pool = pool_new(3);
	struct count count = {0};
	pool_run(pool, 100, count_one, &count);
	pid_t child = fork();
	if (child == 0) {
		alarm(20);
		pool_run(pool, 100, count_one, &count);
		pool_free(pool);
		_exit(count.done[99] == 2 ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pool_run(pool, 100, count_one, &count);
	assert_counted(&count, 100, 2);
	pool_free(pool);
}

struct meeting {
	atomic_int here;
};

/* Two tasks that both wait for the other: they end only on two threads. */
static void meet(void *context, int index)
{
	struct meeting *meeting = context;
	(void)index;
	atomic_fetch_add(&meeting->here, 1);
	while (atomic_load(&meeting->here) < 2)
		nanosleep(&(struct timespec){ .tv_nsec = 1000 }, NULL);
}

static void two_threads_work_at_once(void **state)
{
	(void)state;
	struct pool *pool = pool_new(2);
	for (int i = 0; i < 20; i++) {
		struct meeting meeting = {0};
		pool_run(pool, 2, meet, &meeting);
		assert_int_equal(meeting.here, 2);
		if (i % 2)
			nanosleep(&(struct timespec){ .tv_nsec = 200 * 1000 }, NULL);
	}
	pool_free(pool);
}

/* Processor time of the whole process while its workers have nothing to do. */
static void an_idle_pool_costs_nothing(void **state)
{
	(void)state;
	struct pool *pool = pool_new(4);
	struct count count = {0};
	struct timespec before, after;
	pool_run(pool, 100, count_one, &count);
	nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000 * 1000 }, NULL);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000 * 1000 }, NULL);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	long ns = (after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec;
	assert_true(ns < 10 * 1000 * 1000);
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_task_is_done_once),
		cmocka_unit_test(without_a_pool_the_caller_works),
		cmocka_unit_test(jobs_follow_each_other),
		cmocka_unit_test(a_job_inside_a_job),
		cmocka_unit_test(callers_on_two_threads),
		cmocka_unit_test(after_fork_the_child_works_alone),
		cmocka_unit_test(two_threads_work_at_once),
		cmocka_unit_test(an_idle_pool_costs_nothing),
	};
	return cmocka_run_group_tests_name("base_pool", tests, NULL, NULL);
}
