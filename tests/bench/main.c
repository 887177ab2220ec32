/*
 * bench: measures the engine.
 *
 *	bench limits | matmul | attention | decode | softmax | layer | lab FILE | compare | all
 *	bench prices [OPERATION]
 *
 * Options are --name number, or --name alone; `bench help` lists them.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "bench.h"

enum { NUMBER_MAX = 1 << 30 };

struct option_name {
	const char *name;
	size_t at;
	bool is_flag;
	const char *help;
};

#define NUMBER(name, field, help) { name, offsetof(struct options, field), false, help }
#define FLAG(name, help) { #name, offsetof(struct options, name), true, help }

static const struct option_name names[] = {
	NUMBER("m", m, "matmul: rows of the result"),
	NUMBER("n", n, "matmul: its columns"),
	NUMBER("k", k, "matmul: terms of each sum"),
	NUMBER("heads", heads, "attention, decode, layer: heads of the queries"),
	NUMBER("kv-heads", kv_heads, "attention, decode: heads of the keys (as many as of the queries)"),
	NUMBER("tq", tq, "attention, layer: queries"),
	NUMBER("tk", tk, "attention, decode, layer: keys"),
	NUMBER("dim", dim, "attention, decode: width of a head"),
	NUMBER("hidden", hidden, "layer: width of all heads"),
	NUMBER("rows", rows, "softmax: rows"),
	NUMBER("columns", columns, "softmax: numbers in a row"),
	FLAG(causal, "attention: no query sees a later key"),
	FLAG(cached, "layer: K and V are there already"),
	NUMBER("reps", reps, "how often (about a second of it)"),
	NUMBER("threads", threads, "that work (all processors)"),
	NUMBER("mb", megabytes, "limits: how much is read (twice the cache)"),
	FLAG(json, "one line of JSON"),
};
enum { N_NAMES = sizeof names / sizeof *names };

static const struct options defaults = {
	.m = 1024, .n = 1024, .k = 1024, .heads = 8, .tq = 512, .tk = 512, .dim = 64,
	.rows = 2048, .columns = 2048, .hidden = 256,
};

static void print_help(void)
{
	puts("bench limits | matmul | attention | decode | softmax | layer | lab FILE | compare | all\n"
	     "bench prices [OPERATION]      what budgets are charged, beside what it takes\n");
	for (int i = 0; i < N_NAMES; i++)
		printf("  --%-9s %-2s %s\n", names[i].name, names[i].is_flag ? "" : "N", names[i].help);
}

static bool read_number(const char *name, const char *text, int64_t *out, struct err *err)
{
	char *end = NULL;
	errno = 0;
	long long n = text ? strtoll(text, &end, 10) : 0;
	if (!text || *end || errno || n < 1 || n > NUMBER_MAX)
		return err_say(err, ERR_VALUE, "%s needs a number from 1 to %d", name, NUMBER_MAX);
	*out = n;
	return true;
}

/* args[*i] and what belongs to it; *i moves on to the last of them. */
static bool read_option(const char *const *args, int *i, struct options *options, struct err *err)
{
	const char *arg = args[*i];
	for (int n = 0; n < N_NAMES; n++) {
		if (strncmp(arg, "--", 2) != 0 || strcmp(arg + 2, names[n].name) != 0)
			continue;
		void *field = (char *)options + names[n].at;
		if (!names[n].is_flag)
			return read_number(arg, args[++*i], field, err);
		*(bool *)field = true;
		return true;
	}
	return err_say(err, ERR_NAME, "there is no option \"%s\"; `bench help` lists them", arg);
}

static bool read_options(const char *const *args, struct options *options, struct err *err)
{
	for (int i = 0; args[i]; i++) {
		if (args[i][0] != '-' && !options->file)
			options->file = args[i];
		else if (!read_option(args, &i, options, err))
			return false;
	}
	return true;
}

static bool bench_lab(const struct options *options, const struct limits *limits, struct err *err)
{
	struct work work;
	struct timing timing;
	if (!options->file)
		return err_say(err, ERR_VALUE, "which lab? write: bench lab FILE");
	if (!lab_measure(options, &work, &timing, err))
		return false;
	report_work("lab", options->file, &work, &timing, limits, options->json);
	return true;
}

static bool bench_kernel(const struct kernel *kernel, struct options *options,
                         const struct limits *limits, struct err *err)
{
	char what[128];
	struct job job;
	struct work work;
	struct timing timing;
	if (strcmp(kernel->name, "decode") == 0)
		options->tq = 1;
	if (!options->kv_heads)
		options->kv_heads = options->heads;
	bool ok = kernel_open(&job, kernel, options, &work, err)
	          && work_measure(&work, options->reps, &timing, err);
	kernel->say(options, what, sizeof what);
	if (ok)
		report_work(kernel->name, what, &work, &timing, limits, options->json);
	kernel_close(&job);
	return ok;
}

/* One command, when the limits are known. */
static bool bench_one(const char *command, struct options *options, const struct limits *limits,
                      struct err *err)
{
	const struct kernel *kernel = kernel_find(command);
	if (strcmp(command, "limits") == 0) {
		report_limits(limits, options->json);
		return true;
	}
	if (strcmp(command, "compare") == 0)
		return compare(options, err);
	if (strcmp(command, "lab") == 0)
		return bench_lab(options, limits, err);
	if (kernel)
		return bench_kernel(kernel, options, limits, err);
	return err_say(err, ERR_NAME, "there is no \"%s\"; `bench help` lists what can be measured",
	               command);
}

/* A short round: less than a minute. */
static const char *const round_of_all[][12] = {
	{ "limits" },
	{ "matmul" },
	{ "attention", "--causal" },
	{ "attention", "--causal", "--tq", "2048", "--tk", "2048", "--reps", "3" },
	{ "attention", "--causal", "--kv-heads", "2", "--tq", "2048", "--tk", "2048", "--reps", "3" },
	{ "attention", "--tq", "2048", "--tk", "2048", "--reps", "3" },
	{ "decode", "--tk", "32768", "--dim", "128" },
	{ "decode", "--heads", "32", "--kv-heads", "8", "--tk", "32768", "--dim", "128" },
	{ "attention", "--tq", "10", "--tk", "197", "--dim", "32" },
	{ "layer", "--tq", "10", "--tk", "197" },
	{ "layer", "--tq", "10", "--tk", "197", "--cached" },
	{ "softmax" },
	{ "lab", "lessons/labs/cross-attention.lab" },
};

static bool bench_all(const struct options *given, const struct limits *limits, struct err *err)
{
	for (size_t i = 0; i < sizeof round_of_all / sizeof *round_of_all; i++) {
		const char *const *args = round_of_all[i];   /* ends with NULLs */
		struct options options = defaults;
		options.json = given->json;
		options.pool = given->pool;
		if (!read_options(args + 1, &options, err) || !bench_one(args[0], &options, limits, err))
			return false;
	}
	return true;
}

static bool bench(const char *const *args, struct err *err)
{
	struct options options = defaults;
	struct limits limits;
	if (!read_options(args + 1, &options, err))
		return false;
	if (strcmp(args[0], "prices") == 0)
		return prices(options.file, err);
	options.pool = pool_new((int)options.threads);
	options.threads = pool_threads(options.pool);
	bool ok = limits_measure(&options, &limits, err)
	          && (strcmp(args[0], "all") == 0 ? bench_all(&options, &limits, err)
	                                          : bench_one(args[0], &options, &limits, err));
	pool_free(options.pool);
	return ok;
}

int main(int argc, char **argv)
{
	struct err err;
	mem_keep();
	if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
		print_help();
		return argc < 2 ? 2 : 0;
	}
	if (bench((const char *const *)argv + 1, &err))
		return 0;
	fprintf(stderr, "bench: %s\n", err.text);
	return 1;
}
