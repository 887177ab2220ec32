/*
 * digest [--simd base|v3|v4] [--threads N] [--cases N] [LAB...]
 *
 * Two digests: of random kernels, and of each line of these labs. No width, number of threads,
 * compiler or machine changes them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "digest.h"

static int fail(const char *what)
{
	fprintf(stderr, "digest: %s\n", what);
	return 2;
}

static bool read_level(const char *name, enum simd *out)
{
	static const char *const names[] = { "best", "base", "v3", "v4" };
	for (int i = 0; i < 4; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum simd)i;
			return *out <= simd_best();
		}
	return false;
}

int main(int argc, char **argv)
{
	struct budget budget = { 0 };
	int threads = 1, cases = 400, i = 1;
	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--simd") == 0 && !read_level(argv[i + 1], &budget.simd))
			return fail("this machine has no such level");
		if (strcmp(argv[i], "--threads") == 0)
			threads = atoi(argv[i + 1]);
		if (strcmp(argv[i], "--cases") == 0)
			cases = atoi(argv[i + 1]);
	}
	budget.pool = pool_new(threads);
	printf("kernels %016" PRIx64 "\n", digest_kernels(HASH_START, cases, &budget));
	uint64_t labs = HASH_START;
	for (int l = i; l < argc; l++) {
		labs = digest_lab(labs, argv[l], &budget);
		if (getenv("DIGEST_EACH"))
			printf("%016" PRIx64 " %s\n", labs, argv[l]);
	}
	printf("labs %016" PRIx64 "\n", labs);
	pool_free(budget.pool);
	return 0;
}
