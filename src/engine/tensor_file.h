/*
 * Numbers as files hold them, for the formats beside this (npy.h, safetensors.h).
 *
 * Files are untrusted. What a header promises is checked against the file's own
 * length before anything is allocated, so a short file cannot ask for much memory.
 */
#ifndef ENGINE_TENSOR_FILE_H
#define ENGINE_TENSOR_FILE_H

#include <stdio.h>

#include "engine/tensor.h"

enum number_kind {
	NUMBER_BOOL, NUMBER_I8, NUMBER_I16, NUMBER_I32, NUMBER_I64, NUMBER_U8, NUMBER_U16, NUMBER_U32,
	NUMBER_F16, NUMBER_BF16, NUMBER_F32, NUMBER_F64, NUMBER_KINDS,
};

int number_kind_bytes(enum number_kind kind);

/*
 * What the file holds in all, and from where it stands on. ERR_IO for what cannot
 * be sought in: a pipe.
 */
bool tensor_file_open(const char *path, FILE **file, struct err *err);
bool tensor_file_left(FILE *file, int64_t *bytes, struct err *err);

/*
 * The next shape_count(shape) numbers of the file as a new contiguous tensor.
 * big: the most significant byte comes first. ERR_FORMAT when the file is too
 * short, before memory is asked for.
 */
struct tensor *tensor_file_read(struct run *run, FILE *file, enum number_kind kind, bool big,
                                const struct shape *shape, struct err *err);

#endif
