/* What the tests of the lab language share: a lab from text, expressions as text. */
#ifndef LANG_LAB_H
#define LANG_LAB_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/graph.h"

struct lab {
	struct program *program;
	struct graph *graph;
	struct run run;
	struct err err;
	char text[8192];   /* what was asked for last, printed */
};

static inline void lab_say(struct lab *lab, const char *source)
{
	struct str out = STR_INIT;
	err_format(&lab->err, NULL, source, &out);
	snprintf(lab->text, sizeof lab->text, "%s", out.data);
	str_done(&out);
}

/* False when the lab does not parse: then lab.text is the error with its carets. */
static inline bool lab_parse(struct lab *lab, const char *source, const struct program_loader *loader)
{
	*lab = (struct lab){0};
	lab->program = program_parse(source, loader, &lab->err);
	if (!lab->program)
		lab_say(lab, source);
	return lab->program != NULL;
}

static inline bool lab_update(struct lab *lab)
{
	run_init(&lab->run, budget_lab, NULL);
	return graph_update(lab->graph, &lab->run, &lab->err);
}

static inline void lab_open(struct lab *lab, const char *source, int variant)
{
	if (!lab_parse(lab, source, NULL))
		fail_msg("%s", lab->text);
	lab->graph = graph_new(lab->program, variant);
	assert_true(lab_update(lab));
}

static inline void lab_close(struct lab *lab)
{
	graph_free(lab->graph);
	program_free(lab->program);
}

/* An expression over the lab's values, as Python prints it, or its error. */
static inline const char *lab_eval(struct lab *lab, const char *source)
{
	struct str out = STR_INIT;
	struct value v;
	run_init(&lab->run, budget_lab, NULL);
	lab->err = (struct err){0};
	const struct expr *expr = program_parse_expr(lab->program, source, &lab->err);
	if (expr && graph_eval(lab->graph, expr, &lab->run, &v, &lab->err)) {
		value_print(v, &out);
		value_unref(v);
		snprintf(lab->text, sizeof lab->text, "%s", out.data);
		str_done(&out);
	} else {
		lab_say(lab, source);
	}
	return lab->text;
}

/* One expression alone. */
static inline const char *eval_alone(struct lab *lab, const char *source)
{
	lab_open(lab, "", -1);
	lab_eval(lab, source);
	lab_close(lab);
	return lab->text;
}

static inline const char *parse_error(struct lab *lab, const char *source)
{
	if (lab_parse(lab, source, NULL)) {
		program_free(lab->program);
		fail_msg("this parsed: %s", source);
	}
	return lab->text;
}

static inline int node_of(const struct lab *lab, const char *name)
{
	int node = program_find_node(lab->program, name);
	assert_true(node >= 0);
	return node;
}

static inline void lab_set(struct lab *lab, const char *param, struct value v)
{
	assert_true(graph_set(lab->graph, program_find_param(lab->program, param), v, &lab->err));
	assert_true(lab_update(lab));
}

#endif
