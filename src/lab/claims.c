#include "lab/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lab/print.h"
#include "lang/ast.h"

bool claim_truth(struct value value, bool *holds, struct err *err)
{
	if (value.kind == VALUE_BOOL) {
		*holds = value.as.flag;
		return true;
	}
	bool one = value.kind == VALUE_TENSOR && value.as.tensor->dtype == DT_BOOL &&
	           tensor_count(value.as.tensor) == 1;
	if (one) {
		*holds = tensor_at(value.as.tensor, (int64_t[TENSOR_MAX_DIMS]){0}) != 0;
		return true;
	}
	struct str text = STR_INIT;
	if (value.kind != VALUE_NONE)
		value_print_short(value, &text);
	err_say(err, ERR_TYPE, "a claim is True or False, but this is %s %s; compare it with "
	        "something, or write allclose(...) or (...).all()", value_kind_name(value.kind), text.data);
	str_done(&text);
	return false;
}

/* The operand of `and` that made it False, and so on down to a comparison. */
static const struct expr *first_false(struct graph *graph, const struct expr *expr, struct run *run)
{
	while (expr->kind == EXPR_LOGIC && expr->text[0] == 'a') {
		struct value left;
		struct err ignored;
		bool holds = false;
		if (!graph_eval(graph, expr->item[0], run, &left, &ignored))
			return expr;
		bool known = claim_truth(left, &holds, &ignored);
		value_unref(left);
		if (!known)
			return expr;
		expr = expr->item[holds ? 1 : 0];
	}
	return expr;
}

static void add_comparison(struct setup *setup, const struct expr *expr, struct run *run,
                           struct str *out)
{
	struct err ignored;
	struct value *sides = mem_new((size_t)expr->n_items, sizeof *sides);
	int n = 0;
	while (n < expr->n_items && graph_eval(setup->graph, expr->item[n], run, &sides[n], &ignored))
		n++;
	if (n == expr->n_items)
		print_sides(sides, expr->ops, n, out);
	while (n > 0)
		value_unref(sides[--n]);
	free(sides);
}

/* allclose(a, b): how far apart they are, asked in the language itself. */
static void add_distance(struct setup *setup, const struct expr *expr, struct run *run,
                         struct str *out)
{
	struct str code = STR_INIT;
	struct program scratch;
	struct err ignored;
	struct value largest;
	str_add(&code, "((");
	expr_code(expr->args[0].value, &code);
	str_add(&code, ") - (");
	expr_code(expr->args[1].value, &code);
	str_add(&code, ")).abs().max()");
	const struct expr *distance = setup_parse(setup->program, &scratch, code.data, &ignored);
	if (distance && graph_eval(setup->graph, distance, run, &largest, &ignored)) {
		str_add(out, _("the largest difference is "));
		print_sides(&largest, NULL, 1, out);
		value_unref(largest);
	}
	arena_done(&scratch.arena);
	str_done(&code);
}

void claim_sides(struct setup *setup, const struct expr *expr, struct run *run, struct str *out)
{
	expr = first_false(setup->graph, expr, run);
	if (expr->kind == EXPR_COMPARE)
		add_comparison(setup, expr, run, out);
	else if (expr->kind == EXPR_CALL && expr->n_args >= 2 && strcmp(expr->text, "allclose") == 0)
		add_distance(setup, expr, run, out);
}

static void judge(struct reading *r, const struct program_claim *source, struct lab_claim *claim)
{
	struct graph *graph = r->setup->graph;
	struct value value;
	claim->code = source->code;
	claim->sentence = source->sentence;
	if (!graph_eval(graph, source->expr, r->run, &value, &claim->error))
		return;
	bool known = claim_truth(value, &claim->holds, &claim->error);
	value_unref(value);
	if (!known)
		claim->error.at = source->span;
	if (!known || claim->holds)
		return;
	struct str sides = STR_INIT;
	claim_sides(r->setup, source->expr, r->run, &sides);
	if (sides.len)
		claim->values = arena_copy(r->arena, sides.data);
	str_done(&sides);
}

bool state_read_claims(struct reading *r, struct err *err)
{
	const struct program *program = r->setup->program;
	r->state->claims = arena_new(r->arena, (size_t)program->n_claims, sizeof *r->state->claims);
	r->state->n_claims = program->n_claims;
	for (int i = 0; i < program->n_claims; i++) {
		struct lab_claim *claim = &r->state->claims[i];
		judge(r, &program->claims[i], claim);
		if (claim->error.code == ERR_CANCEL) {
			*err = claim->error;
			return false;
		}
	}
	return true;
}
