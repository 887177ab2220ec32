/* Values as Python's format() writes them, for the part of its formats that texts need. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quiz/fill.h"

enum { MAX_PRECISION = 30 };

struct format {
	bool plus, commas;
	int precision;   /* -1: not given */
	char type;       /* d f e g %, or 0 */
};

/* Digits at *p as a number up to `most`; -1 beyond it. */
static int number_at(const char **p, int most)
{
	int n = 0;
	while (isdigit((unsigned char)**p) && n <= most)
		n = n * 10 + (*(*p)++ - '0');
	return n <= most ? n : -1;
}

static bool parse(const char *text, struct format *f)
{
	*f = (struct format){ .precision = -1 };
	const char *p = text;
	f->plus = *p == '+';
	p += f->plus;
	f->commas = *p == ',';
	p += f->commas;
	if (*p == '.') {
		p++;
		if (!isdigit((unsigned char)*p))
			return false;
		f->precision = number_at(&p, MAX_PRECISION);
		if (f->precision < 0)
			return false;
	}
	if (*p && strchr("dfeg%", *p))
		f->type = *p++;
	return !*p;
}

/* A tensor of one element stands for its element. */
static struct value unwrap(struct value value)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	const struct tensor *t = value.kind == VALUE_TENSOR ? value.as.tensor : NULL;
	if (!t || tensor_count(t) != 1)
		return value;
	if (t->dtype == DT_BOOL)
		return value_bool(tensor_int_at(t, first) != 0);
	return dtype_is_float(t->dtype) ? value_float(tensor_at(t, first))
	                                : value_int(tensor_int_at(t, first));
}

/* "1234567.5" → "1,234,567.5" */
static void add_commas(const char *digits, struct str *out)
{
	size_t whole = strspn(digits, "0123456789");
	for (size_t i = 0; i < whole; i++) {
		if (i && (whole - i) % 3 == 0)
			str_add_char(out, ',');
		str_add_char(out, digits[i]);
	}
	str_add(out, digits + whole);
}

/* The number without sign. 512 bytes hold any double with MAX_PRECISION digits. */
static void print_magnitude(struct value value, const struct format *f, char text[512])
{
	if (value.kind == VALUE_INT && (!f->type || f->type == 'd')) {
		uint64_t n = (uint64_t)value.as.integer.n;
		snprintf(text, 512, "%" PRIu64, value.as.integer.n < 0 ? 0 - n : n);
		return;
	}
	double x = fabs(value.kind == VALUE_INT ? (double)value.as.integer.n : value.as.number);
	int precision = f->precision < 0 ? 6 : f->precision;
	if (f->type == '%')
		snprintf(text, 512, isfinite(x) ? "%.*f%%" : "%.*f", precision, x * 100);
	else if (f->type == 'f')
		snprintf(text, 512, "%.*f", precision, x);
	else if (f->type == 'e')
		snprintf(text, 512, "%.*e", precision, x);
	else
		snprintf(text, 512, "%.*g", precision, x);
}

static bool is_negative(struct value value)
{
	return value.kind == VALUE_INT ? value.as.integer.n < 0
	                               : signbit(value.as.number) && !isnan(value.as.number);
}

static void add_number(struct value value, const struct format *f, struct str *out)
{
	char digits[512];
	print_magnitude(value, f, digits);
	str_add(out, is_negative(value) ? "-" : f->plus ? "+" : "");
	if (f->commas)
		add_commas(digits, out);
	else
		str_add(out, digits);
}

bool fill_format(struct value value, const char *format, struct str *out, struct err *err)
{
	struct format f;
	value = unwrap(value);
	if (!format || !*format) {
		if (value.kind == VALUE_STR)
			str_add(out, value_text(value));   /* a name in a sentence, without quotes */
		else
			value_print_short(value, out);
		return true;
	}
	if (!parse(format, &f))
		return err_say(err, ERR_VALUE, "\"%.40s\" is no format: write :.3f, :.0f, :d, :, or :%%",
		               format);
	if (value.kind == VALUE_BOOL)
		value = value_int(value.as.flag);
	if (value.kind != VALUE_INT && value.kind != VALUE_FLOAT)
		return err_say(err, ERR_TYPE,
		               "a format needs one number, and this is of type %s: leave \":%.40s\" out",
		               value_kind_name(value.kind), format);
	if (!f.type && value.kind == VALUE_FLOAT)
		return err_say(err, ERR_VALUE, "a float is written with :.3f or :.3g");
	if (f.type == 'd' && value.kind != VALUE_INT)
		return err_say(err, ERR_VALUE, ":d needs an integer: write :.0f");
	if (f.precision >= 0 && value.kind == VALUE_INT && (!f.type || f.type == 'd'))
		return err_say(err, ERR_VALUE,
		               "an integer has no digits after the point: leave the precision out");
	add_number(value, &f, out);
	return true;
}
