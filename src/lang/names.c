#include "lang/names.h"

#include <string.h>

#include "base/hash.h"
#include "base/i18n.h"
#include "lang/habits.h"
#include "lang/ops.h"

/* ---- Did you mean ---- */

struct closest closest_to(const char *name)
{
	/* Up to a third of the letters may be wrong. */
	return (struct closest){ .name = name, .distance = (int)strlen(name) / 3 + 2 };
}

void closest_try(struct closest *closest, const char *candidate)
{
	if (strlen(closest->name) < 2 && strlen(candidate) != strlen(closest->name))
		return;
	int distance = strcasecmp(closest->name, candidate) == 0 ? 0
		: str_distance(closest->name, candidate);
	if (distance < closest->distance && distance < (int)strlen(candidate)) {
		closest->distance = distance;
		closest->best = candidate;
	}
}

/* ---- What exists ---- */

struct name_entry {
	const char *name;
	enum name_kind kind;
	int at;
};

struct name_table {
	struct name_entry *entry;
	size_t cap, used;   /* cap is a power of two, at least twice used */
};

static struct name_entry *slot(const struct name_table *table, const char *name)
{
	size_t i = hash_text(name) & (table->cap - 1);
	while (table->entry[i].name && strcmp(table->entry[i].name, name) != 0)
		i = (i + 1) & (table->cap - 1);
	return &table->entry[i];
}

static void grow(struct program *program)
{
	struct name_table *table = program->names;
	struct name_table old = *table;
	table->cap = old.cap ? 2 * old.cap : 64;
	table->entry = arena_new(&program->arena, table->cap, sizeof *table->entry);
	for (size_t i = 0; i < old.cap; i++)
		if (old.entry[i].name)
			*slot(table, old.entry[i].name) = old.entry[i];
}

void names_note(struct program *program, enum name_kind kind, const char *name, int at)
{
	if (!program->names)
		program->names = arena_new(&program->arena, 1, sizeof *program->names);
	struct name_table *table = program->names;
	if (2 * (table->used + 1) > table->cap)
		grow(program);
	struct name_entry *entry = slot(table, name);
	table->used += !entry->name;
	*entry = (struct name_entry){ name, kind, at };
}

void names_rebuild(struct program *program)
{
	struct name_table *table = program->names;
	memset(table->entry, 0, table->cap * sizeof *table->entry);
	table->used = 0;
	for (int i = 0; i < program->n_nodes; i++)
		names_note(program, NAME_NODE, program->nodes[i].name, i);
	for (int i = 0; i < program->n_params; i++)
		names_note(program, NAME_PARAM, program->params[i].name, i);
	for (int i = 0; i < program->n_defs; i++)
		names_note(program, NAME_DEF, program->defs[i].name, i);
}

static int find(const struct program *program, enum name_kind kind, const char *name)
{
	if (!program->names)
		return -1;
	const struct name_entry *entry = slot(program->names, name);
	return entry->name && entry->kind == kind ? entry->at : -1;
}

int program_find_node(const struct program *program, const char *name)
{
	return find(program, NAME_NODE, name);
}

int program_find_param(const struct program *program, const char *name)
{
	return find(program, NAME_PARAM, name);
}

int program_find_def(const struct program *program, const char *name)
{
	return find(program, NAME_DEF, name);
}

struct check {
	const struct program *program;
	const struct scope *scope;
	struct err *err;
};

static bool is_arg(const struct scope *scope, const char *name)
{
	for (int i = 0; i < scope->n_args; i++)
		if (strcmp(scope->args[i], name) == 0)
			return true;
	return false;
}

/* missing: "there is no method %s" */
static bool say_missing(const struct check *check, const struct expr *x, const char *missing,
                        const struct closest *closest)
{
	const char *hint = habit_hint(x->text);
	err_set(check->err, ERR_NAME, x->name_span, missing, x->text);
	if (hint) {
		struct err err = *check->err;
		return err_set(check->err, ERR_NAME, x->name_span, "%s: %s", err.text, _(hint));
	}
	return closest->best && err_hint(check->err, "did you mean %s?", closest->best);
}

static bool check_name(const struct check *check, const struct expr *x)
{
	const struct program *g = check->program;
	const struct scope *scope = check->scope;
	bool nodes = !scope->params_only;
	if (is_arg(scope, x->text) || names_is_constant(x->text) || program_find_param(g, x->text) >= 0
	    || (nodes && program_find_node(g, x->text) >= 0))
		return true;
	if (!nodes && program_find_node(g, x->text) >= 0)
		return err_set(check->err, ERR_NAME, x->span, "a param can depend only on params above it, and "
		               "%s is a node", x->text);
	if (scope->self && strcmp(scope->self, x->text) == 0)
		return err_set(check->err, ERR_NAME, x->span, "%s is not defined yet here; prev(%s) is its "
		               "value one clock step earlier", x->text, x->text);
	if (ops_find_function(x->text) || program_find_def(g, x->text) >= 0)
		return err_set(check->err, ERR_NAME, x->span, "%s is a function: write %s(...)", x->text,
		               x->text);
	struct closest closest = closest_to(x->text);
	for (int i = 0; i < scope->n_args; i++)
		closest_try(&closest, scope->args[i]);
	for (int i = 0; i < g->n_params; i++)
		closest_try(&closest, g->params[i].name);
	for (int i = 0; i < g->n_nodes && nodes; i++)
		closest_try(&closest, g->nodes[i].name);
	return say_missing(check, x, N_("there is no name %s"), &closest);
}

static bool check_call(const struct check *check, const struct expr *x)
{
	const struct program *g = check->program;
	if (program_find_def(g, x->text) >= 0 || ops_find_function(x->text))
		return true;
	if (program_find_node(g, x->text) >= 0 || program_find_param(g, x->text) >= 0)
		return err_set(check->err, ERR_NAME, x->name_span, "%s is no function; an index stands in [ ]", x->text);
	if (ops_find_method(x->text))
		return err_set(check->err, ERR_NAME, x->name_span, "%s belongs to a tensor: write x.%s", x->text,
		               x->text);
	struct closest closest = closest_to(x->text);
	for (int i = 0; i < g->n_defs; i++)
		closest_try(&closest, g->defs[i].name);
	for (int i = 0; ops_at(i); i++)
		if (ops_at(i)->form & OP_FUNCTION)
			closest_try(&closest, ops_at(i)->name);
	return say_missing(check, x, N_("there is no function %s"), &closest);
}

/* torch, torch.nn.functional, unless the program has such a name. */
static bool is_module(const struct check *check, const struct expr *x)
{
	static const char *const modules[] = { "torch", "F", "np", "numpy", "math", "nn" };
	while (x->kind == EXPR_ATTRIBUTE)
		x = x->item[0];
	if (x->kind != EXPR_NAME || is_arg(check->scope, x->text) || program_find_node(check->program, x->text) >= 0)
		return false;
	for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
		if (strcmp(x->text, modules[i]) == 0)
			return true;
	return false;
}

/* torch.exp(x): what is wrong of exp(x) is wrong of this; if nothing is, the module is. */
static bool check_in_module(const struct check *check, const struct expr *x)
{
	const struct expr *module = x->item[0];
	bool there = x->kind == EXPR_METHOD ? check_call(check, x) : check_name(check, x);
	return there && err_set(check->err, ERR_NAME, module->span, "write %s without `%.*s.`", x->text,
	                        (int)(module->span.end - module->span.begin), module->code);
}

static bool check_one(void *context, const struct expr *x);

/* Also of a name that is no value: torch.exp(x). Its item is visited after it. */
static bool check_method(const struct check *check, const struct expr *x)
{
	bool is_call = x->kind == EXPR_METHOD;
	const struct op *op = is_call ? ops_find_method(x->text) : ops_find_attribute(x->text);
	if (is_module(check, x->item[0]))
		return check_in_module(check, x);
	if (op)
		return true;
	if (!expr_walk(x->item[0], check_one, (void *)check))   /* what stands before the dot is read first */
		return false;
	if (is_call && ops_find_attribute(x->text))
		return err_set(check->err, ERR_TYPE, x->span, "%s is not a call: write it without brackets",
		               x->text);
	if (!is_call && ops_find_method(x->text))
		return err_set(check->err, ERR_TYPE, x->span, "%s is a method: write %s()", x->text, x->text);
	struct closest closest = closest_to(x->text);
	for (int i = 0; ops_at(i); i++)
		if (ops_at(i)->form & (is_call ? OP_METHOD : OP_ATTRIBUTE))
			closest_try(&closest, ops_at(i)->name);
	return say_missing(check, x, is_call ? N_("there is no method %s") : N_("there is no attribute %s"),
	                   &closest);
}

static bool check_prev(const struct check *check, const struct expr *x)
{
	const char *self = check->scope->self;
	if (self && strcmp(self, x->text) == 0)
		return true;
	if (!self)
		return err_set(check->err, ERR_NAME, x->span, "prev stands only in the definition of a node");
	return err_set(check->err, ERR_NAME, x->span, "prev can only look back at the node that is being "
	               "defined: prev(%s)", self);
}

static bool check_one(void *context, const struct expr *x)
{
	const struct check *check = context;
	switch (x->kind) {
	case EXPR_NAME: return check_name(check, x);
	case EXPR_CALL: return check_call(check, x);
	case EXPR_PREV: return check_prev(check, x);
	case EXPR_METHOD: case EXPR_ATTRIBUTE: return check_method(check, x);
	default: return true;
	}
}

bool names_check(const struct program *program, const struct scope *scope, const struct expr *expr,
                 struct err *err)
{
	struct check check = { program, scope, err };
	return expr_walk(expr, check_one, &check);
}
