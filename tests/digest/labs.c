#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "digest.h"
#include "lab/library.h"

enum { FILE_MAX = 1 << 20 };

static struct lab *open_lab(const char *file, struct err *err)
{
	size_t len;
	const char *slash = strrchr(file, '/');
	char *dir = slash ? mem_copy_n(file, (size_t)(slash - file)) : mem_copy(".");
	char *source = file_read(file, FILE_MAX, &len, err);
	struct lab_library *library = source ? lab_library_open(dir, err) : NULL;
	struct lab *lab = NULL;
	if (library) {
		struct program_loader loader = lab_library_loader(library);
		lab = lab_parse(file, source, &loader, err);
		lab_library_free(library);
	}
	free(dir);
	free(source);
	return lab;
}

static uint64_t digest_value(uint64_t digest, const struct value *value, const struct err *err)
{
	struct str text = STR_INIT;
	if (value->kind == VALUE_TENSOR)
		return digest_tensor(digest, value->as.tensor, err);
	if (value->kind == VALUE_NONE)
		return hash_bytes(digest, err->text, strlen(err->text));
	value_print(*value, &text);
	digest = hash_bytes(digest, text.data, text.len);
	str_done(&text);
	return digest;
}

/* The base and every variant. */
static uint64_t digest_variant(uint64_t digest, const struct lab *lab, int variant,
                               const struct budget *budget)
{
	struct lab_setting setting = { .variant = variant };
	struct err err;
	struct lab_state *state = lab_run(lab, &setting, budget, NULL, &err);
	if (!state)
		return hash_bytes(digest, err.text, strlen(err.text));
	const struct lab_state *shown = state->with ? state->with : state;
	for (int i = 0; i < shown->n_lines; i++) {
		const struct lab_line *line = &shown->lines[i];
		digest = hash_bytes(digest, line->name, strlen(line->name));
		digest = digest_value(digest, &line->value, &line->error);
	}
	for (int i = 0; i < shown->n_claims; i++)
		digest = hash_bytes(digest, &shown->claims[i].holds, sizeof shown->claims[i].holds);
	lab_state_unref(state);
	return digest;
}

uint64_t digest_lab(uint64_t digest, const char *file, const struct budget *budget)
{
	struct err err;
	struct lab *lab = open_lab(file, &err);
	if (!lab) {
		fprintf(stderr, "digest: %s: %s\n", file, err.text);
		exit(1);
	}
	for (int v = -1; v < lab_program(lab)->n_variants; v++)
		digest = digest_variant(digest, lab, v, budget);
	lab_unref(lab);
	return digest;
}
