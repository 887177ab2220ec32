/* Two tensors beside each other, and where they differ, biggest differences first. */
#include <math.h>

#include "draw/view.h"
#include "text/i18n.h"
#include "text/utf8.h"

enum { LISTED = 6 };   /* differences named below the pictures */

static bool same_size(const struct matrix *a, const struct matrix *b)
{
	return a->tensor && b->tensor && a->rows == b->rows && a->cols == b->cols;
}

void difference_sentence(const struct matrix *a, const struct matrix *b, struct str *out)
{
	char shapes[2][128], number[NUMBER_TEXT], all[NUMBER_TEXT], from[NUMBER_TEXT],
		to[NUMBER_TEXT];
	struct difference most;
	int64_t cells;
	shape_format(&a->tensor->shape, shapes[0], sizeof *shapes);
	shape_format(&b->tensor->shape, shapes[1], sizeof *shapes);
	if (!same_size(a, b)) {
		str_addf(out, _("The shapes differ: %s against %s."), shapes[0], shapes[1]);
		return;
	}
	if (matrix_differences(a, b, &most, 1, &cells) == 0) {
		str_add(out, _("No cell differs."));
		return;
	}
	number_count(cells, number);
	number_count(a->rows * a->cols, all);
	matrix_text(a, most.row, most.col, 3, from);
	matrix_text(b, most.row, most.col, 3, to);
	str_addf(out, _("%s of %s cells differ, most at (%lld, %lld): %s against %s."), number, all,
	         (long long)most.row, (long long)most.col, from, to);
}

static void matrices_of(const struct figure *figure, struct matrix *a, struct matrix *b)
{
	*a = figure_matrix(figure);
	*b = matrix_of(figure->n_items > 1 ? figure->items[1].tensor : NULL);
}

/* The second item as a heatmap of its own. */
static struct figure second_of(const struct figure *figure)
{
	struct figure second = *figure;
	second.kind = FIGURE_HEATMAP;
	second.items = figure->items + 1;
	second.n_items = figure->n_items - 1;
	return second;
}

static void paint_difference(const struct matrix *a, const struct matrix *b,
                             const struct difference *d, struct canvas *canvas, int y)
{
	char from[NUMBER_TEXT], to[NUMBER_TEXT], change[NUMBER_TEXT];
	double x = matrix_at(a, d->row, d->col), z = matrix_at(b, d->row, d->col);
	matrix_text(a, d->row, d->col, 4, from);
	matrix_text(b, d->row, d->col, 4, to);
	number_format(z - x, 4, change);
	int end = canvas_textf(canvas, 0, y, ROLE_DIM, "(%lld, %lld)", (long long)d->row,
	                       (long long)d->col);
	int column = end > 12 ? end + 2 : 12;
	canvas_textf(canvas, column, y, ROLE_NUMBER, "%10s  %10s", from, to);
	canvas_textf(canvas, column + 24, y, ROLE_WARN, "%s%s", z > x ? "+" : "", change);
}

static void paint_list(const struct matrix *a, const struct matrix *b, struct canvas *canvas)
{
	struct difference list[LISTED];
	int64_t cells;
	int max = canvas->height < LISTED ? canvas->height : LISTED;
	int count = max > 0 && same_size(a, b) ? matrix_differences(a, b, list, max, &cells) : 0;
	for (int i = 0; i < count; i++)
		paint_difference(a, b, &list[i], canvas, i);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	struct matrix a, b;
	int list = canvas->height >= 16 ? LISTED : canvas->height >= 12 ? 3 : 0;
	matrices_of(f, &a, &b);
	if (!a.tensor || !b.tensor)
		return;
	struct figure first = *f, second = second_of(f);
	struct canvas pictures = canvas_part(canvas, 0, 0, canvas->width, canvas->height - list);
	first.kind = FIGURE_HEATMAP;
	int used = compare_paint(&first, f->items[0].code, &second, f->items[1].code, scene->look,
	                         &pictures);
	struct canvas below = canvas_part(canvas, 0, used, canvas->width, canvas->height - used);
	paint_list(&a, &b, &below);
}

static int height(const struct figure *figure, int width)
{
	int one = view_heatmap.height(figure, width / 2);
	return one + 2 + 2 + LISTED;
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	char text[NUMBER_TEXT];
	struct matrix a, b;
	matrices_of(figure, &a, &b);
	cell_format(figure, row, col, out);
	if (!same_size(&a, &b))
		return;
	matrix_text(&b, row, col, 6, text);
	str_addf(out, ", %s = %s", figure->items[1].code, text);
	number_format(matrix_at(&b, row, col) - matrix_at(&a, row, col), 4, text);
	str_addf(out, _(", difference %s"), text);
}

static void sentence(const struct figure *figure, struct str *out)
{
	struct matrix a, b;
	matrices_of(figure, &a, &b);
	if (a.tensor && b.tensor)
		difference_sentence(&a, &b, out);
}

const struct view view_compare = {
	.paint = paint,
	.height = height,
	.extent = matrix_extent,
	.cell = cell,
	.sentence = sentence,
};
