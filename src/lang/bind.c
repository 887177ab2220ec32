/*
 * Arguments to a signature: by position and by name, defaults, conversion, and
 * errors that say what the function takes.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine/create.h"
#include "lang/habits.h"
#include "lang/names.h"
#include "lang/ops.h"

enum { NAME_MAX_BYTES = 32 };

struct param {
	char name[NAME_MAX_BYTES], type[NAME_MAX_BYTES], fallback[NAME_MAX_BYTES];
	bool rest;        /* *name: takes the rest of the positions */
	bool optional;    /* type?: None is allowed */
	bool has_default;
};

struct signature {
	struct param param[OP_MAX_ARGS];
	int count;
};

/* ---- Reading a signature ---- */

static const char *take_until(const char *s, const char *stop, char *out)
{
	size_t n = strcspn(s, stop);
	snprintf(out, NAME_MAX_BYTES, "%.*s", (int)n, s);
	return s + n;
}

static struct signature read_signature(const char *s)
{
	struct signature sig = {0};
	while (*s) {
		struct param *p = &sig.param[sig.count++];
		p->rest = *s == '*';
		s = take_until(s + p->rest, ":", p->name) + 1;
		s = take_until(s, ",=?", p->type);
		p->optional = *s == '?';
		s += p->optional;
		p->has_default = *s == '=';
		if (p->has_default)
			s = take_until(s + 1, ",", p->fallback);
		s += strspn(s, ", ");
	}
	return sig;
}

int op_arg_names(const struct op *op, struct arena *arena, const char *names[OP_MAX_ARGS])
{
	struct signature sig = read_signature(op->signature);
	for (int i = 0; i < sig.count; i++)
		names[i] = arena_copy(arena, sig.param[i].name);
	return sig.count;
}

static struct value default_value(const struct param *p)
{
	struct value constant;
	const char *text = p->fallback;
	if (strcmp(text, "None") == 0)
		return VALUE_NOTHING;
	if (strcmp(text, "True") == 0 || strcmp(text, "False") == 0)
		return value_bool(text[0] == 'T');
	if (text[0] == '\'')
		return value_str(text + 1, strlen(text) - 2);
	if (eval_constant(text, &constant))
		return constant;
	if (strcmp(p->type, "float") == 0)
		return value_float(strtod(text, NULL));
	return value_int(strtoll(text, NULL, 10));
}

/* ---- Conversion ---- */

static bool is_scalar_tensor(struct value v)
{
	return v.kind == VALUE_TENSOR && tensor_count(v.as.tensor) == 1;
}

static bool replace(struct eval *e, struct value *v, struct value with)
{
	value_drop(e->run, *v);
	*v = with;
	return true;
}

/* hidden / H is a float in Python; as a size, when it comes out even, it is hidden // H. */
static bool even_quotient(struct eval *e, const struct expr *x, struct value *v)
{
	struct value a, b, q;
	struct err ignored = {0};
	if (!x || x->kind != EXPR_BINARY || strcmp(x->text, "/") != 0
	    || v->kind != VALUE_FLOAT || v->as.number != floor(v->as.number))
		return false;
	if (!eval(e, x->item[0], &a, &ignored))
		return false;
	bool fine = eval(e, x->item[1], &b, &ignored);
	if (fine) {
		fine = a.kind == VALUE_INT && b.kind == VALUE_INT && scalar_binary("//", a, b, &q, &ignored);
		value_drop(e->run, b);
	}
	value_drop(e->run, a);
	return fine && replace(e, v, q);
}

static bool to_int(struct eval *e, const struct expr *x, struct value *v)
{
	int64_t first[TENSOR_MAX_DIMS] = {0};
	if (v->kind == VALUE_INT)
		return true;
	if (is_scalar_tensor(*v) && v->as.tensor->dtype == DT_INT64)
		return replace(e, v, value_named_int(tensor_int_at(v->as.tensor, first), DIM_ANONYMOUS));
	return even_quotient(e, x, v);
}

static bool to_float(struct eval *e, struct value *v)
{
	int64_t first[TENSOR_MAX_DIMS] = {0};
	if (value_is_number(*v))
		return replace(e, v, value_float(value_number(*v)));
	return is_scalar_tensor(*v) && replace(e, v, value_float(tensor_at(v->as.tensor, first)));
}

static bool is_sequence(struct value v)
{
	return v.kind == VALUE_TUPLE || v.kind == VALUE_LIST;
}

/* An int, or a sequence of ints, to a tuple of ints. */
static bool to_ints(struct eval *e, const struct expr *x, struct value *v)
{
	bool listed = is_sequence(*v), fine = true;
	int count = listed ? value_count(*v) : 1;
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	for (int i = 0; i < count; i++) {
		items[i] = value_ref(listed ? value_item(*v, i) : *v);
		const struct expr *item = !listed ? x
			: x && (x->kind == EXPR_TUPLE || x->kind == EXPR_LIST) ? x->item[i] : NULL;
		fine = to_int(e, item, &items[i]) && fine;
	}
	if (fine) {
		replace(e, v, value_list(VALUE_TUPLE, items, count));
	} else {
		for (int i = 0; i < count; i++)
			value_drop(e->run, items[i]);
	}
	free(items);
	return fine;
}

static bool to_tensors(struct value *v)
{
	for (int i = 0; i < value_count(*v); i++)
		if (value_item(*v, i).kind != VALUE_TENSOR)
			return false;
	return is_sequence(*v);
}

/* A list of ints to an int64 tensor; may fail for want of memory. */
static bool to_index(struct eval *e, struct value *v, struct err *err)
{
	if (v->kind == VALUE_TENSOR)
		return !dtype_is_float(v->as.tensor->dtype);
	if (!is_sequence(*v) || !to_ints(e, NULL, v))
		return false;
	int count = value_count(*v);
	int64_t *n = mem_new((size_t)count + 1, sizeof *n), size = count;
	for (int i = 0; i < count; i++)
		n[i] = value_item(*v, i).as.integer.n;
	struct shape shape = shape_of(1, &size);
	struct tensor *t = create_from_ints(e->run, DT_INT64, &shape, n, err);
	free(n);
	return t && replace(e, v, value_tensor(t));
}

static const char *a_kind(enum value_kind kind)
{
	static const char *const phrase[] = {
		[VALUE_NONE] = "None", [VALUE_BOOL] = N_("a bool"), [VALUE_INT] = N_("an int"),
		[VALUE_FLOAT] = N_("a float"), [VALUE_STR] = N_("a str"), [VALUE_TENSOR] = N_("a Tensor"),
		[VALUE_TUPLE] = N_("a tuple"), [VALUE_LIST] = N_("a list"), [VALUE_DTYPE] = N_("a dtype"),
	};
	return _(phrase[kind]);
}

static bool say_kind(const struct call *call, const struct param *p, const struct bound *b,
                     struct err *err)
{
	static const struct { const char *type, *words; } row[] = {
		{ "tensor", N_("a Tensor") }, { "num", N_("a Tensor or a number") }, { "int", N_("an int") },
		{ "float", N_("a number") }, { "bool", N_("True or False") }, { "str", N_("a string") },
		{ "dtype", N_("a dtype such as float32") }, { "axes", N_("an int or a tuple of ints") },
		{ "shape", N_("ints") }, { "tensors", N_("a list of Tensors") },
		{ "index", N_("a Tensor of ints, or a list of ints") },
	};
	const char *want = "";
	struct str code = STR_INIT;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (strcmp(row[i].type, p->type) == 0)
			want = row[i].words;
	expr_code(b->expr, &code);
	bool literal = b->expr->kind <= EXPR_STR || code.len > 40;
	err_set(err, ERR_TYPE, b->expr->span, "%s() needs %s for %s, and %s is %s", call->op->name, _(want),
	        p->name, literal ? _("this") : code.data, a_kind(b->value.kind));
	const char *habit = b->value.kind == VALUE_STR ? habit_hint(value_text(b->value)) : NULL;
	if (b->value.kind == VALUE_FLOAT && strcmp(want, "a Tensor") != 0)
		err_hint(err, "// divides into an int");
	else if (habit)
		err_hint(err, "%s", _(habit));
	str_done(&code);
	return false;
}

static bool convert(struct call *call, const struct param *p, struct bound *b, struct err *err)
{
	struct eval *e = call->eval;
	struct value *v = &b->value;
	const char *type = p->type;
	bool fine = true;
	err->code = ERR_NONE;
	if (v->kind == VALUE_NONE && p->optional)
		return true;
	if (strcmp(type, "tensor") == 0)
		fine = v->kind == VALUE_TENSOR;
	else if (strcmp(type, "num") == 0)
		fine = v->kind == VALUE_TENSOR || value_is_number(*v);
	else if (strcmp(type, "int") == 0)
		fine = to_int(e, b->expr, v);
	else if (strcmp(type, "float") == 0)
		fine = to_float(e, v);
	else if (strcmp(type, "bool") == 0)
		fine = v->kind == VALUE_BOOL;
	else if (strcmp(type, "str") == 0)
		fine = v->kind == VALUE_STR;
	else if (strcmp(type, "dtype") == 0)
		fine = v->kind == VALUE_DTYPE;
	else if (strcmp(type, "axes") == 0 || strcmp(type, "shape") == 0)
		fine = to_ints(e, b->expr, v);
	else if (strcmp(type, "tensors") == 0)
		fine = to_tensors(v);
	else if (strcmp(type, "index") == 0)
		fine = to_index(e, v, err);
	return fine || (err->code != ERR_NONE ? false : say_kind(call, p, b, err));
}

/* ---- Binding ---- */

/* "softmax(input, dim=-1)", for errors. */
static void describe(const struct op *op, const struct signature *sig, struct str *out)
{
	str_addf(out, "%s(", op->name);
	for (int i = 0; i < sig->count; i++) {
		const struct param *p = &sig->param[i];
		str_addf(out, "%s%s%s", i ? ", " : "", p->rest ? "*" : "", p->name);
		if (p->has_default)
			str_addf(out, "=%s", p->fallback);
	}
	str_add_char(out, ')');
}

static bool say_takes(const struct call *call, const struct signature *sig, struct span at,
                      struct err *err)
{
	struct str text = STR_INIT;
	describe(call->op, sig, &text);
	err_set(err, ERR_TYPE, at, "too many arguments: %s", text.data);
	str_done(&text);
	return false;
}

static bool say_no_keyword(const struct call *call, const struct signature *sig,
                           const struct expr_arg *arg, struct err *err)
{
	struct closest closest = closest_to(arg->keyword);
	struct str text = STR_INIT;
	for (int i = 0; i < sig->count; i++)
		closest_try(&closest, sig->param[i].name);
	const char *hint = habit_hint(arg->keyword);
	describe(call->op, sig, &text);
	err_set(err, ERR_TYPE, arg->span, "%s() has no argument %s: %s", call->op->name, arg->keyword,
	        hint ? _(hint) : text.data);
	if (closest.best && !hint)
		err_hint(err, "did you mean %s?", closest.best);
	str_done(&text);
	return false;
}

/* Other names of the same argument: NumPy's, PyTorch 1's, and where a method's is not the function's. */
static bool same_name(const struct op *op, const char *keyword, const char *name)
{
	static const struct { const char *op, *keyword, *name; } row[] = {
		{ NULL, "axis", "dim" }, { NULL, "axis", "dims" }, { NULL, "keepdims", "keepdim" },
		{ "pow", "exponent", "other" }, { "split", "split_size", "split_size_or_sections" },
		{ "max", "other", "dim" }, { "min", "other", "dim" }, { "dot", "other", "tensor" },
	};
	if (strcmp(keyword, name) == 0)
		return true;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if ((!row[i].op || strcmp(row[i].op, op->name) == 0) && strcmp(row[i].keyword, keyword) == 0
		    && strcmp(row[i].name, name) == 0)
			return true;
	return false;
}

static int find_param(const struct op *op, const struct signature *sig, const char *keyword)
{
	for (int i = 0; i < sig->count; i++)
		if (same_name(op, keyword, sig->param[i].name))
			return i;
	return -1;
}

static bool set_arg(struct call *call, int at, const struct expr *x, bool is_node, struct err *err)
{
	call->arg[at].random_calls = call->eval->random_calls;
	if (!is_node && !eval(call->eval, x, &call->arg[at].value, err))
		return false;
	call->arg[at].expr = x;
	return true;
}

static bool to_rest(struct call *call, const struct param *p, const struct expr *x, struct value *v,
                    struct err *err)
{
	bool tensors = strcmp(p->type, "tensor") == 0;
	bool fine = tensors ? v->kind == VALUE_TENSOR : to_int(call->eval, x, v);
	return fine || err_set(err, ERR_TYPE, x->span, "%s() needs %s here, and this is %s", call->op->name,
	                       tensors ? _("Tensors") : _("ints"), a_kind(v->kind));
}

/* The rest of the positions into one tuple, unless it is a tuple already. */
static bool set_rest(struct call *call, int at, const struct param *p, const struct expr *const *rest,
                     int count, struct err *err)
{
	struct bound *b = &call->arg[at];
	if (count == 1) {
		if (!set_arg(call, at, rest[0], false, err))
			return false;
		if (is_sequence(b->value))
			return true;   /* finish() looks at what is in it */
	}
	struct value *items = mem_new((size_t)count + 1, sizeof *items);
	int done = 0;
	bool fine = true;
	for (; done < count && fine; done++) {
		if (count == 1)
			items[done] = value_ref(b->value);
		else if (!(fine = eval(call->eval, rest[done], &items[done], err)))
			break;
		fine = to_rest(call, p, rest[done], &items[done], err);
	}
	if (fine)
		replace(call->eval, &b->value, value_list(VALUE_TUPLE, items, count));
	for (int i = 0; i < done && !fine; i++)
		value_drop(call->eval->run, items[i]);
	b->expr = fine && count ? rest[0] : NULL;
	free(items);
	return fine;
}

static bool set_keyword(struct call *call, const struct signature *sig, const struct expr_arg *arg,
                        struct err *err)
{
	int at = find_param(call->op, sig, arg->keyword);
	if (at < 0 || (sig->param[at].rest && strcmp(sig->param[at].type, "tensor") == 0))
		return say_no_keyword(call, sig, arg, err);
	if (call->arg[at].expr)
		return err_set(err, ERR_TYPE, arg->span, "%s is given twice", arg->keyword);
	return set_arg(call, at, arg->value, strcmp(sig->param[at].type, "node") == 0, err);
}

/* The receiver of a method is its first position. */
static int positions(const struct expr *x, const struct expr **out)
{
	int count = 0;
	if (x->kind != EXPR_CALL)
		out[count++] = x->item[0];
	for (int i = 0; i < x->n_args && !x->args[i].keyword; i++)
		out[count++] = x->args[i].value;
	return count;
}

static bool bind_positions(struct call *call, const struct signature *sig, struct err *err)
{
	const struct expr *given[65];
	int count = positions(call->expr, given);
	for (int i = 0; i < count; i++) {
		if (i >= sig->count)
			return say_takes(call, sig, given[i]->span, err);
		if (sig->param[i].rest)
			return set_rest(call, i, &sig->param[i], given + i, count - i, err);
		if (!set_arg(call, i, given[i], strcmp(sig->param[i].type, "node") == 0, err))
			return false;
	}
	return true;
}

static bool say_missing(const struct call *call, const struct signature *sig, const struct param *p,
                        struct err *err)
{
	struct str text = STR_INIT;
	describe(call->op, sig, &text);
	err_set(err, ERR_TYPE, call->expr->span, "%s() needs %s: %s", call->op->name, p->name, text.data);
	str_done(&text);
	return false;
}

static bool finish(struct call *call, const struct signature *sig, struct err *err)
{
	for (int i = 0; i < sig->count; i++) {
		const struct param *p = &sig->param[i];
		struct bound *b = &call->arg[i];
		if (!eval_pay(call->eval, b->value, err))
			return false;
		if (b->expr && p->rest) {
			bool tensors = strcmp(p->type, "tensor") == 0;
			if (tensors ? !to_tensors(&b->value) : !to_ints(call->eval, b->expr, &b->value))
				return tensors ? say_kind(call, &(struct param){ .type = "tensors", .name = "operands" }, b, err)
					: say_kind(call, &(struct param){ .type = "shape", .name = "size" }, b, err);
		} else if (b->expr) {
			if (strcmp(p->type, "node") != 0 && !convert(call, p, b, err))
				return false;
		} else if (p->has_default) {
			b->value = default_value(p);
		} else if (!p->rest || b->value.kind == VALUE_NONE) {
			return say_missing(call, sig, p, err);
		}
	}
	return true;
}

bool call_bind(struct eval *eval, const struct op *op, const struct expr *expr, struct call *call,
               struct err *err)
{
	struct signature sig = read_signature(op->signature);
	*call = (struct call){ .eval = eval, .op = op, .expr = expr, .n_args = sig.count };
	call->arg = mem_new((size_t)sig.count + 1, sizeof *call->arg);
	if (!bind_positions(call, &sig, err))
		return false;
	for (int i = 0; i < expr->n_args; i++)
		if (expr->args[i].keyword && !set_keyword(call, &sig, &expr->args[i], err))
			return false;
	return finish(call, &sig, err);
}

void call_done(struct call *call)
{
	for (int i = 0; i < call->n_args; i++)
		value_drop(call->eval->run, call->arg[i].value);
	free(call->arg);
}

bool call_axes(struct call *call, int i, struct err *err)
{
	struct signature sig = read_signature(call->op->signature);
	struct param p = sig.param[i];
	snprintf(p.type, sizeof p.type, "axes");
	p.optional = true;
	return call->arg[i].value.kind == VALUE_NONE || convert(call, &p, &call->arg[i], err);
}
