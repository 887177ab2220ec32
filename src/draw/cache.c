/*
 * KV caches while the clock runs: a cell a token, a line a head, so that what a cache
 * takes can be seen as an area. Without room for the lines of heads an item is one line:
 * where items have as many heads it counts tokens, else the tokens of all its heads.
 *
 *	K_img   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓  197 tokens  197 KiB  computed 1×  stands still
 *	K_text  ▓▓▓▓█░░░░░░░░░    5 tokens    5 KiB  computed 5×
 *
 * Of several layers each has a line, with its heads beside each other, and all numbers stand above;
 * where the lab has another name for that dimension, it stands in their place: "B 0":
 *
 *	K        4/8 tokens  64 KiB  32 layers of 2 heads, 2 KiB a layer  computed 4×
 *	layer 0  ▆▆▆█░░░░ ▆▆▆█░░░░
 *	layer 1  ▆▆▆█░░░░ ▆▆▆█░░░░
 *	… 30 more
 */
#include <stdio.h>

#include "base/i18n.h"
#include "draw/held.h"
#include "draw/view.h"
#include "text/utf8.h"

enum {
	HEADS_MOST = 8,           /* lines of one item; of more heads, as many in all items, each is several */
	LAYERS_MOST = 6,          /* lines of one item; of more layers the last line says how many */
};

static int head_lines(const struct held *item)
{
	return item->heads < 1 ? 1 : item->heads < HEADS_MOST ? (int)item->heads : HEADS_MOST;
}

/* One scale for all bars of a figure: `wide` columns a token, or `share` tokens a column. */
struct measure {
	int wide;
	int64_t share;
};

static int64_t bar_columns(const struct held *item, const struct measure *m)
{
	return (item->room + m->share - 1) / m->share * m->wide;
}

struct bar {
	int x;
	struct measure measure;
	int64_t fresh;            /* of what is held the last are new */
	bool apart;               /* heads: a line of light between them */
};

/* The newest cell: as full as its share of tokens is, so that a step is seen where many are a cell. */
static uint32_t newest_glyph(int64_t tokens, int64_t share, bool ascii)
{
	int64_t eighths = tokens < share ? tokens * 8 / share : 8;
	return ascii ? '@' : 0x2590 - (uint32_t)(eighths > 0 ? eighths : 1);   /* a left eighth to a whole block */
}

static void paint_bar(const struct held *item, const struct bar *bar, struct canvas *canvas, int y,
                      bool ascii)
{
	int x = bar->x, wide = bar->measure.wide;
	int64_t share = bar->measure.share, columns = bar_columns(item, &bar->measure);
	for (int column = 0; column < columns; column++) {
		int i = column / wide;
		bool filled = i * share < item->tokens;
		bool newest = !item->still && filled && (i + 1) * share > item->tokens - bar->fresh;
		uint32_t held = ascii ? '#' : bar->apart ? 0x2586 : 0x2593;
		uint32_t c = newest ? newest_glyph(item->tokens - i * share, share, ascii)
		           : filled ? held : ascii ? '.' : 0x2591;
		if (wide >= 3 && column % wide == wide - 1)
			continue;
		enum role role = item->still ? ROLE_CODE : ROLE_NUMBER;
		canvas_char(canvas, x + column, y, newest ? ROLE_WARN : filled ? role : ROLE_DIM, c);
	}
}

/* What has a line of its own. */
enum spread { LINE_ITEM, LINE_HEAD, LINE_LAYER };

struct columns {
	int name, facts, evals, bar;   /* how wide they are */
	int facts_x, evals_x;
	int bar_x;                /* of a layer */
	int facts_y;              /* below the name's line */
	int step;                 /* from one head of a layer to the next; 0: its bar counts all of them */
	struct measure measure;
	struct held_telling telling;
	enum spread spread;
	int layers_most;          /* lines */
	bool two_lines;
	bool summed;              /* bars count the tokens of all heads */
	bool apart;               /* a blank line stands between items */
};

static int bar_lines(const struct columns *c, const struct held *item)
{
	if (c->spread == LINE_LAYER)
		return item->layers < c->layers_most ? (int)item->layers : c->layers_most;
	return c->spread == LINE_HEAD ? head_lines(item) : 1;
}

/* Lines of all items, or of one. */
static int item_lines(const struct columns *c, const struct held *item)
{
	return c->two_lines + bar_lines(c, item) + c->apart;
}

static int all_lines(const struct figure *f, const struct columns *c)
{
	int lines = 0;
	for (int i = 0; i < f->n_items; i++) {
		struct held item = held_of(f, i);
		lines += item_lines(c, &item);
	}
	return lines - c->apart;
}

/* What its bar counts: the tokens of so many heads. */
static struct held counted(struct held item, int64_t heads)
{
	item.tokens *= heads;
	item.room *= heads;
	return item;
}

static int64_t heads_counted(const struct held *item, const struct columns *c)
{
	return !c->summed ? 1 : c->spread == LINE_LAYER ? item->heads : held_heads(item);
}

static int64_t longest_room(const struct figure *f, const struct columns *c)
{
	int64_t longest = 1;
	for (int i = 0; i < f->n_items; i++) {
		struct held item = held_of(f, i);
		item = counted(item, heads_counted(&item, c));
		longest = item.room > longest ? item.room : longest;
	}
	return longest;
}

/* The longest bar fits: small caches are wide, and of large ones many tokens are a cell. */
static struct measure measure_of(int64_t longest, int width)
{
	enum { WIDEST = 4 };
	int64_t room = width > 1 ? width : 1;
	if (longest > room)
		return (struct measure){ 1, (longest + room - 1) / room };
	return (struct measure){ room / longest < WIDEST ? (int)(room / longest) : WIDEST, 1 };
}

static void measure_texts(const struct figure *f, struct columns *c)
{
	for (int i = 0; i < f->n_items; i++) {
		struct held item = held_of(f, i);
		struct str facts = STR_INIT, evals = STR_INIT;
		held_facts(&item, &c->telling, &facts);
		held_evals(&item, &c->telling, false, &evals);
		int name = utf8_width(item.code), a = utf8_width(facts.data);
		int b = utf8_width(evals.data);
		c->name = name > c->name ? name : c->name;
		c->facts = a > c->facts ? a : c->facts;
		c->evals = b > c->evals ? b : c->evals;
		str_done(&facts);
		str_done(&evals);
	}
}

/* The numbers stand beside the bars, or where that leaves too little of them name and count above. */
static void choose_bars(const struct figure *f, struct columns *c, int width)
{
	enum { BAR_LEAST = 16 };
	c->summed = c->telling.heads_differ && c->spread == LINE_ITEM;
	c->bar = width - c->name - c->facts - c->evals - 6;
	c->two_lines = c->bar < BAR_LEAST;
	if (c->two_lines)
		c->bar = width - c->facts - 2 < BAR_LEAST ? width : width - c->facts - 2;
	c->measure = measure_of(longest_room(f, c), c->bar);
	struct held longest = { .room = longest_room(f, c) };
	if (!c->two_lines)
		c->bar = (int)bar_columns(&longest, &c->measure);
	c->facts_x = c->two_lines ? c->bar + 2 : c->name + c->bar + 4;
	c->facts_y = c->two_lines;
	c->evals_x = c->two_lines ? c->name + 2 : c->facts_x + c->facts + 2;
}

/* What the line of a layer begins with; canvas NULL: only its width, with the gap behind it. */
static int paint_layer_name(const struct held *item, int64_t layer, struct canvas *canvas, int y)
{
	struct str name = STR_INIT;
	held_layer(item, layer, &name);
	int width = utf8_width(name.data) + 2;
	if (canvas)
		canvas_text(canvas, 0, y, ROLE_DIM, name.data);
	str_done(&name);
	return width;
}

/* All bars of a figure begin in one column, which the longest name sets. */
static int layer_names(const struct figure *f)
{
	int widest = 0;
	for (int i = 0; i < f->n_items; i++) {
		struct held item = held_of(f, i);
		int width = paint_layer_name(&item, 0, NULL, 0);
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* Heads lie beside each other, with a blank between them if there is room for it. */
static void choose_heads(const struct figure *f, struct columns *c)
{
	int64_t heads = c->telling.most_heads, apart = (c->bar + 1) / heads - 1;
	int64_t each = apart > 1 ? apart : c->bar / heads;
	c->summed = each < 1;
	struct held longest = { .room = longest_room(f, c) };
	c->measure = measure_of(longest.room, c->summed ? c->bar : (int)each);
	c->step = c->summed ? 0 : (int)bar_columns(&longest, &c->measure) + (apart > 1);
}

/* All numbers stand above: how often it was computed only in a wide picture. */
static void choose_layers(const struct figure *f, struct columns *c, int width)
{
	c->two_lines = true;
	c->bar_x = layer_names(f);
	c->bar = width - c->bar_x;
	c->facts_x = c->name + 2;
	c->evals_x = c->facts_x + c->facts + 2;
	if (c->evals_x + c->evals > width)
		c->evals_x = width;
	choose_heads(f, c);
}

static struct columns choose_columns(const struct figure *f, enum spread spread, int layers_most, int width)
{
	struct columns c = {
		.telling = held_telling_of(f), .spread = spread, .layers_most = layers_most, .apart = f->n_items > 1,
	};
	bool many = c.telling.heads_differ && c.telling.most_heads > HEADS_MOST;
	measure_texts(f, &c);
	c.name = c.name < width / 3 ? c.name : width / 3;
	if (spread != LINE_ITEM)
		c.spread = c.telling.layers ? LINE_LAYER : many ? LINE_ITEM : LINE_HEAD;
	if (c.spread == LINE_LAYER)
		choose_layers(f, &c, width);
	else
		choose_bars(f, &c, width);
	return c;
}

static bool item_differs(const struct scene *scene, int i, const struct held *item)
{
	if (!scene->against || i >= scene->against->n_items)
		return false;
	struct held other = held_of(scene->against, i);
	return other.tokens != item->tokens || other.bytes != item->bytes ||
		other.evals != item->evals;
}

/* A line a layer from row y on, the last one for those that have none. */
static void paint_layers(const struct held *item, const struct columns *c, const struct bar *head,
                         struct canvas *canvas, int y, bool ascii)
{
	int lines = bar_lines(c, item), seen = lines < item->layers ? lines - 1 : lines;
	for (int k = 0; k < seen; k++) {
		struct bar bar = *head;
		paint_layer_name(item, k, canvas, y + k);
		bar.x += c->bar_x;
		for (int64_t h = 0; h < (c->step ? item->heads : 1); h++, bar.x += c->step)
			paint_bar(item, &bar, canvas, y + k, ascii);
	}
	int64_t more = item->layers - seen;
	struct str text = STR_INIT;
	str_addf(&text, _("… %lld more"), (long long)more);
	if (more > 0)
		canvas_text(canvas, 0, y + seen, ROLE_DIM, text.data);
	str_done(&text);
}

static void paint_bars(const struct scene *scene, const struct columns *c, const struct held *item,
                       struct canvas *canvas, int y)
{
	bool ascii = scene->look->ascii, clock = scene->figure->clock >= 0;
	struct held shown = counted(*item, heads_counted(item, c));
	struct bar bar = {
		.x = c->two_lines ? 0 : c->name + 2, .measure = c->measure,
		.fresh = clock ? heads_counted(item, c) : 0,
		.apart = c->spread == LINE_LAYER || (c->telling.heads && c->spread == LINE_HEAD),
	};
	if (c->spread == LINE_LAYER) {
		paint_layers(&shown, c, &bar, canvas, y, ascii);
		return;
	}
	for (int k = 0; k < bar_lines(c, item); k++)
		paint_bar(&shown, &bar, canvas, y + k, ascii);
}

static void paint_texts(const struct held *item, const struct columns *c, bool ascii, struct canvas *canvas, int y)
{
	struct str facts = STR_INIT, evals = STR_INIT;
	held_facts(item, &c->telling, &facts);
	held_evals(item, &c->telling, ascii, &evals);
	int room = canvas->width - c->facts_x;
	if (c->facts <= room || c->spread == LINE_LAYER)
		canvas_text_cut(canvas, c->facts_x, y + c->facts_y, room, ROLE_NUMBER, facts.data);
	canvas_text_cut(canvas, c->evals_x, y, canvas->width - c->evals_x, item->still ? ROLE_STRONG : ROLE_TEXT,
	                evals.data);
	str_done(&facts);
	str_done(&evals);
}

static void paint_item(const struct scene *scene, const struct columns *c, int i, bool here,
                       struct canvas *canvas, int y)
{
	struct held item = held_of(scene->figure, i);
	bool ascii = scene->look->ascii;
	hit_mark(scene, canvas, (struct hit){ 0, y, canvas->width, item_lines(c, &item), i, 0 });
	canvas_text_cut(canvas, 0, y, c->name, here ? ROLE_CURSOR : ROLE_CODE, item.code);
	paint_bars(scene, c, &item, canvas, y + c->two_lines);
	paint_texts(&item, c, ascii, canvas, y);
	if (item_differs(scene, i, &item))
		canvas_char(canvas, c->name, y, ROLE_WARN, difference_glyph(ascii));
}

/* "step 5 of 10", and what a cell stands for. */
static void paint_scale(const struct figure *f, const struct columns *c, struct canvas *canvas)
{
	struct str clock = STR_INIT, note = STR_INIT;
	if (f->clock >= 0)
		str_addf(&clock, _("step %lld of %lld"), (long long)f->clock,
		         (long long)f->clock_end);
	if (c->summed || (c->spread == LINE_LAYER && c->measure.share > 1))
		str_addf(&note, i18n_count("one cell is %lld token of one head", "one cell is %lld tokens of one head",
		                           (unsigned long)c->measure.share), (long long)c->measure.share);
	else if (c->measure.share > 1)
		str_addf(&note, _("one cell is %lld tokens"), (long long)c->measure.share);
	line_pair(canvas, 0, clock.data, note.data);
	str_done(&clock);
	str_done(&note);
}

/* As many lines of heads or layers as the canvas has; of layers fewer, down to one and the others' number. */
static struct columns fit_columns(const struct figure *f, const struct canvas *canvas)
{
	for (int most = LAYERS_MOST; most > 1; most--) {
		struct columns c = choose_columns(f, LINE_HEAD, most, canvas->width);
		if (all_lines(f, &c) - (f->n_items - 1) * c.apart + 1 <= canvas->height)
			return c;
	}
	return choose_columns(f, LINE_ITEM, 0, canvas->width);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	struct columns c = fit_columns(f, canvas);
	int64_t row, col;
	look_clamp(scene->look, f->n_items, 1, &row, &col);
	c.apart = c.apart && all_lines(f, &c) + 1 <= canvas->height;
	int lines = c.two_lines ? 2 : 1, y = canvas->height >= 1 + lines;
	int fit = (canvas->height - y + lines - 1) / lines;
	int first = c.spread == LINE_ITEM && fit > 0 ? (int)(row / fit * fit) : 0;
	if (y > 0)
		paint_scale(f, &c, canvas);
	for (int i = first; i < f->n_items && y < canvas->height; i++) {
		struct held item = held_of(f, i);
		paint_item(scene, &c, i, scene->look->cursor && i == row, canvas, y);
		y += item_lines(&c, &item);
	}
}

static int height(const struct figure *figure, int width)
{
	struct columns c = choose_columns(figure, LINE_HEAD, LAYERS_MOST, width);
	return 1 + all_lines(figure, &c);
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	*rows = figure->n_items;
	*cols = figure->n_items > 0;
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	struct held item = held_of(figure, (int)row);
	(void)col;
	held_say(&item, out);
	str_add(out, _(": "));
	held_say_bytes(&item, out);
}

static void sentence(const struct figure *figure, struct str *out)
{
	for (int i = 0; i < figure->n_items; i++) {
		struct held item = held_of(figure, i);
		str_add(out, i ? _("; ") : "");
		held_say(&item, out);
		str_add(out, _(", "));
		held_say_bytes(&item, out);
	}
	str_add(out, figure->n_items ? _(".") : "");
}

const struct view view_cache = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.sentence = sentence,
};
