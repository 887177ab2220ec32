/* A whole lab: every line, figure and claim of its file. Operations are the lab's own count. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "bench.h"
#include "engine/view.h"
#include "lab/library.h"

enum { FILE_MAX = 1 << 20 };

struct bench_lab {
	struct lab *lab;
	struct budget budget;
	struct lab_state *state;
};

static bool run_lab(void *context, struct err *err)
{
	struct bench_lab *b = context;
	struct lab_setting setting = { .variant = -1 };
	b->state = lab_run(b->lab, &setting, &b->budget, NULL, err);
	if (b->state && b->state->error.code != ERR_NONE) {
		*err = b->state->error;
		return false;
	}
	return b->state != NULL;
}

static void clear_lab(void *context)
{
	struct bench_lab *b = context;
	lab_state_unref(b->state);
	b->state = NULL;
}

static const void *memory_of(const struct tensor *t, size_t *size)
{
	*size = t->dtype == DT_BOOL ? 1 : t->dtype == DT_INT64 || t->dtype == DT_FLOAT64 ? 8 : 4;
	return t->dtype == DT_BOOL    ? (const void *)tensor_bools(t)
	       : t->dtype == DT_INT64 ? (const void *)tensor_ints(t)
	       : *size == 8           ? (const void *)tensor_doubles(t)
	                              : (const void *)tensor_floats(t);
}

static uint64_t digest_tensor(uint64_t digest, const struct tensor *t)
{
	struct run run;
	struct err err;
	size_t size;
	run_init(&run, (struct budget){ 0 }, NULL);
	struct tensor *whole = view_contiguous(&run, t, &err);
	if (!whole)
		return digest;
	const char *data = memory_of(whole, &size);
	digest = hash_bytes(digest, data + (size_t)whole->offset * size,
	                    (size_t)tensor_count(whole) * size);
	tensor_unref(whole);
	return digest;
}

/* The name and the bits of each line; of what is no tensor, how it prints. */
static uint64_t digest_lab(const void *context)
{
	const struct lab_state *state = ((const struct bench_lab *)context)->state;
	uint64_t digest = HASH_START;
	for (int i = 0; i < state->n_lines; i++) {
		const struct lab_line *line = &state->lines[i];
		digest = hash_bytes(digest, line->name, strlen(line->name));
		struct str text = STR_INIT;
		if (line->value.kind == VALUE_TENSOR)
			digest = digest_tensor(digest, line->value.as.tensor);
		else
			value_print(line->value, &text);
		digest = hash_bytes(digest, text.data, text.len);
		str_done(&text);
	}
	return digest;
}

/* Beside the file lie the labs that it may start from. */
static struct lab_library *library_of(const char *file, struct err *err)
{
	const char *slash = strrchr(file, '/');
	char *dir = slash ? mem_copy_n(file, (size_t)(slash - file)) : mem_copy(".");
	struct lab_library *library = lab_library_open(dir, err);
	free(dir);
	return library;
}

static struct lab *open_lab(const char *file, struct err *err)
{
	size_t len;
	char *source = file_read(file, FILE_MAX, &len, err);
	struct lab_library *library = source ? library_of(file, err) : NULL;
	struct lab *lab = NULL;
	if (library) {
		struct program_loader loader = lab_library_loader(library);
		lab = lab_parse(file, source, &loader, err);
		lab_library_free(library);
	}
	free(source);
	return lab;
}

static bool count_flops(struct bench_lab *b, double *flops, struct err *err)
{
	bool ok = run_lab(b, err);
	*flops = 0;
	for (int i = 0; ok && i < b->state->n_lines; i++)
		*flops += (double)b->state->lines[i].flops;
	clear_lab(b);
	return ok;
}

bool lab_measure(const struct options *options, struct work *work, struct timing *timing,
                 struct err *err)
{
	struct bench_lab b = { .lab = open_lab(options->file, err), .budget.pool = options->pool };
	*work = (struct work){ .context = &b, .run = run_lab, .digest = digest_lab,
	                       .clear = clear_lab, .bytes = NAN };
	bool ok = b.lab && count_flops(&b, &work->flops, err)
	          && work_measure(work, options->reps, timing, err);
	lab_unref(b.lab);
	return ok;
}
