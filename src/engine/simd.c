#include "engine/simd.h"

#include "engine/run.h"

enum simd simd_best(void)
{
#ifdef __x86_64__
	bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
	          && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
	bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
	          && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
	          && __builtin_cpu_supports("avx512vl");
	return v4 ? SIMD_V4 : v3 ? SIMD_V3 : SIMD_BASE;
#else
	return SIMD_BASE;
#endif
}

bool simd_fetches_pairs(void)
{
#ifdef __x86_64__
	return __builtin_cpu_is("amdfam19h");
#else
	return false;
#endif
}

enum simd simd_of(const struct run *run)
{
	enum simd best = simd_best(), most = run->budget.simd;
	return most != SIMD_BEST && most < best ? most : best;
}
