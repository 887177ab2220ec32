/* From a tensor's elements to the places of its storage, and back. */
#ifndef DRAW_PLACES_H
#define DRAW_PLACES_H

#include "engine/tensor.h"

/* Of the element-th in reading order. */
void places_index(const struct tensor *t, int64_t element, int64_t index[TENSOR_MAX_DIMS]);

int64_t places_element(const struct tensor *t, const int64_t index[TENSOR_MAX_DIMS]);   /* and back */

/* offset + index · strides */
int64_t places_at(const struct tensor *t, const int64_t index[TENSOR_MAX_DIMS]);
int64_t places_last(const struct tensor *t);   /* of a tensor with elements */

/*
 * The element at a place; of several (a stride of 0) the one with index 0. False
 * where the tensor has none.
 */
bool places_find(const struct tensor *t, int64_t place, int64_t index[TENSOR_MAX_DIMS]);

#endif
