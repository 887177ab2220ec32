/*
 * Reading .safetensors files, https://github.com/huggingface/safetensors#format
 *
 *	8 bytes, little-endian: n
 *	n bytes of JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
 *	the numbers, to which the offsets point
 *
 * The header is read strictly and whole: every tensor lies inside the file, is as
 * long as its shape says, and overlaps no other. Only tensors asked for are read.
 * The file is not trusted. Errors do not name it: the caller does.
 */
#ifndef ENGINE_SAFETENSORS_H
#define ENGINE_SAFETENSORS_H

#include "engine/tensor_file.h"

struct safetensors_entry {
	char *name;                  /* UTF-8 as in the file: clean it before it is shown */
	char dtype[12];              /* "F32" */
	enum number_kind kind;       /* NUMBER_KINDS: one that cannot be read here */
	struct shape shape;
	int64_t begin, end;          /* bytes behind the header */
};

struct safetensors {
	FILE *file;
	int64_t data;                /* where the numbers begin in the file */
	struct safetensors_entry *entries;   /* by name */
	int count;
};

/* False with *err, and then nothing is to be closed. */
bool safetensors_open(const char *path, struct safetensors *out, struct err *err);
void safetensors_close(struct safetensors *s);

/* The same for an open file, which _close then closes; it is closed when this fails. */
bool safetensors_begin(FILE *file, struct safetensors *out, struct err *err);

/* NULL with ERR_NAME and the closest name there is. */
const struct safetensors_entry *safetensors_find(const struct safetensors *s, const char *name,
                                                 struct err *err);

struct tensor *safetensors_read(struct run *run, const struct safetensors *s,
                                const struct safetensors_entry *entry, struct err *err);

#endif
