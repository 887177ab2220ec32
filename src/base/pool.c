#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

enum { THREADS_MAX = 256, SPIN_NS = 50 * 1000, CACHE_LINE = 64 };

typedef void pool_task(void *context, int index);

/*
 * `turn` is the number of the job (upper half) and how many of its tasks nobody has
 * taken (lower half). Whoever lowers it by one has a task. The job's fields change only
 * while that is 0, so what was read before a successful exchange belongs to its job.
 *
 * What idle workers look at, what a job is, and what its caller waits for are cache lines of
 * their own: each that two processors want travels between them, for some hundred nanoseconds.
 */
struct pool {
	_Atomic uint64_t turn;
	char apart_from_job[CACHE_LINE];
	_Atomic(pool_task *) task;
	_Atomic(void *) context;
	atomic_int tasks;
	char apart_from_end[CACHE_LINE];
	atomic_int left;                /* tasks that have not ended */
	atomic_bool busy;               /* somebody's job is under way */
	atomic_bool waiting;            /* its caller sleeps until left is 0 */
	atomic_int sleeping;            /* workers */
	atomic_bool stop;
	pthread_mutex_t lock;           /* for those who fall asleep and those who wake them */
	pthread_cond_t wake, done;
	pthread_t *threads;
	int wanted, started;            /* workers; `started` belongs to whoever has set busy */
	bool begun;
	pid_t process;                  /* the threads are this one's */
};

static int processors(void)
{
#ifdef __linux__
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set);
#endif
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (int)online : 1;
}

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Look at a condition for a short while; whether it came true. */
static bool spin(struct pool *pool, bool (*come)(struct pool *pool))
{
	int64_t end = now_ns() + SPIN_NS;
	do {
		for (int i = 0; i < 64; i++, relax())
			if (come(pool))
				return true;
	} while (now_ns() < end);
	return false;
}

static bool has_task(struct pool *pool)
{
	return (uint32_t)atomic_load(&pool->turn) || atomic_load(&pool->stop);
}

static bool has_ended(struct pool *pool)
{
	return atomic_load(&pool->left) == 0;
}

static void end_task(struct pool *pool)
{
	if (atomic_fetch_sub(&pool->left, 1) != 1 || !atomic_load(&pool->waiting))
		return;
	pthread_mutex_lock(&pool->lock);
	pthread_cond_signal(&pool->done);
	pthread_mutex_unlock(&pool->lock);
}

/* Tasks of the present job, until all are taken. */
static void take_tasks(struct pool *pool)
{
	uint64_t turn = atomic_load(&pool->turn);
	while ((uint32_t)turn) {
		pool_task *task = atomic_load_explicit(&pool->task, memory_order_relaxed);
		void *context = atomic_load_explicit(&pool->context, memory_order_relaxed);
		int tasks = atomic_load_explicit(&pool->tasks, memory_order_relaxed);
		if (!atomic_compare_exchange_weak(&pool->turn, &turn, turn - 1))
			continue;
		task(context, tasks - (int)(uint32_t)turn);
		end_task(pool);
		turn = atomic_load(&pool->turn);
	}
}

static void fall_asleep(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	atomic_fetch_add(&pool->sleeping, 1);
	while (!has_task(pool))
		pthread_cond_wait(&pool->wake, &pool->lock);
	atomic_fetch_sub(&pool->sleeping, 1);
	pthread_mutex_unlock(&pool->lock);
}

static void *work(void *context)
{
	struct pool *pool = context;
	while (!atomic_load(&pool->stop)) {
		take_tasks(pool);
		if (!spin(pool, has_task))
			fall_asleep(pool);
	}
	return NULL;
}

/* Fewer workers than wanted when the system has no more threads. */
static void start(struct pool *pool)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pool->begun = true;
	pool->process = getpid();
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 1 << 20);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (pool->started < pool->wanted
	       && pthread_create(&pool->threads[pool->started], &attr, work, pool) == 0)
		pool->started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
}

struct pool *pool_new(int threads)
{
	struct pool *pool = mem_new(1, sizeof *pool);
	int n = threads > 0 ? threads : processors();
	pool->wanted = (n < THREADS_MAX ? n : THREADS_MAX) - 1;
	pool->threads = mem_new((size_t)pool->wanted, sizeof *pool->threads);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->wake, NULL);
	pthread_cond_init(&pool->done, NULL);
	return pool;
}

static void wake_workers(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pthread_cond_broadcast(&pool->wake);
	pthread_mutex_unlock(&pool->lock);
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	if (pool->started && pool->process == getpid()) {
		atomic_store(&pool->stop, true);
		wake_workers(pool);
		for (int i = 0; i < pool->started; i++)
			pthread_join(pool->threads[i], NULL);
		pthread_cond_destroy(&pool->wake);
		pthread_cond_destroy(&pool->done);
		pthread_mutex_destroy(&pool->lock);
	}
	free(pool->threads);
	free(pool);
}

int pool_threads(const struct pool *pool)
{
	return pool ? pool->wanted + 1 : 1;
}

static void wait_for_workers(struct pool *pool)
{
	if (has_ended(pool) || spin(pool, has_ended))
		return;
	pthread_mutex_lock(&pool->lock);
	atomic_store(&pool->waiting, true);
	while (!has_ended(pool))
		pthread_cond_wait(&pool->done, &pool->lock);
	atomic_store(&pool->waiting, false);
	pthread_mutex_unlock(&pool->lock);
}

/* With busy set: the job is this caller's. */
static void share(struct pool *pool, int tasks, pool_task *task, void *context)
{
	if (!pool->begun)
		start(pool);
	uint64_t job = (atomic_load(&pool->turn) >> 32) + 1;
	atomic_store_explicit(&pool->task, task, memory_order_relaxed);
	atomic_store_explicit(&pool->context, context, memory_order_relaxed);
	atomic_store_explicit(&pool->tasks, tasks, memory_order_relaxed);
	atomic_store(&pool->left, tasks);
	atomic_store(&pool->turn, job << 32 | (uint32_t)tasks);
	if (atomic_load(&pool->sleeping) > 0 && pool->process == getpid())
		wake_workers(pool);
	take_tasks(pool);
	wait_for_workers(pool);
}

void pool_run(struct pool *pool, int tasks, pool_task *task, void *context)
{
	if (pool && pool->wanted > 0 && tasks > 1 && !atomic_exchange(&pool->busy, true)) {
		share(pool, tasks, task, context);
		atomic_store(&pool->busy, false);
		return;
	}
	for (int i = 0; i < tasks; i++)
		task(context, i);
}
