#include "draw/places.h"

void places_index(const struct tensor *t, int64_t element, int64_t index[TENSOR_MAX_DIMS])
{
	for (int d = t->shape.ndim - 1; d >= 0; d--) {
		index[d] = element % t->shape.size[d];
		element /= t->shape.size[d];
	}
}

int64_t places_element(const struct tensor *t, const int64_t index[TENSOR_MAX_DIMS])
{
	int64_t element = 0;
	for (int d = 0; d < t->shape.ndim; d++)
		element = element * t->shape.size[d] + index[d];
	return element;
}

int64_t places_at(const struct tensor *t, const int64_t index[TENSOR_MAX_DIMS])
{
	int64_t place = t->offset;
	for (int d = 0; d < t->shape.ndim; d++)
		place += index[d] * t->stride[d];
	return place;
}

int64_t places_last(const struct tensor *t)
{
	int64_t index[TENSOR_MAX_DIMS];
	for (int d = 0; d < t->shape.ndim; d++)
		index[d] = t->shape.size[d] - 1;
	return places_at(t, index);
}

/* The dimension with the largest stride below `below`; -1 when there is none. */
static int next_dim(const struct tensor *t, int64_t below)
{
	int best = -1;
	for (int d = 0; d < t->shape.ndim; d++)
		if (t->shape.size[d] > 1 && t->stride[d] > 0 && t->stride[d] < below &&
		    (best < 0 || t->stride[d] > t->stride[best]))
			best = d;
	return best;
}

/* The largest strides first. */
bool places_find(const struct tensor *t, int64_t place, int64_t index[TENSOR_MAX_DIMS])
{
	int64_t rest = place - t->offset, below = INT64_MAX;
	for (int d = 0; d < t->shape.ndim; d++)
		index[d] = 0;
	if (rest < 0 || tensor_count(t) == 0)
		return false;
	for (int d = next_dim(t, below); d >= 0; d = next_dim(t, below)) {
		index[d] = rest / t->stride[d];
		if (index[d] >= t->shape.size[d])
			index[d] = t->shape.size[d] - 1;
		rest -= index[d] * t->stride[d];
		below = t->stride[d];
	}
	return rest == 0;
}
