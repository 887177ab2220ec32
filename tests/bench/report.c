/* Figures, as a line for people or as one line of JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

static double load_now(void)
{
	double load;
	return getloadavg(&load, 1) == 1 ? load : NAN;
}

/* JSON has no NaN: what was not measured is null. */
static void print_field(const char *name, double value)
{
	if (isfinite(value))
		printf("\"%s\": %.6g, ", name, value);
	else
		printf("\"%s\": null, ", name);
}

void report_limits(const struct limits *limits, bool json)
{
	if (json) {
		printf("{\"bench\": \"limits\", \"isa\": \"%s\", ", limits->isa);
		print_field("gflops_one", limits->gflops_one);
		print_field("gflops", limits->gflops);
		print_field("gbs_one", limits->gbs_one);
		print_field("gbs", limits->gbs);
		print_field("load", load_now());
		printf("\"bytes\": %" PRId64 ", \"threads\": %d}\n", limits->bytes, limits->threads);
		return;
	}
	printf("limits     %s, load %.2f\n", limits->isa, load_now());
	printf("           fused multiply-add  %8.1f GFLOP/s on 1 thread, %8.1f on %d\n",
	       limits->gflops_one, limits->gflops, limits->threads);
	printf("           reading %5" PRId64 " MB    %8.1f GB/s    on 1 thread, %8.1f on %d\n",
	       limits->bytes >> 20, limits->gbs_one, limits->gbs, limits->threads);
}

/* Rates by the median, as shares of what as many threads can do. */
struct rates {
	double gflops, peak_share, gbs, bandwidth_share;
};

static struct rates rates_of(const struct work *work, const struct timing *timing,
                             const struct limits *limits)
{
	double gflops = work->flops / timing->ms / 1e6, gbs = work->bytes / timing->ms / 1e6;
	return (struct rates){ .gflops = gflops, .gbs = gbs,
	                       .peak_share = gflops / limits->gflops,
	                       .bandwidth_share = gbs / limits->gbs };
}

static void print_json(const char *name, const char *what, const struct timing *timing,
                       const struct rates *r, int threads)
{
	printf("{\"bench\": \"%s\", \"what\": \"%s\", ", name, what);
	print_field("ms", timing->ms);
	print_field("best_ms", timing->best_ms);
	print_field("gflops", r->gflops);
	print_field("peak_share", r->peak_share);
	print_field("gbs", r->gbs);
	print_field("bandwidth_share", r->bandwidth_share);
	print_field("load", load_now());
	printf("\"digest\": \"%016" PRIx64 "\", \"reps\": %" PRId64 ", \"threads\": %d}\n",
	       timing->digest, timing->reps, threads);
}

void report_work(const char *name, const char *what, const struct work *work,
                 const struct timing *timing, const struct limits *limits, bool json)
{
	struct rates r = rates_of(work, timing, limits);
	if (json) {
		print_json(name, what, timing, &r, limits->threads);
		return;
	}
	printf("%-10s %s\n", name, what);
	printf("           %10.4f ms, best %.4f of %" PRId64 ", on %d thread%s", timing->ms,
	       timing->best_ms, timing->reps, limits->threads, limits->threads == 1 ? "" : "s");
	printf("; %.2f GFLOP/s, %.1f %% of peak", r.gflops, 100 * r.peak_share);
	if (isfinite(r.gbs))
		printf("; %.2f GB/s, %.1f %% of reading", r.gbs, 100 * r.bandwidth_share);
	printf("; %016" PRIx64 "\n", timing->digest);
	fflush(stdout);
}
