/*
 * Where the elements of tensors lie. Tensors that share a storage stand below one
 * strip of it: under each place, the index of the element that is there.
 *
 *	x     (2, 3)  strides (3, 1)  contiguous      24 B
 *	x.T   (3, 2)  strides (1, 3)  not contiguous  shares x
 *
 *	place   0  1  2  3  4  5
 *	value   1  2  3  4  5  6
 *	x      00 01 02 10 11 12
 *	x.T    00 10 20 01 11 21
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "draw/places.h"
#include "draw/scale.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { ITEMS_MOST = 8, INDEX_TEXT = 96, VALUE_DIGITS = 4, NAME_MOST = 24, STRIPS_MOST = 64 };

struct strip {                   /* one storage */
	int64_t first, count;        /* places */
	int lines;                   /* it is given on the canvas */
	int64_t from;                /* the first place shown */
	int items;                   /* that share it */
};

struct memory {
	const struct scene *scene;
	const struct figure *f;
	int n;
	int of[ITEMS_MOST];          /* by item: its strip, named by the first item that has it */
	struct strip strip[ITEMS_MOST];
	int name, cell;              /* columns of a name; of a place */
	int across;                  /* places on a line */
	int item;                    /* the cursor's */
	int64_t at;                  /* and its element, in reading order */
};

static const struct tensor *tensor_of(const struct memory *m, int i)
{
	return m->f->items[i].tensor;
}

static const char *code_of(const struct memory *m, int i)
{
	return item_name(&m->f->items[i]);
}

/* ---- Texts ---- */

/* "12", of sizes above ten "1,12"; * for a dimension of which all indices are the same element. */
static void format_index(const struct tensor *t, const int64_t *index, char out[INDEX_TEXT])
{
	bool digits = true;
	size_t used = 0;
	for (int d = 0; d < t->shape.ndim; d++)
		digits = digits && t->shape.size[d] <= 10;
	out[0] = '\0';
	for (int d = 0; d < t->shape.ndim && used < INDEX_TEXT - 12; d++) {
		if (d > 0 && !digits)
			out[used++] = ',';
		if (t->stride[d] == 0 && t->shape.size[d] > 1)
			used += (size_t)snprintf(out + used, INDEX_TEXT - used, "*");
		else
			used += (size_t)snprintf(out + used, INDEX_TEXT - used, "%" PRId64, index[d] % 1000000);
	}
	if (t->shape.ndim == 0)
		strcpy(out, "()");
}

static void format_value(const struct tensor *t, int64_t place, char out[NUMBER_TEXT])
{
	switch (t->dtype) {
	case DT_BOOL: strcpy(out, tensor_bools(t)[place] ? "1" : "0"); break;
	case DT_INT64: snprintf(out, NUMBER_TEXT, "%" PRId64, tensor_ints(t)[place]); break;
	case DT_FLOAT64: number_format(tensor_doubles(t)[place], VALUE_DIGITS - 1, out); break;
	default: number_format((double)tensor_floats(t)[place], VALUE_DIGITS - 1, out); break;
	}
}

static void format_strides(const struct tensor *t, char *out, size_t size)
{
	struct shape strides = { .ndim = t->shape.ndim };
	for (int d = 0; d < t->shape.ndim; d++)
		strides.size[d] = t->stride[d];
	shape_format(&strides, out, size);
}

/* ---- Laying it out ---- */

static void find_strips(struct memory *m)
{
	for (int i = 0; i < m->n; i++) {
		const struct tensor *t = tensor_of(m, i);
		m->of[i] = i;
		for (int k = i - 1; k >= 0; k--)
			if (tensor_of(m, k)->storage == t->storage)
				m->of[i] = k;
		if (tensor_count(t) == 0)
			continue;
		struct strip *s = &m->strip[m->of[i]];
		int64_t end = places_last(t) + 1, old = s->first + s->count;
		if (s->items == 0 || t->offset < s->first)
			s->first = t->offset;
		s->count = (end > old || s->items == 0 ? end : old) - s->first;
		s->items++;
	}
}

static int wider(int width, const char *text)
{
	int own = utf8_width(text);
	return own > width ? own : width;
}

/* As wide as the widest index, place or value (of the first few hundred). */
static int cell_width(const struct memory *m)
{
	enum { LOOKED_AT = 256 };
	char text[INDEX_TEXT], value[NUMBER_TEXT];
	int64_t index[TENSOR_MAX_DIMS];
	int widest = 1;
	for (int i = 0; i < m->n; i++) {
		const struct tensor *t = tensor_of(m, i);
		const struct strip *s = &m->strip[m->of[i]];
		if (tensor_count(t) == 0)
			continue;
		places_find(t, places_last(t), index);
		format_index(t, index, text);
		widest = wider(widest, text);
		for (int64_t k = 0; m->of[i] == i && k < s->count && k < LOOKED_AT; k++) {
			format_value(t, s->first + k, value);
			widest = wider(widest, value);
		}
		snprintf(text, sizeof text, "%" PRId64, s->first + s->count - 1);
		widest = wider(widest, text);
	}
	return widest + 1;
}

/* Lines of a strip: place, value, its tensors. */
static int line_height(const struct strip *s)
{
	return 2 + s->items;
}

static int wanted_lines(const struct memory *m, const struct strip *s)
{
	int64_t lines = (s->count + m->across - 1) / m->across;
	return lines < STRIPS_MOST ? (int)lines : STRIPS_MOST;
}

/* Between two strips there is a blank line. */
static int strips_height(const struct memory *m)
{
	int rows = 0;
	for (int i = 0; i < m->n; i++)
		if (m->strip[i].lines > 0)
			rows += m->strip[i].lines * line_height(&m->strip[i]) + (rows > 0);
	return rows;
}

/* The longest strips give way first, then those without the cursor. */
static void share_out(struct memory *m, int room)
{
	for (int i = 0; i < m->n; i++)
		m->strip[i].lines = m->strip[i].items ? wanted_lines(m, &m->strip[i]) : 0;
	while (strips_height(m) > room) {
		int longest = -1;
		for (int i = 0; i < m->n; i++)
			if (m->strip[i].lines > (i == m->of[m->item]) &&
			    (longest < 0 || m->strip[i].lines >= m->strip[longest].lines))
				longest = i;
		if (longest < 0)
			return;
		m->strip[longest].lines--;
	}
}

/* The page of each strip on which the cursor's element is. */
static void find_pages(struct memory *m)
{
	int64_t index[TENSOR_MAX_DIMS];
	for (int i = 0; i < m->n; i++) {
		struct strip *s = &m->strip[i];
		int64_t page = (int64_t)s->lines * m->across, at = 0;
		if (i == m->of[m->item] && tensor_count(tensor_of(m, m->item)) > 0) {
			places_index(tensor_of(m, m->item), m->at, index);
			at = places_at(tensor_of(m, m->item), index) - s->first;
		}
		s->from = s->first + (page > 0 && m->scene->look->cursor ? at / page * page : 0);
	}
}

static struct memory memory_of(const struct figure *f)
{
	struct memory m = { .f = f, .n = f->n_items < ITEMS_MOST ? f->n_items : ITEMS_MOST };
	while (m.n > 0 && !f->items[m.n - 1].tensor)
		m.n--;
	find_strips(&m);
	return m;
}

static void fit(struct memory *m, int width)
{
	m->name = utf8_width(_("place")) + 1;
	m->name = wider(m->name - 1, _("value")) + 1;
	for (int i = 0; i < m->n; i++)
		m->name = wider(m->name - 1, code_of(m, i)) + 1;
	m->name = m->name < NAME_MOST && m->name < width / 3 ? m->name :
	          width / 3 < NAME_MOST ? width / 3 : NAME_MOST;
	m->cell = cell_width(m);
	m->across = (width - m->name - 1) / m->cell;
	if (m->across < 1)
		m->across = 1;
}

/* ---- Painting ---- */

static int64_t cursor_place(const struct memory *m)
{
	int64_t index[TENSOR_MAX_DIMS];
	if (!m->scene->look->cursor || tensor_count(tensor_of(m, m->item)) == 0)
		return -1;
	places_index(tensor_of(m, m->item), m->at, index);
	return places_at(tensor_of(m, m->item), index);
}

static void paint_text(const struct memory *m, struct canvas *canvas, int x, int y, enum role role,
                       const char *text)
{
	int width = utf8_width(text);
	canvas_text_cut(canvas, x + (width < m->cell ? m->cell - width : 0), y, m->cell, role, text);
}

/* Bands of colour: the elements that have the same first index. */
static void paint_index(const struct memory *m, int i, int64_t place, int x, int y,
                        struct canvas *canvas)
{
	const struct tensor *t = tensor_of(m, i);
	int64_t index[TENSOR_MAX_DIMS];
	char text[INDEX_TEXT];
	if (!places_find(t, place, index)) {
		canvas_char(canvas, x + m->cell - 1, y, ROLE_DIM, m->scene->look->ascii ? '.' : 0xB7);
		return;
	}
	bool here = i == m->item && place == cursor_place(m);
	format_index(t, index, text);
	paint_text(m, canvas, x, y, here ? ROLE_CURSOR : ROLE_NUMBER, text);
	int64_t rows = t->shape.ndim > 0 ? t->shape.size[0] : 1;
	struct scale scale = {
		.low = -1, .high = (double)rows, .palette = m->scene->look->palette,
		.light = m->scene->look->light,
	};
	if (here) {
		canvas_char(canvas, x + m->cell - utf8_width(text) - 1, y, ROLE_CURSOR, '[');
		return;
	}
	if (m->scene->look->mono || t->shape.ndim < 2)
		return;
	uint32_t color = scale_color(&scale, scale_level(&scale, (double)index[0]));
	for (int k = 0; k < m->cell; k++) {
		struct cell *cell = canvas_at(canvas, x + k, y);
		if (cell && cell->c[0] != ']')
			canvas_pixel(canvas, x + k, y, cell->c[0], scale_contrast(color), color);
	}
}

/* Lines of the canvas stand for an item's element at a place, if it has one there. */
static void mark_place(const struct memory *m, int i, int64_t place, struct hit hit,
                       struct canvas *canvas)
{
	int64_t index[TENSOR_MAX_DIMS];
	if (!places_find(tensor_of(m, i), place, index))
		return;
	hit.row = i;
	hit.col = places_element(tensor_of(m, i), index);
	hit_mark(m->scene, canvas, hit);
}

static void paint_line(const struct memory *m, int strip, int line, int y, struct canvas *canvas)
{
	const struct strip *s = &m->strip[strip];
	int64_t from = s->from + (int64_t)line * m->across, cursor = cursor_place(m);
	char text[NUMBER_TEXT];
	bool own = m->of[m->item] == strip;
	canvas_text(canvas, 0, y, ROLE_DIM, _("place"));
	canvas_text(canvas, 0, y + 1, ROLE_DIM, _("value"));
	for (int k = 0; k < m->across && from + k < s->first + s->count; k++) {
		int x = m->name + k * m->cell;
		bool here = own && from + k == cursor;
		snprintf(text, sizeof text, "%" PRId64, from + k);
		paint_text(m, canvas, x, y, here ? ROLE_STRONG : ROLE_DIM, text);
		format_value(tensor_of(m, strip), from + k, text);
		paint_text(m, canvas, x, y + 1, here ? ROLE_CURSOR : ROLE_NUMBER, text);
		mark_place(m, strip, from + k, (struct hit){ x, y, m->cell, 2, 0, 0 }, canvas);
	}
	for (int i = 0, row = 2; i < m->n; i++) {
		if (m->of[i] != strip || tensor_count(tensor_of(m, i)) == 0)
			continue;
		bool here = m->scene->look->cursor && i == m->item;
		canvas_text_cut(canvas, 0, y + row, m->name - 1, here ? ROLE_CURSOR : ROLE_CODE,
		                code_of(m, i));
		for (int k = 0; k < m->across && from + k < s->first + s->count; k++) {
			int x = m->name + k * m->cell;
			paint_index(m, i, from + k, x, y + row, canvas);
			mark_place(m, i, from + k, (struct hit){ x, y + row, m->cell, 1, 0, 0 }, canvas);
		}
		row++;
	}
}

/* The bracket that closes the cursor's index stands in the next cell. */
static void close_cursor(const struct memory *m, int strip, int y, struct canvas *canvas)
{
	const struct strip *s = &m->strip[strip];
	int64_t at = cursor_place(m) - s->from;
	int row = 2;
	if (m->of[m->item] != strip || cursor_place(m) < 0 || at >= (int64_t)s->lines * m->across)
		return;
	for (int i = 0; i < m->item; i++)
		row += m->of[i] == strip && tensor_count(tensor_of(m, i)) > 0;
	canvas_char(canvas, m->name + (int)(at % m->across + 1) * m->cell,
	            y + (int)(at / m->across) * line_height(s) + row, ROLE_CURSOR, ']');
}

/* Of the places that are shown: a storage may reach further. */
static int64_t strip_bytes(const struct memory *m, int strip)
{
	return m->strip[strip].count * dtype_bytes(tensor_of(m, strip)->dtype);
}

/* "contiguous", and whose memory it is. */
static void say_owner(const struct memory *m, int i, struct str *out)
{
	char bytes[NUMBER_TEXT];
	number_bytes(strip_bytes(m, m->of[i]), bytes);
	if (m->of[i] == i)
		str_add(out, bytes);
	else
		str_addf(out, _("shares %s"), code_of(m, m->of[i]));
}

struct facts {
	char shape[128], strides[128];
	const char *order;
	struct str owner;
};

static struct facts facts_of(const struct memory *m, int i)
{
	const struct tensor *t = tensor_of(m, i);
	struct facts facts = { .owner = STR_INIT };
	shape_format(&t->shape, facts.shape, sizeof facts.shape);
	format_strides(t, facts.strides, sizeof facts.strides);
	facts.order = tensor_is_contiguous(t) ? _("contiguous") : _("not contiguous");
	say_owner(m, i, &facts.owner);
	return facts;
}

/* Columns: name, shape, strides, order, owner; the last ones go where there is no room. */
static void paint_facts(const struct memory *m, struct canvas *canvas)
{
	struct facts facts[ITEMS_MOST];
	int shape = 0, strides = 0, order = 0;
	for (int i = 0; i < m->n; i++) {
		facts[i] = facts_of(m, i);
		shape = wider(shape, facts[i].shape);
		strides = wider(strides, facts[i].strides);
		order = wider(order, facts[i].order);
	}
	int word = utf8_width(_("strides")) + 1;
	bool roomy = m->name + shape + 2 + word + strides + 2 + order + 2 + 12 <= canvas->width;
	for (int i = 0; i < m->n; i++) {
		bool here = m->scene->look->cursor && i == m->item;
		int x = m->name + 1;
		canvas_text_cut(canvas, 0, i, m->name - 1, here ? ROLE_CURSOR : ROLE_CODE, code_of(m, i));
		canvas_text(canvas, x, i, ROLE_NUMBER, facts[i].shape);
		x += shape + 2;
		if (roomy)
			canvas_text(canvas, x, i, ROLE_DIM, _("strides"));
		x += roomy ? word : 0;
		canvas_text_cut(canvas, x, i, canvas->width - x, ROLE_STRONG, facts[i].strides);
		x += strides + 2;
		if (roomy)
			canvas_text(canvas, x, i, tensor_is_contiguous(tensor_of(m, i)) ? ROLE_DIM : ROLE_WARN,
			            facts[i].order);
		x += roomy ? order + 2 : 0;
		canvas_text_cut(canvas, x, i, canvas->width - x, m->of[i] == i ? ROLE_NUMBER : ROLE_GOOD,
		                facts[i].owner.data);
		str_done(&facts[i].owner);
	}
}

/* "x.T[1, 0] = 2  at place 2 = 0 + 1×1 + 0×2" */
static void say_element(const struct memory *m, int i, int64_t element, bool ascii, struct str *out)
{
	const struct tensor *t = tensor_of(m, i);
	int64_t index[TENSOR_MAX_DIMS], place;
	char value[NUMBER_TEXT];
	places_index(t, element, index);
	place = places_at(t, index);
	format_value(t, place, value);
	str_addf(out, "%s[", code_of(m, i));
	for (int d = 0; d < t->shape.ndim; d++)
		str_addf(out, "%s%" PRId64, d ? ", " : "", index[d]);
	str_addf(out, "] = %s  ", value);
	str_addf(out, _("at place %lld"), (long long)place);
	str_addf(out, " = %" PRId64, t->offset);
	for (int d = 0; d < t->shape.ndim; d++)
		str_addf(out, " + %" PRId64 "%s%" PRId64, index[d], ascii ? "*" : "×", t->stride[d]);
}

static void format_foot(const struct memory *m, struct foot *foot)
{
	const struct strip *s = &m->strip[m->of[m->item]];
	bool ascii = m->scene->look->ascii;
	int64_t page = (int64_t)s->lines * m->across;
	if (m->scene->look->cursor && tensor_count(tensor_of(m, m->item)) > 0) {
		str_addf(&foot->left, "%s ", ascii ? "<" : "◀");
		say_element(m, m->item, m->at, ascii, &foot->left);
	}
	if (page > 0 && page < s->count) {
		int64_t last = s->from + page < s->first + s->count ? s->from + page : s->first + s->count;
		str_addf(&foot->right, _("places %lld–%lld of %lld"), (long long)s->from,
		         (long long)last - 1, (long long)s->count);
	}
}

static void place_cursor(struct memory *m, const struct look *look)
{
	int64_t row, col;
	look_clamp(look, m->n, INT64_MAX, &row, &col);
	m->item = (int)row;
	int64_t count = tensor_count(tensor_of(m, m->item));
	m->at = col < count ? col : count > 0 ? count - 1 : 0;
}

/* The strips have what the facts above them and the foot leave. Returns the rows of the facts. */
static int arrange(struct memory *m, const struct look *look, int width, int height)
{
	place_cursor(m, look);
	fit(m, width);
	int own = line_height(&m->strip[m->of[m->item]]), below = height > own;
	int head = height >= m->n + 1 + own + below ? m->n + 1 : 0;
	share_out(m, height - head - below);
	return head;
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	struct memory m = memory_of(scene->figure);
	struct foot foot = FOOT_INIT;
	m.scene = scene;
	if (m.n == 0)
		return;
	int head = arrange(&m, scene->look, canvas->width, canvas->height);
	bool below = canvas->height > head + strips_height(&m);
	find_pages(&m);
	if (head)
		paint_facts(&m, canvas);
	int y = head;
	for (int i = 0; i < m.n; i++) {
		if (m.strip[i].lines == 0)
			continue;
		int lines = m.strip[i].lines, wanted = wanted_lines(&m, &m.strip[i]);
		for (int k = 0; k < (lines < wanted ? lines : wanted); k++)
			paint_line(&m, i, k, y + k * line_height(&m.strip[i]), canvas);
		close_cursor(&m, i, y, canvas);
		y += lines * line_height(&m.strip[i]) + 1;
	}
	format_foot(&m, &foot);
	if (below && (foot.left.len || foot.right.len)) {
		if (!foot_fits(&foot, canvas))
			str_clear(&foot.right);
		foot_paint(&foot, canvas, y - 1 < canvas->height - 1 ? y - 1 : canvas->height - 1);
	} else {
		str_done(&foot.left);
		str_done(&foot.right);
	}
}

static int height(const struct figure *figure, int width)
{
	enum { MOST = 40 };
	struct memory m = memory_of(figure);
	if (m.n == 0)
		return 1;
	fit(&m, width);
	share_out(&m, MOST);
	return m.n + 1 + strips_height(&m) + 1;
}

static int exact(const struct figure *figure, const struct look *look, int width, int room)
{
	struct memory m = memory_of(figure);
	if (m.n == 0)
		return 1;
	int rows = arrange(&m, look, width, room) + strips_height(&m) + 1;
	return rows < room ? rows : room;
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	struct memory m = memory_of(figure);
	*rows = m.n;
	*cols = 0;
	for (int i = 0; i < m.n; i++) {
		int64_t count = tensor_count(tensor_of(&m, i));
		*cols = count > *cols ? count : *cols;
	}
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct memory m = memory_of(figure);
	struct look look = { .row = row, .col = col };
	place_cursor(&m, &look);
	if (tensor_count(tensor_of(&m, m.item)) > 0)
		say_element(&m, m.item, m.at, false, out);
}

static bool target(const struct figure *figure, int64_t row, int64_t col, struct draw_target *out)
{
	const struct tensor *t = figure->items[row].tensor;
	int64_t index[TENSOR_MAX_DIMS];
	if (t->shape.ndim > 2 || col >= tensor_count(t))
		return false;
	places_index(t, col, index);
	out->item = (int)row;
	out->row = t->shape.ndim > 1 ? index[0] : 0;
	out->col = t->shape.ndim > 0 ? index[t->shape.ndim - 1] : 0;
	return true;
}

static bool repeats(const struct tensor *t)
{
	for (int d = 0; d < t->shape.ndim; d++)
		if (t->stride[d] == 0 && t->shape.size[d] > 1)
			return true;
	return false;
}

static void say_tensor(const struct memory *m, int i, struct str *out)
{
	char strides[128], bytes[NUMBER_TEXT];
	const struct tensor *t = tensor_of(m, i);
	format_strides(t, strides, sizeof strides);
	number_bytes(strip_bytes(m, m->of[i]), bytes);
	if (m->of[i] == i)
		str_addf(out, _("%s takes %s, strides %s"), code_of(m, i), bytes, strides);
	else
		str_addf(out, _("%s shares the memory of %s, strides %s"), code_of(m, i),
		         code_of(m, m->of[i]), strides);
	if (repeats(t))
		str_add(out, _(", a stride of 0 repeats elements"));
	if (!tensor_is_contiguous(t))
		str_add(out, _(", not contiguous"));
}

static void sentence(const struct figure *figure, struct str *out)
{
	struct memory m = memory_of(figure);
	for (int i = 0; i < m.n; i++) {
		str_add(out, i ? _("; ") : "");
		say_tensor(&m, i, out);
	}
	str_add(out, m.n ? _(".") : "");
}

const struct view view_memory = {
	.paint = paint,
	.height = height,
	.exact = exact,
	.extent = extent,
	.cell = cell,
	.target = target,
	.sentence = sentence,
	.wide = true,
};
