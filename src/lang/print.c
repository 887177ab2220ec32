/*
 * Values as text. Scalars as Python's repr; tensors as PyTorch's, whose rules are in
 * torch/_tensor_str.py: 4 digits, 80 columns, more than 1000 elements are shortened
 * to 3 at each edge.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/value.h"

enum { PRECISION = 4, LINE_WIDTH = 80, THRESHOLD = 1000, EDGE = 3, NUMBER_MAX = 400 };

/* ---- Scalars ---- */

static bool print_special(double x, struct str *out)
{
	if (isfinite(x))
		return false;
	str_add(out, isnan(x) ? "nan" : x < 0 ? "-inf" : "inf");
	return true;
}

/* The shortest digits that read back as the same double, as Python prints it. */
static void print_float(double x, struct str *out)
{
	char text[40];
	int digits = 1;
	if (print_special(x, out))
		return;
	do
		snprintf(text, sizeof text, "%.*e", digits - 1, x);
	while (digits++ < 17 && strtod(text, NULL) != x);
	int exponent = atoi(strchr(text, 'e') + 1);
	int mantissa = (int)(strchr(text, 'e') - text) - (text[0] == '-') - (strchr(text, '.') != NULL);
	if (exponent < -4 || exponent >= 16) {
		str_add(out, text);
		return;
	}
	int decimals = mantissa - 1 - exponent;
	str_addf(out, "%.*f", decimals > 1 ? decimals : 1, x);
}

static void print_str(const char *text, struct str *out)
{
	char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';
	str_add_char(out, quote);
	for (; *text; text++) {
		const char *escaped = *text == '\n' ? "\\n" : *text == '\t' ? "\\t" : *text == '\\' ? "\\\\" : NULL;
		if (escaped)
			str_add(out, escaped);
		else if (*text == quote)
			str_addf(out, "\\%c", quote);
		else
			str_add_char(out, *text);
	}
	str_add_char(out, quote);
}

/* ---- Tensors ---- */

struct format {
	const struct tensor *t;
	bool shorten;
	bool is_float, whole, scientific;
	int width;
	double largest, smallest;   /* of the finite absolute values that are not 0 */
};

static void print_element(const struct format *f, const int64_t *index, struct str *out)
{
	const struct tensor *t = f->t;
	char text[NUMBER_MAX] = "";
	if (t->dtype == DT_BOOL) {
		snprintf(text, sizeof text, "%s", tensor_int_at(t, index) ? "True" : "False");
	} else if (!f->is_float) {
		snprintf(text, sizeof text, "%" PRId64, tensor_int_at(t, index));
	} else {
		double x = tensor_at(t, index);
		if (!isfinite(x))
			snprintf(text, sizeof text, "%s", isnan(x) ? "nan" : x < 0 ? "-inf" : "inf");
		else if (f->scientific)
			snprintf(text, sizeof text, "%.*e", PRECISION, x);
		else if (f->whole)
			snprintf(text, sizeof text, "%.0f.", x);
		else
			snprintf(text, sizeof text, "%.*f", PRECISION, x);
	}
	str_addf(out, "%*s", f->width, text);
}

/* The next index along `dim`, over the gap that shortening leaves. */
static int64_t next_index(const struct format *f, int dim, int64_t i)
{
	int64_t size = f->t->shape.size[dim];
	return f->shorten && size > 2 * EDGE && i == EDGE - 1 ? size - EDGE : i + 1;
}

static void each_element(struct format *f, int dim, int64_t *index,
                         void (*visit)(struct format *f, const int64_t *index))
{
	if (dim == f->t->shape.ndim) {
		visit(f, index);
		return;
	}
	for (index[dim] = 0; index[dim] < f->t->shape.size[dim]; index[dim] = next_index(f, dim, index[dim]))
		each_element(f, dim + 1, index, visit);
}

static void find_range(struct format *f, const int64_t *index)
{
	double x = fabs(tensor_at(f->t, index));
	if (!isfinite(x) || x == 0)
		return;
	f->largest = x > f->largest ? x : f->largest;
	f->smallest = f->smallest == 0 || x < f->smallest ? x : f->smallest;
	f->whole = f->whole && x == ceil(x);
}

static void find_width(struct format *f, const int64_t *index)
{
	struct str text = STR_INIT;
	double x = f->is_float ? tensor_at(f->t, index) : 1;
	if (isfinite(x) && x != 0) {   /* PyTorch measures only these */
		print_element(f, index, &text);
		f->width = (int)text.len > f->width ? (int)text.len : f->width;
	}
	str_done(&text);
}

static struct format choose_format(const struct tensor *t)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	struct format f = { .t = t, .shorten = tensor_count(t) > THRESHOLD, .whole = true, .width = 1 };
	f.is_float = dtype_is_float(t->dtype);
	if (f.is_float)
		each_element(&f, 0, index, find_range);
	if (f.smallest > 0)
		f.scientific = f.largest / f.smallest > 1000 || f.largest > 1e8
			|| (!f.whole && f.smallest < 1e-4);
	f.width = 0;
	each_element(&f, 0, index, find_width);
	f.width = f.width ? f.width : 1;
	return f;
}

static void print_row(const struct format *f, int indent, int64_t *index, struct str *out)
{
	int dim = f->t->shape.ndim - 1;
	int64_t size = f->t->shape.size[dim], in_line = 0;
	int per_line = (LINE_WIDTH - indent) / (f->width + 2);
	per_line = per_line > 1 ? per_line : 1;
	bool gap = f->shorten && size > 2 * EDGE;
	str_add_char(out, '[');
	for (int64_t i = 0; i < size; i = next_index(f, dim, i)) {
		if (i && in_line++ % per_line == per_line - 1)
			str_addf(out, ",\n%*s", indent + 1, "");
		else if (i)
			str_add(out, ", ");
		if (gap && i == size - EDGE) {
			str_add(out, " ...");
			if (in_line++ % per_line == per_line - 1)
				str_addf(out, ",\n%*s", indent + 1, "");
			else
				str_add(out, ", ");
		}
		index[dim] = i;
		print_element(f, index, out);
	}
	str_add_char(out, ']');
}

static void print_block(const struct format *f, int dim, int64_t *index, int indent, struct str *out)
{
	const struct shape *shape = &f->t->shape;
	if (dim == shape->ndim) {
		print_element(f, index, out);
		return;
	}
	if (dim == shape->ndim - 1) {
		print_row(f, indent, index, out);
		return;
	}
	str_add_char(out, '[');
	for (int64_t i = 0; i < shape->size[dim]; i = next_index(f, dim, i)) {
		bool after_gap = f->shorten && shape->size[dim] > 2 * EDGE && i == shape->size[dim] - EDGE;
		for (int k = 0; k < (i ? 1 + after_gap : 0); k++) {
			str_add(out, k ? "...," : ",");
			for (int line = dim; line < shape->ndim - 1; line++)
				str_add_char(out, '\n');
			str_addf(out, "%*s", indent + 1, "");
		}
		index[dim] = i;
		print_block(f, dim + 1, index, indent + 1, out);
	}
	str_add_char(out, ']');
}

static void add_suffix(struct str *out, size_t begin, const char *suffix)
{
	size_t line = begin;
	for (size_t i = begin; i < out->len; i++)
		if (out->data[i] == '\n')
			line = i + 1;
	size_t last = out->len - line + 2;
	if (last + strlen(suffix) + 2 > LINE_WIDTH)
		str_addf(out, ",\n%*s%s", 7, "", suffix);
	else
		str_addf(out, ", %s", suffix);
}

static void print_empty(const struct tensor *t, struct str *out)
{
	char shape[256];
	str_add(out, "tensor([]");
	shape_format(&t->shape, shape, sizeof shape);
	if (t->shape.ndim != 1)
		str_addf(out, ", size=%s", shape);
	if (t->dtype != DT_FLOAT32)
		str_addf(out, ", dtype=torch.%s", dtype_name(t->dtype));
	str_add_char(out, ')');
}

static void print_tensor(const struct tensor *t, struct str *out)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	size_t begin = out->len;
	char suffix[64];
	if (tensor_count(t) == 0) {
		print_empty(t, out);
		return;
	}
	struct format f = choose_format(t);
	str_add(out, "tensor(");
	print_block(&f, 0, index, 7, out);
	snprintf(suffix, sizeof suffix, "dtype=torch.%s", dtype_name(t->dtype));
	if (t->dtype != DT_FLOAT32 && t->dtype != DT_INT64 && t->dtype != DT_BOOL)
		add_suffix(out, begin, suffix);
	str_add_char(out, ')');
}

/* ---- All kinds ---- */

static void print_list(struct value v, struct str *out, void (*print)(struct value v, struct str *out))
{
	bool tuple = v.kind == VALUE_TUPLE;
	str_add_char(out, tuple ? '(' : '[');
	for (int i = 0; i < value_count(v); i++) {
		if (i)
			str_add(out, ", ");
		print(value_item(v, i), out);
	}
	if (tuple && value_count(v) == 1)
		str_add_char(out, ',');
	str_add_char(out, tuple ? ')' : ']');
}

void value_print(struct value v, struct str *out)
{
	switch (v.kind) {
	case VALUE_NONE:   str_add(out, "None"); break;
	case VALUE_BOOL:   str_add(out, v.as.flag ? "True" : "False"); break;
	case VALUE_INT:    str_addf(out, "%" PRId64, v.as.integer.n); break;
	case VALUE_FLOAT:  print_float(v.as.number, out); break;
	case VALUE_STR:    print_str(value_text(v), out); break;
	case VALUE_DTYPE:  str_addf(out, "torch.%s", dtype_name(v.as.dtype)); break;
	case VALUE_TENSOR: print_tensor(v.as.tensor, out); break;
	case VALUE_TUPLE: case VALUE_LIST: print_list(v, out, value_print); break;
	}
}

void value_print_short(struct value v, struct str *out)
{
	char shape[256];
	if (v.kind == VALUE_FLOAT && isfinite(v.as.number)) {
		str_addf(out, "%.6g", v.as.number);
	} else if (v.kind == VALUE_TUPLE || v.kind == VALUE_LIST) {
		if (value_weight(v) <= 16)
			print_list(v, out, value_print_short);
		else
			str_addf(out, "%s of %d", value_kind_name(v.kind), value_count(v));
	} else if (v.kind == VALUE_TENSOR) {
		shape_format(&v.as.tensor->shape, shape, sizeof shape);
		str_add(out, shape);
	} else {
		value_print(v, out);
	}
}

/* ---- JSON. It has no infinities and no NaN: they are strings. ---- */

enum { JSON_MOST = 1 << 22 };

static void json_text(const char *text, struct str *out)
{
	str_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_addf(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			str_addf(out, "\\u%04x", *text);
		else
			str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

static void json_number(double x, int digits, struct str *out)
{
	if (!isfinite(x)) {
		str_add_char(out, '"');
		print_special(x, out);
		str_add_char(out, '"');
	} else {
		str_addf(out, "%.*g", digits, x);
	}
}

static void json_data(const struct tensor *t, int dim, int64_t *index, struct str *out)
{
	if (dim == t->shape.ndim) {
		if (t->dtype == DT_BOOL)
			str_add(out, tensor_int_at(t, index) ? "true" : "false");
		else if (t->dtype == DT_INT64)
			str_addf(out, "%" PRId64, tensor_int_at(t, index));
		else
			json_number(tensor_at(t, index), t->dtype == DT_FLOAT64 ? 17 : 9, out);
		return;
	}
	str_add_char(out, '[');
	for (index[dim] = 0; index[dim] < t->shape.size[dim]; index[dim]++) {
		if (index[dim])
			str_add(out, ", ");
		json_data(t, dim + 1, index, out);
	}
	str_add_char(out, ']');
}

static void json_tensor(const struct tensor *t, struct str *out)
{
	int64_t index[TENSOR_MAX_DIMS] = {0};
	const struct shape *shape = &t->shape;
	char name[128];
	str_addf(out, "{\"dtype\": \"%s\", \"shape\": [", dtype_name(t->dtype));
	for (int i = 0; i < shape->ndim; i++)
		str_addf(out, "%s%" PRId64, i ? ", " : "", shape->size[i]);
	str_add(out, "], \"names\": [");
	for (int i = 0; i < shape->ndim; i++) {
		str_add(out, i ? ", " : "");
		dim_format(&shape->name[i], shape->size[i], name, sizeof name);
		if (dim_has_names(&shape->name[i]))
			json_text(name, out);
		else
			str_add(out, "null");
	}
	str_add(out, "], \"data\": ");
	json_data(t, 0, index, out);
	str_add_char(out, '}');
}

static void json_value(struct value v, struct str *out)
{
	switch (v.kind) {
	case VALUE_NONE:   str_add(out, "null"); break;
	case VALUE_BOOL:   str_add(out, v.as.flag ? "true" : "false"); break;
	case VALUE_INT:    str_addf(out, "%" PRId64, v.as.integer.n); break;
	case VALUE_FLOAT:  json_number(v.as.number, 17, out); break;
	case VALUE_STR:    json_text(value_text(v), out); break;
	case VALUE_DTYPE:  json_text(dtype_name(v.as.dtype), out); break;
	case VALUE_TENSOR: json_tensor(v.as.tensor, out); break;
	case VALUE_TUPLE: case VALUE_LIST:
		str_add_char(out, '[');
		for (int i = 0; i < value_count(v); i++) {
			str_add(out, i ? ", " : "");
			json_value(value_item(v, i), out);
		}
		str_add_char(out, ']');
		break;
	}
}

/* How many numbers and brackets; a tensor without numbers may have very many brackets. */
static int64_t json_pieces(struct value v)
{
	int64_t total = 1, level = 1;
	if (v.kind == VALUE_TUPLE || v.kind == VALUE_LIST)
		for (int i = 0; i < value_count(v) && total < JSON_MOST; i++)
			total += json_pieces(value_item(v, i));
	for (int d = 0; v.kind == VALUE_TENSOR && d < v.as.tensor->shape.ndim && total <= JSON_MOST; d++) {
		if (__builtin_mul_overflow(level, v.as.tensor->shape.size[d], &level))
			return JSON_MOST + 1;
		total += level < JSON_MOST ? level : JSON_MOST;
	}
	return total;
}

bool value_print_json(struct value v, struct str *out, struct err *err)
{
	if (json_pieces(v) > JSON_MOST)
		return err_say(err, ERR_LIMIT, "JSON of more than %d numbers is not written; take a part, as in x[0]", JSON_MOST);
	json_value(v, out);
	return true;
}
