/* One row of numbers: a label, a bar to an eighth of a column, the value. */
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/grid.h"
#include "text/utf8.h"

/* All elements in a column: element i is cell (i / cols, i % cols) of the matrix. */
struct bars {
	struct matrix m;
	const char *const *labels;
	double low, high;     /* the axis, 0 included */
	int left, width;      /* of the bars */
	int64_t first, cursor;
	int count;
};

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	struct matrix m = figure_matrix(figure);
	*rows = m.rows * m.cols;
	*cols = *rows > 0;
}

static double element(const struct matrix *m, int64_t i)
{
	return matrix_at(m, i / m->cols, i % m->cols);
}

static const char *const *labels_of(const struct figure *figure, const struct matrix *m)
{
	if (m->rows != 1)
		return NULL;
	bool vector = m->tensor->shape.ndim < 2;
	return vector && figure->row_labels ? figure->row_labels : figure->col_labels;
}

/* The column where 0 is, and a value's length from there in eighths of a column. */
static int zero_of(const struct bars *b)
{
	double low = fmin(b->low, 0), high = fmax(b->high, 0);
	return (int)lround(-low / (high - low) * b->width);
}

static int length_of(const struct bars *b, double x)
{
	int zero = zero_of(b);
	double below = b->low < 0 ? zero / -b->low : INFINITY;
	double above = b->high > 0 ? (b->width - zero) / b->high : INFINITY;
	double length = fabs(x) * fmin(below, above);   /* both sides have one unit */
	return (int)lround(8 * fmin(length, x < 0 ? zero : b->width - zero));
}

/* The eighth blocks grow to the right; to the left there is only a half one. */
static void paint_bar(const struct bars *b, struct canvas *canvas, int y, double x, bool ascii)
{
	int zero = b->left + zero_of(b), length = length_of(b, x), whole = length / 8;
	int rest = length % 8;
	int from = x < 0 ? zero - whole : zero, tip = x < 0 ? from - 1 : zero + whole;
	canvas_fill(canvas, from, y, whole, 1, ROLE_CODE, ascii ? '#' : 0x2588);
	if (rest >= 4 && (ascii || x < 0))
		canvas_char(canvas, tip, y, ROLE_CODE, ascii ? '#' : 0x2590);
	else if (rest > 0 && !ascii && x > 0)
		canvas_char(canvas, tip, y, ROLE_CODE, (uint32_t)(0x2590 - rest));
	if (b->low < 0 && length == 0)
		canvas_char(canvas, zero, y, ROLE_BORDER, ascii ? '|' : 0x2502);
}

static void paint_line(const struct scene *scene, const struct bars *b, struct canvas *canvas,
                       int line)
{
	char label[LABEL_TEXT], number[NUMBER_TEXT];
	int64_t i = b->first + line;
	bool here = scene->look->cursor && i == b->cursor;
	double x = element(&b->m, i);
	hit_mark(scene, canvas, (struct hit){ 0, line, canvas->width, 1, i, 0 });
	label_format(b->labels, i, label);
	matrix_text(&b->m, i / b->m.cols, i % b->m.cols, 4, number);
	int room = b->left - 1, width = utf8_width(label) < room ? utf8_width(label) : room;
	canvas_text_cut(canvas, room - width, line, width, here ? ROLE_CURSOR : ROLE_DIM, label);
	if (isfinite(x) && b->high > b->low)
		paint_bar(b, canvas, line, x, scene->look->ascii);
	canvas_text(canvas, canvas->width - utf8_width(number), line,
	            here ? ROLE_CURSOR : isfinite(x) ? ROLE_NUMBER : ROLE_WARN, number);
}

static int number_width(const struct bars *b)
{
	char number[NUMBER_TEXT];
	size_t widest = 1;
	for (int64_t i = b->first; i < b->first + b->count; i++) {
		matrix_text(&b->m, i / b->m.cols, i % b->m.cols, 4, number);
		widest = strlen(number) > widest ? strlen(number) : widest;
	}
	return (int)widest;
}

static void fit(struct bars *b, const struct scene *scene, const struct canvas *body)
{
	const struct figure *f = scene->figure;
	struct survey s = matrix_survey(&b->m, PICTURE_BUDGET);
	int64_t count = b->m.rows * b->m.cols, col;
	look_clamp(scene->look, count, 1, &b->cursor, &col);
	b->labels = labels_of(f, &b->m);
	b->first = b->cursor / body->height * body->height;
	b->count = count - b->first < body->height ? (int)(count - b->first) : body->height;
	b->low = isfinite(f->low) ? f->low : fmin(s.low, 0);
	b->high = isfinite(f->high) ? f->high : fmax(s.high, 0);
	b->left = grid_label_width(b->labels, count) + 1;
	b->width = body->width - b->left - number_width(b) - 1;
	if (b->width < 0)
		b->width = 0;
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct bars b = { .m = figure_matrix(scene->figure) };
	bool head = canvas->height >= 3;
	struct canvas body = canvas_part(canvas, 0, head, canvas->width, canvas->height - head);
	int64_t count = b.m.rows * b.m.cols;
	struct str note = STR_INIT;
	if (count > 0) {
		fit(&b, scene, &body);
		for (int line = 0; line < b.count; line++)
			paint_line(scene, &b, &body, line);
		if (b.count < count)
			str_addf(&note, _("%lld–%lld of %lld"), (long long)b.first,
			         (long long)b.first + b.count - 1, (long long)count);
	}
	if (head)
		heading_pair(scene, note.data, canvas);
	str_done(&note);
}

static int height(const struct figure *figure, int width)
{
	enum { ALL = 20 };
	int64_t rows, cols;
	(void)width;
	extent(figure, &rows, &cols);
	return (rows < ALL ? (int)rows : ALL) + 1;
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct matrix m = figure_matrix(figure);
	char label[LABEL_TEXT], number[NUMBER_TEXT];
	(void)col;
	label_format(labels_of(figure, &m), row, label);
	matrix_text(&m, row / m.cols, row % m.cols, 6, number);
	str_addf(out, "%s  ", figure_code(figure));
	str_addf(out, _("element %s = %s"), label, number);
}

static bool target(const struct figure *figure, int64_t row, int64_t col, struct draw_target *out)
{
	struct matrix m = figure_matrix(figure);
	(void)col;
	out->row = row / m.cols;
	out->col = row % m.cols;
	return true;
}

const struct view view_bars = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.target = target,
	.sentence = matrix_sentence,
	.by_cells = true,
	.scaled = true,
};
