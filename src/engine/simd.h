/*
 * Files named *_simd.c are compiled once for each of these instruction-set levels.
 * All of them give the same bits; a machine without FMA is slower.
 */
#ifndef ENGINE_SIMD_H
#define ENGINE_SIMD_H

#ifdef __x86_64__
enum simd { SIMD_BASE, SIMD_V3, SIMD_V4 };
#define SIMD_TABLE(name) { name##_base, name##_v3, name##_v4 }
#else
enum simd { SIMD_BASE };
#define SIMD_TABLE(name) { name##_base }
#endif

/* The highest level that this machine runs. */
enum simd simd_best(void);

#endif
