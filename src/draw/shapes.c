/*
 * The data flow, one step a line, its lanes to the left:
 *
 *	○        text                  (Nt, hidden)      (10, 256)
 *	│ ○      image                 (Nv, hidden)      (197, 256)
 *	● │      Q      text @ Wq      (H, Nt, hidden/H)  (8, 10, 32)
 *	│ ├─●    K      image @ Wk     …
 *	●─│─╯    S      Q @ K.mT
 *
 * A step stands on a lane, which runs down to the last step that reads it; the
 * step that ends a lane goes on in it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { LANES_MAX = 12, GAP = 2 };

/* Step i as the lanes see it. */
struct lanes {
	int step[LANES_MAX];      /* the step whose value runs in the lane, or -1 */
	int count;                /* lanes ever used */
	bool overflow;            /* more than LANES_MAX: no lanes are drawn */
};

static int *last_reads(const struct figure *f)
{
	int *last = mem_new((size_t)f->n_steps + 1, sizeof *last);
	for (int i = 0; i < f->n_steps; i++)
		last[i] = -1;
	for (int i = 0; i < f->n_steps; i++)
		for (int k = 0; k < f->steps[i].n_inputs; k++)
			if (f->steps[i].inputs[k] >= 0 && f->steps[i].inputs[k] < i)
				last[f->steps[i].inputs[k]] = i;
	return last;
}

static bool reads(const struct figure_step *step, int input)
{
	for (int k = 0; k < step->n_inputs; k++)
		if (step->inputs[k] == input)
			return true;
	return false;
}

static int free_lane(struct lanes *lanes)
{
	for (int i = 0; i < lanes->count; i++)
		if (lanes->step[i] < 0)
			return i;
	if (lanes->count == LANES_MAX) {
		lanes->overflow = true;
		return -1;
	}
	lanes->step[lanes->count] = -1;
	return lanes->count++;
}

/* The lane of step i: that of the first input that ends here, else a free one. */
static int take_lane(struct lanes *lanes, const struct figure *f, const int *last, int i)
{
	for (int lane = 0; lane < lanes->count; lane++) {
		int step = lanes->step[lane];
		if (step >= 0 && last[step] == i && reads(&f->steps[i], step))
			return lane;
	}
	return free_lane(lanes);
}

/* What a lane looks like on the line of step i, whose own lane is `own`. */
enum stroke { NOTHING, PASS, NODE, JOIN_ON, JOIN_END };

static enum stroke stroke_of(const struct lanes *lanes, const struct figure *f, const int *last,
                             int i, int lane, int own)
{
	int step = lanes->step[lane];
	if (lane == own)
		return NODE;
	if (step < 0)
		return NOTHING;
	if (!reads(&f->steps[i], step))
		return PASS;
	return last[step] == i ? JOIN_END : JOIN_ON;
}

/* [stroke][right of the node][ascii]; an inner join has the line on both sides. */
static uint32_t stroke_char(enum stroke stroke, bool right, bool inner, bool ascii)
{
	static const uint32_t join[2][2][2] = {   /* [ends][inner][right] */
		{ { 0x251C, 0x2524 }, { 0x253C, 0x253C } },   /* ├ ┤ ┼ */
		{ { 0x2570, 0x256F }, { 0x2534, 0x2534 } },   /* ╰ ╯ ┴ */
	};
	if (stroke == PASS)
		return ascii ? '|' : 0x2502;
	return ascii ? (stroke == JOIN_END ? '\'' : '+') : join[stroke == JOIN_END][inner][right];
}

static void paint_lanes(const enum stroke *stroke, int count, bool source, struct canvas *canvas,
                        int y, bool ascii)
{
	int own = 0, first = count, last = -1;
	for (int i = 0; i < count; i++) {
		if (stroke[i] == NODE)
			own = i;
		if (stroke[i] >= NODE) {
			first = i < first ? i : first;
			last = i;
		}
	}
	for (int x = 2 * first + 1; x < 2 * last; x++)
		canvas_char(canvas, x, y, ROLE_BORDER, ascii ? '-' : 0x2500);
	for (int i = 0; i < count; i++)
		if (stroke[i] == NODE)
			canvas_char(canvas, 2 * i, y, ROLE_STRONG,
			            ascii ? (source ? 'o' : '*') : source ? 0x25CB : 0x25CF);
		else if (stroke[i] != NOTHING)
			canvas_char(canvas, 2 * i, y, ROLE_BORDER,
			            stroke_char(stroke[i], i > own, i > first && i < last, ascii));
}

static void advance(struct lanes *lanes, const int *last, int i, int own)
{
	for (int lane = 0; lane < lanes->count; lane++)
		if (lanes->step[lane] >= 0 && last[lanes->step[lane]] <= i)
			lanes->step[lane] = -1;
	if (own >= 0)
		lanes->step[own] = last[i] > i ? i : -1;
}

/* Walk all steps; paint those of the page when there is a canvas. Returns the lanes needed. */
static int walk(const struct figure *f, struct canvas *canvas, int first, int count, bool ascii)
{
	struct lanes lanes = { .count = 0 };
	int *last = last_reads(f);
	for (int i = 0; i < f->n_steps && !lanes.overflow; i++) {
		enum stroke stroke[LANES_MAX];
		int own = take_lane(&lanes, f, last, i);
		for (int lane = 0; lane < lanes.count; lane++)
			stroke[lane] = stroke_of(&lanes, f, last, i, lane, own);
		if (canvas && i >= first && i < first + count)
			paint_lanes(stroke, lanes.count, f->steps[i].n_inputs == 0, canvas,
			            i - first, ascii);
		advance(&lanes, last, i, own);
	}
	free(last);
	return lanes.overflow ? 0 : lanes.count;
}

/* Columns of the parts; 0 = left out. */
struct columns {
	int lanes, name, code, names, shape;
};

static int width_of(const char *text)
{
	return text ? utf8_width(text) : 0;
}

static void widen(int *width, const char *text)
{
	if (width_of(text) > *width)
		*width = width_of(text);
}

static int part(int width)
{
	return width > 0 ? width + GAP : 0;
}

/* Where they are not the sizes themselves. */
static const char *names_of(const struct figure_step *s)
{
	return s->names && s->shape && strcmp(s->names, s->shape) == 0 ? "" : s->names;
}

/* What does not fit is left out, the least important first. */
static struct columns choose_columns(const struct figure *f, int width)
{
	enum { CODE_LEAST = 12, NAME_MOST = 14 };
	struct columns c = { .lanes = 0 };
	int code = 0;
	for (int i = 0; i < f->n_steps; i++) {
		widen(&c.name, f->steps[i].name);
		widen(&code, f->steps[i].code);
		widen(&c.names, names_of(&f->steps[i]));
		widen(&c.shape, f->steps[i].shape);
	}
	c.lanes = 2 * walk(f, NULL, 0, 0, false) - 1;
	c.lanes = c.lanes > 0 ? c.lanes : 0;
	c.name = c.name < NAME_MOST ? c.name : NAME_MOST;
	if (part(c.lanes) + part(c.name) + part(c.names) + c.shape > width)
		c.names = 0;
	if (part(c.lanes) + part(c.name) + c.shape > width)
		c.lanes = 0;
	int room = width - part(c.lanes) - part(c.name) - part(c.names) - c.shape - GAP;
	c.code = code < room ? code : room >= CODE_LEAST ? room : 0;
	return c;
}

static void paint_covered(struct canvas *canvas, int x, int y, int width)
{
	struct str text = STR_INIT;
	str_addf(&text, " %s ", _("answer first"));
	int words = utf8_width(text.data);
	canvas_fill(canvas, x, y, width, 1, ROLE_COVERED, 0x2588);
	if (words + 4 <= width)
		canvas_text(canvas, x + (width - words) / 2, y, ROLE_COVERED, text.data);
	str_done(&text);
}

static const struct figure_step *other_step(const struct scene *scene,
                                            const struct figure_step *step)
{
	const struct figure *other = scene->against;
	for (int i = 0; other && i < other->n_steps; i++)
		if (strcmp(other->steps[i].name, step->name) == 0)
			return &other->steps[i];
	return NULL;
}

static bool step_differs(const struct scene *scene, const struct figure_step *step)
{
	const struct figure_step *other = other_step(scene, step);
	if (!scene->against)
		return false;
	return !other ||
		strcmp(other->shape ? other->shape : "", step->shape ? step->shape : "") != 0 ||
	       strcmp(other->code ? other->code : "", step->code ? step->code : "") != 0;
}

static void paint_step(const struct scene *scene, const struct columns *c, int i, bool here,
                       struct canvas *canvas, int y)
{
	const struct figure_step *s = &scene->figure->steps[i];
	int x = part(c->lanes);
	hit_mark(scene, canvas, (struct hit){ 0, y, canvas->width, 1, i, 0 });
	canvas_text_cut(canvas, x, y, c->name, here ? ROLE_CURSOR : ROLE_STRONG, s->name);
	x += part(c->name);
	if (c->code > 0 && s->code)
		canvas_text_cut(canvas, x, y, c->code, ROLE_CODE, s->code);
	x += part(c->code);
	if (step_differs(scene, s))
		canvas_char(canvas, x - 1 - (c->code > 0), y, ROLE_WARN,
		            difference_glyph(scene->look->ascii));
	if (s->covered) {
		paint_covered(canvas, x, y, part(c->names) + c->shape);
		return;
	}
	if (c->names > 0 && s->names)
		canvas_text_cut(canvas, x, y, c->names, ROLE_DIM, names_of(s));
	x += part(c->names);
	if (s->shape)
		canvas_text_cut(canvas, x, y, c->shape, ROLE_NUMBER, s->shape);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	struct columns c = choose_columns(f, canvas->width);
	int64_t row, col;
	if (canvas->height < 1)
		return;
	look_clamp(scene->look, f->n_steps, 1, &row, &col);
	int first = (int)(row / canvas->height * canvas->height);
	int count = f->n_steps - first < canvas->height ? f->n_steps - first : canvas->height;
	struct canvas gutter = canvas_part(canvas, 0, 0, c.lanes, canvas->height);
	if (c.lanes > 0)
		walk(f, &gutter, first, count, scene->look->ascii);
	for (int i = 0; i < count; i++)
		paint_step(scene, &c, first + i, scene->look->cursor && first + i == row, canvas,
		           i);
}

static int height(const struct figure *figure, int width)
{
	(void)width;
	return figure->n_steps;
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	*rows = figure->n_steps;
	*cols = figure->n_steps > 0;
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	const struct figure_step *s = &figure->steps[row];
	(void)col;
	str_add(out, s->name);
	if (s->code)
		str_addf(out, " = %s", s->code);
	const char *names = names_of(s), *shape = s->shape ? s->shape : "";
	bool named = names && *names && !s->covered;
	str_addf(out, "  %s%s%s", named ? names : "", named && *shape ? " = " : "",
	         s->covered ? _("answer first") : shape);
}

static void add_step(const struct figure_step *s, struct str *out)
{
	str_add(out, s->name);
	if (s->shape && !s->covered)
		str_addf(out, " %s", s->shape);
}

static bool is_read(const struct figure *f, int step)
{
	for (int i = step + 1; i < f->n_steps; i++)
		if (reads(&f->steps[i], step))
			return true;
	return false;
}

static void add_to_list(const struct figure_step *s, struct str *list)
{
	str_add(list, list->len ? ", " : "");
	add_step(s, list);
}

/* "In: text (10, 256), image (197, 256). Out: out (10, 256)." */
static void sentence(const struct figure *figure, struct str *out)
{
	struct str in = STR_INIT, end = STR_INIT;
	for (int i = 0; i < figure->n_steps; i++) {
		if (figure->steps[i].n_inputs == 0)
			add_to_list(&figure->steps[i], &in);
		if (!is_read(figure, i))
			add_to_list(&figure->steps[i], &end);
	}
	if (figure->n_steps > 0)
		str_addf(out, _("In: %s. Out: %s."), in.data, end.data);
	str_done(&in);
	str_done(&end);
}

const struct view view_shapes = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.sentence = sentence,
};
