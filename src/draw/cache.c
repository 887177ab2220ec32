/*
 * KV caches while the clock runs: a cell a token, a line a head, so that what a cache
 * takes can be seen as an area. Without room for the lines of heads an item is one line:
 * where items have as many heads it counts tokens, else the tokens of all its heads.
 *
 *	K_img   ▓▓▓▓▓▓▓▓▓▓▓▓▓▓  197 tokens  197 KiB  computed 1×  stands still
 *	K_text  ▓▓▓▓█░░░░░░░░░    5 tokens    5 KiB  computed 5×
 */
#include <string.h>

#include "base/i18n.h"
#include "draw/view.h"
#include "text/utf8.h"

enum { HEADS_MOST = 8 };      /* lines of one item; of more heads, as many in all items, each is several */

struct item {
	const char *code;
	int64_t heads;            /* and layers: all dimensions before the tokens */
	int64_t tokens, room;     /* held now; at the clock's end */
	int64_t bytes;            /* what is stored: an expanded dimension counts once */
	int64_t evals;
	bool still;               /* was computed once and does not grow */
	bool grows;               /* by a token a step, up to its room */
};

static int64_t stored_bytes(const struct tensor *t)
{
	int64_t count = 1;
	for (int d = 0; d < t->shape.ndim; d++)
		if (t->stride[d] != 0 || t->shape.size[d] == 0)
			count *= t->shape.size[d];
	return count * dtype_bytes(t->dtype);
}

static struct item item_of(const struct figure *f, int i)
{
	const struct figure_item *from = &f->items[i];
	const struct tensor *t = from->tensor;
	struct item item = { .code = item_name(from), .evals = from->evals };
	if (t && t->shape.ndim > 0)
		item.tokens = t->shape.size[t->shape.ndim >= 2 ? t->shape.ndim - 2 : 0];
	item.heads = 1;
	for (int d = 0; t && d < t->shape.ndim - 2; d++)
		item.heads *= t->shape.size[d];
	item.bytes = t ? stored_bytes(t) : 0;
	/* On the clock's first tick everything was computed once: only a small one may grow. */
	item.still = f->clock >= 0 && item.evals == 1 &&
		(f->clock > 1 || item.tokens > f->clock_end);
	item.room = item.still || f->clock_end < item.tokens ? item.tokens : f->clock_end;
	item.grows = !item.still && f->clock >= 0 && item.tokens == f->clock;
	return item;
}

/* What is said of items: not what is the same in all, as long as no clock changes it. */
struct telling {
	bool tokens, evals;
	bool heads;               /* some item has several */
	bool heads_differ;
	int64_t most_heads;
};

static struct telling telling_of(const struct figure *f)
{
	bool all = f->n_items < 2 || f->clock >= 0;
	struct telling telling = { .tokens = all, .evals = all };
	struct item first = f->n_items ? item_of(f, 0) : (struct item){0};
	for (int i = 0; i < f->n_items; i++) {
		struct item item = item_of(f, i);
		telling.tokens = telling.tokens || item.tokens != first.tokens;
		telling.evals = telling.evals || item.evals != first.evals;
		telling.heads = telling.heads || item.heads > 1;
		telling.heads_differ = telling.heads_differ || item.heads != first.heads;
		telling.most_heads = item.heads > telling.most_heads ? item.heads : telling.most_heads;
	}
	return telling;
}

/* "197", or "5/8" of what still grows: on the scale of a large cache its bar hardly shows it. */
static void format_held(const struct item *item, struct str *out)
{
	char number[NUMBER_TEXT];
	number_count(item->tokens, number);
	str_add(out, number);
	if (!item->grows)
		return;
	number_count(item->room, number);
	str_addf(out, "/%s", number);
}

static void format_facts(const struct item *item, const struct telling *telling, struct str *out)
{
	char bytes[NUMBER_TEXT];
	struct str held = STR_INIT;
	unsigned long n = (unsigned long)(item->grows ? item->room : item->tokens);
	number_bytes(item->bytes, bytes);
	format_held(item, &held);
	if (telling->tokens)
		str_addf(out, i18n_count("%5s token ", "%5s tokens", n), held.data);
	str_done(&held);
	str_addf(out, telling->tokens ? " %8s" : "%8s", bytes);
	if (telling->heads)
		str_addf(out, i18n_count("  %lld head", "  %lld heads", (unsigned long)item->heads),
		         (long long)item->heads);
}

static int head_lines(const struct item *item)
{
	return item->heads < 1 ? 1 : item->heads < HEADS_MOST ? (int)item->heads : HEADS_MOST;
}

static void format_evals(const struct item *item, const struct telling *telling, bool ascii,
                         struct str *out)
{
	if (item->evals < 0 || !telling->evals)
		return;
	str_addf(out, _("computed %lld%s"), (long long)item->evals, ascii ? "x" : "×");
	str_add(out, item->still ? _("  stands still") : "");
}

/* One scale for all bars of a figure: `wide` columns a token, or `share` tokens a column. */
struct measure {
	int wide;
	int64_t share;
};

static int64_t bar_columns(const struct item *item, const struct measure *m)
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

static void paint_bar(const struct item *item, const struct bar *bar, struct canvas *canvas, int y,
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

struct columns {
	int name, facts, evals, bar;
	struct measure measure;
	struct telling telling;
	bool two_lines, by_head;
	bool summed;              /* bars count the tokens of all heads */
	bool apart;               /* a blank line stands between items */
};

/* Lines of all items, or of one. */
static int item_lines(const struct columns *c, const struct item *item)
{
	return c->two_lines + (c->by_head ? head_lines(item) : 1) + c->apart;
}

static int all_lines(const struct figure *f, const struct columns *c)
{
	int lines = 0;
	for (int i = 0; i < f->n_items; i++) {
		struct item item = item_of(f, i);
		lines += item_lines(c, &item);
	}
	return lines - c->apart;
}

/* What its bar counts. */
static struct item counted(struct item item, bool summed)
{
	item.tokens *= summed ? item.heads : 1;
	item.room *= summed ? item.heads : 1;
	return item;
}

static int64_t longest_room(const struct figure *f, bool summed)
{
	int64_t longest = 1;
	for (int i = 0; i < f->n_items; i++) {
		struct item item = counted(item_of(f, i), summed);
		longest = item.room > longest ? item.room : longest;
	}
	return longest;
}

/* The longest bar fits: small caches are wide, and of large ones many tokens are a cell. */
static struct measure measure_of(const struct figure *f, bool summed, int width)
{
	enum { WIDEST = 4 };
	int64_t longest = longest_room(f, summed), room = width > 1 ? width : 1;
	if (longest > room)
		return (struct measure){ 1, (longest + room - 1) / room };
	return (struct measure){ room / longest < WIDEST ? (int)(room / longest) : WIDEST, 1 };
}

static struct columns choose_columns(const struct figure *f, bool by_head, int width)
{
	enum { BAR_LEAST = 16 };
	struct columns c = { .telling = telling_of(f) };
	for (int i = 0; i < f->n_items; i++) {
		struct item item = item_of(f, i);
		struct str facts = STR_INIT, evals = STR_INIT;
		format_facts(&item, &c.telling, &facts);
		format_evals(&item, &c.telling, false, &evals);
		int name = utf8_width(item.code), a = utf8_width(facts.data);
		int b = utf8_width(evals.data);
		c.name = name > c.name ? name : c.name;
		c.facts = a > c.facts ? a : c.facts;
		c.evals = b > c.evals ? b : c.evals;
		str_done(&facts);
		str_done(&evals);
	}
	c.name = c.name < width / 3 ? c.name : width / 3;
	c.bar = width - c.name - c.facts - c.evals - 6;
	c.by_head = by_head && !(c.telling.heads_differ && c.telling.most_heads > HEADS_MOST);
	c.summed = c.telling.heads_differ && !c.by_head;
	c.apart = f->n_items > 1;
	c.two_lines = c.bar < BAR_LEAST;
	if (c.two_lines)   /* name and count above, the bar and its numbers below */
		c.bar = width - c.facts - 2 < BAR_LEAST ? width : width - c.facts - 2;
	c.measure = measure_of(f, c.summed, c.bar);
	struct item longest = { .room = longest_room(f, c.summed) };
	if (!c.two_lines)   /* the numbers stand next to the bars */
		c.bar = (int)bar_columns(&longest, &c.measure);
	return c;
}

static bool item_differs(const struct scene *scene, int i, const struct item *item)
{
	if (!scene->against || i >= scene->against->n_items)
		return false;
	struct item other = item_of(scene->against, i);
	return other.tokens != item->tokens || other.bytes != item->bytes ||
		other.evals != item->evals;
}

static void paint_item(const struct scene *scene, const struct columns *c, int i, bool here,
                       struct canvas *canvas, int y)
{
	struct item item = item_of(scene->figure, i);
	bool ascii = scene->look->ascii;
	int x = c->name + 2, at_facts = c->bar + 2;
	struct str facts = STR_INIT, evals = STR_INIT;
	hit_mark(scene, canvas, (struct hit){ 0, y, canvas->width, item_lines(c, &item), i, 0 });
	format_facts(&item, &c->telling, &facts);
	format_evals(&item, &c->telling, ascii, &evals);
	canvas_text_cut(canvas, 0, y, c->name, here ? ROLE_CURSOR : ROLE_CODE, item.code);
	struct item shown = counted(item, c->summed);
	int64_t fresh = scene->figure->clock < 0 ? 0 : c->summed ? item.heads : 1;
	struct bar bar = { c->two_lines ? 0 : x, c->measure, fresh, c->telling.heads && c->by_head };
	for (int k = 0; k < (c->by_head ? head_lines(&item) : 1); k++)
		paint_bar(&shown, &bar, canvas, y + c->two_lines + k, ascii);
	if (!c->two_lines) {
		at_facts += x;
		x = at_facts + c->facts + 2;
	}
	if (at_facts + c->facts <= canvas->width)
		canvas_text(canvas, at_facts, y + c->two_lines, ROLE_NUMBER, facts.data);
	canvas_text_cut(canvas, x, y, canvas->width - x, item.still ? ROLE_STRONG : ROLE_TEXT,
	                evals.data);
	if (item_differs(scene, i, &item))
		canvas_char(canvas, c->name, y, ROLE_WARN, difference_glyph(ascii));
	str_done(&facts);
	str_done(&evals);
}

/* "step 5 of 10", and what a cell stands for. */
static void paint_scale(const struct figure *f, const struct columns *c, struct canvas *canvas)
{
	struct str clock = STR_INIT, note = STR_INIT;
	if (f->clock >= 0)
		str_addf(&clock, _("step %lld of %lld"), (long long)f->clock,
		         (long long)f->clock_end);
	if (c->summed)
		str_addf(&note, i18n_count("one cell is %lld token of one head", "one cell is %lld tokens of one head",
		                           (unsigned long)c->measure.share), (long long)c->measure.share);
	else if (c->measure.share > 1)
		str_addf(&note, _("one cell is %lld tokens"), (long long)c->measure.share);
	line_pair(canvas, 0, clock.data, note.data);
	str_done(&clock);
	str_done(&note);
}

static void paint(const struct scene *scene, struct canvas *canvas)
{
	const struct figure *f = scene->figure;
	struct columns c = choose_columns(f, true, canvas->width);
	int64_t row, col;
	look_clamp(scene->look, f->n_items, 1, &row, &col);
	if (all_lines(f, &c) - (f->n_items - 1) * c.apart + 1 > canvas->height)
		c = choose_columns(f, false, canvas->width);
	c.apart = c.apart && all_lines(f, &c) + 1 <= canvas->height;
	int lines = c.two_lines ? 2 : 1, y = canvas->height >= 1 + lines;
	int fit = (canvas->height - y + lines - 1) / lines;
	int first = !c.by_head && fit > 0 ? (int)(row / fit * fit) : 0;
	if (y > 0)
		paint_scale(f, &c, canvas);
	for (int i = first; i < f->n_items && y < canvas->height; i++) {
		struct item item = item_of(f, i);
		paint_item(scene, &c, i, scene->look->cursor && i == row, canvas, y);
		y += item_lines(&c, &item);
	}
}

static int height(const struct figure *figure, int width)
{
	struct columns c = choose_columns(figure, true, width);
	return 1 + all_lines(figure, &c);
}

static void extent(const struct figure *figure, int64_t *rows, int64_t *cols)
{
	*rows = figure->n_items;
	*cols = figure->n_items > 0;
}

/* "K_img holds 197 tokens, computed once" */
static void say_item(const struct item *item, struct str *out)
{
	char number[NUMBER_TEXT];
	unsigned long tokens = (unsigned long)item->tokens;
	number_count(item->tokens, number);
	str_addf(out, i18n_count("%s holds %s token", "%s holds %s tokens", tokens), item->code,
	         number);
	if (item->heads > 1)
		str_addf(out, i18n_count(" in %lld head", " in each of %lld heads", (unsigned long)item->heads),
		         (long long)item->heads);
	if (item->evals == 1)
		str_add(out, _(", computed once"));
	else if (item->evals >= 0)
		str_addf(out, i18n_count(", computed %lld time", ", computed %lld times",
		                       (unsigned long)item->evals), (long long)item->evals);
}

static void cell(const struct figure *figure, int64_t row, int64_t col, struct str *out)
{
	char bytes[NUMBER_TEXT];
	struct item item = item_of(figure, (int)row);
	(void)col;
	number_bytes(item.bytes, bytes);
	say_item(&item, out);
	str_addf(out, ": %s", bytes);
}

static void sentence(const struct figure *figure, struct str *out)
{
	char bytes[NUMBER_TEXT];
	for (int i = 0; i < figure->n_items; i++) {
		struct item item = item_of(figure, i);
		str_add(out, i ? "; " : "");
		say_item(&item, out);
		number_bytes(item.bytes, bytes);
		str_addf(out, ", %s", bytes);
	}
	str_add(out, figure->n_items ? "." : "");
}

const struct view view_cache = {
	.paint = paint,
	.height = height,
	.extent = extent,
	.cell = cell,
	.sentence = sentence,
};
