#include "text/math_piece.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

struct piece piece_new(bool display, bool script)
{
	return (struct piece){ .box = box_new(), .display = display, .script = script };
}

void piece_done(struct piece *piece)
{
	box_done(&piece->box);
	free(piece->breaks);
}

const char *piece_text(const struct piece *piece)
{
	return box_line(&piece->box)->data;
}

/* ---- Blanks ---- */

/* Rows: what was last; columns: what comes. 1, 2 = blanks, s = a blank except in scripts. */
static const char gaps[][12] = {
	/*                o w B b r ( ) , I   ord, word, big, bin, rel, open, close, punct, inner */
	[MATH_NONE]  = "0000000000",
	[MATH_ORD]   = "0011ss0001",
	[MATH_WORD]  = "0111ss0001",
	[MATH_BIG]   = "0111ss1001",
	[MATH_BIN]   = "0ssssss00s",
	[MATH_REL]   = "0ssss0s00s",
	[MATH_OPEN]  = "0000000001",
	[MATH_CLOSE] = "0011ss0001",
	[MATH_PUNCT] = "0sssssss0s",
	[MATH_INNER] = "0112ss1001",
};

static bool is_empty(const struct piece *piece)
{
	return piece->box.width == 0 && box_line(&piece->box)->len == 0;
}

/* A slash, a bar or a colon stands close to a word on either side. */
static bool is_close(const struct piece *piece, enum math_class class, char next)
{
	const struct str *line = box_line(&piece->box);
	char before = line->len ? line->data[line->len - 1] : ' ';
	return (piece->last == MATH_WORD && class == MATH_ORD && ispunct((unsigned char)next)) ||
	       (piece->last == MATH_ORD && class == MATH_WORD && ispunct((unsigned char)before));
}

static int blanks_before(const struct piece *piece, enum math_class class, char next)
{
	char gap = gaps[piece->last][class];
	int n = gap == 's' ? !piece->script : gap - '0';
	if (is_empty(piece))
		return 0;
	if (is_close(piece, class, next))
		n = 0;
	if ((piece->tail && class == MATH_ORD) || (piece->tail == TAIL_FACTOR && class == MATH_OPEN))
		n = 1;
	return n > piece->blanks ? n : piece->blanks;
}

/* ---- Adding ---- */

/* A sign with nothing to its left belongs to what follows. */
static bool is_unary(const struct piece *piece, enum math_class class)
{
	enum math_class last = piece->last;
	return class == MATH_BIN && last != MATH_ORD && last != MATH_WORD && last != MATH_CLOSE &&
	       last != MATH_INNER;
}

static void count(struct piece *piece, enum math_class class, bool number, int blanks)
{
	if (class == MATH_CLOSE && piece->open > 0)
		piece->open--;
	if (piece->open == 0 && class != MATH_CLOSE && class != MATH_PUNCT) {
		bool applied = class == MATH_OPEN && piece->last == MATH_WORD;   /* exp(…) is one */
		piece->atoms += !applied && !(number && piece->number && !blanks);
		piece->loose |= blanks || class == MATH_BIN || class == MATH_REL;
	}
	if (class == MATH_OPEN)
		piece->open++;
}

/* Before a relation or an operator, behind a comma, and at a wide blank. */
static void note_break(struct piece *piece, enum math_class class, int blanks)
{
	bool strong = class == MATH_REL || piece->last == MATH_PUNCT || blanks > 1;
	if (piece->open > 0 || blanks == 0 || is_empty(piece) || (!strong && class != MATH_BIN))
		return;
	piece->breaks = mem_grow(piece->breaks, (size_t)piece->n_breaks + 1, sizeof *piece->breaks);
	piece->breaks[piece->n_breaks++] = (struct piece_break){
		piece->box.width, piece->box.width + blanks, strong };
}

/* What every part does first: its blanks. Returns the class it has here. */
static enum math_class begin(struct piece *piece, enum math_class class, bool number, char next)
{
	bool unary = is_unary(piece, class);
	if (unary)
		class = MATH_ORD;
	int blanks = blanks_before(piece, class, next);
	count(piece, class, number, blanks);
	if (piece->display)
		note_break(piece, class, blanks);
	if (blanks > 0)
		box_blanks(&piece->box, blanks);
	piece->number = number;
	piece->tail = TAIL_NONE;
	piece->blanks = 0;
	return unary ? MATH_OPEN : class;
}

void piece_add_n(struct piece *piece, enum math_class class, const char *text, size_t len)
{
	bool number = len == 1 && (isdigit((unsigned char)*text) || *text == '.');
	piece->last = begin(piece, class, number, *text);
	piece->above = piece->below = 0;
	box_text(&piece->box, text, len);
}

void piece_add(struct piece *piece, enum math_class class, const char *text)
{
	piece_add_n(piece, class, text, strlen(text));
}

void piece_add_box(struct piece *piece, enum math_class class, const struct box *box)
{
	piece->last = begin(piece, class, false, ' ');
	piece->above = box_above(box);
	piece->below = box_below(box);
	box_add(&piece->box, box);
}

void piece_end_row(struct piece *piece)
{
	if (is_empty(piece))
		return;
	piece_add(piece, MATH_PUNCT, ";");
	if (!piece->script)
		box_blanks(&piece->box, 1);
	piece->last = MATH_NONE;
	piece->loose = true;
}

static bool is_parenthesised(const struct piece *piece)
{
	return piece->atoms == 1 && !piece->loose && piece_text(piece)[0] == '(' &&
	       str_ends(piece_text(piece), ")");
}

void piece_add_group(struct piece *piece, enum math_class class, const struct piece *inner,
                     bool wrapped)
{
	struct str text = STR_INIT;
	wrapped = wrapped && !is_parenthesised(inner);
	str_addf(&text, wrapped ? "(%s)" : "%s", piece_text(inner));
	piece_add_n(piece, class, text.data, text.len);
	str_done(&text);
}

/* ---- Texts ---- */

bool math_map_all(const char *text, uint32_t (*map)(uint32_t), struct str *out)
{
	uint32_t c;
	char bytes[4];
	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		n = utf8_decode(text, left, &c);
		uint32_t to = map(c);
		if (!to)
			return false;
		str_add_n(out, bytes, utf8_encode(to, bytes));
	}
	return true;
}

int math_count(const char *text)
{
	int n = 0;
	uint32_t c;
	for (size_t left = strlen(text), used; left; text += used, left -= used) {
		used = utf8_decode(text, left, &c);
		n += utf8_char_width(c) > 0;
	}
	return n;
}

/* ---- Scripts ---- */

/* Scripts that are plain without brackets: model, <t. */
static bool is_plain(const char *text)
{
	while (*text == '<' || *text == '>')
		text++;
	while (isalnum((unsigned char)*text))
		text++;
	return !*text;
}

/* Whole words are easier to read as they are: m_old, not mₒₗ… */
static bool is_long_word(const char *text)
{
	size_t letters = 0;
	while (isalpha((unsigned char)text[letters]))
		letters++;
	return letters > 2 && !text[letters];
}

/* In the small letters of Unicode, if it has them all. */
static bool in_small_letters(const char *text, char mark, struct str *out)
{
	str_clear(out);
	return *text && !is_long_word(text) &&
	       math_map_all(text, mark == '^' ? math_superscript : math_subscript, out);
}

/* In the line: small letters, else ^x and _(i,j). */
static void line_script(struct piece *piece, char mark, const struct piece *inner)
{
	const char *text = piece_text(inner);
	struct str small = STR_INIT, written = STR_INIT;
	if (in_small_letters(text, mark, &small)) {
		str_add(&written, small.data);
	} else if (is_plain(text) || math_count(text) == 1) {
		str_addf(&written, "%c%s", mark, text);
		piece->tail = TAIL_SCRIPT;
	} else {
		str_addf(&written, is_parenthesised(inner) ? "%c%s" : "%c(%s)", mark, text);
	}
	box_text(&piece->box, written.data, written.len);
	str_done(&small);
	str_done(&written);
}

/* Where a script stands in a display: in the line, or `down` rows below it. */
struct corner {
	struct box box;
	int down;
};

/* Small letters stand in the corner of what they belong to, others a row further out. */
static struct corner corner_of(const struct piece *piece, char mark, const struct script *script)
{
	const char *text = script->line ? piece_text(script->line) : "";
	int edge = mark == '^' ? -piece->above : piece->below;
	struct str small = STR_INIT;
	struct corner corner;
	if (in_small_letters(text, mark, &small)) {
		corner = (struct corner){ box_of_text(small.data), edge };
	} else if (mark == '_' && edge == 0 && *text && (is_plain(text) || math_count(text) == 1)) {
		str_clear(&small);
		str_addf(&small, "_%s", text);
		corner = (struct corner){ box_of_text(small.data), 0 };
	} else {
		corner.box = box_new();
		box_add(&corner.box, &script->display->box);
		if (mark == '^')
			corner.down = (edge ? edge : -1) - box_below(&corner.box);
		else
			corner.down = (edge ? edge : 1) + box_above(&corner.box);
	}
	str_done(&small);
	return corner;
}

static void display_scripts(struct piece *piece, const struct script *sub, const struct script *sup)
{
	int x = piece->box.width;
	bool in_line = false;
	if (sub) {
		struct corner low = corner_of(piece, '_', sub);
		box_put(&piece->box, &low.box, x, low.down);
		in_line = low.down == 0;
		if (in_line && box_line(&low.box)->data[0] == '_')
			piece->tail = TAIL_SCRIPT;
		box_done(&low.box);
	}
	if (sup) {
		struct corner high = corner_of(piece, '^', sup);
		bool after = in_line && high.down == 0;
		box_put(&piece->box, &high.box, after ? piece->box.width : x, high.down);
		piece->tail = after ? TAIL_NONE : piece->tail;
		box_done(&high.box);
	}
}

void piece_add_scripts(struct piece *piece, const struct script *sub, const struct script *sup)
{
	if (piece->display) {
		display_scripts(piece, sub, sup);
	} else {
		if (sub)
			line_script(piece, '_', sub->line);
		if (sup)
			line_script(piece, '^', sup->line);
	}
	piece->number = false;
	piece->blanks = 0;
	if (piece->last == MATH_NONE)
		piece->last = MATH_ORD;
}
