/* Tensors without elements: their shapes, whatever the view. */
#include "base/i18n.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { SHAPE_TEXT = 128 };

bool figure_empty(const struct figure *figure)
{
	for (int i = 0; i < figure->n_items; i++)
		if (!figure->items[i].tensor || tensor_count(figure->items[i].tensor) > 0)
			return false;
	return figure->n_items > 0 && figure->kind != FIGURE_CACHE;   /* a cache begins with none */
}

static void format_shape(const struct figure_item *item, char out[SHAPE_TEXT])
{
	*out = '\0';
	if (item->tensor)
		shape_format(&item->tensor->shape, out, SHAPE_TEXT);
}

/* "X  (0, 5)  empty", a line each. */
static void paint(const struct scene *scene, struct canvas *canvas)
{
	char shape[SHAPE_TEXT];
	for (int i = 0; i < scene->figure->n_items; i++) {
		const struct figure_item *item = &scene->figure->items[i];
		format_shape(item, shape);
		int x = canvas_text_cut(canvas, 0, i, canvas->width, ROLE_CODE, item_name(item)) + 2;
		x += canvas_text(canvas, x, i, ROLE_NUMBER, shape) + 2;
		canvas_text(canvas, x, i, ROLE_DIM, _("empty"));
	}
}

static int height(const struct figure *figure, int width)
{
	(void)width;
	return figure->n_items;
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	(void)figure;
	*rows = *cols = 0;
}

static void sentence(const struct figure *figure, struct str *out)
{
	char shape[SHAPE_TEXT];
	for (int i = 0; i < figure->n_items; i++) {
		format_shape(&figure->items[i], shape);
		str_add(out, i ? " " : "");
		str_addf(out, _("%s is empty: %s."), item_name(&figure->items[i]), shape);
	}
}

const struct view view_empty = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.sentence = sentence,
};
