#include "base/philox.h"

#include <math.h>

#include "base/hash.h"
#include "base/philox_inside.h"

static void multiply(uint32_t a, uint32_t b, uint32_t *high, uint32_t *low)
{
	uint64_t product = (uint64_t)a * b;
	*high = (uint32_t)(product >> 32);
	*low = (uint32_t)product;
}

void philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
	uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
	uint32_t k0 = key[0], k1 = key[1];
	for (int round = 0; round < 10; round++) {
		uint32_t high0, low0, high1, low1;
		multiply(0xD2511F53u, c0, &high0, &low0);
		multiply(0xCD9E8D57u, c2, &high1, &low1);
		c0 = high1 ^ c1 ^ k0;
		c1 = low1;
		c2 = high0 ^ c3 ^ k1;
		c3 = low0;
		k0 += 0x9E3779B9u;   /* golden ratio */
		k1 += 0xBB67AE85u;   /* sqrt(3) - 1 */
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
}

struct philox_stream philox_stream(uint64_t seed, const char *name, uint32_t call)
{
	uint64_t id = hash_bytes(hash_text(name), &call, sizeof call);
	return (struct philox_stream){
		.key = { (uint32_t)seed, (uint32_t)(seed >> 32) },
		.high = { (uint32_t)id, (uint32_t)(id >> 32) },
	};
}

static void draw(const struct philox_stream *s, uint64_t index, uint32_t out[4])
{
	uint32_t counter[4] = { (uint32_t)index, (uint32_t)(index >> 32), s->high[0], s->high[1] };
	philox4x32_10(counter, s->key, out);
}

double philox_uniform(const struct philox_stream *s, uint64_t index)
{
	uint32_t r[4];
	draw(s, index, r);
	return (r[0] >> 8) * 0x1p-24;
}

double philox_normal(const struct philox_stream *s, uint64_t index)
{
	uint32_t r[4];
	draw(s, index, r);
	return sqrt(philox_radius_squared(r[0])) * philox_cosine(r[1]);
}

uint64_t philox_scale(uint64_t low, uint64_t high, uint64_t n)
{
	return (uint64_t)((unsigned __int128)(high << 32 | low) * n >> 64);
}

uint64_t philox_below(const struct philox_stream *s, uint64_t index, uint64_t n)
{
	uint32_t r[4];
	draw(s, index, r);
	return philox_scale(r[0], r[1], n);
}
