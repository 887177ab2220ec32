/* Internal to engine/arrange.c and engine/pick.c. */
#ifndef ENGINE_ARRANGE_PARTS_H
#define ENGINE_ARRANGE_PARTS_H

#include "engine/tensor.h"

/* to[...] = from[...], of one shape; `to` may have any strides. */
bool arrange_copy(struct run *run, const struct tensor *from, struct tensor *to, struct err *err);

#endif
