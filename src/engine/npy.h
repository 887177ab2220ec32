/*
 * NumPy's .npy files, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * Read: versions 1.0 and 2.0 (and 3.0, which differs in names alone), row-major or
 * Fortran order, either byte order; bool, ints to 64 bits (uint64 not), float16,
 * float32, float64. Ints become int64. Written: version 1.0, row-major,
 * little-endian; bfloat16, which NumPy lacks, as float32.
 *
 * The file is not trusted. Errors do not name it: the caller does.
 */
#ifndef ENGINE_NPY_H
#define ENGINE_NPY_H

#include <stdio.h>

#include "engine/tensor.h"

struct tensor *npy_load(struct run *run, const char *path, struct err *err);
struct tensor *npy_read(struct run *run, FILE *file, struct err *err);   /* from where it stands */

bool npy_save(const struct tensor *t, const char *path, struct err *err);
bool npy_write(const struct tensor *t, FILE *file, struct err *err);

#endif
