/*
 * Files named *_simd.c are compiled once for each of these instruction-set levels.
 * All of them give the same bits; a machine without FMA is slower.
 *
 *	static exps *const levels[] = SIMD_TABLE(exps);
 *	levels[simd_of(run)](x, n);
 */
#ifndef ENGINE_SIMD_H
#define ENGINE_SIMD_H

#include <stdbool.h>

struct run;

#ifdef __x86_64__
enum simd { SIMD_BEST, SIMD_BASE, SIMD_V3, SIMD_V4 };
#define SIMD_TABLE(name) { 0, name##_base, name##_v3, name##_v4 }
#else
enum simd { SIMD_BEST, SIMD_BASE };
#define SIMD_TABLE(name) { 0, name##_base }
#endif

/* The highest level that this machine runs. */
enum simd simd_best(void);

/* Whether memory is best asked for in pairs of cache lines: AMD's family 19h, as measured on a Zen 4. */
bool simd_fetches_pairs(void);

/* The same level, or the lower one that the budget asks for: tests and comparisons. */
enum simd simd_of(const struct run *run);

#endif
