/* The letters of an einsum, for its kernel and its explanation. Internal to lang/. */
#ifndef LANG_EINSUM_H
#define LANG_EINSUM_H

#include "lang/ops.h"

enum { EINSUM_OPERANDS = 16, EINSUM_LABELS = 128 + TENSOR_MAX_DIMS };

/* 'A' to 'z' are themselves; the dimensions of ... are 128 and above, the last one first. */
struct labels {
	int n;
	unsigned char at[2 * TENSOR_MAX_DIMS];
};

struct einsum_letters {
	int n;                                 /* operands */
	struct labels at[EINSUM_OPERANDS];     /* of each of their dimensions */
	struct labels result;
	int64_t size[EINSUM_LABELS];
};

/* Of a call that has a value. */
bool einsum_letters(struct call *call, struct einsum_letters *out, struct err *err);

#endif
