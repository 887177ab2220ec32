/* What the machine can do: fused multiply-adds a second, and bytes read a second. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench.h"
#include "engine/simd.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { THREADS_MAX = 256, TRIALS = 25, PASSES = 9, ACCUMULATORS = 12 };
enum { FMA_STEPS = 8 * 1000 * 1000 };
enum { MIN_BYTES = 256 << 20 };

/*
 * Twelve sums that do not wait for each other, by name so that each stays in its
 * register: latency 4 or 5 on two units needs 8 to 10. They converge on 1, each from a
 * number of its own: a compiler does equal sums once, and the peak would be too high.
 */
#define SUMS(DO) DO(a0) DO(a1) DO(a2) DO(a3) DO(a4) DO(a5) DO(a6) DO(a7) DO(a8) DO(a9) DO(a10) DO(a11)
#define SUM_BEGIN(a) a = x * (start += 0.1f),
#define SUM_ADD(a) total += a;

#define DEFINE_FMA(NAME, TARGET, REAL, SET, FMA) \
	TARGET static float NAME(int64_t steps) \
	{ \
		float start = 0; \
		REAL x = SET(0.999f), y = SET(0.001f), SUMS(SUM_BEGIN) total = y; \
		for (int64_t i = 0; i < steps; i++) { \
			SUMS(FMA) \
		} \
		SUMS(SUM_ADD) \
		return total[0]; \
	}

#define TARGET_V3 __attribute__((target("avx2,fma")))
#define TARGET_V4 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))

typedef uint64_t chunk __attribute__((vector_size(64)));

/* Four chunks at a time: every byte is read, and added so that it must be. */
#define DEFINE_READ(NAME, TARGET) \
	TARGET static uint64_t NAME(const void *data, int64_t chunks) \
	{ \
		const chunk *in = data; \
		chunk a = { 0 }, b = a, c = a, d = a; \
		for (int64_t i = 0; i + 4 <= chunks; i += 4) { \
			a += in[i]; \
			b += in[i + 1]; \
			c += in[i + 2]; \
			d += in[i + 3]; \
		} \
		a += b + c + d; \
		return a[0] ^ a[1] ^ a[2] ^ a[3] ^ a[4] ^ a[5] ^ a[6] ^ a[7]; \
	}

struct level {
	const char *name;
	int floats;                      /* in a register */
	float (*fma)(int64_t steps);
	uint64_t (*read)(const void *data, int64_t chunks);
};

#if defined(__x86_64__)
typedef float four __attribute__((vector_size(16)));
#define SET_BASE(v) ((four){ v, v, v, v })
#define FMA_BASE(a) a = a * x + y;
#define FMA_V3(a) a = _mm256_fmadd_ps(a, x, y);
#define FMA_V4(a) a = _mm512_fmadd_ps(a, x, y);
DEFINE_FMA(fma_base, , four, SET_BASE, FMA_BASE)
DEFINE_FMA(fma_v3, TARGET_V3, __m256, _mm256_set1_ps, FMA_V3)
DEFINE_FMA(fma_v4, TARGET_V4, __m512, _mm512_set1_ps, FMA_V4)
DEFINE_READ(read_base, )
DEFINE_READ(read_v3, TARGET_V3)
DEFINE_READ(read_v4, TARGET_V4)
static const struct level levels[] = {
	{ "x86-64 without FMA", 4, fma_base, read_base },
	{ "x86-64-v3", 8, fma_v3, read_v3 },
	{ "x86-64-v4", 16, fma_v4, read_v4 },
};
#elif defined(__aarch64__)
#define FMA_NEON(a) a = vfmaq_f32(y, a, x);
DEFINE_FMA(fma_neon, , float32x4_t, vdupq_n_f32, FMA_NEON)
DEFINE_READ(read_neon, )
static const struct level levels[] = { { "aarch64", 4, fma_neon, read_neon } };
#else
typedef float four __attribute__((vector_size(16)));
#define SET_BASE(v) ((four){ v, v, v, v })
#define FMA_BASE(a) a = a * x + y;
DEFINE_FMA(fma_base, , four, SET_BASE, FMA_BASE)
DEFINE_READ(read_base, )
static const struct level levels[] = { { "baseline", 4, fma_base, read_base } };
#endif

/* One thread's share, and where it says what it computed: no compiler may leave it out. */
struct share {
	const struct level *level;
	const chunk *data;               /* NULL: multiply and add */
	int64_t count;
	volatile double result;
};

static void *work_on(void *context)
{
	struct share *share = context;
	if (share->data)
		share->result = (double)share->level->read(share->data, share->count);
	else
		share->result = (double)share->level->fma(share->count);
	return NULL;
}

/* Seconds until all of them are through. */
static double time_shares(struct share *shares, int n)
{
	pthread_t thread[THREADS_MAX];
	int started = 0;
	double start = seconds_now();
	while (started < n - 1 && !pthread_create(&thread[started], NULL, work_on, &shares[started]))
		started++;
	for (int i = started; i < n; i++)
		work_on(&shares[i]);
	for (int i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
	return seconds_now() - start;
}

/* The median, as of a kernel: a processor that changes its clock is compared at the same one. */
static double usual(struct share *shares, int n, int trials)
{
	double all[TRIALS];
	for (int i = 0; i < trials; i++)
		all[i] = time_shares(shares, n);
	return median(all, trials);
}

static double measure_fma(const struct level *level, int threads)
{
	struct share shares[THREADS_MAX];
	for (int i = 0; i < threads; i++)
		shares[i] = (struct share){ .level = level, .count = FMA_STEPS };
	double operations = 2.0 * ACCUMULATORS * level->floats * FMA_STEPS * threads;
	return operations / usual(shares, threads, TRIALS) / 1e9;
}

static double measure_read(const struct level *level, const void *data, int64_t bytes, int threads)
{
	struct share shares[THREADS_MAX];
	int64_t each = bytes / (int64_t)sizeof(chunk) / threads / 4 * 4;
	for (int i = 0; i < threads; i++)
		shares[i] = (struct share){ .level = level, .data = (const chunk *)data + i * each,
		                            .count = each };
	double read = (double)each * sizeof(chunk) * threads;
	return read / usual(shares, threads, PASSES) / 1e9;
}

/* Twice the cache, so that nothing of one pass is left for the next; a quarter of memory at most. */
static int64_t beyond_cache(void)
{
	int64_t bytes = MIN_BYTES;
#ifdef _SC_LEVEL3_CACHE_SIZE
	int64_t cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
	bytes = 2 * cache > bytes ? 2 * cache : bytes;
#endif
	int64_t memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	return bytes < memory / 4 ? bytes : memory / 4;
}

bool limits_measure(const struct options *options, struct limits *limits, struct err *err)
{
	const struct level *level = &levels[simd_best() - SIMD_BASE];
	int n = (int)options->threads;
	int64_t bytes = options->megabytes ? options->megabytes << 20 : beyond_cache();
	uint64_t *data = mem_try((size_t)bytes);
	if (!data)
		return err_say(err, ERR_LIMIT, "no memory for the %lld MB that are to be read; write --mb "
		               "with less", (long long)(bytes >> 20));
	for (int64_t i = 0; i < bytes / 8; i += 64)
		data[i] = (uint64_t)i;           /* each page is there, and is its own */
	*limits = (struct limits){ .isa = level->name, .threads = n, .bytes = bytes,
	                           .gflops_one = measure_fma(level, 1),
	                           .gbs_one = measure_read(level, data, bytes, 1) };
	limits->gflops = n > 1 ? measure_fma(level, n) : limits->gflops_one;
	limits->gbs = n > 1 ? measure_read(level, data, bytes, n) : limits->gbs_one;
	free(data);
	return true;
}
