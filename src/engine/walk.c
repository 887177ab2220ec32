#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/dtype.h"
#include "engine/kernel.h"

void walk_init(struct walk *w, const struct shape *shape)
{
	*w = (struct walk){ .ndim = shape->ndim };
	memcpy(w->size, shape->size, sizeof w->size);
	if (w->ndim == 0)
		w->size[w->ndim++] = 1;
}

void walk_add(struct walk *w, const struct tensor *t)
{
	int k = w->tensors++;
	int missing = w->ndim - t->shape.ndim;
	for (int d = 0; d < t->shape.ndim; d++)
		if (d + missing >= 0 && t->shape.size[d] != 1)
			w->stride[k][d + missing] = t->stride[d];
	w->tensor[k] = t;
	w->at[k] = t->offset;
}

/* Whether dimensions d and d + 1 are one long dimension in every tensor. */
static bool joins(const struct walk *w, int d)
{
	for (int k = 0; k < w->tensors; k++)
		if (w->stride[k][d] != w->stride[k][d + 1] * w->size[d + 1])
			return false;
	return true;
}

static void remove_dim(struct walk *w, int d)
{
	size_t tail = (size_t)(w->ndim - d - 1) * sizeof(int64_t);
	memmove(&w->size[d], &w->size[d + 1], tail);
	for (int k = 0; k < w->tensors; k++)
		memmove(&w->stride[k][d], &w->stride[k][d + 1], tail);
	w->ndim--;
}

/* Fewer, longer dimensions: longer runs. */
static void join_dims(struct walk *w)
{
	for (int d = w->ndim - 2; d >= 0; d--)
		if (w->size[d] == 1) {
			remove_dim(w, d);
		} else if (w->size[d + 1] == 1) {
			remove_dim(w, d + 1);
		} else if (joins(w, d)) {
			w->size[d + 1] *= w->size[d];
			remove_dim(w, d);
		}
}

void walk_from(struct walk *w, int64_t first)
{
	w->first = first;
}

static void skip(struct walk *w, int64_t elements)
{
	for (int d = w->ndim - 1; d >= 0; elements /= w->size[d], d--) {
		w->index[d] = elements % w->size[d];
		for (int k = 0; k < w->tensors; k++)
			w->at[k] += w->index[d] * w->stride[k][d];
	}
}

static bool start(struct walk *w)
{
	for (int d = 0; d < w->ndim; d++)
		if (w->size[d] == 0)
			return false;
	join_dims(w);
	for (int k = 0; k < w->tensors; k++)
		w->step[k] = w->stride[k][w->ndim - 1];
	if (w->first)
		skip(w, w->first);
	return true;
}

/* From the end of a run to the beginning of the next; false after the last. */
static bool advance(struct walk *w)
{
	int64_t by = w->run;
	for (int d = w->ndim - 1; d >= 0; d--, by = 1) {
		w->index[d] += by;
		for (int k = 0; k < w->tensors; k++)
			w->at[k] += by * w->stride[k][d];
		if (w->index[d] < w->size[d])
			return true;
		for (int k = 0; k < w->tensors; k++)
			w->at[k] -= w->size[d] * w->stride[k][d];
		w->index[d] = 0;
	}
	return false;
}

int walk_next(struct walk *w)
{
	if (!(w->run ? advance(w) : start(w))) {
		w->run = 0;
		return 0;
	}
	int64_t left = w->size[w->ndim - 1] - w->index[w->ndim - 1];
	w->run = left < WALK_RUN ? (int)left : WALK_RUN;
	return w->run;
}

void walk_again(struct walk *w)
{
	memset(w->index, 0, sizeof w->index);
	w->run = 0;
	for (int k = 0; k < w->tensors; k++)
		w->at[k] = w->tensor[k]->offset;
}

void walk_move(struct walk *w, int tensor, int64_t offset)
{
	w->at[tensor] = offset;
}

void load_doubles(const struct tensor *t, int64_t at, int64_t step, int64_t n, double *out)
{
	switch (t->dtype) {
	case DT_BOOL:
		for (int64_t i = 0; i < n; i++)
			out[i] = tensor_bools(t)[at + i * step];
		return;
	case DT_INT64:
		for (int64_t i = 0; i < n; i++)
			out[i] = (double)tensor_ints(t)[at + i * step];
		return;
	case DT_FLOAT64:
		for (int64_t i = 0; i < n; i++)
			out[i] = tensor_doubles(t)[at + i * step];
		return;
	default: {
		const float *x = (const float *)t->storage->data + at;
		for (int64_t i = 0; i < n; i++)
			out[i] = x[i * step];
	}
	}
}

static int64_t int_of(double x)
{
	return x >= -0x1p63 && x < 0x1p63 ? (int64_t)x : INT64_MIN;
}

void load_ints(const struct tensor *t, int64_t at, int64_t step, int64_t n, int64_t *out)
{
	for (int64_t i = 0; i < n; i++, at += step)
		switch (t->dtype) {
		case DT_BOOL:    out[i] = tensor_bools(t)[at]; break;
		case DT_INT64:   out[i] = tensor_ints(t)[at]; break;
		case DT_FLOAT64: out[i] = int_of(tensor_doubles(t)[at]); break;
		default:         out[i] = int_of((double)((const float *)t->storage->data)[at]);
		}
}

void walk_doubles(const struct walk *w, int tensor, int n, double *out)
{
	load_doubles(w->tensor[tensor], w->at[tensor], w->step[tensor], n, out);
}

void walk_ints(const struct walk *w, int tensor, int n, int64_t *out)
{
	load_ints(w->tensor[tensor], w->at[tensor], w->step[tensor], n, out);
}

void store_doubles(struct tensor *t, int64_t at, int64_t step, int n, const double *x)
{
	void *data = t->storage->data;
	switch (t->dtype) {
	case DT_BOOL:
		for (int i = 0; i < n; i++)
			((uint8_t *)data)[at + i * step] = x[i] != 0;
		return;
	case DT_INT64:
		for (int i = 0; i < n; i++)
			((int64_t *)data)[at + i * step] = int_of(x[i]);
		return;
	case DT_FLOAT64:
		for (int i = 0; i < n; i++)
			((double *)data)[at + i * step] = isnan(x[i]) ? (double)NAN : x[i];
		return;
	case DT_FLOAT32:
		for (int i = 0; i < n; i++)
			((float *)data)[at + i * step] = isnan(x[i]) ? NAN : (float)x[i];
		return;
	default:
		for (int i = 0; i < n; i++)
			((float *)data)[at + i * step] =
				isnan(x[i]) ? NAN : (float)dtype_round(t->dtype, x[i]);
	}
}

void store_ints(struct tensor *t, int64_t at, int64_t step, int n, const int64_t *x)
{
	for (int i = 0; i < n; i++, at += step)
		switch (t->dtype) {
		case DT_BOOL:    ((uint8_t *)t->storage->data)[at] = x[i] != 0; break;
		case DT_INT64:   ((int64_t *)t->storage->data)[at] = x[i]; break;
		case DT_FLOAT64: ((double *)t->storage->data)[at] = (double)x[i]; break;
		case DT_FLOAT32: ((float *)t->storage->data)[at] = (float)x[i]; break;
		default:
			((float *)t->storage->data)[at] = (float)dtype_round(t->dtype, (double)(float)x[i]);
		}
}

static size_t held_bytes(enum dtype dtype)
{
	return dtype == DT_BOOL ? 1 : dtype == DT_INT64 || dtype == DT_FLOAT64 ? 8 : 4;
}

static void copy_run(const char *from, int64_t step, char *to, int n, size_t size)
{
	if (step == 1) {
		memcpy(to, from, (size_t)n * size);
		return;
	}
	for (int i = 0; i < n; i++)
		memcpy(to + (size_t)i * size, from + i * step * (int64_t)size, size);
}

bool copy_elements(struct run *run, const struct tensor *from, struct tensor *to, int64_t at,
                   struct err *err)
{
	size_t size = held_bytes(from->dtype);
	struct walk w;
	walk_init(&w, &from->shape);
	walk_add(&w, from);
	for (int n; (n = walk_next(&w)) > 0; at += n) {
		if (!run_spend(run, 10 + (w.step[0] == 1 ? n / 8 : 2 * n), err))
			return false;
		copy_run((const char *)from->storage->data + w.at[0] * (int64_t)size, w.step[0],
		         (char *)to->storage->data + at * (int64_t)size, n, size);
	}
	run_count(run, 0, 2 * tensor_count(from) * dtype_bytes(from->dtype));
	return true;
}
