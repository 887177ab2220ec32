/* kind "number": typed as a number or an expression, compared within a tolerance. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "quiz/kind.h"

/* Without a tolerance: what float64 may lose on the way. */
static const double exactly = 1e-9;

/* ---- Reading ---- */

/* 0.5, or "2%". */
static bool read_tolerance(struct reader *r, const struct json *value, struct quiz_question *q)
{
	double number = value->number;
	bool percent = value->kind == JSON_STRING;
	char *end;
	if (percent) {
		number = strtod(value->text, &end) / 100;
		if (end == value->text || end[strspn(end, " ")] != '%' || end[strspn(end, " ") + 1])
			number = NAN;
	} else if (value->kind != JSON_NUMBER) {
		number = NAN;
	}
	q->tolerance.given = true;
	if (!isfinite(number) || number < 0)
		return reader_fail(r, value, "tolerance",
		                   "tolerance should be how far from the key is still right, like 0.5, or a "
		                   "share of it, like \"2%%\"");
	if (percent)
		q->tolerance.relative = number;
	else
		q->tolerance.absolute = number;
	return true;
}

static bool read_number(struct reader *r, const struct json *json, struct quiz_question *q)
{
	const struct json *tolerance = json_get(json, "tolerance"), *unit = json_get(json, "unit");
	bool fine = read_answer(r, json, "\"2 * Nv * hidden\"", q);
	fine &= !tolerance || read_tolerance(r, tolerance, q);
	return (!unit || read_words(r, unit, "unit", &q->unit)) && fine;
}

static double reach(const struct quiz_question *q, double key)
{
	double reach = fmax(q->tolerance.absolute, q->tolerance.relative * fabs(key));
	return fmax(reach, exactly * fabs(key));
}

static void check_key(const struct quiz *quiz, const struct quiz_question *q, const char *key,
                      struct findings *findings)
{
	double number = atof(key), off = reach(q, number);
	if (number != 0 && off >= fabs(number) / 2)
		findings_add(findings, FINDING_ERROR, quiz->path, q->line, q->column, "tolerance",
		             "the key is %.6g, and with this tolerance everything from %.6g to %.6g is right: "
		             "write a smaller one",
		             number, number - off, number + off);
	else if (number != floor(number) && !q->tolerance.given)
		findings_add(findings, FINDING_WARNING, quiz->path, q->line, q->column, "tolerance",
		             "the key is %.6g, and there is no tolerance: write one, like \"tolerance\": "
		             "\"1%%\"", number);
}

void number_say_tolerance(const struct quiz_question *q, struct str *out)
{
	if (q->tolerance.relative > 0)
		str_addf(out, _(" (within %g %% is right)"), 100 * q->tolerance.relative);
	else if (q->tolerance.absolute > 0)
		str_addf(out, _(" (within %g is right)"), q->tolerance.absolute);
}

/* ---- Typing ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 12,345,678: commas between groups of three digits, outside brackets, are left out. */
static void drop_commas(struct str *text)
{
	size_t end = 0;
	int depth = 0;
	for (size_t i = 0; i < text->len; i++) {
		const char *at = text->data + i;
		depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
		bool group = *at == ',' && depth == 0 && i > 0 && is_digit(at[-1]) && is_digit(at[1]) &&
		             is_digit(at[2]) && is_digit(at[3]) && !is_digit(at[4]);
		if (!group)
			text->data[end++] = *at;
	}
	text->data[text->len = end] = '\0';
}

/* The unit, in any language, behind the number. */
static void drop_unit(const struct quiz_question *q, struct str *text)
{
	for (int k = 0; k < LANGUAGE_COUNT; k++) {
		const char *unit = q->unit.in[k];
		size_t n = unit ? strlen(unit) : 0;
		if (!n || text->len < n || strcasecmp(text->data + text->len - n, unit) != 0)
			continue;
		text->data[text->len -= n] = '\0';
		while (text->len && text->data[text->len - 1] == ' ')
			text->data[--text->len] = '\0';
		return;
	}
}

static bool as_number(struct value value, double *out, struct err *err)
{
	static const int64_t first[TENSOR_MAX_DIMS];
	const struct tensor *t = value.kind == VALUE_TENSOR ? value.as.tensor : NULL;
	if (t && tensor_count(t) == 1)
		*out = tensor_at(t, first);
	else if (value_is_number(value) && value.kind != VALUE_BOOL)
		*out = value_number(value);
	else
		return err_say(err, ERR_TYPE, _("this is of type %s, and one number is wanted"),
		               value_kind_name(value.kind));
	return isfinite(*out) || err_say(err, ERR_VALUE, _("this is no finite number"));
}

/* As the lab language writes it, without the unit. */
static void clean(const struct quiz_question *q, const char *typed, struct str *code)
{
	typed_clean(typed, code);
	drop_unit(q, code);
	drop_commas(code);
}

static bool read_typed(struct asking *asking, const char *typed, double *out, struct err *err)
{
	struct str code = STR_INIT;
	struct value value = VALUE_NOTHING;
	clean(asking_question(asking), typed, &code);
	bool ok = code.len || err_say(err, ERR_SYNTAX, "%s",
	                              _("Type a number first, or an expression like 4 * 197 * 64."));
	ok = ok && asking_typed(asking, code.data, &value, err) && as_number(value, out, err);
	value_unref(value);
	str_done(&code);
	return ok;
}

/* ---- Judging ---- */

static void add_number(double number, struct str *out)
{
	str_addf(out, number == floor(number) && fabs(number) < 1e15 ? "%.0f" : "%.7g", number);
}

static void add_with_unit(struct asking *asking, double number, enum language language, struct str *out)
{
	const char *unit = asking_words(asking, &asking_question(asking)->unit, language);
	add_number(number, out);
	if (*unit)
		str_addf(out, " %s", unit);
}

static bool print_key(struct asking *asking, struct str *out, struct err *err)
{
	struct value value = VALUE_NOTHING;
	double number;
	bool ok = asking_compute(asking, &value, err) && as_number(value, &number, err);
	if (ok)
		str_addf(out, "%.17g", number);
	value_unref(value);
	return ok;
}

static bool is_plain(const char *typed)
{
	return typed[strspn(typed, " 0123456789.,-")] == '\0';
}

/* A whole factor is a step that was forgotten, or taken twice. */
static void say_factor(double wrote, double key, struct str *out)
{
	double factor = wrote / key, inverse = key / wrote;
	bool large = factor > 1.5 && fabs(factor - round(factor)) < 1e-6 * factor;
	bool small = inverse > 1.5 && fabs(inverse - round(inverse)) < 1e-6 * inverse;
	if (wrote == -key && key != 0)
		str_add(out, _("Only the sign differs."));
	else if (large && factor < 1e9)
		str_addf(out, _("That is %.0f times too much."), round(factor));
	else if (small && inverse < 1e9)
		str_addf(out, _("That is %.0f times too little."), round(inverse));
}

/* Right but for a factor of a thousand: the unit was taken wrongly. */
static bool is_unit_slip(double wrote, double key)
{
	static const double factors[] = { 1000, 1024, 1e6, 1048576, 1.024, 1.048576 };
	for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
		if (fabs(wrote / key - factors[i]) < 1e-6 * factors[i] ||
		    fabs(key / wrote - factors[i]) < 1e-6 * factors[i])
			return true;
	return false;
}

static bool judge(struct asking *asking, const char *answer, enum language language,
                  struct judgement *out, struct err *err)
{
	const struct quiz_question *q = asking_question(asking);
	struct str is = STR_INIT;
	double number;
	const char *text = asking_key(asking, err);
	if (!text || !read_typed(asking, answer, &number, err))
		return false;
	double key = atof(text);
	bool right = fabs(number - key) <= reach(q, key);
	out->verdict = right ? VERDICT_RIGHT
	             : is_unit_slip(number, key) && words_any(&q->unit) ? VERDICT_PARTLY : VERDICT_WRONG;
	add_with_unit(asking, key, language, &is);
	if (right && number != key)
		str_addf(&out->said, _("Computed to the last digit it is %s."), is.data);
	if (out->verdict == VERDICT_PARTLY)
		str_add(&out->said, _("The digits are right, the unit is not."));
	else if (!right)
		say_factor(number, key, &out->said);
	str_done(&is);
	return true;
}

static void preview(struct asking *asking, const char *typed, struct str *out)
{
	struct err ignored;
	double number;
	if (!is_plain(typed) && read_typed(asking, typed, &number, &ignored))
		add_number(number, out);
}

/* `4 * 197` = 788 bytes; the key has only its value. */
static void say(struct asking *asking, const char *answer, enum language language, struct str *out)
{
	struct err ignored;
	struct str code = STR_INIT;
	double number;
	clean(asking_question(asking), answer, &code);
	bool read = read_typed(asking, answer, &number, &ignored);
	if (!read)
		str_addf(out, "`%s`", answer);
	else if (!is_plain(code.data) && strpbrk(code.data, "*/+(") != NULL)
		str_addf(out, "`%s` = ", code.data);
	if (read)
		add_with_unit(asking, number, language, out);
	str_done(&code);
}

static bool fits(const struct quiz_question *q, const char *answer)
{
	(void)q;
	return *answer != '\0';
}

const struct question_kind kind_number = {
	.name = "number",
	.keys = (const char *const[]){ "answer", "tolerance", "unit", NULL },
	.read = read_number,
	.check_key = check_key,
	.fits = fits,
	.key = print_key,
	.preview = preview,
	.judge = judge,
	.say = say,
};
