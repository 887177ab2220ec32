/* Operations that are expressions of the language itself. */
#include <string.h>

#include "base/i18n.h"
#include "lang/ops_list.h"
#include "lang/parser.h"
#include "lang/why.h"
#include "lang/why_cell.h"

/* What each means, over the names of its arguments. */
static const struct { const char *name, *expr; } meanings[] = {
	{ "lerp", "input + weight * (end - input) if abs(weight) < 0.5 else end - (end - input) * (1 - "
	  "weight)" },
	/* These have kernels of their own; parts of them are made so. */
	{ "causal_mask", "arange(m or n)[None, :] - arange(n)[:, None] <= (m or n) - n" },
	{ "prefix_mask", "(arange(n)[None, :] <= arange(n)[:, None]) | (arange(n)[None, :] < p)" },
	{ "sliding_window_mask", "(arange(n)[None, :] <= arange(n)[:, None]) & "
	  "(arange(n)[:, None] - arange(n)[None, :] < w)" },
	{ "tril", "masked_fill(input, arange(input.shape[-1])[None, :] - "
	  "arange(input.shape[-2])[:, None] > diagonal, 0)" },
	{ "triu", "masked_fill(input, arange(input.shape[-1])[None, :] - "
	  "arange(input.shape[-2])[:, None] < diagonal, 0)" },
	{ "leaky_relu", "where(input > 0, input, input * negative_slope)" },
	{ "clamp_min", "clamp(input, min, None)" },
	{ "clamp_max", "clamp(input, None, max)" },
	{ "nansum", "where(isnan(input), zeros_like(input), input).sum(dim, keepdim)" },
	{ "nanmean", "nansum(input, dim, keepdim) / logical_not(isnan(input)).sum(dim, keepdim)" },
	{ "count_nonzero", "(input != 0).sum(dim)" },
	{ "isclose", "(input == other) | (isfinite(input) & isfinite(other) & (abs(input - "
	  "other) <= atol + abs(other) * rtol)) | (isnan(input) & isnan(other) & equal_nan)" },
	{ "softmin", "softmax(-input, dim)" },
	{ "normalize", "input / clamp(norm(input, p, dim, True), eps)" },
	{ "cosine_similarity", "(x1 / clamp(norm(x1 * 1.0, 2, dim, True), eps) * (x2 / clamp(norm(x2 * 1.0, 2, dim, "
	  "True), eps))).sum(dim)" },
	{ "embedding", "weight[input]" },
	{ "cross_entropy", "-log_softmax(input, min(1, input.ndim - 1)).gather(min(1, input.ndim - 1), "
	  "target.unsqueeze(min(1, input.ndim - 1))).mean()" },
	{ "mse_loss", "square(input - target).mean()" },
	{ "ravel", "input.flatten()" },
	{ "view_as", "input.view(other.shape)" },
	{ "reshape_as", "input.reshape(other.shape)" },
	{ "expand_as", "input.expand(other.shape)" },
	{ "type_as", "input.to(other.dtype)" },
};

static const char *meaning(const char *name)
{
	size_t i = 0;
	while (strcmp(meanings[i].name, name) != 0)
		i++;
	return meanings[i].expr;
}

/*
 * body(inside, meaning, context): the arguments are the call's. The names in it mean the operations,
 * whatever functions the lab has of these names.
 */
static bool inside_meaning(struct call *c, struct arena *arena, means_body *body, void *context, struct err *err)
{
	struct parser p;
	const char *source = meaning(c->op->name);
	const char *names[OP_MAX_ARGS];
	const struct expr *exprs[OP_MAX_ARGS];
	struct value values[OP_MAX_ARGS];
	uint32_t calls[OP_MAX_ARGS] = {0};
	for (int i = 0; i < c->n_args; i++) {
		values[i] = c->arg[i].value;
		exprs[i] = c->arg[i].expr;
		calls[i] = c->arg[i].random_calls;
	}
	const struct program_def def = { .name = c->op->name, .args = names,
	                                 .n_args = op_arg_names(c->op, arena, names) };
	const struct frame frame = { .def = &def, .args = values, .exprs = exprs, .random_calls = calls,
	                             .call = c->expr, .calls_before = c->n_args ? calls[0] : 0,
	                             .outer = c->eval->frame };
	struct program no_defs = *c->eval->program;
	struct eval inside = *c->eval;
	no_defs.n_defs = 0;
	inside.program = &no_defs;
	inside.frame = &frame;
	inside.known = NULL;
	return run_spend(c->eval->run, (int64_t)strlen(source) * EVAL_STEP_OPS, err)
		&& parser_init(&p, arena, arena_copy(arena, source), 0, err)
		&& body(&inside, parse_expr(&p), context, err);
}

bool means_inside(struct call *c, means_body *body, void *context, struct err *err)
{
	struct arena arena;
	arena_init(&arena, 0);
	bool fine = inside_meaning(c, &arena, body, context, err);
	arena_done(&arena);
	if (!fine)
		eval_say_inside(c->eval, c->op->name, c->expr, err);
	return fine;
}

static bool eval_meaning(struct eval *e, const struct expr *x, void *out, struct err *err)
{
	return eval(e, x, out, err);
}

bool ops_means(struct call *c, struct value *out, struct err *err)
{
	return means_inside(c, eval_meaning, out, err);
}

static bool why_meaning(struct eval *e, const struct expr *x, void *why, struct err *err)
{
	return why_expr(e, x, why, err);
}

/* One step of the expression that it is. */
bool why_means(struct call *c, struct why *why, struct err *err)
{
	return means_inside(c, why_meaning, why, err);
}

/* "einsum('qd,kd->qk', Q, K): products summed over ...": what the operation's line says. */
bool why_said(struct call *c, struct why *why, struct err *err)
{
	struct str code = STR_INIT;
	(void)err;
	why_begin(why);
	expr_code(c->expr, &code);
	str_addf(&why->text, "%s: %s", code.data, _(c->op->doc));
	str_done(&code);
	why_end(why);
	return true;
}
