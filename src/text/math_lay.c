#include "text/math_lay.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

static struct piece lay_new(const struct math_list *list, bool display, bool script)
{
	struct piece piece = piece_new(display, script);
	math_lay(list, &piece);
	return piece;
}

/* ---- Scripts ---- */

/* Both ways of setting it: which one is taken depends on the letters that Unicode has. */
struct script_pieces {
	struct piece line, display;
	struct script script;
};

/* Only a row of letters can be small ones; anything else need not be tried. */
static bool may_be_small(const struct math_list *list)
{
	for (const struct math_node *node = list->first; node; node = node->next)
		if (node->shape != MATH_ATOM || node->sub || node->sup)
			return false;
	return true;
}

static const struct script *lay_script(const struct math_list *list, const struct piece *piece,
                                       struct script_pieces *out)
{
	if (!list)
		return NULL;
	bool line = !piece->display || may_be_small(list);
	if (line)
		out->line = lay_new(list, false, true);
	if (piece->display)
		out->display = lay_new(list, true, true);
	out->script = (struct script){ line ? &out->line : NULL, piece->display ? &out->display : NULL };
	return &out->script;
}

static void script_pieces_done(struct script_pieces *pieces)
{
	if (pieces->script.line)
		piece_done(&pieces->line);
	if (pieces->script.display)
		piece_done(&pieces->display);
}

static void lay_scripts(const struct math_node *node, struct piece *piece)
{
	struct script_pieces sub = {0}, sup = {0};
	if (!node->sub && !node->sup)
		return;
	piece_add_scripts(piece, lay_script(node->sub, piece, &sub), lay_script(node->sup, piece, &sup));
	script_pieces_done(&sub);
	script_pieces_done(&sup);
}

/* A box with others above and below it, either of which may be NULL. */
static struct box with_limits(const struct box *middle, const struct box *above,
                              const struct box *below)
{
	const struct box *boxes[3];
	int n = 0;
	if (above)
		boxes[n++] = above;
	boxes[n++] = middle;
	if (below)
		boxes[n++] = below;
	return box_stack(boxes, n, above != NULL);
}

/* A box with the node's scripts above and below it. */
static void add_with_limits(const struct math_node *node, const struct box *middle,
                            enum math_class class, struct piece *piece)
{
	struct piece above = piece_new(true, true), below = piece_new(true, true);
	if (node->sup)
		math_lay(node->sup, &above);
	if (node->sub)
		math_lay(node->sub, &below);
	struct box box = with_limits(middle, node->sup ? &above.box : NULL, node->sub ? &below.box : NULL);
	piece_add_box(piece, class, &box);
	box_done(&box);
	piece_done(&above);
	piece_done(&below);
}

/* ∑ and max in a display have their scripts above and below. */
static bool has_limits(const struct math_node *node, const struct piece *piece)
{
	bool integral = node->class == MATH_BIG &&
	                (strcmp(node->text, "∫") == 0 || strcmp(node->text, "∬") == 0);
	return piece->display && (node->sub || node->sup) && !integral &&
	       (node->class == MATH_BIG || node->class == MATH_LIMITS);
}

static enum math_class spaced_as(enum math_class class)
{
	return class == MATH_LIMITS ? MATH_WORD : class;
}

static void lay_atom(const struct math_node *node, struct piece *piece)
{
	if (has_limits(node, piece)) {
		struct box sign = box_of_text(node->text);
		add_with_limits(node, &sign, MATH_BIG, piece);
		box_done(&sign);
		return;
	}
	piece_add(piece, spaced_as(node->class), node->text);
	if (strcmp(node->text, "∂") == 0 && piece->open == 0)   /* ∂x is one thing */
		piece->atoms--;
	lay_scripts(node, piece);
}

/* ---- Fractions and roots ---- */

static void lay_stack(const struct math_node *node, struct piece *piece)
{
	struct piece over = lay_new(node->inner, true, piece->script);
	struct piece under = lay_new(node->second, true, piece->script);
	bool tall = over.box.tall || under.box.tall;
	int width = over.box.width > under.box.width ? over.box.width : under.box.width;
	bool line = node->shape == MATH_FRACTION;
	struct box bar = box_repeat(line ? "─" : " ", (width ? width : 1) + (tall && line ? 2 : 0));
	struct box box = box_stack((const struct box *const[]){ &over.box, &bar, &under.box }, 3, 1);
	piece_add_box(piece, MATH_INNER, &box);
	box_done(&bar);
	box_done(&box);
	piece_done(&over);
	piece_done(&under);
}

static void lay_slash(const struct math_node *node, struct piece *piece)
{
	struct piece over = lay_new(node->inner, false, piece->script);
	struct piece under = lay_new(node->second, false, piece->script);
	struct piece whole = piece_new(false, piece->script);
	piece_add_group(&whole, MATH_ORD, &over, over.loose);
	box_text(&whole.box, "/", 1);
	if (under.box.width)
		piece_add_group(&whole, MATH_ORD, &under, under.loose || under.atoms > 1);
	if (piece->last == MATH_ORD || piece->last == MATH_CLOSE)
		piece->blanks = 1;           /* 2 1/3, not 21/3 */
	piece_add_group(piece, MATH_ORD, &whole, node->sup != NULL);
	piece->atoms++;
	piece->tail = TAIL_FACTOR;
	piece_done(&over);
	piece_done(&under);
	piece_done(&whole);
}

void math_add_bracketed(struct piece *piece, const char *open, const struct box *inner,
                        const char *close)
{
	struct box whole = box_new();
	struct box left = box_bracket(open, inner), right = box_bracket(close, inner);
	int room = inner->tall || inner->n > 1;
	box_add(&whole, &left);
	box_blanks(&whole, *open ? room : 0);
	box_add(&whole, inner);
	box_blanks(&whole, *close ? room : 0);
	box_add(&whole, &right);
	bool beside_tall = piece->last == MATH_CLOSE && piece->above + piece->below > 0;
	piece_add_box(piece, *open && !beside_tall ? MATH_OPEN : MATH_INNER, &whole);
	piece->open -= *open && !beside_tall && piece->open > 0;
	piece->last = *close ? MATH_CLOSE : MATH_INNER;
	box_done(&left);
	box_done(&right);
	box_done(&whole);
}

static void lay_binomial(const struct math_node *node, struct piece *piece)
{
	if (piece->display) {
		struct piece inner = piece_new(true, piece->script);
		lay_stack(node, &inner);
		math_add_bracketed(piece, "(", &inner.box, ")");
		piece_done(&inner);
		return;
	}
	struct piece n = lay_new(node->inner, false, piece->script);
	struct piece k = lay_new(node->second, false, piece->script);
	struct str text = STR_INIT;
	str_addf(&text, "C(%s, %s)", piece_text(&n), piece_text(&k));
	piece_add_n(piece, MATH_WORD, text.data, text.len);
	str_done(&text);
	piece_done(&n);
	piece_done(&k);
}

/* ³√ */
static void add_radical(const struct math_node *node, struct str *out)
{
	if (node->second) {
		struct piece index = lay_new(node->second, false, true);
		struct str raised = STR_INIT;
		if (math_map_all(piece_text(&index), math_superscript, &raised))
			str_add(out, raised.data);
		else
			str_addf(out, "[%s]", piece_text(&index));
		str_done(&raised);
		piece_done(&index);
	}
	str_add(out, "√");
}

/* The sign beside what it is drawn from, and a line over that. */
static void lay_roofed(const struct str *radical, const struct box *under, struct piece *piece)
{
	struct box whole = box_new(), roof = box_repeat("_", under->width);
	struct box sign = box_of_text(radical->data), side = box_of_text("│");
	int rise = under->n > 1;
	box_put(&whole, &sign, 0, box_below(under));
	for (int y = -box_above(under); rise && y <= box_below(under); y++)
		box_put(&whole, &side, sign.width, y);
	box_put(&whole, under, sign.width + rise, 0);
	box_put(&whole, &roof, sign.width + rise, -box_above(under) - 1);
	whole.tall = true;
	piece_add_box(piece, under->n > 1 ? MATH_INNER : MATH_ORD, &whole);
	box_done(&whole);
	box_done(&roof);
	box_done(&sign);
	box_done(&side);
}

/* Only a single thing of one row stands under a root without a line over it. */
static void lay_root(const struct math_node *node, struct piece *piece)
{
	struct piece under = lay_new(node->inner, piece->display, piece->script);
	struct piece whole = piece_new(false, false);
	struct str radical = STR_INIT;
	bool wide = under.loose || under.atoms != 1;
	add_radical(node, &radical);
	if (piece->display && node->inner->first && (wide || under.box.n > 1)) {
		lay_roofed(&radical, &under.box, piece);
	} else {
		box_text(&whole.box, radical.data, radical.len);
		piece_add_group(&whole, MATH_NONE, &under, wide);
		piece_add_group(piece, MATH_ORD, &whole, node->sup != NULL);
		piece->tail = TAIL_FACTOR;
	}
	str_done(&radical);
	piece_done(&under);
	piece_done(&whole);
}

/* ---- Above and below ---- */

/* Append the text with a combining character on each of its characters. */
static void add_over(const char *text, const char *combining, struct str *out)
{
	uint32_t c, next;
	size_t len = strlen(text);
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		str_add_n(out, text + i, n);
		bool last = utf8_decode(text + i + n, len - i - n, &next) == 0 || utf8_char_width(next) > 0;
		if (c != ' ' && last)
			str_add(out, combining);
	}
}

static bool is_bar(const struct math_symbol *symbol)
{
	return strcmp(symbol->name, "overline") == 0 || strcmp(symbol->name, "underline") == 0;
}

/* What stands over (or under) something wide: a line, or the accent's sign in the middle. */
static void lay_wide_accent(const struct math_node *node, const struct box *inner, struct piece *piece)
{
	static const struct {
		const char *name, *sign;
	} signs[] = {
		{ "hat", "^" }, { "widehat", "^" }, { "tilde", "~" }, { "widetilde", "~" }, { "vec", "→" },
		{ "overrightarrow", "→" }, { "dot", "." }, { "ddot", "¨" }, { "check", "ˇ" },
	};
	const char *sign = NULL;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strcmp(signs[i].name, node->symbol->name) == 0)
			sign = signs[i].sign;
	bool under = strcmp(node->symbol->name, "underline") == 0;
	struct box mark = sign ? box_of_text(sign) : box_repeat(under ? "‾" : "_", inner->width);
	const struct box *boxes[2] = { under ? inner : &mark, under ? &mark : inner };
	struct box box = box_stack(boxes, 2, !under);
	box.tall = inner->tall;
	piece_add_box(piece, MATH_ORD, &box);
	box_done(&mark);
	box_done(&box);
}

/* One character carries the accent itself; bars go over each; else it reads as a function. */
static void lay_accent(const struct math_node *node, struct piece *piece)
{
	struct piece inner = lay_new(node->inner, piece->display, piece->script);
	const char *text = piece_text(&inner);
	if ((math_count(text) == 1 && inner.box.n == 1) || (is_bar(node->symbol) && !piece->display)) {
		struct str with = STR_INIT;
		add_over(text, node->symbol->text, &with);
		piece_add_n(piece, inner.atoms == 1 ? inner.last : MATH_ORD, with.data, with.len);
		str_done(&with);
	} else if (piece->display && node->inner->first) {
		lay_wide_accent(node, &inner.box, piece);
	} else {
		piece_add(piece, MATH_WORD, node->symbol->name);
		if (*text)
			piece_add_group(piece, MATH_ORD, &inner, true);
	}
	piece_done(&inner);
}

/* An arrow is as long as what stands on it. */
static struct box stretched(const struct box *base, int width)
{
	const char *text = box_line(base)->data;
	bool right = strcmp(text, "→") == 0, left = strcmp(text, "←") == 0;
	struct box box = box_new();
	if (!right && !left) {
		box_add(&box, base);
		return box;
	}
	struct box line = box_repeat("─", width + 1);
	box_text(&box, text, left ? strlen(text) : 0);
	box_add(&box, &line);
	box_text(&box, text, right ? strlen(text) : 0);
	box_done(&line);
	return box;
}

static void lay_stacked(const struct math_node *node, struct piece *piece)
{
	struct piece base = lay_new(node->inner, piece->display, piece->script);
	if (piece->display) {
		struct piece small = lay_new(node->second, true, true);
		struct box wide = stretched(&base.box, small.box.width);
		struct box box = with_limits(&wide, node->under ? NULL : &small.box,
		                             node->under ? &small.box : NULL);
		piece_add_box(piece, spaced_as(node->class), &box);
		piece_done(&small);
		box_done(&wide);
		box_done(&box);
	} else {
		struct piece small = lay_new(node->second, false, true);
		const struct script script = { &small, NULL };
		piece_add(piece, spaced_as(node->class), piece_text(&base));
		piece_add_scripts(piece, node->under ? &script : NULL, node->under ? NULL : &script);
		piece_done(&small);
	}
	piece_done(&base);
}

/* ╰──┬──╯ */
static struct box brace(int width, bool under)
{
	struct box box = box_new();
	int middle = width / 2;
	for (int i = 0; i < width; i++) {
		const char *sign = i == 0 ? (under ? "╰" : "╭") : i == width - 1 ? (under ? "╯" : "╮") : "─";
		if (i == middle && width != 2)
			sign = under ? "┬" : "┴";
		box_text(&box, sign, strlen(sign));
	}
	return box;
}

/* The brace's label is the script on its side. */
static void lay_braced(const struct math_node *node, struct piece *piece)
{
	struct piece inner = lay_new(node->inner, piece->display, piece->script);
	if (piece->display) {
		struct box line = brace(inner.box.width, node->under);
		const struct box *base = &inner.box;
		struct box whole = with_limits(base, node->under ? NULL : &line, node->under ? &line : NULL);
		add_with_limits(node, &whole, MATH_INNER, piece);
		box_done(&line);
		box_done(&whole);
	} else {
		piece_add_group(piece, MATH_ORD, &inner, inner.loose && (node->sub || node->sup));
	}
	piece_done(&inner);
}

/* ---- Brackets ---- */

/*
 * The bracket that closes this one, or NULL; with scripts of its own it opens nothing.
 * One that is further away than any formula is long is not looked for.
 */
static const struct math_node *match(const struct math_node *open, const struct math_node *until)
{
	enum { FAR = 512 };
	int depth = 0, seen = 0;
	if (open->class != MATH_OPEN || open->sub || open->sup)
		return NULL;
	for (const struct math_node *node = open; node != until && seen++ < FAR; node = node->next) {
		if (node->shape != MATH_ATOM)
			continue;
		depth += node->class == MATH_OPEN;
		depth -= node->class == MATH_CLOSE;
		if (depth == 0)
			return node;
	}
	return NULL;
}

static void lay_between(const char *open, const struct piece *inner, const char *close,
                        struct piece *piece)
{
	if (inner->box.tall) {
		math_add_bracketed(piece, open, &inner->box, close);
		return;
	}
	if (*open)
		piece_add(piece, MATH_OPEN, open);
	piece_add_box(piece, MATH_NONE, &inner->box);
	if (*close)
		piece_add(piece, MATH_CLOSE, close);
}

/* In a display brackets grow with what they hold, with \left or without. Returns the closing one. */
static const struct math_node *lay_pair(const struct math_node *open, const struct math_node *close,
                                        struct piece *piece)
{
	struct piece inner = piece_new(true, piece->script);
	math_lay_range(open->next, close, &inner);
	lay_between(open->text, &inner, close->text, piece);
	lay_scripts(close, piece);
	piece_done(&inner);
	return close;
}

static void lay_fenced(const struct math_node *node, struct piece *piece)
{
	if (piece->display) {
		struct piece inner = lay_new(node->inner, true, piece->script);
		lay_between(node->text, &inner, node->close, piece);
		piece_done(&inner);
		return;
	}
	if (*node->text)
		piece_add(piece, MATH_OPEN, node->text);
	math_lay_range(node->inner->first, NULL, piece);
	if (*node->close)
		piece_add(piece, MATH_CLOSE, node->close);
}

/* ---- The tree ---- */

static void lay_shape(const struct math_node *node, struct piece *piece)
{
	switch (node->shape) {
	case MATH_ATOM:
		break;
	case MATH_FRACTION:
		if (piece->display)
			lay_stack(node, piece);
		else
			lay_slash(node, piece);
		break;
	case MATH_BINOMIAL: lay_binomial(node, piece); break;
	case MATH_ROOT:     lay_root(node, piece); break;
	case MATH_ACCENTED: lay_accent(node, piece); break;
	case MATH_STACKED:  lay_stacked(node, piece); break;
	case MATH_BRACED:   lay_braced(node, piece); break;
	case MATH_FENCED:   lay_fenced(node, piece); break;
	case MATH_GRID:     math_lay_grid(node, piece); break;
	}
	if (node->shape != MATH_BRACED || !piece->display)
		lay_scripts(node, piece);
}

void math_lay_range(const struct math_node *from, const struct math_node *until,
                    struct piece *piece)
{
	for (const struct math_node *node = from; node != until; node = node->next) {
		const struct math_node *close;
		piece->blanks = node->blanks > piece->blanks ? node->blanks : piece->blanks;
		if (node->shape != MATH_ATOM)
			lay_shape(node, piece);
		else if (piece->display && (close = match(node, until)) != NULL)
			node = lay_pair(node, close, piece);
		else
			lay_atom(node, piece);
	}
}

void math_lay(const struct math_list *list, struct piece *piece)
{
	math_lay_range(list->first, NULL, piece);
}
