#include "lab/print.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHAPE_TEXT_MAX = 1024 };

/* The number, bool or int of a tensor without dimensions; other values as they are. */
static struct value scalar_of(struct value value)
{
	const struct tensor *t = value.kind == VALUE_TENSOR ? value.as.tensor : NULL;
	if (!t || t->shape.ndim > 0)
		return value;
	if (t->dtype == DT_BOOL)
		return value_bool(tensor_int_at(t, NULL) != 0);
	if (t->dtype == DT_INT64)
		return value_int(tensor_int_at(t, NULL));
	return value_float(tensor_at(t, NULL));
}

/* The fewest digits that read back as the same float: 0.1, where double has 0.10000000149. */
static void add_float(float number, struct str *out)
{
	char text[64];
	for (int digits = 1; digits <= 9; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, (double)number);
		if (strtof(text, NULL) == number)
			break;
	}
	value_print(value_float(strtod(text, NULL)), out);
}

/* With every digit that counts: 0.30000001 is not 0.3. */
static void add_exact(struct value value, struct str *out)
{
	struct value scalar = scalar_of(value);
	if (scalar.kind != VALUE_FLOAT)
		value_print_short(scalar, out);
	else if (value.kind == VALUE_TENSOR && value.as.tensor->dtype != DT_FLOAT64)
		add_float((float)scalar.as.number, out);
	else
		value_print(scalar, out);
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
	value_print_short(scalar_of(value), &text);
	return keep(arena, &text);
}

char *print_knob(struct arena *arena, struct value value)
{
	struct str text = STR_INIT;
	if (value.kind == VALUE_FLOAT)
		str_addf(&text, "%.12g", value.as.number);   /* 3 steps of 0.1 are 0.3 */
	else
		value_print(value, &text);
	return keep(arena, &text);
}

char *print_names(struct arena *arena, struct value value)
{
	char text[SHAPE_TEXT_MAX] = "";
	struct dim dim = value.kind == VALUE_INT ? value_dim(value) : DIM_ANONYMOUS;
	if (value.kind == VALUE_TENSOR && value.as.tensor->shape.ndim > 0)
		shape_format_names(&value.as.tensor->shape, text, sizeof text);
	else if (value.kind == VALUE_INT && dim_has_names(&dim))
		dim_format(&dim, value.as.integer.n, text, sizeof text);
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
		add_exact(sides[i], out);
	}
}
