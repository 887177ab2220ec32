#include "lab/print.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHAPE_TEXT_MAX = 1024 };

/* The fewest digits that read back as the same float. */
static void add_float(float number, struct str *out)
{
	char text[64];
	for (int digits = 1; digits <= 9; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, (double)number);
		if (strtof(text, NULL) == number)
			break;
	}
	str_add(out, text);
}

static void add_scalar(const struct tensor *t, struct str *out)
{
	if (t->dtype == DT_BOOL)
		value_print_short(value_bool(tensor_at(t, NULL) != 0), out);
	else if (t->dtype == DT_INT64)
		str_addf(out, "%lld", (long long)tensor_int_at(t, NULL));
	else if (t->dtype == DT_FLOAT64)
		value_print_short(value_float(tensor_at(t, NULL)), out);
	else
		add_float((float)tensor_at(t, NULL), out);
}

static void add_value(struct value value, struct str *out)
{
	if (value.kind == VALUE_TENSOR && value.as.tensor->shape.ndim == 0)
		add_scalar(value.as.tensor, out);
	else
		value_print_short(value, out);
}

static char *keep(struct arena *arena, struct str *text)
{
	char *copy = arena_copy_n(arena, text->data, text->len);
	str_done(text);
	return copy;
}

char *print_value(struct arena *arena, struct value value)
{
	struct str text = STR_INIT;
	add_value(value, &text);
	return keep(arena, &text);
}

char *print_names(struct arena *arena, struct value value)
{
	char text[SHAPE_TEXT_MAX] = "";
	if (value.kind == VALUE_TENSOR && value.as.tensor->shape.ndim > 0)
		shape_format_names(&value.as.tensor->shape, text, sizeof text);
	else if (value.kind == VALUE_INT && dim_has_names(&value.as.integer.dim))
		dim_format(&value.as.integer.dim, value.as.integer.n, text, sizeof text);
	return arena_copy(arena, text);
}

char *print_dim(struct arena *arena, const struct tensor *tensor, int dim)
{
	char text[SHAPE_TEXT_MAX] = "";
	const struct dim *name = &tensor->shape.name[dim];
	if (dim_has_names(name))
		dim_format(name, tensor->shape.size[dim], text, sizeof text);
	return arena_copy(arena, text);
}

void print_sides(const struct value *sides, const char *const *ops, int n_sides, struct str *out)
{
	for (int i = 0; i < n_sides; i++) {
		if (i > 0)
			str_addf(out, " %s ", ops[i - 1]);
		add_value(sides[i], out);
	}
}
