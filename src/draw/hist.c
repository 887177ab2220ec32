/*
 * How values are spread: a column of blocks a bin, the mean and one standard
 * deviation to each side below it. Several tensors stand above each other on one
 * axis, so that their widths can be compared. Infinities and NaN are counted apart.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "draw/ticks.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { BINS_MOST = 40, BINS_LEAST = 8, ITEMS_MOST = 8, EIGHTHS = 8 };

struct spread {                  /* of one tensor */
	int64_t count[BINS_MOST];
	int64_t most;                /* in one bin */
	int64_t finite, nans, neg_infs, pos_infs, read, all;
	double low, high, mean, std; /* std as numbers.std(unbiased) says */
};

/* Bins of one width, that begin at a round number: [low + i * step, low + (i + 1) * step). */
struct bins {
	double low, step;
	int n;
	bool whole;                  /* a bin for each whole number, in its middle */
};

struct hist {
	const struct figure *f;
	int n;
	struct spread of[ITEMS_MOST];
	struct bins bins;
};

/* ---- Counting ---- */

typedef void visit(struct spread *s, const struct bins *bins, const double *x, int n);

static void each_strip(const struct matrix *m, struct spread *s, const struct bins *bins,
                       visit *see)
{
	enum { STRIP = 256 };
	double x[STRIP];
	struct block all = { .rows = m->rows, .cols = m->cols };
	block_sample(&all, PICTURE_BUDGET);
	int64_t count = all.cols ? (all.cols + all.col_step - 1) / all.col_step : 0;
	for (int64_t row = 0; row < all.rows; row += all.row_step)
		for (int64_t at = 0; at < count; at += STRIP) {
			int n = count - at < STRIP ? (int)(count - at) : STRIP;
			matrix_read(m, row, at * all.col_step, all.col_step, n, x);
			see(s, bins, x, n);
		}
}

/* Welford's running mean and sum of squares (Knuth, TAOCP 2, 4.2.2): std holds the sum until the end. */
static void measure(struct spread *s, const struct bins *bins, const double *x, int n)
{
	(void)bins;
	s->read += n;
	for (int i = 0; i < n; i++) {
		if (!isfinite(x[i])) {
			*(isnan(x[i]) ? &s->nans : x[i] > 0 ? &s->pos_infs : &s->neg_infs) += 1;
			continue;
		}
		double half = x[i] / 2 - s->mean / 2;
		s->finite++;
		s->mean += half / (double)s->finite * 2;
		s->std += 2 * half * (x[i] - s->mean);
		s->low = fmin(s->low, x[i]);
		s->high = fmax(s->high, x[i]);
	}
}

/* In bins from the first one's beginning. */
static double place_of(const struct bins *b, double x)
{
	return (x / 2 - b->low / 2) / b->step * 2;   /* what lies between huge numbers may not be finite */
}

static int bin_of(const struct bins *b, double x)
{
	double at = floor(place_of(b, x) + 1e-9);
	return at < 0 ? 0 : at >= b->n ? b->n - 1 : (int)at;
}

static void count(struct spread *s, const struct bins *bins, const double *x, int n)
{
	for (int i = 0; i < n; i++)
		if (isfinite(x[i]))
			s->count[bin_of(bins, x[i])]++;
}

static struct spread spread_of(const struct matrix *m)
{
	struct spread s = { .low = INFINITY, .high = -INFINITY, .all = m->rows * m->cols };
	each_strip(m, &s, NULL, measure);
	s.std = s.finite > 1 ? sqrt(s.std / (double)(s.finite - 1)) : 0;
	return s;
}

/* ---- Bins ---- */

static bool whole_numbers(const struct hist *h, double low, double high)
{
	if (high - low >= BINS_MOST)
		return false;
	for (int i = 0; i < h->n; i++)
		if (dtype_is_float(h->f->items[i].tensor->dtype))
			return false;
	return true;
}

/*
 * Scott's rule for normal data, 3.49 std n^(-1/3) (Biometrika 1979), of the
 * narrowest tensor, in round steps; never more bins than can be read.
 */
static double wish_of(const struct hist *h, double span)
{
	double wish = span / BINS_LEAST;
	for (int i = 0; i < h->n; i++) {
		const struct spread *s = &h->of[i];
		if (s->finite > 1 && s->std > 0)
			wish = fmin(wish, 3.49 * s->std * pow((double)s->finite, -1.0 / 3));
	}
	return fmax(wish, span / (BINS_MOST - 2));
}

static void choose_bins(struct hist *h)
{
	double low = INFINITY, high = -INFINITY;
	for (int i = 0; i < h->n; i++) {
		low = fmin(low, h->of[i].low);
		high = fmax(high, h->of[i].high);
	}
	if (low > high)
		return;
	if (whole_numbers(h, low, high)) {
		h->bins = (struct bins){ low - 0.5, 1, (int)(high - low) + 1, true };
		return;
	}
	double span = high - low;
	if (!(span > 0) || !isfinite(span)) {   /* one value, or more than a double can span */
		enum { BINS = 9 };
		double size = isfinite(span) ? fmax(fabs(high) / 2, 0.5) : 0;
		double step = size > 0 ? 2 * size / BINS : high / BINS - low / BINS;
		h->bins = (struct bins){ low - size, step, BINS, false };
		return;
	}
	double step = round_step(wish_of(h, span), false);
	while (ceil(high / step) - floor(low / step) + 1 > BINS_MOST)
		step = round_step(1.5 * step, true);
	h->bins.step = step;
	h->bins.low = floor(low / step + 1e-9) * step;
	h->bins.n = (int)ceil((high - h->bins.low) / step - 1e-9);
	if (h->bins.n < 1)
		h->bins.n = 1;
}

static void hist_of(const struct figure *f, struct hist *h)
{
	*h = (struct hist){ .f = f, .n = f->n_items < ITEMS_MOST ? f->n_items : ITEMS_MOST };
	while (h->n > 0 && !f->items[h->n - 1].tensor)
		h->n--;
	for (int i = 0; i < h->n; i++) {
		struct matrix m = matrix_of(f->items[i].tensor);
		h->of[i] = spread_of(&m);
	}
	choose_bins(h);
	for (int i = 0; i < h->n && h->bins.n > 0; i++) {
		struct matrix m = matrix_of(f->items[i].tensor);
		each_strip(&m, &h->of[i], &h->bins, count);
		for (int k = 0; k < h->bins.n; k++)
			if (h->of[i].count[k] > h->of[i].most)
				h->of[i].most = h->of[i].count[k];
	}
}

/* ---- Words ---- */

static void add_number(struct str *out, const char *format, double x)
{
	char number[NUMBER_TEXT];
	number_format(x, 3, number);
	str_addf(out, format, number);
}

static void add_odd(struct str *out, int64_t n, const char *word)
{
	char number[NUMBER_TEXT];
	number_count(n, number);
	if (n > 0)
		str_addf(out, _(", %s × %s"), number, word);
}

/* "1,024 values, mean 0.01, std 0.98, 12 × -inf" */
static void say_facts(const struct spread *s, struct str *out)
{
	char number[NUMBER_TEXT];
	number_count(s->all, number);
	str_addf(out, i18n_count("%s value", "%s values", (unsigned long)s->all), number);
	if (s->read < s->all)
		str_add(out, _(" (sampled)"));
	if (s->finite > 0) {
		add_number(out, _(", mean %s"), s->mean);
		add_number(out, _(", std %s"), s->std);
	}
	add_odd(out, s->neg_infs, "-inf");
	add_odd(out, s->pos_infs, "inf");
	add_odd(out, s->nans, "nan");
}

/* "3", or "0.2 to 0.3" */
static void say_bin(const struct bins *b, int bin, struct str *out)
{
	char from[NUMBER_TEXT], to[NUMBER_TEXT];
	double low = b->low + bin * b->step;
	number_format(b->whole ? rint(low + 0.5) : fabs(low) < b->step / 1e6 ? 0 : low, 4, from);
	number_format(fabs(low + b->step) < b->step / 1e6 ? 0 : low + b->step, 4, to);
	if (b->whole)
		str_add(out, from);
	else
		str_addf(out, _("%s to %s"), from, to);
}

static void say_place(const struct hist *h, int item, int bin, struct str *out)
{
	const struct spread *s = &h->of[item];
	char number[NUMBER_TEXT], percent[NUMBER_TEXT];
	number_count(s->count[bin], number);
	number_format(s->finite ? 100.0 * (double)s->count[bin] / (double)s->finite : 0, 3, percent);
	str_addf(out, "%s  ", item_name(&h->f->items[item]));
	say_bin(&h->bins, bin, out);
	str_addf(out, i18n_count(": %s value, %s %%", ": %s values, %s %%",
	                       (unsigned long)s->count[bin]), number, percent);
}

/* ---- The picture ---- */

struct panel {
	const struct hist *h;
	const struct scene *scene;
	const struct look *look;
	int item, width, height;     /* of the columns, in cells */
	int wide, share;             /* columns a bin; bins a column, if they are too many */
	int cursor;                  /* bin, or -1 */
};

/* Of a cell column: how many values stand there. */
static int64_t height_at(const struct panel *p, int column)
{
	const struct spread *s = &p->h->of[p->item];
	int64_t most = 0;
	int first = column / p->wide * p->share;
	for (int i = first; i < first + p->share && i < p->h->bins.n; i++)
		most = s->count[i] > most ? s->count[i] : most;
	return most;
}

static void paint_column(const struct panel *p, struct canvas *canvas, int column)
{
	const struct spread *s = &p->h->of[p->item];
	int64_t here = height_at(p, column);
	int bin = column / p->wide * p->share;
	bool chosen = p->cursor >= bin && p->cursor < bin + p->share;
	int eighths = s->most ? (int)lround((double)here / (double)s->most * p->height * EIGHTHS) : 0;
	if (here > 0 && eighths == 0)   /* a single one is seen, too */
		eighths = 1;
	enum role role = chosen ? ROLE_WARN : ROLE_CODE;
	hit_mark(p->scene, canvas, (struct hit){ column, 0, 1, p->height, p->item, bin });
	bool gap = p->wide >= 3 && column % p->wide == p->wide - 1;
	for (int y = p->height - 1; y >= 0 && eighths > 0 && !gap; y--, eighths -= EIGHTHS) {
		uint32_t block = 0x2580 + (uint32_t)(eighths < EIGHTHS ? eighths : EIGHTHS);
		if (chosen && p->look->mono)         /* told apart without its colour */
			block = 0x2592;
		uint32_t ink = chosen ? '@' : eighths >= 4 ? '#' : '.';
		canvas_char(canvas, column, y, role, p->look->ascii ? ink : block);
	}
}

/* -1, or the panel's width, for what lies outside. */
static int column_at(const struct panel *p, double x)
{
	double column = floor(place_of(&p->h->bins, x) / p->share * p->wide);
	return column >= 0 ? (int)fmin(column, p->width) : -1;
}

/* ├────●────┤  one standard deviation to both sides of the mean */
static void paint_mean(const struct panel *p, struct canvas *canvas, int y)
{
	const struct spread *s = &p->h->of[p->item];
	bool ascii = p->look->ascii;
	if (s->finite == 0)
		return;
	int mean = column_at(p, s->mean);
	int from = column_at(p, s->mean - s->std), to = column_at(p, s->mean + s->std);
	for (int x = from < 0 ? 0 : from; x <= to && x < p->width; x++)
		canvas_char(canvas, x, y, ROLE_STRONG, ascii ? (x == from || x == to ? '|' : '-') :
		            x == from ? 0x251C : x == to ? 0x2524 : 0x2500);
	canvas_char(canvas, mean, y, ROLE_STRONG, ascii ? '@' : 0x25CF);
}

static void paint_axis(const struct panel *p, struct canvas *canvas, int y)
{
	const struct bins *b = &p->h->bins;
	double half = b->whole ? 0.5 : 0;
	double reach = b->n * (b->step / 2);
	struct span_of_axis axis = { b->low + half, b->low + reach + reach - half, false };
	struct ticks t = ticks_of(&axis, p->width / 9 < 2 ? 2 : p->width / 9);
	int free = 0;
	for (int i = 0; i < t.count; i++) {
		int width = utf8_width(t.text[i]), at = column_at(p, t.at[i] + (b->whole ? 0 : 1e-9 * b->step));
		int x = at - (width - 1) / 2;
		x = x < 0 ? 0 : x + width > canvas->width ? canvas->width - width : x;
		if (x < free)
			continue;
		canvas_text(canvas, x, y, ROLE_DIM, t.text[i]);
		free = x + width + 1;
	}
}

static void paint_heading(const struct hist *h, int item, struct canvas *canvas)
{
	struct str facts = STR_INIT;
	const char *code = item_name(&h->f->items[item]);
	say_facts(&h->of[item], &facts);
	int room = canvas->width - utf8_width(facts.data) - 2;
	int used = canvas_text_cut(canvas, 0, 0, room > NAME_LEAST ? room : NAME_LEAST, ROLE_CODE, code);
	canvas_text_cut(canvas, used + 2, 0, canvas->width - used - 2, ROLE_NUMBER, facts.data);
	str_done(&facts);
}

/* Heading, columns, mean: one tensor's. */
static void paint_panel(struct panel *p, struct canvas *canvas)
{
	int head = canvas->height >= 2, mean = canvas->height >= 4;
	p->height = canvas->height - head - mean;
	struct canvas columns = canvas_part(canvas, 0, head, p->width, p->height);
	for (int column = 0; column < p->width; column++)
		paint_column(p, &columns, column);
	if (head)
		paint_heading(p->h, p->item, canvas);
	if (mean)
		paint_mean(p, canvas, canvas->height - 1);
}

static void fit_columns(struct panel *p, int width)
{
	int n = p->h->bins.n;
	p->wide = n <= width && n > 0 ? width / n : 1;
	p->wide = p->wide > 6 ? 6 : p->wide;
	p->share = n > width && width > 0 ? (n + width - 1) / width : 1;
	p->width = (n + p->share - 1) / p->share * p->wide;
}

static void paint_foot(const struct hist *h, const struct look *look, int row, int bin,
                       struct canvas *canvas, int y)
{
	struct foot foot = FOOT_INIT;
	if (look->cursor && h->bins.n > 0) {
		str_addf(&foot.left, "%s ", look->ascii ? "<" : "◀");
		say_place(h, row, bin, &foot.left);
	}
	str_addf(&foot.right, "%s %s", look->ascii ? "|-@-|" : "├●┤", _("mean ± std"));
	if (foot_fits(&foot, canvas))
		foot_paint(&foot, canvas, y);
	else {
		str_clear(&foot.right);
		foot_paint(&foot, canvas, y);
	}
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct hist *h = mem_new(1, sizeof *h);
	int64_t row, bin;
	hist_of(scene->figure, h);
	look_clamp(scene->look, h->n, h->bins.n, &row, &bin);
	int axis = h->bins.n > 0 && canvas->height >= 4, foot = canvas->height >= 6;
	int room = canvas->height - axis - foot, shown = h->n, y = 0;
	while (shown > 1 && room / shown < 3)
		shown--;
	int first = row < shown ? 0 : (int)row - shown + 1;
	struct panel p = { .h = h, .scene = scene, .look = scene->look };
	fit_columns(&p, canvas->width);
	for (int i = 0; i < shown; i++) {
		int rows = room / shown + (i < room % shown);
		struct canvas part = canvas_part(canvas, 0, y, canvas->width, rows);
		p.item = first + i;
		p.cursor = scene->look->cursor && p.item == row ? (int)bin : -1;
		paint_panel(&p, &part);
		y += rows;
	}
	if (axis)
		paint_axis(&p, canvas, y);
	if (foot && h->n > 0)
		paint_foot(h, scene->look, (int)row, (int)bin, canvas, y + axis);
	free(h);
}

static int height(const struct figure *figure, int width)
{
	enum { ONE = 10, EACH = 6 };
	(void)width;
	return (figure->n_items <= 1 ? ONE : EACH * figure->n_items) + 2;
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	struct hist *h = mem_new(1, sizeof *h);
	hist_of(figure, h);
	*rows = h->n;
	*cols = h->bins.n;
	free(h);
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct hist *h = mem_new(1, sizeof *h);
	hist_of(figure, h);
	say_place(h, (int)row, (int)col, out);
	free(h);
}

/* " Of them 68 % lie within one standard deviation." */
static void say_within(const struct matrix *m, const struct spread *s, struct str *out)
{
	char number[NUMBER_TEXT];
	struct spread within = { .finite = 0 };
	struct bins one = { s->mean - 3 * s->std, 2 * s->std, 3, false };
	if (!(s->std > 0) || !isfinite(s->std) || s->finite < 8)
		return;
	each_strip(m, &within, &one, count);
	number_format(100.0 * (double)within.count[1] / (double)s->finite, 2, number);
	str_addf(out, _("; %s %% lie within one std of the mean"), number);
}

static void sentence(const struct figure *figure, struct str *out)
{
	struct hist *h = mem_new(1, sizeof *h);
	hist_of(figure, h);
	for (int i = 0; i < h->n; i++) {
		struct matrix m = matrix_of(figure->items[i].tensor);
		str_addf(out, "%s%s%s", i ? " " : "", item_name(&figure->items[i]), _(": "));
		say_facts(&h->of[i], out);
		if (h->of[i].finite > 0) {
			add_number(out, _(", from %s"), h->of[i].low);
			add_number(out, _(" to %s"), h->of[i].high);
		}
		say_within(&m, &h->of[i], out);
		str_add(out, _("."));
	}
	free(h);
}

const struct view view_hist = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.sentence = sentence,
};
