/* The sentence for a matrix of numbers: where the weight is, how far the values reach. */
#include <math.h>

#include "draw/view.h"
#include "text/i18n.h"

/* What the rows of a matrix add up to. */
struct rows {
	bool sum_to_one;      /* each of them, as a softmax's do */
	bool even;            /* and each is spread evenly over its columns */
};

static struct rows look_at_rows(const struct matrix *m)
{
	enum { STRIP = 256 };
	struct rows rows = { true, true };
	struct block all = { .rows = m->rows, .cols = m->cols };
	double x[STRIP];
	block_sample(&all, SENTENCE_BUDGET);
	for (int64_t row = 0; row < all.rows; row += all.row_step) {
		double sum = 0, low = INFINITY, high = -INFINITY;
		for (int64_t col = 0; col < m->cols; col += STRIP) {
			int n = m->cols - col < STRIP ? (int)(m->cols - col) : STRIP;
			matrix_read(m, row, col, 1, n, x);
			for (int i = 0; i < n; i++) {
				sum += x[i];
				low = fmin(low, x[i]);
				high = fmax(high, x[i]);
			}
		}
		rows.sum_to_one = rows.sum_to_one && low >= 0 && fabs(sum - 1) < 2e-3;
		rows.even = rows.even && high - low <= 1e-6;
	}
	return rows;
}

static void say_weights(const struct figure *f, const struct survey *s, bool even, struct str *out)
{
	char row[LABEL_TEXT], col[LABEL_TEXT], number[NUMBER_TEXT];
	number_format(s->high, 3, number);
	if (even) {
		str_addf(out, _("Every row is spread evenly, %s on each column; rows sum to 1."),
		         number);
		return;
	}
	label_format(f->row_labels, s->high_row, row);
	label_format(f->col_labels, s->high_col, col);
	if (f->items[0].tensor->shape.ndim < 2)
		str_addf(out, _("Most lies on %s: %s; the values sum to 1."), col, number);
	else
		str_addf(out, _("Row %s puts most on column %s: %s; rows sum to 1."), row, col,
		         number);
}

static void add_cell(const struct figure *f, int64_t row, int64_t col, struct str *out)
{
	char r[LABEL_TEXT], c[LABEL_TEXT];
	label_format(f->row_labels, row, r);
	label_format(f->col_labels, col, c);
	if (f->items[0].tensor->shape.ndim < 2)
		str_add(out, c);
	else
		str_addf(out, "(%s, %s)", r, c);
}

static void say_extremes(const struct figure *f, const struct survey *s, struct str *out)
{
	char low[NUMBER_TEXT], high[NUMBER_TEXT];
	struct str at_low = STR_INIT, at_high = STR_INIT;
	number_format(s->low, 3, low);
	number_format(s->high, 3, high);
	add_cell(f, s->low_row, s->low_col, &at_low);
	add_cell(f, s->high_row, s->high_col, &at_high);
	if (s->low == s->high)
		str_addf(out, _("Every value is %s."), high);
	else
		str_addf(out, _("The largest value is %s at %s, the smallest %s at %s."),
		         high, at_high.data, low, at_low.data);
	str_done(&at_low);
	str_done(&at_high);
}

/* " 12 values are -inf: masked." */
static void say_count(int64_t count, const char *word, struct str *out)
{
	char text[NUMBER_TEXT];
	if (count == 0)
		return;
	number_count(count, text);
	str_add_char(out, ' ');
	str_addf(out, ngettext("%s value is %s.", "%s values are %s.", (unsigned long)count), text,
	         word);
}

void matrix_sentence(const struct figure *figure, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	char shape[128] = "";
	if (m.rows == 0 || m.cols == 0) {
		if (m.tensor)
			shape_format(&m.tensor->shape, shape, sizeof shape);
		str_addf(out, _("%s is empty: %s."), figure_code(figure), shape);
		return;
	}
	struct survey s = matrix_survey(&m, SENTENCE_BUDGET);
	struct rows rows = look_at_rows(&m);
	if (s.finite == 0)
		str_addf(out, _("%s has no finite value."), figure_code(figure));
	else if (rows.sum_to_one && m.cols > 1)
		say_weights(figure, &s, rows.even, out);
	else
		say_extremes(figure, &s, out);
	say_count(s.neg_infs, _("-inf (masked)"), out);
	say_count(s.pos_infs, "inf", out);
	say_count(s.nans, _("nan (not a number)"), out);
}
