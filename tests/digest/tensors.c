#include <string.h>

#include "base/hash.h"
#include "digest.h"
#include "engine/view.h"

static const void *memory_of(const struct tensor *t, size_t *size)
{
	*size = t->dtype == DT_BOOL ? 1 : t->dtype == DT_INT64 || t->dtype == DT_FLOAT64 ? 8 : 4;
	return t->dtype == DT_BOOL    ? (const void *)tensor_bools(t)
	       : t->dtype == DT_INT64 ? (const void *)tensor_ints(t)
	       : *size == 8           ? (const void *)tensor_doubles(t)
	                              : (const void *)tensor_floats(t);
}

uint64_t digest_tensor(uint64_t digest, const struct tensor *t, const struct err *err)
{
	struct run run;
	struct err none;
	size_t size;
	if (!t)
		return hash_bytes(digest, err->text, strlen(err->text));
	run_init(&run, (struct budget){ 0 }, NULL);
	struct tensor *whole = view_contiguous(&run, t, &none);
	if (!whole)
		return 0;
	const char *data = memory_of(whole, &size);
	int32_t head[] = { (int32_t)t->dtype, t->shape.ndim };
	digest = hash_bytes(digest, head, sizeof head);
	digest = hash_bytes(digest, t->shape.size, (size_t)t->shape.ndim * sizeof *t->shape.size);
	digest = hash_bytes(digest, data + (size_t)whole->offset * size,
	                    (size_t)tensor_count(whole) * size);
	tensor_unref(whole);
	return digest;
}
