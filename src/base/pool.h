/*
 * A pool of threads that shares the tasks of one job at a time.
 *
 *	struct pool *pool = pool_new(0);
 *	pool_run(pool, 100, task, &context);     task(&context, 0) ... task(&context, 99)
 *	pool_free(pool);
 *
 * The caller works too, and takes the tasks that nobody else does: a job is done even
 * if no worker comes. Workers begin with the first job that has two tasks, look out
 * for the next one for about 50 µs after the last, and then sleep: an idle pool
 * costs nothing. They receive no signals. A process made by fork() has the caller alone.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

struct pool;

/* As many threads, the caller's included; 0 = one for each processor it may use. */
struct pool *pool_new(int threads);

/* No job is under way. NULL is fine. */
void pool_free(struct pool *pool);

int pool_threads(const struct pool *pool);   /* 1 for NULL */

/*
 * task(context, index) for index = 0 .. tasks-1, begun in this order, by whichever
 * thread is free; returns when all have ended, and what they wrote can be read. From
 * any thread: while the pool has a job, or with pool NULL, the caller does it all.
 */
void pool_run(struct pool *pool, int tasks, void (*task)(void *context, int index),
              void *context);

#endif
