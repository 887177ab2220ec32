#include "text/math_piece.h"

#include <ctype.h>
#include <string.h>

#include "text/utf8.h"

enum { PARTIAL = 0x2202 };

/* Rows: what was last; columns: what comes. 1 = a blank, s = a blank except in scripts. */
static const char gaps[][10] = {
	/*                o w B b r ( ) ,   ord, word, big, bin, rel, open, close, punct */
	[MATH_NONE]  = "000000000",
	[MATH_ORD]   = "0011ss000",
	[MATH_WORD]  = "0111ss000",
	[MATH_BIG]   = "0111ss100",
	[MATH_BIN]   = "0ssssss00",
	[MATH_REL]   = "0ssss0s00",
	[MATH_OPEN]  = "000000000",
	[MATH_CLOSE] = "0011ss000",
	[MATH_PUNCT] = "0sssssss0",
};

/* A slash, a bar or a colon stands close to a word on either side. */
static bool is_close(const struct piece *piece, enum math_class class, char next)
{
	char before = piece->s.data[piece->s.len - 1];
	return (piece->last == MATH_WORD && class == MATH_ORD && ispunct((unsigned char)next)) ||
	       (piece->last == MATH_ORD && class == MATH_WORD && ispunct((unsigned char)before));
}

static int blanks_before(const struct piece *piece, enum math_class class, char next)
{
	char gap = gaps[piece->last][class];
	int n = gap == '1' || (gap == 's' && !piece->script);
	if (is_close(piece, class, next))
		n = 0;
	if (piece->tail && (class == MATH_ORD || class == MATH_OPEN))
		n = 1;
	return n > piece->blanks ? n : piece->blanks;
}

static void end_row(struct piece *piece)
{
	if (piece->rows)
		str_add(&piece->s, "\n");
	else
		str_add(&piece->s, piece->script ? ";" : "; ");
	piece->row_ends = false;
	piece->last = MATH_NONE;
	piece->loose = true;
}

/* A sign with nothing to its left belongs to what follows. */
static bool is_unary(const struct piece *piece)
{
	enum math_class last = piece->last;
	return last != MATH_ORD && last != MATH_WORD && last != MATH_CLOSE;
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

void piece_add_n(struct piece *piece, enum math_class class, const char *text, size_t len)
{
	if (piece->row_ends)
		end_row(piece);
	bool unary = class == MATH_BIN && is_unary(piece);
	int blanks = piece->s.len ? blanks_before(piece, unary ? MATH_ORD : class, *text) : 0;
	bool number = len == 1 && (isdigit((unsigned char)*text) || *text == '.');
	count(piece, unary ? MATH_ORD : class, number, blanks);
	while (blanks-- > 0)
		str_add_char(&piece->s, ' ');
	str_add_n(&piece->s, text, len);
	piece->last = unary ? MATH_OPEN : class;
	piece->number = number;
	piece->tail = false;
	piece->blanks = 0;
}

void piece_add(struct piece *piece, enum math_class class, const char *text)
{
	piece_add_n(piece, class, text, strlen(text));
}

void piece_add_char(struct piece *piece, enum math_class class, uint32_t c)
{
	char bytes[4];
	piece_add_n(piece, class, bytes, utf8_encode(c, bytes));
	if (c == PARTIAL && piece->open == 0)   /* ∂x is one thing */
		piece->atoms--;
}

/* Attach to what was written last: scripts, accents, primes. */
void piece_attach(struct piece *piece, uint32_t c)
{
	char bytes[4];
	str_add_n(&piece->s, bytes, utf8_encode(c, bytes));
	piece->number = false;
}

static bool is_parenthesised(const struct piece *piece)
{
	return piece->atoms == 1 && !piece->loose && piece->s.data[0] == '(' &&
	       str_ends(piece->s.data, ")");
}

void piece_add_group(struct piece *piece, enum math_class class, const struct piece *inner,
                     bool wrapped)
{
	struct str text = STR_INIT;
	wrapped = wrapped && !is_parenthesised(inner);
	str_addf(&text, wrapped ? "(%s)" : "%s", inner->s.data);
	piece_add_n(piece, class, text.data, text.len);
	str_done(&text);
}

bool math_is_word(const char *text)
{
	for (const char *p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != ' ' && (unsigned char)*p < 0x80)
			return false;
	return *text && text[1];
}

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

void piece_add_script(struct piece *piece, char mark, const struct piece *inner)
{
	const char *text = inner->s.data;
	struct str mapped = STR_INIT;
	if (piece->row_ends)
		end_row(piece);
	if (*text && !is_long_word(text) &&
	    math_map_all(text, mark == '^' ? math_superscript : math_subscript, &mapped)) {
		str_add_n(&piece->s, mapped.data, mapped.len);
	} else if (is_plain(text) || math_count(text) == 1) {
		str_addf(&piece->s, "%c%s", mark, text);
		piece->tail = true;
	} else {
		str_addf(&piece->s, is_parenthesised(inner) ? "%c%s" : "%c(%s)", mark, text);
	}
	str_done(&mapped);
	piece->number = false;
	piece->blanks = 0;
	if (piece->last == MATH_NONE)
		piece->last = MATH_ORD;
}
