/* Exact numbers in columns; the page with the cursor on it. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/grid.h"
#include "text/utf8.h"

enum { GAP = 2 };

struct format {
	const struct matrix *m;
	enum digits digits;
	int decimals;        /* of few */
	bool power;          /* 1.23e-05: the values span too much for fixed decimals */
	int width;           /* of the widest value */
};

/* Significant digits that tell each number from all others of its type, and how wide the widest are. */
static const struct { int digits, all, hex; } exact[DT_COUNT] = {
	[DT_FLOAT16] = { 5, 11, 12 },    /* -5.9605e-08, -0x1.ffcp-14 */
	[DT_BFLOAT16] = { 4, 10, 12 },   /* -9.184e-41, -0x1.fep-126 */
	[DT_FLOAT32] = { 9, 15, 16 },    /* -1.40129846e-45, -0x1.fffffep-126 */
	[DT_FLOAT64] = { 17, 24, 24 },
};

static void format_value(const struct format *f, int64_t row, int64_t col, char out[NUMBER_TEXT])
{
	enum dtype dtype = f->m->tensor->dtype;
	double x = dtype_is_float(dtype) ? matrix_at(f->m, row, col) : 0;
	if (!dtype_is_float(dtype) || !isfinite(x))
		matrix_text(f->m, row, col, 1, out);
	else if (f->digits == DIGITS_HEX)
		snprintf(out, NUMBER_TEXT, "%a", x);
	else if (f->digits == DIGITS_ALL)
		snprintf(out, NUMBER_TEXT, "%.*g", exact[dtype].digits, x);
	else
		snprintf(out, NUMBER_TEXT, f->power ? "%.*e" : "%.*f", f->decimals, x);
}

/* Columns that the widest value takes: one of the two extremes, or a word. */
static int measure(const struct format *f, const struct survey *s)
{
	char low[NUMBER_TEXT] = "", high[NUMBER_TEXT] = "";
	if (s->finite) {
		format_value(f, s->low_row, s->low_col, low);
		format_value(f, s->high_row, s->high_col, high);
	}
	int width = (int)(strlen(low) > strlen(high) ? strlen(low) : strlen(high));
	int word = s->neg_infs ? 4 : s->nans || s->pos_infs ? 3 : 1;
	return width > word ? width : word;
}

static struct format choose_format(const struct matrix *m, const struct survey *s, enum digits digits)
{
	enum { SIGNIFICANT = 4 };            /* of the largest value */
	double size = fmax(fabs(s->low), fabs(s->high));
	enum dtype dtype = m->tensor->dtype;
	struct format f = { .m = m, .digits = digits };
	f.decimals = size > 0 ? SIGNIFICANT - 1 - (int)floor(log10(size)) : 1;
	f.power = f.decimals < 0 || f.decimals > 7;
	f.decimals = f.power ? SIGNIFICANT - 1 : f.decimals > 1 ? f.decimals : 1;
	f.width = !dtype_is_float(dtype) || digits == DIGITS_FEW ? measure(&f, s)
	        : digits == DIGITS_ALL ? exact[dtype].all : exact[dtype].hex;
	return f;
}

struct page {
	struct axis rows, cols;
	int left, width;     /* of the labels; of a column, gap included */
	int64_t row, col;    /* the cursor */
};

static void paint_right(struct canvas *canvas, int end, int y, int width, enum role role,
                        const char *text)
{
	int used = utf8_width(text) < width ? utf8_width(text) : width;
	canvas_text_cut(canvas, end - used, y, used, role, text);
}

static bool differs(const struct scene *scene, const struct matrix *m, int64_t row, int64_t col)
{
	struct matrix other = { 0 };
	if (scene->against)
		other = figure_matrix(scene->against);
	return matrix_same_size(&other, m) &&
	       !same_number(matrix_at(m, row, col), matrix_at(&other, row, col));
}

static void paint_row(const struct scene *scene, const struct format *f, const struct page *p,
                      struct canvas *canvas, int line)
{
	char text[NUMBER_TEXT], label[LABEL_TEXT];
	int64_t row = p->rows.first + line;
	bool here = scene->look->cursor && row == p->row;
	label_format(scene->figure->row_labels, row, label);
	if (p->left > 0)
		paint_right(canvas, p->left, line + 1, p->left, here ? ROLE_CURSOR : ROLE_DIM,
		            label);
	for (int i = 0; i < p->cols.pixels; i++) {
		int64_t col = p->cols.first + i;
		int end = p->left + (i + 1) * p->width;
		bool marked = differs(scene, f->m, row, col);
		format_value(f, row, col, text);
		hit_mark(scene, canvas, (struct hit){ end - p->width, line + 1, p->width, 1, row, col });
		paint_right(canvas, end, line + 1, p->width - 1,
		            here && col == p->col ? ROLE_CURSOR : marked ? ROLE_WARN : ROLE_NUMBER,
			text);
		if (marked)
			canvas_char(canvas, end - (int)strlen(text) - 1, line + 1, ROLE_WARN,
			            difference_glyph(scene->look->ascii));
	}
}

static void paint_header(const struct scene *scene, const struct page *p, struct canvas *canvas)
{
	char label[LABEL_TEXT];
	for (int i = 0; i < p->cols.pixels; i++) {
		int64_t col = p->cols.first + i;
		bool here = scene->look->cursor && col == p->col;
		label_format(scene->figure->col_labels, col, label);
		paint_right(canvas, p->left + (i + 1) * p->width, 0, p->width - 1,
		            here ? ROLE_CURSOR : ROLE_DIM, label);
	}
}

static void note_part(const struct axis *axis, const char *format, struct str *out)
{
	if (!axis_paged(axis))
		return;
	str_add(out, out->len ? _(", ") : "");
	str_addf(out, format, (long long)axis->first, (long long)axis->first + axis->pixels - 1,
	         (long long)axis->size);
}

static void format_foot(const struct scene *scene, const struct format *f, const struct page *p,
                        struct foot *foot)
{
	char number[NUMBER_TEXT];
	if (scene->look->cursor && f->digits == DIGITS_FEW) {
		cell_short(scene, &foot->left);
	} else if (scene->look->cursor) {
		format_value(f, p->row, p->col, number);
		cell_place(scene, &foot->left);
		str_addf(&foot->left, " = %s", number);
	}
	note_part(&p->rows, _("rows %lld–%lld of %lld"), &foot->right);
	note_part(&p->cols, _("columns %lld–%lld of %lld"), &foot->right);
}

static void paint_heading(const struct scene *scene, struct canvas *canvas)
{
	struct matrix m = figure_matrix(scene->figure);
	heading_pair(scene, m.tensor ? dtype_name(m.tensor->dtype) : "", canvas);
}

/* The page of an axis on which the cursor is. */
static struct axis page_of(int64_t size, int room, int64_t cursor)
{
	room = room > 1 ? room : 1;
	struct axis a = { .size = size, .block = 1, .span = 1, .first = cursor / room * room };
	a.pixels = size - a.first < room ? (int)(size - a.first) : room;
	return a;
}

static struct page fit(const struct scene *scene, const struct format *f, const struct canvas *body)
{
	const struct matrix *m = f->m;
	int label = grid_label_width(scene->figure->col_labels, m->cols);
	struct page p = { .width = (f->width > label ? f->width : label) + GAP };
	look_clamp(scene->look, m->rows, m->cols, &p.row, &p.col);
	if (m->tensor->shape.ndim >= 2)
		p.left = grid_label_width(scene->figure->row_labels, m->rows);
	p.rows = page_of(m->rows, body->height - 1, p.row);
	p.cols = page_of(m->cols, (body->width - p.left) / p.width, p.col);
	return p;
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct matrix m = figure_matrix(scene->figure);
	struct foot foot = FOOT_INIT;
	struct canvas body = body_room(canvas, 1);
	if (body.top > canvas->top)
		paint_heading(scene, canvas);
	if (m.rows == 0 || m.cols == 0)
		return;
	struct survey s = matrix_survey(&m, PICTURE_BUDGET);
	struct format f = choose_format(&m, &s, scene->look->digits);
	struct page p = fit(scene, &f, &body);
	format_foot(scene, &f, &p, &foot);
	if (scene->paired || !foot_fits(&foot, canvas)) {
		body = body_room(canvas, 2);
		p = fit(scene, &f, &body);
	}
	paint_header(scene, &p, &body);
	for (int line = 0; line < p.rows.pixels; line++)
		paint_row(scene, &f, &p, &body, line);
	foot_paint(&foot, canvas, body.top - canvas->top + 1 + p.rows.pixels);
}

static int height(const struct figure *figure, int width)
{
	enum { ALL = 20 };
	struct matrix m = figure_matrix(figure);
	(void)width;
	return (m.rows < ALL ? (int)m.rows : ALL) + 3;
}

const struct view view_table = {
	.paint = paint,
	.height = height,
	.extent = matrix_extent,
	.cell = cell_format,
	.sentence = matrix_sentence,
	.by_cells = true,
	.digits = true,
};
