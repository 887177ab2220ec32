/*
 * Any bytes as a .npy and as a .safetensors file: what is read lies inside the file
 * and the budget, and what is written again reads the same.
 */
#include <stdio.h>

#include "engine/npy.h"
#include "engine/safetensors.h"
#include "fuzz.h"

static void assert_round_trip(const struct tensor *t)
{
	struct err err = {0};
	struct run run;
	FILE *copy = tmpfile();
	assert(copy && npy_write(t, copy, &err));
	rewind(copy);
	run_init(&run, FUZZ_BUDGET, NULL);
	struct tensor *again = npy_read(&run, copy, &err);
	assert(again && again->dtype == t->dtype && tensor_count(again) == tensor_count(t));
	tensor_unref(again);
	fclose(copy);
}

static void read_npy(const uint8_t *data, size_t size)
{
	struct err err = {0};
	struct run run;
	FILE *file = fmemopen((void *)data, size, "rb");
	run_init(&run, FUZZ_BUDGET, NULL);
	struct tensor *t = npy_read(&run, file, &err);
	if (t && t->dtype != DT_BFLOAT16)
		assert_round_trip(t);
	else if (!t)
		assert_error(&err, "");
	tensor_unref(t);
	fclose(file);
}

static void read_safetensors(const uint8_t *data, size_t size)
{
	struct err err = {0};
	struct safetensors s;
	if (!safetensors_begin(fmemopen((void *)data, size, "rb"), &s, &err)) {
		assert_error(&err, "");
		return;
	}
	for (int i = 0; i < s.count; i++) {
		struct run run;
		run_init(&run, FUZZ_BUDGET, NULL);
		struct tensor *t = safetensors_read(&run, &s, &s.entries[i], &err);
		if (t)
			assert(tensor_count(t) == shape_count(&s.entries[i].shape));
		else
			assert(err.code != ERR_NONE);   /* it may name the tensor, in the file's own bytes */
		tensor_unref(t);
	}
	safetensors_close(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	read_npy(data, size);
	read_safetensors(data, size);
	return 0;
}
