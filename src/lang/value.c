#include "lang/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct value_text {
	_Atomic int refs;
	size_t len;
	char data[];
};

struct value_names {
	_Atomic int refs;
	struct dim dim;
};

/* Of ints that came out of data: they are made of no names. It is not counted. */
static struct value_names of_data;

struct value_list {
	_Atomic int refs;
	int count, depth;
	int64_t weight;          /* values in it, at all depths */
	struct value item[];     /* count */
};

struct value value_bool(bool flag)
{
	return (struct value){ .kind = VALUE_BOOL, .as.flag = flag };
}

struct value value_int(int64_t n)
{
	return (struct value){ .kind = VALUE_INT, .as.integer = { .n = n } };
}

struct value value_named_int(int64_t n, struct dim dim)
{
	struct dim number = dim_number(n);
	if (dim_equal(&dim, &number))
		return value_int(n);
	if (dim.terms == 0)
		return (struct value){ .kind = VALUE_INT, .as.integer = { n, &of_data } };
	struct value_names *names = mem_new(1, sizeof *names);
	*names = (struct value_names){ .refs = 1, .dim = dim };
	return (struct value){ .kind = VALUE_INT, .as.integer = { n, names } };
}

struct value value_float(double number)
{
	return (struct value){ .kind = VALUE_FLOAT, .as.number = number };
}

struct value value_dtype(enum dtype dtype)
{
	return (struct value){ .kind = VALUE_DTYPE, .as.dtype = dtype };
}

struct value value_str(const char *text, size_t len)
{
	struct value_text *t = mem_new(1, sizeof *t + len + 1);
	t->refs = 1;
	t->len = len;
	memcpy(t->data, text, len);
	return (struct value){ .kind = VALUE_STR, .as.text = t };
}

struct value value_tensor(struct tensor *owned)
{
	return (struct value){ .kind = VALUE_TENSOR, .as.tensor = owned };
}

struct value value_list(enum value_kind kind, struct value *owned_items, int count)
{
	size_t bytes = (size_t)count * sizeof *owned_items;
	struct value_list *list = mem_new(1, sizeof *list + bytes);
	list->refs = 1;
	list->count = count;
	list->depth = 1;
	list->weight = 1;
	if (count)
		memcpy(list->item, owned_items, bytes);
	for (int i = 0; i < count; i++) {
		list->weight += value_weight(list->item[i]);
		int depth = value_depth(list->item[i]) + 1;
		list->depth = depth > list->depth ? depth : list->depth;
	}
	return (struct value){ .kind = kind, .as.list = list };
}

static bool is_sequence(struct value v)
{
	return v.kind == VALUE_TUPLE || v.kind == VALUE_LIST;
}

static bool has_counted_names(struct value v)
{
	return v.kind == VALUE_INT && v.as.integer.names && v.as.integer.names != &of_data;
}

struct value value_ref(struct value v)
{
	if (v.kind == VALUE_TENSOR)
		tensor_ref(v.as.tensor);
	else if (v.kind == VALUE_STR)
		v.as.text->refs++;
	else if (has_counted_names(v))
		v.as.integer.names->refs++;
	else if (is_sequence(v))
		v.as.list->refs++;
	return v;
}

/* run may be NULL; else it is told of tensor memory that dies. */
void value_drop(struct run *run, struct value v)
{
	if (v.kind == VALUE_TENSOR) {
		if (run)
			tensor_drop(run, v.as.tensor);
		else
			tensor_unref(v.as.tensor);
	} else if (v.kind == VALUE_STR && --v.as.text->refs == 0) {
		free(v.as.text);
	} else if (has_counted_names(v) && --v.as.integer.names->refs == 0) {
		free(v.as.integer.names);
	} else if (is_sequence(v) && --v.as.list->refs == 0) {
		for (int i = 0; i < v.as.list->count; i++)
			value_drop(run, v.as.list->item[i]);
		free(v.as.list);
	}
}

void value_unref(struct value v)
{
	value_drop(NULL, v);
}

int value_count(struct value v)
{
	return is_sequence(v) ? v.as.list->count : 0;
}

struct value value_item(struct value v, int i)
{
	return v.as.list->item[i];
}

const char *value_text(struct value v)
{
	return v.as.text->data;
}

size_t value_text_len(struct value v)
{
	return v.as.text->len;
}

int64_t value_weight(struct value v)
{
	if (v.kind == VALUE_STR)   /* a list of long strings is large, too */
		return 1 + (int64_t)(v.as.text->len / 16);
	return is_sequence(v) ? v.as.list->weight : 1;
}

int value_depth(struct value v)
{
	return is_sequence(v) ? v.as.list->depth : 0;
}

const char *value_kind_name(enum value_kind kind)
{
	static const char *const name[] = {
		[VALUE_NONE] = "None", [VALUE_BOOL] = "bool", [VALUE_INT] = "int",
		[VALUE_FLOAT] = "float", [VALUE_STR] = "str", [VALUE_TENSOR] = "Tensor",
		[VALUE_TUPLE] = "tuple", [VALUE_LIST] = "list", [VALUE_DTYPE] = "dtype",
	};
	return name[kind];
}

bool value_is_number(struct value v)
{
	return v.kind == VALUE_BOOL || v.kind == VALUE_INT || v.kind == VALUE_FLOAT;
}

double value_number(struct value v)
{
	if (v.kind == VALUE_FLOAT)
		return v.as.number;
	return v.kind == VALUE_INT ? (double)v.as.integer.n : v.as.flag;
}

int64_t value_whole(struct value v)
{
	return v.kind == VALUE_INT ? v.as.integer.n : v.as.flag;
}

struct dim value_dim(struct value v)
{
	bool named = v.kind == VALUE_INT && v.as.integer.names;
	return named ? v.as.integer.names->dim : dim_number(value_whole(v));
}

/* ---- Equality of bits ---- */

static bool same_double(double a, double b)
{
	return isnan(a) ? isnan(b) : a == b && signbit(a) == signbit(b);
}

static bool same_elements(const struct tensor *a, const struct tensor *b, int dim, int64_t *index)
{
	if (dim == a->shape.ndim) {
		if (dtype_is_float(a->dtype))
			return same_double(tensor_at(a, index), tensor_at(b, index));
		return tensor_int_at(a, index) == tensor_int_at(b, index);
	}
	bool one = a->stride[dim] == 0 && b->stride[dim] == 0;   /* expanded: all are the first */
	int64_t size = one && a->shape.size[dim] ? 1 : a->shape.size[dim];
	for (index[dim] = 0; index[dim] < size; index[dim]++)
		if (!same_elements(a, b, dim + 1, index))
			return false;
	return true;
}

static bool same_tensor(const struct tensor *a, const struct tensor *b)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	if (a->dtype != b->dtype || a->shape.ndim != b->shape.ndim)
		return false;
	for (int i = 0; i < a->shape.ndim; i++)
		if (a->shape.size[i] != b->shape.size[i])
			return false;
	return a == b || tensor_count(a) == 0 || same_elements(a, b, 0, index);
}

static bool same_list(struct value a, struct value b)
{
	if (value_count(a) != value_count(b))
		return false;
	for (int i = 0; i < value_count(a); i++)
		if (!value_same(value_item(a, i), value_item(b, i)))
			return false;
	return true;
}

bool value_same(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case VALUE_NONE:   return true;
	case VALUE_BOOL:   return a.as.flag == b.as.flag;
	case VALUE_INT:    return a.as.integer.n == b.as.integer.n;
	case VALUE_FLOAT:  return same_double(a.as.number, b.as.number);
	case VALUE_DTYPE:  return a.as.dtype == b.as.dtype;
	case VALUE_TENSOR: return same_tensor(a.as.tensor, b.as.tensor);
	case VALUE_STR:
		return a.as.text->len == b.as.text->len
			&& memcmp(a.as.text->data, b.as.text->data, a.as.text->len) == 0;
	case VALUE_TUPLE: case VALUE_LIST:
		return same_list(a, b);
	}
	return false;
}
