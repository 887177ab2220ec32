/* Two figures to be compared: beside each other, or one above the other. */
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/view.h"
#include "text/wrap.h"

enum { SIDE_LEAST = 28, LINES_LEAST = 6, GUTTER = 3 };

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static bool both_open(const struct pair *pair)
{
	return figure_open(pair->figure[0]) && figure_open(pair->figure[1]) &&
	       pair->figure[0]->kind == pair->figure[1]->kind;
}

void items_join(const struct figure_item *item, struct extremes *all)
{
	struct matrix m = matrix_of(item->tensor);
	struct extremes one = survey_extremes(matrix_survey(&m, PICTURE_BUDGET / 2));
	extremes_join(all, &one);
}

/* One scale for both, unless the author has given one; what is computed in tiles keeps its own. */
static bool share_scale(struct figure *a, struct figure *b)
{
	if (a->n_items == 0 || b->n_items == 0 || figure_outlined(a) || figure_outlined(b))
		return false;
	struct extremes all = EXTREMES_NONE;
	for (int i = 0; i < a->n_items; i++)
		items_join(&a->items[i], &all);
	for (int i = 0; i < b->n_items; i++)
		items_join(&b->items[i], &all);
	double low = all.low > all.high ? NAN : all.low, high = all.low > all.high ? NAN : all.high;
	double from = isfinite(a->low) ? a->low : fmin(low, 0);
	double to = isfinite(a->high) ? a->high : high;
	a->low = b->low = from;
	a->high = b->high = to;
	return true;
}

/* Of panels, the one that differs most. */
static void say_panels(const struct pair *pair, struct str *out)
{
	int n = smaller(pair->figure[0]->n_items, pair->figure[1]->n_items), most_of = -1, count = 0;
	double most = -1;
	for (int i = 0; i < n; i++) {
		struct figure one = figure_part(pair->figure[0], i), two = figure_part(pair->figure[1], i);
		struct matrix a = figure_matrix(&one), b = figure_matrix(&two);
		struct difference d = { .largest = INFINITY };   /* of other shapes */
		int64_t cells;
		bool same = matrix_same_size(&a, &b) && matrix_differences(&a, &b, &d, 1, &cells) == 0;
		count += !same;
		most_of = !same && d.largest > most ? i : most_of;
		most = !same && d.largest > most ? d.largest : most;
	}
	if (most_of < 0) {
		str_add(out, _("No cell differs."));
		return;
	}
	struct figure one = figure_part(pair->figure[0], most_of), two = figure_part(pair->figure[1], most_of);
	struct matrix a = figure_matrix(&one), b = figure_matrix(&two);
	str_addf(out, count > 1 ? _("Most in %s: ") : "%s: ", figure_code(&one));
	difference_sentence(&one, &a, &b, out);
}

/* What differs, and how far colours or lengths may be compared. */
static void say_difference(const struct pair *pair, struct str *out)
{
	const struct view *view = view_of(pair->figure[0]);
	if (!both_open(pair) || !view->by_cells)
		return;
	struct matrix a = figure_matrix(pair->figure[0]), b = figure_matrix(pair->figure[1]);
	if (!a.tensor || !b.tensor || figure_outlined(pair->figure[0]) || figure_outlined(pair->figure[1]))
		return;
	if (figure_has_panels(pair->figure[0]))
		say_panels(pair, out);
	else
		difference_sentence(pair->figure[0], &a, &b, out);
	if (view->scaled && pair->figure[0]->kind != FIGURE_MASK)
		str_addf(out, " %s", _("Both share one scale."));
}

static bool has_foot(const struct pair *pair)
{
	return both_open(pair) && view_of(pair->figure[0])->hands_foot;
}

/*
 * What stands below both, once: the cursor's cells, and what one must know to read the pictures.
 * In a wide canvas that is mostly one line, which is known when both are painted.
 */
static int foot_height(const struct pair *pair, int width)
{
	enum { WIDE = 110 };
	bool cursor = pair->look && pair->look->cursor;
	return has_foot(pair) ? 1 + (cursor && width < WIDE) : 0;
}

/* Lines of one picture with its name. */
static int side_height(const struct pair *pair, int i, int width)
{
	const struct figure *f = pair->figure[i];
	enum { COVER = 3 };
	int foot = view_of(f)->by_cells - 2 * has_foot(pair);   /* one line more for the cursor's cell */
	int body = figure_open(f) ? view_of(f)->height(f, width) + foot : COVER;
	return body + (pair->name[i] != NULL);
}

/* As side_height, of those in `room` that show more. */
static int side_exact(const struct pair *pair, int i, int width, int room)
{
	const struct figure *f = pair->figure[i];
	bool handed = has_foot(pair);
	int around = (pair->name[i] != NULL) + (view_of(f)->by_cells && !handed);
	if (!figure_open(f) || room <= around)
		return smaller(side_height(pair, i, width), room);
	struct look look = *pair->look;
	look.cursor = look.cursor && !handed;   /* what is handed down is not its own */
	return around + view_exact(f, &look, width, room - around + handed) - handed;
}

static bool fit_beside(const struct pair *pair, int width)
{
	const struct view *view = view_of(pair->figure[0]);
	int half = (width - GUTTER) / 2;
	if (!view->wide)
		return half >= SIDE_LEAST;
	return view->fits && view->fits(pair->figure[0], half) && view->fits(pair->figure[1], half);
}

/*
 * Beside each other in `lines`? What is wide would rather stand above, where there is room for all of both;
 * lines < 0: as many as they like.
 */
static bool beside(const struct pair *pair, int width, int lines)
{
	if (!view_of(pair->figure[0])->wide || !fit_beside(pair, width))
		return fit_beside(pair, width);
	return lines >= 0 && side_exact(pair, 0, width, lines) + side_exact(pair, 1, width, lines) > lines;
}

/* One above the other with a line or two each, neither could be read: then the second has all of it. */
static bool only_second(const struct pair *pair, int width, int lines)
{
	int wish = side_height(pair, 1, width);
	return !beside(pair, width, lines) && lines / 2 < (wish < LINES_LEAST ? wish : LINES_LEAST);
}

static int sides_exact(const struct pair *pair, int width, int room)
{
	bool two = fit_beside(pair, width);
	if (!two && only_second(pair, width, room))
		return side_exact(pair, 1, width, room);
	int side = two ? (width - GUTTER) / 2 : width, own = two ? room : room / 2;
	int a = side_exact(pair, 0, side, own), b = side_exact(pair, 1, side, own);
	return !two ? a + b : a > b ? a : b;
}

int pair_exact(const struct pair *pair, int width, int room)
{
	int foot = foot_height(pair, width);
	return room > foot ? foot + sides_exact(pair, width, room - foot) : room;
}

static int sides_height(const struct pair *pair, int width)
{
	bool two = beside(pair, width, -1);
	int side = two ? (width - GUTTER) / 2 : width;
	int a = side_height(pair, 0, side), b = side_height(pair, 1, side);
	return !two ? a + b : a > b ? a : b;
}

static int sentence_height(const char *sentence, int width)
{
	return *sentence ? wrap_count(sentence, width) : 0;
}

int pair_height(const struct pair *pair, int width)
{
	struct str sentence = STR_INIT;
	say_difference(pair, &sentence);
	int lines = sides_height(pair, width) + foot_height(pair, width) + sentence_height(sentence.data, width);
	str_done(&sentence);
	return lines;
}

/* The rooms of both pictures, in the first `lines` of the canvas. */
static void split(const struct pair *pair, const struct canvas *canvas, int lines,
                  struct canvas side[2])
{
	int width = canvas->width, half = (width - GUTTER) / 2;
	if (beside(pair, width, lines)) {
		side[0] = canvas_part(canvas, 0, 0, half, lines);
		side[1] = canvas_part(canvas, half + GUTTER, 0, half, lines);
		return;
	}
	int a = side_height(pair, 0, width), b = side_height(pair, 1, width), upper = a, lower = lines - a;
	if (only_second(pair, width, lines)) {
		upper = 0;
		lower = lines;
	} else if (a + b > lines) {          /* cells of both are as high, and no row between them is blank */
		upper = side_exact(pair, 0, width, (lines + 1) / 2);
		lower = side_exact(pair, 1, width, lines - upper);
	}
	side[0] = canvas_part(canvas, 0, 0, width, upper);
	side[1] = canvas_part(canvas, 0, upper, width, lower);
}

static void paint_named(const struct scene *scene, const char *name, struct canvas *canvas)
{
	int named = name && canvas->height >= 2;
	struct canvas body = canvas_part(canvas, 0, named, canvas->width, canvas->height - named);
	if (named)
		canvas_text_cut(canvas, 0, 0, canvas->width, ROLE_STRONG, name);
	scene_paint(scene, &body);
}

static void paint_sides(const struct pair *pair, struct canvas side[2], struct foot *foot)
{
	struct figure a = *pair->figure[0], b = *pair->figure[1];
	bool both = both_open(pair), below = has_foot(pair);
	bool shared = both && view_of(&a)->scaled && share_scale(&a, &b);
	struct scene left = { .figure = &a, .look = pair->look, .paired = true };
	struct scene right = { .figure = &b, .look = pair->look, .paired = true };
	right.against = both ? &a : NULL;
	left.foot = right.foot = below ? foot : NULL;
	left.shared = right.shared = shared && below;
	bool above = side[0].top < side[1].top;
	foot->where[0] = above ? _("(above)") : _("(left)");
	foot->where[1] = above ? _("(below)") : _("(right)");
	paint_named(&left, pair->name[0], &side[0]);
	foot->side = 1;
	paint_named(&right, pair->name[1], &side[1]);
}

/* Both, and the sentence, above so many lines of a foot; false, with nothing painted: it needs more. */
static bool paint_above(const struct pair *pair, const char *sentence, int foot_room, struct canvas *canvas,
                        int *lines)
{
	struct canvas side[2];
	struct foot foot = FOOT_INIT;
	int room = canvas->height - foot_room, wish = sides_height(pair, canvas->width);
	int below = sentence_height(sentence, canvas->width);
	if (room - below < sides_exact(pair, canvas->width, room))
		below = 0;   /* the pictures come first */
	*lines = smaller(wish, room - below);
	split(pair, canvas, *lines, side);
	paint_sides(pair, side, &foot);
	if (has_foot(pair) && foot_lines(&foot, canvas) > foot_room) {
		foot_done(&foot);
		canvas_fill(canvas, 0, 0, canvas->width, canvas->height, ROLE_TEXT, ' ');
		return false;
	}
	struct canvas sides = canvas_part(canvas, 0, 0, canvas->width, *lines);
	*lines = canvas_rows_used(&sides);
	if (side[0].left < side[1].left)
		canvas_vline(canvas, (canvas->width - GUTTER) / 2 + 1, 0, *lines);
	foot_paint(&foot, canvas, *lines);
	sides = canvas_part(canvas, 0, 0, canvas->width, *lines + foot_room);
	*lines = canvas_rows_used(&sides);
	*lines += wrap_text(canvas, 0, *lines, below, ROLE_WARN, sentence);
	return true;
}

int pair_paint(const struct pair *pair, struct canvas *canvas)
{
	struct str sentence = STR_INIT;
	int lines, foot = has_foot(pair);
	say_difference(pair, &sentence);
	if (!paint_above(pair, sentence.data, foot, canvas, &lines))
		paint_above(pair, sentence.data, foot + 1, canvas, &lines);
	str_done(&sentence);
	return lines;
}

void draw_compare(const struct figure *base, const char *base_name, const struct figure *variant,
                  const char *variant_name, const struct look *look, struct canvas *canvas)
{
	struct pair pair = {
		.figure = { base, variant }, .name = { base_name, variant_name }, .look = look,
	};
	int top = caption_paint(base, look->language, canvas);
	struct canvas body = canvas_part(canvas, 0, top, canvas->width, canvas->height - top);
	pair_paint(&pair, &body);
}

int draw_compare_exact(const struct figure *base, const struct figure *variant, const struct look *look,
                       int width, int room)
{
	struct pair pair = { .figure = { base, variant }, .name = { "", "" }, .look = look };
	int head = caption_height(base, width);
	return room > head ? head + pair_exact(&pair, width, room - head) : room;
}

int draw_compare_height(const struct figure *base, const struct figure *variant, int width)
{
	struct pair pair = { .figure = { base, variant }, .name = { "", "" } };
	return caption_height(base, width) + pair_height(&pair, width);
}
