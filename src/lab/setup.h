/*
 * A lab's graph with its knobs turned. Internal to lab/.
 *
 * Kept between runs, only what depends on the knobs that changed is computed
 * again. A setup belongs to one thread at a time.
 */
#ifndef LAB_SETUP_H
#define LAB_SETUP_H

#include "base/i18n.h"
#include "lab/lab.h"

/* graph_param_step this far ends at the domain's end. */
enum { LAB_TO_THE_END = 1 << 29 };

struct sweeps;   /* lab/sweep.h */

struct setup {
	const struct lab *lab;       /* borrowed */
	const struct program *program;
	int variant;                 /* -1: the base */
	struct graph *graph;
	struct value *defaults;      /* of the params */
	bool used;                   /* the graph has values of an earlier run */
	enum language language;      /* its errors are kept in it */
	struct sweeps *sweeps;       /* plots over knobs, kept between runs; or NULL */
};

/* With the defaults; NULL with ERR_INDEX when the lab has no such variant. */
struct setup *setup_new(const struct lab *lab, int variant, struct err *err);
void setup_free(struct setup *setup);

/*
 * Turn the knobs; what the setting does not name goes back to its default. A
 * value that another knob makes impossible (8 heads after hidden = 36) moves to
 * the nearest possible one. Computes no node.
 */
bool setup_turn(struct setup *setup, const struct lab_setting *setting, struct err *err);

/* As graph_update. After a limit the graph holds nothing of earlier runs. */
bool setup_update(struct setup *setup, struct run *run, struct err *err);

/* The node as this variant has it. */
const struct program_node *setup_node(const struct setup *setup, int node, bool *replaced);

/* An expression of the lab, parsed into an arena of its own: the lab itself is not touched. */
const struct expr *setup_parse(const struct program *program, struct program *scratch,
                               const char *code, struct err *err);

#endif
