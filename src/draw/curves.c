#include "draw/curves.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "text/utf8.h"

enum { SAMPLES = 4096, DESCRIBED = 4 };

struct curves curves_of(const struct figure *figure)
{
	struct curves c = { .f = figure };
	for (int i = 0; i < figure->n_items; i++) {
		struct matrix m = matrix_of(figure->items[i].tensor);
		for (int64_t row = 0; row < m.rows && c.n < FIGURE_CURVES_MAX; row++) {
			c.m[c.n] = m;
			c.item[c.n] = i;
			c.row[c.n] = row;
			c.width[c.n++] = m.cols;
			c.points = m.cols > c.points ? m.cols : c.points;
		}
	}
	return c;
}

double curves_value(const struct curves *c, int curve, int64_t col)
{
	return col < c->width[curve] ? matrix_at(&c->m[curve], c->row[curve], col) : NAN;
}

double curves_x(const struct figure *figure, int64_t col)
{
	return figure->x ? figure->x[col] : (double)col;
}

void curves_name(const struct curves *c, int curve, char out[LABEL_TEXT])
{
	const struct figure *f = c->f;
	const char *code = f->items[c->item[curve]].code ? f->items[c->item[curve]].code : "";
	bool alone = c->m[curve].rows == 1;
	if (f->row_labels && f->row_labels[curve])
		label_format(f->row_labels, curve, out);
	else if (alone)   /* code is ASCII but for its strings */
		snprintf(out, LABEL_TEXT, "%.*s", (int)utf8_fit(code, LABEL_TEXT / 4 * 2), code);
	else if (f->n_items > 1 && strlen(code) < LABEL_TEXT / 4)
		snprintf(out, LABEL_TEXT, "%s[%lld]", code, (long long)c->row[curve]);
	else
		snprintf(out, LABEL_TEXT, "%" PRId64, c->row[curve]);
}

void curves_x_text(const struct figure *figure, int64_t col, char out[LABEL_TEXT])
{
	if (figure->col_labels && figure->col_labels[col])
		label_format(figure->col_labels, col, out);
	else
		number_format(curves_x(figure, col), 4, out);
}

void curves_heading(const struct figure *figure, bool ascii, struct str *out)
{
	const char *arrow = ascii ? ">" : "→";
	for (int i = 0; i < figure->n_items; i++)
		str_addf(out, "%s%s", i ? ", " : "", item_name(&figure->items[i]));
	if (figure->over) {
		str_add(out, "  ");
		str_addf(out, _("over %s"), figure->over);
		str_addf(out, " %s", arrow);
	} else if (figure->col_name && *figure->col_name && !figure->x) {
		str_addf(out, "  %s %s", figure->col_name, arrow);
	}
}

struct extremes curves_range(const struct curves *c, bool positive)
{
	struct extremes all = EXTREMES_NONE;
	for (int i = 0; i < c->n; i++)
		for (int64_t col = 0; col < c->width[i]; col += c->points / SAMPLES + 1) {
			double x = curves_value(c, i, col);
			if (!positive || x > 0)
				extremes_add(&all, &x, 1);
		}
	return all;
}

struct extremes curves_range_of(const struct figure *figure)
{
	struct curves c = curves_of(figure);
	return curves_range(&c, figure->log_y);
}

/* ---- Words ---- */

/* "scale = 0.3", "16", "the" */
static void add_place(const struct figure *f, int64_t col, struct str *out)
{
	char text[LABEL_TEXT];
	curves_x_text(f, col, text);
	str_addf(out, "%s%s%s", f->over ? f->over : "", f->over ? " = " : "", text);
}

void curves_say_point(const struct curves *c, int curve, int64_t col, int digits, struct str *out)
{
	char name[LABEL_TEXT], number[NUMBER_TEXT];
	struct str place = STR_INIT;
	curves_name(c, curve, name);
	number_format(curves_value(c, curve, col), digits, number);
	add_place(c->f, col, &place);
	str_addf(out, _("%s  at %s: %s"), name, place.data, number);
	str_done(&place);
}

void curves_say_here(const struct curves *c, struct str *out)
{
	char name[LABEL_TEXT], number[NUMBER_TEXT];
	struct str place = STR_INIT;
	add_place(c->f, c->f->here, &place);
	str_addf(out, _("now %s"), place.data);
	for (int i = 0; i < c->n; i++) {
		curves_name(c, i, name);
		number_format(curves_value(c, i, c->f->here), 3, number);
		str_addf(out, "%s%s%s%s", i == 0 ? _(": ") : _(", "), c->n > 1 ? name : "", c->n > 1 ? " " : "",
		         number);
	}
	str_done(&place);
}

/* What a curve does: where it is lowest and highest, and whether it never turns. */
struct course {
	int64_t low_at, high_at, first, last;
	double low, high, begin, end;
	bool up, down;
	int64_t finite;
};

static struct course course_of(const struct curves *c, int curve)
{
	struct course course = { .up = true, .down = true };
	for (int64_t col = 0; col < c->width[curve]; col += c->points / SAMPLES + 1) {
		double x = curves_value(c, curve, col);
		if (!isfinite(x))
			continue;
		bool first = course.finite++ == 0;
		if (first || x < course.low) {
			course.low = x;
			course.low_at = col;
		}
		if (first || x > course.high) {
			course.high = x;
			course.high_at = col;
		}
		course.up = course.up && (first || x >= course.end);
		course.down = course.down && (first || x <= course.end);
		if (first) {
			course.begin = x;
			course.first = col;
		}
		course.end = x;
		course.last = col;
	}
	return course;
}

static void say_ends(const struct curves *c, const char *format, const char *name, int64_t from,
                     int64_t to, int curve, struct str *out)
{
	char a[NUMBER_TEXT], b[NUMBER_TEXT];
	struct str at = STR_INIT, then = STR_INIT;
	number_format(curves_value(c, curve, from), 3, a);
	number_format(curves_value(c, curve, to), 3, b);
	add_place(c->f, from, &at);
	add_place(c->f, to, &then);
	str_addf(out, format, name, a, at.data, b, then.data);
	str_done(&at);
	str_done(&then);
}

static void say_course(const struct curves *c, int curve, struct str *out)
{
	char name[LABEL_TEXT], number[NUMBER_TEXT];
	struct course course = course_of(c, curve);
	curves_name(c, curve, name);
	if (course.finite == 0) {
		str_addf(out, _("%s has no finite value."), name);
		return;
	}
	number_format(course.end, 3, number);
	if (course.low == course.high)
		str_addf(out, _("%s is %s everywhere."), name, number);
	else if (course.up)
		say_ends(c, _("%s rises from %s at %s to %s at %s."), name, course.first, course.last,
		         curve, out);
	else if (course.down)
		say_ends(c, _("%s falls from %s at %s to %s at %s."), name, course.first, course.last,
		         curve, out);
	else
		say_ends(c, _("%s is lowest, %s, at %s and highest, %s, at %s."), name, course.low_at,
		         course.high_at, curve, out);
}

/* Places where some curve is no number. */
static void say_gaps(const struct curves *c, struct str *out)
{
	int64_t gaps = 0;
	char number[NUMBER_TEXT];
	for (int i = 0; i < c->n; i++)
		for (int64_t col = 0; col < c->width[i]; col += c->points / SAMPLES + 1)
			gaps += !isfinite(curves_value(c, i, col));
	number_count(gaps, number);
	if (gaps > 0)
		str_addf(out, i18n_count(" %s value is inf or nan.", " %s values are inf or nan.",
		                       (unsigned long)gaps), number);
}

void curves_sentence(const struct figure *figure, struct str *out)
{
	struct curves c = curves_of(figure);
	if (c.n == 0 || c.points == 0) {
		str_addf(out, _("%s is empty."), figure_code(figure));
		return;
	}
	for (int i = 0; i < c.n && i < DESCRIBED; i++) {
		str_add(out, i ? " " : "");
		say_course(&c, i, out);
	}
	if (c.n > DESCRIBED)
		str_addf(out, i18n_count(" And %d curve more.", " And %d curves more.",
		                       (unsigned long)(c.n - DESCRIBED)), c.n - DESCRIBED);
	say_gaps(&c, out);
	if (figure->here >= 0 && figure->here < c.points) {
		struct str here = STR_INIT;
		curves_say_here(&c, &here);
		str_addf(out, _(" (%s)"), here.data);
		str_done(&here);
	}
}
