/* The sentence for a matrix of numbers: where the weight is, how far the values reach. */
#include <math.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "draw/pattern.h"
#include "draw/view.h"

/* What the rows of a matrix add up to. */
struct rows {
	bool sum_to_one;      /* each of them, as a softmax's do */
	bool even;            /* and each is spread evenly over the columns that it has weight on */
	bool hard;            /* or has all of it on one */
	double peak;          /* the mean of their largest values, */
	double spread;        /* and of what these would be, spread evenly */
};

struct row {
	double sum, low, high;   /* low: of the values that are not 0 */
	int64_t seen;            /* so many are not */
};

static void add_values(struct row *row, const double *x, int n)
{
	for (int i = 0; i < n; i++) {
		row->sum += x[i];
		row->low = x[i] != 0 ? fmin(row->low, x[i]) : row->low;
		row->high = fmax(row->high, x[i]);
		row->seen += x[i] != 0;
	}
}

/* One row: its sum is 1, its values are alike, its largest value. */
static struct rows look_at_row(const struct matrix *m, int64_t at)
{
	enum { STRIP = 256 };
	double x[STRIP];
	struct row row = { .low = INFINITY, .high = -INFINITY };
	for (int64_t col = 0; col < m->cols; col += STRIP) {
		int n = m->cols - col < STRIP ? (int)(m->cols - col) : STRIP;
		matrix_read(m, at, col, 1, n, x);
		add_values(&row, x, n);
	}
	bool is_one = row.low >= 0 && fabs(row.sum - 1) < 2e-3;
	return (struct rows){ is_one, row.high - row.low <= 1e-6, row.high == 1, row.high,
	                      1 / (double)row.seen };
}

static struct rows look_at_rows(const struct matrix *m)
{
	struct rows rows = { true, true, true, 0, 0 };
	struct block all = { .rows = m->rows, .cols = m->cols };
	int64_t count = 0;
	block_sample(&all, SENTENCE_BUDGET);
	if (all.col_step > 1)   /* rows too long to be added up */
		return (struct rows){0};
	for (int64_t row = 0; row < all.rows && rows.sum_to_one; row += all.row_step) {
		struct rows one = look_at_row(m, row);
		rows.sum_to_one = rows.sum_to_one && one.sum_to_one;
		rows.even = rows.even && one.even;
		rows.hard = rows.hard && one.hard;
		rows.peak += one.peak;
		rows.spread += one.spread;
		count++;
	}
	rows.peak /= (double)count;
	rows.spread /= (double)count;
	return rows;
}

bool matrix_shares_one(const struct matrix *m)
{
	return m->rows > 0 && m->cols > 1 && look_at_rows(m).sum_to_one;
}

/* Where weights are not 0, as under a mask: "row i sees columns 0 to i." */
static void say_zeros(const struct matrix *m, struct str *out)
{
	if (m->rows > SENTENCE_BUDGET / m->cols)
		return;
	struct pattern p = pattern_of(m, weight_counts);
	if (p.fewest == m->cols)
		return;
	str_add(out, _(" Weight lies only here: "));
	pattern_say(m, &p, out);
}

/* How far the rows are from an even spread. */
static void say_peak(const struct rows *rows, struct str *out)
{
	char peak[NUMBER_TEXT], even[NUMBER_TEXT];
	number_format(rows->peak, 2, peak);
	number_format(rows->spread, 2, even);
	str_addf(out, _(" On average a row's largest weight is %s; an even spread would give %s."),
	         peak, even);
}

/* The column of a row's only weight. */
static int64_t owner_of(const struct matrix *m, int64_t row)
{
	return row_run_of(m, row, weight_counts).first;
}

/* ": row 0 on column 2, rows 1 to 4 on column 0", if there are few of them. */
static void say_owners(const struct figure *f, const struct matrix *m, struct str *out)
{
	enum { MOST = 4 };
	struct str list = STR_INIT;
	int runs = 0;
	for (int64_t row = 0, end; row < m->rows && runs <= MOST; row = end, runs++) {
		char first[LABEL_TEXT], last[LABEL_TEXT], col[LABEL_TEXT];
		for (end = row + 1; end < m->rows && owner_of(m, end) == owner_of(m, row);)
			end++;
		label_place(f->row_labels, m->rows, row, first);
		label_place(f->row_labels, m->rows, end - 1, last);
		label_place(f->col_labels, m->cols, owner_of(m, row), col);
		str_add(&list, runs ? ", " : _(": "));
		if (end - row > 1)
			str_addf(&list, _("rows %s to %s on column %s"), first, last, col);
		else
			str_addf(&list, _("row %s on column %s"), first, col);
	}
	str_add(out, runs <= MOST ? list.data : "");
	str_add(out, _("."));
	str_done(&list);
}

static void say_weights(const struct figure *f, const struct survey *s, const struct rows *rows,
                        struct str *out)
{
	struct matrix m = figure_matrix(f);
	char row[LABEL_TEXT], col[LABEL_TEXT], number[NUMBER_TEXT];
	number_format(s->high, 3, number);
	label_place(f->row_labels, m.rows, s->high_row, row);
	label_place(f->col_labels, m.cols, s->high_col, col);
	if (rows->even && rows->spread * (double)m.cols <= 1) {
		str_addf(out, _("Every row spreads its 1 evenly: %s on each column."), number);
	} else if (m.tensor->shape.ndim < 2) {
		str_addf(out, _("Most lies on %s: %s; the values sum to 1."), col, number);
	} else if (rows->hard) {
		str_add(out, _("Each row puts all of its weight on one column"));
		say_owners(f, &m, out);
	} else if (rows->even) {
		str_add(out, _("Every row spreads its 1 evenly over the columns that it sees."));
		say_zeros(&m, out);
	} else {
		str_addf(out, _("Each row shares out 1; the largest weight is %s, of row %s on column %s."),
		         number, row, col);
		say_peak(rows, out);
		say_zeros(&m, out);
	}
}

void place_format(const struct figure *f, int64_t row, int64_t col, struct str *out)
{
	char r[LABEL_TEXT], c[LABEL_TEXT];
	struct matrix m = figure_matrix(f);
	label_place(f->row_labels, m.rows, row, r);
	label_place(f->col_labels, m.cols, col, c);
	if (m.tensor->shape.ndim < 2)
		str_add(out, c);
	else
		str_addf(out, "(%s, %s)", r, c);
}

static bool is_number(const char *const *labels, int64_t i)
{
	char *end;
	if (!labels || !labels[i])
		return true;
	strtod(labels[i], &end);
	return end != labels[i] && *end == '\0';
}

/* Over an axis of numbers: +1 never falls, -1 never rises, 0 neither. */
static int trend_of(const struct matrix *m, const char *const *labels)
{
	enum { FEWEST = 3, MOST = 4096 };
	bool up = true, down = true;
	if (m->rows != 1 || m->cols < FEWEST || m->cols > MOST)
		return 0;
	if (!is_number(labels, 0) || !is_number(labels, m->cols - 1))
		return 0;
	for (int64_t i = 1; i < m->cols; i++) {
		double before = matrix_at(m, 0, i - 1), now = matrix_at(m, 0, i);
		up = up && now >= before;
		down = down && now <= before;
	}
	return up - down;
}

static void say_range(int trend, const struct str place[2], const char *low, const char *high,
                      struct str *out)
{
	if (trend > 0)
		str_addf(out, _("It rises from %s at %s to %s at %s."), low, place[0].data, high,
		         place[1].data);
	else if (trend < 0)
		str_addf(out, _("It falls from %s at %s to %s at %s."), high, place[1].data, low,
		         place[0].data);
	else
		str_addf(out, _("The largest value is %s at %s, the smallest %s at %s."),
		         high, place[1].data, low, place[0].data);
}

static void say_extremes(const struct figure *f, const struct survey *s, struct str *out)
{
	struct matrix m = figure_matrix(f);
	char low[NUMBER_TEXT], high[NUMBER_TEXT];
	struct str place[2] = { STR_INIT, STR_INIT };
	number_format(s->low, 3, low);
	number_format(s->high, 3, high);
	place_format(f, s->low_row, s->low_col, &place[0]);
	place_format(f, s->high_row, s->high_col, &place[1]);
	if (pattern_diagonal(&m, s))
		str_add(out, _("Each diagonal holds one value: it depends only on row minus column. "));
	if (s->low == s->high)
		str_addf(out, _("Every value is %s."), high);
	else
		say_range(trend_of(&m, f->col_labels), place, low, high, out);
	str_done(&place[0]);
	str_done(&place[1]);
}

/* " 12 values are -inf: masked." */
static void say_count(int64_t count, const char *word, struct str *out)
{
	char text[NUMBER_TEXT];
	if (count == 0)
		return;
	number_count(count, text);
	str_add_char(out, ' ');
	str_addf(out, i18n_count("%s value is %s.", "%s values are %s.", (unsigned long)count), text,
	         word);
}

void say_odd(const struct survey *s, struct str *out)
{
	say_count(s->neg_infs, _("-inf (masked)"), out);
	say_count(s->pos_infs, "inf", out);
	say_count(s->nans, _("nan (not a number)"), out);
}

void matrix_sentence(const struct figure *figure, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	if (m.rows == 0 || m.cols == 0) {
		view_empty.sentence(figure, out);
		return;
	}
	struct survey s = matrix_survey(&m, SENTENCE_BUDGET);
	struct rows rows = look_at_rows(&m);
	if (s.finite == 0)
		str_addf(out, _("%s has no finite value."), figure_code(figure));
	else if (rows.sum_to_one && m.cols > 1)
		say_weights(figure, &s, &rows, out);
	else
		say_extremes(figure, &s, out);
	say_odd(&s, out);
}
