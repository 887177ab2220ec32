/* What the ways to attention have in common, for engine/ alone. */
#ifndef ENGINE_ATTENTION_PARTS_H
#define ENGINE_ATTENTION_PARTS_H

#include "engine/tensor.h"

/* Floats of one type, (..., T, d) with sizes that fit; else ERR_TYPE or ERR_SHAPE, of `name`. */
bool attention_check(const char *name, const struct tensor *q, const struct tensor *k,
                     const struct tensor *v, struct err *err);

/* The batch that the dimensions before the last two broadcast to. */
bool attention_batch(const struct tensor *q, const struct tensor *k, const struct tensor *v,
                     struct shape *batch, struct err *err);

/* All expanded to one batch, the last dimension of each of stride 1. */
struct attention_job {
	struct tensor *q, *k, *v;    /* (batch, T_q, d), (batch, T_k, d), (batch, T_k, d_v) */
	struct tensor *mask;         /* (batch, T_q, T_k) or NULL */
	struct tensor *out;          /* (batch, T_q, d_v), contiguous; zeros unless float32 */
	double scale;
	bool is_causal;
};

/* Fill job->out: float32 in tiles, by attention.h; other types a few rows at a time, in double. */
bool attention_tiles(struct run *run, const struct attention_job *job, struct err *err);
bool attention_rows(struct run *run, const struct attention_job *job, struct err *err);

#endif
