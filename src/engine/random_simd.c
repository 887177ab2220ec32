/*
 * Many elements of a random stream at once: base/philox.h's, lane by lane. Words are held in 64 bits
 * each, of which a round reads the lower half alone.
 */
#include "base/philox_inside.h"
#include "engine/random_runs.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)

#if defined(__AVX512F__)
enum { WORDS = 8 };
#elif defined(__AVX2__)
enum { WORDS = 4 };
#else
enum { WORDS = 2 };
#endif

typedef uint64_t words __attribute__((vector_size(8 * WORDS)));

/* The lower halves multiplied. */
static inline words multiply(words a, words b)
{
#if defined(__AVX512F__)
	return (words)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
	return (words)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__x86_64__)
	return (words)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
	return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
#endif
}

static inline words root(words x)
{
#if defined(__AVX512F__)
	return (words)_mm512_sqrt_pd((__m512d)x);
#elif defined(__AVX2__)
	return (words)_mm256_sqrt_pd((__m256d)x);
#elif defined(__x86_64__)
	return (words)_mm_sqrt_pd((__m128d)x);
#else
	double lane[WORDS];
	memcpy(lane, &x, sizeof lane);
	for (int i = 0; i < WORDS; i++)
		lane[i] = __builtin_sqrt(lane[i]);
	memcpy(&x, lane, sizeof lane);
	return x;
#endif
}

/* The first two words of each element. */
static void draw(const struct philox_stream *s, uint64_t first, int n, uint64_t *low, uint64_t *high)
{
	const words zero = {0}, a = zero + 0xD2511F53, b = zero + 0xCD9E8D57;
	words index = zero + first;
	for (int i = 0; i < WORDS; i++)
		index[i] += (uint64_t)i;
	for (int i = 0; i < n; i += WORDS, index += WORDS) {
		words c0 = index, c1 = index >> 32, c2 = zero + s->high[0], c3 = zero + s->high[1];
		uint32_t k0 = s->key[0], k1 = s->key[1];
		for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
			words p = multiply(a, c0), q = multiply(b, c2);
			c0 = (q >> 32) ^ c1 ^ (zero + k0);
			c1 = q;
			c2 = (p >> 32) ^ c3 ^ (zero + k1);
			c3 = p;
		}
		c0 &= 0xFFFFFFFF;
		c1 &= 0xFFFFFFFF;
		memcpy(low + i, &c0, sizeof c0);
		memcpy(high + i, &c1, sizeof c1);
	}
}

static void normals(const uint64_t *low, const uint64_t *high, int n, double *out)
{
	for (int i = 0; i < n; i++)
		out[i] = philox_radius_squared(low[i]);
	for (int i = 0; i < n; i += WORDS) {
		words x;
		memcpy(&x, out + i, sizeof x);
		x = root(x);
		memcpy(out + i, &x, sizeof x);
	}
	for (int i = 0; i < n; i++)
		out[i] *= philox_cosine(high[i]);
}

const struct random_runs PASTE(random_runs_, SIMD) = { draw, normals };
