/* Two tensors beside each other, and where they differ, biggest differences first. */
#include <math.h>
#include <stdio.h>

#include "base/i18n.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { LISTED = 6 };   /* differences named below the pictures */

static bool both_masks(const struct matrix *a, const struct matrix *b)
{
	return a->tensor->dtype == DT_BOOL && b->tensor->dtype == DT_BOOL;
}

/* Pairs that one mask shows and the other hides. */
static void say_masks(const struct matrix *a, const struct matrix *b, int64_t cells,
                      struct str *out)
{
	int64_t more = 0;
	char shown[NUMBER_TEXT], hidden[NUMBER_TEXT];
	for (int64_t row = 0; row < a->rows; row++)
		for (int64_t col = 0; col < a->cols; col++)
			more += matrix_at(a, row, col) == 0 && matrix_at(b, row, col) != 0;
	number_count(more, shown);
	number_count(cells - more, hidden);
	if (more == cells)
		str_addf(out, _("the second shows %s pairs that the first hides."), shown);
	else if (more == 0)
		str_addf(out, _("the second hides %s pairs that the first shows."), hidden);
	else
		str_addf(out, _("the second shows %s pairs that the first hides, "
		                "and hides %s that it shows."), shown, hidden);
}

static void say_most(const struct figure *f, const struct matrix *a, const struct matrix *b,
                     const struct difference *most, struct str *out)
{
	char from[NUMBER_TEXT], to[NUMBER_TEXT];
	struct str place = STR_INIT;
	place_format(f, most->row, most->col, &place);
	matrix_text(a, most->row, most->col, 3, from);
	matrix_text(b, most->row, most->col, 3, to);
	str_addf(out, _("most at %s: %s against %s."), place.data, from, to);
	str_done(&place);
}

void difference_sentence(const struct figure *f, const struct matrix *a, const struct matrix *b,
                         struct str *out)
{
	char shapes[2][128], number[NUMBER_TEXT], all[NUMBER_TEXT];
	struct difference most;
	int64_t cells, size = a->rows * a->cols;
	shape_format(&a->tensor->shape, shapes[0], sizeof *shapes);
	shape_format(&b->tensor->shape, shapes[1], sizeof *shapes);
	if (!matrix_same_size(a, b)) {
		str_addf(out, _("The shapes differ: %s against %s."), shapes[0], shapes[1]);
		return;
	}
	if (matrix_differences(a, b, &most, 1, &cells) == 0) {
		str_add(out, _("No cell differs."));
		return;
	}
	number_count(cells, number);
	number_count(size, all);
	str_addf(out, _("%s of %s cells differ: "), number, all);
	if (both_masks(a, b) && size <= PICTURE_BUDGET)
		say_masks(a, b, cells, out);
	else
		say_most(f, a, b, &most, out);
}

static void matrices_of(const struct figure *figure, struct matrix *a, struct matrix *b)
{
	*a = figure_matrix(figure);
	*b = matrix_of(figure->n_items > 1 ? figure->items[1].tensor : NULL);
}

/* The items as two figures of their own. */
static void figures_of(const struct figure *figure, struct figure out[2])
{
	struct matrix a, b;
	matrices_of(figure, &a, &b);
	for (int i = 0; i < 2; i++) {
		out[i] = *figure;
		out[i].kind = both_masks(&a, &b) ? FIGURE_MASK : FIGURE_HEATMAP;
		out[i].items = figure->items + i;
		out[i].n_items = 1;
	}
}

/* ---- The biggest differences ---- */

enum { COLUMNS = 3, COLUMN_LEAST = 10, NAME_MOST = 24, GAP = 2 };   /* a, b, and what is between them */

struct list {
	struct difference most[LISTED];
	char text[LISTED][COLUMNS][NUMBER_TEXT + 1];
	int count, places;              /* lines; how wide their places are */
	int width[COLUMNS];
};

static const char *head_of(const struct figure *f, int column)
{
	return column < 2 ? item_name(&f->items[column]) : _("change");
}

static void format_difference(const struct matrix *a, const struct matrix *b, struct list *list, int i)
{
	const struct difference *d = &list->most[i];
	char change[NUMBER_TEXT];
	double x = matrix_at(a, d->row, d->col), z = matrix_at(b, d->row, d->col);
	matrix_text(a, d->row, d->col, 4, list->text[i][0]);
	matrix_text(b, d->row, d->col, 4, list->text[i][1]);
	number_format(z - x, 4, change);
	snprintf(list->text[i][2], sizeof list->text[i][2], "%s%s", z > x ? "+" : "", change);
}

static void measure(const struct figure *f, struct list *list)
{
	for (int c = 0; c < COLUMNS; c++) {
		int name = utf8_width(head_of(f, c)), width = name < NAME_MOST ? name : NAME_MOST;
		for (int i = 0; i < list->count; i++) {
			int own = utf8_width(list->text[i][c]);
			width = own > width ? own : width;
		}
		list->width[c] = width > COLUMN_LEAST ? width : COLUMN_LEAST;
	}
}

static void paint_places(const struct figure *f, struct list *list, struct canvas *canvas)
{
	for (int i = 0; i < list->count; i++) {
		struct str place = STR_INIT;
		place_format(f, list->most[i].row, list->most[i].col, &place);
		int width = canvas_text(canvas, 0, i + 1, ROLE_DIM, place.data);
		list->places = width > list->places ? width : list->places;
		str_done(&place);
	}
}

static void text_right(struct canvas *canvas, int end, int y, int width, enum role role, const char *text)
{
	int used = utf8_width(text) < width ? utf8_width(text) : width;
	canvas_text_cut(canvas, end - used, y, used, role, text);
}

/* Columns for which there is no room are left out: a part of a number is another number. */
static void paint_columns(const struct figure *f, const struct list *list, struct canvas *canvas)
{
	for (int c = 0, end = list->places; c < COLUMNS; c++) {
		end += GAP + list->width[c];
		if (end > canvas->width)
			return;
		text_right(canvas, end, 0, list->width[c], ROLE_DIM, head_of(f, c));
		for (int i = 0; i < list->count; i++)
			text_right(canvas, end, i + 1, list->width[c], c < 2 ? ROLE_NUMBER : ROLE_WARN,
			           list->text[i][c]);
	}
}

/* One a line. */
static void paint_list(const struct scene *scene, const struct matrix *a, const struct matrix *b,
                       struct canvas *canvas)
{
	struct list list = {0};
	int64_t cells;
	int max = canvas->height - 1 < LISTED ? canvas->height - 1 : LISTED;
	list.count = max > 0 ? matrix_differences(a, b, list.most, max, &cells) : 0;
	for (int i = 0; i < list.count; i++) {
		const struct difference *d = &list.most[i];
		format_difference(a, b, &list, i);
		hit_mark(scene, canvas, (struct hit){ 0, i + 1, canvas->width, 1, d->row, d->col });
	}
	measure(scene->figure, &list);
	paint_places(scene->figure, &list, canvas);
	if (list.count > 0)
		paint_columns(scene->figure, &list, canvas);
}

static bool has_list(const struct matrix *a, const struct matrix *b)
{
	struct difference most;
	int64_t cells;
	return matrix_same_size(a, b) && !both_masks(a, b) &&
	       matrix_differences(a, b, &most, 1, &cells) > 0;
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	struct matrix a, b;
	struct figure two[2];
	matrices_of(f, &a, &b);
	if (!a.tensor || !b.tensor)
		return;
	figures_of(f, two);
	struct pair pair = { .figure = { &two[0], &two[1] }, .look = scene->look };
	int wish = pair_height(&pair, canvas->width), spare = canvas->height - wish;
	bool list = has_list(&a, &b) && canvas->height >= 12;
	int below = !list ? 0 : spare > LISTED ? LISTED + 1 : spare > 4 ? spare : 4;
	struct canvas pictures = canvas_part(canvas, 0, 0, canvas->width, canvas->height - below);
	int used = pair_paint(&pair, &pictures);
	struct canvas rest = canvas_part(canvas, 0, used, canvas->width, canvas->height - used);
	if (list)
		paint_list(scene, &a, &b, &rest);
}

static int height(const struct figure *figure, int width)
{
	struct matrix a, b;
	struct figure two[2];
	matrices_of(figure, &a, &b);
	if (!a.tensor || !b.tensor)
		return 1;
	figures_of(figure, two);
	struct pair pair = { .figure = { &two[0], &two[1] } };
	return pair_height(&pair, width) + (has_list(&a, &b) ? 1 + LISTED : 0);
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	char text[NUMBER_TEXT];
	struct matrix a, b;
	matrices_of(figure, &a, &b);
	cell_format(figure, row, col, out);
	if (!matrix_same_size(&a, &b))
		return;
	matrix_text(&b, row, col, 6, text);
	str_addf(out, ", %s = %s", item_name(&figure->items[1]), text);
	number_format(matrix_at(&b, row, col) - matrix_at(&a, row, col), 4, text);
	str_addf(out, _(", difference %s"), text);
}

static void sentence(const struct figure *figure, struct str *out)
{
	struct matrix a, b;
	matrices_of(figure, &a, &b);
	if (a.tensor && b.tensor)
		difference_sentence(figure, &a, &b, out);
}

const struct view view_compare = {
	.paint = paint,
	.height = height,
	.extent = matrix_extent,
	.cell = cell,
	.sentence = sentence,
	.says = true,
	.wide = true,
};
