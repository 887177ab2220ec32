#include "draw/pattern.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

bool mask_shows(const struct matrix *m, double x)
{
	return dtype_is_float(m->tensor->dtype) ? !(isinf(x) && x < 0) : x != 0;
}

bool weight_counts(const struct matrix *m, double x)
{
	(void)m;
	return x > 0;
}

struct row_run row_run_of(const struct matrix *m, int64_t row, cell_test *counts)
{
	enum { STRIP = 256 };
	double x[STRIP];
	struct row_run run = { .first = -1, .last = -1 };
	for (int64_t col = 0; col < m->cols; col += STRIP) {
		int n = m->cols - col < STRIP ? (int)(m->cols - col) : STRIP;
		matrix_read(m, row, col, 1, n, x);
		for (int i = 0; i < n; i++) {
			if (!counts(m, x[i]))
				continue;
			if (run.count++ == 0)
				run.first = col + i;
			run.last = col + i;
		}
	}
	return run;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void match_row(struct pattern *p, const struct matrix *m, int64_t i, struct row_run run,
                      struct row_run top)
{
	int64_t end = least(i + p->late, m->cols - 1);
	int64_t begin = end - p->width + 1 > 0 ? end - p->width + 1 : 0;
	p->cells += run.count;
	p->fewest = least(p->fewest, run.count);
	p->most = run.count > p->most ? run.count : p->most;
	p->runs = p->runs && (run.count == 0 || run.count == run.last - run.first + 1);
	p->causal = p->causal && run.first == 0 && run.last == end;
	p->window = p->window && run.first == begin && run.last == end;
	p->prefix = p->prefix && run.first == 0 && run.last == (end > top.last ? end : top.last);
	p->back = p->back && run.last <= i + p->late;
	p->alike = p->alike && run.first == top.first && run.last == top.last &&
		run.count == top.count;
}

struct pattern pattern_of(const struct matrix *m, cell_test *counts)
{
	struct row_run top = row_run_of(m, 0, counts);
	struct row_run bottom = row_run_of(m, m->rows - 1, counts);
	struct pattern p = {
		.fewest = m->cols,
		.runs = true, .causal = true, .window = true, .prefix = true, .back = true, .alike = true,
		.late = m->cols > m->rows ? m->cols - m->rows : 0, .width = bottom.count,
	};
	for (int64_t i = 0; i < m->rows; i++)
		match_row(&p, m, i, row_run_of(m, i, counts), top);
	p.causal = p.causal && p.runs;
	p.window = p.window && p.runs;
	p.prefix = p.prefix && p.runs;
	p.width = p.prefix && !p.causal ? top.count : p.width;
	return p;
}

void pattern_say(const struct matrix *m, const struct pattern *p, struct str *out)
{
	if (p->most == 0)
		str_add(out, _("no row sees anything."));
	else if (p->fewest == m->cols)
		str_add(out, _("every row sees every column."));
	else if (p->alike)
		str_addf(out, _("every row sees the same %lld columns."), (long long)p->most);
	else if (p->causal && p->late == 0)
		str_add(out, _("row i sees columns 0 to i."));
	else if (p->causal)
		str_addf(out, _("row i sees columns 0 to i + %lld."), (long long)p->late);
	else if (p->window)
		str_addf(out, _("row i sees a window: the last %lld columns up to its own."),
		         (long long)p->width);
	else if (p->prefix)
		str_addf(out,
		         _("every row sees the first %lld columns, and row i also those up to i."),
		         (long long)p->width);
	else if (p->fewest == p->most && p->most == 1)
		str_add(out, _("each row sees a single column."));
	else if (p->fewest == p->most && p->runs)
		str_addf(out, _("each row sees one stretch of %lld columns."), (long long)p->most);
	else if (p->fewest == p->most)
		str_addf(out, _("each row sees %lld columns."), (long long)p->most);
	else
		str_addf(out, _("a row sees between %lld and %lld columns."),
		         (long long)p->fewest, (long long)p->most);
}

/* The values of a matrix, diagonal by diagonal: the first of each, and how many there are. */
struct diagonals {
	double *first;            /* -inf: none yet */
	int64_t begun, cells;
};

/* A large value elsewhere (-1e9 for a mask) does not make the others alike. */
static bool diagonal_holds(const struct survey *s, double first, double x)
{
	double scale = fmin(s->high - s->low, fabs(s->high) + fabs(first));
	return fabs(x - first) <= 1e-4 * scale;
}

static bool match_diagonals(struct diagonals *d, const struct matrix *m, int64_t row,
                            const struct survey *s)
{
	enum { STRIP = 256 };
	double x[STRIP];
	for (int64_t col = 0; col < m->cols; col += STRIP) {
		int n = (int)least(m->cols - col, STRIP);
		double *first = d->first + m->rows - 1 - row + col;
		matrix_read(m, row, col, 1, n, x);
		for (int i = 0; i < n; i++) {
			if (isinf(x[i]) && x[i] < 0)
				continue;
			if (isinf(first[i])) {
				first[i] = x[i];
				d->begun++;
			}
			if (!diagonal_holds(s, first[i], x[i]))
				return false;
			d->cells++;
		}
	}
	return true;
}

bool pattern_diagonal(const struct matrix *m, const struct survey *s)
{
	enum { LEAST = 4 };
	bool holds = m->rows >= LEAST && m->cols >= LEAST && s->low < s->high &&
		s->nans == 0 && s->pos_infs == 0;
	if (!holds || m->rows > SENTENCE_BUDGET / m->cols)
		return false;
	int64_t count = m->rows + m->cols - 1;
	struct diagonals d = { .first = mem_new((size_t)count, sizeof *d.first) };
	for (int64_t i = 0; i < count; i++)
		d.first[i] = -INFINITY;
	for (int64_t row = 0; row < m->rows && holds; row++)
		holds = match_diagonals(&d, m, row, s);
	free(d.first);
	return holds && d.cells >= 2 * d.begun;   /* a mask may leave single cells: they say nothing */
}
