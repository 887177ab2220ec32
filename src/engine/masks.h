/*
 * Attention masks: bool, True = the query (row) may attend to the key (column),
 * as scaled_dot_product_attention takes them. Cost: one operation an element.
 */
#ifndef ENGINE_MASKS_H
#define ENGINE_MASKS_H

#include "engine/tensor.h"

/*
 * (n, m): the n queries are the last n of m positions, so query i sees the keys
 * j <= m - n + i; with m == n that is the lower triangle. m < n is ERR_VALUE.
 * (scaled_dot_product_attention's is_causal counts from the first key instead, as
 * PyTorch does: j <= i.)
 */
struct tensor *mask_causal(struct run *run, const struct size *n, const struct size *m,
                           struct err *err);

/* (n, n): causal, but everyone sees the first p positions. */
struct tensor *mask_prefix(struct run *run, const struct size *n, int64_t p, struct err *err);

/* (n, n): causal, and only the last w keys: i - w < j <= i. */
struct tensor *mask_sliding_window(struct run *run, const struct size *n, int64_t w,
                                   struct err *err);

/*
 * query_segments (n) and key_segments (m), int64 → (n, m). allowed NULL: where the
 * segments are equal. Else allowed (S, S') bool: where allowed[query's, key's].
 */
struct tensor *mask_block(struct run *run, const struct tensor *query_segments,
                          const struct tensor *key_segments, const struct tensor *allowed,
                          struct err *err);

/* lengths (...) int64 → (..., n): key j is real where j < length. */
struct tensor *mask_padding(struct run *run, const struct tensor *lengths, const struct size *n,
                            struct err *err);

#endif
